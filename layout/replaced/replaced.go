package replaced

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Layout makes the fragment of a replaced element. The width is the parent's decision; the
// height follows from style, natural size and ratio unless the parent decides it too.
func Layout(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	size := c.ReplacedSize(b, s.Percent)
	switch {
	case s.H != algo.Indefinite:
		size.H = s.H
	case s.W != size.W:
		// The parent decided a width of its own, as flex containers do: the ratio follows.
		size.H = algo.ReplacedHeight(b, s, size.H)
	}
	f := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: s.W, H: size.H},
		Border: algo.Border(b.Style), Padding: algo.Padding(b.Style, s.Percent.W),
		Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline, Of: b}
	if b.Floating {
		f.Flags |= frag.Float
	}
	switch {
	case b.Control == box.Range, (b.Control == box.Checkbox || b.Control == box.Radio) && b.Style.Appearance() != value.KwNone:
		// Drawn marks and sliders stand on the line with their border box, as in Blink.
		f.Baseline = f.Size.H
	case b.Control == box.ColorWell: // and what shows the colour with the swatch in it
		f.Baseline = f.Size.H.Sub(f.Border.Bottom).Sub(f.Padding.Bottom).Sub(swatchPadding)
	}
	f.LastBaseline = f.Baseline
	f.Overflow = geom.MakeRect(geom.Point{}, f.Size)
	return algo.Result{Frag: f}
}

// swatchPadding is the space above and below the swatch of a colour field.
const swatchPadding = 4 * geom.One

// Measure returns the width of the border box for both intrinsic sizes: a replaced element has one.
func Measure(c *algo.Ctx, b *box.Box) algo.MinMax {
	w := c.ReplacedIntrinsic(b)
	return algo.MinMax{Min: w, Max: w}
}
