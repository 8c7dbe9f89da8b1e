package fetch

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"vitrine/net/weburl"
)

// A thousand fetches at once, over more hosts than connections are allowed: all finish, the
// connections stay within the limit.
func TestThousandFetches(t *testing.T) {
	const total = 40
	var c *Client
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			if st := c.Stats(); st.Open > total {
				t.Errorf("%+v", st)
			}
			p.say(answer(path))
		}
	})
	c = client(t, func(cfg *Config) { cfg.Conn.Total = total })
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
}

// A thousand fetches at once over one HTTP/2 connection, of bodies that nobody has room for at
// once: all finish, over one connection, and what waits to be read stays within its windows.
func TestThousandStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("moves a gigabyte")
	}
	piece := bytes.Repeat([]byte("x"), 64<<10)
	port, conns, dial := h2Server(t, func(w http.ResponseWriter, r *http.Request) {
		for range 16 {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	}, "a.test")
	c := client(t, dial)
	u := func(i int) *weburl.URL { return weburl.MustParse(fmt.Sprintf("https://a.test:%d/%d", port, i)) }
	if _, _, err := get(c, u(0)); err != nil {
		t.Fatal(err)
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := before.HeapInuse
	stop := make(chan bool)
	var watch, wg sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapInuse)
			}
		}
	})
	for i := range 1000 {
		wg.Go(func() {
			r, err := c.Fetch(t.Context(), &Request{URL: u(i)})
			if err != nil {
				t.Error(err)
				return
			}
			n, err := io.Copy(io.Discard, r.Body)
			r.Body.Close()
			if err != nil || n != 1<<20 {
				t.Error(n, err)
			}
		})
	}
	wg.Wait()
	close(stop)
	watch.Wait()
	if n := conns.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	grown := int64(most) - int64(before.HeapInuse)
	t.Logf("the heap grew by %d MB", grown>>20)
	if grown > 96<<20 { // the server's part is in it
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}
