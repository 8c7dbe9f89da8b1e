package svg

import (
	"image/color"
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/paint/display"
)

// maxShadows bounds the shadows of one box or text.
const maxShadows = 256

// Shadow is one shadow of a box or text, in px, with its colour resolved.
type Shadow struct {
	X, Y, Blur, Spread float64
	Color              color.NRGBA
	Inset              bool
}

// parseShadow reads the parts of a shadow, which may come in any order.
func parseShadow(v value.Value, s *style.Style) Shadow {
	out := Shadow{Color: s.Color().RGBA(s.Color())}
	n := 0
	for _, it := range value.Spaced(v) {
		switch it := it.(type) {
		case value.Color:
			out.Color = it.RGBA(s.Color())
		case value.Keyword:
			out.Inset = out.Inset || it == value.KwInset
		default:
			l, ok := value.AsLength(it)
			if !ok {
				continue
			}
			px := l.Float(0)
			switch n {
			case 0:
				out.X = px
			case 1:
				out.Y = px
			case 2:
				out.Blur = max(0, px)
			case 3:
				out.Spread = px
			}
			n++
		}
	}
	return out
}

// Shadows returns the shadows of a property, the last (lowest) first.
func Shadows(v value.Value, s *style.Style) []Shadow {
	if isNone(v) {
		return nil
	}
	items := value.Commas(v)
	if len(items) > maxShadows {
		items = items[:maxShadows]
	}
	out := make([]Shadow, 0, len(items))
	for i := len(items) - 1; i >= 0; i-- {
		out = append(out, parseShadow(items[i], s))
	}
	return out
}

// cast draws something of a text with the shadows of its text-shadow below it. A shadow has the shape
// of what is drawn and one colour throughout, however transparent what casts it is. Its lengths are
// along the line that the piece stands on and, as in Blink, not of user space but of the picture's px.
// https://drafts.csswg.org/css-text-decor-4/#text-shadow-property
func (d *drawing) cast(p piece, f frame, draw func(frame)) {
	scale := math.Sqrt((f.m.A*f.m.A + f.m.B*f.m.B + f.m.C*f.m.C + f.m.D*f.m.D) / 2)
	if !(scale > 0) {
		draw(f)
		return
	}
	at := p.matrix()
	x0, y0 := at.Apply(0, 0)
	for _, sh := range Shadows(p.s.TextShadow(), p.s) {
		if sh.Color.A == 0 {
			continue
		}
		x, y := at.Apply(sh.X/scale, sh.Y/scale)
		g := f
		g.m = g.m.Mul(display.Translate(x-x0, y-y0))
		g.state.Transform, g.shade = d.space(&g), &sh.Color
		if sh.Blur > 0 {
			g.state.Effect = d.b.AddEffect(display.Effect{
				Parent: f.state.Effect, Opacity: 1, Space: g.state.Transform, Clip: f.state.Clip, Outer: f.state.Clip,
				Filters: []display.Filter{{Kind: display.FilterBlur, Amount: float32(sh.Blur / scale / 2)}},
			})
		}
		draw(g)
	}
	draw(f)
}
