package sniff

import "unicode/utf8"

// TextCharset finds the encoding of plain text: by byte order mark, by charset parameter, and
// else from the bytes. The standard leaves the last to the browser; text that is valid UTF-8 is
// UTF-8, and the encodings of East Asia are told apart by their usual letters.
//
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#read-text
func TextCharset(b []byte, t Type) Charset {
	if e, _ := TrimBOM(b); e.Valid() {
		return Charset{e, ByBOM}
	}
	if e, ok := paramEncoding(t); ok {
		return Charset{e, ByHeader}
	}
	return Charset{guess(b), ByDefault}
}

const (
	guessBytes = 64 << 10 // of a text that are looked at
	guessPairs = 2        // letters of two bytes that there must be
)

// guess judges text by its bytes.
func guess(b []byte) Encoding {
	if len(b) > guessBytes {
		b = b[:guessBytes]
		for n := 0; n < utf8.UTFMax && len(b) > 0 && b[len(b)-1] >= 0x80; n++ {
			b = b[:len(b)-1] // perhaps half a letter
		}
	}
	if utf8.Valid(b) {
		return UTF8
	}
	// Pairs of the family of ISO 2022 in 8 bits: EUC-KR, EUC-JP, GB 2312.
	euc := struct{ all, hangul, kana, broken int }{}
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c < 0x80:
			continue
		case c == 0x8e && i+1 < len(b) && b[i+1] >= 0xa1: // half-width kana of EUC-JP
			euc.all, euc.kana = euc.all+1, euc.kana+1
			i++
			continue
		case c < 0xa1 || c == 0xff || i+1 == len(b) || b[i+1] < 0xa1 || b[i+1] == 0xff:
			euc.broken++
			continue
		case c >= 0xb0 && c <= 0xc8:
			euc.hangul++
		case c == 0xa4 || c == 0xa5:
			euc.kana++
		}
		euc.all++
		i++
	}
	if euc.broken*20 <= euc.all && euc.all >= guessPairs {
		switch {
		case euc.kana*5 >= euc.all:
			return named("euc-jp")
		case euc.hangul*20 >= euc.all*17:
			return named("euc-kr")
		}
		return named("gb18030")
	}
	// Shift_JIS and Big5 have second bytes below 0x80.
	sjis, big5 := doubles(b, 0x81, 0x9f, 0xe0, 0xfc, 0x40), doubles(b, 0xa1, 0xf9, 1, 0, 0x40)
	kana := 0
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0x82 && b[i+1] >= 0x9f && b[i+1] <= 0xf1 || b[i] == 0x83 && b[i+1] >= 0x40 && b[i+1] <= 0x96 {
			kana++
			i++
		}
	}
	switch {
	case sjis >= guessPairs && kana*5 >= sjis:
		return named("shift_jis")
	case big5 >= guessPairs:
		return named("big5")
	}
	return Windows1252
}

// doubles counts the letters of two bytes whose first byte is in one of two ranges and whose
// second is not below low; -1 when more than a twentieth of the bytes do not fit.
func doubles(b []byte, from, to, from2, to2, low byte) int {
	pairs, broken := 0, 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c < 0x80 {
			continue
		}
		lead := c >= from && c <= to || c >= from2 && c <= to2
		if !lead || i+1 == len(b) || b[i+1] < low || b[i+1] == 0x7f || b[i+1] == 0xff {
			broken++
			continue
		}
		pairs++
		i++
	}
	if broken*20 > pairs {
		return -1
	}
	return pairs
}

// named gives an encoding of the standard's list.
func named(label string) Encoding {
	e, _ := LookupEncoding(label) // the labels above are in the list
	return e
}
