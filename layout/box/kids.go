package box

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// blank reports whether a box is text of nothing but white space that collapses.
func blank(k *Box) bool {
	if k.Kind != Text {
		return false
	}
	keepBreaks := false
	switch k.Style.WhiteSpaceCollapse() {
	case value.KwCollapse:
	case value.KwPreserveBreaks:
		keepBreaks = true
	default:
		return k.Text == ""
	}
	for i := 0; i < len(k.Text); i++ {
		switch k.Text[i] {
		case ' ', '\t', '\r', '\f':
		case '\n':
			if keepBreaks {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// whiteSpace reports whether a box is text of nothing but white space. Between the parts of tables
// and the items of flex and grid containers even preserved white space makes no box. That of a
// content value does, in Blink: the table of a clearfix has a row.
// https://www.w3.org/TR/css-flexbox-1/#flex-items
func whiteSpace(k *Box) bool {
	return k.Kind == Text && k.Pseudo != Anonymous && strings.Trim(k.Text, " \t\r\n") == ""
}

// anonymousBox returns an anonymous box of a kind inside parent.
func (b *builder) anonymousBox(kind Kind, parent *Box, kids []*Box) *Box {
	b.tree.Count++
	x := &Box{Kind: kind, Pseudo: Anonymous, Node: parent.Element(), Style: b.anonymous(parent.Style), Kids: kids}
	x.Context = kind != Block && kind != Inline
	if kind == Cell || kind == Column || kind == ColumnGroup {
		x.ColSpan, x.RowSpan = 1, 1
	}
	return x
}

// fixKids gives a box the kids that its kind can have.
func (b *builder) fixKids(x *Box) {
	switch x.Kind {
	case Table:
		b.fixTable(x)
	case RowGroup:
		b.wrapOthers(x, Row, func(k *Box) bool { return k.Kind == Row })
	case Row:
		b.wrapOthers(x, Cell, func(k *Box) bool { return k.Kind == Cell })
	case ColumnGroup:
		x.Kids = only(x.Kids, func(k *Box) bool { return k.Kind == Column })
	case Column:
		x.Kids = nil
	case Flex, Grid:
		b.wrapTableParts(x)
		b.fixItems(x)
	case Inline:
		b.fixRuby(x)
		b.wrapTableParts(x)
		b.wrapBlocks(x)
	default:
		b.wrapTableParts(x)
		b.fixBlock(x)
	}
	if x.Kind == Inline || x.Kind == Block {
		x.Ruby = hasRuby(x)
	}
}

func hasRuby(x *Box) bool {
	for _, k := range x.Kids {
		if k.Kind == RubyColumn || k.Ruby && !k.Context || k.Kind == Text && k.Style.EmphasisMark() != "" {
			return true
		}
	}
	return false
}

// wrapBlocks puts runs of blocks in an inline box into one anonymous block each, as Blink does: no
// white space comes between two blocks, and floats and positioned boxes end a run.
// https://www.w3.org/TR/CSS21/visuren.html#anonymous-block-level
func (b *builder) wrapBlocks(x *Box) {
	block := func(k *Box) bool { return k.InFlow() && !k.InlineLevel() && k.Marker == nil }
	for _, k := range x.Kids {
		x.HasBlock = x.HasBlock || block(k) || k.InFlow() && k.HasBlock
	}
	if !x.HasBlock {
		return
	}
	var out, run []*Box
	flush := func() {
		if len(run) > 0 {
			out = append(out, b.anonymousBox(Block, x, run))
		}
		run = nil
	}
	after := false // the last box in flow was a block
	for _, k := range x.Kids {
		switch {
		case block(k):
			run, after = append(run, k), true
			continue
		case k.InFlow() && after && blank(k):
			continue
		}
		flush()
		out, after = append(out, k), after && !k.InFlow()
	}
	flush()
	x.Kids = out
}

// Anonymous boxes around the blocks of an inline box have the direction of the block container that
// is their containing block.
var (
	leftToRight = declared("direction: ltr")
	rightToLeft = declared("direction: rtl")
)

// directBlocks gives the anonymous blocks in an inline box the direction of their containing block.
func (b *builder) directBlocks(x *Box, direction value.Keyword) {
	if x.Style.Direction() == direction {
		return
	}
	decls := leftToRight
	if direction == value.KwRtl {
		decls = rightToLeft
	}
	for _, k := range x.Kids {
		if k.Kind == Block && k.Pseudo == Anonymous {
			k.Style = b.derived(x.Style, decls())
		}
	}
}

func only(kids []*Box, ok func(*Box) bool) []*Box {
	var out []*Box
	for _, k := range kids {
		if ok(k) {
			out = append(out, k)
		}
	}
	return out
}

// fixBlock makes the kids of a block container all block-level or all inline-level.
// https://www.w3.org/TR/CSS21/visuren.html#anonymous-block-level
func (b *builder) fixBlock(x *Box) {
	blocks, inlines := false, false
	for _, k := range x.Kids {
		switch {
		case !k.InFlow() || k.Marker != nil && k.Marker.Outside: // inside markers are inline content
		case k.InlineLevel():
			inlines = inlines || !blank(k)
			x.HasBlock = x.HasBlock || k.HasBlock
		default:
			blocks = true
		}
	}
	if !blocks {
		if inlines {
			x.Inlines = true
			return
		}
		// Only white space, floats, absolutely positioned boxes and perhaps a marker.
		x.Kids = only(x.Kids, func(k *Box) bool { return !blank(k) })
		for _, k := range x.Kids {
			x.Inlines = x.Inlines || k.Marker != nil || k.WasInline
		}
		return
	}
	if !inlines {
		x.Kids = only(x.Kids, func(k *Box) bool { return !blank(k) })
		return
	}
	x.HasBlock = false
	out := make([]*Box, 0, len(x.Kids))
	var run []*Box
	real, started := false, false
	flush := func() {
		if real {
			// Floats and positioned boxes at the edges of a run may stay inside it: they take
			// part in its lines.
			a := b.anonymousBox(Block, x, run)
			a.Inlines = true
			a.Ruby = hasRuby(a)
			a.Later, started = started, true
			for _, k := range run {
				a.HasBlock = a.HasBlock || k.HasBlock
			}
			out = append(out, a)
		} else {
			for _, k := range run {
				if !k.InFlow() {
					out = append(out, k)
				}
			}
		}
		run, real = nil, false
	}
	for _, k := range x.Kids {
		switch {
		case k.InFlow() && !k.InlineLevel() && k.Marker == nil:
			flush()
			out = append(out, k)
			started = true
		case k.Marker != nil && k.Marker.Outside:
			flush()
			out = append(out, k)
		default:
			run = append(run, k)
			real = real || k.InFlow() && !blank(k)
		}
	}
	flush()
	x.Kids = out
}

// fixItems wraps runs of text and inline boxes of a flex or grid container into anonymous items.
// https://www.w3.org/TR/css-flexbox-1/#flex-items
func (b *builder) fixItems(x *Box) {
	var out, run []*Box
	real := false
	flush := func() {
		if real {
			a := b.anonymousBox(Block, x, run)
			a.Inlines, a.Context, a.Item = true, true, true
			out = append(out, a)
		}
		run, real = nil, false
	}
	for _, k := range x.Kids {
		switch {
		case k.Marker != nil:
		case k.OutOfFlow:
			flush()
			out = append(out, k)
		case k.Kind == Text || k.Kind == Inline || k.Kind == Break || k.Kind == WordBreak:
			run = append(run, k)
			real = real || !whiteSpace(k)
		default:
			flush()
			out = append(out, k)
		}
	}
	flush()
	x.Kids = out
}

// firstLine gives a ::first-line style to the block container whose first line it is.
// https://www.w3.org/TR/css-pseudo-4/#first-line-pseudo
func firstLine(x *Box, s *style.Style) {
	for x != nil {
		if x.Inlines {
			if x.FirstLine == nil {
				x.FirstLine = s
			}
			return
		}
		var next *Box
		for _, k := range x.Kids {
			if k.InFlow() && k.Marker == nil {
				if k.Kind == Block && !k.Atomic {
					next = k
				}
				break
			}
		}
		x = next
	}
}

// element of tables that need a table around them.
func tablePart(k *Box) bool {
	switch k.Kind {
	case Caption, RowGroup, Row, Cell, ColumnGroup, Column:
		return k.InFlow()
	}
	return false
}

// wrapTableParts puts anonymous tables around parts of tables that are not in one.
// https://www.w3.org/TR/CSS21/tables.html#anonymous-boxes (rules 3.1 and 3.2)
func (b *builder) wrapTableParts(x *Box) {
	found := false
	for _, k := range x.Kids {
		if tablePart(k) {
			found = true
			break
		}
	}
	if !found {
		return
	}
	var out []*Box
	for i := 0; i < len(x.Kids); {
		if !tablePart(x.Kids[i]) {
			out = append(out, x.Kids[i])
			i++
			continue
		}
		// White space between parts goes with them, at the end it does not.
		end := i + 1
		for j := i + 1; j < len(x.Kids); j++ {
			if tablePart(x.Kids[j]) {
				end = j + 1
			} else if !blank(x.Kids[j]) {
				break
			}
		}
		parts := append([]*Box(nil), x.Kids[i:end]...)
		t := b.anonymousBox(Table, x, parts)
		t.Atomic = x.Kind == Inline
		b.fixTable(t)
		out = append(out, t)
		i = end
	}
	x.Kids = out
}

// fixTable gives a table captions, column groups and row groups only.
// https://www.w3.org/TR/CSS21/tables.html#anonymous-boxes (rules 1 and 2)
func (b *builder) fixTable(x *Box) {
	var out, cols, rows, rest []*Box
	flush := func() {
		if len(cols) > 0 {
			out = append(out, b.anonymousBox(ColumnGroup, x, cols))
		}
		if len(rest) > 0 {
			if allBlank(rest) {
				rest = nil
			} else {
				r := b.anonymousBox(Row, x, rest)
				b.fixKids(r)
				rows = append(rows, r)
			}
		}
		if len(rows) > 0 {
			out = append(out, b.anonymousBox(RowGroup, x, rows))
		}
		cols, rows, rest = nil, nil, nil
	}
	endRest := func() {
		if len(rest) > 0 && !allBlank(rest) {
			r := b.anonymousBox(Row, x, rest)
			b.fixKids(r)
			rows = append(rows, r)
		}
		rest = nil
	}
	for _, k := range x.Kids {
		switch {
		case k.Kind == Caption && !k.Floating, k.Kind == ColumnGroup, k.Kind == RowGroup:
			flush()
			out = append(out, k)
		case k.Kind == Column:
			if len(rows) > 0 || len(rest) > 0 {
				flush()
			}
			cols = append(cols, k)
		case k.Kind == Row:
			if len(cols) > 0 {
				flush()
			}
			endRest()
			rows = append(rows, k)
		default:
			if len(rest) == 0 && whiteSpace(k) {
				continue
			}
			if len(cols) > 0 {
				flush()
			}
			rest = append(rest, k)
		}
	}
	flush()
	x.Kids = out
}

func allBlank(list []*Box) bool {
	for _, k := range list {
		if !whiteSpace(k) {
			return false
		}
	}
	return true
}

// wrapOthers puts anonymous boxes of a kind around runs of kids that are not proper.
func (b *builder) wrapOthers(x *Box, kind Kind, proper func(*Box) bool) {
	var out, run []*Box
	flush := func() {
		if len(run) > 0 && !allBlank(run) {
			a := b.anonymousBox(kind, x, run)
			b.fixKids(a)
			out = append(out, a)
		}
		run = nil
	}
	for _, k := range x.Kids {
		switch {
		case proper(k):
			flush()
			out = append(out, k)
		case len(run) == 0 && whiteSpace(k):
		default:
			run = append(run, k)
		}
	}
	flush()
	x.Kids = out
}

// spanAttr returns a span attribute: at least least, at most limit, 1 when it is absent or broken.
func spanAttr(n *dom.Node, name string, limit, least int) int {
	v, ok := n.Attr(name)
	if !ok {
		return 1
	}
	i, ok := parseInt(v)
	if !ok || i < least {
		return 1
	}
	return min(i, limit)
}

// parseInt follows HTML's rules for parsing integers.
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#rules-for-parsing-integers
func parseInt(s string) (int, bool) {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\f' || s[i] == '\r') {
		i++
	}
	neg := false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		neg = s[i] == '-'
		i++
	}
	n, any := 0, false
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		n = min(n*10+int(s[i]-'0'), 1<<30)
		any = true
	}
	if neg {
		n = -n
	}
	return n, any
}
