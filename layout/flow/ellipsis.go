package flow

import (
	"sort"

	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// leaf is the fragment of a piece of text or of an atomic box on a line that is too long.
type leaf struct {
	p   *piece
	par *frag.Fragment // holds the fragment as its kid number kid; nil when there is none
	kid int
	x   geom.Unit // left edge, from that of the line
}

// overflowText returns what text-overflow puts at the end of the lines of a block that are too
// long, or "" when they are just clipped. An anonymous block does as its parent does.
// https://www.w3.org/TR/css-overflow-3/#text-overflow
func (f *flow) overflowText() string {
	b := f.b
	if b.Pseudo == box.Anonymous && f.c.Tree != nil {
		if b = f.c.Tree.Of(b.Element()); b == nil || b.Kind != box.Block && b.Kind != box.Cell && b.Kind != box.Caption {
			return ""
		}
	}
	if !b.Clip {
		return ""
	}
	items := value.Spaced(b.Style.TextOverflow())
	switch v := items[len(items)-1].(type) { // of two the second is the end's
	case value.String:
		return string(v)
	case value.Keyword:
		if v == value.KwEllipsis {
			return "\u2026"
		}
	}
	return ""
}

// ellipsize hides what does not fit into room, and puts an ellipsis after what does. The first
// piece always stays, at least its first character.
func (lb *lineBuilder) ellipsize(line *frag.Fragment, ln *line, bx *lineBox, room geom.Unit) {
	root := &bx.states[0]
	runs := root.font.Shape(lb.ellipsis, text.ShapeOptions{RTL: lb.in.rtl})
	var width geom.Unit
	for _, r := range runs {
		width = width.Add(r.Width)
	}
	leaves := lb.leaves
	// From the end of the line to its start.
	for k := range leaves {
		i := len(leaves) - 1 - k
		if lb.in.rtl {
			i = k
		}
		l := &leaves[i]
		first := k == len(leaves)-1
		at := l.x
		if lb.in.rtl {
			at = ln.width.Sub(l.x).Sub(l.p.width)
		}
		left := room.Sub(at)
		if left <= 0 {
			if !first {
				lb.hide(l)
			}
			continue
		}
		left = left.Sub(width)
		used := l.p.width
		if left < used {
			ok := false
			if used, ok = lb.shorten(l, left, first); !ok {
				if first && l.p.it.kind != itText {
					used = l.p.width // an atomic box that is first is clipped
				} else {
					if !first {
						lb.hide(l)
					}
					continue
				}
			}
		}
		x := l.x.Add(used)
		if lb.in.rtl {
			x = l.x.Add(l.p.width).Sub(used).Sub(width)
		}
		m := root.font.Metrics
		asc := geom.FromPx(float64(m.Ascent))
		fr := &frag.Fragment{Kind: frag.Text, Flags: frag.First | frag.Last | frag.Ellipsis, Of: lb.f.b, Style: lb.override(lb.f.b, root.style),
			Size: geom.Size{W: width, H: geom.FromPx(float64(m.Ascent + m.Descent))}, Baseline: asc, LastBaseline: asc,
			Text: &frag.Glyphs{Runs: runs, Source: lb.ellipsis}}
		fr.Overflow = geom.MakeRect(geom.Point{}, fr.Size)
		line.Kids = append(line.Kids, frag.Placed{At: geom.Point{X: x, Y: root.base.Sub(asc)}, Fragment: fr})
		return
	}
}

// hide makes a leaf invisible; it keeps its place and size.
func (lb *lineBuilder) hide(l *leaf) {
	if l.par == nil {
		return
	}
	k := &l.par.Kids[l.kid]
	c := *k.Fragment
	c.Kids, c.Table = nil, nil
	if c.Text != nil {
		c.Text = &frag.Glyphs{}
	} else {
		var sb style.Builder
		sb.Start(&style.Context{Parent: l.p.it.style})
		sb.Apply([]prop.Decl{{ID: prop.Visibility, Value: value.KwHidden}})
		c.Style = sb.Style(false)
	}
	k.Fragment = &c
}

// shorten cuts a text to whole grapheme clusters that fit into room, counted from the start of the
// line; it returns the width that is left. ok is false when nothing fits, or when l is no text.
func (lb *lineBuilder) shorten(l *leaf, room geom.Unit, first bool) (used geom.Unit, ok bool) {
	it := l.p.it
	if it.kind != itText || l.par == nil || l.p.end <= l.p.start || room <= 0 && !first {
		return 0, false
	}
	t := lb.in.text
	from, to := l.p.start, l.p.end
	var ends []int // of the grapheme clusters
	for i := from; i < to; {
		i = min(to, text.NextCluster(t, i))
		ends = append(ends, i)
	}
	if (it.level&1 == 1) == lb.in.rtl {
		// The start of the text is at the start of the line.
		n := sort.Search(len(ends), func(i int) bool { return it.width(from, ends[i]) > room })
		if n == 0 && !first {
			return 0, false
		}
		to = ends[max(0, n-1)]
	} else {
		// Its end is: characters go from the start of the text.
		n := sort.Search(len(ends), func(i int) bool { return it.width(ends[i], to) <= room })
		if n >= len(ends)-1 { // all of them
			if !first || len(ends) < 2 {
				return 0, false
			}
			n = len(ends) - 2
		}
		from = ends[n]
	}
	p := *l.p
	p.start, p.end, p.runs, p.hyphen = from, to, nil, false
	p.width = it.width(from, to)
	k := &l.par.Kids[l.kid]
	k.Fragment = lb.textFragment(&p)
	if lb.in.rtl {
		k.At.X = k.At.X.Add(l.p.width).Sub(p.width)
	}
	return p.width, true
}
