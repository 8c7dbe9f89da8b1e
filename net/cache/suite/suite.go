// Package suite plays the public test cases for HTTP caches against anything that fetches.
//
//	cases ─▶ Run ─▶ Do(Request) ─▶ a client with a cache ─▶ our server, which answers as the case says
//	           └──▶ what failed, and why
//
// The cases are those of http-tests/cache-tests. Only tests use this package.
package suite

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vitrine/engine/ratchet"
	"vitrine/net/header"
)

// Request is what a case asks a client for.
type Request struct {
	URL, Method string // "" is GET
	Header      header.List
	Body        *string // nil: none
	Cache       string  // a mode of the Fetch standard, "" for default
	Manual      bool    // redirects are not followed
}

// Response is what the client answered.
type Response struct {
	Status int
	Header header.List
	Body   string
}

// Do asks a client. Each case has a Do of its own and calls it from one goroutine.
type Do func(*Request) (*Response, error)

// testCase is one test of the suite: requests with what the server answers and what the client
// must see.
type testCase struct {
	Name, ID, Kind string
	DependsOn      []string `json:"depends_on"`
	CDNOnly        bool     `json:"cdn_only"`
	Requests       []testStep
}

type testStep struct {
	Setup           bool
	SetupTests      []string `json:"setup_tests"`
	PauseAfter      bool     `json:"pause_after"`
	Method          string   `json:"request_method"`
	RequestHeaders  [][]any  `json:"request_headers"`
	RequestBody     *string  `json:"request_body"`
	Cache, Redirect string
	Filename        string
	QueryArg        string   `json:"query_arg"`
	Status          []any    `json:"response_status"`
	ResponseHeaders [][]any  `json:"response_headers"`
	ResponseBody    *string  `json:"response_body"`
	ResponsePause   float64  `json:"response_pause"`
	Interim         [][]any  `json:"interim_responses"`
	Disconnect      bool     `json:"disconnect"`
	MagicLocations  bool     `json:"magic_locations"`
	MagicIMS        bool     `json:"magic_ims"`
	RFC850          []string `json:"rfc850date"`

	ExpectedType     string          `json:"expected_type"`
	ExpectedStatus   json.RawMessage `json:"expected_status"`
	ExpectedMethod   string          `json:"expected_method"`
	ExpectedHeaders  []any           `json:"expected_response_headers"`
	MissingHeaders   []any           `json:"expected_response_headers_missing"`
	ExpectedRequest  []any           `json:"expected_request_headers"`
	ExpectedText     *string         `json:"expected_response_text"`
	ExpectedInterims [][]any         `json:"expected_interim_responses"`
	CheckBody        *bool           `json:"check_body"`
}

// seenRequest is what the server saw of one request.
type seenRequest struct {
	method string
	header http.Header
	sent   [][2]string // fields to be compared with what the client got
}

// server answers as the suite's own server does: which step of which test is told by
// headers of the request.
type server struct {
	cases map[string]*testCase
	mu    sync.Mutex
	seen  map[string][]seenRequest
}

// dated are the fields whose numbers are seconds from now.
var dated = map[string]bool{"date": true, "expires": true, "last-modified": true, "if-modified-since": true, "if-unmodified-since": true}

func (s *testStep) value(name string, v any, now time.Time) string {
	n, ok := v.(float64)
	if !ok {
		return v.(string)
	}
	if !dated[strings.ToLower(name)] {
		return strconv.Itoa(int(n))
	}
	at := now.Add(time.Duration(n) * time.Second).UTC()
	for _, f := range s.RFC850 {
		if strings.EqualFold(f, name) {
			return at.Format("Monday, 02-Jan-06 15:04:05 GMT")
		}
	}
	return at.Format(http.TimeFormat)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := strings.Split(r.URL.Path, "/")[2]
	c := s.cases[id]
	n, _ := strconv.Atoi(r.Header.Get("Req-Num"))
	if c == nil || n < 1 || n > len(c.Requests) {
		http.Error(w, "no such test", http.StatusConflict)
		return
	}
	step := &c.Requests[n-1]
	now := time.Now()
	s.mu.Lock()
	count := len(s.seen[id]) + 1
	sawn := seenRequest{method: r.Method, header: r.Header}
	status, reason := 200, "OK"
	if len(step.Status) > 0 {
		status, reason = int(step.Status[0].(float64)), step.Status[1].(string)
	}
	var head strings.Builder
	typed := false
	values := map[string]string{}
	for _, h := range step.ResponseHeaders {
		name, v := h[0].(string), step.value(h[0].(string), h[1], now)
		if l := strings.ToLower(name); step.MagicLocations && (l == "location" || l == "content-location") {
			base, _, _ := strings.Cut(r.URL.Path, "?")
			if v = "http://" + r.Host + strings.TrimSuffix(base, "/") + "/" + v; strings.HasSuffix(v, "/") {
				v = strings.TrimSuffix(v, "/")
			}
		}
		typed = typed || strings.EqualFold(name, "Content-Type")
		fmt.Fprintf(&head, "%s: %s\r\n", name, v)
		values[strings.ToLower(name)] = v
		if len(h) < 3 || h[2] != false {
			sawn.sent = append(sawn.sent, [2]string{name, v})
		}
	}
	if strings.HasSuffix(step.ExpectedType, "validated") && n > 1 {
		before := &c.Requests[n-2]
		validated := false
		for _, h := range before.ResponseHeaders {
			switch strings.ToLower(h[0].(string)) {
			case "last-modified":
				first := s.seen[id][0]
				for _, f := range first.sent {
					if strings.EqualFold(f[0], "Last-Modified") && f[1] == r.Header.Get("If-Modified-Since") {
						validated = true
					}
				}
			case "etag":
				validated = validated || r.Header.Get("If-None-Match") == h[1]
			}
		}
		switch {
		case validated:
			status, reason = 304, "Not Modified"
		case status != 304:
			status, reason = 999, "304 Not Generated"
		}
	}
	s.seen[id] = append(s.seen[id], sawn)
	s.mu.Unlock()
	time.Sleep(time.Duration(step.ResponsePause * float64(time.Second)))
	nc, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer nc.Close()
	if step.Disconnect {
		return
	}
	for _, i := range step.Interim {
		fmt.Fprintf(nc, "HTTP/1.1 %d Interim\r\n", int(i[0].(float64)))
		if len(i) > 1 {
			for _, f := range i[1].([]any) {
				fmt.Fprintf(nc, "%s: %s\r\n", f.([]any)[0], f.([]any)[1])
			}
		}
		fmt.Fprint(nc, "\r\n")
	}
	body := id
	if step.ResponseBody != nil {
		body = *step.ResponseBody
	}
	if !typed {
		head.WriteString("Content-Type: text/plain\r\n")
	}
	if status == 304 || status == 204 || r.Method == "HEAD" {
		body = ""
	} else if _, has := values["content-length"]; !has && values["transfer-encoding"] == "" {
		fmt.Fprintf(&head, "Content-Length: %d\r\n", len(body))
	}
	fmt.Fprintf(nc, "HTTP/1.1 %d %s\r\nServer-Request-Count: %d\r\nClient-Request-Count: %d\r\nServer-Now: %s\r\n%sConnection: close\r\n\r\n%s", status, reason, count, n, now.UTC().Format(http.TimeFormat), head.String(), body)
}

// run runs one case and returns why it failed, and whether that was in the setting up.
func (s *server) run(do Do, c *testCase, base string) (why string, setup bool) {
	var got []*Response
	for i := range c.Requests {
		step := &c.Requests[i]
		at := base + "/test/" + c.ID
		if step.Filename != "" {
			at += "/" + step.Filename
		}
		if step.QueryArg != "" {
			at += "?" + step.QueryArg
		}
		q := &Request{URL: at, Method: step.Method, Manual: step.Redirect == "manual", Cache: step.Cache, Body: step.RequestBody,
			Header: header.List{{Name: "Req-Num", Value: strconv.Itoa(i + 1)}}}
		for _, h := range step.RequestHeaders {
			v := step.value(h[0].(string), h[1], time.Now())
			if step.MagicIMS && strings.EqualFold(h[0].(string), "If-Modified-Since") && len(got) > 0 {
				lm, _ := http.ParseTime(got[0].Header.First("Last-Modified"))
				want := float64(0)
				for _, f := range c.Requests[0].ResponseHeaders {
					if f[0] == "Last-Modified" {
						want, _ = f[1].(float64)
					}
				}
				shift := h[1].(float64) - want
				v = step.value("if-modified-since", shift, lm)
			}
			q.Header.Add(h[0].(string), v)
		}
		is := func(what string) bool {
			if step.Setup {
				return true
			}
			for _, t := range step.SetupTests {
				if t == what {
					return true
				}
			}
			return false
		}
		r, err := do(q)
		if err != nil && step.Disconnect && string(step.ExpectedStatus) == "null" {
			return "", false // nothing to show is the right answer
		}
		if err != nil {
			return fmt.Sprintf("request %d: %v", i+1, err), step.Setup
		}
		got = append(got, r)
		if why, what := step.check(c, i+1, r, r.Body); why != "" {
			return fmt.Sprintf("request %d: %s", i+1, why), is(what)
		}
		if step.PauseAfter {
			time.Sleep(3 * time.Second)
		}
	}
	// What the server saw.
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range c.Requests {
		step := &c.Requests[i]
		if step.ExpectedType == "cached" {
			continue
		}
		var req *seenRequest
		for k := range s.seen[c.ID] {
			if v := &s.seen[c.ID][k]; v.header.Get("Req-Num") == strconv.Itoa(i+1) {
				req = v
			}
		}
		if req == nil {
			if step.ExpectedType != "" || len(step.ExpectedRequest) > 0 {
				return fmt.Sprintf("request %d did not reach the server", i+1), step.Setup
			}
			continue
		}
		if v := map[string]string{"etag_validated": "If-None-Match", "lm_validated": "If-Modified-Since"}[step.ExpectedType]; v != "" && req.header.Get(v) == "" {
			return fmt.Sprintf("request %d was sent without %s", i+1, v), step.Setup
		}
		for _, h := range step.ExpectedRequest {
			name, ok := h.(string)
			if ok && req.header.Get(name) == "" {
				return fmt.Sprintf("request %d was sent without %s", i+1, name), step.Setup
			}
			if f, isPair := h.([]any); isPair && req.header.Get(f[0].(string)) != f[1] {
				return fmt.Sprintf("request %d was sent with %v", i+1, req.header), step.Setup
			}
		}
		if step.ExpectedMethod != "" && req.method != step.ExpectedMethod {
			return "method " + req.method, step.Setup
		}
		for _, f := range req.sent {
			var all []string
			for _, g := range req.sent {
				if strings.EqualFold(f[0], g[0]) {
					all = append(all, g[1])
				}
			}
			if v, _ := got[i].Header.Get(f[0]); v != strings.Join(all, ", ") && got[i].Status != 304 {
				return fmt.Sprintf("request %d: %s is %q, not %q", i+1, f[0], v, strings.Join(all, ", ")), step.Setup
			}
		}
	}
	return "", false
}

// check compares one response with what the step expects.
func (step *testStep) check(c *testCase, n int, r *Response, body string) (why, what string) {
	number, err := strconv.Atoi(r.Header.First("Server-Request-Count"))
	switch {
	case step.ExpectedType == "cached" && !(r.Status == 304 && err != nil) && (err != nil || number >= n):
		return "not from the cache", "expected_type"
	case step.ExpectedType == "not_cached" && number != n:
		return "from the cache", "expected_type"
	}
	status, what := 200, "status"
	if step.ExpectedStatus != nil {
		what = "expected_status"
		json.Unmarshal(step.ExpectedStatus, &status)
	} else if len(step.Status) > 0 {
		status = int(step.Status[0].(float64))
	}
	if r.Status != status {
		return fmt.Sprintf("status %d, not %d", r.Status, status), what
	}
	for _, h := range step.ExpectedHeaders {
		if name, ok := h.(string); ok {
			if !r.Header.Has(name) {
				return "no " + name, "expected_response_headers"
			}
			continue
		}
		f := h.([]any)
		v, _ := r.Header.Get(f[0].(string))
		good := false
		switch {
		case len(f) > 2 && f[1] == ">":
			n, err := strconv.Atoi(v)
			good = err == nil && float64(n) > f[2].(float64)
		case len(f) > 2:
			w, _ := r.Header.Get(f[2].(string))
			good = v == w
		default:
			sent, _ := http.ParseTime(r.Header.First("Server-Now"))
			good = v == step.value(f[0].(string), f[1], sent)
		}
		if !good {
			return fmt.Sprintf("%s is %q, want %v", f[0], v, f[1:]), "expected_response_headers"
		}
	}
	for _, h := range step.MissingHeaders {
		if name, ok := h.(string); ok {
			if r.Header.Has(name) {
				return name + " is there", "expected_response_headers_missing"
			}
		} else if f := h.([]any); strings.Contains(first(r.Header.Get(f[0].(string))), f[1].(string)) {
			return fmt.Sprintf("%v is there", f), "expected_response_headers_missing"
		}
	}
	want := c.ID
	switch {
	case step.CheckBody != nil && !*step.CheckBody:
		return "", ""
	case step.ExpectedText != nil:
		want = *step.ExpectedText
	case step.ResponseBody != nil:
		want = *step.ResponseBody
	case r.Status == 204 || r.Status == 304 || step.Method == "HEAD":
		want = ""
	}
	if body != want {
		return fmt.Sprintf("body %q, not %q", body, want), "body"
	}
	return "", ""
}

func first(s string, _ bool) string { return s }

// Outcome is what became of the cases of one kind.
type Outcome struct {
	Total  int
	Failed map[string]string // id of the case: why
}

// Run plays all cases at once, because they wait for things to grow old. Their server accepts from
// l, which need not be a socket. client makes the Do of one case. A case counts as passed when those
// that it depends on are.
func Run(t testing.TB, l net.Listener, client func() Do) (required, optimal Outcome) {
	t.Helper()
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/cache/cache-tests.json"))
	if err != nil {
		t.Fatal(err)
	}
	var groups []struct{ Tests []*testCase }
	if err := json.Unmarshal(b, &groups); err != nil {
		t.Fatal(err)
	}
	s := &server{cases: map[string]*testCase{}, seen: map[string][]seenRequest{}}
	for _, g := range groups {
		for _, c := range g.Tests {
			s.cases[c.ID] = c
		}
	}
	srv := &http.Server{Handler: s}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	results := map[string]string{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for id, c := range s.cases {
		all.Go(func() {
			why, _ := s.run(client(), c, "http://"+l.Addr().String())
			mu.Lock()
			results[id] = why
			mu.Unlock()
		})
	}
	all.Wait()
	of := func(kind string) Outcome {
		o := Outcome{Failed: map[string]string{}}
		for id, c := range s.cases {
			if c.Kind != kind && !(kind == "" && c.Kind == "required") {
				continue
			}
			o.Total++
			why := results[id]
			for _, d := range c.DependsOn {
				if why == "" && results[d] != "" {
					why = "depends on " + d
				}
			}
			if why != "" {
				o.Failed[id] = why
			}
		}
		return o
	}
	return of(""), of("optimal")
}
