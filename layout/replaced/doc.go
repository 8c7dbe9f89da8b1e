// Package replaced lays out replaced elements and drawn controls: leaves with natural sizes.
//
//	box.Replaced + Space ──Layout──▶ one fragment without kids
//
// The sizes follow CSS 2.1 §10.3.2, §10.6.2 and the table of §10.4; the computation is in
// package algo because parents need the width before layout.
package replaced
