package load

import (
	"strings"

	"vitrine/css/media"
	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/engine/trace"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// Image is one image resource of a page. Its fields are for the page's goroutine.
type Image struct {
	URL  *weburl.URL
	Res  *res.Image // nil while loading and when it failed
	Done bool
	Err  error
}

// Broken reports that the image will never be shown.
func (m *Image) Broken() bool { return m.Done && m.Res == nil }

// ImageAt returns the image at a reference relative to base (nil is the document's base), and
// starts its fetch when nobody asked before. nil when ref is no URL.
func (l *Loader) ImageAt(ref string, base *weburl.URL) *Image {
	return l.imageAt(ref, base, want{}, byStyle)
}

// SharedImageAt is ImageAt for an image whose pixels say where text is: another origin has to agree.
// https://drafts.csswg.org/css-shapes-1/#shape-outside-property
func (l *Loader) SharedImageAt(ref string, base *weburl.URL) *Image {
	return l.imageAt(ref, base, want{cors: fetch.Anonymous}, byStyle)
}

func (l *Loader) imageAt(ref string, base *weburl.URL, w want, by finder) *Image {
	referrer := base // the sheet that asks, or the document
	if base == nil {
		base = l.Base()
	}
	var encode weburl.QueryEncoder // sheets are UTF-8
	if by == byParser {
		encode = l.encode
	}
	u, err := base.ResolveEncoded(ref, encode)
	if err != nil {
		return nil
	}
	return l.image(u, referrer, w, by)
}

func (l *Loader) image(u, referrer *weburl.URL, w want, by finder) *Image {
	key := withoutFragment(u) + w.key()
	l.mu.Lock()
	defer l.mu.Unlock()
	if m := l.images[key]; m != nil {
		return m
	}
	m := &Image{URL: u}
	l.images[key] = m
	l.found(u, "image", by)
	var img *res.Image
	var err error
	l.start(func(h *hold) {
		var r *resource
		dest := fetch.Image
		if w.object {
			dest = fetch.Object
		}
		if r, err = l.get(h, u, dest, referrer, w, l.cfg.Limits.ImageBytes); err == nil {
			decoding <- struct{}{}
			img, err = decodeImage(r, l.cfg.Fonts, res.Options{Limits: l.cfg.Images, Budget: l.budget, Report: func(err error) {
				l.span.Note(trace.Warning, "image", trace.Pos{URL: r.url.String()}, trace.Err(err))
			}})
			<-decoding
		}
	}, func() {
		m.Res, m.Err, m.Done = img, err, true
		l.changes.Images = true
		if err != nil {
			l.failed("image", u, err)
		}
	})
	return m
}

func withoutFragment(u *weburl.URL) string {
	s := u.String()
	if u.HasFragment() {
		if i := strings.IndexByte(s, '#'); i >= 0 {
			return s[:i]
		}
	}
	return s
}

// shown is the image of an element. density is how many of its pixels stand for one CSS px; fixed is
// set when the environment has no say in it.
type shown struct {
	*Image
	density float64
	fixed   bool
}

// ElementImage returns the image that an element shows: img, input type=image, video poster,
// object and embed. The fetch starts with the first call. nil when the element names none.
func (l *Loader) ElementImage(n *dom.Node) *Image {
	m, _ := l.ElementDensity(n)
	return m
}

// ElementDensity is ElementImage with the density of the image: how many of its pixels stand for one
// CSS px of its natural size.
// https://html.spec.whatwg.org/multipage/images.html#density-corrected-natural-width-and-height
func (l *Loader) ElementDensity(n *dom.Node) (m *Image, density float64) {
	s, ok := l.byNode[n.ID()]
	if !ok {
		s = l.shownBy(n)
		l.byNode[n.ID()] = s
	}
	return s.Image, s.density
}

func (l *Loader) shownBy(n *dom.Node) shown {
	s := shown{density: 1, fixed: true}
	var ref string
	if n.IsHTML("img") {
		var c candidate
		c, s.fixed = imgSource(n, &l.env)
		ref = c.url
		if c.density > 0 { // infinite where the element has no room: the image has no size
			s.density = c.density
		}
	} else {
		ref = imageSource(n)
	}
	if ref == "" {
		return s
	}
	w := wantOf(n).forImage()
	use := n.NS() == dom.SVG && n.Name() == "use"
	w.object = n.IsHTML("object") || n.IsHTML("embed")
	if use {
		w.cors = fetch.Anonymous // wherever it is redirected to
	}
	if !use || l.mayUse(ref) {
		s.Image = l.imageAt(ref, nil, w, byParser)
	}
	return s
}

// setEnv tells the environment that elements choose their images by. Those that may choose another
// one now are asked again.
func (l *Loader) setEnv(env *media.Env) {
	if l.env == *env {
		return
	}
	l.env = *env
	for id, s := range l.byNode {
		if !s.fixed {
			delete(l.byNode, id)
			l.changes.Images = true
		}
	}
}

// mayUse reports whether a use element may copy from an address: from another document of the
// same origin. https://www.w3.org/TR/SVG2/linking.html#processingURL-fetch
func (l *Loader) mayUse(ref string) bool {
	if strings.HasPrefix(ref, "#") {
		return false // of the document itself
	}
	u, err := l.Resolve(ref)
	return err == nil && u.Origin().Same(l.cfg.URL.Origin())
}

// Forget drops what ElementImage remembers about n, whose attributes changed.
func (l *Loader) Forget(n dom.ID) { delete(l.byNode, n) }

// imageSource returns the reference of the image that an element other than img shows, or "".
func imageSource(n *dom.Node) string {
	attr := func(name string) string {
		v, _ := n.Attr(name)
		return strings.Trim(v, " \t\n\f\r")
	}
	switch {
	case n.IsHTML("input"):
		if strings.EqualFold(attr("type"), "image") {
			return attr("src")
		}
	case n.IsHTML("video"):
		return attr("poster")
	case n.IsHTML("object"):
		if t := strings.ToLower(attr("type")); t == "" || strings.HasPrefix(t, "image/") {
			return attr("data")
		}
	case n.IsHTML("embed"):
		if t := strings.ToLower(attr("type")); t == "" || strings.HasPrefix(t, "image/") {
			return attr("src")
		}
	case n.NS() == dom.SVG && (n.Name() == "image" || n.Name() == "use"):
		if h := attr("href"); h != "" {
			return h
		}
		for _, a := range n.Attrs() {
			if a.NS == dom.XLink && a.Name.Value() == "href" {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return ""
}

// knownImageType reports whether images of a type can be shown; none given may be any.
func knownImageType(t string) bool {
	t, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(t)), ";")
	switch t {
	case "", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/svg+xml",
		"image/x-icon", "image/vnd.microsoft.icon", "image/apng":
		return true
	case "image/avif":
		return res.HasAVIF
	}
	return false
}
