// Package http3 speaks HTTP/3 over a datagram connection that somebody else opened.
//
//	UDP connection ──Dial──▶ Conn ──Open──▶ Stream ──Receive──▶ Response{Status, Header}
//	                (QUIC, TLS)                └──────Read─────▶ body
//
// It follows RFC 9114 (https://www.rfc-editor.org/rfc/rfc9114). QUIC, frames and header
// compression are quic-go's; requests, responses and the errors that tell whether a request may
// be sent again are those of net/http2, because the semantics are the same. No policy lives
// here. Left out: server push, which is never allowed, 0-RTT, and CONNECT.
package http3
