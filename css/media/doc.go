// Package media parses and answers conditions: media queries, container queries and @supports.
//
//	"screen and (width >= 600px)" ──Parse──▶ List ──Match(Env)──▶ bool
//	"(width > 40em) and style(--x)" ──ParseContainer──▶ ContainerList ──Match(ContainerEnv)──▶ bool
//	"(display: grid) and (not …)" ──Supports(…, callbacks)──▶ bool
//
// It implements Media Queries 4 with the user-preference features of level 5, in the
// specification's three-valued logic: a feature nobody knows is unknown, "not" of unknown is
// unknown, and unknown at the top is false. @supports asks its questions through callbacks, so
// this package needs neither the property table nor the selectors.
//
// https://www.w3.org/TR/mediaqueries-4/ https://www.w3.org/TR/css-conditional-3/
package media
