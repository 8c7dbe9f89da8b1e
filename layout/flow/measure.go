package flow

import (
	"math"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Measure returns the min-content and max-content widths of a block container's border box.
// https://www.w3.org/TR/css-sizing-3/#intrinsic-sizes
func Measure(c *algo.Ctx, b *box.Box) algo.MinMax {
	edges := algo.Edges(b.Style, algo.Indefinite).Width()
	if mm, ok := controlWidth(c, b); ok {
		return mm.Add(edges)
	}
	if b.Inlines {
		return measureInline(c, b).Add(edges)
	}
	return measureBlocks(c, b).Add(edges)
}

// floatSum adds up floats that may stand side by side.
type floatSum struct{ left, right geom.Unit }

func (f *floatSum) add(side int, w geom.Unit) {
	if side == sideLeft {
		f.left = f.left.Add(w)
	} else {
		f.right = f.right.Add(w)
	}
}

func (f *floatSum) clear(sides int) {
	if sides&sideLeft != 0 {
		f.left = 0
	}
	if sides&sideRight != 0 {
		f.right = 0
	}
}

func (f *floatSum) sum() geom.Unit { return f.left.Add(f.right) }

func measureBlocks(c *algo.Ctx, b *box.Box) (mm algo.MinMax) {
	rtl := b.Style.Direction() == value.KwRtl
	var floats floatSum
	for _, k := range b.Kids {
		if k.OutOfFlow || k.Marker != nil && k.Marker.Outside {
			continue
		}
		if cl := clearSides(k, rtl); cl != 0 {
			mm.Max = max(mm.Max, floats.sum())
			floats.clear(cl)
		}
		km := c.Contribution(k)
		mm.Min = max(mm.Min, km.Min)
		if k.Floating {
			floats.add(floatSide(k, rtl), km.Max)
			mm.Max = max(mm.Max, floats.sum())
			continue
		}
		if avoidsFloats(k) {
			km.Max = km.Max.Add(floats.sum())
		}
		mm.Max = max(mm.Max, km.Max)
		floats = floatSum{}
	}
	return mm
}

// measureInline breaks the content at every opportunity and at none.
func measureInline(c *algo.Ctx, b *box.Box) (mm algo.MinMax) {
	in := itemsOf(c, b)
	rtl := b.Style.Direction() == value.KwRtl
	lead := b.Style.Indent()
	indent := lead.Length.Resolve(0)
	for _, m := range [...]mode{forMin, forMax} {
		br := &breaker{c: c, in: in, mode: m, basis: algo.Indefinite, root: b, tracks: true}
		var floats floatSum
		widest := geom.Unit(0)
		beside := func(lf *lineFloat, used geom.Unit) geom.Unit {
			k := lf.it.box
			var km algo.MinMax
			if k.Initial {
				km = initialWidth(c, k, b)
			} else {
				km = c.Contribution(k)
			}
			if m == forMin {
				widest = max(widest, km.Min)
				return 0
			}
			if cl := clearSides(k, rtl); cl != 0 {
				widest = max(widest, floats.sum())
				floats.clear(cl)
			}
			floats.add(floatSide(k, rtl), km.Max)
			return 0
		}
		first, afterBreak := true, true
		for start := (pos{}); start.item < len(in.items); {
			avail := geom.Max
			if m == forMin {
				avail = 0
			}
			var ind geom.Unit
			if lead.On(first && !b.Later, afterBreak && !(first && b.Later)) {
				ind = indent
			}
			ln := br.next(start, avail, ind, beside)
			w := ln.width.Add(ln.hang)
			if ln.block != nil { // below the floats, or among them: in Blink they are not added up
				w = c.Contribution(ln.block.box).Max
				if m == forMin {
					w = c.Contribution(ln.block.box).Min
				}
				widest = max(widest, w)
				w = 0
			} else if !ln.empty || ind > 0 && ln.boxes() {
				w = ln.width.Add(ind)
				first, afterBreak = false, ln.forced
			}
			widest = max(widest, w.Add(floats.sum()))
			if ln.forced || ln.block != nil { // what follows may be below them
				floats = floatSum{}
			}
			br.spare = ln
			if ln.end == start {
				start = pos{start.item + 1, 0}
				continue
			}
			start = ln.end
		}
		if m == forMin {
			mm.Min = widest
		} else {
			mm.Max = widest
		}
	}
	mm.Max = max(mm.Max, mm.Min)
	return mm
}

// boxes reports whether there are inline boxes on a line.
func (ln *line) boxes() bool {
	for i := range ln.pieces {
		if ln.pieces[i].it.kind == itOpen {
			return true
		}
	}
	return false
}

// Widths of the parts of a drop-down select beside its label, as Chromium draws it.
const (
	selectPadding = 4 * geom.One
	selectArrow   = 16 * geom.One
)

// scrollbarRoom is what a text area keeps for its scrollbar.
const scrollbarRoom = 15 * geom.One

// charWidth is the average character width that sizes text controls: Blink never rounds it down.
func charWidth(m text.Metrics) float64 {
	avg := float64(m.AvgCharWidth)
	return max(avg, math.Round(avg))
}

// oddFamilies names the families whose own average character width Blink does not believe, as
// they are written first in font-family, whether or not they are installed.
var oddFamilies = map[string]bool{
	"American Typewriter": true, "Arial Hebrew": true, "Chalkboard": true, "Cochin": true, "Corsiva Hebrew": true,
	"Courier": true, "Euphemia UCAS": true, "Geneva": true, "Gill Sans": true, "Hei": true, "Helvetica": true,
	"Hoefler Text": true, "InaiMathi": true, "Kai": true, "Lucida Grande": true, "Marker Felt": true, "Monaco": true,
	"Mshtakan": true, "New Peninim MT": true, "Osaka": true, "Raanana": true, "STHeiti": true, "Symbol": true,
	"Times": true, "Apple Braille": true, "Apple LiGothic": true, "Apple LiSung": true, "Apple Symbols": true,
	"AppleGothic": true, "AppleMyungjo": true, "#GungSeo": true, "#HeadLineA": true, "#PCMyungjo": true, "#PilGi": true,
}

// oddAverage is how many times the width of "0" an average character may have for Blink to believe
// it: faces of Chinese, Japanese and Korean give the width of an ideograph.
const oddAverage = 1.7

// fieldWidth returns the width of one character of a text field and what a single-line field has
// on top: those of the font, or the width of "0" and nothing.
func fieldWidth(s *style.Style, f *text.Font) (char, extra float64) {
	m := f.Metrics
	list := text.QueryOf(s).Families.List()
	if len(list) > 0 && !list[0].Generic && oddFamilies[list[0].Name] || m.AvgCharWidth > oddAverage*m.ZeroWidth {
		return float64(m.ZeroWidth), 0
	}
	char = charWidth(m)
	return char, math.Round(float64(m.MaxCharWidth)) - char
}

// textWidth returns the width of a text on one line.
func textWidth(f *text.Font, t string, s *style.Style) (w float64) {
	for _, r := range f.Shape(t, shapeOptions(s)) {
		w += r.Advance
	}
	return w
}

// controlWidth returns the content width of a form control that does not follow its content.
// https://html.spec.whatwg.org/multipage/rendering.html#the-input-element-as-a-text-entry-widget
func controlWidth(c *algo.Ctx, b *box.Box) (algo.MinMax, bool) {
	exact := func(px float64) (algo.MinMax, bool) {
		w := geom.FromPxCeil(px)
		return algo.MinMax{Min: w, Max: w}, true
	}
	switch b.Control {
	case box.TextField:
		char, extra := fieldWidth(b.Style, fontOf(c, b.Style))
		chars, end := b.NumberAttr("size", 20), geom.Unit(0)
		if n, ok := b.NumberSize(); ok {
			chars, end = n, b.FieldRoom().Sub(b.ListRoom())
		}
		w := geom.FromPxCeil(char * float64(chars))
		return exact(float64(w.Add(geom.FromPxTrunc(extra)).Ceil()) + end.Px())
	case box.DateEdit:
		parts, padding := b.Widest()
		f, px := fontOf(c, b.Style), float64(padding)
		for _, texts := range parts {
			var widest float64
			for _, t := range texts {
				widest = max(widest, textWidth(f, t, b.Style))
			}
			px += widest
		}
		return exact(math.Ceil(px))
	case box.FileField: // room for 34 digits, whatever the name of the file
		return exact(math.Ceil(34 * float64(fontOf(c, b.Style).Metrics.ZeroWidth)))
	case box.TextArea:
		char, _ := fieldWidth(b.Style, fontOf(c, b.Style))
		w := geom.FromPxCeil(char * float64(b.NumberAttr("cols", 20)))
		if o := b.Style.OverflowY(); o != value.KwHidden && o != value.KwClip {
			w = w.Add(scrollbarRoom)
		}
		return exact(float64(w.Ceil()))
	case box.Select:
		f := fontOf(c, b.Style)
		var widest float64
		for _, l := range b.Labels() {
			widest = max(widest, textWidth(f, l, b.Style))
		}
		w := geom.Int(geom.FromPxCeil(widest).Ceil())
		if dropDown(b) {
			w = w.Add((selectPadding + selectArrow).Mul(float64(b.Style.UsedZoom())))
		}
		return algo.MinMax{Min: w, Max: w}, true
	}
	return algo.MinMax{}, false
}
