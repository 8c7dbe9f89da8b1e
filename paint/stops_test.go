package paint

import (
	"testing"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/paint/display"
)

// sample returns a stop list's colour at t, mixed as the display list is drawn.
func sample(list []display.Stop, t float32) [3]int {
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if t <= b.Offset && b.Offset > a.Offset {
			f := (t - a.Offset) / (b.Offset - a.Offset)
			mix := func(x, y uint8) int { return int(float32(x) + f*(float32(y)-float32(x)) + 0.5) }
			return [3]int{mix(a.Color.R, b.Color.R), mix(a.Color.G, b.Color.G), mix(a.Color.B, b.Color.B)}
		}
	}
	return [3]int{}
}

// TestStops holds gradients against colours measured in Chromium, within 4 of 255.
func TestStops(t *testing.T) {
	red, blue := value.RGB(255, 0, 0, 1), value.RGB(0, 0, 255, 1)
	green := value.Color{C: [3]float32{0.7, 0.2, 140}, A: 1, Space: value.SpaceOklch}
	var b style.Builder
	b.Start(&style.Context{Context: value.Context{}})
	s := b.Style(true)
	for _, c := range []struct {
		name string
		g    value.Gradient
		at   float32
		want [3]int
	}{
		{"near the end of a mixture in light the steps are small", value.Gradient{HasSpace: true, Space: value.SpaceSRGBLinear, Stops: []value.Stop{{Color: red}, {Color: blue}}}, 0.99, [3]int{25, 0, 254}},
		{"a hint is worked out in sRGB, the rest in Oklab", value.Gradient{Stops: []value.Stop{{Color: blue}, {At: value.Percentage(5)}, {Color: green}}}, 113.5 / 400, [3]int{58, 140, 101}},
		{"a hint in the middle is none", value.Gradient{Stops: []value.Stop{{Color: blue}, {At: value.Percentage(50)}, {Color: green}}}, 297.5 / 400, [3]int{0, 163, 132}},
	} {
		got := sample(stops(&c.g, s, 400), c.at)
		for k := range got {
			if got[k] < c.want[k]-4 || got[k] > c.want[k]+4 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
}
