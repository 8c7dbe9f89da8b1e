// Package later puts off what libraries prepare while the process starts until it is needed.
//
// Ebiten parses a table of hundreds of game pads and compiles its shaders before main, which takes
// longer than all the rest of the start, and most commands open no window at all; other libraries
// fill tables that only PDF files need. This package marks the packages that do so as initialized
// before their turn comes, and [Window] and [PDF] make up for it.
//
//	process start ─▶ later: marked as done ─▶ libraries: nothing to do ─▶ main ─▶ a window ─▶ Window ─▶ Ebiten
//
// Packages are initialized in the order of their import paths as far as their imports allow, see
// https://go.dev/ref/spec#Program_initialization. No path below the module vitrine comes before
// those of the libraries, so that this package is a module of its own, whose path does. It imports
// nothing that waits for others.
//
// A package is put off together with those that take over what it made while they are initialized
// themselves. How the runtime marks a package is not promised by Go, so that this is done only with
// the releases it was looked up for; with others the process starts more slowly. Package window
// tests that it works.
package later
