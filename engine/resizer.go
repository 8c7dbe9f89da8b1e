package engine

import (
	"strconv"
	"strings"

	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// resizeDrag is an element whose size a person changes by its corner.
// https://drafts.csswg.org/css-ui-4/#resize
type resizeDrag struct {
	at            place
	from          geom.Point // where the button went down
	w, h          float64    // of the element then, as width and height set it
	style         string     // its style attribute then
	both, wide    bool
	width, height string // names of the properties that are set
}

// Sizes of what an element is resized by, and to at least, in CSS px.
const (
	resizerSide = 15
	leastResize = 15
)

// resizerAt returns what a place is the corner of that changes a size, or nil.
func (p *Page) resizerAt(at place) *resizeDrag {
	d, n := at.doc, at.node
	if d == nil || n == nil || d.line.styles == nil {
		return nil
	}
	s := d.line.styles.Style(n)
	if s == nil || s.Resize() == value.KwNone || s.OverflowY() == value.KwVisible || s.OverflowY() == value.KwClip {
		return nil
	}
	r, ok := d.paintedBox(n)
	seen, ok2 := d.viewRect(n)
	b := d.line.boxes.Of(n)
	corner := geom.Rect{X: seen.Right().Sub(geom.Int(resizerSide)), Y: seen.Bottom().Sub(geom.Int(resizerSide)), W: geom.Int(resizerSide), H: geom.Int(resizerSide)}
	if !ok || !ok2 || b == nil || !corner.Contains(p.input.at) {
		return nil
	}
	k := s.Resize()
	vertical := s.Frame() != geom.Horizontal
	out := &resizeDrag{at: at, from: p.input.at, both: k == value.KwBoth, width: "width", height: "height"}
	out.wide = k == value.KwHorizontal || k == value.KwInline && !vertical || k == value.KwBlock && vertical
	out.style, _ = n.Attr("style")
	z := float64(s.UsedZoom())
	out.w, out.h = r.W.Px()/z, r.H.Px()/z
	if s.BoxSizing() != value.KwBorderBox {
		f := fragmentOf(d.line.frags.Root, b)
		if f == nil {
			return nil
		}
		in := f.Border.Add(f.Padding)
		out.w -= in.Left.Add(in.Right).Px() / z
		out.h -= in.Top.Add(in.Bottom).Px() / z
	}
	return out
}

// resize gives the element that is held the size that the pointer asks for.
func (p *Page) resize() {
	r := p.input.resizing
	d := r.at.doc
	if !p.shows(d) {
		p.input.resizing = nil
		return
	}
	by := p.input.at.Sub(r.from)
	z := 1.0
	if s := d.line.styles.Style(r.at.node); s != nil {
		z = float64(s.UsedZoom())
	}
	css := strings.TrimSpace(r.style)
	if css != "" && !strings.HasSuffix(css, ";") {
		css += ";"
	}
	set := func(name string, v float64) {
		css += " " + name + ": " + strconv.FormatFloat(max(v, leastResize), 'f', -1, 32) + "px;"
	}
	if r.both || r.wide {
		set(r.width, r.w+by.X.Px()/z)
	}
	if r.both || !r.wide {
		set(r.height, r.h+by.Y.Px()/z)
	}
	d.dom.SetAttr(r.at.node, "style", strings.TrimSpace(css))
	p.stale = true
}

// fragmentOf returns the first fragment that a box has of its own, or nil.
func fragmentOf(f *frag.Fragment, b *box.Box) *frag.Fragment {
	if f == nil || f.Of == b && f.Kind == frag.Box {
		return f
	}
	for _, k := range f.Kids {
		if found := fragmentOf(k.Fragment, b); found != nil {
			return found
		}
	}
	return nil
}
