package pdf

import (
	"image"
	"io"
	"sort"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"vitrine/engine/res"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// Paper is the size of a page and where the display list is on it, in points.
type Paper struct {
	W, H float64
	// X and Y are where the list's origin is, from the top left corner; Scale is how many points
	// one CSS px has (0.75 without scaling).
	X, Y, Scale float64
	// Area is how much of the list is seen, from its origin, in CSS px; all when it is empty.
	Area geom.Size
	// Turn is how many quarters the page is turned clockwise: W and H are those before.
	Turn int
}

// size returns the size of the page as it is shown, and the map from what is on it to that.
func (p Paper) size() (w, h float64, m display.Matrix) {
	switch p.Turn {
	case -1:
		return p.H, p.W, display.Matrix{B: 1, C: -1, E: p.H}
	case 1:
		return p.H, p.W, display.Matrix{B: -1, C: 1, F: p.W}
	}
	return p.W, p.H, display.Identity
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
	root      ref // the catalog
	about     ref // the information about the document
	tree      ref // of pages
	pages     []ref
	fonts     map[fontKey]*font
	fontOrder []*font
	images    map[*res.Bitmap]ref
	states    map[gstate]ref
	names     map[string]place // destinations
	outline   []heading
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
	out := &Writer{file: f, info: info, root: f.reserve(), about: f.reserve(), tree: f.reserve(), fonts: map[fontKey]*font{}, images: map[*res.Bitmap]ref{},
		states: map[gstate]ref{}, names: map[string]place{}, Rasterised: map[string]int{}}
	f.begin(out.root, out.about)
	return out
}

// Pages returns how many pages were written.
func (w *Writer) Pages() int { return len(w.pages) }

// Name makes a place of the next page findable by links; y is in CSS px of its list.
func (w *Writer) Name(name string, p Paper, x, y geom.Unit) {
	if _, ok := w.names[name]; ok {
		return
	}
	w.names[name] = p.place(len(w.pages), x, y)
}

// place is a place in the document, in points of a page.
type place struct {
	page int
	x, y float64
}

// place returns a place on a page; x and y are in CSS px of its list.
func (p Paper) place(page int, x, y geom.Unit) place {
	_, _, turn := p.size()
	px, py := turn.Apply(p.X+x.Px()*p.Scale, p.H-p.Y-y.Px()*p.Scale)
	return place{page, px, py}
}

// destination returns what leads to a place.
func (w *Writer) destination(p place) types.Array {
	return types.Array{w.pages[min(p.page, len(w.pages)-1)].to(), types.Name("XYZ"), number(p.x), number(p.y), nil}
}

// Heading adds a heading of the next page to the outline of the document; level is from 1, y in CSS
// px of the page's list.
func (w *Writer) Heading(level int, title string, p Paper, y geom.Unit) {
	if len(w.outline) < maxHeadings {
		w.outline = append(w.outline, heading{level, title, p.place(len(w.pages), 0, y)})
	}
}

// heading is an entry of the outline.
type heading struct {
	level int
	title string
	at    place
}

// maxHeadings bounds the outline.
const maxHeadings = 10000

// writeOutline writes the outline and returns its root; 0 when there is none.
func (w *Writer) writeOutline() ref {
	if len(w.outline) == 0 {
		return 0
	}
	type entry struct {
		self, parent, prev, next, first, last ref
		count                                 int // of all below
	}
	list := make([]entry, len(w.outline)+1) // the root comes first
	for i := range list {
		list[i].self = w.file.reserve()
	}
	open := []int{0}
	for i := 1; i < len(list); i++ {
		level := w.outline[i-1].level
		for len(open) > 1 && w.outline[open[len(open)-1]-1].level >= level {
			open = open[:len(open)-1]
		}
		up := &list[open[len(open)-1]]
		e := &list[i]
		e.parent = up.self
		if e.prev = up.last; e.prev != 0 {
			list[int(e.prev-list[0].self)].next = e.self
		} else {
			up.first = e.self
		}
		up.last = e.self
		for _, k := range open {
			list[k].count++
		}
		open = append(open, i)
	}
	for i, e := range list {
		d := types.Dict{}
		if i == 0 {
			d["Type"] = types.Name("Outlines")
		} else {
			h := w.outline[i-1]
			d["Title"], d["Dest"] = textString(h.title), w.destination(h.at)
		}
		for _, k := range []struct {
			name string
			to   ref
		}{{"Parent", e.parent}, {"Prev", e.prev}, {"Next", e.next}, {"First", e.first}, {"Last", e.last}} {
			if k.to != 0 {
				d[k.name] = k.to.to()
			}
		}
		if e.count > 0 {
			d["Count"] = types.Integer(e.count)
		}
		w.file.object(e.self, d)
	}
	return list[0].self
}

// Page writes a page. What is in its margins, over which it lies as large as the paper, may be nil.
// It returns the first error of the underlying writer.
func (w *Writer) Page(p Paper, l, margins *display.List, links []Link) error {
	width, height, turn := p.size()
	base := turn.Mul(display.Matrix{A: p.Scale, D: -p.Scale, E: p.X, F: p.H - p.Y})
	c := newContent(w, l, base, 0)
	if seen := (geom.Rect{W: p.Area.W, H: p.Area.H}); !seen.Empty() {
		c.area = c.area.Intersect(seen)
	}
	c.buf.WriteString("q\n")
	c.round(display.RRect{R: c.area}, base)
	c.buf.WriteString("W n\n")
	c.canvas()
	c.all()
	c.buf.WriteString("Q\n")
	if margins != nil && len(margins.Ops) > 0 && margins.Size.W > 0 && margins.Size.H > 0 {
		in := newContent(w, margins, display.Matrix{A: 1, D: 1}, 1)
		in.all()
		in.leave()
		c.buf.WriteString("q\n")
		c.concat(turn.Mul(display.Matrix{A: p.W / margins.Size.W.Px(), D: -p.H / margins.Size.H.Px(), F: p.H}))
		c.form(in, nil)
		c.buf.WriteString("Q\n")
	}
	content := w.file.reserve()
	w.file.stream(content, types.Dict{}, c.buf.Bytes())
	page := types.Dict{"Type": types.Name("Page"), "Parent": w.tree.to(), "MediaBox": numbers(0, 0, width, height), "Resources": c.res.dict(), "Contents": content.to()}
	var annots []ref
	for _, k := range links {
		x, y := base.Apply(k.Area.X.Px(), k.Area.Bottom().Px())
		x2, y2 := base.Apply(k.Area.Right().Px(), k.Area.Y.Px())
		a := types.Dict{"Type": types.Name("Annot"), "Subtype": types.Name("Link"), "Border": numbers(0, 0, 0), "Rect": numbers(min(x, x2), min(y, y2), max(x, x2), max(y, y2))}
		if k.URL == "" {
			a["Dest"] = literal(k.Name)
		} else {
			a["A"] = types.Dict{"S": types.Name("URI"), "URI": literal(k.URL)}
		}
		annots = append(annots, w.file.add(a))
	}
	if len(annots) > 0 {
		page["Annots"] = refs(annots)
	}
	w.pages = append(w.pages, w.file.add(page))
	w.file.rest()
	return w.file.err
}

// Close ends the file.
func (w *Writer) Close() error {
	w.writeFonts()
	root := types.Dict{"Type": types.Name("Catalog"), "Pages": w.tree.to()}
	if len(w.pages) > 0 {
		if names := w.destinations(); len(names) > 0 {
			root["Names"] = types.Dict{"Dests": types.Dict{"Names": names}}
		}
		if o := w.writeOutline(); o != 0 {
			root["Outlines"] = o.to()
		}
	}
	w.file.object(w.tree, types.Dict{"Type": types.Name("Pages"), "Count": types.Integer(len(w.pages)), "Kids": refs(w.pages)})
	if w.info.Lang != "" {
		root["Lang"] = textString(w.info.Lang)
	}
	w.file.object(w.root, root)
	w.file.object(w.about, types.Dict{"Producer": literal("Vitrine"), "Title": textString(w.info.Title)})
	return w.file.finish()
}

// destinations returns the names of places and these, sorted.
func (w *Writer) destinations() (list types.Array) {
	keys := make([]string, 0, len(w.names))
	for k := range w.names {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if p := w.names[k]; p.page < len(w.pages) {
			list = append(list, literal(k), w.destination(p))
		}
	}
	return list
}

// state returns the extended graphics state of alphas and a blend mode.
func (w *Writer) state(g gstate) ref {
	if r, ok := w.states[g]; ok {
		return r
	}
	r := w.file.add(types.Dict{"Type": types.Name("ExtGState"), "ca": number(float64(g.fill) / 255), "CA": number(float64(g.stroke) / 255), "BM": types.Name(blendName(g.blend))})
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
	dict := func(space string) types.Dict {
		return types.Dict{"Type": types.Name("XObject"), "Subtype": types.Name("Image"), "Width": types.Integer(size.X), "Height": types.Integer(size.Y),
			"BitsPerComponent": types.Integer(8), "ColorSpace": types.Name(space)}
	}
	d := dict("DeviceRGB")
	if !opaque {
		s := w.file.reserve()
		w.file.stream(s, dict("DeviceGray"), alpha)
		d["SMask"] = s.to()
	}
	r := w.file.reserve()
	w.file.stream(r, d, rgb)
	w.file.rest()
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
