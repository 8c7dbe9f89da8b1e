package cache

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

// Head is the head of a response that may be stored.
type Head struct {
	Status    int
	Reason    string
	Header    header.List
	Requested time.Time // the request was sent
	Received  time.Time // the head was there
}

// Writer takes the body of a response that is being stored. Exactly one of Commit and Abort
// ends it. It is used by one goroutine.
type Writer struct {
	c     *Cache
	e     *Entry
	taken int64 // counted in c.writing
	dead  bool
	Rule  string // why it is stored, in words
	Until time.Time
}

// Store starts to store a response. The Writer is nil, with the reason, when it must not be.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-storing-responses-in-caches
func (c *Cache) Store(q *Request, h Head) (w *Writer, rule string) {
	cc := parseControl(h.Header)
	switch {
	case q.Method != "GET" && !(q.Method == "POST" && answersGet(q, &h, &cc)):
		return nil, "method " + q.Method
	case q.Mode == NoStore:
		return nil, "mode no-store"
	case parseControl(q.Header).noStore:
		return nil, "request: no-store"
	case cc.mustUnderstand && !understood(h.Status):
		return nil, fmt.Sprintf("must-understand: status %d", h.Status)
	case cc.noStore && !cc.mustUnderstand:
		return nil, "response: no-store"
	case h.Status < 200 || h.Status == 304 || h.Status == 416:
		return nil, fmt.Sprintf("status %d", h.Status)
	}
	vary, ok := varyFields(q.Header, h.Header)
	if !ok {
		return nil, "Vary: *"
	}
	vary = credentials(vary, q.Header, &cc)
	if !cc.public && !cc.private && !cc.maxAge.set && !h.Header.Has("Expires") && !heuristic(h.Status) {
		return nil, fmt.Sprintf("status %d without a stated freshness", h.Status)
	}
	e := &Entry{URL: q.URL, Partition: q.Partition, Status: h.Status, Reason: h.Reason, Header: kept(h.Header), Vary: vary,
		Requested: h.Requested, Received: h.Received, Whole: -1, cc: cc}
	if h.Status == 206 {
		first, last, whole, ok := contentRange(h.Header.First("Content-Range"))
		if !ok || last-first >= c.lim.Entry {
			return nil, "206 without a usable Content-Range"
		}
		e.First, e.Whole = first, whole
	}
	if n, err := strconv.ParseInt(h.Header.First("Content-Length"), 10, 64); err == nil && n > 0 {
		e.Body = make([]byte, 0, min(n, trusted))
	}
	life, why := e.Lifetime()
	until := e.Until()
	if ask := e.alwaysAsk(); ask != "" {
		why, until = ask, e.Received
		if !e.validators() {
			why += ", kept for when the cache is forced"
		}
	} else if life <= 0 && !e.validators() && !cc.whileRevalidate.set && !cc.ifError.set {
		why += ", kept for when the server fails or the cache is forced"
	}
	return &Writer{c: c, e: e, Rule: why, Until: until}, why
}

// answersGet reports whether the response to a POST may answer a later GET of the same URL: it
// says for how long, and that it is what is found there.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-post
func answersGet(q *Request, h *Head, cc *directives) bool {
	at, ok := h.Header.Get("Content-Location")
	if !ok || h.Status != 200 || !cc.maxAge.set && !h.Header.Has("Expires") {
		return false
	}
	base, err := weburl.Parse(q.URL)
	if err != nil {
		return false
	}
	u, err := base.Resolve(at)
	return err == nil && u.WithoutFragment().String() == q.URL
}

// trusted bounds the memory that a Content-Length is believed for before the bytes have come.
const trusted = 1 << 20

// Write takes the next bytes of the body. A body that is too large is given up silently:
// Commit then stores nothing.
func (w *Writer) Write(p []byte) {
	if w.dead {
		return
	}
	n := int64(len(p))
	w.c.mu.Lock()
	if int64(len(w.e.Body))+n > w.c.lim.Entry || w.c.writing+n > w.c.lim.Writing {
		w.c.mu.Unlock()
		w.Abort()
		return
	}
	w.c.writing += n
	w.c.mu.Unlock()
	w.taken += n
	if have := len(w.e.Body); have+len(p) > cap(w.e.Body) {
		w.e.Body = slices.Grow(w.e.Body, max(len(p), have))
	}
	w.e.Body = append(w.e.Body, p...)
}

// Abort gives the response up.
func (w *Writer) Abort() {
	w.dead = true
	w.e.Body = nil
	w.c.mu.Lock()
	w.c.writing -= w.taken
	w.c.mu.Unlock()
	w.taken = 0
}

// Commit stores the response, whose body is whole. It reports whether it is stored, and a
// failure of the disk, which costs only the copy there.
func (w *Writer) Commit() (stored bool, err error) {
	if w.dead {
		return false, nil
	}
	e := w.e
	w.c.mu.Lock()
	w.c.writing -= w.taken
	w.c.mu.Unlock()
	w.dead, w.taken = true, 0
	return true, w.c.keep(e)
}

// Cut ends a response whose body broke off. What came is stored when the rest can be asked for
// later: then Cut reports true.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-storing-incomplete-response
func (w *Writer) Cut() (stored bool, err error) {
	e := w.e
	n, bad := strconv.ParseInt(e.Header.First("Content-Length"), 10, 64)
	if w.dead || e.Status != 200 || !strongETag(e) || len(e.Body) == 0 || bad != nil || n <= int64(len(e.Body)) || n > w.c.lim.Entry ||
		strings.EqualFold(e.Header.First("Accept-Ranges"), "none") {
		if !w.dead {
			w.Abort()
		}
		return false, nil
	}
	e.Status, e.Reason, e.First, e.Whole = 206, "Partial Content", 0, n
	e.Header = e.Header.Clone(0)
	e.Header.Del("Content-Length")
	e.Header.Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(e.Body)-1, n))
	return w.Commit()
}

// keep stores an entry in memory and on disk, joined with the parts that are there.
func (c *Cache) keep(e *Entry) error {
	var err error
	if e.partial() {
		c.find(&Request{URL: e.URL, Partition: e.Partition}) // what is on disk, for absorb to see
		for c.absorb(e) {
		}
	}
	if c.dir != nil {
		err = c.dir.save(e)
	}
	c.remember(e)
	return err
}

// Freshen takes a 304 as the answer about e. It returns the entry to use from now on, or false
// when the 304 speaks about another response.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-freshening-stored-responses
func (c *Cache) Freshen(e *Entry, h Head) (*Entry, bool) {
	if tag := h.Header.First("ETag"); tag != "" && e.Header.Has("ETag") && weak(tag) != weak(e.Header.First("ETag")) {
		return nil, false
	}
	n := *e
	n.Header = freshened(e.Header, h.Header)
	n.Requested, n.Received = h.Requested, h.Received
	n.cc = parseControl(n.Header)
	if n.cc.noStore && !n.cc.mustUnderstand {
		c.Forget(e.Partition, e.URL)
		return &n, true
	}
	c.keep(&n)
	return &n, true
}

// weak strips a tag of what tells weak from strong.
func weak(tag string) string {
	if len(tag) > 2 && tag[:2] == "W/" {
		return tag[2:]
	}
	return tag
}
