package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"vitrine/css/media"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/geom"
)

// ErrClosed is what waiting for a closed page gives.
var ErrClosed = errors.New("the page is closed")

// Page is one page: a session history and the document it shows. Its methods may be called from
// any goroutine; they hand tasks to the one goroutine that owns the page.
type Page struct {
	e      *Engine
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{} // closed when the goroutine has ended
	wake   chan struct{}

	mu     sync.Mutex
	tasks  []func()
	closed bool

	frame  atomic.Pointer[Frame]
	notify atomic.Pointer[func()]

	// The rest belongs to the page's goroutine.

	doc     *document
	nav     *navigation // the one under way, or nil
	history []entry
	at      int // index in history of what is shown
	view    geom.Size
	scale   float64 // device px per CSS px
	scheme  media.Scheme
	seq     uint64
	waiting []chan struct{} // for Idle
	input   inputState
	// frameCount is how many frames the page has at all depths, serial the last document's.
	frameCount int
	serial     atomic.Uint64
	notice     string // what the frame tells besides the page
	noticed    place  // what was pointed at then: its address is told when it is pointed at anew
	stale      bool   // something a Frame shows changed without a stage running
	folder     string // in which a file was chosen last
	glides     []glide
	gliding    bool // a step of theirs is under way
	pulling    bool // and one of what is dragged out of the page
}

// post hands a task to the page's goroutine. Tasks for a closed page are dropped.
func (p *Page) post(f func()) {
	p.mu.Lock()
	if !p.closed {
		p.tasks = append(p.tasks, f)
	}
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run is the page's goroutine: tasks in order, then the line when something changed.
func (p *Page) run() {
	defer close(p.done)
	for {
		select {
		case <-p.wake:
		case <-p.ctx.Done():
			if p.doc != nil {
				p.doc.close()
			}
			return
		}
		for more := true; more; {
			more = p.runTasks()
			p.guard("line", p.runLine)
		}
		p.releaseIdle()
	}
}

// runTasks runs what is queued, at most Limits.Tasks of it, and reports whether any is left.
func (p *Page) runTasks() bool {
	for range p.e.cfg.Limits.Tasks {
		p.mu.Lock()
		if len(p.tasks) == 0 {
			p.tasks = nil
			p.mu.Unlock()
			return false
		}
		f := p.tasks[0]
		p.tasks = p.tasks[1:]
		p.mu.Unlock()
		p.guard("task", f)
	}
	return true
}

// guard runs f. A panic in it is a bug of ours: it goes to the trace with its stack, and the
// page goes on with what it had.
func (p *Page) guard(what string, f func()) (ok bool) {
	defer func() {
		if v := recover(); v != nil {
			ok = false
			trace.From(p.ctx).Note(trace.Error, "bug", trace.Pos{URL: p.address()},
				trace.Str("in", what), trace.Str("panic", fmt.Sprint(v)), trace.Str("stack", string(debug.Stack())))
			if p.doc != nil {
				p.doc.broken = fmt.Errorf("bug in %s: %v", what, v)
			}
		}
	}()
	f()
	return true
}

// Close stops everything the page does. Its last frame stays valid.
func (p *Page) Close() {
	p.mu.Lock()
	p.closed = true
	p.tasks = nil
	p.mu.Unlock()
	p.cancel()
	<-p.done
	p.e.mu.Lock()
	delete(p.e.pages, p)
	p.e.mu.Unlock()
}

// Frame returns the newest frame, or nil before the first. It never waits.
func (p *Page) Frame() *Frame { return p.frame.Load() }

// OnFrame sets a function that is called, on the page's goroutine, whenever a new frame was
// published. It must return at once.
func (p *Page) OnFrame(f func()) { p.notify.Store(&f) }

// Idle waits until nothing is being fetched, queued or unpainted, and returns why the page could
// not be shown completely: nil, or the bug that stopped a stage.
func (p *Page) Idle(ctx context.Context) error {
	ch := make(chan struct{})
	p.post(func() { p.waiting = append(p.waiting, ch) })
	select {
	case <-ch:
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-p.done:
		return ErrClosed
	}
	var err error
	if e := p.Do(ctx, func(*dom.Document) {
		if p.doc != nil {
			err = p.doc.broken
		}
	}); e != nil {
		return e
	}
	return err
}

// Cut returns why the text of the document that is shown ends before its time, or nil: the
// connection broke, the server contradicted itself, or Limits.DocumentBytes was reached. What
// came until then is shown.
func (p *Page) Cut(ctx context.Context) (err error) {
	if e := p.Do(ctx, func(*dom.Document) {
		if p.doc != nil {
			err = p.doc.cut
		}
	}); e != nil {
		return e
	}
	return err
}

func (p *Page) releaseIdle() {
	if len(p.waiting) == 0 || !p.isIdle() {
		return
	}
	for _, ch := range p.waiting {
		close(ch)
	}
	p.waiting = nil
}

func (p *Page) isIdle() bool {
	p.mu.Lock()
	queued := len(p.tasks)
	p.mu.Unlock()
	return queued == 0 && p.nav == nil && (p.doc == nil || p.doc.loader.Pending() == 0 && !p.doc.loadingInside())
}

// Do runs f on the page's goroutine with the document that is shown, and waits for it. The DOM
// must not be touched outside of it. The document is nil before the first one.
func (p *Page) Do(ctx context.Context, f func(*dom.Document)) error {
	ch := make(chan struct{})
	p.post(func() {
		defer close(ch)
		if p.doc != nil {
			f(p.doc.dom)
		} else {
			f(nil)
		}
	})
	select {
	case <-ch:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-p.done:
		return ErrClosed
	}
}

// address returns what an address bar shows.
func (p *Page) address() string {
	if p.nav != nil {
		return p.nav.url.String()
	}
	if p.at < len(p.history) {
		return p.history[p.at].url
	}
	return ""
}
