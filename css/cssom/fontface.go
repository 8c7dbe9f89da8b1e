package cssom

import (
	"strconv"
	"strings"

	"vitrine/css/syntax"
)

// FontFace is what an @font-face rule describes.
// https://www.w3.org/TR/css-fonts-4/#font-face-rule
type FontFace struct {
	Family  string
	Sources []FontSource
	// Weight, Stretch and Angle are ranges, low to high: 1 to 1000, percent, degrees.
	Weight, Stretch, Angle [2]float32
	Italic, Oblique        bool
	// Auto is set for descriptors that were left out or are "auto": the font file decides.
	Ranges  []RuneRange // unicode-range; empty means everything
	Display string      // font-display, "auto" when absent
	// AscentOverride and its kin are fractions of the em; negative means "normal".
	AscentOverride, DescentOverride, LineGapOverride float32
	SizeAdjust                                       float32 // 1 is unchanged
	FeatureSettings, VariationSettings               string  // as written
	Base                                             string  // what the URLs are relative to
}

// FontSource is one entry of src.
type FontSource struct {
	Local  string // name of an installed font, or
	URL    string // as written
	Format string // lower case; "" when not said
	Tech   []string
}

// RuneRange is an inclusive range of code points.
type RuneRange struct{ Lo, Hi rune }

// supportedFormat and supportedTech say which sources are worth fetching.
// https://www.w3.org/TR/css-fonts-4/#font-format-values
func supportedFormat(f string) bool {
	switch f {
	case "woff", "woff2", "truetype", "opentype", "woff-variations", "woff2-variations", "truetype-variations",
		"opentype-variations":
		return true
	}
	return false
}

func supportedTech(t string) bool {
	switch t {
	case "features-opentype", "features-aat", "variations", "color-colrv0", "color-colrv1", "color-cbdt", "color-sbix", "palettes":
		return true
	}
	return false
}

// Supported reports whether fonts of the source's format can be used.
func (s *FontSource) Supported() bool {
	if s.Local != "" {
		return true
	}
	if s.Format != "" && !supportedFormat(s.Format) {
		return false
	}
	for _, t := range s.Tech {
		if !supportedTech(t) {
			return false
		}
	}
	return true
}

// parseFontFace reads the descriptors of a rule; nil when family or src is missing, as such a
// rule defines no font.
func parseFontFace(r *Rule) *FontFace {
	f := &FontFace{Weight: [2]float32{400, 400}, Stretch: [2]float32{100, 100}, Display: "auto",
		AscentOverride: -1, DescentOverride: -1, LineGapOverride: -1, SizeAdjust: 1}
	for i := range r.Descriptors {
		d := &r.Descriptors[i]
		v := d.Value
		if len(v) == 0 {
			continue
		}
		switch d.Name {
		case "font-family":
			if name, ok := familyName(v); ok {
				f.Family = name
			}
		case "src":
			if s := fontSources(v); len(s) > 0 {
				f.Sources = s
			}
		case "font-weight":
			setRange(&f.Weight, v, func(t *syntax.Component) (float32, bool) {
				switch {
				case t.IsIdent("normal"):
					return 400, true
				case t.IsIdent("bold"):
					return 700, true
				}
				return float32(t.Num), t.Kind == syntax.Number && t.Num >= 1 && t.Num <= 1000
			})
			if v[0].IsIdent("auto") {
				f.Weight = [2]float32{1, 1000}
			}
		case "font-stretch", "font-width":
			setRange(&f.Stretch, v, func(t *syntax.Component) (float32, bool) {
				if t.Kind == syntax.Ident {
					p, ok := stretches[syntax.Lower(t.Text)]
					return p, ok
				}
				return float32(t.Num), t.Kind == syntax.Percentage && t.Num >= 0
			})
		case "font-style":
			f.style(v)
		case "font-display":
			if v[0].Kind == syntax.Ident {
				f.Display = syntax.Lower(v[0].Text)
			}
		case "unicode-range":
			f.Ranges = unicodeRanges(d.Text)
		case "ascent-override":
			f.AscentOverride = override(v)
		case "descent-override":
			f.DescentOverride = override(v)
		case "line-gap-override":
			f.LineGapOverride = override(v)
		case "size-adjust":
			if x := override(v); x >= 0 {
				f.SizeAdjust = x
			}
		case "font-feature-settings":
			f.FeatureSettings = d.Text
		case "font-variation-settings":
			f.VariationSettings = d.Text
		}
	}
	if f.Family == "" || len(f.Sources) == 0 {
		return nil
	}
	return f
}

// stretches are the keywords of font-stretch in percent.
// https://www.w3.org/TR/css-fonts-4/#font-stretch-prop
var stretches = map[string]float32{"ultra-condensed": 50, "extra-condensed": 62.5, "condensed": 75, "semi-condensed": 87.5,
	"normal": 100, "semi-expanded": 112.5, "expanded": 125, "extra-expanded": 150, "ultra-expanded": 200}

// setRange sets r from one or two values.
func setRange(r *[2]float32, v []syntax.Component, one func(*syntax.Component) (float32, bool)) {
	var out []float32
	for i := range v {
		if v[i].Kind == syntax.Whitespace {
			continue
		}
		x, ok := one(&v[i])
		if !ok {
			return
		}
		out = append(out, x)
	}
	switch len(out) {
	case 1:
		*r = [2]float32{out[0], out[0]}
	case 2:
		*r = [2]float32{min(out[0], out[1]), max(out[0], out[1])}
	}
}

func (f *FontFace) style(v []syntax.Component) {
	f.Italic, f.Oblique = v[0].IsIdent("italic"), v[0].IsIdent("oblique")
	if !f.Oblique {
		return
	}
	f.Angle = [2]float32{14, 14} // https://www.w3.org/TR/css-fonts-4/#valdef-font-style-oblique-angle
	setRange(&f.Angle, v[1:], func(t *syntax.Component) (float32, bool) {
		if t.Kind != syntax.Dimension {
			return 0, false
		}
		switch syntax.Lower(t.Text) {
		case "deg":
			return float32(t.Num), true
		case "grad":
			return float32(t.Num * 0.9), true
		case "turn":
			return float32(t.Num * 360), true
		case "rad":
			return float32(t.Num * 180 / 3.141592653589793), true
		}
		return 0, false
	})
}

func override(v []syntax.Component) float32 {
	if len(v) == 1 && v[0].Kind == syntax.Percentage && v[0].Num >= 0 {
		return float32(v[0].Num / 100)
	}
	return -1
}

// familyName parses a string or a sequence of identifiers.
// https://www.w3.org/TR/css-fonts-4/#family-name-syntax
func familyName(v []syntax.Component) (string, bool) {
	if len(v) == 1 && v[0].Kind == syntax.String {
		return v[0].Text, v[0].Text != ""
	}
	var words []string
	for i := range v {
		switch v[i].Kind {
		case syntax.Ident:
			words = append(words, v[i].Text)
		case syntax.Whitespace:
		default:
			return "", false
		}
	}
	return strings.Join(words, " "), len(words) > 0
}

// fontSources parses src; entries that are not understood are left out.
// https://www.w3.org/TR/css-fonts-4/#font-face-src-parsing
func fontSources(v []syntax.Component) (out []FontSource) {
	for _, part := range syntax.SplitComma(v) {
		if len(part) == 0 {
			continue
		}
		var s FontSource
		if part[0].IsFunc("local") {
			name, ok := familyName(syntax.Trim(part[0].Kids))
			if !ok || len(part) > 1 {
				continue
			}
			s.Local = name
			out = append(out, s)
			continue
		}
		url, rest, ok := address(part)
		if !ok || part[0].Kind == syntax.String {
			continue
		}
		s.URL = url
		for i := range rest {
			t := &rest[i]
			words := syntax.Trim(t.Kids)
			switch {
			case t.IsFunc("format") && len(words) > 0:
				s.Format = syntax.Lower(words[0].Text)
			case t.IsFunc("tech"):
				for j := range words {
					if words[j].Kind == syntax.Ident {
						s.Tech = append(s.Tech, syntax.Lower(words[j].Text))
					}
				}
			case t.Kind != syntax.Whitespace:
				ok = false
			}
		}
		if ok {
			out = append(out, s)
		}
	}
	return out
}

// unicodeRanges parses unicode-range from its text, because tokens cut ranges apart. One bad
// range makes the descriptor invalid.
// https://www.w3.org/TR/css-fonts-4/#unicode-range-desc
func unicodeRanges(text string) (out []RuneRange) {
	for _, s := range strings.Split(text, ",") {
		s = strings.ToLower(strings.TrimSpace(s))
		s, ok := strings.CutPrefix(s, "u+")
		if !ok {
			return nil
		}
		lo, hi, isRange := strings.Cut(s, "-")
		if !isRange {
			if n := strings.TrimRight(s, "?"); n != s {
				lo, hi = strings.ReplaceAll(s, "?", "0"), strings.ReplaceAll(s, "?", "f")
			} else {
				hi = s
			}
		}
		a, err := strconv.ParseUint(lo, 16, 32)
		b, err2 := strconv.ParseUint(hi, 16, 32)
		if err != nil || err2 != nil || len(lo) > 6 || len(hi) > 6 || a > b || b > 0x10FFFF {
			return nil
		}
		out = append(out, RuneRange{rune(a), rune(b)})
	}
	return out
}
