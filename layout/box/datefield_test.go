package box

import (
	"testing"

	"vitrine/engine/htmlparse"
)

func TestDateParts(t *testing.T) {
	for _, c := range []struct{ attrs, value, want string }{
		{"type=date", "", "mm/dd/yyyy"},
		{"type=date", "2026-11-22", "11/22/2026"},
		{"type=date", "2026-11-32", "mm/dd/yyyy"},
		{"type=date", "0012-01-02", "01/02/0012"},
		{"type=time", "", "--:--\u202f--"},
		{"type=time", "00:30", "12:30\u202fAM"},
		{"type=time", "12:00:05", "12:00:05\u202fPM"},
		{"type=time", "15:07:00.250", "03:07:00.250\u202fPM"},
		{"type=time step=1", "", "--:--:--\u202f--"},
		{"type=datetime-local", "2026-11-22T09:05", "11/22/2026, 09:05\u202fAM"},
		{"type=month", "", "--------- ----"},
		{"type=month", "2026-05", "May 2026"},
		{"type=week", "", "Week --, ----"},
		{"type=week", "2026-W47", "Week 47, 2026"},
		{"type=week", "2026-W60", "Week --, ----"},
		{"type=text", "x", ""},
	} {
		doc := htmlparse.Parse(nil, htmlparse.Input{URL: "test:", Body: []byte("<body><input " + c.attrs + ">")})
		n := doc.Body().FirstElement()
		got := ""
		for _, p := range dateParts(n, inputType(n), ParseMoment(inputType(n), c.value)) {
			got += p.text
		}
		if got != c.want {
			t.Errorf("%s %q: %q, want %q", c.attrs, c.value, got, c.want)
		}
	}
}

func TestMomentValue(t *testing.T) {
	for _, c := range []struct{ kind, value string }{
		{"date", "2026-11-22"}, {"date", "0012-01-02"}, {"month", "2026-05"}, {"week", "2026-W47"},
		{"time", "00:30"}, {"time", "12:00:05"}, {"time", "23:59:00.250"}, {"datetime-local", "2026-11-22T09:05"},
	} {
		m := ParseMoment(c.kind, c.value)
		if got := m.Value(c.kind); got != c.value {
			t.Errorf("%s %q comes back as %q", c.kind, c.value, got)
		}
	}
	m := ParseMoment("date", "2026-01-31")
	if m[Month] = 2; m.Value("date") != "" {
		t.Errorf("the 31st of February is %q", m.Value("date"))
	}
	if m[Day] = -1; m.Value("date") != "" {
		t.Errorf("a date without a day is %q", m.Value("date"))
	}
}
