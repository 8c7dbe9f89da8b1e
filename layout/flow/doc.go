// Package flow lays out block containers: blocks, floats and lines.
//
//	box.Block, Cell, Caption + Space ──Layout──▶ fragment: kids are boxes or lines
//	                                 ──Measure─▶ min-content and max-content widths
//
// A block container's top edge is always resolved before it is laid out: its parent asks
// (topChain) which margins adjoin that edge, whoever's they are, and collapses them. So layout
// of a box never has to be taken back when a margin turns up deep inside, and floats know where
// they are.
//
// Files: block.go the block formatting context, margin.go collapsing, float.go floats and the
// boxes that avoid them; items.go what an inline formatting context consists of, breaker.go
// lines, line.go vertical alignment and the fragments of a line, measure.go intrinsic widths.
//
// https://www.w3.org/TR/CSS21/visuren.html https://www.w3.org/TR/CSS21/visudet.html
// https://www.w3.org/TR/css-inline-3/ https://www.w3.org/TR/css-text-3/
package flow
