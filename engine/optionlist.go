package engine

import (
	"strings"
	"time"
	"unicode/utf8"

	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// optionList is the popup of a drop-down, or of a field with suggestions.
type optionList struct {
	at     place
	rows   []optionRow
	marked int // index of the row that is pointed at, or -1
	row    geom.Unit
	first  int // first row that is seen
	seen   int // rows that are seen
	ahead  typeAhead
	// soft leaves the keyboard to the field that the list belongs to, but for going up and down.
	soft bool
	// pick takes over a row; the list is closed then.
	pick func(p *Page, r *optionRow)
}

// optionRow is one row: an option, the label of a group, or a line between two.
type optionRow struct {
	label, note string
	option      *dom.Node
	path        string // of a file or folder
	indent      float64
	fixed       bool // it cannot be chosen
	rule, faint bool
}

// openOptions shows the options of a drop-down.
func (p *Page) openOptions(at place) {
	l := &optionList{at: at, rows: selectRows(at.node), marked: -1, pick: func(_ *Page, r *optionRow) { at.doc.choose(at.node, r.option) }}
	shown := at.node.SelectedOption()
	for i, r := range l.rows {
		if r.option == shown && shown != nil {
			l.marked = i
		}
	}
	p.openList(l, at)
}

// openList shows rows at a control.
func (p *Page) openList(l *optionList, at place) {
	look, s, ok := popupStyle(at)
	r, ok2 := at.doc.viewRect(at.node)
	if !ok || !ok2 || len(l.rows) == 0 {
		return
	}
	l.row = geom.FromPx(max(float64(s.FontSize())*popupRow, 8))
	w := r.W
	for _, o := range l.rows[:min(len(l.rows), maxPopupMeasured)] {
		wide := widthOf(look.font, o.label) + 3*popupPad + o.indent
		if o.note != "" {
			wide += widthOf(look.font, o.note) + 3*popupPad
		}
		w = max(w, geom.FromPx(wide))
	}
	room := max(p.view.H.Sub(r.Bottom()), r.Y).Sub(2 * geom.One)
	l.seen = max(1, min(len(l.rows), maxPopupRows, int(room/l.row)))
	l.show(l.marked)
	p.popAt(at, geom.Size{W: w, H: l.row*geom.Unit(l.seen) + 2*geom.One}, l)
}

// selectRows returns what a drop-down shows: its options, indented in groups with a label, and
// lines between them.
func selectRows(n *dom.Node) []optionRow {
	const step = 16 // px
	var out []optionRow
	add := func(o *dom.Node, indent float64) {
		r := optionRow{label: optionLabel(o), option: o, indent: indent}
		if selector.Disabled(o) {
			r.fixed, r.faint = true, true
		}
		out = append(out, r)
	}
	for c := n.First(); c != nil; c = c.After(n) {
		switch {
		case c.IsHTML("option"):
			indent := 0.0
			if c.ParentElement().IsHTML("optgroup") {
				indent = step
			}
			add(c, indent)
		case c.IsHTML("optgroup"):
			label, _ := c.Attr("label")
			_, off := c.Attr("disabled")
			out = append(out, optionRow{label: label, fixed: true, faint: off})
		case c.IsHTML("hr"):
			out = append(out, optionRow{fixed: true, rule: true})
		}
	}
	return out
}

// show scrolls the rows so that one of them is seen.
func (l *optionList) show(i int) {
	if i < 0 {
		return
	}
	l.first = max(min(l.first, i), i-l.seen+1)
}

// rowAt returns the row at a point, or -1.
func (l *optionList) rowAt(at geom.Point) int {
	if at.Y < geom.One || at.X < 0 {
		return -1
	}
	i := l.first + int(at.Y.Sub(geom.One)/l.row)
	if i >= len(l.rows) || i >= l.first+l.seen {
		return -1
	}
	return i
}

func (l *optionList) hover(at geom.Point) bool {
	i := l.rowAt(at)
	if i < 0 || i == l.marked || l.rows[i].fixed {
		return false
	}
	l.marked = i
	return true
}

func (l *optionList) press(*Page, geom.Point) {}

func (l *optionList) release(p *Page, at geom.Point) { l.take(p, l.rowAt(at)) }

func (l *optionList) wheel(by geom.Point) {
	l.first = min(max(l.first+int(by.Y/l.row), 0), max(0, len(l.rows)-l.seen))
}

// take chooses a row and closes the list.
func (l *optionList) take(p *Page, i int) {
	if i < 0 || i >= len(l.rows) {
		p.closePopup()
		return
	}
	if r := &l.rows[i]; !r.fixed {
		p.closePopup()
		l.pick(p, r)
	}
}

func (l *optionList) key(p *Page, k Key) bool {
	if l.soft && k.Name != KeyUp && k.Name != KeyDown && (k.Name != KeyEnter || l.marked < 0) {
		return false
	}
	switch k.Name {
	case KeyUp, KeyDown, KeyHome, KeyEnd, KeyPageUp, KeyPageDown:
		if k.Alt {
			l.take(p, l.marked)
			return true
		}
		by := map[string]int{KeyUp: -1, KeyDown: 1, KeyHome: -len(l.rows), KeyEnd: len(l.rows), KeyPageUp: -l.seen, KeyPageDown: l.seen}[k.Name]
		step := 1
		if by < 0 {
			step = -1
		}
		i := min(max(l.marked+by, 0), len(l.rows)-1)
		for way := step; i >= 0 && i < len(l.rows) && l.rows[i].fixed; i += way {
			if i+way < 0 || i+way >= len(l.rows) { // nothing there: the last that there was
				way = -way
				if way == step {
					return true
				}
			}
		}
		if i >= 0 && i < len(l.rows) && !l.rows[i].fixed {
			l.marked = i
			l.show(i)
		}
	case KeyEnter, KeySpace:
		l.take(p, l.marked)
	}
	return true
}

func (l *optionList) typed(_ *Page, s string) bool {
	if l.soft {
		return false
	}
	want := l.ahead.add(s)
	if want == "" {
		return true
	}
	if i := l.ahead.find(len(l.rows), l.marked, func(i int) (string, bool) { return l.rows[i].label, !l.rows[i].fixed }); i >= 0 {
		l.marked = i
		l.show(i)
	}
	return true
}

func (l *optionList) draw(b *display.Builder, size geom.Size, look popupLook) {
	for k := range l.seen {
		i := l.first + k
		if i >= len(l.rows) {
			break
		}
		o := &l.rows[i]
		row := geom.Rect{X: geom.One, Y: geom.One + l.row*geom.Unit(k), W: size.W - 2*geom.One, H: l.row}
		mid := row.Y.Add(row.H / 2)
		if o.rule {
			b.Rect(geom.Rect{X: row.X, Y: mid, W: row.W, H: geom.One}, display.Solid(look.faint))
			continue
		}
		ink := look.ink
		if o.faint {
			ink = look.faint
		} else if i == l.marked {
			b.Rect(row, display.Solid(look.hover))
		}
		write(b, look.font, o.label, row.X.Add(geom.FromPx(popupPad+o.indent)), mid, ink)
		if o.note != "" {
			write(b, look.font, o.note, row.Right().Sub(geom.FromPx(widthOf(look.font, o.note)+popupPad)), mid, look.faint)
		}
	}
	if len(l.rows) > l.seen { // how far there is to scroll
		const wide = 4
		h := size.H.Sub(2 * geom.One)
		thumb := geom.Rect{X: size.W.Sub(geom.Int(wide + 2)), Y: geom.One.Add(h.Mul(float64(l.first) / float64(len(l.rows)))),
			W: geom.Int(wide), H: max(h.Mul(float64(l.seen)/float64(len(l.rows))), geom.Int(wide))}
		b.Rect(thumb, display.Solid(look.faint))
	}
}

// typeAhead is what is typed to find an option, letter by letter.
type typeAhead struct {
	text string
	when time.Time
}

// typeAheadTime is how long after a letter another one goes on with it.
const typeAheadTime = time.Second

// add takes a text and returns what is looked for.
func (t *typeAhead) add(s string) string {
	now := time.Now()
	if now.Sub(t.when) > typeAheadTime {
		t.text = ""
	}
	t.when = now
	if t.text == "" && strings.TrimSpace(s) == "" {
		return ""
	}
	t.text += s
	return t.text
}

// find returns the row that what was typed leads to from one, or -1. The same letter again goes to
// the next that begins with it.
func (t *typeAhead) find(rows, from int, label func(i int) (string, bool)) int {
	want := t.text
	r, size := utf8.DecodeRuneInString(want)
	again := size < len(want) && strings.Trim(want, string(r)) == ""
	if again {
		want = want[:size]
	}
	for k := range rows {
		i := max(from, 0) + k
		if size == len(want) { // a first letter, or again: on from here
			i = from + 1 + k
		}
		i = (i%rows + rows) % rows
		if l, can := label(i); can && len(l) >= len(want) && strings.EqualFold(l[:len(want)], want) {
			return i
		}
	}
	return -1
}

func optionLabel(o *dom.Node) string {
	if l, ok := o.Attr("label"); ok && l != "" {
		return l
	}
	return strings.Join(strings.Fields(o.TextContent()), " ")
}

// suggest shows the suggestions of a field's datalist that go with what is in it; all of them when
// asked for.
// https://html.spec.whatwg.org/multipage/input.html#attr-input-list
func (p *Page) suggest(at place, all bool) {
	p.closePopup()
	rows := suggestions(at.doc, at.node, all)
	if len(rows) == 0 {
		return
	}
	p.openList(&optionList{at: at, rows: rows, marked: -1, soft: true, pick: func(p *Page, r *optionRow) {
		e := p.input.edit
		if e == nil || e.at.node != at.node {
			at.doc.dom.SetValue(at.node, r.label)
			return
		}
		before := e.field
		e.field.Anchor, e.field.Caret = 0, len(e.field.Text)
		e.field.Insert(r.label)
		p.edited(before)
	}}, at)
}

// maxSuggestions bounds how many suggestions are offered at a time.
const maxSuggestions = 512

func suggestions(d *document, n *dom.Node, all bool) []optionRow {
	id, ok := n.Attr("list")
	if !ok || !n.IsHTML("input") {
		return nil
	}
	list := d.dom.ByID(id)
	if list == nil || !list.IsHTML("datalist") {
		return nil
	}
	have := strings.ToLower(n.Value())
	var out []optionRow
	for _, o := range list.Options() {
		v, label := o.Value(), optionLabel(o)
		if v == "" || selector.Disabled(o) || !all && have != "" && !strings.Contains(strings.ToLower(v), have) && !strings.Contains(strings.ToLower(label), have) {
			continue
		}
		r := optionRow{label: v, option: o}
		if label != v {
			r.note = label
		}
		if out = append(out, r); len(out) == maxSuggestions {
			break
		}
	}
	if len(out) == 1 && out[0].label == n.Value() {
		return nil
	}
	return out
}
