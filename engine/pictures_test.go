package engine_test

import (
	"image/color"
	"testing"

	"vitrine/engine"
)

// TestPictures: the DOM alone is black on white, the sheet makes it green, the image comes last.
func TestPictures(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>html{background:lime}div{height:100px;background:red}</style><div></div><img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'><rect width='400' height='200' fill='blue'/></svg>">`)})
	shown := b.does(b.at("/")).Seq
	list, err := b.page.Pictures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	white, lime, red, blue := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}
	want := map[string][2]color.RGBA{ // in the div, in the image
		"dom": {white, white}, "cssom": {red, lime}, "paint": {red, lime}, "show": {red, blue},
	}
	for _, x := range list {
		got := [2]color.RGBA{x.Image.RGBAAt(200, 50), x.Image.RGBAAt(200, 250)}
		if got != want[x.Stage] {
			t.Errorf("%s: %v, want %v", x.Stage, got, want[x.Stage])
		}
		delete(want, x.Stage)
	}
	if len(want) > 0 || b.page.Frame().Seq != shown {
		t.Errorf("missing %v, or the page has changed", want)
	}
	if e := engine.New(engine.Config{Fetch: nil}); e != nil {
		list, err := e.NewPage().Pictures(t.Context())
		if list != nil || err != nil {
			t.Errorf("an empty page: %v %v", list, err)
		}
		e.Close()
	}
}
