// Package window shows a page in a desktop window. It is the only package that imports
// Ebiten, which opens the window, delivers input and composites textures; every pixel in
// them, toolbar included, comes from paint/raster.
//
//	          ┌── Frame() ── newest snapshot ──┐
//	engine ◀──┤                                ├── window: tiles ▶ textures ▶ screen
//	          └── Send(Event) ◀── input ───────┘
//
// The window never waits for the page: it shows the newest frame there is. When nothing
// changes nothing is drawn: the loop sleeps until there is input or the page has a new frame.
//
//	page.go  what the window asks of a page
//	game.go  the loop: input, what is stale, drawing
//	tiles.go tiles of the page as textures
//	bar.go   the toolbar as a display list
//	menu.go  what the right button opens
//	status.go what is told at the bottom
//	scheme.go light and dark
package window
