package dns

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Value prints the data of the record as a zone file would, with names as prose has them:
// without their final dot.
func (r Record) Value() string { return r.value(false) }

// ZoneValue prints the data of the record as a zone file has it (RFC 1035 §5.1, and the
// documents of each type); what is not understood in the form of RFC 3597.
func (r Record) ZoneValue() string { return r.value(true) }

func (r Record) value(dots bool) string {
	f := &fields{rest: r.Data, dots: dots}
	if p := printers[r.Type]; p != nil {
		if p(f); !f.bad && f.rest == "" {
			return strings.Join(f.out, " ")
		}
	}
	if len(r.Data) == 0 {
		return `\# 0`
	}
	return fmt.Sprintf(`\# %d %x`, len(r.Data), r.Data)
}

// fields prints record data piece by piece. After something that does not fit bad is set.
type fields struct {
	rest string
	out  []string
	dots bool // names have their final dot
	bad  bool
}

func (f *fields) take(n int) string {
	if f.bad || len(f.rest) < n {
		f.bad = true
		return strings.Repeat("\x00", n)
	}
	s := f.rest[:n]
	f.rest = f.rest[n:]
	return s
}

func (f *fields) put(s string) { f.out = append(f.out, s) }
func (f *fields) u8() uint8    { return f.take(1)[0] }
func (f *fields) u16() uint16  { return be16(f.take(2)) }
func (f *fields) u32() uint32  { return be32(f.take(4)) }

func (f *fields) n8()  { f.put(strconv.Itoa(int(f.u8()))) }
func (f *fields) n16() { f.put(strconv.Itoa(int(f.u16()))) }
func (f *fields) n32() { f.put(strconv.FormatUint(uint64(f.u32()), 10)) }

func (f *fields) name() {
	s, rest, ok := wireText(f.rest, f.dots)
	f.bad = f.bad || !ok
	f.rest = rest
	f.put(s)
}

// text is a character-string (RFC 1035 §3.3).
func (f *fields) text() { f.put(quoteText(f.take(int(f.u8())))) }

func (f *fields) hex() {
	if f.rest == "" {
		f.bad = true
	}
	f.put(strings.ToUpper(hex.EncodeToString([]byte(f.take(len(f.rest))))))
}

func (f *fields) base64() { f.put(base64.StdEncoding.EncodeToString([]byte(f.take(len(f.rest))))) }

// salt is the salt of NSEC3, "-" when there is none (RFC 5155 §3.3).
func (f *fields) salt() {
	if s := f.take(int(f.u8())); s != "" {
		f.put(strings.ToUpper(hex.EncodeToString([]byte(s))))
	} else {
		f.put("-")
	}
}

// types is a type bit map (RFC 4034 §4.1.2).
func (f *fields) types() {
	for _, t := range bitmapTypes(f.take(len(f.rest))) {
		f.put(t.String())
	}
}

func (f *fields) addr(n int) {
	if a, ok := netip.AddrFromSlice([]byte(f.take(n))); ok {
		f.put(a.String())
	}
}

// moment is a time of RRSIG: YYYYMMDDHHmmSS (RFC 4034 §3.2).
func (f *fields) moment() { f.put(serialTime(f.u32(), time.Now()).Format("20060102150405")) }

// base32hex is the alphabet of NSEC3 owner names (RFC 5155 §3.3), in lower case, as owner
// names are here.
var base32hex = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// printers of the types with a form of their own.
var printers = map[Type]func(*fields){
	TypeA: func(f *fields) { f.addr(4) }, TypeAAAA: func(f *fields) { f.addr(16) },
	TypeNS: (*fields).name, TypeCNAME: (*fields).name, TypeDNAME: (*fields).name, TypePTR: (*fields).name,
	TypeMX: pref, TypeAFSDB: pref, TypeKX: pref,
	TypeRP: func(f *fields) { f.name(); f.name() },
	TypeSRV: func(f *fields) {
		f.n16()
		f.n16()
		f.n16()
		f.name()
	},
	TypeSOA: func(f *fields) {
		f.name()
		f.name()
		for range 5 {
			f.n32()
		}
	},
	TypeNAPTR: func(f *fields) {
		f.n16()
		f.n16()
		f.text()
		f.text()
		f.text()
		f.name()
	},
	TypeTXT: texts, TypeSPF: texts, TypeHINFO: texts,
	TypeURI: func(f *fields) { f.n16(); f.n16(); f.put(quoteText(f.take(len(f.rest)))) },
	TypeCAA: func(f *fields) {
		f.n8()
		f.put(f.take(int(f.u8())))
		f.put(quoteText(f.take(len(f.rest))))
	},
	TypeHTTPS: svcb, TypeSVCB: svcb,
	TypeDS: digest, TypeCDS: digest, TypeTLSA: tlsa, TypeSMIMEA: tlsa,
	TypeSSHFP:  func(f *fields) { f.n8(); f.n8(); f.hex() },
	TypeDNSKEY: key, TypeCDNSKEY: key,
	TypeRRSIG: func(f *fields) {
		f.put(Type(f.u16()).String())
		f.n8()
		f.n8()
		f.n32()
		f.moment()
		f.moment()
		f.n16()
		f.name()
		f.base64()
	},
	TypeNSEC: func(f *fields) { f.name(); f.types() },
	TypeNSEC3: func(f *fields) {
		f.n8()
		f.n8()
		f.n16()
		f.salt()
		f.put(strings.ToUpper(base32hex.EncodeToString([]byte(f.take(int(f.u8()))))))
		f.types()
	},
	TypeNSEC3PARAM: func(f *fields) {
		f.n8()
		f.n8()
		f.n16()
		f.salt()
	},
	TypeOPENPGPKEY: (*fields).base64,
	TypeCSYNC:      func(f *fields) { f.n32(); f.n16(); f.types() },
	TypeZONEMD: func(f *fields) {
		f.n32()
		f.n8()
		f.n8()
		f.hex()
	},
	TypeLOC: location,
}

func pref(f *fields) { f.n16(); f.name() }
func key(f *fields)  { f.n16(); f.n8(); f.n8(); f.base64() }
func tlsa(f *fields) { f.n8(); f.n8(); f.n8(); f.hex() }
func digest(f *fields) {
	f.n16()
	f.n8()
	f.n8()
	f.hex()
}

func texts(f *fields) {
	for f.text(); f.rest != "" && !f.bad; {
		f.text()
	}
}

// svcb prints SvcPriority, TargetName and SvcParams (RFC 9460 §2.1).
func svcb(f *fields) {
	f.n16()
	f.name()
	for f.rest != "" && !f.bad {
		k := SvcKey(f.u16())
		f.put(svcParamText(k, f.take(int(f.u16()))))
	}
}

// location prints a place on earth (RFC 1876 §3).
func location(f *fields) {
	version := f.u8()
	size := func() string {
		b := f.u8() // digits of centimetres
		f.bad = f.bad || b>>4 > 9 || b&15 > 9
		cm := uint64(b >> 4)
		for range b & 15 {
			cm *= 10
		}
		if cm < 100 {
			return fmt.Sprintf("0.%02dm", cm)
		}
		return strconv.FormatUint(cm/100, 10) + "m"
	}
	sizes := []string{size(), size(), size()}
	angle := func(pos, neg string) {
		v := int64(f.u32()) - 1<<31
		dir := pos
		if v < 0 {
			v, dir = -v, neg
		}
		f.put(fmt.Sprintf("%d %d %d.%03d %s", v/3_600_000, v/60_000%60, v/1000%60, v%1000, dir))
	}
	angle("N", "S")
	angle("E", "W")
	f.put(strconv.FormatFloat(float64(f.u32())/100-100_000, 'f', 2, 64) + "m")
	f.out = append(f.out, sizes...)
	f.bad = f.bad || version != 0
}

// wireText prints a name in wire form, escaped as a zone file needs it, and gives what
// follows it.
func wireText(d string, dot bool) (text, rest string, ok bool) {
	var b strings.Builder
	for first := true; ; first = false {
		if d == "" {
			return "", "", false
		}
		n := int(d[0])
		if n > maxLabel || len(d) < 1+n {
			return "", "", false
		}
		label := d[1 : 1+n]
		d = d[1+n:]
		if n == 0 {
			if first || dot {
				b.WriteByte('.')
			}
			return b.String(), d, true
		}
		if !first {
			b.WriteByte('.')
		}
		for i := 0; i < n; i++ {
			switch c := label[i]; {
			case c <= ' ' || c > '~':
				fmt.Fprintf(&b, `\%03d`, c)
			case strings.IndexByte(`".;\()@$`, c) >= 0:
				b.WriteByte('\\')
				b.WriteByte(c)
			default:
				b.WriteByte(c)
			}
		}
	}
}

func be16(s string) uint16 { return uint16(s[0])<<8 | uint16(s[1]) }
func be32(s string) uint32 { return uint32(be16(s))<<16 | uint32(be16(s[2:])) }

// quoteText prints bytes as a quoted character-string with \DDD escapes (RFC 1035 §5.1).
func quoteText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\%03d`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
