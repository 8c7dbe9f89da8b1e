package style

import "testing"

func TestContains(t *testing.T) {
	for decl, want := range map[string]Containment{
		"contain: none":                0,
		"contain: size":                0,
		"contain: layout":              ContainLayout,
		"contain: style":               ContainStyle,
		"contain: size paint":          ContainPaint,
		"contain: style layout":        ContainStyle | ContainLayout,
		"contain: content":             ContainLayout | ContainStyle | ContainPaint,
		"contain: strict":              ContainLayout | ContainStyle | ContainPaint,
		"content-visibility: auto":     ContainLayout | ContainStyle | ContainPaint,
		"content-visibility: hidden":   ContainLayout | ContainStyle | ContainPaint,
		"content-visibility: visible":  0,
		"contain: inline-size; top: 0": 0,
	} {
		s := build(t, Context{}, decl)[0]
		got := Containment(0)
		for _, c := range []Containment{ContainLayout, ContainStyle, ContainPaint} {
			if s.Contains(c) {
				got |= c
			}
		}
		if got != want {
			t.Errorf("%s: %b, want %b", decl, got, want)
		}
	}
}
