package weburl

import "unicode/utf8"

// encodeSet says which ASCII bytes a part percent-encodes; all others above 0x7E always are.
//
// https://url.spec.whatwg.org/#percent-encoded-bytes
type encodeSet [128]bool

func newSet(parent *encodeSet, add string) *encodeSet {
	s := new(encodeSet)
	if parent != nil {
		*s = *parent
	} else {
		for i := range 0x20 {
			s[i] = true
		}
		s[0x7F] = true
	}
	for i := range len(add) {
		s[add[i]] = true
	}
	return s
}

var (
	setC0           = newSet(nil, "")
	setFragment     = newSet(setC0, " \"<>`")
	setQuery        = newSet(setC0, " \"#<>")
	setSpecialQuery = newSet(setQuery, "'")
	setPath         = newSet(setQuery, "?^`{}")
	setUserinfo     = newSet(setPath, "/:;=@[\\]|")
)

const upperHex = "0123456789ABCDEF"

// appendEncoded appends s to dst, percent-encoding after UTF-8 encoding the bytes of set.
// Bytes that are not UTF-8 become U+FFFD first.
//
// https://url.spec.whatwg.org/#string-utf-8-percent-encode
func appendEncoded(dst []byte, s string, set *encodeSet) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c < 0x80:
			if set[c] {
				dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
			} else {
				dst = append(dst, c)
			}
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			var buf [4]byte
			m := utf8.EncodeRune(buf[:], r)
			for _, b := range buf[:m] {
				dst = append(dst, '%', upperHex[b>>4], upperHex[b&15])
			}
			i += n
		}
	}
	return dst
}

// PercentDecode replaces every valid %XX of s by its byte and leaves the rest.
//
// https://url.spec.whatwg.org/#string-percent-decode
func PercentDecode(s string) []byte {
	dst := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, ok1 := unhex(s[i+1])
			lo, ok2 := unhex(s[i+2])
			if ok1 && ok2 {
				dst = append(dst, hi<<4|lo)
				i += 2
				continue
			}
		}
		dst = append(dst, s[i])
	}
	return dst
}

func unhex(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func isAlpha(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
