package flow

import (
	"vitrine/css/value"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// autospace adds the space of text-autospace after the characters that it comes after.
// https://www.w3.org/TR/css-text-4/#text-autospace-property
func (it *inlineItems) autospace() {
	for i := range it.items {
		x := &it.items[i]
		if x.kind != itText || x.combined != "" || x.style.TextAutospace() != value.KwNormal {
			continue
		}
		spaced := false
		for k, r := range x.runs {
			for p := x.start + r.Start + 1; p <= x.start+r.End; p++ {
				if text.Autospaces(it.text, p) && (p < x.end || it.autospaces(i+1)) {
					r, spaced = r.Spaced(p-x.start, autospaceOf(x)), true
				}
			}
			if spaced && r != x.runs[k] {
				x.runs[k] = r
			}
		}
		if spaced {
			x.setRuns(x.runs)
		}
	}
}

// autospaces reports whether the next text from item i on takes part in text-autospace.
func (it *inlineItems) autospaces(i int) bool {
	for ; i < len(it.items); i++ {
		switch x := &it.items[i]; x.kind {
		case itText:
			return x.style.TextAutospace() == value.KwNormal
		case itOpen, itClose:
		default:
			return false
		}
	}
	return false
}

// autospaceOf returns the space of text-autospace, an eighth of an ideograph.
func autospaceOf(x *item) float32 { return x.font.Metrics.IcWidth / 8 }

// endSpace returns the space of text-autospace before byte p of an item, which a line that ends there
// is without. At the end of an item it stays, as in Blink.
func (br *breaker) endSpace(it *item, p int) geom.Unit {
	if br.mode != forLayout || p >= it.end || it.style.TextAutospace() != value.KwNormal || !text.Autospaces(br.in.text, p) {
		return 0
	}
	return geom.FromPx(float64(autospaceOf(it)))
}
