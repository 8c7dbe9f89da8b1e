package flex

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Layout lays out a flex container.
// https://www.w3.org/TR/css-flexbox-1/#layout-algorithm
func Layout(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	f := newContainer(c, b, s)
	for _, it := range f.items {
		f.prepare(it)
	}
	lines := f.collect()
	avail := f.availMain()
	if avail == algo.Indefinite {
		// A column as high as its items, within the container's limits.
		sum := geom.Unit(0)
		for _, l := range lines {
			sum = max(sum, f.lineSum(l.items, func(it *item) geom.Unit { return it.hypo }))
		}
		avail = max(0, algo.Height(b, s, f.edges, sum.Add(f.edges.Height())).Sub(f.edges.Height()))
	}
	for _, l := range lines {
		f.resolve(l.items, avail)
		for _, it := range l.items {
			f.layCross(it)
		}
	}
	cross := f.crossSizes(lines)
	f.stretch(lines)
	height := f.cross(0, cross)
	if !f.row {
		if algo.RatioHeightGrows(b, s) {
			for _, l := range lines {
				sum := f.lineSum(l.items, func(it *item) geom.Unit { return it.main })
				avail = max(avail, algo.Height(b, s, f.edges, sum.Add(f.edges.Height())).Sub(f.edges.Height()))
			}
		}
		height = avail
	}
	return f.finish(lines, avail, cross, height)
}

// collect breaks the items into lines (§9.3).
func (f *container) collect() []*line {
	avail := f.availMain()
	if !f.wrap || avail == algo.Indefinite && f.row {
		return []*line{{items: f.items}}
	}
	if avail == algo.Indefinite {
		// A wrapping column breaks only at a maximum height.
		limit := algo.ClampHeight(f.b, geom.Max, f.s.Percent.H, geom.Max, f.edges)
		if limit == geom.Max || f.s.H != algo.Indefinite || f.s.ContentHeight {
			return []*line{{items: f.items}}
		}
		avail = max(0, limit.Sub(f.edges.Height()))
	}
	var lines []*line
	cur := &line{}
	used := geom.Unit(0)
	for _, it := range f.items {
		w := it.hypo.Add(it.mainMargin(f))
		if len(cur.items) > 0 && used.Add(f.mainGap).Add(w) > avail {
			lines = append(lines, cur)
			cur, used = &line{}, 0
		}
		if len(cur.items) > 0 {
			used = used.Add(f.mainGap)
		}
		used = used.Add(w)
		cur.items = append(cur.items, it)
	}
	return append(lines, cur)
}

// layCross lays out an item at its main size and takes its hypothetical cross size (§9.4, step 7).
func (f *container) layCross(it *item) {
	if f.row {
		it.res = f.c.Child(it.b, f.space(it, it.main, algo.Indefinite, false))
		it.cross = it.res.Frag.Size.H
		return
	}
	it.cross = f.crossWidth(it)
	if w, ok := f.widthByRatio(it); ok {
		it.cross = w
	}
	it.res = f.c.Child(it.b, f.space(it, it.cross, it.main, f.definiteMain(it)))
}

// definiteMain reports whether the used height of a column's item is definite: the container's is,
// or its own flex basis is what it is used with.
// https://www.w3.org/TR/css-flexbox-1/#definite-sizes
func (f *container) definiteMain(it *item) bool {
	if f.content.H != algo.Indefinite {
		return true
	}
	if _, ok := algo.RatioHeight(it.b, it.cross, it.edges); ok && it.main == it.base {
		return true
	}
	l := it.b.Style.FlexBasis()
	if l.IsAuto() {
		l = it.b.Style.Height()
	}
	_, ok := f.length(it, l, false)
	return ok && it.main == it.base
}

// crossSizes finds the cross sizes of the lines (§9.4, steps 8 and 9) and returns the inner
// cross size of the container.
func (f *container) crossSizes(lines []*line) geom.Unit {
	definite := f.cross(f.content.W, f.content.H)
	for _, l := range lines {
		up, down, endUp, endDown, tall := geom.Min, geom.Min, geom.Min, geom.Min, geom.Unit(0) // above and below the baselines at start and end
		for _, it := range l.items {
			size := it.cross.Add(it.crossMargin(f))
			if it.align != value.KwBaseline && it.align != value.KwLast {
				tall = max(tall, size)
				continue
			}
			f.baseline(it)
			if it.toEnd {
				l.shares[1] = true
				endUp, endDown = max(endUp, it.ascent), max(endDown, size.Sub(it.ascent))
			} else {
				l.shares[0] = true
				up, down = max(up, it.ascent), max(down, size.Sub(it.ascent))
			}
		}
		l.ascent, l.descent, l.cross = up, endDown, max(0, tall)
		if l.shares[0] {
			l.cross = max(l.cross, up.Add(down))
		}
		if l.shares[1] {
			l.cross = max(l.cross, endUp.Add(endDown))
		}
	}
	gaps := f.crossGap.Mul(float64(len(lines) - 1))
	sum := gaps
	for _, l := range lines {
		sum = sum.Add(l.cross)
	}
	inner := definite
	if f.row && !f.wrap && definite != algo.Indefinite && algo.RatioHeightGrows(f.b, f.s) {
		sum = f.tallest(lines[0], definite)
	}
	if definite == algo.Indefinite || f.row && algo.RatioHeightGrows(f.b, f.s) {
		inner = max(0, algo.Height(f.b, f.s, f.edges, sum.Add(f.edges.Height())).Sub(f.edges.Height()))
	}
	if !f.wrap {
		lines[0].cross = inner
		return inner
	}
	if a, _ := f.alignContent(); a == value.KwStretch && inner > sum {
		each := (inner - sum) / geom.Unit(len(lines))
		for _, l := range lines {
			l.cross = l.cross.Add(each)
		}
	}
	return inner
}

// tallest is how high the items of a single line are when those that stretch fill a line of a height,
// whatever is in them.
func (f *container) tallest(l *line, height geom.Unit) (most geom.Unit) {
	for _, it := range l.items {
		size := it.cross
		if f.stretches(it) {
			size = algo.ClampHeight(it.b, max(0, height.Sub(it.crossMargin(f))), it.percent.H, it.cross, it.edges)
		}
		most = max(most, size.Add(it.crossMargin(f)))
	}
	return most
}

// stretches reports whether an item fills its line on the cross axis.
func (f *container) stretches(it *item) bool {
	size, room := it.b.Style.Height(), f.content.H
	if !f.row {
		size, room = it.b.Style.Width(), f.content.W
	}
	a, b := it.autoMargins(!f.row)
	auto := size.IsAuto() || room == algo.Indefinite && algo.Stretches(size) // fills what is not known yet
	return it.align == value.KwStretch && !a && !b && auto
}

// stretch lays out stretched items again at the cross size of their line (§9.4, step 11).
func (f *container) stretch(lines []*line) {
	for _, l := range lines {
		for _, it := range l.items {
			if !f.stretches(it) {
				continue
			}
			to := max(0, l.cross.Sub(it.crossMargin(f)))
			if f.row {
				to = algo.ClampHeight(it.b, to, it.percent.H, it.cross, it.edges)
				if to != it.cross || it.percent.H == algo.Indefinite {
					it.res = f.c.Child(it.b, f.space(it, it.main, to, true))
				}
			} else {
				to = f.c.ClampWidth(it.b, to, it.percent.W, to)
				if to != it.cross {
					it.res = f.c.Child(it.b, f.space(it, to, it.main, f.definiteMain(it)))
				}
			}
			it.cross = to
		}
	}
}

// finish positions the items (§9.5, §9.6) and makes the fragment.
func (f *container) finish(lines []*line, avail, cross, height geom.Unit) algo.Result {
	f.placeLines(lines, cross)
	fr := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: f.s.W, H: height.Add(f.edges.Height())},
		Border: f.border, Padding: f.padding, Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline, Of: f.b}
	if f.s.H != algo.Indefinite {
		fr.Size.H = f.s.H
	}
	if f.b.Floating {
		fr.Flags |= frag.Float
	}
	if f.b.Scroll {
		fr.Flags |= frag.Scrolls
	}
	var pending []algo.Pending
	first, last := f.baselineItems(lines)
	for _, l := range lines {
		f.placeMain(l, avail)
		for _, it := range l.items {
			f.placeCross(it, l)
			m, x := it.mainAt, it.crossAt
			if f.reverse != (f.row && f.rtl) {
				m = avail.Sub(m).Sub(it.main).Sub(it.mainMargin(f))
			}
			if f.wrapBack != (!f.row && f.rtl) {
				x = cross.Sub(x).Sub(it.cross).Sub(it.crossMargin(f))
			}
			at := geom.Point{X: f.main(m, x), Y: f.main(x, m)}
			at = at.Add(geom.Point{X: f.edges.Left.Add(it.margin.Left), Y: f.edges.Top.Add(it.margin.Top)})
			if it == first {
				fr.Baseline = at.Y.Sub(it.margin.Top).Add(f.exported(it, it.res.Frag.Baseline))
			}
			if it == last {
				fr.LastBaseline = at.Y.Sub(it.margin.Top).Add(f.exported(it, it.res.Frag.LastBaseline))
			}
			at = at.Add(algo.Relative(it.b, f.percent, f.rtl))
			fr.Kids = append(fr.Kids, frag.Placed{At: at, Fragment: it.res.Frag})
			pending = append(pending, algo.Shift(it.res.OutOfFlow, at)...)
		}
	}
	for _, k := range f.out {
		p := f.static(k, avail, cross)
		pending = append(pending, p)
		fr.Kids = append(fr.Kids, frag.Placed{At: p.Static, Fragment: algo.Anchor(k)})
	}
	up := f.c.Finish(f.b, fr, pending)
	return algo.Result{Frag: fr, OutOfFlow: up}
}

// baselineItems returns the items whose baselines are the container's first and last: of the lines
// and items that are first and last to the eye, one that takes part in baseline alignment before
// others. Both are nil without items.
// https://www.w3.org/TR/css-flexbox-1/#flex-baselines
func (f *container) baselineItems(lines []*line) (first, last *item) {
	if len(lines) == 0 || len(lines[0].items) == 0 {
		return nil, nil
	}
	head, tail := lines[0], lines[len(lines)-1]
	if f.wrapBack {
		head, tail = tail, head
	}
	first, last = head.items[0], tail.items[len(tail.items)-1]
	if f.reverse {
		first, last = head.items[len(head.items)-1], tail.items[0]
	}
	if !f.row {
		return first, last
	}
	// sharing is an item of a line that shares a baseline at its end or start.
	sharing := func(l *line, end bool) *item {
		for _, it := range l.items {
			if (it.align == value.KwBaseline || it.align == value.KwLast) && it.toEnd == end {
				return it
			}
		}
		return nil
	}
	for _, end := range [2]bool{true, false} {
		if it := sharing(head, end); it != nil {
			first = it
		}
		if it := sharing(tail, !end); it != nil {
			last = it
		}
	}
	return first, last
}
