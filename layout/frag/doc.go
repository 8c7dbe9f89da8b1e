// Package frag holds the result of layout: immutable fragments with sizes, placed in their parents.
//
//	layout ──▶ frag.Tree ──▶ paint, hit testing, dumps
//	           └ Placed{At, *Fragment}: a fragment knows its size, its parent knows where it is
//
// One box makes one fragment, or several when it is an inline box that is split over lines.
// Positions are relative to the parent's border box (for a Line: to the line's own origin).
// Relative positioning is already part of At.
//
// Order. Kids are in the order of the box tree as far as painting cares. An absolutely
// positioned box is a kid of the fragment that contains it (flag OutOfFlow), after the
// in-flow kids, and an Anchor fragment without size stands where the box is in the tree:
// paint draws the box in the anchor's turn and stacking context, but with the position and
// the clips of its containing fragment.
package frag
