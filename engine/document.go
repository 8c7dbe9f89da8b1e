package engine

import (
	"context"
	"time"

	"vitrine/engine/dom"
	"vitrine/engine/load"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/net/cache"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// document is what a page shows: a DOM, its resources and the newest value of every stage.
type document struct {
	top       []raised    // the top layer, in the order in which it was made
	wantFocus *dom.Node   // of top: the focus goes into it
	autofocus []*dom.Node // elements that ask for the focus, until one has it or nothing is awaited

	page   *Page
	url    *weburl.URL
	rules  *fetch.Page // of the response that brought it
	cache  cache.Mode
	serial uint64 // tells documents apart
	ctx    context.Context
	cancel context.CancelFunc
	dom    *dom.Document
	loader *load.Loader
	title  string
	again  *again // what this page asks about, if it does
	err    error  // why this is an error page
	broken error  // the bug that stopped a stage
	cut    error  // why its text ends too early

	view         geom.Size             // of its viewport
	scroll       geom.Point            // of its viewport in the document
	offsets      map[dom.ID]geom.Point // of scroll containers that were scrolled
	chosen       map[dom.ID]chosen     // what list boxes were scrolled for
	moved        bool                  // there is a layout that nothing was scrolled in
	wantFragment bool                  // scroll to the URL's fragment when there is a layout
	wantScroll   *geom.Point           // scroll back to where it was
	settling     *time.Timer           // runs while somebody scrolls, until containers snap

	frames frames
	index  textIndex
	// partial holds fields of dates and times of which parts are filled in and others not.
	partial map[dom.ID]box.Moment

	// files are those that file controls send: paths in Config.Files.
	files map[dom.ID][]string

	line line
}
