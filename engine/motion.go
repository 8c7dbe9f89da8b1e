package engine

import (
	"math"
	"time"

	"vitrine/css/cascade"
	"vitrine/engine/dom"
	"vitrine/paint"
)

// Animation says at which time of its animations and transitions a page is shown. The zero value
// shows pages at rest.
type Animation struct {
	Mode AnimationMode
	// At is the time since the page was loaded, for AnimateAt.
	At time.Duration
	// Reduced is what the media feature prefers-reduced-motion tells pages.
	Reduced bool
}

// AnimationMode says how the time of a page's animations goes on.
type AnimationMode uint8

const (
	// AnimateRest shows what a page comes to: animations that end within Limits.Rest as they end,
	// those that go on longer as they are when the page has loaded, and none that move for ever.
	AnimateRest AnimationMode = iota
	// AnimateAt shows one time.
	AnimateAt
	// AnimateLive plays: frames are made as long as something moves.
	AnimateLive
	// AnimateOff shows pages as if nothing were animated.
	AnimateOff
)

// frameTime is how long a frame of something that moves is shown.
const frameTime = time.Second / 60

// clock is the timeline of one document.
// https://www.w3.org/TR/web-animations-1/#the-documents-default-timeline
type clock struct {
	zero  time.Time // when the first styles were there
	seen  bool      // a frame has shown the document: changes of styles begin transitions
	timer *time.Timer
	ticks int            // how often time alone made styles run again
	moved map[dom.ID]int // the tick in which time last changed the look of an element
}

// playTicks is for how many ticks after it last moved an element is painted as one that moves.
const playTicks = 120

// playing tells the painter which elements time changes; those that have come to rest are forgotten.
func (c *clock) playing(p *Page) func(*dom.Node) bool {
	for id, at := range c.moved {
		if c.ticks-at > playTicks {
			delete(c.moved, id)
		}
	}
	if len(c.moved) == 0 || p.e.cfg.Animation.Mode != AnimateLive {
		return nil
	}
	return func(n *dom.Node) bool { _, ok := c.moved[n.ID()]; return ok }
}

// play brings the display list to the opacities and transforms of styles, all else of the list
// stays; false when it has to be recorded. When everything has come to rest it is recorded once
// more, without regard to what moved.
func (l *line) play(styles, old *cascade.Result) bool {
	if old == nil || styles.Changed == nil {
		return false
	}
	if !styles.Running {
		l.clock.moved = nil
		return false
	}
	if l.clock.moved == nil {
		l.clock.moved = map[dom.ID]int{}
	}
	for _, n := range styles.Changed {
		l.clock.moved[n.ID()] = l.clock.ticks
	}
	if l.todo&(stageSheets|stageBoxes|stageLayout|stagePaint) != 0 || l.boxes == nil {
		return false
	}
	list, ok := paint.Play(l.base, styles.Changed, old.Style, styles.Style, func(n *dom.Node) bool { return l.boxes.Of(n) != nil })
	if ok {
		l.base = list
		l.todo |= stageMove
	}
	return ok
}

// motion returns what the cascade is told about time.
func (p *Page) motion(l *line) cascade.Motion {
	a := &p.e.cfg.Animation
	switch a.Mode {
	case AnimateOff:
		return cascade.Motion{}
	case AnimateAt:
		m := cascade.Motion{On: true}
		if l.styles != nil {
			m.Now = a.At.Seconds()
		}
		return m
	case AnimateLive:
		if l.clock.zero.IsZero() {
			l.clock.zero = time.Now()
		}
		return cascade.Motion{On: true, Now: time.Since(l.clock.zero).Seconds(), Transitions: l.clock.seen}
	}
	return cascade.Motion{On: true, Rest: p.e.cfg.Limits.Rest.Seconds()}
}

// animate makes the line run again when styles change with time: after the next frame's time, or
// when something that waits begins to move. Nothing that moves, no timer.
func (p *Page) animate(d *document) {
	l := &d.line
	if p.e.cfg.Animation.Mode != AnimateLive || l.styles == nil || l.clock.timer != nil {
		return
	}
	wait := frameTime
	if !l.styles.Running {
		if math.IsInf(l.styles.Wake, 1) {
			return
		}
		now := time.Since(l.clock.zero).Seconds()
		wait = max(frameTime, time.Duration(min(l.styles.Wake-now, maxWake.Seconds())*float64(time.Second)))
	}
	l.clock.timer = time.AfterFunc(wait, func() {
		p.post(func() {
			l.clock.timer = nil
			l.clock.ticks++
			l.todo |= stageStyles
		})
	})
}

// maxWake is how far ahead a timer is set; a later beginning is looked at again then.
const maxWake = time.Hour
