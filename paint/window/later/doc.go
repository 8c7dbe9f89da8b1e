// Package later puts off what Ebiten prepares while the process starts until a window is opened.
//
// Ebiten parses a table of hundreds of game pads and compiles its shaders before main, which takes
// longer than all the rest of the start. Most commands open no window at all. This package marks
// the packages that do so as initialized before their turn comes, and [Do] makes up for it.
//
//	process start ─▶ later: marked as done ─▶ Ebiten: nothing to do ─▶ main ─▶ window ─▶ Do ─▶ Ebiten
//
// Packages are initialized in the order of their import paths as far as their imports allow, see
// https://go.dev/ref/spec#Program_initialization. No path below the module vitrine comes before
// Ebiten's, so that this package is a module of its own, whose path does. It imports nothing that
// waits for others.
//
// What is put off are these packages and those that take over what they made; nothing calls them
// before a window is there. How the runtime marks a package is not promised by Go, so that this is
// done only with the releases it was looked up for; with others the process starts more slowly.
// Package window tests that it works.
package later
