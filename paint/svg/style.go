package svg

import (
	"image/color"
	"strings"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/css/ua"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/text"
)

// Styler returns the style that n has when it inherits from parent, see
// [cascade.Result.Under].
type Styler func(n *dom.Node, parent *style.Style) *style.Style

// Styles runs the cascade over a document that stands alone, such as one used as an image: its
// own <style> elements apply and nothing is loaded for it.
// https://www.w3.org/TR/SVG2/conform.html#secure-static-mode
func Styles(doc *dom.Document, fonts *text.Fonts, scheme media.Scheme, w, h float64) *cascade.Result {
	in := cascade.Input{Doc: doc, Hints: ua.Hints(doc, nil), Env: media.Env{Width: float32(w), Height: float32(h), Scheme: scheme}}
	for _, s := range ua.Sheets(doc) {
		in.Sheets = append(in.Sheets, &cascade.Sheet{CSS: s, Origin: cascade.UserAgent})
	}
	root := doc.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type != dom.ElementNode || n.Name() != "style" || n.NS() != dom.SVG && n.NS() != dom.HTML {
			continue
		}
		sheet := &cascade.Sheet{
			CSS:    cssom.Parse(nil, syntax.NewSource(doc.URL, n.TextContent()), cssom.Options{Base: doc.Base()}),
			Origin: cascade.Author,
			Owner:  n.ParentElement(),
		}
		if m, ok := n.Attr("media"); ok {
			sheet.Media = media.Parse(syntax.ParseComponents(m))
		}
		in.Sheets = append(in.Sheets, sheet)
	}
	if fonts != nil {
		in.NormalLineHeight = func(s *style.Style) float32 { return fonts.Of(s).Metrics.LineSpacing }
	}
	return cascade.Resolve(nil, in, nil)
}

// alpha reads an attribute that is a number or a percentage between 0 and 1.
func alpha(v string, def float64) float64 {
	if v == "" {
		return def
	}
	s := &scanner{s: v}
	f, ok := s.number()
	if !ok {
		return def
	}
	if strings.HasSuffix(strings.TrimSpace(v), "%") {
		f /= 100
	}
	return min(max(f, 0), 1)
}

func fade(c color.NRGBA, a float64) color.NRGBA {
	c.A = uint8(float64(c.A)*min(max(a, 0), 1) + 0.5)
	return c
}

// length reads a length attribute; percentages are of basis.
func length(v string, basis, em, def float64) float64 {
	v = strings.TrimSpace(v)
	if v == "" || v == "auto" {
		return def
	}
	s := &scanner{s: v}
	f, ok := s.number()
	if !ok {
		return def
	}
	switch strings.ToLower(v[s.i:]) {
	case "", "px":
		return f
	case "%":
		return f / 100 * basis
	case "em", "rem":
		return f * em
	case "ex", "ch":
		return f * em / 2
	case "pt":
		return f * 4 / 3
	case "pc":
		return f * 16
	case "in":
		return f * 96
	case "cm":
		return f * 96 / 2.54
	case "mm":
		return f * 96 / 25.4
	case "q":
		return f * 96 / 101.6
	}
	return def
}

// floats reads a list of numbers.
func floats(v string) []float64 {
	s := &scanner{s: v}
	var out []float64
	for len(out) < maxSegments {
		f, ok := s.number()
		if !ok {
			break
		}
		out = append(out, f)
		for s.i < len(s.s) && (s.s[s.i] == '%' || s.s[s.i] >= 'a' && s.s[s.i] <= 'z') {
			s.i++
		}
	}
	return out
}

// geometry returns a geometry property: the style's value when the sheet sets one, otherwise
// the attribute's. https://www.w3.org/TR/SVG2/geometry.html
func geometry(n *dom.Node, s *style.Style, name string, basis, def float64) float64 {
	var l value.Length
	auto := false
	switch name {
	case "x":
		l = s.X()
	case "y":
		l = s.Y()
	case "cx":
		l = s.Cx()
	case "cy":
		l = s.Cy()
	case "r":
		l = s.R()
	case "rx":
		l, auto = s.Rx(), true
	case "ry":
		l, auto = s.Ry(), true
	case "width":
		l, auto = s.Width(), true
	case "height":
		l, auto = s.Height(), true
	}
	if auto && l.Kind != value.LengthKeyword || !auto && !l.IsZero() {
		return l.Float(basis)
	}
	v, _ := n.Attr(name)
	return length(v, basis, float64(s.FontSize()), def)
}
