package lab

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/netip"

	"vitrine/net/dns"
)

// Recursive is the resolver of an Internet provider: it asks from the root down for its
// clients, over UDP and TCP on port 53, over TLS on port 853 (RFC 7858), and over HTTPS at
// /dns-query (RFC 8484). Its cache is shared by all clients; those who ask for signatures have one
// of their own, whose content is validated.
type Recursive struct {
	Names []string // of its certificate; the host's addresses are added
}

// Start implements Service.
func (s *Recursive) Start(in *Internet, h *Host) error {
	r := dns.New(dns.Config{Dialer: in.Dialer(), Mode: dns.Iterative, Hints: in.Hints()})
	in.OnClose(func() { r.Close() })
	srv := &dns.Server{Resolver: r}
	if len(in.Anchors()) > 0 {
		v := dns.New(dns.Config{Dialer: in.Dialer(), Mode: dns.Iterative, Hints: in.Hints(), DNSSEC: true, Anchors: in.Anchors()})
		in.OnClose(func() { v.Close() })
		srv.Validating = v
	}
	names := append([]string(nil), s.Names...)
	for _, a := range h.Addrs {
		names = append(names, a.String())
	}
	cert, err := in.ca.Issue(names, nil)
	if err != nil {
		return err
	}
	ctx := in.context()
	for _, a := range h.Addrs {
		pc, err := in.ListenUDP(netip.AddrPortFrom(a, dns.Port))
		if err != nil {
			return err
		}
		l, err := in.ListenTCP(netip.AddrPortFrom(a, dns.Port))
		if err != nil {
			return err
		}
		t, err := in.ListenTCP(netip.AddrPortFrom(a, dns.TLSPort))
		if err != nil {
			return err
		}
		secure := tls.NewListener(t, &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"dot"}})
		in.Go(func() { srv.ServePacket(ctx, pc) })
		in.Go(func() { srv.Serve(ctx, l) })
		in.Go(func() { srv.Serve(ctx, secure) })
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path != "/dns-query" || q.Method != http.MethodPost || q.Header.Get("Content-Type") != dns.HTTPSMediaType {
			http.Error(w, "want POST /dns-query of "+dns.HTTPSMediaType, http.StatusUnsupportedMediaType)
			return
		}
		b, err := io.ReadAll(io.LimitReader(q.Body, 1<<16))
		if err != nil {
			return
		}
		out := srv.Answer(q.Context(), "https", textAddr{"https", q.RemoteAddr}, b)
		if out == nil {
			http.Error(w, "no DNS query", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", dns.HTTPSMediaType)
		w.Write(out)
	})
	return serveHTTP(in, h, 443, &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}, false, handler)
}
