package raster

import (
	"image"
	"math"
	"sync"

	"vitrine/layout/text"
	"vitrine/paint/display"
)

const (
	// subpixels is how many horizontal places within a pixel a glyph is drawn at.
	subpixels = 4
	// maxMaskSize is up to which size in device px glyphs come from masks in the cache; larger
	// ones are filled as paths.
	maxMaskSize = 160
	// maxStretch is how many times wider than high a map may make glyphs that come from masks.
	maxStretch = 4
	// maxGlyphBytes bounds the masks kept in memory.
	maxGlyphBytes = 24 << 20
)

// glyphKey identifies a mask.
type glyphKey struct {
	face uint64 // text.Face.ID
	id   uint32
	size float32 // device px per em, vertically
	wide float32 // times as wide
	sub  uint8   // quarters of a pixel along the line
	down uint8   // and downwards, for runs that are free of the baseline
	bold bool
	slnt bool
	turn turn
}

// turn is a quarter turn of the text on a device, as vertical writing modes have it.
type turn uint8

const (
	noTurn turn = iota
	clockwise
	counterclockwise
)

// quarterTurn tells which turn a map makes that else only scales and moves, and its scale; scale is
// 0 for maps that do more. Without a turn the scale is the vertical one.
func quarterTurn(m display.Matrix) (t turn, scale float64) {
	switch {
	case m.B == 0 && m.C == 0 && m.A > 0 && m.D > 0 && m.A < maxStretch*m.D:
		return noTurn, m.D
	case m.A == 0 && m.D == 0 && m.B == -m.C && m.B > 0:
		return clockwise, m.B
	case m.A == 0 && m.D == 0 && m.B == -m.C && m.B < 0:
		return counterclockwise, m.C
	}
	return noTurn, 0
}

// glyph is coverage relative to the whole pixel of the pen.
type glyph struct {
	m *mask // nil for an empty glyph
}

// glyphCache is shared by all painters of the process. It is split so that painters seldom
// wait for each other; a full part starts again.
var glyphCache [16]struct {
	sync.RWMutex
	by    map[glyphKey]glyph
	bytes int
}

// drawText draws one run. Under a map that only scales and moves, glyphs come from masks: the
// baseline is on a whole pixel and x on a quarter of one, as Skia does.
func (p *painter) drawText(t *display.Text, m display.Matrix, cl clipping) {
	if t.Sigma > 0 {
		p.blurredText(t, m, cl)
		return
	}
	r := t.Run
	src := source{color: pack(t.Color)}
	if r.Missing != 0 && !p.missing(t, m, cl, src) {
		return
	}
	if t.Pen > 0 {
		p.penText(t, m, cl, src)
		return
	}
	ox, oy := t.Origin.X.Px(), t.Origin.Y.Px()
	turn, scale := quarterTurn(m)
	size := float64(r.Size) * scale
	if !(scale > 0) || size > maxMaskSize {
		p.textPaths(t, m, cl, src)
		return
	}
	if turn != noTurn {
		p.turnedText(t, m, turn, float32(size), cl, src)
		return
	}
	color := r.Face.Color()
	lut := contrast(t.Color)
	wide := float32(1)
	if m.A != m.D {
		wide = float32(m.A / m.D)
	}
	pen := 0.0
	// A baseline halfway between two px goes where 32 bits put it, as in Skia.
	fy := float64(float32(m.D))*oy + m.F
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		x, _ := m.Apply(ox+pen+float64(g.X), 0)
		gy := fy + float64(g.Y)*m.D
		y, down := roundInt(gy), uint8(0)
		if r.Free {
			gy += 0.5 / subpixels
			y = floorInt(gy)
			down = uint8((gy - float64(y)) * subpixels)
		}
		pen += float64(g.Advance)
		// A quick test that spares most glyphs of a long line outside of the tile.
		if x > float64(cl.r.Max.X)+2*size || x < float64(cl.r.Min.X)-4*size-float64(g.Advance)*m.A {
			continue
		}
		if color && p.colorGlyph(r, g, t, m, ox+pen-float64(g.Advance)+float64(g.X), oy+float64(g.Y), cl) {
			continue
		}
		x += 0.5 / subpixels
		ix := floorInt(x)
		sub := uint8((x - float64(ix)) * subpixels)
		gl := p.glyph(r.Face, glyphKey{r.Face.ID(), g.ID, float32(size), wide, sub, down, r.SyntheticBold, r.SyntheticItalic, noTurn})
		if gl.m != nil {
			p.blit(gl.m, ix, y, cl, src, lut)
		}
	}
}

// turnedText draws a run along a vertical line: x is on a whole pixel there and y on a quarter of
// one.
func (p *painter) turnedText(t *display.Text, m display.Matrix, turn turn, size float32, cl clipping, src source) {
	r := t.Run
	color := r.Face.Color()
	lut := contrast(t.Color)
	ox, oy := t.Origin.X.Px(), t.Origin.Y.Px()
	pen := 0.0
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		px, py := ox+pen+float64(g.X), oy+float64(g.Y)
		pen += float64(g.Advance)
		if color && p.colorGlyph(r, g, t, m, px, py, cl) {
			continue
		}
		x, y := m.Apply(px, py)
		if reach := 4 * float64(size); y > float64(cl.r.Max.Y)+reach || y < float64(cl.r.Min.Y)-reach {
			continue
		}
		y += 0.5 / subpixels
		iy := floorInt(y)
		sub := uint8((y - float64(iy)) * subpixels)
		gl := p.glyph(r.Face, glyphKey{r.Face.ID(), g.ID, size, 1, sub, 0, r.SyntheticBold, r.SyntheticItalic, turn})
		if gl.m != nil {
			p.blit(gl.m, roundInt(x), iy, cl, src, lut)
		}
	}
}

// blit draws a mask with its origin at a device px.
func (p *painter) blit(m *mask, x, y int, cl clipping, src source, lut *[256]byte) {
	at := m.r.Add(image.Pt(x, y))
	r := at.Intersect(cl.r)
	if r.Empty() {
		return
	}
	dst := p.target()
	if cap(p.bytes) < r.Dx() {
		p.bytes = make([]byte, r.Dx())
	}
	for py := r.Min.Y; py < r.Max.Y; py++ {
		cov := m.row(r.Min.X-x, r.Max.X-x, py-y)
		if lut != nil {
			out := p.bytes[:len(cov)]
			for i, c := range cov {
				out[i] = lut[c]
			}
			cov = out
		}
		if cl.mask != nil {
			out := p.bytes[:len(cov)]
			for i, c := range cl.mask.row(r.Min.X, r.Max.X, py) {
				out[i] = byte(mul255(uint32(cov[i]), uint32(c)))
			}
			cov = out
		}
		coverRow(row(dst, r.Min.X, r.Max.X, py), cov, src.color)
	}
}

// glyph returns a mask from the cache, or makes it.
func (p *painter) glyph(f *text.Face, k glyphKey) glyph {
	c := &glyphCache[(k.id*4+uint32(k.sub))%uint32(len(glyphCache))]
	c.RLock()
	g, ok := c.by[k]
	c.RUnlock()
	if ok {
		return g
	}
	g = p.makeGlyph(f, k)
	c.Lock()
	n := 64
	if g.m != nil {
		n += len(g.m.pix)
	}
	if c.bytes += n; c.by == nil || c.bytes > maxGlyphBytes/len(glyphCache) {
		c.by, c.bytes = map[glyphKey]glyph{}, n
	}
	c.by[k] = g
	c.Unlock()
	return g
}

func (p *painter) makeGlyph(f *text.Face, k glyphKey) glyph {
	o := f.Outline(k.id)
	if len(o.Segments) == 0 {
		return glyph{}
	}
	m := glyphMatrix(math.Floor(float64(k.size)*64)/64, k.slnt) // FreeType sizes faces in 1/64 px
	switch k.turn {
	case noTurn:
		if k.wide != 1 {
			m = display.Scale(float64(k.wide), 1).Mul(m)
		}
		m.E += float64(k.sub) / subpixels
		m.F += float64(k.down) / subpixels
	case clockwise:
		m = display.Matrix{B: 1, C: -1, F: float64(k.sub) / subpixels}.Mul(m)
	case counterclockwise:
		m = display.Matrix{B: -1, C: 1, F: float64(k.sub) / subpixels}.Mul(m)
	}
	r := outlineBounds(&o, m)
	bold := 0.0
	if k.bold {
		bold = float64(text.BoldExtra(k.size))
		r = r.Inset(-int(math.Ceil(bold / 2 * boldMiter)))
	}
	if r.Empty() || r.Dx() > 4*maxMaskSize || r.Dy() > 4*maxMaskSize {
		return glyph{}
	}
	out := newMask(r)
	a := &p.acc
	a.reset(r)
	if bold > 0 {
		emboldenOutline(a, &p.stroke, &o, m, bold)
	} else {
		if isRectangle(&o, m) {
			addOutline(a, &o, m)
		} else {
			addEdges(a, &o, m)
		}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if cov, x0, x1 := a.row(y, false); cov != nil {
			copy(out.row(x0, x1, y), cov)
		}
	}
	return glyph{out}
}

// glyphMatrix maps em units to device px.
func glyphMatrix(size float64, slant bool) display.Matrix {
	m := display.Scale(size, size)
	if slant {
		m = m.Mul(display.Matrix{A: 1, C: -text.SyntheticSkew, D: 1})
	}
	return m
}

func outlineBounds(o *text.Outline, m display.Matrix) image.Rectangle {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range [4][2]float32{{o.Min.X, o.Min.Y}, {o.Max.X, o.Min.Y}, {o.Max.X, o.Max.Y}, {o.Min.X, o.Max.Y}} {
		x, y := m.Apply(float64(q[0]), float64(q[1]))
		minX, maxX = min(minX, x), max(maxX, x)
		minY, maxY = min(minY, y), max(maxY, y)
	}
	// Ends of edges move by up to an eighth of a pixel vertically.
	return image.Rect(floorInt(minX), floorInt(minY-0.125), -floorInt(-maxX), -floorInt(-maxY-0.125))
}

// eachContour calls line for every chord of an outline mapped by m; contours are closed.
func eachContour(o *text.Outline, m display.Matrix, move func(pt), line func(pt), end func()) {
	var cur, start pt
	open := false
	at := func(q text.Point) pt {
		x, y := m.Apply(float64(q.X), float64(q.Y))
		return pt{x, y}
	}
	closeIt := func() {
		if open {
			if cur != start {
				line(start)
			}
			end()
		}
	}
	step := func(q pt) { line(q); cur = q }
	for i := range o.Segments {
		s := &o.Segments[i]
		switch s.Op {
		case text.MoveTo:
			closeIt()
			cur = at(s.P[0])
			start, open = cur, true
			move(cur)
		case text.LineTo:
			step(at(s.P[0]))
		case text.QuadTo:
			quad(cur, at(s.P[0]), at(s.P[1]), step)
		case text.CubeTo:
			cubic(cur, at(s.P[0]), at(s.P[1]), at(s.P[2]), step)
		}
	}
	closeIt()
}

func addOutline(a *accum, o *text.Outline, m display.Matrix) {
	var cur pt
	eachContour(o, m, func(q pt) { cur = q },
		func(q pt) { a.line(cur.x, cur.y, q.x, q.y); cur = q }, func() {})
}

// isRectangle reports whether a mapped outline is one rectangle along the axes: such a glyph,
// a dash or a full stop, is drawn like other rectangles, with exact edges.
func isRectangle(o *text.Outline, m display.Matrix) bool {
	if m.B != 0 || m.C != 0 || len(o.Segments) < 4 || len(o.Segments) > 5 {
		return false
	}
	var p [5]text.Point
	for i := range o.Segments {
		s := &o.Segments[i]
		if (s.Op == text.MoveTo) != (i == 0) || s.Op != text.MoveTo && s.Op != text.LineTo {
			return false
		}
		p[i] = s.P[0]
	}
	if len(o.Segments) == 5 && p[4] != p[0] {
		return false
	}
	return p[0].X == p[1].X && p[1].Y == p[2].Y && p[2].X == p[3].X && p[3].Y == p[0].Y ||
		p[0].Y == p[1].Y && p[1].X == p[2].X && p[2].Y == p[3].Y && p[3].X == p[0].X
}

// addEdges adds an outline mapped by m; see edgeBuilder. Points lie on the grid of 1/64 px in
// which FreeType scales outlines, counted from the glyph's origin.
func addEdges(a *accum, o *text.Outline, m display.Matrix) {
	b := edgeBuilder{a: a}
	at := func(q text.Point) pt {
		x, y := m.Apply(float64(q.X), float64(q.Y))
		x = math.Round((x-m.E)*64)/64 + m.E
		y = math.Round((y-m.F)*64)/64 + m.F
		return pt{x, y}
	}
	for i := range o.Segments {
		s := &o.Segments[i]
		switch s.Op {
		case text.MoveTo:
			b.moveTo(at(s.P[0]))
		case text.LineTo:
			b.lineTo(at(s.P[0]))
		case text.QuadTo:
			b.quadTo(at(s.P[0]), at(s.P[1]))
		case text.CubeTo:
			b.cubicTo(at(s.P[0]), at(s.P[1]), at(s.P[2]))
		}
	}
	b.close()
}

// boldMiter limits how far the corners of emboldened glyphs reach.
const boldMiter = 4

// emboldenOutline adds the outline grown by half of extra px on all sides.
func emboldenOutline(a *accum, s *stroker, o *text.Outline, m display.Matrix, extra float64) {
	a.reset(a.r)
	s.hw, s.cap, s.join, s.miter = extra/2, display.CapButt, display.JoinMiter, boldMiter
	// The outside is to the left of contours that turn clockwise on the screen, holes then to the
	// right. Those of CFF and of TrueType turn the other way than each other: the whole decides.
	back := outlineArea(o, m) < 0
	b := edgeBuilder{a: a}
	var pts []pt
	eachContour(o, m, func(q pt) { pts = append(pts[:0], q) }, func(q pt) { pts = append(pts, q) }, func() {
		c := s.grown(pts, back)
		if len(c) == 0 {
			return
		}
		b.moveTo(c[0])
		for _, q := range c[1:] {
			b.lineTo(q)
		}
		b.close()
	})
}

func outlineArea(o *text.Outline, m display.Matrix) float64 {
	var cur pt
	area := 0.0
	eachContour(o, m, func(q pt) { cur = q }, func(q pt) { area += cur.x*q.y - q.x*cur.y; cur = q }, func() {})
	return area
}

// textPaths fills glyphs as paths: large text, and text under a rotation or shear.
func (p *painter) textPaths(t *display.Text, m display.Matrix, cl clipping, src source) {
	r := t.Run
	ox, oy := t.Origin.X.Px(), t.Origin.Y.Px()
	pen := 0.0
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		x, y := ox+pen+float64(g.X), oy+float64(g.Y)
		pen += float64(g.Advance)
		if r.Face.Color() && p.colorGlyph(r, g, t, m, x, y, cl) {
			continue
		}
		o := r.Face.Outline(g.ID)
		if len(o.Segments) == 0 {
			continue
		}
		gm := m.Mul(display.Translate(x, y)).Mul(glyphMatrix(float64(r.Size), r.SyntheticItalic))
		b := outlineBounds(&o, gm)
		k := math.Sqrt(math.Abs(m.Det()))
		extra := 0.0
		if r.SyntheticBold {
			extra = float64(text.BoldExtra(r.Size)) * k
			b = b.Inset(-int(math.Ceil(extra / 2 * boldMiter)))
		}
		b = b.Intersect(cl.r)
		if b.Empty() {
			continue
		}
		p.acc.reset(b)
		if extra > 0 {
			emboldenOutline(&p.acc, &p.stroke, &o, gm, extra)
		} else {
			addOutline(&p.acc, &o, gm)
		}
		p.fillAccum(cl, src, false)
	}
}

// penText outlines glyphs with a pen. They are on the same places of the pixel grid as those that
// are filled.
func (p *painter) penText(t *display.Text, m display.Matrix, cl clipping, src source) {
	r := t.Run
	k := math.Sqrt(math.Abs(m.Det()))
	if !(k > 0) || math.IsInf(k, 0) {
		return
	}
	turn, scale := quarterTurn(m)
	masks := scale > 0 && float64(r.Size)*scale <= maxMaskSize
	quarter := func(v float64) float64 { return float64(floorInt((v+0.5/subpixels)*subpixels)) / subpixels }
	width := float64(t.Pen)
	if r.SyntheticBold {
		width += float64(text.BoldExtra(r.Size))
	}
	reach := int(math.Ceil(width*k/2*display.PenMiter)) + 1
	s := &p.stroke
	s.hw, s.cap, s.join, s.miter = width*k/2, display.CapButt, display.JoinMiter, display.PenMiter
	ox, oy := t.Origin.X.Px(), t.Origin.Y.Px()
	pen := 0.0
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		x, y := m.Apply(ox+pen+float64(g.X), oy+float64(g.Y))
		pen += float64(g.Advance)
		o := r.Face.Outline(g.ID)
		if len(o.Segments) == 0 || r.Face.Color() && glyphList(r.Face, g.ID, t) != nil {
			continue
		}
		switch {
		case masks && turn == noTurn && r.Free:
			x, y = quarter(x), quarter(y)
		case masks && turn == noTurn:
			x, y = quarter(x), float64(roundInt(y))
		case masks:
			x, y = float64(roundInt(x)), quarter(y)
		}
		at := m
		at.E, at.F = x, y
		gm := glyphMatrix(float64(r.Size), r.SyntheticItalic)
		b := outlineBounds(&o, at.Mul(gm)).Inset(-reach).Intersect(cl.r)
		if b.Empty() {
			continue
		}
		// The outline of the stroke is built before a map that shears or scales unevenly, which
		// must act on the pen too.
		toDev := at.Mul(display.Scale(1/k, 1/k))
		p.acc.reset(b)
		s.finish = p.covers(toDev)
		var pts []pt
		eachContour(&o, display.Scale(k, k).Mul(gm), func(q pt) { pts = append(pts[:0], q) }, func(q pt) { pts = append(pts, q) },
			func() { s.line(pts, true) })
		p.fillAccum(cl, src, false)
	}
}

// blurredText draws a text shadow: the glyphs into a layer of their own, blurred.
func (p *painter) blurredText(t *display.Text, m display.Matrix, cl clipping) {
	sigma := float64(t.Sigma) * math.Sqrt(math.Abs(m.Det()))
	n := min(int(math.Ceil(3*sigma))+1, maxReach)
	r := deviceBounds(t.Ink(), m).Intersect(cl.r.Inset(-n))
	if r.Empty() || r.Dx()*r.Dy() > maxLayerPixels {
		return
	}
	img := image.NewRGBA(r)
	sharp := *t
	sharp.Sigma = 0
	p.stack = append(p.stack, layer{img: img, effect: p.stack[len(p.stack)-1].effect})
	p.drawText(&sharp, m, clipping{r: r})
	p.stack = p.stack[:len(p.stack)-1]
	blurRGBA(img, sigma)
	if r = r.Intersect(cl.r); !r.Empty() {
		p.fillRect(r, cl, source{shader: copyShader{img, image.Point{}}})
	}
}

// colorGlyph draws a glyph that has colours of its own; false when it has none.
func (p *painter) colorGlyph(r *text.Run, g *text.Glyph, t *display.Text, m display.Matrix, x, y float64, cl clipping) bool {
	if l := glyphList(r.Face, g.ID, t); l != nil {
		p.glyphList(l, t, m, x, y, cl)
		return true
	}
	size := float64(r.Size) * math.Sqrt(math.Abs(m.Det()))
	bm, ok := r.Face.Bitmap(g.ID, float32(size))
	if !ok {
		return false
	}
	pic := glyphPicture(r.Face, g.ID, bm)
	if pic == nil {
		return false
	}
	em := float64(r.Size)
	toDev := m.Mul(display.Translate(x+float64(bm.X)*em, y+float64(bm.Y)*em)).
		Mul(display.Scale(float64(bm.W)*em/float64(pic.Width()), float64(bm.H)*em/float64(pic.Height())))
	s, ok := sampler(pic, display.FRect{W: float32(pic.Width()), H: float32(pic.Height())}, toDev, false)
	if !ok {
		return true
	}
	var path display.Path
	path.Rect(0, 0, float32(pic.Width()), float32(pic.Height()))
	x0, y0 := toDev.Apply(0, 0)
	x1, y1 := toDev.Apply(float64(pic.Width()), float64(pic.Height()))
	b := image.Rect(floorInt(min(x0, x1))-1, floorInt(min(y0, y1))-1, floorInt(max(x0, x1))+2, floorInt(max(y0, y1))+2)
	if !m.Rectilinear() {
		b = cl.r
	}
	p.acc.reset(b.Intersect(cl.r))
	p.acc.addPath(&path, toDev)
	src := source{shader: s}
	if t.Color.A != 255 {
		src.shader = fadeShader{s, uint32(t.Color.A)}
	}
	p.fillAccum(cl, src, false)
	return true
}
