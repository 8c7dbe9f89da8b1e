package htmlparse

import "strings"

// keepReturns writes references to carriage returns twice where they begin a pre, listing or
// textarea: the library takes one there for a line break of the source, and with it a line feed that
// follows, but what comes from a reference is content. The programs that wrote many a manual put
// such a reference before each listing.
// https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
func keepReturns(text string) string {
	var out strings.Builder
	done := 0
	for at := 0; ; {
		i := strings.Index(text[at:], ">&#")
		if i < 0 {
			break
		}
		i += at + 1 // of the reference
		at = i
		if n := returnRef(text[i:]); n > 0 && beginsPre(text[:i]) {
			out.WriteString(text[done : i+n])
			done = i
		}
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// returnRef returns the length of the reference to U+000D at the start of s, 0 when there is none.
func returnRef(s string) int {
	digits, n := "13", len("&#")
	if n < len(s) && s[n]|0x20 == 'x' {
		digits, n = "d", n+1
	}
	for n < len(s) && s[n] == '0' {
		n++
	}
	if len(s) < n+len(digits) || !strings.EqualFold(s[n:n+len(digits)], digits) {
		return 0
	}
	n += len(digits)
	if n < len(s) {
		switch c := s[n]; {
		case c == ';':
			n++
		case c >= '0' && c <= '9', len(digits) == 1 && (c|0x20 >= 'a' && c|0x20 <= 'f'):
			return 0 // a longer number
		}
	}
	return n
}

// maxPreTag is how far back the start of a tag is looked for.
const maxPreTag = 1 << 10

// beginsPre reports whether a text ends with the start tag of an element whose first line feed is
// dropped.
func beginsPre(text string) bool {
	text = text[max(0, len(text)-maxPreTag):]
	i := strings.LastIndexByte(text, '<')
	if i < 0 {
		return false
	}
	name := text[i+1 : len(text)-1]
	if j := strings.IndexAny(name, " \t\n\f\r/"); j >= 0 {
		name = name[:j]
	}
	return strings.EqualFold(name, "pre") || strings.EqualFold(name, "listing") || strings.EqualFold(name, "textarea")
}
