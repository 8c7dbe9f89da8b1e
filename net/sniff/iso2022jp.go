package sniff

import "unicode/utf8"

// The states of the decoder: sets of characters.
type jisSet uint8

const (
	jisASCII jisSet = iota
	jisRoman        // ASCII with ¥ and ‾
	jisKatakana
	jisPairs
)

// escape returns the set that an escape sequence behind the byte 0x1B switches to.
func escape(b []byte) (set jisSet, ok bool) {
	if len(b) < 2 {
		return 0, false
	}
	switch string(b[:2]) {
	case "(B":
		return jisASCII, true
	case "(J":
		return jisRoman, true
	case "(I":
		return jisKatakana, true
	case "$@", "$B":
		return jisPairs, true
	}
	return 0, false
}

// decodeISO2022JP decodes ISO-2022-JP. An escape sequence right behind another is an error, so that
// nothing can hide in a page behind switches without text.
//
// https://encoding.spec.whatwg.org/#iso-2022-jp-decoder
func decodeISO2022JP(b []byte) []byte {
	const esc = 0x1B
	out := make([]byte, 0, len(b)+len(b)/2)
	set := jisASCII
	fresh := true // something came since the last escape sequence
	for i := 0; i < len(b); i++ {
		c := b[i]
		var r rune
		switch {
		case c == esc:
			r = utf8.RuneError
			next, ok := escape(b[i+1:])
			if !ok {
				fresh = true
				break
			}
			i += len("(B")
			set = next
			if fresh {
				fresh = false
				continue
			}
		default:
			r, i = set.decode(b, i)
			fresh = true
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// decode returns what stands at b[i], and the index of its last byte.
func (s jisSet) decode(b []byte, i int) (rune, int) {
	c := b[i]
	switch s {
	case jisASCII, jisRoman:
		switch {
		case c == 0x0E || c == 0x0F || c >= utf8.RuneSelf:
		case s == jisRoman && c == '\\':
			return 0xA5, i
		case s == jisRoman && c == '~':
			return 0x203E, i
		default:
			return rune(c), i
		}
	case jisKatakana:
		if 0x21 <= c && c <= 0x5F {
			return 0xFF61 + rune(c-0x21), i
		}
	case jisPairs:
		if c < 0x21 || c > 0x7E || i+1 == len(b) {
			break
		}
		trail := b[i+1]
		if trail == 0x1B {
			break // the sequence behind is read
		}
		if 0x21 <= trail && trail <= 0x7E {
			if r := eucJPPairs.rune(c|0x80, trail|0x80); r != 0 {
				return r, i + 1
			}
		}
		return utf8.RuneError, i + 1
	}
	return utf8.RuneError, i
}
