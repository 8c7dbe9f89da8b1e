// Package http1 speaks HTTP/1.1 over a connection that somebody else opened and keeps.
//
//	Request ──Conn.Send──▶ wire ──Conn.Receive──▶ Response{Status, Header, Body}
//	Body read to its end ──Reusable?──▶ the next Send
//
// No policy lives here: redirects, content codings, timeouts and retries are net/fetch's. The
// wire format is RFC 9112 (https://www.rfc-editor.org/rfc/rfc9112).
//
// Broken responses are common. What every browser repairs is repaired and said in
// Response.Repairs: bare LF line ends, folded lines, lines without a colon, a Content-Length
// that is no number. What would let two readers disagree on where a message ends is refused:
// different Content-Lengths, a space before the colon of a framing field, NUL in a value, any
// deviation in chunk framing. Content-Length beside chunked is read as chunked, and the
// connection is not used again.
package http1
