package window

import (
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/hajimehoshi/ebiten/v2"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// Sizes of the scrollbars inside of pages, in CSS px. They lie over the contents.
const (
	innerBar   = 8
	innerThumb = 20 // least length
)

// innerScroll is one scrollbar inside of the page as it is drawn: its thumb in px of the window's
// page part, and how far its container scrolls per px of thumb.
type innerScroll struct {
	bar      ScrollBar
	track    geom.Rect
	thumb    geom.Rect
	vertical bool
	perPx    float64
}

// innerBars places the scrollbars of a frame, whose page part is w by h px large in the window; zoom is
// window px per page px. That of the page itself is among them where it scrolls sideways.
func innerBars(f *Frame, w, h, zoom float64) []innerScroll {
	var out []innerScroll
	bars := f.Bars
	if over := f.Content.W.Px() - w/zoom; over > 0.5 && w > barWidth {
		bars = append(slices.Clone(bars), ScrollBar{Area: px(0, 0, (w-barWidth)/zoom, h/zoom), Offset: f.Scroll,
			Reach: geom.Rect{X: f.Content.X, Y: f.Content.Y, W: geom.FromPx(over)}, Port: geom.Size{W: geom.FromPx(w / zoom), H: geom.FromPx(h / zoom)}, Look: f.Look})
	}
	for _, b := range bars {
		area := px(b.Area.X.Px()*zoom, b.Area.Y.Px()*zoom, b.Area.W.Px()*zoom, b.Area.H.Px()*zoom)
		add := func(vertical bool, length, port, reach, from, at float64) {
			if b.Look.Hidden || reach <= 0 || length < innerThumb*1.5 {
				return
			}
			size := math.Max(length*port/(port+reach), innerThumb)
			start := (length - size) * (at - from) / reach
			s := innerScroll{bar: b, vertical: vertical, perPx: reach / math.Max(length-size, 1)}
			if vertical {
				s.track = px(area.Right().Px()-innerBar, area.Y.Px(), innerBar, length)
				s.thumb = px(s.track.X.Px(), s.track.Y.Px()+start, innerBar, size)
			} else {
				s.track = px(area.X.Px(), area.Bottom().Px()-innerBar, length, innerBar)
				s.thumb = px(s.track.X.Px()+start, s.track.Y.Px(), size, innerBar)
			}
			out = append(out, s)
		}
		add(true, area.H.Px(), b.Port.H.Px(), b.Reach.H.Px(), b.Reach.Y.Px(), b.Offset.Y.Px())
		add(false, area.W.Px(), b.Port.W.Px(), b.Reach.W.Px(), b.Reach.X.Px(), b.Offset.X.Px())
	}
	return out
}

// overlay draws what lies over the page: scrollbars inside of it, a drop-down, the find bar.
type overlay struct {
	thumbs  []innerScroll
	texture map[thumbLook]*ebiten.Image
	popup   panel
	shown   *display.List
	inside  panel
	looked  *display.List
	find    panel
	looks   findState
	has     bool // the find panel shows looks
	status  panel
	told    statusState
}

// thumbLook is everything that the look of a thumb inside of the page depends on.
type thumbLook struct {
	size  geom.Size
	color color.NRGBA
	thin  bool
}

// lookOf returns the look of a scrollbar inside of the page.
func lookOf(t innerScroll) thumbLook {
	l := thumbLook{size: geom.Size{W: t.thumb.W, H: t.thumb.H}, color: themeOf(t.bar.Look.Dark).scroll, thin: t.bar.Look.Thin}
	if t.bar.Look.Thumb != (color.NRGBA{}) || t.bar.Look.Track != (color.NRGBA{}) {
		l.color = t.bar.Look.Thumb
	}
	return l
}

// thumbTexture returns the picture of a thumb.
func (o *overlay) thumbTexture(k thumbLook, scale float64) *ebiten.Image {
	if t := o.texture[k]; t != nil {
		return t
	}
	const kept = 64 // textures of sizes
	if o.texture == nil || len(o.texture) > kept {
		for _, t := range o.texture {
			t.Deallocate()
		}
		o.texture = map[thumbLook]*ebiten.Image{}
	}
	in := px(1, 1, k.size.W.Px()-2, k.size.H.Px()-2)
	if k.thin && k.size.W < k.size.H {
		in = px(innerBar/2, 1, innerBar/2-1, k.size.H.Px()-2)
	} else if k.thin {
		in = px(1, innerBar/2, k.size.W.Px()-2, innerBar/2-1)
	}
	b := display.NewBuilder(k.size)
	b.RRect(rounded(in, min(in.W, in.H).Px()/2), display.Solid(k.color))
	var p panel
	p.set(b.Finish(color.NRGBA{}), scale, true)
	o.texture[k] = p.tex
	return p.tex
}

// refreshOverlay draws what has changed into textures.
func (g *game) refreshOverlay() {
	o := &g.over
	thumbs := innerBars(g.frame, g.w, g.h-barHeight, g.zoom)
	if len(thumbs) != len(o.thumbs) {
		g.dirty = true
	}
	for i := 0; i < len(thumbs) && !g.dirty; i++ {
		g.dirty = thumbs[i].thumb != o.thumbs[i].thumb || lookOf(thumbs[i]) != lookOf(o.thumbs[i])
	}
	o.thumbs = thumbs
	var list *display.List
	if f := g.frame; f.Popup != nil {
		list = f.Popup
	}
	if list != o.shown {
		o.shown, g.dirty = list, true
		if list != nil {
			o.popup.set(list, g.pageScale(), false)
		}
	}
	if in := g.frame.Inspected; in != o.looked {
		o.looked, g.dirty = in, true
		if in != nil {
			o.inside.set(in, g.pageScale(), true)
		}
	}
	if s := g.statusNow(); s != o.told {
		o.told, g.dirty = s, true
		if s.text != "" {
			o.status.set(g.statusList(s), g.scale, true)
		}
	}
	if !g.finding {
		o.has = false
		return
	}
	s := findState{text: g.findField.Text, preedit: g.findField.Preedit, anchor: g.findField.Anchor, caret: g.findField.Caret, count: g.frame.Found, at: g.frame.FoundAt, dark: g.dark}
	if s != o.looks || !o.has {
		o.looks, o.has, g.dirty = s, true, true
		o.find.set(g.findList(s), g.scale, true)
	}
}

// drawOverlay composites what lies over the page; top is the page's first row.
func (g *game) drawOverlay(screen *ebiten.Image, top int) {
	put := func(tex *ebiten.Image, x, y float64) {
		if tex == nil {
			return
		}
		var op ebiten.DrawImageOptions
		op.GeoM.Translate(math.Round(x*g.scale), math.Round(y*g.scale)+float64(top))
		screen.DrawImage(tex, &op)
	}
	for _, t := range g.over.thumbs {
		put(g.over.thumbTexture(lookOf(t), g.scale), t.thumb.X.Px(), t.thumb.Y.Px())
	}
	if g.over.looked != nil {
		put(g.over.inside.tex, 0, 0)
	}
	if g.over.shown != nil {
		put(g.over.popup.tex, g.frame.PopupAt.X.Px()*g.zoom, g.frame.PopupAt.Y.Px()*g.zoom)
	}
	if s := g.over.told; s.text != "" {
		put(g.over.status.tex, s.x, g.h-barHeight-statusHeight)
	}
	if g.over.has {
		put(g.over.find.tex, g.w-findWidth-findMargin-barWidth, findMargin)
	}
}

// overPopup reports whether a point of the window's page part is on the drop-down.
func (g *game) overPopup(x, y float64) bool {
	if g.over.shown == nil || g.frame == nil {
		return false
	}
	at := g.frame.PopupAt
	return at.Contains(geom.Point{X: geom.FromPx(x / g.zoom), Y: geom.FromPx(y / g.zoom)})
}

// innerAt returns the index of the scrollbar whose track is at a point of the window's page part,
// or -1; inner ones come first.
func (g *game) innerAt(x, y float64) int {
	p := geom.Point{X: geom.FromPx(x), Y: geom.FromPx(y)}
	for i := len(g.over.thumbs) - 1; i >= 0; i-- {
		if g.over.thumbs[i].track.Contains(p) {
			return i
		}
	}
	return -1
}

// dragInner scrolls so that the thumb that is held stays under the pointer.
func (g *game) dragInner(x, y float64) {
	h := g.heldBar
	along, from := y, h.bar.Offset.Y.Px()
	if !h.vertical {
		along, from = x, h.bar.Offset.X.Px()
	}
	to := geom.Point{X: h.bar.Offset.X, Y: h.bar.Offset.Y}
	v := geom.FromPx(from + (along-g.grab)*h.perPx)
	if h.vertical {
		to.Y = v
	} else {
		to.X = v
	}
	g.page.Send(Event{Kind: ScrollTo, X: to.X.Px(), Y: to.Y.Px(), Bar: h.bar.ID})
}

// cursorShapes are Ebiten's shapes for the keywords of the cursor property.
var cursorShapes = map[string]ebiten.CursorShapeType{
	"text": ebiten.CursorShapeText, "vertical-text": ebiten.CursorShapeText, "pointer": ebiten.CursorShapePointer,
	"crosshair": ebiten.CursorShapeCrosshair, "cell": ebiten.CursorShapeCrosshair,
	"move": ebiten.CursorShapeMove, "all-scroll": ebiten.CursorShapeMove, "grab": ebiten.CursorShapeMove, "grabbing": ebiten.CursorShapeMove,
	"not-allowed": ebiten.CursorShapeNotAllowed, "no-drop": ebiten.CursorShapeNotAllowed,
	"e-resize": ebiten.CursorShapeEWResize, "w-resize": ebiten.CursorShapeEWResize, "ew-resize": ebiten.CursorShapeEWResize, "col-resize": ebiten.CursorShapeEWResize,
	"n-resize": ebiten.CursorShapeNSResize, "s-resize": ebiten.CursorShapeNSResize, "ns-resize": ebiten.CursorShapeNSResize, "row-resize": ebiten.CursorShapeNSResize,
	"ne-resize": ebiten.CursorShapeNESWResize, "sw-resize": ebiten.CursorShapeNESWResize, "nesw-resize": ebiten.CursorShapeNESWResize,
	"nw-resize": ebiten.CursorShapeNWSEResize, "se-resize": ebiten.CursorShapeNWSEResize, "nwse-resize": ebiten.CursorShapeNWSEResize,
}

// caretBounds returns where the caret of the page's text control is, in device px of the window.
func (g *game) caretBounds() image.Rectangle {
	r := g.frame.Editing.Caret
	s := g.pageScale()
	top := barHeight * g.scale
	return image.Rect(int(r.X.Px()*s), int(r.Y.Px()*s+top), int(r.Right().Px()*s)+1, int(r.Bottom().Px()*s+top))
}
