package raster

import (
	"image"
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// layer is a picture that a group is drawn into; the first of the stack is the tile itself.
type layer struct {
	img    *image.RGBA // nil when the group shows nothing here
	effect display.EffectID
	clips  map[display.ClipID]clipping // the clips of the layer below
	outer  display.ClipID              // the outer clip there
	view   *view                       // of a plane
}

// maxLayerPixels bounds one layer; a larger group is cut off.
const maxLayerPixels = 64 << 20

// enter finishes groups and opens others until the top layer is that of effect e. rest are the
// ops from the first of the group on.
func (p *painter) enter(e display.EffectID, rest []uint32) {
	var path []display.EffectID // from e outwards, what is not open yet
	for n := e; ; n = p.list.Effects[n].Parent {
		if p.open(n) {
			for p.stack[len(p.stack)-1].effect != n {
				p.leave()
			}
			break
		}
		path = append(path, n)
	}
	for i := len(path) - 1; i >= 0; i-- {
		p.push(path[i], rest)
	}
}

// open reports whether a group is on the stack.
func (p *painter) open(e display.EffectID) bool {
	for i := range p.stack {
		if p.stack[i].effect == e {
			return true
		}
	}
	return false
}

// push opens a group.
func (p *painter) push(id display.EffectID, rest []uint32) {
	e := &p.list.Effects[id]
	below := p.target()
	top := layer{effect: id, clips: p.clips, outer: p.outer}
	switch {
	case e.Plane != display.PageSpace:
		top.img, top.view = p.pushPlane(e, below)
	case below == nil:
	case p.root != display.PageSpace: // bounds of ops are in the page
		top.img = image.NewRGBA(below.Rect)
	default:
		// The extent of the group's own ops, and what of the layer below they can reach.
		var b geom.Rect
		fixed := false
		for _, n := range rest {
			o := &p.list.Ops[n]
			st := p.list.States[o.State]
			if !p.within(st.Effect, id) {
				break
			}
			b = b.Union(o.Bounds)
			if !fixed {
				_, fixed = p.list.ToRoot(st.Transform)
			}
		}
		if fixed {
			b = b.Union(b.Move(p.opt.Scroll))
		}
		r := deviceBounds(b, p.base)
		if len(e.Backdrop) > 0 {
			r = r.Union(p.clip(e.BackdropClip).r.Intersect(below.Rect))
		}
		area := below.Rect
		if reach := e.Reach(); reach > 0 {
			m := p.matrix(e.Space)
			n := int(math.Ceil(float64(reach) * max(math.Hypot(m.A, m.B), math.Hypot(m.C, m.D))))
			n = min(n, maxReach)
			area = area.Inset(-n)
			if e.Outer != 0 && !r.Empty() {
				r = r.Inset(-n) // what the outer clips cut off is seen by the filters
			}
		}
		if r = r.Intersect(area); !r.Empty() {
			if r.Dx()*r.Dy() > maxLayerPixels {
				r.Max.Y = r.Min.Y + max(1, maxLayerPixels/r.Dx())
			}
			top.img = image.NewRGBA(r)
		}
	}
	p.stack = append(p.stack, top)
	p.clips = map[display.ClipID]clipping{}
	if e.Outer != 0 {
		p.outer = e.Outer
	}
}

// maxReach bounds how far in device px a filter may look.
const maxReach = 1024

// within reports whether effect e is id or inside of it.
func (p *painter) within(e, id display.EffectID) bool {
	for ; e >= id && e != 0; e = p.list.Effects[e].Parent {
		if e == id {
			return true
		}
	}
	return false
}

// leave composites the top group into the layer below.
func (p *painter) leave() {
	top := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	p.clips, p.outer = top.clips, top.outer
	e := &p.list.Effects[top.effect]
	if top.view != nil {
		p.leavePlane(top.img, e, top.view)
		return
	}
	if top.img == nil {
		return
	}
	if len(e.Filters) > 0 {
		p.applyFilters(top.img, e.Filters, p.matrix(e.Space))
	}
	for i := range e.Masks {
		p.mask(top.img, &e.Masks[i])
	}
	cl := p.clip(e.Clip)
	r := top.img.Rect.Intersect(cl.r)
	dst := p.target()
	alpha := uint32(min(max(e.Opacity, 0), 1)*255 + 0.5)
	if len(e.Backdrop) > 0 {
		p.filterBackdrop(dst, e, alpha)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		var cov []byte
		if cl.mask != nil {
			cov = cl.mask.row(r.Min.X, r.Max.X, y)
		}
		composite(row(dst, r.Min.X, r.Max.X, y), row(top.img, r.Min.X, r.Max.X, y), cov, alpha, e.Blend)
	}
}

// backdrop reports whether a group has to be composited even when nothing is drawn in it.
func (p *painter) backdrop(e display.EffectID) bool {
	return p.list.HasBackdrop && len(p.list.Effects[e].Backdrop) > 0
}

// filterBackdrop replaces what dst holds within the group's clip by its filtered self. Filters see
// the clip's area only, mirrored at its edges, so that nothing from outside shines in.
func (p *painter) filterBackdrop(dst *image.RGBA, e *display.Effect, alpha uint32) {
	cl := p.clip(e.BackdropClip)
	r := cl.r.Intersect(dst.Rect)
	if r.Empty() {
		return
	}
	m := p.matrix(e.Space)
	k := math.Sqrt(math.Abs(m.Det()))
	reach := display.Effect{Filters: e.Backdrop}
	pad := min(int(math.Ceil(float64(reach.Reach())*k)), maxReach)
	img := image.NewRGBA(r.Inset(-pad))
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		src := row(dst, r.Min.X, r.Max.X, r.Min.Y+mirror(y-r.Min.Y, r.Dy()))
		to := row(img, img.Rect.Min.X, img.Rect.Max.X, y)
		copy(to[4*pad:], src)
		for x := range pad {
			copy(to[4*x:4*x+4], src[4*mirror(x-pad, r.Dx()):])
			copy(to[4*(pad+r.Dx()+x):][:4], src[4*mirror(r.Dx()+x, r.Dx()):])
		}
	}
	p.applyFilters(img, e.Backdrop, m)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		d, s := row(dst, r.Min.X, r.Max.X, y), row(img, r.Min.X, r.Max.X, y)
		var cov []byte
		if cl.mask != nil {
			cov = cl.mask.row(r.Min.X, r.Max.X, y)
		}
		for i := 0; i < len(d); i += 4 {
			a := alpha
			if cov != nil {
				a = mul255(a, uint32(cov[i/4]))
			}
			if a > 0 {
				store(d[i:], scale(load(d[i:]), 255-a)+scale(load(s[i:]), a))
			}
		}
	}
}

// mirror folds an index into 0 … n-1.
func mirror(i, n int) int {
	i %= 2 * n
	if i < 0 {
		i += 2 * n
	}
	if i >= n {
		i = 2*n - 1 - i
	}
	return i
}

// mask multiplies a layer with a mask's coverage.
// https://drafts.csswg.org/css-masking-1/#MaskValues
func (p *painter) mask(img *image.RGBA, mk *display.Mask) {
	base := p.matrix(mk.Space).Mul(display.Translate(mk.At.X.Px(), mk.At.Y.Px()))
	cover := p.coverage(img.Rect, mk.List, base, mk.Luminance)
	for _, l := range mk.Above {
		joinMasks(cover, p.coverage(img.Rect, l.List, base, l.Luminance), l.Join)
	}
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		dst, src := row(img, img.Rect.Min.X, img.Rect.Max.X, y), row(cover, img.Rect.Min.X, img.Rect.Max.X, y)
		for i := 0; i < len(dst); i += 4 {
			a := uint32(src[i+3])
			switch a {
			case 255:
			case 0:
				clear(dst[i : i+4])
			default:
				store(dst[i:], scale(load(dst[i:]), a))
			}
		}
	}
}

// coverage draws a layer of a mask; its alpha is what it covers.
func (p *painter) coverage(r image.Rectangle, l *display.List, base display.Matrix, luminance bool) *image.RGBA {
	cover := image.NewRGBA(r)
	if p.depth < maxPictureDepth {
		sub := newPainter(l, Options{Transparent: true})
		sub.depth, sub.base = p.depth+1, base
		if _, ok := sub.base.Invert(); ok {
			sub.draw(cover)
		}
	}
	if luminance {
		for i := 0; i+4 <= len(cover.Pix); i += 4 {
			px := cover.Pix[i : i+4 : i+4]
			// Colours are multiplied with alpha already.
			px[3] = byte((uint32(px[0])*13933 + uint32(px[1])*46871 + uint32(px[2])*4732 + 1<<15) >> 16)
		}
	}
	return cover
}

// joinMasks puts a layer on top of the coverage below it.
// https://drafts.csswg.org/css-masking-1/#the-mask-composite
func joinMasks(below, layer *image.RGBA, join display.MaskJoin) {
	for i := 3; i < len(below.Pix); i += 4 {
		s, d := uint32(layer.Pix[i]), uint32(below.Pix[i])
		switch join {
		case display.MaskSubtract:
			d = mul255(s, 255-d)
		case display.MaskIntersect:
			d = mul255(s, d)
		case display.MaskExclude:
			d = min(255, mul255(s, 255-d)+mul255(d, 255-s))
		default:
			d = s + mul255(d, 255-s)
		}
		below.Pix[i] = byte(d)
	}
}

// composite blends a row of a group into the row below it.
func composite(dst, src, cov []byte, alpha uint32, mode display.Blend) {
	if mode.Everywhere() {
		compositeAll(dst, src, cov, alpha, mode)
		return
	}
	for i := 0; 4*i < len(src); i++ {
		s := load(src[4*i:])
		a := alpha
		if cov != nil {
			a = mul255(a, uint32(cov[i]))
		}
		if a != 255 {
			s = scale(s, a)
		}
		if s == 0 {
			continue
		}
		d := dst[4*i:]
		switch {
		case mode != display.BlendNormal:
			store(d, blendPixel(mode, s, load(d)))
		case s>>24 == 255:
			store(d, s)
		default:
			store(d, over(s, load(d)))
		}
	}
}

// compositeAll is composite for operators that count where the group is empty too: coverage then
// is between what was below and the result.
func compositeAll(dst, src, cov []byte, alpha uint32, mode display.Blend) {
	for i := 0; 4*i < len(src); i++ {
		d := load(dst[4*i:])
		out := blendPixel(mode, scale(load(src[4*i:]), alpha), d)
		if cov != nil {
			c := uint32(cov[i])
			out = scale(out, c) + scale(d, 255-c)
		}
		store(dst[4*i:], out)
	}
}
