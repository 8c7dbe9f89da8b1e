package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// echo answers with what it was asked.
func echo(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s\n", r.Method, r.URL.RequestURI())
		for _, name := range []string{"Accept", "Authorization", "Content-Type", "Cookie", "Range", "Referer", "User-Agent", "X-A"} {
			if v, ok := r.Header[name]; ok {
				fmt.Fprintf(w, "%s: %s\n", name, strings.Join(v, "|"))
			}
		}
		fmt.Fprintf(w, "\n%s", body)
	})
	mux.HandleFunc("/404", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "nothing here", 404) })
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there", http.StatusFound) })
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/set", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b", Path: "/", MaxAge: 1000, HttpOnly: true})
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "part")
	})
	mux.HandleFunc("/hang", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/empty", func(w http.ResponseWriter, r *http.Request) {
		nc, _, _ := w.(http.Hijacker).Hijack()
		nc.Close()
	})
	mux.HandleFunc("/digest", func(w http.ResponseWriter, r *http.Request) {
		if a := r.Header.Get("Authorization"); strings.HasPrefix(a, "Digest ") && strings.Contains(a, `username="k%m"`) {
			io.WriteString(w, "in")
			return
		}
		w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth"`)
		w.WriteHeader(401)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// TestFetchLikeCurl types what people type for curl.
func TestFetchLikeCurl(t *testing.T) {
	s, secure := echo(t), httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "secure") }))
	defer secure.Close()
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + gone.Addr().String() + "/"
	gone.Close()
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("lines", "a=1\r\n&b=2\n")
	write("fields", "X-A: from file\nAccept: text/x\n")
	write("old", "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\told\tone\n#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tnew\ttwo\n")
	for _, c := range []struct {
		args   string // separated by spaces; URL is the server, TLS the secure one
		code   int
		out    string // a regular expression for stdout
		errOut string // and for stderr
	}{
		{"URL/x?y=1", 0, `(?s)^GET /x\?y=1\nAccept: \*/\*\nUser-Agent: Mozilla.*\n\n$`, `^$`},
		{"-X PUT URL/", 0, `^PUT /`, ``},
		{"-XDELETE URL/", 0, `^DELETE /`, ``},
		{"--request PATCH --data x URL/", 0, `(?s)^PATCH /.*urlencoded\n.*\nx$`, ``},
		{"-d a=1 -d b=2 URL/", 0, `(?s)^POST /.*Content-Type: application/x-www-form-urlencoded\n.*\n\na=1&b=2$`, ``},
		{"-d @lines URL/", 0, `(?s)\n\na=1&b=2$`, ``},
		{"--data-binary @lines URL/", 0, `(?s)\n\na=1\r\n&b=2\n$`, ``},
		{"--data-raw @lines URL/", 0, `(?s)\n\n@lines$`, ``},
		{"--data-urlencode q=ä&b URL/", 0, `(?s)\n\nq=%C3%A4%26b$`, ``},
		{"--data-urlencode f@lines URL/", 0, `(?s)\n\nf=a%3D1%0D%0A%26b%3D2%0A$`, ``},
		{"-G -d a=1 --data-urlencode b=ü URL/x?y=2", 0, `(?s)^GET /x\?y=2&a=1&b=%C3%BC\n.*\n\n$`, ``},
		{`--json {"a":1} URL/`, 0, `(?s)^POST /\nAccept: application/json\nContent-Type: application/json\n.*\n\n{"a":1}$`, ``},
		{"-H Content-Type:text/x -d y URL/", 0, `Content-Type: text/x\n`, ``},
		{"-F a=1 -F f=@lines;type=text/x URL/", 0, `(?s)Content-Type: multipart/form-data; boundary=(-+[0-9a-f]+)\n.*name="a"\r\n\r\n1\r\n.*name="f"; filename="lines"\r\nContent-Type: text/x\r\n\r\na=1\r\n&b=2\n\r\n`, ``},
		{"-T lines URL/up", 0, `(?s)^PUT /up\n.*\n\na=1\r\n&b=2\n$`, ``},
		{"-I URL/", 0, `(?s)^HTTP/1.1 200 OK\r\n.*\r\n\r\n$`, ``},
		{"-i URL/", 0, `(?s)^HTTP/1.1 200 OK\r\n.*\r\n\r\nGET /`, ``},
		{"-D - -o body URL/", 0, `(?s)^HTTP/1.1 200 OK\r\n.*\r\n\r\n$`, ``},
		{"-H X-A:1 -H X-A:2 URL/", 0, `X-A: 1\|2\n`, ``},
		{"-H @fields URL/", 0, `(?s)Accept: text/x\n.*X-A: from file\n`, ``},
		{"-H User-Agent: -H X-A; URL/", 0, `^GET /\nAccept: \*/\*\nX-A: \n\n$`, ``},
		{"-A me/1 -e http://a.test/p URL/", 0, `Referer: http://a.test/p\nUser-Agent: me/1\n`, ``},
		{"-u kim:pw URL/", 0, `Authorization: Basic a2ltOnB3\n`, ``},
		{"-u k%m:pw --digest URL/digest", 0, `^in$`, ``},
		{"-r 0-9 URL/", 0, `Range: bytes=0-9\n`, ``},
		{"-b x=y;z=1 URL/", 0, `Cookie: x=y;z=1\n`, ``},
		{"-b old URL/", 0, `Cookie: old=one; new=two\n`, ``},
		{"-c new URL/set", 0, `^$`, ``},
		{"-b new URL/", 0, `Cookie: a=b\n`, ``},
		{"URL/to", 0, `href="/there"`, ``},
		{"-L URL/to", 0, `^GET /there\n`, ``},
		{"-sSLi URL/to", 0, `(?s)^HTTP/1.1 302 Found\r\n.*\r\n\r\nHTTP/1.1 200 OK\r\n.*GET /there\n`, ``},
		{"-L URL/circle", 47, ``, `redirect`},
		{"-L --max-redirs 3 URL/circle", 47, ``, `\(3`},
		{"-f URL/404", 22, `^$`, `the answer is 404`},
		{"--fail-with-body URL/404", 22, `nothing here`, `404`},
		{"-fsS URL/404", 22, `^$`, `404`},
		{"-fs URL/404", 22, `^$`, `^$`},
		{"URL/404", 0, `nothing here`, `^$`},
		{"-O URL/page.html", 0, `^$`, ``},
		{"-O URL/", 2, ``, `no file`},
		{"-o one -o two URL/1 URL/2", 0, `^$`, ``},
		{"-o nowhere/x URL/", 23, ``, `nowhere`},
		{"URL/1 URL/2", 0, `(?s)GET /1.*GET /2`, ``},
		{`-o body -w %{http_code}:%{size_download}:%{num_redirects}:%{content_type}:%{remote_ip}:%{http_version}\n -L URL/to`, 0, `^200:\d+:1:text/plain; charset=utf-8:127.0.0.1:1.1\n$`, ``},
		{`-o body -w %{redirect_url}|%{nonsense}|%% URL/to`, 0, `^http://127.0.0.1:\d+/there\|\|%$`, ``},
		{`-s -w %{http_code}:%{exitcode} REFUSED`, 7, `^000:7$`, ``},
		{"REFUSED", 7, ``, `refused`},
		{"http://nothing.invalid/", 6, ``, `name`},
		{"http://[/", 3, ``, `.`},
		{"-m 0.2 URL/hang", 28, ``, `timed out`},
		{"URL/empty", 52, ``, `without an answer`},
		{"URL/cut", 18, `^part`, `cut short`},
		{"--max-filesize 3 URL/", 63, ``, `larger`},
		{"TLS", 60, ``, `authority`},
		{"-k TLS", 0, `^secure$`, ``},
		{"-k --http1.1 TLS", 0, `^secure$`, ``},
		{"--resolve a.test:80:127.0.0.1 http://a.test:PORT/", 0, `^GET /`, ``},
		{"--compressed -s URL/", 0, `^GET /`, ``},
		{"-x REFUSED http://a.test/", 7, ``, `proxy`},
		{"", 2, ``, `want a URL`},
		{"-nonsense URL/", 2, ``, `nonsense`},
		{"-X", 2, ``, `argument`},
	} {
		line := strings.NewReplacer("URL", s.URL, "TLS", secure.URL, "REFUSED", refused, "PORT", s.URL[strings.LastIndexByte(s.URL, ':')+1:]).Replace(c.args)
		args := []string{"fetch"}
		if line != "" {
			args = append(args, strings.Split(line, " ")...)
		}
		var out, errOut bytes.Buffer
		code := run(context.Background(), stdio{strings.NewReader(""), &out, &errOut}, args)
		if code != c.code || !regexp.MustCompile(c.out).MatchString(out.String()) || !regexp.MustCompile(c.errOut).MatchString(errOut.String()) {
			t.Errorf("fetch %s: exit %d\n%s%s", c.args, code, out.String(), errOut.String())
		}
	}
	for name, want := range map[string]string{"page.html": "GET /page.html", "one": "GET /1", "two": "GET /2"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.HasPrefix(string(b), want) {
			t.Errorf("%s: %q %v", name, b, err)
		}
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
