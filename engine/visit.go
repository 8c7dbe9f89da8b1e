package engine

import (
	"strings"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
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

	source *weburl.URL // the document whose link or form it is, or nil: the person
	policy fetch.ReferrerPolicy
}

// by returns v as what a link or form n of d asks for: the server may learn from where, as far as
// the document and the element allow it.
// https://html.spec.whatwg.org/multipage/links.html#following-hyperlinks-2
func (v Visit) by(d *document, n *dom.Node) Visit {
	v.source, v.policy = d.url, d.rules.ReferrerPolicy()
	if s, ok := n.Attr("referrerpolicy"); ok {
		if p, known := fetch.ParseReferrerPolicy(s); known {
			v.policy = p
		}
	}
	rel, _ := n.Attr("rel")
	for r := range strings.FieldsSeq(strings.ToLower(rel)) {
		if r == "noreferrer" {
			v.policy = fetch.NoReferrer
		}
	}
	return v
}

// sends reports a visit that does more than look: it is never a mere scroll to a fragment.
func (v *Visit) sends() bool { return v.Method != "" && v.Method != "GET" }

// request is the fetch of a visit's document.
func (v *Visit) request(u, referrer *weburl.URL) *fetch.Request {
	q := &fetch.Request{URL: u, Method: v.Method, Body: v.Body, Destination: fetch.Document, Referrer: referrer, ReferrerPolicy: v.policy, Cache: v.Cache}
	if v.ContentType != "" {
		q.Header = header.List{{Name: "Content-Type", Value: v.ContentType}}
	}
	return q
}

// visitedLinks returns the cascade's question about links, or nil without a history.
func (p *Page) visitedLinks(d *document) func(*dom.Node) bool {
	h := p.e.cfg.History
	if h == nil {
		return nil
	}
	return func(n *dom.Node) bool {
		u := d.linkURL(n)
		return u != nil && h.Has(u.String())
	}
}

// remember adds a document that is shown to the history, under the address that was asked for and
// the one that it came from.
func (p *Page) remember(n *navigation, d *document) {
	h := p.e.cfg.History
	if h == nil || d.err != nil {
		return
	}
	for _, u := range []*weburl.URL{n.url, d.url} {
		p.opened(u)
	}
	if err := h.Err(); err != nil {
		n.span.Note(trace.Warning, "history", trace.Pos{}, trace.Err(err))
	}
}

// opened adds an address to the history; a place of the page that is shown is one as well.
func (p *Page) opened(u *weburl.URL) {
	if h := p.e.cfg.History; h != nil && u.Is("http", "https", "file") {
		h.Add(u.String())
	}
}
