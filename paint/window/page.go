package window

import (
	"image/color"

	"vitrine/engine/lang"
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
	Link             string // what is told at the bottom: the address of the link under the pointer, or a notice
	Over             string // address of the link under the pointer, or ""
	Loading          bool
	Done, Started    int // subresources that have arrived, and that were asked for
	CanBack, CanNext bool
	List             *display.List
	Scroll           geom.Point
	Content          geom.Rect // what scrolling can reach

	Look           BarLook       // of the page's own scrollbar
	Bars           []ScrollBar   // of what scrolls inside of the page
	Popup          *display.List // what lies over the page at PopupAt, or nil
	PopupAt        geom.Rect
	Inspected      *display.List // what lies over all of the viewport while the page is inspected, or nil
	Selected       string        // text that a copy takes
	Editing        *Editing      // the text control that has the focus, or nil
	Cursor         string        // a keyword of the cursor property
	Found, FoundAt int           // places where the text to find is, and which one is shown, from 1
}

// Editing tells where the caret is, in CSS px of the viewport, and the text around it.
type Editing struct {
	Caret         geom.Rect
	Before, After string
}

// ScrollBar is what can be scrolled inside of a page. Offset is how far it is, Reach from where
// to where it can be, Port what it shows at a time, Area where, in CSS px of the viewport.
type ScrollBar struct {
	ID     any // names it in an Event
	Area   geom.Rect
	Offset geom.Point
	Reach  geom.Rect
	Port   geom.Size
	Look   BarLook
}

// BarLook is how the page wants a scrollbar to look. The zero value is the light one of the window.
type BarLook struct {
	Dark, Thin, Hidden bool
	Thumb, Track       color.NRGBA // both 0: the window's
}

// EventKind says what an Event is.
type EventKind uint8

// The kinds of events, and which fields they use. Positions and distances are in CSS px of
// the page's viewport.
const (
	Resize    EventKind = iota // X, Y: the new size; Scale: device px per CSS px
	Wheel                      // X, Y: how far to scroll; Notch
	ScrollTo                   // X, Y: where to; Bar: of which scrollbar
	MouseMove                  // X, Y; Gone
	MouseDown                  // X, Y; Clicks, Shift, Ctrl, Middle
	MouseUp                    // X, Y
	Key                        // Name; Shift, Ctrl, Alt
	Text                       // Name: what was typed
	Access                     // Name: the character of a key that was pressed with Alt
	Compose                    // Name: what an input method is composing
	Find                       // Name: what to look for; Shift: backwards
	Navigate                   // Name: what was typed
	Back
	Forward
	Reload
	Stop
	OpenElsewhere // Name: an address for a window of its own
	Inspect       // look into the page, or no longer
	Scheme        // Dark: the person prefers the dark colour scheme
)

// Event is something that a person does.
type Event struct {
	Kind  EventKind
	X, Y  float64
	Scale float64
	Gone  bool // the pointer left the page
	Dark  bool
	Name  string
	Bar   any // ScrollBar.ID

	Shift, Ctrl, Alt bool
	Middle           bool // it is the middle button
	Notch            bool // the wheel has steps
	Clicks           int
}

// The names of keys that scroll, or move a caret.
const (
	KeyUp, KeyDown, KeyLeft, KeyRight = "Up", "Down", "Left", "Right"
	KeyPageUp, KeyPageDown, KeySpace  = "PageUp", "PageDown", "Space"
	KeyHome, KeyEnd                   = "Home", "End"
)

// The names of keys for controls. The last five stand for Ctrl+A, Ctrl+C, Ctrl+X, Ctrl+Z and Ctrl+Y.
const (
	KeyTab, KeyEnter, KeyEscape   = "Tab", "Enter", "Escape"
	KeyBackspace, KeyDelete       = "Backspace", "Delete"
	KeySelectAll, KeyCopy, KeyCut = "SelectAll", "Copy", "Cut"
	KeyUndo, KeyRedo              = "Undo", "Redo"
)

// Options says how a window looks. The zero value of a size is the default.
type Options struct {
	Title         string // shown after the page's title
	Width, Height int    // of the page's viewport, in CSS px
	Fonts         *text.Fonts
	// Dark gives the window's own parts the dark colour scheme at first. The page is told of changes
	// by Scheme events.
	Dark bool
	// URL is what the page was asked for: the address that is shown, as one that loads, until the
	// page has its first frame. "" shows none.
	URL string
	// Lang is the language of the menu.
	Lang lang.Lang
	// Done closes the window when it is closed; nil never does.
	Done <-chan struct{}
}

const (
	defaultWidth, defaultHeight = 1024, 768
)
