package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/cache"
	"vitrine/net/conn"
	"vitrine/net/cookie"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

var fetchCommand = command{name: "fetch", args: "URL…", short: "get what a URL names, without the page",
	long: `Sends a request for each URL and writes the bodies of the answers to stdout, or to the file of -o
or -O, where it appears only when it is whole. Redirects are shown, not followed, unless -L is
given. Any answer is a success, unless -f is given. Cookies are kept for the time of the command,
or in the file of -b; the HTTP cache is used with -cache or -jsonl. Flags and exit codes are
curl's where curl has them; short ones may stand together, as in -sSLo FILE.

-jsonl reads one request a line, as JSON, and answers each by one line, over one client with
one cache:

  {"id":1,"url":"http://a.test/","method":"GET","headers":[["Name","value"]],"body":"",
   "cache":"default","redirect":"follow"}
  {"id":1,"status":200,"headers":[["Name","value"]],"body":"…"}  or  {"id":1,"error":"…"}

Only url is required. cache takes the modes of the Fetch standard, redirect follow, manual and
error. A body that is not UTF-8 is in bodyBase64. Lines are worked on in order; one that takes
longer than a second lets the next ones begin.`}

func init() { fetchCommand.run = runFetch }

// fetchOptions are the flags of fetch.
type fetchOptions struct {
	options
	method, agent, referrer, cookies, cookieOut, cacheDir string
	user, ranges, format, dumpHead, proxy, noProxy        string
	upload, cacert                                        string
	headers, forms, resolve, outputs, urls                list
	data                                                  []datum
	include, head, location, failing, failBody, jsonl     bool
	remote, silent, showError, insecure, digest, asQuery  bool
	http1, compressed                                     bool
	maxTime, connectTime                                  float64
	redirects                                             int
	maxSize                                               int64
}

// registerFetch declares the flags. Several names of one flag are curl's short and long ones.
func (o *fetchOptions) registerFetch(f *flag.FlagSet) {
	text := func(p *string, usage string, names ...string) {
		for i, n := range names {
			if i > 0 {
				usage = "the same as -" + names[0]
			}
			f.StringVar(p, n, "", usage)
		}
	}
	on := func(p *bool, usage string, names ...string) {
		for i, n := range names {
			if i > 0 {
				usage = "the same as -" + names[0]
			}
			f.BoolVar(p, n, false, usage)
		}
	}
	many := func(v flag.Value, usage string, names ...string) {
		for i, n := range names {
			if i > 0 {
				usage = "the same as -" + names[0]
			}
			f.Var(v, n, usage)
		}
	}
	text(&o.method, "request `method`; GET, or POST with -d", "X", "request")
	many(&o.headers, "`\"Name: value\"` to send; may be given again. \"Name:\" leaves a field out, \"Name;\" sends it empty, @file reads them from a file", "H", "header")
	many(dataFlag{&o.data, "plain"}, "`data` to send as a form; @file sends a file without its line breaks, @- stdin; several are joined by &", "d", "data", "data-ascii")
	many(dataFlag{&o.data, "binary"}, "like -d, but a `file` is sent as it is", "data-binary")
	many(dataFlag{&o.data, "raw"}, "like -d, but @ means nothing", "data-raw")
	many(dataFlag{&o.data, "urlencode"}, "like -d, URL-encoded: `content`, name=content, @file or name@file", "data-urlencode")
	many(dataFlag{&o.data, "json"}, "send `data` as application/json", "json")
	many(&o.forms, "`NAME=VALUE` of a multipart form; NAME=@file sends a file, NAME=<file its content", "F", "form")
	on(&o.asQuery, "put the data of -d into the URL's query", "G", "get")
	text(&o.upload, "`file` to send by PUT", "T", "upload-file")
	on(&o.include, "write the head of the answer before the body", "i", "include")
	on(&o.head, "ask for the head only, and write it", "I", "head")
	text(&o.dumpHead, "`file` to write the head of the answer to; - is stdout", "D", "dump-header")
	many(&o.outputs, "`file` to write instead of stdout; for several URLs in their order", "o", "output")
	on(&o.remote, "write to a file named like the last part of the URL", "O", "remote-name")
	on(&o.location, "follow redirects", "L", "location")
	f.IntVar(&o.redirects, "max-redirs", 0, "`count` of redirects that are followed; default 20")
	on(&o.failing, "an answer from 400 on is a failure, and its body is not written", "f", "fail")
	on(&o.failBody, "an answer from 400 on is a failure, and its body is written", "fail-with-body")
	on(&o.silent, "print no error", "s", "silent")
	on(&o.showError, "print errors in spite of -s", "S", "show-error")
	text(&o.user, "`NAME:PASSWORD` to log in with", "u", "user")
	on(&o.digest, "log in by Digest, after the server has asked", "digest")
	text(&o.ranges, "`FIRST-LAST` bytes to ask for", "r", "range")
	text(&o.format, "`format` of what is written at the end, as \"%{http_code} %{time_total}\\n\"", "w", "write-out")
	text(&o.agent, "User-Agent `name`", "A", "user-agent")
	text(&o.referrer, "`URL` of the page that asks", "e", "referer")
	text(&o.cookies, "`file` in which cookies live, or \"name=value; …\" to send", "b", "cookie")
	text(&o.cookieOut, "`file` to write the cookies to at the end, in Netscape's form", "c", "cookie-jar")
	on(&o.insecure, "do not check certificates: anybody may be on the other side", "k", "insecure")
	text(&o.cacert, "PEM `file` with certificate authorities to trust besides the machine's", "cacert")
	text(&o.proxy, "`proxy` to connect through: http://, https:// or socks5://HOST:PORT", "x", "proxy")
	text(&o.noProxy, "`hosts` that are not asked over the proxy, as in NO_PROXY", "noproxy")
	many(&o.resolve, "`HOST:PORT:ADDRESS` to use instead of looking a name up; may be given again", "resolve")
	f.Float64Var(&o.maxTime, "m", 0, "give up after this many `seconds`")
	f.Float64Var(&o.maxTime, "max-time", 0, "the same as -m")
	f.Float64Var(&o.connectTime, "connect-timeout", 0, "give up connecting after this many `seconds`")
	f.Int64Var(&o.maxSize, "max-filesize", 0, "give up a body of more than this many `bytes`")
	on(&o.http1, "speak only HTTP/1.1", "http1.1")
	on(&o.compressed, "bodies are always asked for and shown without their compression", "compressed")
	many(&o.urls, "`URL` to fetch; may be given again", "url")
	f.StringVar(&o.cacheDir, "cache", "", "`folder` of the HTTP cache")
	f.BoolVar(&o.jsonl, "jsonl", false, "answer requests on stdin, one JSON object a line")
	f.BoolVar(&o.offline, "offline", false, "use no network: http and https fail at once")
	f.DurationVar(&o.timeout, "timeout", 5*time.Minute, "give up after this `time`")
	o.naming.register(f, "system")
	f.BoolVar(&o.verbose, "v", false, "print what happens on the way on stderr")
	f.BoolVar(&o.verbose, "verbose", false, "the same as -v")
}

func runFetch(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(fetchCommand, sio)
	var o fetchOptions
	o.registerFetch(f.FlagSet)
	args, err := parseFlags(f, shortFlags(f.FlagSet, args))
	args = append(args, o.urls...)
	switch {
	case err != nil:
		return err
	case o.jsonl && len(args) > 0:
		return usagef("-jsonl takes its requests from stdin")
	case !o.jsonl && len(args) == 0:
		return usagef("want a URL")
	case len(o.outputs) > len(args):
		return usagef("%d files for %d URLs", len(o.outputs), len(args))
	}
	if o.maxTime > 0 {
		o.timeout = time.Duration(o.maxTime * float64(time.Second))
	}
	if o.cacert != "" {
		o.ca = o.cacert
	}
	client, jar, err := o.open()
	if err != nil {
		return err
	}
	defer client.Close()
	var sp *trace.Span
	if o.verbose {
		sp = trace.New("vitrine", &wireLog{w: sio.err})
		defer sp.End()
	}
	ctx = trace.With(ctx, sp)
	if o.jsonl {
		return o.answerLines(ctx, client, sio)
	}
	for i, arg := range args {
		output := ""
		if i < len(o.outputs) {
			output = o.outputs[i]
		}
		if e := o.one(ctx, client, sio, arg, output); e != nil {
			if err != nil && (!o.silent || o.showError) {
				fmt.Fprintf(sio.err, "vitrine: %s\n", oneLine(err.Error())) // the last one is printed by the caller
			}
			err = e
		}
	}
	if o.cookieOut != "" {
		if e := writeCookies(jar, o.cookieOut); err == nil {
			err = e
		}
	}
	return err
}

// one fetches one URL.
func (o *fetchOptions) one(ctx context.Context, client *fetch.Client, sio stdio, arg, output string) error {
	ended := func(err error) error {
		var ue usageError
		if err == nil || errors.As(err, &ue) {
			return err
		}
		var xe *exitError
		if !errors.As(err, &xe) {
			xe = &exitError{code: curlCode(err), err: err}
		}
		xe.quiet = o.silent && !o.showError
		return xe
	}
	req, err := o.request(arg, sio)
	if err != nil {
		return ended(err)
	}
	if o.remote && output == "" {
		if output, err = remoteName(req.URL); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("%w after %s", errTimeout, o.timeout))
	defer cancel()
	var size int64
	r, err := client.Fetch(ctx, req)
	if err == nil {
		size, err = o.write(sio, r, output)
		r.Body.Close()
	}
	if o.format != "" {
		writeOut(sio.out, o.format, r, size, err)
	}
	return ended(err)
}

// write writes an answer where it belongs and returns the size of the body in bytes.
func (o *fetchOptions) write(sio stdio, r *fetch.Response, output string) (size int64, err error) {
	var refused error
	if (o.failing || o.failBody) && r.Status >= 400 {
		refused = &exitError{code: exitStatus, err: fmt.Errorf("fetch %s: the answer is %d %s", clip(r.URL.String()), r.Status, r.StatusText)}
	}
	if o.dumpHead == "-" {
		writeHeads(sio.out, r)
	} else if o.dumpHead != "" {
		if err := writeAtomic(o.dumpHead, func(w *bufio.Writer) error { writeHeads(w, r); return nil }); err != nil {
			return 0, &exitError{code: exitWrite, err: err}
		}
	}
	if refused != nil && !o.failBody {
		return 0, refused
	}
	write := func(w *bufio.Writer) error {
		if o.include || o.head {
			writeHeads(w, r)
		}
		n, err := io.Copy(w, r.Body)
		size = n
		var fe *fetch.Error
		if err != nil && !errors.As(err, &fe) {
			err = &exitError{code: exitWrite, err: err}
		}
		return err
	}
	if output != "" && output != "-" {
		err = writeAtomic(output, write)
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = &exitError{code: exitWrite, err: err}
		}
	} else {
		w := bufio.NewWriter(sio.out)
		err = write(w)
		if e := w.Flush(); err == nil && e != nil {
			err = &exitError{code: exitWrite, err: e}
		}
	}
	if err == nil {
		err = refused
	}
	return size, err
}

// open returns the client that the flags describe, and its cookies.
func (o *fetchOptions) open() (*fetch.Client, *cookie.Jar, error) {
	cfg, err := o.options.fetchConfig()
	if err != nil {
		return nil, nil, err
	}
	cfg.UserAgent, cfg.Insecure, cfg.NoHTTP2 = o.agent, o.insecure, o.http1
	cfg.Limits.Redirects, cfg.Limits.BodyBytes = o.redirects, o.maxSize
	cfg.Conn.Connect = time.Duration(o.connectTime * float64(time.Second))
	if o.proxy != "" {
		px, err := conn.ParseProxy(o.proxy)
		if err != nil {
			return nil, nil, usagef("-x: %v", err)
		}
		cfg.Proxy = func(t conn.Target) *conn.Proxy {
			if o.noProxy != "" && conn.NoProxy(o.noProxy, t) {
				return nil
			}
			return px
		}
	}
	if len(o.resolve) > 0 {
		next := cfg.Resolver
		if next == nil {
			r, err := o.naming.resolver()
			if err != nil {
				return nil, nil, err
			}
			next = fetch.DNS(r)
		}
		if cfg.Resolver, err = resolved(o.resolve, next); err != nil {
			return nil, nil, err
		}
	}
	file := o.cookies
	if strings.Contains(file, "=") { // cookies, not their file
		file = ""
	}
	jar, err := cookie.New(cookie.Config{})
	if err != nil {
		return nil, nil, err
	}
	if file != "" {
		foreign, err := readCookies(jar, file)
		if err == nil && !foreign {
			jar, err = cookie.New(cookie.Config{File: file})
		}
		if err != nil {
			return nil, nil, err
		}
	}
	cfg.Cookies = jar
	if o.jsonl || o.cacheDir != "" {
		cfg.Cache = cache.New(cache.Config{Dir: o.cacheDir})
	}
	return fetch.New(cfg), jar, nil
}

// request makes the request that the flags describe.
func (o *fetchOptions) request(arg string, sio stdio) (*fetch.Request, error) {
	address, err := address(arg)
	if err != nil {
		return nil, &exitError{code: exitURL, err: err}
	}
	u, err := weburl.Parse(address)
	if err != nil {
		return nil, &exitError{code: exitURL, err: err}
	}
	req := &fetch.Request{URL: u, Method: o.method, NoRedirect: !o.location}
	if o.referrer != "" {
		if req.Referrer, err = weburl.Parse(o.referrer); err != nil {
			return nil, err
		}
		req.ReferrerPolicy = fetch.UnsafeURL // the person chose it
	}
	if err := o.body(req, sio); err != nil {
		return nil, err
	}
	if o.head && req.Method == "" {
		req.Method = "HEAD"
	}
	if err := o.fields(req); err != nil {
		return nil, err
	}
	if o.ranges != "" {
		req.Header.Add("Range", "bytes="+o.ranges)
	}
	if strings.Contains(o.cookies, "=") {
		req.Header.Add("Cookie", o.cookies)
	}
	if o.user != "" && !req.Header.Has("Authorization") {
		name, password, _ := strings.Cut(o.user, ":")
		if o.digest {
			req.URL = req.URL.WithCredentials(name, password)
		} else {
			req.Header.Add("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(name+":"+password)))
		}
	}
	return req, nil
}

// body takes what -d, -F and -T give.
func (o *fetchOptions) body(req *fetch.Request, sio stdio) (err error) {
	typ := "application/x-www-form-urlencoded"
	method := "POST"
	switch {
	case len(o.forms) > 0:
		req.Body, typ, err = multipart(o.forms, sio)
	case o.upload != "":
		req.Body, err = readFileOr(o.upload, sio)
		typ, method = "", "PUT"
	case len(o.data) > 0:
		req.Body, err = readData(o.data, sio)
		if o.data[0].kind == "json" {
			typ = "application/json"
			req.Header.Add("Accept", "application/json")
		}
	default:
		return nil
	}
	if err != nil {
		return err
	}
	if o.asQuery {
		q := string(req.Body)
		if old := req.URL.Query(); old != "" {
			q = old + "&" + q
		}
		req.URL, err = req.URL.Resolve("?" + strings.ReplaceAll(q, "#", "%23"))
		req.Body = nil
		return err
	}
	if req.Method == "" {
		req.Method = method
	}
	if typ != "" {
		req.Header.Add("Content-Type", typ)
	}
	return nil
}

// fields takes what -H gives; it replaces what other flags set.
func (o *fetchOptions) fields(req *fetch.Request) error {
	for _, line := range o.headers {
		lines := []string{line}
		if name, ok := strings.CutPrefix(line, "@"); ok {
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			lines = strings.Split(strings.TrimRight(string(b), "\r\n"), "\n")
		}
		for _, l := range lines {
			l = strings.TrimRight(l, "\r")
			name, value, ok := strings.Cut(l, ":")
			empty := false
			if !ok {
				name, empty = strings.CutSuffix(l, ";")
			}
			name, value = header.Trim(name), header.Trim(value)
			switch {
			case !ok && !empty || !header.ValidName(name) || !header.ValidValue(value):
				return usagef("-H %q is not \"Name: value\"", clip(l))
			case value == "" && !empty:
				req.Omit = append(req.Omit, name)
				req.Header.Del(name)
			case len(req.Header) > 0 && (header.EqualFold(name, "Content-Type") || header.EqualFold(name, "Accept")):
				req.Header.Set(name, value)
			default:
				req.Header.Add(name, value)
			}
		}
	}
	return nil
}

// writeHeads writes the heads of an answer and of the redirects that led to it.
func writeHeads(w io.Writer, r *fetch.Response) {
	for _, h := range r.Redirects {
		writeHead(w, &fetch.Response{Proto: h.Proto, Status: h.Status, StatusText: h.StatusText, Header: h.Header})
	}
	writeHead(w, r)
}

// writeHead writes an answer's head as HTTP/1.1 has it.
func writeHead(w io.Writer, r *fetch.Response) {
	proto := r.Proto
	if !strings.HasPrefix(proto, "HTTP/") {
		proto = "HTTP/1.1"
	}
	fmt.Fprintf(w, "%s %d %s\r\n", proto, r.Status, r.StatusText)
	for _, f := range r.Header {
		fmt.Fprintf(w, "%s: %s\r\n", f.Name, f.Value)
	}
	io.WriteString(w, "\r\n")
}

// wireLog is a trace.Sink that tells a fetch in the manner of curl: "*" for what happens, ">"
// for what is sent, "<" for what comes.
type wireLog struct {
	mu sync.Mutex
	w  io.Writer
}

// Event implements trace.Sink.
func (l *wireLog) Event(e trace.Event) {
	mark, text := "*", ""
	switch {
	case e.Phase == trace.Note && e.Name == "request-head":
		mark, text = ">", e.Attr("text")
	case e.Phase == trace.Note && e.Name == "response-head":
		mark, text = "<", e.Attr("text")
	case e.Phase == trace.Note, e.Phase == trace.End && len(e.Attrs) > 0:
		var b strings.Builder
		b.WriteString(e.Name)
		for _, a := range e.Attrs {
			if v := a.String(); v != "" {
				fmt.Fprintf(&b, " %s=%s", a.Key, clip(oneLine(v)))
			}
		}
		text = b.String()
	default:
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(strings.TrimRight(text, "\r\n")) {
		fmt.Fprintf(l.w, "%s %s\n", mark, strings.TrimRight(line, "\r\n"))
	}
}

var errRedirected = errors.New("the answer is a redirect")
