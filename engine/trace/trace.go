package trace

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// SpanID numbers the spans of one trace from 1; 0 is "no span".
type SpanID uint64

// Phase says what an Event reports.
type Phase uint8

const (
	Begin Phase = iota // a span starts
	End                // a span ends; Attrs holds what Set added meanwhile
	Note               // something happened at a moment
	Count              // a counter grew by N
)

// Kind says how much a Note matters.
type Kind uint8

const (
	Info    Kind = iota // part of the story
	Warning             // content was broken or unsupported; the engine went on
	Error               // something the person asked for failed
)

func (k Kind) String() string { return [...]string{"info", "warning", "error"}[k] }

// Pos is a place in a source: a URL (or file name) and, when Line is not 0, line and column
// from 1. Offset counts bytes.
type Pos struct {
	URL       string
	Line, Col int
	Offset    int
}

// String prints url:line:col, leaving out what is unknown.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.URL
	}
	return p.URL + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col)
}

// Attr is one named fact of an event. Exactly one of the value forms is used.
type Attr struct {
	Key string
	str string
	num int64
	typ uint8 // 0 string, 1 int, 2 duration
}

// Str, Int and Dur make attributes.
func Str(key, v string) Attr               { return Attr{Key: key, str: v} }
func Int(key string, v int) Attr           { return Attr{Key: key, num: int64(v), typ: 1} }
func Dur(key string, d time.Duration) Attr { return Attr{Key: key, num: int64(d), typ: 2} }

// Err makes an attribute "error" from err; nil gives an empty text.
func Err(err error) Attr {
	if err == nil {
		return Str("error", "")
	}
	return Str("error", err.Error())
}

// Value returns the attribute's value: a string, an int64 or a time.Duration.
func (a Attr) Value() any {
	switch a.typ {
	case 1:
		return a.num
	case 2:
		return time.Duration(a.num)
	}
	return a.str
}

// String prints the value alone.
func (a Attr) String() string { return fmt.Sprint(a.Value()) }

// Event is one entry of the stream.
type Event struct {
	Span, Parent SpanID
	Phase        Phase
	Kind         Kind   // of a Note
	Name         string // of the span, note or counter
	At           time.Time
	N            int64 // of a Count
	Pos          Pos   // of a Note
	Attrs        []Attr
}

// Attr returns the value of the named attribute as text, or "".
func (e *Event) Attr(key string) string {
	for i := range e.Attrs {
		if e.Attrs[i].Key == key {
			return e.Attrs[i].String()
		}
	}
	return ""
}

// Sink receives events one at a time, in the order they happened.
type Sink interface{ Event(Event) }

// stream is what all spans of one trace share.
type stream struct {
	mu    sync.Mutex
	last  SpanID
	sinks []Sink
}

// Span is an interval in which something is done. All methods are safe on nil and for
// concurrent use.
type Span struct {
	s      *stream
	id     SpanID
	parent SpanID
	name   string
	mu     sync.Mutex
	attrs  []Attr
	ended  bool
}

// New starts a trace that writes to the sinks and returns its root span.
func New(name string, sinks ...Sink) *Span {
	return newSpan(&stream{sinks: sinks}, 0, name, nil)
}

func newSpan(s *stream, parent SpanID, name string, attrs []Attr) *Span {
	s.mu.Lock()
	s.last++
	sp := &Span{s: s, id: s.last, parent: parent, name: name}
	s.emit(Event{Span: sp.id, Parent: parent, Phase: Begin, Name: name, At: time.Now(), Attrs: attrs})
	s.mu.Unlock()
	return sp
}

// emit must be called with s.mu held.
func (s *stream) emit(e Event) {
	for _, k := range s.sinks {
		k.Event(e)
	}
}

// Fork starts a child span.
func (sp *Span) Fork(name string, attrs ...Attr) *Span {
	if sp == nil {
		return nil
	}
	return newSpan(sp.s, sp.id, name, attrs)
}

// Set adds attributes that are reported when the span ends.
func (sp *Span) Set(attrs ...Attr) {
	if sp == nil {
		return
	}
	sp.mu.Lock()
	sp.attrs = append(sp.attrs, attrs...)
	sp.mu.Unlock()
}

// Note reports something that happened at this moment; pos may be zero.
func (sp *Span) Note(k Kind, name string, pos Pos, attrs ...Attr) {
	if sp == nil {
		return
	}
	sp.s.mu.Lock()
	sp.s.emit(Event{Span: sp.id, Parent: sp.parent, Phase: Note, Kind: k, Name: name, At: time.Now(), Pos: pos, Attrs: attrs})
	sp.s.mu.Unlock()
}

// Count adds n to a named counter.
func (sp *Span) Count(name string, n int) {
	if sp == nil {
		return
	}
	sp.s.mu.Lock()
	sp.s.emit(Event{Span: sp.id, Parent: sp.parent, Phase: Count, Name: name, At: time.Now(), N: int64(n)})
	sp.s.mu.Unlock()
}

// End ends the span; a second call does nothing.
func (sp *Span) End() {
	if sp == nil {
		return
	}
	sp.mu.Lock()
	done, attrs := sp.ended, sp.attrs
	sp.ended = true
	sp.mu.Unlock()
	if done {
		return
	}
	sp.s.mu.Lock()
	sp.s.emit(Event{Span: sp.id, Parent: sp.parent, Phase: End, Name: sp.name, At: time.Now(), Attrs: attrs})
	sp.s.mu.Unlock()
}

type key struct{}

// With returns a context that carries sp.
func With(ctx context.Context, sp *Span) context.Context {
	if sp == nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, sp)
}

// Detach returns a context without a span: what is done under it stays off the trace.
func Detach(ctx context.Context) context.Context {
	if From(ctx) == nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, (*Span)(nil))
}

// From returns the span that ctx carries, or nil.
func From(ctx context.Context) *Span {
	sp, _ := ctx.Value(key{}).(*Span)
	return sp
}

// Start forks the span in ctx and returns a context that carries the child.
func Start(ctx context.Context, name string, attrs ...Attr) (context.Context, *Span) {
	sp := From(ctx).Fork(name, attrs...)
	return With(ctx, sp), sp
}

// Recorder is a Sink that keeps every event. Its zero value is ready for use.
type Recorder struct {
	mu     sync.Mutex
	events []Event
}

// Event implements Sink.
func (r *Recorder) Event(e Event) {
	r.mu.Lock()
	r.events = append(r.events, e)
	r.mu.Unlock()
}

// Events returns a copy of what was recorded so far.
func (r *Recorder) Events() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Event(nil), r.events...)
}
