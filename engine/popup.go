package engine

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Popup is what lies over a page and is not part of it: the options of a drop-down, a calendar,
// colours, suggestions.
type Popup struct {
	At   geom.Rect // in CSS px of the page's viewport; it may reach beyond it
	List *display.List
}

// popup is what is open over the page for a control.
type popup struct {
	at      place
	area    geom.Rect
	in      popupContent
	picture *display.List // nil when it must be drawn
}

// popupContent is what a popup shows. Points are in px of the popup.
type popupContent interface {
	// hover tells where the pointer is, and reports whether the picture changes.
	hover(at geom.Point) bool
	// press and release tell what the button does inside.
	press(p *Page, at geom.Point)
	release(p *Page, at geom.Point)
	// wheel scrolls by a distance.
	wheel(by geom.Point)
	// key and typed do what a key or a text is for; false when it is for nothing here.
	key(p *Page, k Key) bool
	typed(p *Page, s string) bool
	draw(b *display.Builder, size geom.Size, look popupLook)
}

// Looks of popups.
const (
	popupRow     = 1.5 // height of a row in font sizes
	popupPad     = 4   // px beside a label
	popupFont    = 13  // px, of what does not look like its control
	maxPopupRows = 20
	// maxPopupMeasured is how many labels decide about the width.
	maxPopupMeasured = 2000
)

// popupLook are the colours and the font of what is open.
type popupLook struct {
	paper, edge, hover, ink, faint, accent, on color.NRGBA
	font, small                                *text.Font // the control's, and that of calendars
}

var (
	lightPopup = popupLook{paper: gray(255), edge: gray(118), hover: gray(206), ink: gray(0), faint: gray(128), accent: color.NRGBA{0, 117, 255, 255}, on: gray(255)}
	darkPopup  = popupLook{paper: gray(59), edge: gray(133), hover: gray(84), ink: gray(255), faint: gray(170), accent: color.NRGBA{153, 200, 255, 255}, on: gray(0)}
)

func gray(v uint8) color.NRGBA { return color.NRGBA{v, v, v, 255} }

// popupStyle returns the look of what opens at a place, and the style of the element there; ok is
// false when nothing can open there.
func popupStyle(at place) (look popupLook, s *style.Style, ok bool) {
	if at.doc == nil || at.doc.line.styles == nil || at.doc.line.fonts.current == nil {
		return lightPopup, nil, false
	}
	if s = at.doc.line.styles.Style(at.node); s == nil {
		return lightPopup, nil, false
	}
	look = lightPopup
	if s.Dark() {
		look = darkPopup
	}
	look.font = at.doc.line.fonts.current.Font(text.QueryOf(s))
	look.small = at.doc.line.fonts.current.Font(text.MakeQuery(popupFont, text.Family{Name: "sans-serif", Generic: true}))
	return look, s, true
}

// popAt opens content of a size at a control: below it, or above when there is more room.
func (p *Page) popAt(at place, size geom.Size, in popupContent) {
	r, ok := at.doc.viewRect(at.node)
	if !ok {
		return
	}
	y := r.Bottom()
	if below, above := p.view.H.Sub(r.Bottom()), r.Y; size.H > below && above > below {
		y = r.Y.Sub(size.H)
	}
	x := max(0, min(r.X, p.view.W.Sub(size.W)))
	p.input.popup = &popup{at: at, area: geom.Rect{X: x, Y: y, W: size.W, H: size.H}, in: in}
	p.stale = true
}

func (p *Page) closePopup() {
	if p.input.popup != nil {
		p.input.popup = nil
		p.stale = true
	}
}

// popupChanged asks for a new picture of what is open.
func (p *Page) popupChanged() {
	if u := p.input.popup; u != nil {
		u.picture, p.stale = nil, true
	}
}

// popupEvent gives an event to what is open; false when it is not for it.
func (p *Page) popupEvent(e Event) bool {
	u := p.input.popup
	if u == nil {
		return false
	}
	if !p.shows(u.at.doc) {
		p.closePopup()
		return false
	}
	point := func(x, y float64) (at geom.Point, inside bool) {
		at = geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}
		return at.Sub(geom.Point{X: u.area.X, Y: u.area.Y}), u.area.Contains(at)
	}
	switch e := e.(type) {
	case MouseMove:
		at, inside := point(e.X, e.Y)
		if u.in.hover(at) {
			p.popupChanged()
		}
		return inside
	case MouseDown:
		at, inside := point(e.X, e.Y)
		if inside {
			u.in.press(p, at)
			p.popupChanged()
		}
		return inside
	case MouseUp:
		at, inside := point(e.X, e.Y)
		if inside {
			u.in.release(p, at)
			p.popupChanged()
		} else if d, ok := u.in.(interface{ drop() }); ok {
			d.drop()
		}
		return inside
	case Wheel:
		if !u.area.Contains(p.input.at) {
			return false
		}
		u.in.wheel(geom.Point{X: geom.FromPx(e.DX), Y: geom.FromPx(e.DY)})
		p.popupChanged()
		return true
	case Key:
		switch e.Name {
		case KeyEscape:
			p.closePopup()
			return true
		case KeyTab:
			p.closePopup()
			return false
		}
		used := u.in.key(p, e)
		p.popupChanged()
		return used
	case Text:
		used := u.in.typed(p, e.Text)
		p.popupChanged()
		return used
	}
	return false
}

func widthOf(f *text.Font, s string) float64 {
	w := 0.0
	for _, r := range f.Shape(s, text.ShapeOptions{}) {
		w += r.Advance
	}
	return w
}

// write draws a text with its middle at y.
func write(b *display.Builder, f *text.Font, s string, x, y geom.Unit, ink color.NRGBA) {
	base := y.Add(geom.FromPx(float64(f.Metrics.Ascent-f.Metrics.Descent) / 2))
	for _, r := range f.Shape(s, text.ShapeOptions{}) {
		b.Text(display.Text{Run: r, Origin: geom.Point{X: x, Y: base}, Color: ink})
		x = x.Add(r.Width)
	}
}

// writeMid is write with the middle of the text in the middle of an area.
func writeMid(b *display.Builder, f *text.Font, s string, in geom.Rect, ink color.NRGBA) {
	write(b, f, s, in.X.Add(in.W.Sub(geom.FromPx(widthOf(f, s)))/2), in.Y.Add(in.H/2), ink)
}

// popupPicture returns what Frame.Popup shows, or nil.
func (p *Page) popupPicture() *Popup {
	u := p.input.popup
	if u == nil {
		return p.bubblePicture()
	}
	if u.picture == nil {
		look, _, ok := popupStyle(u.at)
		if !ok {
			return nil
		}
		size := geom.Size{W: u.area.W, H: u.area.H}
		b := display.NewBuilder(size)
		all := geom.Rect{W: size.W, H: size.H}
		b.Rect(all, display.Solid(look.edge))
		b.Rect(all.Inset(popupEdge), display.Solid(look.paper))
		u.in.draw(b, size, look)
		u.picture = b.Finish(look.paper)
	}
	return &Popup{At: u.area, List: u.picture}
}

// popupEdge is the line around what is open.
var popupEdge = geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
