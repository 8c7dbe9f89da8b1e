package cascade

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"

	"vitrine/css/prop"
)

// Transitions that classes begin, turn round and end have the values that Chromium computes.
func TestTransitionsAgainstChromium(t *testing.T) {
	f, err := os.Open("testdata/transition.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	total, bad := 0, 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var c struct {
			Base, Y, Prop string
			Steps         []struct {
				Class *string
				At    float64
				Want  string
			}
		}
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		s := newStage(t, "#a{"+c.Base+"} #a.y{"+c.Y+"}")
		s.in.Motion.Transitions = true
		for i, st := range c.Steps {
			if st.Class != nil {
				s.at(st.At)
				s.in.Doc.SetAttr(s.elem, "class", *st.Class)
			}
			s.at(st.At)
			total++
			if got := s.text(prop.Lookup(c.Prop)); !near(got, st.Want) {
				bad++
				t.Errorf("%s | %s: step %d at %g: %s %s, want %s", c.Base, c.Y, i, st.At, c.Prop, got, st.Want)
				break
			}
		}
	}
	t.Logf("%d of %d agree", total-bad, total)
}

var number = regexp.MustCompile(`-?\d+(\.\d+)?`)

// near compares values, numbers with a little tolerance.
func near(a, b string) bool {
	if number.ReplaceAllString(a, "#") != number.ReplaceAllString(b, "#") {
		return false
	}
	x, y := number.FindAllString(a, -1), number.FindAllString(b, -1)
	for i := range x {
		u, _ := strconv.ParseFloat(x[i], 64)
		v, _ := strconv.ParseFloat(y[i], 64)
		if math.Abs(u-v) > 0.01 {
			return false
		}
	}
	return true
}
