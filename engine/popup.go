package engine

import (
	"image/color"
	"strings"

	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Popup is what lies over a page and is not part of it: the options of a drop-down.
type Popup struct {
	At   geom.Rect // in CSS px of the page's viewport; it may reach beyond it
	List *display.List
}

// popup is an open drop-down.
type popup struct {
	at       place
	options  []*dom.Node
	hover    int // index of the option that is pointed at, or -1
	area     geom.Rect
	row      geom.Unit
	first    int // first row that is seen
	rows     int // rows that are seen
	picture  *display.List
	shownFor [2]int // first and hover of picture
}

// Looks of drop-downs.
const (
	popupRow     = 1.5 // height of a row in font sizes
	popupPad     = 4   // px beside a label
	maxPopupRows = 20
	// maxPopupMeasured is how many labels decide about the width.
	maxPopupMeasured = 2000
)

// popupLook are the colours of a drop-down in a colour scheme.
type popupLook struct{ paper, edge, hover, ink, faint color.NRGBA }

var (
	lightPopup = popupLook{paper: gray(255), edge: gray(118), hover: gray(206), ink: gray(0), faint: gray(128)}
	darkPopup  = popupLook{paper: gray(59), edge: gray(133), hover: gray(84), ink: gray(255), faint: gray(170)}
)

func gray(v uint8) color.NRGBA { return color.NRGBA{v, v, v, 255} }

// openPopup shows the options of a drop-down below it, or above when there is more room.
func (p *Page) openPopup(at place) {
	opts := at.node.Options()
	r, ok := at.doc.viewRect(at.node)
	s := at.doc.line.styles.Style(at.node)
	if len(opts) == 0 || !ok || s == nil {
		return
	}
	u := &popup{at: at, options: opts, hover: -1, row: geom.FromPx(max(float64(s.FontSize())*popupRow, 8))}
	for i, o := range opts {
		if o == at.node.SelectedOption() {
			u.hover = i
		}
	}
	font := at.doc.line.fonts.current.Font(text.QueryOf(s))
	w := r.W
	for _, o := range opts[:min(len(opts), maxPopupMeasured)] {
		w = max(w, geom.FromPx(widthOf(font, optionLabel(o))+3*popupPad+optionIndent(o)))
	}
	below, above := p.view.H.Sub(r.Bottom()), r.Y
	u.rows = min(len(opts), maxPopupRows)
	fit := func(room geom.Unit) int { return max(1, int((room-2*geom.One)/u.row)) }
	y := r.Bottom()
	if h := u.row * geom.Unit(u.rows); h > below && above > below {
		u.rows = min(u.rows, fit(above))
		y = r.Y.Sub(u.row * geom.Unit(u.rows)).Sub(2 * geom.One)
	} else {
		u.rows = min(u.rows, fit(below))
	}
	u.area = geom.Rect{X: r.X, Y: y, W: w, H: u.row*geom.Unit(u.rows) + 2*geom.One}
	u.show(u.hover)
	p.input.popup = u
	p.stale = true
}

func (p *Page) closePopup() {
	if p.input.popup != nil {
		p.input.popup = nil
		p.stale = true
	}
}

// show scrolls the rows so that one of them is seen.
func (u *popup) show(i int) {
	if i < 0 {
		return
	}
	u.first = min(u.first, i)
	u.first = max(u.first, i-u.rows+1)
}

// optionAt returns the option at a point of the viewport, or -1.
func (u *popup) optionAt(at geom.Point) int {
	if !u.area.Contains(at) {
		return -1
	}
	i := u.first + int((at.Y.Sub(u.area.Y)-geom.One)/u.row)
	if i < 0 || i >= len(u.options) {
		return -1
	}
	return i
}

// popupEvent gives an event to the drop-down that is open; false when it is not for it.
func (p *Page) popupEvent(e Event) bool {
	u := p.input.popup
	if u == nil {
		return false
	}
	if !p.shows(u.at.doc) {
		p.closePopup()
		return false
	}
	point := func(x, y float64) geom.Point { return geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)} }
	switch e := e.(type) {
	case MouseMove:
		if i := u.optionAt(point(e.X, e.Y)); i >= 0 && i != u.hover {
			u.hover, p.stale = i, true
		}
		return u.area.Contains(point(e.X, e.Y))
	case MouseDown:
		return u.area.Contains(point(e.X, e.Y))
	case MouseUp:
		at := point(e.X, e.Y)
		if !u.area.Contains(at) {
			return false
		}
		p.pick(u.optionAt(at))
		return true
	case Wheel:
		u.first = min(max(u.first+int(e.DY/u.row.Px()), 0), max(0, len(u.options)-u.rows))
		p.stale = true
		return true
	case Key:
		switch e.Name {
		case KeyUp, KeyDown, KeyHome, KeyEnd, KeyPageUp, KeyPageDown:
			by := map[string]int{KeyUp: -1, KeyDown: 1, KeyHome: -len(u.options), KeyEnd: len(u.options), KeyPageUp: -u.rows, KeyPageDown: u.rows}[e.Name]
			step := 1
			if by < 0 {
				step = -1
			}
			i := min(max(u.hover+by, 0), len(u.options)-1)
			for i >= 0 && i < len(u.options) && selector.Disabled(u.options[i]) {
				i += step
			}
			if i >= 0 && i < len(u.options) {
				u.hover, p.stale = i, true
				u.show(i)
			}
		case KeyEnter, KeySpace:
			p.pick(u.hover)
		case KeyEscape:
			p.closePopup()
		case KeyTab:
			p.closePopup()
			return false
		}
		return true
	case Text:
		u.typed(p, e.Text)
		return true
	}
	return false
}

// typed goes to the next option that begins with a text.
func (u *popup) typed(p *Page, s string) {
	for k := range u.options {
		i := (u.hover + 1 + k) % len(u.options)
		if l := optionLabel(u.options[i]); len(l) >= len(s) && strings.EqualFold(l[:len(s)], s) && !selector.Disabled(u.options[i]) {
			u.hover, p.stale = i, true
			u.show(i)
			return
		}
	}
}

// pick chooses an option and closes the drop-down.
func (p *Page) pick(i int) {
	u := p.input.popup
	if i >= 0 && i < len(u.options) {
		if selector.Disabled(u.options[i]) {
			return
		}
		u.at.doc.choose(u.at.node, u.options[i])
	}
	p.closePopup()
}

func optionLabel(o *dom.Node) string {
	if l, ok := o.Attr("label"); ok && l != "" {
		return l
	}
	return strings.Join(strings.Fields(o.TextContent()), " ")
}

// optionIndent is how far in px an option of a group stands inwards.
func optionIndent(o *dom.Node) float64 {
	if o.ParentElement().IsHTML("optgroup") {
		return 16
	}
	return 0
}

func widthOf(f *text.Font, s string) float64 {
	w := 0.0
	for _, r := range f.Shape(s, text.ShapeOptions{}) {
		w += r.Advance
	}
	return w
}

// popupPicture returns what Frame.Popup shows, or nil.
func (p *Page) popupPicture() *Popup {
	u := p.input.popup
	if u == nil {
		return p.bubblePicture()
	}
	if now := [2]int{u.first, u.hover}; u.picture == nil || u.shownFor != now {
		u.shownFor, u.picture = now, u.draw()
	}
	return &Popup{At: u.area, List: u.picture}
}

func (u *popup) draw() *display.List {
	s := u.at.doc.line.styles.Style(u.at.node)
	look := lightPopup
	if s.Dark() {
		look = darkPopup
	}
	font := u.at.doc.line.fonts.current.Font(text.QueryOf(s))
	b := display.NewBuilder(geom.Size{W: u.area.W, H: u.area.H})
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	all := geom.Rect{W: u.area.W, H: u.area.H}
	b.Rect(all, display.Solid(look.edge))
	b.Rect(all.Inset(one), display.Solid(look.paper))
	for k := range u.rows {
		i := u.first + k
		if i >= len(u.options) {
			break
		}
		o := u.options[i]
		row := geom.Rect{X: geom.One, Y: geom.One + u.row*geom.Unit(k), W: u.area.W - 2*geom.One, H: u.row}
		ink := look.ink
		if selector.Disabled(o) {
			ink = look.faint
		} else if i == u.hover {
			b.Rect(row, display.Solid(look.hover))
		}
		base := row.Y.Add(row.H / 2).Add(geom.FromPx(float64(font.Metrics.Ascent-font.Metrics.Descent) / 2))
		x := row.X.Add(geom.FromPx(popupPad + optionIndent(o)))
		for _, r := range font.Shape(optionLabel(o), text.ShapeOptions{}) {
			b.Text(display.Text{Run: r, Origin: geom.Point{X: x, Y: base}, Color: ink})
			x = x.Add(r.Width)
		}
	}
	return b.Finish(look.paper)
}
