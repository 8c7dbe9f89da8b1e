// Package ua is what a browser adds to every document: the built-in style sheet and the
// presentational hints of attributes.
//
//	html.css, quirks.css, svg.css ──Sheets(doc)──▶ []*cssom.Sheet ─┐
//	<td align=right bgcolor=red>  ──Hints(dst, n)──▶ []prop.Decl ──┴─▶ cascade.Input
//
// It follows the rendering section of the HTML standard, and Chromium where that differs or says
// nothing: sizes, margins and colours of controls are the computed styles that Chromium reports.
//
// https://html.spec.whatwg.org/multipage/rendering.html
package ua
