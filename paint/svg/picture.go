package svg

import (
	"math"
	"strings"
	"sync"

	"vitrine/css/cascade"
	"vitrine/css/media"
	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Picture is an SVG document that can be drawn at any size.
type Picture struct {
	id    res.ID
	doc   *dom.Document
	fonts *text.Fonts
	inner Inner
	// scheme is the colour scheme of the element that shows it; dark is the same image in the dark one.
	scheme media.Scheme
	dark   func() *res.Image

	mu    sync.Mutex
	w, h  float64
	cache *display.List
	used  *cascade.Result // for what use elements of other documents copy
}

// VectorID implements res.Vector.
func (p *Picture) VectorID() res.ID { return p.id }

// Draw implements display.Drawer. The last size is kept. A document without a viewBox is drawn in
// the size that it has itself, and the picture is stretched.
func (p *Picture) Draw(w, h float64) *display.List {
	p.mu.Lock()
	defer p.mu.Unlock()
	root := p.doc.DocumentElement()
	if _, ok := root.Attr("viewBox"); !ok {
		nw, nh, _ := Size(root)
		if nw > 0 {
			w = nw
		}
		if nh > 0 {
			h = nh
		}
	}
	if p.cache == nil || p.w != w || p.h != h {
		st := Styles(p.doc, p.fonts, p.scheme, w, h)
		p.w, p.h = w, h
		o := Options{Style: st.Under(), Fonts: p.fonts}
		if p.inner != nil {
			o.Foreign = p.inner(st, p.fonts)
		}
		p.cache = Draw(root, w, h, o)
	}
	return p.cache
}

// styled returns the styles of the document for use elements of other documents.
func (p *Picture) styled() *cascade.Result {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.used == nil {
		w, h, _ := Size(p.doc.DocumentElement())
		p.used = Styles(p.doc, p.fonts, p.scheme, w, h)
	}
	return p.used
}

// Inner makes the function that lays out and draws the foreignObjects of a document.
type Inner func(styles *cascade.Result, fonts *text.Fonts) func(n *dom.Node, w, h float64) *display.List

// NewImage makes an image of a document whose root is an svg element; nil when it is not. The
// document must not change afterwards. Without inner, foreignObjects are left out.
func NewImage(doc *dom.Document, fonts *text.Fonts, inner Inner) *res.Image {
	root := doc.DocumentElement()
	if root == nil || root.Name() != "svg" {
		return nil
	}
	w, h, ratio := Size(root)
	in := func(scheme media.Scheme) (*Picture, *res.Image) {
		p := &Picture{id: res.NewID(), doc: doc, fonts: fonts, inner: inner, scheme: scheme}
		return p, &res.Image{ID: p.id, Width: w, Height: h, NoWidth: w == 0, NoHeight: h == 0, Ratio: ratio, Format: "svg", Vector: p}
	}
	pic, img := in(media.Light)
	pic.dark = sync.OnceValue(func() *res.Image { _, m := in(media.Dark); return m })
	return img
}

// InScheme returns an image as an element shows it that uses the light or the dark colour scheme:
// that is what a picture of SVG is told that the person prefers.
// https://www.w3.org/TR/mediaqueries-5/#prefers-color-scheme
func InScheme(img *res.Image, dark bool) *res.Image {
	if p, ok := img.Vector.(*Picture); ok && dark && p.dark != nil {
		return p.dark()
	}
	return img
}

// Size returns the natural width, height and ratio of an svg element; 0 for what it has not.
// https://www.w3.org/TR/SVG2/coords.html#SizingSVGInCSS
func Size(n *dom.Node) (w, h, ratio float64) {
	get := func(name string) float64 {
		v, _ := n.Attr(name)
		if strings.HasSuffix(strings.TrimSpace(v), "%") {
			return 0
		}
		return math.Max(0, length(v, 0, 16, 0))
	}
	w, h = get("width"), get("height")
	switch vb, ok := parseViewBox(n); {
	case w > 0 && h > 0:
		ratio = w / h
	case ok:
		ratio = vb[2] / vb[3]
	}
	return w, h, ratio
}
