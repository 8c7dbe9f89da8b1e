package sniff

import (
	"strings"

	"vitrine/net/header"
)

// Type is a MIME type. Main and Sub are in lower case.
//
// https://mimesniff.spec.whatwg.org/#mime-type-representation
type Type struct {
	Main, Sub string
	Params    []Param
}

// Param is one parameter: the name in lower case, the value as written.
type Param struct{ Name, Value string }

// Known types, without parameters.
var (
	HTML        = Type{Main: "text", Sub: "html"}
	XHTML       = Type{Main: "application", Sub: "xhtml+xml"}
	XML         = Type{Main: "text", Sub: "xml"}
	SVG         = Type{Main: "image", Sub: "svg+xml"}
	CSS         = Type{Main: "text", Sub: "css"}
	PlainText   = Type{Main: "text", Sub: "plain"}
	OctetStream = Type{Main: "application", Sub: "octet-stream"}
	PDF         = Type{Main: "application", Sub: "pdf"}
	JSON        = Type{Main: "application", Sub: "json"}
)

// Essence returns "main/sub", or "" for the zero Type.
func (t Type) Essence() string {
	if t.Main == "" {
		return ""
	}
	return t.Main + "/" + t.Sub
}

// Is reports whether both types have the same essence.
func (t Type) Is(o Type) bool { return t.Main == o.Main && t.Sub == o.Sub }

// Param returns the value of a parameter; name is in lower case.
func (t Type) Param(name string) (value string, ok bool) {
	for _, p := range t.Params {
		if p.Name == name {
			return p.Value, true
		}
	}
	return "", false
}

// IsXML reports an XML MIME type: text/xml, application/xml, or +xml.
func (t Type) IsXML() bool {
	return strings.HasSuffix(t.Sub, "+xml") || (t.Sub == "xml" && (t.Main == "text" || t.Main == "application"))
}

// IsHTML reports text/html.
func (t Type) IsHTML() bool { return t.Is(HTML) }

// IsJSON reports a JSON MIME type.
func (t Type) IsJSON() bool {
	return strings.HasSuffix(t.Sub, "+json") || (t.Sub == "json" && (t.Main == "text" || t.Main == "application"))
}

// IsImage reports an image MIME type.
func (t Type) IsImage() bool { return t.Main == "image" }

// IsAudioOrVideo reports an audio or video MIME type.
func (t Type) IsAudioOrVideo() bool {
	return t.Main == "audio" || t.Main == "video" || t.Is(Type{Main: "application", Sub: "ogg"})
}

// IsFont reports a font MIME type.
//
// https://mimesniff.spec.whatwg.org/#font-mime-type
func (t Type) IsFont() bool {
	if t.Main == "font" {
		return true
	}
	if t.Main != "application" {
		return false
	}
	switch t.Sub {
	case "font-cff", "font-off", "font-sfnt", "font-ttf", "font-woff", "vnd.ms-fontobject", "vnd.ms-opentype":
		return true
	}
	return false
}

// IsZIP reports a ZIP-based MIME type.
func (t Type) IsZIP() bool {
	return strings.HasSuffix(t.Sub, "+zip") || (t.Main == "application" && t.Sub == "zip")
}

// IsArchive reports an archive MIME type.
func (t Type) IsArchive() bool {
	return t.Main == "application" && (t.Sub == "x-rar-compressed" || t.Sub == "zip" || t.Sub == "x-gzip")
}

// IsScriptable reports a type whose documents may run scripts.
func (t Type) IsScriptable() bool { return t.IsXML() || t.IsHTML() || t.Is(PDF) }

// IsJavaScript reports one of the JavaScript MIME types.
func (t Type) IsJavaScript() bool {
	switch t.Essence() {
	case "application/ecmascript", "application/javascript", "application/x-ecmascript", "application/x-javascript",
		"text/ecmascript", "text/javascript", "text/javascript1.0", "text/javascript1.1", "text/javascript1.2",
		"text/javascript1.3", "text/javascript1.4", "text/javascript1.5", "text/jscript", "text/livescript",
		"text/x-ecmascript", "text/x-javascript":
		return true
	}
	return false
}

// String serialises the type.
//
// https://mimesniff.spec.whatwg.org/#serializing-a-mime-type
func (t Type) String() string {
	if len(t.Params) == 0 {
		return t.Essence()
	}
	var b strings.Builder
	b.WriteString(t.Essence())
	for _, p := range t.Params {
		b.WriteByte(';')
		b.WriteString(p.Name)
		b.WriteByte('=')
		if header.ValidName(p.Value) {
			b.WriteString(p.Value)
			continue
		}
		b.WriteByte('"')
		for i := range len(p.Value) {
			if c := p.Value[i]; c == '"' || c == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(p.Value[i])
		}
		b.WriteByte('"')
	}
	return b.String()
}

// ParseType parses a MIME type; ok is false when s is none.
//
// https://mimesniff.spec.whatwg.org/#parsing-a-mime-type
func ParseType(s string) (t Type, ok bool) {
	s = strings.Trim(s, httpSpace)
	main, rest, found := strings.Cut(s, "/")
	if !found || !header.ValidName(main) {
		return Type{}, false
	}
	sub, params, more := strings.Cut(rest, ";")
	sub = strings.TrimRight(sub, httpSpace)
	if !header.ValidName(sub) {
		return Type{}, false
	}
	t = Type{Main: strings.ToLower(main), Sub: strings.ToLower(sub)}
	for more {
		var name string
		params = strings.TrimLeft(params, httpSpace)
		end := strings.IndexAny(params, ";=")
		if end < 0 {
			break
		}
		name = strings.ToLower(params[:end])
		if params[end] == ';' {
			params = params[end+1:]
			continue
		}
		params = params[end+1:]
		var value string
		quoted := strings.HasPrefix(params, `"`)
		if quoted {
			value, params = quotedString(params)
			_, params, more = strings.Cut(params, ";")
		} else {
			value, params, more = strings.Cut(params, ";")
			value = strings.TrimRight(value, httpSpace)
			if value == "" {
				continue
			}
		}
		if _, dup := t.Param(name); !dup && header.ValidName(name) && validParam(value) {
			t.Params = append(t.Params, Param{name, value})
		}
	}
	return t, true
}

const httpSpace = " \t\r\n"

// quotedString collects an HTTP quoted string at the start of s, which begins with a quote,
// and returns its value and what follows.
//
// https://fetch.spec.whatwg.org/#collect-an-http-quoted-string
func quotedString(s string) (value, rest string) {
	if i := strings.IndexAny(s[1:], `"\`); i >= 0 && s[1+i] == '"' {
		return s[1 : 1+i], s[2+i:]
	}
	var b strings.Builder
	i := 1
	for ; i < len(s); i++ {
		c := s[i]
		if c == '"' {
			return b.String(), s[i+1:]
		}
		if c == '\\' {
			i++
			if i == len(s) {
				b.WriteByte('\\')
				break
			}
			c = s[i]
		}
		b.WriteByte(c)
	}
	return b.String(), ""
}

// validParam reports whether s holds only HTTP quoted-string token code points. Bytes above
// 0x7F stand for U+0080 to U+00FF, as in a header value.
func validParam(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 0x20 && c != '\t') || c == 0x7F {
			return false
		}
	}
	return true
}

// ExtractType returns the type that the Content-Type fields declare together.
//
// https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
func ExtractType(h header.List) (t Type, ok bool) {
	charset, essence := "", ""
	hasCharset := false
	for _, v := range h.Split("Content-Type") {
		next, valid := ParseType(v)
		if !valid || next.Essence() == "*/*" {
			continue
		}
		t, ok = next, true
		if t.Essence() != essence {
			charset, hasCharset = t.Param("charset")
			essence = t.Essence()
		} else if _, has := t.Param("charset"); !has && hasCharset {
			t.Params = append(t.Params, Param{"charset", charset})
		}
	}
	return t, ok
}

// NoSniff reports whether X-Content-Type-Options forbids guessing.
//
// https://fetch.spec.whatwg.org/#determine-nosniff
func NoSniff(h header.List) bool {
	v := h.Split("X-Content-Type-Options")
	return len(v) > 0 && header.EqualFold(v[0], "nosniff")
}

// TypeOfFile returns the type that a file's name suggests by its extension. Only types that the
// engine tells apart are listed; ok is false for all others, whose bytes must decide.
func TypeOfFile(name string) (t Type, ok bool) {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || strings.IndexByte(name[dot:], '/') >= 0 {
		return Type{}, false
	}
	e, ok := extension[strings.ToLower(name[dot+1:])]
	if !ok {
		return Type{}, false
	}
	main, sub, _ := strings.Cut(e, "/")
	return Type{Main: main, Sub: sub}, true
}

var extension = map[string]string{
	"html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "xht": "application/xhtml+xml",
	"xml": "text/xml", "xsl": "text/xml", "svg": "image/svg+xml", "css": "text/css", "txt": "text/plain",
	"text": "text/plain", "md": "text/plain", "log": "text/plain", "csv": "text/csv", "js": "text/javascript",
	"mjs": "text/javascript", "json": "application/json", "pdf": "application/pdf", "png": "image/png",
	"jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
	"bmp": "image/bmp", "ico": "image/x-icon", "avif": "image/avif", "tif": "image/tiff", "tiff": "image/tiff",
	"ttf": "font/ttf", "otf": "font/otf", "woff": "font/woff", "woff2": "font/woff2", "ttc": "font/collection",
	"mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg", "wav": "audio/wav", "mp4": "video/mp4",
	"webm": "video/webm", "ogv": "video/ogg", "zip": "application/zip", "gz": "application/gzip",
	"wasm": "application/wasm", "rtf": "application/rtf", "mht": "message/rfc822", "mhtml": "message/rfc822",
}
