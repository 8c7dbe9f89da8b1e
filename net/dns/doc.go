// Package dns finds the addresses of hosts: the first step from a URL to pixels.
//
//	host ──▶ literal? localhost? hosts file? ──▶ search list ──▶ cache ──▶ stub or iterative ──▶ Answer
//	                                                                          │
//	                                          question ──UDP, TCP──▶ server ──┘ (only through Config.Dialer)
//
// A Resolver works as a stub, asking the recursive servers of resolv.conf, or iteratively,
// asking from the root hints down by itself. Both share the cache (positive and negative,
// TTLs honoured and clamped), the way one server is asked (random id, port and letter case,
// EDNS0 with a fallback, TCP on truncation, retries that keep the earlier question open), and
// the limits (Limits), so that one name can never cause unbounded work.
//
// Specifications: RFC 1034 and 1035 (names, messages, resolving), RFC 2181 (ranking of data),
// RFC 2308 (negative caching), RFC 5452 (forged answers), RFC 6672 (DNAME), RFC 6761 and 7686
// (special names), RFC 6891 (EDNS), RFC 8109 (priming), RFC 8305 §3 (both families), RFC 9156
// (QNAME minimisation), RFC 9520 (failures remembered). Wire format by golang.org/x/net/dns/dnsmessage, which refuses names
// that hold a dot inside a label and more than ten compression pointers in a row. Left out:
// DNSSEC validation, DNS over TLS and HTTPS, serving stale data.
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
//	            the server is known). End: the same, and rtt, bytes (number), result, and
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
//	dns.late         name, type: an IPv4 answer did not wait for the IPv6 one
//	dns.unusable     name, addr: an address that no host can have (warning)
//	dns.limit        name, error: a number of Limits was reached (warning)
package dns
