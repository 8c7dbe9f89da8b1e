package explain

import (
	"time"

	"vitrine/engine/trace"
)

// span is one span of the trace with what happened in it.
type span struct {
	id         trace.SpanID
	name       string
	begin, end time.Time
	ended      bool
	facts      map[string]string
	first      string // its fact "url" as it was in the beginning
	parent     *span
	kids       []*span
	notes      []note
}

type note struct {
	trace.Event
}

func (n note) fact(k string) string { return n.Attr(k) }

// tree makes spans of events; the root stands for the whole trace.
func tree(events []trace.Event) (root *span, all []*span) {
	root = &span{name: "trace", facts: map[string]string{}}
	byID := map[trace.SpanID]*span{}
	for _, e := range events {
		if root.begin.IsZero() {
			root.begin = e.At
		}
		if e.At.After(root.end) {
			root.end = e.At
		}
		switch e.Phase {
		case trace.Begin:
			s := &span{id: e.Span, name: e.Name, begin: e.At, facts: map[string]string{}}
			s.learn(e.Attrs)
			s.first = s.facts["url"]
			if s.parent = byID[e.Parent]; s.parent == nil {
				s.parent = root
			}
			s.parent.kids = append(s.parent.kids, s)
			byID[e.Span] = s
			all = append(all, s)
		case trace.End:
			if s := byID[e.Span]; s != nil {
				s.end, s.ended = e.At, true
				s.learn(e.Attrs)
			}
		case trace.Note:
			s := byID[e.Span]
			if s == nil {
				s = root
			}
			s.notes = append(s.notes, note{e})
		case trace.Count:
			if s := byID[e.Span]; s != nil {
				s.facts[e.Name] = trace.Int(e.Name, int(e.N)).String()
			}
		}
	}
	for _, s := range all {
		if !s.ended {
			s.end = root.end
		}
	}
	return root, all
}

func (s *span) learn(attrs []trace.Attr) {
	for _, a := range attrs {
		if v := a.String(); v != "" {
			s.facts[a.Key] = v
		}
	}
}

// find gives the spans of a name below s, in order of their beginning.
func (s *span) find(name string) []*span {
	var out []*span
	for _, k := range s.kids {
		if k.name == name {
			out = append(out, k)
		}
		out = append(out, k.find(name)...)
	}
	return out
}

// took is how long the span lasted.
func (s *span) took() time.Duration { return s.end.Sub(s.begin) }
