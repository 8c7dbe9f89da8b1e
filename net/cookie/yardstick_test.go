package cookie

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"vitrine/engine/ratchet"
	"vitrine/net/weburl"
)

// suiteTime is when the cases are run: their dates were in the future when they were written.
var suiteTime = time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC)

func fixed(t time.Time) func() time.Time { return func() time.Time { return t } }

func TestHTTPState(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/cookies/http-state-parser.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Test     string
		Received []string
		Sent     []struct{ Name, Value string }
		SentTo   string `json:"sent-to"`
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	for _, c := range cases {
		id := strings.ToLower(c.Test)
		from := weburl.MustParse("http://home.example.org:8888/cookie-parser?" + id)
		to := weburl.MustParse("http://home.example.org:8888/cookie-parser-result?" + id)
		if c.SentTo != "" {
			if to, err = to.Resolve(c.SentTo); err != nil {
				t.Fatal(err)
			}
		}
		j, _ := New(Config{Now: fixed(suiteTime)})
		for _, v := range c.Received {
			j.Store(Context{URL: from}, v)
		}
		var want []string
		for _, s := range c.Sent {
			want = append(want, (&Cookie{Name: s.Name, Value: s.Value}).Pair())
		}
		if got, _ := j.Send(Context{URL: to}); got != strings.Join(want, "; ") {
			failed[c.Test] = "got " + got + ", want " + strings.Join(want, "; ") + " of " + strings.Join(c.Received, " | ")
		}
	}
	ratchet.Hold(t, "httpstate.expect", len(cases), failed)
}

func TestDates(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/cookies/http-state-dates.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Test     string
		Expected *string
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	for _, c := range cases {
		got := "no date"
		if at, ok := ParseDate(c.Test); ok {
			got = at.Format("Mon, 02 Jan 2006 15:04:05 GMT")
		}
		want := "no date"
		if c.Expected != nil {
			want = *c.Expected
		}
		if got != want {
			failed[c.Test] = got + ", want " + want
		}
	}
	ratchet.Hold(t, "dates.expect", len(cases), failed)
}

func TestWPT(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "wpt/data/cookies.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	total := 0
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); total++ {
		var c struct {
			File, Name, Expected, Location string
			Cookie                         json.RawMessage
			DefaultPath                    *bool
		}
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		var set []string
		if json.Unmarshal(c.Cookie, &set) != nil {
			var one string
			if err := json.Unmarshal(c.Cookie, &one); err != nil {
				t.Fatal(err)
			}
			set = []string{one}
		}
		origin := "http://web-platform.test"
		if strings.Contains(c.File, ".https.") {
			origin = "https://web-platform.test"
		}
		read := "/cookies/resources/echo-cookie.html"
		switch {
		case c.Location != "":
			read = c.Location
		case c.DefaultPath != nil && !*c.DefaultPath:
			read = "/" + c.File
		}
		j, _ := New(Config{Now: fixed(suiteTime)})
		for _, v := range set {
			v = strings.ReplaceAll(v, "{{host}}", "web-platform.test")
			j.Store(Context{URL: weburl.MustParse(origin + "/cookies/resources/cookie.py")}, v)
		}
		if got, _ := j.Send(Context{URL: weburl.MustParse(origin + read)}); got != c.Expected {
			failed[c.Name] = "got " + got + ", want " + c.Expected
		}
	}
	ratchet.Hold(t, "wpt.expect", total, failed)
}

func TestPublicSuffixes(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/psl/tests.txt"))
	if err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	total := 0
	for line := range strings.SplitSeq(string(b), "\n") {
		f := strings.Fields(line)
		if len(f) != 2 || strings.HasPrefix(line, "//") {
			continue
		}
		total++
		ascii := func(s string) string {
			if s == "null" {
				return ""
			}
			u, err := weburl.Parse("http://" + s + "/")
			if err != nil {
				return ""
			}
			return u.Hostname()
		}
		if got := RegistrableDomain(ascii(f[0])); got != ascii(f[1]) {
			failed[f[0]] = "got " + got + ", want " + f[1]
		}
	}
	ratchet.Hold(t, "psl.expect", total, failed)
}
