package htmlparse

import (
	"strings"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/net/sniff"
)

// Limits bounds what a document may cost. The zero value of a field means its default.
type Limits struct {
	// Depth is how many elements may be open at once. Deeper ones become siblings of the
	// deepest ancestor that fits, as in other browsers. At most 500.
	Depth int
	// EntityBytes is how much text the entities that an XML document declares itself may
	// expand to in total.
	EntityBytes int
	// Attrs is how many attributes of one element are kept.
	Attrs int
}

// DefaultLimits are the limits that a zero Limits means.
var DefaultLimits = Limits{Depth: 500, EntityBytes: 1 << 20, Attrs: 10000}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	if l.Depth > 0 {
		d.Depth = min(l.Depth, d.Depth)
	}
	if l.EntityBytes > 0 {
		d.EntityBytes = l.EntityBytes
	}
	if l.Attrs > 0 {
		d.Attrs = l.Attrs
	}
	return d
}

// Input is what one document is parsed from.
type Input struct {
	URL         string // address of the document, after redirects
	ContentType string // value of the Content-Type header; "" is text/html
	Body        []byte // undecoded bytes
	Charset     string // encoding label that wins over everything but a byte order mark; usually ""
	Limits      Limits
}

// Parse builds the document of in. It always returns a document with a root element.
func Parse(sp *trace.Span, in Input) *dom.Document {
	in.Limits = in.Limits.withDefaults()
	around := sp
	sp = sp.Fork("parse", trace.Int("bytes", len(in.Body)))
	xml := IsXML(in.ContentType)
	text, charset := decode(sp, in, xml)
	d := dom.NewDocument(in.URL)
	d.Charset = charset
	if xml {
		parseXML(sp, d, text, in.Limits)
	} else {
		parseHTML(sp, d, text, in.Limits)
	}
	notePlaces(d, text)
	sp.Set(trace.Int("nodes", d.Len()), trace.Str("charset", charset))
	sp.End()
	if around != nil { // beside the parsing, so that looking at it does not count as its time
		report(around, d, text, xml)
	}
	return d
}

// IsXML reports whether a Content-Type value names an XML type.
// https://mimesniff.spec.whatwg.org/#xml-mime-type
func IsXML(contentType string) bool {
	t := essence(contentType)
	return t == "text/xml" || t == "application/xml" || strings.HasSuffix(t, "+xml")
}

func essence(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// charsetParam returns the charset parameter of a Content-Type value, or "".
func charsetParam(contentType string) string {
	t, _ := sniff.ParseType(contentType)
	label, _ := t.Param("charset")
	return label
}
