package cascade

import (
	"cmp"
	"math"
	"slices"

	"vitrine/css/anim"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// Timeline is the state of a scroll container on one axis, which a progress-based timeline follows;
// lengths are in px. Where the axis is turned round by the writing mode, all of it is told from the
// other end. https://drafts.csswg.org/scroll-animations-1/
type Timeline struct {
	TimelineKey
	// Offset is how far the container is scrolled, 0 to Max.
	Offset, Max float64
	Port        float64 // the size of what shows the contents
	// Start and Size are where the subject of a view timeline is in the contents, without transforms.
	Start, Size float64
}

// TimelineKey names a timeline: the element that scrolls, 0 for the viewport, and for a view timeline
// the element that is looked at.
type TimelineKey struct {
	Scroller, Subject dom.ID
	Vertical          bool
	Reversed          bool // the axis runs to the left or to the top
}

// Timelines are what an earlier layout and the person told about timelines, sorted.
type Timelines []Timeline

// Sort puts them in order.
func (t Timelines) Sort() {
	slices.SortFunc(t, func(a, b Timeline) int { return a.TimelineKey.compare(b.TimelineKey) })
}

func (k TimelineKey) compare(o TimelineKey) int {
	return cmp.Or(cmp.Compare(k.Scroller, o.Scroller), cmp.Compare(k.Subject, o.Subject), compareBool(k.Vertical, o.Vertical), compareBool(k.Reversed, o.Reversed))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// Equal reports whether two lists say the same.
func (t Timelines) Equal(u Timelines) bool { return slices.Equal(t, u) }

func (t Timelines) find(k TimelineKey) (Timeline, bool) {
	i, ok := slices.BinarySearchFunc(t, k, func(x Timeline, k TimelineKey) int { return x.TimelineKey.compare(k) })
	if !ok {
		return Timeline{}, false
	}
	return t[i], true
}

// Timelines returns the timelines that animations follow, whose state the next Resolve wants to know.
func (r *Result) Timelines() []TimelineKey {
	var out []TimelineKey
	for _, m := range r.motion {
		for i := range m.animations {
			if a := &m.animations[i]; a.course == courseProgress {
				out = append(out, a.line.key)
			}
		}
	}
	slices.SortFunc(out, TimelineKey.compare)
	return slices.Compact(out)
}

// course says what moves an animation on.
type course uint8

const (
	courseTime     course = iota
	courseProgress        // a scroll or view timeline
	courseNone            // nothing: it has no timeline, or none of that name
)

// progressLine is the timeline of one animation and the part of it that counts.
type progressLine struct {
	key        TimelineKey
	inset      [2]value.Length // of a view timeline: from the start and the end of the port
	start, end value.Value     // animation-range
}

// maxScopeSteps bounds the elements that one search for a name in a timeline-scope looks at.
const maxScopeSteps = 1 << 16

// timeline finds what moves the i-th animation of the element at.
// https://drafts.csswg.org/css-animations-2/#animation-timeline
func (w *walker) timeline(at mover, s *style.Style, i int) (course, progressLine) {
	v := item(value.Commas(s.AnimationTimeline()), i)
	if v == value.Value(value.KwAuto) || v == nil {
		return courseTime, progressLine{}
	}
	l := progressLine{start: item(value.Commas(s.AnimationRangeStart()), i), end: item(value.Commas(s.AnimationRangeEnd()), i)}
	n := w.in.Doc.Node(at.id)
	switch v := v.(type) {
	case value.Ident:
		return w.namedTimeline(n, string(v), l)
	case *value.Func:
		axis, who := value.KwBlock, value.KwNearest
		var insets []value.Value
		for _, a := range value.Spaced(v.Args) {
			switch a {
			case value.Value(value.KwBlock), value.Value(value.KwInline), value.Value(value.KwX), value.Value(value.KwY):
				axis = a.(value.Keyword)
			case value.Value(value.KwRoot), value.Value(value.KwSelf), value.Value(value.KwNearest):
				who = a.(value.Keyword)
			default:
				insets = append(insets, a)
			}
		}
		if v.Name == "view" {
			l.setInset(value.Join(' ', insets))
			return w.viewOf(n, axis, l)
		}
		switch who {
		case value.KwRoot:
			l.key = w.keyOf(nil, axis)
		case value.KwSelf:
			switch {
			case n == w.in.Doc.DocumentElement():
				l.key = w.keyOf(nil, axis)
			case s.Scrolls():
				l.key = w.keyOf(n, axis)
			default:
				return courseNone, l
			}
		default:
			l.key = w.keyOf(w.scrollerAround(n), axis)
		}
		return courseProgress, l
	}
	return courseNone, l
}

func (l *progressLine) setInset(v value.Value) {
	items := value.Spaced(v)
	if len(items) == 0 {
		return
	}
	for i := range l.inset {
		l.inset[i], _ = value.AsLength(items[min(i, len(items)-1)])
	}
}

// viewOf returns the view timeline of a subject.
func (w *walker) viewOf(n *dom.Node, axis value.Keyword, l progressLine) (course, progressLine) {
	l.key = w.keyOf(w.scrollerAround(n), axis)
	l.key.Subject = n.ID()
	return courseProgress, l
}

// scrollerAround returns the nearest scroll container around n; nil for the viewport.
func (w *walker) scrollerAround(n *dom.Node) *dom.Node {
	root, body := w.in.Doc.DocumentElement(), w.in.Doc.Body()
	for p := n.ParentElement(); p != nil; p = p.ParentElement() {
		s := w.styles[p.ID()]
		if s == nil || p == root {
			break
		}
		if p == body && w.styles[root.ID()] != nil && !w.styles[root.ID()].ClipsOverflow() {
			break // its overflow is the viewport's
		}
		if s.Scrolls() {
			return p
		}
	}
	return nil
}

// keyOf returns the key of a scroll container on an axis.
func (w *walker) keyOf(scroller *dom.Node, axis value.Keyword) TimelineKey {
	n := scroller
	var k TimelineKey
	if n == nil {
		n = w.in.Doc.DocumentElement()
	} else {
		k.Scroller = n.ID()
	}
	mode, dir := value.KwHorizontalTb, value.KwLtr
	if s := w.styleSoFar(n); s != nil {
		mode, dir = s.WritingMode(), s.Direction()
	}
	vertical := mode != value.KwHorizontalTb
	switch axis {
	case value.KwX:
	case value.KwY:
		k.Vertical = true
	case value.KwInline:
		k.Vertical = vertical
		k.Reversed = (dir == value.KwRtl) != (mode == value.KwSidewaysLr)
	default:
		k.Vertical = !vertical
		k.Reversed = mode == value.KwVerticalRl || mode == value.KwSidewaysRl
	}
	return k
}

// namedTimeline looks for a timeline of a name on n and around it, and in what an ancestor's
// timeline-scope lifts. https://drafts.csswg.org/scroll-animations-1/#timeline-scoping
func (w *walker) namedTimeline(n *dom.Node, name string, l progressLine) (course, progressLine) {
	for p := n; p != nil; p = p.ParentElement() {
		s := w.styleSoFar(p)
		if s == nil {
			continue
		}
		if c, found, ok := w.declares(p, s, name, l); ok {
			return c, found
		}
		if !slices.Contains(value.Commas(s.TimelineScope()), value.Value(value.Ident(name))) {
			continue
		}
		steps := 0
		for k := p.First(); k != nil && steps < maxScopeSteps; k = k.After(p) {
			if steps++; k.Type != dom.ElementNode {
				continue
			}
			if s := w.styleSoFar(k); s != nil {
				if c, found, ok := w.declares(k, s, name, l); ok {
					return c, found
				}
			}
		}
		if w.prev == nil {
			w.again = true // what declares it may come later in the document
		}
		return courseNone, l
	}
	return courseNone, l
}

// styleSoFar is the style of an element now or, when it comes later, in the previous result.
func (w *walker) styleSoFar(n *dom.Node) *style.Style {
	if s := w.styles[n.ID()]; s != nil {
		return s
	}
	if n == w.origin && w.originStyle != nil {
		return w.originStyle
	}
	if w.prev != nil {
		return w.prev.computed(n)
	}
	return nil
}

// declares returns the timeline of a name that an element declares.
func (w *walker) declares(n *dom.Node, s *style.Style, name string, l progressLine) (course, progressLine, bool) {
	id := value.Value(value.Ident(name))
	axis := func(list value.Value, i int) value.Keyword {
		k, _ := item(value.Commas(list), i).(value.Keyword)
		return k
	}
	if i := slices.Index(value.Commas(s.ScrollTimelineName()), id); i >= 0 {
		if n == w.in.Doc.DocumentElement() {
			l.key = w.keyOf(nil, axis(s.ScrollTimelineAxis(), i))
		} else {
			l.key = w.keyOf(n, axis(s.ScrollTimelineAxis(), i))
		}
		return courseProgress, l, true
	}
	if i := slices.Index(value.Commas(s.ViewTimelineName()), id); i >= 0 {
		l.setInset(item(value.Commas(s.ViewTimelineInset()), i))
		c, out := w.viewOf(n, axis(s.ViewTimelineAxis(), i), l)
		return c, out, true
	}
	return courseNone, l, false
}

// at returns how far a timeline is in its part that counts, 0 to 1 inside of it. ok is false when
// nothing scrolls.
// https://drafts.csswg.org/scroll-animations-1/#named-range-getTime
func (l *progressLine) at(t *Timeline) (p float64, ok bool) {
	if t.Subject == 0 && t.Max <= 0 {
		return 0, false
	}
	from, to := l.offset(t, l.start, 0), l.offset(t, l.end, 1)
	if from == to {
		return 0, false
	}
	return (t.Offset - from) / (to - from), true
}

// offset returns the scroll offset of an end of the range; normal is that of the whole timeline.
func (l *progressLine) offset(t *Timeline, v value.Value, normal float64) float64 {
	name, at := value.KwCover, value.Length{Kind: value.LengthPercent, N: float32(100 * normal)}
	for _, part := range value.Spaced(v) {
		if k, ok := part.(value.Keyword); ok {
			if k != value.KwNormal {
				name = k
			}
		} else if x, ok := value.AsLength(part); ok {
			at = x
		}
	}
	from, to := 0.0, t.Max
	if t.Subject != 0 && name != value.KwScroll {
		from, to = l.named(t, name)
	}
	return from + at.Float(to-from)
}

// named returns the scroll offsets at the ends of a named range.
// https://drafts.csswg.org/scroll-animations-1/#view-timelines-ranges
func (l *progressLine) named(t *Timeline, name value.Keyword) (from, to float64) {
	near, far := l.inset[0].Float(t.Port), t.Port-l.inset[1].Float(t.Port)
	enter, leave := t.Start-far, t.Start+t.Size-near // its start comes in, its end goes out
	a, b := t.Start+t.Size-far, t.Start-near         // its end is in, its start at the start
	lo, hi := min(a, b), max(a, b)
	switch name {
	case value.KwContain:
		return lo, hi
	case value.KwEntry:
		return enter, lo
	case value.KwExit:
		return hi, leave
	case value.KwEntryCrossing:
		return enter, a
	case value.KwExitCrossing:
		return b, leave
	}
	return enter, leave
}

// progress returns the timing of an animation and its local time on a timeline, both in parts of the
// range. ok is false when the animation has no say.
// https://drafts.csswg.org/web-animations-2/#time-based-animation-to-a-proportional-animation
func (a *animation) progress(lines Timelines) (t anim.Timing, local float64, ok bool) {
	t = a.timing
	if a.course == courseNone { // it stands at its beginning
		return t, 0, true
	}
	line, ok := lines.find(a.line.key)
	if !ok {
		return t, 0, false
	}
	p, ok := a.line.at(&line)
	if !ok {
		return t, 0, false
	}
	total := t.Delay + t.Active()
	switch {
	case math.IsInf(t.Iterations, 0) || t.Iterations == 0 || t.Duration > 0 && total <= 0:
		t.Delay, t.Duration, t.Iterations = 0, 0, 1
	case t.Duration == 0: // auto
		t.Delay, t.Duration = 0, 1/t.Iterations
	default:
		t.Delay, t.Duration = t.Delay/total, t.Duration/total
	}
	if end := t.End(); (line.Offset <= 0 || line.Offset >= line.Max) && math.Abs(p-end) < 1e-9 {
		p, t.Fill = end, value.KwBoth // an end that lies where scrolling ends belongs to the range
	}
	return t, p, true
}

// follows reports whether a timeline of the element's animations changed.
func (m *motion) follows(was, is Timelines) bool {
	for i := range m.animations {
		if a := &m.animations[i]; a.course == courseProgress {
			x, ok1 := was.find(a.line.key)
			y, ok2 := is.find(a.line.key)
			if ok1 != ok2 || x != y {
				return true
			}
		}
	}
	return false
}
