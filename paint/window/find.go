package window

import (
	"fmt"
	"image/color"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Sizes of the bar in which a text to find is typed, in CSS px.
const (
	findWidth  = 300
	findHeight = 36
	findMargin = 16
)

// findState is everything that the find bar's look depends on.
type findState struct {
	text, preedit string
	anchor, caret int
	count, at     int
	dark          bool
}

// openFind shows the find bar, or selects what is in it.
func (g *game) openFind() {
	g.blur()
	g.finding = true
	g.target = &g.findField
	g.findField.Set(g.findField.Text, true)
	g.dirty = true
}

// closeFind hides the find bar and what was found.
func (g *game) closeFind() {
	if g.finding {
		g.ime.Cancel()
		g.finding, g.target, g.dirty = false, nil, true
		g.page.Send(Event{Kind: Find})
	}
}

// findKeys handles the keyboard while the find bar has it.
func (g *game) findKeys(ctrl bool) {
	before := g.findField.Text
	handled := g.editField(&g.findField, ctrl)
	if g.findField.Text != before {
		g.page.Send(Event{Kind: Find, Name: g.findField.Text})
	}
	if handled {
		return
	}
	just := inpututil.IsKeyJustPressed
	switch {
	case just(ebiten.KeyEscape):
		g.closeFind()
		return
	case just(ebiten.KeyEnter), just(ebiten.KeyNumpadEnter):
		g.page.Send(Event{Kind: Find, Name: g.findField.Text, Shift: ebiten.IsKeyPressed(ebiten.KeyShift)})
	}
}

// findList returns the display list of the find bar.
func (g *game) findList(s findState) *display.List {
	t := themeOf(s.dark)
	b := display.NewBuilder(geom.Size{W: geom.Int(findWidth), H: geom.Int(findHeight)})
	all := px(0, 0, findWidth, findHeight)
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	b.RRect(rounded(all, 8), display.Solid(t.edge))
	b.RRect(rounded(all.Inset(one), 7), display.Solid(t.field))
	label := ""
	if s.text != "" {
		label = fmt.Sprintf("%d/%d", s.at, s.count)
	}
	const pad = 12
	mid, h := findHeight/2.0, 18.0
	put := func(str string, x float64, c color.NRGBA) float64 {
		f := g.bar.font()
		base := geom.FromPx(mid + float64(f.Metrics.Ascent-f.Metrics.Descent)/2)
		for _, run := range f.Shape(str, text.ShapeOptions{}) {
			b.Text(display.Text{Run: run, Origin: geom.Point{X: geom.FromPx(x), Y: base}, Color: c})
			x += run.Advance
		}
		return x
	}
	room := findWidth - 2*pad - g.bar.widthTo(label, len(label)) - 8
	put(label, findWidth-pad-g.bar.widthTo(label, len(label)), t.faint)
	shown := s.text[:s.caret] + s.preedit + s.text[s.caret:]
	at := g.bar.widthTo(shown, s.caret+len(s.preedit))
	left := pad - max(0, at-room+2)
	b.SetState(display.State{Clip: b.AddClip(display.Clip{Shape: display.RRect{R: px(pad-2, 0, room+4, findHeight)}})})
	if s.anchor != s.caret {
		from, to := g.bar.widthTo(s.text, min(s.anchor, s.caret)), g.bar.widthTo(s.text, max(s.anchor, s.caret))
		b.Rect(px(left+from, mid-h/2, to-from, h), display.Solid(t.selected))
	}
	put(shown, left, t.ink)
	b.Rect(px(left+at, mid-h/2, 1, h), display.Solid(t.focus))
	return b.Finish(color.NRGBA{})
}
