package dump

import (
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"sync"

	"vitrine/engine/trace"
)

// Request is one fetch as the trace told it, but for its times: they would differ from run to run.
type Request struct {
	URL         string      `json:"url"`
	Destination string      `json:"destination"`
	Status      json.Number `json:"status,omitempty"`
	Type        string      `json:"type,omitempty"`
	Bytes       json.Number `json:"bytes,omitempty"`
	Error       string      `json:"error,omitempty"`
	done        bool
}

// RequestLog is a trace.Sink that collects the fetches of a page. Its zero value is ready.
type RequestLog struct {
	mu    sync.Mutex
	spans map[trace.SpanID]*Request
	order []*Request
}

// Event implements trace.Sink.
func (l *RequestLog) Event(e trace.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.spans == nil {
		l.spans = map[trace.SpanID]*Request{}
	}
	switch {
	case e.Phase == trace.Begin && e.Name == "fetch":
		r := &Request{URL: e.Attr("url"), Destination: e.Attr("destination")}
		l.spans[e.Span] = r
		l.order = append(l.order, r)
	case e.Phase == trace.End && e.Name == "fetch":
		r := l.spans[e.Span]
		if r == nil {
			return
		}
		r.done = true
		for _, a := range e.Attrs {
			switch a.Key {
			case "url":
				r.URL = a.String()
			case "status":
				r.Status = json.Number(a.String())
			case "type", "content-type":
				r.Type = a.String()
			case "bytes", "body":
				r.Bytes = json.Number(a.String())
			case "error":
				r.Error = a.String()
			}
		}
	}
}

// Requests returns what was fetched, the document first and the rest by address, so that the
// order does not depend on which fetch was faster.
func (l *RequestLog) Requests() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Request, 0, len(l.order))
	for _, r := range l.order {
		out = append(out, *r)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if a, b := out[i].Destination == "document", out[j].Destination == "document"; a != b {
			return a
		}
		return out[i].URL < out[j].URL
	})
	return out
}

// Requests writes one line per fetch: outcome, what for, size, address.
func Requests(w io.Writer, rs []Request) error {
	for _, r := range rs {
		outcome := r.Status.String()
		if outcome == "" {
			outcome = "ok"
		}
		if r.Error != "" {
			outcome = "failed"
		} else if !r.done {
			outcome = "unfinished"
		}
		dest := r.Destination
		if dest == "" {
			dest = "other"
		}
		if _, err := fmt.Fprintf(w, "%-10s %-9s %8s  %s\n", outcome, dest, r.Bytes, r.URL); err != nil {
			return err
		}
		if r.Error != "" {
			if _, err := fmt.Fprintf(w, "           %s\n", r.Error); err != nil {
				return err
			}
		}
	}
	return nil
}

// RequestsJSON writes the fetches as a JSON list.
func RequestsJSON(w io.Writer, rs []Request) error { return writeJSON(w, rs) }
