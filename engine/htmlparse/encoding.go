package htmlparse

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"vitrine/engine/trace"
)

// decode returns the document's text as UTF-8 and the name of the encoding it was in.
//
// The order is the standard's: byte order mark, then what the transport says, then a <meta> (or
// an XML declaration) within the first 1024 bytes. Without any of them XML is UTF-8, and HTML is
// UTF-8 when it is valid UTF-8 and windows-1252 otherwise.
// https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
func decode(sp *trace.Span, in Input, xml bool) (text, name string) {
	b := in.Body
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return utf8Text(sp, in.URL, b[3:]), "utf-8"
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return convert(sp, in.URL, b[2:], "utf-16be")
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return convert(sp, in.URL, b[2:], "utf-16le")
	}
	for _, label := range []string{in.Charset, charsetParam(in.ContentType)} {
		if e, n := charset.Lookup(label); e != nil {
			return convert(sp, in.URL, b, n)
		}
	}
	if xml {
		if e, n := charset.Lookup(xmlEncoding(b)); e != nil {
			return convert(sp, in.URL, b, n)
		}
		return utf8Text(sp, in.URL, b), "utf-8"
	}
	head := b[:min(len(b), 1024)]
	if _, n, certain := charset.DetermineEncoding(head, "text/html"); certain || metaCharset(head) {
		return convert(sp, in.URL, b, n)
	}
	if utf8.Valid(b) {
		return view(b), "utf-8"
	}
	return convert(sp, in.URL, b, "windows-1252")
}

// metaCharset reports whether head declares an encoding itself: DetermineEncoding also answers
// "not certain" for one that a <meta> names.
func metaCharset(head []byte) bool {
	low := bytes.ToLower(head)
	i := bytes.Index(low, []byte("charset"))
	return i > 0 && bytes.Contains(low[:i], []byte("<meta"))
}

// xmlEncoding returns the encoding named by an XML declaration, or "".
// https://www.w3.org/TR/xml/#NT-EncodingDecl
func xmlEncoding(b []byte) string {
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return ""
	}
	decl, _, ok := bytes.Cut(b[:min(len(b), 1024)], []byte("?>"))
	if !ok {
		return ""
	}
	return pseudoAttr(string(decl), "encoding")
}

// pseudoAttr returns the value of name="value" in the data of an XML declaration or a processing
// instruction, or "".
func pseudoAttr(s, name string) string {
	for {
		i := strings.Index(s, name)
		if i < 0 {
			return ""
		}
		rest := strings.TrimLeft(s[i+len(name):], " \t\r\n")
		if v, ok := strings.CutPrefix(rest, "="); ok && i > 0 && strings.ContainsRune(" \t\r\n", rune(s[i-1])) {
			v = strings.TrimLeft(v, " \t\r\n")
			if v != "" && (v[0] == '"' || v[0] == '\'') {
				if j := strings.IndexByte(v[1:], v[0]); j >= 0 {
					return v[1 : 1+j]
				}
			}
			return ""
		}
		s = s[i+len(name):]
	}
}

func convert(sp *trace.Span, url string, b []byte, name string) (string, string) {
	e, canonical := charset.Lookup(name)
	if canonical == "utf-8" {
		return utf8Text(sp, url, b), canonical
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		sp.Note(trace.Warning, "encoding", trace.Pos{URL: url}, trace.Str("charset", canonical), trace.Err(err))
	}
	return view(out), canonical
}

// utf8Text returns b as text, with U+FFFD for each ill-formed sequence.
func utf8Text(sp *trace.Span, url string, b []byte) string {
	if utf8.Valid(b) {
		return view(b)
	}
	sp.Note(trace.Warning, "encoding", trace.Pos{URL: url}, trace.Str("charset", "utf-8"),
		trace.Str("problem", "ill-formed bytes were replaced"))
	out, err := unicode.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(out)
}

// view returns b as a string without a copy. The parsers below copy what they keep, and nobody
// writes to a body that was fetched.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Text decodes a body that is shown as plain text, by the rules for HTML without its <meta>.
func Text(contentType string, body []byte) string {
	s, _ := decode(nil, Input{ContentType: contentType, Body: body}, true)
	return strings.ToValidUTF8(s, "\ufffd")
}
