package htmlparse

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// maxReported bounds how many errors of a document's markup are told one by one.
const maxReported = 10

// report tells, when somebody listens, how large the tree is and what was wrong with the markup.
// The tree builder recovers without a word, so the text is read once more for this; what is
// found are the errors of its tags, not all that the standard names.
func report(sp *trace.Span, d *dom.Document, text string, xml bool) {
	sp = sp.Fork("markup")
	defer sp.End()
	elements, scripts, depth := 0, 0, 0
	root := d.Root()
	for n, level := root.First(), 1; n != nil; {
		if n.Type == dom.ElementNode {
			elements++
			depth = max(depth, level)
			if n.IsHTML("script") {
				scripts++
			}
		}
		if n.First() != nil {
			n, level = n.First(), level+1
			continue
		}
		for n != nil && n != root && n.Next() == nil {
			n, level = n.Parent(), level-1
		}
		if n == nil || n == root {
			break
		}
		n = n.Next()
	}
	sp.Set(trace.Int("elements", elements), trace.Int("depth", depth), trace.Int("scripts", scripts))
	if xml {
		return // its parser tells by itself
	}
	c := checker{z: html.NewTokenizer(strings.NewReader(text)), line: 1, col: 1, sp: sp, url: d.URL}
	c.run()
	sp.Set(trace.Int("errors", c.errors))
}

// impliedEnd lists the elements whose end tag may be left out.
// https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
var impliedEnd = map[string]bool{"html": true, "head": true, "body": true, "li": true, "dt": true, "dd": true, "p": true,
	"rt": true, "rp": true, "optgroup": true, "option": true, "colgroup": true, "caption": true, "thead": true, "tbody": true,
	"tfoot": true, "tr": true, "td": true, "th": true}

// maxOpen bounds the open elements that a check remembers; deeper ones are not judged.
const maxOpen = 512

// checker reads the tags of a text and tells what does not fit.
type checker struct {
	z         *html.Tokenizer
	sp        *trace.Span
	url       string
	open      []openTag
	foreign   int // open svg and math elements
	deeper    int // open elements past maxOpen
	line, col int
	at        int
	errors    int
}

type openTag struct {
	name      string
	line, col int
	at        int
}

func (c *checker) run() {
	doctype, content := false, false
	for {
		tt := c.z.Next()
		here := openTag{line: c.line, col: c.col, at: c.at}
		c.advance(c.z.Raw())
		switch tt {
		case html.ErrorToken:
			for _, o := range c.open {
				if !impliedEnd[o.name] {
					c.tell(o, neverClosed, o.name)
				}
			}
			return
		case html.DoctypeToken:
			doctype = true
		case html.StartTagToken, html.SelfClosingTagToken:
			if !content && !doctype {
				c.tell(here, noDoctype)
			}
			content = true
			c.start(here, tt == html.SelfClosingTagToken)
		case html.EndTagToken:
			c.end(here)
		}
	}
}

// advance moves the position over a token's text.
func (c *checker) advance(raw []byte) {
	c.at += len(raw)
	for _, b := range raw {
		if b == '\n' {
			c.line, c.col = c.line+1, 1
		} else if b&0xc0 != 0x80 {
			c.col++
		}
	}
}

// Kinds of errors in the tags of a document, as the note "markup" names them in "kind".
const (
	noDoctype    = "no-doctype"    // nothing says that the document is modern HTML
	neverClosed  = "never-closed"  // tag
	closesToo    = "closes-too"    // tag, an end tag, closes other, which was still open
	closesNone   = "closes-none"   // tag, an end tag, belongs to no open element
	uselessSlash = "useless-slash" // tag, which stays open
)

// problems are the errors as sentences about their tags.
var problems = map[string]string{
	noDoctype:    "no <!DOCTYPE html> at the beginning",
	neverClosed:  "<%s> is never closed",
	closesToo:    "</%s> closes <%s> too, which was still open",
	closesNone:   "</%s> closes nothing",
	uselessSlash: "the slash of <%s/> means nothing: the element stays open",
}

// sentence says an error about its tags.
func sentence(kind string, tags []string) string {
	args := make([]any, len(tags))
	for i, t := range tags {
		args[i] = t
	}
	return fmt.Sprintf(problems[kind], args...)
}

// tell notes an error: its kind and tags for those who tell it in their own words, and a sentence.
func (c *checker) tell(at openTag, kind string, tags ...string) {
	c.errors++
	if c.errors > maxReported {
		return
	}
	attrs := []trace.Attr{trace.Str("problem", sentence(kind, tags)), trace.Str("kind", kind)}
	for i, t := range tags {
		attrs = append(attrs, trace.Str([...]string{"tag", "other"}[i], t))
	}
	c.sp.Note(trace.Info, "markup", trace.Pos{URL: c.url, Line: at.line, Col: at.col, Offset: at.at}, attrs...)
}

func (c *checker) start(here openTag, selfClosing bool) {
	name, _ := c.z.TagName()
	here.name = string(name)
	switch here.name {
	case "svg", "math":
		c.foreign++
	case "noscript":
		c.z.NextIsNotRawText() // scripts do not run: it has elements
	}
	switch {
	case voidElements[here.name]:
		return
	case selfClosing && c.foreign > 0:
		if here.name == "svg" || here.name == "math" {
			c.foreign--
		}
		return
	case selfClosing:
		c.tell(here, uselessSlash, here.name)
	}
	if len(c.open) == maxOpen {
		c.deeper++
		return
	}
	c.open = append(c.open, here)
}

func (c *checker) end(here openTag) {
	b, _ := c.z.TagName()
	name := string(b)
	if c.deeper > 0 {
		c.deeper--
		return
	}
	for i := len(c.open) - 1; i >= 0; i-- {
		if c.open[i].name != name {
			continue
		}
		for _, o := range c.open[i+1:] {
			if !impliedEnd[o.name] {
				c.tell(here, closesToo, name, o.name)
			}
			if o.name == "svg" || o.name == "math" {
				c.foreign--
			}
		}
		if name == "svg" || name == "math" {
			c.foreign--
		}
		c.open = c.open[:i]
		return
	}
	if name != "p" && name != "br" {
		c.tell(here, closesNone, name)
	}
}
