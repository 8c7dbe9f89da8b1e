package header

import "strings"

// Field is one header field. Value holds raw bytes as they came, without surrounding white
// space.
type Field struct{ Name, Value string }

// List is a header list: fields in the order they came.
//
// https://fetch.spec.whatwg.org/#concept-header-list
type List []Field

// First returns the value of the first field of that name, or "".
func (l List) First(name string) string {
	for i := range l {
		if equalFold(l[i].Name, name) {
			return l[i].Value
		}
	}
	return ""
}

// Has reports whether a field of that name exists.
func (l List) Has(name string) bool {
	for i := range l {
		if equalFold(l[i].Name, name) {
			return true
		}
	}
	return false
}

// Get returns all values of that name joined by ", ".
//
// https://fetch.spec.whatwg.org/#concept-header-list-get
func (l List) Get(name string) (value string, ok bool) {
	for i := range l {
		if !equalFold(l[i].Name, name) {
			continue
		}
		if ok { // the second one: more may come, so all are joined at once
			return strings.Join(l.Values(name), ", "), true
		}
		value, ok = l[i].Value, true
	}
	return value, ok
}

// Values returns the value of every field of that name, in order.
func (l List) Values(name string) []string {
	var out []string
	for i := range l {
		if equalFold(l[i].Name, name) {
			out = append(out, l[i].Value)
		}
	}
	return out
}

// Add appends a field.
func (l *List) Add(name, value string) { *l = append(*l, Field{name, value}) }

// Set replaces the fields of that name by one.
func (l *List) Set(name, value string) {
	for i := range *l {
		if equalFold((*l)[i].Name, name) {
			(*l)[i].Value = value
			rest := (*l)[i+1:]
			rest.Del(name)
			*l = (*l)[:i+1+len(rest)]
			return
		}
	}
	l.Add(name, value)
}

// Del removes the fields of that name.
func (l *List) Del(name string) {
	kept := (*l)[:0]
	for _, f := range *l {
		if !equalFold(f.Name, name) {
			kept = append(kept, f)
		}
	}
	*l = kept
}

// Clone returns a copy with room for extra more fields.
func (l List) Clone(extra int) List {
	return append(make(List, 0, len(l)+extra), l...)
}

// Size returns the number of bytes that the list takes on an HTTP/1.1 wire.
func (l List) Size() int {
	n := 0
	for _, f := range l {
		n += len(f.Name) + len(f.Value) + 4
	}
	return n
}

// Split gets, decodes and splits a value: at commas outside quoted strings.
//
// https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split
func (l List) Split(name string) []string {
	v, ok := l.Get(name)
	if !ok {
		return nil
	}
	return SplitValue(v)
}

// SplitValue splits one combined value at commas outside quoted strings and trims each part.
func SplitValue(v string) []string {
	var out []string
	start, quoted := 0, false
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '"':
			quoted = !quoted
		case '\\':
			if quoted {
				i++
			}
		case ',':
			if !quoted {
				out = append(out, Trim(v[start:i]))
				start = i + 1
			}
		}
	}
	return append(out, Trim(v[start:]))
}

// HasToken reports whether a comma-separated field holds token, ignoring case.
func (l List) HasToken(name, token string) bool {
	for i := range l {
		if !equalFold(l[i].Name, name) {
			continue
		}
		for part := range strings.SplitSeq(l[i].Value, ",") {
			if equalFold(Trim(part), token) {
				return true
			}
		}
	}
	return false
}

// Trim removes HTTP tab or space from both ends.
func Trim(s string) string { return strings.Trim(s, " \t") }

// ValidName reports whether s is a token, as field names and methods must be.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-tokens
func ValidName(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if !tokenByte[s[i]] {
			return false
		}
	}
	return true
}

// ValidValue reports whether s may be sent as a field value: no NUL, CR or LF.
//
// https://fetch.spec.whatwg.org/#header-value
func ValidValue(s string) bool { return !strings.ContainsAny(s, "\x00\r\n") }

// TokenByte reports whether c may stand in a token.
func TokenByte(c byte) bool { return tokenByte[c] }

var tokenByte = func() (t [256]bool) {
	for _, c := range "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		t[c] = true
	}
	return
}()

// equalFold compares ASCII without regard to case and allocates nothing.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z' {
			return false
		}
	}
	return true
}

// EqualFold compares two ASCII names without regard to case.
func EqualFold(a, b string) bool { return equalFold(a, b) }
