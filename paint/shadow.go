package paint

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// maxShadows bounds the shadows of one box or text.
const maxShadows = 256

// shadowOf is one shadow in px.
type shadowOf struct {
	x, y, blur, spread float64
	color              color.NRGBA
	inset              bool
}

// parseShadow reads the parts of a shadow, which may come in any order.
func parseShadow(v value.Value, s *style.Style) shadowOf {
	out := shadowOf{color: s.Color().RGBA(s.Color())}
	n := 0
	for _, it := range value.Spaced(v) {
		switch it := it.(type) {
		case value.Color:
			out.color = it.RGBA(s.Color())
		case value.Keyword:
			out.inset = out.inset || it == value.KwInset
		default:
			l, ok := value.AsLength(it)
			if !ok {
				continue
			}
			px := l.Float(0)
			switch n {
			case 0:
				out.x = px
			case 1:
				out.y = px
			case 2:
				out.blur = max(0, px)
			case 3:
				out.spread = px
			}
			n++
		}
	}
	return out
}

// shadows returns the shadows of a property, the last (lowest) first.
func shadows(v value.Value, s *style.Style) []shadowOf {
	if isNone(v) {
		return nil
	}
	items := value.Commas(v)
	if len(items) > maxShadows {
		items = items[:maxShadows]
	}
	out := make([]shadowOf, 0, len(items))
	for i := len(items) - 1; i >= 0; i-- {
		out = append(out, parseShadow(items[i], s))
	}
	return out
}

// outerShadows paints the shadows behind a box.
// https://drafts.csswg.org/css-backgrounds-3/#box-shadow
func (r *recorder) outerShadows(s *style.Style, box display.RRect) {
	for _, sh := range shadows(s.BoxShadow(), s) {
		if sh.inset {
			continue
		}
		r.b.Shadow(display.Shadow{
			Shape: spreadRound(box, sh.spread, geom.Point{X: geom.FromPx(sh.x), Y: geom.FromPx(sh.y)}),
			Hole:  box, Sigma: float32(sh.blur / 2), Color: sh.color,
		})
	}
}

// insetShadows paints the shadows inside the padding box.
func (r *recorder) insetShadows(s *style.Style, box display.RRect, edges geom.Sides) {
	for _, sh := range shadows(s.BoxShadow(), s) {
		if !sh.inset {
			continue
		}
		hole := insetRound(box, edges)
		r.b.Shadow(display.Shadow{
			Shape: spreadRound(hole, -sh.spread, geom.Point{X: geom.FromPx(sh.x), Y: geom.FromPx(sh.y)}),
			Hole:  hole, Sigma: float32(sh.blur / 2), Color: sh.color, Inset: true,
		})
	}
}

// spreadRound grows a shape by px and moves it. Sharp corners stay sharp; small radii grow
// less than the spread, so that the outline stays smooth.
// https://drafts.csswg.org/css-backgrounds-3/#shadow-shape
func spreadRound(b display.RRect, px float64, by geom.Point) display.RRect {
	u := geom.FromPx(px)
	out := display.RRect{R: b.R.Move(by), Curves: b.Curves}
	if u >= 0 {
		out.R = out.R.Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
	} else {
		out.R = out.R.Inset(geom.Sides{Top: -u, Right: -u, Bottom: -u, Left: -u})
	}
	for i, c := range b.Corners {
		if k := b.Curves[i]; k != 0 && c.X > 0 && c.Y > 0 {
			out.Corners[i] = display.Corner{X: geom.FromPx(max(0, k.Shrink(c.X.Px(), -px))), Y: geom.FromPx(max(0, k.Shrink(c.Y.Px(), -px)))}
			continue
		}
		out.Corners[i] = display.Corner{X: spreadRadius(c.X, u), Y: spreadRadius(c.Y, u)}
	}
	return out.Fit()
}

func spreadRadius(r, spread geom.Unit) geom.Unit {
	if r <= 0 {
		return 0
	}
	if spread > 0 && r < spread {
		k := r.Px()/spread.Px() - 1
		return r.Add(spread.Mul(1 + k*k*k))
	}
	return max(0, r.Add(spread))
}
