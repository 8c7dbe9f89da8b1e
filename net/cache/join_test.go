package cache

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// part stores bytes first to last of "0123456789".
func part(t *testing.T, c *Cache, tag string, first, last int) {
	t.Helper()
	w, rule := c.Store(&Request{Method: "GET", URL: "http://a.test/"}, Head{Status: 206, Requested: c.now(), Received: c.now(),
		Header: fields(fmt.Sprintf("Cache-Control: max-age=60|ETag: %s|Content-Range: bytes %d-%d/10", tag, first, last))})
	if w == nil {
		t.Fatal(rule)
	}
	w.Write([]byte("0123456789"[first : last+1]))
	w.Commit()
}

// Parts of one representation become one, and in the end a whole response.
func TestJoinParts(t *testing.T) {
	for _, c := range []struct {
		name  string
		parts [][2]int
		tags  []string
		want  string // the whole body, or ""
	}{
		{"two halves", [][2]int{{0, 4}, {5, 9}}, nil, "0123456789"},
		{"backwards", [][2]int{{5, 9}, {0, 4}}, nil, "0123456789"},
		{"overlapping", [][2]int{{0, 6}, {3, 9}}, nil, "0123456789"},
		{"the middle last", [][2]int{{0, 2}, {7, 9}, {3, 6}}, nil, "0123456789"},
		{"one around another", [][2]int{{4, 5}, {0, 9}}, nil, "0123456789"},
		{"one within another", [][2]int{{0, 9}, {4, 5}}, nil, "0123456789"},
		{"a gap", [][2]int{{0, 3}, {5, 9}}, nil, ""},
		{"another tag", [][2]int{{0, 4}, {5, 9}}, []string{`"a"`, `"b"`}, ""},
		{"weak tags", [][2]int{{0, 4}, {5, 9}}, []string{`W/"a"`, `W/"a"`}, ""},
	} {
		for _, dir := range []string{"", t.TempDir()} {
			k := New(Config{Dir: dir})
			for i, p := range c.parts {
				tag := `"a"`
				if c.tags != nil {
					tag = c.tags[i]
				}
				part(t, k, tag, p[0], p[1])
				if dir != "" {
					k = New(Config{Dir: dir}) // another process goes on
				}
			}
			d := k.Lookup(&Request{Method: "GET", URL: "http://a.test/"})
			if c.want == "" {
				if d.Action == Use {
					t.Errorf("%s: %s", c.name, d.Rule)
				}
				continue
			}
			if d.Action != Use || d.Entry.Status != 200 || string(d.Entry.Body) != c.want || d.Entry.Header.Has("Content-Range") || d.Entry.Header.First("Content-Length") != "10" {
				t.Errorf("%s (%q): %+v", c.name, dir, d)
			}
		}
	}
}

// A body that broke off is kept when its rest can be asked for, and the rest completes it.
func TestCutAndComplete(t *testing.T) {
	q := &Request{Method: "GET", URL: "http://a.test/"}
	for _, c := range []struct {
		head string
		kept bool
	}{
		{`ETag: "a"|Content-Length: 10`, true},
		{`ETag: "a"|Content-Length: 10|Cache-Control: max-age=60`, true},
		{`ETag: W/"a"|Content-Length: 10`, false},
		{`Content-Length: 10|Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT`, false},
		{`ETag: "a"`, false},
		{`ETag: "a"|Content-Length: 10|Accept-Ranges: none`, false},
		{`ETag: "a"|Content-Length: 3`, false},
		{`ETag: "a"|Content-Length: 99999999999`, false},
	} {
		k := New(Config{})
		w, _ := k.Store(q, Head{Status: 200, Header: fields(c.head), Requested: k.now(), Received: k.now()})
		w.Write([]byte("0123"))
		if kept, _ := w.Cut(); kept != c.kept {
			t.Errorf("%s: %v", c.head, kept)
		}
		d := k.Lookup(q)
		if !c.kept {
			if d.Action != Fetch {
				t.Errorf("%s: %+v", c.head, d)
			}
			continue
		}
		if d.Action != Complete || d.Add.First("Range") != "bytes=4-" || d.Add.First("If-Range") != `"a"` {
			t.Fatalf("%s: %+v", c.head, d)
		}
		for _, a := range []struct {
			head string
			ok   bool
		}{
			{`ETag: "a"|Content-Range: bytes 4-9/10`, true}, {`ETag: "a"|Content-Range: bytes 4-9/*`, true},
			{`ETag: "b"|Content-Range: bytes 4-9/10`, false}, {`Content-Range: bytes 4-9/10`, false}, {`ETag: "a"`, false},
			{`ETag: "a"|Content-Range: bytes 3-9/10`, false}, {`ETag: "a"|Content-Range: bytes 4-8/10`, false}, {`ETag: "a"|Content-Range: bytes 4-10/11`, false},
			{`ETag: "a"|Content-Range: bytes 4-9/10|Content-Encoding: gzip`, false}, {`ETag: "a"|Content-Range: bytes 9223372036854775807-9223372036854775807/10`, false},
		} {
			whole, ok := d.Entry.Join(Head{Status: 206, Header: fields(a.head), Requested: k.now(), Received: k.now()})
			if ok != a.ok || ok && (whole.Status != 200 || whole.Header.First("Content-Length") != "10" || whole.Header.Has("Content-Range")) {
				t.Errorf("%s: %v %+v", a.head, ok, whole)
			}
		}
		if d := k.Lookup(&Request{Method: "GET", URL: q.URL, Mode: NoCache}); d.Action != Fetch {
			t.Errorf("a reload: %+v", d)
		}
		if d := k.Lookup(&Request{Method: "GET", URL: q.URL, Header: fields("Range: bytes=1-2")}); d.Action != Use && strings.Contains(c.head, "max-age") {
			t.Errorf("a range of the part: %+v", d)
		}
	}
}

// What is stored for one site is not there for another, in memory and on disk.
func TestPartitions(t *testing.T) {
	dir := t.TempDir()
	a, b := "http://a.test http://a.test", "http://b.test http://b.test"
	q := func(p string) *Request { return &Request{Method: "GET", URL: "http://cdn.test/x", Partition: p} }
	k := New(Config{Dir: dir})
	put(t, k, q(a), "Cache-Control: max-age=60", "for a")
	put(t, k, q(""), "Cache-Control: max-age=60", "for nobody")
	for _, k := range []*Cache{k, New(Config{Dir: dir})} {
		if d := k.Lookup(q(a)); d.Action != Use || string(d.Entry.Body) != "for a" {
			t.Errorf("%+v", d)
		}
		if d := k.Lookup(q(b)); d.Action != Fetch {
			t.Errorf("%+v", d)
		}
		if d := k.Lookup(q("")); d.Action != Use || string(d.Entry.Body) != "for nobody" {
			t.Errorf("%+v", d)
		}
	}
	k.Forget(b, "http://cdn.test/x")
	if d := k.Lookup(q(a)); d.Action != Use {
		t.Errorf("%+v", d)
	}
	k.Forget(a, "http://cdn.test/x")
	for _, k := range []*Cache{k, New(Config{Dir: dir})} {
		if d := k.Lookup(q(a)); d.Action != Fetch {
			t.Errorf("%+v", d)
		}
		if d := k.Lookup(q("")); d.Action != Use {
			t.Errorf("%+v", d)
		}
	}
}

// The response to a POST answers a GET only when it says that it is what lies there, and for how
// long.
func TestStorePost(t *testing.T) {
	for _, c := range []struct {
		status int
		head   string
		kept   bool
	}{
		{200, "Cache-Control: max-age=60|Content-Location: /form", true},
		{200, "Cache-Control: max-age=60|Content-Location: http://a.test/form", true},
		{200, "Expires: " + time.Now().Add(time.Hour).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") + "|Content-Location: form", true},
		{200, "Cache-Control: max-age=60", false},
		{200, "Content-Location: /form", false},
		{200, "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT|Content-Location: /form", false},
		{200, "Cache-Control: max-age=60|Content-Location: /other", false},
		{200, "Cache-Control: max-age=60, no-store|Content-Location: /form", false},
		{200, "Cache-Control: max-age=60|Content-Location: http://b.test/form", false},
		{404, "Cache-Control: max-age=60|Content-Location: /form", false},
	} {
		k := New(Config{})
		w, rule := k.Store(&Request{Method: "POST", URL: "http://a.test/form"}, Head{Status: c.status, Header: fields(c.head), Requested: k.now(), Received: k.now()})
		if (w != nil) != c.kept {
			t.Errorf("%d %s: %s", c.status, c.head, rule)
			continue
		}
		if w == nil {
			continue
		}
		w.Write([]byte("posted"))
		w.Commit()
		if d := k.Lookup(&Request{Method: "GET", URL: "http://a.test/form"}); d.Action != Use || string(d.Entry.Body) != "posted" {
			t.Errorf("%s: GET: %+v", c.head, d)
		}
		if d := k.Lookup(&Request{Method: "POST", URL: "http://a.test/form"}); d.Action != Fetch {
			t.Errorf("%s: POST: %+v", c.head, d)
		}
	}
}
