package engine

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/engine/edit"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint"
	"vitrine/paint/display"
)

// editor is the text control that has the focus.
type editor struct {
	at       place
	field    edit.Field
	start    string // its value when it got the focus
	goal     geom.Unit
	hasGoal  bool // goal is the x that Up and Down keep to
	readonly bool
	password bool
	dragging bool
}

// beginEdit puts the caret into a text control.
func (p *Page) beginEdit(at place) {
	e := &editor{at: at, start: at.node.Value(), password: at.node.IsHTML("input") && inputType(at.node) == "password"}
	_, e.readonly = at.node.Attr("readonly")
	e.field.Lines = at.node.IsHTML("textarea")
	if v, ok := at.node.Attr("maxlength"); ok {
		if m, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && m > 0 {
			e.field.Max = m
		}
	}
	e.field.Past = &edit.History{}
	e.field.Set(e.start, false)
	if e.field.Lines {
		e.field.Move(0, false)
	}
	p.input.edit = e
	at.doc.line.todo |= stagePaint
}

// endEdit takes the caret out of the text control that has it.
func (p *Page) endEdit() {
	e := p.input.edit
	if e == nil {
		return
	}
	p.input.edit = nil
	d := e.at.doc
	if e.field.Preedit != "" {
		d.line.todo |= stageBoxes
	}
	if e.at.node.Value() != e.start {
		d.dom.Touch(e.at.node)
	}
	if !e.field.Lines {
		delete(d.offsets, e.at.node.ID())
	}
	d.line.todo |= stagePaint
}

// edited takes over what the editor made of the control's text.
func (p *Page) edited(before edit.Field) {
	e := p.input.edit
	d := e.at.doc
	if e.field.Text != before.Text {
		d.dom.SetValue(e.at.node, e.field.Text)
		p.suggest(e.at, false)
	}
	if e.field.Preedit != before.Preedit {
		d.line.todo |= stageBoxes
	}
	if e.field != before {
		d.line.todo |= stagePaint
		p.stale = true
		p.runLine() // the new text has its place before the caret is brought into view
		p.showCaret()
	}
}

// showCaret scrolls so that the caret is seen.
func (p *Page) showCaret() {
	e := p.input.edit
	if e == nil || e.at.doc.line.base == nil {
		return
	}
	d := e.at.doc
	f := d.line.base.Field
	if f == nil || f.Node != e.at.node.ID() {
		return
	}
	r := f.Caret
	if i := d.line.base.FindScroller(f.Node); i != display.Viewport {
		s := &d.line.base.Scrollers[i]
		at := d.offset(i)
		p.scrollInside(d, i, geom.Point{
			X: at.X.Add(approach(r.X.Sub(at.X), r.W, s.Stick.X, s.Stick.W.Add(geom.One), false)),
			Y: at.Y.Add(approach(r.Y.Sub(at.Y), r.H, s.Stick.Y, s.Stick.H, false))})
		at = d.offset(i)
		r = r.Move(geom.Point{X: -at.X, Y: -at.Y})
	}
	p.revealRect(d, e.at.node, r, false)
}

// shownField is the text of a control as layout gets it, when it is being edited.
func (d *document) shownField(n *dom.Node) (string, bool) {
	e := d.page.input.edit
	if e == nil || e.at.node != n || e.at.doc != d || e.field.Preedit == "" {
		return "", false
	}
	from, to := e.field.Selection()
	return e.field.Text[:from] + e.field.Preedit + e.field.Text[to:], true
}

// paintEdit is what paint shows of the editor.
func (d *document) paintEdit() *paint.Edit {
	e := d.page.input.edit
	if e == nil || e.at.doc != d {
		return nil
	}
	out := &paint.Edit{Node: e.at.node, Anchor: e.shown(e.field.Anchor), Caret: e.shown(e.field.Caret)}
	if n := len(e.field.Preedit); n > 0 {
		from, _ := e.field.Selection()
		from = e.shown(from)
		if e.password {
			n = utf8.RuneCountInString(e.field.Preedit) * len(box.Bullet)
		}
		out.ComposeFrom, out.ComposeTo = from, from+n
		out.Anchor, out.Caret = from+n, from+n
	}
	return out
}

// shown and value convert an offset in the value to one in what is shown, and back.
func (e *editor) shown(offset int) int {
	if !e.password {
		return offset
	}
	return utf8.RuneCountInString(e.field.Text[:offset]) * len(box.Bullet)
}

func (e *editor) value(offset int) int {
	if !e.password {
		return min(max(offset, 0), len(e.field.Text))
	}
	runes := offset / len(box.Bullet)
	for i := range e.field.Text {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(e.field.Text)
}

// caretTo puts the caret where the button went down.
func (p *Page) caretTo(at place, m MouseDown) {
	p.runLine() // the focus is new: the control's characters have no places yet
	e := p.input.edit
	if e == nil {
		return
	}
	before := e.field
	to, ok := e.offsetAt(p.input.at, p)
	if !ok {
		return
	}
	switch {
	case m.Clicks >= 3:
		e.field.Anchor, e.field.Caret = 0, len(e.field.Text)
		if e.field.Lines {
			e.field.Anchor = strings.LastIndexByte(e.field.Text[:to], '\n') + 1
			if i := strings.IndexByte(e.field.Text[to:], '\n'); i >= 0 {
				e.field.Caret = to + i
			}
		}
	case m.Clicks == 2:
		e.field.SelectWord(to)
	default:
		e.field.Move(to, m.Shift)
	}
	e.dragging, e.hasGoal = true, false
	p.edited(before)
}

// dragCaret extends the selection to the pointer.
func (p *Page) dragCaret() {
	e := p.input.edit
	before := e.field
	if to, ok := e.offsetAt(p.input.at, p); ok {
		e.field.Move(to, true)
		p.edited(before)
	}
}

// offsetAt returns the offset of the control's value nearest to a point of the page's viewport.
func (e *editor) offsetAt(at geom.Point, p *Page) (int, bool) {
	l := e.at.doc.line.list
	if l == nil || l.Field == nil || l.Field.Node != e.at.node.ID() {
		return 0, false
	}
	m := e.at.doc.toView(l.Field.State.Transform)
	inv, ok := m.Invert()
	if !ok {
		return 0, false
	}
	x, y := inv.Apply(at.X.Px(), at.Y.Px())
	return e.value(l.Field.Offset(geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)})), true
}

// editKey does what a key is for in the text control that has the caret; false when it is for
// nothing there.
func (p *Page) editKey(k Key) bool {
	e := p.input.edit
	if e == nil {
		return false
	}
	before := e.field
	f := &e.field
	goal := false
	switch k.Name {
	case KeyLeft, KeyRight:
		f.Arrow(k.Name == KeyRight, k.Ctrl, k.Shift)
	case KeyUp, KeyDown:
		if !f.Lines {
			if k.Name == KeyDown {
				p.suggest(e.at, true)
			}
			return true
		}
		p.vertical(k.Name == KeyDown, k.Shift)
		goal = true
	case KeyHome, KeyEnd:
		to := 0
		if k.Name == KeyEnd {
			to = len(f.Text)
		}
		if l := p.fieldLine(f.Caret); f.Lines && !k.Ctrl && l != nil {
			to = l.From
			if k.Name == KeyEnd {
				to = l.To
			}
		}
		f.Move(to, k.Shift)
	case KeyPageUp, KeyPageDown:
		if !f.Lines {
			return false
		}
		for range 8 {
			p.vertical(k.Name == KeyPageDown, k.Shift)
		}
		goal = true
	case KeyBackspace, KeyDelete:
		if !e.readonly {
			f.Erase(k.Name == KeyDelete, k.Ctrl)
		}
	case KeyEnter:
		if !f.Lines {
			p.submitImplicitly(e.at.doc, e.at.node)
			return true
		}
		if !e.readonly {
			f.Insert("\n")
		}
	case KeySelectAll: // what is seen stays
		f.Anchor, f.Caret = 0, len(f.Text)
		e.at.doc.line.todo |= stagePaint
		p.stale = true
		return true
	case KeyCut:
		if !e.readonly && !e.password {
			f.Insert("")
		}
	case KeyUndo, KeyRedo:
		switch {
		case e.readonly:
		case k.Name == KeyUndo:
			f.Undo()
		default:
			f.Redo()
		}
	case KeySpace, KeyCopy: // typed text brings the space itself
	default:
		return false
	}
	e.hasGoal = e.hasGoal && goal
	p.edited(before)
	return true
}

// fieldLine returns the line of the control that an offset is on, as painted last.
func (p *Page) fieldLine(offset int) *display.FieldLine {
	e := p.input.edit
	l := e.at.doc.line.list
	if l == nil || l.Field == nil || l.Field.Node != e.at.node.ID() {
		return nil
	}
	return l.Field.LineAt(offset)
}

// vertical moves the caret by a line.
func (p *Page) vertical(down, extend bool) {
	e := p.input.edit
	l := p.fieldLine(e.field.Caret)
	if l == nil {
		return
	}
	if !e.hasGoal {
		e.goal, e.hasGoal = l.At(e.field.Caret), true
	}
	to, ok := e.at.doc.line.list.Field.Vertical(e.field.Caret, e.goal, down)
	if !ok {
		to = 0
		if down {
			to = len(e.field.Text)
		}
	}
	e.field.Move(to, extend)
}

// insertText types a text into the control that has the caret.
func (p *Page) insertText(s string) {
	e := p.input.edit
	if e == nil {
		p.typeKeys(s)
		return
	}
	if e.readonly {
		return
	}
	before := e.field
	e.field.Preedit = ""
	e.field.Insert(s)
	e.hasGoal = false
	p.edited(before)
}

// typeKeys takes over what is typed where no text is: into the part of a date, or to find an option.
func (p *Page) typeKeys(s string) {
	at := p.input.focus
	switch {
	case p.input.date != nil:
		p.typeDate(s)
	case at.node != nil && at.node.IsHTML("select"):
		if p.input.ahead.add(s) == "" {
			return
		}
		opts := at.node.Options()
		from := slices.IndexFunc(opts, func(o *dom.Node) bool {
			return isDropDown(at.node) && o == at.node.SelectedOption() || !isDropDown(at.node) && o.Checked()
		})
		i := p.input.ahead.find(len(opts), from, func(i int) (string, bool) { return optionLabel(opts[i]), !selector.Disabled(opts[i]) })
		if i >= 0 {
			at.doc.choose(at.node, opts[i])
		}
	}
}

// compose shows what an input method is composing.
func (p *Page) compose(s string) {
	e := p.input.edit
	if e == nil || e.readonly {
		return
	}
	before := e.field
	e.field.Preedit = strings.ToValidUTF8(s, "")
	p.edited(before)
}

// Editing tells an input method about the text control that has the focus.
type Editing struct {
	Caret         geom.Rect // in CSS px of the page's viewport
	Before, After string    // the text around the caret; empty for passwords
}

// caretArea returns what Frame.Editing is.
func (p *Page) caretArea() *Editing {
	e := p.input.edit
	if e == nil || e.readonly {
		return nil
	}
	out := &Editing{}
	if !e.password {
		out.Before, out.After = e.field.Text[:e.field.Caret], e.field.Text[e.field.Caret:]
	}
	if l := e.at.doc.line.list; l != nil && l.Field != nil {
		out.Caret = e.at.doc.toView(l.Field.State.Transform).MapRect(l.Field.Caret)
	}
	return out
}

// selected returns the text that a copy takes.
func (p *Page) selected() string {
	if e := p.input.edit; e != nil {
		if e.password {
			return ""
		}
		return e.field.Selected()
	}
	return p.selectedText()
}
