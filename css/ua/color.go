package ua

import (
	"strings"
	"unicode/utf8"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// maxLegacyColor is how much of a legacy colour counts.
const maxLegacyColor = 128

// LegacyColor parses the colour attributes of old HTML, which accept nearly anything; nil for the
// empty string and "transparent".
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#rules-for-parsing-a-legacy-colour-value
func LegacyColor(s string) value.Value {
	s = strings.Trim(s, " \t\n\f\r")
	if s == "" || strings.EqualFold(s, "transparent") {
		return nil
	}
	if k := value.LookupKeyword(s); k != 0 && value.IsColorKeyword(k) && k != value.KwCurrentcolor {
		if d, err := prop.ParseText("color", s, nil); err == nil && len(d) == 1 {
			return d[0].Value
		}
	}
	if len(s) == 4 && s[0] == '#' && isHex(s[1]) && isHex(s[2]) && isHex(s[3]) {
		return rgb(hex(s[1])*17, hex(s[2])*17, hex(s[3])*17)
	}
	// Astral characters count as two zeros, all others that are not hex digits as one.
	var b []byte
	for _, r := range s {
		if len(b) >= maxLegacyColor {
			break
		}
		if r > 0xFFFF {
			b = append(b, '0', '0')
		} else if r < utf8.RuneSelf {
			b = append(b, byte(r))
		} else {
			b = append(b, '0')
		}
	}
	b = b[:min(len(b), maxLegacyColor)]
	if len(b) > 0 && b[0] == '#' {
		b = b[1:]
	}
	for i, c := range b {
		if !isHex(c) {
			b[i] = '0'
		}
	}
	for len(b) == 0 || len(b)%3 != 0 {
		b = append(b, '0')
	}
	n := len(b) / 3
	parts := [3][]byte{b[:n], b[n : 2*n], b[2*n:]}
	if n > 8 {
		for i := range parts {
			parts[i] = parts[i][n-8:]
		}
		n = 8
	}
	for n > 2 && parts[0][0] == '0' && parts[1][0] == '0' && parts[2][0] == '0' {
		for i := range parts {
			parts[i] = parts[i][1:]
		}
		n--
	}
	var c [3]int
	for i := range parts {
		for _, d := range parts[i][:min(n, 2)] {
			c[i] = c[i]*16 + hex(d)
		}
	}
	return rgb(c[0], c[1], c[2])
}

func rgb(r, g, b int) value.Value {
	return value.RGB(float32(r), float32(g), float32(b), 1)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func hex(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c|0x20) - 'a' + 10
}
