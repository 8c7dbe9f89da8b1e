package fetch

import (
	"strings"

	"vitrine/net/header"
)

// Link is one link of a Link field.
type Link struct {
	URL    string // as written
	params [][2]string
}

// maxLinks bounds the links that are read from one head, maxLinkParams the parameters of each.
const (
	maxLinks      = 256
	maxLinkParams = 16
)

// Param returns a parameter of the link.
func (k *Link) Param(name string) (value string, ok bool) {
	for _, p := range k.params {
		if p[0] == name {
			return p[1], true
		}
	}
	return "", false
}

// Rel reports whether the link has a relation.
func (k *Link) Rel(name string) bool {
	v, _ := k.Param("rel")
	for r := range strings.FieldsSeq(v) {
		if header.EqualFold(r, name) {
			return true
		}
	}
	return false
}

// Links parses the Link fields of a head. What breaks the grammar ends its field.
//
// https://www.rfc-editor.org/rfc/rfc8288#appendix-B.2
func Links(h header.List) []Link {
	var out []Link
	for _, v := range h.Values("Link") {
		for len(out) < maxLinks {
			v = strings.TrimLeft(v, " \t,")
			rest, ok := strings.CutPrefix(v, "<")
			if !ok {
				break
			}
			var k Link
			if k.URL, v, ok = strings.Cut(rest, ">"); !ok {
				break
			}
			v = k.parameters(v)
			out = append(out, k)
		}
	}
	return out
}

// parameters reads what follows the target and returns what follows the link.
func (k *Link) parameters(v string) string {
	for {
		v = strings.TrimLeft(v, " \t")
		rest, ok := strings.CutPrefix(v, ";")
		if !ok {
			return v
		}
		rest = strings.TrimLeft(rest, " \t")
		end := strings.IndexAny(rest, "=;, \t")
		if end < 0 {
			end = len(rest)
		}
		name, value := strings.ToLower(rest[:end]), ""
		v = strings.TrimLeft(rest[end:], " \t")
		if rest, ok := strings.CutPrefix(v, "="); ok {
			value, v = linkValue(strings.TrimLeft(rest, " \t"))
		}
		if _, twice := k.Param(name); !twice && name != "" && len(k.params) < maxLinkParams {
			k.params = append(k.params, [2]string{name, value})
		}
	}
}

// linkValue reads a token or a quoted string and returns what follows.
func linkValue(v string) (value, rest string) {
	if !strings.HasPrefix(v, `"`) {
		end := strings.IndexAny(v, ";, \t")
		if end < 0 {
			end = len(v)
		}
		return v[:end], v[end:]
	}
	var b strings.Builder
	for i := 1; i < len(v); i++ {
		switch v[i] {
		case '"':
			return b.String(), v[i+1:]
		case '\\':
			if i++; i == len(v) {
				return b.String(), ""
			}
		}
		b.WriteByte(v[i])
	}
	return b.String(), ""
}
