package res

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// A picture that is not upright in its file is there both ways.
func TestStored(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 16, 8))
	for y := range 8 {
		for x := range 8 {
			m.Set(x, y, color.White)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	data := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(2 + len(exif))}, exif...)
	data = append(data, b.Bytes()[2:]...)
	img, err := Open(data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if img.Width != 8 || img.Height != 16 || img.Stored == nil || img.Stored.Width != 16 || img.Stored.Height != 8 {
		t.Fatalf("%+v %+v", img, img.Stored)
	}
	if p := img.Stored.Bitmap.Pixels(); p.RGBAAt(2, 2).R < 200 || p.RGBAAt(13, 2).R > 50 {
		t.Error("as stored: left and right are not where they are in the file")
	}
	if p := img.Bitmap.Pixels(); p.RGBAAt(2, 2).R < 200 || p.RGBAAt(2, 13).R > 50 {
		t.Error("upright: not turned")
	}
	if img, err = Open(b.Bytes(), Options{}); err != nil || img.Stored != nil {
		t.Error("an upright file has another picture", err)
	}
}
