package syntax

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// maxCharset is how many bytes are searched for an @charset rule.
const maxCharset = 1024

// Decode turns the bytes of a style sheet into text. protocol is the charset of the
// Content-Type header, environment that of the referring document or sheet; both may be empty.
// It returns the name of the encoding it used.
// https://www.w3.org/TR/css-syntax-3/#input-byte-stream
func Decode(b []byte, protocol, environment string) (text, name string) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return string(b[3:]), "utf-8"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return utf16(b, unicode.BigEndian), "utf-16be"
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return utf16(b, unicode.LittleEndian), "utf-16le"
	}
	for _, label := range [...]string{protocol, atCharset(b), environment} {
		enc, name := charset.Lookup(strings.TrimSpace(label))
		if enc == nil {
			continue
		}
		if name == "utf-8" {
			break
		}
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			return string(out), name
		}
	}
	return string(b), "utf-8"
}

func utf16(b []byte, e unicode.Endianness) string {
	out, _ := unicode.UTF16(e, unicode.ExpectBOM).NewDecoder().Bytes(b) // broken units become U+FFFD
	return string(out)
}

// atCharset returns the encoding of an @charset rule written in the one form that counts.
// UTF-16 there is impossible and means UTF-8.
func atCharset(b []byte) string {
	const head = `@charset "`
	if !bytes.HasPrefix(b, []byte(head)) {
		return ""
	}
	b = b[len(head):min(len(b), maxCharset)]
	i := bytes.IndexByte(b, '"')
	if i < 0 || i+1 >= len(b) || b[i+1] != ';' {
		return ""
	}
	label := string(b[:i])
	if _, name := charset.Lookup(label); name == "utf-16be" || name == "utf-16le" {
		return "utf-8"
	}
	return label
}
