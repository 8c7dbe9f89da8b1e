package media

import "testing"

// TestSourceSize: as measured in Chromium with a viewport of 800 by 600 px.
func TestSourceSize(t *testing.T) {
	e := Env{Width: 800, Height: 600}
	for _, c := range []struct {
		sizes string
		want  float64
	}{
		{"", 800}, {"100px", 100}, {"50vw", 400}, {"10em", 160}, {"calc(100vw - 20px)", 780}, {"0", 0}, {"5", 800},
		{"(max-width: 700px) 10px, 20px", 20}, {"(min-width: 700px) 10px, 20px", 10}, {"not (min-width: 700px) 10px, 30px", 30},
		{"(min-width: 1px) and (max-width: 800px) 7px", 7}, {"auto, 33px", 33}, {"auto", 800}, {"50%", 800}, {"-1px, 9px", 9},
		{"bogus 10px, 20px", 20}, {"(bogus) 10px, 20px", 20}, {"(min-width:1px) 10px extra, 4px", 4}, {"1px 2px, 3px", 3}, {"1s, 3px", 3},
		{"min(50vw, 300px)", 300}, {",, 5px", 5},
	} {
		if got := SourceSize(c.sizes, &e); got != c.want {
			t.Errorf("%q: %v, want %v", c.sizes, got, c.want)
		}
	}
}
