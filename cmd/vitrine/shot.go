package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"vitrine/engine"
)

var shotCommand = command{name: "shot", args: "URL -o FILE.png", short: "write a picture of a page",
	long: `Loads a page, waits until everything it needs has arrived or failed, and writes a PNG.
Without -full-page the picture is the first window of the page. When the page's text did not come
whole, the picture shows what came, and the command fails.`}

func init() { shotCommand.run = runShot }

// usualPicture is what the picture of a page comes to, in bytes.
const usualPicture = 128 << 10

// maxScale bounds -scale.
const maxScale = 16

func runShot(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(shotCommand, sio)
	var o options
	o.register(f.FlagSet)
	out := f.String("o", "", "`file` to write; - is stdout")
	o.registerRecord(f.FlagSet)
	full := f.Bool("full-page", false, "the whole page instead of its first window")
	var scrolls list
	f.Var(&scrolls, "scroll-to", "`X,Y` to scroll the page to, or #ID=X,Y to scroll an element or frame; may be given again")
	scale := f.Float64("scale", 1, "device px per CSS px, from 0.1 to 16: what resolution answers and srcset is chosen by")
	args, err := parseFlags(f, args)
	switch {
	case err != nil:
		return err
	case len(args) != 1:
		return usagef("want one URL or file, got %d", len(args))
	case *out == "":
		return usagef("-o FILE is missing")
	case !(*scale >= 0.1 && *scale <= maxScale):
		return usagef("-scale must be from 0.1 to %d", maxScale)
	}
	events, err := parseScrolls(scrolls)
	if err != nil {
		return err
	}
	url, err := o.address(args[0], sio.in)
	if err != nil {
		return err
	}
	o.scale = *scale
	client, err := o.newClient()
	if err != nil {
		return err
	}
	defer client.Close()
	rec := o.recorder(client, sio)
	e, err := o.newEngine(rec.fetch, o.newTrace(sio, rec.sinks()...))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("open %s: %w after %s", clip(url), errTimeout, o.timeout))
	defer cancel()
	p, err := load(ctx, e, url, o.timeout)
	if recErr := rec.finish(titleOf(p.Frame())); err == nil {
		err = recErr
	}
	if err != nil {
		return err
	}
	for _, e := range events {
		p.Dispatch(e)
		if err := p.Idle(ctx); err != nil {
			return err
		}
	}
	var picture bytes.Buffer
	picture.Grow(usualPicture)
	var cut error
	if err := within(ctx, func() error {
		cut = p.Cut(ctx)
		return p.Frame().WritePNG(&picture, engine.Shot{FullPage: *full, Scale: *scale})
	}); err != nil {
		return err
	}
	err = writeFile(*out, sio, func(w *bufio.Writer) error { _, err := w.Write(picture.Bytes()); return err })
	if err == nil && cut != nil {
		err = fmt.Errorf("only a part of the page is in the picture: %w", cut)
	}
	return err
}

// within runs f until ctx ends. Drawing cannot be interrupted; whoever gives it up ends the
// process.
func within(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// writePicture writes a picture of a frame to a file, or to stdout when the name is "-".
func writePicture(path string, sio stdio, f *engine.Frame, s engine.Shot) error {
	return writeFile(path, sio, func(w *bufio.Writer) error { return f.WritePNG(w, s) })
}

// parseScrolls reads the values of -scroll-to.
func parseScrolls(values []string) ([]engine.Event, error) {
	var out []engine.Event
	for _, v := range values {
		e := engine.ScrollTo{}
		at := v
		if id, ok := strings.CutPrefix(v, "#"); ok {
			i := strings.LastIndexByte(id, '=')
			if i < 1 {
				return nil, usagef("-scroll-to %q: want #ID=X,Y", v)
			}
			e.Element, at = id[:i], id[i+1:]
		}
		xs, ys, ok := strings.Cut(at, ",")
		if !ok {
			xs, ys = "0", at
		}
		var err1, err2 error
		e.X, err1 = strconv.ParseFloat(xs, 64)
		e.Y, err2 = strconv.ParseFloat(ys, 64)
		if err1 != nil || err2 != nil || math.IsNaN(e.X) || math.IsNaN(e.Y) {
			return nil, usagef("-scroll-to %q: want X,Y in CSS px", v)
		}
		out = append(out, e)
	}
	return out, nil
}
