package engine

import (
	"context"

	"vitrine/engine/dom"
	"vitrine/engine/load"
	"vitrine/layout/geom"
	"vitrine/net/weburl"
)

// document is what a page shows: a DOM, its resources and the newest value of every stage.
type document struct {
	url    *weburl.URL
	ctx    context.Context
	cancel context.CancelFunc
	dom    *dom.Document
	loader *load.Loader
	title  string
	err    error // why this is an error page
	broken error // the bug that stopped a stage

	scroll       geom.Point
	wantFragment bool        // scroll to the URL's fragment when there is a layout
	wantScroll   *geom.Point // scroll back to where it was

	line line
}
