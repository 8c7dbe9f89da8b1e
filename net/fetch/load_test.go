package fetch

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"vitrine/net/weburl"
)

// A thousand fetches at once, over more hosts than connections are allowed: all finish, the
// connections stay within the limit.
func TestThousandFetches(t *testing.T) {
	const total = 40
	var open, most atomic.Int32
	s := serve(t, func(s *server, p *peer) {
		n := open.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer(path))
		}
		open.Add(-1)
	})
	c := client(t, func(cfg *Config) {
		cfg.Conn.Total = total
		cfg.Limits = Limits{}
	})
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			path := fmt.Sprintf("/%d", i)
			u := weburl.MustParse(fmt.Sprintf("http://h%d.test:%d%s", i%300, s.addr.Port(), path))
			if _, body, err := get(c, u); err != nil || body != path {
				t.Error(body, err)
			}
		})
	}
	wg.Wait()
	if st := c.Stats(); st.Open > total || st.Waiting != 0 {
		t.Errorf("%+v", st)
	}
	if n := most.Load(); n > 2*total { // the server notices closes late
		t.Errorf("%d connections at once", n)
	}
}
