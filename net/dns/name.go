package dns

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Names inside the package are canonical: labels joined by dots, lower case, with the final
// dot; the root is ".". A label holds the raw bytes of the wire, so a name of the network may
// hold anything but a dot; DisplayName makes it safe to print.

// Sizes of RFC 1035 §2.3.4.
const (
	maxLabel = 63
	maxName  = 254 // in this form: 255 octets on the wire less the length of the root label
)

var (
	errEmptyLabel = errors.New("empty label")
	errLongLabel  = errors.New("label longer than 63 bytes")
	errLongName   = errors.New("name longer than 255 bytes")
	errHostByte   = errors.New("character that no host name has")
)

// CanonicalName gives the form in which this package keeps names: lower case with the final
// dot. It fails for empty and over-long labels and names. It does no IDNA processing: the URL
// parser has done that.
func CanonicalName(s string) (string, error) {
	if s == "." {
		return s, nil
	}
	s = strings.TrimSuffix(s, ".")
	if len(s)+1 > maxName {
		return "", errLongName
	}
	label := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '.' {
			label++
			continue
		}
		if label == 0 {
			return "", errEmptyLabel
		}
		if label > maxLabel {
			return "", errLongLabel
		}
		label = 0
	}
	return lower(s + "."), nil
}

// lower folds ASCII letters only, as RFC 4343 asks.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; c >= 'A' && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// checkHost refuses bytes that would let a host name be mistaken for something else on the
// wire or on a screen. Underscores and the like are seen in the wild and let through.
func checkHost(name string) error {
	for i := 0; i < len(name); i++ {
		if c := name[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("#%/:<>?@[\\]^|\"", c) >= 0 {
			return errHostByte
		}
	}
	return nil
}

// DisplayName prints a canonical name without the final dot (except the root), escaping
// bytes that are not printable as a zone file would (RFC 1035 §5.1).
func DisplayName(name string) string {
	if name != "." {
		name = strings.TrimSuffix(name, ".")
	}
	for i := 0; i < len(name); i++ {
		if name[i] <= ' ' || name[i] > '~' || name[i] == '\\' {
			var b strings.Builder
			for i := 0; i < len(name); i++ {
				switch c := name[i]; {
				case c == '\\':
					b.WriteString(`\\`)
				case c <= ' ' || c > '~':
					fmt.Fprintf(&b, `\%03d`, c)
				default:
					b.WriteByte(c)
				}
			}
			return b.String()
		}
	}
	return name
}

// parent gives the name without its first label; the parent of the root is the root.
func parent(name string) string {
	i := strings.IndexByte(name, '.')
	if i < 0 || i == len(name)-1 {
		return "."
	}
	return name[i+1:]
}

// within reports whether name is zone or below it.
func within(name, zone string) bool {
	if zone == "." {
		return true
	}
	n := len(name) - len(zone)
	return n >= 0 && name[n:] == zone && (n == 0 || name[n-1] == '.')
}

// below reports whether name is below zone, not zone itself.
func below(name, zone string) bool { return name != zone && within(name, zone) }

// labels counts the labels; the root has none.
func labels(name string) int {
	if name == "." {
		return 0
	}
	return strings.Count(name, ".")
}

// lastLabels gives the last n labels of name.
func lastLabels(name string, n int) string {
	if n <= 0 {
		return "."
	}
	for i := len(name) - 2; i >= 0; i-- {
		if name[i] == '.' {
			if n--; n == 0 {
				return name[i+1:]
			}
		}
	}
	return name
}

// appendWireName appends the uncompressed wire form of a canonical name.
func appendWireName(b []byte, name string) []byte {
	if name != "." {
		for rest := name; rest != ""; {
			i := strings.IndexByte(rest, '.')
			if i < 0 {
				i = len(rest)
			}
			b = append(b, byte(i))
			b = append(b, rest[:i]...)
			rest = rest[min(i+1, len(rest)):]
		}
	}
	return append(b, 0)
}

// nameFromWire reads an uncompressed name from the start of d and gives what follows it.
func nameFromWire(d string) (name, rest string, ok bool) {
	end := 0
	for {
		if end >= len(d) {
			return "", "", false
		}
		n := int(d[end])
		if n == 0 {
			break
		}
		if n > maxLabel || end+1+n >= len(d) || strings.IndexByte(d[end+1:end+1+n], '.') >= 0 {
			return "", "", false
		}
		end += 1 + n
	}
	rest = d[end+1:]
	if end == 0 {
		return ".", rest, true
	}
	if end > maxName {
		return "", "", false
	}
	b := make([]byte, 0, end)
	for i := 0; i < end; {
		n := int(d[i])
		b = append(b, d[i+1:i+1+n]...)
		b = append(b, '.')
		i += 1 + n
	}
	return lower(string(b)), rest, true
}

// ReverseName gives the name under which the PTR record of an address is kept (RFC 1035 §3.5,
// RFC 3596 §2.5).
func ReverseName(a netip.Addr) string {
	a = a.Unmap()
	var b strings.Builder
	s := a.AsSlice()
	for i := len(s) - 1; i >= 0; i-- {
		if a.Is4() {
			fmt.Fprintf(&b, "%d.", s[i])
		} else {
			fmt.Fprintf(&b, "%x.%x.", s[i]&15, s[i]>>4)
		}
	}
	if a.Is4() {
		return b.String() + "in-addr.arpa."
	}
	return b.String() + "ip6.arpa."
}
