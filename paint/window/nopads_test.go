package window

import (
	"testing"
	_ "unsafe" // for linkname
)

//go:linkname gamepadNames github.com/hajimehoshi/ebiten/v2/internal/gamepaddb.gamepadNames
var gamepadNames map[string]string

// The map is Ebiten's own; were it another one, it would be nil.
func TestNoGamePads(t *testing.T) {
	switch {
	case gamepadNames == nil:
		t.Error("Ebiten keeps the names of game pads elsewhere: look whether package nopads still does what it says")
	case len(gamepadNames) > 0:
		t.Errorf("%d game pads were read while the process started", len(gamepadNames))
	}
}
