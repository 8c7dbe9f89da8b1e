package flow

import (
	"unicode/utf8"

	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Fullwidth punctuation at the edges of lines. What stands between two characters of a text is
// trimmed when it is shaped, see package text.
// https://www.w3.org/TR/css-text-4/#text-spacing-trim-property

// lineStart returns the piece of fullwidth opening punctuation at the start of a line, when it is not
// set there as it was shaped in the text: what stands before it, and would let it be set closer, is
// on the line before.
func (br *breaker) lineStart(it *item, from int) (piece, bool) {
	t := br.in.text
	if it.combined != "" || !text.TrimsAtStart(t[from:it.end]) {
		return piece{}, false
	}
	wanted := false
	switch it.style.TextSpacingTrim() {
	case value.KwSpaceAll:
		return piece{}, false
	case value.KwTrimStart:
		wanted = true
	case value.KwSpaceFirst:
		wanted = from > 0 && t[from-1] != '\n'
	}
	end := text.NextCluster(t[:it.end], from)
	opt := shapeOptions(it.style)
	opt.TrimStart, opt.After = wanted, t[end:min(len(t), end+shapeContext)]
	p, adv := br.reshaped(it, from, end, opt)
	return p, adv != it.advanceTo(end)-it.advanceTo(from)
}

// lineEnd returns the piece of fullwidth closing punctuation at the end of text[from:to] of an item
// as it is at the end of a line that has no room for its second half.
func (br *breaker) lineEnd(it *item, from, to int) (piece, bool) {
	t := br.in.text
	if it.combined != "" || !text.TrimsAtEnd(t[from:to]) || it.style.TextSpacingTrim() == value.KwSpaceAll {
		return piece{}, false
	}
	_, w := utf8.DecodeLastRuneInString(t[from:to])
	start := to - w
	opt := shapeOptions(it.style)
	opt.TrimEnd, opt.Before = true, t[max(0, start-shapeContext):start]
	p, adv := br.reshaped(it, start, to, opt)
	// Both pieces are rounded up as one.
	p.width = geom.FromPxCeil(it.advanceTo(start) - it.advanceTo(from) + adv).Sub(it.width(from, start))
	return p, adv < it.advanceTo(to)-it.advanceTo(start)
}

// reshaped returns a piece of an item that is shaped on its own, and its advance in px.
func (br *breaker) reshaped(it *item, from, to int, opt text.ShapeOptions) (p piece, w float64) {
	p = piece{it: it, start: from, end: to}
	opt.RTL = it.level&1 == 1
	if it.script != 0 {
		opt.Script = text.LastScript(br.in.text[it.start:from], it.script)
	}
	p.runs = it.font.Shape(br.in.text[from:to], opt)
	for i, r := range p.runs {
		p.runs[i] = r.Moved(from - it.start)
		w += r.Advance
	}
	p.width = geom.FromPxCeil(w)
	return p, w
}
