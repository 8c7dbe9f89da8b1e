package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"vitrine/net/cache"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// lineRequest and lineAnswer are the lines of fetch -jsonl.
type lineRequest struct {
	ID       json.RawMessage `json:"id"`
	URL      string          `json:"url"`
	Method   string          `json:"method"`
	Headers  [][2]string     `json:"headers"`
	Body     *string         `json:"body"`
	Cache    string          `json:"cache"`
	Redirect string          `json:"redirect"`
}

type lineAnswer struct {
	ID         json.RawMessage `json:"id,omitempty"`
	Status     int             `json:"status,omitempty"`
	Headers    [][2]string     `json:"headers,omitempty"`
	Body       *string         `json:"body,omitempty"`
	BodyBase64 []byte          `json:"bodyBase64,omitempty"`
	FromCache  string          `json:"fromCache,omitempty"` // by which rule
	Error      string          `json:"error,omitempty"`
}

const (
	maxRequestLine = 64 << 20    // bytes of one request
	maxAtOnce      = 64          // requests on their way
	patienceFor    = time.Second // how long a line keeps the next from beginning
)

// answerLines answers the requests on stdin until it ends.
func (o *fetchOptions) answerLines(ctx context.Context, client *fetch.Client, sio stdio) error {
	var mu sync.Mutex
	var writeErr error
	say := func(a lineAnswer) {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		err := enc.Encode(a)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			_, err = sio.out.Write(b.Bytes())
		}
		if writeErr == nil {
			writeErr = err
		}
	}
	var all sync.WaitGroup
	places := make(chan struct{}, maxAtOnce)
	lines := bufio.NewReaderSize(sio.in, 1<<16)
	for ctx.Err() == nil {
		line, err := readLine(lines)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		places <- struct{}{}
		done := make(chan struct{})
		all.Go(func() {
			say(o.answerLine(ctx, client, line))
			close(done)
			<-places
		})
		timer := time.NewTimer(patienceFor)
		select {
		case <-done:
		case <-timer.C:
		}
		timer.Stop()
	}
	all.Wait()
	if writeErr == nil {
		writeErr = context.Cause(ctx)
	}
	return writeErr
}

// readLine returns a line of its own memory.
func readLine(r *bufio.Reader) ([]byte, error) {
	var out []byte
	for {
		part, err := r.ReadSlice('\n')
		out = append(out, part...)
		switch {
		case len(out) > maxRequestLine:
			return nil, fmt.Errorf("a line is longer than %d bytes", maxRequestLine)
		case err == bufio.ErrBufferFull:
		case err == io.EOF && len(out) > 0:
			return out, nil
		default:
			return out, err
		}
	}
}

// answerLine answers one request; whatever goes wrong is in the answer.
func (o *fetchOptions) answerLine(ctx context.Context, client *fetch.Client, line []byte) lineAnswer {
	var q lineRequest
	if err := json.Unmarshal(line, &q); err != nil {
		return lineAnswer{Error: "not a request: " + err.Error()}
	}
	wrong := func(err error) lineAnswer { return lineAnswer{ID: q.ID, Error: oneLine(err.Error())} }
	u, err := weburl.Parse(q.URL)
	if err != nil {
		return wrong(err)
	}
	mode, ok := cache.ParseMode(q.Cache)
	if !ok {
		return wrong(fmt.Errorf("no cache mode %q", clip(q.Cache)))
	}
	req := &fetch.Request{URL: u, Method: q.Method, Cache: mode, NoRedirect: q.Redirect == "manual" || q.Redirect == "error"}
	if q.Body != nil && (*q.Body != "" || (q.Method != "" && q.Method != "GET" && q.Method != "HEAD")) {
		req.Body = []byte(*q.Body)
	}
	for _, h := range q.Headers {
		if !header.ValidName(h[0]) || !header.ValidValue(h[1]) {
			return wrong(fmt.Errorf("header field %q cannot be sent", clip(h[0])))
		}
		req.Header.Add(h[0], h[1])
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("%w after %s", errTimeout, o.timeout))
	defer cancel()
	r, err := client.Fetch(ctx, req)
	if err != nil {
		return wrong(err)
	}
	b, err := r.Bytes(0)
	if err != nil {
		return wrong(err)
	}
	if q.Redirect == "error" && r.Status >= 300 && r.Status < 400 && r.Header.Has("Location") {
		return wrong(fmt.Errorf("fetch %s: %w", clip(u.String()), errRedirected))
	}
	a := lineAnswer{ID: q.ID, Status: r.Status, Headers: make([][2]string, len(r.Header)), FromCache: r.Cache}
	for i, f := range r.Header {
		a.Headers[i] = [2]string{f.Name, f.Value}
	}
	if utf8.Valid(b) {
		s := string(b)
		a.Body = &s
	} else {
		a.BodyBase64 = b
	}
	return a
}
