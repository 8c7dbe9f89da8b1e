package flow

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// The bases of rubies are parts of the text around them: its spaces collapse with theirs, and lines
// break beside a column of a ruby where they would if the base alone were there.

// addColumn adds a column of a ruby with the text of its base, isolated from the text around it.
// https://drafts.csswg.org/css-ruby-1/#bidi
func (bl *builder) addColumn(b *box.Box) {
	base := b.Kids[0]
	at, in := bl.buf.Len(), bl.baseItems(b)
	switch {
	case in != nil && !strings.Contains(in.text, "\n"):
		open, end := bidiControls(value.KwIsolate, base.Style.Direction() == value.KwRtl)
		bl.buf.WriteString(open)
		bl.write(in.text)
		bl.buf.WriteString(end)
	case len(base.Kids) == 0:
		bl.buf.WriteString("\u2066\u2069")
	default: // with blocks
		bl.buf.WriteString("\ufffc")
	}
	bl.span(base.Style)
	bl.push(item{kind: itAtomic, start: at, end: bl.buf.Len(), box: b, style: b.Style})
	bl.afterSpace = false
}

// baseItems returns the prepared base of a column of a ruby, nil when it has no lines.
func (bl *builder) baseItems(column *box.Box) *inlineItems {
	base := column.Kids[0]
	if !base.Inlines {
		return nil
	}
	m := memoOf(base)
	if m.inline == nil || m.inline.spaced != bl.afterSpace {
		forget(column)
		m = memoOf(base)
		m.inline = (&builder{c: bl.c, root: base, afterSpace: bl.afterSpace, cur: base.Style, ruby: true}).build()
		m.inline.column, m.inline.spaced, m.inline.more = true, bl.afterSpace, true
	}
	return m.inline
}

// rubyBase reports whether a box is the base of a column of a ruby, whose items are those of the text
// around it.
func rubyBase(b *box.Box) bool { return b.RubyLevel && b.Pseudo == box.Anonymous }

// forget drops what layout remembers of a column of a ruby and its base.
func forget(column *box.Box) { column.Memo, column.Kids[0].Memo = nil, nil }

// endRubies finds the columns of rubies that nothing follows on their line whatever its length: a
// space at the end of their bases goes away.
func (it *inlineItems) endRubies() {
	var last *box.Box // the column that ends the text so far
	settle := func(ends bool) {
		if last == nil || !last.Kids[0].Inlines {
			return
		}
		if in := memoOf(last.Kids[0]).inline; in.more == ends {
			forget(last)
			memoOf(last.Kids[0]).inline = in
			in.more = !ends
		}
	}
	for i := range it.items {
		switch x := &it.items[i]; x.kind {
		case itClose, itControl, itOut, itFloat:
		case itBreak, itBlock:
			settle(true)
			last = nil
		default:
			settle(false)
			if last = nil; x.kind == itAtomic && x.box.Kind == box.RubyColumn {
				last = x.box
			}
		}
	}
	settle(true)
}

// blank adds the space that stands for a forced break in a ruby. It collapses with
// nothing. https://drafts.csswg.org/css-ruby-1/#break-within
func (bl *builder) blank(b *box.Box, s *style.Style) {
	at := bl.buf.Len()
	bl.buf.WriteByte(' ')
	bl.span(s)
	bl.push(item{kind: itText, start: at, end: at + 1, box: b, style: s, font: bl.fontOf(s)})
	bl.afterSpace = false
}

// lastSpace returns how much narrower a column of a ruby is at the end of a line, where the space at the
// end of its base goes away.
func lastSpace(c *algo.Ctx, column *box.Box) geom.Unit {
	base := column.Kids[0]
	if !base.Inlines {
		return 0
	}
	in := itemsOf(c, base)
	if !in.more {
		return 0
	}
	for i := len(in.items) - 1; i >= 0; i-- {
		switch x := &in.items[i]; x.kind {
		case itClose, itControl:
		case itText:
			e := x.end
			for e > x.start && in.text[e-1] == ' ' && collapsible(x) {
				e--
			}
			width := c.Contribution(base).Max
			narrow := width.Sub(x.width(e, x.end))
			for _, k := range column.Kids[1:] {
				narrow = max(narrow, min(width, c.Contribution(k).Max))
			}
			return width.Sub(narrow)
		default:
			return 0
		}
	}
	return 0
}

// endColumn takes the space at the end of the base away from a column of a ruby that ends a line.
func (br *breaker) endColumn(p *piece) {
	w := lastSpace(br.c, p.it.box)
	if w == 0 {
		return
	}
	p.width = p.width.Sub(w)
	if br.mode == forLayout {
		sp := algo.Root(p.res.Frag.Size.W.Sub(w), br.f.percent)
		sp.LineEnd = true
		p.res = br.c.Child(p.it.box, sp)
	}
}
