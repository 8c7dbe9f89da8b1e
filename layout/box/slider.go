package box

import (
	"strconv"
	"strings"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// nativeThumb is what the thumb of a range field looks like that only its track has another look.
var nativeThumb = declared("width: 16px; height: 16px; border-radius: 50%; background-color: rgb(0, 117, 255)")

// slider makes the parts of a range field without the platform's look: a track with a thumb in it,
// in the middle of the field, each with the style that the page gives it.
func (b *builder) slider(x *Box, n *dom.Node) {
	track, thumb := b.in.Styles.Pseudo(n, selector.PseudoSliderTrack), b.in.Styles.Pseudo(n, selector.PseudoSliderThumb)
	x.Kind, x.Control = Flex, Slider
	if track == nil || track.Display() == value.KwNone {
		return
	}
	t := &Box{Kind: Block, Pseudo: SliderTrack, Style: track, Node: n, Item: true, Context: true}
	x.Kids = append(x.Kids, t)
	b.tree.Count++
	if thumb == nil || thumb.Display() == value.KwNone {
		return
	}
	width := thumb.Width()
	if thumb.Appearance() != value.KwNone {
		thumb = b.derived(track, nativeThumb())
		width = thumb.Width()
	}
	b.tree.Count += 2
	k := &Box{Kind: Block, Pseudo: SliderThumb, Style: thumb, Node: n, Context: true}
	t.Kids = append(t.Kids, &Box{Kind: Block, Pseudo: Insides, Style: b.pushed(track, Fraction(n), width), Node: n, Kids: []*Box{k}})
}

// push is where a thumb of a width, in px, is in a track.
type push struct {
	fraction, width float64
	rtl             bool
}

// pushed returns the style of the space in a track that starts with how far its thumb, of a
// width, has come.
func (b *builder) pushed(track *style.Style, f float64, width value.Length) *style.Style {
	w := 0.0
	if !width.IsAuto() && !width.HasPercent() {
		w = width.Resolve(0).Px()
	}
	num := func(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }
	k := push{f, w, track.Direction() == value.KwRtl}
	decls := b.tree.pushes[k]
	if decls == nil && b.prev != nil { // the same declarations make the same style again
		decls = b.prev.pushes[k]
	}
	if decls == nil {
		side := "padding-left"
		if k.rtl {
			side = "padding-right"
		}
		var err error
		if decls, err = prop.ParseText(side, "max(0px, calc("+num(100*f)+"% - "+num(f*w)+"px))", nil); err != nil {
			return b.anonymous(track)
		}
	}
	if b.tree.pushes == nil {
		b.tree.pushes = map[push][]prop.Decl{}
	}
	b.tree.pushes[k] = decls
	return b.derived(track, decls)
}

// SliderLimits returns the least and the greatest value of a range field.
// https://html.spec.whatwg.org/multipage/input.html#range-state-(type=range)
func SliderLimits(n *dom.Node) (lo, hi float64) {
	number := func(name string, def float64) float64 {
		v, _ := n.Attr(name)
		if f, ok := parseFloat(strings.TrimSpace(v)); ok {
			return f
		}
		return def
	}
	lo = number("min", 0)
	return lo, max(lo, number("max", 100))
}

// Fraction returns how far the thumb of a range field is from its start to its end.
func Fraction(n *dom.Node) float64 {
	lo, hi := SliderLimits(n)
	v := lo + (hi-lo)/2
	if f, ok := parseFloat(strings.TrimSpace(n.Value())); ok {
		v = f
	}
	if hi <= lo {
		return 0
	}
	return (min(max(v, lo), hi) - lo) / (hi - lo)
}
