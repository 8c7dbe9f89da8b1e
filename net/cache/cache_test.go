package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vitrine/net/header"
)

func fields(s string) (h header.List) {
	for line := range strings.SplitSeq(s, "|") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			h.Add(name, value)
		}
	}
	return h
}

// put stores a response as a fetch does.
func put(t testing.TB, c *Cache, q *Request, h, body string) {
	t.Helper()
	w, rule := c.Store(q, Head{Status: 200, Reason: "OK", Header: fields(h), Requested: c.now(), Received: c.now()})
	if w == nil {
		t.Fatal(rule)
	}
	w.Write([]byte(body))
	if ok, err := w.Commit(); !ok || err != nil {
		t.Fatal(ok, err)
	}
}

func TestDecisions(t *testing.T) {
	now := time.Unix(1e9, 0)
	for _, c := range []struct {
		response, request string
		mode              Mode
		later             time.Duration
		want              Action
	}{
		{"Cache-Control: max-age=60", "", Default, 59 * time.Second, Use},
		{"Cache-Control: max-age=60", "", Default, 60 * time.Second, Fetch},
		{"Cache-Control: max-age=60|ETag: \"a\"", "", Default, 60 * time.Second, Validate},
		{"Cache-Control: max-age=60|ETag: \"a\"", "", NoCache, 0, Validate},
		{"Cache-Control: max-age=60|ETag: \"a\"", "", Reload, 0, Fetch},
		{"Cache-Control: max-age=60|ETag: \"a\"", "", NoStore, 0, Fetch},
		{"Cache-Control: max-age=60|ETag: \"a\"", "", ForceCache, time.Hour, Use},
		{"Cache-Control: max-age=60|ETag: \"a\"", "", OnlyIfCached, time.Hour, Use},
		{"Cache-Control: max-age=60|ETag: \"a\"", "Cache-Control: only-if-cached", Default, time.Hour, Fail},
		{"Cache-Control: max-age=60|ETag: \"a\"", "Cache-Control: max-stale=10", Default, 65 * time.Second, Use},
		{"Cache-Control: max-age=60|ETag: \"a\"", "Cache-Control: max-stale=10", Default, 75 * time.Second, Validate},
		{"Cache-Control: max-age=60, must-revalidate|ETag: \"a\"", "Cache-Control: max-stale", Default, 65 * time.Second, Validate},
		{"Cache-Control: max-age=60|ETag: \"a\"", "Cache-Control: min-fresh=10", Default, 55 * time.Second, Validate},
		{"Cache-Control: max-age=60|ETag: \"a\"", "Pragma: no-cache", Default, 0, Validate},
		{"Cache-Control: max-age=60, no-cache|ETag: \"a\"", "", Default, 0, Validate},
		{"Cache-Control: max-age=60, immutable|ETag: \"a\"", "", NoCache, 0, Use},
		{"Cache-Control: max-age=60, stale-while-revalidate=10|ETag: \"a\"", "", Default, 65 * time.Second, Background},
		{"Cache-Control: max-age=60, stale-while-revalidate=10|ETag: \"a\"", "", Default, 75 * time.Second, Validate},
		{"Cache-Control: max-age=60|Vary: X", "X: 1", Default, 0, Fetch},
		{"Cache-Control: max-age=60|Age: 30", "", Default, 31 * time.Second, Fetch},
	} {
		at := now
		k := New(Config{Now: func() time.Time { return at }})
		put(t, k, &Request{Method: "GET", URL: "http://a.test/"}, c.response, "body")
		at = now.Add(c.later)
		d := k.Lookup(&Request{Method: "GET", URL: "http://a.test/", Header: fields(c.request), Mode: c.mode})
		if d.Action != c.want {
			t.Errorf("%q for %q, %s after %s: %d (%s), want %d", c.response, c.request, c.mode, c.later, d.Action, d.Rule, c.want)
		}
	}
}

func TestDisk(t *testing.T) {
	dir := t.TempDir()
	q := &Request{Method: "GET", URL: "http://a.test/?x"}
	put(t, New(Config{Dir: dir}), q, "Cache-Control: max-age=60|X: \xff", "the body")
	d := New(Config{Dir: dir}).Lookup(q)
	if d.Action != Use || string(d.Entry.Body) != "the body" || d.Entry.Header.First("X") != "\xff" {
		t.Fatalf("%+v", d)
	}
	file := d.Entry.file
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole { // whatever byte is wrong, or where it is cut: nothing of it is used
		for _, b := range [][]byte{append(append(bytes.Clone(whole[:i]), whole[i]^0x20), whole[i+1:]...), whole[:i]} {
			if e, err := decode(b); err == nil {
				t.Fatalf("damage at %d passed: %+v", i, e)
			}
		}
	}
	os.WriteFile(file, whole[:len(whole)-1], 0o600)
	if d := New(Config{Dir: dir}).Lookup(q); d.Action != Fetch {
		t.Error(d.Rule)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a damaged file stayed")
	}
}

// Two caches on one folder, as two processes have them, write and read the same URLs.
func TestSharedFolder(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 4 {
		c := New(Config{Dir: dir, Limits: Limits{Disk: 200 << 10, Memory: 1}})
		all.Go(func() {
			for i := range 200 {
				q := &Request{Method: "GET", URL: fmt.Sprintf("http://a.test/%d", i%50)}
				if d := c.Lookup(q); d.Action == Use && (len(d.Entry.Body) != 5000 || d.Entry.URL != q.URL) {
					t.Errorf("%s: %d bytes of %s", q.URL, len(d.Entry.Body), d.Entry.URL)
				}
				w, _ := c.Store(q, Head{Status: 200, Header: fields("Cache-Control: max-age=60"), Requested: time.Now(), Received: time.Now()})
				w.Write(bytes.Repeat([]byte{byte(i)}, 5000))
				if _, err := w.Commit(); err != nil && !os.IsNotExist(err) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	(&folder{dir: dir, limit: 200 << 10}).sweep()
	var total int64
	filepath.Walk(dir, func(_ string, st os.FileInfo, err error) error {
		if err == nil && !st.IsDir() {
			total += st.Size()
		}
		return nil
	})
	if total > 200<<10 {
		t.Errorf("%d bytes in the folder", total)
	}
}

func TestBounds(t *testing.T) {
	c := New(Config{Limits: Limits{Memory: 100 << 10, Entry: 10 << 10, Variants: 3}})
	for i := range 100 {
		put(t, c, &Request{Method: "GET", URL: fmt.Sprintf("http://a.test/%d", i)}, "Cache-Control: max-age=60", strings.Repeat("x", 9<<10))
		put(t, c, &Request{Method: "GET", URL: "http://a.test/v", Header: fields(fmt.Sprintf("X: %d", i))}, "Cache-Control: max-age=60|Vary: X", "v")
	}
	if st := c.Stats(); st.Bytes > 100<<10 || len(c.urls["http://a.test/v"]) > 3 {
		t.Errorf("%+v", st)
	}
	w, _ := c.Store(&Request{Method: "GET", URL: "http://a.test/large"}, Head{Status: 200, Header: fields("Cache-Control: max-age=60")})
	w.Write(make([]byte, 11<<10))
	if ok, _ := w.Commit(); ok || c.writing != 0 {
		t.Error("a large body was stored, or is still counted")
	}
}

func TestRanges(t *testing.T) {
	c := New(Config{})
	put(t, c, &Request{Method: "GET", URL: "u"}, "Cache-Control: max-age=60", "0123456789")
	for _, k := range []struct{ ask, want, said string }{
		{"bytes=2-4", "234", "bytes 2-4/10"}, {"bytes=-3", "789", "bytes 7-9/10"}, {"bytes=8-", "89", "bytes 8-9/10"},
		{"bytes=20-", "0123456789", ""}, {"bytes=1-2,4-5", "0123456789", ""},
	} {
		q := &Request{Method: "GET", URL: "u", Header: fields("Range: " + k.ask)}
		_, _, h, body := c.Lookup(q).Entry.Answer(q, time.Now())
		if string(body) != k.want || h.First("Content-Range") != k.said {
			t.Errorf("%s: %q %q", k.ask, body, h.First("Content-Range"))
		}
	}
}

func FuzzDecode(f *testing.F) {
	b, _ := encode(&Entry{URL: "u", Status: 200, Header: fields("A: b"), Body: []byte("x")})
	f.Add(b)
	f.Add([]byte(diskMagic))
	f.Fuzz(func(t *testing.T, b []byte) { decode(b) })
}

func FuzzControl(f *testing.F) {
	f.Add("max-age=\"1\", no-cache=\"a, b\", private", "Sun, 06 Nov 1994 08:49:37 GMT")
	f.Fuzz(func(t *testing.T, cc, expires string) {
		e := &Entry{Status: 200, Header: header.List{{Name: "Cache-Control", Value: cc}, {Name: "Expires", Value: expires}}, Received: time.Unix(1e9, 0)}
		e.cc = parseControl(e.Header)
		if life, _ := e.Lifetime(); life < 0 {
			t.Error(life)
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	c := New(Config{})
	for i := range 1000 {
		put(b, c, &Request{Method: "GET", URL: fmt.Sprintf("http://a.test/%d", i)}, "Cache-Control: max-age=600", "x")
	}
	q := &Request{Method: "GET", URL: "http://a.test/500", Header: fields("Accept: */*|User-Agent: x")}
	b.ReportAllocs()
	for b.Loop() {
		c.Lookup(q)
	}
}

// What is stale may take the place of an error only when nobody forbids it.
func TestDisconnected(t *testing.T) {
	for _, c := range []struct {
		response, request string
		mode              Mode
		later             time.Duration
		want              bool
	}{
		{"Cache-Control: max-age=60", "", Default, time.Hour, true},
		{"Expires: 0", "", Default, time.Hour, true},
		{"Cache-Control: max-age=60", "", Default, 40 * 24 * time.Hour, false},
		{"Cache-Control: max-age=60", "", NoCache, time.Hour, false},
		{"Cache-Control: max-age=60", "Cache-Control: no-cache", Default, time.Hour, false},
		{"Cache-Control: max-age=60", "Cache-Control: max-age=10", Default, time.Hour, false},
		{"Cache-Control: max-age=60", "Cache-Control: max-stale=10", Default, time.Hour, false},
		{"Cache-Control: max-age=60", "Cache-Control: max-stale", Default, time.Hour, true},
		{"Cache-Control: max-age=60, must-revalidate", "", Default, time.Hour, false},
		{"Cache-Control: max-age=60, proxy-revalidate", "", Default, time.Hour, false},
		{"Cache-Control: max-age=60, s-maxage=60", "", Default, time.Hour, false},
		{"Cache-Control: no-cache", "", Default, time.Hour, false},
		{"Pragma: no-cache", "", Default, time.Hour, false},
	} {
		now := time.Unix(1e9, 0)
		cache := New(Config{Now: func() time.Time { return now }})
		q := &Request{Method: "GET", URL: "http://a.test/", Header: fields(c.request), Mode: c.mode}
		put(t, cache, &Request{Method: "GET", URL: q.URL}, c.response, "x")
		now = now.Add(c.later)
		if got := cache.Disconnected(q, cache.find(q)); got != c.want {
			t.Errorf("%q %q %v after %v: %v", c.response, c.request, c.mode, c.later, got)
		}
	}
	if New(Config{}).Disconnected(&Request{}, nil) {
		t.Error("nothing is stored")
	}
}

// What came for one who logged in is for nobody else, and the secret itself is nowhere on disk.
func TestCredentials(t *testing.T) {
	dir := t.TempDir()
	c := New(Config{Dir: dir})
	ask := func(who string) *Request {
		q := &Request{Method: "GET", URL: "http://a.test/"}
		if who != "" {
			q.Header.Add("Authorization", who)
		}
		return q
	}
	put(t, c, ask("Basic c2VjcmV0"), "Cache-Control: max-age=600", "mine")
	for who, want := range map[string]Action{"Basic c2VjcmV0": Use, "Basic b3RoZXI=": Fetch, "": Fetch} {
		if d := c.Lookup(ask(who)); d.Action != want {
			t.Errorf("%q: %+v", who, d)
		}
	}
	if d := New(Config{Dir: dir}).Lookup(ask("Basic c2VjcmV0")); d.Action != Use {
		t.Errorf("from disk: %+v", d)
	}
	filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if b, _ := os.ReadFile(path); bytes.Contains(b, []byte("c2VjcmV0")) {
				t.Error("the secret is on disk")
			}
		}
		return nil
	})
	for _, open := range []string{"public, max-age=600", "must-revalidate, max-age=600", "s-maxage=1, max-age=600"} {
		c := New(Config{})
		put(t, c, ask("Basic c2VjcmV0"), "Cache-Control: "+open, "anybody's")
		if d := c.Lookup(ask("")); d.Action != Use {
			t.Errorf("%s: %+v", open, d)
		}
	}
}
