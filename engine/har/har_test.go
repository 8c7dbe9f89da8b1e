package har

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/netip"
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
	if len(e.Request.Cookies) != 2 || e.Request.Cookies[1] != (Cookie{Name: "b", Value: "2"}) || len(e.Response.Cookies) != 1 || e.Response.Cookies[0].Name != "c" || e.Response.Cookies[0].Path != "/" || *e.Response.Cookies[0].Secure {
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

// schema is the published JSON schema of HAR 1.2 (npm: har-schema) as far as this package writes
// it: for each object the type of every field, those with * being required.
var schema = map[string]map[string]string{
	"":            {"log*": "log"},
	"log":         {"version*": "string", "creator*": "creator", "browser": "creator", "pages": "[]page", "entries*": "[]entry"},
	"creator":     {"name*": "string", "version*": "string"},
	"page":        {"startedDateTime*": "date", "id*": "string", "title*": "string", "pageTimings*": "pageTimings"},
	"pageTimings": {"onContentLoad": "time", "onLoad": "time"},
	"entry": {"pageref": "string", "startedDateTime*": "date", "time*": "positive", "request*": "request", "response*": "response",
		"cache*": "cache", "timings*": "timings", "serverIPAddress": "address", "_error": "string", "_initiator": "initiator",
		"_priority": "string", "_resourceType": "string", "_fromCache": "string"},
	"initiator": {"type*": "string", "url": "string"},
	"cache":     {},
	"request": {"method*": "string", "url*": "url", "httpVersion*": "string", "cookies*": "[]cookie", "headers*": "[]pair",
		"queryString*": "[]pair", "postData": "postData", "headersSize*": "integer", "bodySize*": "integer"},
	"response": {"status*": "integer", "statusText*": "string", "httpVersion*": "string", "cookies*": "[]cookie", "headers*": "[]pair",
		"content*": "content", "redirectURL*": "string", "headersSize*": "integer", "bodySize*": "integer", "_transferSize": "integer"},
	"cookie":   {"name*": "string", "value*": "string", "path": "string", "domain": "string", "expires": "date", "httpOnly": "bool", "secure": "bool", "sameSite": "string"},
	"pair":     {"name*": "string", "value*": "string"},
	"postData": {"mimeType*": "string", "params": "[]pair", "text": "string"},
	"content":  {"size*": "integer", "compression": "integer", "mimeType*": "string", "text": "string", "encoding": "string"},
	"timings":  {"blocked": "time", "dns": "time", "connect": "time", "ssl": "time", "send*": "time", "wait*": "time", "receive*": "time"},
}

// conforms tells how v differs from a type of the schema.
func conforms(v any, typ, path string) (problems []string) {
	wrong := func() []string { return []string{fmt.Sprintf("%s: %v is no %s", path, v, typ)} }
	if of, ok := strings.CutPrefix(typ, "[]"); ok {
		list, ok := v.([]any)
		if !ok {
			return wrong()
		}
		for i, x := range list {
			problems = append(problems, conforms(x, of, fmt.Sprintf("%s[%d]", path, i))...)
		}
		return problems
	}
	if fields, ok := schema[typ]; ok {
		o, ok := v.(map[string]any)
		if !ok {
			return wrong()
		}
		for name, t := range fields {
			bare, required := strings.CutSuffix(name, "*")
			if x, ok := o[bare]; ok {
				problems = append(problems, conforms(x, t, path+"."+bare)...)
			} else if required {
				problems = append(problems, path+"."+bare+" is missing")
			}
		}
		for name := range o {
			if fields[name] == "" && fields[name+"*"] == "" {
				problems = append(problems, path+"."+name+" is not in the format")
			}
		}
		return problems
	}
	ok := false
	switch typ {
	case "string":
		_, ok = v.(string)
	case "bool":
		_, ok = v.(bool)
	case "url":
		s, _ := v.(string)
		_, err := weburl.Parse(s)
		ok = err == nil
	case "address":
		s, _ := v.(string)
		_, err := netip.ParseAddr(s)
		ok = err == nil
	case "date":
		s, _ := v.(string)
		_, err := time.Parse(time.RFC3339Nano, s)
		ok = err == nil
	case "integer":
		f, isNumber := v.(float64)
		ok = isNumber && f == math.Trunc(f) && f >= -1
	case "time":
		f, isNumber := v.(float64)
		ok = isNumber && (f == -1 || f >= 0)
	case "positive":
		f, isNumber := v.(float64)
		ok = isNumber && f >= 0
	}
	if !ok {
		return wrong()
	}
	return nil
}

// TestSchema holds archives against the schema.
func TestSchema(t *testing.T) {
	failed := story()
	failed.Resources[0].Error, failed.Resources[0].Exchanges = "no such name", nil
	form := story()
	x := form.Resources[0].Exchanges[0]
	x.Method, x.RequestBody, x.RequestBytes, x.RequestType = "POST", "a=1&b=%ED%99%8D+x", 17, "application/x-www-form-urlencoded"
	for _, s := range []*explain.Story{story(), failed, form, {Start: time.Unix(1, 0)}} {
		var b bytes.Buffer
		if err := New(s, "title", func(string) []byte { return []byte("\xff") }).Write(&b); err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		for _, p := range conforms(v, "", "") {
			t.Error(p)
		}
	}
	if p := conforms(map[string]any{"log": map[string]any{"version": 1.2, "entries": []any{map[string]any{"time": -5.0}}}}, "", ""); len(p) < 8 {
		t.Errorf("a broken archive has %d problems", len(p))
	}
	q := New(form, "", func(string) []byte { return nil }).Log.Entries[0].Request
	if q.PostData == nil || q.BodySize != 17 || len(q.PostData.Params) != 2 || q.PostData.Params[1] != (Pair{"b", "홍 x"}) {
		t.Errorf("%+v", q.PostData)
	}
}

// TestErrorsAgain: what failed when it was recorded fails again in the same words.
func TestErrorsAgain(t *testing.T) {
	u := weburl.MustParse("http://a.test/x")
	for _, want := range []*fetch.Error{
		{URL: u, Phase: fetch.PhaseName, Err: errors.New("a.test: no such name")},
		{URL: u, Phase: fetch.PhaseConnect, Err: errors.New("192.0.2.1:80: refused")},
		{URL: u, Phase: fetch.PhaseResponse, Err: errors.New("no answer within 10s")},
		{URL: u, Phase: fetch.PhasePolicy, Err: errors.New("CORS")},
	} {
		got := recordedError(u.String(), want.Error())
		var fe *fetch.Error
		if !errors.As(got, &fe) || got.Error() != want.Error() || fe.Phase != want.Phase || fe.Timeout() != strings.Contains(want.Error(), "no answer") {
			t.Errorf("%v, want %v", got, want)
		}
	}
	for _, s := range []string{"net::ERR_FAILED", "fetch http://a.test/x: odd", ""} {
		if got := recordedError(u.String(), s); got.Error() != s {
			t.Errorf("%v, want %s", got, s)
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

// TestUpgrade plays back a load that DNS told to go by https: nothing was sent for its first
// address.
func TestUpgrade(t *testing.T) {
	s := &explain.Story{URL: "http://a.test/", Start: time.Unix(1, 0), Total: 5e6, Resources: []*explain.Resource{{
		URL: "https://a.test/", Destination: "document", Status: 200, Type: "text/plain", Wire: 3, Bytes: 3,
		Exchanges: []*explain.Exchange{
			{URL: "http://a.test/", Method: "GET", DNS: 1e6, Connect: -1, TLS: -1, Send: -1, Wait: -1, Receive: -1, Upgraded: "https://a.test/"},
			{URL: "https://a.test/", Method: "GET", Start: 1e6, DNS: -1, Connect: 1e6, TLS: 1e6, Send: 0, Wait: 1e6, Receive: 0, Status: 200,
				RequestHead: "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", ResponseHead: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"},
		}}}}
	a := New(s, "", func(string) []byte { return []byte("end") })
	if r := a.Log.Entries[0].Response; r.Status != 307 || r.RedirectURL != "https://a.test/" {
		t.Errorf("%+v", r)
	}
	c := fetch.New(fetch.Config{Offline: true, Replay: a.Replay()})
	defer c.Close()
	r, err := c.Fetch(context.Background(), &fetch.Request{URL: weburl.MustParse(a.URL())})
	if err != nil || r.URL.String() != "https://a.test/" {
		t.Fatal(r, err)
	}
	if b, err := r.Bytes(0); string(b) != "end" || err != nil {
		t.Errorf("%q %v", b, err)
	}
}
