package main

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// contentTypes is what the test suite's own server sends by file ending; other endings are
// application/octet-stream.
var contentTypes = map[string]string{
	".html": "text/html", ".htm": "text/html", ".xht": "application/xhtml+xml",
	".xhtml": "application/xhtml+xml", ".xml": "text/xml", ".svg": "image/svg+xml",
	".css": "text/css", ".js": "text/javascript", ".json": "application/json",
	".png": "image/png", ".gif": "image/gif", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".webp": "image/webp", ".bmp": "image/bmp", ".ico": "image/x-icon",
	".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2",
	".txt": "text/plain",
}

// site serves a folder on loopback. It is the other end of the wire: the engine under test
// talks to it over its own connections.
type site struct {
	root  string
	types map[string]string
	base  string // "http://127.0.0.1:port/"
	srv   *http.Server
}

func serve(root string, types map[string]string) (*site, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &site{root: root, types: types, base: "http://" + l.Addr().String() + "/"}
	s.srv = &http.Server{Handler: s}
	go s.srv.Serve(l)
	return s, nil
}

func (s *site) close() { s.srv.Close() }

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rel := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	file := filepath.Join(s.root, filepath.FromSlash(rel))
	body, err := os.ReadFile(file)
	if err != nil || path.Ext(rel) == ".headers" {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	ct := s.types[strings.ToLower(path.Ext(rel))]
	if strings.Contains(strings.ToLower(path.Base(rel)), ".html.") {
		ct = "text/html" // a negotiated variant: name.html.language.charset
	}
	if ct == "" {
		ct = "application/octet-stream"
	}
	h.Set("Content-Type", ct)
	h.Set("Cache-Control", "no-store")
	for _, extra := range []string{filepath.Join(filepath.Dir(file), "__dir__.headers"), file + ".headers"} {
		addHeaders(h, extra)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// addHeaders applies a .headers file: its first line of a name replaces, later ones add.
func addHeaders(h http.Header, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		return
	}
	replaced := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		name = http.CanonicalHeaderKey(strings.TrimSpace(name))
		if !replaced[name] {
			h.Del(name)
			replaced[name] = true
		}
		h.Add(name, strings.TrimSpace(value))
	}
}
