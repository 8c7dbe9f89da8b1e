package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"vitrine/engine"
	"vitrine/net/fetch"
)

// meter counts what is written to it, and notes the largest heap met on the way.
type meter struct{ bytes, next, heap uint64 }

func (m *meter) Write(b []byte) (int, error) {
	m.bytes += uint64(len(b))
	if m.bytes >= m.next {
		m.next = m.bytes + 1<<19
		m.heap = max(m.heap, heap())
	}
	return len(b), nil
}

func heap() uint64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// lines loads a page of many lines as for paper.
func lines(t testing.TB, n int) (*engine.Page, func()) {
	t.Helper()
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><pre>")
	for i := range n {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	name := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Config{Offline: true})
	w, h := letter.Paper.Area(1)
	e := engine.New(engine.Config{Fetch: client, Print: &letter, Width: int(w), Height: int(h)})
	p := e.NewPage()
	if err := p.Visit(context.Background(), engine.Visit{URL: "file://" + filepath.ToSlash(name)}); err != nil {
		t.Fatal(err)
	}
	if err := p.Idle(context.Background()); err != nil {
		t.Fatal(err)
	}
	return p, func() { e.Close(); client.Close() }
}

// A page is written and forgotten: printing needs about as much memory for many pages as for few.
func TestPDFMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	const n = 100000
	p, done := lines(t, n)
	defer done()
	before := heap()
	var m meter
	out, err := p.PDF(context.Background(), &m)
	if err != nil {
		t.Fatal(err)
	}
	if want := n / 70; out.Pages < want || out.Cut {
		t.Errorf("%+v, want at least %d pages", out, want)
	}
	// What a page leaves behind are the places of its few objects and its number in the tree.
	const perPage = 1 << 10
	if grown := int64(m.heap) - int64(before); m.heap == 0 || grown > int64(out.Pages*perPage+8<<20) {
		t.Errorf("printing %d pages took %d MB of %d bytes written", out.Pages, grown>>20, m.bytes)
	}
}

// Time and memory grow with the lines.
func BenchmarkPDFLines(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, done := lines(b, n)
			defer done()
			for b.Loop() {
				var m meter
				m.next = 1 << 62
				if _, err := p.PDF(context.Background(), &m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
