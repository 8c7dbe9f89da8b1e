// Package weburl is the URL of the web: parsing, resolving, serialising, origins.
//
//	"../a b?x#y" + base ──Resolve──▶ *URL ──String──▶ "https://a.test/a%20b?x#y"
//	"example.com", "./x.html" ──FromInput──▶ *URL
//
// It sits at the very start of the line: everything that is fetched is named by a *URL. The
// parser follows the URL Standard (https://url.spec.whatwg.org/), written as a straight
// descent over the parts instead of the standard's state machine; each function names the
// states it covers. A *URL is immutable and may be shared by goroutines.
//
// Left out: the setters of the URL class and URLSearchParams (they belong to scripts).
package weburl
