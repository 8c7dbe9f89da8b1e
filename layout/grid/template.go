package grid

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/geom"
)

// Limits on what a page may ask for. CSS Grid asks for lines in the range ±10,000 at least.
// https://www.w3.org/TR/css-grid-2/#overlarge-grids
const (
	// maxLine bounds the lines and spans that a page names, and so the tracks of repeat().
	maxLine = 10000
	// maxNames bounds how many line names one repeated list is given: names × repetitions.
	maxNames = 100000
)

// axis is one of the two axes of a grid: its columns or its rows.
type axis uint8

const (
	col axis = iota
	row
)

// breadthKind says how a track's minimum or maximum is sized.
type breadthKind uint8

const (
	fixed breadthKind = iota // a length or percentage
	auto
	minContent
	maxContent
	fitContent // a maximum: max-content up to a length
	flex       // a maximum: a share of the free space
)

// breadth is one track sizing function.
type breadth struct {
	kind breadthKind
	l    value.Length // of fixed and fitContent
	fr   float64      // of flex
}

// trackSize is a pair of track sizing functions.
// https://www.w3.org/TR/css-grid-2/#track-sizing
type trackSize struct{ min, max breadth }

var autoTrack = trackSize{breadth{kind: auto}, breadth{kind: auto}}

func breadthOf(v value.Value) breadth {
	switch v := v.(type) {
	case value.Keyword:
		switch v {
		case value.KwMinContent:
			return breadth{kind: minContent}
		case value.KwMaxContent:
			return breadth{kind: maxContent}
		}
		return breadth{kind: auto}
	case value.Dimension:
		if v.Unit == value.Fr {
			return breadth{kind: flex, fr: max(0, v.N)}
		}
	}
	if l, ok := value.AsLength(v); ok && l.Kind != value.LengthKeyword {
		return breadth{kind: fixed, l: l}
	}
	return breadth{kind: auto}
}

func trackSizeOf(v value.Value) trackSize {
	if f, ok := v.(*value.Func); ok {
		switch f.Name {
		case "minmax":
			t := trackSize{breadthOf(f.Arg(0)), breadthOf(f.Arg(1))}
			if t.min.kind == flex {
				t.min = breadth{kind: auto}
			}
			return t
		case "fit-content":
			b := breadthOf(f.Arg(0))
			return trackSize{breadth{kind: auto}, breadth{kind: fitContent, l: b.l}}
		}
	}
	b := breadthOf(v)
	if b.kind == flex {
		return trackSize{breadth{kind: auto}, b}
	}
	return trackSize{b, b}
}

// part is a run of a track list: tracks repeated n times, or as often as they fit.
type part struct {
	n      int
	auto   value.Keyword // auto-fill or auto-fit; else 0
	tracks []trackSize
	names  [][]string // names[i] are of the line before track i; one more at the end
}

// template is a grid-template-columns or grid-template-rows.
type template struct {
	subgrid bool
	masonry bool
	parts   []part // of a subgrid: parts without tracks, each name list a line
}

// parseTemplate reads a computed track list.
func parseTemplate(v value.Value) *template {
	t := &template{}
	items := value.Spaced(v)
	if len(items) == 0 || items[0] == value.Value(value.KwNone) {
		return t
	}
	if items[0] == value.Value(value.KwMasonry) {
		t.masonry = true
		return t
	}
	if items[0] == value.Value(value.KwSubgrid) {
		t.subgrid = true
		items = items[1:]
	}
	t.parts = parseParts(items, t.subgrid)
	return t
}

func parseParts(items []value.Value, subgrid bool) (parts []part) {
	cur := part{n: 1}
	var names []string
	flush := func() {
		if !subgrid {
			cur.names = append(cur.names, names)
			names = nil
		}
		if len(cur.tracks) > 0 || len(cur.names) > 0 {
			parts = append(parts, cur)
		}
		cur = part{n: 1}
	}
	track := func(t trackSize) {
		cur.names = append(cur.names, names)
		names = nil
		cur.tracks = append(cur.tracks, t)
	}
	for i := 0; i < len(items); i++ {
		switch it := items[i].(type) {
		case value.Delim:
			if it == '[' {
				continue
			}
			if subgrid {
				cur.names = append(cur.names, names)
				names = nil
			}
		case value.Ident:
			names = append(names, string(it))
		case *value.Func:
			if it.Name != "repeat" {
				track(trackSizeOf(it))
				continue
			}
			flush()
			rep := parseParts(value.Spaced(it.Arg(1)), subgrid)
			if len(rep) != 1 {
				continue
			}
			switch n := it.Arg(0).(type) {
			case value.Integer:
				rep[0].n = max(1, min(int(n), maxLine))
			case value.Number:
				rep[0].n = max(1, min(int(min(n, maxLine)), maxLine))
			case value.Keyword:
				rep[0].auto = n
			}
			parts = append(parts, rep[0])
		default:
			track(trackSizeOf(it))
		}
	}
	flush()
	return parts
}

// tracks is a template with its repetitions written out.
type tracks struct {
	sizes   []trackSize
	names   map[string][]int // lines by name, ascending, each once
	fitFrom int              // the tracks that auto-fit made: [fitFrom, fitTo)
	fitTo   int
}

func (t *tracks) name(n string, line int) {
	if t.names == nil {
		t.names = map[string][]int{}
	}
	l := t.names[n]
	if len(l) == 0 || l[len(l)-1] != line {
		t.names[n] = append(l, line)
	}
}

// expand writes the repetitions out; repeat is the number of an automatic one.
func (t *template) expand(repeat int) *tracks {
	out := &tracks{}
	named := 0
	for _, p := range t.parts {
		n := p.n
		if p.auto != 0 {
			n = repeat
			if p.auto == value.KwAutoFit {
				out.fitFrom = len(out.sizes)
			}
		}
		for ; n > 0 && len(out.sizes)+len(p.tracks) <= maxLine; n-- {
			for i, names := range p.names {
				for _, s := range names {
					if named++; named <= maxNames {
						out.name(s, len(out.sizes))
					}
				}
				if i < len(p.tracks) {
					out.sizes = append(out.sizes, p.tracks[i])
				}
			}
			if len(p.tracks) == 0 {
				break
			}
		}
		if p.auto == value.KwAutoFit {
			out.fitTo = len(out.sizes)
		}
	}
	return out
}

// subgridNames returns the line names of a subgrid with n tracks, joined with its parent's.
// https://www.w3.org/TR/css-grid-2/#subgrid-line-name-inheritance
func (t *template) subgridNames(n int, parent map[string][]int) map[string][]int {
	out := &tracks{}
	fixed := 0
	for _, p := range t.parts {
		if p.auto == 0 {
			fixed += p.n * len(p.names)
		}
	}
	line := 0
	for _, p := range t.parts {
		times := p.n
		if p.auto != 0 {
			times = 0
			if len(p.names) > 0 {
				times = max(0, n+1-fixed) / len(p.names)
			}
		}
		for ; times > 0 && line <= n; times-- {
			for _, names := range p.names {
				if line > n {
					break
				}
				for _, s := range names {
					out.name(s, line)
				}
				line++
			}
		}
	}
	if len(parent) == 0 {
		return out.names
	}
	if out.names == nil {
		return parent
	}
	for s, lines := range parent {
		out.names[s] = merge(out.names[s], lines)
	}
	return out.names
}

// merge joins two ascending lists without doubles.
func merge(a, b []int) []int {
	if len(a) == 0 {
		return b
	}
	out := make([]int, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		var x int
		if len(b) == 0 || len(a) > 0 && a[0] <= b[0] {
			x, a = a[0], a[1:]
		} else {
			x, b = b[0], b[1:]
		}
		if len(out) == 0 || out[len(out)-1] != x {
			out = append(out, x)
		}
	}
	return out
}

// fixedSize returns the definite size of a track for counting repetitions: its maximum, else
// its minimum, floored by the minimum.
func (t trackSize) fixedSize(basis geom.Unit) geom.Unit {
	lo, okLo := t.min.resolve(basis)
	hi, okHi := t.max.resolve(basis)
	if t.max.kind == fitContent {
		okHi = false
	}
	switch {
	case okLo && okHi:
		return max(lo, hi)
	case okHi:
		return hi
	case okLo:
		return lo
	}
	return 0
}

// resolve returns a fixed size; false for others and for percentages of something indefinite.
func (b breadth) resolve(basis geom.Unit) (geom.Unit, bool) {
	if b.kind != fixed {
		return 0, false
	}
	v, ok := algo.Resolve(b.l, basis)
	return max(0, v), ok
}

// repetitions returns how often the automatic repetition fits into avail, or fills a minimum. As in
// Chromium percentages of an Indefinite basis refer to the minimum.
// https://www.w3.org/TR/css-grid-2/#auto-repeat
func (t *template) repetitions(avail, basis, minimum, gap geom.Unit) int {
	if basis == algo.Indefinite {
		basis = minimum
	}
	var auto *part
	used, count := geom.Unit(0), 0
	for i := range t.parts {
		p := &t.parts[i]
		if p.auto != 0 {
			auto = p
			continue
		}
		for _, s := range p.tracks {
			used = used.Add(s.fixedSize(basis).Mul(float64(p.n)))
		}
		count += p.n * len(p.tracks)
	}
	if auto == nil || len(auto.tracks) == 0 {
		return 1
	}
	var one geom.Unit
	for _, s := range auto.tracks {
		one = one.Add(max(geom.One, s.fixedSize(basis)))
	}
	one = one.Add(gap.Mul(float64(len(auto.tracks))))
	// n repetitions take used + n*one + gaps of the rest, less one gap.
	room := avail
	atLeast := false
	if avail == algo.Indefinite {
		if minimum == algo.Indefinite {
			return 1
		}
		room, atLeast = minimum, true
	}
	room = room.Sub(used).Sub(gap.Mul(float64(count - 1)))
	n := int(room / one)
	if atLeast && room > geom.Unit(n)*one {
		n++ // the smallest number that fulfils the minimum
	}
	return max(1, min(n, maxLine))
}

// areas are the named grid areas.
type areas struct {
	rows, cols int
	names      map[string][4]int // column start, end, row start, end
}

func parseAreas(v value.Value) (a areas) {
	for y, r := range value.Spaced(v) {
		s, ok := r.(value.String)
		if !ok {
			return areas{}
		}
		cells := strings.Fields(string(s))
		a.rows, a.cols = y+1, max(a.cols, len(cells))
		for x, n := range cells {
			if n[0] == '.' {
				continue
			}
			if a.names == nil {
				a.names = map[string][4]int{}
			}
			r, ok := a.names[n]
			if !ok {
				r = [4]int{x, x + 1, y, y + 1}
			}
			r[0], r[1], r[3] = min(r[0], x), max(r[1], x+1), y+1
			a.names[n] = r
		}
	}
	if a.rows > maxLine || a.cols > maxLine {
		return areas{}
	}
	return a
}

// definition is all that a container's style says about its grid.
type definition struct {
	tpl   [2]*template
	areas areas
	auto  [2][]trackSize
	flow  axis // the axis whose tracks auto-placement fills one after the other: row or col
	dense bool
	lanes *lanesDef // nil for a grid of two axes
}

func define(s *style.Style) *definition {
	d := &definition{flow: row, areas: parseAreas(s.GridTemplateAreas())}
	d.tpl = [2]*template{parseTemplate(s.GridTemplateColumns()), parseTemplate(s.GridTemplateRows())}
	for a, v := range [2]value.Value{s.GridAutoColumns(), s.GridAutoRows()} {
		for _, it := range value.Spaced(v) {
			d.auto[a] = append(d.auto[a], trackSizeOf(it))
		}
		if len(d.auto[a]) == 0 {
			d.auto[a] = []trackSize{autoTrack}
		}
	}
	for _, it := range value.Spaced(s.GridAutoFlow()) {
		switch it {
		case value.Value(value.KwColumn):
			d.flow = col
		case value.Value(value.KwDense):
			d.dense = true
		}
	}
	d.lanes = lanesOf(s, d)
	return d
}
