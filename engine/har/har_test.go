package har

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"vitrine/engine/explain"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

func story() *explain.Story {
	return &explain.Story{URL: "http://a.test/", Start: time.Unix(1, 0), Total: 5e6, Resources: []*explain.Resource{{
		URL: "http://a.test/new?x=1", Destination: "document", Status: 200, Type: "text/plain", Wire: 3, Bytes: 4,
		Exchanges: []*explain.Exchange{
			{URL: "http://a.test/", Method: "GET", DNS: 1e6, Connect: 2e6, TLS: 3e6, Send: 0, Wait: 4e6, Receive: -1, Status: 302, Address: "192.0.2.1:80",
				RequestHead:  "GET / HTTP/1.1\r\nHost: a.test\r\nCookie: a=1; b=2\r\n\r\n",
				ResponseHead: "HTTP/1.1 302 Found\r\nLocation: /new?x=1\r\nSet-Cookie: c=3; Path=/\r\n\r\n"},
			{URL: "http://a.test/new?x=1", Method: "GET", Start: 10e6, DNS: -1, Connect: -1, TLS: -1, Send: 1e6, Wait: 1e6, Receive: 1e6, Status: 200, Reused: true,
				RequestHead:  "GET /new?x=1 HTTP/1.1\r\nHost: a.test\r\n\r\n",
				ResponseHead: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n"},
		}}}}
}

// TestRoundTrip writes an archive, reads it and plays it through the client.
func TestRoundTrip(t *testing.T) {
	for _, body := range []string{"text", "\xff\x00\xfe"} {
		a := New(story(), "title", func(url string) []byte { return []byte(body) })
		var b bytes.Buffer
		if err := a.Write(&b); err != nil {
			t.Fatal(err)
		}
		a, err := Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		c := fetch.New(fetch.Config{Offline: true, Replay: a.Replay()})
		u, _ := weburl.Parse(a.URL() + "#f")
		r, err := c.Fetch(context.Background(), &fetch.Request{URL: u})
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Bytes(0)
		if err != nil || string(got) != body || r.URL.String() != "http://a.test/new?x=1#f" || len(r.Redirects) != 1 {
			t.Errorf("%q %s %v %v", got, r.URL, r.Redirects, err)
		}
		u, _ = weburl.Parse("http://a.test/missing")
		if _, err := c.Fetch(context.Background(), &fetch.Request{URL: u}); !errors.Is(err, ErrNotRecorded) {
			t.Errorf("missing: %v", err)
		}
		c.Close()
	}
}

// TestFormat holds the archive to what the format demands: the parts add up to the whole.
func TestFormat(t *testing.T) {
	a := New(story(), "title", func(string) []byte { return nil })
	e := a.Log.Entries[0]
	if e.Timings.Connect != 5 || e.Timings.SSL != 3 || e.Server != "192.0.2.1" || e.Response.RedirectURL != "/new?x=1" || e.Response.StatusText != "Found" {
		t.Errorf("%+v", e)
	}
	if len(e.Request.Cookies) != 2 || e.Request.Cookies[1] != (Pair{"b", "2"}) || len(e.Response.Cookies) != 1 || e.Response.Cookies[0] != (Pair{"c", "3"}) {
		t.Errorf("cookies %v %v", e.Request.Cookies, e.Response.Cookies)
	}
	if q := a.Log.Entries[1].Request.QueryString; len(q) != 1 || q[0] != (Pair{"x", "1"}) {
		t.Errorf("query %v", q)
	}
	for _, e := range a.Log.Entries {
		sum := 0.0
		for _, v := range []float64{e.Timings.Blocked, e.Timings.DNS, e.Timings.Connect, e.Timings.Send, e.Timings.Wait, e.Timings.Receive} {
			sum += max(v, 0)
		}
		if math.Abs(sum-e.Time) > 1e-9 || e.Timings.Send < 0 || e.Timings.Wait < 0 || e.Timings.Receive < 0 {
			t.Errorf("time %v, timings %+v", e.Time, e.Timings)
		}
		if _, err := time.Parse(time.RFC3339, e.Started); err != nil {
			t.Error(err)
		}
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	New(story(), "t", func(string) []byte { return []byte("x") }).Write(&b)
	f.Add(b.String())
	f.Add(`{"log":{"entries":[{"request":{"method":"GET","url":"http://a/"},"response":{"status":200,"content":{"text":"!","encoding":"base64"}}}]}}`)
	f.Add(`{}`)
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Read(strings.NewReader(s))
		if err != nil {
			return
		}
		r := a.Replay()
		for _, e := range a.Log.Entries {
			r.Replay(e.Request.Method, canonical(e.Request.URL))
		}
		if _, err := json.Marshal(a); err != nil {
			t.Error(err)
		}
	})
}
