package main

import (
	"bytes"
	"context"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A picture of two device px per CSS px is of a page that knows it.
func TestShotScale(t *testing.T) {
	dir := t.TempDir()
	page, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "out.png")
	svg := func(size, fill string) string {
		return "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='" + size + "'%20height='" + size + "'%3E%3Crect%20width='40'%20height='40'%20fill='" + fill + "'/%3E%3C/svg%3E"
	}
	html := `<!doctype html><style>body{margin:0;background:red}img{display:block}@media (resolution:2dppx){body{background:lime}}</style>` +
		`<img src="` + svg("20", "red") + `" srcset="` + svg("40", "blue") + ` 2x">`
	if err := os.WriteFile(page, []byte(html), 0o644); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if code := run(context.Background(), stdio{strings.NewReader(""), &stderr, &stderr}, []string{"shot", page, "-scale", "2", "-viewport", "60x40", "-o", out}); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Bounds().Size(); got.X != 120 || got.Y != 80 {
		t.Errorf("size %v", got)
	}
	for at, want := range map[[2]int]color.NRGBA{{20, 20}: {0, 0, 255, 255}, {39, 39}: {0, 0, 255, 255}, {60, 60}: {0, 255, 0, 255}} {
		if got := color.NRGBAModel.Convert(m.At(at[0], at[1])); got != want {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
	}
}
