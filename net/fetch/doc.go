// Package fetch gets what a URL names: the policy above the wire.
//
//	Request{URL, Destination} ─▶ scheme table ─┬─ data, about, file ───────────────────────────┐
//	                                           └─ http, https: page rules, HSTS, cookies, cache │
//	                                                conn.Pool ─▶ http1 or http2 ─▶ redirect? ───┤
//	                                                                                            ▼
//	                    Response{URL, Status, Header, Body}   Body: decoded, limited, streaming
//
// It follows the Fetch standard (https://fetch.spec.whatwg.org/) for redirects, methods,
// headers, blocked ports and data: URLs, and for a page's subresources its rules on mixed
// content, CSP, nosniff, CORS, integrity, referrers and private addresses: a Page holds them.
// Every failure is an *Error with a URL and a Phase; every bound is a field of Limits here, of
// conn.Limits, of http1.Limits or of http2.Limits.
//
// # Trace
//
// Each fetch is one span under the span in the context:
//
//	span fetch    url, method, destination
//	              End: url, status, proto, type, address, reused, redirects, wire, bytes, error
//	  note redirect   status, from, location                one per followed redirect
//	  note hsts       from, to                              http became https by the host's wish
//	  note upgraded   from, to                              http became https by the page's rules
//	  note csp-report directive, url                        a policy that only wants to be told
//	  note login      scheme, origin                        a 401 is answered with the URL's credentials
//	  note cookies-sent, cookie-kept, cookie-refused, cookie-withheld      each with its rule
//	  note cache, cache-stored, cache-refused, cache-validated, cache-stale, coalesced
//	                                                        what the cache did, and by which rule
//	  span request    url, method, target                   one per request on the wire
//	    (conn's)      reuse / queued notes; name, connect, attempt, tls spans
//	    span send     End: bytes
//	    span wait     End: status, headBytes                until the response head is whole
//	    note request-head, response-head   text             the heads as sent and as received
//	    note interim-head    status, text                   an informational response
//	    note broken   what                                  content that was repaired (warning)
//	    note retry    why                                   a kept connection proved stale
//	    span receive  End: wire, error                      from the head to the end of the body
//	      span decode coding; End: wire, bytes, busy        only with a Content-Encoding
//
// Sizes are bytes; wire is before decoding, bytes after. Times are those of the events. The
// same facts are in Response.Timing for callers without a trace.
//
// Left out: a cache split by site, and what only scripts could ask for.
package fetch
