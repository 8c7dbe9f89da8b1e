package svg

import (
	"image/color"
	"strconv"
	"strings"

	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// inherited lists the properties that children take over.
// https://www.w3.org/TR/SVG2/propidx.html
var inherited = []string{
	"fill", "fill-opacity", "fill-rule", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap", "stroke-linejoin",
	"stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "color", "visibility", "clip-rule",
	"font-size", "font-family", "font-weight", "font-style", "text-anchor",
}

// props are the properties of one element as text.
type props map[string]string

// rule is one rule of a <style> element with a simple selector.
type rule struct {
	tag, id, class string
	decls          []decl
}

type decl struct{ name, value string }

// parseDecls reads a declaration list.
func parseDecls(text string) []decl {
	var out []decl
	for _, part := range strings.Split(text, ";") {
		if name, val, ok := strings.Cut(part, ":"); ok {
			val = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(val), "!important"))
			out = append(out, decl{strings.ToLower(strings.TrimSpace(name)), val})
		}
	}
	return out
}

// parseRules reads the rules of a sheet whose selectors are an element name, a class or an id.
func parseRules(css string) []rule {
	var out []rule
	for {
		if i := strings.Index(css, "/*"); i >= 0 {
			j := strings.Index(css[i+2:], "*/")
			if j < 0 {
				css = css[:i]
				continue
			}
			css = css[:i] + css[i+2+j+2:]
			continue
		}
		break
	}
	for {
		sel, rest, ok := strings.Cut(css, "{")
		if !ok {
			return out
		}
		body, after, ok := strings.Cut(rest, "}")
		css = after
		decls := parseDecls(body)
		for _, s := range strings.Split(sel, ",") {
			s = strings.TrimSpace(s)
			r := rule{decls: decls}
			if i := strings.IndexAny(s, ".#"); i >= 0 {
				r.tag = s[:i]
				if s[i] == '.' {
					r.class = s[i+1:]
				} else {
					r.id = s[i+1:]
				}
			} else {
				r.tag = s
			}
			if strings.ContainsAny(r.tag+r.class+r.id, " >+~:[.#@") {
				continue
			}
			if r.tag == "*" {
				r.tag = ""
			}
			out = append(out, r)
		}
		if !ok {
			return out
		}
	}
}

func (r *rule) matches(n *dom.Node) bool {
	if r.tag != "" && r.tag != n.Name() {
		return false
	}
	if r.id != "" {
		if v, _ := n.Attr("id"); v != r.id {
			return false
		}
	}
	if r.class != "" {
		for _, c := range n.Classes() {
			if c.Value() == r.class {
				return true
			}
		}
		return false
	}
	return true
}

// style computes the properties of an element from those of its parent.
func (d *drawing) style(n *dom.Node, parent props) props {
	p := props{}
	for _, k := range inherited {
		if v, ok := parent[k]; ok {
			p[k] = v
		}
	}
	set := func(name, v string) {
		v = strings.TrimSpace(v)
		switch v {
		case "":
		case "inherit":
			if pv, ok := parent[name]; ok {
				p[name] = pv
			} else {
				delete(p, name)
			}
		default:
			p[name] = v
		}
	}
	for _, a := range n.Attrs() {
		if a.NS == dom.NoNS {
			switch name := a.Name.Value(); name {
			case "style", "class", "id", "d", "points", "transform", "viewBox", "x", "y", "width", "height", "href":
			default:
				set(name, a.Value)
			}
		}
	}
	for i := range d.rules {
		if r := &d.rules[i]; r.matches(n) {
			for _, dc := range r.decls {
				set(dc.name, dc.value)
			}
		}
	}
	if s, ok := n.Attr("style"); ok {
		for _, dc := range parseDecls(s) {
			set(dc.name, dc.value)
		}
	}
	return p
}

// color reads a colour; currentColor is the color property.
func (d *drawing) color(v string, p props) (color.NRGBA, bool) {
	if strings.EqualFold(v, "currentcolor") {
		if c, ok := p["color"]; ok && !strings.EqualFold(c, "currentcolor") {
			return d.color(c, p)
		}
		return d.opt.Color, true
	}
	comps := syntax.ParseComponents(v)
	for i := range comps {
		if val := value.ParseColor(&comps[i], nil); val != nil {
			if c, ok := value.ComputeColor(val, &value.Context{FontSize: 16}); ok {
				return c.RGBA(value.Black), true
			}
		}
	}
	return color.NRGBA{}, false
}

// alpha reads an opacity, a number or a percentage.
func alpha(v string, def float64) float64 {
	if v == "" {
		return def
	}
	s := &scanner{s: v}
	f, ok := s.number()
	if !ok {
		return def
	}
	if strings.HasSuffix(v, "%") {
		f /= 100
	}
	return min(max(f, 0), 1)
}

func fade(c color.NRGBA, a float64) color.NRGBA {
	c.A = uint8(float64(c.A)*a + 0.5)
	return c
}

// length reads a length; percentages are of basis.
func length(v string, basis, em, def float64) float64 {
	v = strings.TrimSpace(v)
	if v == "" || v == "auto" {
		return def
	}
	s := &scanner{s: v}
	f, ok := s.number()
	if !ok {
		return def
	}
	switch strings.ToLower(v[s.i:]) {
	case "", "px":
		return f
	case "%":
		return f / 100 * basis
	case "em", "rem":
		return f * em
	case "ex", "ch":
		return f * em / 2
	case "pt":
		return f * 4 / 3
	case "pc":
		return f * 16
	case "in":
		return f * 96
	case "cm":
		return f * 96 / 2.54
	case "mm":
		return f * 96 / 25.4
	case "q":
		return f * 96 / 101.6
	}
	return def
}

// floats reads a list of numbers.
func floats(v string) []float64 {
	s := &scanner{s: v}
	var out []float64
	for len(out) < maxSegments {
		f, ok := s.number()
		if !ok {
			break
		}
		out = append(out, f)
		for s.i < len(s.s) && (s.s[s.i] == '%' || s.s[s.i] >= 'a' && s.s[s.i] <= 'z') {
			s.i++
		}
	}
	return out
}

func weight(v string) float32 {
	switch v {
	case "bold", "bolder":
		return 700
	case "", "normal":
		return 400
	}
	if f, err := strconv.ParseFloat(v, 32); err == nil && f >= 1 && f <= 1000 {
		return float32(f)
	}
	return 400
}
