package engine

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// colorPicker is the popup of a colour field: a square of saturation and brightness, a bar of hues,
// the colours that the page suggests, and the colour in writing.
type colorPicker struct {
	at      place
	h, s, v float64 // each from 0 to 1
	held    int     // what is being dragged: 0 nothing, 1 the square, 2 the bar
	written string
	offered []color.NRGBA
}

// Sizes of a colour picker, in CSS px.
const (
	colorPad    = 10
	colorWidth  = 220
	colorHeight = 130
	hueHeight   = 14
	swatchSide  = 18
	colorLine   = 24
	// maxSwatches is how many suggested colours are shown.
	maxSwatches = 40
)

// openColors opens the picker of a colour field.
func (p *Page) openColors(at place) {
	c := &colorPicker{at: at}
	now, ok := simpleColor(at.node.Value())
	if !ok {
		now = color.NRGBA{A: 255}
	}
	c.h, c.s, c.v = toHSV(now)
	for _, r := range suggestions(at.doc, at.node, true) {
		if k, ok := simpleColor(r.label); ok && len(c.offered) < maxSwatches {
			c.offered = append(c.offered, k)
		}
	}
	h := c.text().Bottom().Add(geom.Int(colorPad))
	p.popAt(at, geom.Size{W: geom.Int(colorWidth + 2*colorPad), H: h}, c)
}

// simpleColor reads a colour as the value of a colour field has it.
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#colours
func simpleColor(s string) (color.NRGBA, bool) {
	s = strings.TrimSpace(s)
	if len(s) != 7 || s[0] != '#' {
		return color.NRGBA{}, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, err == nil
}

func (c *colorPicker) square() geom.Rect {
	return geom.Rect{X: geom.Int(colorPad), Y: geom.Int(colorPad), W: geom.Int(colorWidth), H: geom.Int(colorHeight)}
}

func (c *colorPicker) hues() geom.Rect {
	return geom.Rect{X: geom.Int(colorPad), Y: c.square().Bottom().Add(geom.Int(colorPad)), W: geom.Int(colorWidth), H: geom.Int(hueHeight)}
}

// swatch returns where a suggested colour is.
func (c *colorPicker) swatch(i int) geom.Rect {
	const row = colorWidth / (swatchSide + 4)
	return geom.Rect{X: geom.Int(colorPad + i%row*(swatchSide+4)), Y: c.hues().Bottom().Add(geom.Int(colorPad + i/row*(swatchSide+4))), W: geom.Int(swatchSide), H: geom.Int(swatchSide)}
}

func (c *colorPicker) text() geom.Rect {
	y := c.hues().Bottom()
	if n := len(c.offered); n > 0 {
		y = c.swatch(n - 1).Bottom()
	}
	return geom.Rect{X: geom.Int(colorPad), Y: y.Add(geom.Int(colorPad)), W: geom.Int(colorWidth), H: geom.Int(colorLine)}
}

// now returns the colour that is chosen.
func (c *colorPicker) now() color.NRGBA { return fromHSV(c.h, c.s, c.v) }

// give gives the colour to the field.
func (c *colorPicker) give() {
	k := c.now()
	c.written = ""
	c.at.doc.dom.SetValue(c.at.node, fmt.Sprintf("#%02x%02x%02x", k.R, k.G, k.B))
	c.at.doc.dom.Touch(c.at.node)
	c.at.doc.line.todo |= stagePaint
}

// drag takes the colour under the pointer.
func (c *colorPicker) drag(at geom.Point) {
	part := func(v, from, size geom.Unit) float64 {
		return math.Min(math.Max(v.Sub(from).Px()/size.Px(), 0), 1)
	}
	switch c.held {
	case 1:
		r := c.square()
		c.s, c.v = part(at.X, r.X, r.W), 1-part(at.Y, r.Y, r.H)
	case 2:
		r := c.hues()
		c.h = part(at.X, r.X, r.W)
	default:
		return
	}
	c.give()
}

func (c *colorPicker) hover(at geom.Point) bool {
	c.drag(at)
	return c.held != 0
}

func (c *colorPicker) press(_ *Page, at geom.Point) {
	switch {
	case c.square().Contains(at):
		c.held = 1
	case c.hues().Contains(at):
		c.held = 2
	default:
		for i, k := range c.offered {
			if c.swatch(i).Contains(at) {
				c.h, c.s, c.v = toHSV(k)
				c.give()
			}
		}
	}
	c.drag(at)
}

func (c *colorPicker) release(*Page, geom.Point) { c.drop() }

func (c *colorPicker) drop() { c.held = 0 }

func (c *colorPicker) wheel(by geom.Point) {
	c.h = math.Mod(c.h+1+by.Y.Px()/5000, 1)
	c.give()
}

func (c *colorPicker) key(p *Page, k Key) bool {
	const step = 0.02
	switch k.Name {
	case KeyLeft:
		c.s = math.Max(c.s-step, 0)
	case KeyRight:
		c.s = math.Min(c.s+step, 1)
	case KeyUp:
		c.v = math.Min(c.v+step, 1)
	case KeyDown:
		c.v = math.Max(c.v-step, 0)
	case KeyPageUp:
		c.h = math.Min(c.h+step, 1)
	case KeyPageDown:
		c.h = math.Max(c.h-step, 0)
	case KeyBackspace:
		c.written = c.written[:max(0, len(c.written)-1)]
		return true
	case KeyEnter, KeySpace:
		p.closePopup()
		return true
	default:
		return true
	}
	c.give()
	return true
}

func (c *colorPicker) typed(_ *Page, s string) bool {
	for _, r := range s {
		if strings.ContainsRune("0123456789abcdefABCDEF", r) {
			c.written += string(r)
		}
	}
	if len(c.written) >= 6 {
		if k, ok := simpleColor("#" + c.written[:6]); ok {
			c.h, c.s, c.v = toHSV(k)
			c.give()
		}
	}
	return true
}

func (c *colorPicker) draw(b *display.Builder, _ geom.Size, look popupLook) {
	r := c.square()
	b.Rect(r, display.Solid(fromHSV(c.h, 1, 1)))
	over := func(r geom.Rect, to display.FPoint, stops ...display.Stop) {
		b.Rect(r, display.Paint{Gradient: b.AddGradient(display.Gradient{Origin: geom.Point{X: r.X, Y: r.Y}, P1: to, Stops: stops})})
	}
	w, h := float32(r.W.Px()), float32(r.H.Px())
	over(r, display.FPoint{X: w}, display.Stop{Color: gray(255)}, display.Stop{Offset: 1})
	over(r, display.FPoint{Y: h}, display.Stop{}, display.Stop{Offset: 1, Color: gray(0)})
	knob(b, geom.Point{X: r.X.Add(r.W.Mul(c.s)), Y: r.Y.Add(r.H.Mul(1 - c.v))}, c.now())
	hues := c.hues()
	const sixths = 6
	var stops []display.Stop
	for i := range sixths + 1 {
		stops = append(stops, display.Stop{Offset: float32(i) / sixths, Color: fromHSV(float64(i)/sixths, 1, 1)})
	}
	over(hues, display.FPoint{X: float32(hues.W.Px())}, stops...)
	knob(b, geom.Point{X: hues.X.Add(hues.W.Mul(c.h)), Y: hues.Y.Add(hues.H / 2)}, fromHSV(c.h, 1, 1))
	for i, k := range c.offered {
		b.Rect(c.swatch(i), display.Solid(k))
		ring(b, c.swatch(i), popupEdge, look.faint)
	}
	line := c.text()
	patch := geom.Rect{X: line.X, Y: line.Y, W: line.H, H: line.H}
	b.Rect(patch, display.Solid(c.now()))
	ring(b, patch, popupEdge, look.faint)
	text := c.at.node.Value()
	if c.written != "" {
		text = "#" + c.written
	}
	write(b, look.small, text, patch.Right().Add(geom.Int(colorPad)), line.Y.Add(line.H/2), look.ink)
}

// knob draws the ring that shows what is chosen.
func knob(b *display.Builder, at geom.Point, c color.NRGBA) {
	const outer, inner = 7, 5
	disc := func(radius float64, k color.NRGBA) {
		u := geom.FromPx(radius)
		q := display.Corner{X: u, Y: u}
		b.RRect(display.RRect{R: geom.Rect{X: at.X.Sub(u), Y: at.Y.Sub(u), W: 2 * u, H: 2 * u}, Corners: [4]display.Corner{q, q, q, q}}, display.Solid(k))
	}
	disc(outer+1, gray(128))
	disc(outer, gray(255))
	disc(inner, c)
}

// toHSV returns hue, saturation and brightness of a colour, each from 0 to 1.
func toHSV(c color.NRGBA) (h, s, v float64) {
	r, g, b := float64(c.R)/255, float64(c.G)/255, float64(c.B)/255
	v = max(r, g, b)
	d := v - min(r, g, b)
	if d == 0 {
		return 0, 0, v
	}
	switch v {
	case r:
		h = math.Mod((g-b)/d+6, 6)
	case g:
		h = (b-r)/d + 2
	default:
		h = (r-g)/d + 4
	}
	return h / 6, d / v, v
}

// fromHSV is the inverse of toHSV.
func fromHSV(h, s, v float64) color.NRGBA {
	part := func(n float64) uint8 {
		k := math.Mod(n+h*6, 6)
		return uint8(math.Round(255 * (v - v*s*math.Max(0, math.Min(math.Min(k, 4-k), 1)))))
	}
	return color.NRGBA{part(5), part(3), part(1), 255}
}
