package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync/atomic"

	"vitrine/engine/trace"
	"vitrine/net/conn"
	"vitrine/net/header"
	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

// Page is what a document decides about the requests on its behalf. A nil Page decides nothing.
// A Page must not be copied.
type Page struct {
	URL    *weburl.URL
	CSP    *CSP           // of its head
	Public bool           // it came from a public address
	Policy ReferrerPolicy // of its head
	Top    *weburl.URL    // of the outermost page around it; nil: it is in no frame

	meta     atomic.Pointer[CSP]            // CSP and what <meta> elements add to it
	referrer atomic.Pointer[ReferrerPolicy] // of the last <meta name=referrer>
}

// Page returns the rules of a document that r brought.
func (r *Response) Page() *Page {
	p := &Page{URL: r.URL, CSP: ParseCSP(r.Header)}
	policy, _ := r.Header.Get("Referrer-Policy")
	p.Policy, _ = ParseReferrerPolicy(policy)
	p.Public = r.Remote.IsValid() && !r.Proxied && !local(r.Remote.Addr())
	return p
}

// Rules returns the policies that hold now, those of <meta> elements included.
func (p *Page) Rules() *CSP {
	if p == nil {
		return nil
	}
	if c := p.meta.Load(); c != nil {
		return c
	}
	return p.CSP
}

// Inherit returns the rules of a document that the page makes itself, as the srcdoc of a frame:
// those that hold now, for it to add its own to.
//
// https://html.spec.whatwg.org/multipage/browsers.html#determining-navigation-params-policy-container
func (p *Page) Inherit() *Page {
	if p == nil {
		return nil
	}
	return &Page{URL: p.URL, CSP: p.Rules(), Public: p.Public, Policy: p.ReferrerPolicy(), Top: p.outermost()}
}

// Frame puts the page, whose rules p are, into a frame of the page around.
func (p *Page) Frame(around *Page) { p.Top = around.outermost() }

// outermost returns the address of the page in the window, nil when nobody said.
func (p *Page) outermost() *weburl.URL {
	switch {
	case p == nil:
		return nil
	case p.Top != nil:
		return p.Top
	}
	return p.URL
}

// HeadRules returns the policies of the document's head alone.
func (p *Page) HeadRules() *CSP {
	if p == nil {
		return nil
	}
	return p.CSP
}

// AddMeta adds the policy of a <meta http-equiv=content-security-policy>. It holds for what is
// loaded from then on. It may be called from any goroutine, but not from two at once.
func (p *Page) AddMeta(content string) { p.meta.Store(p.Rules().WithMeta(content)) }

// SetReferrerPolicy takes the content of a <meta name=referrer>; one that is unknown changes
// nothing. It may be called from any goroutine.
//
// https://html.spec.whatwg.org/multipage/semantics.html#meta-referrer
func (p *Page) SetReferrerPolicy(content string) {
	if p == nil {
		return
	}
	content = strings.ToLower(strings.TrimSpace(content))
	if now, old := legacyPolicies[content]; old {
		content = now
	}
	if v, ok := referrerPolicies[content]; ok {
		p.referrer.Store(&v)
	}
}

var legacyPolicies = map[string]string{"never": "no-referrer", "always": "unsafe-url",
	"default": "strict-origin-when-cross-origin", "origin-when-crossorigin": "origin-when-cross-origin"}

// ReferrerPolicy returns the policy for requests that state none.
func (p *Page) ReferrerPolicy() ReferrerPolicy {
	if p == nil {
		return DefaultReferrerPolicy
	}
	if v := p.referrer.Load(); v != nil {
		return *v
	}
	return p.Policy
}

// Causes of PhasePolicy.
var (
	ErrMixedContent   = errors.New("a page over https does not load this over http")
	ErrPrivateNetwork = errors.New("a page from a public address may not reach into the private network")
	ErrCORS           = errors.New("the other origin does not share it (CORS)")
	ErrNoSniff        = errors.New("its type is not that of its use, and nosniff forbids guessing")
	ErrIntegrity      = errors.New("it is not what the page's integrity attribute promises")
	ErrFraming        = errors.New("it does not want to be shown in a frame of this page")
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
	rules := page.Rules()
	upgrade := rules.upgrades()
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
	if v := rules.Allows(dest, x.url, page.URL, x.redirected, x.req.Nonce); v != nil {
		if !v.ReportOnly {
			return fail(x.url, PhasePolicy, v)
		}
		x.span.Note(trace.Warning, "csp-report", trace.Pos{URL: traceURL(page.URL)}, trace.Str("url", traceURL(x.url)), trace.Str("directive", v.Directive))
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

// CORS says whether another origin must agree to a request, and whether cookies go along then.
//
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attributes
type CORS uint8

// The values of CORS.
const (
	NoCORS         CORS = iota // as the destination has it: fonts are Anonymous
	Anonymous                  // credentials go to the same origin only
	UseCredentials             // credentials go along, and the answer must allow that
)

// ParseCORS reads a crossorigin attribute that is there.
func ParseCORS(attribute string) CORS {
	if header.EqualFold(attribute, "use-credentials") {
		return UseCredentials
	}
	return Anonymous
}

func (q *Request) cors() CORS {
	if q.CORS == NoCORS && q.Destination == Font {
		return Anonymous
	}
	return q.CORS
}

// cross returns the origin that asks another origin to share, as the field Origin says it.
func (x *exchange) cross() (origin string, yes bool) {
	from := x.req.initiator()
	if x.req.cors() == NoCORS || from == nil || !x.url.Is("http", "https") {
		return "", false
	}
	opaque := x.tainted || !x.req.Page.keepsOrigin()
	switch {
	case opaque:
		return "null", true
	case from.Origin().Same(x.url.Origin()):
		return "", false
	}
	return from.Origin().String(), true
}

// keepsOrigin reports whether the page is not sandboxed into an origin of its own.
func (p *Page) keepsOrigin() bool {
	flags, boxed := p.Rules().Sandbox()
	return !boxed || flags["allow-same-origin"]
}

// SubmitsForms reports whether a form of the page may be sent to u, or why not.
func (p *Page) SubmitsForms(u *weburl.URL) error {
	if flags, boxed := p.Rules().Sandbox(); boxed && !flags["allow-forms"] {
		return fail(u, PhasePolicy, &Violation{Directive: "sandbox"})
	}
	if p != nil {
		if v := p.Rules().AllowsForm(u, p.URL, false); v != nil && !v.ReportOnly {
			return fail(u, PhasePolicy, v)
		}
	}
	return nil
}

// Framed returns why the answer must not be shown in a frame, given the pages around it, the
// nearest first, or nil.
//
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-x-frame-options-header
func (r *Response) Framed(ancestors []*weburl.URL) error {
	csp := ParseCSP(r.Header)
	if v := csp.AllowsAncestors(r.URL, ancestors); v != nil && !v.ReportOnly {
		return fail(r.URL, PhasePolicy, fmt.Errorf("%w (%s)", ErrFraming, v.Directive))
	}
	if csp.hasAncestors() {
		return nil
	}
	options := map[string]bool{}
	for _, v := range r.Header.Split("X-Frame-Options") {
		options[strings.ToLower(v)] = true
	}
	refused := fail(r.URL, PhasePolicy, fmt.Errorf("%w (X-Frame-Options)", ErrFraming))
	switch {
	case len(options) > 1 && (options["deny"] || options["sameorigin"] || options["allowall"]):
		return refused // it contradicts itself
	case len(options) > 1:
		return nil
	case options["deny"]:
		return refused
	case options["sameorigin"]:
		for _, a := range ancestors {
			if !a.Origin().Same(r.URL.Origin()) {
				return refused
			}
		}
	}
	return nil
}

// usable checks the final response against its use.
func (c *Client) usable(x *exchange, r *Response) error {
	if origin, yes := x.cross(); yes && !x.shares(r, origin) {
		return fail(r.URL, PhasePolicy, ErrCORS)
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
func (x *exchange) originField(method string, policy ReferrerPolicy) string {
	if o, yes := x.cross(); yes {
		return o
	}
	if from := x.req.initiator(); from != nil && method != "GET" && method != "HEAD" {
		if x.tainted || from.Is("https") && !x.url.Origin().Secure() || policy == NoReferrer || !x.req.Page.keepsOrigin() {
			return "null"
		}
		return from.Origin().String()
	}
	return ""
}
