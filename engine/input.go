package engine

import (
	"strings"

	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/net/weburl"
	"vitrine/paint/hit"
)

// Event is something that a person does to a page: one of the types below.
type Event interface{ event() }

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
	over    *dom.Node // innermost element under the pointer
	pressed *dom.Node // element where the button went down
	at      geom.Point
	inside  bool
}

func (s *inputState) reset() { s.over, s.pressed = nil, nil }

// handle does what an event asks for. Default actions only: there are no scripts to ask.
func (p *Page) handle(e Event) {
	switch e := e.(type) {
	case Resize:
		if e.Width > 0 && e.Height > 0 {
			p.view = geom.Size{W: geom.Int(e.Width), H: geom.Int(e.Height)}
		}
	case Wheel:
		p.scrollBy(geom.FromPx(e.DX), geom.FromPx(e.DY))
	case Key:
		p.key(e)
	case MouseMove:
		p.input.at, p.input.inside = geom.Point{X: geom.FromPx(e.X), Y: geom.FromPx(e.Y)}, !e.Gone
		p.hover()
	case MouseDown:
		p.input.at, p.input.inside = geom.Point{X: geom.FromPx(e.X), Y: geom.FromPx(e.Y)}, true
		p.hover()
		p.input.pressed = p.input.over
		p.setActive(p.input.over)
	case MouseUp:
		p.input.at = geom.Point{X: geom.FromPx(e.X), Y: geom.FromPx(e.Y)}
		p.hover()
		p.setActive(nil)
		if down := p.input.pressed; down != nil && p.input.over != nil {
			p.click(down, p.input.over)
		}
		p.input.pressed = nil
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

// lineStep is how far an arrow key scrolls, in CSS px; pageOverlap is what stays visible of a
// page that is scrolled by a page key.
const (
	lineStep    = 40
	pageOverlap = 0.125
)

func (p *Page) key(k Key) {
	page := p.view.H.Mul(1 - pageOverlap)
	switch k.Name {
	case KeyUp:
		p.scrollBy(0, -geom.Int(lineStep))
	case KeyDown:
		p.scrollBy(0, geom.Int(lineStep))
	case KeyLeft:
		p.scrollBy(-geom.Int(lineStep), 0)
	case KeyRight:
		p.scrollBy(geom.Int(lineStep), 0)
	case KeyPageUp:
		p.scrollBy(0, -page)
	case KeyPageDown:
		p.scrollBy(0, page)
	case KeySpace:
		if k.Shift {
			page = -page
		}
		p.scrollBy(0, page)
	case KeyHome:
		p.scrollBy(0, geom.Min)
	case KeyEnd:
		p.scrollBy(0, geom.Max)
	}
}

func (p *Page) scrollBy(dx, dy geom.Unit) {
	if p.doc != nil {
		p.scrollTo(p.doc.scroll.Add(geom.Point{X: dx, Y: dy}))
	}
}

// scrollTo scrolls the viewport to a point of the page, as far as the page reaches.
func (p *Page) scrollTo(at geom.Point) {
	d := p.doc
	if d == nil || d.line.frags == nil {
		return
	}
	c := d.line.frags.Content
	at.X = max(min(at.X, c.Right().Sub(p.view.W)), min(0, c.X))
	at.Y = max(min(at.Y, c.Bottom().Sub(p.view.H)), min(0, c.Y))
	if at != d.scroll {
		d.scroll = at
		p.stale = true
		p.hover()
	}
}

// scrollToFragment scrolls to the part of the page that the URL's fragment names.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment
func (p *Page) scrollToFragment() {
	d := p.doc
	if d == nil || d.line.frags == nil {
		return
	}
	n, top := d.fragmentTarget()
	p.setTarget(n)
	switch {
	case top:
		p.scrollTo(geom.Point{X: d.scroll.X})
	case n != nil:
		rects, ok := Rects(d.line.frags)
		for e := n; e != nil; e = e.ParentElement() {
			if id := int(e.ID()); id < len(ok) && ok[id] {
				p.scrollTo(geom.Point{X: d.scroll.X, Y: rects[id].Y})
				return
			}
		}
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
	var over *dom.Node
	if p.input.inside {
		over = p.nodeAt(p.input.at)
	}
	if over == p.input.over {
		return
	}
	p.input.over = over
	p.stale = true
	p.setHover(over)
}

// nodeAt returns the innermost element drawn at a point of the viewport, or nil.
func (p *Page) nodeAt(at geom.Point) *dom.Node {
	d := p.doc
	if d == nil || d.line.list == nil {
		return nil
	}
	id, ok := hit.At(d.line.list, at.Add(d.scroll), d.scroll)
	if !ok {
		return nil
	}
	n := d.dom.Node(id)
	if n != nil && n.Type != dom.ElementNode {
		n = n.ParentElement()
	}
	return n
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
func (p *Page) click(down, up *dom.Node) {
	link := linkOf(up)
	if link != nil && link == linkOf(down) {
		if u := p.doc.linkURL(link); u != nil && !u.Is("javascript", "mailto") {
			p.navigate(u, pushEntry, nil)
		}
		return
	}
	for n := up; n != nil; n = n.ParentElement() {
		if n.IsHTML("summary") && n.ParentElement().IsHTML("details") {
			p.toggleDetails(n.ParentElement())
			return
		}
	}
}

// toggleDetails opens or closes a details element.
// https://html.spec.whatwg.org/multipage/interactive-elements.html#the-summary-element
func (p *Page) toggleDetails(n *dom.Node) {
	if _, open := n.Attr("open"); open {
		p.doc.dom.RemoveAttr(n, "open")
	} else {
		p.doc.dom.SetAttr(n, "open", "")
	}
}
