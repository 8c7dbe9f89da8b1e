// Package svg draws SVG pictures: an element tree becomes a display list.
//
//	<svg> element + styles + size ──Draw──▶ display.List ──▶ raster (as a nested picture)
//	parsed document of an .svg file ──NewImage──▶ res.Image{Vector}
//
// Styles come from the page's cascade for inline elements, and from a cascade of their own
// (Styles) for documents used as images; what use copies inherits from the use element. Drawn
// are structure (g, use, symbol, nested svg, switch, a), shapes and paths with fill, stroke,
// markers and paint-order, text with tspan, textPath, textLength, rotate and lines, images,
// gradients, patterns, clip paths, masks, filters with all their primitives, opacity, blending,
// transforms with transform-box, viewBox and preserveAspectRatio. What is in a foreignObject is
// laid out and painted by who draws (Options.Foreign). Animation is not there: what uses it is drawn without. References are bounded by depth, by a budget
// of elements, and by leaving out what refers to itself.
//
// https://www.w3.org/TR/SVG2/
package svg
