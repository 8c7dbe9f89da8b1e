//go:build avif

package res

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"github.com/gen2brain/avif"
)

func TestAVIF(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 16, 8))
	for i := range 16 * 8 {
		m.Set(i%16, i/16, color.NRGBA{255, 0, 0, 255})
	}
	var b bytes.Buffer
	if err := avif.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	img, err := Decode(b.Bytes(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if img.Format != "avif" || img.Width != 16 || img.Height != 8 {
		t.Errorf("%s %v×%v", img.Format, img.Width, img.Height)
	}
	if c := img.Bitmap.Pixels().RGBAAt(3, 3); c.R < 240 || c.G > 20 || c.A != 255 {
		t.Errorf("pixel %v", c)
	}
	if _, err := Decode(b.Bytes(), Limits{Side: 8}); err == nil {
		t.Error("a picture past the limits was decoded")
	}
	for _, n := range []int{16, 40, b.Len() / 2} {
		if _, err := Decode(b.Bytes()[:n], Limits{}); err == nil {
			t.Errorf("%d of %d bytes gave a picture", n, b.Len())
		}
	}
}
