package engine

import (
	"strings"

	"vitrine/css/media"
	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/net/weburl"
)

// Event is something that a person does to a page: one of the types below.
type Event interface{ event() }

// ScrollTo scrolls to a place, in CSS px from where nothing is scrolled; what is out of reach is
// brought to the nearest that is not. With Element, the id of an element of the document, that
// element's contents are scrolled, with Bar those of one of Frame.Bars, else the viewport. An
// event for something that cannot be scrolled does nothing.
type ScrollTo struct {
	X, Y    float64
	Element string
	Bar     ScrollBarID
}

// Resize changes the viewport, in CSS px, and when Scale is not 0 how many device px one has.
type Resize struct {
	Width, Height int
	Scale         float64
}

// PreferScheme changes which colour scheme the person prefers; the page is restyled as it is.
// https://www.w3.org/TR/mediaqueries-5/#prefers-color-scheme
type PreferScheme struct{ Scheme media.Scheme }

// Wheel scrolls what is under the pointer by a distance in CSS px. A Notch is a step of a wheel that
// has steps: the page glides over it.
type Wheel struct {
	DX, DY float64
	Notch  bool
}

// MouseMove, MouseDown and MouseUp tell where the pointer is, in CSS px of the viewport.
// MouseMove with Gone set says that it left the page. Clicks counts presses in quick succession:
// the second selects a word, the third a line; 0 is 1. With Shift a press extends a selection,
// with Ctrl it adds to a choice, and opens a link elsewhere, as with the Middle button.
type (
	MouseMove struct {
		X, Y float64
		Gone bool
	}
	MouseDown struct {
		X, Y        float64
		Clicks      int
		Shift, Ctrl bool
		Middle      bool
	}
	MouseUp struct{ X, Y float64 }
)

// Key is a key press that the page handles itself. What a key writes comes as Text.
type Key struct {
	Name             string // one of the Key constants
	Shift, Ctrl, Alt bool
}

// Text is typed or pasted into the text control that has the focus. Compose shows what an input
// method is still composing there; a Text follows, or an empty Compose.
type (
	Text    struct{ Text string }
	Compose struct{ Text string }
)

// The keys that scroll.
const (
	KeyUp, KeyDown, KeyLeft, KeyRight = "Up", "Down", "Left", "Right"
	KeyPageUp, KeyPageDown, KeySpace  = "PageUp", "PageDown", "Space"
	KeyHome, KeyEnd                   = "Home", "End"
)

// The keys that move the focus, activate what has it, and edit. The last five are what
// Ctrl+A, Ctrl+C, Ctrl+X, Ctrl+Z and Ctrl+Y mean; what was copied is in Frame.Selected.
const (
	KeyTab, KeyEnter, KeyEscape   = "Tab", "Enter", "Escape"
	KeyBackspace, KeyDelete       = "Backspace", "Delete"
	KeySelectAll, KeyCopy, KeyCut = "SelectAll", "Copy", "Cut"
	KeyUndo, KeyRedo              = "Undo", "Redo"
)

// Navigate opens an address; Back, Forward, Reload and Stop are the buttons of a browser. A Hard
// reload uses nothing that is stored.
type (
	Navigate struct{ URL string }
	Back     struct{}
	Forward  struct{}
	Reload   struct{ Hard bool }
	Stop     struct{}
)

func (Resize) event()       {}
func (PreferScheme) event() {}
func (Wheel) event()        {}
func (ScrollTo) event()     {}
func (MouseMove) event()    {}
func (MouseDown) event()    {}
func (MouseUp) event()      {}
func (Key) event()          {}
func (Text) event()         {}
func (Compose) event()      {}
func (Navigate) event()     {}
func (Back) event()         {}
func (Forward) event()      {}
func (Reload) event()       {}
func (Stop) event()         {}

// Dispatch hands an event to the page and returns at once.
func (p *Page) Dispatch(e Event) { p.post(func() { p.handle(e) }) }

// inputState is what a page knows about the pointer and the keyboard.
type inputState struct {
	over    place // what is under the pointer
	pressed place // what the button went down on
	last    place // what it went down on last: keys that scroll begin there
	at      geom.Point
	inside  bool
	downAt  geom.Point
	ctrl    bool // Ctrl was down with the button
	middle  bool // it was the middle one

	focus      place
	edit       *editor     // the text control that has the focus, or nil
	date       *dateEditor // the field of dates or times that has the focus, or nil
	ahead      typeAhead   // in the drop-down that has the focus
	bubble     *bubble     // what is wrong with a control, or nil
	popup      *popup      // the drop-down that is open, or nil
	inspection inspection
	resizing   *resizeDrag // the element whose size is being changed, or nil
	slider     place       // the range input that is being dragged

	selection *selection // what is marked on the page, or nil
	find      *search    // what is looked for, or nil
	quoted    []match    // what the address quotes
}

func (s *inputState) reset() {
	*s = inputState{at: s.at, inside: s.inside}
}

// clickedAt returns where in an element the button was pressed last; the origin when elsewhere.
func (s *inputState) clickedAt(d *document, n *dom.Node) geom.Point {
	if s.last.doc == d && s.last.node == n {
		if r, ok := d.paintedBox(n); ok {
			return s.last.at.Sub(geom.Point{X: r.X, Y: r.Y})
		}
	}
	return geom.Point{}
}

// handle does what an event asks for. Default actions only: there are no scripts to ask.
func (p *Page) handle(e Event) {
	switch e := e.(type) {
	case MouseMove, MouseUp, PreferScheme:
	case Compose:
		if e.Text != "" { // an input method says so too when it begins
			p.popBubble()
		}
	default:
		p.popBubble()
	}
	if p.popupEvent(e) {
		return
	}
	switch e := e.(type) {
	case Resize:
		if e.Width > 0 && e.Height > 0 {
			p.closePopup()
			p.view = geom.Size{W: geom.Int(e.Width), H: geom.Int(e.Height)}
			if e.Scale > 0 {
				p.scale = e.Scale
			}
		}
	case PreferScheme:
		p.prefer(e.Scheme)
	case Wheel:
		p.closePopup()
		p.wheel(geom.Point{X: geom.FromPx(e.DX), Y: geom.FromPx(e.DY)}, e.Notch)
	case ScrollTo:
		p.scrollEvent(e)
	case Key:
		p.key(e)
	case Find:
		p.find(e)
	case Text:
		p.insertText(e.Text)
	case AccessKey:
		p.accessKey(e.Key)
	case Compose:
		p.compose(e.Text)
	case Inspect:
		p.input.inspection = inspection{on: !p.input.inspection.on}
		p.stale = true
	case MouseMove:
		p.pointAt(e.X, e.Y, !e.Gone)
		switch ed := p.input.edit; {
		case p.input.resizing != nil:
			p.resize()
		case p.input.slider.node != nil:
			p.drag()
		case ed != nil && ed.dragging:
			p.dragCaret()
			p.pull()
		case p.input.selection != nil && p.input.selection.dragging:
			p.dragSelection()
			p.pull()
		}
	case MouseDown:
		p.closePopupOutside()
		p.unquote()
		p.pointAt(e.X, e.Y, true)
		p.input.pressed, p.input.last, p.input.ctrl = p.input.over, p.input.over, e.Ctrl
		p.input.middle = e.Middle
		p.input.downAt = p.input.at
		p.dismissPopovers(p.input.over)
		if p.inert(p.input.over) {
			p.input.pressed = place{}
			return
		}
		if e.Middle { // it is for links alone
			return
		}
		if r := p.resizerAt(p.input.over); r != nil {
			p.input.resizing = r
			return
		}
		p.setActive(p.input.over)
		p.press(p.input.over, e)
	case MouseUp:
		p.pointAt(e.X, e.Y, true)
		p.setActive(place{})
		dragged := p.input.slider.node != nil || p.input.resizing != nil
		p.input.resizing = nil
		p.input.slider = place{}
		if p.input.edit != nil {
			p.input.edit.dragging = false
		}
		if sel := p.input.selection; sel != nil {
			dragged = dragged || sel.dragging && sel.anchor != sel.focus && !p.samePlace()
			sel.dragging = false
		}
		if down := p.input.pressed; down.node != nil && p.input.over.node != nil && !dragged {
			p.click(down, p.input.over)
		}
		p.input.pressed = place{}
	case Navigate:
		u, err := weburl.FromInput(e.URL)
		if err != nil {
			p.fail(e.URL, err, pushEntry, nil)
			return
		}
		p.navigate(u, pushEntry, nil)
	case Back:
		p.move(-1)
	case Forward:
		p.move(1)
	case Reload:
		p.reload(e.Hard)
	case Stop:
		p.stop()
	}
}

// fragmentTarget returns the element that the URL's fragment indicates; top says that it is the
// top of the document. https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element
func (d *document) fragmentTarget() (n *dom.Node, top bool) {
	if !d.url.HasFragment() {
		return nil, false
	}
	raw, _, directive := strings.Cut(d.url.Fragment(), fragmentDirective)
	if raw == "" {
		return nil, !directive
	}
	for _, name := range []string{raw, string(weburl.PercentDecode(raw))} {
		if n := d.dom.ByID(name); n != nil {
			return n, false
		}
		for n := d.dom.Root().First(); n != nil; n = n.After(d.dom.Root()) {
			if n.IsHTML("a") {
				if v, ok := n.Attr("name"); ok && v == name {
					return n, false
				}
			}
		}
	}
	return nil, strings.EqualFold(raw, "top")
}

// hover finds what is under the pointer.
func (p *Page) hover() {
	var over place
	if p.input.inside {
		over = p.placeAt(p.input.at)
	}
	if over.onText != p.input.over.onText {
		p.stale = true // the cursor
	}
	same := over.node == p.input.over.node && over.doc == p.input.over.doc
	p.input.over = over
	if same {
		return
	}
	p.stale = true
	p.setHover(over)
}

// samePlace reports whether the button is let go near where it went down.
func (p *Page) samePlace() bool {
	const near = 3 // px
	d := p.input.at.Sub(p.input.downAt)
	return max(d.X, -d.X) <= geom.Int(near) && max(d.Y, -d.Y) <= geom.Int(near)
}

// pointAt moves the pointer.
func (p *Page) pointAt(x, y float64, inside bool) {
	p.input.at, p.input.inside = geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}, inside
	p.hover()
}

// drag moves the slider that is held to the pointer.
func (p *Page) drag() {
	s := p.input.slider
	area, ok := s.doc.viewRect(s.node)
	own, ok2 := s.doc.paintedBox(s.node)
	if !ok || !ok2 || area.W <= 0 {
		return
	}
	at := s
	at.at.X = own.X.Add(p.input.at.X.Sub(area.X).Mul(own.W.Px() / area.W.Px()))
	p.slide(at)
}

// closePopupOutside closes an open drop-down when a press is not on its own control, whose press
// closes it itself.
func (p *Page) closePopupOutside() {
	if u := p.input.popup; u != nil {
		if over := p.placeAt(p.input.at); over.node != u.at.node {
			p.closePopup()
		}
	}
}

// key does what a key is for: in the control that has the focus, for the focus itself, or for
// the page.
func (p *Page) key(k Key) {
	if p.doc == nil {
		return
	}
	if f := p.input.focus; f.doc != nil && !p.shows(f.doc) {
		p.input.focus, p.input.edit, p.input.date = place{}, nil, nil
	}
	switch {
	case k.Name == KeyEscape && p.closeTop():
	case p.controlKey(k), p.editKey(k):
	case k.Name == KeyTab:
		p.moveFocus(k.Shift)
	case k.Name == KeyEscape:
		p.setFocus(place{}, false)
		p.unselect()
	case k.Name == KeySelectAll:
		p.selectAll()
	case k.Ctrl && k.Name != KeyHome && k.Name != KeyEnd:
	default:
		p.scrollKey(k)
	}
}

// linkOf returns the hyperlink that n is in, or nil.
func linkOf(n *dom.Node) *dom.Node {
	for ; n != nil; n = n.ParentElement() {
		if selector.IsLink(n) {
			return n
		}
	}
	return nil
}

// linkURL returns the address that a hyperlink leads to, or nil.
func (d *document) linkURL(link *dom.Node) *weburl.URL {
	if link == nil {
		return nil
	}
	for _, a := range link.Attrs() {
		if a.Name.Value() == "href" && (a.NS == dom.NoNS || a.NS == dom.XLink) {
			if u, err := d.loader.Resolve(strings.TrimSpace(a.Value)); err == nil {
				return u
			}
			return nil
		}
	}
	return nil
}

// click does what the element is for that was pressed and released.
func (p *Page) click(down, up place) {
	if down.doc != up.doc {
		return
	}
	at := up
	for at.node != nil && !within(down.node, at.node) {
		at.node = at.node.ParentElement() // the nearest that has both
	}
	switch {
	case at.node == nil:
	case p.input.middle:
		if u := at.doc.linkURL(linkOf(at.node)); u != nil && p.e.cfg.NewWindow != nil {
			p.e.cfg.NewWindow(u.String())
		}
	default:
		p.activate(at)
	}
}

// within reports whether n is top or inside of it.
func within(n, top *dom.Node) bool {
	for ; n != nil; n = n.ParentElement() {
		if n == top {
			return true
		}
	}
	return false
}

// toggleDetails opens or closes a details element.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#the-summary-element
func (d *document) toggleDetails(n *dom.Node) {
	if _, open := n.Attr("open"); open {
		d.dom.RemoveAttr(n, "open")
		return
	}
	if name, _ := n.Attr("name"); name != "" { // one of a group at a time
		for e := d.dom.Root().First(); e != nil; e = e.After(d.dom.Root()) {
			if m, _ := e.Attr("name"); e != n && e.IsHTML("details") && m == name {
				d.dom.RemoveAttr(e, "open")
			}
		}
	}
	d.dom.SetAttr(n, "open", "")
}
