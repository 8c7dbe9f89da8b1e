package engine_test

import (
	"os"
	"strings"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

// TestRules holds pages with the rules of today (@scope, @container, @property, nesting, layers)
// against what Chromium's getComputedStyle says of them. testdata/rules.txt has a page and its
// outcomes per case.
func TestRules(t *testing.T) {
	data, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 800, Height: 600})
	defer e.Close()
	for _, part := range strings.Split("\n"+string(data), "\n== ")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		page, asks, _ := strings.Cut(rest, "\n= ")
		f, d := frameOf(t, e, []byte("<!DOCTYPE html><body>"+page))
		values := engine.NewResolved(f.Styles, f.Frags)
		for _, q := range strings.Split(strings.TrimSpace(asks), "\n= ") {
			what, want, _ := strings.Cut(q, ": ")
			want = strings.TrimSpace(want)
			who, property, _ := strings.Cut(strings.TrimSuffix(what, ":"), " ")
			if got := resolved(f, d, values, who, property); got != want {
				t.Errorf("%s\n\t%s %s is %q, want %q", name, who, property, got, want)
			}
		}
	}
}

// resolved returns a resolved value of an element "id" or a pseudo-element "id::name".
func resolved(f *engine.Frame, d *dom.Document, values *engine.Resolved, who, property string) string {
	id, pseudo, _ := strings.Cut(who, "::")
	n := d.ByID(id)
	s := f.Styles.Style(n)
	for p := selector.PseudoBefore; pseudo != "" && p < selector.NumPseudo; p++ {
		if p.String() == "::"+pseudo {
			s = f.Styles.Pseudo(n, p)
			return s.Text(prop.Lookup(property))
		}
	}
	if strings.HasPrefix(property, "--") {
		if x, ok := s.Vars().Lookup(property); ok {
			return x.(interface{ String() string }).String()
		}
		return ""
	}
	return values.Text(n, prop.Lookup(property))
}
