package text

import "testing"

func TestTrimsAcross(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{"す。", ")", true}, {"す。", "」", true}, {"す。", "　", true}, {"す。", "・", true}, {"す。", "”", true},
		{"す。", "す", false}, {"す。", "(", false}, {"す", "。", false}, {"す)", "。", false}, {"", "。", false},
		{"(", "「", true}, {"“", "「", true}, {"「", "『", true}, {"。", "「", true}, {"　", "「", true},
		{"す", "「", false}, {")", "「", false}, {"", "「", false}, {"「", "す", false},
	} {
		if got := trimsAcross(c.before, c.after); got != c.want {
			t.Errorf("%q before %q: %v, want %v", c.before, c.after, got, c.want)
		}
	}
}
