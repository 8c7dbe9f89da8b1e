package dns

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"vitrine/engine/trace"
)

// Limits of serving others.
const (
	serveQueries = 512              // questions being worked on; more are dropped, and asked again
	serveConns   = 128              // TCP connections
	serveIdle    = 10 * time.Second // between two questions on a connection (RFC 7766 §6.2.3)
	servePlain   = 512              // bytes over UDP to a client without EDNS (RFC 1035 §4.2.1)
)

// Server gives a Resolver to others over UDP and TCP: a recursive name server.
//
//	client ──question──▶ Server ──▶ Resolver.Query ──▶ the world
//
// It has no access control: who can reach the address it listens on can use it.
type Server struct {
	Resolver *Resolver
	// Validating, if not nil, answers those who ask for signatures (the DO bit) in Resolver's place.
	Validating *Resolver
	busy       chan struct{}
	once       sync.Once
}

func (s *Server) slots() chan struct{} {
	s.once.Do(func() { s.busy = make(chan struct{}, serveQueries) })
	return s.busy
}

// ServePacket answers questions that arrive at pc until ctx ends or pc is closed; the caller
// closes pc. It returns when all answers under way are sent.
func (s *Server) ServePacket(ctx context.Context, pc net.PacketConn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { pc.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel() // before Wait: deferred calls run last first
	buf := make([]byte, tcpMessage)
	for {
		n, from, err := pc.ReadFrom(buf)
		if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		msg := append([]byte(nil), buf[:n]...)
		select {
		case s.slots() <- struct{}{}:
		default:
			trace.From(ctx).Note(trace.Warning, "dnsd.busy", trace.Pos{}, trace.Str("client", from.String()))
			continue
		}
		wg.Go(func() {
			defer func() { <-s.slots() }()
			if out := s.respond(ctx, "udp", from, msg); out != nil {
				pc.WriteTo(out, from)
			}
		})
	}
}

// Serve answers questions on the connections that l accepts, until ctx ends or l is closed;
// the caller closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	conns := make(chan struct{}, serveConns)
	for {
		c, err := l.Accept()
		if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case conns <- struct{}{}:
		default:
			c.Close()
			continue
		}
		wg.Go(func() {
			defer func() { <-conns }()
			defer c.Close()
			stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
			defer stop()
			s.conn(ctx, c)
		})
	}
}

// conn answers the questions of one connection in order.
func (s *Server) conn(ctx context.Context, c net.Conn) {
	for ctx.Err() == nil {
		c.SetDeadline(time.Now().Add(serveIdle))
		msg, err := readTCP(c)
		if err != nil {
			return
		}
		select {
		case s.slots() <- struct{}{}:
		case <-ctx.Done():
			return
		}
		out := s.respond(ctx, "tcp", c.RemoteAddr(), msg)
		<-s.slots()
		if out == nil {
			return
		}
		c.SetDeadline(time.Now().Add(serveIdle))
		if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...)); err != nil {
			return
		}
	}
}

// respond gives the answer to one message, or nil for what deserves none.
func (s *Server) respond(ctx context.Context, network string, from net.Addr, b []byte) []byte {
	q, err := ParseMessage(b)
	if q == nil || q.Response {
		return nil
	}
	m := &Message{ID: q.ID, Response: true, OpCode: q.OpCode, RecursionDesired: q.RecursionDesired, RecursionAvailable: true, Question: q.Question}
	if q.EDNS {
		m.EDNS, m.UDPSize = true, udpOffer
	}
	ctx, sp := trace.Start(ctx, "dnsd", trace.Str("client", from.String()), trace.Str("transport", network),
		trace.Str("name", DisplayName(lower(q.Question.Name))), trace.Str("type", q.Question.Type.String()))
	defer sp.End()
	switch {
	case q.OpCode != 0, errors.Is(err, errClass):
		m.RCode = RCodeNotImp
	case err != nil:
		m.RCode = RCodeFormErr
	case q.Question.Type == TypeAXFR, q.Question.Type == TypeOPT, !q.RecursionDesired:
		m.RCode = RCodeRefused // who does not want recursion would look into the cache
	default:
		m.CheckingDisabled = q.CheckingDisabled
		r := s.Resolver
		if q.DNSSECOK && s.Validating != nil {
			r = s.Validating
		}
		query := r.Query
		if q.CheckingDisabled {
			query = r.QueryUnchecked
		}
		reply, err := query(ctx, q.Question.Name, q.Question.Type)
		if err != nil {
			sp.Set(trace.Err(err))
			m.RCode = RCodeServFail
			m.ExtErrors = extErrors(err)
			break
		}
		m.RCode, m.Answer, m.Authority = reply.RCode, reply.Answer, reply.SOA
		if q.DNSSECOK {
			m.DNSSECOK = true
			m.Answer = slices.Concat(reply.Answer, reply.Signatures)
			m.Authority = slices.Concat(reply.SOA, reply.Denial)
		}
		m.Authentic = reply.Security == Secure && (q.DNSSECOK || q.Authentic)
		m.ExtErrors = reply.ExtErrors()
	}
	if !m.EDNS {
		m.ExtErrors = nil
	}
	sp.Set(trace.Str("rcode", m.RCode.String()), trace.Str("answer", summary(m.Answer)))
	out, err := m.Append(nil)
	if err != nil {
		m.RCode, m.Answer, m.Authority = RCodeServFail, nil, nil
		if out, err = m.Append(nil); err != nil {
			return nil
		}
	}
	room := tcpMessage
	if network == "udp" {
		room = servePlain
		if q.EDNS {
			room = min(max(int(q.UDPSize), servePlain), udpOffer)
		}
	}
	if len(out) > room {
		m.Truncated, m.Answer, m.Authority = true, nil, nil
		if out, err = m.Append(nil); err != nil {
			return nil
		}
	}
	return out
}

// extErrors tells a client why there is no answer (RFC 8914).
func extErrors(err error) []ExtError {
	var e *Error
	if !errors.As(err, &e) {
		return nil
	}
	if len(e.Ext) > 0 {
		return e.Ext
	}
	code := ExtOther
	switch e.Kind {
	case Timeout, Lame, Refused, NoServers, ServFail:
		code = ExtUnreachable
	case Network:
		code = ExtNetwork
	case Malformed:
		code = ExtInvalidData
	}
	return []ExtError{{code, e.Error()}}
}

// Answer gives the answer to one query in wire form, for transports of others such as HTTPS
// (RFC 8484); nil is what deserves no answer. The caller bounds how many run at once.
func (s *Server) Answer(ctx context.Context, transport string, from net.Addr, query []byte) []byte {
	return s.respond(ctx, transport, from, query)
}
