package text

import "testing"

func TestSkipsInk(t *testing.T) {
	for r, want := range map[rune]bool{'a': true, '_': false, '/': false, '漢': false, 'な': false, '、': false, '한': false, 'ｱ': false, '①': false, '→': true, 'א': true, 0x20000: false, 0x10FFFF: true} {
		if SkipsInk(r) != want {
			t.Errorf("%q: %v", r, !want)
		}
	}
	for i := 1; i < len(unskipped); i++ {
		if unskipped[i][0] <= unskipped[i-1][1] || unskipped[i][0] > unskipped[i][1] {
			t.Errorf("%#x is out of order", unskipped[i][0])
		}
	}
}
