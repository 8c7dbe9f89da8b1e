package engine

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/load"
	"vitrine/engine/res"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/net/weburl"
)

// pageImages answers box.Images from what the loader has. A box.Image is kept as long as its
// resource does not change, so that boxes which show it keep their identity.
type pageImages struct {
	loader *load.Loader
	boxes  map[imageKey]*box.Image
	fixed  map[*load.Image]*res.Image // images of others that are shown upright only
	bases  map[string]*weburl.URL
}

// imageKey is an image as elements show it that choose it for the same density.
type imageKey struct {
	*load.Image
	density float64
}

func newPageImages(l *load.Loader) *pageImages {
	return &pageImages{loader: l, boxes: map[imageKey]*box.Image{}, fixed: map[*load.Image]*res.Image{}, bases: map[string]*weburl.URL{}}
}

// Element implements box.Images.
func (p *pageImages) Element(n *dom.Node) *box.Image { return p.image(p.loader.ElementDensity(n)) }

// URL implements box.Images.
func (p *pageImages) URL(u *value.URL) *box.Image {
	return p.image(p.loader.ImageAt(u.Href, p.base(u.Base)), 1)
}

func (p *pageImages) image(m *load.Image, density float64) *box.Image {
	if m == nil || !m.Done {
		return nil
	}
	key := imageKey{m, density}
	if b := p.boxes[key]; b != nil {
		return b
	}
	b := boxImage(p.own(m), density)
	b.Broken = m.Broken()
	p.boxes[key] = b
	return b
}

// own returns an image's resource. An image of another origin has no picture as it is stored: who
// shows it is not to find out how its camera was held.
// https://www.w3.org/TR/css-images-3/#the-image-orientation
func (p *pageImages) own(m *load.Image) *res.Image {
	r := m.Res
	if r == nil || r.Stored == nil {
		return r
	}
	doc := p.loader.Base()
	if m.URL.Is("data") || m.URL.Is("file") && doc.Is("file") || m.URL.Origin().Same(doc.Origin()) {
		return r
	}
	f := p.fixed[m]
	if f == nil {
		c := *r
		c.Stored = nil
		f = &c
		p.fixed[m] = f
	}
	return f
}

// boxImage returns a resource as layout wants it. density is how many of its pixels stand for one px.
func boxImage(r *res.Image, density float64) *box.Image {
	b := &box.Image{W: box.NoSize, H: box.NoSize}
	if r != nil {
		if !r.NoWidth {
			b.W = geom.FromPx(r.Width / density)
		}
		if !r.NoHeight {
			b.H = geom.FromPx(r.Height / density)
		}
		b.Ratio, b.Source = r.Ratio, r
		if r.Stored != nil {
			b.Stored = boxImage(r.Stored, density)
		}
	}
	return b
}

// svgImage returns the image of an SVG image element, or nil while there is none.
func (p *pageImages) svgImage(n *dom.Node) *res.Image {
	if m := p.loader.ElementImage(n); m != nil {
		return m.Res
	}
	return nil
}

// style returns the image of a url() of a style, or nil while there is none.
func (p *pageImages) style(u *value.URL) *res.Image {
	if m := p.loader.ImageAt(u.Href, p.base(u.Base)); m != nil {
		return p.own(m)
	}
	return nil
}

// base parses the address that a url() is relative to; nil means the document's base.
func (p *pageImages) base(s string) *weburl.URL {
	if s == "" {
		return nil
	}
	u, ok := p.bases[s]
	if !ok {
		u, _ = weburl.Parse(s)
		p.bases[s] = u
	}
	return u
}

// discover starts the fetch of every image that a computed style names.
func (p *pageImages) discover(s *style.Style) {
	p.want(s.BackgroundImage())
	p.want(s.ListStyleImage())
	p.want(s.BorderImageSource())
	p.want(s.MaskImage())
	p.want(s.WebkitMaskBoxImageSource())
	p.want(s.WebkitBoxReflect())
	p.want(s.Content())
	if v := s.ShapeOutside(); v != value.Value(value.KwNone) {
		p.wantShared(v)
	}
}

// wantShared is want for the image of shape-outside.
func (p *pageImages) wantShared(v value.Value) {
	if f, ok := v.(*value.Func); ok {
		v, _ = value.ChooseImage(f)
	}
	if u, ok := v.(*value.URL); ok {
		p.loader.SharedImageAt(u.Href, p.base(u.Base))
	}
}

func (p *pageImages) want(v value.Value) {
	switch v := v.(type) {
	case nil, value.Keyword:
	case *value.URL:
		if v.Href != "" && v.Href[0] != '#' {
			p.loader.ImageAt(v.Href, p.base(v.Base))
		}
	case *value.List:
		for _, x := range v.Items {
			p.want(x)
		}
	case *value.Func:
		if best, _ := value.ChooseImage(v); best != nil {
			p.want(best)
		} else if from, to, _, ok := value.CrossFade(v); ok {
			p.want(from)
			p.want(to)
		}
	}
}
