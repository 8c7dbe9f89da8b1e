package window

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

const (
	// repeatDelay is how long a key is held before it repeats, repeatEvery how often then.
	repeatDelay = 400 * time.Millisecond
	repeatEvery = 33 * time.Millisecond
	// imeDelay is how long after a key the input method is asked again.
	imeDelay = 20 * time.Millisecond
)

// scrollKeys are the keys that the page handles itself.
var scrollKeys = map[ebiten.Key]string{
	ebiten.KeyArrowUp: KeyUp, ebiten.KeyArrowDown: KeyDown, ebiten.KeyArrowLeft: KeyLeft, ebiten.KeyArrowRight: KeyRight,
	ebiten.KeyPageUp: KeyPageUp, ebiten.KeyPageDown: KeyPageDown, ebiten.KeySpace: KeySpace,
	ebiten.KeyHome: KeyHome, ebiten.KeyEnd: KeyEnd,
}

// editKeys are the keys that change the address while it is edited.
var editKeys = []ebiten.Key{
	ebiten.KeyArrowLeft, ebiten.KeyArrowRight, ebiten.KeyHome, ebiten.KeyEnd, ebiten.KeyBackspace, ebiten.KeyDelete,
}

// keys handles the keyboard.
func (g *game) keys() {
	ctrl := ebiten.IsKeyPressed(ebiten.KeyControl) || ebiten.IsKeyPressed(ebiten.KeyMeta)
	alt := ebiten.IsKeyPressed(ebiten.KeyAlt)
	just := inpututil.IsKeyJustPressed
	switch {
	case ctrl && just(ebiten.KeyL), just(ebiten.KeyF6):
		g.focus()
		return
	case ctrl && just(ebiten.KeyR), just(ebiten.KeyF5):
		g.page.Send(Event{Kind: Reload, Shift: ctrl && just(ebiten.KeyF5) || ebiten.IsKeyPressed(ebiten.KeyShift)})
		return
	case alt && just(ebiten.KeyArrowLeft):
		g.page.Send(Event{Kind: Back})
		return
	case alt && just(ebiten.KeyArrowRight):
		g.page.Send(Event{Kind: Forward})
		return
	}
	if g.focused {
		g.edit(ctrl)
		return
	}
	if just(ebiten.KeyEscape) {
		g.page.Send(Event{Kind: Stop})
	}
	if alt || ctrl {
		return
	}
	for k, name := range scrollKeys {
		if g.strikes(k) {
			g.page.Send(Event{Kind: Key, Name: name, Shift: ebiten.IsKeyPressed(ebiten.KeyShift)})
		}
	}
}

// strikes reports whether a key acts now: when it goes down, and again while it is held.
func (g *game) strikes(k ebiten.Key) bool {
	if inpututil.IsKeyJustPressed(k) {
		g.held, g.repeat = k, time.Now().Add(repeatDelay)
		time.AfterFunc(repeatDelay, wake)
		return true
	}
	if g.held != k || !ebiten.IsKeyPressed(k) || g.repeat.IsZero() {
		return false
	}
	now := time.Now()
	if now.Before(g.repeat) {
		return false
	}
	g.repeat = now.Add(repeatEvery)
	time.AfterFunc(repeatEvery, wake)
	return true
}

// edit handles the keyboard while the address is edited.
func (g *game) edit(ctrl bool) {
	before := g.field
	if len(inpututil.AppendJustPressedKeys(nil)) > 0 {
		time.AfterFunc(imeDelay, wake) // what an input method makes of it comes a little later
	}
	handled, err := g.ime.Update()
	if err != nil {
		// Without an input method plain characters still arrive.
		for _, r := range ebiten.AppendInputChars(nil) {
			g.field.Insert(string(r))
		}
	}
	if g.field != before {
		g.typed = true
	}
	if handled {
		return
	}
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	just := inpututil.IsKeyJustPressed
	switch {
	case just(ebiten.KeyEnter), just(ebiten.KeyNumpadEnter):
		g.ime.Confirm()
		g.focused, g.typed = false, true
		g.page.Send(Event{Kind: Navigate, Name: g.field.Text})
		return
	case just(ebiten.KeyEscape):
		g.ime.Cancel()
		g.focused, g.typed = false, false
		if g.frame != nil {
			g.field.Set(g.frame.URL, false)
		}
		return
	case ctrl && just(ebiten.KeyA):
		g.ime.Confirm()
		g.field.Anchor, g.field.Caret = 0, len(g.field.Text)
		return
	}
	for _, k := range editKeys {
		if !g.strikes(k) {
			continue
		}
		g.ime.Confirm()
		switch k {
		case ebiten.KeyArrowLeft, ebiten.KeyArrowRight:
			g.field.Arrow(k == ebiten.KeyArrowRight, ctrl, shift)
		case ebiten.KeyHome:
			g.field.Move(0, shift)
		case ebiten.KeyEnd:
			g.field.Move(len(g.field.Text), shift)
		default:
			g.field.Erase(k == ebiten.KeyDelete, ctrl)
			g.typed = true
		}
	}
}
