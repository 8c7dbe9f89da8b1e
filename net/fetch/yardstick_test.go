package fetch

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"vitrine/engine/ratchet"
	"vitrine/net/weburl"
)

func TestDataURLs(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/url/data-urls.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases [][]json.RawMessage
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	for _, c := range cases {
		var in, mime string
		var body []int
		json.Unmarshal(c[0], &in)
		wantFailure := len(c) < 3
		if !wantFailure {
			json.Unmarshal(c[1], &mime)
			json.Unmarshal(c[2], &body)
		}
		u, err := weburl.Parse(in)
		if err != nil {
			if !wantFailure {
				failed[in] = err.Error()
			}
			continue
		}
		ty, got, ok := ParseDataURL(u)
		if !ok || wantFailure {
			if ok != !wantFailure {
				failed[in] = "wrongly accepted or refused"
			}
			continue
		}
		want := make([]byte, len(body))
		for i, v := range body {
			want[i] = byte(v)
		}
		if ty.String() != mime || string(got) != string(want) {
			failed[in] = "got " + ty.String() + " " + strconv.Quote(string(got)) + ", want " + mime + " " + strconv.Quote(string(want))
		}
	}
	ratchet.Hold(t, "dataurls.expect", len(cases), failed)
}

func TestForgivingBase64(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/url/base64.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases [][]json.RawMessage
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	for _, c := range cases {
		var in string
		var want *[]int
		json.Unmarshal(c[0], &in)
		json.Unmarshal(c[1], &want)
		got, ok := ForgivingBase64([]byte(in))
		same := ok == (want != nil)
		if same && ok {
			same = len(got) == len(*want)
			for i := 0; same && i < len(got); i++ {
				same = int(got[i]) == (*want)[i]
			}
		}
		if !same {
			failed[in] = "got " + strconv.Quote(string(got)) + " " + strconv.FormatBool(ok)
		}
	}
	ratchet.Hold(t, "base64.expect", len(cases), failed)
}

func FuzzDataURL(f *testing.F) {
	for _, s := range []string{"data:,x", "data:text/html;base64,PGI+", "data:;charset=x;base64 ,a b", "data:a/b;c=\"d,e\",f#g"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := weburl.Parse("data:" + s)
		if err != nil {
			t.Fatal(err)
		}
		ty, _, ok := ParseDataURL(u)
		if ok && ty.Essence() == "" {
			t.Errorf("%q has no type", u)
		}
	})
}
