package window

import (
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Page is what a window shows and steers. All methods are safe for concurrent use and return
// at once.
type Page interface {
	// Frame returns the newest snapshot, or nil before the first.
	Frame() *Frame
	// OnFrame asks to call f, on any goroutine, when there is a new snapshot.
	OnFrame(f func())
	// Send hands over input.
	Send(Event)
}

// Frame is one snapshot of a page. It never changes.
type Frame struct {
	Seq              uint64
	URL, Title       string
	Link             string // address of the link under the pointer, or ""
	Loading          bool
	Done, Started    int // subresources that have arrived, and that were asked for
	CanBack, CanNext bool
	List             *display.List
	Scroll           geom.Point
	Content          geom.Rect // what scrolling can reach
}

// EventKind says what an Event is.
type EventKind uint8

// The kinds of events, and which fields they use. Positions and distances are in CSS px of
// the page's viewport.
const (
	Resize    EventKind = iota // X, Y: the new size
	Wheel                      // X, Y: how far to scroll
	MouseMove                  // X, Y; Gone
	MouseDown                  // X, Y
	MouseUp                    // X, Y
	Key                        // Name, Shift
	Navigate                   // Name: what was typed
	Back
	Forward
	Reload
	Stop
)

// Event is something that a person does.
type Event struct {
	Kind  EventKind
	X, Y  float64
	Gone  bool // the pointer left the page
	Name  string
	Shift bool
}

// The names of keys that scroll.
const (
	KeyUp, KeyDown, KeyLeft, KeyRight = "Up", "Down", "Left", "Right"
	KeyPageUp, KeyPageDown, KeySpace  = "PageUp", "PageDown", "Space"
	KeyHome, KeyEnd                   = "Home", "End"
)

// Options says how a window looks. The zero value of a size is the default.
type Options struct {
	Title         string // shown after the page's title
	Width, Height int    // of the page's viewport, in CSS px
	Fonts         *text.Fonts
	// Done closes the window when it is closed; nil never does.
	Done <-chan struct{}
}

const (
	defaultWidth, defaultHeight = 1024, 768
)
