package svg

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/paint/display"
	"vitrine/paint/transform"
)

// Filters resolves the filter or backdrop-filter property of a style. element resolves a url();
// those that it does not know are left out.
// https://drafts.fxtf.org/filter-effects-1/#FilterProperty
func Filters(list value.Value, s *style.Style, element func(*value.URL) (*display.FilterGraph, bool)) []display.Filter {
	var out []display.Filter
	for _, v := range value.Spaced(list) {
		if u, ok := v.(*value.URL); ok {
			if g, ok := element(u); ok {
				out = append(out, display.Filter{Kind: display.FilterElement, Graph: g})
			}
			continue
		}
		f, ok := v.(*value.Func)
		if !ok {
			continue
		}
		amount := 1.0
		if a := f.Arg(0); a != nil {
			amount = value.NumberOf(a)
		}
		d := display.Filter{Amount: float32(amount)}
		switch f.Name {
		case "blur":
			d.Kind, d.Amount = display.FilterBlur, 0
			if f.Args != nil {
				d.Amount = float32(transform.Length(f.Arg(0), 0))
			}
		case "brightness":
			d.Kind = display.FilterBrightness
		case "contrast":
			d.Kind = display.FilterContrast
		case "grayscale":
			d.Kind = display.FilterGrayscale
		case "hue-rotate":
			d.Kind, d.Amount = display.FilterHueRotate, 0
			if a, ok := transform.Angle(f.Arg(0)); ok {
				d.Amount = float32(a)
			}
		case "invert":
			d.Kind = display.FilterInvert
		case "opacity":
			d.Kind = display.FilterOpacity
		case "saturate":
			d.Kind = display.FilterSaturate
		case "sepia":
			d.Kind = display.FilterSepia
		case "drop-shadow":
			d = dropShadow(f.Args, s)
		default:
			continue
		}
		out = append(out, d)
	}
	return out
}

// dropShadow resolves the arguments of drop-shadow(): two or three lengths and a colour.
func dropShadow(args value.Value, s *style.Style) display.Filter {
	d := display.Filter{Kind: display.FilterDropShadow, Paint: display.Solid(s.Color().RGBA(s.Color()))}
	n := 0
	for _, it := range value.Spaced(args) {
		if c, ok := it.(value.Color); ok {
			d.Paint = display.Solid(c.RGBA(s.Color()))
			continue
		}
		l, ok := value.AsLength(it)
		if !ok {
			continue
		}
		px := float32(l.Float(0))
		switch n++; n {
		case 1:
			d.DX = px
		case 2:
			d.DY = px
		case 3:
			d.Amount = max(0, px) // the standard deviation, unlike that of a box-shadow
		}
	}
	return d
}
