package main

import (
	"bytes"
	"context"
	"html"
	"strings"
	"sync"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/explain"
	"vitrine/engine/trace"
)

// journeyName is the about: page that tells how the page before it came.
const journeyName = "journey"

// maxJournal is how many events of one navigation are kept for its story; those of a page that
// makes more are told as far as that.
const maxJournal = 200_000

// journal keeps the trace of the last navigation, and that of none to the story itself. It is safe
// for concurrent use.
type journal struct {
	mu      sync.Mutex
	root    []trace.Event
	events  []trace.Event
	ignored map[trace.SpanID]bool // what belongs to showing a story
	came    bool                  // the document of the navigation has come
	over    bool                  // the page is there: what happens to it now is no part of the load
}

// Event implements trace.Sink.
func (j *journal) Event(e trace.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.ignored[e.Span]:
		return
	case e.Phase == trace.Begin && j.ignored[e.Parent]:
		j.ignored[e.Span] = true
		return
	case e.Phase == trace.Begin && e.Parent == 0:
		j.root = append(j.root, e)
		return
	case e.Phase == trace.Begin && e.Name == "navigate":
		if strings.HasPrefix(e.Attr("url"), "about:"+journeyName) {
			j.ignored = map[trace.SpanID]bool{e.Span: true}
			return
		}
		j.events, j.ignored, j.came, j.over = nil, nil, false, false
	case e.Phase == trace.End && e.Name == "navigate":
		j.came = true
	}
	if !j.over && len(j.events) < maxJournal {
		j.events = append(j.events, e)
	}
}

// shown is told of every frame. The load ends with the first that has all there is.
func (j *journal) shown(f *engine.Frame) {
	if f == nil || f.Loading {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.over = j.over || j.came
}

// last returns the events of the last navigation.
func (j *journal) last() []trace.Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append(append([]trace.Event(nil), j.root...), j.events...)
}

// journey answers about:journey in a window: the report of explain on the page that is shown.
type journey struct {
	events journal
	lang   explain.Lang

	mu   sync.Mutex
	page *engine.Page // whose journey it is
	told []byte       // the newest report
}

// of says which page is meant.
func (j *journey) of(p *engine.Page) *engine.Page {
	j.mu.Lock()
	j.page = p
	j.mu.Unlock()
	return p
}

// about implements fetch.Config.About.
func (j *journey) about(ctx context.Context, name string) ([]byte, bool) {
	if name != journeyName {
		return nil, false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.page == nil {
		return nil, false
	}
	shown := ""
	err := j.page.Do(ctx, func(d *dom.Document) {
		if d != nil {
			shown = d.URL
		}
	})
	if err == nil && strings.HasPrefix(shown, "about:"+journeyName) && j.told != nil {
		return j.told, true // loaded again: it tells of the page before it
	}
	var page []byte
	if err == nil {
		page, err = j.tell(ctx, j.page.Frame())
	}
	if err != nil {
		return []byte("<!DOCTYPE html><meta charset=utf-8><title>about:journey</title><p>" + html.EscapeString(err.Error())), true
	}
	j.told = page
	return page, true
}

// tell writes the report on what a frame shows.
func (j *journey) tell(ctx context.Context, f *engine.Frame) ([]byte, error) {
	var r explain.Report
	if f != nil && f.Frags != nil {
		r.Width, r.Height = f.Viewport.W.Round(), f.Viewport.H.Round()
		if err := addPictures(ctx, j.page, &r); err != nil {
			return nil, err
		}
		if err := addTrees(ctx, j.page, f, &r); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := explain.Build(j.events.last(), j.lang).HTML(&b, r); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
