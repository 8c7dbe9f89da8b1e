package engine

import (
	"image/color"
	"slices"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/load"
	"vitrine/layout/text"
)

// pageFonts holds the faces of a document: those of the engine and, above them, the ones that its
// @font-face rules name and that have arrived.
type pageFonts struct {
	engine  *text.Fonts
	base    *text.Fonts // those of the engine with the feature values of the page
	current *text.Fonts
	set     *load.FaceSet
	rules   []*cssom.FontFace
	values  []*cssom.Rule // @font-feature-values
	colors  []*cssom.PaletteValues
	count   int    // faces in current
	version uint64 // grows when current changes
	seen    map[fontKey]bool
}

// fontKey is what decides which faces a style needs.
type fontKey struct {
	families text.FamilyList
	weight   float32
	slant    text.Slant
}

func newPageFonts(base *text.Fonts) *pageFonts {
	return &pageFonts{engine: base, base: base, current: base}
}

// use replaces the rules about fonts of the page, when they changed.
func (p *pageFonts) use(l *load.Loader, styles *cascade.Result) {
	rules, values, colors := styles.FontFaces(), styles.FontFeatureValues(), styles.FontPalettes()
	if p.set != nil && slices.Equal(p.rules, rules) && slices.Equal(p.values, values) && slices.Equal(p.colors, colors) {
		return
	}
	p.values, p.colors, p.base = values, colors, p.engine
	if len(values) > 0 {
		var list []text.FeatureValue
		for _, r := range values {
			for i := range r.Features {
				list = append(list, text.FeatureValue(r.Features[i]))
			}
		}
		p.base = p.engine.WithFeatureValues(list)
	}
	if len(colors) > 0 {
		p.base = p.base.WithPalettes(palettes(colors))
	}
	p.rules = rules
	p.seen = map[fontKey]bool{}
	faces := make([]load.Face, len(rules))
	for i, r := range rules {
		faces[i] = faceOf(r)
	}
	p.set = l.NewFaceSet(p.base, faces)
	if p.current != p.base {
		p.version++
	}
	p.current, p.count = p.base, 0
}

// palettes returns rules one family at a time.
func palettes(rules []*cssom.PaletteValues) []text.PaletteValues {
	var out []text.PaletteValues
	for _, r := range rules {
		v := text.PaletteValues{Name: r.Name, Base: r.Base, Override: make(map[int]color.NRGBA, len(r.Overrides))}
		for _, o := range r.Overrides {
			v.Override[o.Index] = o.Color
		}
		for _, v.Family = range r.Families {
			out = append(out, v)
		}
	}
	return out
}

// need starts the fetch of the faces that text of a style uses.
func (p *pageFonts) need(d *dom.Document, s *style.Style) {
	q := text.QueryOf(s)
	k := fontKey{q.Families, q.Weight, q.Slant}
	if !p.seen[k] {
		p.seen[k] = true
		p.set.Need(d, load.FontUse{Families: q.Families, Weight: q.Weight, Slant: q.Slant})
	}
}

// update takes over the faces that have arrived and reports whether there are new ones.
func (p *pageFonts) update() bool {
	if p.set == nil || p.set.Empty() {
		return false
	}
	p.set.Reject(func(w text.WebFace) error {
		if _, errs := p.base.With([]text.WebFace{w}); len(errs) > 0 {
			return errs[0]
		}
		return nil
	})
	ready := p.set.Ready()
	if len(ready) == p.count {
		return false
	}
	p.count = len(ready)
	p.version++
	p.current, _ = p.base.With(ready)
	return true
}

// settings reads a descriptor that has the values of a property.
func settings(id prop.ID, s string) string {
	if s == "" {
		return ""
	}
	d, err := prop.ParseText(id.String(), s, nil)
	if err != nil || len(d) != 1 {
		return ""
	}
	return text.TagValues(value.Compute(d[0].Value, &value.Context{}))
}

// faceOf turns a parsed rule into what the loader and the text package want.
func faceOf(r *cssom.FontFace) load.Face {
	w := text.WebFace{
		Family: r.Family, WeightMin: r.Weight[0], WeightMax: r.Weight[1],
		StretchMin: r.Stretch[0], StretchMax: r.Stretch[1],
		AscentOverride: r.AscentOverride, DescentOverride: r.DescentOverride, LineGapOverride: r.LineGapOverride,
		SizeAdjust: r.SizeAdjust, Features: settings(prop.FontFeatureSettings, r.FeatureSettings), Variations: settings(prop.FontVariationSettings, r.VariationSettings),
	}
	switch {
	case r.Italic:
		w.Slant = text.Italic
	case r.Oblique:
		w.Slant = text.Oblique
	}
	for _, u := range r.Ranges {
		w.UnicodeRange = append(w.UnicodeRange, [2]rune{u.Lo, u.Hi})
	}
	f := load.Face{Web: w}
	for i := range r.Sources {
		if s := &r.Sources[i]; s.Supported() {
			f.Sources = append(f.Sources, load.FaceSource{Local: s.Local, URL: s.URL, Base: r.Base})
		}
	}
	return f
}
