package flex

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// alignment returns the keyword of an alignment value without its overflow position or baseline
// qualifier. https://www.w3.org/TR/css-align-3/
func alignment(v value.Value) (kw value.Keyword, safe bool) {
	for _, x := range value.Spaced(v) {
		k, ok := x.(value.Keyword)
		if !ok {
			continue
		}
		switch k {
		case value.KwSafe:
			safe = true
		case value.KwUnsafe, value.KwFirst, value.KwLast, value.KwLegacy:
		default:
			kw = k
		}
	}
	return
}

// legacy reports whether the container is of the older kind with display: -webkit-box.
func (f *container) legacy() bool {
	d := f.b.Style.Display()
	return d == value.KwWebkitBox || d == value.KwWebkitInlineBox
}

// selfAlignment returns the alignment that align-self asks for, through align-items when it is
// auto; KwLast stands for last baseline.
func (f *container) selfAlignment(k *box.Box) (a value.Keyword, safe bool) {
	v := k.Style.AlignSelf()
	a, safe = alignment(v)
	if k.Pseudo == box.Anonymous || a == value.KwAuto || a == 0 {
		v = f.b.Style.AlignItems()
		a, safe = alignment(v)
		if f.legacy() {
			a = f.b.Style.WebkitBoxAlign()
		}
	}
	if a == value.KwBaseline {
		if lastOf(v) {
			a = value.KwLast
		}
	}
	return
}

// alignSelf returns how an item is aligned on the cross axis: flex-start, flex-end, center,
// baseline, last (for last baseline) or stretch.
func (f *container) alignSelf(it *item) value.Keyword {
	a, _ := f.selfAlignment(it.b)
	turned := f.wrapBack
	switch a {
	case value.KwNormal, 0:
		return value.KwStretch
	case value.KwSelfStart, value.KwSelfEnd:
		right, bottom := algo.OwnEnds(it.b, f.b.Frame)
		if f.row && bottom || !f.row && right != f.rtl {
			turned = !turned
		}
	}
	switch a {
	case value.KwStart, value.KwSelfStart:
		a = value.KwFlexStart
		if turned {
			a = value.KwFlexEnd
		}
	case value.KwEnd, value.KwSelfEnd:
		a = value.KwFlexEnd
		if turned {
			a = value.KwFlexStart
		}
	}
	return a
}

// alignContent is how the lines are aligned; baselines fall back to an edge.
func (f *container) alignContent() (a value.Keyword, safe bool) {
	v := f.b.Style.AlignContent()
	a, safe = alignment(v)
	if a == value.KwNormal || a == 0 {
		return value.KwStretch, safe
	}
	if a == value.KwBaseline && lastOf(v) {
		return value.KwEnd, true
	}
	return a, safe
}

// lastOf reports whether a baseline alignment is that of last baselines.
func lastOf(v value.Value) bool {
	for _, x := range value.Spaced(v) {
		if x == value.Value(value.KwLast) {
			return true
		}
	}
	return false
}

// distribute returns where content starts and what goes between its n parts for free room, all in
// the direction of an axis that is turned round or not. Content that does not fit falls back to an
// edge; safe alignment and what falls back to it know the start of an axis that is not turned.
// https://www.w3.org/TR/css-align-3/#distribution-values
func distribute(kw value.Keyword, safe, turned bool, free geom.Unit, n int) (start, between geom.Unit) {
	if n == 0 {
		return 0, 0
	}
	if free < 0 {
		switch {
		case safe, kw == value.KwSpaceAround, kw == value.KwSpaceEvenly:
			kw = value.KwStart
		case kw == value.KwSpaceBetween:
			return 0, 0
		}
	}
	switch kw {
	case value.KwFlexEnd:
		return free, 0
	case value.KwStart, value.KwLeft:
		if turned {
			return free, 0
		}
	case value.KwEnd, value.KwRight:
		if !turned {
			return free, 0
		}
	case value.KwCenter:
		return free / 2, 0
	case value.KwSpaceBetween:
		if n > 1 {
			return 0, free / geom.Unit(n-1)
		}
	case value.KwSpaceAround:
		return free / geom.Unit(2*n), free / geom.Unit(n)
	case value.KwSpaceEvenly:
		return free / geom.Unit(n+1), free / geom.Unit(n+1)
	}
	return 0, 0
}

// placeLines places the lines on the cross axis (§9.6, step 16).
func (f *container) placeLines(lines []*line, cross geom.Unit) {
	free := cross
	for i, l := range lines {
		if i > 0 {
			free = free.Sub(f.crossGap)
		}
		free = free.Sub(l.cross)
	}
	at, between := geom.Unit(0), geom.Unit(0)
	if f.wrap {
		kw, safe := f.alignContent()
		at, between = distribute(kw, safe, f.wrapBack, free, len(lines))
	}
	for _, l := range lines {
		l.at = at
		at = at.Add(l.cross).Add(between).Add(f.crossGap)
	}
}

// placeMain distributes the free room of a line (§9.5).
func (f *container) placeMain(l *line, avail geom.Unit) {
	free := avail.Sub(f.lineSum(l.items, func(it *item) geom.Unit { return it.main }))
	autos := 0
	for _, it := range l.items {
		a, b := it.autoMargins(f.row)
		if a {
			autos++
		}
		if b {
			autos++
		}
	}
	var at, between, each geom.Unit
	if autos > 0 && free > 0 {
		each = free / geom.Unit(autos)
	} else {
		kw, safe := alignment(f.b.Style.JustifyContent())
		if f.legacy() {
			switch kw = f.b.Style.WebkitBoxPack(); kw {
			case value.KwStart:
				kw = value.KwFlexStart
			case value.KwEnd:
				kw = value.KwFlexEnd
			case value.KwJustify:
				kw = value.KwSpaceBetween
			}
		}
		switch {
		case !f.row && (kw == value.KwLeft || kw == value.KwRight):
			kw = value.KwStart
		case f.rtl && kw == value.KwLeft:
			kw = value.KwEnd
		case f.rtl && kw == value.KwRight:
			kw = value.KwStart
		}
		at, between = distribute(kw, safe, f.reverse, free, len(l.items))
	}
	for _, it := range l.items {
		// Auto margins become part of the margins, seen along the axis.
		a, b := it.autoMargins(f.row)
		it.mainAt = at
		var before, after geom.Unit
		if a {
			before = each
		}
		if b {
			after = each
		}
		if f.row {
			it.margin.Left, it.margin.Right = it.margin.Left.Add(before), it.margin.Right.Add(after)
		} else {
			it.margin.Top, it.margin.Bottom = it.margin.Top.Add(before), it.margin.Bottom.Add(after)
		}
		at = at.Add(it.main).Add(it.mainMargin(f)).Add(f.mainGap).Add(between)
	}
}

// placeCross aligns an item in its line (§9.6, steps 13 and 14).
func (f *container) placeCross(it *item, l *line) {
	free := l.cross.Sub(it.cross).Sub(it.crossMargin(f))
	it.crossAt = l.at
	if a, b := it.autoMargins(!f.row); a || b {
		var before geom.Unit
		switch {
		case free <= 0:
		case a && b:
			before = free / 2
		case a:
			before = free
		}
		// The rest is the end margin; it matters when the axis is turned.
		after := max(0, free-before)
		if f.row {
			it.margin.Top, it.margin.Bottom = it.margin.Top.Add(before), it.margin.Bottom.Add(after)
		} else {
			it.margin.Left, it.margin.Right = it.margin.Left.Add(before), it.margin.Right.Add(after)
		}
		return
	}
	if _, safe := f.selfAlignment(it.b); safe && free < 0 {
		if f.wrapBack {
			it.crossAt = it.crossAt.Add(free)
		}
		return
	}
	switch it.align {
	case value.KwFlexEnd:
		it.crossAt = it.crossAt.Add(free)
	case value.KwCenter:
		it.crossAt = it.crossAt.Add(free / 2)
	case value.KwBaseline, value.KwLast:
		if it.toEnd {
			it.crossAt = it.crossAt.Add(l.cross).Sub(l.descent).Sub(it.ascent)
		} else {
			it.crossAt = it.crossAt.Add(l.ascent.Sub(it.ascent))
		}
	}
}

// baseline notes where an item that is aligned on a baseline has it, from cross start, and whether it belongs to
// those that share one at the end of the cross axis.
// https://www.w3.org/TR/css-align-3/#baseline-sharing-group
func (f *container) baseline(it *item) {
	last := it.align == value.KwLast
	var at, size geom.Unit
	var near bool // the first baseline is shared at the top or left
	if f.row {
		base := it.res.Frag.Baseline
		if last {
			base = it.res.Frag.LastBaseline
		}
		at, size, near = f.flowBaseline(it, base), it.cross.Add(it.margin.Height()), !algo.OppositeBlocks(it.b)
	} else {
		at, near = algo.BaselineAcross(f.b, it.b, it.res.Frag, last)
		at, size = it.margin.Left.Add(at), it.cross.Add(it.margin.Width())
	}
	if last {
		near = !near
	}
	if !f.row && f.rtl {
		near = !near
	}
	if f.wrapBack != (!f.row && f.rtl) {
		at = size.Sub(at)
	}
	it.ascent, it.toEnd = at, !near
}
