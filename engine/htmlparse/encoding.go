package htmlparse

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"

	"vitrine/engine/trace"
	"vitrine/net/sniff"
)

// decode returns the document's text as UTF-8 and the name of the encoding it was in.
//
// The order is the standard's: byte order mark, then what the caller or the transport says, then
// a <meta> (or an XML declaration) near the start. Without any of them XML is UTF-8 and HTML is
// windows-1252; only a local file, for which no server could have spoken, is UTF-8 when it is
// valid UTF-8, as in Chromium.
// https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
func decode(sp *trace.Span, in Input, xml bool) (text, name string) {
	b := in.Body
	enc, rest := sniff.TrimBOM(b)
	if !enc.Valid() {
		enc = declared(in, xml)
	}
	if enc != sniff.UTF8 {
		return view(enc.Decode(rest)), strings.ToLower(enc.Name())
	}
	if !utf8.Valid(rest) {
		sp.Note(trace.Warning, "encoding", trace.Pos{URL: in.URL}, trace.Str("charset", "utf-8"),
			trace.Str("problem", "ill-formed bytes were replaced"))
		rest = enc.Decode(rest)
	}
	return view(rest), "utf-8"
}

// declared returns the encoding of a body that has no byte order mark.
func declared(in Input, xml bool) sniff.Encoding {
	b := in.Body
	for _, label := range []string{in.Charset, charsetParam(in.ContentType)} {
		if e, ok := sniff.LookupEncoding(label); ok {
			return e
		}
	}
	if xml {
		if e, ok := sniff.LookupEncoding(xmlEncoding(b)); ok {
			return e
		}
		return sniff.UTF8
	}
	c := sniff.HTMLCharset(b, sniff.Type{})
	if c.By == sniff.ByDefault && strings.HasPrefix(in.URL, "file:") && utf8.Valid(b) {
		return sniff.UTF8
	}
	return c.Encoding
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

// view returns b as a string without a copy. The parsers below copy what they keep, and nobody
// writes to a body that was fetched.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Text decodes a body that is shown as plain text, by the rules for HTML without its <meta>.
func Text(contentType string, body []byte) string {
	s, _ := decode(nil, Input{ContentType: contentType, Body: body}, true)
	return strings.ToValidUTF8(s, "\ufffd")
}
