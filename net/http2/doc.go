// Package http2 speaks HTTP/2 over a connection that somebody else opened.
//
//	Request ──Conn.Open──▶ Stream ──Receive──▶ Response{Status, Header}
//	                          └─────Read──────▶ body          many streams on one Conn
//
// It follows RFC 9113 (https://www.rfc-editor.org/rfc/rfc9113); frames and header compression
// are golang.org/x/net/http2's Framer and hpack, what the header lists mean is ours. No policy
// lives here: redirects, retries and timeouts are net/fetch's.
//
// Requests of one moment leave in one packet, the urgent first. A peer that was silent for long is
// pinged along with the next request, so that a dead connection shows at once.
//
// One goroutine reads each connection. It never waits for the reader of a body: what a peer may
// send is bounded by the windows that we grant, and they grow only as bodies are read. Whatever
// costs us more than the peer (pings, settings, resets, empty frames) is counted, and a
// connection that goes beyond Limits.Cheap is closed.
//
// Left out: server push, which is refused, and CONNECT.
package http2
