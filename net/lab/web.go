package lab

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/quic-go/quic-go/http3"
)

// Website serves handlers over HTTPS on port 443, one per name, with a certificate of this
// internet's authority for all of them.
type Website struct {
	Names   []string // of the certificate
	Handler http.Handler
	H2      bool // offer HTTP/2 besides HTTP/1.1
	H3      bool // speak HTTP/3 too, on UDP port 443; clients learn of it by a HTTPS record
	// Certificate edits the certificate before it is signed; nil leaves it right.
	Certificate func(*x509.Certificate)
	// MaxTLS is the highest version offered; 0 means TLS 1.3.
	MaxTLS uint16
}

// Start implements Service.
func (s *Website) Start(in *Internet, h *Host) error {
	cert, err := in.ca.Issue(s.Names, s.Certificate)
	if err != nil {
		return err
	}
	conf := &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12, MaxVersion: s.MaxTLS}
	if s.H3 {
		if err := serveHTTP3(in, h, conf, s.Handler); err != nil {
			return err
		}
	}
	return serveHTTP(in, h, 443, conf, s.H2, s.Handler)
}

func serveHTTP3(in *Internet, h *Host, conf *tls.Config, handler http.Handler) error {
	srv := &http3.Server{Handler: handler, TLSConfig: http3.ConfigureTLSConfig(conf), IdleTimeout: idleHTTP}
	in.OnClose(func() { srv.Close() })
	for _, a := range h.Addrs {
		pc, err := in.ListenUDP(netip.AddrPortFrom(a, 443))
		if err != nil {
			return err
		}
		in.Go(func() { srv.Serve(quietPackets{pc}) })
	}
	return nil
}

// quietPackets is a socket whose buffers are what they are: QUIC would complain on stderr.
type quietPackets struct{ net.PacketConn }

func (quietPackets) SetReadBuffer(int) error  { return nil }
func (quietPackets) SetWriteBuffer(int) error { return nil }

// Redirect serves plain HTTP on port 80 and sends everybody to the same place over HTTPS.
type Redirect struct{}

// Start implements Service.
func (Redirect) Start(in *Internet, h *Host) error {
	return serveHTTP(in, h, 80, nil, false, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u := *r.URL
		u.Scheme, u.Host = "https", r.Host
		http.Redirect(w, r, u.String(), http.StatusMovedPermanently)
	}))
}

// PlainWebsite serves a handler over HTTP on port 80.
type PlainWebsite struct{ Handler http.Handler }

// Start implements Service.
func (s *PlainWebsite) Start(in *Internet, h *Host) error {
	return serveHTTP(in, h, 80, nil, false, s.Handler)
}

// idleHTTP is how long a server keeps an unused connection.
const idleHTTP = 60 * time.Second

func serveHTTP(in *Internet, h *Host, port uint16, conf *tls.Config, h2 bool, handler http.Handler) error {
	srv := &http.Server{Handler: handler, IdleTimeout: idleHTTP, ErrorLog: log.New(io.Discard, "", 0)}
	srv.TLSConfig = conf
	srv.Protocols = new(http.Protocols)
	srv.Protocols.SetHTTP1(true)
	srv.Protocols.SetHTTP2(h2)
	in.OnClose(func() { srv.Close() })
	for _, a := range h.Addrs {
		l, err := in.ListenTCP(netip.AddrPortFrom(a, port))
		if err != nil {
			return err
		}
		if conf != nil {
			in.Go(func() { srv.ServeTLS(l, "", "") })
		} else {
			in.Go(func() { srv.Serve(l) })
		}
	}
	return nil
}

// ByName is a handler that picks another by the request's host name; a name that is not there
// gets 421 Misdirected Request.
type ByName map[string]http.Handler

// ServeHTTP implements http.Handler.
func (b ByName) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if ap := len(host) - 1; ap > 0 {
		for i := ap; i >= 0 && host[i] != ']'; i-- {
			if host[i] == ':' {
				host = host[:i]
				break
			}
		}
	}
	if h := b[host]; h != nil {
		h.ServeHTTP(w, r)
		return
	}
	http.Error(w, "no such site here: "+host, http.StatusMisdirectedRequest)
}

// Files serves a file system as a static site: index.html for folders, Cache-Control and a
// validator for everything, gzip left to other layers.
func Files(fsys fs.FS) http.Handler {
	files := http.FileServerFS(fsys)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "vitrine-lab")
		w.Header().Set("Cache-Control", "max-age=3600")
		files.ServeHTTP(w, r)
	})
}
