package style

import (
	"vitrine/css/prop"
	"vitrine/css/value"
)

// computeDuration takes auto for no time, which is what it is for the document's timeline.
// https://drafts.csswg.org/css-animations-2/#animation-duration
func computeDuration(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	return eachItem(v, c, func(it value.Value) value.Value {
		if it == value.Value(value.KwAuto) {
			return value.Dimension{Unit: value.S}
		}
		return it
	})
}

// computeTimeline leaves out what scroll() and view() mean anyway.
// https://drafts.csswg.org/scroll-animations-1/#scroll-notation
func computeTimeline(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	return eachItem(v, c, func(it value.Value) value.Value {
		f, ok := it.(*value.Func)
		if !ok || f.Args == nil {
			return it
		}
		var args []value.Value
		for _, a := range value.Spaced(f.Args) {
			if a != value.Value(value.KwBlock) && a != value.Value(value.KwNearest) {
				args = append(args, a)
			}
		}
		if f.Name == "view" && len(args) > 0 && args[len(args)-1] == value.Value(value.KwAuto) {
			args = args[:len(args)-1]
		}
		n := &value.Func{Name: f.Name}
		if len(args) > 0 {
			n.Args = value.Join(' ', args)
		}
		return n
	})
}

func computeRangeStart(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	return rangeEdges(v, c, 0)
}

func computeRangeEnd(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	return rangeEdges(v, c, 100)
}

// rangeEdges leaves out the percentage that a name alone means.
// https://drafts.csswg.org/scroll-animations-1/#animation-range-start
func rangeEdges(v value.Value, c *Context, implied value.Percentage) (value.Value, bool) {
	return eachItem(v, c, func(it value.Value) value.Value {
		if words := value.Spaced(it); len(words) == 2 && words[1] == value.Value(implied) {
			return words[0]
		}
		return it
	})
}

// computeViewInset writes two equal insets as one.
// https://drafts.csswg.org/scroll-animations-1/#view-timeline-inset
func computeViewInset(_ *Builder, _ prop.ID, v value.Value, c *Context) (value.Value, bool) {
	return eachItem(v, c, func(it value.Value) value.Value {
		if words := value.Spaced(it); len(words) == 2 && words[0] == words[1] {
			return words[0]
		}
		return it
	})
}

// eachItem computes a list with commas and lets f change its items.
func eachItem(v value.Value, c *Context, f func(value.Value) value.Value) (value.Value, bool) {
	items := value.Commas(value.Compute(v, &c.Context))
	out := make([]value.Value, len(items))
	for i, it := range items {
		out[i] = f(it)
	}
	return value.Join(',', out), len(out) > 0
}
