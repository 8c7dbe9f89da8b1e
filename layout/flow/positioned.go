package flow

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// static notes an absolutely positioned box met on a line of height h; after tells that content
// of the line comes before it.
// https://www.w3.org/TR/css-position-3/#staticpos-rect
func (lb *lineBuilder) static(it *item, at geom.Point, after bool, h geom.Unit, s int, bx *lineBox) {
	f, b := lb.f, it.box
	p := algo.Pending{Box: b, Static: at, StaticSize: geom.Size{H: h}, StaticExact: bx == nil && b.WasInline, StaticFrame: f.b.Frame}
	if !b.WasInline {
		// A block would start below what the line holds so far.
		p.Static.X = f.edges.Left
		if bx == nil {
			p.StaticSize.W = f.content
		}
		if after {
			p.Static.Y = p.Static.Y.Add(h)
		}
		if f.rtl {
			p.Static.X, p.StaticEnd = f.edges.Left.Add(f.content), true
		}
	} else {
		p.StaticEnd = it.level&1 == 1
	}
	p.Static = p.Static.Add(it.moved.shift(f))
	f.pending = append(f.pending, p)
	if bx != nil {
		lb.inlineOwner(f.pending[len(f.pending)-1:], s, bx)
	}
}

// inlineOwner gives pending boxes the innermost positioned inline box around state s.
func (lb *lineBuilder) inlineOwner(ps []algo.Pending, s int, bx *lineBox) {
	for ; s > 0; s = bx.states[s].parent {
		if st := &bx.states[s]; !st.leaf && st.item.box.AbsContainer {
			for i := range ps {
				if ps[i].Inline == nil && ps[i].Box.Style.Position() != value.KwFixed {
					ps[i].Inline = st.item.box
				}
			}
			return
		}
	}
}

// adopt gives pending boxes the innermost positioned one of the first n open inline boxes.
func (lb *lineBuilder) adopt(ps []algo.Pending, n int) {
	for i := n - 1; i >= 0; i-- {
		if b := lb.open[i].box; b.AbsContainer {
			for j := range ps {
				if ps[j].Inline == nil && ps[j].Box.Style.Position() != value.KwFixed {
					ps[j].Inline = b
				}
			}
			return
		}
	}
}

// note records where a positioned inline box is, and how far relative positioning moves it.
func (lb *lineBuilder) note(b *box.Box, r geom.Rect, moved geom.Point) {
	if lb.boxes == nil {
		lb.boxes = map[*box.Box]*inlineArea{}
	}
	a := lb.boxes[b]
	if a == nil {
		lb.boxes[b] = &inlineArea{r, r, moved}
		return
	}
	a.last = r
}

// containers tells the pending boxes of positioned inline boxes their containing block: from
// the start of the first fragment to the end of the last one.
// https://www.w3.org/TR/CSS21/visudet.html#containing-block-details
func (lb *lineBuilder) containers() {
	ps := lb.f.pending
	for i := range ps {
		p := &ps[i]
		if p.Inline == nil || p.InlineKnown {
			continue
		}
		a := lb.boxes[p.Inline]
		if a == nil {
			a = &inlineArea{}
			a.first.X, a.first.Y = p.Static.X, p.Static.Y
			a.last = a.first
		}
		r := geom.Rect{X: a.first.X, Y: a.first.Y, W: a.last.Right().Sub(a.first.X), H: a.last.Bottom().Sub(a.first.Y)}
		p.InlineRect, p.InlineKnown = r.Move(a.moved), true
	}
}
