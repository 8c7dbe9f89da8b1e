package fetch

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"

	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

var errDataURL = errors.New("broken data: URL")

// data answers a data: URL.
//
// https://fetch.spec.whatwg.org/#scheme-fetch
func (c *Client) data(x *exchange) (*Response, error) {
	t, body, ok := ParseDataURL(x.url)
	if !ok {
		return nil, fail(x.url, PhaseURL, errDataURL)
	}
	return x.local(c, t.String(), int64(len(body)), io.NopCloser(bytes.NewReader(body))), nil
}

// ParseDataURL returns the type and the bytes that a data: URL holds.
//
// https://fetch.spec.whatwg.org/#data-url-processor
func ParseDataURL(u *weburl.URL) (t sniff.Type, body []byte, ok bool) {
	if !u.Is("data") {
		return t, nil, false
	}
	s := strings.TrimPrefix(u.WithoutFragment().String(), "data:")
	mime, data, ok := strings.Cut(s, ",")
	if !ok {
		return t, nil, false
	}
	mime = strings.Trim(mime, "\t\n\f\r ")
	body = weburl.PercentDecode(data)
	if rest, is := cutBase64(mime); is {
		mime = rest
		if body, ok = ForgivingBase64(body); !ok {
			return t, nil, false
		}
	}
	if strings.HasPrefix(mime, ";") {
		mime = "text/plain" + mime
	}
	if t, ok = sniff.ParseType(mime); !ok {
		t = sniff.Type{Main: "text", Sub: "plain", Params: []sniff.Param{{Name: "charset", Value: "US-ASCII"}}}
	}
	return t, body, true
}

// cutBase64 removes a final ";", spaces and "base64" in any case.
func cutBase64(s string) (string, bool) {
	const word = "base64"
	if len(s) < len(word) || !strings.EqualFold(s[len(s)-len(word):], word) {
		return s, false
	}
	return strings.CutSuffix(strings.TrimRight(s[:len(s)-len(word)], " "), ";")
}

// ForgivingBase64 decodes base64 as the web does: white space is dropped and padding may miss.
//
// https://infra.spec.whatwg.org/#forgiving-base64-decode
func ForgivingBase64(b []byte) ([]byte, bool) {
	in := make([]byte, 0, len(b))
	for _, c := range b {
		switch c {
		case '\t', '\n', '\f', '\r', ' ':
		default:
			in = append(in, c)
		}
	}
	if len(in)%4 == 0 {
		in = bytes.TrimSuffix(in, []byte("="))
		if len(in)%4 == 3 {
			in = bytes.TrimSuffix(in, []byte("="))
		}
	}
	if len(in)%4 == 1 || bytes.ContainsAny(in, "\r\n=") {
		return nil, false
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(in)))
	n, err := base64.RawStdEncoding.Decode(out, in)
	return out[:n], err == nil
}
