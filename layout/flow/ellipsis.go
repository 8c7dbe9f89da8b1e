package flow

import (
	"sort"

	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
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

// lastLine is a line that may get an ellipsis when it turns out that more lines follow.
type lastLine struct {
	lb     *lineBuilder
	frag   *frag.Fragment
	leaves []leaf
	root   inlineState
	width  geom.Unit // of its content
	room   geom.Unit
	in     *inlineItems
}

// clamp shows the first lines of a block formatting context only, the last of them with an
// ellipsis. https://drafts.csswg.org/css-overflow-4/#webkit-line-clamp
type clamp struct {
	left int // lines that may still be made
	last lastLine
	cut  bool // there was more
}

// end leaves out the rest of the content.
func (c *clamp) end() {
	if !c.cut && c.last.frag != nil {
		c.last.lb.ellipsize(&c.last, clampText)
	}
	c.cut = true
}

// clampedBlock adds a block-level kid unless it comes after the last line: that one is followed by
// more then, even if it is an empty box. Margins after it do not count, as in Blink.
func (f *flow) clampedBlock(k *box.Box) {
	c := f.clamp
	if c.left > 0 {
		f.block(k)
	} else if before := f.mark(); !c.cut {
		f.block(k)
		if f.y != before.y { // what is empty stays
			f.back(before)
		}
		c.end()
	}
	if c.cut {
		f.strut = algo.Strut{}
	}
}

// clampText ends the last line of a clamped block.
const clampText = "\u2026"

// flowMark is the state of a flow between two lines.
type flowMark struct {
	y           geom.Unit
	strut       algo.Strut
	top, apart  bool
	kids        int
	pending     int
	first, last geom.Unit
	lines       int
	marker      *box.Box
}

func (f *flow) mark() flowMark {
	return flowMark{f.y, f.strut, f.top, f.apart, len(f.kids), len(f.pending), f.first, f.last, f.lines, f.marker}
}

// back undoes what came after m.
func (f *flow) back(m flowMark) {
	f.y, f.strut, f.top, f.apart, f.first, f.last, f.lines, f.marker = m.y, m.strut, m.top, m.apart, m.first, m.last, m.lines, m.marker
	f.kids, f.pending = f.kids[:m.kids], f.pending[:m.pending]
}

// ellipsize hides what does not fit into a line's room, and puts an ellipsis after what does. The
// first piece always stays, at least its first character.
func (lb *lineBuilder) ellipsize(l *lastLine, ellipsis string) {
	line, leaves, root, room, rtl := l.frag, l.leaves, &l.root, l.room, l.in.rtl
	lb.in = l.in
	runs := root.font.Shape(ellipsis, text.ShapeOptions{RTL: rtl})
	var width geom.Unit
	for _, r := range runs {
		width = width.Add(r.Width)
	}
	put := func(x geom.Unit) {
		m := root.font.Metrics
		asc := geom.FromPx(float64(m.Ascent))
		fr := &frag.Fragment{Kind: frag.Text, Flags: frag.First | frag.Last | frag.Ellipsis, Of: lb.f.b, Style: lb.override(lb.f.b, root.style),
			Size: geom.Size{W: width, H: geom.FromPx(float64(m.Ascent + m.Descent))}, Baseline: asc, LastBaseline: asc,
			Text: &frag.Glyphs{Runs: runs, Source: ellipsis}}
		y := root.base.Sub(lb.ascentOf(m))
		if lb.f.flipped {
			y = line.Size.H.Sub(y).Sub(fr.Size.H)
		}
		fr.Overflow = geom.MakeRect(geom.Point{}, fr.Size)
		line.Kids = append(line.Kids, frag.Placed{At: geom.Point{X: x, Y: y}, Fragment: fr})
	}
	if len(leaves) == 0 {
		x := geom.Unit(0)
		if rtl {
			x = l.width.Sub(width)
		}
		put(x)
		return
	}
	// From the end of the line to its start.
	for k := range leaves {
		i := len(leaves) - 1 - k
		if rtl {
			i = k
		}
		lf := &leaves[i]
		first := k == len(leaves)-1
		at := lf.x
		if rtl {
			at = l.width.Sub(lf.x).Sub(lf.p.width)
		}
		left := room.Sub(at)
		if left <= 0 {
			if !first {
				lb.hide(lf)
			}
			continue
		}
		left = left.Sub(width)
		used := lf.p.width
		if left < used {
			ok := false
			if used, ok = lb.shorten(lf, left, first); !ok {
				if first && lf.p.it.kind != itText {
					used = lf.p.width // an atomic box that is first is clipped
				} else {
					if !first {
						lb.hide(lf)
					}
					continue
				}
			}
		}
		x := lf.x.Add(used)
		if rtl {
			x = lf.x.Add(lf.p.width).Sub(used).Sub(width)
		}
		put(x)
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
