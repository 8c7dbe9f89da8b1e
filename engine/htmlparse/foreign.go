package htmlparse

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// templateName is the name under which the tree builder meets a template inside of svg or math. At
// one with its own name the library drops the rest of the document. The other name is as long, so
// that places stay, and no document has it: a control character is in it.
const templateName = "templat\x01"

// integration lists the elements of svg and math whose contents are HTML, in small letters.
// https://html.spec.whatwg.org/multipage/parsing.html#html-integration-point
var integration = map[string]bool{"foreignobject": true, "desc": true, "title": true, "mi": true, "mo": true, "mn": true,
	"ms": true, "mtext": true, "annotation-xml": true}

// renameTemplates gives the tags of HTML templates inside of svg and math elements their other name;
// the element becomes a template again when the tree is copied. Documents without such templates
// come back as they are.
//
// What is lost is what the standard says about the contents of a template alone: table rows that
// stand in it directly are text.
func renameTemplates(text string) string {
	if !hasTag(text, "template") || !hasTag(text, "svg") && !hasTag(text, "math") {
		return text
	}
	z := html.NewTokenizer(strings.NewReader(text))
	var out []byte      // made at the first such template
	var open []string   // svg, math and integration points, the outermost first
	renamed, at := 0, 0 // renamed start tags whose end tags are still to come
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			break
		}
		size := len(z.Raw())
		if tt == html.StartTagToken || tt == html.EndTagToken {
			b, _ := z.TagName()
			switch name := string(b); {
			case name == "template" && tt == html.StartTagToken:
				if len(open) == 0 || !integration[open[len(open)-1]] {
					break
				}
				if out == nil {
					out = []byte(text)
				}
				copy(out[at+len("<"):], templateName)
				renamed++
			case name == "template":
				if renamed > 0 {
					copy(out[at+len("</"):], templateName)
					renamed--
				}
			case name == "noscript":
				z.NextIsNotRawText() // scripts do not run
			case name == "svg" || name == "math" || len(open) > 0 && integration[name]:
				if tt == html.StartTagToken {
					if len(open) < maxOpen {
						open = append(open, name)
					}
					z.NextIsNotRawText() // the title of an svg has elements
				} else if i := slices.Index(open, name); i >= 0 {
					for open[len(open)-1] != name {
						open = open[:len(open)-1]
					}
					open = open[:len(open)-1]
				}
			}
		}
		at += size
	}
	if out == nil {
		return text
	}
	return view(out)
}

// hasTag reports whether a start tag of this name, in small letters, may be in text.
func hasTag(text, name string) bool {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 || len(text)-i <= len(name) {
			return false
		}
		text = text[i+1:]
		if strings.EqualFold(text[:len(name)], name) {
			return true
		}
	}
}
