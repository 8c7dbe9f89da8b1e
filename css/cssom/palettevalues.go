package cssom

import (
	"image/color"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// PaletteValues is what a @font-palette-values rule describes.
// https://www.w3.org/TR/css-fonts-4/#font-palette-values
type PaletteValues struct {
	Name     string   // with its dashes
	Families []string // as written
	// Base is the number of the palette that is changed, or BaseLight or BaseDark.
	Base      int
	Overrides []PaletteOverride
}

// The palettes that base-palette names.
const (
	BaseLight = -1
	BaseDark  = -2
)

// PaletteOverride replaces one colour of a palette.
type PaletteOverride struct {
	Index int
	Color color.NRGBA
}

// maxPaletteIndex is the largest number of a colour or a palette that a font can have.
const maxPaletteIndex = 1<<16 - 1

// paletteValues reads the descriptors of a rule; a later one of a name replaces an earlier one.
func (p *parser) paletteValues(r *Rule) *PaletteValues {
	out := &PaletteValues{Name: r.Name}
	for i := range r.Descriptors {
		d := &r.Descriptors[i]
		ok := true
		switch d.Name {
		case "font-family":
			if names := familyNames(d.Value); len(names) > 0 {
				out.Families = names
			}
		case "base-palette":
			var base int
			if base, ok = basePalette(d.Value); ok {
				out.Base = base
			}
		case "override-colors":
			var list []PaletteOverride
			if list, ok = p.overrides(d.Value); ok {
				out.Overrides = list
			}
		default:
			ok = false
		}
		if !ok {
			p.drop(d.Pos, "value", d.Name+" in @font-palette-values")
		}
	}
	return out
}

// basePalette reads light, dark or a number.
func basePalette(v []syntax.Component) (int, bool) {
	var one *syntax.Component
	for i := range v {
		if v[i].Kind == syntax.Whitespace {
			continue
		}
		if one != nil {
			return 0, false
		}
		one = &v[i]
	}
	switch {
	case one == nil:
	case one.IsIdent("light"):
		return BaseLight, true
	case one.IsIdent("dark"):
		return BaseDark, true
	case one.Kind == syntax.Number && one.Num == float64(int(one.Num)) && one.Num >= 0 && one.Num <= maxPaletteIndex:
		return int(one.Num), true
	}
	return 0, false
}

// overrides reads [<integer> <color>]#.
func (p *parser) overrides(v []syntax.Component) ([]PaletteOverride, bool) {
	var out []PaletteOverride
	for _, part := range syntax.SplitComma(v) {
		var o PaletteOverride
		n := 0
		for i := range part {
			c := &part[i]
			switch {
			case c.Kind == syntax.Whitespace:
				continue
			case n == 0 && c.Kind == syntax.Number && c.Num == float64(int(c.Num)) && c.Num >= 0 && c.Num <= maxPaletteIndex:
				o.Index = int(c.Num)
			case n == 1:
				v := value.ParseColor(c, &value.Options{})
				k, _ := v.(value.Keyword)
				col, ok := value.ComputeColor(v, &value.Context{})
				if !ok || value.IsSystemColor(k) || col.Current {
					return nil, false
				}
				o.Color = col.RGBA(value.Black)
			default:
				return nil, false
			}
			n++
		}
		if n != 2 {
			return nil, false
		}
		out = append(out, o)
	}
	return out, len(out) > 0
}
