package cache

import (
	"math"
	"strings"
	"time"

	"vitrine/net/header"
)

// directives is a parsed Cache-Control.
type directives struct {
	noStore, noCache, mustRevalidate, mustUnderstand, public, private, immutable, onlyIfCached bool

	proxyRevalidate, sharedMaxAge bool // for shared caches; a private one only looks whether they are there

	maxAge, minFresh, maxStale, whileRevalidate, ifError seconds
}

// seconds is a delta-seconds: unset, a number, or (for max-stale) without bound.
type seconds struct {
	set bool
	n   int64
}

func (s seconds) duration() time.Duration { return time.Duration(s.n) * time.Second }

// maxDelta is the largest number of seconds; larger ones mean this one, by RFC 9111, 1.2.2.
const maxDelta = math.MaxInt32

// parseDelta reads a delta-seconds, quoted or not. What is no number gives 0 and false.
func parseDelta(s string) (int64, bool) {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	if s == "" {
		return 0, false
	}
	var n int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = min(n*10+int64(s[i]-'0'), maxDelta)
	}
	return n, true
}

// parseControl parses all Cache-Control fields of a list. Of a directive that comes twice the
// stricter number counts; one that is not a number makes the response stale.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-cache-control
func parseControl(h header.List) directives {
	var d directives
	for _, part := range h.Split("Cache-Control") {
		name, value, _ := strings.Cut(part, "=")
		// A space around the equals sign makes it something else, as the grammar has none.
		switch strings.ToLower(name) {
		case "no-store":
			d.noStore = true
		case "no-cache":
			d.noCache = true
		case "must-revalidate":
			d.mustRevalidate = true
		case "proxy-revalidate":
			d.proxyRevalidate = true
		case "s-maxage":
			d.sharedMaxAge = true
		case "must-understand":
			d.mustUnderstand = true
		case "public":
			d.public = true
		case "private":
			d.private = true
		case "immutable":
			d.immutable = true
		case "only-if-cached":
			d.onlyIfCached = true
		case "max-age":
			d.maxAge.take(value)
		case "min-fresh":
			d.minFresh.take(value)
		case "max-stale":
			if value == "" {
				d.maxStale = seconds{true, maxDelta}
			} else {
				d.maxStale.take(value)
			}
		case "stale-while-revalidate":
			d.whileRevalidate.take(value)
		case "stale-if-error":
			d.ifError.take(value)
		}
	}
	return d
}

func (s *seconds) take(v string) {
	n, _ := parseDelta(v)
	if !s.set || n < s.n {
		*s = seconds{true, n}
	}
}

// parseDate reads an HTTP date in one of its three forms.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", "Mon Jan _2 15:04:05 2006"} {
		if len(s) > 3 && strings.HasSuffix(layout, "GMT") && strings.EqualFold(s[len(s)-3:], "GMT") {
			s = s[:len(s)-3] + "GMT"
		}
		// What time.Parse takes besides the exact form is no HTTP date.
		if t, err := time.Parse(layout, s); err == nil && sameDate(t.Format(layout), s) {
			if layout[6] == ',' { // two digits of the year: not more than 50 years ahead
				if now := time.Now(); t.After(now.AddDate(50, 0, 0)) {
					t = t.AddDate(-100, 0, 0)
				}
			}
			return t, true
		}
	}
	return time.Time{}, false
}

// sameDate compares two dates but for the name of the day, which says nothing new.
func sameDate(a, b string) bool {
	_, a, _ = strings.Cut(a, " ")
	_, b, _ = strings.Cut(b, " ")
	return strings.EqualFold(a, b)
}
