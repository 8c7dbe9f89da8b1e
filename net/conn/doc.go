// Package conn makes and keeps connections: names to addresses to TCP to TLS to a pool.
//
//	Target{https, a.test, 443} ──Pool.Get──▶ idle? ──yes──────────────────────▶ *Conn
//	                                           └─no─ Lookup ─ race ─ TLS/ALPN ──▶ *Conn
//	*Conn ──Pool.Put──▶ idle, for the next request to the same origin
//
// What HTTPS records (RFC 9460) and Alt-Svc announce comes as Services: other hosts, ports and
// address hints, keys for an encrypted ClientHello, and HTTP/3, which gets a head start before
// TCP. Who makes HTTP/3 sessions is told by Config.HTTP3; they come back in Conn.Wire.
//
// Addresses are raced as RFC 8305 says, TLS is crypto/tls with full verification and what
// browsers ask of certificates besides (see verify), and a pool
// keeps at most a few connections to each origin. Nothing here opens a socket by itself: a
// Dialer does, so that a whole internet in memory can stand in for the real one. No protocol
// is spoken here; net/http1 speaks over a *Conn and keeps its state in Conn.Wire.
//
// # Trace
//
// Under the span in the context:
//
//	span name     host; End: addresses, from, error    one look-up (net/dns forks its own below)
//	span connect  host, port; End: address, error      the race
//	  span attempt  address; End: result (won, lost, refused, timeout, …), error
//	span tls      server; End: version, cipher, alpn, resumed, subject, issuer, notBefore,
//	              notAfter, names, error
//	span services  host; End: services, error          the HTTPS records, beside the look-up
//	note service   host, target, port, alpn, hints, ech (bytes of keys), why
//	note service-late, service-failed                  it was not waited for; it did not answer
//	span quic      server, port, why; End: address and what tls has, or error
//	  span attempt address; End: result, error
//	note ech-retry, certificate-retry                  the handshake is tried in another way
//	note reuse    address, idle, requests              an open connection was taken
//	note queued   host, open                           all connections to the host are busy
package conn
