package text

import (
	"image/color"
	"os"
	"testing"

	"vitrine/css/value"
)

// The colours of font-palette, as Chromium 156 draws them.
func TestFontPalette(t *testing.T) {
	data, err := os.ReadFile("testdata/colr.ttf")
	if err != nil {
		t.Fatal(err)
	}
	set := NewFonts(Config{}).WithPalettes([]PaletteValues{
		{Name: "--a", Family: "c", Base: 1},
		{Name: "--b", Family: "C", Base: PaletteDark, Override: map[int]color.NRGBA{0: {R: 102, G: 51, B: 153, A: 255}, 99: {}}},
		{Name: "--c", Family: "D", Base: 1},
		{Name: "--d", Family: "C", Base: 9},
	})
	set, errs := set.With([]WebFace{{Family: "C", Data: data, AscentOverride: -1, DescentOverride: -1, LineGapOverride: -1}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	f := set.Font(MakeQuery(80, Family{Name: "C"}))
	face := f.Shape("\uE000", ShapeOptions{})[0].Face
	once, again := f.Palette(face, value.Ident("--a")), f.Palette(face, value.Ident("--a"))
	if f.Palette(face, value.KwNormal) != nil || once != again {
		t.Error("palettes are not the same")
	}
	red, yellow, grey := color.NRGBA{R: 255, A: 255}, color.NRGBA{R: 255, G: 255, A: 255}, color.NRGBA{R: 204, G: 204, B: 204, A: 255}
	white := color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	half := &value.PaletteMix{Space: value.SpaceSRGB, Parts: [2]value.Value{value.KwNormal, value.Ident("--a")}}
	for _, k := range []struct {
		v           value.Value
		first, last color.NRGBA
	}{
		{value.KwLight, red, grey},
		{value.KwDark, color.NRGBA{A: 255}, white},
		{value.Ident("--a"), yellow, color.NRGBA{R: 51, G: 51, B: 51, A: 255}},
		{value.Ident("--b"), color.NRGBA{R: 102, G: 51, B: 153, A: 255}, white},
		{value.Ident("--c"), red, grey},
		{value.Ident("--d"), red, grey},
		{half, color.NRGBA{R: 255, G: 128, A: 255}, color.NRGBA{R: 128, G: 128, B: 128, A: 255}},
	} {
		c := f.Palette(face, k.v).Colors
		if c[0] != k.first || c[3] != k.last {
			t.Errorf("%s: %v", value.Text(k.v), c)
		}
	}
}
