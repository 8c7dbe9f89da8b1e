package engine

import (
	"slices"
	"time"

	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// glideTime is how long a smooth scroll takes, and stepTime that by a key or a notch of a wheel.
const (
	glideTime = 300 * time.Millisecond
	stepTime  = 120 * time.Millisecond
)

// glide is a smooth scroll under way.
// https://drafts.csswg.org/cssom-view/#smooth-scroll
type glide struct {
	doc      *document
	node     dom.ID // of the scroll container, unless it is the viewport
	viewport bool
	from, to geom.Point
	begin    time.Time
	takes    time.Duration
}

// at returns how far a scroller of the document, or its viewport, is scrolled.
func (d *document) at(scroller int) geom.Point {
	if scroller == display.Viewport {
		return d.scroll
	}
	return d.offset(scroller)
}

// put scrolls a scroller of a document, or its viewport.
func (p *Page) put(d *document, scroller int, to geom.Point) bool {
	if scroller == display.Viewport {
		return p.scrollTo(d, to)
	}
	return p.scrollInside(d, scroller, to)
}

// glideTo scrolls smoothly when the page is one that plays; else at once. It returns where the
// scroll ends.
func (p *Page) glideTo(d *document, scroller int, to geom.Point) geom.Point {
	return p.glideIn(d, scroller, to, glideTime)
}

// plays reports whether what moves in a document is shown moving.
func (p *Page) plays(d *document) bool {
	return p.e.cfg.Animation.Mode == AnimateLive && !p.e.cfg.Animation.Reduced && d != nil && d.line.clock.seen
}

// heading returns where a scroller glides to, or where it is.
func (p *Page) heading(d *document, scroller int) geom.Point {
	for _, g := range p.glides {
		if g.doc == d && g.viewport == (scroller == display.Viewport) && (g.viewport || g.node == d.line.base.Scrollers[scroller].Node) {
			return g.to
		}
	}
	return d.at(scroller)
}

// glideIn is glideTo in a time.
func (p *Page) glideIn(d *document, scroller int, to geom.Point, takes time.Duration) geom.Point {
	limit := d.limit
	if scroller != display.Viewport {
		limit = d.line.base.Scrollers[scroller].Limit
	}
	to = limit(to)
	g := glide{doc: d, viewport: scroller == display.Viewport, from: d.at(scroller), to: to, begin: time.Now(), takes: takes}
	if !g.viewport {
		g.node = d.line.base.Scrollers[scroller].Node
	}
	p.glides = slices.DeleteFunc(p.glides, func(o glide) bool {
		return o.doc == d && o.viewport == g.viewport && o.node == g.node
	})
	switch {
	case g.from == to:
	case !p.plays(d):
		p.put(d, scroller, to)
	default:
		p.glides = append(p.glides, g)
		p.glideOn()
	}
	return to
}

// byItself is glideTo when the container's scroll-behavior is smooth, else it scrolls at once.
// https://drafts.csswg.org/cssom-view/#propdef-scroll-behavior
func (p *Page) byItself(d *document, scroller int, to geom.Point) geom.Point {
	e := d.dom.DocumentElement()
	if scroller != display.Viewport {
		e = d.dom.Node(d.line.base.Scrollers[scroller].Node)
	}
	if e != nil {
		if s := d.line.styles.Style(e); s != nil && s.ScrollBehavior() == value.KwSmooth {
			return p.glideTo(d, scroller, to)
		}
	}
	p.put(d, scroller, to)
	return d.at(scroller)
}

// glideOn moves what glides after the next frame's time.
func (p *Page) glideOn() {
	if p.gliding {
		return
	}
	p.gliding = true
	time.AfterFunc(frameTime, func() { p.post(p.glideStep) })
}

// glideStep moves what glides to where it is by now.
func (p *Page) glideStep() {
	p.gliding = false
	p.glides = slices.DeleteFunc(p.glides, func(g glide) bool {
		d := g.doc
		if !p.shows(d) || d.line.base == nil {
			return true
		}
		at := display.Viewport
		if !g.viewport {
			if at = d.line.base.FindScroller(g.node); at == display.Viewport {
				return true
			}
		}
		t := min(1, time.Since(g.begin).Seconds()/g.takes.Seconds())
		ease := t * t * (3 - 2*t)
		if g.takes == stepTime { // one step may follow the other
			ease = t * (2 - t)
		}
		way := g.to.Sub(g.from)
		p.put(d, at, g.from.Add(geom.Point{X: way.X.Mul(ease), Y: way.Y.Mul(ease)}))
		return t == 1
	})
	if len(p.glides) > 0 {
		p.glideOn()
	}
}

// halt ends what glides: a person scrolls.
func (p *Page) halt() { p.glides = nil }
