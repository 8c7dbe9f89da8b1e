package text

import (
	"math"

	"github.com/go-text/typesetting/font"
)

// Metrics are the measures of a Font in CSS px, as Blink computes them on Linux.
type Metrics struct {
	// Ascent, Descent and LineGap are whole px (Blink rounds each); LineSpacing, the height
	// of a line with line-height normal, is their sum.
	Ascent, Descent, LineGap, LineSpacing float32

	// Size is one em, EmAscent how far the em box reaches above the baseline.
	Size, EmAscent float32

	XHeight    float32 // one ex
	CapHeight  float32 // one cap
	ZeroWidth  float32 // one ch: advance of "0", or half an em when the face has none
	IcWidth    float32 // one ic: advance of U+6C34, or one em
	SpaceWidth float32 // advance of U+0020

	// UnderlinePosition is the distance from the baseline down to the top of the line.
	UnderlinePosition, UnderlineThickness float32
	// StrikePosition is the distance from the baseline up to the top of the line.
	StrikePosition, StrikeThickness float32

	// AvgCharWidth and MaxCharWidth size text controls (HTML §15.5.4).
	AvgCharWidth, MaxCharWidth float32
}

// vertical is what a face says about lines, in font units.
type vertical struct {
	ascent, descent, gap   float32 // descent is positive
	typoAsc, typoDesc      float32 // the typographic pair, 0 when not given
	xHeight, capHeight     float32 // 0 when not given
	avg, xMin, xMax        float32
	underPos, underThick   float32
	strikePos, strikeThick float32
	bold, italic           bool
	weight, width          uint16 // OS/2 classes; 0 without OS/2
}

// readVertical reads head, hhea, OS/2 and post. Which of the three pairs of ascent and
// descent counts is as FreeType decides and Skia reports: the typographic one when the font
// asks for it, else hhea, else whatever OS/2 has.
func readVertical(s *sfnt) vertical {
	i16 := func(b []byte, off int) float32 {
		if off+2 > len(b) {
			return 0
		}
		return float32(int16(be.Uint16(b[off:])))
	}
	var v vertical
	head, hhea, os2, post := s.table(tagOf("head")), s.table(tagOf("hhea")), s.table(tagOf("OS/2")), s.table(tagOf("post"))
	v.xMin, v.xMax = i16(head, 36), i16(head, 40)
	if len(head) >= 46 {
		style := be.Uint16(head[44:])
		v.bold, v.italic = style&1 != 0, style&2 != 0
	}
	v.ascent, v.descent, v.gap = i16(hhea, 4), -i16(hhea, 6), i16(hhea, 8)
	if len(os2) >= 72 {
		const useTypoMetrics = 1 << 7
		sel := be.Uint16(os2[62:])
		typo := func() { v.ascent, v.descent, v.gap = i16(os2, 68), -i16(os2, 70), i16(os2, 72) }
		switch {
		case sel&useTypoMetrics != 0:
			typo()
		case v.ascent == 0 && v.descent == 0:
			if i16(os2, 68) != 0 || i16(os2, 70) != 0 {
				typo()
			} else if len(os2) >= 78 {
				v.ascent, v.descent, v.gap = float32(be.Uint16(os2[74:])), float32(be.Uint16(os2[76:])), 0
			}
		}
		v.typoAsc, v.typoDesc = i16(os2, 68), -i16(os2, 70)
		v.weight, v.width = be.Uint16(os2[4:]), be.Uint16(os2[6:])
		v.italic = sel&1 != 0 || sel&(1<<9) != 0
		v.bold = sel&(1<<5) != 0
		v.avg = i16(os2, 2)
		v.strikeThick, v.strikePos = i16(os2, 26), i16(os2, 28)
		if be.Uint16(os2) >= 2 {
			v.xHeight, v.capHeight = i16(os2, 86), i16(os2, 88)
		}
	}
	v.underPos, v.underThick = -i16(post, 8), i16(post, 10)
	return v
}

// vary adds what the axes of a variable face change in its measures: MVAR. The library knows the
// measures of the face as it is by default, and with the axes set.
// https://learn.microsoft.com/en-us/typography/opentype/spec/mvar
func (v *vertical) vary(plain, set *font.Face) {
	plain.SetCoords(make([]font.VarCoord, len(set.Coords()))) // without any the library adds deltas of its own
	if a, ok := plain.FontHExtents(); ok {
		if b, ok := set.FontHExtents(); ok {
			v.ascent += b.Ascender - a.Ascender
			v.descent -= b.Descender - a.Descender
			v.gap += b.LineGap - a.LineGap
		}
	}
	add := func(to *float32, m font.LineMetric, sign float32) {
		*to += sign * (set.LineMetric(m) - plain.LineMetric(m))
	}
	add(&v.underPos, font.UnderlinePosition, -1)
	add(&v.underThick, font.UnderlineThickness, 1)
	add(&v.strikePos, font.StrikethroughPosition, 1)
	add(&v.strikeThick, font.StrikethroughThickness, 1)
	// Without a measure of its own the library gives that of the glyph; it is taken from there later.
	if v.xHeight != 0 {
		add(&v.xHeight, font.XHeight, 1)
	}
	if v.capHeight != 0 {
		add(&v.capHeight, font.CapHeight, 1)
	}
}

// round is SkScalarRoundToScalar: halves go up.
func round(v float32) float32 { return float32(math.Floor(float64(v) + 0.5)) }

// metrics computes the measures of a face at a size, as Blink's SimpleFontData and
// FontMetrics do. web holds the metric overrides of an @font-face rule, or nil.
func (f *Face) metrics(size float32, web *WebFace) Metrics {
	var m Metrics
	if f.load() != nil {
		return m
	}
	v := f.vert
	m.Size = size
	k := size / f.upem
	asc, desc, gap := v.ascent*k, v.descent*k, v.gap*k
	if web != nil {
		if web.AscentOverride >= 0 {
			asc = web.AscentOverride * size
		}
		if web.DescentOverride >= 0 {
			desc = web.DescentOverride * size
		}
		if web.LineGapOverride >= 0 {
			gap = web.LineGapOverride * size
		}
	}
	m.Ascent, m.Descent, m.LineGap = round(asc), round(desc), round(gap)
	// The em box keeps the ratio of the typographic ascent and descent.
	if up, h := v.typoAsc, v.typoAsc+v.typoDesc; up > 0 && h > 0 {
		m.EmAscent = size * up / h
	} else if h := m.Ascent + m.Descent; h > 0 {
		m.EmAscent = size * m.Ascent / h
	}
	m.LineSpacing = m.Ascent + m.Descent + m.LineGap
	m.XHeight = v.xHeight * k
	if m.XHeight == 0 {
		if g, ok := f.glyph('x'); ok {
			m.XHeight = -f.Outline(g).Min.Y * size
		}
		if m.XHeight <= 0 {
			m.XHeight = m.Ascent * 0.56
		}
	}
	m.CapHeight = v.capHeight * k
	if m.CapHeight == 0 {
		if g, ok := f.glyph('H'); ok {
			m.CapHeight = -f.Outline(g).Min.Y * size
		}
		if m.CapHeight <= 0 {
			m.CapHeight = m.Ascent
		}
	}
	adv := func(r rune, or float32) float32 {
		if a, ok := f.runeAdvance(r); ok {
			return a * size
		}
		return or
	}
	m.SpaceWidth = adv(' ', 0)
	m.ZeroWidth = adv('0', size/2)
	m.IcWidth = adv(0x6C34, size)
	m.UnderlineThickness = v.underThick * k
	m.UnderlinePosition = v.underPos * k
	m.StrikeThickness = v.strikeThick * k
	m.StrikePosition = v.strikePos * k
	m.AvgCharWidth = v.avg * k
	if m.AvgCharWidth == 0 {
		m.AvgCharWidth = adv('x', m.XHeight)
	}
	m.MaxCharWidth = max((v.xMax-v.xMin)*k, m.AvgCharWidth)
	return m
}

// Metrics returns the measures of the run's face at the run's size: what a fallback face adds
// to a line whose line-height is normal. They are cached.
func (r *Run) Metrics() Metrics {
	f := r.Face
	f.outlineMu.RLock()
	m, ok := f.sizes[r.Size]
	f.outlineMu.RUnlock()
	if ok {
		return m
	}
	m = f.metrics(r.Size, nil)
	f.outlineMu.Lock()
	if f.sizes == nil || len(f.sizes) >= maxFonts {
		f.sizes = map[float32]Metrics{}
	}
	f.sizes[r.Size] = m
	f.outlineMu.Unlock()
	return m
}
