package display

import (
	"image/color"
	"math"

	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// GlyphEm is the size in px at which the list of a colour glyph is drawn.
const GlyphEm = 1000

// everywhere is the extent of what a colour glyph fills without an outline, in px.
const everywhere = 16 * GlyphEm

// modes are the blend modes of the composite modes of colour glyphs.
var modes = [...]Blend{
	text.ModeClear: BlendClear, text.ModeSrc: BlendSrc, text.ModeDest: BlendDest, text.ModeSrcOver: BlendNormal,
	text.ModeDestOver: BlendDestOver, text.ModeSrcIn: BlendSrcIn, text.ModeDestIn: BlendDestIn, text.ModeSrcOut: BlendSrcOut,
	text.ModeDestOut: BlendDestOut, text.ModeSrcAtop: BlendSrcAtop, text.ModeDestAtop: BlendDestAtop, text.ModeXor: BlendXor,
	text.ModePlus: BlendPlusLighter, text.ModeScreen: BlendScreen, text.ModeOverlay: BlendOverlay, text.ModeDarken: BlendDarken,
	text.ModeLighten: BlendLighten, text.ModeColorDodge: BlendColorDodge, text.ModeColorBurn: BlendColorBurn,
	text.ModeHardLight: BlendHardLight, text.ModeSoftLight: BlendSoftLight, text.ModeDifference: BlendDifference,
	text.ModeExclusion: BlendExclusion, text.ModeMultiply: BlendMultiply, text.ModeHue: BlendHue,
	text.ModeSaturation: BlendSaturation, text.ModeColor: BlendColor, text.ModeLuminosity: BlendLuminosity,
}

// ColorGlyph returns a glyph of a face's COLR table as a list: an em is GlyphEm px, the pen is at
// the origin, y grows downwards. It is nil for a glyph that has no colours of its own. fg is the
// colour of the text around it.
func ColorGlyph(f *text.Face, gid uint32, p *text.Palette, fg color.NRGBA) *List {
	steps, ok := f.ColorSteps(gid)
	if !ok {
		return nil
	}
	if p == nil {
		p = f.DefaultPalette()
	}
	k := GlyphEm / float64(f.UnitsPerEm())
	g := glyphBuilder{b: NewBuilder(geom.Size{W: geom.Int(GlyphEm), H: geom.Int(GlyphEm)}), face: f, toPx: Scale(k, -k)}
	for i := range steps {
		g.step(&steps[i], p, fg)
	}
	return g.b.Finish(color.NRGBA{})
}

// glyphBuilder writes the list of one colour glyph.
type glyphBuilder struct {
	b      *Builder
	face   *text.Face
	toPx   Matrix  // from font units
	states []State // around the open clips and groups
}

func (g *glyphBuilder) step(s *text.ColorStep, p *text.Palette, fg color.NRGBA) {
	state := g.b.State()
	switch s.Op {
	case text.StepClip:
		g.states = append(g.states, state)
		state.Clip = g.b.AddClip(Clip{Parent: state.Clip, Path: g.path(&s.Shape)})
		g.b.SetState(state)
	case text.StepGroup:
		g.states = append(g.states, state)
		state.Effect = g.b.AddEffect(Effect{Parent: state.Effect, Clip: state.Clip, Opacity: 1, Blend: modes[s.Mode]})
		state.Clip = 0
		g.b.SetState(state)
		if modes[s.Mode].Everywhere() {
			g.b.Blank(all)
		}
	case text.StepEnd:
		g.b.SetState(g.states[len(g.states)-1])
		g.states = g.states[:len(g.states)-1]
	case text.StepFill:
		paint, ok := g.paint(&s.Fill, p, fg)
		switch {
		case !ok:
		case s.Shape.Kind != text.ShapeAll:
			g.b.Fill(PathDraw{Path: g.path(&s.Shape), Paint: paint})
		case len(g.states) > 0:
			g.b.ExactRect(all, paint)
		}
	}
}

var all = geom.Rect{X: geom.Int(-everywhere), Y: geom.Int(-everywhere), W: geom.Int(2 * everywhere), H: geom.Int(2 * everywhere)}

// matrix returns a map from a font's units to px.
func (g *glyphBuilder) matrix(m text.Affine) Matrix { return g.toPx.Mul(Matrix(m)) }

// path returns an area's outline in px.
func (g *glyphBuilder) path(s *text.ColorShape) *Path {
	out := &Path{}
	m := g.matrix(s.M)
	at := func(x, y float64) FPoint {
		x, y = m.Apply(x, y)
		return FPoint{float32(x), float32(y)}
	}
	switch s.Kind {
	case text.ShapeBox:
		b := s.Box
		out.Polygon(at(b[0], b[1]), at(b[2], b[1]), at(b[2], b[3]), at(b[0], b[3]))
	case text.ShapeGlyph:
		k := float64(g.face.UnitsPerEm())
		o := g.face.Outline(s.Glyph)
		addSegments(out, o.Segments, func(q text.Point) FPoint { return at(float64(q.X)*k, float64(q.Y)*-k) })
	}
	return out
}

// paint returns the paint of a fill; ok is false for one that leaves no trace.
func (g *glyphBuilder) paint(f *text.ColorFill, p *text.Palette, fg color.NRGBA) (paint Paint, ok bool) {
	if f.Kind == text.FillSolid {
		c := p.Color(f.Stops[0], fg)
		return Solid(c), c.A != 0
	}
	out := Gradient{
		Spread: Spread(f.Extend), Unmultiplied: true, Matrix: g.matrix(f.M),
		P0: FPoint{float32(f.P0[0]), float32(f.P0[1])}, P1: FPoint{float32(f.P1[0]), float32(f.P1[1])},
	}
	for _, s := range f.Stops {
		out.Stops = append(out.Stops, Stop{Offset: s.Offset, Color: p.Color(s, fg)})
	}
	switch f.Kind {
	case text.FillLinear:
		out.Kind = Linear
	case text.FillRadial:
		out.Kind, out.R0, out.R, out.Circles = Radial, float32(f.R0), FPoint{float32(f.R1), float32(f.R1)}, true
	case text.FillSweep:
		// Offsets are parts of a whole turn from the x axis on, which is a quarter from up. The
		// space is not turned over yet, so that clockwise is counterclockwise.
		out.Kind, out.Angle = Conic, math.Pi/2
		from, by := f.Start/(2*math.Pi), (f.End-f.Start)/(2*math.Pi)
		for i := range out.Stops {
			out.Stops[i].Offset = float32(from + by*float64(out.Stops[i].Offset))
		}
		if by < 0 {
			for i, j := 0, len(out.Stops)-1; i < j; i, j = i+1, j-1 {
				out.Stops[i], out.Stops[j] = out.Stops[j], out.Stops[i]
			}
		}
	}
	if _, ok := out.Matrix.Invert(); !ok {
		return Paint{}, false
	}
	return Paint{Gradient: g.b.AddGradient(out)}, true
}
