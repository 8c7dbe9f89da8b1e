package res

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"sync"
	"testing"
)

// photo returns an encoded opaque picture of w×h.
func photo(t testing.TB, w, h int, encode func(*bytes.Buffer, image.Image) error) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(x / 2), uint8(y / 2), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(b *bytes.Buffer, m image.Image) error  { return png.Encode(b, m) }
func asJPEG(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }

func TestLargePicturesWaitUntilDrawn(t *testing.T) {
	for name, data := range map[string][]byte{"png": photo(t, 400, 300, asPNG), "jpeg": photo(t, 400, 300, asJPEG)} {
		img, err := Open(data, Options{})
		if err != nil || img.Width != 400 || img.Height != 300 {
			t.Fatal(name, img, err)
		}
		b := img.Bitmap
		if len(b.levels) != 0 {
			t.Errorf("%s: decoded before anybody drew it", name)
		}
		if q := b.Halved(2); q.Rect != image.Rect(0, 0, 100, 75) {
			t.Errorf("%s: halved twice is %v", name, q.Rect)
		}
		if b.levels[0] != nil || b.levels[1] != nil {
			t.Errorf("%s: sizes stay that nobody drew", name)
		}
		whole := b.Pixels()
		if whole.Rect != b.Bounds() || !near(b.Halved(1), halve(whole), 0) || b.Pixels() != whole {
			t.Errorf("%s: sizes do not belong together", name)
		}
	}
}

func TestPictureDecodedOnceForAll(t *testing.T) {
	img, err := Open(photo(t, 600, 300, asPNG), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	got := make([]*image.RGBA, 4)
	for i := range got {
		wg.Go(func() { got[i] = img.Bitmap.Pixels() })
	}
	wg.Wait()
	for _, m := range got {
		if m == nil || m != got[0] {
			t.Fatal("decoded more than once")
		}
	}
}

func TestTroubleWhenDrawn(t *testing.T) {
	good := photo(t, 400, 300, asPNG)
	broken := bytes.Clone(good[:len(good)/2])
	noise := bytes.Clone(good)
	for i := bytes.Index(noise, []byte("IDAT")) + 4; i < len(noise); i++ {
		noise[i] = 0xff
	}
	for _, c := range []struct {
		name   string
		data   []byte
		budget *Budget
		want   error
		shown  bool
	}{
		{"cut short", broken, nil, ErrPartial, true},
		{"over budget", good, NewBudget(1000), ErrBudget, false},
		{"no pixels in it", noise, nil, nil, false},
	} {
		var reports []error
		img, err := Open(c.data, Options{Budget: c.budget, Report: func(err error) { reports = append(reports, err) }})
		if err != nil {
			t.Fatal(c.name, err)
		}
		for range 2 {
			if shown := img.Bitmap.Pixels() != nil; shown != c.shown {
				t.Errorf("%s: shown %v", c.name, shown)
			}
		}
		if len(reports) != 1 || c.want != nil && !errors.Is(reports[0], c.want) {
			t.Errorf("%s: reports %v", c.name, reports)
		}
	}
}

func TestBudgetIsShared(t *testing.T) {
	budget := NewBudget(400*300*4 + 3*200*150*4 - 1)
	open := func() *Bitmap {
		img, err := Open(photo(t, 400, 300, asPNG), Options{Budget: budget})
		if err != nil {
			t.Fatal(err)
		}
		return img.Bitmap
	}
	for i := range 3 {
		if open().Halved(1) == nil {
			t.Errorf("quarter %d of three does not fit", i+1)
		}
	}
	if open().Pixels() != nil {
		t.Error("a fourth in full size does not fit")
	}
}

// TestHalveAny halves a photo in strips as its pixels are halved at once.
func TestHalveAny(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 9}, {9, 1}, {6, 2}, {7, 3}, {130, 128}, {64, 257}, {33, 65}} {
		for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio444} {
			m := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
			for i := range m.Y {
				m.Y[i] = uint8(i * i)
			}
			for i := range m.Cb {
				m.Cb[i], m.Cr[i] = uint8(i*3), uint8(i*i*7)
			}
			got, want := halveAny(m), halve(toRGBA(m))
			if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("%v %v: the strips differ", size, ratio)
			}
		}
	}
}
