package engine

import (
	"testing"

	"vitrine/engine/res"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// TestDensity: the natural size of an image counts in px of the density it was chosen for.
func TestDensity(t *testing.T) {
	r := &res.Image{Width: 300, Height: 100, Ratio: 3, Stored: &res.Image{Width: 100, Height: 300, Ratio: 1. / 3}}
	b := boxImage(r, 2)
	if b.W != geom.FromPx(150) || b.H != geom.FromPx(50) || b.Ratio != 3 || b.Stored.W != geom.FromPx(50) {
		t.Errorf("%+v", b)
	}
	if b := boxImage(&res.Image{NoWidth: true, NoHeight: true}, 2); b.W != box.NoSize || b.H != box.NoSize {
		t.Errorf("a size out of nothing: %+v", b)
	}
}
