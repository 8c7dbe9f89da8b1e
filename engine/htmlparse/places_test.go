package htmlparse

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string // line:col of each style element that has a text
	}{
		{"<style>a{}</style>", []string{"1:8"}},
		{"<!doctype html>\n<!-- <style>p{}</style> -->\n <STYLE media=print>\na{}</style>\n\n<style></style><p><style>b{}</style>", []string{"3:21", "6:26"}},
		{"<title>\r\n</title>\r\n<style>\r\na{}\r\n</style>\r\n<styles><style>c{}</style>", []string{"3:8", "6:16"}},
		{"<svg>\n<style>a{}</style></svg>", []string{"2:8"}},
		{"<template><style>b{}</style></template>\n<style>a{}</style>", []string{"2:8"}},
		{"<p>no style<", nil},
		{"<script>'<style>a{}'</script>\n<style>a{}</style>", []string{"1:17"}}, // as good as it gets without the tokens
	} {
		d := Parse(nil, Input{URL: "https://a.test/", ContentType: "text/html; charset=utf-8", Body: []byte(c.in)})
		var got []string
		for _, p := range d.Places {
			got = append(got, fmt.Sprintf("%d:%d", p.Line, p.Col))
			if l, col := d.Place(p.Node); l != p.Line || col != p.Col {
				t.Errorf("%q: Place(%d) = %d:%d", c.in, p.Node, l, col)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		}
	}
	if l, _ := Parse(nil, Input{Body: []byte(strings.Repeat("<style>", 10))}).Place(1); l != 0 {
		t.Error("a node without a style has a place")
	}
}
