// Package cookie keeps what servers ask a browser to remember and decides who is told again.
//
//	Set-Cookie ──Parse──▶ Cookie ──Jar.Store──▶ kept, or refused by a named rule
//	URL + who asks ──Jar.Send──▶ "a=1; b=2"
//	Jar ◀──▶ file: persistent cookies only, replaced atomically, shared by processes
//
// It follows RFC 6265bis
// (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis), with the __Http-
// prefixes of its successor. Public suffixes are those of golang.org/x/net/publicsuffix. A
// scheme counts as secure when it is https; loopback does not.
//
// Left out: cookies partitioned by the page that embeds (the attribute Partitioned is ignored).
package cookie
