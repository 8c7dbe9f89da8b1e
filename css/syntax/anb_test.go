package syntax

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"vitrine/engine/ratchet"
)

func anb(s string) string {
	a, b, rest, ok := ParseAnB(ParseComponents(s))
	if !ok || len(Trim(rest)) > 0 {
		return "parse error"
	}
	return FormatAnB(a, b)
}

func TestAnB(t *testing.T) {
	for in, want := range map[string]string{
		"odd": "2n+1", " even ": "2n", "3": "3", "+n": "n", "+ n": "parse error", "-2n + 3": "-2n+3",
		"2n- 1": "2n-1", "n-1x": "parse error", "": "parse error", "99999999999n": "2147483647n",
		`\6e`: "n", "+/**/n": "n", "n/**/+1": "n+1", "0n+0": "0",
	} {
		if got := anb(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// TestAnBYardstick holds every line of the yardstick; there are no known failures.
func TestAnBYardstick(t *testing.T) {
	f, err := os.Open(ratchet.Shared(t, "wpt/data/css_anb.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for sc := bufio.NewScanner(f); sc.Scan(); n++ {
		var c struct{ Input, Expected string }
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if got := anb(c.Input); got != c.Expected {
			t.Errorf("%q: %s, want %s", c.Input, got, c.Expected)
		}
	}
	if n == 0 {
		t.Error("the yardstick is empty")
	}
}
