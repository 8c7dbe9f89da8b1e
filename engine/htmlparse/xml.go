package htmlparse

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// xmlReader reads one XML document into d. Errors of well-formedness stop it, as the
// specification asks; what came before them stays. https://www.w3.org/TR/xml/#sec-terminology
type xmlReader struct {
	d    *dom.Document
	sp   *trace.Span
	lim  Limits
	full string // the whole document, for positions

	in    string // the text being read: full, or the replacement text of an entity
	pos   int
	outer []xmlInput // the texts that entity references interrupted

	open []xmlElement
	bind []nsBinding
	text strings.Builder // character data not yet in the tree

	seenRoot bool
	doctype  bool
	entities map[string]string // declared by the document
	html     bool              // the doctype makes the HTML entities known
	external bool              // the doctype names a DTD that is not read
	expanded int

	attrs  []xmlAttr
	names  map[string]dom.Atom
	firstE *xmlError // the first error that did not stop the reader
}

type xmlInput struct {
	text string
	pos  int
	name string
}

type xmlElement struct {
	name  string // as written, with its prefix
	node  *dom.Node
	binds int // len(bind) outside the element
}

type nsBinding struct {
	prefix, uri string
}

type xmlAttr struct {
	name, value string
}

// xmlError is a violation of well-formedness.
type xmlError struct {
	at  int
	msg string
}

func (r *xmlReader) fail(at int, format string, a ...any) {
	if len(r.outer) > 0 {
		at = r.outer[0].pos
	}
	panic(&xmlError{at, fmt.Sprintf(format, a...)})
}

// soft records an error of namespaces: the document is still shown whole.
func (r *xmlReader) soft(at int, format string, a ...any) {
	if len(r.outer) > 0 {
		at = r.outer[0].pos
	}
	if r.firstE == nil {
		r.firstE = &xmlError{at, fmt.Sprintf(format, a...)}
	}
}

// parseXML fills d from XML text. A document that is not well-formed shows what came before the
// error below a message, as other browsers do.
func parseXML(sp *trace.Span, d *dom.Document, text string, lim Limits) {
	d.XML = true
	text = newlines(text)
	r := &xmlReader{d: d, sp: sp, lim: lim, full: text, in: text, names: map[string]dom.Atom{}}
	err := r.run()
	r.flush()
	if err == nil {
		err = r.firstE
	}
	if err != nil {
		at := position(d.URL, text, err.at)
		sp.Note(trace.Warning, "xml", at, trace.Str("problem", err.msg))
		showError(d, at, err.msg)
	}
}

// newlines normalises line ends. https://www.w3.org/TR/xml/#sec-line-ends
func newlines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func (r *xmlReader) run() (err *xmlError) {
	defer func() {
		if v := recover(); v != nil {
			e, ok := v.(*xmlError)
			if !ok {
				panic(v)
			}
			err = e
		}
	}()
	if strings.HasPrefix(r.in, "<?xml") && len(r.in) > 5 && isXMLSpace(r.in[5]) {
		i := strings.Index(r.in, "?>")
		if i < 0 {
			r.fail(0, "the XML declaration is not closed")
		}
		r.pos = i + 2
	}
	for {
		if r.pos >= len(r.in) {
			if n := len(r.outer); n > 0 {
				r.in, r.pos, r.outer = r.outer[n-1].text, r.outer[n-1].pos, r.outer[:n-1]
				continue
			}
			break
		}
		if r.in[r.pos] == '<' {
			r.markup()
		} else {
			r.chars()
		}
	}
	if n := len(r.open); n > 0 {
		r.fail(len(r.full), "element %s is not closed", r.open[n-1].name)
	}
	if !r.seenRoot {
		r.fail(len(r.full), "the document has no element")
	}
	return nil
}

// parent is where nodes go now: the innermost open element that the depth limit lets be one.
func (r *xmlReader) parent() *dom.Node {
	if n := min(len(r.open), r.lim.Depth); n > 0 {
		return r.open[n-1].node
	}
	return r.d.Root()
}

func (r *xmlReader) flush() {
	if r.text.Len() == 0 {
		return
	}
	if len(r.open) > 0 {
		r.d.Append(r.parent(), r.d.NewText(r.text.String()))
	}
	r.text.Reset()
}

// chars reads character data and references up to the next markup.
func (r *xmlReader) chars() {
	start := r.pos
	i := start
	for i < len(r.in) && r.in[i] != '<' && r.in[i] != '&' {
		c := r.in[i]
		if c < ' ' && !isXMLSpace(c) {
			r.pos = i
			r.add(r.in[start:i])
			r.fail(i, "character U+%04X is not allowed", c)
		}
		if c == ']' && strings.HasPrefix(r.in[i:], "]]>") {
			r.add(r.in[start:i])
			r.fail(i, "]]> is not allowed in text")
		}
		i++
	}
	r.add(r.in[start:i])
	r.pos = i
	if i < len(r.in) && r.in[i] == '&' {
		if len(r.open) == 0 {
			r.fail(i, "a reference outside the root element")
		}
		if s, entity := r.reference(); entity == "" {
			r.text.WriteString(s)
		} else {
			r.push(entity, s)
		}
	}
}

func (r *xmlReader) add(s string) {
	if len(r.open) > 0 {
		r.text.WriteString(s)
		return
	}
	if strings.TrimLeft(s, " \t\n") != "" {
		r.fail(r.pos, "text outside the root element")
	}
}

// push reads the replacement text of an entity before going on.
func (r *xmlReader) push(name, text string) {
	r.charge(name, text)
	for _, o := range r.outer {
		if o.name == name {
			r.fail(r.pos, "entity %s refers to itself", name)
		}
	}
	r.outer = append(r.outer, xmlInput{r.in, r.pos, name})
	r.in, r.pos = text, 0
}

func (r *xmlReader) charge(name, text string) {
	r.expanded += len(text)
	if r.expanded > r.lim.EntityBytes {
		r.fail(r.pos, "entity %s expands too far", name)
	}
}

// reference reads the reference at pos. For a character or a predefined entity it returns the
// text; for an entity of the document its replacement text and its name.
func (r *xmlReader) reference() (text, entity string) {
	end := strings.IndexByte(r.in[r.pos:min(len(r.in), r.pos+256)], ';')
	if end < 0 {
		r.fail(r.pos, "a reference is not closed with a semicolon")
	}
	name := r.in[r.pos+1 : r.pos+end]
	at := r.pos
	r.pos += end + 1
	if num, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex, ok := strings.CutPrefix(num, "x"); ok {
			num, base = hex, 16
		}
		v, err := strconv.ParseUint(num, base, 32)
		c := rune(v)
		if err != nil || v > utf8.MaxRune || !utf8.ValidRune(c) || c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
			r.fail(at, "%q is not a character reference", name)
		}
		return string(c), ""
	}
	switch name {
	case "lt":
		return "<", ""
	case "gt":
		return ">", ""
	case "amp":
		return "&", ""
	case "quot":
		return `"`, ""
	case "apos":
		return "'", ""
	}
	if !isXMLName(name) {
		r.fail(at, "an ampersand does not start a reference")
	}
	if v, ok := r.entities[name]; ok {
		return v, name
	}
	if r.html {
		if v := htmlEntity(name); v != "" {
			return v, ""
		}
	}
	if r.external { // it may be declared in the part of the DTD that is not read
		r.sp.Note(trace.Warning, "xml", position(r.d.URL, r.full, at), trace.Str("problem", "unknown entity "+name))
		return "", ""
	}
	r.fail(at, "entity %s is not declared", name)
	return "", ""
}

func (r *xmlReader) markup() {
	rest := r.in[r.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		i := strings.Index(rest[4:], "--")
		if i < 0 || !strings.HasPrefix(rest[4+i:], "-->") {
			r.fail(r.pos, "a comment is not closed or contains --")
		}
		r.flush()
		r.d.Append(r.parent(), r.d.NewComment(strings.Clone(rest[4:4+i])))
		r.pos += 4 + i + 3
	case strings.HasPrefix(rest, "<![CDATA["):
		i := strings.Index(rest, "]]>")
		if i < 0 {
			r.fail(r.pos, "a CDATA section is not closed")
		}
		if len(r.open) == 0 {
			r.fail(r.pos, "a CDATA section outside the root element")
		}
		r.text.WriteString(rest[9:i])
		r.pos += i + 3
	case strings.HasPrefix(rest, "<?"):
		i := 2 + strings.Index(rest[2:], "?>")
		if i < 2 {
			r.fail(r.pos, "a processing instruction is not closed")
		}
		target, data, _ := strings.Cut(rest[2:i], " ")
		if j := strings.IndexAny(target, "\t\n"); j >= 0 {
			target, data = rest[2:2+j], rest[2+j+1:i]
		}
		if !isXMLName(target) || strings.EqualFold(target, "xml") {
			r.fail(r.pos, "%q is not a target of a processing instruction", target)
		}
		r.flush()
		r.d.Append(r.parent(), r.d.NewPI(strings.Clone(target), strings.Clone(strings.TrimLeft(data, " \t\n"))))
		r.pos += i + 2
	case strings.HasPrefix(rest, "<!DOCTYPE"):
		if r.seenRoot || r.doctype || len(r.outer) > 0 {
			r.fail(r.pos, "a document type declaration in the wrong place")
		}
		r.readDoctype()
	case strings.HasPrefix(rest, "</"):
		r.endTag()
	default:
		r.startTag()
	}
}

// name reads an XML name at pos.
func (r *xmlReader) name(what string) string {
	i := r.pos
	for i < len(r.in) && isNameByte(r.in[i]) {
		i++
	}
	s := r.in[r.pos:i]
	if !isXMLName(s) {
		r.fail(r.pos, "%s has no proper name", what)
	}
	r.pos = i
	return s
}

func (r *xmlReader) space() bool {
	i := r.pos
	for i < len(r.in) && isXMLSpace(r.in[i]) {
		i++
	}
	moved := i > r.pos
	r.pos = i
	return moved
}

func (r *xmlReader) endTag() {
	at := r.pos
	r.pos += 2
	name := r.name("an end tag")
	r.space()
	if r.pos >= len(r.in) || r.in[r.pos] != '>' {
		r.fail(at, "the end tag of %s is not closed", name)
	}
	r.pos++
	if len(r.open) == 0 {
		r.fail(at, "the end tag of %s has no start tag", name)
	}
	r.flush()
	top := r.open[len(r.open)-1]
	if top.name != name {
		r.fail(at, "opening and ending tag mismatch: %s and %s", top.name, name)
	}
	r.pop()
}

func (r *xmlReader) pop() {
	n := len(r.open) - 1
	r.bind = r.bind[:r.open[n].binds]
	r.open = r.open[:n]
}

func (r *xmlReader) startTag() {
	at := r.pos
	r.pos++
	name := r.name("a start tag")
	r.attrs = r.attrs[:0]
	selfClosed := false
	for {
		spaced := r.space()
		if r.pos >= len(r.in) {
			r.fail(at, "the start tag of %s is not closed", name)
		}
		if r.in[r.pos] == '>' {
			r.pos++
			break
		}
		if strings.HasPrefix(r.in[r.pos:], "/>") {
			r.pos += 2
			selfClosed = true
			break
		}
		if !spaced {
			r.fail(r.pos, "attributes of %s are not separated by a space", name)
		}
		r.attribute(name)
	}
	if len(r.open) == 0 {
		if r.seenRoot {
			r.fail(at, "a second root element %s", name)
		}
		r.seenRoot = true
	}
	r.flush()
	r.element(at, name)
	if selfClosed {
		r.pop()
	}
}

func (r *xmlReader) attribute(element string) {
	at := r.pos
	name := r.name("an attribute of " + element)
	r.space()
	if r.pos >= len(r.in) || r.in[r.pos] != '=' {
		r.fail(at, "attribute %s has no value", name)
	}
	r.pos++
	r.space()
	if r.pos >= len(r.in) || r.in[r.pos] != '"' && r.in[r.pos] != '\'' {
		r.fail(at, "the value of attribute %s is not quoted", name)
	}
	quote := r.in[r.pos]
	r.pos++
	end := strings.IndexByte(r.in[r.pos:], quote)
	if end < 0 {
		r.fail(at, "the value of attribute %s is not closed", name)
	}
	raw := r.in[r.pos : r.pos+end]
	if i := strings.IndexByte(raw, '<'); i >= 0 {
		r.fail(r.pos+i, "< is not allowed in the value of attribute %s", name)
	}
	value := raw
	if strings.ContainsAny(raw, "&\n\t") {
		value = r.attValue(raw, 0)
	} else {
		value = strings.Clone(raw)
	}
	r.pos += end + 1
	if len(r.attrs) < r.lim.Attrs {
		r.attrs = append(r.attrs, xmlAttr{name, value})
	}
}

// maxEntityNesting bounds entities that refer to entities inside attribute values.
const maxEntityNesting = 20

// attValue expands references and normalises white space.
// https://www.w3.org/TR/xml/#AVNormalize
func (r *xmlReader) attValue(raw string, depth int) string {
	if depth > maxEntityNesting {
		r.fail(r.pos, "entities are nested too deep")
	}
	var b strings.Builder
	in, pos := r.in, r.pos
	r.in, r.pos = raw, 0
	for r.pos < len(raw) {
		switch c := raw[r.pos]; c {
		case '&':
			s, entity := r.reference()
			if entity != "" {
				r.charge(entity, s)
				s = r.attValue(s, depth+1)
			}
			b.WriteString(s)
		case '\n', '\t':
			b.WriteByte(' ')
			r.pos++
		default:
			b.WriteByte(c)
			r.pos++
		}
	}
	r.in, r.pos = in, pos
	return b.String()
}

func (r *xmlReader) atom(s string) dom.Atom {
	a, ok := r.names[s]
	if !ok {
		s = strings.Clone(s)
		a = dom.Intern(s)
		r.names[s] = a
	}
	return a
}

// lookup resolves a prefix to a namespace URI. https://www.w3.org/TR/xml-names/#scoping
func (r *xmlReader) lookup(prefix string) (uri string, ok bool) {
	switch prefix {
	case "xml":
		return dom.XML.URI(), true
	case "xmlns":
		return dom.XMLNS.URI(), true
	}
	for i := len(r.bind) - 1; i >= 0; i-- {
		if r.bind[i].prefix == prefix {
			return r.bind[i].uri, r.bind[i].uri != "" || prefix == ""
		}
	}
	return "", prefix == ""
}

// element puts the element whose tag was just read into the tree and opens it.
func (r *xmlReader) element(at int, name string) {
	binds := len(r.bind)
	for _, a := range r.attrs {
		if a.name == "xmlns" {
			r.bind = append(r.bind, nsBinding{"", a.value})
		} else if p, ok := strings.CutPrefix(a.name, "xmlns:"); ok {
			r.bind = append(r.bind, nsBinding{strings.Clone(p), a.value})
		}
	}
	var attrs []dom.Attr
	if len(r.attrs) > 0 {
		attrs = make([]dom.Attr, len(r.attrs))
	}
	for i, a := range r.attrs {
		prefix, local := splitName(a.name)
		at2 := dom.Attr{Name: r.atom(local), Value: a.value}
		switch {
		case a.name == "xmlns":
			at2.NS = dom.XMLNS
		case prefix != "":
			uri, ok := r.lookup(prefix)
			if !ok {
				r.soft(at, "namespace prefix %s for %s on %s is not defined", prefix, local, name)
				at2.Name = r.atom(a.name)
				break
			}
			at2.NS, at2.Prefix = dom.NamespaceOf(uri), r.atom(prefix).Value()
		}
		for _, b := range attrs[:i] {
			if b.Name == at2.Name && b.NS == at2.NS && (at2.NS != dom.OtherNS || b.Prefix == at2.Prefix) {
				r.fail(at, "attribute %s appears twice", a.name)
			}
		}
		attrs[i] = at2
	}
	prefix, local := splitName(name)
	uri, ok := r.lookup(prefix)
	if !ok {
		r.soft(at, "namespace prefix %s on %s is not defined", prefix, local)
		local = name
	}
	n := r.d.NewElement(dom.NamespaceOf(uri), r.atom(local), attrs)
	if prefix != "" && ok {
		n.SetPrefix(r.atom(prefix).Value())
	}
	if len(r.open) == r.lim.Depth {
		r.sp.Note(trace.Warning, "xml", position(r.d.URL, r.full, at),
			trace.Str("problem", "elements nested too deep became siblings"), trace.Int("limit", r.lim.Depth))
	}
	r.d.Append(r.parent(), n)
	r.open = append(r.open, xmlElement{name: name, node: n, binds: binds})
	if len(r.open) > 1<<20 {
		r.fail(at, "more than a million open elements")
	}
}

func splitName(s string) (prefix, local string) {
	if i := strings.IndexByte(s, ':'); i > 0 && i < len(s)-1 {
		return s[:i], s[i+1:]
	}
	return "", s
}

func isXMLSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isNameByte(c byte) bool {
	return c >= 0x80 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '_' || c == ':' || c == '-' || c == '.'
}

// isXMLName reports whether s can be a name; non-ASCII characters are taken as letters.
func isXMLName(s string) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' || s[0] == '-' || s[0] == '.' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isNameByte(s[i]) {
			return false
		}
	}
	return true
}
