package cssom

import (
	"strings"

	"vitrine/css/syntax"
)

// FeatureValue is one name that a @font-feature-values rule gives to the indices of an OpenType
// feature of a family.
// https://www.w3.org/TR/css-fonts-4/#font-feature-values
type FeatureValue struct {
	Family string // as written
	Type   string // the function of font-variant-alternates it serves: "stylistic", "styleset", …
	Name   string // case-sensitive
	Values []int
}

// maxFeatureValues bounds the indices of one name.
const maxFeatureValues = 99

// featureTypes are the blocks of a @font-feature-values rule and how many indices their names take.
var featureTypes = map[string]int{
	"stylistic": 1, "historical-forms": 1, "styleset": maxFeatureValues, "character-variant": 2, "swash": 1, "ornaments": 1, "annotation": 1,
}

// featureValues reads the block of a @font-feature-values rule.
func (p *parser) featureValues(r *syntax.Rule) []FeatureValue {
	var out []FeatureValue
	for _, family := range familyNames(r.Prelude) {
		for i := range r.Block {
			b := r.Block[i].Rule
			if b == nil {
				continue // font-display
			}
			limit := featureTypes[b.Name]
			if limit == 0 || len(b.Prelude) > 0 {
				p.drop(b.Pos, "rule", "@"+b.Name+" in @font-feature-values")
				continue
			}
			for j := range b.Block {
				d := &b.Block[j].Declaration
				v := indices(d.Value, limit)
				if b.Block[j].Rule != nil || v == nil {
					p.drop(d.Pos, "value", d.Name+" in @"+b.Name)
					continue
				}
				out = append(out, FeatureValue{Family: family, Type: b.Name, Name: d.Name, Values: v})
			}
		}
	}
	return out
}

// indices reads non-negative integers, at most limit; nil when the value is not that.
func indices(v []syntax.Component, limit int) []int {
	var out []int
	for i := range v {
		t := &v[i]
		switch {
		case t.Kind == syntax.Whitespace:
		case t.Kind == syntax.Number && t.Num >= 0 && t.Num <= 1<<16 && t.Num == float64(int(t.Num)) && len(out) < limit:
			out = append(out, int(t.Num))
		default:
			return nil
		}
	}
	return out
}

// familyNames reads a comma-separated list of family names.
func familyNames(v []syntax.Component) []string {
	var out, words []string
	flush := func() {
		if len(words) > 0 {
			out = append(out, strings.Join(words, " "))
			words = nil
		}
	}
	for i := range v {
		switch t := &v[i]; t.Kind {
		case syntax.Ident, syntax.String:
			words = append(words, t.Text)
		case syntax.Comma:
			flush()
		}
	}
	flush()
	return out
}
