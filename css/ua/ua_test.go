package ua

import "testing"

func TestSheetsAreUnderstood(t *testing.T) {
	for _, s := range []interface{ String() string }{htmlSheet(), quirksSheet(), svgSheet()} {
		if s.String() == "" {
			t.Error("empty sheet")
		}
	}
	for _, d := range append(append(htmlSheet().Diagnostics(), quirksSheet().Diagnostics()...), svgSheet().Diagnostics()...) {
		t.Errorf("%s: %s", d.Name, d.Text)
	}
}
