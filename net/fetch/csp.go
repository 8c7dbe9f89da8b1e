package fetch

import (
	"strconv"
	"strings"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

// CSP is the Content Security Policies of a page. A nil CSP allows everything. It is not changed
// once made and may be shared.
//
// Without scripts the directives that count are those for images, style sheets, fonts, frames,
// base, forms, ancestors, sandbox and upgrades.
//
// https://www.w3.org/TR/CSP3/
type CSP struct {
	policies []policy
	left     int // how many words more are kept
}

// policy is one policy of a list.
type policy struct {
	directives map[string][]string // directive to its values, as written
	report     bool                // only told about, not enforced
}

// maxCSP bounds how many words of a page's policies are kept.
const maxCSP = 2000

// Violation is what a policy has against something.
type Violation struct {
	Directive  string // with its values
	ReportOnly bool
}

func (v *Violation) Error() string {
	return "the page's Content-Security-Policy forbids it (" + v.Directive + ")"
}

// ParseCSP parses the policies in the head of a document. It is nil when there are none.
//
// https://www.w3.org/TR/CSP3/#parse-response-csp
func ParseCSP(h header.List) *CSP {
	c := &CSP{left: maxCSP}
	for _, v := range h.Values("Content-Security-Policy") {
		c.add(v, false)
	}
	for _, v := range h.Values("Content-Security-Policy-Report-Only") {
		c.add(v, true)
	}
	if len(c.policies) == 0 {
		return nil
	}
	return c
}

// WithMeta returns c with the policy of a <meta http-equiv=content-security-policy> besides.
//
// https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy
func (c *CSP) WithMeta(content string) *CSP {
	n := &CSP{left: maxCSP}
	if c != nil {
		n.policies, n.left = c.policies[:len(c.policies):len(c.policies)], c.left
	}
	from := len(n.policies)
	n.add(content, false)
	for _, p := range n.policies[from:] {
		for _, name := range []string{"report-uri", "frame-ancestors", "sandbox"} {
			delete(p.directives, name)
		}
	}
	return n
}

// add parses a list of policies separated by commas.
//
// https://www.w3.org/TR/CSP3/#parse-serialized-policy
func (c *CSP) add(list string, report bool) {
	for one := range strings.SplitSeq(list, ",") {
		p := policy{directives: map[string][]string{}, report: report}
		for d := range strings.SplitSeq(one, ";") {
			words := strings.FieldsFunc(d, func(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' && r != '\v' })
			if len(words) == 0 {
				continue
			}
			name := strings.ToLower(words[0])
			if c.left -= len(words); c.left < 0 {
				words = words[:1] // too long to be meant: nothing more is allowed
				if c.left < -maxCSP {
					break
				}
			}
			if _, twice := p.directives[name]; !twice {
				p.directives[name] = words[1:]
			}
		}
		if len(p.directives) > 0 {
			c.policies = append(c.policies, p)
		}
	}
}

// check holds something against the first of the named directives that each policy has. It
// returns the first violation that counts, else one that is only to be reported, else nil.
func (c *CSP) check(names []string, fine func(list []string) bool) *Violation {
	if c == nil {
		return nil
	}
	var told *Violation
	for _, p := range c.policies {
		for _, name := range names {
			list, ok := p.directives[name]
			if !ok {
				continue
			}
			if !fine(list) {
				v := &Violation{Directive: strings.TrimSpace(name + " " + strings.Join(list, " ")), ReportOnly: p.report}
				if !p.report {
					return v
				}
				told = v
			}
			break
		}
	}
	return told
}

// cspFallback lists the directives for a use, the most special first.
//
// https://www.w3.org/TR/CSP3/#directive-fallback-list
var cspFallback = map[Destination][]string{
	Image: {"img-src", "default-src"}, Font: {"font-src", "default-src"},
	Style:  {"style-src-elem", "style-src", "default-src"},
	Script: {"script-src-elem", "script-src", "default-src"},
	Frame:  {"frame-src", "child-src", "default-src"},
	Object: {"object-src", "default-src"},
}

// Allows returns nil when a page may load a URL for a use, or what forbids it. nonce is that of
// the element which asks, or "". After redirects the paths of sources are not compared.
//
// https://www.w3.org/TR/CSP3/#should-block-request
func (c *CSP) Allows(dest Destination, u, page *weburl.URL, redirected bool, nonce string) *Violation {
	return c.check(cspFallback[dest], func(list []string) bool {
		return (dest == Style || dest == Script) && hasNonce(list, nonce) || matchesList(list, u, page, redirected)
	})
}

// AllowsStyle returns nil when the text of a <style> may be used; nonce is the element's, or "".
//
// https://www.w3.org/TR/CSP3/#match-element-to-source-list
func (c *CSP) AllowsStyle(nonce, text string) *Violation {
	return c.check([]string{"style-src-elem", "style-src", "default-src"}, func(list []string) bool {
		return allInline(list) || hasNonce(list, nonce) || hasHash(list, text)
	})
}

// AllowsStyleAttribute returns nil when the text of a style attribute may be used.
//
// https://www.w3.org/TR/CSP3/#match-element-to-source-list
func (c *CSP) AllowsStyleAttribute(text string) *Violation {
	return c.check([]string{"style-src-attr", "style-src", "default-src"}, func(list []string) bool {
		return allInline(list) || hasWord(list, "'unsafe-hashes'") && hasHash(list, text)
	})
}

// AllowsBase returns nil when the page may resolve its references against a URL.
//
// https://www.w3.org/TR/CSP3/#directive-base-uri
func (c *CSP) AllowsBase(u, page *weburl.URL) *Violation {
	return c.check([]string{"base-uri"}, func(list []string) bool { return matchesList(list, u, page, false) })
}

// AllowsForm returns nil when a form of the page may be sent to a URL.
//
// https://www.w3.org/TR/CSP3/#directive-form-action
func (c *CSP) AllowsForm(u, page *weburl.URL, redirected bool) *Violation {
	return c.check([]string{"form-action"}, func(list []string) bool { return matchesList(list, u, page, redirected) })
}

// hasAncestors reports an enforced frame-ancestors, which takes the place of X-Frame-Options.
func (c *CSP) hasAncestors() bool {
	if c != nil {
		for _, p := range c.policies {
			if _, ok := p.directives["frame-ancestors"]; ok && !p.report {
				return true
			}
		}
	}
	return false
}

// AllowsAncestors returns nil when the page at u may be shown in frames of these pages.
//
// https://www.w3.org/TR/CSP3/#directive-frame-ancestors
func (c *CSP) AllowsAncestors(u *weburl.URL, ancestors []*weburl.URL) *Violation {
	return c.check([]string{"frame-ancestors"}, func(list []string) bool {
		for _, a := range ancestors {
			if !matchesList(list, a, u, true) {
				return false
			}
		}
		return true
	})
}

// Sandbox returns the flags of the directive sandbox: what is allowed nonetheless. ok is false
// without one.
//
// https://www.w3.org/TR/CSP3/#directive-sandbox
func (c *CSP) Sandbox() (allowed map[string]bool, ok bool) {
	if c == nil {
		return nil, false
	}
	for _, p := range c.policies {
		list, has := p.directives["sandbox"]
		if !has || p.report {
			continue
		}
		flags := map[string]bool{}
		for _, f := range list {
			if f = strings.ToLower(f); !ok || allowed[f] {
				flags[f] = true
			}
		}
		allowed, ok = flags, true
	}
	return allowed, ok
}

// upgrades reports the directive upgrade-insecure-requests.
func (c *CSP) upgrades() bool {
	if c != nil {
		for _, p := range c.policies {
			if _, ok := p.directives["upgrade-insecure-requests"]; ok && !p.report {
				return true
			}
		}
	}
	return false
}

func hasWord(list []string, word string) bool {
	for _, s := range list {
		if header.EqualFold(s, word) {
			return true
		}
	}
	return false
}

// allInline reports whether a list allows every inline text.
//
// https://www.w3.org/TR/CSP3/#allow-all-inline
func allInline(list []string) bool {
	for _, s := range list {
		if _, ok := nonceOf(s); ok {
			return false
		}
		if _, _, ok := hashOf(s); ok {
			return false
		}
	}
	return hasWord(list, "'unsafe-inline'")
}

func nonceOf(s string) (nonce string, ok bool) {
	if len(s) > 8 && header.EqualFold(s[:7], "'nonce-") && s[len(s)-1] == '\'' {
		return s[7 : len(s)-1], true
	}
	return "", false
}

func hasNonce(list []string, nonce string) bool {
	for _, s := range list {
		if n, ok := nonceOf(s); ok && n == nonce {
			return true
		}
	}
	return false
}

// hashOf takes a source like 'sha256-…' apart. Both forms of base64 are allowed.
func hashOf(s string) (algorithm, digest string, ok bool) {
	if len(s) < 9 || s[0] != '\'' || s[len(s)-1] != '\'' {
		return "", "", false
	}
	algorithm, digest, ok = strings.Cut(s[1:len(s)-1], "-")
	algorithm = strings.ToLower(algorithm)
	return algorithm, base64Form.Replace(digest), ok && hashes[algorithm] != nil
}

var base64Form = strings.NewReplacer("-", "+", "_", "/")

func hasHash(list []string, text string) bool {
	for _, s := range list {
		if algorithm, digest, ok := hashOf(s); ok && digestOf(algorithm, []byte(text)) == digest {
			return true
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
