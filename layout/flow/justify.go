package flow

import (
	"unicode"
	"unicode/utf8"

	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Justification: the free space of a line is spread over its opportunities: word separators, and both
// sides of the characters of Chinese and Japanese; with text-justify over fewer or more.
// https://www.w3.org/TR/css-text-4/#justify-text

// gaps counts the opportunities of a line, character by character.
type gaps struct {
	n     int
	after bool // the last character has an opportunity behind it, or it would be the line's first
}

// next returns how many opportunities are before and after a character.
func (g *gaps) next(r rune, kind value.Keyword) (before, after int) {
	switch {
	case kind == value.KwNone:
	case r == ' ' || r == 0xA0, kind == value.KwInterCharacter:
		after = 1
	case kind == value.KwAuto && text.SpreadCJK(r):
		if !g.after {
			before = 1
		}
		after = 1
	}
	g.n += before + after
	g.after = after > 0
	return
}

// opportunities counts the opportunities of a line, from is its first piece that has some.
func (lb *lineBuilder) opportunities(ln *line) (n, from int) {
	for i := range ln.pieces { // only what follows the last tab is spread
		if ln.pieces[i].it.kind == itTab {
			from = i + 1
		}
	}
	count := gaps{after: true}
	lb.eachGap(ln, from, &count, nil)
	if count.after {
		count.n-- // not behind the last character
	}
	return max(0, count.n), from
}

// justify spreads free over the opportunities of a line; false when it has none.
func (lb *lineBuilder) justify(ln *line, free geom.Unit) bool {
	left, from := lb.opportunities(ln)
	if left == 0 {
		return false
	}
	per := float32(free.Px()) / float32(left)
	lb.eachGap(ln, from, &gaps{after: true}, func(p *piece, spots []spot) {
		k := 0
		for i := range spots {
			s := &spots[i]
			s.before = min(s.before, left)
			s.after = min(s.after, left-s.before)
			left -= s.before + s.after
			k += s.before + s.after
		}
		if k == 0 {
			return
		}
		p.runs = stretch(lb.runsOf(p), spots, per)
		add := geom.FromPx(float64(per) * float64(k))
		p.width = p.width.Add(add)
		ln.width = ln.width.Add(add)
	})
	return true
}

// runsOf returns the runs of a piece of text.
func (lb *lineBuilder) runsOf(p *piece) []*text.Run {
	if p.runs != nil {
		return p.runs
	}
	return p.it.slice(p.start, p.end)
}

// spot is a character with opportunities, by its byte offset in the item.
type spot struct{ off, before, after int }

// eachGap counts the opportunities of the pieces of a line, and gives those of each piece to use.
func (lb *lineBuilder) eachGap(ln *line, from int, g *gaps, use func(*piece, []spot)) {
	t := lb.in.text
	var spots []spot
	for i := from; i < len(ln.pieces); i++ {
		p := &ln.pieces[i]
		switch p.it.kind {
		case itAtomic:
			g.after = false
		case itText:
			kind := p.it.style.TextJustify()
			spots = spots[:0]
			for at := p.start; at < p.end; {
				r, w := rune(t[at]), 1
				if r >= utf8.RuneSelf {
					r, w = utf8.DecodeRuneInString(t[at:])
				}
				if r < 0x300 || !unicode.IsMark(r) {
					if b, a := g.next(r, kind); b+a > 0 && use != nil {
						spots = append(spots, spot{at - p.it.start, b, a})
					}
				}
				at += w
			}
			if len(spots) > 0 {
				use(p, spots)
			}
		}
	}
}

// stretch returns runs with extra px at every opportunity of spots, which are in order.
func stretch(runs []*text.Run, spots []spot, extra float32) []*text.Run {
	find := func(off int) (before, after int) {
		lo, hi := 0, len(spots)
		for lo < hi {
			if mid := (lo + hi) / 2; spots[mid].off < off {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		if lo < len(spots) && spots[lo].off == off {
			return spots[lo].before, spots[lo].after
		}
		return 0, 0
	}
	out := make([]*text.Run, len(runs))
	for i, r := range runs {
		c := *r
		c.Glyphs = append([]text.Glyph(nil), r.Glyphs...)
		for j := range c.Glyphs {
			g := &c.Glyphs[j]
			if j+1 < len(c.Glyphs) && c.Glyphs[j+1].Cluster == g.Cluster {
				continue // the last glyph of a cluster carries it
			}
			before, after := find(int(g.Cluster))
			if before+after == 0 {
				continue
			}
			lead := before
			if r.RTL {
				lead = after
			}
			g.X += extra * float32(lead)
			g.Advance += extra * float32(before+after)
			c.Advance += float64(extra) * float64(before+after)
		}
		c.Width = geom.FromPxCeil(c.Advance)
		out[i] = &c
	}
	return out
}
