package engine

import (
	"vitrine/net/cache"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// Visit says what to open and how. Only URL must be set.
type Visit struct {
	URL         string
	Method      string // "" is GET
	Body        []byte // of a POST
	ContentType string // of Body
	// Cache is how the document and what it is made of use the HTTP cache.
	Cache cache.Mode
}

// sends reports a visit that does more than look: it is never a mere scroll to a fragment.
func (v *Visit) sends() bool { return v.Method != "" && v.Method != "GET" }

// request is the fetch of a visit's document.
func (v *Visit) request(u, referrer *weburl.URL) *fetch.Request {
	q := &fetch.Request{URL: u, Method: v.Method, Body: v.Body, Destination: fetch.Document, Referrer: referrer, Cache: v.Cache}
	if v.ContentType != "" {
		q.Header = header.List{{Name: "Content-Type", Value: v.ContentType}}
	}
	return q
}
