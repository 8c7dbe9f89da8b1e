// Package header is the list of fields that requests and responses carry.
//
//	"Content-Type: text/html\r\n…" ──http1──▶ header.List ──▶ fetch, cache, cookie, sniff
//
// Order and spelling are kept as they came, because traces, HAR files and caches show them;
// look-ups ignore case. It is a leaf, so that wire protocols and policy can share it.
package header
