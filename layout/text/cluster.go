package text

import (
	"unicode"
	"unicode/utf8"
)

// NextCluster returns the end of the grapheme cluster that starts at byte i (UAX #29,
// extended grapheme clusters).
func NextCluster(text string, i int) int {
	n := len(text)
	if i >= n {
		return n
	}
	if c := text[i]; c < utf8.RuneSelf {
		if i+1 == n || text[i+1] < utf8.RuneSelf && (c != '\r' || text[i+1] != '\n') {
			return i + 1
		}
	}
	r, w := utf8.DecodeRuneInString(text[i:])
	i += w
	prev := graphemeClass(r)
	pict := prev == gcPict   // an emoji, then Extend*
	ri := prev == gcRegional // an odd count of regional indicators
	cons := conjunctConsonant(r)
	linked := false
	for i < n {
		r, w := utf8.DecodeRuneInString(text[i:])
		c := graphemeClass(r)
		switch {
		case prev == gcCR && c == gcLF: // GB3
		case prev <= gcControl || c <= gcControl: // GB4, GB5
			return i
		case prev == gcL && (c == gcL || c == gcV || c == gcLV || c == gcLVT): // GB6
		case (prev == gcLV || prev == gcV) && (c == gcV || c == gcT): // GB7
		case (prev == gcLVT || prev == gcT) && c == gcT: // GB8
		case c == gcExtend || c == gcZWJ || c == gcSpacing: // GB9, GB9a
		case prev == gcPrepend: // GB9b
		case cons && linked && conjunctConsonant(r): // GB9c
			linked = false
		case prev == gcZWJ && pict && c == gcPict: // GB11
		case ri && c == gcRegional: // GB12, GB13
			ri = false
			prev = c
			i += w
			continue
		default:
			return i
		}
		switch {
		case conjunctLinker(r):
			linked = true
		case c != gcExtend && c != gcZWJ:
			cons = conjunctConsonant(r)
			linked = false
		}
		if c != gcExtend && c != gcZWJ {
			pict = c == gcPict
		}
		if c != gcRegional {
			ri = false
		}
		prev = c
		i += w
	}
	return n
}

type graphemeBreak uint8

const (
	gcCR graphemeBreak = iota
	gcLF
	gcControl
	gcOther
	gcExtend
	gcZWJ
	gcSpacing
	gcPrepend
	gcRegional
	gcPict
	gcL
	gcV
	gcT
	gcLV
	gcLVT
)

func graphemeClass(r rune) graphemeBreak {
	switch {
	case r < 0x300:
		switch {
		case r == '\r':
			return gcCR
		case r == '\n':
			return gcLF
		case r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0xAD:
			return gcControl
		case r == 0xA9 || r == 0xAE:
			return gcPict
		}
		return gcOther
	case r >= 0x374 && r < 0x483 || r >= 0x48A && r < 0x591 || r >= 0x5D0 && r < 0x600 ||
		r >= 0x620 && r < 0x64B || r >= 0x1E00 && r < 0x200B || r >= 0x2010 && r < 0x2028:
		return gcOther // letters and punctuation without marks among them
	case r >= 0xAC00 && r <= 0xD7A3:
		if (r-0xAC00)%28 == 0 {
			return gcLV
		}
		return gcLVT
	case r >= 0x3041 && r < 0xA000 && r != 0x3099 && r != 0x309A && r != 0x3297 && r != 0x3299:
		return gcOther
	case r >= 0x1100 && r <= 0x115F || r >= 0xA960 && r <= 0xA97C:
		return gcL
	case r >= 0x1160 && r <= 0x11A7 || r >= 0xD7B0 && r <= 0xD7C6:
		return gcV
	case r >= 0x11A8 && r <= 0x11FF || r >= 0xD7CB && r <= 0xD7FB:
		return gcT
	case r == 0x200D:
		return gcZWJ
	case r == 0x200C:
		return gcExtend
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return gcRegional
	case r >= 0x1F3FB && r <= 0x1F3FF, r >= 0xE0020 && r <= 0xE007F:
		return gcExtend
	case pictographic(r):
		return gcPict
	case r == 0x0E33 || r == 0x0EB3:
		return gcSpacing
	case prepend(r):
		return gcPrepend
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Other_Grapheme_Extend):
		return gcExtend
	case unicode.Is(unicode.Mc, r):
		switch r { // Mc that do not attach (UAX #29 table 2)
		case 0x102B, 0x102C, 0x1038, 0x1062, 0x1063, 0x1064, 0x1067, 0x1068, 0x1069, 0x106A, 0x106B, 0x106C, 0x106D,
			0x1083, 0x1087, 0x1088, 0x1089, 0x108A, 0x108B, 0x108C, 0x108F, 0x109A, 0x109B, 0x109C, 0x1A61, 0x1A63, 0x1A64,
			0xAA7B, 0xAA7D, 0x11720, 0x11721:
			return gcOther
		}
		return gcSpacing
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), r >= 0xE0000 && r <= 0xE0FFF:
		return gcControl
	}
	return gcOther
}

func prepend(r rune) bool {
	switch r {
	case 0x0D4E, 0x111C2, 0x111C3, 0x113D1, 0x1193F, 0x11941, 0x11A3A, 0x11D46, 0x11F02:
		return true
	}
	return r >= 0x11A84 && r <= 0x11A89 || unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// pictographic reports Extended_Pictographic, by whole blocks where a block is mostly that:
// the property only matters beside a zero-width joiner.
func pictographic(r rune) bool {
	switch {
	case r < 0x203C:
		return false
	case r < 0x2190:
		return r == 0x203C || r == 0x2049 || r == 0x2122 || r == 0x2139
	case r < 0x2C00:
		switch {
		case r >= 0x2194 && r <= 0x2199, r >= 0x21A9 && r <= 0x21AA, r >= 0x231A && r <= 0x231B, r == 0x2328, r == 0x2388,
			r == 0x23CF, r >= 0x23E9 && r <= 0x23F3, r >= 0x23F8 && r <= 0x23FA, r == 0x24C2, r >= 0x25AA && r <= 0x25AB,
			r == 0x25B6, r == 0x25C0, r >= 0x25FB && r <= 0x25FE, r >= 0x2600 && r <= 0x2605, r >= 0x2607 && r <= 0x2612,
			r >= 0x2614 && r <= 0x2685, r >= 0x2690 && r <= 0x2705, r >= 0x2708 && r <= 0x2712, r == 0x2714, r == 0x2716,
			r == 0x271D, r == 0x2721, r == 0x2728, r >= 0x2733 && r <= 0x2734, r == 0x2744, r == 0x2747, r == 0x274C,
			r == 0x274E, r >= 0x2753 && r <= 0x2755, r == 0x2757, r >= 0x2763 && r <= 0x2767, r >= 0x2795 && r <= 0x2797,
			r == 0x27A1, r == 0x27B0, r == 0x27BF, r >= 0x2934 && r <= 0x2935, r >= 0x2B05 && r <= 0x2B07,
			r >= 0x2B1B && r <= 0x2B1C, r == 0x2B50, r == 0x2B55:
			return true
		}
		return false
	case r == 0x3030, r == 0x303D, r == 0x3297, r == 0x3299:
		return true
	}
	return r >= 0x1F000 && r <= 0x1F0FF || r >= 0x1F10D && r <= 0x1F10F || r == 0x1F12F || r >= 0x1F16C && r <= 0x1F171 ||
		r >= 0x1F17E && r <= 0x1F17F || r == 0x1F18E || r >= 0x1F191 && r <= 0x1F19A || r >= 0x1F1AD && r <= 0x1F1E5 ||
		r >= 0x1F201 && r <= 0x1F20F || r == 0x1F21A || r == 0x1F22F || r >= 0x1F232 && r <= 0x1F23A || r >= 0x1F23C && r <= 0x1F23F ||
		r >= 0x1F249 && r <= 0x1F3FA || r >= 0x1F400 && r <= 0x1F53D || r >= 0x1F546 && r <= 0x1F64F || r >= 0x1F680 && r <= 0x1F6FF ||
		r >= 0x1F774 && r <= 0x1F77F || r >= 0x1F7D5 && r <= 0x1F7FF || r >= 0x1F80C && r <= 0x1F80F || r >= 0x1F848 && r <= 0x1F84F ||
		r >= 0x1F85A && r <= 0x1F85F || r >= 0x1F888 && r <= 0x1F88F || r >= 0x1F8AE && r <= 0x1F8FF || r >= 0x1F90C && r <= 0x1F93A ||
		r >= 0x1F93C && r <= 0x1F945 || r >= 0x1F947 && r <= 0x1FAFF || r >= 0x1FC00 && r <= 0x1FFFD
}

// conjunctConsonant and conjunctLinker are the Indic_Conjunct_Break values Consonant and
// Linker of the scripts that form conjuncts.
func conjunctConsonant(r rune) bool {
	switch {
	case r < 0x900 || r > 0xD7F:
		return false
	case r >= 0x915 && r <= 0x939, r >= 0x958 && r <= 0x95F, r >= 0x978 && r <= 0x97F, // Devanagari
		r >= 0x995 && r <= 0x9A8, r >= 0x9AA && r <= 0x9B0, r == 0x9B2, r >= 0x9B6 && r <= 0x9B9, r >= 0x9DC && r <= 0x9DD, r == 0x9DF, r >= 0x9F0 && r <= 0x9F1, // Bengali
		r >= 0xA95 && r <= 0xAA8, r >= 0xAAA && r <= 0xAB0, r >= 0xAB2 && r <= 0xAB3, r >= 0xAB5 && r <= 0xAB9, r == 0xAF9, // Gujarati
		r >= 0xB15 && r <= 0xB28, r >= 0xB2A && r <= 0xB30, r >= 0xB32 && r <= 0xB33, r >= 0xB35 && r <= 0xB39, r >= 0xB5C && r <= 0xB5D, r == 0xB5F, r == 0xB71, // Oriya
		r >= 0xC15 && r <= 0xC28, r >= 0xC2A && r <= 0xC39, r >= 0xC58 && r <= 0xC5A, // Telugu
		r >= 0xD15 && r <= 0xD3A: // Malayalam
		return true
	}
	return false
}

func conjunctLinker(r rune) bool {
	switch r {
	case 0x94D, 0x9CD, 0xACD, 0xB4D, 0xC4D, 0xD4D:
		return true
	}
	return false
}
