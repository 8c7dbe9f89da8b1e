package engine

import (
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/edit"
	"vitrine/layout/geom"
	"vitrine/paint"
	"vitrine/paint/display"
)

// spot is a place between two characters of what a document shows: a text of its index and a
// byte in it.
type spot struct{ text, at int }

func (a spot) before(b spot) bool { return a.text < b.text || a.text == b.text && a.at < b.at }

// textIndex is the text of a document in the order it is painted.
type textIndex struct {
	of  *display.List // that it was made of
	ops []uint32      // its DrawGlyphs with characters
}

// texts returns the index of the document's base list.
func (d *document) texts() *textIndex {
	if d.index.of == d.line.base {
		return &d.index
	}
	d.index = textsOf(d.line.base)
	return &d.index
}

func textsOf(l *display.List) textIndex {
	x := textIndex{of: l}
	for i := range l.Ops {
		if o := &l.Ops[i]; o.Kind == display.DrawGlyphs && l.Texts[o.Arg].Source != "" && l.Texts[o.Arg].Sigma == 0 {
			x.ops = append(x.ops, uint32(i))
		}
	}
	return x
}

// inked counts the characters of a text that lines do not swallow.
func inked(s string) (n int) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// character names a spot without the list: the node, and how many characters of it come before.
func (x *textIndex) character(s spot) (n dom.ID, before int) {
	n = x.of.Ops[x.ops[s.text]].Node
	for i := range s.text {
		if x.of.Ops[x.ops[i]].Node == n {
			before += inked(x.text(i).Source)
		}
	}
	return n, before + inked(x.text(s.text).Source[:s.at])
}

// spotOf finds a character again; false when it is gone. With end, it is the place behind the
// character before.
func (x *textIndex) spotOf(n dom.ID, before int, end bool) (out spot, ok bool) {
	for i, op := range x.ops {
		if x.of.Ops[op].Node != n {
			continue
		}
		for at, r := range x.text(i).Source {
			if unicode.IsSpace(r) {
				continue
			}
			if before == 0 {
				return spot{i, at}, true
			}
			before--
			if before == 0 {
				out, ok = spot{i, at + utf8.RuneLen(r)}, true
				if end {
					return out, true
				}
			}
		}
	}
	return out, ok
}

func (x *textIndex) text(i int) *display.Text { return &x.of.Texts[x.of.Ops[x.ops[i]].Arg] }

// selection is what a person marked on a page with the pointer.
type selection struct {
	doc           *document
	base          *display.List // what the spots belong to
	anchor, focus spot
	dragging      bool
}

// spotAt returns the spot nearest to a point of the page's viewport: in the text that is there, or
// else in the nearest one.
func (d *document) spotAt(at geom.Point) (spot, bool) {
	x := d.texts()
	l := d.line.list
	if len(x.ops) == 0 || l == nil {
		return spot{}, false
	}
	best, bestD := -1, 0.0
	var bestX geom.Unit
	for i, op := range x.ops {
		o := &l.Ops[op]
		t := &l.Texts[o.Arg]
		if d.unselectable(o) {
			continue
		}
		inv, ok := d.toView(l.States[o.State].Transform).Invert()
		if !ok {
			continue
		}
		px, py := inv.Apply(at.X.Px(), at.Y.Px())
		r := t.Span(0, len(t.Source))
		dx := max(r.X.Px()-px, 0, px-r.Right().Px())
		dy := max(r.Y.Px()-py, 0, py-r.Bottom().Px())
		if dist := dx + 16*dy; best < 0 || dist < bestD { // the line counts more than the place on it
			best, bestD, bestX = i, dist, geom.FromPx(px)
		}
		if dx == 0 && dy == 0 {
			break
		}
	}
	if best < 0 {
		return spot{}, false
	}
	return spot{best, x.text(best).Offset(bestX)}, true
}

// unselectable reports whether the text of an op cannot be selected.
// https://drafts.csswg.org/css-ui-4/#content-selection
func (d *document) unselectable(o *display.Op) bool {
	n := d.dom.Node(o.Node)
	for ; n != nil; n = n.Parent() {
		if s := d.line.styles.Style(n); s != nil {
			return s.UserSelect() == value.KwNone
		}
	}
	return false
}

// beginSelection starts to mark text where the button went down.
func (p *Page) beginSelection(at place, e MouseDown) {
	d := at.doc
	if d == nil || d.line.base == nil {
		return
	}
	s, ok := d.spotAt(p.input.at)
	if !ok {
		p.unselect()
		return
	}
	sel := &selection{doc: d, base: d.line.base, anchor: s, focus: s, dragging: true}
	t := d.texts().text(s.text)
	switch {
	case e.Clicks == 2:
		f := edit.Field{Text: t.Source}
		f.SelectWord(s.at)
		sel.anchor.at, sel.focus.at = f.Anchor, f.Caret
	case e.Clicks > 2:
		sel.anchor.at, sel.focus.at = 0, len(t.Source)
	case e.Shift && p.input.selection != nil && p.input.selection.doc == d:
		sel.anchor = p.input.selection.anchor
	}
	p.unselect()
	p.input.selection = sel
	p.marksChanged(d)
}

// reselect finds what is selected in a document that was painted anew.
func (p *Page) reselect(d *document) {
	sel := p.input.selection
	if sel == nil || sel.doc != d || sel.base == d.line.base {
		return
	}
	old, now, l := textsOf(sel.base), d.texts(), d.line.base
	from, to := sel.anchor, sel.focus
	swap := to.before(from)
	if swap {
		from, to = to, from
	}
	again := func(s spot, end bool) (spot, bool) {
		if s.text < len(now.ops) && now.text(s.text).Source == old.text(s.text).Source && l.Ops[now.ops[s.text]].Node == sel.base.Ops[old.ops[s.text]].Node {
			return s, true
		}
		n, before := old.character(s)
		return now.spotOf(n, before, end)
	}
	var ok, ok2 bool
	from, ok = again(from, false)
	to, ok2 = again(to, true)
	if !ok || !ok2 {
		p.input.selection = nil
		return
	}
	if swap {
		from, to = to, from
	}
	sel.base, sel.anchor, sel.focus = d.line.base, from, to
}

// dragSelection extends the selection to the pointer.
func (p *Page) dragSelection() {
	sel := p.input.selection
	if !p.shows(sel.doc) || sel.base != sel.doc.line.base {
		p.unselect()
		return
	}
	if s, ok := sel.doc.spotAt(p.input.at); ok && s != sel.focus {
		sel.focus = s
		p.marksChanged(sel.doc)
	}
}

// unselect forgets what is selected on the page.
func (p *Page) unselect() {
	if sel := p.input.selection; sel != nil {
		p.input.selection = nil
		p.marksChanged(sel.doc)
	}
}

// selectAll marks all text of the document that has the focus or was pressed last.
func (p *Page) selectAll() {
	d := p.keyPlace().doc
	if d == nil || d.line.base == nil {
		return
	}
	p.unselect()
	if x := d.texts(); len(x.ops) > 0 {
		last := len(x.ops) - 1
		p.input.selection = &selection{doc: d, base: d.line.base, focus: spot{last, len(x.text(last).Source)}}
		p.marksChanged(d)
	}
}

func (p *Page) marksChanged(d *document) {
	if p.doc != nil && p.shows(d) {
		p.shifted(d)
	}
}

// marks returns what is marked in a document: the selection, and what was found.
func (d *document) marks() []display.Mark {
	var out []display.Mark
	p := d.page
	for _, m := range p.input.quoted {
		if m.doc == d && m.base == d.line.base {
			out = d.markSpan(out, m.from, m.to, quotedPaper, color.NRGBA{A: 255})
		}
	}
	if f := p.input.find; f != nil {
		for i, m := range f.matches {
			if m.doc == d && m.base == d.line.base {
				paper := foundPaper
				if i == f.current {
					paper = foundHere
				}
				out = d.markSpan(out, m.from, m.to, paper, color.NRGBA{A: 255})
			}
		}
	}
	if sel := p.input.selection; sel != nil && sel.doc == d && sel.base == d.line.base {
		from, to := sel.anchor, sel.focus
		if to.before(from) {
			from, to = to, from
		}
		out = d.markSpan(out, from, to, paint.SelectedPaper, paint.SelectedInk)
	}
	return out
}

func (d *document) markSpan(out []display.Mark, from, to spot, paper, ink color.NRGBA) []display.Mark {
	x := d.texts()
	for i := from.text; i <= to.text && i < len(x.ops); i++ {
		m := display.Mark{Op: x.ops[i], To: len(x.text(i).Source), Paper: paper, Ink: ink}
		if i == from.text {
			m.From = from.at
		}
		if i == to.text {
			m.To = to.at
		}
		if m.From < m.To && !d.unselectable(&x.of.Ops[m.Op]) {
			out = append(out, m)
		}
	}
	return out
}

// selectedText returns the text of the selection: lines end where the page's do not go on.
func (p *Page) selectedText() string {
	sel := p.input.selection
	if sel == nil || !p.shows(sel.doc) || sel.base != sel.doc.line.base {
		return ""
	}
	from, to := sel.anchor, sel.focus
	if to.before(from) {
		from, to = to, from
	}
	x := sel.doc.texts()
	var b strings.Builder
	for k, m := range sel.doc.markSpan(nil, from, to, color.NRGBA{}, color.NRGBA{}) {
		t := &x.of.Texts[x.of.Ops[m.Op].Arg]
		if k > 0 {
			b.WriteString(x.between(m.Op))
		}
		b.WriteString(t.Source[m.From:m.To])
	}
	return b.String()
}

// between returns what separates a text from the one before it: nothing on the same line, a
// space where a paragraph was broken, a line feed between blocks.
func (x *textIndex) between(op uint32) string {
	i := 0
	for lo, hi := 0, len(x.ops); lo < hi; {
		if m := (lo + hi) / 2; x.ops[m] < op {
			lo, i = m+1, m+1
		} else {
			hi = m
		}
	}
	if i == 0 || i >= len(x.ops) {
		return ""
	}
	a, b := x.text(i-1), x.text(i)
	switch {
	case a.Origin.Y == b.Origin.Y && b.Origin.X >= a.Origin.X:
		if gap := b.Origin.X.Sub(a.Origin.X).Px() - a.Run.Advance; gap > float64(a.Run.Size) {
			return "\t"
		}
		return ""
	case x.of.Ops[x.ops[i-1]].Node == x.of.Ops[x.ops[i]].Node:
		if strings.HasSuffix(a.Source, " ") {
			return ""
		}
		return " "
	}
	return "\n"
}

// Find looks for a text on the page and goes to the next place where it is, or the one before;
// an empty text ends the search.
type Find struct {
	Text string
	Back bool
}

func (Find) event() {}

// Found says how a search goes.
type Found struct {
	Text           string
	Count, Current int // Current is from 1, 0 without any
}

// search is a text that is looked for.
type search struct {
	text    string
	matches []match
	current int
	looked  map[*document]*display.List // what was searched
}

type match struct {
	doc      *document
	base     *display.List
	from, to spot
}

// Looks of what was found, and how much is.
var (
	foundPaper = color.NRGBA{255, 255, 0, 255}
	foundHere  = color.NRGBA{255, 150, 50, 255}
)

const maxFound = 10000

// find does what a Find asks for.
func (p *Page) find(e Find) {
	if p.doc == nil {
		return
	}
	old := p.input.find
	if e.Text == "" {
		p.input.find = nil
	} else {
		f := &search{text: e.Text, looked: map[*document]*display.List{}}
		p.doc.each(func(d *document) { f.in(d) })
		if old != nil && old.text == e.Text && len(f.matches) > 0 {
			f.current = old.current + 1
			if e.Back {
				f.current = old.current - 1 + len(f.matches)
			}
			f.current %= len(f.matches)
		}
		p.input.find = f
		if len(f.matches) > 0 {
			m := f.matches[f.current]
			l := m.base
			o := &l.Ops[m.doc.texts().ops[m.from.text]]
			n := m.doc.dom.Node(o.Node)
			p.revealRect(m.doc, n.ParentElement(), m.doc.texts().text(m.from.text).Span(m.from.at, len(m.doc.texts().text(m.from.text).Source)), false)
		}
	}
	p.doc.each(func(d *document) { p.marksChanged(d) })
}

// findAgain brings a search up to date after a document was painted anew.
func (p *Page) findAgain() {
	f := p.input.find
	if f == nil || p.doc == nil {
		return
	}
	stale := false
	p.doc.each(func(d *document) {
		stale = stale || d.line.base != nil && f.looked[d] != d.line.base
	})
	if !stale {
		return
	}
	f.matches = nil
	p.doc.each(func(d *document) { f.in(d) })
	f.current = max(0, min(f.current, len(f.matches)-1))
}

// flat returns the text in small letters, in which white space is one space, and where each
// character is.
func (x *textIndex) flat() (all []rune, spots []spot) {
	add := func(r rune, s spot) {
		if unicode.IsSpace(r) {
			if len(all) > 0 && all[len(all)-1] == ' ' {
				return
			}
			r = ' '
		}
		all, spots = append(all, unicode.ToLower(r)), append(spots, s)
	}
	for i := range x.ops {
		if i > 0 {
			for _, r := range x.between(x.ops[i]) {
				add(r, spot{i, 0})
			}
		}
		for at, r := range x.text(i).Source {
			add(r, spot{i, at})
		}
	}
	return all, spots
}

// in looks for the text in a document, without regard to case and kinds of white space.
func (f *search) in(d *document) {
	if d.line.base == nil {
		return
	}
	f.looked[d] = d.line.base
	x := d.texts()
	all, spots := x.flat()
	want := []rune(strings.ToLower(strings.Join(strings.Fields(f.text), " ")))
	if len(want) == 0 {
		return
	}
	text := string(all)
	needle := string(want)
	for from, runes := 0, 0; len(f.matches) < maxFound; {
		i := strings.Index(text[from:], needle)
		if i < 0 {
			return
		}
		runes += utf8.RuneCountInString(text[from : from+i])
		last := runes + len(want) - 1
		end := spots[last]
		_, size := utf8.DecodeRuneInString(x.text(end.text).Source[end.at:])
		end.at += size
		f.matches = append(f.matches, match{d, d.line.base, spots[runes], end})
		from += i + len(needle)
		runes += len(want)
	}
}

// found returns what Frame.Found is.
func (p *Page) found() *Found {
	f := p.input.find
	if f == nil {
		return nil
	}
	out := &Found{Text: f.text, Count: len(f.matches)}
	if out.Count > 0 {
		out.Current = f.current + 1
	}
	return out
}

// cursor returns the name of the pointer's shape: a keyword of the cursor property.
// https://drafts.csswg.org/css-ui-4/#cursor
func (p *Page) cursor() string {
	at := p.input.over
	if at.node == nil || at.doc == nil || at.doc.line.styles == nil {
		return "default"
	}
	s := at.doc.line.styles.Style(at.node)
	if s == nil {
		return "default"
	}
	name := "auto"
	list := value.Commas(s.Cursor())
	if len(list) > 0 {
		name = value.Text(list[len(list)-1]) // what is before are images
	}
	if name != "auto" {
		return name
	}
	if isTextField(at.node) {
		if p.resizerAt(at) != nil {
			return "nwse-resize"
		}
		return "text"
	}
	if at.onText && !at.doc.unselectable(&display.Op{Node: at.node.ID()}) {
		return "text"
	}
	return "default"
}
