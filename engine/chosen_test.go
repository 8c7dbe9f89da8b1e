package engine_test

import (
	"testing"

	"vitrine/engine"
)

// TestShowChosen: list boxes begin where their first chosen option is seen; when a person has scrolled
// them they stay.
func TestShowChosen(t *testing.T) {
	b := newBrowser(t, site{"/": html(`<!doctype html><style>body { margin: 0 } select { display: block; font: 10px/1 monospace; border: 0; padding: 0; margin: 0 }</style>` +
		`<select size=3 multiple><option>a<option>b<option>c<option>d<option selected>e<option>f<option selected>g<option>h</select>` +
		`<select size=3><option selected>a<option>b<option>c<option>d</select>`)})
	f := b.does(b.at("/"))
	if len(f.Bars) != 2 || f.Bars[1].Offset.Y != 0 {
		t.Fatalf("%+v", f.Bars)
	}
	row := f.Bars[0].Reach.Bottom() / 5 // eight, of which three are seen
	at := f.Bars[0].Offset.Y
	if d := at.Px() - 2*row.Px(); d < -1 || d > 1 { // the fifth of eight is the last of three
		t.Errorf("scrolled by %v, rows are %v high", at, row)
	}
	f = b.does(engine.ScrollTo{Bar: f.Bars[0].ID, Y: 3}, engine.MouseMove{X: 1, Y: 1})
	if f.Bars[0].Offset.Y.Px() != 3 {
		t.Errorf("a person's offset became %v", f.Bars[0].Offset.Y)
	}
}
