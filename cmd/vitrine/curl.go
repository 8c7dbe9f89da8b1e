package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"mime"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"vitrine/net/conn"
	"vitrine/net/cookie"
	"vitrine/net/fetch"
	"vitrine/net/http1"
	"vitrine/net/http2"
	"vitrine/net/weburl"
)

// exitError ends a command with a code of its own. Those of fetch are curl's.
type exitError struct {
	code  int
	quiet bool // nothing is printed
	err   error
}

func (e *exitError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *exitError) Unwrap() error { return e.err }

// The codes of curl that fetch ends with.
const (
	exitURL       = 3
	exitName      = 6
	exitConnect   = 7
	exitStatus    = 22 // with -f
	exitWrite     = 23
	exitTimeout   = 28
	exitTLS       = 35
	exitFile      = 37
	exitRedirects = 47
	exitEmpty     = 52
	exitReceive   = 56
	exitTrust     = 60
	exitCoding    = 61
	exitSize      = 63
	exitScheme    = 1
	exitPart      = 18
)

// curlCode returns the exit code that curl has for a failure.
func curlCode(err error) int {
	var fe *fetch.Error
	if !errors.As(err, &fe) {
		if errors.Is(err, errTimeout) {
			return exitTimeout
		}
		return 1
	}
	if fe.Timeout() || errors.Is(err, errTimeout) {
		return exitTimeout
	}
	switch {
	case errors.Is(err, fetch.ErrTruncated):
		return exitPart
	case errors.Is(err, fetch.ErrTooLarge), errors.Is(err, fetch.ErrBomb):
		return exitSize
	case errors.Is(err, fetch.ErrCoding):
		return exitCoding
	case errors.Is(err, fetch.ErrTooManyRedirects), errors.Is(err, fetch.ErrRedirectLoop):
		return exitRedirects
	case errors.Is(err, http1.ErrNoResponse), errors.Is(err, http2.ErrNoResponse):
		return exitEmpty
	}
	switch fe.Phase {
	case fetch.PhaseURL:
		return exitURL
	case fetch.PhaseName:
		return exitName
	case fetch.PhaseConnect:
		return exitConnect
	case fetch.PhaseTLS:
		var te *conn.TLSError
		if errors.As(err, &te) && te.Problem != conn.TLSProtocol {
			return exitTrust
		}
		return exitTLS
	case fetch.PhaseFile:
		return exitFile
	case fetch.PhaseRequest, fetch.PhaseResponse, fetch.PhaseBody:
		return exitReceive
	}
	return exitScheme
}

// shortFlags rewrites what people type for curl: letters together, as -sSL, and values without a
// space, as -XPUT. A word that is a flag as a whole stays as it is.
func shortFlags(f *flag.FlagSet, args []string) []string {
	var out []string
	for i, a := range args {
		if a == "--" {
			return append(out, args[i:]...)
		}
		name, _, _ := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if len(a) < 3 || a[0] != '-' || a[1] == '-' || f.Lookup(name) != nil {
			out = append(out, a)
			continue
		}
		var words []string
		rest := a[1:]
		for rest != "" {
			fl := f.Lookup(rest[:1])
			if fl == nil {
				words = nil
				break
			}
			words = append(words, "-"+rest[:1])
			rest = rest[1:]
			if b, ok := fl.Value.(interface{ IsBoolFlag() bool }); (!ok || !b.IsBoolFlag()) && rest != "" {
				words = append(words, rest)
				break
			}
		}
		if words == nil {
			words = []string{a}
		}
		out = append(out, words...)
	}
	return out
}

// dataFlag collects the values of a family of flags into one list, each with its kind.
type dataFlag struct {
	to   *[]datum
	kind string
}

// datum is one value of -d and its relatives.
type datum struct{ kind, text string }

func (d dataFlag) String() string { return "" }

// Set implements flag.Value.
func (d dataFlag) Set(s string) error {
	*d.to = append(*d.to, datum{d.kind, s})
	return nil
}

// readFileOr reads a file, or stdin for "-".
func readFileOr(name string, sio stdio) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(sio.in)
	}
	return os.ReadFile(filepath.Clean(name))
}

// readData joins the values of -d and its relatives with "&", as curl does.
func readData(data []datum, sio stdio) ([]byte, error) {
	out := []byte{}
	for i, d := range data {
		if i > 0 && d.kind != "json" {
			out = append(out, '&')
		}
		name, isFile := strings.CutPrefix(d.text, "@")
		switch d.kind {
		case "raw":
			out = append(out, d.text...)
			continue
		case "urlencode":
			b, err := urlencoded(d.text, sio)
			if err != nil {
				return nil, err
			}
			out = append(out, b...)
			continue
		}
		if !isFile {
			out = append(out, d.text...)
			continue
		}
		b, err := readFileOr(name, sio)
		if err != nil {
			return nil, err
		}
		if d.kind == "plain" { // a file of -d loses its line breaks
			b = slices.DeleteFunc(b, func(c byte) bool { return c == '\r' || c == '\n' })
		}
		out = append(out, b...)
	}
	return out, nil
}

// urlencoded encodes a value of --data-urlencode: content, =content, name=content, @file or
// name@file.
func urlencoded(s string, sio stdio) (string, error) {
	i := strings.IndexAny(s, "=@")
	switch {
	case i < 0:
		return formEscape(s), nil
	case s[i] == '=' && i == 0:
		return formEscape(s[1:]), nil
	case s[i] == '=':
		return s[:i+1] + formEscape(s[i+1:]), nil
	}
	b, err := readFileOr(s[i+1:], sio)
	if err != nil {
		return "", err
	}
	if i == 0 {
		return formEscape(string(b)), nil
	}
	return s[:i] + "=" + formEscape(string(b)), nil
}

func formEscape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// multipart makes the body of -F: name=value, name=@file (a file), name=<file (its content), each
// with ;type= and ;filename=.
//
// https://www.rfc-editor.org/rfc/rfc7578
func multipart(fields []string, sio stdio) (body []byte, contentType string, err error) {
	var random [12]byte
	rand.Read(random[:])
	boundary := "------------------------" + hex.EncodeToString(random[:])
	quote := strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace
	var b bytes.Buffer
	for _, field := range fields {
		name, value, ok := strings.Cut(field, "=")
		if !ok || name == "" {
			return nil, "", usagef("-F %q is not NAME=VALUE", clip(field))
		}
		file, typ := "", ""
		content := []byte(value)
		if value != "" && (value[0] == '@' || value[0] == '<') {
			parts := strings.Split(value[1:], ";")
			if content, err = readFileOr(parts[0], sio); err != nil {
				return nil, "", err
			}
			if value[0] == '@' {
				file = filepath.Base(parts[0])
				if typ = mime.TypeByExtension(filepath.Ext(file)); typ == "" {
					typ = "application/octet-stream"
				}
			}
			for _, p := range parts[1:] {
				switch k, v, _ := strings.Cut(p, "="); strings.TrimSpace(k) {
				case "type":
					typ = v
				case "filename":
					file = v
				}
			}
		}
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, quote(name))
		if file != "" {
			fmt.Fprintf(&b, "; filename=\"%s\"", quote(file))
		}
		if typ != "" {
			fmt.Fprintf(&b, "\r\nContent-Type: %s", strings.NewReplacer("\r", "", "\n", "").Replace(typ))
		}
		b.WriteString("\r\n\r\n")
		b.Write(content)
		b.WriteString("\r\n")
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes(), "multipart/form-data; boundary=" + boundary, nil
}

// remoteName is the file that -O writes: the last part of the URL's path, never a folder and
// never a path.
func remoteName(u *weburl.URL) (string, error) {
	path := u.Path()
	name := path[strings.LastIndexByte(path, '/')+1:]
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "\\\x00") || strings.ContainsRune(name, filepath.Separator) {
		return "", usagef("-O: the URL %s names no file", clip(u.String()))
	}
	return name, nil
}

// resolved puts the addresses of --resolve HOST:PORT:ADDRESS before what a resolver says.
func resolved(entries []string, next conn.Resolver) (conn.Resolver, error) {
	known := map[string][]netip.Addr{}
	for _, e := range entries {
		host, rest, ok := strings.Cut(e, ":")
		_, list, ok2 := strings.Cut(rest, ":")
		if !ok || !ok2 {
			return nil, usagef("-resolve %q is not HOST:PORT:ADDRESS", clip(e))
		}
		for s := range strings.SplitSeq(list, ",") {
			a, err := netip.ParseAddr(strings.Trim(s, "[]"))
			if err != nil {
				return nil, usagef("-resolve %q: %v", clip(e), err)
			}
			known[strings.ToLower(host)] = append(known[strings.ToLower(host)], a)
		}
	}
	return conn.ResolverFunc(func(ctx context.Context, host string) ([]netip.Addr, error) {
		if a := known[strings.TrimSuffix(host, ".")]; a != nil {
			return a, nil
		}
		return next.Lookup(ctx, host)
	}), nil
}

// netscapeHead begins a file of cookies as curl writes it.
const netscapeHead = "# Netscape HTTP Cookie File"

// readCookies puts the cookies of a file in Netscape's form into a jar. yes is false, without an
// error, when the file has another form or is not there.
func readCookies(jar *cookie.Jar, name string) (yes bool, err error) {
	b, err := os.ReadFile(name)
	if err != nil || !strings.HasPrefix(string(b), "# ") || !strings.Contains(string(b[:min(len(b), 100)]), "HTTP Cookie File") {
		return false, nil
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\r\n")
		line, httpOnly := strings.CutPrefix(line, "#HttpOnly_")
		f := strings.Split(line, "\t")
		if len(f) != 7 || strings.HasPrefix(line, "#") {
			continue
		}
		scheme, host := "http://", strings.TrimPrefix(f[0], ".")
		set := f[5] + "=" + f[6] + "; Path=" + f[2]
		if strings.EqualFold(f[1], "TRUE") {
			set += "; Domain=" + host
		}
		if strings.EqualFold(f[3], "TRUE") {
			scheme, set = "https://", set+"; Secure"
		}
		if httpOnly {
			set += "; HttpOnly"
		}
		if at, err := strconv.ParseInt(f[4], 10, 64); err == nil && at > 0 {
			set += "; Expires=" + time.Unix(at, 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
		}
		if u, err := weburl.Parse(scheme + host + f[2]); err == nil {
			jar.Store(cookie.Context{URL: u}, set)
		}
	}
	return true, nil
}

// writeCookies writes a jar in Netscape's form.
func writeCookies(jar *cookie.Jar, name string) error {
	return writeAtomic(name, func(w *bufio.Writer) error {
		fmt.Fprintf(w, "%s\n# Written by vitrine fetch -c.\n\n", netscapeHead)
		all := jar.All()
		slices.SortStableFunc(all, func(a, b cookie.Cookie) int { return strings.Compare(a.Domain, b.Domain) })
		word := map[bool]string{false: "FALSE", true: "TRUE"}
		for _, c := range all {
			domain, at := c.Domain, int64(0)
			if !c.HostOnly {
				domain = "." + domain
			}
			if c.HTTPOnly {
				domain = "#HttpOnly_" + domain
			}
			if !c.Expires.IsZero() {
				at = c.Expires.Unix()
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", domain, word[!c.HostOnly], c.Path, word[c.Secure], at, c.Name, c.Value)
		}
		return nil
	})
}
