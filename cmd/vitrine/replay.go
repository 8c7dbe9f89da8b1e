package main

import (
	"context"
	"fmt"
	"os"

	"vitrine/engine"
	"vitrine/engine/har"
	"vitrine/net/fetch"
)

var replayCommand = command{name: "replay", args: "FILE.har -o FILE.png", short: "render a page from an HTTP archive, without a network",
	long: `Renders the page that an HTTP archive (HAR 1.2) holds: of vitrine explain -har, of -record, or
of another browser's developer tools with content. Nothing is asked of any network: what is not
in the archive fails, and -v says so.`}

func init() { replayCommand.run = runReplay }

func runReplay(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(replayCommand, sio)
	var o options
	o.register(f.FlagSet)
	out := f.String("o", "", "`file` to write; - is stdout")
	full := f.Bool("full-page", false, "the whole page instead of its first window")
	page := f.String("url", "", "`address` to open; default: that of the first entry")
	args, err := parseFlags(f, args)
	switch {
	case err != nil:
		return err
	case len(args) != 1:
		return usagef("want one archive, got %d", len(args))
	case *out == "":
		return usagef("-o FILE is missing")
	}
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	a, err := har.Read(file)
	file.Close()
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if *page == "" {
		*page = a.URL()
	}
	client := fetch.New(fetch.Config{Offline: true, Replay: a.Replay()})
	defer client.Close()
	e, err := o.newEngine(client, o.newTrace(sio))
	if err != nil {
		return err
	}
	defer e.Close()
	p, err := load(ctx, e, *page, o.timeout)
	if err != nil {
		return err
	}
	return writePicture(*out, sio, p.Frame(), engine.Shot{FullPage: *full})
}
