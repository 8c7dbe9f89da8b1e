package fetch

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"vitrine/net/header"
	"vitrine/net/weburl"
)

// A connection that was made ahead serves the request that comes for it.
func TestPreconnect(t *testing.T) {
	s := serve(t, func(s *server, p *peer) {
		for path := p.next(); path != ""; path = p.next() {
			p.say(answer(path))
		}
	})
	c := client(t, nil)
	c.Preconnect(context.Background(), s.url("/"), nil)
	// The client has its connection before the server's goroutine has counted it.
	eventually(t, "a connection ahead of the request", func() bool { return s.conns.Load() == 1 })
	if st := c.Stats(); st.Idle != 1 || len(s.seen()) != 0 {
		t.Errorf("%+v, %d requests", st, len(s.seen()))
	}
	if r, _, err := get(c, s.url("/x")); err != nil || !r.Timing.Reused || s.conns.Load() != 1 {
		t.Errorf("%+v %v, %d connections", r, err, s.conns.Load())
	}
	port, conns, dial := h2Server(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) }, "a.test")
	h2 := client(t, dial)
	at := weburl.MustParse(fmt.Sprintf("https://a.test:%d/", port))
	h2.Preconnect(context.Background(), at, nil)
	if r, body, err := get(h2, at); err != nil || body != "HTTP/2.0" || conns.Load() != 1 {
		t.Errorf("%+v %v, %d connections", r, err, conns.Load())
	}
	for _, u := range []string{"http://a.test:25/", "data:,x", "http://nothing.invalid/"} { // nothing to see
		c.Preconnect(context.Background(), weburl.MustParse(u), nil)
	}
	public := &Page{URL: weburl.MustParse("http://far.test/"), Public: true}
	before := s.conns.Load()
	other := client(t, nil)
	other.Preconnect(context.Background(), s.url("/"), public)
	if s.conns.Load() != before {
		t.Error("a page from outside has reached inside")
	}
}

// While a server still thinks about a page, connections to what its 103 names are made already.
func TestEarlyHints(t *testing.T) {
	other := once(t, answer("x"))
	gate := make(chan bool)
	s := serve(t, func(s *server, p *peer) {
		p.next()
		p.say("HTTP/1.1 103 Early Hints\r\nLink: <" + other.url("/a.css").String() + ">; rel=preload; as=style, </own.css>; rel=preload\r\n\r\n")
		<-gate
		p.say(answer("page"))
	})
	c := client(t, nil)
	done := make(chan error, 1)
	var told string
	go func() {
		for _, e := range record(func(ctx context.Context) {
			r, err := c.Fetch(ctx, &Request{URL: s.url("/"), Destination: Document})
			if err == nil {
				_, err = r.Bytes(0)
			}
			done <- err
		}) {
			if e.Name == "interim-head" {
				told += e.Attr("text")
			}
		}
		done <- nil
	}()
	eventually(t, "a connection ahead of the answer", func() bool { return other.conns.Load() == 1 })
	close(gate)
	if err := <-done; err != nil {
		t.Error(err)
	}
	<-done
	if !strings.Contains(told, "a.css") {
		t.Errorf("the trace says %q", told)
	}
	// Images do not get to do that.
	c2 := client(t, nil)
	if _, _, err := do(c2, &Request{URL: s.url("/"), Destination: Image}); err != nil {
		t.Error(err)
	}
	if n := other.conns.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestOmit(t *testing.T) {
	s := once(t, answer("x"))
	if _, _, err := do(client(t, nil), &Request{URL: s.url("/"), Omit: []string{"user-agent", "Accept-Language"}, Header: header.List{{Name: "Accept", Value: "a/b"}}}); err != nil {
		t.Fatal(err)
	}
	if h := s.seen()[0]; strings.Contains(h, "User-Agent") || strings.Contains(h, "Accept-Language") || !strings.Contains(h, "Accept: a/b\r\n") {
		t.Error(h)
	}
}
