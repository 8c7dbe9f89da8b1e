package style

import "testing"

func TestInitial(t *testing.T) {
	if s := Initial(); s.FontSize() != 16 {
		t.Fatalf("font-size %v", s.FontSize())
	}
}
