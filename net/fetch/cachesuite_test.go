package fetch

import (
	"context"
	"testing"

	"vitrine/engine/ratchet"
	"vitrine/net/cache"
	"vitrine/net/cache/suite"
	"vitrine/net/weburl"
)

// TestCacheSuite runs the public cases for HTTP caches, each with a client of its own.
func TestCacheSuite(t *testing.T) {
	required, optimal := suite.Run(t, func() suite.Do {
		client := New(Config{Cache: cache.New(cache.Config{})})
		t.Cleanup(client.Close)
		return func(q *suite.Request) (*suite.Response, error) {
			req := &Request{URL: weburl.MustParse(q.URL), Method: q.Method, Header: q.Header, NoRedirect: q.Manual}
			req.Cache, _ = cache.ParseMode(q.Cache)
			if q.Body != nil {
				req.Body = []byte(*q.Body)
			}
			r, err := client.Fetch(context.Background(), req)
			if err != nil {
				return nil, err
			}
			b, err := r.Bytes(0)
			return &suite.Response{Status: r.Status, Header: r.Header, Body: string(b)}, err
		}
	})
	ratchet.Hold(t, "cache-required.expect", required.Total, required.Failed)
	ratchet.Hold(t, "cache-optimal.expect", optimal.Total, optimal.Failed)
}
