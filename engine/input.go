package engine

import (
	"strings"

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

// Resize changes the viewport, in CSS px.
type Resize struct{ Width, Height int }

// Wheel scrolls by a distance in CSS px.
type Wheel struct{ DX, DY float64 }

// MouseMove, MouseDown and MouseUp tell where the pointer is, in CSS px of the viewport.
// MouseMove with Gone set says that it left the page.
type (
	MouseMove struct {
		X, Y float64
		Gone bool
	}
	MouseDown struct{ X, Y float64 }
	MouseUp   struct{ X, Y float64 }
)

// Key is a key press that the page handles itself.
type Key struct {
	Name  string // one of the Key constants
	Shift bool
}

// The keys that scroll.
const (
	KeyUp, KeyDown, KeyLeft, KeyRight = "Up", "Down", "Left", "Right"
	KeyPageUp, KeyPageDown, KeySpace  = "PageUp", "PageDown", "Space"
	KeyHome, KeyEnd                   = "Home", "End"
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

func (Resize) event()    {}
func (Wheel) event()     {}
func (ScrollTo) event()  {}
func (MouseMove) event() {}
func (MouseDown) event() {}
func (MouseUp) event()   {}
func (Key) event()       {}
func (Navigate) event()  {}
func (Back) event()      {}
func (Forward) event()   {}
func (Reload) event()    {}
func (Stop) event()      {}

// Dispatch hands an event to the page and returns at once.
func (p *Page) Dispatch(e Event) { p.post(func() { p.handle(e) }) }

// inputState is what a page knows about the pointer.
type inputState struct {
	over    place // what is under the pointer
	pressed place // what the button went down on
	last    place // what it went down on last: keys that scroll begin there
	at      geom.Point
	inside  bool
}

func (s *inputState) reset() { s.over, s.pressed, s.last = place{}, place{}, place{} }

// handle does what an event asks for. Default actions only: there are no scripts to ask.
func (p *Page) handle(e Event) {
	switch e := e.(type) {
	case Resize:
		if e.Width > 0 && e.Height > 0 {
			p.view = geom.Size{W: geom.Int(e.Width), H: geom.Int(e.Height)}
		}
	case Wheel:
		p.wheel(geom.Point{X: geom.FromPx(e.DX), Y: geom.FromPx(e.DY)})
	case ScrollTo:
		p.scrollEvent(e)
	case Key:
		p.scrollKey(e)
	case MouseMove:
		p.input.at, p.input.inside = geom.Point{X: geom.FromPx(e.X), Y: geom.FromPx(e.Y)}, !e.Gone
		p.hover()
	case MouseDown:
		p.input.at, p.input.inside = geom.Point{X: geom.FromPx(e.X), Y: geom.FromPx(e.Y)}, true
		p.hover()
		p.input.pressed, p.input.last = p.input.over, p.input.over
		p.setActive(p.input.over)
	case MouseUp:
		p.input.at = geom.Point{X: geom.FromPx(e.X), Y: geom.FromPx(e.Y)}
		p.hover()
		p.setActive(place{})
		if down := p.input.pressed; down.node != nil && p.input.over.node != nil {
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
	raw := d.url.Fragment()
	if !d.url.HasFragment() {
		return nil, false
	}
	if raw == "" {
		return nil, true
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
	same := over.node == p.input.over.node && over.doc == p.input.over.doc
	p.input.over = over
	if same {
		return
	}
	p.stale = true
	p.setHover(over)
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
			if u, err := d.loader.Base().Resolve(strings.TrimSpace(a.Value)); err == nil {
				return u
			}
			return nil
		}
	}
	return nil
}

// click follows the link that was pressed and released, or does what the element is for.
func (p *Page) click(down, up place) {
	if down.doc != up.doc {
		return
	}
	d := up.doc
	link := linkOf(up.node)
	if link != nil && link == linkOf(down.node) {
		if u := d.linkURL(link); u != nil && !u.Is("javascript", "mailto", "view-source") {
			p.follow(d, link, u)
		}
		return
	}
	for n := up.node; n != nil; n = n.ParentElement() {
		if n.IsHTML("summary") && n.ParentElement().IsHTML("details") {
			d.toggleDetails(n.ParentElement())
			return
		}
	}
}

// toggleDetails opens or closes a details element.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#the-summary-element
func (d *document) toggleDetails(n *dom.Node) {
	if _, open := n.Attr("open"); open {
		d.dom.RemoveAttr(n, "open")
	} else {
		d.dom.SetAttr(n, "open", "")
	}
}
