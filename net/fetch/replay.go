package fetch

import (
	"bytes"
	"io"

	"vitrine/net/header"
)

// Recorded is a response that was recorded earlier. Its body is decoded already.
type Recorded struct {
	Status     int
	StatusText string
	Header     header.List
	Body       []byte
}

// Replayer answers http: and https: requests in the place of the network and of the cache.
type Replayer interface {
	// Replay gives the response to a request; url has no fragment. The error says why there is
	// none.
	Replay(method, url string) (*Recorded, error)
}

// replay answers one hop from Config.Replay.
func (c *Client) replay(x *exchange, h *hop) (*Response, error) {
	rec, err := c.cfg.Replay.Replay(h.method, x.url.WithoutFragment().String())
	if err != nil {
		return nil, fail(x.url, PhaseRequest, err)
	}
	r := x.local(c, "", int64(len(rec.Body)), io.NopCloser(bytes.NewReader(rec.Body)))
	r.Status, r.StatusText, r.Proto = rec.Status, rec.StatusText, "replay"
	for _, f := range rec.Header { // the body is as it is after these were undone
		if !header.EqualFold(f.Name, "Content-Encoding") && !header.EqualFold(f.Name, "Transfer-Encoding") && !header.EqualFold(f.Name, "Content-Length") {
			r.Header = append(r.Header, f)
		}
	}
	return r, nil
}

// Watch makes f see the decoded bytes of the body as they are read. It must be called before
// the first read; f must not keep the slice.
func (b *Body) Watch(f func(p []byte)) { b.watch = f }
