package dns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Reading messages (RFC 1035 §4.1). A compression pointer must lead towards the start of the
// message, which makes loops impossible, and a name must fit in 255 octets, which bounds how
// far pointers are followed.

var (
	errShort     = errors.New("the message ends too early")
	errPointer   = errors.New("a compression pointer that does not lead backwards")
	errLabelType = errors.New("a reserved label type")
	errInnerDot  = errors.New("a dot inside a label of an owner name")
)

// reader walks over a message.
type reader struct {
	msg []byte
	off int
}

func (r *reader) left() int { return len(r.msg) - r.off }

func (r *reader) u16() (uint16, bool) {
	if r.left() < 2 {
		return 0, false
	}
	v := binary.BigEndian.Uint16(r.msg[r.off:])
	r.off += 2
	return v, true
}

// wireName appends the uncompressed wire form of the name at off to dst, in lower case when
// asked to, and gives the offset behind it. plain forbids pointers.
func (r *reader) wireName(dst []byte, off, end int, fold, plain bool) ([]byte, int, error) {
	start := len(dst)
	after := -1 // where the name ended in its own place, once a pointer was followed
	limit := off
	for {
		if off >= end {
			return dst, 0, errShort
		}
		c := int(r.msg[off])
		switch c & 0xc0 {
		case 0:
			if off+1+c > end {
				return dst, 0, errShort
			}
			if len(dst)-start+1+c > 255 {
				return dst, 0, errLongName
			}
			from := len(dst)
			dst = append(dst, r.msg[off:off+1+c]...)
			if fold {
				for i := from + 1; i < len(dst); i++ {
					if b := dst[i]; b >= 'A' && b <= 'Z' {
						dst[i] = b + ('a' - 'A')
					}
				}
			}
			off += 1 + c
			if c == 0 {
				if after < 0 {
					after = off
				}
				return dst, after, nil
			}
		case 0xc0:
			if off+2 > end {
				return dst, 0, errShort
			}
			to := c&0x3f<<8 | int(r.msg[off+1])
			if plain || to >= limit {
				return dst, 0, errPointer
			}
			if after < 0 {
				after = off + 2
			}
			off, limit, end = to, to, len(r.msg)
		default:
			return dst, 0, errLabelType
		}
	}
}

// name reads a name in dotted form, in the letter case of the wire unless fold is set.
func (r *reader) name(fold bool) (string, error) {
	var buf [256]byte
	b, after, err := r.wireName(buf[:0], r.off, len(r.msg), fold, false)
	if err != nil {
		return "", err
	}
	r.off = after
	if len(b) == 1 {
		return ".", nil
	}
	for i := 0; b[i] != 0; {
		n := int(b[i])
		for _, c := range b[i+1 : i+1+n] {
			if c == '.' {
				return "", errInnerDot
			}
		}
		i += 1 + n
		b[i-n-1] = '.'
	}
	return string(b[1:len(b)-1]) + ".", nil
}

// layout tells where names are in the data of a type: after skip bytes, or after skip bytes
// and strs character-strings, names follow; and exactly tail bytes after them, or any number
// when tail is negative.
type layout struct {
	skip, strs, names, tail int
	fold                    bool // names in canonical form are in lower case (RFC 4034 §6.2)
	plain                   bool // names are never compressed
}

// layouts of the types whose data holds names. Compressed names are read where RFC 3597 §4
// wants them to be.
var layouts = map[Type]layout{
	TypeNS: {names: 1, fold: true}, TypeCNAME: {names: 1, fold: true}, TypePTR: {names: 1, fold: true}, TypeDNAME: {names: 1, fold: true},
	3: {names: 1, fold: true}, 4: {names: 1, fold: true}, 7: {names: 1, fold: true}, 8: {names: 1, fold: true}, 9: {names: 1, fold: true}, // MD MF MB MG MR
	TypeSOA: {names: 2, tail: soaNumbers, fold: true}, 14: {names: 2, fold: true}, TypeRP: {names: 2, fold: true}, // 14: MINFO
	TypeMX: {skip: 2, names: 1, fold: true}, TypeAFSDB: {skip: 2, names: 1, fold: true}, 21: {skip: 2, names: 1, fold: true}, // 21: RT
	26: {skip: 2, names: 2, fold: true}, TypeKX: {skip: 2, names: 1, fold: true}, // 26: PX
	TypeSRV: {skip: 6, names: 1, fold: true}, TypeNAPTR: {skip: 4, strs: 3, names: 1, fold: true},
	TypeRRSIG: {skip: 18, names: 1, tail: -1, fold: true, plain: true}, TypeNSEC: {names: 1, tail: -1, plain: true},
	TypeSVCB: {skip: 2, names: 1, tail: -1, plain: true}, TypeHTTPS: {skip: 2, names: 1, tail: -1, plain: true},
}

// soaNumbers is the length of the five numbers that end a SOA record.
const soaNumbers = 20

// lengths of data that are always the same.
var lengths = map[Type]int{TypeA: 4, TypeAAAA: 16}

// data reads n bytes of record data and gives them with their names uncompressed.
func (r *reader) data(t Type, n int) (string, error) {
	if n > r.left() {
		return "", errShort
	}
	end := r.off + n
	if want, ok := lengths[t]; ok && want != n {
		return "", errRDLength
	}
	l, ok := layouts[t]
	if !ok {
		s := string(r.msg[r.off:end])
		r.off = end
		return s, nil
	}
	var buf [768]byte
	out, off := buf[:0], r.off
	head := off + l.skip
	for range l.strs {
		if head >= end {
			return "", errRDLength
		}
		head += 1 + int(r.msg[head])
	}
	if head > end {
		return "", errRDLength
	}
	out, off = append(out, r.msg[off:head]...), head
	var err error
	for range l.names {
		if out, off, err = r.wireName(out, off, end, l.fold, l.plain); err != nil {
			return "", err
		}
	}
	if l.tail >= 0 && end-off != l.tail {
		return "", errRDLength
	}
	out = append(out, r.msg[off:end]...)
	r.off = end
	return string(out), nil
}

// Flags of the header's second word (RFC 1035 §4.1.1, RFC 4035 §3.2).
const (
	flagQR = 1 << 15
	flagAA = 1 << 10
	flagTC = 1 << 9
	flagRD = 1 << 8
	flagRA = 1 << 7
	flagAD = 1 << 5
	flagCD = 1 << 4
)

// ParseMessage reads a message. Records of other classes than IN are left out. A message
// whose Truncated bit is set may end early: its records are not read at all, because a part
// of a record set is worth nothing (RFC 2181 §9).
//
// On an error after the question the message is returned too, with what was understood, so
// that a caller can tell a broken answer from one that was never meant for it.
func ParseMessage(b []byte) (*Message, error) {
	const header = 12
	if len(b) < header {
		return nil, errShort
	}
	f := binary.BigEndian.Uint16(b[2:])
	m := &Message{
		ID: binary.BigEndian.Uint16(b), Response: f&flagQR != 0, OpCode: uint8(f >> 11 & 15), Authoritative: f&flagAA != 0,
		Truncated: f&flagTC != 0, RecursionDesired: f&flagRD != 0, RecursionAvailable: f&flagRA != 0,
		Authentic: f&flagAD != 0, CheckingDisabled: f&flagCD != 0, RCode: RCode(f & 15),
	}
	var count [4]uint16
	for i := range count {
		count[i] = binary.BigEndian.Uint16(b[4+2*i:])
	}
	r := &reader{b, header}
	if count[0] == 0 {
		return m, errQuestions
	}
	for i := range count[0] {
		n, err := r.name(false)
		if err != nil {
			return nil, err
		}
		t, _ := r.u16()
		class, ok := r.u16()
		if !ok {
			return nil, errShort
		}
		if i > 0 {
			m.Question = Question{}
			return m, errQuestions
		}
		if class != classIN {
			return m, errClass
		}
		m.Question = Question{n, Type(t)}
	}
	if m.Truncated {
		return m, nil
	}
	for i, s := range [...]struct {
		name string
		recs *[]Record
	}{{"answer", &m.Answer}, {"authority", &m.Authority}, {"additional", &m.Additional}} {
		if err := m.section(r, int(count[1+i]), s.recs); err != nil {
			return m, fmt.Errorf("%s section: %w", s.name, err)
		}
	}
	return m, nil
}

// section reads the n records of one section.
func (m *Message) section(r *reader, n int, out *[]Record) error {
	for range n {
		name, err := r.name(true)
		if err != nil {
			return err
		}
		if r.left() < 10 {
			return errShort
		}
		h := r.msg[r.off:]
		t, class := Type(binary.BigEndian.Uint16(h)), binary.BigEndian.Uint16(h[2:])
		ttl, size := binary.BigEndian.Uint32(h[4:]), int(binary.BigEndian.Uint16(h[8:]))
		r.off += 10
		if t == TypeOPT {
			if size > r.left() {
				return errShort
			}
			m.options(class, ttl, r.msg[r.off:r.off+size])
			r.off += size
			continue
		}
		if class != classIN { // its data is of no interest
			if r.off += size; r.left() < 0 {
				return errShort
			}
			continue
		}
		data, err := r.data(t, size)
		if err != nil {
			return fmt.Errorf("%s record of %s: %w", t, DisplayName(name), err)
		}
		if ttl > 1<<31-1 { // RFC 2181 §8
			ttl = 0
		}
		*out = append(*out, Record{name, t, ttl, data})
	}
	return nil
}

// Codes of EDNS options (IANA).
const (
	optPadding  = 12 // RFC 7830
	optExtError = 15 // RFC 8914
)

// maxExtErrors is how many extended errors of one message are kept, maxExtText how much of
// the text of each.
const (
	maxExtErrors = 4
	maxExtText   = 256
)

// options reads an OPT record (RFC 6891 §6.1). Options that make no sense are left out.
func (m *Message) options(class uint16, ttl uint32, data []byte) {
	if m.EDNS {
		return // a second one is an error of the sender; the first stands
	}
	m.EDNS, m.UDPSize = true, class
	m.DNSSECOK = ttl&(1<<15) != 0
	m.RCode |= RCode(ttl>>24) << 4
	for len(data) >= 4 {
		code, n := binary.BigEndian.Uint16(data), int(binary.BigEndian.Uint16(data[2:]))
		if data = data[4:]; n > len(data) {
			return
		}
		if code == optExtError && n >= 2 && len(m.ExtErrors) < maxExtErrors {
			text := strings.TrimRight(string(data[2:n]), "\x00")
			m.ExtErrors = append(m.ExtErrors, ExtError{ExtCode(binary.BigEndian.Uint16(data)), strings.ToValidUTF8(text[:min(len(text), maxExtText)], "�")})
		}
		data = data[n:]
	}
}
