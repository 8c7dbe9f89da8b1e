package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"vitrine/engine/trace"
	"vitrine/net/weburl"
)

// journey is a trace.Sink that tells a load as a story: a line per step, with the time it began
// since the start and how long it took.
type journey struct {
	mu    sync.Mutex
	w     io.Writer
	start time.Time
	open  map[trace.SpanID]step
	lines []line
}

// line is one line of the story. Steps overlap, and a step is known when it ends; the story is
// told in the order in which they began.
type line struct {
	at, took    time.Duration
	topic, text string
}

// step is a span that has begun.
type step struct {
	at    time.Time
	attrs []trace.Attr
}

func newJourney(w io.Writer) *journey { return &journey{w: w, open: map[trace.SpanID]step{}} }

// Event implements trace.Sink.
func (j *journey) Event(e trace.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch e.Phase {
	case trace.Begin:
		if j.start.IsZero() && e.Name == "navigate" {
			j.start = e.At
			j.address(e)
		}
		j.open[e.Span] = step{e.At, e.Attrs}
	case trace.End:
		s, ok := j.open[e.Span]
		if !ok {
			return
		}
		delete(j.open, e.Span)
		f := facts{}
		for _, a := range append(s.attrs, e.Attrs...) {
			if v := a.String(); v != "" {
				f[a.Key] = v
			}
		}
		if tell, ok := stories[e.Name]; ok {
			if text := tell(f); text != "" {
				j.line(s.at, e.At.Sub(s.at), topic(e.Name), text)
			}
		}
	case trace.Count:
		if s, ok := j.open[e.Span]; ok {
			s.attrs = append(s.attrs, trace.Int(e.Name, int(e.N)))
			j.open[e.Span] = s
		}
	case trace.Note:
		if what, ok := strings.CutSuffix(e.Name, "-head"); ok {
			j.line(e.At, 0, what, head(e.Attr("text")))
			return
		}
		if e.Kind >= trace.Warning {
			var more []string
			for _, a := range e.Attrs {
				if a.Key != "stack" {
					more = append(more, a.String())
				}
			}
			j.line(e.At, 0, e.Kind.String(), strings.TrimSpace(e.Pos.String()+" "+e.Name+" "+strings.Join(more, " ")))
		}
	}
}

// address prints what the URL's parts say.
func (j *journey) address(e trace.Event) {
	u, err := weburl.Parse(e.Attr("url"))
	if err != nil {
		return
	}
	text := "scheme " + u.Scheme()
	if u.Hostname() != "" {
		text += ", host " + u.Hostname()
	}
	if p, ok := u.ExplicitPort(); ok {
		text += fmt.Sprintf(", port %d", p)
	} else if u.Is("https") {
		text += ", port 443"
	} else if u.Is("http") {
		text += ", port 80"
	}
	j.line(e.At, 0, "address", u.String()+": "+text+", path "+clip(u.Path()))
}

// line adds one step.
func (j *journey) line(at time.Time, took time.Duration, topic, text string) {
	if j.start.IsZero() {
		j.start = at
	}
	j.lines = append(j.lines, line{at.Sub(j.start), took, topic, text})
}

// tell prints the steps so far, and the total.
func (j *journey) tell(text string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line{at: time.Since(j.start), topic: "total", text: text})
	slices.SortStableFunc(j.lines, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	for _, l := range j.lines {
		took := ""
		if l.took > 0 {
			took = millis(l.took)
		}
		fmt.Fprintf(j.w, "%9s %9s  %-8s %s\n", millis(l.at), took, l.topic, l.text)
	}
	j.lines = nil
}

// head tells of an HTTP head: its first line and how many fields follow.
func head(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	return fmt.Sprintf("%s, %d fields, %d bytes", lines[0], len(lines)-1, len(text))
}

func millis(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// topic is the first column of a kind of step.
func topic(span string) string {
	switch span {
	case "dns.query", "dns":
		return "dns"
	case "attempt":
		return "tcp"
	case "fetch":
		return "fetch"
	}
	return span
}

type facts map[string]string

// stories turns the facts of a span into a sentence; "" prints nothing.
var stories = map[string]func(facts) string{
	"dns.query": func(f facts) string {
		q := fmt.Sprintf("ask %s (zone %s) for %s %s: ", f["server"], f["zone"], f["name"], f["type"])
		switch f["result"] {
		case "referral":
			return q + fmt.Sprintf("ask %s, which is %s at %s", f["referral"], f["ns"], f["glue"])
		case "error":
			return q + f["error"]
		case "nxdomain":
			return q + "no such name"
		case "nodata":
			return q + "the name has none"
		case "":
			return q + f["rcode"]
		}
		return q + f["result"] + " " + f["answer"]
	},
	"dns": func(f facts) string {
		if f["error"] != "" {
			return f["error"]
		}
		s := fmt.Sprintf("%s is %s (from %s)", f["host"], f["addrs"], f["from"])
		if a := f["aliases"]; a != "" {
			s += " by way of " + a
		}
		return s
	},
	"attempt": func(f facts) string {
		switch f["result"] {
		case "won":
			return f["address"] + " connected"
		case "lost":
			return f["address"] + " connected too late: another address won"
		}
		return f["address"] + " " + f["result"]
	},
	"tls": func(f facts) string {
		if f["error"] != "" {
			return f["server"] + ": " + f["error"]
		}
		return fmt.Sprintf("%s %s, protocol %s, certificate for %s by %s verified", f["version"], f["cipher"], f["alpn"], f["names"], f["issuer"])
	},
	"fetch": func(f facts) string {
		s := clip(f["url"])
		if f["destination"] != "" {
			s = f["destination"] + " " + s
		}
		if f["error"] != "" {
			return s + ": " + f["error"]
		}
		for _, k := range []string{"status", "type", "coding", "bytes"} {
			if v := f[k]; v != "" {
				s += ", " + k + " " + v
			}
		}
		return s
	},
	"parse": func(f facts) string {
		return fmt.Sprintf("%s bytes of %s became %s nodes", f["bytes"], f["charset"], f["nodes"])
	},
	"sheet":   func(f facts) string { return fmt.Sprintf("%s: %s rules", clip(f["url"]), f["rules"]) },
	"image":   func(f facts) string { return fmt.Sprintf("%s: %s", clip(f["url"]), f["size"]) },
	"style":   func(f facts) string { return join(f, "elements", "styles", "rules", "matched") },
	"cascade": func(f facts) string { return join(f, "elements", "styles", "rules", "matched") },
	"boxes":   func(f facts) string { return join(f, "boxes", "reused") },
	"layout":  func(f facts) string { return join(f, "fragments", "calls", "hits", "width", "height") },
	"paint":   func(f facts) string { return join(f, "ops") },
	"raster":  func(f facts) string { return join(f, "width", "height") },
	"frame":   func(f facts) string { return "" },
}

// join prints "12 elements, 3 styles" for the facts that are there.
func join(f facts, keys ...string) string {
	var out []string
	for _, k := range keys {
		if v, ok := f[k]; ok {
			out = append(out, v+" "+k)
		}
	}
	if len(out) == 0 {
		return "done"
	}
	return strings.Join(out, ", ")
}
