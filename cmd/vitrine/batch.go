package main

import (
	"bufio"
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/dump"
)

var batchCommand = command{name: "batch", args: "< LIST", short: "pictures and geometry for a list of pages",
	long: `Reads lines "URL<TAB>OUT.png[<TAB>OUT.geom.jsonl]" from stdin. For each it writes the picture
of the page's first window and, when asked for, a JSON line per element with its place, and
prints "ok URL" or "fail URL reason". Fonts and connections stay warm between lines, and no
page ends the run. The picture appears by a rename, after the geometry.`}

func init() { batchCommand.run = runBatch }

// maxLine bounds one input line: data: URLs are long.
const maxLine = 64 << 20

func runBatch(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(batchCommand, sio)
	var o options
	o.register(f.FlagSet)
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if len(args) != 0 {
		return usagef("takes no arguments: pages come from stdin")
	}
	client, err := o.newClient()
	if err != nil {
		return err
	}
	defer client.Close()
	e, err := o.newEngine(client, o.newTrace(sio))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(sio.out)
	sc := bufio.NewScanner(sio.in)
	sc.Buffer(make([]byte, 1<<16), maxLine)
	for pages := 0; sc.Scan() && ctx.Err() == nil; {
		line := strings.TrimRight(sc.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		url, _, _ := strings.Cut(line, "\t")
		if pages++; pages > 1 {
			current.Store(&manyPages)
			rest(e)
		}
		if err := batchLine(ctx, e, &o, line); err != nil {
			fmt.Fprintf(out, "fail %s %s\n", url, oneLine(err.Error()))
		} else {
			fmt.Fprintf(out, "ok %s\n", url)
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return sc.Err()
}

// batchLine renders one line. A bug that panics fails the line and not the run.
func batchLine(ctx context.Context, e *engine.Engine, o *options, line string) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("bug: %v at %s", v, firstFrame(debug.Stack()))
		}
	}()
	f := strings.Split(line, "\t")
	if len(f) < 2 || len(f) > 3 || f[1] == "" {
		return fmt.Errorf("want URL<TAB>OUT.png[<TAB>OUT.geom.jsonl]")
	}
	url, err := address(f[0])
	if err != nil {
		return err
	}
	p, err := load(ctx, e, url, o.timeout)
	if p != nil {
		defer p.Close()
	}
	if err != nil {
		return err
	}
	fr := p.Frame()
	if len(f) < 3 || f[2] == "" {
		return writeAtomic(f[1], func(w *bufio.Writer) error { return fr.WritePNG(w, engine.Shot{}) })
	}
	written := make(chan error, 1)
	go func() { written <- writeGeometry(ctx, p, fr, f[2]) }()
	geometry := sync.OnceValue(func() error { return <-written })
	defer geometry()
	// The picture is put in its place last: who waits for it finds the geometry too.
	return writeAtomic(f[1], func(w *bufio.Writer) error {
		err := fr.WritePNG(w, engine.Shot{})
		if e := geometry(); e != nil {
			return e
		}
		return err
	})
}

// writeGeometry writes the geometry of a frame, beside its picture.
func writeGeometry(ctx context.Context, p *engine.Page, fr *engine.Frame, path string) error {
	return writeAtomic(path, func(w *bufio.Writer) (err error) {
		if e := p.Do(ctx, func(d *dom.Document) { err = dump.Geometry(w, d, fr) }); e != nil {
			return e
		}
		return err
	})
}

// firstFrame returns the place in a stack where the panic happened.
func firstFrame(stack []byte) string {
	s := string(stack)
	if i := strings.LastIndex(s, "panic("); i >= 0 {
		s = s[i:]
	}
	for _, l := range strings.Split(s, "\n") {
		l = strings.TrimSpace(l)
		if i := strings.Index(l, ".go:"); i >= 0 && !strings.Contains(l, "/runtime/") {
			l, _, _ = strings.Cut(l[strings.LastIndexByte(l[:i], '/')+1:], " ")
			return l
		}
	}
	return "?"
}
