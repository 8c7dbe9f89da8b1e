package box

import (
	"math"
	"strings"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

// Where the marks at the suggested values of a range field are: how far they begin from the middle of
// its track, and how long they are.
const (
	TickOffset = 7 * geom.One
	TickLength = 4 * geom.One
)

// maxTicks bounds how many marks a range field has.
const maxTicks = 1000

// Ticks returns how far along the track of a range field, from 0 to 1, the values are that its
// datalist suggests and the field can take.
// https://html.spec.whatwg.org/multipage/input.html#range-state-(type=range)
func Ticks(d *dom.Document, n *dom.Node) (out []float64) {
	if !Suggests(d, n) {
		return nil
	}
	id, _ := n.Attr("list")
	lo, hi := SliderLimits(n)
	if hi <= lo {
		return nil
	}
	step := 1.0
	if s, ok := n.Attr("step"); ok {
		if v, ok := parseFloat(s); ok && v > 0 {
			step = v
		} else if strings.EqualFold(s, "any") {
			step = 0
		}
	}
	base := 0.0
	if v, ok := n.Attr("min"); ok {
		if f, ok := parseFloat(v); ok {
			base = f
		}
	}
	const slip = 1e-7 // of a step that rounding may cost
	for _, o := range d.ByID(id).Options() {
		v, ok := parseFloat(o.Value())
		if !ok || v < lo || v > hi {
			continue
		}
		if k := (v - base) / step; step > 0 && math.Abs(k-math.Round(k)) > slip {
			continue
		}
		if out = append(out, (v-lo)/(hi-lo)); len(out) == maxTicks {
			break
		}
	}
	return out
}
