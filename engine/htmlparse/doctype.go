package htmlparse

import (
	"strings"

	"golang.org/x/net/html"

	"vitrine/engine/dom"
)

// doctype is the first doctype of a document, as the tokenizer of the standard has it.
// https://html.spec.whatwg.org/multipage/parsing.html#doctype-state
type doctype struct {
	start, end           int // of its markup in the text; equal when there is none
	name, public, system string
	hasSystem            bool
	broken               bool // the standard's force-quirks flag
}

// srcdocURL is the address of documents written into an iframe's attribute: they need no doctype.
const srcdocURL = "about:srcdoc"

// findDoctype finds the doctype that decides a document's mode: comments and white space may
// stand before it, nothing else.
func findDoctype(text string) (dt doctype) {
	z := html.NewTokenizer(strings.NewReader(text))
	at := 0
	for {
		switch z.Next() {
		case html.CommentToken:
		case html.TextToken:
			if strings.Trim(string(z.Raw()), "\t\n\f\r ") != "" {
				return doctype{}
			}
		case html.DoctypeToken:
			raw := text[at : at+len(z.Raw())]
			dt.parse(raw[len("<!doctype"):])
			dt.start, dt.end = at, at+len(raw)
			return dt
		default:
			return doctype{}
		}
		at += len(z.Raw())
	}
}

// parse reads what stands behind the word doctype, with the closing bracket when there is one.
func (dt *doctype) parse(s string) {
	s, closed := strings.CutSuffix(s, ">")
	space := func() { s = strings.TrimLeft(s, "\t\n\f\r ") }
	// quoted takes an identifier in quotes; one that the end cuts off is taken, and broken.
	quoted := func() (id string, ok bool) {
		space()
		if s == "" || s[0] != '"' && s[0] != '\'' {
			return "", false
		}
		id, rest, whole := strings.Cut(s[1:], s[:1])
		s = rest
		dt.broken = dt.broken || !whole
		return clean(id), true
	}
	dt.broken = !closed
	space()
	n := strings.IndexAny(s, "\t\n\f\r ")
	if n < 0 {
		n = len(s)
	}
	dt.name, s = strings.ToLower(clean(s[:n])), s[n:]
	space()
	if dt.name == "" {
		dt.broken = true
		return
	}
	if s == "" {
		return
	}
	keyword := strings.ToLower(s[:min(6, len(s))])
	s = s[min(6, len(s)):]
	switch keyword {
	case "public":
		var ok bool
		if dt.public, ok = quoted(); !ok {
			dt.broken = true
			return
		}
		if space(); s != "" {
			dt.system, dt.hasSystem = quoted()
			dt.broken = dt.broken || !dt.hasSystem
		}
	case "system":
		dt.system, dt.hasSystem = quoted()
		dt.broken = dt.broken || !dt.hasSystem
	default:
		dt.broken = true
	}
}

// clean puts characters as the tokenizer does.
func clean(s string) string {
	if strings.ContainsAny(s, "\x00\r") {
		s = strings.NewReplacer("\x00", "\uFFFD", "\r\n", "\n", "\r", "\n").Replace(s)
	}
	return s
}

// mode returns the mode of a document with this doctype.
func (dt *doctype) mode(srcdoc bool) dom.Mode {
	switch {
	case dt.start == dt.end && srcdoc:
		return dom.NoQuirks
	case dt.start == dt.end || dt.broken:
		return dom.Quirks
	}
	return doctypeMode(dt.name, dt.public, dt.system, dt.hasSystem)
}

// doctypeFor returns the doctype by which the library's tree builder knows the mode. By that of
// the document it would find quirks where there are none: at capital letters in the name and at
// a public identifier alone.
func doctypeFor(dt *doctype, m dom.Mode) string {
	switch {
	case m != dom.Quirks:
		return "<!DOCTYPE html>"
	case dt.start == dt.end:
		return ""
	}
	return "<!DOCTYPE quirks>"
}
