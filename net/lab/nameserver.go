package lab

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"vitrine/net/dns"
)

// NameServer answers for its zones over UDP and TCP on port 53, as an authoritative server
// does (RFC 1034 §4.3.2): answers, aliases, wildcards, referrals with glue, NXDOMAIN and
// NODATA with the SOA, and REFUSED for what is not its own.
type NameServer struct {
	Zones []*Zone
	// Alter, when given, sees each exchange and may send something else instead: zero or more
	// messages, taken as they are. ok false sends the reply.
	Alter func(network string, query, reply *dns.Message) (send [][]byte, ok bool)
}

const (
	serverUDP     = 1232             // the most we send in one datagram
	serverPlain   = 512              // to a client without EDNS (RFC 1035 §4.2.1)
	serverAliases = 16               // links followed inside our zones for one answer
	serverIdle    = 10 * time.Second // between two questions on a connection
)

// Start implements Service.
func (s *NameServer) Start(in *Internet, h *Host) error {
	for _, a := range h.Addrs {
		at := netip.AddrPortFrom(a, dns.Port)
		pc, err := in.ListenUDP(at)
		if err != nil {
			return err
		}
		l, err := in.ListenTCP(at)
		if err != nil {
			return err
		}
		in.Go(func() { s.serveUDP(in, pc) })
		in.Go(func() { s.serveTCP(in, l) })
	}
	return nil
}

func (s *NameServer) serveUDP(in *Internet, pc net.PacketConn) {
	buf := make([]byte, 64<<10)
	for {
		n, from, err := pc.ReadFrom(buf)
		if err != nil {
			return
		}
		msg := append([]byte(nil), buf[:n]...)
		in.Go(func() {
			for _, b := range s.respond("udp", msg) {
				pc.WriteTo(b, from)
			}
		})
	}
}

func (s *NameServer) serveTCP(in *Internet, l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		in.Go(func() {
			defer c.Close()
			defer in.Hold(c)()
			for {
				c.SetDeadline(time.Now().Add(serverIdle))
				var size [2]byte
				if _, err := io.ReadFull(c, size[:]); err != nil {
					return
				}
				b := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(c, b); err != nil {
					return
				}
				for _, out := range s.respond("tcp", b) {
					if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...)); err != nil {
						return
					}
				}
			}
		})
	}
}

// respond gives the messages to send for a query in wire form.
func (s *NameServer) respond(network string, b []byte) [][]byte {
	q, err := dns.ParseMessage(b)
	if q == nil || q.Response {
		return nil
	}
	reply := &dns.Message{ID: q.ID, Response: true, RecursionDesired: q.RecursionDesired, Question: q.Question}
	if q.EDNS {
		reply.EDNS, reply.UDPSize = true, serverUDP
	}
	switch {
	case err != nil || q.Question.Name == "":
		reply.RCode = dns.RCodeFormErr
	case q.OpCode != 0:
		reply.RCode = dns.RCodeNotImp
	default:
		tr := s.answer(q, reply)
		if q.DNSSECOK {
			reply.DNSSECOK = q.EDNS
			s.prove(reply, tr)
		}
	}
	if s.Alter != nil {
		if send, ok := s.Alter(network, q, reply); ok {
			return send
		}
	}
	out, err := reply.Append(nil)
	if err != nil {
		return nil
	}
	if network == "udp" {
		room := serverPlain
		if q.EDNS {
			room = min(max(int(q.UDPSize), serverPlain), serverUDP)
		}
		if len(out) > room {
			short := *reply
			short.Truncated, short.Answer, short.Authority, short.Additional = true, nil, nil, nil
			if out, err = short.Append(nil); err != nil {
				return nil
			}
		}
	}
	return [][]byte{out}
}

// inZone reports whether a canonical name is origin or below it.
func inZone(name, origin string) bool {
	return origin == "." || name == origin || strings.HasSuffix(name, "."+origin)
}

func up(name string) string {
	i := strings.IndexByte(name, '.')
	if i < 0 || i == len(name)-1 {
		return "."
	}
	return name[i+1:]
}

// zoneOf gives the zone with the longest origin that holds name, or nil.
func (s *NameServer) zoneOf(name string, t dns.Type) *Zone {
	var best *Zone
	for _, z := range s.Zones {
		if !inZone(name, z.Origin) || best != nil && len(best.Origin) > len(z.Origin) {
			continue
		}
		if t == dns.TypeDS && name == z.Origin && name != "." { // the parent's side of the cut
			continue
		}
		best = z
	}
	return best
}

// answer fills in a reply, and tells how it was found.
func (s *NameServer) answer(q, reply *dns.Message) (tr *trail) {
	tr = &trail{wild: map[string]string{}}
	name, err := dns.CanonicalName(q.Question.Name)
	if err != nil {
		reply.RCode = dns.RCodeFormErr
		return tr
	}
	t := q.Question.Type
	for link := 0; link <= serverAliases; link++ {
		z := s.zoneOf(name, t)
		if z == nil {
			if link == 0 {
				reply.RCode = dns.RCodeRefused
			}
			return tr
		}
		tr.zone, tr.name = z, name
		// A delegation on the way down ends our authority.
		cut := ""
		for n := name; n != z.Origin; n = up(n) {
			if z.cuts[n] && !(t == dns.TypeDS && n == name) {
				cut = n
			}
		}
		if cut != "" {
			if link > 0 {
				return tr
			}
			reply.Authority = z.names[cut][dns.TypeNS]
			for _, ns := range reply.Authority {
				for _, at := range [...]dns.Type{dns.TypeA, dns.TypeAAAA} {
					reply.Additional = append(reply.Additional, z.names[ns.Target()][at]...)
				}
			}
			return tr
		}
		if link == 0 {
			reply.Authoritative = true
		}
		set, exists := z.names[name]
		if !exists && !z.parents[name] {
			// DNAME above (RFC 6672 §3.2), then a wildcard (RFC 4592 §3.3.1).
			if d, target := z.dname(name); target != "" {
				reply.Answer = append(reply.Answer, d)
				if target, err = dns.CanonicalName(target); err != nil { // too long (RFC 6672 §2.2)
					reply.RCode = dns.RCodeYXDomain
					return tr
				}
				reply.Answer = append(reply.Answer, cname(name, target, d.TTL))
				name = target
				continue
			}
			star := "*." + strings.TrimPrefix(z.encloser(name), ".")
			if wild := z.names[star]; wild != nil {
				tr.wild[name] = star
				set, exists = map[dns.Type]recset{}, true
				for wt, recs := range wild {
					for _, r := range recs {
						r.Name = name
						set[wt] = append(set[wt], r)
					}
				}
			}
		}
		if t == dns.TypeANY && exists {
			for _, recs := range set {
				reply.Answer = append(reply.Answer, recs...)
			}
			return tr
		}
		if recs := set[t]; len(recs) > 0 {
			reply.Answer = append(reply.Answer, recs...)
			if t == dns.TypeNS { // a priming query wants the addresses too
				for _, ns := range recs {
					for _, at := range [...]dns.Type{dns.TypeA, dns.TypeAAAA} {
						reply.Additional = append(reply.Additional, z.names[ns.Target()][at]...)
					}
				}
			}
			return tr
		}
		if alias := set[dns.TypeCNAME]; len(alias) > 0 {
			reply.Answer = append(reply.Answer, alias[0])
			name = alias[0].Target()
			continue
		}
		reply.Authority = []dns.Record{z.soa}
		if !exists && !z.parents[name] {
			reply.RCode = dns.RCodeNXDomain
		}
		return tr
	}
	return tr
}

// dname gives the DNAME above name and what it makes of name.
func (z *Zone) dname(name string) (dns.Record, string) {
	for n := name; n != z.Origin; {
		n = up(n)
		if d := z.names[n][dns.TypeDNAME]; len(d) > 0 {
			return d[0], strings.TrimSuffix(name, n) + d[0].Target()
		}
	}
	return dns.Record{}, ""
}

func cname(name, target string, ttl uint32) dns.Record {
	var b []byte
	for _, l := range strings.Split(strings.TrimSuffix(target, "."), ".") {
		b = append(append(b, byte(len(l))), l...)
	}
	return dns.Record{Name: name, Type: dns.TypeCNAME, TTL: ttl, Data: string(append(b, 0))}
}
