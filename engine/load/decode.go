package load

import (
	"bytes"
	"errors"

	"vitrine/engine/htmlparse"
	"vitrine/engine/res"
	"vitrine/layout/text"
	"vitrine/net/sniff"
	"vitrine/paint"
	"vitrine/paint/svg"
)

// errNotImage is why a resource that is neither pixels nor SVG is not shown.
var errNotImage = errors.New("not an image that is known here")

// decodeImage turns the bytes of an image into pixels or a vector picture. The content decides
// about pixels, whatever the declared type; SVG has to be declared, by type or file name, or to
// look like it. https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm
func decodeImage(r *resource, fonts *text.Fonts, opt res.Options) (*res.Image, error) {
	if res.Sniff(r.body) != "" || !isSVG(r) {
		return res.Open(r.body, opt)
	}
	d := htmlparse.Parse(nil, htmlparse.Input{URL: r.url.String(), ContentType: "image/svg+xml", Body: r.body})
	img := svg.NewImage(d, fonts, paint.Foreign)
	if img == nil {
		return nil, errNotImage
	}
	return img, nil
}

func isSVG(r *resource) bool {
	if t, ok := r.res.Type(); ok {
		return t.Is(sniff.SVG) || t.IsXML()
	}
	if t, ok := sniff.TypeOfFile(r.url.Path()); ok && t.Is(sniff.SVG) {
		return true
	}
	return bytes.Contains(r.body[:min(len(r.body), 1024)], []byte("<svg"))
}
