package lang

import (
	"strings"
	"testing"
	"time"
)

// TestWords: every text is translated once, and takes the same arguments.
func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range korean {
		if seen[w[0]] || w[1] == "" || strings.Count(w[0], "%s") != strings.Count(w[1], "%s") {
			t.Errorf("%q, %q", w[0], w[1])
		}
		seen[w[0]] = true
	}
}

func TestSay(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{English.Say("Reload"), "Reload"},
		{Korean.Say("Reload"), "새로 고침"},
		{English.Say("Value must be %s or more.", "3"), "Value must be 3 or more."},
		{Korean.Say("Value must be %s or more.", "3"), "값은 3 이상이어야 합니다."},
		{Korean.Say("nothing like this"), "nothing like this"},
		{Korean.Month(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)), "2026년 11월"},
		{English.ShortMonth(time.March) + Korean.ShortMonth(time.March), "Mar3월"},
		{English.ShortDay(time.Monday) + Korean.ShortDay(time.Monday), "Mo월"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestTags(t *testing.T) {
	for _, l := range []Lang{English, Korean} {
		var back Lang
		if err := back.UnmarshalText([]byte(l.String())); err != nil || back != l {
			t.Errorf("%v: %v, %v", l, back, err)
		}
	}
	var l Lang
	if err := l.UnmarshalText([]byte("xx")); err == nil || err.Error() != "want en or ko" {
		t.Error(err)
	}
}
