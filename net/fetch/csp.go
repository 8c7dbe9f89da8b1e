package fetch

import (
	"fmt"
	"strconv"
	"strings"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

// CSP is the Content Security Policies of a page. A nil CSP allows everything. It knows the
// directives for what is loaded here: images, style sheets, fonts, frames and scripts.
//
// https://www.w3.org/TR/CSP3/
type CSP struct {
	policies []map[string][]string // directive to source list
}

// maxCSP bounds how many sources of a page's policies are kept.
const maxCSP = 2000

// ParseCSP parses the values of Content-Security-Policy fields.
//
// https://www.w3.org/TR/CSP3/#parse-serialized-policy
func ParseCSP(values ...string) *CSP {
	c := &CSP{}
	n := 0
	for _, v := range values {
		for one := range strings.SplitSeq(v, ",") {
			p := map[string][]string{}
			for d := range strings.SplitSeq(one, ";") {
				words := strings.Fields(d)
				if len(words) == 0 {
					continue
				}
				name := strings.ToLower(words[0])
				if n += len(words); n > maxCSP {
					words = words[:1] // too long to be meant: nothing more is allowed
				}
				if _, twice := p[name]; !twice {
					p[name] = words[1:]
				}
			}
			if len(p) > 0 {
				c.policies = append(c.policies, p)
			}
		}
	}
	if len(c.policies) == 0 {
		return nil
	}
	return c
}

// cspFallback lists the directives for a use, the most special first.
//
// https://www.w3.org/TR/CSP3/#directive-fallback-list
var cspFallback = map[Destination][]string{
	Image: {"img-src", "default-src"}, Font: {"font-src", "default-src"},
	Style:  {"style-src-elem", "style-src", "default-src"},
	Script: {"script-src-elem", "script-src", "default-src"},
	Frame:  {"frame-src", "child-src", "default-src"},
}

// Allows returns nil when a page may load a URL for a use, or an error that names the directive.
// After redirects the paths of sources are not compared.
//
// https://www.w3.org/TR/CSP3/#should-block-request
func (c *CSP) Allows(dest Destination, u, page *weburl.URL, redirected bool) error {
	if c == nil {
		return nil
	}
	for _, p := range c.policies {
		for _, name := range cspFallback[dest] {
			list, ok := p[name]
			if !ok {
				continue
			}
			if !matchesList(list, u, page, redirected) {
				return fmt.Errorf("the page's Content-Security-Policy forbids it (%s %s)", name, strings.Join(list, " "))
			}
			break
		}
	}
	return nil
}

// AllowsInlineStyle reports whether <style> and style="" work on the page; nonce is that of the
// element, or "".
//
// https://www.w3.org/TR/CSP3/#match-element-to-source-list
func (c *CSP) AllowsInlineStyle(nonce string) bool {
	if c == nil {
		return true
	}
	for _, p := range c.policies {
		list, ok := p["style-src"]
		if !ok {
			if list, ok = p["default-src"]; !ok {
				continue
			}
		}
		unsafe, strict, match := false, false, false
		for _, s := range list {
			switch l := strings.ToLower(s); {
			case l == "'unsafe-inline'":
				unsafe = true
			case strings.HasPrefix(l, "'nonce-"):
				strict = true
				match = match || nonce != "" && s[7:] == nonce+"'"
			case strings.HasPrefix(l, "'sha"):
				strict = true
			}
		}
		if !match && !(unsafe && !strict) {
			return false
		}
	}
	return true
}

// upgrades reports the directive upgrade-insecure-requests.
func (c *CSP) upgrades() bool {
	if c != nil {
		for _, p := range c.policies {
			if _, ok := p["upgrade-insecure-requests"]; ok {
				return true
			}
		}
	}
	return false
}

// matchesList reports whether a source list has a source for u.
//
// https://www.w3.org/TR/CSP3/#match-url-to-source-list
func matchesList(list []string, u, page *weburl.URL, redirected bool) bool {
	for _, s := range list {
		if matchesSource(s, u, page, redirected) {
			return true
		}
	}
	return false
}

// matchesSource compares a URL with one source: *, 'self', a scheme, or a host with optional
// scheme, port and path.
//
// https://www.w3.org/TR/CSP3/#match-url-to-source-expression
func matchesSource(s string, u, page *weburl.URL, redirected bool) bool {
	switch {
	case s == "*":
		return u.Is("http", "https") || u.Scheme() == page.Scheme()
	case header.EqualFold(s, "'self'"):
		return page.Origin().Same(u.Origin()) ||
			page.Hostname() == u.Hostname() && page.Is("http") && u.Is("https") && page.Port() == 80 && u.Port() == 443
	case strings.HasPrefix(s, "'"):
		return false
	}
	if scheme, ok := strings.CutSuffix(s, ":"); ok && !strings.ContainsAny(scheme, "/.*") {
		return schemeMatches(strings.ToLower(scheme), u.Scheme())
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		scheme, rest = page.Scheme(), s
	}
	if !schemeMatches(strings.ToLower(scheme), u.Scheme()) || !u.HasHost() {
		return false
	}
	host, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	port := ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host, port = host[:i], host[i+1:]
	}
	host = strings.ToLower(host)
	if wild, ok := strings.CutPrefix(host, "*"); ok {
		if wild != "" && (!strings.HasPrefix(wild, ".") || !strings.HasSuffix(u.Hostname(), wild)) {
			return false
		}
	} else if host != u.Hostname() {
		return false
	}
	switch port {
	case "*":
	case "":
		if _, explicit := u.ExplicitPort(); explicit {
			return false
		}
	default:
		if n, err := strconv.Atoi(port); err != nil || n != u.Port() && !(n == 80 && u.Port() == 443) {
			return false
		}
	}
	if path == "" || redirected {
		return true
	}
	want, got := string(weburl.PercentDecode(path)), string(weburl.PercentDecode(u.Path()))
	if strings.HasSuffix(want, "/") {
		return strings.HasPrefix(got, want)
	}
	return got == want
}

// schemeMatches lets a source of http cover https.
func schemeMatches(source, scheme string) bool {
	return source == scheme || source == "http" && scheme == "https"
}
