//go:build !headless

package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"

	"vitrine/css/media"
	"vitrine/engine"
	"vitrine/layout/text"
	"vitrine/paint/window"
)

// openWindow shows a page in a window until the window is closed. It needs the main goroutine.
func openWindow(ctx context.Context, p *engine.Page, start string, o *options, fonts *text.Fonts, way *journey, elsewhere func(string)) error {
	if start != "" {
		p.Dispatch(engine.Navigate{URL: start})
	}
	err := window.Run(windowPage{p, &lastFrame{}, way, elsewhere}, window.Options{Title: "Vitrine", URL: start, Width: o.viewport.w, Height: o.viewport.h, Fonts: fonts, Dark: o.scheme.used() == media.Dark, Lang: way.lang, Done: ctx.Done()})
	if errors.Is(err, window.ErrNoDisplay) {
		return errors.New("open: no display: use vitrine shot for a picture")
	}
	return err
}

// desktopIsDark reports whether the desktop prefers dark colours.
func desktopIsDark() bool { return window.DesktopIsDark() }

// hasDisplay reports whether a window can probably be opened.
func hasDisplay() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// windowPage lets the window see and steer a page.
type windowPage struct {
	p    *engine.Page
	last *lastFrame
	way  *journey // told of every frame
	// elsewhere opens an address in a window of its own.
	elsewhere func(url string)
}

// lastFrame remembers what was made of the newest frame.
type lastFrame struct {
	sync.Mutex
	frame *engine.Frame
	shown *window.Frame
}

// Frame implements window.Page.
func (w windowPage) Frame() *window.Frame {
	f := w.p.Frame()
	if f == nil {
		return nil
	}
	w.last.Lock()
	defer w.last.Unlock()
	if w.last.frame == f {
		return w.last.shown
	}
	out := &window.Frame{Seq: f.Seq, URL: f.URL, Title: f.Title, Link: f.Link, Over: f.Over, Loading: f.Loading,
		Done: f.Done, Started: f.Started, CanBack: f.CanBack, CanNext: f.CanNext,
		List: f.Display, Scroll: f.Scroll, Content: f.Content, Selected: f.Selected, Cursor: f.Cursor, Look: window.BarLook(f.Look)}
	for _, b := range f.Bars {
		out.Bars = append(out.Bars, window.ScrollBar{ID: b.ID, Area: b.Area, Offset: b.Offset, Reach: b.Reach, Port: b.Port, Look: window.BarLook(b.Look)})
	}
	if f.Popup != nil {
		out.Popup, out.PopupAt = f.Popup.List, f.Popup.At
	}
	if f.Inspected != nil {
		out.Inspected = f.Inspected.List
	}
	if f.Editing != nil {
		out.Editing = &window.Editing{Caret: f.Editing.Caret, Before: f.Editing.Before, After: f.Editing.After}
	}
	if f.Found != nil {
		out.Found, out.FoundAt = f.Found.Count, f.Found.Current
	}
	w.last.frame, w.last.shown = f, out
	return out
}

// OnFrame implements window.Page.
func (w windowPage) OnFrame(f func()) {
	w.p.OnFrame(func() {
		w.way.events.shown(w.p.Frame())
		f()
	})
}

// Send implements window.Page.
func (w windowPage) Send(e window.Event) {
	switch e.Kind {
	case window.Resize:
		w.p.Dispatch(engine.Resize{Width: int(e.X), Height: int(e.Y), Scale: e.Scale})
	case window.Wheel:
		w.p.Dispatch(engine.Wheel{DX: e.X, DY: e.Y, Notch: e.Notch})
	case window.ScrollTo:
		id, _ := e.Bar.(engine.ScrollBarID)
		w.p.Dispatch(engine.ScrollTo{X: e.X, Y: e.Y, Bar: id})
	case window.MouseMove:
		w.p.Dispatch(engine.MouseMove{X: e.X, Y: e.Y, Gone: e.Gone})
	case window.MouseDown:
		w.p.Dispatch(engine.MouseDown{X: e.X, Y: e.Y, Clicks: e.Clicks, Shift: e.Shift, Ctrl: e.Ctrl, Middle: e.Middle})
	case window.MouseUp:
		w.p.Dispatch(engine.MouseUp{X: e.X, Y: e.Y})
	case window.Key:
		w.p.Dispatch(engine.Key{Name: e.Name, Shift: e.Shift, Ctrl: e.Ctrl, Alt: e.Alt})
	case window.Text:
		w.p.Dispatch(engine.Text{Text: e.Name})
	case window.Access:
		w.p.Dispatch(engine.AccessKey{Key: e.Name})
	case window.Compose:
		w.p.Dispatch(engine.Compose{Text: e.Name})
	case window.Find:
		w.p.Dispatch(engine.Find{Text: e.Name, Back: e.Shift})
	case window.Navigate:
		w.p.Dispatch(engine.Navigate{URL: e.Name})
	case window.Back:
		w.p.Dispatch(engine.Back{})
	case window.Forward:
		w.p.Dispatch(engine.Forward{})
	case window.Reload:
		w.p.Dispatch(engine.Reload{Hard: e.Shift})
	case window.Inspect:
		w.p.Dispatch(engine.Inspect{})
	case window.Stop:
		w.p.Dispatch(engine.Stop{})
	case window.OpenElsewhere:
		w.elsewhere(e.Name)
	case window.Scheme:
		w.p.Dispatch(engine.PreferScheme{Scheme: schemeOf(e.Dark)})
	}
}
