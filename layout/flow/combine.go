package flow

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/text"
)

// combineSlack is how much wider than its square combined text may be without being squeezed, as
// in Blink.
const combineSlack = 1.1

// widthVariants are the features that make the glyphs of combined text narrower.
// https://www.w3.org/TR/css-writing-modes-4/#text-combine-compression
var widthVariants = [...]string{"hwid=1", "twid=1", "qwid=1"}

// combines reports whether text of a style is set horizontally in the space of one character.
// https://www.w3.org/TR/css-writing-modes-4/#text-combine-upright
func combines(s *style.Style) bool {
	return s.TextCombineUpright() == value.KwAll && s.Typographic()
}

// combine adds a text box as one character; false when it cannot be one.
func (bl *builder) combine(b *box.Box, s *style.Style) bool {
	t := strings.Join(strings.FieldsFunc(b.Text, func(r rune) bool { return r < 0x80 && isCollapsible(byte(r)) }), " ")
	if t == "" || s.WhiteSpaceCollapse() != value.KwCollapse && strings.Contains(b.Text, "\n") {
		return false
	}
	f := bl.fontOf(s)
	at := bl.buf.Len()
	bl.buf.WriteString("\ufffc")
	end := bl.buf.Len()
	bl.span(s)
	it := item{kind: itText, start: at, end: end, box: b, style: s, font: f, combined: t}
	it.setRuns(square(bl.c.Fonts, s, f, t, end-at))
	bl.push(it)
	bl.afterSpace = false
	return true
}

// square sets text in a square of one em: the runs stand upright, and the first of them has all of
// the advance. n is the length of what they stand for in the paragraph.
func square(fonts *text.Fonts, s *style.Style, f *text.Font, t string, n int) []*text.Run {
	em := s.FontSize()
	opt := text.ShapeOptions{}
	runs := f.Shape(t, opt)
	width := advance(runs)
	for _, v := range widthVariants {
		if width <= em*combineSlack {
			break
		}
		q := text.QueryOf(s)
		q.Features = strings.TrimPrefix(q.Features+","+v, ",")
		if alt := fonts.Font(q).Shape(t, opt); advance(alt) < width {
			runs, width = alt, advance(alt)
		}
	}
	squeeze := float32(0)
	if width > em*combineSlack {
		squeeze = em / width
	}
	pen := -width / 2
	out := make([]*text.Run, len(runs))
	for i, r := range runs {
		c := *r
		c.Upright, c.Squeeze, c.Start, c.End, c.RTL = true, squeeze, 0, n, false
		c.Glyphs = make([]text.Glyph, len(r.Glyphs))
		// The pen is at the start of the square, and the middle of the line in the middle of the text.
		m := r.Metrics()
		for k, g := range r.Glyphs {
			g.X, pen = pen+g.X, pen+g.Advance
			g.Y += em/2 + (m.Ascent-m.Descent)/2
			g.Advance, g.Cluster = 0, 0
			c.Glyphs[k] = g
		}
		c.Advance = 0
		if i == len(runs)-1 && len(c.Glyphs) > 0 {
			c.Glyphs[len(c.Glyphs)-1].Advance, c.Advance = em, float64(em)
		}
		out[i] = &c
	}
	return out
}

func advance(runs []*text.Run) (w float32) {
	for _, r := range runs {
		w += float32(r.Advance)
	}
	return
}
