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

// newTrace returns the root span of a command: warnings with -v, bugs always.
func (o *options) newTrace(sio stdio, more ...trace.Sink) *trace.Span {
	least := trace.Error
	if o.verbose {
		least = trace.Warning
	}
	return trace.New("vitrine", append(more, bugsOnly{&console{w: sio.err, least: least}, o.verbose})...)
}

// bugsOnly lets errors of the world pass only when they are asked for: the command reports the
// one that matters itself. Bugs of ours are always shown.
type bugsOnly struct {
	*console
	all bool
}

// Event implements trace.Sink.
func (b bugsOnly) Event(e trace.Event) {
	if b.all || e.Phase == trace.Note && e.Name == "bug" {
		b.console.Event(e)
	}
}
