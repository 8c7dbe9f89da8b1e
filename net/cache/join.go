package cache

import (
	"bytes"
	"fmt"
	"os"
	"strconv"

	"vitrine/net/header"
)

// beginning returns a stored part that a whole response to q can be made of by asking for the
// rest: it starts at the first byte, its length is known, and a strong tag holds it together.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-combining-partial-content
func (c *Cache) beginning(q *Request) *Entry {
	if q.Method != "GET" || q.Header.Has("Range") {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var best *Entry
	for _, el := range c.urls[q.slot()] {
		e := el.Value.(*Entry)
		if e.partial() && e.First == 0 && e.Whole > int64(len(e.Body)) && e.matches(q.Header) && strongETag(e) &&
			(best == nil || len(best.Body) < len(e.Body)) {
			best = e
		}
	}
	return best
}

// restOf returns the fields that ask for what follows e, as long as it has not changed.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-if-range
func (e *Entry) restOf() header.List {
	return header.List{{Name: "Range", Value: fmt.Sprintf("bytes=%d-", len(e.Body))}, {Name: "If-Range", Value: e.Header.First("ETag")}}
}

// Join takes the answer to a request for the rest of e. It returns the head of the whole response,
// whose body is e's and then the answer's, or false when the answer is not that rest.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-combining-parts
func (e *Entry) Join(h Head) (whole Head, ok bool) {
	first, last, size, ok := contentRange(h.Header.First("Content-Range"))
	if !ok || h.Status != 206 || h.Header.First("ETag") != e.Header.First("ETag") || h.Header.First("Content-Encoding") != e.Header.First("Content-Encoding") ||
		first != int64(len(e.Body)) || size >= 0 && size != e.Whole || last != e.Whole-1 {
		return Head{}, false
	}
	whole = Head{Status: 200, Reason: "OK", Header: freshened(e.Header, h.Header), Requested: h.Requested, Received: h.Received}
	whole.Header.Del("Content-Range")
	whole.Header.Set("Content-Length", strconv.FormatInt(e.Whole, 10))
	return whole, true
}

// absorb joins one stored part with e, of the same representation and touching it, and reports
// whether there was one. An e that has become whole is a 200. Nobody else knows e yet.
func (c *Cache) absorb(e *Entry) bool {
	if !e.partial() || !strongETag(e) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	end := e.First + int64(len(e.Body))
	for _, el := range c.urls[e.slot()] {
		o := el.Value.(*Entry)
		oEnd := o.First + int64(len(o.Body))
		if !o.partial() || !o.sameFields(e) || o.Header.First("ETag") != e.Header.First("ETag") ||
			o.Header.First("Content-Encoding") != e.Header.First("Content-Encoding") || o.Whole >= 0 && e.Whole >= 0 && o.Whole != e.Whole ||
			o.First > end || oEnd < e.First || max(end, oEnd)-min(e.First, o.First) > c.lim.Entry {
			continue
		}
		var body []byte
		if o.First < e.First {
			body = append(bytes.Clone(o.Body[:e.First-o.First]), e.Body...)
		} else {
			body = bytes.Clone(e.Body)
		}
		if oEnd > end {
			body = append(body, o.Body[int64(len(o.Body))-(oEnd-end):]...)
		}
		e.First, e.Body, e.Whole = min(e.First, o.First), body, max(e.Whole, o.Whole)
		e.Header = freshened(o.Header, e.Header)
		e.Header.Del("Content-Length")
		if e.First == 0 && int64(len(body)) == e.Whole {
			e.Status, e.Reason = 200, "OK"
			e.Header.Del("Content-Range")
			e.Header.Set("Content-Length", strconv.Itoa(len(body)))
		}
		e.cc = parseControl(e.Header)
		c.remove(el)
		if o.file != "" {
			os.Remove(o.file)
		}
		return true
	}
	return false
}
