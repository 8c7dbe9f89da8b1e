package engine

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// dateEditor is the field of dates or times that has the focus: its parts are filled in one by one.
type dateEditor struct {
	at     place
	part   int    // index among the parts that can be filled in
	digits string // typed into the part so far
}

// isDateField reports whether an element shows a date or time in parts.
func isDateField(n *dom.Node) bool {
	if !n.IsHTML("input") {
		return false
	}
	switch inputType(n) {
	case "date", "time", "month", "week", "datetime-local":
		return true
	}
	return false
}

// moment returns what is filled in of a field of dates or times: its value, or parts of one.
func (d *document) moment(n *dom.Node) box.Moment {
	if m, ok := d.partial[n.ID()]; ok && n.Value() == "" {
		return m
	}
	return box.ParseMoment(inputType(n), n.Value())
}

// setMoment fills in the parts of a field; while some are missing, its value is empty.
func (d *document) setMoment(n *dom.Node, m box.Moment) {
	v := m.Value(inputType(n))
	delete(d.partial, n.ID())
	if v == "" && m != box.NoMoment() {
		if d.partial == nil {
			d.partial = map[dom.ID]box.Moment{}
		}
		d.partial[n.ID()] = m
	}
	if v != n.Value() {
		d.dom.SetValue(n, v)
	}
	d.line.todo |= stageBoxes
}

// shownMoment is what boxes are told about fields of dates and times.
func (d *document) shownMoment(n *dom.Node) (box.Editing, bool) {
	e := d.page.input.date
	active := e != nil && e.at.doc == d && e.at.node == n
	if _, partly := d.partial[n.ID()]; !active && !partly {
		return box.Editing{}, false
	}
	out := box.Editing{Moment: d.moment(n)}
	if active {
		if parts := fillable(n, out.Moment); e.part < len(parts) {
			out.Part, out.Active = parts[e.part], true
		}
	}
	return out, true
}

// fillable returns the parts of a field that can be filled in, in the order they are shown.
func fillable(n *dom.Node, m box.Moment) []box.DatePart {
	var out []box.DatePart
	for _, t := range box.DateTexts(n, m) {
		if t.Field {
			out = append(out, t.Part)
		}
	}
	return out
}

// beginDate starts to fill in a field, at its first part or its last.
func (p *Page) beginDate(at place, last bool) {
	e := &dateEditor{at: at}
	if last {
		e.part = len(fillable(at.node, at.doc.moment(at.node))) - 1
	}
	p.input.date = e
	at.doc.line.todo |= stageBoxes
}

// endDate ends it.
func (p *Page) endDate() {
	if e := p.input.date; e != nil {
		p.input.date = nil
		e.at.doc.line.todo |= stageBoxes
		e.at.doc.dom.Touch(e.at.node)
	}
}

// pickerWidth is how much of the end of a field of dates opens its picker, in CSS px.
const pickerWidth = 22

// pressDate goes to the part that was pressed, or opens the picker.
func (p *Page) pressDate(at place) {
	e := p.input.date
	if e == nil {
		return
	}
	d, n := at.doc, at.node
	if area, ok := d.paintedBox(n); ok && at.at.X >= area.Right().Sub(geom.Int(pickerWidth)) {
		p.openPicker(e.at)
		return
	}
	l := d.line.list
	texts := box.DateTexts(n, d.moment(n))
	i, field := 0, -1
	best, bestD := 0, geom.Max
	for k := range l.Ops {
		o := &l.Ops[k]
		if o.Kind != display.DrawGlyphs || o.Node != n.ID() {
			continue
		}
		t := &l.Texts[o.Arg]
		for i < len(texts) && !strings.Contains(texts[i].Text, t.Source) {
			if texts[i].Field {
				field++
			}
			i++
		}
		if i >= len(texts) {
			break
		}
		if texts[i].Field {
			r := t.Span(0, len(t.Source))
			if away := max(r.X.Sub(at.at.X), 0, at.at.X.Sub(r.Right())); away < bestD {
				best, bestD = field+1, away
			}
			field++
		}
		i++
	}
	e.part, e.digits = best, ""
	d.line.todo |= stageBoxes
}

// goTo goes to another part; false when there is none.
func (p *Page) goTo(part int) bool {
	e := p.input.date
	if part < 0 || part >= len(fillable(e.at.node, e.at.doc.moment(e.at.node))) {
		return false
	}
	e.part, e.digits = part, ""
	e.at.doc.line.todo |= stageBoxes
	return true
}

// dateKey does what a key is for in the field of dates or times that has the focus.
func (p *Page) dateKey(k Key) bool {
	e := p.input.date
	if e == nil {
		return false
	}
	d, n := e.at.doc, e.at.node
	m := d.moment(n)
	parts := fillable(n, m)
	if e.part >= len(parts) {
		e.part = 0
	}
	_, readonly := n.Attr("readonly")
	part := parts[e.part]
	switch k.Name {
	case KeyLeft:
		p.goTo(e.part - 1)
	case KeyRight:
		p.goTo(e.part + 1)
	case KeyHome:
		p.goTo(0)
	case KeyEnd:
		p.goTo(len(parts) - 1)
	case KeyTab:
		if k.Shift {
			return p.goTo(e.part - 1)
		}
		return p.goTo(e.part + 1)
	case KeySpace:
		p.openPicker(e.at)
	case KeyUp, KeyDown:
		if k.Alt {
			p.openPicker(e.at)
			return true
		}
		if readonly {
			return true
		}
		m[part] = stepped(part, m[part], k.Name == KeyUp)
		d.setMoment(n, m)
		e.digits = ""
	case KeyBackspace, KeyDelete:
		if !readonly {
			m[part], e.digits = -1, ""
			d.setMoment(n, m)
		}
	case KeyEnter:
		p.submitImplicitly(d, n)
	default:
		return false
	}
	return true
}

// stepped returns the next value of a part, or the one before; past the end it begins again.
func stepped(part box.DatePart, v int, up bool) int {
	lo, hi := part.Limits()
	switch {
	case v < 0 && part == box.Year:
		return time.Now().Year()
	case v < 0 && up:
		return lo
	case v < 0:
		return hi
	case up && v >= hi:
		return lo
	case up:
		return v + 1
	case v <= lo:
		return hi
	}
	return v - 1
}

// typeDate types into the part that has the keyboard.
func (p *Page) typeDate(s string) {
	e := p.input.date
	if _, readonly := e.at.node.Attr("readonly"); readonly {
		return
	}
	for _, r := range s {
		p.typeDatePart(r)
	}
}

func (p *Page) typeDatePart(r rune) {
	e := p.input.date
	d, n := e.at.doc, e.at.node
	m := d.moment(n)
	parts := fillable(n, m)
	if e.part >= len(parts) {
		return
	}
	part := parts[e.part]
	lo, hi := part.Limits()
	switch {
	case strings.ContainsRune("/-:., ", r):
		if e.digits != "" {
			p.goTo(e.part + 1)
		}
		return
	case part == box.Half:
		switch unicode.ToLower(r) {
		case 'a':
			m[part] = 0
		case 'p':
			m[part] = 1
		default:
			return
		}
		d.setMoment(n, m)
		return
	case part == box.Month && unicode.IsLetter(r) && inputType(n) == "month":
		for k := range 12 { // the next that begins with the letter
			i := (max(m[part], 0)+k)%12 + 1
			if first := []rune(time.Month(i).String())[0]; unicode.ToLower(first) == unicode.ToLower(r) {
				m[part] = i
				d.setMoment(n, m)
				return
			}
		}
		return
	case r < '0' || r > '9':
		return
	}
	v, room := 0, len(strconv.Itoa(hi))
	if e.digits += string(r); len(e.digits) > room {
		e.digits = string(r)
	}
	for _, c := range e.digits {
		v = v*10 + int(c-'0')
	}
	if v > hi {
		v, e.digits = int(r-'0'), string(r)
	}
	if v >= lo {
		m[part] = v
		d.setMoment(n, m)
	}
	if len(e.digits) >= room || v*10 > hi { // nothing more fits
		if !p.goTo(e.part + 1) {
			e.digits = ""
		}
	}
}
