package dns

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
)

// Sizes of what is read and offered.
const (
	udpOffer   = 1232  // what we say we take over UDP: fits every path unfragmented
	udpRead    = 4096  // what we really read; more than this is a truncated answer
	maxStrays  = 32    // datagrams that are not our answer before a try is given up
	tcpMessage = 65535 // the length field of TCP has 16 bits
)

// exchange asks one server one question: over UDP, then over TCP when the answer was
// truncated or its letter case was not ours, and again without EDNS when the server does not
// know it (RFC 6891 §7). It gives a message whose id, question and direction are right; the
// rcode may be anything.
type exchange struct {
	r      *Resolver
	to     target
	q      Question // canonical
	zone   string   // on whose behalf, for the trace
	rd     bool
	try    int
	noEDNS bool
	tcp    bool   // never over UDP
	why    string // why this question is asked, for the trace
	choice string // why this server was chosen, for the trace
	begin  sync.Once
	begun  func() // called when the question gets its socket
}

// errors of an exchange, kept apart so that the caller can classify them.
var (
	errMalformed = errors.New("malformed message")
	errStrays    = errors.New("only messages that do not answer the question")
	errOtherCase = errors.New("question repeated in another letter case")
)

func (x *exchange) do(ctx context.Context) (*Message, error) {
	if x.to.up != nil {
		return x.once(ctx, x.to.up.Transport(), true)
	}
	edns := !x.noEDNS && !x.r.infra.plain(x.to.addr)
	if x.tcp {
		ctx, cancel := context.WithTimeout(ctx, x.r.cfg.Limits.TCP)
		defer cancel()
		return x.once(ctx, "tcp", edns)
	}
	m, err := x.once(ctx, "udp", edns)
	if err == nil && edns && (m.RCode == RCodeFormErr || m.RCode == RCodeNotImp || m.RCode == RCodeBadVers) {
		x.retryNote(ctx, "without EDNS: "+m.RCode.String())
		edns = false
		if m, err = x.once(ctx, "udp", false); err == nil && m.RCode != RCodeFormErr && m.RCode != RCodeNotImp {
			x.r.infra.setPlain(x.to.addr)
		}
	}
	switch {
	case err == nil && !m.Truncated:
		return m, nil
	case err == nil:
		x.retryNote(ctx, "over TCP: the answer was truncated")
	case errors.Is(err, errOtherCase), errors.Is(err, errStrays): // somebody may be guessing
		x.retryNote(ctx, "over TCP: "+err.Error())
	default:
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, x.r.cfg.Limits.TCP)
	defer cancel()
	return x.once(ctx, "tcp", edns)
}

func (x *exchange) retryNote(ctx context.Context, reason string) {
	trace.From(ctx).Note(trace.Info, "dns.retry", trace.Pos{}, trace.Str("server", x.to.String()),
		trace.Str("name", DisplayName(x.q.Name)), trace.Str("type", x.q.Type.String()), trace.Str("reason", reason))
}

// once sends the question over one transport and waits for its answer.
func (x *exchange) once(ctx context.Context, network string, edns bool) (m *Message, err error) {
	select {
	case x.r.sockets <- struct{}{}:
		defer func() { <-x.r.sockets }()
		x.begin.Do(x.begun)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	facts := []trace.Attr{
		trace.Str("server", x.to.String()), trace.Str("zone", DisplayName(x.zone)),
		trace.Str("name", DisplayName(x.q.Name)), trace.Str("type", x.q.Type.String()),
		trace.Str("transport", network), trace.Int("try", x.try), trace.Str("why", x.why), trace.Str("choice", x.choice),
	}
	_, sp := trace.Start(ctx, "dns.query", facts...)
	start := time.Now()
	size := 0
	defer func() {
		if sp != nil {
			sp.Set(facts...)
			sp.Set(trace.Dur("rtt", time.Since(start)), trace.Int("bytes", size))
			if err != nil && ctx.Err() == context.Canceled {
				sp.Set(trace.Str("result", "abandoned"))
			} else {
				sp.Set(x.describe(m, err)...)
			}
			sp.End()
		}
	}()
	q := Message{RecursionDesired: x.rd, EDNS: edns, UDPSize: udpOffer, Question: Question{x.q.Name, x.q.Type}}
	if x.r.validator != nil { // signatures are wanted, and a recursive server's opinion of them is not
		q.DNSSECOK, q.CheckingDisabled = edns, x.rd
	}
	if q.ID, q.Question.Name, err = randomise(x.q.Name); err != nil {
		return nil, err
	}
	if x.to.addr.Addr().IsLoopback() { // nobody off the path can send there: no forger to confuse
		q.Question.Name = x.q.Name
	}
	switch {
	case x.to.up != nil:
		m, size, err = x.overChannel(ctx, q, network)
	case network == "tcp":
		m, size, err = x.overTCP(ctx, q)
	default:
		m, size, err = x.overUDP(ctx, q, sp)
	}
	if err != nil {
		m = nil
	}
	return m, err
}

// overChannel asks over TLS or HTTPS, a channel of its own that vouches for the answer.
func (x *exchange) overChannel(ctx context.Context, q Message, network string) (m *Message, size int, err error) {
	q.Question.Name, q.Padding = x.q.Name, true
	b, err := q.Append(nil)
	if err == nil {
		b, err = x.to.up.Exchange(ctx, b)
	}
	if err != nil {
		return nil, 0, err
	}
	m, err = matchWhole(b, &q, network)
	return m, len(b), err
}

// connect opens a connection that ends with the context, which also ends a Read.
func (x *exchange) connect(ctx context.Context, network string) (conn net.Conn, end func(), err error) {
	conn, err = x.r.cfg.Dialer.DialContext(ctx, network, x.to.addr.String())
	if err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	return conn, func() { stop(); conn.Close() }, nil
}

func (x *exchange) overTCP(ctx context.Context, q Message) (m *Message, size int, err error) {
	conn, end, err := x.connect(ctx, "tcp")
	if err != nil {
		return nil, 0, err
	}
	defer end()
	buf, err := q.Append(make([]byte, 2, 512))
	if err != nil {
		return nil, 0, err
	}
	binary.BigEndian.PutUint16(buf, uint16(len(buf)-2))
	if _, err = conn.Write(buf); err != nil {
		return nil, 0, err
	}
	b, err := readTCP(conn)
	if err != nil {
		return nil, 0, err
	}
	m, err = matchWhole(b, &q, "TCP")
	return m, len(b), err
}

// matchWhole parses the answer to q that came over a connection, which vouches for it whatever the
// case of its name.
func matchWhole(b []byte, q *Message, network string) (*Message, error) {
	m, _, err := match(b, q)
	if errors.Is(err, errOtherCase) {
		err = nil
	}
	if err == nil && m.Truncated {
		err = fmt.Errorf("%w: truncated over %s", errMalformed, network)
	}
	return m, err
}

// overUDP asks over UDP; messages that are no answer are passed over, a few of them.
func (x *exchange) overUDP(ctx context.Context, q Message, sp *trace.Span) (m *Message, size int, err error) {
	conn, end, err := x.connect(ctx, "udp")
	if err != nil {
		return nil, 0, err
	}
	defer end()
	buf, err := q.Append(make([]byte, 0, 512))
	if err != nil {
		return nil, 0, err
	}
	if _, err = conn.Write(buf); err != nil {
		return nil, 0, err
	}
	b := make([]byte, udpRead)
	for range maxStrays {
		if size, err = conn.Read(b); err != nil {
			return nil, size, err
		}
		m, ours, err := match(b[:size], &q)
		if !ours {
			sp.Note(trace.Warning, "dns.ignored", trace.Pos{}, trace.Str("server", x.to.String()), trace.Str("reason", err.Error()))
			continue
		}
		if err != nil && size == udpRead { // the datagram was longer than what we read
			m.Truncated, err = true, nil
		}
		return m, size, err
	}
	return nil, size, errStrays
}

// readTCP reads one message after its length (RFC 1035 §4.2.2).
func readTCP(conn net.Conn) ([]byte, error) {
	var l [2]byte
	if _, err := io.ReadFull(conn, l[:]); err != nil {
		return nil, err
	}
	b := make([]byte, binary.BigEndian.Uint16(l[:]))
	_, err := io.ReadFull(conn, b)
	return b, err
}

// match parses b and says whether it answers q. A message that is not ours is to be ignored
// (RFC 5452 §9.1); one that is ours may still be an error.
func match(b []byte, q *Message) (m *Message, ours bool, err error) {
	m, err = ParseMessage(b)
	switch {
	case m == nil:
		return nil, false, fmt.Errorf("%w: %v", errMalformed, err)
	case m.ID != q.ID:
		return nil, false, errors.New("another id")
	case !m.Response:
		return nil, false, errors.New("a query, not an answer")
	case m.OpCode != 0:
		return nil, false, errors.New("another kind of message")
	}
	noQuestion := m.Question == Question{}
	if noQuestion && (m.RCode == RCodeFormErr || m.RCode == RCodeNotImp || m.RCode == RCodeServFail || m.RCode == RCodeRefused) && errors.Is(err, errQuestions) {
		return m, true, nil // such answers may leave the question out
	}
	if noQuestion {
		return nil, false, fmt.Errorf("another question: %v", err)
	}
	if m.Question.Type != q.Question.Type || !strings.EqualFold(m.Question.Name, q.Question.Name) {
		return nil, false, errors.New("another question")
	}
	if err != nil {
		return m, true, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if m.Question.Name != q.Question.Name {
		return m, true, errOtherCase
	}
	return m, true, nil
}

// randomise gives an unpredictable id and the name in an unpredictable letter case: what an
// off-path forger must guess besides the port (RFC 5452 §4, draft-vixie-dnsext-dns0x20).
func randomise(name string) (uint16, string, error) {
	var rnd [2 + (maxName+7)/8]byte
	if _, err := rand.Read(rnd[:]); err != nil {
		return 0, "", err
	}
	b := []byte(name)
	for i, c := range b {
		if c >= 'a' && c <= 'z' && rnd[2+i/8]>>(i%8)&1 == 1 {
			b[i] = c - ('a' - 'A')
		}
	}
	return binary.BigEndian.Uint16(rnd[:2]), string(b), nil
}

// describe turns an outcome into the attributes with which a dns.query span ends.
func (x *exchange) describe(m *Message, err error) []trace.Attr {
	if err != nil {
		return []trace.Attr{trace.Str("result", "error"), trace.Err(err)}
	}
	out := []trace.Attr{trace.Str("rcode", m.RCode.String())}
	if m.Authoritative {
		out = append(out, trace.Str("authoritative", "yes"))
	}
	switch {
	case m.Truncated:
		return append(out, trace.Str("result", "truncated"))
	case m.RCode == RCodeNXDomain:
		out = append(out, trace.Str("result", "nxdomain"))
	case m.RCode != RCodeSuccess:
		out = append(out, trace.Str("result", "failure"))
	case len(m.Answer) > 0:
		kind := "answer"
		if plain := unsigned(m.Answer); len(plain) > 0 && plain[len(plain)-1].Type == TypeCNAME && x.q.Type != TypeCNAME {
			kind = "alias"
		}
		ttl := m.Answer[0].TTL
		for _, r := range m.Answer {
			ttl = min(ttl, r.TTL)
		}
		out = append(out, trace.Str("result", kind), trace.Str("answer", summary(m.Answer)),
			trace.Dur("ttl", time.Duration(ttl)*time.Second))
	default:
		for _, r := range m.Authority {
			if r.Type == TypeNS && below(r.Name, x.zone) {
				var ns []string
				for _, s := range m.Authority {
					if s.Type == TypeNS && s.Name == r.Name && len(ns) < maxTraceRecords {
						ns = append(ns, s.Value())
					}
				}
				var glue []string
				for _, g := range m.Additional {
					if a, ok := g.Addr(); ok && len(glue) < maxTraceRecords {
						glue = append(glue, DisplayName(g.Name)+" "+a.String())
					}
				}
				return append(out, trace.Str("result", "referral"), trace.Str("referral", DisplayName(r.Name)),
					trace.Str("ns", strings.Join(ns, ", ")), trace.Str("glue", strings.Join(glue, ", ")),
					trace.Dur("ttl", time.Duration(r.TTL)*time.Second))
			}
		}
		out = append(out, trace.Str("result", "nodata"))
	}
	for _, r := range m.Authority {
		if r.Type == TypeSOA && m.RCode != RCodeSuccess || r.Type == TypeSOA && len(m.Answer) == 0 {
			out = append(out, trace.Str("soa", DisplayName(r.Name)), trace.Dur("ttl", time.Duration(min(r.TTL, r.minimum()))*time.Second))
			break
		}
	}
	return out
}
