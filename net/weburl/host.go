package weburl

import (
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// domainProfile is the standard's "domain to ASCII" with beStrict false.
//
// https://url.spec.whatwg.org/#concept-domain-to-ascii
var domainProfile = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false),
	idna.StrictDomainName(false), idna.CheckHyphens(false))

// parseHost turns the text of a host into its serialisation, or says why it cannot.
//
// https://url.spec.whatwg.org/#concept-host-parser
func parseHost(s string, special bool) (host, reason string) {
	if strings.HasPrefix(s, "[") {
		if !strings.HasSuffix(s, "]") {
			return "", "the IPv6 address is not closed"
		}
		a, ok := parseIPv6(s[1 : len(s)-1])
		if !ok {
			return "", "not an IPv6 address"
		}
		return "[" + formatIPv6(a) + "]", ""
	}
	if !special {
		for i := range len(s) {
			if forbiddenHost(s[i]) {
				return "", "a character that no host can have"
			}
		}
		return string(appendEncoded(nil, s, setC0)), ""
	}
	domain := s
	if strings.IndexByte(s, '%') >= 0 {
		domain = string(PercentDecode(s))
	}
	domain, ok := domainToASCII(domain)
	if !ok {
		return "", "not a valid domain name"
	}
	for i := range len(domain) {
		if c := domain[i]; forbiddenHost(c) || c <= 0x1F || c == '%' || c == 0x7F {
			return "", "a character that no domain can have"
		}
	}
	if endsInNumber(domain) {
		v4, ok := parseIPv4(domain)
		if !ok {
			return "", "not an IPv4 address"
		}
		return formatIPv4(v4), ""
	}
	return domain, ""
}

// domainToASCII lower-cases and converts to Punycode. ASCII names, which are nearly all, do not
// go through the tables, not even to check what their Punycode means: such names exist and the
// resolver finds them.
func domainToASCII(s string) (string, bool) {
	plain, upper := true, false
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			plain = false
			break
		}
		upper = upper || ('A' <= c && c <= 'Z')
	}
	if plain {
		if upper {
			s = strings.ToLower(s)
		}
		return s, s != ""
	}
	s = remapped(validUTF8(s))
	if strings.IndexFunc(s, newIdeograph) >= 0 {
		return withNewIdeographs(s)
	}
	a, err := domainProfile.ToASCII(s)
	return a, err == nil && a != ""
}

// newIdeograph reports the Chinese characters that are newer than the tables of
// golang.org/x/net/idna: extensions I and J. No rule tells them from older ones.
func newIdeograph(r rune) bool { return 0x2EBF0 <= r && r <= 0x2EE5D || 0x323B0 <= r && r <= 0x33479 }

// withNewIdeographs lets older ideographs that s does not have stand for the new ones in it while
// the rules are applied.
func withNewIdeographs(s string) (string, bool) {
	const first, last = 0x31350, 0x323AF // extension H
	next := rune(first)
	there, back := map[rune]rune{}, map[rune]rune{}
	taken := map[rune]bool{}
	for _, r := range s {
		if first <= r && r <= last {
			taken[r] = true
		}
	}
	t := strings.Map(func(r rune) rune {
		if !newIdeograph(r) {
			return r
		}
		if there[r] == 0 && next <= last {
			for taken[next] {
				next++
			}
			there[r], back[next] = next, r
			next++
		}
		return there[r]
	}, s)
	u, err := domainProfile.ToUnicode(t)
	if err != nil {
		return "", false
	}
	a, err := idna.Punycode.ToASCII(strings.Map(func(r rune) rune {
		if o := back[r]; o != 0 {
			return o
		}
		return r
	}, u))
	return a, err == nil && a != ""
}

func forbiddenHost(c byte) bool {
	switch c {
	case 0, '\t', '\n', '\r', ' ', '#', '/', ':', '<', '>', '?', '@', '[', '\\', ']', '^', '|':
		return true
	}
	return false
}

// endsInNumber is the ends-in-a-number checker.
//
// https://url.spec.whatwg.org/#ends-in-a-number-checker
func endsInNumber(s string) bool {
	last := strings.TrimSuffix(s, ".")
	if i := strings.LastIndexByte(last, '.'); i >= 0 {
		last = last[i+1:]
	}
	if last == "" {
		return false
	}
	digits := true
	for i := range len(last) {
		digits = digits && isDigit(last[i])
	}
	if digits {
		return true
	}
	_, ok := parseIPv4Number(last)
	return ok
}

// parseIPv4Number reads a decimal, octal or hexadecimal number; values are capped at 2^40,
// which is out of range for every use.
func parseIPv4Number(s string) (uint64, bool) {
	if s == "" {
		return 0, false
	}
	base := uint64(10)
	if len(s) >= 2 && (s[:2] == "0x" || s[:2] == "0X") {
		s, base = s[2:], 16
	} else if len(s) >= 2 && s[0] == '0' {
		s, base = s[1:], 8
	}
	var n uint64
	for i := range len(s) {
		d, ok := unhex(s[i])
		if !ok || uint64(d) >= base {
			return 0, false
		}
		n = min(n*base+uint64(d), 1<<40)
	}
	return n, true
}

// parseIPv4 is the IPv4 parser.
//
// https://url.spec.whatwg.org/#concept-ipv4-parser
func parseIPv4(s string) (uint32, bool) {
	s = strings.TrimSuffix(s, ".")
	if strings.Count(s, ".") > 3 {
		return 0, false
	}
	var nums [4]uint64
	k := 0
	for part := range strings.SplitSeq(s, ".") {
		n, ok := parseIPv4Number(part)
		if !ok {
			return 0, false
		}
		nums[k] = n
		k++
	}
	for _, n := range nums[:k-1] {
		if n > 255 {
			return 0, false
		}
	}
	if nums[k-1] >= 1<<(8*(5-k)) {
		return 0, false
	}
	v := nums[k-1]
	for i, n := range nums[:k-1] {
		v += n << (8 * (3 - i))
	}
	return uint32(v), true
}

func formatIPv4(v uint32) string {
	return netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}).String()
}

// parseIPv6 is the IPv6 parser.
//
// https://url.spec.whatwg.org/#concept-ipv6-parser
func parseIPv6(s string) (a [8]uint16, ok bool) {
	piece, compress := 0, -1
	i := 0
	if strings.HasPrefix(s, ":") {
		if !strings.HasPrefix(s, "::") {
			return a, false
		}
		i, piece, compress = 2, 1, 1
	}
	for i < len(s) {
		if piece == 8 {
			return a, false
		}
		if s[i] == ':' {
			if compress >= 0 {
				return a, false
			}
			i++
			piece++
			compress = piece
			continue
		}
		start, v := i, uint16(0)
		for i < len(s) && i-start < 4 {
			d, ok := unhex(s[i])
			if !ok {
				break
			}
			v = v<<4 | uint16(d)
			i++
		}
		if i < len(s) && s[i] == '.' {
			if i == start || piece > 6 {
				return a, false
			}
			v4, err := netip.ParseAddr(s[start:])
			if err != nil || !v4.Is4() {
				return a, false
			}
			b := v4.As4()
			a[piece] = uint16(b[0])<<8 | uint16(b[1])
			a[piece+1] = uint16(b[2])<<8 | uint16(b[3])
			piece += 2
			break
		}
		if i < len(s) {
			if s[i] != ':' {
				return a, false
			}
			i++
			if i == len(s) {
				return a, false
			}
		}
		a[piece] = v
		piece++
	}
	if compress >= 0 {
		swaps := piece - compress
		for j := 7; j != 0 && swaps > 0; j, swaps = j-1, swaps-1 {
			a[j], a[compress+swaps-1] = a[compress+swaps-1], a[j]
		}
	} else if piece != 8 {
		return a, false
	}
	return a, true
}

// formatIPv6 is the IPv6 serialiser: the first longest run of two or more zeros becomes "::".
//
// https://url.spec.whatwg.org/#concept-ipv6-serializer
func formatIPv6(a [8]uint16) string {
	best, bestLen := -1, 1
	for i := 0; i < 8; {
		j := i
		for j < 8 && a[j] == 0 {
			j++
		}
		if j-i > bestLen {
			best, bestLen = i, j-i
		}
		i = max(j, i+1)
	}
	b := make([]byte, 0, 39)
	for i := 0; i < 8; i++ {
		if i == best {
			b = append(b, ':')
			if i == 0 {
				b = append(b, ':')
			}
			i += bestLen - 1
			continue
		}
		b = strconv.AppendUint(b, uint64(a[i]), 16)
		if i != 7 {
			b = append(b, ':')
		}
	}
	return string(b)
}

// isLoopbackHost reports whether a serialised host names this machine.
func isLoopbackHost(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback()
}
