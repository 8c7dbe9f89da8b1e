package sniff

import "strings"

// halfwidth are the letters that U+FF61 to U+FF9F stand for.
//
// https://encoding.spec.whatwg.org/#index-iso-2022-jp-katakana
var halfwidth = []rune("。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜")

// prepareJIS rewrites what the encoders of the Encoding standard take for something else and the
// library's do not know. ISO-2022-JP has more to it, see iso2022JP.
//
// https://encoding.spec.whatwg.org/#euc-jp-encoder and https://encoding.spec.whatwg.org/#shift_jis-encoder
var prepareJIS = strings.NewReplacer("\u00A5", `\`, "\u203E", "~", "\u2212", "\uFF0D")

// iso2022JP encodes text to ISO-2022-JP. part encodes a run without ¥ and ‾, which are in the set
// "Roman" that the library does not have; it begins and ends in ASCII.
//
// https://encoding.spec.whatwg.org/#iso-2022-jp-encoder
func iso2022JP(s string, part func(string) []byte) []byte {
	var out []byte
	roman := false
	start := 0 // of the run that part gets
	flush := func(end int) {
		if start < end {
			run := s[start:end]
			b := part(run)
			if roman && run[0] < 0x80 { // other sets begin with an escape of their own
				out = append(out, "\x1b(B"...)
			}
			out = append(out, b...)
			roman = false
		}
	}
	for i, r := range s {
		switch {
		case r == 0xA5, r == 0x203E:
			flush(i)
			if !roman {
				out = append(out, "\x1b(J"...)
				roman = true
			}
			if r == 0xA5 {
				out = append(out, '\\')
			} else {
				out = append(out, '~')
			}
			start = i + len(string(r))
		case roman && start == i && r < 0x80 && r != '\\' && r != '~':
			out = append(out, byte(r))
			start = i + 1
		}
	}
	flush(len(s))
	if roman {
		out = append(out, "\x1b(B"...)
	}
	return out
}

// prepareISO2022JP replaces what has a letter of its own in ISO-2022-JP. The control characters
// that switch between sets cannot be encoded, and count as U+FFFD.
func prepareISO2022JP(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0x2212:
			return 0xFF0D
		case 0xFF61 <= r && r <= 0xFF9F:
			return halfwidth[r-0xFF61]
		case r == 0x0E, r == 0x0F, r == 0x1B:
			return 0xFFFD
		}
		return r
	}, s)
}
