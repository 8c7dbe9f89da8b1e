// Package dump writes every value of the line as text a person can review and a test can
// compare, and as JSON of the same.
//
//	dom, cssom, styles, cascade, resolved values, boxes,
//	fragments, display, requests ──▶ lines of text or JSON
//	fragments ──Geometry──▶ one JSON line per element: path, name, border box
//
// The text form is stable: it has no addresses, no times and no map order. A tree is indented by
// two spaces a level.
package dump
