package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/cache"
	"vitrine/net/cookie"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

var fetchCommand = command{name: "fetch", args: "URL", short: "get what a URL names, without the page",
	long: `Sends one request and writes the body of the answer to stdout, or to the file of -o, where it
appears only when it is whole. Redirects are shown, not followed, unless -L is given. Any
answer is a success, unless -f is given. Cookies are kept for the time of the command, or in
the file of -b; the HTTP cache is used with -cache or -jsonl.

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
	method, output, agent, referrer, cookies, cacheDir string
	headers, data                                      list
	include, head, location, failing, jsonl            bool
}

func runFetch(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(fetchCommand, sio)
	var o fetchOptions
	f.StringVar(&o.method, "X", "", "request `method`; GET, or POST with -d")
	f.Var(&o.headers, "H", "`\"Name: value\"` to send; may be given again. \"Name:\" leaves a field out, @file reads them from a file")
	f.Var(&o.data, "d", "`data` to send as a form; @file sends a file, @- stdin; several are joined by &")
	f.BoolVar(&o.include, "i", false, "write the head of the answer before the body")
	f.BoolVar(&o.head, "I", false, "ask for the head only, and write it")
	f.StringVar(&o.output, "o", "", "`file` to write instead of stdout")
	f.BoolVar(&o.location, "L", false, "follow redirects")
	f.BoolVar(&o.failing, "f", false, "an answer from 400 on is a failure, and its body is not written")
	f.StringVar(&o.agent, "A", "", "User-Agent `name`")
	f.StringVar(&o.referrer, "e", "", "`URL` of the page that asks")
	f.StringVar(&o.cookies, "b", "", "`file` in which cookies live")
	f.StringVar(&o.cacheDir, "cache", "", "`folder` of the HTTP cache")
	f.BoolVar(&o.jsonl, "jsonl", false, "answer requests on stdin, one JSON object a line")
	f.BoolVar(&o.offline, "offline", false, "use no network: http and https fail at once")
	f.DurationVar(&o.timeout, "timeout", 5*time.Minute, "give up after this `time`")
	o.naming.register(f.FlagSet, "system")
	f.BoolVar(&o.verbose, "v", false, "print what happens on the way on stderr")
	args, err := parseFlags(f, args)
	switch {
	case err != nil:
		return err
	case o.jsonl && len(args) > 0:
		return usagef("-jsonl takes its requests from stdin")
	case !o.jsonl && len(args) != 1:
		return usagef("want one URL, got %d", len(args))
	}
	client, err := o.open()
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
	req, err := o.request(args[0], sio)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("%w after %s", errTimeout, o.timeout))
	defer cancel()
	r, err := client.Fetch(ctx, req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if o.failing && r.Status >= 400 {
		return fmt.Errorf("fetch %s: the answer is %d %s", clip(r.URL.String()), r.Status, r.StatusText)
	}
	write := func(w *bufio.Writer) error {
		if o.include || o.head {
			writeHead(w, r)
		}
		_, err := io.Copy(w, r.Body)
		return err
	}
	if o.output != "" && o.output != "-" {
		return writeAtomic(o.output, write)
	}
	w := bufio.NewWriter(sio.out)
	err = write(w)
	if e := w.Flush(); err == nil {
		err = e
	}
	return err
}

// open returns the client that the flags describe.
func (o *fetchOptions) open() (*fetch.Client, error) {
	cfg, err := o.options.fetchConfig()
	if err != nil {
		return nil, err
	}
	cfg.UserAgent = o.agent
	if cfg.Cookies, err = cookie.New(cookie.Config{File: o.cookies}); err != nil {
		return nil, err
	}
	if o.jsonl || o.cacheDir != "" {
		cfg.Cache = cache.New(cache.Config{Dir: o.cacheDir})
	}
	return fetch.New(cfg), nil
}

// request makes the request that the flags describe.
func (o *fetchOptions) request(arg string, sio stdio) (*fetch.Request, error) {
	address, err := address(arg)
	if err != nil {
		return nil, err
	}
	u, err := weburl.Parse(address)
	if err != nil {
		return nil, err
	}
	req := &fetch.Request{URL: u, Method: o.method, NoRedirect: !o.location}
	if o.referrer != "" {
		if req.Referrer, err = weburl.Parse(o.referrer); err != nil {
			return nil, err
		}
		req.ReferrerPolicy = fetch.UnsafeURL // the person chose it
	}
	if len(o.data) > 0 {
		if req.Body, err = readData(o.data, sio); err != nil {
			return nil, err
		}
		if req.Method == "" {
			req.Method = "POST"
		}
	}
	if o.head && req.Method == "" {
		req.Method = "HEAD"
	}
	for _, line := range o.headers {
		lines := []string{line}
		if name, ok := strings.CutPrefix(line, "@"); ok {
			b, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			lines = strings.Split(strings.TrimRight(string(b), "\r\n"), "\n")
		}
		for _, l := range lines {
			name, value, ok := strings.Cut(strings.TrimRight(l, "\r"), ":")
			name = header.Trim(name)
			if !ok || !header.ValidName(name) || !header.ValidValue(value) {
				return nil, usagef("-H %q is not \"Name: value\"", clip(l))
			}
			req.Header.Add(name, header.Trim(value))
		}
	}
	if req.Body != nil && !req.Header.Has("Content-Type") {
		req.Header.Add("Content-Type", "application/x-www-form-urlencoded")
	}
	return req, nil
}

// readData joins the values of -d; files lose their line breaks, as with curl.
func readData(data []string, sio stdio) ([]byte, error) {
	out := []byte{}
	for i, d := range data {
		if i > 0 {
			out = append(out, '&')
		}
		name, ok := strings.CutPrefix(d, "@")
		if !ok {
			out = append(out, d...)
			continue
		}
		var b []byte
		var err error
		if name == "-" {
			b, err = io.ReadAll(sio.in)
		} else {
			b, err = os.ReadFile(filepath.Clean(name))
		}
		if err != nil {
			return nil, err
		}
		for _, c := range b {
			if c != '\r' && c != '\n' {
				out = append(out, c)
			}
		}
	}
	return out, nil
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
