package fragmentation

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// appeal says how good a break point is; a better one is larger.
// https://www.w3.org/TR/css-break-4/#unforced-breaks
type appeal uint8

const (
	lastResort appeal = iota
	violatesAvoid
	violatesLines // orphans or widows
	perfect
)

// media is what content is broken into.
type media uint8

const (
	columns media = iota
	pages
)

// breaks is what the break values that meet at one point say together.
// https://www.w3.org/TR/css-break-4/#break-between
type breaks struct {
	forced value.Keyword // the forced break's value, or 0
	avoid  bool
}

// join adds a break-before or break-after value: a forced break wins, and of several the last.
func (b breaks) join(kw value.Keyword, m media) breaks {
	switch kw {
	case value.KwAuto:
	case value.KwAlways, value.KwAll:
		b.forced = kw
	case value.KwColumn:
		if m == columns {
			b.forced = kw
		}
	case value.KwPage, value.KwLeft, value.KwRight, value.KwRecto, value.KwVerso:
		if m == pages {
			b.forced = kw
		}
	case value.KwAvoid:
		b.avoid = true
	case value.KwAvoidColumn:
		b.avoid = b.avoid || m == columns
	case value.KwAvoidPage:
		b.avoid = b.avoid || m == pages
	}
	return b
}

// boxStyle returns the style whose break properties count for a fragment, or nil.
func boxStyle(f *frag.Fragment) *style.Style {
	if f.Kind != frag.Box || f.Of == nil || f.Of.Pseudo == box.Anonymous {
		return nil
	}
	return f.Of.Style
}

// before returns the break-before values at the top of a fragment: its own and those of the
// first kids, which propagate up.
func (r *run) before(f *frag.Fragment, b breaks) breaks {
	for f != nil {
		if s := boxStyle(f); s != nil {
			b = b.join(s.BreakBefore(), r.media)
		}
		if monolithic(f, r.media) || f.Columns != nil && r.media == columns {
			return b
		}
		f = edgeBox(f, false)
	}
	return b
}

// after returns the break-after values at the bottom of a fragment, those of last kids first.
func (r *run) after(f *frag.Fragment) (b breaks) {
	for f != nil {
		if s := boxStyle(f); s != nil {
			b = b.join(s.BreakAfter(), r.media)
		}
		if monolithic(f, r.media) || f.Columns != nil && r.media == columns {
			return b
		}
		f = edgeBox(f, true)
	}
	return b
}

// edgeBox returns the first or the last kid in flow when it is a block, nil otherwise.
func edgeBox(f *frag.Fragment, last bool) *frag.Fragment {
	for i := range f.Kids {
		if last {
			i = len(f.Kids) - 1 - i
		}
		if k := f.Kids[i].Fragment; inFlow(k) {
			if k.Kind == frag.Box || k.Has(frag.BlockLine) {
				return k
			}
			break
		}
	}
	return nil
}

// ownPage returns the used page property of a fragment in one whose used page property is around.
// https://www.w3.org/TR/css-page-3/#using-named-pages
func ownPage(f *frag.Fragment, around string) string {
	if s := boxStyle(f); s != nil && f.Of.Kind != box.Replaced {
		if v := s.Page(); v != nil && v != value.Value(value.KwAuto) {
			return value.Text(v)
		}
	}
	return around
}

// pageName returns the page property that counts at the start or end edge of a fragment: that of
// its first or last kid in flow, and of the first or last in there.
func pageName(f *frag.Fragment, around string, last bool) string {
	for f != nil {
		around = ownPage(f, around)
		if monolithic(f, pages) {
			break
		}
		f = edgeBox(f, last)
	}
	return around
}

// edgeMargin returns what the margin at the top or bottom of a fragment collapses to with those of
// the first or last kids in it, in a container of width w.
// https://www.w3.org/TR/CSS21/box.html#collapsing-margins
func edgeMargin(f *frag.Fragment, w geom.Unit, last bool) geom.Unit {
	var pos, neg geom.Unit
	for f != nil {
		s := boxStyle(f)
		if s == nil {
			break
		}
		m, edge := algo.Margins(s, w).Top, f.Border.Top.Add(f.Padding.Top)
		if last {
			m, edge = algo.Margins(s, w).Bottom, f.Border.Bottom.Add(f.Padding.Bottom)
		}
		pos, neg = max(pos, m), min(neg, m)
		if f.Of.Context || edge > 0 || last && !s.Height().IsAuto() {
			break
		}
		w = max(0, f.Size.W.Sub(f.Border.Width()).Sub(f.Padding.Width()))
		f = edgeBox(f, last)
	}
	return pos.Add(neg)
}

// avoids reports whether breaks inside of a fragment are to be avoided.
func (r *run) avoids(f *frag.Fragment) bool {
	s := boxStyle(f)
	if s == nil {
		return false
	}
	switch s.BreakInside() {
	case value.KwAvoid:
		return true
	case value.KwAvoidColumn:
		return r.media == columns
	case value.KwAvoidPage:
		return r.media == pages
	}
	return false
}

// inFlow reports whether a kid takes room in the flow of its parent's block axis.
func inFlow(k *frag.Fragment) bool {
	return k.Kind != frag.Anchor && !k.Has(frag.OutOfFlow) && !k.Has(frag.Float) && !outsideMarker(k)
}

func outsideMarker(k *frag.Fragment) bool {
	return k.Kind == frag.Box && k.Of != nil && k.Of.Marker != nil && k.Of.Marker.Outside
}

func isLine(k *frag.Fragment) bool { return k.Kind == frag.Line && !k.Has(frag.BlockLine) }

// monolithic reports whether a fragment cannot be divided.
// https://www.w3.org/TR/css-break-4/#monolithic
func monolithic(f *frag.Fragment, m media) bool {
	switch f.Kind {
	case frag.Line, frag.Inline:
		return !f.Has(frag.BlockLine)
	case frag.Text:
		return true
	}
	b := f.Of
	if b == nil {
		return false
	}
	if b.Kind == box.Replaced || b.Control != box.NoControl || b.Marker != nil || b.Skip {
		return true
	}
	s := b.Style
	if s.LineClamp() > 0 {
		return true
	}
	for _, v := range value.Spaced(s.Contain()) {
		if v == value.Value(value.KwSize) || v == value.Value(value.KwStrict) {
			return true
		}
	}
	// What can be scrolled stays together. On paper nothing scrolls.
	return b.Scroll && m == columns
}

// clones reports whether each piece of a box has borders and padding of its own. They have not
// when these alone fill the fragmentainer.
// https://www.w3.org/TR/css-break-4/#break-decoration
func (r *run) clones(f *frag.Fragment) bool {
	s := boxStyle(f)
	return s != nil && s.BoxDecorationBreak() == value.KwClone && f.Border.Height().Add(f.Padding.Height()) < r.height
}

// fixed reports whether a fragment's height is that of its style, however tall its contents are.
func fixed(f *frag.Fragment) bool {
	s := boxStyle(f)
	if s == nil {
		return false
	}
	if f.Of.AutoSize || f.Of.Kind == box.Cell || f.Of.Kind == box.Row || f.Of.Kind == box.RowGroup || f.Of.Kind == box.Table {
		return false
	}
	return s.Height().Kind != value.LengthKeyword && !s.Height().HasPercent() ||
		!s.MaxHeight().IsKeyword(value.KwNone) && bottomGap(f) < f.Border.Bottom.Add(f.Padding.Bottom)
}

// elastic reports whether the height of a fragment that is not fixed may be more than its
// contents ask for, so that it gives when they need more.
func elastic(f *frag.Fragment) bool {
	s := boxStyle(f)
	if s == nil {
		return false
	}
	switch f.Of.Kind {
	case box.Cell, box.Row, box.Table:
		return true
	}
	return f.Of.Item || s.MinHeight().Resolve(0) > 0 || s.Height().HasPercent()
}

// bottomGap returns how far the bottom edge of a fragment is below its last in-flow kid (in a
// formatting context of its own, below its last float).
func bottomGap(f *frag.Fragment) geom.Unit {
	end := f.Border.Top.Add(f.Padding.Top)
	for i := len(f.Kids) - 1; i >= 0; i-- {
		k := &f.Kids[i]
		if inFlow(k.Fragment) {
			end = max(end, flowTop(f, k).Add(k.Size.H))
			if k.Kind == frag.Line || sequential(f) {
				break
			}
		}
	}
	return f.Size.H.Sub(end)
}

// sequential reports whether the kids of a fragment follow one another in the block axis.
func sequential(f *frag.Fragment) bool {
	if f.Of == nil || f.Kind != frag.Box {
		return true
	}
	switch f.Of.Kind {
	case box.Flex, box.Grid, box.Table, box.Row:
		return false
	}
	return true
}

// flowTop returns where a kid is in the flow of f: its place without its relative offset.
func flowTop(f *frag.Fragment, k *frag.Placed) geom.Unit { return k.At.Y.Sub(relative(f, k)) }

func relative(f *frag.Fragment, k *frag.Placed) geom.Unit {
	if k.Kind == frag.Text || k.Kind == frag.Line || k.Of == nil || k.Of.Style.Position() != value.KwRelative {
		return 0
	}
	w := f.Size.W.Sub(f.Border.Width()).Sub(f.Padding.Width())
	h := algo.Indefinite
	if fixed := f.Of; fixed != nil && f.Kind == frag.Box && fixed.Style.Height().Kind != value.LengthKeyword {
		h = f.Size.H.Sub(f.Border.Height()).Sub(f.Padding.Height())
	}
	return algo.Relative(k.Of, geom.Size{W: max(0, w), H: h}, false).Y
}
