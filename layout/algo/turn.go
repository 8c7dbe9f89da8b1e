package algo

import (
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Layout works in the frame of each box's writing mode (see package box). A fragment's size,
// baselines, edges and overflow are in the frame of the fragment that holds it, the positions of
// its kids in its own: where the two differ, only the fragment itself is turned, and Physical
// does the rest when layout is done.

// turned lays out a box that stands for one of another writing mode.
// https://www.w3.org/TR/css-writing-modes-4/#orthogonal-flows
func (c *Ctx) turned(p *box.Box, s Space) Result {
	in := c.basis(p.Turned, s.Percent.W, p.Frame)
	t := geom.Turn{From: in.Frame, To: p.Frame}
	sp := s
	sp.Floats, sp.At, sp.Clamp = nil, geom.Point{}, nil
	var r Result
	if t.Orthogonal() {
		sp.Percent = c.linePercent(p, in, t.Back().Size(s.Percent))
		if s.H != Indefinite {
			sp.W = s.H
		} else {
			sp.W = c.lineSize(p, in, s.Percent, s.ContentHeight)
		}
		sp.H, sp.HDefinite, sp.ContentHeight = Indefinite, false, false
		sp.CellBorder = t.Back().Sides(s.CellBorder)
		// What content asks for is not asked again: then nests of turns stay linear. Items have a
		// definite size when they are stretched or flexed.
		if !p.Item {
			r = c.Child(in, sp)
		}
		if p.Item || r.Frag.Size.H != s.W {
			sp.H, sp.HDefinite = s.W, true
			r = c.Child(in, sp)
		}
	} else {
		sp.CellBorder = t.Back().Sides(s.CellBorder)
		r = c.Child(in, sp)
	}
	return c.turnResult(r, t)
}

// linePercent completes a containing block in the frame of an orthogonal flow: what is not
// definite along its lines is what it may fill. Of grid items the percentages wait,
// [Ctx.ItemPercent] has those of flex items.
func (c *Ctx) linePercent(p, in *box.Box, percent geom.Size) geom.Size {
	if percent.W == Indefinite && !p.Item {
		percent.W = c.around.along(c, in.Frame)
	}
	return percent
}

// ItemPercent returns what percentages of a flex item's sizes refer to in a container whose content
// box is percent: as in Chromium those along the lines of an orthogonal flow have what these may fill
// where the container does not say.
func (c *Ctx) ItemPercent(p *box.Box, percent geom.Size) geom.Size {
	if percent.H == Indefinite && orthogonal(p) {
		percent.H = c.around.along(c, p.Turned.Frame)
	}
	return percent
}

// lineSize returns the inline size in its own frame of an orthogonal flow whose parent does not
// decide it; percent is the containing block in the parent's frame.
// https://www.w3.org/TR/css-writing-modes-4/#orthogonal-auto
func (c *Ctx) lineSize(p, in *box.Box, percent geom.Size, content bool) geom.Unit {
	t := geom.Turn{From: p.Frame, To: in.Frame}
	own := c.linePercent(p, in, t.Size(percent))
	avail := own.W
	if avail == Indefinite {
		avail = c.around.along(c, in.Frame)
	}
	avail = max(0, avail.Sub(Margins(p.Style, percent.W).Height()))
	if content && p.Kind != box.Replaced {
		return c.intrinsic(in, c.edges(in, percent.H).Width()).Fit(avail)
	}
	return c.Width(in, own, avail, true)
}

// AcrossFragment lays out an orthogonal flow as large as its content asks for, and returns its
// fragment in the frame of its parent.
func (c *Ctx) AcrossFragment(p *box.Box, percent geom.Size) *frag.Fragment {
	in := c.basis(p.Turned, percent.W, p.Frame)
	t := geom.Turn{From: p.Frame, To: in.Frame}
	f := c.Child(in, Root(c.lineSize(p, in, percent, false), c.linePercent(p, in, t.Size(percent)))).Frag
	return turnFragment(f, t.Back())
}

// acrossAt returns the size across its lines that an orthogonal flow has when they are w long, border box,
// and nothing else is known.
func (c *Ctx) acrossAt(p *box.Box, w geom.Unit) geom.Unit {
	in := c.basis(p.Turned, Indefinite, p.Frame)
	unknown := geom.Size{W: Indefinite, H: Indefinite}
	return c.Child(in, Root(w, c.linePercent(p, in, unknown))).Frag.Size.H
}

// blockSize returns the size across its lines that the content gives an orthogonal flow.
func (c *Ctx) blockSize(p *box.Box, percent geom.Size) geom.Unit {
	return c.AcrossFragment(p, percent).Size.W
}

// around holds how long the lines of an orthogonal flow may become where its containing block does
// not say, in physical sizes: nothing (0) for documents without vertical writing modes.
// https://www.w3.org/TR/css-writing-modes-4/#orthogonal-auto
type around struct {
	parent geom.Size // what the containing block's own properties say; 0 is nothing
	port   geom.Size // the nearest scroll container; 0 is the viewport
	// tight is set in table cells, flex and grid containers, see [Ctx.PercentColumns].
	tight bool
}

// in returns what holds for the kids of b.
func (a around) in(c *Ctx, b *box.Box) around {
	if b.Pseudo == box.Anonymous || b.Kind == box.Inline {
		return a
	}
	s := b.Built().Style
	edges := geom.Sides{}
	if s.BoxSizing() == value.KwBorderBox {
		edges = Edges(s, Indefinite)
	}
	size := geom.Size{
		W: fixedSize(s.Width(), s.MinWidth(), s.MaxWidth(), c.Viewport.W, edges.Width()),
		H: fixedSize(s.Height(), s.MinHeight(), s.MaxHeight(), c.Viewport.H, edges.Height()),
	}
	a.parent = size
	if b.Scroll {
		a.port = geom.Size{W: min(size.W, c.Viewport.W), H: min(size.H, c.Viewport.H)}
	}
	return a
}

// fixedSize returns the length that properties give the content of a box, a maximum being limited
// to the viewport; 0 when they give none.
func fixedSize(size, low, high value.Length, viewport, edges geom.Unit) geom.Unit {
	fixed := func(l value.Length) (geom.Unit, bool) {
		if l.Kind == value.LengthKeyword || l.HasPercent() {
			return 0, false
		}
		return max(0, l.Resolve(0).Sub(edges)), true
	}
	least, _ := fixed(low)
	most, limited := fixed(high)
	if v, ok := fixed(size); ok {
		if limited {
			v = min(v, most)
		}
		return max(v, least)
	}
	if limited {
		return min(max(most, least), viewport)
	}
	return 0
}

// along returns how long lines of a frame may become.
func (a around) along(c *Ctx, f geom.Frame) geom.Unit {
	for _, s := range [...]geom.Size{a.parent, a.port} {
		if w := f.Size(s).W; w > 0 {
			return w
		}
	}
	return f.Size(c.Viewport).W
}

// orthogonal reports whether b stands for a box whose lines cross those of its parent.
func orthogonal(b *box.Box) bool {
	return b.Turned != nil && b.Turned.Frame.Orthogonal(b.Frame)
}

// Orthogonal reports whether the lines in b cross those of what b is in.
func Orthogonal(b *box.Box) bool { return orthogonal(b) }

// basisMemo is a box with its percentages of margins and paddings resolved.
type basisMemo struct {
	basis geom.Unit
	box   *box.Box
}

// basis returns b for a containing block of a frame whose inline size is basis. Percentages of
// margins and paddings refer to that, which in an orthogonal flow is not the inline size in b's
// own frame: then they are made lengths.
// https://www.w3.org/TR/css-writing-modes-4/#dimension-mapping
func (c *Ctx) basis(b *box.Box, basis geom.Unit, of geom.Frame) *box.Box {
	if !b.Frame.Orthogonal(of) || b.Kind == box.Replaced || !b.Style.PercentEdges() {
		return b
	}
	if basis == Indefinite {
		basis = 0
	}
	m := memoOf(b)
	if m.basis == nil || m.basis.basis != basis {
		x := *b
		x.Style = b.Style.ResolvedEdges(basis)
		x.Memo = nil
		if x.Source == nil {
			x.Source = b
		}
		m.basis = &basisMemo{basis, &x}
	}
	return m.basis.box
}

// turnResult turns the result of a box in a frame for a parent in another.
func (c *Ctx) turnResult(r Result, t geom.Turn) Result {
	if t.None() {
		return r
	}
	in := r.Frag.Size
	out := Result{Frag: turnFragment(r.Frag, t)}
	for _, p := range r.OutOfFlow {
		out.OutOfFlow = append(out.OutOfFlow, turnPending(p, t, in))
	}
	return out
}

// turnFragment turns a fragment, but not what is in it.
func turnFragment(f *frag.Fragment, t geom.Turn) *frag.Fragment {
	if t.None() {
		return f
	}
	k := *f
	k.Size = t.Size(f.Size)
	k.Border, k.Padding = t.Sides(f.Border), t.Sides(f.Padding)
	k.Overflow = t.Rect(f.Overflow, f.Size)
	switch _, flips := t.Ends(false, false); {
	case t.Orthogonal():
		k.Across, k.LastAcross = across(f.Baseline, t, f.Size), across(f.LastBaseline, t, f.Size)
		k.Baseline, k.LastBaseline = frag.NoBaseline, frag.NoBaseline
	case flips:
		k.Baseline, k.LastBaseline = flip(f.Baseline, f.Size.H), flip(f.LastBaseline, f.Size.H)
	}
	return &k
}

// across returns where a baseline is on the x axis of a frame in which it runs vertically.
func across(baseline geom.Unit, t geom.Turn, in geom.Size) geom.Unit {
	if baseline == frag.NoBaseline {
		return baseline
	}
	return t.Rect(geom.MakeRect(geom.Point{Y: baseline}, geom.Size{}), in).X
}

func flip(baseline, h geom.Unit) geom.Unit {
	if baseline == frag.NoBaseline {
		return baseline
	}
	return h.Sub(baseline)
}

// turnPending turns what is known about the place of a pending box inside a box of size in.
func turnPending(p Pending, t geom.Turn, in geom.Size) Pending {
	if p.Align != nil {
		r := t.Rect(geom.MakeRect(p.Static, p.Align.Size), in)
		p.Static = geom.Point{X: r.X, Y: r.Y}
		p.Align = p.Align.turn(t)
	} else {
		r := t.Rect(geom.MakeRect(p.Static, geom.Size{}), in)
		p.Static = geom.Point{X: r.X, Y: r.Y}
		p.StaticEnd, p.StaticBelow = t.Ends(p.StaticEnd, p.StaticBelow)
		p.StaticSize = t.Size(p.StaticSize)
	}
	p.InlineRect = t.Rect(p.InlineRect, in)
	if p.Area != nil {
		a := t.Rect(*p.Area, in)
		p.Area = &a
	}
	return p
}

// turn returns the alignment in another frame.
func (a *StaticAlign) turn(t geom.Turn) *StaticAlign {
	if t.None() {
		return a
	}
	b := *a
	b.Size = t.Size(a.Size)
	flipX, flipY := t.Ends(false, false)
	if t.Orthogonal() {
		b.X, b.Y, b.SafeX, b.SafeY = a.Y, a.X, a.SafeY, a.SafeX
	}
	if flipX {
		b.X = End - b.X
	}
	if flipY {
		b.Y = End - b.Y
	}
	return &b
}

// Physical returns a finished fragment, whose measures are in a frame, with everything in
// physical coordinates and boxes as they were built.
func Physical(f *frag.Fragment, in geom.Frame) *frag.Fragment {
	own := in
	if f.Of != nil {
		own = f.Of.Frame
	}
	if in == geom.Horizontal && own == geom.Horizontal && (f.Of == nil || f.Of.Source == nil) && f.Of != nil {
		return f
	}
	return physical(f, in, own)
}

func physical(f *frag.Fragment, in, own geom.Frame) *frag.Fragment {
	k := *f
	k.Size = in.Size(f.Size)
	k.Frame = own
	k.Border, k.Padding = in.PhysicalSides(f.Border), in.PhysicalSides(f.Padding)
	k.Overflow = in.Physical(f.Overflow, k.Size)
	if f.Of != nil {
		k.Of = f.Of.Built()
	}
	k.Style = f.Style.Source()
	kids := func(list []frag.Placed) []frag.Placed {
		if list == nil {
			return nil
		}
		out := make([]frag.Placed, len(list))
		for i := range list {
			p := &list[i]
			r := own.Physical(geom.MakeRect(p.At, p.Size), k.Size)
			out[i] = frag.Placed{At: geom.Point{X: r.X, Y: r.Y}, Fragment: Physical(p.Fragment, own)}
		}
		return out
	}
	k.Kids, k.Skipped = kids(f.Kids), kids(f.Skipped)
	if c := f.Columns; c != nil {
		x := &frag.Columns{Source: c.Source}
		for _, r := range c.Rules {
			x.Rules = append(x.Rules, own.Physical(r, k.Size))
		}
		k.Columns = x
	}
	if s := f.Slice; s != nil {
		x := *s
		x.Frame = in
		x.Border, x.Padding = in.PhysicalSides(s.Border), in.PhysicalSides(s.Padding)
		k.Slice = &x
	}
	if t := f.Table; t != nil {
		x := &frag.Table{Grid: own.Physical(t.Grid, k.Size)}
		for _, a := range t.Columns {
			x.Columns = append(x.Columns, frag.Area{Of: a.Of.Built(), Rect: own.Physical(a.Rect, k.Size)})
		}
		for _, e := range t.Edges {
			e.Rect = own.Physical(e.Rect, k.Size)
			e.Vertical = e.Vertical != own.Vertical()
			x.Edges = append(x.Edges, e)
		}
		k.Table = x
	}
	return &k
}

// rtl reports whether a box's inline base direction is right to left.
func rtl(b *box.Box) bool { return b.Style.Direction() == value.KwRtl }

// Synthesized returns the baseline, from block-start, of a box without one that is as high as h,
// for alignment among the kids of b.
// https://www.w3.org/TR/css-align-3/#synthesize-baseline
func Synthesized(b *box.Box, h geom.Unit) geom.Unit {
	switch {
	case b.Frame == geom.Horizontal:
		return h
	case b.Style.CentralBaseline():
		return h / 2
	case b.Frame == geom.VerticalLR: // line-under is block-start
		return 0
	}
	return h
}

// BaselineAcross returns where b, laid out as f, has a baseline when it is aligned on the x axis
// with others in p: its distance from the left edge of f. left tells that boxes which share such a
// first baseline are held together at the left and not the right, last ones the other way round.
// What has no lines in that direction is aligned by its edges.
// https://www.w3.org/TR/css-align-3/#synthesize-baseline
func BaselineAcross(p, b *box.Box, f *frag.Fragment, last bool) (at geom.Unit, left bool) {
	left = p.Frame != geom.Horizontal || !rtl(p)
	at = frag.NoBaseline
	if orthogonal(b) {
		t := geom.Turn{From: b.Turned.Frame, To: b.Frame}
		right, _ := t.Ends(false, false)
		left, at = !right, f.Across
		if last {
			at = f.LastAcross
		}
	}
	if at == frag.NoBaseline {
		switch {
		case p.Frame == geom.Horizontal: // alphabetic, and line-under is left
			at = 0
		case p.Style.CentralBaseline():
			at = f.Size.W / 2
		default:
			at = f.Size.W
		}
	}
	return at, left
}

// OppositeBlocks reports whether the lines of b, which run along those of what b is in, follow one
// another in the opposite direction.
func OppositeBlocks(b *box.Box) bool {
	if b.Turned == nil || orthogonal(b) {
		return false
	}
	_, below := geom.Turn{From: b.Turned.Frame, To: b.Frame}.Ends(false, false)
	return below
}

// Across returns what the content of an orthogonal flow asks for along its lines: its border box
// across the lines of its parent.
func (c *Ctx) Across(b *box.Box) MinMax { return c.Measure(b.Turned) }

// AcrossContribution is Contribution on the other axis, for an orthogonal flow.
func (c *Ctx) AcrossContribution(b *box.Box) MinMax { return c.Contribution(b.Turned) }
