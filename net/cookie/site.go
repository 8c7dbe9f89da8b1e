package cookie

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"

	"vitrine/net/weburl"
)

// isAddress reports a host that is an IP address, which has no domains above it.
func isAddress(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// domainMatch reports whether host is domain or lies below it.
//
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-domain-matching
func domainMatch(host, domain string) bool {
	if host == domain {
		return true
	}
	return len(host) > len(domain) && domain != "" && strings.HasSuffix(host, domain) &&
		host[len(host)-len(domain)-1] == '.' && !isAddress(host)
}

// RegistrableDomain returns the part of a host that somebody can register: one label and the
// public suffix. Of an address, and of a public suffix itself, it is "".
//
// https://url.spec.whatwg.org/#host-registrable-domain
func RegistrableDomain(host string) string {
	name := strings.TrimSuffix(host, ".")
	if name == "" || isAddress(name) || name[0] == '.' {
		return ""
	}
	d, err := publicsuffix.EffectiveTLDPlusOne(name)
	if err != nil {
		return ""
	}
	return d
}

// isPublicSuffix reports domains under which strangers have names. A name of one label that no
// list knows counts too: RFC 6265bis compares with the list's rule "*".
func isPublicSuffix(domain string) bool {
	s, _ := publicsuffix.PublicSuffix(domain)
	return s == domain
}

// site is the group that a host's cookies are kept under.
func site(host string) string {
	if d := RegistrableDomain(host); d != "" {
		return d
	}
	return host
}

// Site names the site of a URL: scheme and registrable domain, or host. It is "" for URLs without
// an origin; all files are one site.
//
// https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site
func Site(u *weburl.URL) string {
	o := u.Origin()
	switch {
	case u.Is("file"):
		return "file://"
	case o.Opaque():
		return ""
	}
	return o.Scheme + "://" + site(o.Host)
}

// SameSiteAs reports whether two URLs belong to one site: the same scheme and the same
// registrable domain.
//
// https://html.spec.whatwg.org/multipage/browsers.html#same-site
func SameSiteAs(a, b *weburl.URL) bool {
	return a.Scheme() == b.Scheme() && (a.Hostname() == b.Hostname() || site(a.Hostname()) == site(b.Hostname())) && a.HasHost()
}
