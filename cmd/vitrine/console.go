package main

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"vitrine/engine/trace"
)

// console is a trace.Sink that prints diagnostics, one a line: level, place, what, facts.
type console struct {
	mu    sync.Mutex
	w     io.Writer
	least trace.Kind // diagnostics below it are left out
}

// Event implements trace.Sink.
func (c *console) Event(e trace.Event) {
	if e.Phase != trace.Note || e.Kind < c.least {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", e.Kind)
	if p := e.Pos.String(); p != "" {
		b.WriteString(p + ": ")
	}
	b.WriteString(e.Name)
	for _, a := range e.Attrs {
		if v := a.String(); v != "" {
			if a.Key == "stack" {
				fmt.Fprintf(&b, "\n%s", v)
				continue
			}
			fmt.Fprintf(&b, " %s=%s", a.Key, oneLine(v))
		}
	}
	c.mu.Lock()
	fmt.Fprintln(c.w, b.String())
	c.mu.Unlock()
}

// newTrace returns the root span of a command: diagnostics with -v, and whatever the sinks want.
// Without a listener there is no trace, and nothing is spent on one.
func (o *options) newTrace(sio stdio, sinks ...trace.Sink) *trace.Span {
	if o.verbose {
		sinks = append(sinks, &console{w: sio.err, least: trace.Warning})
	}
	if len(sinks) == 0 {
		return nil
	}
	return trace.New("vitrine", sinks...)
}
