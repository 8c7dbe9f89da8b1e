package cache

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"vitrine/net/header"
)

// contentRange parses "bytes first-last/whole"; whole is -1 for "*".
//
// https://www.rfc-editor.org/rfc/rfc9110#name-content-range
func contentRange(v string) (first, last, whole int64, ok bool) {
	unit, rest, _ := strings.Cut(v, " ")
	span, total, ok := strings.Cut(rest, "/")
	a, b, ok2 := strings.Cut(span, "-")
	if !ok || !ok2 || !header.EqualFold(unit, "bytes") {
		return 0, 0, 0, false
	}
	first, err1 := strconv.ParseInt(a, 10, 64)
	last, err2 := strconv.ParseInt(b, 10, 64)
	whole = -1
	if total != "*" {
		n, err := strconv.ParseInt(total, 10, 64)
		if err != nil || n <= last {
			return 0, 0, 0, false
		}
		whole = n
	}
	return first, last, whole, err1 == nil && err2 == nil && first >= 0 && first <= last
}

// requestRange parses a Range with one part against a body of size bytes (-1: unknown).
//
// https://www.rfc-editor.org/rfc/rfc9110#name-range
func requestRange(v string, size int64) (first, last int64, ok bool) {
	unit, rest, _ := strings.Cut(v, "=")
	a, b, found := strings.Cut(rest, "-")
	if !found || !header.EqualFold(unit, "bytes") || strings.Contains(rest, ",") {
		return 0, 0, false
	}
	a, b = header.Trim(a), header.Trim(b)
	if a == "" { // the last so many bytes
		n, err := strconv.ParseInt(b, 10, 64)
		if err != nil || n <= 0 || size < 0 {
			return 0, 0, false
		}
		return max(0, size-n), size - 1, size > 0
	}
	first, err := strconv.ParseInt(a, 10, 64)
	if err != nil || first < 0 {
		return 0, 0, false
	}
	last = size - 1
	if b != "" {
		n, err := strconv.ParseInt(b, 10, 64)
		if err != nil {
			return 0, 0, false
		}
		if last = n; size >= 0 {
			last = min(n, size-1)
		}
	} else if size < 0 {
		return 0, 0, false
	}
	return first, last, first <= last
}

// covers reports whether a stored part holds what a Range asks for.
func (e *Entry) covers(v string) bool {
	first, last, ok := requestRange(v, e.Whole)
	return ok && first >= e.First && last < e.First+int64(len(e.Body))
}

// Answer makes the response that e gives to a request: whole, a part of it for a Range, or 304
// when the request asks by itself whether its copy is still good.
func (e *Entry) Answer(q *Request, now time.Time) (status int, reason string, h header.List, body []byte) {
	h = e.HeaderNow(now)
	if e.Status == 200 && e.notModified(q.Header) {
		h.Del("Content-Length")
		return 304, "Not Modified", h, nil
	}
	if q.Method == "HEAD" {
		return e.Status, e.Reason, h, nil
	}
	v := q.Header.First("Range")
	if v == "" || (e.Status != 200 && e.Status != 206) || e.Header.Has("Content-Encoding") && e.Status == 200 {
		return e.Status, e.Reason, h, e.Body
	}
	whole := e.Whole
	if e.Status == 200 {
		whole = int64(len(e.Body))
	}
	first, last, ok := requestRange(v, whole)
	if !ok || first < e.First || last >= e.First+int64(len(e.Body)) {
		return e.Status, e.Reason, h, e.Body
	}
	body = e.Body[first-e.First : last-e.First+1]
	total := "*"
	if whole >= 0 {
		total = strconv.FormatInt(whole, 10)
	}
	h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%s", first, last, total))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return 206, "Partial Content", h, body
}

// notModified evaluates the preconditions of a request that has any.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions
func (e *Entry) notModified(h header.List) bool {
	if v, ok := h.Get("If-None-Match"); ok {
		tag := e.Header.First("ETag")
		for _, t := range header.SplitValue(v) {
			if t == "*" || (tag != "" && weak(t) == weak(tag)) {
				return true
			}
		}
		return false
	}
	since, ok := parseDate(h.First("If-Modified-Since"))
	if !ok {
		return false
	}
	at, ok := parseDate(e.Header.First("Last-Modified"))
	if !ok {
		at = e.date()
	}
	return !at.After(since)
}
