package flow

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// initial-letter: the first letter is as high as several lines, and the lines beside it keep away from
// it as from a float that is as wide as its ink.
// https://drafts.csswg.org/css-inline-3/#initial-letter-styling

// initialOf reads initial-letter: the lines that the letter is high, and those that it sinks.
func initialOf(s *style.Style) (size float64, sink int) {
	items := []value.Value{s.InitialLetter()}
	if l, ok := items[0].(*value.List); ok {
		items = l.Items
	}
	number := func(v value.Value) float64 {
		switch n := v.(type) {
		case value.Number:
			return float64(n)
		case value.Integer:
			return float64(n)
		}
		return 1
	}
	size = min(number(items[0]), maxInitialLines)
	sink = int(size)
	if len(items) > 1 {
		switch items[1] {
		case value.Value(value.KwDrop):
		case value.Value(value.KwRaise):
			sink = 1
		default:
			sink = int(min(number(items[1]), maxInitialLines))
		}
	}
	return max(size, 1), max(sink, 1)
}

// maxInitialLines bounds the lines that an initial letter is high.
const maxInitialLines = 1000

// initial is an initial letter as it is set beside the lines of its block.
type initial struct {
	font        *text.Font
	runs        []*text.Run
	source      string
	left, right geom.Unit // of the ink, from the pen
	over, under geom.Unit // of the ink, from the baseline
	baseline    geom.Unit // from the top of the first line
	shift       geom.Unit // of the first line below the top of the block
}

// initialLetter sets the initial letter k of a block.
func initialLetter(c *algo.Ctx, k, block *box.Box) (in initial) {
	size, sink := initialOf(k.Style)
	root := fontOf(c, block.Style)
	lh := lineHeight(block.Style, root)
	lines := func(n float64) geom.Unit { return geom.FromPx(lh.Px() * n) }

	q := text.QueryOf(k.Style)
	if m := c.Fonts.Font(q).Metrics; m.CapHeight > 0 {
		q.Size *= float32((lh.Px()*(size-1) + float64(root.Metrics.CapHeight)) / float64(m.CapHeight))
	}
	in.font = c.Fonts.Font(q)
	if len(k.Kids) > 0 {
		in.source = k.Kids[0].Text
	}
	opt := shapeOptions(k.Style)
	opt.RTL = k.Style.Direction() == value.KwRtl
	in.runs = in.font.Shape(in.source, opt)
	in.ink()

	up, _ := leaded(geom.FromPx(float64(root.Metrics.Ascent)), geom.FromPx(float64(root.Metrics.Descent)), lh)
	in.baseline = up.Add(lines(size - 1))
	if over := float64(sink) - size; over >= 1 {
		in.baseline = lines(float64(sink))
	} else {
		in.shift = lines(math.Max(0, math.Floor(size)-float64(sink)))
	}
	return in
}

// ink measures the ink of the letter, each glyph to whole px as Blink does.
func (in *initial) ink() {
	first, pen := true, 0.0
	for _, r := range in.runs {
		for i := range r.Glyphs {
			g := &r.Glyphs[i]
			o := r.Face.Outline(g.ID)
			if len(o.Segments) > 0 {
				size, x := float64(r.Size), geom.FromPx(pen)
				l, rt := x.Add(geom.Int(int(math.Floor(float64(o.Min.X)*size)))), x.Add(geom.Int(int(math.Ceil(float64(o.Max.X)*size))))
				up, down := geom.Int(int(math.Ceil(-float64(o.Min.Y)*size))), geom.Int(int(math.Ceil(float64(o.Max.Y)*size)))
				if first {
					in.left, in.right, in.over, in.under = l, rt, up, max(0, down)
				} else {
					in.left, in.right, in.over, in.under = min(in.left, l), max(in.right, rt), max(in.over, up), max(in.under, down)
				}
				first = false
			}
			pen += float64(g.Advance)
		}
	}
}

// layInitial returns what layFloat does for an initial letter.
func (f *flow) layInitial(k *box.Box) (algo.Result, geom.Sides, geom.Size) {
	in := initialLetter(f.c, k, f.b)
	border, padding := algo.Border(k.Style), algo.Padding(k.Style, f.content)
	e := border.Add(padding)
	m := algo.Margins(k.Style, f.content)
	fr := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last | frag.Float, Of: k, Border: border, Padding: padding,
		Size:     geom.Size{W: in.right.Sub(in.left).Add(e.Width()), H: in.over.Add(in.under).Add(e.Height())},
		Baseline: e.Top.Add(in.over)}
	fr.LastBaseline = fr.Baseline
	if len(k.Kids) > 0 {
		metrics := in.font.Metrics
		asc := geom.FromPx(float64(metrics.Ascent))
		t := &frag.Fragment{Kind: frag.Text, Flags: frag.First | frag.Last, Of: k.Kids[0], Baseline: asc, LastBaseline: asc,
			Size: geom.Size{W: in.right.Sub(in.left), H: asc.Add(geom.FromPx(float64(metrics.Descent)))},
			Text: &frag.Glyphs{Runs: in.runs, Source: in.source}}
		t.Overflow = geom.MakeRect(geom.Point{}, t.Size)
		fr.Kids = []frag.Placed{{At: geom.Point{X: e.Left.Sub(in.left), Y: fr.Baseline.Sub(asc)}, Fragment: t}}
	}
	fr.Overflow = algo.Overflow(fr)
	top := m.Top
	m.Top = top.Add(in.baseline).Sub(fr.Baseline)
	return algo.Result{Frag: fr}, m, geom.Size{W: fr.Size.W.Add(m.Width()), H: max(0, fr.Size.H.Add(m.Height()))}
}

// initialWidth returns the width of an initial letter's margin box.
func initialWidth(c *algo.Ctx, k, block *box.Box) algo.MinMax {
	in := initialLetter(c, k, block)
	w := in.right.Sub(in.left).Add(algo.Edges(k.Style, algo.Indefinite).Width()).Add(algo.Margins(k.Style, algo.Indefinite).Width())
	return algo.MinMax{Min: w, Max: w}
}
