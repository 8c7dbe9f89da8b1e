package value

import (
	"math"

	"vitrine/css/syntax"
	"vitrine/layout/geom"
)

// Unit is the unit of a dimension.
type Unit uint8

// The units of css-values-4 and css-grid. UnitNone is a plain number, UnitPercent a percentage;
// they occur in calculations.
const (
	UnitNone Unit = iota
	UnitPercent
	Px
	Cm
	Mm
	In
	Pt
	Pc
	Q
	Em
	Rem
	Ex
	Rex
	Ch
	Rch
	Ic
	Ric
	Cap
	Rcap
	Lh
	Rlh
	Vw
	Vh
	Vi
	Vb
	Vmin
	Vmax
	Svw
	Svh
	Svi
	Svb
	Svmin
	Svmax
	Lvw
	Lvh
	Lvi
	Lvb
	Lvmin
	Lvmax
	Dvw
	Dvh
	Dvi
	Dvb
	Dvmin
	Dvmax
	Cqw
	Cqh
	Cqi
	Cqb
	Cqmin
	Cqmax
	Qem // em in the built-in sheets: a default margin that quirks mode may drop
	Deg
	Grad
	Rad
	Turn
	S
	Ms
	Hz
	KHz
	Dpi
	Dpcm
	Dppx
	Fr
	numUnits
)

var unitNames = [numUnits]string{"", "%", "px", "cm", "mm", "in", "pt", "pc", "q", "em", "rem", "ex", "rex", "ch", "rch",
	"ic", "ric", "cap", "rcap", "lh", "rlh", "vw", "vh", "vi", "vb", "vmin", "vmax", "svw", "svh", "svi", "svb", "svmin", "svmax",
	"lvw", "lvh", "lvi", "lvb", "lvmin", "lvmax", "dvw", "dvh", "dvi", "dvb", "dvmin", "dvmax", "cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax", "__qem", "deg", "grad", "rad", "turn",
	"s", "ms", "hz", "khz", "dpi", "dpcm", "dppx", "fr"}

var unitIndex = func() map[string]Unit {
	m := make(map[string]Unit, numUnits)
	for u := Px; u < numUnits; u++ {
		m[unitNames[u]] = u
	}
	delete(m, unitNames[Qem]) // not for authors
	m["x"] = Dppx
	return m
}()

// String returns the unit as CSS writes it.
func (u Unit) String() string { return unitNames[u] }

// LookupUnit returns the unit that name spells, ignoring ASCII case.
func LookupUnit(name string) (Unit, bool) {
	if u, ok := unitIndex[name]; ok {
		return u, true
	}
	u, ok := unitIndex[syntax.Lower(name)]
	return u, ok
}

// Type is the type of a dimension or calculation.
type Type uint8

// The types that units belong to.
const (
	TypeNumber Type = iota
	TypePercent
	TypeLength
	TypeAngle
	TypeTime
	TypeFrequency
	TypeResolution
	TypeFlex
	TypeNone // no valid type
)

// Type returns the type of dimensions with this unit.
func (u Unit) Type() Type {
	switch {
	case u == UnitNone:
		return TypeNumber
	case u == UnitPercent:
		return TypePercent
	case u < Deg:
		return TypeLength
	case u < S:
		return TypeAngle
	case u < Hz:
		return TypeTime
	case u < Dpi:
		return TypeFrequency
	case u < Fr:
		return TypeResolution
	}
	return TypeFlex
}

// absolute is the size of each absolute unit in the canonical unit of its type: px, deg, s, hz,
// dppx. Zero for relative units.
var absolute = [numUnits]float64{Px: 1, Cm: 96 / 2.54, Mm: 9.6 / 2.54, In: 96, Pt: 4.0 / 3, Pc: 16, Q: 96 / 101.6,
	Deg: 1, Grad: 0.9, Rad: 180 / math.Pi, Turn: 360, S: 1, Ms: 0.001, Hz: 1, KHz: 1000,
	Dpi: 1.0 / 96, Dpcm: 2.54 / 96, Dppx: 1, UnitNone: 1, UnitPercent: 1, Fr: 1}

var canonicalUnit = [...]Unit{TypeNumber: UnitNone, TypePercent: UnitPercent, TypeLength: Px, TypeAngle: Deg,
	TypeTime: S, TypeFrequency: Hz, TypeResolution: Dppx, TypeFlex: Fr}

// Context is what relative units of a declared value are resolved against.
type Context struct {
	FontSize, RootFontSize     float32 // px: em, rem
	LineHeight, RootLineHeight float32 // px: lh, rlh
	ViewportW, ViewportH       float32 // px: vw, vh …
	// ContainerW and ContainerH are the sizes, in px, of the containers that cqw and cqh are of;
	// without one the viewport counts.
	ContainerW, ContainerH       float32
	HasContainerW, HasContainerH bool
	// AskedContainer, when not nil, is set when a container unit is asked for.
	AskedContainer *bool
	Vertical       bool   // the writing mode is vertical: vi is vh
	Dark           bool   // the used colour scheme is dark
	Color          *Color // the computed color property, for functions of currentcolor; nil is black
	// FontMetric returns ex, ch, ic or cap of the element's font in px; nil means 0.5em, 0.5em,
	// 1em, 1em. https://www.w3.org/TR/css-values-4/#font-relative-lengths
	FontMetric func(Unit) float32
	// Siblings returns the place of the element among its siblings, from 1, and their number; nil
	// when there is no element. https://drafts.csswg.org/css-values-5/#tree-counting
	Siblings func() (index, count int)
	// Random returns a number from 0 up to 1, the same for the same name; nil when there is no
	// element. https://drafts.csswg.org/css-values-5/#random-caching
	Random func(name string) float64
	// RootMetric is FontMetric of the root element, for rex, rch, ric, rcap.
	RootMetric func(Unit) float32
}

// unitSize returns one u in the canonical unit of its type.
func (c *Context) unitSize(u Unit) float64 {
	if a := absolute[u]; a != 0 {
		return a
	}
	if c == nil {
		c = &defaultContext
	}
	switch u {
	case Em, Qem:
		return float64(c.FontSize)
	case Rem:
		return float64(c.RootFontSize)
	case Ex, Ch, Ic, Cap:
		return metric(c.FontMetric, u, c.FontSize)
	case Rex, Rch, Ric, Rcap:
		return metric(c.RootMetric, map[Unit]Unit{Rex: Ex, Rch: Ch, Ric: Ic, Rcap: Cap}[u], c.RootFontSize)
	case Lh:
		return float64(c.LineHeight)
	case Rlh:
		return float64(c.RootLineHeight)
	}
	w, h := float64(c.ViewportW)/100, float64(c.ViewportH)/100
	if u >= Cqw { // without a container, of the viewport
		if c.AskedContainer != nil {
			*c.AskedContainer = true
		}
		if c.HasContainerW {
			w = float64(c.ContainerW) / 100
		}
		if c.HasContainerH {
			h = float64(c.ContainerH) / 100
		}
	}
	switch (u - Vw) % 6 {
	case 0:
		return w
	case 1:
		return h
	case 2:
		if c.Vertical {
			return h
		}
		return w
	case 3:
		if c.Vertical {
			return w
		}
		return h
	case 4:
		return min(w, h)
	}
	return max(w, h)
}

var defaultContext = Context{FontSize: 16, RootFontSize: 16, LineHeight: 18, RootLineHeight: 18}

func metric(f func(Unit) float32, u Unit, size float32) float64 {
	if f != nil {
		return float64(f(u))
	}
	if u == Ex || u == Ch {
		return float64(size) / 2
	}
	return float64(size)
}

// Canonical returns d in px, deg, s, hz, dppx or fr.
func (c *Context) Canonical(d Dimension) float64 { return d.N * c.unitSize(d.Unit) }

// LengthKind says what a Length is.
type LengthKind uint8

// The kinds of Length.
const (
	LengthPx      LengthKind = iota // N px
	LengthPercent                   // N per cent
	LengthNumber                    // N, a plain number: line-height, tab-size, stroke-width
	LengthCalc                      // Calc, a sum of px and per cent
	LengthKeyword                   // Kw; calc-size() is its basis with the calculation in Calc, fit-content() has its limit there
)

// Length is a computed <length-percentage>, keyword or number. The zero Length is 0px.
type Length struct {
	Calc *CalcNode
	N    float32
	Kw   Keyword
	Kind LengthKind
	// Quirky marks a default margin of the built-in sheet, which quirks mode drops at the
	// edges of the body and of table cells.
	// https://html.spec.whatwg.org/multipage/rendering.html#margin-collapsing-quirks
	Quirky bool
}

// PxLength returns a length of n px.
func PxLength(n float32) Length { return Length{Kind: LengthPx, N: n} }

// KeywordLength returns the keyword k as a Length.
func KeywordLength(k Keyword) Length { return Length{Kind: LengthKeyword, Kw: k} }

// IsKeyword reports whether l is the keyword k.
func (l Length) IsKeyword(k Keyword) bool { return l.Kind == LengthKeyword && l.Kw == k }

// IsAuto reports whether l is auto.
func (l Length) IsAuto() bool { return l.Kind == LengthKeyword && l.Kw == KwAuto }

// IsNone reports whether l is none.
func (l Length) IsNone() bool { return l.Kind == LengthKeyword && l.Kw == KwNone }

// HasPercent reports whether l depends on a basis.
func (l Length) HasPercent() bool {
	return l.Kind == LengthPercent || l.Kind == LengthCalc && l.Calc.HasPercent()
}

// IsZero reports whether l is 0 whatever the basis.
func (l Length) IsZero() bool { return l.Kind <= LengthPercent && l.N == 0 }

// Resolve returns l with percentages of basis. A keyword is 0; a plain number counts as px. The
// fraction of a unit is dropped and products are computed in float32, as Chromium does, so that
// boxes come out on the same 1/64 px.
func (l Length) Resolve(basis geom.Unit) geom.Unit {
	switch l.Kind {
	case LengthPx, LengthNumber:
		return geom.FromPxTrunc(float64(l.N))
	case LengthPercent:
		return geom.FromPxTrunc(float64(float32(basis.Px()) * l.N / 100))
	case LengthCalc:
		return geom.FromPxTrunc(float64(float32(l.Calc.Eval(basis.Px()))))
	}
	return 0
}

// Float returns l in px with percentages of basis, unrounded; a keyword is 0.
func (l Length) Float(basis float64) float64 {
	switch l.Kind {
	case LengthPx, LengthNumber:
		return float64(l.N)
	case LengthPercent:
		return basis * float64(l.N) / 100
	case LengthCalc:
		return l.Calc.Eval(basis)
	}
	return 0
}

// Append appends the length as a computed value.
func (l Length) Append(b []byte) []byte {
	switch l.Kind {
	case LengthPx:
		return append(appendNumber(b, float64(l.N)), "px"...)
	case LengthPercent:
		return append(appendNumber(b, float64(l.N)), '%')
	case LengthNumber:
		return appendNumber(b, float64(l.N))
	case LengthCalc:
		return l.Calc.Append(b)
	}
	switch {
	case l.Sizing() != nil:
		return (&CalcSizing{l.Kw, l.Calc}).Append(b)
	case l.Calc != nil: // fit-content(…)
		return append(l.Calc.append(append(l.Kw.Append(b), '('), true), ')')
	}
	b = l.Kw.Append(b)
	return b
}

// LengthPair is two lengths: a radius, a position, a spacing.
type LengthPair struct{ X, Y Length }

// Append appends both lengths.
func (p LengthPair) Append(b []byte) []byte { return p.Y.Append(append(p.X.Append(b), ' ')) }
