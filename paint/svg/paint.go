package svg

import (
	"image/color"
	"math"
	"strings"

	"vitrine/engine/dom"
	"vitrine/paint/display"
)

// maxHrefs bounds the chain of gradients that take stops from one another.
const maxHrefs = 16

// paint resolves fill or stroke; false when nothing is painted.
func (d *drawing) paint(p props, name, def string, box display.FRect, f *frame) (display.Paint, bool) {
	v := p[name]
	if v == "" {
		v = def
	}
	op := alpha(p[name+"-opacity"], 1)
	if strings.HasPrefix(v, "url(") {
		if n := d.ref(v); n != nil {
			if paint, ok := d.gradient(n, p, box, f, op); ok {
				return paint, true
			}
		}
		// What follows the reference is used when it leads nowhere.
		_, v, _ = strings.Cut(v, ")")
		v = strings.TrimSpace(v)
	}
	if v == "" || v == "none" {
		return display.Paint{}, false
	}
	c, ok := d.color(v, p)
	if !ok {
		if c, ok = d.color(def, p); !ok {
			return display.Paint{}, false
		}
	}
	c = fade(c, op)
	return display.Solid(c), c.A > 0
}

// gradient resolves a paint server.
// https://www.w3.org/TR/SVG2/pservers.html#Gradients
func (d *drawing) gradient(n *dom.Node, p props, box display.FRect, f *frame, op float64) (display.Paint, bool) {
	kind := n.Name()
	if kind != "linearGradient" && kind != "radialGradient" {
		return display.Paint{}, false
	}
	// Attributes and stops that are absent come from the gradient that href names.
	chain := []*dom.Node{n}
	for len(chain) < maxHrefs {
		next := d.href(chain[len(chain)-1])
		if next == nil || next == n {
			break
		}
		chain = append(chain, next)
	}
	attr := func(name string) string {
		for _, c := range chain {
			if v, ok := c.Attr(name); ok {
				return v
			}
		}
		return ""
	}
	g := display.Gradient{Unmultiplied: true}
	for _, c := range chain {
		for k := c.FirstElement(); k != nil; k = k.NextElement() {
			if k.Name() != "stop" {
				continue
			}
			sp := d.style(k, p)
			col, ok := d.color(sp["stop-color"], sp)
			if !ok {
				col = color.NRGBA{A: 255}
			}
			off, _ := k.Attr("offset")
			st := display.Stop{Offset: float32(alpha(off, 0)), Color: fade(col, alpha(sp["stop-opacity"], 1)*op)}
			if len(g.Stops) > 0 {
				st.Offset = max(st.Offset, g.Stops[len(g.Stops)-1].Offset)
			}
			g.Stops = append(g.Stops, st)
		}
		if len(g.Stops) > 0 {
			break
		}
	}
	if len(g.Stops) == 0 {
		return display.Paint{}, false
	}
	// The colour line runs from 0 to 1 even when the stops do not.
	if first := g.Stops[0]; first.Offset > 0 {
		g.Stops = append([]display.Stop{{Offset: 0, Color: first.Color}}, g.Stops...)
	}
	if last := g.Stops[len(g.Stops)-1]; last.Offset < 1 {
		g.Stops = append(g.Stops, display.Stop{Offset: 1, Color: last.Color})
	}
	switch attr("spreadMethod") {
	case "repeat":
		g.Spread = display.SpreadRepeat
	case "reflect":
		g.Spread = display.SpreadReflect
	}
	w, h := f.w, f.h
	m := display.Identity
	if attr("gradientUnits") != "userSpaceOnUse" {
		if box.W <= 0 || box.H <= 0 {
			return display.Paint{}, false
		}
		m = display.Matrix{A: float64(box.W), D: float64(box.H), E: float64(box.X), F: float64(box.Y)}
		w, h = 1, 1
	}
	if t := attr("gradientTransform"); t != "" {
		m = m.Mul(parseTransform(t))
	}
	g.Matrix = m
	num := func(name string, basis float64, def string) float32 {
		v := attr(name)
		if v == "" {
			v = def
		}
		return float32(length(v, basis, 16, 0))
	}
	if kind == "linearGradient" {
		g.P0 = display.FPoint{X: num("x1", w, "0%"), Y: num("y1", h, "0%")}
		g.P1 = display.FPoint{X: num("x2", w, "100%"), Y: num("y2", h, "0%")}
	} else {
		g.Kind = display.Radial
		diag := math.Hypot(w, h) / math.Sqrt2
		g.P1 = display.FPoint{X: num("cx", w, "50%"), Y: num("cy", h, "50%")}
		r := num("r", diag, "50%")
		g.R = display.FPoint{X: r, Y: r}
		g.P0 = g.P1
		if attr("fx") != "" {
			g.P0.X = num("fx", w, "0")
		}
		if attr("fy") != "" {
			g.P0.Y = num("fy", h, "0")
		}
		g.R0 = num("fr", diag, "0")
	}
	return display.Paint{Gradient: d.b.AddGradient(g)}, true
}
