// Package dns finds the addresses of hosts: the first step from a URL to pixels.
//
//	host ──▶ literal? localhost? hosts file? ──▶ search list ──▶ cache ──▶ stub or iterative ──▶ Answer
//	                                                                          │
//	                                          question ──UDP, TCP──▶ server ──┘ (only through Config.Dialer)
//
// A Resolver works as a stub, asking the recursive servers of resolv.conf, or iteratively,
// asking from the root hints down by itself. Both share the cache (positive and negative,
// TTLs honoured and clamped, old answers when nobody can be asked), the way one server is asked
// (random id, port and letter case, EDNS0 with a fallback, TCP on truncation, retries that keep
// the earlier question open), validation (Config.DNSSEC), and the limits (Limits), so that one
// name can never cause unbounded work.
//
//	answer ──▶ judge ──▶ set, absent ──▶ zoneKeys ──▶ DS of the zone above ──▶ … ──▶ Anchor
//	              └────▶ secure, insecure, indeterminate; bogus is refused
//
// Files: resolver.go the lookup; iterative.go, ask.go, exchange.go, infra.go asking; answer.go
// what an answer says; cache.go, stale.go; wire.go, message.go, value.go, svcb.go, types.go the
// format; validate.go, deny.go, sign.go, anchor.go DNSSEC; service.go HTTPS records; serve.go
// the other side; sysfiles.go, config.go the settings.
//
// Specifications: RFC 1034 and 1035 (names, messages, resolving), RFC 2181 (ranking of data),
// RFC 2308 (negative caching), RFC 4033 to 4035, 5155, 6840 and 9276 (DNSSEC), RFC 5452 (forged
// answers), RFC 6672 (DNAME), RFC 6761 and 7686 (special names), RFC 6891 (EDNS), RFC 7858 and
// 8484 (over TLS and HTTPS), RFC 8109 (priming), RFC 8305 §3 (both families), RFC 8767 (stale
// answers), RFC 8914 (extended errors), RFC 9156 (QNAME minimisation), RFC 9460 (HTTPS records),
// RFC 9520 (failures remembered). Messages are packed by golang.org/x/net/dns/dnsmessage and read
// by ourselves. Owner names that hold a dot inside a label are refused. Left out: trust anchors
// that roll over by themselves (RFC 5011), and the algorithms over SHA-1 (RFC 9905), whose zones
// count as unsigned.
//
// # Events
//
// Everything is told on the span of the context (engine/trace). Names are without their final
// dot, the root is ".". Durations are durations, the rest is text unless noted.
//
// Spans:
//
//	dns         one Lookup. Begin: host. End: host, from (literal, localhost, hosts, cache, stub,
//	            iterative), name (the canonical one), addrs, aliases, ttl; or kind and error
//	dns.query   one question to one server. Begin: server ("ns1.test (192.0.2.53)"), zone (whose
//	            server it is asked as), name, type, transport (udp, tcp, tls, https), try (number), why (how
//	            the server is known), choice (what was known of its speed). End: the same, and rtt, bytes (number), result, and
//	              result=answer     rcode, answer ("A 192.0.2.1, …"), ttl, authoritative ("yes")
//	              result=alias      the same; the last record is a CNAME
//	              result=referral   rcode, referral (the child zone), ns, glue ("ns1.test 192.0.2.53, …"), ttl
//	              result=nodata     rcode, soa, ttl
//	              result=nxdomain   rcode, soa, ttl
//	              result=failure    rcode (SERVFAIL, REFUSED, …)
//	              result=truncated  rcode
//	              result=error      error
//	              result=abandoned  nobody waits any more: another try won, or the lookup was canceled
//
// Notes, in the order in which a lookup may make them:
//
//	dns.literal      addr
//	dns.localhost    name
//	dns.hosts        name, result (hit, miss), addrs
//	dns.search       name: a candidate of the search list is tried
//	dns.cache.hit    name, type, answer, age, ttl (what is left); of a remembered failure only answer
//	dns.cache.miss   name, type
//	dns.joined       name, type: the same question was under way, its answer was shared
//	dns.prime        hints (number): the root's servers are asked for, from the hints
//	dns.start        name, type, zone, why: the zone with which iteration begins
//	dns.server       zone, name, reason: a name server's own name must be resolved
//	dns.retry        server, name, type, reason
//	dns.ignored      server, reason: a message that was not our answer (warning)
//	dns.failed       server, zone, name, type, kind, reason: another server is needed (warning)
//	dns.alias        name, type (CNAME, DNAME), target
//	dns.stale        name, type, expired: no server could be asked; data that ran out answers (warning)
//	dns.prefetch     name, type: the entry will soon end and is renewed in the background
//	dns.keys         zone, state, why: the keys of a zone were looked for
//	dns.dnssec       name, type, state, why: the judgement of one answer (warning when bogus)
//	dns.late         name, type: an IPv4 answer did not wait for the IPv6 one
//	dns.unusable     name, addr: an address that no host can have (warning)
//	dns.limit        name, error: a number of Limits was reached (warning)
package dns
