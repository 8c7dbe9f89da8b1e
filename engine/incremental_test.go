package engine_test

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
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

// After one text change only the path from it to the root is laid out again, however large the
// page is.
func TestTextChangeLaysOutItsPath(t *testing.T) {
	const elements, path = 100_000, 40
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	p := openPage(t, e, generated(elements))
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
	if n := after.Styles.Stats.Elements; n > 2 {
		t.Errorf("%d elements were styled again", n)
	}
}

// Parts that are made for a control are the same ones after a change elsewhere.
func TestControlsAreKept(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	p := openPage(t, e, []byte(`<!doctype html><style>input { appearance: none } ::-webkit-slider-thumb { appearance: none; width: 9px; height: 9px }</style>
<p id=t>text</p><div><input type=range value=20> <input type=date> <ruby>base<rt>over</rt></ruby> <details></details></div>`))
	before := p.Frame()
	ctx := context.Background()
	p.Do(ctx, func(d *dom.Document) { d.SetText(d.ByID("t").First(), "other") })
	if err := p.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	after, old := p.Frame(), fragmentsOf(before)
	if after.Frags == before.Frags {
		t.Fatal("no new layout")
	}
	for f := range fragmentsOf(after) {
		if f.Of != nil && f.Of.Node != nil && f.Of.Node.ParentElement().IsHTML("div") && !old[f] {
			t.Errorf("%s of %s was made anew", f.Of.Pseudo, f.Of.Node.Name())
		}
	}
}

// What changes colours alone, as most hovering does, lays out nothing; what changes opacity or a
// transform does not even make boxes.
func TestHoverCostsNoLayout(t *testing.T) {
	const elements = 20000
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	p := openPage(t, e, append([]byte(`<!doctype html><style>h2:hover { color: red; text-decoration: underline } li:hover { color: blue }
section p { transform: rotate(0deg) } section p:hover { opacity: .5; transform: rotate(1deg) }</style>`), generated(elements)...))
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		to     engine.MouseMove
		styled int
		boxes  bool
	}{
		{"heading", engine.MouseMove{X: 20, Y: 30}, 4, true},
		{"away", engine.MouseMove{Gone: true}, 4, true},
		{"paragraph", engine.MouseMove{X: 20, Y: 75}, 8, false},
		{"away again", engine.MouseMove{Gone: true}, 8, false},
	} {
		before := p.Frame()
		p.Dispatch(c.to)
		if err := p.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		after := p.Frame()
		if after.Styles == before.Styles || after.Display == before.Display {
			t.Errorf("%s: nothing changed", c.name)
			continue
		}
		if n := after.Styles.Stats.Elements; n > c.styled {
			t.Errorf("%s: %d elements were styled again", c.name, n)
		}
		if n := fresh(before, after); n > 1 || after.Frags.Calls > 0 { // the initial containing block is made every time
			t.Errorf("%s: %d fragments are new after %d calls", c.name, n, after.Frags.Calls)
		}
		if !c.boxes && after.Boxes != before.Boxes {
			t.Errorf("%s: boxes were made", c.name)
		}
	}
}

// Frames brought up to date draw what frames made anew draw.
func TestIncrementalDrawsTheSame(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	compared := 0
	for seed := range int64(15) {
		r := rand.New(rand.NewSource(seed))
		pick := func(list ...string) string { return list[r.Intn(len(list))] }
		var css strings.Builder
		for range 14 {
			fmt.Fprintf(&css, "%s%s { %s }\n", pick("p", "li", "a", "b", ".x", ".y", "section > *", "td", "h2", "table", ".x + *", "p:nth-child(odd)"),
				pick("", "", ":hover", ":hover", "::before", "::after", "::marker", "::first-letter", " b", " *"),
				pick("color: red", "color: green", "text-decoration: underline", "background: #cde", "content: 'q'", "content: 'r'; color: blue",
					"border: 1px solid", "border-color: orange", "font-size: 20px", "float: left", "position: relative; left: 3px", "opacity: .5",
					"transform: scale(1.1)", "display: none", "display: inline-block", "display: flex", "display: contents", "visibility: hidden",
					"padding: 3px", "list-style: square", "text-transform: uppercase", "border-collapse: collapse", "letter-spacing: 1px",
					"overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 90px", "writing-mode: vertical-rl", "position: absolute",
					"width: 30vw", "width: fit-content", "animation: k 1s linear -.5s paused", "animation: c 1s forwards", "margin: 1em auto",
					"columns: 2", "height: 50%", "position: sticky; top: 0", "display: grid", "text-align: center", "max-width: 10em", "container-type: inline-size",
					"text-emphasis: dot", "outline: 2px solid", "box-shadow: 1px 1px red", "z-index: 1; position: relative", "width: 20cqw",
					"anchor-name: --a", "anchor-name: --a; position: relative", "anchor-scope: --a", "position: absolute; position-anchor: --a; position-area: bottom",
					"position: absolute; position-anchor: --a; top: anchor(bottom, 3px); left: anchor(right, 9px); position-try-fallbacks: flip-block, --t", "display: grid-lanes"))
		}
		if seed%3 == 0 {
			css.WriteString("p::first-line { color: teal } section:hover { color: purple }")
		}
		css.WriteString("@position-try --t { left: anchor(--a right); width: 60px } @keyframes k { to { margin-left: 40px; opacity: 0 } } @keyframes c { to { color: olive; --z: 1 } } @media (min-width: 700px) { .y { margin: 9px } }" +
			"@container (min-width: 300px) { b { color: navy } li { padding-left: 5px } } @scope (section) to (table) { a { color: maroon } }")
		page := "<!doctype html><meta charset=utf-8><style>" + css.String() + "</style>" + strings.Repeat(
			"<section><h2 class=x>Title</h2><p>Some <b>bold <a href=x>link</a></b> text to be broken, with more words in it.<p class=y>More<ul><li>one<li class=x>two <a href=y>l</a></ul>"+
				"<table border><tr><td>a<td class=x>b<tr><td>c</table></section>", 3)
		p := openPage(t, e, []byte(page))
		ctx := context.Background()
		for step := range 14 {
			p.Do(ctx, func(d *dom.Document) {
				var els []*dom.Node
				for n := d.Body().First(); n != nil; n = n.After(d.Body()) {
					if n.Type == dom.ElementNode {
						els = append(els, n)
					}
				}
				n := els[r.Intn(len(els))]
				switch r.Intn(9) {
				case 0:
					d.SetAttr(n, "class", pick("x", "y", "x y", ""))
				case 1:
					d.SetAttr(n, "style", pick("color: brown", "margin: 4px", "opacity: .2", "border-bottom: 2px solid red", ""))
				case 2:
					k := d.NewElement(dom.HTML, dom.Intern(pick("b", "p", "li")), nil)
					d.Append(k, d.NewText("new"))
					d.InsertBefore(n, k, n.First())
				case 3:
					if len(els) > 10 {
						d.Remove(n)
					}
				case 4:
					if c := n.First(); c != nil && c.Type == dom.TextNode {
						d.SetText(c, pick("other words", "", "x"))
					}
				}
			})
			p.Dispatch(engine.MouseMove{X: float64(r.Intn(400)), Y: float64(r.Intn(500))})
			if r.Intn(4) == 0 {
				p.Dispatch(engine.Resize{Width: 500 + r.Intn(500), Height: 400 + r.Intn(400)})
			}
			for range 3 { // what lies under the pointer may move away, and back
				p.Do(ctx, func(*dom.Document) {})
				if err := p.Idle(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if !engine.Settled(p) {
				continue // hovering takes what is hovered away
			}
			compared++
			var got, want strings.Builder
			p.Do(ctx, func(*dom.Document) {
				p.Frame().Display.Write(&got)
				engine.Fresh(p).Write(&want)
			})
			if got.String() != want.String() {
				a, b := strings.Split(got.String(), "\n"), strings.Split(want.String(), "\n")
				for i := range a {
					if i >= len(b) || a[i] != b[i] {
						t.Fatalf("seed %d, step %d, line %d:\nincremental %s\nfresh       %s\n%s", seed, step, i, a[i], b[min(i, len(b)-1)], css.String())
					}
				}
				t.Fatalf("seed %d, step %d: %d lines, fresh %d", seed, step, len(a), len(b))
			}
		}
		p.Close()
	}
	if compared < 100 {
		t.Errorf("only %d frames were compared", compared)
	}
}

// A resize that leaves a subtree's width alone leaves its fragments alone.
func TestResizeKeepsWhatDoesNotChange(t *testing.T) {
	const elements = 100_000
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client})
	defer e.Close()
	p := openPage(t, e, append([]byte("<!doctype html><style>body { width: 600px }</style>"), generated(elements)...))
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

// BenchmarkChange measures what one change of a large page costs until the next frame is there.
func BenchmarkChange(b *testing.B) {
	for _, n := range []int{10000, 100000} {
		client := fetch.New(fetch.Config{Offline: true})
		e := engine.New(engine.Config{Fetch: client})
		p := openPage(b, e, append([]byte("<!doctype html><style>h2:hover { color: red } #s1 { opacity: .9 } #s1:hover { opacity: .5 }</style>"), generated(n)...))
		ctx := context.Background()
		var text, sec *dom.Node
		p.Do(ctx, func(d *dom.Document) {
			sec = d.ByID("s300")
			for text = sec; text.Type != dom.TextNode || text.Data() != "emphasis"; {
				text = text.After(d.Root())
			}
		})
		i := 0
		run := func(name string, do func(d *dom.Document)) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					i++
					p.Do(ctx, do)
					if err := p.Idle(ctx); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("text", func(d *dom.Document) { d.SetText(text, fmt.Sprint("word", i%2)) })
		run("colour", func(d *dom.Document) { d.SetAttr(sec, "style", fmt.Sprintf("color: rgb(0 0 %d)", i%2)) })
		run("opacity", func(d *dom.Document) { d.SetAttr(sec, "style", fmt.Sprintf("opacity: 0.%d", 1+i%2)) })
		e.Close()
		client.Close()
	}
}
