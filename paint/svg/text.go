package svg

import (
	"math"
	"strings"
	"unicode/utf8"

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
	pieces := d.layText(n, s, f)
	box, _ := boxOf(pieces) // gradients and patterns are placed by the box of the whole text
	for _, p := range pieces {
		d.piece(p, box, f)
	}
}

// layText returns the pieces of a text element at their places in user space.
func (d *drawing) layText(n *dom.Node, s *style.Style, f frame) []piece {
	pen := &textPen{d: d, f: f, space: true}
	if s.Direction() == value.KwRtl {
		pen.base = text.RTL
	}
	for a := n.ParentElement(); a != nil && a != d.root && a.NS() == dom.SVG; a = a.ParentElement() {
		if as := d.own(a); as != nil && !isNone(as.TextDecorationLine()) {
			pen.decor = append([]decoration{{as, s}}, pen.decor...)
		}
	}
	pen.element(n, s, f.depth)
	pen.flush()
	return pen.done
}

// boxOf returns the box around the em boxes of pieces; false without any.
func boxOf(pieces []piece) (display.FRect, bool) {
	var box display.FRect
	for i, p := range pieces {
		em := p.s.FontSize()
		em0 := display.Path{}
		em0.Rect(0, -em*0.9, float32(p.run.Advance), em*1.1)
		b := bounds(mapped(&em0, p.matrix()))
		if i > 0 {
			b = unite(box, b)
		}
		box = b
	}
	return box, len(pieces) > 0
}

// textPen is where the next character goes, and the chunk that is being collected.
type textPen struct {
	d     *drawing
	f     frame
	x, y  float64
	start float64 // x of the chunk
	chunk []piece
	done  []piece        // anchored
	space bool           // the last character was a space
	decor []decoration   // of the elements around that draw lines, outermost first
	path  *track         // that the chunk runs along, or nil
	base  text.Direction // of the whole text
	lists []*positions   // of the elements around, outermost first
	raise float64        // what baseline-shift of the elements around comes to
}

// piece is a run at its place before anchoring.
type piece struct {
	run   *text.Run
	s     *style.Style
	x, y  float64
	turn  float64 // radians about (x, y)
	wide  float64 // what the glyphs are stretched by along the line; 0 is as they are
	level uint8   // of the bidirectional algorithm
	decor []decoration
}

// decoration is an element that draws lines along the text in it, in the places of a font's text.
type decoration struct{ s, font *style.Style }

// matrix returns the map from the piece's own space, in which it starts at the origin.
func (p *piece) matrix() display.Matrix {
	m := display.Translate(p.x, p.y)
	if p.turn != 0 {
		m = m.Mul(display.Rotate(p.turn))
	}
	if p.wide != 0 {
		m = m.Mul(display.Scale(p.wide, 1))
	}
	return m
}

// advance returns how far the next piece is.
func (p *piece) advance() float64 {
	if p.wide != 0 {
		return float64(float32(p.run.Advance)) * p.wide
	}
	return float64(float32(p.run.Advance))
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
	pos := &positions{x: list("x", t.f.w), y: list("y", t.f.h), dx: list("dx", t.f.w), dy: list("dy", t.f.h)}
	if v, ok := n.Attr("rotate"); ok {
		pos.rotate = floats(v)
	}
	lists, raise := t.lists, t.raise
	t.lists, t.raise = append(lists[:len(lists):len(lists)], pos), raise+t.shift(s)
	defer func() { t.lists, t.raise = lists, raise }()
	if line := s.TextDecorationLine(); !isNone(line) {
		outer := t.decor
		t.decor = append(outer[:len(outer):len(outer)], decoration{s, s})
		defer func() { t.decor = outer }()
	}
	if v, ok := n.Attr("textLength"); ok {
		if want := length(v, t.f.w, em, -1); want >= 0 {
			adjust, _ := n.Attr("lengthAdjust")
			defer t.stretch(len(t.done), len(t.chunk), want, adjust == "spacingAndGlyphs")
		}
	}
	for k := n.First(); k != nil; k = k.Next() {
		switch {
		case k.Type == dom.TextNode:
			t.characters(t.collapse(k.Data(), s), s)
		case k.Type == dom.ElementNode && k.NS() == dom.SVG && (k.Name() == "tspan" || k.Name() == "a" || k.Name() == "textPath"):
			ks := t.d.style(k, s)
			if ks == nil || ks.Display() == value.KwNone {
				continue
			}
			if k.Name() == "textPath" {
				t.move() // the first character is where the path starts
				t.along(k, ks, depth+1)
				continue
			}
			t.element(k, ks, depth+1)
		}
	}
}

// stretch makes what was laid out since a mark as long as textLength asks. Text of several
// chunks stays as it is.
// https://www.w3.org/TR/SVG2/text.html#TextElementTextLengthAttribute
func (t *textPen) stretch(done, from int, want float64, glyphs bool) {
	if len(t.done) != done || from >= len(t.chunk) {
		return
	}
	part := t.chunk[from:]
	have, n := 0.0, 0
	for i := range part {
		have += part[i].advance()
		n += len(part[i].run.Glyphs)
	}
	start := part[0].x
	if glyphs {
		if !(have > 0) {
			return
		}
		k := want / have
		for i := range part {
			part[i].x = start + (part[i].x-start)*k
			part[i].wide = k
		}
	} else if n > 1 {
		more := float32((want - have) / float64(n-1))
		x := start
		for i := range part {
			run := *part[i].run
			run.Glyphs = append([]text.Glyph(nil), run.Glyphs...)
			for j := range run.Glyphs {
				run.Glyphs[j].Advance += more
				run.Advance += float64(more)
			}
			part[i].run, part[i].x = &run, x
			x += run.Advance
		}
	}
	t.x = start + want
}

// positions are the lists of x, y, dx and dy of an element, a value per character.
type positions struct {
	x, y, dx, dy []float64
	rotate       []float64 // degrees; the last one goes for the rest
	rest         bool      // the last one is in use
}

func (p *positions) empty() bool {
	return len(p.x)+len(p.y)+len(p.dx)+len(p.dy) == 0 && (len(p.rotate) == 0 || p.rest)
}

// placed reports whether a list of an element around has values left.
func (t *textPen) placed() bool {
	for _, p := range t.lists {
		if !p.empty() {
			return true
		}
	}
	return false
}

// take removes the next value of a list from each element around: the innermost element that has one counts.
func (t *textPen) take(list func(*positions) *[]float64) (v float64, ok bool) {
	for _, p := range t.lists {
		if l := list(p); len(*l) > 0 {
			v, ok = (*l)[0], true
			*l = (*l)[1:]
		}
	}
	return v, ok
}

// move applies the values of the next character; an absolute position starts a chunk.
// https://www.w3.org/TR/SVG2/text.html#TextLayoutAlgorithmPositioning
func (t *textPen) move() {
	x, okX := t.take(func(p *positions) *[]float64 { return &p.x })
	y, okY := t.take(func(p *positions) *[]float64 { return &p.y })
	if okX || okY {
		t.flush()
		if okX {
			t.x = x
		}
		if okY {
			t.y = y
		}
		t.start = t.x
	}
	if v, ok := t.take(func(p *positions) *[]float64 { return &p.dx }); ok {
		t.x += v
	}
	if v, ok := t.take(func(p *positions) *[]float64 { return &p.dy }); ok {
		t.y += v
	}
}

// turn returns the rotation of the next character in radians; the last value of a list goes for the rest.
func (t *textPen) turn() (angle float64) {
	for _, p := range t.lists {
		if len(p.rotate) > 0 {
			angle = p.rotate[0] * math.Pi / 180
		}
		if len(p.rotate) > 1 {
			p.rotate = p.rotate[1:]
		} else {
			p.rest = true
		}
	}
	return angle
}

// characters places a text: in runs of one direction when no positions are left, otherwise by characters.
func (t *textPen) characters(s string, st *style.Style) {
	levels, para := text.BidiLevels(s, t.base)
	for from, to := 0, 0; from < len(s); from = to {
		to = len(s)
		if t.placed() {
			t.move()
		}
		turn := t.turn()
		if t.placed() {
			to = from + text.NextCluster(s[from:], 0)
		}
		level := para
		if levels != nil {
			level = levels[from]
			for n := from + 1; n < to; n++ {
				if levels[n] != level {
					to = n
				}
			}
		}
		t.run(s, from, to, level, st, turn)
	}
}

// spacing returns the options of shaping that a style asks for.
func spacing(st *style.Style) text.ShapeOptions {
	em := float64(st.FontSize())
	return text.ShapeOptions{LetterSpacing: float32(st.LetterSpacing().Float(em)), WordSpacing: float32(st.WordSpacing().Float(em))}
}

// joining is how many bytes of the text around say how letters join.
const joining = 16

// run adds the characters of s in a range, which are of one level.
func (t *textPen) run(s string, from, to int, level uint8, st *style.Style, turn float64) {
	if len(t.chunk)+len(t.done) > maxPieces {
		return
	}
	opt := spacing(st)
	opt.RTL = level&1 == 1
	if opt.RTL { // letters join with those around that are placed on their own
		first, last := max(0, from-joining), min(len(s), to+joining)
		for first < from && !utf8.RuneStart(s[first]) {
			first++
		}
		for last < len(s) && !utf8.RuneStart(s[last]) {
			last--
		}
		opt.Before, opt.After = s[first:from], s[to:last]
	}
	font := t.d.opt.Fonts.Of(st)
	up := baseline(st, font) - t.raise
	for _, r := range font.Shape(s[from:to], opt) {
		p := piece{run: r, s: st, x: t.x, y: t.y + up, turn: turn, level: level, decor: t.decor}
		t.x += r.Advance
		if turn == 0 {
			t.chunk = append(t.chunk, p)
			continue
		}
		for len(p.run.Glyphs) > 0 && len(t.chunk)+len(t.done) <= maxPieces { // each turns about its own place
			first, rest := p.split()
			t.chunk = append(t.chunk, first)
			p = rest
		}
	}
}

// split cuts the glyphs of the first cluster off.
func (p piece) split() (first, rest piece) {
	first, rest = p, p
	a, b := *p.run, *p.run
	n := 1
	for n < len(a.Glyphs) && a.Glyphs[n].Cluster == a.Glyphs[0].Cluster {
		n++
	}
	a.Glyphs, b.Glyphs, a.Advance = a.Glyphs[:n:n], b.Glyphs[n:], 0
	for _, g := range a.Glyphs {
		a.Advance += float64(g.Advance)
	}
	b.Advance -= a.Advance
	first.run, rest.run = &a, &b
	rest.x += a.Advance
	return first, rest
}

// shift returns how far baseline-shift raises the text of an element above that around it; super and
// sub are half of the height of its font, as in Chromium.
// https://drafts.csswg.org/css-inline-3/#baseline-shift-property
func (t *textPen) shift(s *style.Style) float64 {
	m := t.d.opt.Fonts.Of(s).Metrics
	switch sh := s.BaselineShift(); {
	case sh.IsKeyword(value.KwSub):
		return -float64(m.Ascent+m.Descent) / 2
	case sh.IsKeyword(value.KwSuper):
		return float64(m.Ascent+m.Descent) / 2
	case sh.Kind != value.LengthKeyword:
		return sh.Float(float64(s.FontSize()))
	}
	return 0
}

// visual puts the pieces of a chunk in the order of their levels, each with the room that it had before it.
// https://www.unicode.org/reports/tr9/#L2
func (t *textPen) visual() {
	levels, turned := make([]uint8, len(t.chunk)), false
	for i := range t.chunk {
		levels[i] = t.chunk[i].level
		turned = turned || levels[i]&1 == 1
	}
	if !turned || len(levels) < 2 {
		return
	}
	room := make([]float64, len(levels))
	x := t.start
	for i := range t.chunk {
		room[i] = t.chunk[i].x - x
		x = t.chunk[i].x + t.chunk[i].advance()
	}
	x = t.start
	for _, i := range text.VisualOrder(nil, levels) {
		t.chunk[i].x = x + room[i]
		x = t.chunk[i].x + t.chunk[i].advance()
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
	t.visual()
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
	anchor := chunk[0].s.TextAnchor()
	switch back := chunk[0].s.Direction() == value.KwRtl; {
	case anchor == value.KwMiddle:
		by = -width / 2
	case (anchor == value.KwEnd) != back: // the end that the direction leads to
		by = -width
	}
	t.start = t.x
	for _, p := range chunk {
		p.x += by
		if t.path != nil {
			t.bend(p)
			continue
		}
		t.done = append(t.done, p)
	}
}

// bend puts the glyphs of a piece, whose x is a distance along the path, on it one by one.
func (t *textPen) bend(p piece) {
	at := p.x
	for i := range p.run.Glyphs {
		if len(t.done) > maxPieces {
			return
		}
		g := p.run.Glyphs[i : i+1 : i+1]
		w := float64(g[0].Advance)
		if p.wide != 0 {
			w *= p.wide
		}
		if x, y, dir, ok := t.path.place(at + w/2); ok {
			run := *p.run
			run.Glyphs, run.Advance = g, float64(g[0].Advance)
			q := p
			sin, cos := math.Sincos(dir)
			q.run, q.turn = &run, dir+p.turn
			q.x, q.y = x-cos*w/2-sin*p.y, y-sin*w/2+cos*p.y
			t.done = append(t.done, q)
		}
		at += w
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
		d.b.Fill(display.PathDraw{Path: mapped(outline(p), p.matrix()), Paint: display.Solid(white)})
		return
	}
	for _, s := range p.decor {
		d.cast(p, f, func(f frame) { d.line(p, s, box, f, false) })
	}
	for _, step := range paintOrder(p.s.PaintOrder()) {
		switch step {
		case value.KwFill:
			d.cast(p, f, func(f frame) { d.fillText(p, box, f) })
		case value.KwStroke:
			if isNone(p.s.Stroke()) {
				continue
			}
			line := func(f frame) { d.stroke(mapped(outline(p), p.matrix()), p.s, box, f) }
			if isNone(p.s.Fill()) {
				d.cast(p, f, line)
			} else {
				line(f) // the fill has the shadow
			}
		}
	}
	for _, s := range p.decor {
		d.cast(p, f, func(f frame) { d.line(p, s, box, f, true) })
	}
}

// fillText fills the glyphs of a run.
func (d *drawing) fillText(p piece, box display.FRect, f frame) {
	in, ok := d.ink(p.s.Fill(), p.s.FillOpacity(), p.s, box, &f, display.Identity)
	if !ok {
		return
	}
	if in.pattern != nil || in.Gradient != 0 {
		d.fill(mapped(outline(p), p.matrix()), p.s, box, f)
		return
	}
	st, origin := f.state, geom.Point{X: geom.FromPx(p.x), Y: geom.FromPx(p.y)}
	if p.turn != 0 || p.wide != 0 {
		f.m = f.m.Mul(p.matrix())
		st.Transform, origin = d.space(&f), geom.Point{}
	}
	d.b.SetState(st)
	d.b.Text(display.Text{Run: p.run, Origin: origin, Color: in.Color})
}

// line draws the decoration lines of an element along a piece: those under the text, or the one
// over it. They are filled and stroked as the element is, and lie where Chromium has them.
// https://www.w3.org/TR/SVG2/text.html#TextDecorationProperties
func (d *drawing) line(p piece, l decoration, box display.FRect, f frame, through bool) {
	ascent := d.opt.Fonts.Of(l.font).Metrics.Ascent
	h := max(1, l.font.FontSize()/10)
	bar := func(y float32) {
		path := &display.Path{}
		path.Rect(0, y, float32(p.run.Advance), h)
		path = mapped(path, p.matrix())
		d.fill(path, l.s, box, f)
		d.stroke(path, l.s, box, f)
	}
	for _, v := range value.Spaced(l.s.TextDecorationLine()) {
		switch {
		case v == value.Value(value.KwUnderline) && !through:
			bar(max(1, float32(math.Ceil(float64(h)/2))))
		case v == value.Value(value.KwOverline) && !through:
			bar(-ascent - float32(math.Floor(float64(h))))
		case v == value.Value(value.KwLineThrough) && through:
			bar(-ascent/3 - h/2)
		}
	}
}

// outline returns the glyphs of a piece as a path in its own space.
func outline(p piece) *display.Path {
	t := display.Text{Run: p.run}
	return t.Outline()
}
