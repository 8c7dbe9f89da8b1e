package fragmentation

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Sides of floats.
const (
	left = iota
	right
)

// floatEnds is how far the floats of the formatting context on each side reach.
type floatEnds [2]floatEnd

// floatEnd is how far the floats on one side reach.
type floatEnd struct {
	any  bool      // there are floats in the fragmentainer, or some that wait for the next
	open bool      // some go on in the next fragmentainer
	end  geom.Unit // where those that ended do, margin included, from the fragmentainer's top
	src  geom.Unit // the same place of all of them in the strip
}

// reach returns the entry of the side that kid p floats to, with its end in the strip noted.
func (c *flowCut) reach(p *frag.Placed) *floatEnd {
	e := &c.r.floats[left]
	switch rtl := c.rtl(); p.Of.Style.Float() {
	case value.KwRight:
		e = &c.r.floats[right]
	case value.KwInlineStart:
		e = &c.r.floats[start(rtl)]
	case value.KwInlineEnd:
		e = &c.r.floats[start(!rtl)]
	}
	src := c.o.src.Y.Add(flowTop(c.f, p)).Add(p.Size.H).Add(algo.Margins(p.Of.Style, c.width()).Bottom)
	if !e.any || e.src < src {
		e.src = src
	}
	e.any = true
	return e
}

func (c *flowCut) rtl() bool {
	return c.f.Of != nil && c.f.Of.Style.Direction() == value.KwRtl
}

func start(rtl bool) int {
	if rtl {
		return right
	}
	return left
}

// width returns the width that percentages of kids' margins refer to.
func (c *flowCut) width() geom.Unit {
	return max(0, c.f.Size.W.Sub(c.f.Border.Width()).Sub(c.f.Padding.Width()))
}

// clear returns where kid i goes, which the order of the flow puts at y: below the floats that it
// clears. It waits for the next piece if some of these go on there. Clearance is measured anew in
// each piece, for floats and flow may move apart where they break.
// https://www.w3.org/TR/css-break-4/#break-margins
func (c *flowCut) clear(i int, y geom.Unit) (at geom.Unit, waits bool) {
	if !c.r.floats[left].any && !c.r.floats[right].any {
		return y, false
	}
	k := &c.f.Kids[i]
	top := flowTop(c.f, k)
	line := isLine(k.Fragment)
	if line && !c.apart(i, top) {
		return y, false
	}
	sides := c.clears(k.Fragment)
	low, cleared := geom.Min, false
	for n, e := range c.r.floats {
		end := e.any && c.o.src.Y.Add(top) <= e.src
		if !e.any || !sides[n] && !(line && end) {
			continue
		}
		cleared = cleared || end
		waits = waits || e.open
		low = max(low, e.end.Sub(c.o.at.Y))
	}
	if cleared && c.known { // what is above the kid in the strip is clearance
		y = min(y, c.y.Add(c.margin(k)))
	}
	return max(y, low), waits
}

// clears returns the sides whose floats a kid goes below.
func (c *flowCut) clears(k *frag.Fragment) (sides [2]bool) {
	if k.Kind != frag.Box || k.Of == nil || k.Of.Pseudo == box.Anonymous {
		return
	}
	switch kw := k.Of.Style.Clear(); kw {
	case value.KwLeft:
		sides[left] = true
	case value.KwRight:
		sides[right] = true
	case value.KwBoth:
		sides = [2]bool{true, true}
	case value.KwInlineStart, value.KwInlineEnd:
		sides[start(c.rtl() == (kw == value.KwInlineStart))] = true
	}
	return
}

// apart reports whether line i is not directly below what comes before it, which only floats do:
// those that the line before clears at its end, or that leave no room for the line.
func (c *flowCut) apart(i int, top geom.Unit) bool {
	end := c.f.Border.Top.Add(c.f.Padding.Top)
	for i--; i >= 0; i-- {
		if k := &c.f.Kids[i]; inFlow(k.Fragment) {
			end = flowTop(c.f, k).Add(k.Size.H)
			break
		}
	}
	return top > end
}

// margin returns what the margins between the content so far and a kid collapse to.
func (c *flowCut) margin(k *frag.Placed) geom.Unit {
	var pos, neg geom.Unit
	add := func(m geom.Unit) { pos, neg = max(pos, m), min(neg, m) }
	if s := boxStyle(k.Fragment); s != nil {
		add(algo.Margins(s, c.width()).Top)
	}
	if c.prev != nil {
		if s := boxStyle(c.prev); s != nil {
			add(algo.Margins(s, c.width()).Bottom)
		}
	}
	return pos.Add(neg)
}

// onlyFloats reports whether floats alone are open.
func (t *rest) onlyFloats() bool {
	for _, k := range t.open {
		if !t.f.Kids[k.index].Has(frag.Float) {
			return false
		}
	}
	return true
}

// float takes a float, or moves it to the next piece.
func (c *flowCut) float(i int) {
	k := &c.f.Kids[i]
	if c.blocked {
		c.open = append(c.open, openKid{i, nil})
		c.reach(k).open = true
		c.under = max(c.under, flowTop(c.f, k).Add(k.Size.H))
		return
	}
	top := flowTop(c.f, k)
	y := c.place(top)
	if !c.known {
		c.src, c.known = top, true
	}
	c.takeFloat(openKid{i, nil}, y)
}

// goFloat goes on with a float of the piece before.
func (c *flowCut) goFloat(k openKid) {
	if c.blocked {
		c.open = append(c.open, k)
		c.reach(&c.f.Kids[k.index]).open = true
		return
	}
	y := c.y
	if k.rest == nil { // those that were moved together keep their distance
		for _, o := range c.t.open {
			if o.rest == nil && c.f.Kids[o.index].Has(frag.Float) {
				y = c.y.Add(max(0, flowTop(c.f, &c.f.Kids[k.index]).Sub(flowTop(c.f, &c.f.Kids[o.index]))))
				break
			}
		}
	}
	c.takeFloat(k, y)
}

// beside reports whether content after float i begins above it.
func (c *flowCut) beside(i int) bool {
	top := flowTop(c.f, &c.f.Kids[i])
	for i++; i < len(c.f.Kids); i++ {
		if k := &c.f.Kids[i]; inFlow(k.Fragment) {
			return flowTop(c.f, k) < top
		}
	}
	return false
}

func (c *flowCut) takeFloat(k openKid, y geom.Unit) {
	p := &c.f.Kids[k.index]
	o := c.offer(p, y)
	top := c.o.top && c.flows == 0
	o.top = top && c.first(y)
	e := c.reach(p)
	// As in Blink, columns do not become higher for the sake of a float on a line unless it says that
	// it is not to be divided.
	inline, tallest := c.f.Of != nil && c.f.Of.Inlines, c.r.tallest
	q := c.r.cut(p.Fragment, k.rest, o)
	margin := top && k.rest == nil && c.first(y.Sub(algo.Margins(p.Of.Style, c.width()).Top))
	if q.frag == nil && margin {
		// Nothing but its margin is above it, which stays with it; higher columns are better unless
		// other content is beside the margin.
		o.top, c.flaw = true, c.flaw || !c.beside(k.index)
		q = c.r.cut(p.Fragment, nil, o)
	}
	if q.frag == nil || q.rest != nil && q.appeal < perfect && k.rest == nil && !o.top && !margin {
		// It does not fit, or breaks where it had better not.
		c.open = append(c.open, k)
		c.blocked, e.open = true, true
		c.under = max(c.under, flowTop(c.f, p).Add(p.Size.H))
		return
	}
	c.put(p, geom.Point{X: p.At.X, Y: y.Add(relative(c.f, p))}, q.frag)
	end := y.Add(q.frag.Size.H)
	if inline {
		if c.r.tallest = tallest; c.r.avoids(p.Fragment) {
			c.r.tallest = max(tallest, p.Size.H)
		}
	}
	c.flaw = c.flaw || q.flawed || (!inline || margin && !o.top) && q.rest != nil && q.appeal < perfect
	if q.rest != nil {
		c.open = append(c.open, openKid{k.index, q.rest})
		e.open = true
	} else {
		// A margin ends with the fragmentainer.
		end = max(end, min(end.Add(algo.Margins(p.Of.Style, c.width()).Bottom), c.room))
	}
	c.low = max(c.low, end)
	e.end = max(e.end, c.o.at.Y.Add(end))
}
