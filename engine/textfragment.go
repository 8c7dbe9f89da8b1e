package engine

import (
	"image/color"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/net/weburl"
)

// fragmentDirective parts what names an element in a fragment from what is for the browser.
// https://wicg.github.io/scroll-to-text-fragment/#the-fragment-directive
const fragmentDirective = ":~:"

// quotedPaper is what a text that the address quotes lies on.
var quotedPaper = color.NRGBA{233, 210, 253, 255}

// maxQuotes bounds how many texts an address quotes.
const maxQuotes = 64

// textQuote is a text directive: a text, or one from start to end, between prefix and suffix.
// https://wicg.github.io/scroll-to-text-fragment/#parsing-the-fragment-directive
type textQuote struct{ prefix, start, end, suffix []rune }

// textQuotes returns the text directives of a fragment.
func textQuotes(fragment string) (out []textQuote) {
	_, directive, ok := strings.Cut(fragment, fragmentDirective)
	if !ok {
		return nil
	}
	for part := range strings.SplitSeq(directive, "&") {
		v, ok := strings.CutPrefix(part, "text=")
		if !ok || len(out) == maxQuotes {
			continue
		}
		list := strings.Split(v, ",")
		var q textQuote
		if s, ok := strings.CutSuffix(list[0], "-"); ok {
			q.prefix, list = quoteText(s), list[1:]
		}
		if n := len(list); n > 0 {
			if s, ok := strings.CutPrefix(list[n-1], "-"); ok {
				q.suffix, list = quoteText(s), list[:n-1]
			}
		}
		if len(list) < 1 || len(list) > 2 {
			continue
		}
		q.start = quoteText(list[0])
		if len(list) == 2 {
			q.end = quoteText(list[1])
		}
		if len(q.start) > 0 {
			out = append(out, q)
		}
	}
	return out
}

func quoteText(s string) []rune {
	s = string(weburl.PercentDecode(s))
	return []rune(strings.ToLower(strings.Join(strings.Fields(s), " ")))
}

// bounded reports whether words begin or end before a character of a text.
func bounded(text []rune, i int) bool {
	if i <= 0 || i >= len(text) {
		return true
	}
	part := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_') && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
	}
	return !part(text[i-1]) || !part(text[i])
}

// nextQuoted returns where words next stand in a text from a place on, or -1.
func nextQuoted(text, words []rune, from int) int {
	for i := from; i+len(words) <= len(text); i++ {
		if text[i] == words[0] && slices.Equal(text[i:i+len(words)], words) && bounded(text, i) && bounded(text, i+len(words)) {
			return i
		}
	}
	return -1
}

// in returns the range of a text that the directive means.
// https://wicg.github.io/scroll-to-text-fragment/#finding-ranges-in-a-document
func (q *textQuote) in(text []rune) (from, to int, ok bool) {
	for from = 0; ; from++ {
		if from = nextQuoted(text, q.start, from); from < 0 {
			return 0, 0, false
		}
		if len(q.prefix) > 0 {
			before := from
			for before > 0 && text[before-1] == ' ' {
				before--
			}
			at := before - len(q.prefix)
			if at < 0 || !slices.Equal(text[at:before], q.prefix) || !bounded(text, at) {
				continue
			}
		}
		to = from + len(q.start)
		for at := to; ; at++ {
			if len(q.end) > 0 {
				if at = nextQuoted(text, q.end, at); at < 0 {
					return 0, 0, false
				}
				to = at + len(q.end)
			}
			after := to
			for after < len(text) && text[after] == ' ' {
				after++
			}
			end := after + len(q.suffix)
			if len(q.suffix) == 0 || end <= len(text) && slices.Equal(text[after:end], q.suffix) && bounded(text, end) {
				return from, to, true
			}
			if len(q.end) == 0 {
				break
			}
		}
	}
}

// quotes returns where the texts are that the fragment of a document's address quotes.
func (d *document) quotes() (found []match) {
	if !d.url.HasFragment() || d.line.base == nil {
		return nil
	}
	list := textQuotes(d.url.Fragment())
	if len(list) == 0 {
		return nil
	}
	x := d.texts()
	text, spots := x.flat()
	for i := range list {
		if from, to, ok := list[i].in(text); ok {
			end := spots[to-1]
			_, size := utf8.DecodeRuneInString(x.text(end.text).Source[end.at:])
			end.at += size
			found = append(found, match{d, d.line.base, spots[from], end})
		}
	}
	return found
}

// quote marks what the address of a document quotes and brings the first of it into view; false
// when nothing that it quotes is there.
// https://wicg.github.io/scroll-to-text-fragment/#navigating-to-text-fragment
func (p *Page) quote(d *document) bool {
	p.unquote()
	found := d.quotes()
	if len(found) == 0 {
		return false
	}
	p.input.quoted = found
	m, x := found[0], d.texts()
	first, last := d.dom.Node(x.of.Ops[x.ops[m.from.text]].Node), d.dom.Node(x.of.Ops[x.ops[m.to.text]].Node)
	d.setTarget(commonElement(first, last))
	r := x.text(m.from.text).Span(m.from.at, len(x.text(m.from.text).Source))
	if room := d.view.H.Sub(r.H) / 2; room > 0 { // in the middle
		r = r.Outset(geom.Sides{Top: room, Bottom: room})
	}
	p.revealRect(d, first.ParentElement(), r, true)
	p.marksChanged(d)
	return true
}

// quoteAgain finds what is quoted in a document that was painted anew.
func (p *Page) quoteAgain(d *document) {
	if q := p.input.quoted; len(q) > 0 && q[0].doc == d && q[0].base != d.line.base {
		p.input.quoted = d.quotes()
	}
}

// commonElement returns the nearest element that two nodes are in.
func commonElement(a, b *dom.Node) *dom.Node {
	for ; a != nil; a = a.Parent() {
		if a.Type == dom.ElementNode && within(b, a) {
			return a
		}
	}
	return nil
}

// unquote forgets what the address quotes.
func (p *Page) unquote() {
	if len(p.input.quoted) > 0 {
		d := p.input.quoted[0].doc
		p.input.quoted = nil
		p.marksChanged(d)
	}
}
