package weburl

import "strconv"

// Origin is a tuple origin, or an opaque one when Scheme is "". It is comparable, but two
// opaque origins are never the same origin: ask Same, not ==.
//
// https://html.spec.whatwg.org/multipage/browsers.html#concept-origin
type Origin struct {
	Scheme, Host string
	Port         int
}

// Origin returns the URL's origin. Those of file:, data: and about: are opaque.
//
// https://url.spec.whatwg.org/#concept-url-origin
func (u *URL) Origin() Origin {
	switch u.scheme {
	case "http", "https", "ws", "wss", "ftp":
		return Origin{u.scheme, u.host, u.Port()}
	case "blob":
		if in, err := Parse(u.path); err == nil && in.Is("http", "https") {
			return in.Origin()
		}
	}
	return Origin{}
}

// Opaque reports whether the origin equals no other.
func (o Origin) Opaque() bool { return o.Scheme == "" }

// Same reports whether both are the same origin; opaque origins never are.
//
// https://html.spec.whatwg.org/multipage/browsers.html#same-origin
func (o Origin) Same(p Origin) bool { return !o.Opaque() && o == p }

// Secure reports whether the origin can be trusted on the way: https, wss, or the machine
// itself.
//
// https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
func (o Origin) Secure() bool {
	return o.Scheme == "https" || o.Scheme == "wss" || (!o.Opaque() && isLoopbackHost(o.Host))
}

// String serialises the origin: "https://a.test:8443" or "null".
//
// https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
func (o Origin) String() string {
	if o.Opaque() {
		return "null"
	}
	s := o.Scheme + "://" + o.Host
	if p, _ := specialPort(o.Scheme); p != o.Port {
		s += ":" + strconv.Itoa(o.Port)
	}
	return s
}
