package svg

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// text draws a text element: chunks at absolute positions, each anchored as a whole.
// https://www.w3.org/TR/SVG2/text.html
func (d *drawing) text(n *dom.Node, s *style.Style, f frame) {
	if d.opt.Fonts == nil {
		return
	}
	f.state.Transform = d.space(&f)
	pen := &textPen{d: d, f: f, space: true}
	pen.element(n, s, f.depth)
	pen.flush()
	// Gradients and patterns are placed by the box of the whole text.
	var box display.FRect
	for i, p := range pen.done {
		em := p.s.FontSize()
		b := display.FRect{X: float32(p.x), Y: float32(p.y) - em*0.9, W: p.run.Advance, H: em * 1.1}
		if i > 0 {
			x0, y0, x1, y1 := min(box.X, b.X), min(box.Y, b.Y), max(box.X+box.W, b.X+b.W), max(box.Y+box.H, b.Y+b.H)
			b = display.FRect{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
		}
		box = b
	}
	for _, p := range pen.done {
		d.piece(p, box, f)
	}
}

// textPen is where the next character goes, and the chunk that is being collected.
type textPen struct {
	d     *drawing
	f     frame
	x, y  float64
	start float64 // x of the chunk
	chunk []piece
	done  []piece // anchored
	space bool    // the last character was a space
}

// piece is a run at its place before anchoring.
type piece struct {
	run  *text.Run
	s    *style.Style
	x, y float64
}

// maxPieces bounds the runs of a text.
const maxPieces = 100_000

// element lays out the contents of a text, tspan or a element.
func (t *textPen) element(n *dom.Node, s *style.Style, depth int) {
	if depth > maxDepth {
		return
	}
	em := float64(s.FontSize())
	list := func(name string, basis float64) []float64 {
		v, ok := n.Attr(name)
		if !ok {
			return nil
		}
		var out []float64
		for _, it := range strings.FieldsFunc(v, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' || r == '\r' }) {
			out = append(out, length(it, basis, em, 0))
		}
		return out
	}
	pos := positions{x: list("x", t.f.w), y: list("y", t.f.h), dx: list("dx", t.f.w), dy: list("dy", t.f.h)}
	for k := n.First(); k != nil; k = k.Next() {
		switch {
		case k.Type == dom.TextNode:
			t.characters(t.collapse(k.Data(), s), s, &pos)
		case k.Type == dom.ElementNode && k.NS() == dom.SVG && (k.Name() == "tspan" || k.Name() == "a" || k.Name() == "textPath"):
			ks := t.d.style(k, s)
			if ks == nil || ks.Display() == value.KwNone {
				continue
			}
			if k.FirstElement() == nil && k.First() != nil { // positions that an empty tspan has not
				t.move(&pos, false)
			}
			t.element(k, ks, depth+1)
		}
	}
}

// positions are the lists of x, y, dx and dy of an element, a value per character.
type positions struct{ x, y, dx, dy []float64 }

func (p *positions) empty() bool { return len(p.x)+len(p.y)+len(p.dx)+len(p.dy) == 0 }

// move applies the next values; an absolute position starts a chunk.
func (t *textPen) move(p *positions, skip bool) {
	if p.empty() || skip {
		return
	}
	take := func(l *[]float64) (float64, bool) {
		if len(*l) == 0 {
			return 0, false
		}
		v := (*l)[0]
		*l = (*l)[1:]
		return v, true
	}
	x, okX := take(&p.x)
	y, okY := take(&p.y)
	if okX || okY {
		t.flush()
		if okX {
			t.x, t.space = x, true
		}
		if okY {
			t.y = y
		}
		t.start = t.x
	}
	if v, ok := take(&p.dx); ok {
		t.x += v
	}
	if v, ok := take(&p.dy); ok {
		t.y += v
	}
}

// characters places a text: as one run while no positions are left, otherwise by characters.
func (t *textPen) characters(s string, st *style.Style, p *positions) {
	for s != "" && !p.empty() {
		t.move(p, false)
		if p.empty() {
			break
		}
		n := 1
		for n < len(s) && s[n]&0xC0 == 0x80 {
			n++
		}
		t.run(s[:n], st)
		s = s[n:]
	}
	t.run(s, st)
}

func (t *textPen) run(s string, st *style.Style) {
	if s == "" || len(t.chunk)+len(t.done) > maxPieces {
		return
	}
	opt := text.ShapeOptions{
		LetterSpacing: float32(st.LetterSpacing().Float(float64(st.FontSize()))),
		WordSpacing:   float32(st.WordSpacing().Float(float64(st.FontSize()))),
	}
	font := t.d.opt.Fonts.Of(st)
	up := baseline(st, font)
	for _, r := range font.Shape(s, opt) {
		t.chunk = append(t.chunk, piece{r, st, t.x, t.y + up})
		t.x += float64(r.Advance)
	}
}

// baseline returns how far below the position the alphabetic baseline is.
// https://www.w3.org/TR/css-inline-3/#dominant-baseline-property
func baseline(s *style.Style, f *text.Font) float64 {
	k := s.DominantBaseline()
	if a := s.AlignmentBaseline(); a != value.KwBaseline && a != 0 {
		k = a
	}
	m := f.Metrics
	up := 0.0
	switch k {
	case value.KwMiddle:
		up = float64(m.XHeight) / 2
	case value.KwCentral:
		up = float64(m.Ascent-m.Descent) / 2
	case value.KwHanging:
		up = float64(m.Ascent) * 0.8
	case value.KwTextTop, value.KwTextBeforeEdge, value.KwBeforeEdge:
		up = float64(m.Ascent)
	case value.KwTextBottom, value.KwTextAfterEdge, value.KwAfterEdge, value.KwIdeographic:
		up = -float64(m.Descent)
	case value.KwMathematical:
		up = float64(m.Ascent) / 2
	}
	switch sh := s.BaselineShift(); {
	case sh.IsKeyword(value.KwSub):
		up += float64(s.FontSize()) / 5
	case sh.IsKeyword(value.KwSuper):
		up -= float64(s.FontSize()) / 3
	case sh.Kind != value.LengthKeyword:
		up -= sh.Float(float64(s.FontSize()))
	}
	return up
}

// collapse replaces runs of white space by one space, unless they are preserved.
func (t *textPen) collapse(s string, st *style.Style) string {
	keep := st.WhiteSpaceCollapse() == value.KwPreserve
	var b strings.Builder
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r':
			if !t.space || keep {
				b.WriteByte(' ')
			}
			t.space = true
		default:
			b.WriteRune(r)
			t.space = false
		}
	}
	return b.String()
}

// flush anchors the chunk.
func (t *textPen) flush() {
	chunk := t.chunk
	t.chunk = nil
	if len(chunk) == 0 {
		t.start = t.x
		return
	}
	by := 0.0
	width := t.x - t.start
	if end := chunk[len(chunk)-1]; t.space { // a space that ends the text does not count
		if g := end.run.Glyphs; len(g) > 1 && end.s.WhiteSpaceCollapse() != value.KwPreserve {
			width -= float64(trailing(end))
		}
	}
	switch chunk[0].s.TextAnchor() {
	case value.KwMiddle:
		by = -width / 2
	case value.KwEnd:
		by = -width
	}
	t.start = t.x
	for _, p := range chunk {
		p.x += by
		t.done = append(t.done, p)
	}
}

// trailing returns the advance of the space that ends a piece.
func trailing(p piece) float32 {
	g := p.run.Glyphs[len(p.run.Glyphs)-1]
	if f := p.run.Face.Outline(g.ID); len(f.Segments) == 0 {
		return g.Advance
	}
	return 0
}

// piece draws one run: with glyphs when a colour fills it, otherwise as a shape.
func (d *drawing) piece(p piece, box display.FRect, f frame) {
	if p.s.Visibility() != value.KwVisible {
		return
	}
	if f.clip {
		d.b.SetState(f.state)
		d.b.Fill(display.PathDraw{Path: outline(p), Paint: display.Solid(white)})
		return
	}
	for _, step := range paintOrder(p.s.PaintOrder()) {
		switch step {
		case value.KwFill:
			in, ok := d.ink(p.s.Fill(), p.s.FillOpacity(), p.s, box, &f)
			if !ok {
				continue
			}
			if in.pattern == nil && in.Gradient == 0 {
				d.b.SetState(f.state)
				d.b.Text(display.Text{Run: p.run, Origin: geom.Point{X: geom.FromPx(p.x), Y: geom.FromPx(p.y)}, Color: in.Color})
				continue
			}
			d.fill(outline(p), p.s, box, f)
		case value.KwStroke:
			if !isNone(p.s.Stroke()) {
				d.stroke(outline(p), p.s, box, f)
			}
		}
	}
}

// outline returns the glyphs of a piece as a path in user space.
func outline(p piece) *display.Path {
	out := &display.Path{}
	pen := p.x
	k := float64(p.run.Size)
	for i := range p.run.Glyphs {
		g := &p.run.Glyphs[i]
		ox, oy := pen+float64(g.X), p.y+float64(g.Y)
		at := func(q text.Point) (float32, float32) {
			x := float64(q.X)
			if p.run.SyntheticItalic {
				x -= float64(q.Y) * text.SyntheticSkew
			}
			return float32(ox + x*k), float32(oy + float64(q.Y)*k)
		}
		open := false
		for _, s := range p.run.Face.Outline(g.ID).Segments {
			x, y := at(s.P[0])
			switch s.Op {
			case text.MoveTo:
				if open {
					out.Close()
				}
				out.MoveTo(x, y)
				open = true
			case text.LineTo:
				out.LineTo(x, y)
			case text.QuadTo:
				x1, y1 := at(s.P[1])
				out.QuadTo(x, y, x1, y1)
			case text.CubeTo:
				x1, y1 := at(s.P[1])
				x2, y2 := at(s.P[2])
				out.CubicTo(x, y, x1, y1, x2, y2)
			}
		}
		if open {
			out.Close()
		}
		pen += float64(g.Advance)
	}
	return out
}
