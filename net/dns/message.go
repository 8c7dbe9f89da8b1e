package dns

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// Question is what a message asks. Name keeps the letter case of the wire, because an answer
// must repeat the question byte for byte (0x20, see package documentation).
type Question struct {
	Name string
	Type Type
}

// Message is a DNS message of one question of class IN (RFC 1035 §4).
type Message struct {
	ID                 uint16
	Response           bool
	OpCode             uint8
	Authoritative      bool
	Truncated          bool
	RecursionDesired   bool
	RecursionAvailable bool
	RCode              RCode
	Question           Question
	Answer             []Record
	Authority          []Record
	Additional         []Record // without the OPT record
	EDNS               bool     // an OPT record is there (RFC 6891)
	UDPSize            uint16   // what the OPT record offers
	DNSSECOK           bool     // the DO bit of the OPT record
	Padding            bool     // Append fills a query to a multiple of paddingBlock (RFC 8467 §4.1)
}

const classIN = dnsmessage.ClassINET

var (
	errQuestions = errors.New("not exactly one question")
	errClass     = errors.New("question of another class than IN")
	errRDLength  = errors.New("record data of the wrong length")
)

// ParseMessage reads a message. Records of other classes than IN are left out. A message
// whose Truncated bit is set may end early: its records are not read at all, because a part
// of a record set is worth nothing (RFC 2181 §9).
//
// On an error after the question the message is returned too, with what was understood, so
// that a caller can tell a broken answer from one that was never meant for it.
func ParseMessage(b []byte) (*Message, error) {
	var p dnsmessage.Parser
	h, err := p.Start(b)
	if err != nil {
		return nil, err
	}
	m := &Message{
		ID: h.ID, Response: h.Response, OpCode: uint8(h.OpCode), Authoritative: h.Authoritative, Truncated: h.Truncated,
		RecursionDesired: h.RecursionDesired, RecursionAvailable: h.RecursionAvailable, RCode: RCode(h.RCode),
	}
	q, err := p.Question()
	if err == dnsmessage.ErrSectionDone {
		return m, errQuestions
	}
	if err != nil {
		return nil, err
	}
	m.Question = Question{q.Name.String(), Type(q.Type)}
	if q.Class != classIN {
		m.Question = Question{}
		return m, errClass
	}
	if _, err := p.Question(); err != dnsmessage.ErrSectionDone {
		m.Question = Question{}
		return m, errQuestions
	}
	if m.Truncated {
		return m, nil
	}
	if m.Answer, err = m.section(&p, p.AnswerHeader); err != nil {
		return m, fmt.Errorf("answer section: %w", err)
	}
	if m.Authority, err = m.section(&p, p.AuthorityHeader); err != nil {
		return m, fmt.Errorf("authority section: %w", err)
	}
	if m.Additional, err = m.section(&p, p.AdditionalHeader); err != nil {
		return m, fmt.Errorf("additional section: %w", err)
	}
	return m, nil
}

// section reads the records of one section; next is the parser's header method for it.
func (m *Message) section(p *dnsmessage.Parser, next func() (dnsmessage.ResourceHeader, error)) ([]Record, error) {
	var out []Record
	for {
		h, err := next()
		if err == dnsmessage.ErrSectionDone {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if h.Type == dnsmessage.TypeOPT {
			m.EDNS = true
			m.UDPSize = uint16(h.Class)
			m.DNSSECOK = h.DNSSECAllowed()
			m.RCode |= RCode(h.TTL>>24) << 4
			if _, err := p.UnknownResource(); err != nil {
				return out, err
			}
			continue
		}
		data, err := recordData(p, h)
		if err != nil {
			return out, fmt.Errorf("%s record of %s: %w", Type(h.Type), DisplayName(lower(h.Name.String())), err)
		}
		if h.Class != classIN {
			continue
		}
		ttl := h.TTL
		if ttl > 1<<31-1 { // RFC 2181 §8
			ttl = 0
		}
		out = append(out, Record{lower(h.Name.String()), Type(h.Type), ttl, data})
	}
}

// recordData reads the data of the record whose header was just read, with the names in it
// uncompressed. Only the types of RFC 1035 may hold compressed names (RFC 3597 §4), and
// SRV and DNAME as a courtesy to old servers.
func recordData(p *dnsmessage.Parser, h dnsmessage.ResourceHeader) (string, error) {
	var b []byte
	name := func(n dnsmessage.Name) { b = appendWireName(b, lower(n.String())) }
	switch Type(h.Type) {
	case TypeA, TypeAAAA:
		r, err := p.UnknownResource()
		if err != nil {
			return "", err
		}
		if want := map[Type]int{TypeA: 4, TypeAAAA: 16}[Type(h.Type)]; len(r.Data) != want {
			return "", errRDLength
		}
		return string(r.Data), nil
	case TypeCNAME:
		r, err := p.CNAMEResource()
		if err != nil {
			return "", err
		}
		name(r.CNAME)
	case TypeNS:
		r, err := p.NSResource()
		if err != nil {
			return "", err
		}
		name(r.NS)
	case TypePTR:
		r, err := p.PTRResource()
		if err != nil {
			return "", err
		}
		name(r.PTR)
	case TypeMX:
		r, err := p.MXResource()
		if err != nil {
			return "", err
		}
		b = append(b, byte(r.Pref>>8), byte(r.Pref))
		name(r.MX)
	case TypeSRV:
		r, err := p.SRVResource()
		if err != nil {
			return "", err
		}
		b = append(b, byte(r.Priority>>8), byte(r.Priority), byte(r.Weight>>8), byte(r.Weight), byte(r.Port>>8), byte(r.Port))
		name(r.Target)
	case TypeSOA:
		r, err := p.SOAResource()
		if err != nil {
			return dottedSOA(p, err)
		}
		name(r.NS)
		name(r.MBox)
		for _, v := range [...]uint32{r.Serial, r.Refresh, r.Retry, r.Expire, r.MinTTL} {
			b = append(b, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
		}
	default:
		r, err := p.UnknownResource()
		if err != nil {
			return "", err
		}
		if Type(h.Type) == TypeDNAME {
			if _, rest, ok := nameFromWire(string(r.Data)); !ok || rest != "" {
				return "", errRDLength
			}
		}
		return string(r.Data), nil
	}
	return string(b), nil
}

// dottedSOA rescues a SOA record whose mailbox has a dot in its first label ("first.last" at
// some place), which the wire library refuses. The numbers are what matters to a resolver;
// both names become the root.
func dottedSOA(p *dnsmessage.Parser, cause error) (string, error) {
	r, err := p.UnknownResource()
	if err != nil || !strings.Contains(cause.Error(), "invalid dns name") || len(r.Data) < 2+soaNumbers {
		return "", cause
	}
	return "\x00\x00" + string(r.Data[len(r.Data)-soaNumbers:]), nil
}

// soaNumbers is the length of the five numbers that end a SOA record.
const soaNumbers = 20

// Append packs the message behind b, which must be empty or hold what is to stand in front
// of the message (the length of TCP); owner names are compressed.
func (m *Message) Append(b []byte) ([]byte, error) {
	bl := dnsmessage.NewBuilder(b, dnsmessage.Header{
		ID: m.ID, Response: m.Response, OpCode: dnsmessage.OpCode(m.OpCode), Authoritative: m.Authoritative, Truncated: m.Truncated,
		RecursionDesired: m.RecursionDesired, RecursionAvailable: m.RecursionAvailable, RCode: dnsmessage.RCode(m.RCode & 15),
	})
	bl.EnableCompression()
	if err := bl.StartQuestions(); err != nil {
		return nil, err
	}
	if m.Question.Name != "" {
		n, err := dnsmessage.NewName(m.Question.Name)
		if err != nil {
			return nil, err
		}
		if err := bl.Question(dnsmessage.Question{Name: n, Type: dnsmessage.Type(m.Question.Type), Class: classIN}); err != nil {
			return nil, err
		}
	}
	sections := [...]struct {
		start func() error
		recs  []Record
	}{{bl.StartAnswers, m.Answer}, {bl.StartAuthorities, m.Authority}, {bl.StartAdditionals, m.Additional}}
	for _, s := range sections {
		if err := s.start(); err != nil {
			return nil, err
		}
		for _, r := range s.recs {
			n, err := dnsmessage.NewName(r.Name)
			if err != nil {
				return nil, err
			}
			h := dnsmessage.ResourceHeader{Name: n, Class: classIN, TTL: r.TTL}
			if err := bl.UnknownResource(h, dnsmessage.UnknownResource{Type: dnsmessage.Type(r.Type), Data: []byte(r.Data)}); err != nil {
				return nil, fmt.Errorf("pack %s: %w", r, err)
			}
		}
	}
	if m.EDNS {
		var h dnsmessage.ResourceHeader
		if err := h.SetEDNS0(int(m.UDPSize), dnsmessage.RCode(m.RCode), m.DNSSECOK); err != nil {
			return nil, err
		}
		var opt dnsmessage.OPTResource
		if m.Padding {
			// Besides the fixed header there are the question, this record and the option's head.
			size := 12 + len(appendWireName(nil, m.Question.Name)) + 4 + optFixed + optionHead
			opt.Options = []dnsmessage.Option{{Code: optPadding, Data: make([]byte, -size&(paddingBlock-1))}}
		}
		if err := bl.OPTResource(h, opt); err != nil {
			return nil, err
		}
	}
	return bl.Finish()
}

// Numbers of EDNS padding (RFC 7830, RFC 8467).
const (
	optPadding   = 12
	optFixed     = 11  // bytes of an empty OPT record
	optionHead   = 4   // code and length
	paddingBlock = 128 // a power of two
)

// summary describes an answer for the trace: "2 A", "3 NS + 4 glue"….
func summary(recs []Record) string {
	var out []string
	for i := 0; i < len(recs); i++ {
		out = append(out, recs[i].Type.String()+" "+recs[i].Value())
		if len(out) == maxTraceRecords && i < len(recs)-1 {
			out = append(out, fmt.Sprintf("and %d more", len(recs)-i-1))
			break
		}
	}
	return strings.Join(out, ", ")
}

// maxTraceRecords is how many records one trace attribute spells out.
const maxTraceRecords = 8
