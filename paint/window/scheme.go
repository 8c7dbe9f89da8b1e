package window

import "github.com/hajimehoshi/ebiten/v2"

// DesktopIsDark reports whether the desktop wants windows to be dark, as far as that can be known.
func DesktopIsDark() bool { return ebiten.SystemColorMode() == ebiten.ColorModeDark }

func colorMode(dark bool) ebiten.ColorMode {
	if dark {
		return ebiten.ColorModeDark
	}
	return ebiten.ColorModeLight
}

// toggleScheme changes between the light and the dark colour scheme, in the window and in the page.
func (g *game) toggleScheme() {
	g.dark, g.dirty = !g.dark, true
	ebiten.SetPreferredColorMode(colorMode(g.dark))
	g.page.Send(Event{Kind: Scheme, Dark: g.dark})
}
