package lab

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Backend is a server behind a Proxy.
type Backend struct {
	Name string
	Addr netip.AddrPort
}

// Route sends the paths that begin with Prefix to Backends in turn: a load balancer. A backend
// that cannot be reached is left out for a while.
type Route struct {
	Prefix   string
	Backends []Backend
}

// Proxy is a reverse proxy: an http.Handler in front of backends, that adds Via, X-Backend and
// its part of Server-Timing.
type Proxy struct {
	Name   string
	Routes []Route // the longest prefix wins
	next   atomic.Uint32
	down   sync.Map // netip.AddrPort → time until which it is left out
	rp     *httputil.ReverseProxy
}

// proxyRetry is how long a backend that could not be reached is left out.
const proxyRetry = 5 * time.Second

type backendKey struct{}

// Attach lets the proxy reach its backends. It must be called before the first request.
func (p *Proxy) Attach(in *Internet) {
	d := in.Dialer()
	tr := &http.Transport{DisableCompression: true, IdleConnTimeout: idleHTTP,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := d.DialContext(ctx, network, addr)
			if ap, e := netip.ParseAddrPort(addr); err != nil && e == nil {
				p.down.Store(ap, time.Now().Add(proxyRetry))
			}
			return c, err
		}}
	in.OnClose(tr.CloseIdleConnections)
	p.rp = &httputil.ReverseProxy{
		Transport: tr, ErrorLog: log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			b := r.In.Context().Value(backendKey{}).(Backend)
			r.SetURL(&url.URL{Scheme: "http", Host: b.Addr.String()})
			r.SetXForwarded()
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			http.Error(w, "502 bad gateway: "+err.Error(), http.StatusBadGateway)
		},
	}
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, how, ok := p.choose(r.URL.Path)
	if !ok {
		http.Error(w, "503 no backend", http.StatusServiceUnavailable)
		return
	}
	start := time.Now()
	r = r.WithContext(context.WithValue(r.Context(), backendKey{}, b))
	p.rp.ServeHTTP(&headWriter{ResponseWriter: w, head: func(h http.Header) {
		h.Add("Via", "1.1 "+p.Name)
		h.Set("X-Backend", b.Name)
		h.Add("Server-Timing", fmt.Sprintf("proxy;desc=%q;dur=%.2f, lb;desc=%q", p.Name, float64(time.Since(start).Microseconds())/1000, how))
	}}, r)
}

// choose finds the backend for a path; how says by which rule.
func (p *Proxy) choose(path string) (b Backend, how string, ok bool) {
	var best *Route
	for i := range p.Routes {
		if r := &p.Routes[i]; strings.HasPrefix(path, r.Prefix) && (best == nil || len(r.Prefix) > len(best.Prefix)) {
			best = r
		}
	}
	if best == nil || len(best.Backends) == 0 {
		return Backend{}, "", false
	}
	n := len(best.Backends)
	first := int(p.next.Add(1) - 1)
	for i := range n {
		b := best.Backends[(first+i)%n]
		if until, bad := p.down.Load(b.Addr); !bad || time.Now().After(until.(time.Time)) {
			how = fmt.Sprintf("%s -> %s", best.Prefix, b.Name)
			if n > 1 {
				how += fmt.Sprintf(", round robin over %d", n)
			}
			if i > 0 {
				how += ", skipping what is down"
			}
			return b, how, true
		}
	}
	return best.Backends[first%n], "all are down", true // all are down: perhaps no longer
}

// headWriter changes headers at the moment when they are sent.
type headWriter struct {
	http.ResponseWriter
	head func(http.Header)
	sent bool
}

func (w *headWriter) WriteHeader(status int) {
	if !w.sent && status >= 200 {
		w.sent = true
		w.head(w.Header())
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *headWriter) Write(p []byte) (int, error) {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the real writer.
func (w *headWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Edge is the cache of a CDN in front of a handler: whole responses to GET that the origin
// allows to be shared, for as long as max-age says. It adds X-Cache and Age.
type Edge struct {
	Name   string
	Origin http.Handler
	mu     sync.Mutex
	stored map[string]*edgeEntry
	bytes  int
}

type edgeEntry struct {
	header http.Header
	body   []byte
	at     time.Time
	life   time.Duration
}

const (
	edgeBody  = 4 << 20  // bytes of one stored body
	edgeBytes = 64 << 20 // of all
)

// ServeHTTP implements http.Handler.
func (e *Edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.Host + " " + r.URL.String()
	plain := r.Method == http.MethodGet && r.Header.Get("Cookie") == "" && r.Header.Get("Range") == "" && r.Header.Get("Authorization") == ""
	if plain {
		e.mu.Lock()
		hit := e.stored[key]
		e.mu.Unlock()
		if hit != nil && time.Since(hit.at) < hit.life {
			for k, v := range hit.header {
				w.Header()[k] = v
			}
			w.Header().Set("Age", fmt.Sprint(int(time.Since(hit.at).Seconds())))
			w.Header().Set("X-Cache", "HIT from "+e.Name)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(hit.body))
			return
		}
	}
	rec := &edgeWriter{ResponseWriter: w, name: e.Name}
	e.Origin.ServeHTTP(rec, r)
	h := w.Header()
	if life := maxAge(h); plain && rec.status == http.StatusOK && life > 0 && !rec.large && h.Get("Set-Cookie") == "" && h.Get("Vary") == "" {
		h = h.Clone()
		h.Del("X-Cache")
		h.Del("Date")
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.bytes+len(rec.body) > edgeBytes || e.stored == nil {
			e.stored, e.bytes = map[string]*edgeEntry{}, 0
		}
		e.stored[key] = &edgeEntry{h, rec.body, time.Now(), life}
		e.bytes += len(rec.body)
	}
}

// maxAge reads how long a shared cache may keep a response.
func maxAge(h http.Header) time.Duration {
	cc := strings.ToLower(h.Get("Cache-Control"))
	if strings.Contains(cc, "private") || strings.Contains(cc, "no-") {
		return 0
	}
	_, v, ok := strings.Cut(cc, "max-age=")
	var s int
	if _, err := fmt.Sscanf(v, "%d", &s); !ok || err != nil {
		return 0
	}
	return time.Duration(s) * time.Second
}

type edgeWriter struct {
	http.ResponseWriter
	name   string
	status int
	body   []byte
	large  bool
}

func (w *edgeWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
		w.Header().Set("X-Cache", "MISS from "+w.name)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *edgeWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if len(w.body)+len(p) > edgeBody {
		w.large, w.body = true, nil
	} else if !w.large {
		w.body = append(w.body, p...)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the real writer.
func (w *edgeWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
