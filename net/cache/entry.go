package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"vitrine/net/header"
)

// Entry is one stored response. It is never changed; a validated one is a new Entry.
type Entry struct {
	URL       string // without fragment
	Partition string // see Request
	Status    int
	Reason    string
	Header    header.List
	Vary      header.List // the request's fields that Vary names, as they were
	Requested time.Time
	Received  time.Time
	Body      []byte // content codings still applied
	First     int64  // of a part: where it begins in the whole
	Whole     int64  // of a part: the length of the whole, -1 unknown

	cc   directives
	file string // where it is on disk, or ""
}

func (e *Entry) slot() string { return slot(e.Partition, e.URL) }

// partial reports an entry that holds a range only.
func (e *Entry) partial() bool { return e.Status == 206 }

func (e *Entry) date() time.Time {
	if t, ok := parseDate(e.Header.First("Date")); ok {
		return t
	}
	return e.Received
}

// Age returns how old the response is.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-calculating-age
func (e *Entry) Age(now time.Time) time.Duration {
	apparent := max(0, e.Received.Sub(e.date()))
	var value time.Duration
	if v := e.Header.First("Age"); v != "" {
		v, _, _ = strings.Cut(v, ",")
		if n, ok := parseDelta(header.Trim(v)); ok {
			value = time.Duration(n) * time.Second
		}
	}
	corrected := value + max(0, e.Received.Sub(e.Requested))
	return max(apparent, corrected) + max(0, now.Sub(e.Received))
}

// maxHeuristic bounds a lifetime that nobody stated.
const maxHeuristic = 7 * 24 * time.Hour

// Lifetime returns how long the response is fresh, counted from its birth, and by which rule.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-calculating-freshness-lifet
func (e *Entry) Lifetime() (time.Duration, string) {
	if e.cc.maxAge.set {
		return e.cc.maxAge.duration(), "max-age"
	}
	if e.Header.Has("Expires") {
		at, ok := parseDate(e.Header.First("Expires"))
		if !ok || len(e.Header.Values("Expires")) > 1 {
			return 0, "Expires is no date"
		}
		return max(0, at.Sub(e.date())), "Expires"
	}
	if lm, ok := parseDate(e.Header.First("Last-Modified")); ok && (heuristic(e.Status) || e.cc.public) {
		return min(max(0, e.date().Sub(lm)/10), maxHeuristic), "a tenth of the time since Last-Modified"
	}
	return 0, "no freshness stated"
}

// Until returns when the response stops being fresh.
func (e *Entry) Until() time.Time {
	life, _ := e.Lifetime()
	return e.Received.Add(life - e.Age(e.Received))
}

// alwaysAsk says why the server must be asked before every use of the response, "" if it need not.
func (e *Entry) alwaysAsk() string {
	switch {
	case e.cc.noCache:
		return "response: no-cache"
	case !e.Header.Has("Cache-Control") && e.Header.HasToken("Pragma", "no-cache"):
		return "response: Pragma no-cache"
	}
	return ""
}

// heuristic reports the statuses that may be kept without being told so.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-overview-of-status-codes
func heuristic(status int) bool {
	switch status {
	case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501:
		return true
	}
	return false
}

// understood reports statuses whose caching needs nothing special, or what we do for them.
func understood(status int) bool {
	switch status {
	case 302, 303, 307, 400, 403, 500, 502, 503, 504:
		return true
	}
	return heuristic(status)
}

// validators reports whether the server can be asked if the entry is still good.
func (e *Entry) validators() bool { return e.Header.Has("ETag") || e.Header.Has("Last-Modified") }

// matches reports whether a request is one that the entry answers, as far as Vary goes.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-calculating-cache-keys-with
func (e *Entry) matches(h header.List) bool {
	for _, f := range e.Vary {
		if f.Value != varyValue(h, f.Name) {
			return false
		}
	}
	return true
}

// credentials adds what a response to a request that logged in depends on besides Vary: who
// logged in, unless it says that this does not matter. The rule is for shared caches, but a
// browser's answers people who log out and in as well. Only a digest of the field is kept.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-storing-responses-to-authen
func credentials(fields, request header.List, cc *directives) header.List {
	if !request.Has("Authorization") || cc.public || cc.mustRevalidate || cc.sharedMaxAge {
		return fields
	}
	for _, f := range fields {
		if f.Name == "authorization" {
			return fields
		}
	}
	return append(fields, header.Field{Name: "authorization", Value: varyValue(request, "authorization")})
}

// varyValue is a field's value in the form that Vary compares: combined, without white space
// around commas. A missing field differs from an empty one.
func varyValue(h header.List, name string) string {
	v, ok := h.Get(name)
	if !ok {
		return "\x00"
	}
	if header.EqualFold(name, "Authorization") || header.EqualFold(name, "Cookie") { // secrets are not kept
		sum := sha256.Sum256([]byte(v))
		return hex.EncodeToString(sum[:16])
	}
	if header.EqualFold(name, "Accept-Language") || header.EqualFold(name, "Accept-Encoding") {
		v = strings.ToLower(v) // language tags and codings ignore case
	}
	parts := strings.Split(v, ",")
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	return strings.Join(parts, ",")
}

// varyFields returns the request's fields that the response depends on; ok is false for "*".
func varyFields(request, response header.List) (fields header.List, ok bool) {
	seen := map[string]bool{}
	for _, v := range response.Values("Vary") {
		for name := range strings.SplitSeq(v, ",") {
			name = strings.ToLower(header.Trim(name))
			if name == "*" {
				return nil, false
			}
			if name == "" || seen[name] {
				continue
			}
			seen[name] = true
			fields = append(fields, header.Field{Name: name, Value: varyValue(request, name)})
		}
	}
	return fields, true
}

// kept returns the fields of a response that a cache stores.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-storing-header-and-trailer-
func kept(h header.List) header.List {
	drop := map[string]bool{
		"connection": true, "keep-alive": true, "proxy-connection": true, "te": true, "transfer-encoding": true, "upgrade": true,
		"proxy-authenticate": true, "proxy-authentication-info": true, "proxy-authorization": true,
	}
	for _, v := range h.Values("Connection") {
		for name := range strings.SplitSeq(v, ",") {
			drop[strings.ToLower(header.Trim(name))] = true
		}
	}
	out := make(header.List, 0, len(h))
	for _, f := range h {
		if !drop[strings.ToLower(f.Name)] {
			out = append(out, f)
		}
	}
	return out
}

// Freshened returns the header of a stored response with that of a 304 laid over it.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-updating-stored-header-fiel
func freshened(old, update header.List) header.List {
	out := old.Clone(len(update))
	update = kept(update)
	replaced := map[string]bool{}
	for _, f := range update {
		name := strings.ToLower(f.Name)
		switch name {
		case "content-length", "content-encoding", "content-range", "content-type":
			continue // they describe the stored body, which has not changed
		}
		if !replaced[name] {
			replaced[name] = true
			out.Del(name)
		}
		out = append(out, f)
	}
	if !update.Has("Age") {
		out.Del("Age")
	}
	return out
}

// HeaderNow returns the header to hand out, with the age of this moment.
func (e *Entry) HeaderNow(now time.Time) header.List {
	h := e.Header.Clone(1)
	h.Set("Age", strconv.FormatInt(int64(e.Age(now)/time.Second), 10))
	return h
}
