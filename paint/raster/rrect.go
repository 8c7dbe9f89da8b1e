package raster

import (
	"image"

	"vitrine/paint/display"
)

// devRRect is a rounded rectangle with whole device px edges and radii in device px.
type devRRect struct {
	r image.Rectangle
	c [4]display.FPoint
	k [4]display.Curve
}

// snapRRect maps a rounded rectangle under a map that keeps axes: edges snap to device px,
// radii scale and shrink to fit.
func snapRRect(s display.RRect, m display.Matrix) devRRect {
	d := devRRect{r: snap(s.R, m)}
	if s.Curved() {
		d.k = s.Curves
	}
	sx, sy := abs(m.A), abs(m.D)
	for i, c := range s.Corners {
		if c.X > 0 && c.Y > 0 {
			d.c[i] = display.FPoint{X: float32(c.X.Px() * sx), Y: float32(c.Y.Px() * sy)}
		}
	}
	if m.A < 0 {
		d.c[0], d.c[1], d.c[2], d.c[3] = d.c[1], d.c[0], d.c[3], d.c[2]
		d.k[0], d.k[1], d.k[2], d.k[3] = d.k[1], d.k[0], d.k[3], d.k[2]
	}
	if m.D < 0 {
		d.c[0], d.c[1], d.c[2], d.c[3] = d.c[3], d.c[2], d.c[1], d.c[0]
		d.k[0], d.k[1], d.k[2], d.k[3] = d.k[3], d.k[2], d.k[1], d.k[0]
	}
	// https://drafts.csswg.org/css-backgrounds-3/#corner-overlap
	f := float32(1)
	w, h := float32(d.r.Dx()), float32(d.r.Dy())
	fit := func(a, b, room float32) {
		if a+b > room {
			f = min(f, room/(a+b))
		}
	}
	fit(d.c[0].X, d.c[1].X, w)
	fit(d.c[3].X, d.c[2].X, w)
	fit(d.c[0].Y, d.c[3].Y, h)
	fit(d.c[1].Y, d.c[2].Y, h)
	if f < 1 {
		for i := range d.c {
			d.c[i].X *= f
			d.c[i].Y *= f
		}
	}
	return d
}

func abs(v float64) float64 { return max(v, -v) }

// path returns the outline in device px.
func (d devRRect) path() *display.Path {
	var p display.Path
	if d.k != [4]display.Curve{} {
		p.CurvedRect(float32(d.r.Min.X), float32(d.r.Min.Y), float32(d.r.Dx()), float32(d.r.Dy()), d.c, d.k)
		return &p
	}
	roundRect(&p, float32(d.r.Min.X), float32(d.r.Min.Y), float32(d.r.Dx()), float32(d.r.Dy()), d.c)
	return &p
}

// bands returns how many rows at the top and the bottom have a round end.
func (d devRRect) bands() (top, bottom int) {
	t, b := max(d.c[0].Y, d.c[1].Y), max(d.c[2].Y, d.c[3].Y)
	top = min(int(ceil32(t)), d.r.Dy())
	bottom = min(int(ceil32(b)), d.r.Dy()-top)
	return
}

func ceil32(v float32) float32 {
	i := float32(int(v))
	if i < v {
		i++
	}
	return i
}

// inner returns a rectangle inside of which nothing is cut off.
func (d devRRect) inner() image.Rectangle {
	t, b := d.bands()
	return image.Rect(d.r.Min.X, d.r.Min.Y+t, d.r.Max.X, d.r.Max.Y-b)
}

// roundPath returns the outline of a rounded rectangle in CSS px.
func roundPath(s display.RRect) *display.Path {
	var p display.Path
	var c [4]display.FPoint
	for i, k := range s.Corners {
		if k.X > 0 && k.Y > 0 {
			c[i] = display.FPoint{X: float32(k.X.Px()), Y: float32(k.Y.Px())}
		}
	}
	if s.Curved() {
		p.CurvedRect(float32(s.R.X.Px()), float32(s.R.Y.Px()), float32(s.R.W.Px()), float32(s.R.H.Px()), c, s.Curves)
		return &p
	}
	roundRect(&p, float32(s.R.X.Px()), float32(s.R.Y.Px()), float32(s.R.W.Px()), float32(s.R.H.Px()), c)
	return &p
}

// fillRRect fills a rounded rectangle: rows without a round end as spans, the others by
// coverage.
func (p *painter) fillRRect(s display.RRect, m display.Matrix, cl clipping, src source) {
	if !p.keeps(m) {
		s.R = p.whole(s.R)
		p.acc.reset(cl.r.Intersect(deviceBounds(s.R, m)))
		p.acc.addPathEdges(roundPath(s), m)
		p.fillAccum(cl, src, false)
		return
	}
	d := snapRRect(s, m)
	if d.r.Intersect(cl.r).Empty() {
		return
	}
	in := d.inner()
	p.fillRect(in, cl, src)
	path := d.path()
	for _, band := range [2]image.Rectangle{
		image.Rect(d.r.Min.X, d.r.Min.Y, d.r.Max.X, in.Min.Y),
		image.Rect(d.r.Min.X, in.Max.Y, d.r.Max.X, d.r.Max.Y),
	} {
		if band = band.Intersect(cl.r); !band.Empty() {
			p.acc.reset(band)
			p.acc.addPathEdges(path, display.Identity)
			p.fillAccum(cl, src, false)
		}
	}
}

// fillRing fills between two rounded rectangles, looking only at the bands around the hole.
func (p *painter) fillRing(g *display.Ring, m display.Matrix, cl clipping) {
	src := p.source(g.Paint, m)
	if !p.keeps(m) {
		outer, inner := g.Outer, g.Inner
		outer.R, inner.R = p.whole(outer.R), p.whole(inner.R)
		p.acc.reset(cl.r.Intersect(deviceBounds(outer.R, m)))
		p.acc.addPathEdges(roundPath(outer), m)
		p.acc.addPathEdges(roundPath(inner), m)
		p.fillAccum(cl, src, true)
		return
	}
	out, in := snapRRect(g.Outer, m), snapRRect(g.Inner, m)
	o := out.r
	hole := in.r.Intersect(o)
	if hole.Empty() {
		p.fillRRect(g.Outer, m, cl, src)
		return
	}
	// The part of the hole that no corner of either outline touches.
	t, b := in.bands()
	ot, ob := out.bands()
	top := max(hole.Min.Y+t, o.Min.Y+ot)
	bottom := max(top, min(hole.Max.Y-b, o.Max.Y-ob))
	plain := g.Outer.Rounded() || g.Inner.Rounded()
	if !plain {
		top, bottom = hole.Min.Y, hole.Max.Y
	}
	p.fillRect(image.Rect(o.Min.X, top, hole.Min.X, bottom), cl, src)
	p.fillRect(image.Rect(hole.Max.X, top, o.Max.X, bottom), cl, src)
	bands := [2]image.Rectangle{image.Rect(o.Min.X, o.Min.Y, o.Max.X, top), image.Rect(o.Min.X, bottom, o.Max.X, o.Max.Y)}
	if !plain {
		p.fillRect(bands[0], cl, src)
		p.fillRect(bands[1], cl, src)
		return
	}
	if path, ok := hairRing(out, in); ok {
		p.hairPath(path, bands[0], cl, src)
		p.hairPath(path, bands[1], cl, src)
		return
	}
	outer, inner := out.path(), in.path()
	for _, band := range bands {
		if band = band.Intersect(cl.r); !band.Empty() {
			p.acc.reset(band)
			p.acc.addPathEdges(outer, display.Identity)
			p.acc.addPathEdges(inner, display.Identity)
			p.fillAccum(cl, src, true)
		}
	}
}
