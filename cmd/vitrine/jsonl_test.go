package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine/ratchet"
	"vitrine/net/cache"
	"vitrine/net/cache/suite"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/lab"
)

// TestJSONLines drives the public cases for HTTP caches through the lines of one "fetch -jsonl", in
// virtual time: as many cases as net/fetch's own lists say must pass.
func TestJSONLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))) // two digits of a year mean today's
		at := netip.MustParseAddrPort("203.0.113.1:80")
		in, err := lab.Start(lab.Config{Memory: true, Hosts: []lab.Host{{Name: "cases", Addrs: []netip.Addr{at.Addr()}}}})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		l, err := in.ListenTCP(at)
		if err != nil {
			t.Fatal(err)
		}
		client := fetch.New(fetch.Config{Dialer: in.Dialer(), Cache: cache.New(cache.Config{})})
		defer client.Close()
		driveLines(t, client, l)
	})
}

func driveLines(t *testing.T, client *fetch.Client, l net.Listener) {
	stdin, requests := io.Pipe()
	answers, stdout := io.Pipe()
	ended := make(chan error, 1)
	o := fetchOptions{options: options{timeout: time.Minute}}
	go func() {
		ended <- o.answerLines(t.Context(), client, stdio{in: stdin, out: stdout})
		stdout.Close()
	}()
	// One goroutine writes all lines: virtual time stands still while others wait for a lock.
	lines := make(chan []byte)
	go func() {
		for b := range lines {
			requests.Write(b)
		}
		requests.Close()
	}()
	var mu sync.Mutex
	waiting := map[string]chan lineAnswer{}
	go func() {
		r := bufio.NewReader(answers)
		for {
			line, err := r.ReadBytes('\n')
			if err != nil {
				return
			}
			var a lineAnswer
			if err := json.Unmarshal(line, &a); err != nil {
				t.Errorf("%s: %v", line, err)
				continue
			}
			mu.Lock()
			ch := waiting[string(a.ID)]
			delete(waiting, string(a.ID))
			mu.Unlock()
			if ch == nil {
				t.Errorf("nobody asked for %s", line)
				continue
			}
			ch <- a
		}
	}()
	var last atomic.Int64
	do := func(q *suite.Request) (*suite.Response, error) {
		id := strconv.FormatInt(last.Add(1), 10)
		l := lineRequest{ID: json.RawMessage(id), URL: q.URL, Method: q.Method, Body: q.Body, Cache: q.Cache}
		if q.Manual {
			l.Redirect = "manual"
		}
		for _, f := range q.Header {
			l.Headers = append(l.Headers, [2]string{f.Name, f.Value})
		}
		b, err := json.Marshal(l)
		if err != nil {
			return nil, err
		}
		ch := make(chan lineAnswer, 1)
		mu.Lock()
		waiting[id] = ch
		mu.Unlock()
		lines <- append(b, '\n')
		a := <-ch
		if a.Error != "" {
			return nil, errors.New(a.Error)
		}
		r := &suite.Response{Status: a.Status, Body: string(a.BodyBase64)}
		if a.Body != nil {
			r.Body = *a.Body
		}
		for _, f := range a.Headers {
			r.Header = append(r.Header, header.Field{Name: f[0], Value: f[1]})
		}
		return r, nil
	}
	required, optimal := suite.Run(t, l, func() suite.Do { return do })
	close(lines)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for name, o := range map[string]suite.Outcome{"required": required, "optimal": optimal} {
		b, err := os.ReadFile(filepath.Join(ratchet.Root(), "net", "fetch", "testdata", "cache-"+name+".expect"))
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]bool{}
		for line := range strings.Lines(string(b)) {
			known[strings.Trim(line, "\"\n")] = true
		}
		for id, why := range o.Failed {
			if !known[id] {
				t.Errorf("%s: %s", id, why)
			}
		}
		t.Logf("%s: %d of %d", name, o.Total-len(o.Failed), o.Total)
	}
}

// Lines that are no requests are answered too, and the others go on.
func TestJSONLinesBroken(t *testing.T) {
	in := strings.Join([]string{
		`{"id":1,"url":"data:text/plain,one"}`,
		`nonsense`,
		`{"id":"two","url":"data:text/plain;base64,/w=="}`,
		`{"id":3,"url":"http://["}`,
		``,
		`{"id":4,"url":"data:,x","cache":"strange"}`,
		`{"id":5,"url":"data:,x","headers":[["a b","c"]]}`,
		`{"id":6,"url":"data:,six","headers":[]}`,
	}, "\n")
	var out, errOut bytes.Buffer
	if code := run(context.Background(), stdio{strings.NewReader(in), &out, &errOut}, []string{"fetch", "--jsonl", "-offline"}); code != 0 {
		t.Fatal(code, errOut.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{`"id":1,"status":200,.*"body":"one"`, `"error":"not a request`, `"id":"two",.*"bodyBase64":"/w=="`, `"id":3,"error":`, `"id":4,"error":"no cache mode`, `"id":5,"error":"header field`, `"id":6,.*"body":"six"`}
	if len(lines) != len(want) {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	for i, w := range want {
		first, rest, _ := strings.Cut(w, ".*")
		if !strings.Contains(lines[i], first) || !strings.Contains(lines[i], rest) {
			t.Errorf("line %d: %s, want %s", i, lines[i], w)
		}
	}
}
