package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // pictures of colour fonts
	_ "image/png"
	"sort"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// font is a face as the file has it: one font for TrueType outlines, where the code of a glyph is
// its number, else fonts of up to 256 glyphs.
type font struct {
	fontKey
	plain bool // TrueType
	ref   ref  // of a plain font
	parts []ref
	codes map[uint32]int // glyphs of other fonts, in order of use
	order []uint32
	used  map[uint32]bool
	says  map[uint32]string // the characters of a glyph
}

// glyphsPerFont is how many codes a simple font has.
const glyphsPerFont = 256

// fontKey tells fonts apart: glyphs with colours of their own depend on those of the text.
type fontKey struct {
	face    *text.Face
	palette *text.Palette
	color   color.NRGBA
}

// font returns the font for a text.
func (w *Writer) font(f *text.Face, d *display.Text) *font {
	k := fontKey{face: f}
	if f.Color() {
		k.palette, k.color = d.Palette, d.Color
		k.color.A = 255
	}
	if x := w.fonts[k]; x != nil {
		return x
	}
	x := &font{fontKey: k, used: map[uint32]bool{}, says: map[uint32]string{}, codes: map[uint32]int{}}
	if _, x.plain = f.Subset(nil); x.plain {
		x.ref = w.file.reserve()
	}
	w.fonts[k] = x
	w.fontOrder = append(w.fontOrder, x)
	return x
}

// use notes a glyph, and returns the font that has it and its code there.
func (x *font) use(w *Writer, gid uint32, says string) (r ref, code int) {
	x.used[gid] = true
	if old, ok := x.says[gid]; !ok || old == "" {
		x.says[gid] = says
	}
	if x.plain {
		return x.ref, int(gid)
	}
	n, ok := x.codes[gid]
	if !ok {
		n = len(x.order)
		x.codes[gid] = n
		x.order = append(x.order, gid)
		if n%glyphsPerFont == 0 {
			x.parts = append(x.parts, w.file.reserve())
		}
	}
	return x.parts[n/glyphsPerFont], n % glyphsPerFont
}

// writeFonts writes the fonts with the glyphs that were used.
func (w *Writer) writeFonts() {
	for i, x := range w.fontOrder {
		if x.plain {
			w.writeTrueType(x, i)
			continue
		}
		for p := range x.parts {
			w.writeType3(x, p)
		}
	}
}

// fontName returns the PostScript name of a subset.
func fontName(f *text.Face, n int) string {
	var b strings.Builder
	for i := 0; i < 6; i++ {
		b.WriteByte(byte('A' + n%26))
		n /= 26
	}
	b.WriteByte('+')
	for _, r := range f.Name() {
		if r > ' ' && r < 127 && !strings.ContainsRune("()<>[]{}/%#", r) {
			b.WriteRune(r)
		}
	}
	if b.Len() == 7 {
		b.WriteString("Font")
	}
	return b.String()
}

func (w *Writer) writeTrueType(x *font, n int) {
	data, ok := x.face.Subset(x.used)
	if !ok {
		data = nil
	}
	name := fontName(x.face, n)
	fileRef, uni := w.file.reserve(), w.file.reserve()
	w.file.stream(fileRef, types.Dict{"Length1": types.Integer(len(data))}, data)
	desc := w.file.add(types.Dict{"Type": types.Name("FontDescriptor"), "FontName": types.Name(name), "Flags": types.Integer(4), "FontBBox": numbers(-1000, -500, 2000, 1500),
		"ItalicAngle": types.Integer(0), "Ascent": types.Integer(900), "Descent": types.Integer(-250), "CapHeight": types.Integer(700), "StemV": types.Integer(80), "FontFile2": fileRef.to()})
	ids := make([]int, 0, len(x.used))
	for id := range x.used {
		ids = append(ids, int(id))
	}
	sort.Ints(ids)
	var widths types.Array
	for i := 0; i < len(ids); {
		var list types.Array
		first := ids[i]
		for ; i < len(ids) && ids[i] == first+len(list); i++ {
			list = append(list, number(advance(x.face, uint32(ids[i]))))
		}
		widths = append(widths, types.Integer(first), list)
	}
	cid := w.file.add(types.Dict{"Type": types.Name("Font"), "Subtype": types.Name("CIDFontType2"), "BaseFont": types.Name(name),
		"CIDSystemInfo":  types.Dict{"Registry": literal("Adobe"), "Ordering": literal("Identity"), "Supplement": types.Integer(0)},
		"FontDescriptor": desc.to(), "DW": types.Integer(0), "W": widths, "CIDToGIDMap": types.Name("Identity")})
	w.file.stream(uni, types.Dict{}, toUnicode(ids, 2, func(id int) string { return x.says[uint32(id)] }))
	w.file.object(x.ref, types.Dict{"Type": types.Name("Font"), "Subtype": types.Name("Type0"), "BaseFont": types.Name(name), "Encoding": types.Name("Identity-H"),
		"DescendantFonts": types.Array{cid.to()}, "ToUnicode": uni.to()})
	w.file.rest()
}

// advance returns the advance of a glyph in thousandths of an em.
func advance(f *text.Face, id uint32) float64 { return float64(f.GlyphAdvance(id)) * 1000 }

// toUnicode returns a CMap from codes of so many bytes to characters.
func toUnicode(codes []int, size int, says func(int) string) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n")
	fmt.Fprintf(&b, "<%0*X> <%0*X>\nendcodespacerange\n", 2*size, 0, 2*size, 1<<(8*size)-1)
	const perBlock = 100
	for len(codes) > 0 {
		var lines []string
		n := 0
		for ; n < len(codes) && len(lines) < perBlock; n++ {
			s := says(codes[n])
			if s == "" {
				continue
			}
			var u strings.Builder
			for _, c := range utf16.Encode([]rune(s)) {
				fmt.Fprintf(&u, "%04X", c)
			}
			lines = append(lines, fmt.Sprintf("<%0*X> <%s>", 2*size, codes[n], u.String()))
		}
		codes = codes[n:]
		if len(lines) > 0 {
			fmt.Fprintf(&b, "%d beginbfchar\n%s\nendbfchar\n", len(lines), strings.Join(lines, "\n"))
		}
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// writeType3 writes a font whose glyphs are drawings: outlines, layers of colour, or pictures.
func (w *Writer) writeType3(x *font, part int) {
	ids := x.order[part*glyphsPerFont : min(len(x.order), (part+1)*glyphsPerFont)]
	procs, images := types.Dict{}, types.Dict{}
	widths, diffs := types.Array{}, types.Array{types.Integer(0)}
	codes := make([]int, len(ids))
	for i, id := range ids {
		codes[i] = i
		adv := advance(x.face, id)
		var b bytes.Buffer
		if img := w.glyphPicture(&b, x.face, id, adv); img != 0 {
			images[img.name("I")] = img.to()
		} else if l := display.ColorGlyph(x.face, id, x.palette, x.color); l != nil {
			form := w.glyphForm(l)
			images[form.name("I")] = form.to()
			fmt.Fprintf(&b, "%s 0 d0\n/%s Do\n", num(adv), form.name("I"))
		} else {
			o := x.face.Outline(id)
			fmt.Fprintf(&b, "%s 0 %s %s %s %s d1\n", num(adv), num(float64(o.Min.X)*1000), num(-float64(o.Max.Y)*1000), num(float64(o.Max.X)*1000), num(-float64(o.Min.Y)*1000))
			outline(&b, &o)
		}
		r := w.file.reserve()
		w.file.stream(r, types.Dict{}, b.Bytes())
		glyph := fmt.Sprintf("g%d", i)
		procs[glyph] = r.to()
		diffs = append(diffs, types.Name(glyph))
		widths = append(widths, number(adv))
	}
	uni := w.file.reserve()
	w.file.stream(uni, types.Dict{}, toUnicode(codes, 1, func(c int) string { return x.says[ids[c]] }))
	w.file.object(x.parts[part], types.Dict{"Type": types.Name("Font"), "Subtype": types.Name("Type3"), "Name": types.Name(strings.ReplaceAll(fontName(x.face, part), "+", "-")),
		"FontBBox": numbers(0, 0, 0, 0), "FontMatrix": numbers(0.001, 0, 0, 0.001, 0, 0), "FirstChar": types.Integer(0), "LastChar": types.Integer(len(ids) - 1), "Widths": widths,
		"Encoding": types.Dict{"Type": types.Name("Encoding"), "Differences": diffs}, "CharProcs": procs, "Resources": types.Dict{"XObject": images}, "ToUnicode": uni.to()})
	w.file.rest()
}

// glyphForm writes the drawing of a colour glyph in thousandths of an em.
func (w *Writer) glyphForm(l *display.List) ref {
	c := newContent(w, l, display.Scale(1000.0/display.GlyphEm, -1000.0/display.GlyphEm), 0)
	c.fine = float64(pictureSize) / display.GlyphEm
	c.area = geom.Rect{}
	for i := range l.Ops {
		c.area = c.area.Union(l.Ops[i].Bounds)
	}
	c.all()
	return c.object(transparency())
}

// pictureSize is the size in px per em at which pictures of glyphs are taken.
const pictureSize = 128

// glyphPicture draws a glyph that is kept as a picture, and returns the picture; 0 for others.
func (w *Writer) glyphPicture(b *bytes.Buffer, f *text.Face, id uint32, adv float64) ref {
	if !f.Color() {
		return 0
	}
	bm, ok := f.Bitmap(id, pictureSize)
	if !ok {
		return 0
	}
	img, _, err := image.Decode(bytes.NewReader(bm.PNG))
	if err != nil {
		return 0
	}
	r := w.image(img)
	fmt.Fprintf(b, "%s 0 d0\nq %s 0 0 %s %s %s cm /%s Do Q\n", num(adv), num(float64(bm.W)*1000), num(float64(bm.H)*1000),
		num(float64(bm.X)*1000), num(-float64(bm.Y+bm.H)*1000), r.name("I"))
	return r
}

// outline fills a glyph's outline in thousandths of an em.
func outline(b *bytes.Buffer, o *text.Outline) {
	if len(o.Segments) == 0 {
		return
	}
	p := func(q text.Point) (float64, float64) { return float64(q.X) * 1000, -float64(q.Y) * 1000 }
	var cx, cy float64
	open := false
	for i := range o.Segments {
		s := &o.Segments[i]
		x, y := p(s.P[0])
		switch s.Op {
		case text.MoveTo:
			if open {
				b.WriteString("h\n")
			}
			open = true
			fmt.Fprintf(b, "%s %s m\n", num(x), num(y))
		case text.LineTo:
			fmt.Fprintf(b, "%s %s l\n", num(x), num(y))
		case text.QuadTo:
			ex, ey := p(s.P[1])
			fmt.Fprintf(b, "%s %s %s %s %s %s c\n", num(cx+2*(x-cx)/3), num(cy+2*(y-cy)/3), num(ex+2*(x-ex)/3), num(ey+2*(y-ey)/3), num(ex), num(ey))
			x, y = ex, ey
		case text.CubeTo:
			x2, y2 := p(s.P[1])
			ex, ey := p(s.P[2])
			fmt.Fprintf(b, "%s %s %s %s %s %s c\n", num(x), num(y), num(x2), num(y2), num(ex), num(ey))
			x, y = ex, ey
		}
		cx, cy = x, y
	}
	b.WriteString("h f\n")
}
