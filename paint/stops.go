package paint

import (
	"image/color"
	"math"
	"slices"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// maxStops bounds the stops of one gradient, those made for hints and colour spaces included.
const maxStops = 1024

// colorStop is a stop, or a hint, on its way to one of the display list.
type colorStop struct {
	at    float64 // of the gradient line
	has   bool    // at is known
	hint  bool
	color value.Color
}

// stops resolves positions, hints and colours of a gradient whose line is length px long. Where
// colours are mixed in a space of their own, there are more stops: the display list mixes in sRGB.
func stops(v *value.Gradient, s *style.Style, length float64) []display.Stop {
	list := placed(v, s, length)
	if len(list) == 0 {
		return nil
	}
	// The interpolation space: sRGB unless the author or a colour asks for another.
	m := mixer{space: value.SpaceSRGB, hue: v.Hue, current: s.Color()}
	if v.HasSpace {
		m.space = v.Space
	}
	legacy := !slices.ContainsFunc(list, func(n colorStop) bool {
		return !n.hint && (n.color.Space != value.SpaceRGB || n.color.Missing != 0)
	})
	list = m.unhint(list) // in sRGB if no space is named, whatever the colours, as in Blink
	if !v.HasSpace && !legacy {
		m.space = value.SpaceOklab
	}
	if len(list) == 1 {
		return []display.Stop{{Offset: float32(list[0].at), Color: list[0].color.RGBA(m.current)}}
	}
	for i := 1; i < len(list); i++ {
		m.between(list[i-1], list[i], i == 1)
	}
	return m.out
}

// placed returns the stops and hints with their positions: absent positions are spread evenly, none
// lies before an earlier one.
// https://drafts.csswg.org/css-images-4/#color-stop-fixup
func placed(v *value.Gradient, s *style.Style, length float64) []colorStop {
	var list []colorStop
	pos := func(p value.Value) float64 {
		if v.Kind == value.GradientConic {
			if a, ok := transform.Angle(p); ok {
				return a / (2 * math.Pi)
			}
			if n, ok := p.(value.Percentage); ok {
				return float64(n) / 100
			}
		}
		if length == 0 {
			if n, ok := p.(value.Percentage); ok {
				return float64(n) / 100
			}
			return 0
		}
		return transform.Length(p, length) / length
	}
	for _, st := range v.Stops {
		c, isColor := st.Color.(value.Color)
		if isColor && c.Current {
			c = s.Color()
		}
		n := colorStop{color: c, hint: !isColor}
		if st.At != nil {
			n.at, n.has = pos(st.At), true
		}
		list = append(list, n)
		if st.At2 != nil {
			n.at = pos(st.At2)
			list = append(list, n)
		}
		if len(list) > maxStops/4 {
			break
		}
	}
	if len(list) == 0 {
		return nil
	}
	if !list[0].has {
		list[0].at, list[0].has = 0, true
	}
	if last := &list[len(list)-1]; !last.has {
		last.at, last.has = 1, true
	}
	prev := math.Inf(-1)
	for i := range list {
		if list[i].has {
			list[i].at = math.Max(list[i].at, prev)
			prev = list[i].at
		}
	}
	for i := 1; i < len(list); i++ {
		if list[i].has {
			continue
		}
		j := i
		for !list[j].has {
			j++
		}
		a, b := list[i-1].at, list[j].at
		for k := i; k < j; k++ {
			list[k].at = a + (b-a)*float64(k-i+1)/float64(j-i+1)
			list[k].has = true
		}
	}
	return list
}

// mixer makes stops of the display list.
type mixer struct {
	space   value.ColorSpace
	hue     value.Keyword
	current value.Color // of currentcolor
	out     []display.Stop
}

// unhint puts nine stops in the place of a hint, which follow the curve that it asks for: as many,
// and at the places, as in Blink.
// https://drafts.csswg.org/css-images-4/#color-interpolation-hint
func (m *mixer) unhint(list []colorStop) []colorStop {
	var out []colorStop
	for i, n := range list {
		if !n.hint || i == 0 || i == len(list)-1 {
			out = append(out, n)
			continue
		}
		a, b := out[len(out)-1], list[i+1]
		left, right, whole := n.at-a.at, b.at-n.at, b.at-a.at
		near := func(x, y float64) bool { return math.Abs(x-y) < 1e-6 }
		switch {
		case near(left, right): // no curve at all
		case near(left, 0):
			out = append(out, colorStop{at: n.at, color: b.color})
		case near(right, 0):
			out = append(out, colorStop{at: n.at, color: a.color})
		default:
			for _, at := range hintPlaces(a.at, n.at, b.at) {
				t := math.Pow((at-a.at)/whole, math.Log(0.5)/math.Log(left/whole))
				out = append(out, colorStop{at: at, color: value.Mix(a.color, b.color, t, m.space, m.hue)})
			}
		}
	}
	return out
}

// hintPlaces returns where the stops between a and b lie that stand for a hint: dense on the longer side.
func hintPlaces(a, hint, b float64) (at [9]float64) {
	left, right := hint-a, b-hint
	if left > right {
		for k := range 7 {
			at[k] = a + left*float64(7+k)/13
		}
		at[7], at[8] = hint+right/3, hint+right*2/3
		return at
	}
	at[0], at[1] = a+left/3, a+left*2/3
	for k := range 7 {
		at[k+2] = hint + right*float64(k)/13
	}
	return at
}

// between adds the colours from a stop to the next, whose hues or missing components may differ
// from those that the stop has towards its other neighbour.
func (m *mixer) between(a, b colorStop, first bool) {
	plain := m.space == value.SpaceSRGB && a.color.Space == value.SpaceRGB && b.color.Space == value.SpaceRGB &&
		a.color.Missing|b.color.Missing == 0
	at := func(t float64) display.Stop {
		c := value.Mix(a.color, b.color, t, m.space, m.hue)
		return display.Stop{Offset: float32(a.at + (b.at-a.at)*t), Color: c.RGBA(m.current)}
	}
	if plain {
		if first {
			m.out = append(m.out, display.Stop{Offset: float32(a.at), Color: a.color.RGBA(m.current)})
		}
		m.out = append(m.out, display.Stop{Offset: float32(b.at), Color: b.color.RGBA(m.current)})
		return
	}
	from, to := at(0), at(1)
	if n := len(m.out); n == 0 || m.out[n-1] != from {
		m.out = append(m.out, from)
	}
	if b.at > a.at {
		m.split(at, from, to, 0, 1, 0)
	}
	m.out = append(m.out, to)
}

// How often the way between two colours is halved: always so often that no turn is missed, and no
// more than this often.
const (
	minHalvings = 3
	maxHalvings = 7
)

// split adds stops between two until what lies between neighbours is a mixture of theirs in sRGB.
func (m *mixer) split(at func(float64) display.Stop, a, b display.Stop, ta, tb float64, depth int) {
	if depth == maxHalvings || len(m.out) >= maxStops {
		return
	}
	t := (ta + tb) / 2
	mid := at(t)
	if depth >= minHalvings && between(a.Color, mid.Color, b.Color) {
		return
	}
	m.split(at, a, mid, ta, t, depth+1)
	m.out = append(m.out, mid)
	m.split(at, mid, b, t, tb, depth+1)
}

// between reports whether a colour looks like the middle of two others.
func between(a, mid, b color.NRGBA) bool {
	part := func(x, y, z uint8) bool {
		premul := func(v uint8, c color.NRGBA) float64 { return float64(v) * float64(c.A) / 255 }
		return math.Abs(premul(x, a)+premul(z, b)-2*premul(y, mid)) <= 2
	}
	return math.Abs(float64(a.A)+float64(b.A)-2*float64(mid.A)) <= 2 &&
		part(a.R, mid.R, b.R) && part(a.G, mid.G, b.G) && part(a.B, mid.B, b.B)
}
