package load

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"vitrine/css/media"
	"vitrine/engine/dom"
)

// candidate is one image that an element may show. density is in image pixels per CSS px; 0 while
// only the width of the image is known.
type candidate struct {
	url     string
	width   float64 // of the image in px, from a descriptor; 0 when there is none
	density float64
}

// maxCandidates bounds how many images of one srcset are looked at.
const maxCandidates = 1000

// parseSrcset splits a srcset attribute. Candidates whose descriptors break the grammar are left out.
// https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute
func parseSrcset(s string) (list []candidate) {
	const space = " \t\n\f\r"
	for len(list) < maxCandidates {
		s = strings.TrimLeft(s, space+",")
		if s == "" {
			break
		}
		n := strings.IndexAny(s, space)
		if n < 0 {
			n = len(s)
		}
		url, rest := s[:n], s[n:]
		if trimmed := strings.TrimRight(url, ","); trimmed != url {
			list = append(list, candidate{url: trimmed, density: 1})
			s = rest
			continue
		}
		n = descriptorEnd(rest)
		if c, ok := descriptors(url, strings.Fields(rest[:n])); ok {
			list = append(list, c)
		}
		s = rest[n:]
	}
	return list
}

// descriptorEnd returns where the comma is that ends a candidate's descriptors; in parentheses none
// does.
func descriptorEnd(s string) int {
	open := false
	for i := range len(s) {
		switch s[i] {
		case '(':
			open = true
		case ')':
			open = false
		case ',':
			if !open {
				return i
			}
		}
	}
	return len(s)
}

// descriptors reads what stands behind a candidate's URL.
func descriptors(url string, list []string) (candidate, bool) {
	c := candidate{url: url, density: 1}
	width, height, density := false, false, false
	for _, d := range list {
		number, kind := d[:len(d)-1], d[len(d)-1]
		v, err := strconv.ParseFloat(number, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(number, "+xXpP_iI") {
			return c, false
		}
		whole := v > 0 && strings.Trim(number, "0123456789") == ""
		switch {
		case kind == 'w' && whole && !width && !density:
			width, c.width = true, v
		case kind == 'h' && whole && !height && !density:
			height = true
		case kind == 'x' && v >= 0 && !width && !height && !density:
			density, c.density = true, v
		default:
			return c, false
		}
	}
	return c, width || !height
}

// choose picks the image for a screen of dpr device pixels per CSS px. slot is the width in CSS px
// that the image will have, which width descriptors are held against; src is the image of elements
// that know no srcset, or "". As Chromium it takes the smaller of two neighbours when the screen is
// nearer to it.
// https://html.spec.whatwg.org/multipage/images.html#select-an-image-source
func choose(list []candidate, src string, slot, dpr float64) (c candidate, ok bool) {
	widths := false
	for i := range list {
		if c := &list[i]; c.width > 0 {
			c.density = c.width / slot // +Inf for an image that nothing is seen of
			widths = true
		}
	}
	if src != "" && !widths {
		list = append(list, candidate{url: src, density: 1})
	}
	if len(list) == 0 {
		return c, false
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(a.density, b.density) })
	list = slices.CompactFunc(list, func(a, b candidate) bool { return a.density == b.density })
	i := 0
	for ; i < len(list)-1; i++ {
		this, next := list[i].density, list[i+1].density
		if next < dpr {
			continue
		}
		if dpr <= 1 && dpr > this || dpr >= math.Sqrt(this*next) {
			i++
		}
		break
	}
	return list[i], true
}

// sourceOf returns the image that an img or a source inside of a picture offers: its URL, and how
// many pixels of it stand for one CSS px.
func sourceOf(n *dom.Node, src string, env *media.Env) (c candidate, ok bool) {
	set, _ := n.Attr("srcset")
	list := parseSrcset(set)
	slot := 0.0
	if slices.ContainsFunc(list, func(c candidate) bool { return c.width > 0 }) {
		sizes, _ := n.Attr("sizes")
		slot = media.SourceSize(sizes, env)
	}
	dpr := float64(env.Resolution)
	if dpr <= 0 {
		dpr = 1
	}
	return choose(list, src, slot, dpr)
}

// maxSources bounds how many elements of a picture are looked at for each of its images.
const maxSources = 64

// pictureSource returns the source element before an img in a picture that offers the image for this
// environment, and that image; nil when the img shows its own.
// https://html.spec.whatwg.org/multipage/images.html#update-the-source-set
func pictureSource(img *dom.Node, env *media.Env) (*dom.Node, candidate) {
	p := img.Parent()
	if !p.IsHTML("picture") {
		return nil, candidate{}
	}
	left := maxSources
	for s := p.FirstElement(); s != nil && s != img && left > 0; s = s.NextElement() {
		left--
		if !s.IsHTML("source") {
			continue
		}
		if t, ok := s.Attr("type"); ok && !knownImageType(t) {
			continue
		}
		if m, ok := s.Attr("media"); ok && !media.ParseString(m).Match(env) {
			continue
		}
		if c, ok := sourceOf(s, "", env); ok && c.url != "" {
			return s, c
		}
	}
	return nil, candidate{}
}

// imgSource returns the image that an img element shows. fixed is true when no environment changes it.
func imgSource(n *dom.Node, env *media.Env) (c candidate, fixed bool) {
	set, _ := n.Attr("srcset")
	fixed = !n.Parent().IsHTML("picture") && strings.TrimSpace(set) == ""
	if s, c := pictureSource(n, env); s != nil {
		return c, false
	}
	src, _ := n.Attr("src")
	c, _ = sourceOf(n, strings.Trim(src, " \t\n\f\r"), env)
	return c, fixed
}

// SizedBy returns the element whose width and height attributes count for an img: itself, or the source
// in its picture that offers its image, when that has one of them.
// https://html.spec.whatwg.org/multipage/images.html#dimension-attribute-source
func SizedBy(img *dom.Node, env *media.Env) *dom.Node {
	if s, _ := pictureSource(img, env); s != nil {
		_, w := s.Attr("width")
		_, h := s.Attr("height")
		if w || h {
			return s
		}
	}
	return img
}
