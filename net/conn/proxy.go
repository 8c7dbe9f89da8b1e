package conn

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"vitrine/net/weburl"
)

// ProxyKind is how a proxy is spoken to.
type ProxyKind uint8

const (
	HTTPProxy   ProxyKind = iota // CONNECT for TLS, whole URLs for the rest
	HTTPSProxy                   // the same inside TLS
	SOCKS5Proxy                  // RFC 1928; names are resolved by the proxy
)

// Proxy is a server that connects on our behalf.
type Proxy struct {
	Kind           ProxyKind
	Host           string
	Port           int
	User, Password string
}

// String returns kind and address, without the password.
func (p *Proxy) String() string {
	return [...]string{"http", "https", "socks5"}[p.Kind] + "://" + HostPort(p.Host, p.Port)
}

// Authorization returns the value of Proxy-Authorization, or "".
func (p *Proxy) Authorization() string {
	if p.User == "" {
		return ""
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(p.User+":"+p.Password))
}

// ParseProxy parses what HTTP_PROXY and the like hold: a URL with the scheme http, https,
// socks5 or socks5h, or a host with a port.
func ParseProxy(s string) (*Proxy, error) {
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	scheme, rest, _ := strings.Cut(s, "://")
	p := &Proxy{}
	scheme = strings.ToLower(scheme)
	port := 0
	switch scheme {
	case "http":
		port = 80
	case "https":
		p.Kind, port = HTTPSProxy, 443
	case "socks5", "socks5h":
		p.Kind, port = SOCKS5Proxy, 1080
	default:
		return nil, fmt.Errorf("proxy: unknown scheme %q", scheme)
	}
	u, err := weburl.Parse("http://" + rest) // the scheme does not change how the rest is read
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p.Host, p.Port = u.Hostname(), port
	if n, ok := u.ExplicitPort(); ok {
		p.Port = n
	} else if strings.HasSuffix(strings.TrimRight(rest, "/"), ":80") { // 80 is http's own, so not explicit
		p.Port = 80
	}
	p.User, p.Password = string(weburl.PercentDecode(u.Username())), string(weburl.PercentDecode(u.Password()))
	return p, nil
}

// EnvironmentProxy returns the rule that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY state,
// in small letters or capitals. It is nil when they state none; the error names what could not
// be understood. This machine itself is never asked over a proxy.
func EnvironmentProxy() (func(Target) *Proxy, error) {
	get := func(name string) string {
		if v := os.Getenv(strings.ToLower(name)); v != "" {
			return v
		}
		if name == "HTTP_PROXY" && os.Getenv("REQUEST_METHOD") != "" {
			return "" // under CGI that is a field of the request
		}
		return os.Getenv(name)
	}
	var plain, secure *Proxy
	for _, v := range []struct {
		name string
		p    **Proxy
	}{{"HTTP_PROXY", &plain}, {"HTTPS_PROXY", &secure}} {
		s := get(v.name)
		if s == "" {
			s = get("ALL_PROXY")
		}
		if s == "" {
			continue
		}
		p, err := ParseProxy(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.name, err)
		}
		*v.p = p
	}
	if plain == nil && secure == nil {
		return nil, nil
	}
	except := get("NO_PROXY")
	return func(t Target) *Proxy {
		if NoProxy(except, t) {
			return nil
		}
		if t.TLS {
			return secure
		}
		return plain
	}, nil
}

// NoProxy reports whether a target is excepted by a list in the form of NO_PROXY: "*", hosts
// with everything below them, addresses and ranges of addresses, each with an optional port.
func NoProxy(list string, t Target) bool {
	host := strings.TrimSuffix(strings.ToLower(strings.Trim(t.Host, "[]")), ".")
	addr, err := netip.ParseAddr(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && addr.IsLoopback() {
		return true
	}
	for e := range strings.SplitSeq(list, ",") {
		e = strings.ToLower(strings.TrimSpace(e))
		if e == "*" {
			return true
		}
		if r, perr := netip.ParsePrefix(e); perr == nil {
			if err == nil && r.Contains(addr) {
				return true
			}
			continue
		}
		if h, port, serr := net.SplitHostPort(e); serr == nil {
			if port != strconv.Itoa(t.Port) {
				continue
			}
			e = h
		}
		e = strings.TrimPrefix(strings.TrimPrefix(strings.Trim(e, "[]"), "*"), ".")
		if e != "" && (host == e || err != nil && strings.HasSuffix(host, "."+e)) {
			return true
		}
	}
	return false
}

// ProxyError says why a proxy did not connect.
type ProxyError struct {
	Proxy *Proxy
	Err   error
}

func (e *ProxyError) Error() string { return "proxy " + e.Proxy.String() + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *ProxyError) Unwrap() error { return e.Err }

// through asks a proxy, to which nc leads, for a connection to t.
func (p *Pool) through(ctx context.Context, nc net.Conn, px *Proxy, t Target) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { nc.Close() })
	defer stop()
	nc.SetDeadline(time.Now().Add(p.cfg.Limits.Handshake))
	var err error
	switch {
	case px.Kind == SOCKS5Proxy:
		err = socks5(nc, px, t)
	case t.TLS:
		err = httpConnect(nc, px, t)
	}
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, &ProxyError{px, err}
	}
	nc.SetDeadline(time.Time{})
	return nc, nil
}

// maxConnectHead bounds a proxy's answer to CONNECT.
const maxConnectHead = 16 << 10

// httpConnect asks for a tunnel.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-connect
func httpConnect(nc net.Conn, px *Proxy, t Target) error {
	at := HostPort(t.Host, t.Port)
	if strings.ContainsAny(at, " \r\n") {
		return errors.New("a host that cannot be asked for")
	}
	req := "CONNECT " + at + " HTTP/1.1\r\nHost: " + at + "\r\n"
	if a := px.Authorization(); a != "" {
		req += "Proxy-Authorization: " + a + "\r\n"
	}
	if _, err := io.WriteString(nc, req+"\r\n"); err != nil {
		return err
	}
	// Byte by byte: what follows the head belongs to the tunnel.
	var head []byte
	var b [1]byte
	for !strings.HasSuffix(string(head[max(0, len(head)-4):]), "\r\n\r\n") {
		if len(head) > maxConnectHead {
			return errors.New("its answer is too long")
		}
		if _, err := io.ReadFull(nc, b[:]); err != nil {
			return fmt.Errorf("no answer to CONNECT: %w", err)
		}
		head = append(head, b[0])
	}
	line, _, _ := strings.Cut(string(head), "\r\n")
	f := strings.SplitN(line, " ", 3)
	if len(f) < 2 || !strings.HasPrefix(f[0], "HTTP/1.") || len(f[1]) != 3 {
		return errors.New("its answer is not HTTP")
	}
	if f[1][0] != '2' {
		return fmt.Errorf("it refused the tunnel (%s)", strings.Join(f[1:], " "))
	}
	return nil
}

// socks5 asks a SOCKS proxy to connect.
//
// https://www.rfc-editor.org/rfc/rfc1928 and https://www.rfc-editor.org/rfc/rfc1929
func socks5(nc net.Conn, px *Proxy, t Target) error {
	const none, password, refused = 0, 2, 0xFF
	hello := []byte{5, 1, none}
	if px.User != "" {
		hello = []byte{5, 2, none, password}
	}
	if _, err := nc.Write(hello); err != nil {
		return err
	}
	var b [262]byte
	if _, err := io.ReadFull(nc, b[:2]); err != nil {
		return err
	}
	switch {
	case b[0] != 5:
		return errors.New("it does not speak SOCKS5")
	case b[1] == password && px.User != "":
		if len(px.User) > 255 || len(px.Password) > 255 {
			return errors.New("name or password is too long")
		}
		auth := append([]byte{1, byte(len(px.User))}, px.User...)
		auth = append(append(auth, byte(len(px.Password))), px.Password...)
		if _, err := nc.Write(auth); err != nil {
			return err
		}
		if _, err := io.ReadFull(nc, b[:2]); err != nil {
			return err
		}
		if b[1] != 0 {
			return errors.New("it refused name and password")
		}
	case b[1] != none:
		return errors.New("it wants another way to log in")
	}
	host := strings.Trim(t.Host, "[]")
	req := []byte{5, 1, 0}
	if a, err := netip.ParseAddr(host); err == nil {
		kind := byte(1)
		if a.Is6() {
			kind = 4
		}
		req = append(append(req, kind), a.AsSlice()...)
	} else {
		if len(host) > 255 {
			return errors.New("the host's name is too long")
		}
		req = append(append(req, 3, byte(len(host))), host...)
	}
	req = append(req, byte(t.Port>>8), byte(t.Port))
	if _, err := nc.Write(req); err != nil {
		return err
	}
	if _, err := io.ReadFull(nc, b[:4]); err != nil {
		return err
	}
	if b[1] != 0 {
		reasons := []string{"", "failure", "not allowed", "network unreachable", "host unreachable", "refused", "timed out", "unknown command", "unknown kind of address"}
		why := "failure " + strconv.Itoa(int(b[1]))
		if int(b[1]) < len(reasons) {
			why = reasons[b[1]]
		}
		return errors.New("it did not connect (" + why + ")")
	}
	n := 4
	switch b[3] {
	case 1:
	case 4:
		n = 16
	case 3:
		if _, err := io.ReadFull(nc, b[:1]); err != nil {
			return err
		}
		n = int(b[0])
	default:
		return errors.New("its answer is broken")
	}
	_, err := io.ReadFull(nc, b[:n+2])
	return err
}
