package prop

import (
	"strings"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// expandTimeline is scroll-timeline and view-timeline: a name, then the rest in any order.
// https://drafts.csswg.org/scroll-animations-1/#scroll-timeline-shorthand
func expandTimeline(e *expander, v []syntax.Component) bool {
	name := "single-" + e.id.String() + "-parts"
	return e.layers(v, name, name, nil)
}

// expandRange is animation-range: where an end is left out, it is that of the start's name, or normal.
// https://drafts.csswg.org/scroll-animations-1/#animation-range
func expandRange(e *expander, v []syntax.Component) bool {
	edge := named("range-edge")
	var starts, ends []value.Value
	parts := syntax.SplitComma(v)
	if len(parts) > maxLayers {
		return false
	}
parts:
	for _, part := range parts {
		part = syntax.Trim(part)
		for n := len(part); n > 0; n-- { // the start takes as much as it can
			start, ok := edge.Match(syntax.Trim(part[:n]), e.o)
			if !ok {
				continue
			}
			end := Initial(AnimationRangeEnd)
			if rest := syntax.Trim(part[n:]); len(rest) > 0 {
				if end, ok = edge.Match(rest, e.o); !ok {
					continue
				}
			} else if words := value.Spaced(start); isRangeName(words[0]) {
				end = words[0]
			}
			starts, ends = append(starts, start), append(ends, end)
			continue parts
		}
		return false
	}
	e.set(AnimationRangeStart, value.Join(',', starts))
	e.set(AnimationRangeEnd, value.Join(',', ends))
	return len(starts) > 0
}

func isRangeName(v value.Value) bool {
	k, ok := v.(value.Keyword)
	return ok && k != value.KwNormal
}

// printTimeline writes a name and what is not initial.
func printTimeline(p *printer) string {
	n := len(value.Commas(p.vals[0]))
	var out []string
	for i := range n {
		var parts []string
		for j, id := range p.longs {
			items := value.Commas(p.vals[j])
			if len(items) != n {
				return ""
			}
			if t := value.Text(items[i]); j == 0 || t != value.Text(Initial(id)) {
				parts = append(parts, t)
			}
		}
		out = append(out, strings.Join(parts, " "))
	}
	return strings.Join(out, ", ")
}

// printRange leaves out an end that follows from the start.
func printRange(p *printer) string {
	starts, ends := value.Commas(p.vals[0]), value.Commas(p.vals[1])
	if len(starts) != len(ends) {
		return ""
	}
	var out []string
	for i := range starts {
		start, end := edgeText(starts[i], 0), edgeText(ends[i], 100)
		implied := "normal"
		if words := value.Spaced(starts[i]); len(words) > 0 && isRangeName(words[0]) {
			implied = value.Text(words[0])
		}
		if end != implied {
			start += " " + end
		}
		out = append(out, start)
	}
	return strings.Join(out, ", ")
}

// edgeText writes an end of a range; the percentage that a name alone stands for is left out.
func edgeText(v value.Value, initial float64) string {
	if words := value.Spaced(v); len(words) == 2 && words[1] == value.Value(value.Percentage(initial)) {
		return value.Text(words[0])
	}
	return value.Text(v)
}
