package fetch

import (
	"errors"
	"fmt"
	"net/netip"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

// Page is what a document decides about the requests on its behalf. A nil Page decides nothing.
type Page struct {
	URL    *weburl.URL
	CSP    *CSP
	Public bool // it came from a public address
}

// Page returns the rules of a document that r brought.
func (r *Response) Page() *Page {
	p := &Page{URL: r.URL, CSP: ParseCSP(r.Header.Values("Content-Security-Policy")...)}
	p.Public = r.Remote.IsValid() && !r.Proxied && !local(r.Remote.Addr())
	return p
}

// Causes of PhasePolicy.
var (
	ErrMixedContent   = errors.New("a page over https does not load this over http")
	ErrPrivateNetwork = errors.New("a page from a public address may not reach into the private network")
	ErrCORS           = errors.New("the other origin does not share it (CORS)")
	ErrNoSniff        = errors.New("its type is not that of its use, and nosniff forbids guessing")
)

// local reports addresses of this machine and of private networks.
//
// https://wicg.github.io/private-network-access/#ip-address-space
func local(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() || sharedSpace.Contains(a)
}

// sharedSpace is for the inside of carriers' networks (RFC 6598).
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

// allow checks a hop of x against the page that asks, upgrading what may be upgraded.
func (c *Client) allow(x *exchange) error {
	page, dest := x.req.Page, x.req.Destination
	from := x.req.initiator()
	if from == nil || dest == Document || dest == Other && page == nil {
		return nil
	}
	upgrade := page != nil && page.CSP.upgrades()
	if x.url.Is("http") && !x.url.Origin().Secure() && (upgrade || from.Is("https")) {
		// https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm: images are upgraded,
		// everything else that a page is made of is blocked.
		_, err := netip.ParseAddr(x.url.Hostname())
		if !upgrade && (dest != Image || err == nil) {
			return fail(x.url, PhasePolicy, ErrMixedContent)
		}
		to := x.url.WithScheme("https")
		x.span.Note(trace.Info, "upgraded", trace.Pos{}, trace.Str("from", traceURL(x.url)), trace.Str("to", traceURL(to)))
		x.url = to
	}
	if page == nil {
		return nil
	}
	if err := page.CSP.Allows(dest, x.url, page.URL, x.redirected); err != nil {
		return fail(x.url, PhasePolicy, err)
	}
	if page.Public {
		x.ctx = conn.WithAllow(x.ctx, forbidLocal)
	}
	return nil
}

func forbidLocal(a netip.Addr) error {
	if local(a) {
		return fmt.Errorf("%w (%s)", ErrPrivateNetwork, a)
	}
	return nil
}

// cross returns the origin that asks for a font of another origin, as Origin says it.
func (x *exchange) cross() (origin string, yes bool) {
	from := x.req.initiator()
	if x.req.Destination != Font || from == nil || !x.url.Is("http", "https") || from.Origin().Same(x.url.Origin()) && !x.tainted {
		return "", false
	}
	if x.tainted {
		return "null", true
	}
	return from.Origin().String(), true
}

// usable checks the final response against its use.
func (c *Client) usable(x *exchange, r *Response) error {
	// https://fetch.spec.whatwg.org/#cors-check
	if origin, yes := x.cross(); yes {
		if v, _ := r.Header.Get("Access-Control-Allow-Origin"); v != "*" && v != origin {
			return fail(r.URL, PhasePolicy, ErrCORS)
		}
	}
	// https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff?
	if r.NoSniff() && (x.req.Destination == Style || x.req.Destination == Script) && r.OK() {
		t, ok := r.Type()
		if x.req.Destination == Style && (!ok || t.Essence() != "text/css") || x.req.Destination == Script && !javaScript(t, ok) {
			return fail(r.URL, PhasePolicy, ErrNoSniff)
		}
	}
	return nil
}

// javaScript reports the types that scripts come under.
func javaScript(t sniff.Type, ok bool) bool {
	switch t.Essence() {
	case "application/ecmascript", "application/javascript", "application/x-ecmascript", "application/x-javascript",
		"text/ecmascript", "text/javascript", "text/jscript", "text/livescript", "text/x-ecmascript", "text/x-javascript":
		return ok
	}
	return false
}

// originField returns the Origin of a request, "" for none.
//
// https://fetch.spec.whatwg.org/#append-a-request-origin-header
func (x *exchange) originField(method string) string {
	if o, yes := x.cross(); yes {
		return o
	}
	if from := x.req.initiator(); from != nil && method != "GET" && method != "HEAD" {
		if x.tainted || from.Is("https") && !x.url.Origin().Secure() || x.req.ReferrerPolicy == NoReferrer {
			return "null"
		}
		return from.Origin().String()
	}
	return ""
}
