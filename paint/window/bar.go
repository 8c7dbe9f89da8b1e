package window

import (
	"image/color"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Sizes of the toolbar in CSS px.
const (
	barHeight    = 44
	buttonSize   = 32
	buttonGap    = 4
	barPad       = 6
	addressPad   = 12
	progressLine = 2
	fontSize     = 14
	barWidth     = 12 // of the scrollbar
	thinWidth    = 8  // with scrollbar-width: thin
	minThumb     = 28
)

// theme are the colours of the window's own parts.
type theme struct {
	paper, line         color.NRGBA // of the toolbar
	field, edge, focus  color.NRGBA // of what is typed into
	ink, faint          color.NRGBA
	selected, hover     color.NRGBA
	scrollTrack, scroll color.NRGBA // of scrollbars
}

var (
	lightTheme = theme{
		paper: color.NRGBA{246, 246, 248, 255}, line: color.NRGBA{214, 214, 220, 255},
		field: color.NRGBA{255, 255, 255, 255}, edge: color.NRGBA{204, 206, 214, 255}, focus: color.NRGBA{52, 108, 222, 255},
		ink: color.NRGBA{44, 46, 54, 255}, faint: color.NRGBA{178, 180, 190, 255},
		selected: color.NRGBA{186, 210, 252, 255}, hover: color.NRGBA{228, 229, 235, 255},
		scrollTrack: color.NRGBA{0, 0, 0, 18}, scroll: color.NRGBA{110, 112, 122, 190},
	}
	darkTheme = theme{
		paper: color.NRGBA{41, 42, 46, 255}, line: color.NRGBA{60, 62, 68, 255},
		field: color.NRGBA{28, 29, 32, 255}, edge: color.NRGBA{78, 80, 88, 255}, focus: color.NRGBA{122, 168, 250, 255},
		ink: color.NRGBA{228, 230, 236, 255}, faint: color.NRGBA{112, 115, 124, 255},
		selected: color.NRGBA{50, 82, 140, 255}, hover: color.NRGBA{62, 64, 71, 255},
		scrollTrack: color.NRGBA{255, 255, 255, 20}, scroll: color.NRGBA{160, 163, 172, 190},
	}
)

// themeOf returns the colours for what is dark or not.
func themeOf(dark bool) *theme {
	if dark {
		return &darkTheme
	}
	return &lightTheme
}

// button is one of the buttons of the toolbar, or where else the pointer can be.
type button uint8

const (
	noButton button = iota
	backButton
	forwardButton
	reloadButton // or stop, while loading
	schemeButton // light or dark
	address
	thumb
	innerThumbs // a scrollbar inside of the page
)

// barState is everything that the toolbar's look depends on. It is comparable: a different
// value is a reason to draw.
type barState struct {
	width         float64
	scale         float64
	text, preedit string
	anchor, caret int
	focused       bool
	hover         button
	back, forward bool
	loading       bool
	dark          bool
	progress      float64
}

// buttonRect returns where a button is, in CSS px.
func buttonRect(b button, width float64) geom.Rect {
	const left, right = barPad + 3*(buttonSize+buttonGap) + buttonGap, buttonSize + buttonGap + barPad
	switch b {
	case address:
		return px(left, barPad, max(width-left-right, 0), buttonSize)
	case schemeButton:
		return px(max(width-right+buttonGap, left), barPad, buttonSize, buttonSize)
	}
	return px(barPad+float64(b-backButton)*(buttonSize+buttonGap), barPad, buttonSize, buttonSize)
}

func px(x, y, w, h float64) geom.Rect {
	return geom.Rect{X: geom.FromPx(x), Y: geom.FromPx(y), W: geom.FromPx(w), H: geom.FromPx(h)}
}

// buttonAt returns what is under a point of the toolbar.
func buttonAt(x, y, width float64) button {
	p := geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}
	for b := backButton; b <= address; b++ {
		if buttonRect(b, width).Contains(p) {
			return b
		}
	}
	return noButton
}

// bar draws the toolbar and remembers the shaped address, so that a click finds its place.
type bar struct {
	fonts *text.Fonts
	shift float64 // px by which a long address is scrolled to the left
}

func (b *bar) font() *text.Font {
	return b.fonts.Font(text.Query{
		Families: text.Families(text.Family{Name: "sans-serif", Generic: true}), Size: fontSize, Weight: 400, Stretch: 100,
	})
}

// widthTo returns the width in px of the start of a text.
func (b *bar) widthTo(s string, n int) float64 {
	w := 0.0
	for _, r := range b.font().Shape(s[:n], text.ShapeOptions{}) {
		w += r.Advance
	}
	return w
}

// caretAt returns the byte offset nearest to x px in the address field.
func (b *bar) caretAt(s string, x, width float64) int {
	x -= buttonRect(address, width).X.Px() + addressPad - b.shift
	var stops []int
	for i := 0; i < len(s); i = max(text.NextCluster(s, i), i+1) {
		stops = append(stops, i)
	}
	stops = append(stops, len(s))
	// The first stop that is not before x, found in few measurements: an address may be very long.
	lo, hi := 0, len(stops)-1
	for lo < hi {
		if m := (lo + hi) / 2; b.widthTo(s, stops[m]) < x {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo > 0 && x-b.widthTo(s, stops[lo-1]) < b.widthTo(s, stops[lo])-x {
		lo--
	}
	return stops[lo]
}

// draw returns the display list of the toolbar.
func (b *bar) draw(s barState) *display.List {
	t := themeOf(s.dark)
	l := display.NewBuilder(geom.Size{W: geom.FromPx(s.width), H: geom.Int(barHeight)})
	l.Rect(px(0, 0, s.width, barHeight), display.Solid(t.paper))
	l.Rect(px(0, barHeight-1, s.width, 1), display.Solid(t.line))
	if s.loading {
		l.Rect(px(0, barHeight-progressLine, s.width*max(s.progress, 0.05), progressLine), display.Solid(t.focus))
	}
	ink := func(on bool) display.Paint {
		if on {
			return display.Solid(t.ink)
		}
		return display.Solid(t.faint)
	}
	for k := backButton; k <= schemeButton; k++ {
		r := buttonRect(k, s.width)
		on := k == reloadButton || k == schemeButton || k == backButton && s.back || k == forwardButton && s.forward
		if on && s.hover == k {
			l.RRect(rounded(r, 8), display.Solid(t.hover))
		}
		icon(l, k, s.loading, r, ink(on))
	}
	b.address(l, s, t)
	return l.Finish(color.NRGBA{})
}

func rounded(r geom.Rect, radius float64) display.RRect {
	c := display.Corner{X: geom.FromPx(radius), Y: geom.FromPx(radius)}
	return display.RRect{R: r, Corners: [4]display.Corner{c, c, c, c}}
}

// icon draws a button's sign, a few strokes in a 32-px square.
func icon(l *display.Builder, k button, loading bool, r geom.Rect, paint display.Paint) {
	var p display.Path
	line := func(pts ...float32) {
		p.MoveTo(pts[0], pts[1])
		for i := 2; i < len(pts); i += 2 {
			p.LineTo(pts[i], pts[i+1])
		}
	}
	switch {
	case k == backButton:
		line(15, 9, 8, 16, 15, 23)
		line(8, 16, 24, 16)
	case k == forwardButton:
		line(17, 9, 24, 16, 17, 23)
		line(8, 16, 24, 16)
	case k == schemeButton:
		// A disc of which one half is full.
		p.MoveTo(23, 16)
		p.CubicTo(23, 19.9, 19.9, 23, 16, 23)
		p.CubicTo(12.1, 23, 9, 19.9, 9, 16)
		p.CubicTo(9, 12.1, 12.1, 9, 16, 9)
		p.CubicTo(19.9, 9, 23, 12.1, 23, 16)
		p.Close()
		var half display.Path
		half.MoveTo(16, 9)
		half.CubicTo(19.9, 9, 23, 12.1, 23, 16)
		half.CubicTo(23, 19.9, 19.9, 23, 16, 23)
		half.Close()
		l.Fill(display.PathDraw{Origin: geom.Point{X: r.X, Y: r.Y}, Path: &half, Paint: paint})
	case loading:
		line(10, 10, 22, 22)
		line(22, 10, 10, 22)
	default:
		// Three quarters of a circle with an arrow head.
		p.MoveTo(23, 16)
		p.CubicTo(23, 19.9, 19.9, 23, 16, 23)
		p.CubicTo(12.1, 23, 9, 19.9, 9, 16)
		p.CubicTo(9, 12.1, 12.1, 9, 16, 9)
		p.CubicTo(18.2, 9, 20.2, 10, 21.5, 11.6)
		line(22.6, 7.6, 22.2, 12.4, 17.4, 12)
	}
	l.StrokePath(display.PathDraw{Origin: geom.Point{X: r.X, Y: r.Y}, Path: &p, Paint: paint,
		Stroke: display.Stroke{Width: 1.8, Cap: display.CapRound, Join: display.JoinRound}})
}

// address draws the text field.
func (b *bar) address(l *display.Builder, s barState, t *theme) {
	r := buttonRect(address, s.width)
	edge := t.edge
	if s.focused {
		edge = t.focus
	}
	l.RRect(rounded(r, buttonSize/2), display.Solid(edge))
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	l.RRect(rounded(r.Inset(one), buttonSize/2-1), display.Solid(t.field))
	inner := px(r.X.Px()+addressPad, r.Y.Px()+4, max(r.W.Px()-2*addressPad, 0), r.H.Px()-8)
	room := inner.W.Px()
	f := b.font()
	shown, caret := s.text, s.caret
	if s.focused {
		shown = s.text[:s.caret] + s.preedit + s.text[s.caret:]
		caret += len(s.preedit)
	}
	at := b.widthTo(shown, caret)
	switch {
	case !s.focused:
		b.shift = 0
	case at-b.shift > room-2:
		b.shift = at - room + 2
	case at < b.shift:
		b.shift = at
	}
	grown := inner.Outset(geom.Sides{Left: 2 * geom.One, Right: 2 * geom.One})
	l.SetState(display.State{Clip: l.AddClip(display.Clip{Shape: display.RRect{R: grown}})})
	left := inner.X.Px() - b.shift
	mid := r.Y.Px() + r.H.Px()/2
	lineTop, lineH := mid-9, 18.0
	if s.focused && s.anchor != s.caret {
		from, to := b.widthTo(s.text, min(s.anchor, s.caret)), b.widthTo(s.text, max(s.anchor, s.caret))
		l.Rect(px(left+from, lineTop, to-from, lineH), display.Solid(t.selected))
	}
	base := geom.FromPx(mid + float64(f.Metrics.Ascent-f.Metrics.Descent)/2)
	x := left
	for _, run := range f.Shape(shown, text.ShapeOptions{}) {
		l.Text(display.Text{Run: run, Origin: geom.Point{X: geom.FromPx(x), Y: base}, Color: t.ink})
		x += run.Advance
	}
	if s.focused {
		if s.preedit != "" {
			from := b.widthTo(shown, s.caret)
			l.Rect(px(left+from, lineTop+lineH-1, at-from, 1), display.Solid(t.ink))
		}
		l.Rect(px(left+at, lineTop, 1, lineH), display.Solid(t.focus))
	}
}

// scrollbar is where the thumb of the vertical scrollbar is, in CSS px of the viewport.
type scrollbar struct {
	show        bool
	track       float64 // length
	thumb, size float64 // start and length
	look        BarLook
}

// scrollbarOf measures the scrollbar of a frame in a viewport of a height, in px of the page;
// zoom is how many px of the window one of these has.
func scrollbarOf(f *Frame, height, zoom float64) scrollbar {
	if f == nil {
		return scrollbar{}
	}
	total := f.Content.Bottom().Px() - min(0, f.Content.Y.Px())
	if total <= height+0.5 || height <= 0 {
		return scrollbar{}
	}
	s := scrollbar{show: !f.Look.Hidden, track: height * zoom, look: f.Look}
	s.size = min(max(s.track*height/total, minThumb), s.track)
	s.thumb = (s.track - s.size) * (f.Scroll.Y.Px() - min(0, f.Content.Y.Px())) / (total - height)
	return s
}

// drawScrollbar returns the display list of a scrollbar.
func drawScrollbar(s scrollbar) *display.List {
	t := themeOf(s.look.Dark)
	track, thumb := t.scrollTrack, t.scroll
	if s.look.Thumb != (color.NRGBA{}) || s.look.Track != (color.NRGBA{}) {
		track, thumb = s.look.Track, s.look.Thumb
	}
	wide := float64(barWidth)
	if s.look.Thin {
		wide = thinWidth
	}
	l := display.NewBuilder(geom.Size{W: geom.Int(barWidth), H: geom.FromPx(s.track)})
	l.Rect(px(barWidth-wide, 0, wide, s.track), display.Solid(track))
	l.RRect(rounded(px(barWidth-wide+2, s.thumb+2, wide-4, max(s.size-4, 4)), (wide-4)/2), display.Solid(thumb))
	return l.Finish(color.NRGBA{})
}
