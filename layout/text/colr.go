package text

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/go-text/typesetting/font/opentype/tables"
)

// ColorOp is what a ColorStep does.
type ColorOp uint8

// The steps of a colour glyph's drawing. StepClip and StepGroup hold for the steps up to their
// StepEnd.
const (
	StepFill  ColorOp = iota // fill Shape with Fill
	StepClip                 // cut what follows to Shape
	StepGroup                // draw what follows apart and put it on the rest with Mode
	StepEnd
)

// ColorShape is an area: a glyph's outline, a box, or everything.
type ColorShape struct {
	Kind  ShapeKind
	Glyph uint32     // of ShapeGlyph
	Box   [4]float64 // of ShapeBox: xMin, yMin, xMax, yMax
	M     Affine     // from the glyph's or the box's units to those of the colour glyph
}

// ShapeKind says which area a ColorShape is.
type ShapeKind uint8

// The kinds of areas.
const (
	ShapeAll ShapeKind = iota
	ShapeGlyph
	ShapeBox
)

// FillKind says how a StepFill colours.
type FillKind uint8

// The kinds of fills. FillLinear goes from P0 to P1, FillRadial from the circle around P0 of radius
// R0 to that around P1 of radius R1, FillSweep around P0 from one angle to another.
const (
	FillSolid FillKind = iota // the only stop
	FillLinear
	FillRadial
	FillSweep
)

// ColorFill is a colour or a gradient in font units, y upwards.
type ColorFill struct {
	Kind       FillKind
	Extend     ColorExtend
	Stops      []ColorStop // at least one; offsets never decrease, and may be outside of 0 to 1
	P0, P1     [2]float64
	R0, R1     float64
	Start, End float64 // radians, counterclockwise from the x axis
	M          Affine  // from the fill's units to those of the colour glyph
}

// ColorExtend says what is beyond the stops of a gradient.
type ColorExtend uint8

// The extend modes, with the numbers of the format.
const (
	ExtendPad ColorExtend = iota
	ExtendRepeat
	ExtendReflect
)

// ColorStop is a colour of a palette at a place.
type ColorStop struct {
	Offset float32
	Index  uint16 // in the palette, or ForegroundIndex
	Alpha  float32
}

// ForegroundIndex stands for the colour of the text.
const ForegroundIndex = 0xFFFF

// ColorMode is how a group is put on what is below it, with the numbers of the format.
// https://learn.microsoft.com/en-us/typography/opentype/spec/colr#format-32-paintcomposite
type ColorMode uint8

// The composite modes.
const (
	ModeClear ColorMode = iota
	ModeSrc
	ModeDest
	ModeSrcOver
	ModeDestOver
	ModeSrcIn
	ModeDestIn
	ModeSrcOut
	ModeDestOut
	ModeSrcAtop
	ModeDestAtop
	ModeXor
	ModePlus
	ModeScreen
	ModeOverlay
	ModeDarken
	ModeLighten
	ModeColorDodge
	ModeColorBurn
	ModeHardLight
	ModeSoftLight
	ModeDifference
	ModeExclusion
	ModeMultiply
	ModeHue
	ModeSaturation
	ModeColor
	ModeLuminosity
	colorModes
)

// ColorStep is one step of the drawing of a colour glyph.
type ColorStep struct {
	Op    ColorOp
	Mode  ColorMode  // of StepGroup
	Shape ColorShape // of StepFill and StepClip
	Fill  ColorFill  // of StepFill
}

// Affine is the map x' = A·x + C·y + E, y' = B·x + D·y + F.
type Affine struct{ A, B, C, D, E, F float64 }

var identity = Affine{A: 1, D: 1}

// mul returns the map that applies n first and then m.
func (m Affine) mul(n Affine) Affine {
	return Affine{
		m.A*n.A + m.C*n.B, m.B*n.A + m.D*n.B,
		m.A*n.C + m.C*n.D, m.B*n.C + m.D*n.D,
		m.A*n.E + m.C*n.F + m.E, m.B*n.E + m.D*n.F + m.F,
	}
}

// around returns m about another centre than the origin.
func (m Affine) around(x, y float64) Affine {
	return Affine{A: 1, D: 1, E: x, F: y}.mul(m).mul(Affine{A: 1, D: 1, E: -x, F: -y})
}

// Limits of colour glyphs. Noto's emoji of the most parts has less than 700 of them, 8 deep.
const (
	// maxColorDepth bounds how deep paints are nested; a cycle ends there too.
	maxColorDepth = 64
	// maxColorPaints bounds how many paints one glyph visits.
	maxColorPaints = 1 << 13
	// maxColorGroups bounds how many PaintComposite one glyph has: each is drawn apart.
	maxColorGroups = 64
	// maxColorStops bounds the stops of all gradients of one glyph.
	maxColorStops = 1 << 14
)

// colrTable is a COLR table, which is read glyph by glyph.
// https://learn.microsoft.com/en-us/typography/opentype/spec/colr
type colrTable struct {
	data   []byte
	bases  []byte // BaseGlyph records, 6 bytes each
	layers []byte // Layer records, 4 bytes each
	// Offsets in data of the lists of version 1; 0 for none.
	glyphs, paints, clips int
	index                 *tables.DeltaSetMapping
	store                 *tables.ItemVarStore
}

// newCOLR reads the header of a table; nil for one that has nothing.
func newCOLR(b []byte) *colrTable {
	if len(b) < 14 {
		return nil
	}
	t := &colrTable{data: b}
	records := func(off uint32, n, size int) []byte {
		if off == 0 || uint64(off)+uint64(n*size) > uint64(len(b)) {
			return nil
		}
		return b[off : int(off)+n*size]
	}
	t.bases = records(be.Uint32(b[4:]), int(be.Uint16(b[2:])), 6)
	t.layers = records(be.Uint32(b[8:]), int(be.Uint16(b[12:])), 4)
	if be.Uint16(b) == 0 || len(b) < 34 {
		return t
	}
	list := func(at int) int {
		if off := be.Uint32(b[at:]); uint64(off)+4 <= uint64(len(b)) {
			return int(off)
		}
		return 0
	}
	t.glyphs, t.paints, t.clips = list(14), list(18), list(22)
	if off := list(26); off != 0 {
		if m, _, err := tables.ParseDeltaSetMapping(b[off:]); err == nil {
			t.index = &m
		}
	}
	if off := list(30); off != 0 {
		if s, _, err := tables.ParseItemVarStore(b[off:]); err == nil {
			t.store = &s
		}
	}
	return t
}

// search returns which of n sorted records covers a glyph; -1 for none.
func search(n int, gid uint32, span func(i int) (first, last uint32)) int {
	i := sort.Search(n, func(i int) bool { _, last := span(i); return gid <= last })
	if i < n {
		if first, _ := span(i); first <= gid {
			return i
		}
	}
	return -1
}

// ColorSteps returns the drawing of a glyph that the face's COLR table describes, in font units
// with y upwards; ok is false for a glyph that has none.
func (f *Face) ColorSteps(gid uint32) (steps []ColorStep, ok bool) {
	if f.load() != nil || f.colr == nil {
		return nil, false
	}
	w := colrWalk{t: f.colr}
	if f.colr.store != nil {
		f.mu.Lock()
		w.coords = f.hbFace.Coords()
		f.mu.Unlock()
	}
	return w.glyph(gid)
}

// colrWalk follows the paints of one glyph.
type colrWalk struct {
	t      *colrTable
	coords []tables.Coord
	steps  []ColorStep
	depth  int
	paints int
	stops  int
	groups int
	over   bool // a limit was reached, or something lies outside of the table
}

// glyph makes the steps of a base glyph: of version 1 if there are any, else of version 0.
func (w *colrWalk) glyph(gid uint32) (steps []ColorStep, ok bool) {
	defer func() {
		if p := recover(); p != nil { // the library's deltas of a broken font
			steps, ok = nil, true
		}
	}()
	if at := w.base(gid); at != 0 {
		w.root(gid, at)
		return w.steps, true
	}
	t := w.t
	record := func(i int) (uint32, uint32) {
		g := uint32(be.Uint16(t.bases[6*i:]))
		return g, g
	}
	i := search(len(t.bases)/6, gid, record)
	if i < 0 {
		return nil, false
	}
	first, n := int(be.Uint16(t.bases[6*i+2:])), int(be.Uint16(t.bases[6*i+4:]))
	for k := first; k < first+n && 4*k+4 <= len(t.layers); k++ {
		w.steps = append(w.steps, ColorStep{
			Shape: ColorShape{Kind: ShapeGlyph, Glyph: uint32(be.Uint16(t.layers[4*k:])), M: identity},
			Fill:  ColorFill{M: identity, Stops: []ColorStop{{Index: be.Uint16(t.layers[4*k+2:]), Alpha: 1}}},
		})
	}
	return w.steps, true
}

// base returns where the paint of a base glyph of version 1 is; 0 for none.
func (w *colrWalk) base(gid uint32) int {
	t := w.t
	if t.glyphs == 0 {
		return 0
	}
	n := min(w.u32(t.glyphs), (len(t.data)-t.glyphs-4)/6)
	record := func(i int) (uint32, uint32) {
		g := uint32(w.u16(t.glyphs + 4 + 6*i))
		return g, g
	}
	if i := search(n, gid, record); i >= 0 {
		return t.glyphs + w.u32(t.glyphs+4+6*i+2)
	}
	return 0
}

// root draws the paint of a base glyph within its clip box.
func (w *colrWalk) root(gid uint32, at int) {
	box, ok := w.clipBox(gid)
	if ok {
		w.steps = append(w.steps, ColorStep{Op: StepClip, Shape: ColorShape{Kind: ShapeBox, Box: box, M: identity}})
	}
	w.paint(at, identity)
	if ok {
		w.steps = append(w.steps, ColorStep{Op: StepEnd})
	}
}

// clipBox returns the clip box of a base glyph.
func (w *colrWalk) clipBox(gid uint32) (box [4]float64, ok bool) {
	t := w.t
	if t.clips == 0 {
		return box, false
	}
	n := min(w.u32(t.clips+1), (len(t.data)-t.clips-5)/7)
	i := search(n, gid, func(i int) (uint32, uint32) {
		at := t.clips + 5 + 7*i
		return uint32(w.u16(at)), uint32(w.u16(at + 2))
	})
	if i < 0 {
		return box, false
	}
	at := t.clips + w.u24(t.clips+5+7*i+4)
	v := variation{none: true}
	if w.u8(at) == 2 {
		v = w.variation(at + 9)
	}
	for k := range box {
		box[k] = w.fword(at+1+2*k, v, k)
	}
	return box, !w.over
}

// paint draws the paint at an offset. m is from its units to those of the glyph.
func (w *colrWalk) paint(at int, m Affine) {
	w.paints++
	if w.depth >= maxColorDepth || w.paints > maxColorPaints {
		w.over = true
	}
	if w.over {
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	switch format := w.u8(at); format {
	case 1: // PaintColrLayers
		n, first := w.u8(at+1), w.u32(at+2)
		list := w.t.paints
		if list == 0 {
			return
		}
		for k := first; k < first+n && k < w.u32(list) && !w.over; k++ {
			w.paint(list+w.u32(list+4+4*k), m)
		}
	case 2, 3, 4, 5, 6, 7, 8, 9:
		if fill, ok := w.fill(at); ok {
			fill.M = m
			w.steps = append(w.steps, ColorStep{Fill: fill})
		}
	case 10: // PaintGlyph
		w.inGlyph(ColorShape{Kind: ShapeGlyph, Glyph: uint32(w.u16(at + 4)), M: m}, at+w.u24(at+1), m)
	case 11: // PaintColrGlyph
		gid := uint32(w.u16(at + 1))
		base := w.base(gid)
		if base == 0 {
			return
		}
		box, ok := w.clipBox(gid)
		if ok {
			w.steps = append(w.steps, ColorStep{Op: StepClip, Shape: ColorShape{Kind: ShapeBox, Box: box, M: m}})
		}
		w.paint(base, m)
		if ok {
			w.steps = append(w.steps, ColorStep{Op: StepEnd})
		}
	case 32: // PaintComposite
		if w.groups++; w.groups > maxColorGroups {
			w.over = true
			return
		}
		source, mode, backdrop := at+w.u24(at+1), ColorMode(w.u8(at+4)), at+w.u24(at+5)
		if mode >= colorModes {
			mode = ModeClear
		}
		w.steps = append(w.steps, ColorStep{Op: StepGroup, Mode: ModeSrcOver})
		w.paint(backdrop, m)
		w.steps = append(w.steps, ColorStep{Op: StepGroup, Mode: mode})
		w.paint(source, m)
		w.steps = append(w.steps, ColorStep{Op: StepEnd}, ColorStep{Op: StepEnd})
	default:
		if k, ok := w.transform(at, format); ok {
			w.paint(at+w.u24(at+1), m.mul(k))
		}
	}
}

// inGlyph draws a paint within a glyph's outline. A colour or a gradient, under transforms or not,
// fills the outline at once, so that its edge is as smooth as one path's.
func (w *colrWalk) inGlyph(shape ColorShape, at int, m Affine) {
	w.steps = append(w.steps, ColorStep{Op: StepClip, Shape: shape})
	from := len(w.steps)
	w.paint(at, m)
	if rest := w.steps[from:]; len(rest) == 1 && rest[0].Op == StepFill && rest[0].Shape.Kind == ShapeAll {
		rest[0].Shape = shape
		w.steps[from-1] = rest[0]
		w.steps = w.steps[:from]
		return
	}
	w.steps = append(w.steps, ColorStep{Op: StepEnd})
}

// transform reads the map of a paint that only transforms another.
func (w *colrWalk) transform(at, format int) (m Affine, ok bool) {
	if format < 12 || format > 31 {
		return m, false
	}
	v := variation{none: true}
	if format == 12 || format == 13 {
		k := at + w.u24(at+4)
		if format == 13 {
			v = w.variation(k + 24)
		}
		f := func(i int) float64 { return (float64(int32(w.u32(k+4*i))) + w.delta(v, i)) / 65536 }
		return Affine{f(0), f(1), f(2), f(3), f(4), f(5)}, !w.over
	}
	// The rest come in pairs, plain and variable, whose parameters are 2 bytes each.
	kind := format &^ 1
	params := [...]int{14: 2, 16: 2, 18: 4, 20: 1, 22: 3, 24: 1, 26: 3, 28: 2, 30: 4, 31: 0}[kind]
	if format != kind {
		v = w.variation(at + 4 + 2*params)
	}
	part := func(i int) float64 { return w.f2dot14(at+4+2*i, v, i) }
	unit := func(i int) float64 { return w.fword(at+4+2*i, v, i) }
	switch kind {
	case 14:
		m = Affine{A: 1, D: 1, E: unit(0), F: unit(1)}
	case 16:
		m = Affine{A: part(0), D: part(1)}
	case 18:
		m = Affine{A: part(0), D: part(1)}.around(unit(2), unit(3))
	case 20:
		m = Affine{A: part(0), D: part(0)}
	case 22:
		m = Affine{A: part(0), D: part(0)}.around(unit(1), unit(2))
	case 24, 26:
		sin, cos := math.Sincos(part(0) * math.Pi)
		m = Affine{A: cos, B: sin, C: -sin, D: cos}
		if kind == 26 {
			m = m.around(unit(1), unit(2))
		}
	case 28, 30:
		m = Affine{A: 1, B: math.Tan(part(1) * math.Pi), C: -math.Tan(part(0) * math.Pi), D: 1}
		if kind == 30 {
			m = m.around(unit(2), unit(3))
		}
	}
	return m, !w.over
}

// fill reads a colour or a gradient; ok is false for one that draws nothing.
func (w *colrWalk) fill(at int) (f ColorFill, ok bool) {
	format := w.u8(at)
	v := variation{none: true}
	if format <= 3 {
		if format == 3 {
			v = w.variation(at + 5)
		}
		f.Stops = []ColorStop{{Index: w.u16(at + 1), Alpha: clampAlpha(w.f2dot14(at+3, v, 0))}}
		return f, !w.over
	}
	kind := format &^ 1
	variable := format != kind
	params := [...]int{4: 6, 6: 6, 8: 4}[kind]
	if variable {
		v = w.variation(at + 4 + 2*params)
	}
	w.line(&f, at+w.u24(at+1), variable)
	if w.over || len(f.Stops) == 0 {
		return f, false
	}
	if len(f.Stops) == 1 {
		return f, true
	}
	if last := len(f.Stops) - 1; f.Stops[0].Offset == f.Stops[last].Offset {
		// Stops that are all in one place are the last one, as in Chromium.
		f.Stops = f.Stops[last:]
		return f, f.Extend == ExtendPad
	}
	unit := func(i int) float64 { return w.fword(at+4+2*i, v, i) }
	switch kind {
	case 4:
		f.Kind = FillLinear
		f.P0 = [2]float64{unit(0), unit(1)}
		d1, d2 := [2]float64{unit(2) - f.P0[0], unit(3) - f.P0[1]}, [2]float64{unit(4) - f.P0[0], unit(5) - f.P0[1]}
		if d1[0]*d2[1] == d1[1]*d2[0] {
			// Without a direction it is its first colour, as in Chromium.
			f.Kind, f.Stops = FillSolid, f.Stops[:1]
			return f, true
		}
		// The colours go along the perpendicular of P0P2, as far as P1 is along it.
		n := [2]float64{d2[1], -d2[0]}
		k := (d1[0]*n[0] + d1[1]*n[1]) / (n[0]*n[0] + n[1]*n[1])
		f.P1 = [2]float64{f.P0[0] + n[0]*k, f.P0[1] + n[1]*k}
	case 6:
		f.Kind = FillRadial
		radius := func(i int) float64 { return max(0, float64(w.u16(at+4+2*i))+w.delta(v, i)) }
		f.P0, f.R0 = [2]float64{unit(0), unit(1)}, radius(2)
		f.P1, f.R1 = [2]float64{unit(3), unit(4)}, radius(5)
		if f.P0 == f.P1 && f.R0 == f.R1 {
			// The first colour within the circle, the last one around it.
			first, last := f.Stops[0], f.Stops[len(f.Stops)-1]
			first.Offset, last.Offset = 1, 1
			inner := first
			inner.Offset = 0
			f.R0, f.Stops = 0, []ColorStop{inner, first, last}
			return f, f.Extend == ExtendPad && f.R1 > 0
		}
	case 8:
		f.Kind = FillSweep
		f.P0 = [2]float64{unit(0), unit(1)}
		f.Start = (w.f2dot14(at+8, v, 2) + 1) * math.Pi
		f.End = (w.f2dot14(at+10, v, 3) + 1) * math.Pi
		if f.Start == f.End && f.Extend != ExtendPad {
			return f, false
		}
	}
	return f, !w.over
}

// line reads the stops of a gradient.
func (w *colrWalk) line(f *ColorFill, at int, variable bool) {
	if f.Extend = ColorExtend(w.u8(at)); f.Extend > ExtendReflect {
		f.Extend = ExtendPad
	}
	n, size := int(w.u16(at+1)), 6
	if variable {
		size = 10
	}
	if w.stops += n; w.stops > maxColorStops {
		w.over = true
		return
	}
	for i := range n {
		k := at + 3 + size*i
		v := variation{none: true}
		if variable {
			v = w.variation(k + 6)
		}
		f.Stops = append(f.Stops, ColorStop{Offset: float32(w.f2dot14(k, v, 0)), Index: w.u16(k + 2), Alpha: clampAlpha(w.f2dot14(k+4, v, 1))})
		if w.over {
			return
		}
	}
	slices.SortStableFunc(f.Stops, func(a, b ColorStop) int { return cmp.Compare(a.Offset, b.Offset) })
}

func clampAlpha(a float64) float32 { return float32(min(max(a, 0), 1)) }

// variation finds the deltas of consecutive values.
type variation struct {
	first uint32
	none  bool
}

// variation reads the index of the deltas of a paint.
func (w *colrWalk) variation(at int) variation {
	first := uint32(w.u32(at))
	return variation{first, first == 0xFFFFFFFF || w.t.store == nil || len(w.coords) == 0}
}

// delta returns by how much the i-th value of a paint varies, in the units of the file.
func (w *colrWalk) delta(v variation, i int) float64 {
	if v.none {
		return 0
	}
	n := v.first + uint32(i)
	at := tables.VariationStoreIndex{DeltaSetOuter: uint16(n >> 16), DeltaSetInner: uint16(n)}
	if w.t.index != nil && len(w.t.index.Map) > 0 {
		at = w.t.index.Map[min(uint64(n), uint64(len(w.t.index.Map)-1))]
	}
	return float64(w.t.store.GetDelta(at, w.coords))
}

func (w *colrWalk) fword(at int, v variation, i int) float64 {
	return float64(int16(w.u16(at))) + w.delta(v, i)
}

func (w *colrWalk) f2dot14(at int, v variation, i int) float64 {
	return (float64(int16(w.u16(at))) + w.delta(v, i)) / (1 << 14)
}

// bytes returns n bytes at an offset; beyond the table they are 0 and the walk ends.
func (w *colrWalk) bytes(at, n int) []byte {
	if at < 0 || at > len(w.t.data)-n {
		w.over = true
		return make([]byte, 4)
	}
	return w.t.data[at:]
}

func (w *colrWalk) u8(at int) int     { return int(w.bytes(at, 1)[0]) }
func (w *colrWalk) u16(at int) uint16 { return be.Uint16(w.bytes(at, 2)) }
func (w *colrWalk) u24(at int) int {
	b := w.bytes(at, 3)
	return int(b[0])<<16 | int(b[1])<<8 | int(b[2])
}
func (w *colrWalk) u32(at int) int { return int(be.Uint32(w.bytes(at, 4))) }
