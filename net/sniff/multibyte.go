package sniff

import (
	"bytes"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// The library's tables are the standard's, but its decoders treat bytes that do not belong together
// in ways of their own: they swallow the letter or the < behind a stray lead byte, or answer with
// two U+FFFD where browsers show one. The decoders here follow the standard byte by byte and take
// from the library only what a pair of bytes means.

// index says what the pairs of an encoding mean: those of a lead byte from 0x81 on and of a trail
// byte from 0x40 on. 0 stands for nothing.
type index struct {
	once  sync.Once
	enc   encoding.Encoding
	head  []byte                      // stands before each pair
	own   func(lead, trail byte) rune // pairs that the library does not know, or nil
	runes [(0xFF - 0x81) * (0xFF - 0x40)]rune
}

var (
	gbkPairs     = index{enc: simplifiedchinese.GB18030, own: gbOwn}
	big5Pairs    = index{enc: traditionalchinese.Big5}
	eucJPPairs   = index{enc: japanese.EUCJP}
	jis0212Pairs = index{enc: japanese.EUCJP, head: []byte{0x8F}}
	sjisPairs    = index{enc: japanese.ShiftJIS, own: sjisPrivate}
	eucKRPairs   = index{enc: korean.EUCKR}
)

// rune returns what a pair means, or 0. The whole index is made at the first question.
func (x *index) rune(lead, trail byte) rune {
	if lead < 0x81 || lead > 0xFE || trail < 0x40 || trail > 0xFE {
		return 0
	}
	x.once.Do(x.fill)
	return x.runes[pair(lead, trail)]
}

func pair(lead, trail byte) int { return int(lead-0x81)*(0xFF-0x40) + int(trail-0x40) }

// fill has the library decode every pair, each on a line of its own.
func (x *index) fill() {
	var in []byte
	for lead := 0x81; lead < 0xFF; lead++ {
		for trail := 0x40; trail < 0xFF; trail++ {
			in = append(append(in, x.head...), byte(lead), byte(trail), '\n')
		}
	}
	out, _ := x.enc.NewDecoder().Bytes(in) // what it does not know it replaces
	for i, line := range bytes.SplitN(out, []byte{'\n'}, len(x.runes)+1)[:len(x.runes)] {
		lead, trail := byte(i/(0xFF-0x40)+0x81), byte(i%(0xFF-0x40)+0x40)
		if r, n := utf8.DecodeRune(line); n == len(line) && n > 1 && r != utf8.RuneError {
			x.runes[i] = r
		} else if x.own != nil {
			x.runes[i] = x.own(lead, trail)
		}
	}
}

// gb2022 are the pairs that got a character of Unicode after the library's table was made.
var gb2022 = map[uint16]rune{0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13, 0xA6DD: 0xFE14, 0xA6DE: 0xFE15,
	0xA6DF: 0xFE16, 0xA6EC: 0xFE17, 0xA6ED: 0xFE18, 0xA6F3: 0xFE19, 0xA8BC: 0x1E3F, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5,
	0xFE66: 0x9FB6, 0xFE67: 0x9FB7, 0xFE6D: 0x9FB8, 0xFE7E: 0x9FB9, 0xFE90: 0x9FBA, 0xFEA0: 0x9FBB}

// gbOwn returns what is newer than the library, and what GBK has in its three areas for private use.
func gbOwn(lead, trail byte) rune {
	if r := gb2022[uint16(lead)<<8|uint16(trail)]; r != 0 {
		return r
	}
	switch {
	case 0xAA <= lead && lead <= 0xAF && trail >= 0xA1:
		return 0xE000 + rune(lead-0xAA)*94 + rune(trail-0xA1)
	case 0xF8 <= lead && trail >= 0xA1:
		return 0xE234 + rune(lead-0xF8)*94 + rune(trail-0xA1)
	case 0xA1 <= lead && lead <= 0xA7 && trail <= 0xA0 && trail != 0x7F:
		if trail > 0x7F {
			trail--
		}
		return 0xE4C6 + rune(lead-0xA1)*96 + rune(trail-0x40)
	}
	return 0
}

// sjisPrivate returns what Shift_JIS has in its area for private use.
func sjisPrivate(lead, trail byte) rune {
	if lead < 0xF0 || lead > 0xF9 || trail == 0x7F || trail > 0xFC {
		return 0
	}
	if trail > 0x7F {
		trail--
	}
	return 0xE000 + rune(lead-0xF0)*188 + rune(trail-0x40)
}

// Set in what a pair means when a combining character follows.
const (
	macron = 1 << 21 // U+0304
	caron  = 1 << 22 // U+030C
)

// decodePairs decodes an encoding of ASCII, single bytes and pairs.
//
// single returns what a byte from 0x80 on means alone: -1 for the lead byte of a pair, 0 for nothing.
func decodePairs(b []byte, single func(byte) rune, pairs func(lead, trail byte) rune) []byte {
	out := make([]byte, 0, len(b)+len(b)/2)
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c < utf8.RuneSelf {
			out = append(out, c)
			continue
		}
		r := single(c)
		if r == -1 {
			r = 0
			if i+1 < len(b) {
				if r = pairs(c, b[i+1]); r != 0 || b[i+1] >= utf8.RuneSelf {
					i++ // an ASCII byte that makes no pair stands for itself
				}
			}
		}
		switch {
		case r == 0:
			out = append(out, "\uFFFD"...)
		case r&macron != 0:
			out = append(utf8.AppendRune(out, r&^macron), "\u0304"...)
		case r&caron != 0:
			out = append(utf8.AppendRune(out, r&^caron), "\u030C"...)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// lead81 is for encodings in which 0x81 to 0xFE lead pairs and no byte stands alone.
func lead81(c byte) rune {
	if 0x81 <= c && c <= 0xFE {
		return -1
	}
	return 0
}

// decodeEUCKR decodes EUC-KR.
//
// https://encoding.spec.whatwg.org/#euc-kr-decoder
func decodeEUCKR(b []byte) []byte { return decodePairs(b, lead81, eucKRPairs.rune) }

// decodeBig5 decodes Big5, in which four pairs mean two code points each.
//
// https://encoding.spec.whatwg.org/#big5-decoder
func decodeBig5(b []byte) []byte {
	return decodePairs(b, lead81, func(lead, trail byte) rune {
		if lead == 0x88 {
			switch trail {
			case 0x62:
				return 0xCA | macron
			case 0x64:
				return 0xCA | caron
			case 0xA3:
				return 0xEA | macron
			case 0xA5:
				return 0xEA | caron
			}
		}
		return big5Pairs.rune(lead, trail)
	})
}

// decodeShiftJIS decodes Shift_JIS.
//
// https://encoding.spec.whatwg.org/#shift_jis-decoder
func decodeShiftJIS(b []byte) []byte {
	return decodePairs(b, func(c byte) rune {
		switch {
		case c == 0x80:
			return 0x80
		case 0xA1 <= c && c <= 0xDF:
			return 0xFF61 + rune(c-0xA1)
		case c <= 0x9F, 0xE0 <= c && c <= 0xFC:
			return -1
		}
		return 0
	}, sjisPairs.rune)
}

// decodeEUCJP decodes EUC-JP, where 0x8E stands before half-width katakana and 0x8F before pairs of
// a second set.
//
// https://encoding.spec.whatwg.org/#euc-jp-decoder
func decodeEUCJP(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/2)
	for i := 0; i < len(b); i++ {
		lead := b[i]
		if lead < utf8.RuneSelf {
			out = append(out, lead)
			continue
		}
		pairs, r := &eucJPPairs, rune(0)
		if lead == 0x8F && i+1 < len(b) && 0xA1 <= b[i+1] && b[i+1] <= 0xFE {
			pairs = &jis0212Pairs
			i++
			lead = b[i]
		}
		if (lead == 0x8E || lead == 0x8F || 0xA1 <= lead && lead <= 0xFE) && i+1 < len(b) {
			trail := b[i+1]
			switch {
			case lead == 0x8E && 0xA1 <= trail && trail <= 0xDF:
				r = 0xFF61 + rune(trail-0xA1)
			case lead >= 0xA1 && trail >= 0xA1:
				r = pairs.rune(lead, trail)
			}
			if r != 0 || trail >= utf8.RuneSelf {
				i++
			}
		}
		if r == 0 {
			r = utf8.RuneError
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// decodeGB18030 decodes gb18030 and GBK, which is read in the same way.
//
// https://encoding.spec.whatwg.org/#gb18030-decoder
func decodeGB18030(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/2)
	digit := func(i int) bool { return i < len(b) && '0' <= b[i] && b[i] <= '9' }
	four := simplifiedchinese.GB18030.NewDecoder()
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c < utf8.RuneSelf {
			out = append(out, c)
			continue
		}
		var r rune
		switch {
		case c == 0x80:
			r = 0x20AC
		case c == 0xFF || i+1 == len(b):
		case digit(i + 1):
			switch {
			case i+2 == len(b):
				i++ // the text ends within four bytes: they are one error
			case lead81(b[i+2]) == 0: // only the first byte is wrong
			case i+3 == len(b):
				i += 2
			case digit(i + 3):
				r = gbFour(four, b[i:i+4])
				i += 3
			}
		default:
			r = gbkPairs.rune(c, b[i+1])
			if r != 0 || b[i+1] >= utf8.RuneSelf {
				i++
			}
		}
		if r == 0 {
			r = utf8.RuneError
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// gbFour returns what four bytes of gb18030 mean, or 0.
func gbFour(d *encoding.Decoder, b []byte) rune {
	if bytes.Equal(b, []byte{0x81, 0x35, 0xF4, 0x37}) {
		return 0xE7C7
	}
	d.Reset()
	out, err := d.Bytes(b)
	if r, n := utf8.DecodeRune(out); err == nil && n == len(out) && r != utf8.RuneError {
		return r
	}
	return 0
}

// decodeUTF16 decodes UTF-16. What the end of the text cuts off is one error.
//
// https://encoding.spec.whatwg.org/#shared-utf-16-decoder
func decodeUTF16(b []byte, unit func([]byte) uint16) []byte {
	out := make([]byte, 0, len(b)+len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		u := rune(unit(b))
		if utf16.IsSurrogate(u) {
			if u >= 0xDC00 || len(b) >= 4 && !utf16.IsSurrogate(rune(unit(b[2:]))) {
				u = utf8.RuneError
			} else if len(b) < 4 {
				return append(out, "\uFFFD"...)
			} else if u = utf16.DecodeRune(u, rune(unit(b[2:]))); u != utf8.RuneError {
				b = b[2:]
			}
		}
		out = utf8.AppendRune(out, u)
	}
	if len(b) > 0 {
		out = append(out, "\uFFFD"...)
	}
	return out
}
