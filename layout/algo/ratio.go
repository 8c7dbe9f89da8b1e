package algo

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// Ratio returns the preferred aspect ratio of a box that is not replaced, or 0.
// https://www.w3.org/TR/css-sizing-4/#aspect-ratio
func Ratio(b *box.Box) float64 {
	if b.Kind == box.Replaced || b.Kind == box.Inline || b.Pseudo == box.Anonymous || b.AutoSize || orthogonal(b) {
		return 0
	}
	r, _ := styleRatio(b.Style)
	return r
}

// styleRatio returns the aspect-ratio property as width / height (0 for none) and whether a
// natural ratio goes before it.
func styleRatio(s *style.Style) (ratio float64, auto bool) {
	w, h, auto, ok := s.Ratio()
	if !ok || math.IsInf(w/h, 0) || w/h == 0 {
		return 0, auto
	}
	return w / h, auto
}

// ratioOfBorderBox reports whether the ratio is that of the border box: box-sizing says so,
// except for ratios with auto.
func ratioOfBorderBox(s *style.Style) bool {
	if s.BoxSizing() != value.KwBorderBox {
		return false
	}
	_, auto := styleRatio(s)
	return !auto
}

// ratioWidth returns the border-box width that the ratio gives a border-box height.
func ratioWidth(b *box.Box, h geom.Unit, r float64, e geom.Sides) geom.Unit {
	if ratioOfBorderBox(b.Style) {
		return max(h.Mul(r), e.Width())
	}
	return max(0, h.Sub(e.Height())).Mul(r).Add(e.Width())
}

// ratioHeight returns the border-box height that the ratio gives a border-box width.
func ratioHeight(b *box.Box, w geom.Unit, r float64, e geom.Sides) geom.Unit {
	if ratioOfBorderBox(b.Style) {
		return max(w.Mul(1/r), e.Height())
	}
	return max(0, w.Sub(e.Width())).Mul(1 / r).Add(e.Height())
}

// RatioHeight returns the border-box height that the ratio of a box that is not replaced gives a
// border-box width; false when it has none.
func RatioHeight(b *box.Box, w geom.Unit, e geom.Sides) (geom.Unit, bool) {
	r := Ratio(b)
	if r <= 0 {
		return 0, false
	}
	return ratioHeight(b, w, r, e), true
}

// TransferHeights applies the limits of the height of a box that is not replaced to a width, through
// its ratio; without one the width stays as it is.
// https://www.w3.org/TR/css-sizing-4/#aspect-ratio-size-transfers
func TransferHeights(b *box.Box, w, basis geom.Unit, e geom.Sides) geom.Unit {
	if r := Ratio(b); r > 0 {
		return transfer(b, w, r, basis, e)
	}
	return w
}

// RatioHeightGrows reports whether the height of b is that of its ratio, and grows with the content.
// https://www.w3.org/TR/css-sizing-4/#aspect-ratio-minimum
func RatioHeightGrows(b *box.Box, s Space) bool {
	if s.H != Indefinite || s.ContentHeight || b.AutoSize || Ratio(b) == 0 || !b.Style.MinHeight().IsAuto() || b.Style.OverflowY() != value.KwVisible {
		return false
	}
	_, ok := Resolve(b.Style.Height(), s.Percent.H)
	return !ok && !b.Style.Height().HasPercent()
}

// widthByHeight returns the border-box width that a definite height gives b by its ratio: at least
// what the content needs. https://www.w3.org/TR/css-sizing-4/#aspect-ratio-minimum
func (c *Ctx) widthByHeight(b *box.Box, r float64, basis geom.Unit, e geom.Sides) (geom.Unit, bool) {
	h, ok := heightOf(b, b.Style.Height(), basis, e)
	if !ok {
		return 0, false
	}
	return c.RatioMin(b, ratioWidth(b, ClampHeight(b, h, basis, h, e), r, e)), true
}

// RatioMin applies the automatic minimum size to a border-box width that the ratio gives b.
// https://www.w3.org/TR/css-sizing-4/#aspect-ratio-minimum
func (c *Ctx) RatioMin(b *box.Box, w geom.Unit) geom.Unit {
	if b.Style.MinWidth().IsAuto() && b.Style.OverflowX() == value.KwVisible {
		w = max(w, c.Measure(b).Min)
	}
	return w
}

// transfer applies the limits of the height to an automatic width, through the ratio.
// https://www.w3.org/TR/css-sizing-4/#aspect-ratio-size-transfers
func transfer(b *box.Box, w geom.Unit, r float64, basis geom.Unit, e geom.Sides) geom.Unit {
	if m, ok := heightOf(b, b.Style.MaxHeight(), basis, e); ok {
		w = min(w, ratioWidth(b, m, r, e))
	}
	if l := b.Style.MinHeight(); !l.IsAuto() {
		if m, ok := heightOf(b, l, basis, e); ok {
			w = max(w, ratioWidth(b, m, r, e))
		}
	}
	return w
}

// byRatio returns the content size that a ratio gives for a content size u on the other axis, whose
// edges are from; outer tells that the ratio is that of the border box.
func byRatio(u geom.Unit, ratio float64, from, to geom.Unit, outer bool) geom.Unit {
	if outer {
		return max(0, u.Add(from).Mul(ratio).Sub(to))
	}
	return u.Mul(ratio)
}

// StretchedRatio returns the border-box width that the ratio of b, replaced or not, gives a
// border-box height h, within the limits of the height; false when it has no ratio.
func StretchedRatio(b *box.Box, h, basis geom.Unit, e geom.Sides) (geom.Unit, bool) {
	r := anyRatio(b)
	if r <= 0 {
		return 0, false
	}
	return ratioWidth(b, ClampHeight(b, h, basis, h, e), r, e), true
}

// StretchedRatioDown returns the border-box height that the ratio of b, replaced or not, gives a
// border-box width; false when it has no ratio.
func StretchedRatioDown(b *box.Box, w geom.Unit, e geom.Sides) (geom.Unit, bool) {
	r := anyRatio(b)
	if r <= 0 {
		return 0, false
	}
	return ratioHeight(b, w, r, e), true
}

// anyRatio is the preferred aspect ratio of a box, replaced or not; 0 for none.
func anyRatio(b *box.Box) float64 {
	r, auto := styleRatio(b.Style)
	if o := b.Object; b.Kind == box.Replaced && (auto || r == 0) && o.Ratio > 0 {
		r = o.Ratio
	}
	if w, tall := Contained(b); b.Kind == box.Replaced && (w || tall) {
		r, _ = styleRatio(b.Style)
	}
	return r
}
