package fetch

import (
	"net/netip"
	"time"

	"vitrine/net/conn"
	"vitrine/net/header"
	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

// Response is the head of an answer and the door to its body. Body must be closed; reading it
// to its end lets the connection be used again.
//
// https://fetch.spec.whatwg.org/#responses
type Response struct {
	URL        *weburl.URL // final, with the fragment that applies
	Redirects  []Redirect  // what was followed to get here, in order
	Method     string      // of the request that it answers: redirects may have changed it
	Status     int         // 200 for file:, data: and about:
	StatusText string
	Proto      string // "HTTP/1.1", or the scheme for file, data and about
	Header     header.List
	Length     int64 // Content-Length of the wire body, -1 when unknown; never above Limits.WireBytes
	Body       *Body
	Remote     netip.AddrPort // where it came from; zero without a network
	Proxied    bool           // Remote is a proxy's
	TLS        *conn.TLSInfo  // nil without TLS
	Timing     *Timing
	Cache      string // by which rule the HTTP cache gave it, "" when it did not
}

// Redirect is one followed redirect.
type Redirect struct {
	URL      *weburl.URL // that answered
	Status   int
	Location string // as sent

	StatusText, Proto string // as in Response
	Header            header.List
}

// Timing holds when the steps of the last request of a fetch happened; steps that did not
// happen are zero. Times from Done on are set once the body was read to its end or closed.
type Timing struct {
	Start                    time.Time // Fetch was called
	Queued                   time.Time // this request asked for a connection
	NameStart, NameEnd       time.Time
	ConnectStart, ConnectEnd time.Time
	TLSStart, TLSEnd         time.Time
	SendStart, SendEnd       time.Time
	FirstByte                time.Time // of the response head
	HeadEnd                  time.Time
	Done                     time.Time
	Reused                   bool  // an open connection was used
	SentBytes                int64 // request head and body
	HeadBytes                int64 // response head on the wire
	WireBytes                int64 // body on the wire, framing included
	BodyBytes                int64 // body after decoding
}

// Type returns the MIME type that the Content-Type fields declare; ok is false when they are
// missing or broken.
//
// https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
func (r *Response) Type() (t sniff.Type, ok bool) { return sniff.ExtractType(r.Header) }

// NoSniff reports whether the server forbids guessing the type.
//
// https://fetch.spec.whatwg.org/#determine-nosniff
func (r *Response) NoSniff() bool { return sniff.NoSniff(r.Header) }

// SniffType returns the type that the body really has, by the MIME Sniffing standard. Unless
// the declared type decides alone it waits for the first bytes of the body, which stay to be read.
//
// https://mimesniff.spec.whatwg.org/#determining-the-computed-mime-type-of-a-resource
func (r *Response) SniffType() sniff.Type {
	t, ok := r.Type()
	if !ok && r.URL.Is("file") {
		t, ok = sniff.TypeOfFile(r.URL.Path())
	}
	raw := ""
	if v := r.Header.Values("Content-Type"); len(v) > 0 {
		raw = v[len(v)-1]
	}
	known := sniff.Supplied{Type: t, Known: ok, Raw: raw, NoSniff: r.NoSniff()}
	var head []byte
	if !known.Decided() {
		head, _ = r.Body.Peek(sniff.HeaderLength) // what a failure leaves is what there is to see
	}
	return sniff.Sniff(head, known)
}

// Bytes reads the whole decoded body and closes it. limit bounds its size in bytes besides the
// client's own limit; 0 is no further limit. On failure the bytes so far come with the error.
func (r *Response) Bytes(limit int64) ([]byte, error) { return r.Body.readAll(limit, r.Length) }

// OK reports a status from 200 to 299.
func (r *Response) OK() bool { return r.Status >= 200 && r.Status <= 299 }
