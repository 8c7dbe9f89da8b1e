package text

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"golang.org/x/text/unicode/norm"
)

// Face is one OpenType face, at one point of its variation axes. It is safe for concurrent
// use and comparable by pointer. Its file is opened when it is first needed.
type Face struct {
	id    uint64
	name  string // family, for dumps
	index int    // in a collection
	open  func() ([]byte, error)
	axes  []axisValue // chosen point of a variable font, nil for the default

	once    sync.Once
	err     error
	sfnt    *sfnt
	glyf    *glyfTable // outlines read by glyph; nil when the library reads them
	font    *font.Font
	vert    vertical
	upright verticalGlyphs
	upem    float32
	colr    *colrTable // nil for none
	colors  fontPalettes
	palette *Palette // the first of colors

	cffOnce sync.Once
	cff     *cffTable // nil when it is broken

	mu     sync.Mutex // guards what follows: the library's Face is not for concurrent use
	hbFace *font.Face

	hands     hands
	shapersMu sync.RWMutex
	shapers   map[shaperKey]*shaper

	outlineMu sync.RWMutex
	outlines  map[uint32]Outline
	sizes     map[float32]Metrics // also guarded by outlineMu

	hasRune runeCache
}

// axisValue is a coordinate on one variation axis, in design units.
type axisValue struct {
	tag   tag
	value float32
}

// maxOutlines bounds the outlines kept per face; past it the cache starts anew.
const maxOutlines = 1 << 14

// faces counts the faces that were made.
var faces atomic.Uint64

// newFace returns a face that is read on first use.
func newFace(name string, index int, open func() ([]byte, error)) *Face {
	return &Face{id: faces.Add(1), name: name, index: index, open: open}
}

// ID is a number that no other face of the process has: a cache of what was made of a face keeps it
// rather than the face, whose page may be gone, and whose data would stay in memory.
func (f *Face) ID() uint64 { return f.id }

// Name returns the family of the face, for dumps.
func (f *Face) Name() string { return f.name }

// load opens and parses the face once; the face is unusable when it returns an error.
func (f *Face) load() error {
	f.once.Do(func() {
		defer func() {
			// The library promises no panics on broken fonts; the promise of this package to
			// its callers is kept here.
			if p := recover(); p != nil {
				f.err = fontErrorf("%v", p)
			}
		}()
		f.err = f.parse()
	})
	return f.err
}

func (f *Face) parse() error {
	data, err := f.open()
	if err != nil {
		return err
	}
	if f.sfnt, err = parseSfnt(data, f.index); err != nil {
		return err
	}
	variable := f.sfnt.table(tagOf("fvar")) != nil
	f.glyf = newGlyfTable(f.sfnt)
	if f.font, err = f.openLibrary(nil); err != nil {
		return err
	}
	f.upem = float32(f.font.Upem())
	if f.upem < 16 {
		return fontErrorf("%v units per em", f.upem)
	}
	f.hbFace = newLibraryFace(f.font)
	if variable && len(f.axes) > 0 {
		f.setAxes()
	}
	f.hands.start(f)
	f.shapers = map[shaperKey]*shaper{}
	f.vert = readVertical(f.sfnt)
	if variable && len(f.axes) > 0 && f.sfnt.table(tagOf("MVAR")) != nil {
		f.vert.vary(newLibraryFace(f.font), f.hbFace)
	}
	if f.colr = newCOLR(f.sfnt.table(tagOf("COLR"))); f.colr != nil {
		if f.colors = newCPAL(f.sfnt.table(tagOf("CPAL"))); len(f.colors.colors) > 0 {
			f.palette = &Palette{f.colors.colors[0]}
		}
	}
	return nil
}

// openLibrary parses the tables of the face that shaping asks for. Those that can be large stay
// in the file: outlines, bitmaps and colours are read by glyph, and the library would unfold paints
// that refer to each other. glyf stands in for the outlines of a face
// whose glyfTable reads them.
func (f *Face) openLibrary(glyf []newTable) (*font.Font, error) {
	variable := f.sfnt.table(tagOf("fvar")) != nil
	hide := func(r tableRecord) bool {
		switch r.tag {
		case tagOf("CFF "):
			return !variable
		case tagOf("glyf"), tagOf("loca"):
			return f.glyf != nil
		case tagOf("CBDT"), tagOf("CBLC"), tagOf("EBDT"), tagOf("EBLC"), tagOf("COLR"), tagOf("CPAL"), tagOf("SVG "), tagOf("post"),
			tagOf("name"), tagOf("vmtx"), tagOf("vhea"), tagOf("VORG"), tagOf("VVAR"), tagOf("MATH"),
			tagOf("STAT"), tagOf("FFTM"):
			return true
		}
		return false
	}
	ld, err := ot.NewLoader(f.sfnt.without(hide, glyf).(ot.Resource))
	if err != nil {
		return nil, fontErrorf("%v", err)
	}
	lib, err := font.NewFont(ld)
	if err != nil {
		return nil, fontErrorf("%v", err)
	}
	return lib, nil
}

// newLibraryFace returns the library's face of a font without its cache of bounds, which has 24
// bytes for each glyph of the font and is asked for those of the few marks without anchors.
func newLibraryFace(lib *font.Font) *font.Face {
	face := font.NewFace(new(font.Font))
	face.Font = lib
	return face
}

// marksByBounds reports whether the face has no anchors for the marks of a script. HarfBuzz wants
// Hebrew to be named in the table, other scripts may be meant by its default.
func (f *Face) marksByBounds(script language.Script) bool {
	gpos := &f.font.GPOS
	return gpos.Lookups == nil || script == language.Hebrew && gpos.FindScript(tagOf("hebr")) < 0
}

// axis is one record of the fvar table.
type axis struct {
	tag           tag
	min, def, max float32
}

// readAxes lists the variation axes of a face.
// https://learn.microsoft.com/en-us/typography/opentype/spec/fvar
func readAxes(s *sfnt) []axis {
	b := s.table(tagOf("fvar"))
	if len(b) < 16 {
		return nil
	}
	off, n, size := int(be.Uint16(b[4:])), int(be.Uint16(b[8:])), int(be.Uint16(b[10:]))
	if size < 20 || n > maxTables || off+n*size > len(b) {
		return nil
	}
	fixed := func(p []byte) float32 { return float32(int32(be.Uint32(p))) / 65536 }
	var out []axis
	for i := range n {
		e := b[off+i*size:]
		out = append(out, axis{tag(be.Uint32(e)), fixed(e[4:]), fixed(e[8:]), fixed(e[12:])})
	}
	return out
}

func (f *Face) setAxes() {
	list := readAxes(f.sfnt)
	coords := make([]float32, len(list))
	for i, a := range list {
		coords[i] = a.def
		for _, v := range f.axes { // the last one wins
			if v.tag == a.tag {
				coords[i] = max(a.min, min(a.max, v.value))
			}
		}
	}
	f.hbFace.SetCoords(f.font.NormalizeVariations(coords))
}

// glyph returns the glyph of a character, false when the face has none.
func (f *Face) glyph(r rune) (uint32, bool) {
	if f.load() != nil {
		return 0, false
	}
	g, ok := f.font.NominalGlyph(r)
	return uint32(g), ok && g != 0
}

// has reports whether the face has a glyph for a character.
func (f *Face) has(r rune) bool { return f.hasRune.get(f, r) }

// runeCache remembers, by pages of 64 characters, which ones a face has.
type runeCache struct {
	mu    sync.RWMutex
	pages map[rune][2]uint64 // known, present
}

func (c *runeCache) get(f *Face, r rune) bool {
	page, bit := r>>6, uint64(1)<<(r&63)
	c.mu.RLock()
	p := c.pages[page]
	c.mu.RUnlock()
	if p[0]&bit == 0 {
		_, ok := f.glyph(r)
		c.mu.Lock()
		if c.pages == nil {
			c.pages = map[rune][2]uint64{}
		}
		p = c.pages[page]
		p[0] |= bit
		if ok {
			p[1] |= bit
		}
		c.pages[page] = p
		c.mu.Unlock()
	}
	return p[1]&bit != 0
}

// advance returns the advance of a glyph in font units, without kerning.
func (f *Face) advance(gid uint32) float32 {
	if f.load() != nil {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hbFace.HorizontalAdvance(font.GID(gid))
}

// runeAdvance returns the advance of a character in em, false when the face lacks it.
func (f *Face) runeAdvance(r rune) (float32, bool) {
	g, ok := f.glyph(r)
	if !ok {
		return 0, false
	}
	return f.advance(g) / f.upem, true
}

// hasFeature reports whether the face substitutes glyphs under an OpenType feature.
func (f *Face) hasFeature(t string) bool {
	if f.load() != nil {
		return false
	}
	_, ok := f.font.GSUB.FindFeatureIndex(tagOf(t))
	return ok
}

// Outline returns the shape of a glyph in em units; the zero Outline when it has none.
// Outlines are cached.
func (f *Face) Outline(gid uint32) Outline {
	f.outlineMu.RLock()
	o, ok := f.outlines[gid]
	f.outlineMu.RUnlock()
	if ok || f.load() != nil {
		return o
	}
	o = f.readOutline(gid)
	f.outlineMu.Lock()
	if f.outlines == nil || len(f.outlines) >= maxOutlines {
		f.outlines = map[uint32]Outline{}
	}
	f.outlines[gid] = o
	f.outlineMu.Unlock()
	return o
}

// segments reads an outline from the face's tables.
func (f *Face) segments(gid uint32) []ot.Segment {
	// Painters that wait for each other at every new glyph waste a processor: only the library's
	// face is locked.
	if table := f.sfnt.table(tagOf("CFF ")); table != nil {
		f.cffOnce.Do(func() { f.cff, _ = openCFF(table) })
		if f.cff != nil {
			s, err := f.cff.outline(int(gid))
			if err != nil {
				return nil
			}
			return s
		}
	}
	if f.glyf != nil {
		return f.glyf.outline(gid)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if g, ok := f.hbFace.GlyphDataOutline(font.GID(gid)); ok {
		return g.Segments
	}
	return nil
}

func (f *Face) readOutline(gid uint32) (o Outline) {
	defer func() {
		if p := recover(); p != nil { // a broken glyph draws nothing
			o = Outline{}
		}
	}()
	segs := f.segments(gid)
	if len(segs) == 0 {
		return Outline{}
	}
	o.Segments = make([]Segment, len(segs))
	inf := float32(math.Inf(1))
	o.Min, o.Max = Point{inf, inf}, Point{-inf, -inf}
	for i, s := range segs {
		out := &o.Segments[i]
		out.Op = SegmentOp(s.Op)
		for j, a := range s.ArgsSlice() {
			p := Point{a.X / f.upem, -a.Y / f.upem}
			out.P[j] = p
			o.Min = Point{min(o.Min.X, p.X), min(o.Min.Y, p.Y)}
			o.Max = Point{max(o.Max.X, p.X), max(o.Max.Y, p.Y)}
		}
	}
	if o.Min.X != o.Min.X || o.Max.X != o.Max.X || o.Min.Y != o.Min.Y || o.Max.Y != o.Max.Y {
		return Outline{}
	}
	return o
}

// UnitsPerEm returns how many font units an em has; 0 for a face that cannot be read.
func (f *Face) UnitsPerEm() float32 {
	if f.load() != nil {
		return 0
	}
	return f.upem
}

// Color reports whether the face has any colour glyphs, so that asking for them makes sense.
func (f *Face) Color() bool {
	return f.load() == nil && (f.colr != nil || f.sfnt.table(tagOf("CBDT")) != nil || f.sfnt.table(tagOf("sbix")) != nil)
}

// covers reports whether the face has every visible character of a grapheme cluster.
func (f *Face) covers(cluster string) bool {
	for _, r := range cluster {
		if !ignorable(r) && !f.has(r) && !f.has(standIn(r)) && !f.hasParts(r) {
			return f.coversComposed(cluster)
		}
	}
	return true
}

// hasParts reports whether the shaper can put a letter together that the face lacks: from its last
// mark and the letter without that.
func (f *Face) hasParts(r rune) bool {
	if r < 0xC0 {
		return false
	}
	d := norm.NFD.PropertiesString(string(r)).Decomposition()
	mark, n := utf8.DecodeLastRune(d)
	if n == len(d) || !f.has(mark) {
		return false
	}
	letter := norm.NFC.Bytes(d[:len(d)-n])
	base, n := utf8.DecodeRune(letter)
	return n == len(letter) && (f.has(base) || f.hasParts(base))
}

// standIn returns the character whose glyph the shaper takes where a face lacks r: the hyphen
// for the one that does not break, the space for spaces of other widths, which it then makes as
// wide as they should be; r itself when there is none. Blink asks a fallback for U+3000.
func standIn(r rune) rune {
	switch {
	case r == 0x2011:
		return 0x2010
	case r >= 0x2000 && r <= 0x200A, r == 0x202F, r == 0x205F:
		return ' '
	}
	return r
}

// coversComposed reports whether the face has the composed form of a letter with marks, which
// is what the shaper tries when it lacks the marks.
func (f *Face) coversComposed(cluster string) bool {
	nfc := norm.NFC.String(cluster)
	if nfc == cluster {
		return false
	}
	for _, r := range nfc {
		if !ignorable(r) && !f.has(r) {
			return false
		}
	}
	return true
}

// firstRune returns the first character of s.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// String names the face and its place in its file.
func (f *Face) String() string { return fmt.Sprintf("%s#%d", f.name, f.index) }
