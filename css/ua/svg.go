package ua

import (
	"strings"
	"sync"

	"vitrine/css/prop"
	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

// presentation are the presentation attributes of SVG: attributes that are properties.
// https://www.w3.org/TR/SVG2/styling.html#PresentationAttributes
var presentation = sync.OnceValue(func() map[dom.Atom]string {
	m := map[dom.Atom]string{}
	for _, s := range strings.Fields(`alignment-baseline baseline-shift clip-path clip-rule color
		color-interpolation color-interpolation-filters cursor direction display dominant-baseline fill
		fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-size-adjust
		font-stretch font-style font-variant font-weight image-rendering letter-spacing lighting-color
		marker-end marker-mid marker-start mask mask-type opacity overflow paint-order pointer-events
		shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
		stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
		text-overflow text-rendering transform-origin unicode-bidi vector-effect visibility white-space
		word-spacing writing-mode`) {
		m[dom.Intern(s)] = s
	}
	return m
})

// svgContext reads presentation attributes: lengths need no unit.
var svgContext = &prop.Context{Attribute: true}

func (h *hints) svg() {
	attrs := h.n.Attrs()
	for i := range attrs {
		a := &attrs[i]
		if a.NS != dom.NoNS {
			continue
		}
		if isTransform(h.n.Name(), a.Name.Value()) {
			if v, ok := svgTransform(a.Value); ok {
				if d, err := prop.ParseDeclaration("transform", syntax.ParseComponents(v), svgContext); err == nil {
					h.out = append(h.out, d...)
				}
			}
			continue
		}
		if name, ok := presentation()[a.Name]; ok {
			if d, err := prop.ParseDeclaration(name, syntax.ParseComponents(a.Value), svgContext); err == nil {
				h.out = append(h.out, d...)
			}
		}
	}
	if h.n.Name() == "svg" {
		h.svgSize("width", prop.Width)
		h.svgSize("height", prop.Height)
	}
}

// isTransform reports whether an attribute stands for the transform property.
// https://www.w3.org/TR/css-transforms-1/#svg-transform
func isTransform(element, attr string) bool {
	switch attr {
	case "transform":
		return element != "pattern" && element != "linearGradient" && element != "radialGradient"
	case "patternTransform":
		return element == "pattern"
	case "gradientTransform":
		return element == "linearGradient" || element == "radialGradient"
	}
	return false
}

// maxTransformFunctions bounds the functions of one attribute.
const maxTransformFunctions = 1024

// svgTransform rewrites the value of a transform attribute, where numbers need no unit and commas
// are optional, as a value of the property; false when it is in error.
// https://www.w3.org/TR/css-transforms-1/#svg-syntax
func svgTransform(v string) (string, bool) {
	s := strings.Trim(v, wsp)
	if s == "" || s == "none" {
		return "none", true
	}
	var b strings.Builder
	for n := 0; s != ""; n++ {
		name, rest, ok := strings.Cut(s, "(")
		args, after, closed := strings.Cut(rest, ")")
		nums, fine := transformNumbers(args)
		if !ok || !closed || !fine || n >= maxTransformFunctions {
			return "", false
		}
		call := func(name, unit string, nums ...string) {
			for i := range nums {
				nums[i] += unit
			}
			b.WriteString(name + "(" + strings.Join(nums, ",") + ") ")
		}
		count := len(nums)
		switch name = strings.TrimRight(name, wsp); {
		case name == "matrix" && count == 6:
			call(name, "", nums...)
		case name == "translate" && (count == 1 || count == 2):
			call(name, "px", nums...)
		case name == "scale" && (count == 1 || count == 2):
			call(name, "", nums...)
		case name == "rotate" && count == 1, (name == "skewX" || name == "skewY") && count == 1:
			call(name, "deg", nums...)
		case name == "rotate" && count == 3:
			call("translate", "px", nums[1], nums[2])
			call("rotate", "deg", nums[0])
			b.WriteString("translate(calc(-1px * " + nums[1] + "),calc(-1px * " + nums[2] + ")) ")
		default:
			return "", false
		}
		s = strings.TrimLeft(after, wsp)
		if c, ok := strings.CutPrefix(s, ","); ok {
			if s = strings.TrimLeft(c, wsp); s == "" {
				return "", false
			}
		}
	}
	return b.String(), true
}

const wsp = " \t\n\f\r"

// transformNumbers splits the arguments of a function into numbers, which white space, one comma
// or just a sign may separate.
func transformNumbers(s string) ([]string, bool) {
	var out []string
	s = strings.TrimLeft(s, wsp)
	for s != "" {
		n := numberEnd(s)
		if n == 0 || len(out) == 6 {
			return nil, false
		}
		out = append(out, s[:n])
		s = strings.TrimLeft(s[n:], wsp)
		if c, ok := strings.CutPrefix(s, ","); ok {
			if s = strings.TrimLeft(c, wsp); s == "" {
				return nil, false
			}
		}
	}
	return out, true
}

// numberEnd returns how many bytes of s are a number.
func numberEnd(s string) int {
	i, digits := 0, 0
	run := func() {
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i, digits = i+1, digits+1
		}
	}
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	run()
	if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
		i++
		run()
	}
	if digits == 0 {
		return 0
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		end, had := i, digits
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if run(); digits == had {
			i = end
		}
	}
	return i
}

// svgSize maps width and height of an svg element, which may have any CSS unit.
// https://www.w3.org/TR/SVG2/geometry.html#Sizing
func (h *hints) svgSize(attr string, id prop.ID) {
	s, ok := h.n.Attr(attr)
	if !ok {
		return
	}
	if d, err := prop.ParseDeclaration(attr, syntax.ParseComponents(s), svgContext); err == nil && len(d) == 1 && d[0].ID == id {
		h.out = append(h.out, d...)
	}
}
