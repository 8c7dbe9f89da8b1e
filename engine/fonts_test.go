package engine

import (
	"testing"

	"vitrine/css/prop"
)

func TestFontDescriptors(t *testing.T) {
	for s, want := range map[string]string{
		`"liga" on, "dlig" off, "ss01" 2`: "liga=1,dlig=0,ss01=2",
		`"smcp" calc(1 + 1)`:              "smcp=2",
		`normal`:                          "",
		`"long tag" 1`:                    "",
		``:                                "",
	} {
		if got := settings(prop.FontFeatureSettings, s); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
	if got := settings(prop.FontVariationSettings, `"wght" 350.5, "wdth" 80`); got != "wght=350.5,wdth=80" && got != "wdth=80,wght=350.5" {
		t.Error(got)
	}
}
