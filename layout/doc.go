// Package layout turns a box tree into a fragment tree.
//
//	box.Tree + fonts ──Run──▶ frag.Tree
//	             └─ dispatch table: one line per layout mode (flow, table, flex, replaced)
//
// Modes are pure functions of a box and a space (see package algo); what they computed is
// remembered in the boxes, so Run takes no previous result: boxes that are the same as in the
// last run answer from memory.
//
// Modes know nothing of vertical writing: they lay out boxes in the frame of their writing mode,
// where x goes along lines and y from block to block (see geom.Frame and package box), and what
// they made is turned into physical coordinates at the end (algo.Physical).
package layout
