package window

import (
	"image/color"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Sizes of the menu that the right button opens, in CSS px.
const (
	menuRow  = 28
	menuGap  = 9 // a line between rows
	menuPad  = 14
	menuEdge = 5
)

// menuItem is a row of the menu. One without a label is a line.
type menuItem struct {
	label string
	off   bool // it can do nothing now
	do    func()
}

// menu is what the right button opens.
type menu struct {
	items []menuItem
	at    geom.Rect // in px of the window
	over  int       // the row that is pointed at, or -1
	dark  bool
	panel panel
}

// openMenu opens the menu where the pointer is.
func (g *game) openMenu(x, y float64) {
	f := g.frame
	if f == nil {
		return
	}
	send := func(e Event) func() { return func() { g.page.Send(e) } }
	items := []menuItem{}
	if link := f.Over; link != "" {
		items = append(items, menuItem{label: "Open link in new window", do: send(Event{Kind: OpenElsewhere, Name: link})},
			menuItem{label: "Copy link address", do: func() { setClipboard(link) }}, menuItem{})
	}
	if f.Selected != "" {
		selected := f.Selected
		items = append(items, menuItem{label: "Copy", do: func() { setClipboard(selected) }})
		if f.Editing != nil {
			items = append(items, menuItem{label: "Cut", do: func() { setClipboard(selected); g.page.Send(Event{Kind: Key, Name: KeyCut}) }})
		}
	}
	if f.Editing != nil {
		items = append(items, menuItem{label: "Paste", do: g.paste})
	}
	if f.Selected != "" || f.Editing != nil {
		items = append(items, menuItem{label: "Select all", do: send(Event{Kind: Key, Name: KeySelectAll})}, menuItem{})
	}
	items = append(items,
		menuItem{label: "Back", off: !f.CanBack, do: send(Event{Kind: Back})},
		menuItem{label: "Forward", off: !f.CanNext, do: send(Event{Kind: Forward})},
		menuItem{label: "Reload", do: func() { g.reload(false) }}, menuItem{},
		menuItem{label: "View page source", off: strings.HasPrefix(f.URL, "view-source:"), do: send(Event{Kind: Navigate, Name: "view-source:" + f.URL})},
		menuItem{label: "Inspect", do: send(Event{Kind: Inspect})})
	m := &menu{items: items, over: -1, dark: g.dark}
	w, h := 0.0, 2.0*menuEdge
	for i, it := range items {
		items[i].label = g.opt.Lang.Say(it.label)
		w = max(w, g.bar.widthTo(items[i].label, len(items[i].label)))
		h += it.height()
	}
	w += 2 * menuPad
	if x+w > g.w {
		x = max(0, x-w)
	}
	if y+h > g.h {
		y = max(0, min(y-h, g.h-h))
	}
	m.at = px(x, y, w, h)
	m.panel.set(m.draw(&g.bar), g.scale, true)
	g.menu, g.dirty = m, true
}

func (it *menuItem) height() float64 {
	if it.label == "" {
		return menuGap
	}
	return menuRow
}

// rowAt returns the row at a point of the window that can do something, or -1.
func (m *menu) rowAt(x, y float64) int {
	if !m.at.Contains(geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}) {
		return -1
	}
	top := m.at.Y.Px() + menuEdge
	for i := range m.items {
		it := &m.items[i]
		if y >= top && y < top+it.height() {
			if it.label == "" || it.off {
				return -1
			}
			return i
		}
		top += it.height()
	}
	return -1
}

// menuPointer handles the pointer while the menu is open; false when it is not for it.
func (g *game) menuPointer(x, y float64) bool {
	m := g.menu
	if m == nil {
		return false
	}
	over := m.rowAt(x, y)
	if over != m.over {
		m.over, g.dirty = over, true
		m.panel.set(m.draw(&g.bar), g.scale, true)
	}
	inside := m.at.Contains(geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)})
	just := inpututil.IsMouseButtonJustPressed
	switch {
	case (just(ebiten.MouseButtonLeft) || just(ebiten.MouseButtonRight) || just(ebiten.MouseButtonMiddle)) && !inside:
		g.closeMenu()
	case inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) && over >= 0:
		g.closeMenu()
		m.items[over].do()
	}
	return true
}

// menuKeys handles the keyboard while the menu is open.
func (g *game) menuKeys() {
	m := g.menu
	just := inpututil.IsKeyJustPressed
	step := 0
	switch {
	case just(ebiten.KeyEscape):
		g.closeMenu()
		return
	case just(ebiten.KeyEnter), just(ebiten.KeySpace):
		g.closeMenu()
		if m.over >= 0 {
			m.items[m.over].do()
		}
		return
	case g.strikes(ebiten.KeyArrowDown):
		step = 1
	case g.strikes(ebiten.KeyArrowUp):
		step = -1
	default:
		return
	}
	i := m.over
	if i < 0 && step < 0 {
		i = 0
	}
	for range m.items {
		if i = (i + step + len(m.items)) % len(m.items); m.items[i].label != "" && !m.items[i].off {
			break
		}
	}
	m.over, g.dirty = i, true
	m.panel.set(m.draw(&g.bar), g.scale, true)
}

func (g *game) closeMenu() {
	if g.menu != nil {
		if g.menu.panel.tex != nil {
			g.menu.panel.tex.Deallocate()
		}
		g.menu, g.dirty = nil, true
	}
}

// draw returns the menu's display list.
func (m *menu) draw(bar *bar) *display.List {
	t := themeOf(m.dark)
	b := display.NewBuilder(geom.Size{W: m.at.W, H: m.at.H})
	all := geom.Rect{W: m.at.W, H: m.at.H}
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	b.RRect(rounded(all, 6), display.Solid(t.edge))
	b.RRect(rounded(all.Inset(one), 5), display.Solid(t.field))
	f := bar.font()
	y := float64(menuEdge)
	for i := range m.items {
		it := &m.items[i]
		if it.label == "" {
			b.Rect(px(1, y+menuGap/2, m.at.W.Px()-2, 1), display.Solid(t.line))
			y += menuGap
			continue
		}
		if i == m.over {
			b.Rect(px(1, y, m.at.W.Px()-2, menuRow), display.Solid(t.hover))
		}
		ink := t.ink
		if it.off {
			ink = t.faint
		}
		x, base := float64(menuPad), geom.FromPx(y+menuRow/2+float64(f.Metrics.Ascent-f.Metrics.Descent)/2)
		for _, run := range f.Shape(it.label, text.ShapeOptions{}) {
			b.Text(display.Text{Run: run, Origin: geom.Point{X: geom.FromPx(x), Y: base}, Color: ink})
			x += run.Advance
		}
		y += menuRow
	}
	return b.Finish(color.NRGBA{})
}
