// Package nopads spares the program what Ebiten knows of game pads.
//
// Ebiten parses a table of hundreds of game pads while the process starts, which takes half of the
// time until main. Pages are shown no game pads here, and most commands open no window at all.
// This package empties the table before it is parsed.
//
//	process start ─▶ nopads: table = nil ─▶ Ebiten: nothing to parse ─▶ … ─▶ main
//
// Packages are initialized in the order of their import paths as far as their imports allow, see
// https://go.dev/ref/spec#Program_initialization. No path below the module vitrine comes before
// Ebiten's, so that this package is a module of its own, whose path does. It imports nothing,
// and so waits for nothing. Package window imports it, and tests there that the table is empty.
package nopads
