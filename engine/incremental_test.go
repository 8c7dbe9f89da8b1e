package engine_test

import (
	"bytes"
	"context"
	"testing"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/layout/frag"
	"vitrine/net/fetch"
)

// fragmentsOf returns the fragments of a frame, each once.
func fragmentsOf(f *engine.Frame) map[*frag.Fragment]bool {
	all := map[*frag.Fragment]bool{}
	var walk func(*frag.Fragment)
	walk = func(f *frag.Fragment) {
		if !all[f] {
			all[f] = true
			for _, k := range f.Kids {
				walk(k.Fragment)
			}
		}
	}
	walk(f.Frags.Root)
	return all
}

// fresh returns how many fragments of a frame an earlier one does not have.
func fresh(before, after *engine.Frame) int {
	old := fragmentsOf(before)
	n := 0
	for f := range fragmentsOf(after) {
		if !old[f] {
			n++
		}
	}
	return n
}

// plain returns a generated document without list markers, whose styles are made anew every time.
func plain(n int) []byte {
	return bytes.ReplaceAll(generated(n), []byte("<ul>"), []byte("<ul style='list-style:none'>"))
}

// After one text change only the path from it to the root is laid out again, however large the
// page is.
func TestTextChangeLaysOutItsPath(t *testing.T) {
	const elements, path = 20000, 40
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	p := openPage(t, e, plain(elements))
	before := p.Frame()
	ctx := context.Background()
	p.Do(ctx, func(d *dom.Document) {
		n := d.ByID("s400")
		for n != nil && (n.Type != dom.TextNode || n.Data() != "emphasis") {
			n = n.After(d.Root())
		}
		if n == nil {
			t.Fatal("no text to change")
		}
		d.SetText(n, "stress")
	})
	if err := p.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	after := p.Frame()
	if after.Frags == before.Frags {
		t.Fatal("no new layout")
	}
	if n, all := fresh(before, after), len(fragmentsOf(after)); n == 0 || n > path || all < elements {
		t.Errorf("%d of %d fragments are new, want at most %d", n, all, path)
	}
}

// A resize that leaves a subtree's width alone leaves its fragments alone.
func TestResizeKeepsWhatDoesNotChange(t *testing.T) {
	const elements = 2000
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	p := openPage(t, e, append([]byte("<!doctype html><style>body { width: 600px }</style>"), plain(elements)...))
	before := p.Frame()
	ctx := context.Background()
	p.Dispatch(engine.Resize{Width: 900, Height: 700})
	if err := p.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	after := p.Frame()
	if after.Viewport == before.Viewport {
		t.Fatal("not resized")
	}
	if n, all := fresh(before, after), len(fragmentsOf(after)); n > 10 || all < elements {
		t.Errorf("%d of %d fragments are new", n, all)
	}
}
