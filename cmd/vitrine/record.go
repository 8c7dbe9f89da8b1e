package main

import (
	"bufio"
	"flag"

	"vitrine/engine/explain"
	"vitrine/engine/har"
	pageload "vitrine/engine/load"
	"vitrine/engine/trace"
	"vitrine/net/fetch"
)

// registerRecord adds the flag -record.
func (o *options) registerRecord(f *flag.FlagSet) {
	f.StringVar(&o.record, "record", "", "write an HTTP archive (HAR 1.2) of the load to this `file`, for vitrine replay")
}

// recorder returns a recording of what client fetches: one that keeps nothing without -record.
func (o *options) recorder(client *fetch.Client, sio stdio) *recording {
	if o.record == "" {
		return &recording{fetch: client}
	}
	return newRecording(client, o.record, sio)
}

// recording keeps the trace of a load and the bodies that came.
type recording struct {
	fetch  pageload.Fetcher // for the engine
	events trace.Recorder
	bodies *har.Capture // nil: nothing is recorded
	path   string
	sio    stdio
}

func newRecording(f har.Fetcher, path string, sio stdio) *recording {
	c := har.NewCapture(f)
	return &recording{fetch: c, bodies: c, path: path, sio: sio}
}

// sinks are what the trace of the load must go to.
func (r *recording) sinks() []trace.Sink {
	if r.bodies == nil {
		return nil
	}
	return []trace.Sink{&r.events}
}

// finish writes the archive, if one was asked for.
func (r *recording) finish(title string) error {
	if r.bodies == nil || r.path == "" {
		return nil
	}
	return r.write(explain.Build(r.events.Events(), explain.English), title)
}

// write writes the archive of a story.
func (r *recording) write(s *explain.Story, title string) error {
	a := har.New(s, title, r.bodies.Body)
	return writeFile(r.path, r.sio, func(w *bufio.Writer) error { return a.Write(w) })
}
