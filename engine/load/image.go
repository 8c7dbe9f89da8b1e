package load

import (
	"math"
	"strconv"
	"strings"

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
		if r, err = l.get(h, u, fetch.Image, referrer, w, l.cfg.Limits.ImageBytes); err == nil {
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

// ElementImage returns the image that an element shows: img, input type=image, video poster,
// object and embed. The fetch starts with the first call. nil when the element names none.
func (l *Loader) ElementImage(n *dom.Node) *Image {
	if m, ok := l.byNode[n.ID()]; ok {
		return m
	}
	var m *Image
	if ref := imageSource(n); ref != "" {
		w := wantOf(n).forImage()
		use := n.NS() == dom.SVG && n.Name() == "use"
		w.strict = n.IsHTML("object")
		if use {
			w.cors = fetch.Anonymous // wherever it is redirected to
		}
		if !use || l.mayUse(ref) {
			m = l.imageAt(ref, nil, w, byParser)
		}
	}
	l.byNode[n.ID()] = m
	return m
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

// imageSource returns the reference of the image that an element shows, or "".
func imageSource(n *dom.Node) string {
	attr := func(name string) string {
		v, _ := n.Attr(name)
		return strings.Trim(v, " \t\n\f\r")
	}
	switch {
	case n.IsHTML("img"):
		if p := n.Parent(); p.IsHTML("picture") {
			for c := p.FirstElement(); c != nil && c != n; c = c.NextElement() {
				if s := pictureSource(c); s != "" {
					return s
				}
			}
		}
		if set := attr("srcset"); set != "" {
			if s := bestCandidate(set, attr("src")); s != "" {
				return s
			}
		}
		return attr("src")
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

// pictureSource returns the reference of a <source> that can be used whatever the viewport, or "".
// https://html.spec.whatwg.org/multipage/images.html#update-the-source-set
func pictureSource(n *dom.Node) string {
	if !n.IsHTML("source") {
		return ""
	}
	if t, ok := n.Attr("type"); ok && !knownImageType(t) {
		return ""
	}
	if m, ok := n.Attr("media"); ok && strings.TrimSpace(m) != "" && !strings.EqualFold(strings.TrimSpace(m), "all") {
		return ""
	}
	set, _ := n.Attr("srcset")
	return bestCandidate(set, "")
}

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

// bestCandidate picks from a srcset for one device pixel per CSS px and a full-width image: the
// smallest candidate that is large enough, else the largest.
// https://html.spec.whatwg.org/multipage/images.html#select-an-image-source
func bestCandidate(set, src string) string {
	const slotWidth = 1024 // px that a width descriptor is held against
	type candidate struct {
		url     string
		density float64
	}
	var all []candidate
	for len(set) > 0 {
		set = strings.TrimLeft(set, " \t\n\f\r,")
		i := strings.IndexAny(set, " \t\n\f\r")
		url := set
		if i >= 0 {
			url, set = set[:i], set[i:]
		} else {
			set = ""
		}
		c := candidate{url: url, density: 1}
		if strings.HasSuffix(url, ",") {
			c.url = strings.TrimRight(url, ",")
		} else {
			desc, rest, _ := strings.Cut(set, ",")
			set = rest
			for _, f := range strings.Fields(desc) {
				v, err := strconv.ParseFloat(f[:len(f)-1], 64)
				if err != nil || v <= 0 || math.IsInf(v, 0) {
					continue
				}
				switch f[len(f)-1] {
				case 'x':
					c.density = v
				case 'w':
					c.density = v / slotWidth
				}
			}
		}
		if c.url != "" {
			all = append(all, c)
		}
	}
	has1x := false
	for _, c := range all {
		has1x = has1x || c.density == 1
	}
	if src != "" && !has1x {
		all = append(all, candidate{src, 1})
	}
	best := -1
	for i, c := range all {
		switch {
		case best < 0,
			all[best].density < 1 && c.density > all[best].density,
			c.density >= 1 && c.density < all[best].density:
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return all[best].url
}
