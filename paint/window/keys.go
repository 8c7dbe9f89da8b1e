package window

import (
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"vitrine/engine/edit"
)

const (
	// repeatDelay is how long a key is held before it repeats, repeatEvery how often then.
	repeatDelay = 400 * time.Millisecond
	repeatEvery = 33 * time.Millisecond
	// imeDelay is how long after a key the input method is asked again.
	imeDelay = 20 * time.Millisecond
)

// pageKeys are the keys that the page handles itself.
var pageKeys = map[ebiten.Key]string{
	ebiten.KeyArrowUp: KeyUp, ebiten.KeyArrowDown: KeyDown, ebiten.KeyArrowLeft: KeyLeft, ebiten.KeyArrowRight: KeyRight,
	ebiten.KeyPageUp: KeyPageUp, ebiten.KeyPageDown: KeyPageDown, ebiten.KeySpace: KeySpace,
	ebiten.KeyHome: KeyHome, ebiten.KeyEnd: KeyEnd,
	ebiten.KeyTab: KeyTab, ebiten.KeyEnter: KeyEnter, ebiten.KeyNumpadEnter: KeyEnter,
	ebiten.KeyBackspace: KeyBackspace, ebiten.KeyDelete: KeyDelete,
}

// editKeys are the keys that change a field of the window while it is edited.
var editKeys = []ebiten.Key{
	ebiten.KeyArrowLeft, ebiten.KeyArrowRight, ebiten.KeyHome, ebiten.KeyEnd, ebiten.KeyBackspace, ebiten.KeyDelete,
}

// keys handles the keyboard.
func (g *game) keys() {
	if g.menu != nil {
		g.menuKeys()
		return
	}
	third := ebiten.IsKeyPressed(ebiten.KeyAltRight) // AltGr writes characters, and some systems send Control with it
	ctrl := (ebiten.IsKeyPressed(ebiten.KeyControl) || ebiten.IsKeyPressed(ebiten.KeyMeta)) && !third
	alt := ebiten.IsKeyPressed(ebiten.KeyAlt)
	just := inpututil.IsKeyJustPressed
	switch {
	case ctrl && just(ebiten.KeyL), just(ebiten.KeyF6):
		g.closeFind()
		g.focus() // what was typed in the same turn is for the address
	case just(ebiten.KeyF12), ctrl && ebiten.IsKeyPressed(ebiten.KeyShift) && (just(ebiten.KeyC) || just(ebiten.KeyI)):
		g.page.Send(Event{Kind: Inspect})
		return
	case ctrl && just(ebiten.KeyU):
		if g.frame != nil && !strings.HasPrefix(g.frame.URL, "view-source:") {
			g.page.Send(Event{Kind: Navigate, Name: "view-source:" + g.frame.URL})
		}
		return
	case ctrl && just(ebiten.KeyD) && ebiten.IsKeyPressed(ebiten.KeyShift):
		g.toggleScheme()
		return
	case ctrl && just(ebiten.KeyJ):
		g.page.Send(Event{Kind: Navigate, Name: "about:journey"})
		return
	case ctrl && just(ebiten.KeyF):
		g.openFind()
	case ctrl && just(ebiten.KeyW), ctrl && just(ebiten.KeyQ):
		g.quit.Store(true)
		wake()
		return
	case just(ebiten.KeyF11):
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
		return
	case g.finding && (just(ebiten.KeyF3) || ctrl && just(ebiten.KeyG)):
		g.page.Send(Event{Kind: Find, Name: g.findField.Text, Shift: ebiten.IsKeyPressed(ebiten.KeyShift)})
		return
	case ctrl && just(ebiten.KeyR), just(ebiten.KeyF5):
		g.reload(ebiten.IsKeyPressed(ebiten.KeyShift) || ctrl && just(ebiten.KeyF5))
		return
	case alt && just(ebiten.KeyArrowLeft):
		g.page.Send(Event{Kind: Back})
		return
	case alt && just(ebiten.KeyArrowRight):
		g.page.Send(Event{Kind: Forward})
		return
	case ctrl && (just(ebiten.KeyEqual) || just(ebiten.KeyNumpadAdd)):
		g.setZoom(g.zoom * zoomStep)
		return
	case ctrl && (just(ebiten.KeyMinus) || just(ebiten.KeyNumpadSubtract)):
		g.setZoom(g.zoom / zoomStep)
		return
	case ctrl && (just(ebiten.KeyDigit0) || just(ebiten.KeyNumpad0)):
		g.setZoom(1)
		return
	}
	switch {
	case g.focused:
		g.edit(ctrl)
	case g.finding && g.target != nil:
		g.findKeys(ctrl)
	default:
		g.pageKeyboard(ctrl, alt && !third)
	}
}

// pageKeyboard gives the keyboard to the page.
func (g *game) pageKeyboard(ctrl, alt bool) {
	just := inpututil.IsKeyJustPressed
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	editing := g.frame != nil && g.frame.Editing != nil
	if editing && !alt {
		if g.compose() {
			return
		}
	} else if !alt && !ctrl { // for a drop-down, or the parts of a date
		for _, r := range ebiten.AppendInputChars(nil) {
			g.page.Send(Event{Kind: Text, Name: string(r)})
		}
	}
	if alt && !ctrl {
		for _, k := range inpututil.AppendJustPressedKeys(nil) {
			if c := accessCharacter(k); c != "" {
				g.page.Send(Event{Kind: Access, Name: c})
			}
		}
	}
	if just(ebiten.KeyEscape) {
		switch {
		case g.finding:
			g.closeFind()
		case g.loading():
			g.stop()
		default:
			g.page.Send(Event{Kind: Key, Name: KeyEscape})
		}
	}
	if ctrl {
		switch {
		case just(ebiten.KeyA):
			g.ime.Confirm()
			g.page.Send(Event{Kind: Key, Name: KeySelectAll})
		case just(ebiten.KeyC), just(ebiten.KeyInsert):
			if g.frame != nil {
				setClipboard(g.frame.Selected)
			}
		case just(ebiten.KeyX):
			if editing && g.frame.Selected != "" {
				setClipboard(g.frame.Selected)
				g.page.Send(Event{Kind: Key, Name: KeyCut})
			}
		case just(ebiten.KeyV):
			g.paste()
		case g.strikes(ebiten.KeyZ), g.strikes(ebiten.KeyY):
			if editing {
				g.ime.Confirm()
				g.page.Send(Event{Kind: Key, Name: undoOrRedo()})
			}
		}
	}
	for k, name := range pageKeys {
		if g.strikes(k) {
			if editing && k != ebiten.KeySpace {
				g.ime.Confirm()
			}
			g.page.Send(Event{Kind: Key, Name: name, Shift: shift, Ctrl: ctrl, Alt: alt})
		}
	}
}

// accessCharacter returns the letter or digit of a key, or "".
func accessCharacter(k ebiten.Key) string {
	name := strings.TrimPrefix(k.String(), "Digit")
	if len(name) != 1 {
		return ""
	}
	return strings.ToLower(name)
}

// undoOrRedo tells Ctrl+Z from Ctrl+Shift+Z and Ctrl+Y.
func undoOrRedo() string {
	if ebiten.IsKeyPressed(ebiten.KeyY) || ebiten.IsKeyPressed(ebiten.KeyShift) {
		return KeyRedo
	}
	return KeyUndo
}

// paste types what is in the clipboard where the keyboard is. The clipboard is asked for beside
// the loop: whoever owns it may take its time.
func (g *game) paste() {
	if g.target != nil {
		g.target.Insert(fromClipboard())
		return
	}
	go func() {
		g.page.Send(Event{Kind: Text, Name: fromClipboard()})
	}()
}

// compose lets the input method, or without one plain characters, write; it reports whether the
// keys of this turn were all for that.
func (g *game) compose() bool {
	if len(inpututil.AppendJustPressedKeys(nil)) > 0 {
		time.AfterFunc(imeDelay, wake) // what an input method makes of it comes a little later
	}
	before := g.preedit
	handled, err := g.ime.Update()
	if err != nil {
		// Without an input method plain characters still arrive.
		for _, r := range ebiten.AppendInputChars(nil) {
			g.typedText(string(r))
		}
	}
	// Plain characters leave the other keys of the turn alone: Enter can come right behind them.
	return handled && (before || g.preedit)
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
	before := g.field.Text
	handled := g.editField(&g.field, ctrl)
	if g.field.Text != before {
		g.typed = true
	}
	if handled {
		return
	}
	just := inpututil.IsKeyJustPressed
	switch {
	case just(ebiten.KeyEnter), just(ebiten.KeyNumpadEnter):
		g.ime.Confirm()
		g.focused, g.target, g.typed = false, nil, true
		g.open(g.field.Text)
	case just(ebiten.KeyEscape):
		g.ime.Cancel()
		g.focused, g.target, g.typed = false, nil, false
		if g.frame != nil {
			g.field.Set(g.frame.URL, false)
		}
	}
}

// editField handles the keys that every field of the window knows. It reports whether an input
// method took those of this turn.
func (g *game) editField(f *edit.Field, ctrl bool) bool {
	g.wrote = false
	if g.compose() {
		return true
	}
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	just := inpututil.IsKeyJustPressed
	if ctrl && !g.wrote { // a key that wrote something came after Control was let go, in the same turn
		switch {
		case just(ebiten.KeyA):
			g.ime.Confirm()
			f.Anchor, f.Caret = 0, len(f.Text)
		case just(ebiten.KeyC):
			setClipboard(f.Selected())
		case just(ebiten.KeyX):
			setClipboard(f.Selected())
			f.Insert("")
		case just(ebiten.KeyV):
			g.paste()
		case g.strikes(ebiten.KeyZ), g.strikes(ebiten.KeyY):
			g.ime.Confirm()
			if undoOrRedo() == KeyUndo {
				f.Undo()
			} else {
				f.Redo()
			}
		}
	}
	for _, k := range editKeys {
		if !g.strikes(k) {
			continue
		}
		g.ime.Confirm()
		switch k {
		case ebiten.KeyArrowLeft, ebiten.KeyArrowRight:
			f.Arrow(k == ebiten.KeyArrowRight, ctrl, shift)
		case ebiten.KeyHome:
			f.Move(0, shift)
		case ebiten.KeyEnd:
			f.Move(len(f.Text), shift)
		default:
			f.Erase(k == ebiten.KeyDelete, ctrl)
		}
	}
	return false
}
