package engine

import (
	"vitrine/css/cascade"
	"vitrine/css/media"
	"vitrine/engine/dom"
)

// StyleInput returns what the cascade of a frame was given, for benchmarks of that stage alone.
func StyleInput(f *Frame, d *dom.Document) cascade.Input {
	return styleInput(d, f.Sheets, media.Env{Width: float32(f.Viewport.W.Px()), Height: float32(f.Viewport.H.Px()), Resolution: 1}, f.Fonts)
}
