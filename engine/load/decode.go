package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"strings"

	"vitrine/engine/htmlparse"
	"vitrine/engine/res"
	"vitrine/layout/text"
	"vitrine/net/sniff"
	"vitrine/paint"
	"vitrine/paint/svg"
)

// errNotImage is why a resource that is neither pixels nor SVG is not shown.
var errNotImage = errors.New("not an image that is known here")

// mixedReplace is the type of pictures that cameras send one after the other.
var mixedReplace = sniff.Type{Main: "multipart", Sub: "x-mixed-replace"}

// readPart takes the first picture of a body of type multipart/x-mixed-replace. Such a body need not
// end, so that the rest is not waited for.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#read-multipart-x-mixed-replace
func (h *hold) readPart(ctx context.Context, r *resource, limit int64) error {
	boundary, _ := r.typ.Param("boundary")
	// Some servers give the boundary with the dashes that stand before it.
	part, err := multipart.NewReader(r.res.Body, strings.TrimPrefix(boundary, "--")).NextRawPart()
	if err != nil {
		return fmt.Errorf("no part of type multipart/x-mixed-replace: %w", err)
	}
	r.typ, r.typed = sniff.ParseType(part.Header.Get("Content-Type"))
	r.body, err = h.read(ctx, part, -1, limit)
	if err == io.ErrUnexpectedEOF && len(r.body) > 0 {
		return nil // the stream ended within the picture or without the last boundary
	}
	return err
}

// decodeImage turns the bytes of an image into pixels or a vector picture. The content decides
// about pixels, whatever the declared type; SVG has to be declared, by its type or, for files, by the
// name. https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm
func decodeImage(r *resource, fonts *text.Fonts, opt res.Options) (*res.Image, error) {
	if !isSVG(r) {
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
	if r.typed || r.url.Is("http", "https") {
		return r.typ.Is(sniff.SVG)
	}
	t, ok := sniff.TypeOfFile(r.url.Path())
	return ok && t.Is(sniff.SVG)
}
