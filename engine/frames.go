package engine

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/geom"
	"vitrine/net/cache"
	"vitrine/net/weburl"
	"vitrine/paint/display"
)

// frames is what a document knows about the documents around it and inside of it.
// https://html.spec.whatwg.org/multipage/document-sequences.html#child-navigable
type frames struct {
	parent  *document // that it is shown in; nil for the page's own
	element *dom.Node // of the parent, which shows it
	frame   *frame    // of the element
	depth   int       // parents
	by      map[dom.ID]*frame
}

// frame is the place for a document in an element of another one.
type frame struct {
	in      *document
	element *dom.Node
	asked   string // what its attributes want to be shown
	doc     *document
	nav     *navigation
}

// of returns the frame of an element, or nil.
func (f *frames) of(n *dom.Node) *frame {
	if n == nil {
		return nil
	}
	return f.by[n.ID()]
}

// each calls f with the document and all of those inside of it, in tree order.
func (d *document) each(f func(*document)) {
	f(d)
	for _, id := range slices.Sorted(maps.Keys(d.frames.by)) {
		if k := d.frames.by[id]; k.doc != nil {
			k.doc.each(f)
		}
	}
}

// close stops everything that the document and those inside of it do.
func (d *document) close() {
	d.cancel()
	for _, k := range d.frames.by {
		k.abandon()
		if k.doc != nil {
			k.doc.close()
		}
	}
}

// isFrame reports whether an object or embed element shows a document.
func (d *document) isFrame(n *dom.Node) bool { return d.frames.of(n) != nil }

// abandon gives up the navigation that is under way in a frame.
func (k *frame) abandon() {
	if n := k.nav; n != nil {
		k.nav = nil
		n.cancel()
		n.span.End()
		n.finish(context.Canceled)
	}
}

// loadingInside reports whether a frame of the document is not complete.
func (d *document) loadingInside() bool {
	for _, k := range d.frames.by {
		if k.nav != nil || k.doc != nil && (k.doc.loader.Pending() > 0 || k.doc.loadingInside()) {
			return true
		}
	}
	return false
}

// frameSource returns what an element wants to be shown inside of it: a document's text, or an
// address as written. ok is false for an element that shows no document.
func frameSource(n *dom.Node) (src, text string, isText, ok bool) {
	attr := func(name string) string { v, _ := n.Attr(name); return strings.Trim(v, " \t\n\f\r") }
	switch {
	case n.IsHTML("iframe"):
		if t, has := n.Attr("srcdoc"); has {
			return "", t, true, true
		}
		return attr("src"), "", false, true
	case n.IsHTML("frame"):
		return attr("src"), "", false, true
	case n.IsHTML("object"):
		return attr("data"), "", false, isPage(attr("type"), attr("data"))
	case n.IsHTML("embed"):
		return attr("src"), "", false, isPage(attr("type"), attr("src"))
	}
	return "", "", false, false
}

// isPage reports whether what an object or embed element names is a document rather than an
// image: by its type, and without one by how the address ends.
func isPage(typ, ref string) bool {
	if ref == "" {
		return false
	}
	switch t := essenceOf(typ); t {
	case "":
	case "text/html", "application/xhtml+xml", "text/plain":
		return true
	default:
		return false
	}
	if t, ok := strings.CutPrefix(strings.ToLower(ref), "data:"); ok {
		return strings.HasPrefix(t, "text/html") || strings.HasPrefix(t, "text/plain") || strings.HasPrefix(t, "application/xhtml+xml")
	}
	ref, _, _ = strings.Cut(ref, "#")
	ref, _, _ = strings.Cut(ref, "?")
	switch strings.ToLower(ref[strings.LastIndexByte(ref, '.')+1:]) {
	case "html", "htm", "xhtml", "xht", "txt":
		return true
	}
	return false
}

// wantFrame opens what an element shows, unless it does already. Frames that are to be lazy wait
// until they come near the viewport.
// https://html.spec.whatwg.org/multipage/iframe-embed-object.html#process-the-iframe-attributes
func (p *Page) wantFrame(d *document, n *dom.Node, near bool) {
	src, text, isText, ok := frameSource(n)
	if !ok {
		return
	}
	asked := "src " + src
	if isText {
		asked = "srcdoc " + text
	}
	k := d.frames.of(n)
	if k != nil && k.asked == asked {
		return
	}
	if v, _ := n.Attr("loading"); !near && strings.EqualFold(v, "lazy") && n.IsHTML("iframe") {
		return
	}
	if k == nil {
		lim := p.e.cfg.Limits
		var why error
		switch {
		case d.frames.depth >= lim.FrameDepth:
			why = errFrameDepth
		case p.frameCount >= lim.Frames:
			why = errFrames
		}
		if why != nil {
			trace.From(d.ctx).Note(trace.Warning, "frame", trace.Pos{URL: clip(d.url.String())}, trace.Str("src", clip(src)), trace.Err(why))
			return
		}
		p.frameCount++
		k = &frame{in: d, element: n}
		if d.frames.by == nil {
			d.frames.by = map[dom.ID]*frame{}
		}
		d.frames.by[n.ID()] = k
	}
	k.asked = asked
	switch {
	case isText:
		p.showText(k, weburl.MustParse("about:srcdoc"), text)
	case src == "" || strings.EqualFold(src, "about:blank"):
		p.showText(k, weburl.MustParse("about:blank"), "")
	default:
		u, err := d.loader.Resolve(src)
		if err == nil && u.Is("javascript") {
			p.showText(k, weburl.MustParse("about:blank"), "")
			return
		}
		if err == nil && d.repeats(u) {
			err = errFrameCycle
		}
		if err != nil {
			trace.From(d.ctx).Note(trace.Warning, "frame", trace.Pos{URL: clip(d.url.String())}, trace.Str("src", clip(src)), trace.Err(err))
			p.showText(k, weburl.MustParse("about:blank"), "")
			return
		}
		p.openFrame(k, u, Visit{Cache: d.cache})
	}
}

// Why a frame stays empty.
var (
	errFrameDepth = errors.New("frames are nested too deep")
	errFrames     = errors.New("the page has too many frames")
	errFrameCycle = errors.New("the page would contain itself again")
)

// repeats reports whether an address is shown by a document and another one around it already:
// a page may contain itself once.
func (d *document) repeats(u *weburl.URL) bool {
	same := 0
	for ; d != nil; d = d.frames.parent {
		if d.url.Equal(u, true) {
			same++
		}
	}
	return same > 1
}

// showText makes a document of text the one of a frame. Its references are relative to the base
// of the document around it. https://html.spec.whatwg.org/multipage/urls-and-fetching.html#fallback-base-url
func (p *Page) showText(k *frame, u *weburl.URL, text string) {
	k.abandon()
	d := p.newDocument(k.in.ctx, u, k.in.rules.Inherit(), k.in.cache)
	d.loader.SetFallback(k.in.loader.Base())
	d.loader.SetReferrer(k.in.loader.Referrer())
	p.parse(d, content{typ: "text/html; charset=utf-8", body: []byte(text)})
	d.dom.Mode = dom.NoQuirks
	if text == "" {
		d.dom.Mode = dom.Quirks
	}
	d.loader.Quirks(d.dom.Mode == dom.Quirks)
	p.commitFrame(k, d)
}

// openFrame starts to open an address in a frame.
func (p *Page) openFrame(k *frame, u *weburl.URL, v Visit) {
	if k.doc != nil && k.doc.err == nil && !v.sends() && u.HasFragment() && u.Equal(k.doc.url, false) && k.nav == nil {
		k.doc.url = u
		p.scrollToFragment(k.doc)
		return
	}
	k.abandon()
	if v.source == nil {
		v = v.by(k.in, k.element)
	}
	ctx, cancel := context.WithCancel(k.in.ctx)
	ctx, span := trace.Start(ctx, "frame", trace.Str("url", clip(u.String())))
	n := &navigation{url: u, visit: v, ctx: ctx, cancel: cancel, span: span, frame: k, around: k.ancestors()}
	k.nav = n
	p.stale = true
	go p.bringFrame(n, v.source)
}

// bringFrame is bring for a frame.
func (p *Page) bringFrame(n *navigation, referrer *weburl.URL) {
	d, err := p.build(n, referrer)
	if err != nil && n.ctx.Err() == nil {
		d = p.buildError(n.ctx, n.url, err)
	}
	p.post(func() {
		k := n.frame
		if k.nav != n {
			if d != nil {
				d.cancel()
			}
			return
		}
		k.nav = nil
		p.stale = true
		if d != nil {
			p.commitFrame(k, d)
		}
		n.span.End()
	})
}

// commitFrame makes d the document that a frame shows.
func (p *Page) commitFrame(k *frame, d *document) {
	if k.doc != nil {
		k.doc.each(func(*document) { p.frameCount-- })
		p.frameCount++ // the frame itself stays
		k.doc.close()
		p.input.reset()
	}
	d.frames.parent, d.frames.element, d.frames.frame, d.frames.depth = k.in, k.element, k, k.in.frames.depth+1
	k.doc, d.dom.Frame = d, k.element
	d.wantFragment = d.url.HasFragment()
	p.shifted(k.in)
}

// ancestors returns the addresses of the documents around a frame, the nearest first.
func (k *frame) ancestors() []*weburl.URL {
	var out []*weburl.URL
	for d := k.in; d != nil; d = d.frames.parent {
		out = append(out, d.url)
	}
	return out
}

// runFrames runs the lines of the documents inside of one, in the sizes that its paint gave
// their frames, and reports whether any of them has a new display list.
func (p *Page) runFrames(d *document) bool {
	changed := false
	l := d.line.base
	for _, slot := range l.Nested {
		n := d.dom.Node(slot.Node)
		dest := l.Pictures[slot.Picture].Dest
		k := d.frames.of(n)
		if n != nil && !d.loader.Stopped() {
			p.wantFrame(d, n, d.isNear(dest))
			k = d.frames.of(n)
		}
		if k == nil || k.doc == nil {
			continue
		}
		k.doc.view = geom.Size{W: geom.Int(dest.Right().Round() - dest.X.Round()), H: geom.Int(dest.Bottom().Round() - dest.Y.Round())}
		if p.runDocument(k.doc) {
			changed = true
		}
	}
	return changed
}

// lazyDistance is how near the viewport, in CSS px, a lazy frame is loaded.
const lazyDistance = 1250

// isNear reports whether a part of a document is in the viewport or will soon be.
func (d *document) isNear(r geom.Rect) bool {
	u := geom.Int(lazyDistance)
	return !geom.MakeRect(d.scroll, d.view).Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u}).Intersect(r).Empty()
}

// follow opens a link's address where the link, or else the document's base element, wants it.
// https://html.spec.whatwg.org/multipage/document-sequences.html#the-rules-for-choosing-a-navigable
func (p *Page) follow(d *document, link *dom.Node, u *weburl.URL) {
	p.visitIn(p.target(d, link), Visit{URL: u.String()}.by(d, link), u)
}

// visitIn opens an address in a document's place: its frame, or the page.
func (p *Page) visitIn(d *document, v Visit, u *weburl.URL) {
	k := d.frames.frame
	if k == nil {
		p.navigateTo(u, v, pushEntry, 0, nil)
		return
	}
	if p.at < len(p.history) {
		e := p.history[p.at]
		p.saveScroll()
		p.record(pushEntry, 0, e.url)
		at := &p.history[p.at]
		at.title, at.doc, at.inner = e.title, e.doc, maps.Clone(e.inner)
		if at.inner == nil {
			at.inner = map[string]string{}
		}
		at.inner[k.path()] = u.String()
	}
	p.openFrame(k, u, v)
}

// path names a frame by the elements that lead to it.
func (k *frame) path() string {
	s := strconv.Itoa(int(k.element.ID()))
	if up := k.in.frames.frame; up != nil {
		return up.path() + "/" + s
	}
	return s
}

// target returns the document in whose place a link or form of d opens what it names.
func (p *Page) target(d *document, n *dom.Node) *document {
	name, ok := n.Attr("target")
	if !ok {
		for e := d.dom.Root().First(); e != nil; e = e.After(d.dom.Root()) {
			if e.IsHTML("base") {
				if v, has := e.Attr("target"); has {
					name = v
					break
				}
			}
		}
	}
	return p.targetNamed(d, name)
}

// targetNamed returns the document that a target names in d. There are no other windows: what
// would open one opens in the page.
func (p *Page) targetNamed(d *document, name string) *document {
	switch strings.ToLower(name) {
	case "", "_self":
		return d
	case "_parent":
		if d.frames.parent != nil {
			return d.frames.parent
		}
		return d
	case "_top", "_blank", "_new":
		return p.doc
	}
	found := p.doc
	p.doc.each(func(k *document) {
		if e := k.frames.element; e != nil && found == p.doc {
			if v, _ := e.Attr("name"); v == name {
				found = k
			}
		}
	})
	return found
}

// restoreFrames brings the frames of the page to what an entry of the session history shows in
// them.
func (p *Page) restoreFrames(e *entry) {
	p.doc.each(func(d *document) {
		k := d.frames.frame
		if k == nil {
			return
		}
		want, ok := e.inner[k.path()]
		if !ok {
			if src, isSrc := strings.CutPrefix(k.asked, "src "); isSrc {
				if u, err := k.in.loader.Resolve(src); err == nil {
					want = u.String()
				}
			} else if d.url.String() != "about:srcdoc" {
				k.asked = "" // its text is shown again
				p.wantFrame(k.in, k.element, true)
				return
			}
		}
		if want == "" || want == d.url.String() || want == "about:blank" {
			return
		}
		if u, err := weburl.Parse(want); err == nil {
			p.openFrame(k, u, Visit{Cache: cache.ForceCache})
		}
	})
}

// keyPlace returns where keys go: to the focused element, or to where the button was pressed.
func (p *Page) keyPlace() place {
	if f := p.input.focus; f.node != nil && p.shows(f.doc) && f.doc.line.base != nil {
		f.scroller = f.doc.line.base.FindScroller(f.node.ID())
		if f.scroller == display.Viewport {
			f.scroller = f.doc.scrollerOf(f.node)
		}
		return f
	}
	if at := p.input.last; at.doc != nil && p.shows(at.doc) {
		if at.doc.line.base != nil && at.scroller >= len(at.doc.line.base.Scrollers) {
			at.scroller = display.Viewport
		}
		return at
	}
	return place{doc: p.doc, scroller: display.Viewport}
}

// shows reports whether a document is still part of the page.
func (p *Page) shows(d *document) bool {
	for d.frames.parent != nil {
		if k := d.frames.frame; k.doc != d {
			return false
		}
		d = d.frames.parent
	}
	return d == p.doc
}
