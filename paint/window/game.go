package window

import (
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"before.libraries/later"
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/exp/textinput"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"vitrine/engine/edit"
	"vitrine/layout/geom"
)

// ErrNoDisplay says that there is no display to open a window on.
var ErrNoDisplay = errors.New("no display")

// Error is the failure to open or keep a window.
type Error struct{ Err error }

func (e *Error) Error() string { return "window: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Run opens a window on a page and returns when it is closed. It must be called on the main
// goroutine. Without a display it returns an *Error that wraps ErrNoDisplay, at once.
func Run(p Page, opt Options) error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return &Error{fmt.Errorf("%w: neither DISPLAY nor WAYLAND_DISPLAY is set", ErrNoDisplay)}
	}
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	if opt.Height <= 0 {
		opt.Height = defaultHeight
	}
	later.Window()
	g := &game{page: p, opt: opt, bar: bar{fonts: opt.Fonts}, dirty: true, zoom: 1, dark: opt.Dark,
		field: edit.Field{Past: &edit.History{}}, findField: edit.Field{Past: &edit.History{}}}
	g.ime.OnNewSession = g.imeSession
	g.ime.OnCommit = func(c *textinput.Commit) { g.typedText(c.Text()) }
	g.ime.OnComposition = func(c *textinput.Composition) { g.composing(c.Text()) }
	g.field.Set(opt.URL, false)
	p.OnFrame(wake)
	ebiten.SetPreferredColorMode(colorMode(opt.Dark))
	ebiten.SetWindowTitle(opt.Title)
	ebiten.SetWindowSize(opt.Width, opt.Height+barHeight)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	sleepWhenIdle()
	closed := make(chan struct{})
	defer close(closed)
	go g.begin(closed)
	go func() {
		select {
		case <-opt.Done:
			g.quit.Store(true)
			wake()
		case <-closed:
		}
	}()
	if err := ebiten.RunGame(g); err != nil {
		return &Error{err}
	}
	return nil
}

// Ebiten shows the window after the first turn of the loop, and while it waits for the window to
// come up it takes what happens, wakes and keys alike, without a turn for it. So the loop is woken
// until it has been through that.
const (
	beginTurns = 3
	beginEvery = 20 * time.Millisecond
)

// begin wakes the loop until the window is up.
func (g *game) begin(closed <-chan struct{}) {
	tick := time.NewTicker(beginEvery)
	defer tick.Stop()
	for g.turns.Load() < beginTurns {
		wake()
		select {
		case <-tick.C:
		case <-closed:
			return
		}
	}
}

// sleepWhenIdle makes the loop run only on input and on wake, and Update at every turn of it: at a
// rate of its own it would be left out of turns that follow each other quickly, and what woke them
// would stay unseen. Ebiten deprecates the mode but offers nothing else that idles without ticking:
// it is used here and in wake alone.
func sleepWhenIdle() {
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	//lint:ignore SA1019 nothing else idles without ticking
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum)
}

// wake runs the loop once more.
func wake() {
	woken.Store(true)
	//lint:ignore SA1019 belongs to the mode above
	ebiten.ScheduleFrame()
}

// woken tells a turn of the loop that wake asked for from one that input brought about.
var woken atomic.Bool

// lingerTurns is how many more turns follow input or a new frame: Ebiten shows a key or a
// click to the program only in the turn after the one that it wakes, and draws after that.
const lingerTurns = 3

// game is the window's state. Everything runs on Ebiten's loop.
type game struct {
	page  Page
	opt   Options
	frame *Frame
	title string

	scale float64 // device px per CSS px of the window
	zoom  float64 // CSS px of the window per CSS px of the page
	w, h  float64 // window in CSS px
	view  [2]int  // viewport that the page was told, in CSS px

	tiles    tiles
	bar      bar
	barPanel panel
	barShown barState
	scroll   panel
	scrolled scrollbar
	seen     geom.Point // scroll position of the frame that is shown
	dirty    bool       // the screen must be drawn
	linger   int        // turns to come before the loop sleeps
	quit     atomic.Bool
	turns    atomic.Int64 // of the loop so far

	dark bool  // the colour scheme of the window's own parts
	menu *menu // that the right button opened, or nil

	field   edit.Field
	focused bool
	typed   bool // the field holds what a person typed, not the page's address
	ime     textinput.Composer
	preedit bool // it is composing something

	target    *edit.Field // of the window, that keys go to: the address, what to find, or nil for the page
	finding   bool        // the find bar is open
	findField edit.Field
	over      overlay
	heldBar   innerScroll // the scrollbar inside of the page that is dragged
	clicks    int         // presses in quick succession
	clickAt   [2]float64
	clickTime time.Time

	mouse    [2]float64
	pressed  button  // where the left button went down
	inPage   bool    // it went down in the page
	selectIn bool    // it went down in the address
	grab     float64 // where in the thumb, in CSS px
	wrote    bool    // text was typed in this turn
	held     ebiten.Key
	repeat   time.Time
	cursor   ebiten.CursorShapeType
}

// LayoutF implements ebiten.LayoutFer: the screen has device pixels.
func (g *game) LayoutF(w, h float64) (float64, float64) {
	s := ebiten.Monitor().DeviceScaleFactor()
	if s != g.scale || w != g.w || h != g.h {
		if s != g.scale {
			g.tiles.clear()
		}
		g.scale, g.w, g.h, g.dirty = s, w, h, true
		wake()
	}
	return max(1, math.Round(w*s)), max(1, math.Round(h*s))
}

// Layout is never called, because of LayoutF.
func (g *game) Layout(w, h int) (int, int) { return w, h }

// Update implements ebiten.Game.
func (g *game) Update() error {
	g.turns.Add(1)
	if g.quit.Load() {
		return ebiten.Termination
	}
	view := [2]int{int(g.w / g.zoom), int((g.h - barHeight) / g.zoom)}
	if view != g.view && view[0] > 0 && view[1] > 0 {
		g.view = view
		g.page.Send(Event{Kind: Resize, X: float64(view[0]), Y: float64(view[1]), Scale: g.pageScale()})
	}
	if f := g.page.Frame(); f != nil && f != g.frame {
		g.newFrame(f)
	}
	g.pointer()
	g.keys()
	g.refresh()
	if !woken.Swap(false) || g.dirty {
		g.linger = lingerTurns
	}
	if g.linger > 0 {
		g.linger--
		wake()
	}
	return nil
}

// newFrame takes over a snapshot.
func (g *game) newFrame(f *Frame) {
	g.frame, g.dirty = f, true
	if !g.focused && !g.typed || !g.focused && !f.Loading {
		g.field.Set(f.URL, false)
		g.typed = false
	}
	title := g.opt.Title
	if f.Title != "" {
		title = f.Title + " – " + g.opt.Title
	}
	if title != g.title {
		g.title = title
		ebiten.SetWindowTitle(title)
	}
}

// pageScale returns how many device px one CSS px of the page has.
func (g *game) pageScale() float64 { return g.scale * g.zoom }

// The zoom of the page: its steps, and how far it goes.
const (
	zoomStep = 1.1
	minZoom  = 0.25
	maxZoom  = 5
)

// setZoom changes how large the page is shown.
func (g *game) setZoom(z float64) {
	z = math.Min(math.Max(z, minZoom), maxZoom)
	if math.Abs(z-1) < 0.02 {
		z = 1
	}
	if z != g.zoom {
		g.zoom, g.dirty = z, true
		g.tiles.clear()
		g.over.shown = nil
	}
}

// viewport returns what part of the page is visible, in its device px.
func (g *game) viewport() image.Rectangle {
	x := int(math.Floor(g.frame.Scroll.X.Px()*g.pageScale() + 0.5))
	y := int(math.Floor(g.frame.Scroll.Y.Px()*g.pageScale() + 0.5))
	w := int(math.Round(g.w * g.scale))
	h := int(math.Round((g.h - barHeight) * g.scale))
	return image.Rect(x, y, x+max(w, 1), y+max(h, 1))
}

// firstProgress is how much of a page is there before its first frame.
const firstProgress = 0.1

// stop gives up what is loading.
func (g *game) stop() {
	g.opt.URL = ""
	g.page.Send(Event{Kind: Stop})
}

// open asks for a page.
func (g *game) open(address string) {
	if g.frame == nil {
		g.opt.URL = address
	}
	g.page.Send(Event{Kind: Navigate, Name: address})
}

// reload asks for the page again, hard for all of it anew; for one that was stopped before anything
// of it was there, once more.
func (g *game) reload(hard bool) {
	if g.frame == nil && !g.loading() {
		g.open(g.field.Text)
		return
	}
	g.page.Send(Event{Kind: Reload, Shift: hard})
}

// loading reports whether there is something to stop.
func (g *game) loading() bool {
	if g.frame == nil {
		return g.opt.URL != ""
	}
	return g.frame.Loading
}

// refresh draws what has changed into textures.
func (g *game) refresh() {
	if g.w <= 0 || g.h <= 0 || g.scale <= 0 {
		return
	}
	s := barState{
		width: g.w, scale: g.scale, text: g.field.Text, preedit: g.field.Preedit, anchor: g.field.Anchor, caret: g.field.Caret,
		focused: g.focused, dark: g.dark, hover: buttonAt(g.mouse[0], g.mouse[1], g.w),
	}
	if !g.focused {
		s.anchor, s.caret, s.preedit = 0, 0, ""
	}
	if f := g.frame; f != nil {
		s.back, s.forward, s.loading = f.CanBack, f.CanNext, f.Loading
		if f.Loading {
			s.progress = float64(f.Done+1) / float64(f.Started+2)
		}
	} else if g.opt.URL != "" {
		s.loading, s.progress = true, firstProgress
	}
	if s != g.barShown {
		g.barShown, g.dirty = s, true
		g.barPanel.set(g.bar.draw(s), g.scale, false)
	}
	if g.frame == nil || g.frame.List == nil {
		return
	}
	if g.tiles.update(g.frame.List, g.viewport(), g.frame.Scroll, g.seen, g.pageScale()) || g.seen != g.frame.Scroll {
		g.dirty = true
	}
	g.seen = g.frame.Scroll
	if sb := scrollbarOf(g.frame, (g.h-barHeight)/g.zoom, g.zoom); sb != g.scrolled {
		g.scrolled, g.dirty = sb, true
		if sb.show {
			g.scroll.set(drawScrollbar(sb), g.scale, true)
		}
	}
	g.refreshOverlay()
}

// Draw implements ebiten.Game.
func (g *game) Draw(screen *ebiten.Image) {
	if !g.dirty {
		return
	}
	g.dirty = false
	top := int(math.Round(barHeight * g.scale))
	if g.frame != nil && g.frame.List != nil {
		g.tiles.draw(screen, g.viewport(), top)
		g.drawOverlay(screen, top)
	} else {
		screen.Fill(themeOf(g.dark).field)
	}
	if g.scrolled.show && g.scroll.tex != nil {
		var op ebiten.DrawImageOptions
		op.GeoM.Translate(float64(screen.Bounds().Dx()-g.scroll.tex.Bounds().Dx()), float64(top))
		screen.DrawImage(g.scroll.tex, &op)
	}
	if g.barPanel.tex != nil {
		var op ebiten.DrawImageOptions
		op.Blend = ebiten.BlendCopy
		screen.DrawImage(g.barPanel.tex, &op)
	}
	if m := g.menu; m != nil && m.panel.tex != nil {
		var op ebiten.DrawImageOptions
		op.GeoM.Translate(math.Round(m.at.X.Px()*g.scale), math.Round(m.at.Y.Px()*g.scale))
		screen.DrawImage(m.panel.tex, &op)
	}
}

// wheelStep is how far one notch of the wheel scrolls, in CSS px.
const wheelStep = 53

// pointer handles the mouse.
func (g *game) pointer() {
	cx, cy := ebiten.CursorPosition()
	x, y := float64(cx)/g.scale, float64(cy)/g.scale
	moved := g.mouse != [2]float64{x, y}
	g.mouse = [2]float64{x, y}
	page := y >= barHeight && y < g.h && x >= 0 && x < g.w
	py := y - barHeight
	if g.menuPointer(x, y) {
		return
	}
	overThumb := page && g.scrolled.show && x >= g.w-barWidth && !g.overPopup(x, py)
	if dx, dy := ebiten.Wheel(); (dx != 0 || dy != 0) && page {
		if ebiten.IsKeyPressed(ebiten.KeyShift) {
			dx, dy = dy, dx
		}
		if ebiten.IsKeyPressed(ebiten.KeyControl) {
			g.setZoom(g.zoom * math.Pow(zoomStep, dy))
		} else {
			g.page.Send(Event{Kind: Wheel, X: -dx * wheelStep / g.zoom, Y: -dy * wheelStep / g.zoom, Notch: dx == math.Trunc(dx) && dy == math.Trunc(dy)})
		}
	}
	down := inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft)
	up := inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft)
	if down {
		g.press(x, y, page, overThumb)
	}
	if up { // a quick click goes down and up in one turn
		g.release(x, y)
	}
	switch {
	case down || up:
	case moved && g.pressed == thumb:
		g.drag(py)
	case moved && g.pressed == innerThumbs:
		g.dragInner(x, py)
	case moved && g.selectIn:
		g.field.Move(g.bar.caretAt(g.field.Text, x, g.w), true)
	case moved:
		g.page.Send(Event{Kind: MouseMove, X: x / g.zoom, Y: py / g.zoom, Gone: (!page || overThumb) && !g.inPage})
	}
	if middle := ebiten.MouseButtonMiddle; page && !overThumb {
		if inpututil.IsMouseButtonJustPressed(middle) {
			g.page.Send(Event{Kind: MouseDown, X: x / g.zoom, Y: py / g.zoom, Clicks: 1, Middle: true})
		}
		if inpututil.IsMouseButtonJustReleased(middle) {
			g.page.Send(Event{Kind: MouseUp, X: x / g.zoom, Y: py / g.zoom})
		}
		if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonRight) {
			g.openMenu(x, y)
		}
	}
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButton3) {
		g.page.Send(Event{Kind: Back})
	}
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButton4) {
		g.page.Send(Event{Kind: Forward})
	}
	shape := ebiten.CursorShapeDefault
	switch b := buttonAt(x, y, g.w); {
	case b == address:
		shape = ebiten.CursorShapeText
	case page && !overThumb && g.frame != nil && g.innerAt(x, py) < 0 && !g.overPopup(x, py):
		shape = cursorShapes[g.frame.Cursor]
	}
	if shape != g.cursor {
		g.cursor = shape
		ebiten.SetCursorShape(shape)
	}
}

// press handles the left button going down.
func (g *game) press(x, y float64, page, overThumb bool) {
	g.pressed = buttonAt(x, y, g.w)
	py := y - barHeight
	switch {
	case g.pressed == address:
		g.selectIn = g.focused
		if !g.focused {
			g.focus()
		} else {
			g.ime.Confirm()
			g.field.Move(g.bar.caretAt(g.field.Text, x, g.w), ebiten.IsKeyPressed(ebiten.KeyShift))
		}
		return
	case overThumb:
		g.pressed = thumb
		g.grab = py - g.scrolled.thumb
		if g.grab < 0 || g.grab > g.scrolled.size {
			g.grab = g.scrolled.size / 2
			g.drag(py)
		}
	case page && g.over.has && x >= g.w-findWidth-findMargin-barWidth && x < g.w-findMargin-barWidth && py >= findMargin && py < findMargin+findHeight:
		g.openFind()
		return
	case page && g.innerAt(x, py) >= 0 && !g.overPopup(x, py):
		g.pressed, g.heldBar = innerThumbs, g.over.thumbs[g.innerAt(x, py)]
		g.grab = py
		if !g.heldBar.vertical {
			g.grab = x
		}
		if t := g.heldBar.thumb; !t.Contains(geom.Point{X: geom.FromPx(x), Y: geom.FromPx(py)}) {
			// A press beside the thumb brings its middle there.
			g.grab = t.Y.Px() + t.H.Px()/2
			if !g.heldBar.vertical {
				g.grab = t.X.Px() + t.W.Px()/2
			}
			g.dragInner(x, py)
		}
	case page:
		g.inPage = true
		if near := math.Abs(x-g.clickAt[0]) < clickNear && math.Abs(y-g.clickAt[1]) < clickNear; near && time.Since(g.clickTime) < clickAgain {
			g.clicks++
		} else {
			g.clicks = 1
		}
		g.clickAt, g.clickTime = [2]float64{x, y}, time.Now()
		g.page.Send(Event{Kind: MouseDown, X: x / g.zoom, Y: py / g.zoom, Clicks: g.clicks,
			Shift: ebiten.IsKeyPressed(ebiten.KeyShift), Ctrl: ebiten.IsKeyPressed(ebiten.KeyControl)})
	}
	g.blur()
}

// Presses within clickAgain and clickNear px of each other count together.
const (
	clickAgain = 400 * time.Millisecond
	clickNear  = 4
)

// release handles the left button going up.
func (g *game) release(x, y float64) {
	down := g.pressed
	g.pressed, g.selectIn = noButton, false
	if g.inPage {
		g.inPage = false
		g.page.Send(Event{Kind: MouseUp, X: x / g.zoom, Y: (y - barHeight) / g.zoom})
		return
	}
	if down == noButton || down != buttonAt(x, y, g.w) {
		return
	}
	switch down {
	case schemeButton:
		g.toggleScheme()
	case backButton:
		g.page.Send(Event{Kind: Back})
	case forwardButton:
		g.page.Send(Event{Kind: Forward})
	case reloadButton:
		if g.loading() {
			g.stop()
		} else {
			g.reload(false)
		}
	}
}

// drag scrolls so that the thumb is under the pointer.
func (g *game) drag(py float64) {
	if g.frame == nil || g.scrolled.track <= g.scrolled.size {
		return
	}
	h := (g.h - barHeight) / g.zoom
	origin := min(0, g.frame.Content.Y.Px())
	total := g.frame.Content.Bottom().Px() - origin
	to := origin + (py-g.grab)/(g.scrolled.track-g.scrolled.size)*(total-h)
	g.page.Send(Event{Kind: ScrollTo, X: g.frame.Scroll.X.Px(), Y: to})
}

// focus starts editing the address, all of it selected.
func (g *game) focus() {
	g.focused, g.target = true, &g.field
	if g.frame != nil && !g.typed {
		g.field.Set(g.frame.URL, true)
	} else {
		g.field.Set(g.field.Text, true)
	}
}

// blur stops editing.
func (g *game) blur() {
	if g.focused {
		g.ime.Confirm()
		g.focused = false
	}
	g.target = nil
}

// imeSession tells an input method where the caret is.
func (g *game) imeSession() *textinput.SessionOptions {
	s := func(v float64) int { return int(v * g.scale) }
	switch {
	case g.target == &g.findField:
		x := g.w - findMargin - barWidth - findWidth
		y := float64(barHeight + findMargin)
		return &textinput.SessionOptions{CaretBounds: image.Rect(s(x), s(y), s(x)+1, s(y+findHeight)),
			TextBeforeCaret: g.findField.Text[:g.findField.Caret], TextAfterCaret: g.findField.Text[g.findField.Caret:]}
	case g.target == nil && g.frame != nil && g.frame.Editing != nil:
		e := g.frame.Editing
		return &textinput.SessionOptions{CaretBounds: g.caretBounds(), TextBeforeCaret: e.Before, TextAfterCaret: e.After}
	}
	r := buttonRect(address, g.w)
	x := r.X.Px() + addressPad - g.bar.shift + g.bar.widthTo(g.field.Text, g.field.Caret)
	return &textinput.SessionOptions{
		CaretBounds:     image.Rect(s(x), s(r.Y.Px()+4), s(x)+1, s(r.Bottom().Px()-4)),
		TextBeforeCaret: g.field.Text[:g.field.Caret], TextAfterCaret: g.field.Text[g.field.Caret:],
	}
}

// typedText takes over a text that was typed: into the field of the window that has the
// keyboard, or into the page.
func (g *game) typedText(s string) {
	g.wrote, g.preedit = true, false
	if g.target != nil {
		g.target.Preedit = ""
		g.target.Insert(s)
		return
	}
	g.page.Send(Event{Kind: Text, Name: s})
}

// composing shows what an input method is composing.
func (g *game) composing(s string) {
	g.preedit = s != ""
	if g.target != nil {
		g.target.Preedit = s
		return
	}
	g.page.Send(Event{Kind: Compose, Name: s})
}
