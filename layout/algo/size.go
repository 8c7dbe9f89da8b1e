package algo

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// borderWidth returns the used width of a border side: 0 without a style, else whole px with at
// least one. https://www.w3.org/TR/css-backgrounds-3/#the-border-width
func borderWidth(w value.Length, st value.Keyword) geom.Unit {
	if st == value.KwNone || st == value.KwHidden {
		return 0
	}
	u := w.Resolve(0)
	if u <= 0 {
		return 0
	}
	return max(geom.One, geom.Int(u.Floor()))
}

// Border returns the used border widths.
func Border(s *style.Style) geom.Sides {
	return geom.Sides{
		Top:    borderWidth(s.BorderTopWidth(), s.BorderTopStyle()),
		Right:  borderWidth(s.BorderRightWidth(), s.BorderRightStyle()),
		Bottom: borderWidth(s.BorderBottomWidth(), s.BorderBottomStyle()),
		Left:   borderWidth(s.BorderLeftWidth(), s.BorderLeftStyle()),
	}
}

// Padding returns the used paddings; basis is the containing block's width, percentages of an
// Indefinite one are 0.
func Padding(s *style.Style, basis geom.Unit) geom.Sides {
	p := func(l value.Length) geom.Unit { return max(0, resolve(l, basis)) }
	return geom.Sides{Top: p(s.PaddingTop()), Right: p(s.PaddingRight()), Bottom: p(s.PaddingBottom()), Left: p(s.PaddingLeft())}
}

// Edges returns border plus padding. Tables with collapsed borders have their own rules.
func Edges(s *style.Style, basis geom.Unit) geom.Sides { return Border(s).Add(Padding(s, basis)) }

// edges is Edges of a box, with the rules of tables with collapsed borders: these have no padding,
// and borders that their cells decide with them.
// https://www.w3.org/TR/CSS21/tables.html#collapsing-borders
func (c *Ctx) edges(b *box.Box, basis geom.Unit) geom.Sides {
	if b.Kind == box.Table && b.Style.BorderCollapse() == value.KwCollapse {
		if b.Turned != nil {
			return geom.Turn{From: b.Turned.Frame, To: b.Frame}.Sides(c.edges(b.Turned, basis))
		}
		c.Measure(b)
		if t, ok := memoOf(b).table.(interface{ Edges() geom.Sides }); ok {
			return t.Edges()
		}
	}
	return Edges(b.Style, basis)
}

// Margins returns the margins with auto as 0; basis is the containing block's width.
func Margins(s *style.Style, basis geom.Unit) geom.Sides {
	return geom.Sides{Top: resolve(s.MarginTop(), basis), Right: resolve(s.MarginRight(), basis),
		Bottom: resolve(s.MarginBottom(), basis), Left: resolve(s.MarginLeft(), basis)}
}

// resolve returns a length against a basis that may be Indefinite (as 0); keywords are 0.
func resolve(l value.Length, basis geom.Unit) geom.Unit {
	if basis == Indefinite {
		basis = 0
	}
	return l.Resolve(basis)
}

// Resolve returns the used value of a length, and false when it is a keyword or a percentage of
// an Indefinite basis.
func Resolve(l value.Length, basis geom.Unit) (geom.Unit, bool) {
	if l.Kind == value.LengthKeyword || basis == Indefinite && l.HasPercent() {
		return 0, false
	}
	return resolve(l, basis), true
}

// width turns a specified width into a border-box width. Keywords other than auto and none are
// the intrinsic sizes of CSS Sizing 3.
func (c *Ctx) width(b *box.Box, l value.Length, basis, room, edges geom.Unit) (geom.Unit, bool) {
	if l.Sizing() != nil {
		plain := l
		plain.Calc = nil
		w, ok := c.width(b, plain, basis, room, edges)
		return calcSize(b, l, w, basis, edges), ok
	}
	if l.Kind == value.LengthKeyword {
		switch l.Kw {
		case value.KwMinContent, value.KwWebkitMinContent:
			return byRatioOf(b, c.intrinsic(b, edges)).Min, true
		case value.KwMaxContent, value.KwWebkitMaxContent:
			return byRatioOf(b, c.intrinsic(b, edges)).Max, true
		case value.KwFitContent, value.KwWebkitFitContent:
			if room == Indefinite {
				return byRatioOf(b, c.intrinsic(b, edges)).Max, true
			}
			return byRatioOf(b, c.fitted(b, edges)).Fit(room), true
		case value.KwWebkitFillAvailable, value.KwStretch:
			if room == Indefinite {
				return 0, false
			}
			return max(room, edges), true
		}
		return 0, false
	}
	w, ok := Resolve(l, basis)
	if !ok {
		return 0, false
	}
	w = max(0, w)
	if b.Style.BoxSizing() == value.KwBorderBox {
		return max(w, edges), true
	}
	return w.Add(edges), true
}

// calcSize returns what calc-size() makes of a border-box size that its keyword stands for, and any
// other length the size itself. edges are the border and padding on the axis.
// https://drafts.csswg.org/css-values-5/#calc-size
func calcSize(b *box.Box, l value.Length, size, basis, edges geom.Unit) geom.Unit {
	if l.Sizing() == nil {
		return size
	}
	if b.Style.BoxSizing() == value.KwBorderBox {
		return max(geom.FromPxTrunc(l.Calc.EvalSize(max(basis, 0).Px(), size.Px())), edges)
	}
	return geom.FromPxTrunc(l.Calc.EvalSize(max(basis, 0).Px(), size.Sub(edges).Px())).Add(edges)
}

// Intrinsic is Measure with the border and padding that b has on its left and right, edges:
// Measure does not know what percentages refer to.
func (c *Ctx) Intrinsic(b *box.Box, edges geom.Unit) MinMax { return c.intrinsic(b, edges) }

// intrinsic is Measure with the paddings that the box has: Measure does not know what
// percentages refer to.
func (c *Ctx) intrinsic(b *box.Box, edges geom.Unit) MinMax {
	return c.Measure(b).Add(edges.Sub(c.edges(b, Indefinite).Width()))
}

// byRatioOf gives intrinsic widths what min-height and max-height say of them by the ratio.
// https://www.w3.org/TR/css-sizing-4/#aspect-ratio-size-transfers
func byRatioOf(b *box.Box, mm MinMax) MinMax {
	r := Ratio(b)
	if r <= 0 || b.Kind == box.Replaced {
		return mm
	}
	e := Edges(b.Style, Indefinite)
	return MinMax{transfer(b, mm.Min, r, Indefinite, e), transfer(b, mm.Max, r, Indefinite, e)}
}

// fitted is intrinsic for a box that is about to be laid out: a table then takes the room that its
// columns in percent ask for even if [Ctx.PercentColumns] is false.
func (c *Ctx) fitted(b *box.Box, edges geom.Unit) MinMax {
	mm := c.intrinsic(b, edges)
	if t, ok := memoOf(b).table.(interface{ Percent() geom.Unit }); ok && b.Kind == box.Table {
		mm.Max = max(mm.Max, t.Percent().Add(edges).Sub(c.edges(b, Indefinite).Width()))
	}
	return mm
}

// ClampWidth applies min-width and max-width to a border-box width.
// https://www.w3.org/TR/CSS21/visudet.html#min-max-widths
func (c *Ctx) ClampWidth(b *box.Box, w, basis, room geom.Unit) geom.Unit {
	edges := c.edges(b, basis).Width()
	if m, ok := c.width(b, b.Style.MaxWidth(), basis, room, edges); ok {
		w = min(w, m)
	}
	if m, ok := c.width(b, b.Style.MinWidth(), basis, room, edges); ok {
		w = max(w, m)
	}
	return max(w, edges)
}

// Width returns the used width of b's border box. percent is the content box of the
// containing block; room is what an auto width may fill: all of it, or when fit is set, as much
// as the content asks for.
func (c *Ctx) Width(b *box.Box, percent geom.Size, room geom.Unit, fit bool) geom.Unit {
	if b.Kind == box.Replaced {
		if !b.OutOfFlow {
			room = fills(b, percent.W)
		}
		return replacedSize(b, percent, room, b.Style.Width(), b.Style.Height(), bothAxes).W
	}
	outer := c.tall
	c.tall = tallIn(percent.H)
	defer func() { c.tall = outer }()
	edges := c.edges(b, percent.W).Width()
	w, ok := c.width(b, b.Style.Width(), percent.W, room, edges)
	ok = ok && !b.AutoSize
	ratio := Ratio(b)
	auto := !ok
	if auto && ratio > 0 {
		w, ok = c.widthByHeight(b, ratio, percent.H, Edges(b.Style, percent.W))
	}
	switch {
	case ok:
	case orthogonal(b) && (fit || !b.Item): // an item that does not fit is stretched
		w = c.blockSize(b, percent)
	case fit || b.Kind == box.Table || b.Control != box.NoControl && b.Kind != box.Replaced:
		w = c.fitted(b, edges).Fit(room)
	default:
		w = room
	}
	if auto && !b.AutoSize {
		w = calcSize(b, b.Style.Width(), w, percent.W, edges)
	}
	if auto && ratio > 0 {
		w = transfer(b, w, ratio, percent.H, Edges(b.Style, percent.W))
	}
	w = c.ClampWidth(b, w, percent.W, room)
	if b.Kind == box.Table && !orthogonal(b) {
		least := c.Measure(b).Min
		if t, ok := memoOf(b).table.(interface{ Bare(*Ctx) (geom.Unit, bool) }); ok && auto && !b.OutOfFlow && b.Style.MinWidth().IsAuto() {
			if bare, ok := t.Bare(c); ok {
				return max(c.ClampWidth(b, bare, percent.W, room), bare)
			}
		}
		w = max(w, least)
	}
	return w
}

// Contribution returns what b's margin box asks of a parent that shrinks to fit.
// https://www.w3.org/TR/css-sizing-3/#intrinsic-contribution
func (c *Ctx) Contribution(b *box.Box) MinMax {
	s := b.Style
	edges := c.edges(b, Indefinite).Width()
	var mm MinMax
	fits := s.Width().IsKeyword(value.KwFitContent) || s.Width().IsKeyword(value.KwWebkitFitContent)
	if w, ok := c.width(b, s.Width(), Indefinite, Indefinite, edges); ok && !fits && b.Kind != box.Replaced && !b.AutoSize {
		mm = MinMax{w, w}
	} else {
		mm = c.Measure(b)
		if l := s.Width(); l.Sizing() != nil && !b.AutoSize {
			mm = MinMax{calcSize(b, l, mm.Min, 0, edges), calcSize(b, l, mm.Max, 0, edges)}
		}
		if r := Ratio(b); r > 0 && b.Kind != box.Replaced {
			e := Edges(s, Indefinite)
			basis := c.percentHeight(b)
			if w, def := c.widthByHeight(b, r, basis, e); def {
				mm = MinMax{w, w}
			}
			mm = MinMax{transfer(b, mm.Min, r, basis, e), transfer(b, mm.Max, r, basis, e)}
		}
		if s.Width().HasPercent() {
			// Compressible replaced elements: https://www.w3.org/TR/css-sizing-3/#replaced-percentage-min-contribution
			switch b.Control {
			case box.NoControl, box.Progress, box.Meter:
				if b.Kind == box.Replaced {
					mm.Min = edges
				}
			case box.TextField, box.TextArea, box.Select, box.ListBox, box.FileField, box.Range, box.ColorWell:
				if w, ok := c.width(b, s.Width(), 0, Indefinite, edges); ok {
					mm.Min = w
				}
			}
		}
	}
	if b.Kind != box.Replaced {
		if m, ok := c.width(b, s.MaxWidth(), Indefinite, Indefinite, edges); ok {
			mm.Min, mm.Max = min(mm.Min, m), min(mm.Max, m)
		}
		if m, ok := c.width(b, s.MinWidth(), Indefinite, Indefinite, edges); ok {
			mm.Min, mm.Max = max(mm.Min, m), max(mm.Max, m)
		}
	} else if s.MaxWidth().HasPercent() && b.Control == box.NoControl {
		mm.Min = edges
	}
	if b.Kind == box.Table { // max-width does not go below what the columns need
		mm = mm.Encompass(MinMax{c.Measure(b).Min, c.Measure(b).Min})
	}
	m := Margins(s, Indefinite).Width()
	mm = mm.Add(m)
	return MinMax{max(0, mm.Min), max(0, mm.Max)}
}

// Scrolls reports whether the overflow property takes a flex or grid item its automatic minimum size: it
// does so also from objects, which do not scroll. Those of svg elements are hidden by default.
// https://www.w3.org/TR/css-flexbox-1/#min-size-auto
func Scrolls(b *box.Box) bool {
	if b.Kind != box.Replaced {
		return b.Scroll
	}
	hides := func(k value.Keyword) bool { return k != value.KwVisible && k != value.KwClip }
	return hides(b.Style.OverflowX()) || hides(b.Style.OverflowY())
}

// heightOf turns a specified height into a border-box height; false when it is auto.
func heightOf(b *box.Box, l value.Length, basis geom.Unit, edges geom.Sides) (geom.Unit, bool) {
	if basis != Indefinite && !b.OutOfFlow && Stretches(l) {
		// https://www.w3.org/TR/css-sizing-4/#stretch-fit-sizing; between insets it is known there only
		return max(basis.Sub(Margins(b.Style, Indefinite).Height()), edges.Height()), true
	}
	h, ok := Resolve(l, basis)
	if !ok {
		return 0, false
	}
	h = max(0, h)
	if b.Style.BoxSizing() == value.KwBorderBox {
		return max(h, edges.Height()), true
	}
	return h.Add(edges.Height()), true
}

// ClampHeight applies min-height and max-height to a border-box height; basis is the height of
// the containing block, percentages of an Indefinite one do not count; content is the height
// that content keywords stand for.
func ClampHeight(b *box.Box, h, basis, content geom.Unit, edges geom.Sides) geom.Unit {
	if m, ok := heightOf(b, b.Style.MaxHeight(), basis, edges); ok {
		h = min(h, m)
	} else if l := b.Style.MaxHeight(); contentKeyword(l) {
		h = min(h, calcSize(b, l, content, basis, edges.Height()))
	}
	if m, ok := heightOf(b, b.Style.MinHeight(), basis, edges); ok {
		h = max(h, m)
	} else if l := b.Style.MinHeight(); contentKeyword(l) {
		h = max(h, calcSize(b, l, content, basis, edges.Height()))
	}
	return max(h, edges.Height())
}

func contentKeyword(l value.Length) bool {
	return l.Kind == value.LengthKeyword && (l.Kw == value.KwMinContent || l.Kw == value.KwMaxContent || l.Kw == value.KwFitContent)
}

// Height returns the used height of b's border box. auto is the border-box height that the
// content gives it.
// https://www.w3.org/TR/CSS21/visudet.html#Computing_heights_and_margins
func Height(b *box.Box, s Space, edges geom.Sides, auto geom.Unit) geom.Unit {
	if b.Kind == box.Cell && s.H == Indefinite {
		return max(auto, edges.Height()) // what height asks of a cell is the table's to apply
	}
	if s.H != Indefinite {
		return max(s.H, edges.Height())
	}
	if h, ok := containedHeight(b); ok {
		auto = h.Add(edges.Height())
	}
	if s.ContentHeight {
		return max(auto, edges.Height())
	}
	h, ok := heightOf(b, b.Style.Height(), s.Percent.H, edges)
	if !ok || b.AutoSize {
		h = auto
		if r := Ratio(b); r > 0 {
			h = max(auto, ratioHeight(b, s.W, r, edges))
			// As in Chromium, a percentage of nothing definite has no automatic minimum.
			if !b.Style.MinHeight().IsAuto() || b.Style.OverflowY() != value.KwVisible || b.Style.Height().HasPercent() {
				h = ratioHeight(b, s.W, r, edges)
			}
		}
		if !b.AutoSize {
			h = calcSize(b, b.Style.Height(), h, s.Percent.H, edges.Height())
		}
	}
	return ClampHeight(b, h, s.Percent.H, auto, edges)
}

// DefiniteHeight returns the content height that percentages of kids refer to, or Indefinite.
// https://www.w3.org/TR/css-sizing-3/#definite
func DefiniteHeight(b *box.Box, s Space, edges geom.Sides) geom.Unit {
	if s.H != Indefinite {
		if !s.HDefinite {
			return Indefinite
		}
		return max(0, s.H.Sub(edges.Height()))
	}
	if s.ContentHeight || b.AutoSize {
		return Indefinite
	}
	h, ok := heightOf(b, b.Style.Height(), s.Percent.H, edges)
	if !ok {
		if r := Ratio(b); r > 0 && s.W != Indefinite {
			h, ok = ratioHeight(b, s.W, r, edges), true
		}
	}
	if !ok {
		return Indefinite
	}
	return max(0, ClampHeight(b, h, s.Percent.H, h, edges).Sub(edges.Height()))
}

// AutoHeight reports whether b's height depends on its content in this space, and on no ratio.
func AutoHeight(b *box.Box, s Space) bool {
	if s.H != Indefinite {
		return false
	}
	if s.ContentHeight || b.AutoSize {
		return true
	}
	_, ok := heightOf(b, b.Style.Height(), s.Percent.H, geom.Sides{})
	return !ok && Ratio(b) == 0
}

// defaultObject is the size of a replaced element that has none.
// https://www.w3.org/TR/css-images-3/#default-object-size
var defaultObject = geom.Size{W: 300 * geom.One, H: 150 * geom.One}

// ReplacedSize returns the used size of a replaced element's border box.
// https://www.w3.org/TR/CSS21/visudet.html#inline-replaced-width and #min-max-widths
func (c *Ctx) ReplacedSize(b *box.Box, percent geom.Size) geom.Size {
	s := b.Style
	return replacedSize(b, percent, fills(b, percent.W), s.Width(), s.Height(), bothAxes)
}

// fills is how wide the border box of a replaced element may become in a containing block of a width.
func fills(b *box.Box, basis geom.Unit) geom.Unit {
	if basis == Indefinite {
		return Indefinite
	}
	return max(0, basis.Sub(Margins(b.Style, basis).Width()))
}

// ReplacedIntrinsic returns the width of a replaced element's border box for what shrinks to fit.
func (c *Ctx) ReplacedIntrinsic(b *box.Box) geom.Unit {
	return c.ReplacedSize(b, geom.Size{W: Indefinite, H: c.percentHeight(b)}).W
}

// ReplacedContent is ReplacedSize as if the width property and its limits (or for false, those of the
// height) were not set: the size that content asks for on one axis.
func (c *Ctx) ReplacedContent(b *box.Box, percent geom.Size, horizontal bool) geom.Size {
	w, h, limited := b.Style.Width(), b.Style.Height(), heightOnly
	if horizontal {
		w = value.KeywordLength(value.KwAuto)
	} else {
		h, limited = value.KeywordLength(value.KwAuto), widthOnly
	}
	return replacedSize(b, percent, fills(b, percent.W), w, h, limited)
}

// axes says on which axes the limits of a size count.
type axes uint8

const (
	widthOnly  axes = 1
	heightOnly axes = 2
	bothAxes   axes = 3
)

// replacedSize computes the border box of a replaced element from lengths for its axes; room is how wide
// it may become, Indefinite for as wide as it likes.
// https://www.w3.org/TR/CSS21/visudet.html#inline-replaced-width (10.3.2, 10.6.2, 10.4)
func replacedSize(b *box.Box, percent geom.Size, room geom.Unit, width, height value.Length, limited axes) geom.Size {
	s, o := b.Style, b.Object
	edges := Edges(s, percent.W)
	if b.AutoSize { // the icon of a missing image
		return geom.Size{W: o.W.Add(edges.Width()), H: o.H.Add(edges.Height())}
	}
	natW, natH, ratio := o.W, o.H, o.Ratio
	if w, ok := containedWidth(b); ok {
		natW, ratio = w, 0
	}
	if h, ok := containedHeight(b); ok {
		natH, ratio = h, 0
	}
	if r, auto := styleRatio(s); r > 0 && (!auto || ratio == 0) {
		ratio = r
		if natW != box.NoSize {
			natH = box.NoSize // the ratio goes before it
		}
	}
	outer := ratioOfBorderBox(s)
	inner := func(l value.Length, basis, e geom.Unit) (geom.Unit, bool) {
		v, ok := Resolve(l, basis)
		if !ok {
			return 0, false
		}
		v = max(0, v)
		if s.BoxSizing() == value.KwBorderBox {
			v = max(0, v.Sub(e))
		}
		return v, true
	}
	innerW := func(l value.Length) (geom.Unit, bool) {
		switch {
		case Stretches(l) && room != Indefinite:
			return max(0, room.Sub(edges.Width())), true
		case contentKeyword(l) && limited == bothAxes: // what it would have without a width of its own
			auto := replacedSize(b, percent, room, value.KeywordLength(value.KwAuto), height, heightOnly)
			return calcSize(b, l, auto.W, percent.W, edges.Width()).Sub(edges.Width()), true
		}
		return inner(l, percent.W, edges.Width())
	}
	innerH := func(l value.Length) (geom.Unit, bool) {
		switch {
		case Stretches(l) && percent.H != Indefinite:
			return max(0, percent.H.Sub(Margins(s, percent.W).Height()).Sub(edges.Height())), true
		case contentKeyword(l) && limited == bothAxes:
			auto := replacedSize(b, percent, room, width, value.KeywordLength(value.KwAuto), widthOnly)
			return calcSize(b, l, auto.H, percent.H, edges.Height()).Sub(edges.Height()), true
		}
		return inner(l, percent.H, edges.Height())
	}
	w, hasW := innerW(width)
	h, hasH := innerH(height)
	minW, maxW, minH, maxH := geom.Unit(0), geom.Max, geom.Unit(0), geom.Max
	if limited&widthOnly != 0 {
		minW, _ = innerW(s.MinWidth())
		if m, ok := innerW(s.MaxWidth()); ok {
			maxW = m
		}
	}
	if limited&heightOnly != 0 {
		minH, _ = innerH(s.MinHeight())
		if m, ok := innerH(s.MaxHeight()); ok {
			maxH = m
		}
	}
	maxW, maxH = max(maxW, minW), max(maxH, minH)
	clampW := func(v geom.Unit) geom.Unit { return max(minW, min(maxW, v)) }
	clampH := func(v geom.Unit) geom.Unit { return max(minH, min(maxH, v)) }
	switch {
	case hasW && hasH:
		w, h = clampW(w), clampH(h)
	case hasW:
		w = clampW(w)
		switch {
		case ratio > 0:
			h = byRatio(w, 1/ratio, edges.Width(), edges.Height(), outer)
		case natH != box.NoSize:
			h = natH
		default:
			h = defaultObject.H
		}
		h = clampH(h)
	case hasH:
		h = clampH(h)
		switch {
		case ratio > 0:
			w = byRatio(h, ratio, edges.Height(), edges.Width(), outer)
		case natW != box.NoSize:
			w = natW
		default:
			w = defaultObject.W
		}
		w = clampW(w)
	default:
		switch {
		case natW != box.NoSize:
			w = natW
		case natH != box.NoSize && ratio > 0:
			w = natH.Mul(ratio)
		case ratio > 0 && room != Indefinite:
			w = max(0, room.Sub(edges.Width()))
		case ratio > 0 && natH == box.NoSize && (width.IsAuto() || Stretches(width)):
			w = 0 // it stretches where there is room, and asks for none
		default:
			w = defaultObject.W
		}
		switch {
		case natH != box.NoSize && (natW != box.NoSize || ratio == 0):
			h = natH
		case ratio > 0:
			h = w.Mul(1 / ratio)
		default:
			h = defaultObject.H
		}
		if ratio > 0 && w > 0 && h > 0 {
			w, h = constrain(w, h, minW, maxW, minH, maxH)
		} else if ratio > 0 && natW == box.NoSize && natH == box.NoSize {
			h = max(minH, byRatio(minW, 1/ratio, edges.Width(), edges.Height(), outer))
			w = clampW(byRatio(h, ratio, edges.Height(), edges.Width(), outer))
			h = clampH(byRatio(w, 1/ratio, edges.Width(), edges.Height(), outer))
		} else if r, _ := styleRatio(s); r > 0 && natW == 0 {
			w = clampW(w)
			h = clampH(byRatio(w, 1/ratio, edges.Width(), edges.Height(), outer))
		} else {
			w, h = clampW(w), clampH(h)
		}
	}
	return geom.Size{W: w.Add(edges.Width()), H: h.Add(edges.Height())}
}

// ReplacedHeight returns the height of a replaced element whose width the parent decided: by its
// ratio when its own height is auto, else natural.
func ReplacedHeight(b *box.Box, s Space, natural geom.Unit) geom.Unit {
	if _, ok := Resolve(b.Style.Height(), s.Percent.H); ok {
		return natural
	}
	ratio := b.Object.Ratio
	if r, auto := styleRatio(b.Style); r > 0 && (!auto || ratio == 0) {
		ratio = r
	}
	if ratio <= 0 {
		return natural
	}
	edges := Edges(b.Style, s.Percent.W)
	h := ratioHeight(b, s.W, ratio, edges)
	return ClampHeight(b, h, s.Percent.H, h, edges)
}

// constrain is the table of CSS 2.1 §10.4 that keeps the ratio where it can.
func constrain(w, h, minW, maxW, minH, maxH geom.Unit) (geom.Unit, geom.Unit) {
	hw := func(x geom.Unit) geom.Unit { return x.MulDiv(h, w) } // height at width x
	wh := func(y geom.Unit) geom.Unit { return y.MulDiv(w, h) } // width at height y
	overW, underW, overH, underH := w > maxW, w < minW, h > maxH, h < minH
	switch {
	case overW && overH:
		if int64(maxW)*int64(h) <= int64(maxH)*int64(w) {
			return maxW, max(minH, hw(maxW))
		}
		return max(minW, wh(maxH)), maxH
	case underW && underH:
		if int64(minW)*int64(h) <= int64(minH)*int64(w) {
			return min(maxW, wh(minH)), minH
		}
		return minW, min(maxH, hw(minW))
	case underW && overH:
		return minW, maxH
	case overW && underH:
		return maxW, minH
	case overW:
		return maxW, max(hw(maxW), minH)
	case underW:
		return minW, min(hw(minW), maxH)
	case overH:
		return max(wh(maxH), minW), maxH
	case underH:
		return min(wh(minH), maxW), minH
	}
	return w, h
}
