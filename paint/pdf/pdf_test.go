package pdf

import (
	"bytes"
	"image/color"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1: "1", -0.00001: "0", 0.5: "0.5", 1.23456: "1.2346", 1e300: "10000000", math.NaN(): "0", math.Inf(-1): "-10000000"} {
		if got := num(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
	if got := factor(0.123456789); got != "0.12345679" {
		t.Error(got)
	}
	if got := literal("a(b)\\\n").PDFString(); got != `(a\(b\)\\\n)` {
		t.Error(got)
	}
}

func TestCharacters(t *testing.T) {
	run := func(rtl bool, clusters ...int32) *text.Run {
		r := &text.Run{RTL: rtl, Start: 10, End: 20}
		for _, c := range clusters {
			r.Glyphs = append(r.Glyphs, text.Glyph{Cluster: 10 + c})
		}
		return r
	}
	for _, k := range []struct {
		r      *text.Run
		source string
		want   string
	}{
		{run(false, 0, 1, 2), "abc", "a b c"},
		{run(false, 0, 2), "fix", "fi x"},    // a ligature
		{run(false, 0, 0, 2), "éx", "é  x"},  // two glyphs for one character
		{run(true, 4, 2, 0), "שלם", "ם ל ש"}, // visual order
		{run(false, 0, 9), "ab", "ab "},      // a cluster outside of the text
		{run(false, 0, 1), "", " "},          // nobody knows
		{run(false, 0, 1), "\u00e9", " "},    // inside of a character
	} {
		if got := strings.Join(characters(k.r, k.source), " "); got != k.want {
			t.Errorf("%q: %q, want %q", k.source, got, k.want)
		}
	}
}

// Lists with every kind of trouble in them make a file all the same.
func TestHostileLists(t *testing.T) {
	b := display.NewBuilder(geom.Size{W: geom.Int(100), H: geom.Int(100)})
	all := geom.Rect{X: -geom.Int(50), Y: -geom.Int(50), W: geom.Int(1000), H: geom.Int(1000)}
	b.Rect(all, display.Paint{Gradient: b.AddGradient(display.Gradient{Stops: []display.Stop{{Offset: 1}, {Offset: 1}}})})
	b.Rect(all, display.Paint{Gradient: b.AddGradient(display.Gradient{Kind: display.Radial, R: display.FPoint{X: float32(math.Inf(1))}, Stops: []display.Stop{{Color: color.NRGBA{A: 255}}, {Offset: 1, Color: color.NRGBA{A: 255}}}})})
	b.SetState(display.State{Transform: b.AddTransform(display.Transform{M: display.Matrix{A: math.NaN(), D: 1e300}})})
	b.Rect(all, display.Solid(color.NRGBA{R: 1, A: 3}))
	b.StrokePath(display.PathDraw{Path: &display.Path{}, Stroke: display.Stroke{Width: 1, Dash: []float32{0, 0}}, Paint: display.Solid(color.NRGBA{A: 255})})
	b.SetState(display.State{Effect: b.AddEffect(display.Effect{Opacity: float32(math.NaN()), Blend: display.BlendHue})})
	b.Pattern(display.Pattern{Area: all, Tile: geom.Rect{W: 1, H: 1}})
	b.Image(display.Image{Dest: all})
	l := b.Finish(color.NRGBA{G: 9, A: 255})
	var out bytes.Buffer
	w := NewWriter(&out, Info{Title: "(\x00"})
	for range 2 {
		if err := w.Page(Paper{W: 100, H: 100, Scale: 0.75}, l, nil, []Link{{Area: all, URL: "(((\n"}, {Area: all, Name: "nowhere"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || w.Pages() != 2 || !bytes.HasSuffix(out.Bytes(), []byte("%%EOF\n")) || bytes.Contains(out.Bytes(), []byte("NaN")) {
		t.Fatalf("%v, %d pages, %d bytes", err, w.Pages(), out.Len())
	}
}

// The colour of the canvas is not that of what follows.
func TestCanvas(t *testing.T) {
	b := display.NewBuilder(geom.Size{W: geom.Int(9), H: geom.Int(9)})
	b.Rect(geom.Rect{W: geom.Int(5), H: geom.Int(5)}, display.Solid(color.NRGBA{A: 255}))
	l := b.Finish(color.NRGBA{R: 255, A: 255})
	w := NewWriter(io.Discard, Info{})
	c := newContent(w, l, display.Identity, 0)
	c.canvas()
	c.all()
	const want = "q\n1 0 0 rg\n0 0 9 9 re\nf\nQ\nq\n1 0 0 1 0 0 cm\n0 0 5 5 re\nf\nQ\n"
	if got := c.buf.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A file of many sections is read as one of a single section is.
func TestSections(t *testing.T) {
	b := display.NewBuilder(geom.Size{W: geom.Int(100), H: geom.Int(100)})
	area := geom.Rect{W: geom.Int(50), H: geom.Int(50)}
	b.Rect(area, display.Paint{Gradient: b.AddGradient(display.Gradient{P1: display.FPoint{X: 9}, Stops: []display.Stop{{Color: color.NRGBA{A: 255}}, {Offset: 1, Color: color.NRGBA{R: 7, A: 255}}}})})
	b.SetState(display.State{Effect: b.AddEffect(display.Effect{Opacity: 0.5})})
	b.Rect(area, display.Solid(color.NRGBA{R: 1, A: 255}))
	l := b.Finish(color.NRGBA{})
	const pages = 7
	write := func(section int) []byte {
		var out bytes.Buffer
		w := NewWriter(&out, Info{Title: "sections"})
		w.file.section = section
		for n := range pages {
			p := Paper{W: 100, H: 100 + float64(n), Scale: 0.75}
			w.Heading(1, "page", p, 0)
			w.Name(string(rune('a'+n)), p, 0, 0)
			if err := w.Page(p, l, nil, []Link{{Area: area, Name: "a"}, {Area: area, URL: "https://a.test/"}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	one, many := write(sectionSize), write(1)
	if n := bytes.Count(one, []byte("startxref")); n != 1 {
		t.Errorf("%d sections, want 1", n)
	}
	if n := bytes.Count(many, []byte("startxref")); n < pages {
		t.Errorf("%d sections, want one a page", n)
	}
	if !bytes.Equal(many, write(1)) {
		t.Error("the same document is not the same file")
	}
	for _, file := range [][]byte{one, many} {
		api.DisableConfigDir()
		conf := model.NewDefaultConfiguration()
		conf.ValidationMode, conf.Offline = model.ValidationStrict, true
		ctx, err := api.ReadAndValidate(bytes.NewReader(file), conf)
		if err != nil {
			t.Fatal(err)
		}
		if ctx.PageCount != pages {
			t.Errorf("%d pages, want %d", ctx.PageCount, pages)
		}
		for n := 1; n <= pages; n++ {
			d, _, _, err := ctx.PageDict(n, false)
			if err != nil {
				t.Fatal(err)
			}
			if box := d.ArrayEntry("MediaBox"); len(box) != 4 || box[3] != types.Integer(99+n) || len(d.ArrayEntry("Annots")) != 2 {
				t.Errorf("page %d is %v", n, d)
			}
		}
	}
}

// A writer that fails is reported, and nothing goes on after it.
func TestWriteError(t *testing.T) {
	w := NewWriter(failing{}, Info{})
	b := display.NewBuilder(geom.Size{W: geom.Int(1), H: geom.Int(1)})
	w.file.section = 1 // every page is written at once
	if err := w.Page(Paper{W: 1, H: 1, Scale: 1}, b.Finish(color.NRGBA{}), nil, nil); err != io.ErrShortWrite {
		t.Error(err)
	}
	if err := w.Close(); err != io.ErrShortWrite {
		t.Error(err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
