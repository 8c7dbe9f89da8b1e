package fetch

import (
	"vitrine/net/cache"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// Destination says what a response will be used as.
//
// https://fetch.spec.whatwg.org/#concept-request-destination
type Destination uint8

const (
	Other    Destination = iota
	Document             // a page
	Frame                // a page in a page
	Style                // a style sheet
	Image
	Font
	Script
	Object // what an object or embed element shows
)

// String returns the standard's name.
func (d Destination) String() string {
	return [...]string{"", "document", "iframe", "style", "image", "font", "script", "object"}[d]
}

// accept is the Accept header of each destination.
//
// https://fetch.spec.whatwg.org/#document-accept-header-value
var accept = [...]string{
	Other:    "*/*",
	Document: "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
	Frame:    "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
	Style:    "text/css,*/*;q=0.1",
	Image:    "image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
	Font:     "*/*",
	Script:   "*/*",
	Object:   "image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
}

// Priority orders requests that wait for a connection to the same host. The zero value takes
// the destination's usual one.
type Priority uint8

const (
	PriorityAuto Priority = iota
	PriorityLow
	PriorityMedium
	PriorityHigh
	PriorityHighest
)

// String returns the name that a person reads: auto, low, medium, high, highest.
func (p Priority) String() string {
	return [...]string{"auto", "low", "medium", "high", "highest"}[p]
}

// priority is the request's own one, or the usual one of its destination.
func (q *Request) priority() Priority {
	if q.Priority == PriorityAuto && int(q.Destination) < len(priorityOf) {
		return priorityOf[q.Destination]
	}
	return q.Priority
}

var priorityOf = [...]Priority{
	Other: PriorityLow, Document: PriorityHighest, Frame: PriorityHighest,
	Style: PriorityHigh, Image: PriorityLow, Font: PriorityHigh, Script: PriorityMedium, Object: PriorityLow,
}

// ReferrerPolicy says how much of the referrer is sent.
//
// https://w3c.github.io/webappsec-referrer-policy/#referrer-policies
type ReferrerPolicy uint8

const (
	DefaultReferrerPolicy ReferrerPolicy = iota // the page's, else StrictOriginWhenCrossOrigin
	StrictOriginWhenCrossOrigin
	NoReferrer
	NoReferrerWhenDowngrade
	SameOrigin
	OriginOnly
	StrictOrigin
	OriginWhenCrossOrigin
	UnsafeURL
)

// Request is what to fetch. Only URL must be set. A Request is not changed by Fetch and may be
// used again.
//
// https://fetch.spec.whatwg.org/#requests
type Request struct {
	URL            *weburl.URL
	Method         string // "" is GET
	Header         header.List
	Body           []byte
	Destination    Destination
	Priority       Priority
	Referrer       *weburl.URL // the page that asks, or nil; also decides about file: and Referer
	Page           *Page       // on whose behalf this is, with its rules, or nil
	Initiator      *weburl.URL // the same without rules; nil: Page's, then Referrer, and without one a person
	ReferrerPolicy ReferrerPolicy
	Cache          cache.Mode
	CORS           CORS     // whether another origin must agree
	Nonce          string   // of the element that asks, for the page's CSP
	Omit           []string // names of fields that are left out although we would send them
	NoCookies      bool     // neither send nor keep cookies
	NoRedirect     bool     // give the 3xx response instead of following it
}
