package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/explain"
	"vitrine/engine/trace"
	"vitrine/layout/text"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// TestJourneyPage looks at about:journey as a window shows it: it tells of the page before it, also
// when it is loaded again, and of the next page after that.
func TestJourneyPage(t *testing.T) {
	dir := t.TempDir()
	var urls []string
	for _, name := range []string{"one.html", "two.html"} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte("<!doctype html><title>"+name+"</title><p>text of "+name), 0o600); err != nil {
			t.Fatal(err)
		}
		u, err := weburl.FromFile(file)
		if err != nil {
			t.Fatal(err)
		}
		urls = append(urls, u.String())
	}
	way := &journey{lang: explain.Korean}
	client := fetch.New(fetch.Config{About: way.about})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 300, Height: 200, Trace: trace.New("vitrine", &way.events)})
	defer e.Close()
	p := way.of(e.NewPage())
	ctx := context.Background()
	show := func(events ...engine.Event) (title, body string, pictures int) {
		t.Helper()
		for _, ev := range events {
			p.Dispatch(ev)
		}
		if err := p.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		err := p.Do(ctx, func(d *dom.Document) {
			body = d.Root().TextContent()
			for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
				if n.IsHTML("img") {
					pictures++
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return p.Frame().Title, body, pictures
	}
	want := func(what, name, other string, events ...engine.Event) {
		t.Helper()
		title, body, pictures := show(events...)
		if !strings.Contains(title, name) || strings.Contains(body, other) || !strings.Contains(body, "레이아웃") || pictures < 4 {
			t.Errorf("%s: title %q, %d pictures, want the story of %s alone", what, title, pictures, name)
		}
	}
	story := engine.Navigate{URL: "about:journey"}
	show(engine.Navigate{URL: urls[0]})
	want("the first page", "one.html", "two.html", story)
	want("loaded again", "one.html", "two.html", engine.Reload{})
	show(engine.Navigate{URL: urls[1]})
	want("the second page", "two.html", "one.html", story)
	if title, _, _ := show(engine.Back{}); title != "two.html" {
		t.Errorf("back leads to %q", title)
	}
}
