package box

import (
	"math"
	"strconv"
	"strings"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// nativeBar reports whether a progress bar or meter keeps the platform's look: its page gives it
// neither another appearance nor a background or border, nor the parts of a meter another picture
// than the built-in one.
func (b *builder) nativeBar(s *style.Style, n *dom.Node) bool {
	if n.IsHTML("meter") {
		_, region := MeterPart(n)
		for _, p := range [...]selector.Pseudo{selector.PseudoMeterBar, meterValues[region]} {
			if k := b.in.Styles.Pseudo(n, p); k != nil && k.BackgroundImage() == value.Value(value.KwNone) {
				return false
			}
		}
	}
	return s.Appearance() != value.KwNone && s.BackgroundColor().IsTransparent() && s.BackgroundImage() == value.Value(value.KwNone) &&
		s.BorderTopWidth().IsZero() && s.BorderRightWidth().IsZero() && s.BorderBottomWidth().IsZero() && s.BorderLeftWidth().IsZero()
}

// meterValues are what is filled of a meter, by how far it is from the best.
var meterValues = [...]selector.Pseudo{selector.PseudoMeterOptimum, selector.PseudoMeterSuboptimum, selector.PseudoMeterPoor}

// gauge makes the parts of a progress bar or meter without the platform's look: a bar, and in it
// what is filled, each with the style that the page gives it.
func (b *builder) gauge(x *Box, n *dom.Node) {
	x.Control = Gauge
	inner, bar, filled := selector.PseudoProgressInner, selector.PseudoProgressBar, selector.PseudoProgressValue
	part, known := 0.0, true
	if n.IsHTML("meter") {
		var region int
		part, region = MeterPart(n)
		inner, bar = selector.PseudoMeterInner, selector.PseudoMeterBar
		filled = meterValues[region]
	} else {
		part, known = ProgressPart(n)
	}
	at := x
	for _, p := range [...]struct {
		of selector.Pseudo
		as Pseudo
	}{{inner, BarInner}, {bar, Bar}} {
		s := b.in.Styles.Pseudo(n, p.of)
		if !shown(s) {
			return
		}
		k := &Box{Kind: Block, Pseudo: p.as, Style: s, Node: n, Context: true}
		if s.Display() == value.KwGrid {
			k.Kind = Grid
		}
		k.Item = at.Kind == Grid
		at.Kids = append(at.Kids, k)
		b.tree.Count++
		at = k
	}
	s := b.in.Styles.Pseudo(n, filled)
	if !known || !shown(s) {
		return
	}
	b.tree.Count += 2
	k := &Box{Kind: Block, Pseudo: BarValue, Style: s, Node: n, Context: true}
	at.Kids = append(at.Kids, &Box{Kind: Block, Pseudo: Insides, Style: b.portion(at.Style, part), Node: n, Context: true, Kids: []*Box{k}})
}

// shown reports whether a part of a control with a style makes a box.
func shown(s *style.Style) bool { return s != nil && s.Display() != value.KwNone }

// portion returns the style of the part of a bar that is filled.
func (b *builder) portion(bar *style.Style, part float64) *style.Style {
	k := push{fraction: part, width: -1}
	decls := b.tree.pushes[k]
	if decls == nil && b.prev != nil { // the same declarations make the same style again
		decls = b.prev.pushes[k]
	}
	if decls == nil {
		var err error
		if decls, err = prop.ParseText("inline-size", strconv.FormatFloat(100*part, 'f', 6, 64)+"%", nil); err != nil {
			return b.anonymous(bar)
		}
		size, err := prop.ParseText("block-size", "100%", nil)
		if err != nil {
			return b.anonymous(bar)
		}
		decls = append(decls, size...)
		kind, err := prop.ParseText("display", "block", nil)
		if err != nil {
			return b.anonymous(bar)
		}
		decls = append(decls, kind...)
	}
	if b.tree.pushes == nil {
		b.tree.pushes = map[push][]prop.Decl{}
	}
	b.tree.pushes[k] = decls
	return b.derived(bar, decls)
}

// numberOf returns a numeric attribute.
func numberOf(n *dom.Node, name string, def float64) float64 {
	a, ok := n.Attr(name)
	if !ok {
		return def
	}
	if v, ok := parseFloat(strings.TrimSpace(a)); ok {
		return v
	}
	return def
}

// ProgressPart returns how much of a progress element is done, from 0 to 1; false when that is not
// known. https://html.spec.whatwg.org/multipage/form-elements.html#the-progress-element
func ProgressPart(n *dom.Node) (part float64, known bool) {
	if _, ok := n.Attr("value"); !ok {
		return 0, false
	}
	limit := numberOf(n, "max", 1)
	if limit <= 0 {
		limit = 1
	}
	return math.Min(math.Max(numberOf(n, "value", 0)/limit, 0), 1), true
}

// MeterPart returns how much of a meter is filled, from 0 to 1, and how many regions it is away from
// the best. https://html.spec.whatwg.org/multipage/form-elements.html#the-meter-element
func MeterPart(n *dom.Node) (part float64, region int) {
	lo := numberOf(n, "min", 0)
	hi := math.Max(lo, numberOf(n, "max", 1))
	clamp := func(v, a, b float64) float64 { return math.Min(math.Max(v, a), b) }
	v := clamp(numberOf(n, "value", 0), lo, hi)
	low := clamp(numberOf(n, "low", lo), lo, hi)
	high := clamp(numberOf(n, "high", hi), low, hi)
	best := clamp(numberOf(n, "optimum", (lo+hi)/2), lo, hi)
	zone := func(v float64) int {
		switch {
		case v < low:
			return 0
		case v > high:
			return 2
		}
		return 1
	}
	c := max(zone(v)-zone(best), zone(best)-zone(v))
	if hi == lo {
		return 0, c
	}
	return (v - lo) / (hi - lo), c
}
