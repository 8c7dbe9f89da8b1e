package svg

import (
	"strings"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// text draws a text element: chunks at absolute positions, each shaped as one line.
// https://www.w3.org/TR/SVG2/text.html
func (d *drawing) text(n *dom.Node, p props, f frame) {
	if d.opt.Fonts == nil || f.clip {
		return
	}
	pen := &textPen{}
	pen.move(n, d, p, f)
	d.textNodes(n, p, f, pen)
}

// textPen is where the next character goes.
type textPen struct {
	x, y  float64
	space bool // the last character was a space
}

func (t *textPen) move(n *dom.Node, d *drawing, p props, f frame) {
	get := func(name string, basis float64) (float64, bool) {
		v, ok := n.Attr(name)
		if !ok {
			return 0, false
		}
		v, _, _ = strings.Cut(strings.TrimSpace(v), " ")
		v, _, _ = strings.Cut(v, ",")
		return length(v, basis, d.em(p), 0), true
	}
	if x, ok := get("x", f.w); ok {
		t.x, t.space = x, true
	}
	if y, ok := get("y", f.h); ok {
		t.y = y
	}
	if x, ok := get("dx", f.w); ok {
		t.x += x
	}
	if y, ok := get("dy", f.h); ok {
		t.y += y
	}
}

func (d *drawing) textNodes(n *dom.Node, p props, f frame, pen *textPen) {
	if f.depth++; f.depth > maxDepth {
		return
	}
	for k := n.First(); k != nil; k = k.Next() {
		switch {
		case k.Type == dom.TextNode:
			d.textRun(collapse(k.Data(), pen), p, f, pen)
		case k.Type == dom.ElementNode && (k.Name() == "tspan" || k.Name() == "a" || k.Name() == "textPath"):
			kp := d.style(k, p)
			if kp["display"] == "none" {
				continue
			}
			pen.move(k, d, kp, f)
			d.textNodes(k, kp, f, pen)
		}
	}
}

// collapse replaces runs of white space by one space.
func collapse(s string, pen *textPen) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r':
			if !pen.space {
				b.WriteByte(' ')
			}
			pen.space = true
		default:
			b.WriteRune(r)
			pen.space = false
		}
	}
	return b.String()
}

func (d *drawing) textRun(s string, p props, f frame, pen *textPen) {
	if s == "" {
		return
	}
	q := text.Query{Families: families(p["font-family"]), Size: float32(d.em(p)), Weight: weight(p["font-weight"]), Stretch: 100}
	if st := p["font-style"]; st == "italic" || st == "oblique" {
		q.Slant = text.Italic
	}
	runs := d.opt.Fonts.Font(q).Shape(s, text.ShapeOptions{})
	width := 0.0
	for _, r := range runs {
		width += float64(r.Advance)
	}
	x := pen.x
	switch p["text-anchor"] {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	pen.x = x + width
	box := display.FRect{X: float32(x), Y: float32(pen.y - d.em(p)), W: float32(width), H: float32(d.em(p) * 1.2)}
	paint, ok := d.paint(p, "fill", "black", box, &f)
	if !ok || paint.Gradient != 0 || p["visibility"] == "hidden" {
		return
	}
	f.state.Transform = d.space(&f)
	d.b.SetState(f.state)
	for _, r := range runs {
		d.b.Text(display.Text{Run: r, Origin: geom.Point{X: geom.FromPx(x), Y: geom.FromPx(pen.y)}, Color: paint.Color})
		x += float64(r.Advance)
	}
}

// families reads a font-family list.
func families(v string) text.FamilyList {
	var list []text.Family
	for _, part := range strings.Split(v, ",") {
		name := strings.TrimSpace(part)
		if name == "" {
			continue
		}
		bare := strings.Trim(name, `"'`)
		list = append(list, text.Family{Name: bare, Generic: bare == name && generic[strings.ToLower(name)]})
	}
	return text.Families(list...)
}

var generic = map[string]bool{"serif": true, "sans-serif": true, "monospace": true, "cursive": true, "fantasy": true, "system-ui": true}
