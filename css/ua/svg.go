package ua

import (
	"strings"

	"vitrine/css/prop"
	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

// presentation are the presentation attributes of SVG: attributes that are properties.
// https://www.w3.org/TR/SVG2/styling.html#PresentationAttributes
var presentation = func() map[dom.Atom]string {
	m := map[dom.Atom]string{}
	for _, s := range strings.Fields(`alignment-baseline baseline-shift clip-path clip-rule color
		color-interpolation color-interpolation-filters cursor direction display dominant-baseline fill
		fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-size-adjust
		font-stretch font-style font-variant font-weight image-rendering letter-spacing lighting-color
		marker-end marker-mid marker-start mask opacity overflow paint-order pointer-events
		shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
		stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
		text-overflow text-rendering transform-origin unicode-bidi vector-effect visibility white-space
		word-spacing writing-mode`) {
		m[dom.Intern(s)] = s
	}
	return m
}()

// svgContext reads presentation attributes: lengths need no unit.
var svgContext = &prop.Context{Quirks: true}

func (h *hints) svg() {
	attrs := h.n.Attrs()
	for i := range attrs {
		a := &attrs[i]
		if a.NS != dom.NoNS {
			continue
		}
		if name, ok := presentation[a.Name]; ok {
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
