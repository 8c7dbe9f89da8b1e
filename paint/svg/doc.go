// Package svg draws SVG pictures: an element tree becomes a display list.
//
//	<svg> element + size ──Draw──▶ display.List ──▶ raster (as a nested picture)
//	bytes of a .svg file ──NewImage (with a parsed document)──▶ res.Image{Vector}
//
// It covers the static shapes of SVG 1.1 and 2: structure (g, defs, use, symbol, nested svg,
// switch, a), basic shapes and paths, text with tspan, fills and strokes with gradients,
// patterns left out, clip-path, opacity, transforms, viewBox and preserveAspectRatio.
// Styling comes from presentation attributes, the style attribute and <style> rules with
// simple selectors (element, .class, #id). Filters, masks, markers and animation are left
// out: what uses them is drawn without.
//
// https://www.w3.org/TR/SVG2/
package svg
