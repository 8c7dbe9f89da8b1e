package fetch

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine/ratchet"
	"vitrine/net/cache"
	"vitrine/net/cache/suite"
	"vitrine/net/weburl"
)

// TestCacheSuite runs the public cases for HTTP caches, each with a client of its own, in virtual
// time.
func TestCacheSuite(t *testing.T) {
	var required, optimal suite.Outcome
	synctest.Test(t, func(t *testing.T) {
		// Virtual time begins in 2000; dates with two digits of a year mean today's.
		time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
		road := newPipes()
		required, optimal = suite.Run(t, road, func() suite.Do {
			client := New(Config{Cache: cache.New(cache.Config{}), Dialer: road})
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
	})
	ratchet.Hold(t, "cache-required.expect", required.Total, required.Failed)
	ratchet.Hold(t, "cache-optimal.expect", optimal.Total, optimal.Failed)
}
