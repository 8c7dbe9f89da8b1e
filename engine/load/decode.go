package load

import (
	"vitrine/engine/res"
	"vitrine/net/weburl"
)

// decodeImage turns the bytes of an image into pixels or a vector picture. The content decides,
// not the declared type, except that text is only taken for SVG when it looks like it.
func decodeImage(r *resource, u *weburl.URL) (*res.Image, error) {
	return res.Decode(r.body, res.DefaultLimits)
}
