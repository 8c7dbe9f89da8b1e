package text

import (
	"strconv"
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
)

// QueryOf returns the query of a computed style.
func QueryOf(s *style.Style) Query {
	q := Query{
		Families: familiesOf(s.FontFamily()), Size: s.FontSize(), Weight: s.FontWeight(), Stretch: s.FontStretch(),
		NoKerning:       s.FontKerning() == value.KwNone,
		NoSynthWeight:   s.FontSynthesisWeight() == value.KwNone,
		NoSynthStyle:    s.FontSynthesisStyle() == value.KwNone,
		NoSynthCaps:     s.FontSynthesisSmallCaps() == value.KwNone,
		EmojiText:       s.FontVariantEmoji() == value.KwText,
		EmojiColor:      s.FontVariantEmoji() == value.KwEmoji,
		NoOpticalSizing: s.FontOpticalSizing() == value.KwNone,
	}
	if l, ok := s.WebkitLocale().(value.String); ok {
		q.Lang = string(l)
	}
	q.Slant, q.Angle = slantOf(s.FontStyle())
	switch s.FontVariantCaps() {
	case value.KwSmallCaps:
		q.Caps = CapsSmall
	case value.KwAllSmallCaps:
		q.Caps = CapsAllSmall
	case value.KwPetiteCaps:
		q.Caps = CapsPetite
	case value.KwAllPetiteCaps:
		q.Caps = CapsAllPetite
	case value.KwUnicase:
		q.Caps = CapsUnicase
	case value.KwTitlingCaps:
		q.Caps = CapsTitling
	}
	for _, v := range spaced(s.FontVariantLigatures()) {
		switch v {
		case value.Value(value.KwNone):
			q.NoLigatures, q.NoContextual = true, true
		case value.Value(value.KwNoCommonLigatures):
			q.NoLigatures = true
		case value.Value(value.KwNoContextual):
			q.NoContextual = true
		case value.Value(value.KwDiscretionaryLigatures):
			q.Discretionary = true
		case value.Value(value.KwHistoricalLigatures):
			q.Historical = true
		}
	}
	q.Features = featuresOf(s)
	q.Alternates = alternatesOf(s.FontVariantAlternates())
	if v := s.FontVariationSettings(); v != value.Value(value.KwNormal) {
		q.Variations = TagValues(v)
	}
	q.SizeAdjust = sizeAdjustOf(s.FontSizeAdjust())
	if q.SizeAdjust < 0 {
		q.Size, q.SizeAdjust = 0, 0
	}
	if l, ok := s.FontLanguageOverride().(value.String); ok && len(l) <= 4 && isASCII(string(l)) {
		if l = value.String(strings.TrimSpace(string(l))); l != "" {
			q.Override = (string(l) + "   ")[:4]
		}
	}
	return q
}

// spaced returns the items of a space-separated value, or the value alone.
func spaced(v value.Value) []value.Value {
	if l, ok := v.(*value.List); ok && l.Sep == ' ' {
		return l.Items
	}
	if v == nil {
		return nil
	}
	return []value.Value{v}
}

// layers returns the items of a comma-separated value, or the value alone.
func layers(v value.Value) []value.Value {
	if l, ok := v.(*value.List); ok && l.Sep == ',' {
		return l.Items
	}
	if v == nil {
		return nil
	}
	return []value.Value{v}
}

// familiesOf reads font-family. An unquoted name may be several identifiers; a keyword that
// names no generic family is a family name too.
func familiesOf(v value.Value) FamilyList {
	var buf [8]Family
	out := buf[:0]
	for _, v := range layers(v) {
		switch v := v.(type) {
		case value.Keyword:
			name := v.String()
			_, generic := generics[name]
			out = append(out, Family{name, generic})
		case value.Ident:
			name := string(v)
			_, generic := generics[strings.ToLower(name)]
			out = append(out, Family{name, generic})
		case value.String:
			out = append(out, Family{string(v), false})
		case value.FamilyName:
			out = append(out, Family{string(v), false})
		case *value.List:
			var parts []string
			for _, w := range v.Items {
				switch w := w.(type) {
				case value.Keyword:
					parts = append(parts, w.String())
				case value.Ident:
					parts = append(parts, string(w))
				case value.String:
					parts = append(parts, string(w))
				}
			}
			out = append(out, Family{strings.Join(parts, " "), false})
		}
	}
	return Families(out...)
}

// obliqueAngle is the angle of oblique without one, in degrees.
const obliqueAngle = 14

func slantOf(v value.Value) (Slant, float32) {
	items := spaced(v)
	if len(items) == 0 {
		return Upright, 0
	}
	switch items[0] {
	case value.Value(value.KwItalic):
		return Italic, 0
	case value.Value(value.KwOblique):
		if len(items) > 1 {
			if d, ok := items[1].(value.Dimension); ok {
				return Oblique, float32(d.N)
			}
		}
		return Oblique, obliqueAngle
	}
	return Upright, 0
}

// variantFeatures are the OpenType features of the keywords of font-variant-numeric,
// -east-asian, -position and -alternates (CSS Fonts 4 §6.4 to §6.10).
var variantFeatures = map[value.Keyword]string{
	value.KwLiningNums: "lnum=1", value.KwOldstyleNums: "onum=1", value.KwProportionalNums: "pnum=1", value.KwTabularNums: "tnum=1",
	value.KwDiagonalFractions: "frac=1", value.KwStackedFractions: "afrc=1", value.KwOrdinal: "ordn=1", value.KwSlashedZero: "zero=1",
	value.KwJis78: "jp78=1", value.KwJis83: "jp83=1", value.KwJis90: "jp90=1", value.KwJis04: "jp04=1",
	value.KwSimplified: "smpl=1", value.KwTraditional: "trad=1", value.KwFullWidth: "fwid=1", value.KwProportionalWidth: "pwid=1", value.KwRuby: "ruby=1",
	value.KwSub: "subs=1", value.KwSuper: "sups=1", value.KwHistoricalForms: "hist=1",
}

func featuresOf(s *style.Style) string {
	var l []string
	add := func(v value.Value) {
		for _, w := range spaced(v) {
			if k, ok := w.(value.Keyword); ok && variantFeatures[k] != "" {
				l = append(l, variantFeatures[k])
			}
		}
	}
	add(s.FontVariantNumeric())
	add(s.FontVariantEastAsian())
	add(s.FontVariantPosition())
	add(s.FontVariantAlternates())
	if v := s.FontFeatureSettings(); v != value.Value(value.KwNormal) {
		if t := TagValues(v); t != "" {
			l = append(l, t)
		}
	}
	return strings.Join(l, ",")
}

// TagValues turns a list of OpenType tags with values into "tag=value,…".
func TagValues(v value.Value) string {
	var l []string
	for _, item := range layers(v) {
		parts := spaced(item)
		t, ok := parts[0].(value.String)
		if !ok || len(t) != 4 {
			continue
		}
		val := "1"
		if len(parts) > 1 {
			switch x := parts[1].(type) {
			case value.Keyword:
				if x == value.KwOff {
					val = "0"
				}
			case value.Number:
				val = strconv.FormatFloat(float64(x), 'f', -1, 32)
			case value.Integer:
				val = strconv.Itoa(int(x))
			}
		}
		l = append(l, string(t)+"="+val)
	}
	return strings.Join(l, ",")
}

// sizeAdjustOf reads font-size-adjust as a ratio: 0 is none, and -1 a ratio of zero.
func sizeAdjustOf(v value.Value) float32 {
	zero := func(x float32) float32 {
		if x == 0 {
			return -1
		}
		return x
	}
	items := spaced(v)
	if len(items) == 0 || len(items) == 2 && items[0] != value.Value(value.KwExHeight) {
		return 0
	}
	switch x := items[len(items)-1].(type) {
	case value.Number:
		return zero(float32(x))
	case value.Integer:
		return zero(float32(x))
	}
	return 0
}
