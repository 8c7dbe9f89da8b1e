package cssom

import (
	"reflect"
	"testing"

	"vitrine/css/syntax"
)

func TestFeatureValues(t *testing.T) {
	s := Parse(nil, syntax.NewSource("", "@font-feature-values Some Font, 'b' { font-display: swap; @styleset { aB: 1 2; bad: x } @swash { s: 1 2 } @no { a: 1 } }"), Options{})
	want := []FeatureValue{{"Some Font", "styleset", "aB", []int{1, 2}}, {"b", "styleset", "aB", []int{1, 2}}}
	if len(s.Rules) != 1 || !reflect.DeepEqual(s.Rules[0].Features, want) {
		t.Errorf("%+v", s.Rules)
	}
}
