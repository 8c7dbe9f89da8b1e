package box

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/text"
)

// firstLetter wraps the first letter of a block container's first line into a box of its own.
// https://www.w3.org/TR/css-pseudo-4/#first-letter-pseudo
func (b *builder) firstLetter(x *Box, s *style.Style, n *dom.Node) bool {
	done, _ := b.findLetter(x, s, x.Style, n, func() bool { return false })
	return done
}

// findLetter looks for the first letter in x's kids; stop tells that something else comes first. s
// is the letter's style on top of that of the block container, block: the letter inherits from the
// innermost element around it. after tells whether more text comes behind x.
func (b *builder) findLetter(x *Box, s, block *style.Style, n *dom.Node, after func() bool) (done, stop bool) {
	for i, k := range x.Kids {
		if !k.InFlow() || k.Marker != nil {
			continue
		}
		switch {
		case k.Kind == Text:
			from, to := letterRange(k.Text)
			if to == 0 {
				if blank(k) {
					continue
				}
				// Punctuation before more text is a letter by itself, as in Blink.
				if from, to = punctuation(k.Text); to == 0 || !anyText(x.Kids[i+1:]) && !after() {
					return false, true
				}
			}
			x.Kids = b.splitLetter(x.Kids, i, from, to, style.Rebase(s, block, k.Style), n)
			return true, true
		case k.Pseudo == FirstLetter:
			return true, true
		case k.Kind == Inline || k.Kind == Block && !k.Atomic && !k.Context:
			// A copy, because k may belong to the previous tree too.
			c := *k
			c.Kids = append([]*Box(nil), k.Kids...)
			c.Memo = nil
			done, stop = b.findLetter(&c, s, block, n, func() bool { return anyText(x.Kids[i+1:]) || after() })
			if done {
				x.Kids[i] = &c
				if c.Node != nil && c.Pseudo == NoPseudo && int(c.Node.ID()) < len(b.boxes) {
					b.boxes[c.Node.ID()] = &c
				}
			}
			if done || stop {
				return
			}
			if k.Kind == Block {
				return false, true
			}
		default:
			return false, true
		}
	}
	return false, false
}

// splitLetter replaces the text kids[i] by its text before, the letter's box and its text after.
func (b *builder) splitLetter(kids []*Box, i, from, to int, s *style.Style, n *dom.Node) []*Box {
	t := kids[i]
	letter := b.newBox(n, s, context{})
	letter.Pseudo, letter.Root, letter.Body, letter.Fieldset = FirstLetter, false, false, false
	letter.Initial = s.InitialLetter() != value.Value(value.KwNormal) && !letter.OutOfFlow
	switch {
	case letter.Initial:
		letter.Kind, letter.Floating, letter.Atomic, letter.Context, letter.Inlines = Block, true, false, true, true
	case letter.Floating:
		letter.Kind, letter.Context, letter.Inlines = Block, true, true
	default:
		letter.Kind, letter.Atomic, letter.OutOfFlow, letter.Context, letter.Clip = Inline, false, false, false, false
	}
	b.tree.Count += 2
	letter.Kids = []*Box{{Kind: Text, Pseudo: Anonymous, Style: s, Node: t.Node, Text: retransform(t.Text[from:to], s), Decor: decorate(s, t.Decor)}}
	out := append([]*Box(nil), kids[:i]...)
	out = append(out, letter)
	if to < len(t.Text) {
		rest := *t
		rest.Memo = nil
		rest.Text = t.Text[to:]
		out = append(out, &rest)
	}
	return append(out, kids[i+1:]...)
}

func retransform(s string, st *style.Style) string {
	for _, k := range value.Spaced(st.TextTransform()) {
		switch k {
		case value.Value(value.KwUppercase):
			s = upper(s, langOf(st))
		case value.Value(value.KwLowercase):
			s = lower(s, langOf(st))
		}
	}
	return s
}

// letterRange returns the bytes of the first letter with the punctuation around it; to is 0
// when the text has none.
func letterRange(s string) (from, to int) {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r' || s[i] == '\f') {
		i++
	}
	from = i
	for i < len(s) {
		r, w := utf8.DecodeRuneInString(s[i:])
		// Spaces may stand between the punctuation and the letter.
		if !letterPunct(r) && !unicode.Is(unicode.Pd, r) && (i == from || !unicode.Is(unicode.Zs, r)) {
			break
		}
		i += w
	}
	if i == len(s) || unicode.IsSpace(rune(s[i])) {
		return 0, 0
	}
	i = text.NextCluster(s, i)
	for i < len(s) {
		r, w := utf8.DecodeRuneInString(s[i:])
		if !letterPunct(r) || unicode.In(r, unicode.Ps, unicode.Pd) {
			break
		}
		i += w
	}
	return from, i
}

// punctuation returns the bytes of a text that is nothing but punctuation and white space, without the white
// space at its start; to is 0 for other texts.
func punctuation(s string) (from, to int) {
	from = len(s) - len(strings.TrimLeft(s, " \t\n\r\f"))
	for _, r := range s[from:] {
		if !letterPunct(r) && !unicode.Is(unicode.Pd, r) && !unicode.IsSpace(r) {
			return 0, 0
		}
	}
	return from, len(s)
}

// anyText reports whether there is text other than white space in boxes.
func anyText(kids []*Box) bool {
	for _, k := range kids {
		switch {
		case !k.InFlow() || k.Marker != nil:
		case k.Kind == Text && !blank(k), (k.Kind == Inline || k.Kind == Block && !k.Atomic) && anyText(k.Kids):
			return true
		}
	}
	return false
}

func letterPunct(r rune) bool {
	return unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf, unicode.Po)
}
