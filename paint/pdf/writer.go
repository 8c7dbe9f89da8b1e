package pdf

import (
	"fmt"
	"image"
	"io"
	"sort"
	"strings"

	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Paper is the size of a page and where the display list is on it, in points.
type Paper struct {
	W, H float64
	// X and Y are where the list's origin is, from the top left corner; Scale is how many points
	// one CSS px has (0.75 without scaling).
	X, Y, Scale float64
}

// Link is an area of a page, in CSS px of the list, that leads to an address or to a named place
// of the document.
type Link struct {
	Area geom.Rect
	URL  string // absolute; empty for places in the document
	Name string
}

// Info describes the document.
type Info struct{ Title, Lang string }

// Writer writes a PDF file, page by page.
type Writer struct {
	file      *file
	info      Info
	tree      ref
	pages     []ref
	fonts     map[*text.Face]*font
	fontOrder []*font
	images    map[*res.Bitmap]ref
	states    map[gstate]ref
	names     map[string]string // destinations
	// Rasterised counts what was put into the file as a picture for want of a counterpart in PDF.
	Rasterised map[string]int
}

// gstate is an extended graphics state: alpha and blend mode.
type gstate struct {
	fill, stroke uint8
	blend        display.Blend
}

// NewWriter begins a file.
func NewWriter(w io.Writer, info Info) *Writer {
	f := newFile(w)
	return &Writer{file: f, info: info, tree: f.reserve(), fonts: map[*text.Face]*font{}, images: map[*res.Bitmap]ref{},
		states: map[gstate]ref{}, names: map[string]string{}, Rasterised: map[string]int{}}
}

// Pages returns how many pages were written.
func (w *Writer) Pages() int { return len(w.pages) }

// Name makes a place of the next page findable by links; y is in CSS px of its list.
func (w *Writer) Name(name string, p Paper, x, y geom.Unit) {
	if _, ok := w.names[name]; ok {
		return
	}
	w.names[name] = fmt.Sprintf("%d /XYZ %s %s null", len(w.pages), num(p.X+x.Px()*p.Scale), num(p.H-p.Y-y.Px()*p.Scale))
}

// Page writes a page. It returns the first error of the underlying writer.
func (w *Writer) Page(p Paper, l *display.List, links []Link) error {
	base := display.Matrix{A: p.Scale, D: -p.Scale, E: p.X, F: p.H - p.Y}
	c := newContent(w, l, base, 0)
	if l.Canvas.A > 0 {
		c.fill(l.Canvas)
		fmt.Fprintf(&c.buf, "0 0 %s %s re f\n", num(p.W), num(p.H))
	}
	c.all()
	content := w.file.reserve()
	w.file.stream(content, "", c.buf.Bytes())
	var annots strings.Builder
	for _, k := range links {
		x, y := base.Apply(k.Area.X.Px(), k.Area.Bottom().Px())
		x2, y2 := base.Apply(k.Area.Right().Px(), k.Area.Y.Px())
		target := "/A <</S /URI /URI " + literal(k.URL) + ">>"
		if k.URL == "" {
			target = "/Dest " + literal(k.Name)
		}
		a := w.file.add(fmt.Sprintf("<</Type /Annot /Subtype /Link /Border [0 0 0] /Rect [%s %s %s %s] %s>>", num(x), num(y), num(x2), num(y2), target))
		annots.WriteString(a.String() + " ")
	}
	page := fmt.Sprintf("<</Type /Page /Parent %v /MediaBox [0 0 %s %s] /Resources %s /Contents %v", w.tree, num(p.W), num(p.H), c.res.String(), content)
	if annots.Len() > 0 {
		page += " /Annots [" + annots.String() + "]"
	}
	w.pages = append(w.pages, w.file.add(page+">>"))
	return w.file.err
}

// Close ends the file.
func (w *Writer) Close() error {
	w.writeFonts()
	keys := make([]string, 0, len(w.names))
	for k := range w.names {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var names strings.Builder
	for _, k := range keys {
		page, rest, _ := strings.Cut(w.names[k], " ")
		n := 0
		fmt.Sscan(page, &n)
		if n < len(w.pages) {
			fmt.Fprintf(&names, "%s [%v %s] ", literal(k), w.pages[n], rest)
		}
	}
	var kids strings.Builder
	for _, p := range w.pages {
		kids.WriteString(p.String() + " ")
	}
	w.file.object(w.tree, fmt.Sprintf("<</Type /Pages /Count %d /Kids [%s]>>", len(w.pages), kids.String()))
	root := fmt.Sprintf("<</Type /Catalog /Pages %v", w.tree)
	if names.Len() > 0 {
		root += " /Names <</Dests <</Names [" + names.String() + "]>>>>"
	}
	if w.info.Lang != "" {
		root += " /Lang " + textString(w.info.Lang)
	}
	return w.file.finish(w.file.add(root+">>"), w.file.add("<</Producer (Vitrine) /Title "+textString(w.info.Title)+">>"))
}

// state returns the extended graphics state of alphas and a blend mode.
func (w *Writer) state(g gstate) ref {
	if r, ok := w.states[g]; ok {
		return r
	}
	r := w.file.add(fmt.Sprintf("<</Type /ExtGState /ca %s /CA %s /BM /%s>>", num(float64(g.fill)/255), num(float64(g.stroke)/255), blendName(g.blend)))
	w.states[g] = r
	return r
}

// bitmap returns a picture, written once for the document.
func (w *Writer) bitmap(b *res.Bitmap) ref {
	if r, ok := w.images[b]; ok {
		return r
	}
	r := w.image(b.Pixels())
	w.images[b] = r
	return r
}

// image writes a picture: its colours and, when some are translucent, its alpha.
func (w *Writer) image(m image.Image) ref {
	size := m.Bounds().Size()
	rgb := make([]byte, 0, 3*size.X*size.Y)
	alpha := make([]byte, 0, size.X*size.Y)
	opaque := true
	b := m.Bounds()
	px, fast := m.(*image.RGBA)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			var r, g, bl, a uint32
			if fast {
				p := px.Pix[px.PixOffset(x, y):]
				r, g, bl, a = uint32(p[0]), uint32(p[1]), uint32(p[2]), uint32(p[3])
			} else {
				r, g, bl, a = m.At(x, y).RGBA()
				r, g, bl, a = r>>8, g>>8, bl>>8, a>>8
			}
			if a != 0 && a != 255 {
				r, g, bl = min(255, (r*255+a/2)/a), min(255, (g*255+a/2)/a), min(255, (bl*255+a/2)/a)
			}
			opaque = opaque && a == 255
			rgb = append(rgb, byte(r), byte(g), byte(bl))
			alpha = append(alpha, byte(a))
		}
	}
	dict := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8", size.X, size.Y)
	mask := ""
	if !opaque {
		s := w.file.reserve()
		w.file.stream(s, dict+" /ColorSpace /DeviceGray", alpha)
		mask = fmt.Sprintf(" /SMask %v", s)
	}
	r := w.file.reserve()
	w.file.stream(r, dict+" /ColorSpace /DeviceRGB"+mask, rgb)
	return r
}

func blendName(b display.Blend) string {
	switch b {
	case display.BlendMultiply:
		return "Multiply"
	case display.BlendScreen:
		return "Screen"
	case display.BlendOverlay:
		return "Overlay"
	case display.BlendDarken:
		return "Darken"
	case display.BlendLighten:
		return "Lighten"
	case display.BlendColorDodge:
		return "ColorDodge"
	case display.BlendColorBurn:
		return "ColorBurn"
	case display.BlendHardLight:
		return "HardLight"
	case display.BlendSoftLight:
		return "SoftLight"
	case display.BlendDifference:
		return "Difference"
	case display.BlendExclusion:
		return "Exclusion"
	case display.BlendHue:
		return "Hue"
	case display.BlendSaturation:
		return "Saturation"
	case display.BlendColor:
		return "Color"
	case display.BlendLuminosity:
		return "Luminosity"
	}
	return "Normal"
}
