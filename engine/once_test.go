package engine_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"vitrine/engine"
)

// TestImageIsFetchedOnce: the address of an image is asked once, and the picture is what came then.
func TestImageIsFetchedOnce(t *testing.T) {
	var asked atomic.Int32
	pic := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range pic.Pix {
		pic.Pix[i] = 0xff
	}
	var b bytes.Buffer
	png.Encode(&b, pic)
	w := newBrowser(t, site{"/i": func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > 1 {
			http.Error(w, "only once", http.StatusGone)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("Cache-Control", "no-store")
		io.WriteString(w, b.String())
	}})
	f := w.does(w.at("/i"))
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if got := f.Image(engine.Shot{}).At(200, 150); got != (color.RGBA{0xff, 0xff, 0xff, 0xff}) {
		t.Errorf("the picture is %v in the middle", got)
	}
}

// TestTypeOfSeveral: of several types of one answer the last that is one counts, with the parameters
// that were given for it.
func TestTypeOfSeveral(t *testing.T) {
	for typ, want := range map[string]string{
		"text/html;charset=euc-kr, text/html;charset=koi8-r": "а",
		"text/html, text/html;charset=koi8-r":                "а",
		"text/html;charset=koi8-r, text/html":                "а",
		"text/html;charset='koi8-r'":                         "Á",
	} {
		w := newBrowser(t, site{"/": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", typ)
			io.WriteString(w, "<title>\xc1</title>")
		}})
		if f := w.does(w.at("/")); f.Title != want {
			t.Errorf("%s: %q, want %q", typ, f.Title, want)
		}
	}
}
