// Package hit answers which node is under a point.
//
//	display.List + point ──Find──▶ node
//
// It walks the ops of the point's tile from the top down: what can be clicked is what was
// drawn.
package hit
