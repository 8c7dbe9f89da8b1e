package res

import (
	"image/color"
	"testing"
)

// lossless is the VP8L chunk of a picture of 2×1 px: red and half blue.
const lossless = "\x56\x50\x38\x4c\x12\x00\x00\x00\x2f\x01\x00\x00\x10\x0f\x10\xf3\xbf\xff\xff\x03\x0c\x07\x19\xd1\xff\x00"

// animation is a WebP file of 4×2 px whose first frame is the picture at (2, 0).
func animation() []byte {
	frame := "\x01\x00\x00\x00\x00\x00" + "\x01\x00\x00\x00\x00\x00" + "\x64\x00\x00\x00" + lossless
	body := "WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x01\x00\x00ANIM\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
		"ANMF" + string([]byte{byte(len(frame)), 0, 0, 0}) + frame
	return []byte("RIFF" + string([]byte{byte(len(body)), 0, 0, 0}) + body)
}

func TestAnimatedWebP(t *testing.T) {
	img, err := Decode(animation(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	pix := img.Bitmap.Pixels()
	if img.Width != 4 || img.Height != 2 {
		t.Errorf("size %v×%v", img.Width, img.Height)
	}
	if got := pix.RGBAAt(2, 0); got != (color.RGBA{255, 0, 0, 255}) {
		t.Errorf("first pixel of the frame: %v", got)
	}
	if got := pix.RGBAAt(0, 0); got.A != 0 {
		t.Errorf("beside the frame: %v", got)
	}
	if _, err := Decode(animation(), Limits{Side: 3}); err == nil {
		t.Error("a canvas past the limits was decoded")
	}
	for n := range animation() { // cut anywhere: an error or a picture
		if img, err := Decode(animation()[:n], Limits{}); err == nil && img.Bitmap == nil {
			t.Errorf("cut at %d: no picture and no error", n)
		}
	}
}
