package dns

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
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
	Authentic          bool // AD: every record of answer and authority is validated (RFC 4035 §3.2.3)
	CheckingDisabled   bool // CD: the asker validates by itself
	RCode              RCode
	Question           Question
	Answer             []Record
	Authority          []Record
	Additional         []Record       // without the OPT record
	EDNS               bool           // an OPT record is there (RFC 6891)
	UDPSize            uint16         // what the OPT record offers
	DNSSECOK           bool           // the DO bit of the OPT record
	ExtErrors          []ExtError     // of the OPT record (RFC 8914)
	from               netip.AddrPort // the server, when a resolver asked it
	Padding            bool           // Append fills a query to a multiple of paddingBlock (RFC 8467 §4.1)
}

const classIN = uint16(dnsmessage.ClassINET)

var (
	errQuestions = errors.New("not exactly one question")
	errClass     = errors.New("question of another class than IN")
	errRDLength  = errors.New("record data of the wrong length")
)

// Append packs the message behind b, which must be empty or hold what is to stand in front
// of the message (the length of TCP); owner names are compressed.
func (m *Message) Append(b []byte) ([]byte, error) {
	bl := dnsmessage.NewBuilder(b, dnsmessage.Header{
		ID: m.ID, Response: m.Response, OpCode: dnsmessage.OpCode(m.OpCode), Authoritative: m.Authoritative, Truncated: m.Truncated,
		RecursionDesired: m.RecursionDesired, RecursionAvailable: m.RecursionAvailable,
		AuthenticData: m.Authentic, CheckingDisabled: m.CheckingDisabled, RCode: dnsmessage.RCode(m.RCode & 15),
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
		if err := bl.Question(dnsmessage.Question{Name: n, Type: dnsmessage.Type(m.Question.Type), Class: dnsmessage.ClassINET}); err != nil {
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
			h := dnsmessage.ResourceHeader{Name: n, Class: dnsmessage.ClassINET, TTL: r.TTL}
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
		for _, e := range m.ExtErrors {
			opt.Options = append(opt.Options, dnsmessage.Option{Code: optExtError, Data: append([]byte{byte(e.Code >> 8), byte(e.Code)}, e.Text[:min(len(e.Text), maxExtText)]...)})
		}
		if m.Padding {
			// Besides the fixed header there are the question, this record and the option's head.
			size := 12 + len(appendWireName(nil, m.Question.Name)) + 4 + optFixed + optionHead
			opt.Options = append(opt.Options, dnsmessage.Option{Code: optPadding, Data: make([]byte, -size&(paddingBlock-1))})
		}
		if err := bl.OPTResource(h, opt); err != nil {
			return nil, err
		}
	}
	return bl.Finish()
}

// Numbers of EDNS padding (RFC 7830, RFC 8467).
const (
	optFixed     = 11  // bytes of an empty OPT record
	optionHead   = 4   // code and length
	paddingBlock = 128 // a power of two
)

// summary describes an answer for the trace: "2 A", "3 NS + 4 glue"….
func summary(recs []Record) string {
	var out []string
	if plain := unsigned(recs); len(plain) > 0 { // signatures are worth a line only by themselves
		recs = plain
	}
	for i := 0; i < len(recs); i++ {
		out = append(out, recs[i].Type.String()+" "+recs[i].Value())
		if len(out) == maxTraceRecords && i < len(recs)-1 {
			out = append(out, fmt.Sprintf("and %d more", len(recs)-i-1))
			break
		}
	}
	return strings.Join(out, ", ")
}

// unsigned gives the records that are not signatures.
func unsigned(recs []Record) []Record {
	if !slices.ContainsFunc(recs, func(r Record) bool { return r.Type == TypeRRSIG }) {
		return recs
	}
	return slices.DeleteFunc(slices.Clone(recs), func(r Record) bool { return r.Type == TypeRRSIG })
}

// maxTraceRecords is how many records one trace attribute spells out.
const maxTraceRecords = 8
