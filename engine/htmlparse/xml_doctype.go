package htmlparse

import (
	"strings"

	"golang.org/x/net/html"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// xhtmlPublic are the public identifiers whose DTD is replaced by the HTML entities.
// https://html.spec.whatwg.org/multipage/xhtml.html#parsing-xhtml-documents
var xhtmlPublic = map[string]bool{
	"-//W3C//DTD XHTML 1.0 Transitional//EN":                 true,
	"-//W3C//DTD XHTML 1.1//EN":                              true,
	"-//W3C//DTD XHTML 1.0 Strict//EN":                       true,
	"-//W3C//DTD XHTML 1.0 Frameset//EN":                     true,
	"-//W3C//DTD XHTML Basic 1.0//EN":                        true,
	"-//W3C//DTD XHTML 1.1 plus MathML 2.0//EN":              true,
	"-//W3C//DTD XHTML 1.1 plus MathML 2.0 plus SVG 1.1//EN": true,
	"-//W3C//DTD MathML 2.0//EN":                             true,
	"-//WAPFORUM//DTD XHTML Mobile 1.0//EN":                  true,
}

// htmlEntity returns the text of a named character reference of HTML, or "".
func htmlEntity(name string) string {
	ref := "&" + name + ";"
	if s := html.UnescapeString(ref); s != ref && !strings.HasSuffix(s, ";") {
		return s
	}
	return ""
}

// readDoctype reads a document type declaration. Of an internal subset it uses the entities; a
// DTD elsewhere is never fetched. https://www.w3.org/TR/xml/#NT-doctypedecl
func (r *xmlReader) readDoctype() {
	at := r.pos
	r.doctype = true
	r.pos += len("<!DOCTYPE")
	r.space()
	name := r.name("a document type declaration")
	r.space()
	var public, system string
	if strings.HasPrefix(r.in[r.pos:], "PUBLIC") {
		r.pos += 6
		r.space()
		public = r.literal()
		r.space()
		system = r.literal()
		r.external = true
	} else if strings.HasPrefix(r.in[r.pos:], "SYSTEM") {
		r.pos += 6
		r.space()
		system = r.literal()
		r.external = true
	}
	r.html = xhtmlPublic[strings.Join(strings.Fields(public), " ")]
	r.space()
	if r.pos < len(r.in) && r.in[r.pos] == '[' {
		r.pos++
		r.subset(at)
		r.space()
	}
	if r.pos >= len(r.in) || r.in[r.pos] != '>' {
		r.fail(at, "the document type declaration is not closed")
	}
	r.pos++
	r.d.Append(r.d.Root(), r.d.NewDoctypeIDs(strings.Clone(name), strings.Clone(public), strings.Clone(system)))
	// https://html.spec.whatwg.org/multipage/xhtml.html: XML documents are never in quirks mode.
	r.d.Mode = dom.NoQuirks
}

func (r *xmlReader) literal() string {
	if r.pos < len(r.in) && (r.in[r.pos] == '"' || r.in[r.pos] == '\'') {
		if end := strings.IndexByte(r.in[r.pos+1:], r.in[r.pos]); end >= 0 {
			s := r.in[r.pos+1 : r.pos+1+end]
			r.pos += end + 2
			return s
		}
	}
	r.fail(r.pos, "a quoted text is missing in a declaration")
	return ""
}

// subset reads the internal subset up to its closing bracket.
func (r *xmlReader) subset(at int) {
	for {
		r.space()
		rest := r.in[r.pos:]
		switch {
		case rest == "":
			r.fail(at, "the internal subset is not closed")
		case rest[0] == ']':
			r.pos++
			return
		case strings.HasPrefix(rest, "<!--"):
			i := strings.Index(rest[4:], "-->")
			if i < 0 {
				r.fail(r.pos, "a comment is not closed")
			}
			r.pos += 4 + i + 3
		case strings.HasPrefix(rest, "<?"):
			i := strings.Index(rest, "?>")
			if i < 0 {
				r.fail(r.pos, "a processing instruction is not closed")
			}
			r.pos += i + 2
		case strings.HasPrefix(rest, "<!ENTITY"):
			r.entityDecl()
		case strings.HasPrefix(rest, "<!"):
			r.skipDecl()
		case rest[0] == '%':
			i := strings.IndexByte(rest, ';')
			if i < 0 {
				r.fail(r.pos, "a parameter reference is not closed")
			}
			r.sp.Note(trace.Info, "xml", position(r.d.URL, r.full, r.pos), trace.Str("problem", "parameter entities are not read"))
			r.external = true
			r.pos += i + 1
		default:
			r.fail(r.pos, "the internal subset is broken")
		}
	}
}

// skipDecl moves past a declaration, minding quotes.
func (r *xmlReader) skipDecl() {
	at := r.pos
	for r.pos < len(r.in) {
		switch c := r.in[r.pos]; c {
		case '"', '\'':
			r.literal()
		case '>':
			r.pos++
			return
		default:
			r.pos++
		}
	}
	r.fail(at, "a declaration is not closed")
}

// entityDecl reads <!ENTITY name "value">. Other forms are skipped.
// https://www.w3.org/TR/xml/#sec-entity-decl
func (r *xmlReader) entityDecl() {
	at := r.pos
	r.pos += len("<!ENTITY")
	r.space()
	if r.pos < len(r.in) && r.in[r.pos] == '%' {
		r.skipDecl()
		return
	}
	name := r.name("an entity")
	r.space()
	if r.pos >= len(r.in) || r.in[r.pos] != '"' && r.in[r.pos] != '\'' {
		r.external = true
		r.skipDecl()
		return
	}
	value := r.literal()
	// Character references are expanded now, others when the entity is used.
	// https://www.w3.org/TR/xml/#intern-replacement
	var b strings.Builder
	in, pos := r.in, r.pos
	r.in, r.pos = value, 0
	for r.pos < len(value) {
		if strings.HasPrefix(value[r.pos:], "&#") {
			s, _ := r.reference()
			b.WriteString(s)
			continue
		}
		b.WriteByte(value[r.pos])
		r.pos++
	}
	r.in, r.pos = in, pos
	if r.entities == nil {
		r.entities = map[string]string{}
	}
	if _, twice := r.entities[name]; !twice {
		r.entities[strings.Clone(name)] = b.String()
	}
	r.space()
	if r.pos >= len(r.in) || r.in[r.pos] != '>' {
		r.fail(at, "the declaration of entity %s is not closed", name)
	}
	r.pos++
}
