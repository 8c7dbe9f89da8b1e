package grid

import (
	"sort"

	"vitrine/css/value"
	"vitrine/layout/box"
)

// placement is one of the four placement properties.
// https://www.w3.org/TR/css-grid-2/#line-placement
type placement struct {
	auto bool
	span bool
	n    int // the line or span; 0 for a name without a number
	name string
}

func parsePlacement(v value.Value) (p placement) {
	for _, it := range value.Spaced(v) {
		switch it := it.(type) {
		case value.Keyword:
			switch it {
			case value.KwAuto:
				return placement{auto: true}
			case value.KwSpan:
				p.span = true
			}
		case value.Integer:
			p.n = max(-maxLine, min(maxLine, int(it)))
		case value.Number:
			p.n = int(max(-maxLine, min(maxLine, it)))
		case value.Ident:
			p.name = string(it)
		}
	}
	if p.span && p.n == 0 {
		p.n = 1
	}
	if !p.span && p.n == 0 && p.name == "" {
		p.auto = true
	}
	return p
}

// span is a range of tracks: from line start to line end.
type span struct{ start, end int }

func (s span) len() int { return s.end - s.start }

// lines is what names mean on one axis. Line 0 is the first line of the explicit grid, n its last.
type lines struct {
	n     int
	names map[string][]int
	areas map[string][4]int
	axis  axis
}

// area returns the edge of a named area, which counts as a line named name-start or name-end.
func (l *lines) area(name string, end bool) (int, bool) {
	r, ok := l.areas[name]
	if !ok {
		return 0, false
	}
	i := 2 * int(l.axis)
	if end {
		i++
	}
	return r[i], true
}

// named returns the lines of a name, ascending.
func (l *lines) named(name string) []int {
	list := l.names[name]
	if len(l.areas) > 0 {
		if base, ok := cutSuffix(name, "-start"); ok {
			if at, ok := l.area(base, false); ok {
				return merge([]int{at}, list)
			}
		}
		if base, ok := cutSuffix(name, "-end"); ok {
			if at, ok := l.area(base, true); ok {
				return merge([]int{at}, list)
			}
		}
	}
	return list
}

func cutSuffix(s, suffix string) (string, bool) {
	if len(s) > len(suffix) && s[len(s)-len(suffix):] == suffix {
		return s[:len(s)-len(suffix)], true
	}
	return s, false
}

// line returns the line that a placement without span names.
func (l *lines) line(p placement, end bool) int {
	if p.name == "" {
		if p.n > 0 {
			return p.n - 1
		}
		return l.n + 1 + p.n
	}
	if p.n == 0 {
		edge := p.name + "-start"
		if end {
			edge = p.name + "-end"
		}
		if at := l.named(edge); len(at) > 0 {
			return at[0]
		}
		p.n = 1
	}
	at := l.named(p.name)
	switch {
	case p.n > 0 && p.n <= len(at):
		return at[p.n-1]
	case p.n > 0:
		return l.n + p.n - len(at)
	case -p.n <= len(at):
		return at[len(at)+p.n]
	}
	return p.n + len(at)
}

// after returns the line that a span counts forward from a line.
func (l *lines) after(from int, p placement) int {
	if p.name == "" {
		return from + p.n
	}
	at := l.named(p.name)
	at = at[sort.SearchInts(at, from+1):]
	if p.n <= len(at) {
		return at[p.n-1]
	}
	return max(l.n, from) + p.n - len(at)
}

// before returns the line that a span counts backward from a line.
func (l *lines) before(from int, p placement) int {
	if p.name == "" {
		return from - p.n
	}
	at := l.named(p.name)
	at = at[:sort.SearchInts(at, from)]
	if p.n <= len(at) {
		return at[len(at)-p.n]
	}
	return min(0, from) - (p.n - len(at))
}

// resolve returns where an item lies on the axis; definite is false when auto-placement decides,
// and the span is then as long as it must be, from 0.
// https://www.w3.org/TR/css-grid-2/#grid-placement-errors
func (l *lines) resolve(a, b placement) (s span, definite bool) {
	if a.span && b.span {
		b = placement{auto: true}
	}
	aDef, bDef := !a.auto && !a.span, !b.auto && !b.span
	switch {
	case aDef && bDef:
		s = span{l.line(a, false), l.line(b, true)}
		if s.start > s.end {
			s.start, s.end = s.end, s.start
		}
		if s.start == s.end {
			s.end = s.start + 1
		}
	case aDef && b.span:
		s.start = l.line(a, false)
		s.end = l.after(s.start, b)
	case aDef:
		s.start = l.line(a, false)
		s.end = s.start + 1
	case bDef && a.span:
		s.end = l.line(b, true)
		s.start = l.before(s.end, a)
	case bDef:
		s.end = l.line(b, true)
		s.start = s.end - 1
	default:
		n := 1
		if a.span && a.name == "" {
			n = a.n
		} else if b.span && b.name == "" {
			n = b.n
		}
		return span{0, max(1, min(n, maxLine))}, false
	}
	s.start = max(-maxLine, min(maxLine, s.start))
	s.end = max(s.start+1, min(maxLine+1, s.end))
	return s, true
}

// placementsOf returns the placement properties of a box on an axis.
func placementsOf(b *box.Box, a axis) (start, end placement) {
	if b.Pseudo == box.Anonymous {
		return placement{auto: true}, placement{auto: true}
	}
	if a == col {
		return parsePlacement(b.Style.GridColumnStart()), parsePlacement(b.Style.GridColumnEnd())
	}
	return parsePlacement(b.Style.GridRowStart()), parsePlacement(b.Style.GridRowEnd())
}
