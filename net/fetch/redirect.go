package fetch

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

var errManyLocations = errors.New("several Location fields that differ")

// redirection returns where a response sends us, when it does.
//
// https://fetch.spec.whatwg.org/#concept-response-location-url
func redirection(r *Response) (location string, ok bool) {
	switch r.Status {
	case 301, 302, 303, 307, 308:
		location = r.Header.First("Location")
		return location, location != "" // an empty one leads nowhere, as in browsers
	}
	return "", false
}

// follow works out the next hop, changing h for it.
//
// https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
func (c *Client) follow(x *exchange, h *hop, r *Response, location string, followed []Redirect) (*weburl.URL, error) {
	for _, v := range r.Header.Values("Location") {
		if v != location {
			return nil, errManyLocations
		}
	}
	next, err := x.url.Resolve(location)
	if err != nil {
		return nil, err
	}
	if !next.HasFragment() && x.url.HasFragment() {
		next = next.WithFragment(x.url.Fragment())
	}
	if !next.Is("http", "https") {
		return nil, fmt.Errorf("%w (%s)", ErrRedirectTarget, next.Scheme()+":")
	}
	if len(followed) >= c.lim.Redirects {
		for _, f := range followed {
			if f.URL.Equal(next, false) {
				return nil, fmt.Errorf("%w (%d followed)", ErrRedirectLoop, len(followed))
			}
		}
		return nil, fmt.Errorf("%w (%d)", ErrTooManyRedirects, len(followed))
	}
	changed := false
	if ((r.Status == 301 || r.Status == 302) && h.method == "POST") ||
		(r.Status == 303 && h.method != "GET" && h.method != "HEAD") {
		h.method, h.body, changed = "GET", nil, true
	}
	crossOrigin := !x.url.Origin().Same(next.Origin())
	if changed || crossOrigin {
		kept := make(header.List, 0, len(h.header))
		for _, f := range h.header {
			if (changed && requestBodyField(f.Name)) || (crossOrigin && credentialField(f.Name)) {
				continue
			}
			kept = append(kept, f)
		}
		h.header = kept
	}
	// Whoever is asked next learns no more than those before.
	told := referrer(h.from, x.url, h.policy)
	if h.from, _ = weburl.Parse(told); told == "" {
		h.from = nil
	}
	if v, ok := r.Header.Get("Referrer-Policy"); ok {
		if p, ok := ParseReferrerPolicy(v); ok {
			h.policy = p
		}
	}
	return next, nil
}

// requestBodyField reports fields that go with a request's body.
//
// https://fetch.spec.whatwg.org/#request-body-header-name
func requestBodyField(name string) bool {
	for _, n := range []string{"Content-Encoding", "Content-Language", "Content-Location", "Content-Type", "Content-Length"} {
		if header.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// credentialField reports fields that another origin must not see.
func credentialField(name string) bool {
	for _, n := range []string{"Authorization", "Cookie", "Proxy-Authorization"} {
		if header.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// ParseReferrerPolicy returns the last policy of a comma-separated list that we know.
//
// https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header
func ParseReferrerPolicy(s string) (p ReferrerPolicy, ok bool) {
	for part := range strings.SplitSeq(s, ",") {
		if v, known := referrerPolicies[strings.ToLower(header.Trim(part))]; known {
			p, ok = v, true
		}
	}
	return p, ok
}

var referrerPolicies = map[string]ReferrerPolicy{
	"no-referrer": NoReferrer, "no-referrer-when-downgrade": NoReferrerWhenDowngrade,
	"same-origin": SameOrigin, "origin": OriginOnly, "strict-origin": StrictOrigin,
	"origin-when-cross-origin":        OriginWhenCrossOrigin,
	"strict-origin-when-cross-origin": StrictOriginWhenCrossOrigin, "unsafe-url": UnsafeURL,
}

// maxReferrer is the length above which only the origin is sent.
const maxReferrer = 4096

// referrer returns the Referer for a request from one URL to another, or "".
//
// https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
func referrer(from, to *weburl.URL, policy ReferrerPolicy) string {
	if from == nil || !from.Is("http", "https") || policy == NoReferrer {
		return ""
	}
	origin := from.Origin().String() + "/"
	full := from.WithoutFragment().WithoutCredentials().String()
	if len(full) > maxReferrer {
		full = origin
	}
	same := from.Origin().Same(to.Origin())
	downgrade := from.Is("https") && !to.Origin().Secure()
	switch policy {
	case UnsafeURL:
		return full
	case OriginOnly:
		return origin
	case SameOrigin:
		if same {
			return full
		}
		return ""
	case NoReferrerWhenDowngrade:
		if downgrade {
			return ""
		}
		return full
	case StrictOrigin:
		if downgrade {
			return ""
		}
		return origin
	case OriginWhenCrossOrigin:
		if same {
			return full
		}
		return origin
	}
	switch {
	case same:
		return full
	case downgrade:
		return ""
	}
	return origin
}

// redirectDrain and redirectWait bound what is read of a redirect's body, to keep the
// connection: usually the body came with the head.
const (
	redirectDrain = 16 << 10
	redirectWait  = 20 * time.Millisecond
)

// drop ends a body nobody wants, without ending the fetch: a short one is read for the sake of
// its connection.
func (b *Body) drop() {
	w := b.wire
	b.once.Do(func() {
		if w == nil { // recorded, not fetched
			b.local.Close()
			b.span.End()
			return
		}
		if !w.src.Ended() {
			w.src.SetReadDeadline(time.Now().Add(redirectWait))
			_, w.err = io.CopyN(io.Discard, rest{w}, redirectDrain)
			if w.err == io.EOF {
				w.err = nil
			}
		}
		if d, ok := b.src.(*decoders); ok {
			d.end(b)
		}
		w.release()
		b.span.End()
	})
}
