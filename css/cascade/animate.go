package cascade

import (
	"math"
	"slices"
	"sort"

	"vitrine/css/anim"
	"vitrine/css/cssom"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// Motion says how animations and transitions are shown. The zero Motion leaves them out.
type Motion struct {
	On bool
	// Now is the time of the document's timeline, in s.
	Now float64
	// Rest, when positive, shows effects that end within so many s from Now as they end, those that
	// go on longer at Now, and leaves out those that go on for ever and move. A picture shows the
	// page at rest in this way.
	Rest float64
	// Transitions tells that a change of styles begins transitions: someone has seen the page.
	Transitions bool
}

const (
	// maxFrames is how many keyframes of one rule count.
	maxFrames = 1 << 12
	// maxTracks is how many computed @keyframes rules are remembered.
	maxTracks = 1 << 10
	// maxAnimations is how many animations one element has.
	maxAnimations = 256
)

// mover names an element or a pseudo-element of it.
type mover struct {
	id     dom.ID
	pseudo selector.Pseudo
}

// motion is what moves an element at the time of a Result. It never changes.
type motion struct {
	base        *style.Style // without animations and transitions
	animations  []animation
	transitions []transition
	running     bool    // it is another one at any later time
	wake        float64 // when it begins to run, if it does not yet
}

// animation is one running CSS animation.
type animation struct {
	name   string
	rule   *cssom.Rule
	start  float64 // on the document's timeline
	hold   float64 // local time while paused
	paused bool
	timing anim.Timing
	tracks *tracks
	nth    int // in animation-name
	course course
	line   progressLine // of courseProgress
}

// transition is one running CSS transition.
// https://drafts.csswg.org/css-transitions-2/#transitions-
type transition struct {
	id       prop.ID
	name     string // of a custom property
	from, to value.Value
	start    float64
	timing   anim.Timing
	easing   anim.Easing
	// reversing is the start value that a reversal goes back to, factor how much of its duration
	// that takes. https://drafts.csswg.org/css-transitions-1/#reversing
	reversing value.Value
	factor    float64
}

// local returns the local time of an effect at a time, or the end of one that comes to rest.
func (m *Motion) local(start float64, t *anim.Timing) float64 {
	local := m.Now - start
	if end := t.End(); m.Rest > 0 && end-local <= m.Rest {
		return max(end, local)
	}
	return local
}

func (a *animation) local(m *Motion) float64 {
	if a.paused {
		return a.hold
	}
	return m.local(a.start, &a.timing)
}

// moves reports whether a style asks for animations or transitions.
func moves(s *style.Style) bool {
	return s.AnimationName() != none || hasTransition(s)
}

var none = value.Value(value.KwNone)

var zeroTime = value.Value(value.Dimension{Unit: value.S})

func hasTransition(s *style.Style) bool {
	return s.TransitionDuration() != zeroTime || s.TransitionDelay() != zeroTime
}

// recipe is what a style is computed from; animations compute it again with more declarations.
type recipe struct {
	node   *dom.Node // nil for a pseudo-element
	key    key
	list   []uint32
	inline *cssom.Block
	hints  *hintSet
}

// with computes the style with the declarations of animations and of transitions added.
// https://www.w3.org/TR/css-cascade-5/#cascade-sort
func (w *walker) with(r *recipe, animated, transitioned []prop.Decl) *style.Style {
	c := &w.chooser
	c.animated, c.transitioned = animated, transitioned
	s := w.compute(r.node, r.key, r.list, r.inline, r.hints)
	c.animated, c.transitioned = nil, nil
	return s
}

// move returns the style of an element whose style is base without what moves it, and notes what
// does.
func (w *walker) move(at mover, r recipe, base *style.Style) *style.Style {
	if !w.in.Motion.On {
		return base
	}
	was := w.wasMoving(at)
	if was == nil && !moves(base) {
		return base
	}
	m := &motion{base: base, wake: math.Inf(1)}
	if base.Display() != value.KwNone {
		w.animations(at, m, was, &r)
	}
	var before *style.Style
	switch {
	case was != nil:
		before = was.base
	case w.prev != nil:
		before = w.prev.styleOf(at)
	}
	starts := false
	if w.index.hasStarting && (before == nil || before.Display() == value.KwNone) && hasTransition(base) {
		if s := w.starting(at, &r); s != nil {
			before, starts = s, true
		}
	}
	if before != nil {
		w.transitions(m, was, before, starts, &r)
	}
	s := base
	animated, over := w.sample(m, base, &r)
	if len(animated)+len(over) > 0 {
		w.old = nil
		if w.prev != nil {
			w.old = w.prev.styleOf(at)
		}
		s = w.with(&r, animated, over)
		w.Stats.Moved++
	}
	if len(m.animations)+len(m.transitions) > 0 && s.Display() != value.KwNone {
		if w.motion == nil {
			w.motion = map[mover]*motion{}
		}
		w.motion[at] = m
	} else if w.motion != nil {
		delete(w.motion, at)
	}
	return s
}

// starting returns the style that an element comes from when it is shown for the first time; nil
// when @starting-style says nothing about it.
// https://drafts.csswg.org/css-transitions-2/#defining-before-change-style
func (w *walker) starting(at mover, r *recipe) *style.Style {
	if w.starter == nil {
		w.starter = &matcher{w: w, starting: true}
	}
	m := w.starter
	n := w.in.Doc.Node(at.id)
	m.match(n, &w.filter)
	list := m.lists[at.pseudo]
	if slices.Equal(list, r.list) {
		return nil
	}
	from := *r
	from.list, w.old = list, nil
	return w.with(&from, nil, nil)
}

// wasMoving returns what moved an element in the previous result, or nil.
func (w *walker) wasMoving(at mover) *motion {
	if w.prev == nil || len(w.prev.motion) == 0 {
		return nil
	}
	return w.prev.motion[at]
}

func (r *Result) styleOf(at mover) *style.Style {
	if int(at.id) >= len(r.styles) {
		return nil
	}
	if at.pseudo == selector.PseudoNone {
		return r.styles[at.id]
	}
	return r.computedPseudo(r.in.Doc.Node(at.id), at.pseudo)
}

// item returns the i-th value of a list that is repeated as often as needed.
func item(list []value.Value, i int) value.Value {
	if len(list) == 0 {
		return nil
	}
	return list[i%len(list)]
}

func seconds(v value.Value) float64 {
	if d, ok := v.(value.Dimension); ok {
		return (&value.Context{}).Canonical(d)
	}
	return 0
}

// animations brings an element's animations up to date: those that are named still go on, new ones
// begin. https://www.w3.org/TR/css-animations-1/#animations
func (w *walker) animations(at mover, m, was *motion, r *recipe) {
	s := m.base
	if s.AnimationName() == none {
		return
	}
	names := value.Commas(s.AnimationName())
	durations, delays := value.Commas(s.AnimationDuration()), value.Commas(s.AnimationDelay())
	counts, directions := value.Commas(s.AnimationIterationCount()), value.Commas(s.AnimationDirection())
	fills, states := value.Commas(s.AnimationFillMode()), value.Commas(s.AnimationPlayState())
	now := &w.in.Motion
	var used []bool
	if was != nil {
		used = make([]bool, len(was.animations))
	}
	for i := range names[:min(len(names), maxAnimations)] {
		if names[i] == none {
			continue
		}
		a := animation{name: value.NameOf(names[i]), start: now.Now}
		if a.rule = w.index.keyframes[a.name]; a.rule == nil {
			continue
		}
		a.timing = anim.Timing{Delay: seconds(item(delays, i)), Duration: seconds(item(durations, i)), Iterations: 1}
		switch v := item(counts, i).(type) {
		case value.Number:
			a.timing.Iterations = max(0, float64(v))
		case value.Integer:
			a.timing.Iterations = max(0, float64(v))
		case value.Keyword:
			a.timing.Iterations = math.Inf(1)
		}
		a.timing.Direction, _ = item(directions, i).(value.Keyword)
		a.timing.Fill, _ = item(fills, i).(value.Keyword)
		paused := item(states, i) == value.Value(value.KwPaused)
		// Of several with one name the last ones are the same.
		for j := len(used) - 1; j >= 0; j-- {
			if old := &was.animations[j]; !used[j] && old.name == a.name {
				used[j] = true
				a.start, a.hold, a.paused = old.start, old.hold, old.paused
				break
			}
		}
		switch {
		case paused && !a.paused:
			a.hold = now.Now - a.start
		case !paused && a.paused:
			a.start = now.Now - a.hold
		}
		a.paused = paused
		a.tracks, a.nth = w.tracksOf(a.rule, r, s, i), i
		if w.originStyle = nil; at.pseudo == selector.PseudoNone {
			w.originStyle = s
		}
		a.course, a.line = w.timeline(at, s, i)
		m.animations = append(m.animations, a)
		if a.course == courseTime {
			m.watch(now, a.start, &a.timing, a.paused)
		}
	}
}

// watch notes when an effect changes next.
func (m *motion) watch(now *Motion, start float64, t *anim.Timing, paused bool) {
	if paused {
		return
	}
	switch t.Phase(now.Now - start) {
	case anim.Before:
		m.wake = min(m.wake, start+t.Delay)
	case anim.Active:
		m.running = true
	}
}

// tracks are the keyframes of a rule for elements of one style, by property.
type tracks struct{ list []track }

type track struct {
	id     prop.ID
	name   string // of a custom property
	points []point
}

// point is one keyframe of one property.
type point struct {
	at     float64
	value  value.Value // nil: what the property has without the animation
	easing anim.Easing
	mode   value.Keyword // add and accumulate put it on top of what is below
}

type trackKey struct {
	rule   *cssom.Rule
	base   *style.Style
	parent *style.Style
	easing anim.Easing
	mode   value.Keyword
}

// tracksOf computes the keyframes of a rule. i is the number of the animation, whose easing and
// composition count for keyframes without their own.
// https://www.w3.org/TR/css-animations-1/#keyframes
func (w *walker) tracksOf(rule *cssom.Rule, r *recipe, base *style.Style, i int) *tracks {
	mode, _ := item(value.Commas(base.AnimationComposition()), i).(value.Keyword)
	k := trackKey{rule, base, r.key.parent, anim.EasingOf(item(value.Commas(base.AnimationTimingFunction()), i)), mode}
	if t := w.cache.tracks[k]; t != nil {
		return t
	}
	t := w.compileTracks(rule, r, base, i, nil)
	if w.cache.tracks == nil || len(w.cache.tracks) >= maxTracks {
		w.cache.tracks = map[trackKey]*tracks{}
	}
	w.cache.tracks[k] = t
	return t
}

// still reports whether the keyframes give the same values at all times.
func (t *tracks) still() bool {
	for i := range t.list {
		pts := t.list[i].points
		for j := range pts {
			if !sameValue(pts[j].value, pts[0].value) {
				return false
			}
		}
	}
	return true
}

// find returns the track of a longhand, or nil.
func (t *tracks) find(id prop.ID) *track {
	for i := range t.list {
		if t.list[i].id == id {
			return &t.list[i]
		}
	}
	return nil
}

// compileTracks computes the keyframes of a rule; over, when not empty, holds for all of them.
func (w *walker) compileTracks(rule *cssom.Rule, r *recipe, base *style.Style, i int, over []prop.Decl) *tracks {
	mode, _ := item(value.Commas(base.AnimationComposition()), i).(value.Keyword)
	easing := anim.EasingOf(item(value.Commas(base.AnimationTimingFunction()), i))
	frames := rule.Frames
	if len(frames) > maxFrames {
		frames = frames[:maxFrames]
	}
	type frame struct {
		at     float64
		decls  []prop.Decl
		style  *style.Style
		easing anim.Easing
		mode   value.Keyword
	}
	var all []frame
	for n := range frames {
		decls := frames[n].Block.Normal()
		if len(decls) == 0 {
			continue
		}
		w.old = nil
		f := frame{decls: decls, easing: easing, mode: mode}
		f.style = w.with(r, decls, over)
		for j := range decls {
			switch decls[j].ID {
			case prop.AnimationTimingFunction:
				f.easing = anim.EasingOf(item(value.Commas(f.style.AnimationTimingFunction()), 0))
			case prop.AnimationComposition:
				f.mode, _ = item(value.Commas(f.style.AnimationComposition()), 0).(value.Keyword)
			}
		}
		for _, at := range frames[n].Offsets {
			f.at = at
			all = append(all, f)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at < all[j].at })
	t := &tracks{}
	where := map[prop.ID]int{}
	named := map[string]int{}
	for n := range all {
		f := &all[n]
		for j := range f.decls {
			d := &f.decls[j]
			var x int
			var ok bool
			p := point{at: f.at, easing: f.easing, mode: f.mode}
			id := d.ID
			if id == prop.Custom {
				if x, ok = named[d.Name]; !ok {
					x = len(t.list)
					named[d.Name] = x
				}
				p.value = w.customOf(f.style, d.Name)
			} else {
				id = base.Physical(id)
				if id.Def() == nil || id.Def().Animate == prop.AnimateNever {
					continue
				}
				if x, ok = where[id]; !ok {
					x = len(t.list)
					where[id] = x
				}
				p.value = resolved(f.style.Get(id), f.style)
				if f.style.InterpolateSize() == value.KwAllowKeywords {
					p.value = anim.Sized(id, p.value)
				}
			}
			if !ok {
				t.list = append(t.list, track{id: id, name: d.Name})
			}
			pts := &t.list[x].points
			if last := len(*pts) - 1; last >= 0 && (*pts)[last].at == p.at {
				(*pts)[last] = p // a later rule for the same offset, or a later declaration
			} else {
				*pts = append(*pts, p)
			}
		}
	}
	for x := range t.list {
		pts := t.list[x].points
		if pts[0].at > 0 {
			pts = slices.Insert(pts, 0, point{easing: easing})
		}
		if pts[len(pts)-1].at < 1 {
			pts = append(pts, point{at: 1, easing: easing})
		}
		t.list[x].points = pts
	}
	return t
}

// resolved returns a computed value with currentcolor replaced, which is what colours interpolate
// as. https://www.w3.org/TR/css-color-4/#interpolation
func resolved(v value.Value, s *style.Style) value.Value { return value.WithColor(v, s.Color()) }

// customOf returns a custom property as a value; nil when it is invalid.
func (w *walker) customOf(s *style.Style, name string) value.Value {
	if x, ok := s.Vars().Lookup(name); ok {
		if cu, ok := x.(*Custom); ok {
			return customValue{cu}
		}
		return nil
	}
	if reg := w.index.registered[name]; reg != nil && reg.initial != nil {
		return customValue{reg.initial}
	}
	return nil
}

// equalCustom compares two custom properties by their texts.
func equalCustom(a, b value.Value) bool {
	x, ok1 := a.(customValue)
	y, ok2 := b.(customValue)
	return ok1 && ok2 && (x.Custom == y.Custom || x.String() == y.String())
}

// customValue carries a custom property through the places where values go.
type customValue struct{ *Custom }

// Append appends the tokens.
func (c customValue) Append(b []byte) []byte { return append(b, c.String()...) }

// slot is a property in the stack of effects.
type slot struct {
	id   prop.ID
	name string
}

// sample returns the declarations of an element's animations and transitions at the time of the
// result. https://www.w3.org/TR/web-animations-1/#the-effect-value-of-a-keyframe-animation-effect
func (w *walker) sample(m *motion, base *style.Style, r *recipe) (animated, over []prop.Decl) {
	if len(m.animations) == 0 && len(m.transitions) == 0 {
		return nil, nil
	}
	below := map[slot]value.Value{}
	for i := range m.animations {
		a := &m.animations[i]
		timing, local := a.timing, 0.0
		if a.course == courseTime {
			local = a.local(&w.in.Motion)
		} else {
			var ok bool
			if timing, local, ok = a.progress(w.in.Timelines); !ok {
				continue
			}
		}
		p, before, ok := timing.At(local)
		if !ok || a.course == courseTime && w.in.Motion.Rest > 0 && !a.paused && math.IsInf(a.timing.End(), 1) && !a.tracks.still() {
			continue
		}
		tr := a.tracks
		if size := tr.find(prop.FontSize); size != nil { // lengths in em are of the size at this time
			v := w.between(size, p, before, base.Get(prop.FontSize))
			tr = w.compileTracks(a.rule, r, base, a.nth, []prop.Decl{{ID: prop.FontSize, Value: v}})
		}
		for j := range tr.list {
			t := &tr.list[j]
			k := slot{t.id, t.name}
			under, ok := below[k]
			if !ok {
				if t.id == prop.Custom {
					under = w.customOf(base, t.name)
				} else {
					under = resolved(base.Get(t.id), base)
				}
			}
			v := w.between(t, p, before, under)
			if _, ok := below[k]; !ok {
				animated = append(animated, prop.Decl{ID: t.id, Name: t.name})
			}
			below[k] = v
		}
	}
	for i := range animated {
		d := &animated[i]
		d.Value = declaration(below[slot{d.ID, d.Name}])
	}
	animated = slices.DeleteFunc(animated, func(d prop.Decl) bool { return d.Value == nil })
	for i := range m.transitions {
		t := &m.transitions[i]
		if v := t.at(w, w.in.Motion.local(t.start, &t.timing)); v != nil {
			over = append(over, prop.Decl{ID: t.id, Name: t.name, Value: declaration(v)})
		}
	}
	return animated, over
}

// declaration returns a value as a declaration holds it.
func declaration(v value.Value) value.Value {
	if c, ok := v.(customValue); ok {
		return &prop.Tokens{Value: c.Value, Text: c.String()}
	}
	return v
}

// between returns the value of a track at p.
func (w *walker) between(t *track, p float64, before bool, under value.Value) value.Value {
	pts := t.points
	i := sort.Search(len(pts), func(i int) bool { return pts[i].at > p }) - 1
	i = min(max(i, 0), len(pts)-2)
	if len(pts) == 1 {
		return w.onTop(t.id, &pts[0], under)
	}
	a, b := &pts[i], &pts[i+1]
	x, y := w.onTop(t.id, a, under), w.onTop(t.id, b, under)
	local := 0.0
	if b.at > a.at {
		local = (p - a.at) / (b.at - a.at)
	} else if p >= b.at {
		local = 1
	}
	return w.mix(t.id, t.name, x, y, a.easing.At(local, before))
}

// onTop returns a keyframe's value on top of what is below it.
func (w *walker) onTop(id prop.ID, p *point, under value.Value) value.Value {
	switch {
	case p.value == nil:
		return under
	case id != prop.Custom && (p.mode == value.KwAdd || p.mode == value.KwAccumulate):
		if v, ok := anim.Add(id, under, p.value, p.mode == value.KwAccumulate); ok {
			return v
		}
	}
	return p.value
}

// mix interpolates a property; nil values have nothing in between.
func (w *walker) mix(id prop.ID, name string, a, b value.Value, p float64) value.Value {
	if id != prop.Custom {
		v, _ := anim.Mix(id, a, b, p)
		return v
	}
	if v, ok := w.mixCustom(name, a, b, p); ok {
		return v
	}
	if p < 0.5 {
		return a
	}
	return b
}

// mixCustom interpolates a registered custom property by its syntax.
// https://drafts.css-houdini.org/css-properties-values-api-1/#animation-behavior-of-custom-properties
func (w *walker) mixCustom(name string, a, b value.Value, p float64) (value.Value, bool) {
	reg := w.index.registered[name]
	x, ok1 := a.(customValue)
	y, ok2 := b.(customValue)
	if reg == nil || reg.syntax == nil || !ok1 || !ok2 {
		return nil, false
	}
	u, ok1 := reg.syntax.match(x.Value)
	v, ok2 := reg.syntax.match(y.Value)
	if !ok1 || !ok2 {
		return nil, false
	}
	c := &value.Context{}
	mixed, ok := anim.MixTyped(value.Compute(u, c), value.Compute(v, c), p)
	if !ok {
		return nil, false
	}
	text := value.Text(value.Compute(mixed, c))
	return customValue{newCustom(syntax.ParseComponents(text), text)}, true
}

// at returns the value of a transition at a local time; nil when it is over.
func (t *transition) at(w *walker, local float64) value.Value {
	p, before, ok := t.timing.At(local)
	if !ok {
		return nil
	}
	return w.mix(t.id, t.name, t.from, t.to, t.easing.At(p, before))
}
