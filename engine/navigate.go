package engine

import (
	"context"
	"errors"
	"io"
	"maps"
	"strings"

	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/engine/load"
	"vitrine/engine/trace"
	"vitrine/engine/view"
	"vitrine/layout/geom"
	"vitrine/net/cache"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// entry is one entry of the session history.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#session-history-entry
type entry struct {
	url    string
	title  string
	scroll geom.Point
	// offsets are those of scroll containers, and doc and inner what the frames show: the
	// address by frame.path, of those that a person led elsewhere in document doc.
	offsets map[dom.ID]geom.Point
	doc     uint64
	inner   map[string]string
	forms   []keptControl // what a person did to form controls
	sent    *Visit        // what the document is the answer to, when asking again would do it again
}

// historyStep says what a navigation does to the session history.
type historyStep int

const (
	pushEntry    historyStep = iota // forget what was ahead and add
	replaceEntry                    // reload: stay at the entry and where it was scrolled to
	againEntry                      // the address that is shown already: stay at the entry
	moveEntry                       // back or forward: navigation.target
)

// navigation is a document on its way.
type navigation struct {
	url    *weburl.URL
	visit  Visit
	frame  *frame        // that it happens in; nil for the page
	around []*weburl.URL // documents around the frame
	step   historyStep
	target int // of moveEntry
	ctx    context.Context
	cancel context.CancelFunc
	span   *trace.Span
	done   []chan error
	sent   *Visit // see entry
}

func (n *navigation) finish(err error) {
	for _, ch := range n.done {
		ch <- err
	}
	n.done = nil
}

// navigate starts to open u. A fragment of the page that is shown only scrolls.
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate
func (p *Page) navigate(u *weburl.URL, step historyStep, done chan error) {
	p.navigateTo(u, Visit{}, step, 0, done)
}

// navigateTo is navigate with all that a visit may ask for; the address is u's.
func (p *Page) navigateTo(u *weburl.URL, v Visit, step historyStep, target int, done chan error) {
	if step == pushEntry && !v.sends() && p.at < len(p.history) && p.history[p.at].url == u.String() {
		step = againEntry // https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate step 12
	}
	if p.doc != nil && p.doc.err == nil && step != replaceEntry && !v.sends() && u.HasFragment() && u.Equal(p.doc.url, false) {
		p.abandon()
		p.saveScroll()
		p.doc.url = u
		p.record(step, target, u.String())
		p.opened(u)
		if step == moveEntry {
			p.scrollTo(p.doc, p.history[p.at].scroll)
		} else {
			p.scrollToFragment(p.doc)
		}
		if done != nil {
			done <- nil
		}
		return
	}
	p.abandon()
	ctx, cancel := context.WithCancel(p.ctx)
	ctx, span := trace.Start(ctx, "navigate", trace.Str("url", clip(u.String())))
	n := &navigation{url: u, visit: v, step: step, target: target, ctx: ctx, cancel: cancel, span: span}
	if done != nil {
		n.done = append(n.done, done)
	}
	p.nav = n
	p.notice = ""
	p.stale = true
	go p.bring(n, v.source)
}

// abandon gives up the navigation that is under way.
func (p *Page) abandon() {
	if n := p.nav; n != nil {
		p.nav = nil
		n.cancel()
		n.span.End()
		n.finish(context.Canceled)
	}
}

// stop is the stop button: no more fetches; what is there stays.
func (p *Page) stop() {
	p.abandon()
	if p.doc != nil {
		p.doc.each(func(d *document) {
			d.loader.Stop()
			for _, k := range d.frames.by {
				k.abandon()
			}
		})
	}
	p.stale = true
}

// bring fetches and parses the document of n, on its own goroutine, and hands it to the page.
func (p *Page) bring(n *navigation, referrer *weburl.URL) {
	d, err := p.build(n, referrer)
	stays := err == errStays
	if stays {
		err = nil
	} else if err != nil && n.ctx.Err() == nil {
		d = p.buildError(n.ctx, n.url, err)
	}
	p.post(func() {
		if p.nav != n {
			if d != nil {
				d.cancel()
			}
			return
		}
		p.nav = nil
		p.stale = true
		if stays && p.doc == nil { // nothing to stay at
			d = p.newDocument(n.ctx, weburl.MustParse("about:blank"), nil, cache.Default)
			p.parse(d, ours(view.Text("", p.notice)))
		}
		if d != nil {
			p.commit(n, d)
		}
		n.span.End()
		n.finish(err)
	})
}

// build makes the document of a navigation.
func (p *Page) build(n *navigation, referrer *weburl.URL) (*document, error) {
	lim := p.e.cfg.Limits
	target, source := n.url, false
	if u := sourceOf(n.url); u != nil && n.frame == nil {
		target, source, referrer = u, true, nil
	}
	q := n.visit.request(target, referrer)
	if n.frame != nil {
		q.Destination, q.Page = fetch.Frame, n.frame.in.rules
	}
	r, err := p.e.cfg.Fetch.Fetch(n.ctx, q)
	if err != nil {
		return nil, err
	}
	if n.frame == nil && n.visit.sends() && r.Method == n.visit.Method { // no redirect made it a GET
		v := n.visit
		n.sent = &v
	}
	if n.frame != nil {
		if err := r.Framed(n.around); err != nil {
			r.Body.Close()
			return nil, err
		}
	}
	if n.frame == nil && (r.Status == 204 || r.Status == 205) {
		r.Body.Close()
		return nil, errStays
	}
	if !source && p.download(n, r) {
		return nil, errStays
	}
	final := r.URL
	if source {
		final = n.url
	}
	if n.url.HasFragment() && !final.HasFragment() {
		if u, err := final.Resolve("#" + n.url.Fragment()); err == nil {
			final = u
		}
	}
	rules := r.Page()
	if n.frame != nil {
		rules.Frame(n.frame.in.rules)
	}
	d := p.newDocument(n.ctx, final, rules, n.visit.Cache)
	d.loader.Links(fetch.Links(r.Header))
	typ := r.SniffType()
	n.span.Note(trace.Info, "content", trace.Pos{URL: clip(final.String())}, trace.Str("type", typ.Essence()))
	var hints io.Writer = io.Discard
	if typ.IsHTML() && !source {
		hints = newPreload(d.loader)
	}
	body, err := readBody(r, hints, lim.DocumentBytes)
	if err != nil {
		n.span.Note(trace.Warning, "document", trace.Pos{URL: clip(final.String())}, trace.Err(err))
		// A part of a page is worth showing; nothing, or a bomb, is not.
		if len(body) == 0 || errors.Is(err, fetch.ErrBomb) {
			d.cancel()
			return nil, err
		}
		d.cut = err
	}
	declared := ""
	if t, ok := r.Type(); ok {
		declared = t.String() // of several the one that counts
	} else if v := r.Header.Values("Content-Type"); len(v) > 0 {
		declared = v[len(v)-1]
	}
	if typ.IsImage() {
		d.loader.Give(r.URL, typ, body)
	}
	b := brought{url: r.URL, declared: declared, typ: typ, body: body}
	if source {
		p.parse(d, b.source())
		return d, nil
	}
	c, err := contentFor(b, lim.Images)
	if err != nil {
		d.cancel()
		return nil, err
	}
	p.parse(d, c)
	return d, nil
}

// chunk is how much of a body is read before the preload scanner sees it.
const chunk = 64 << 10

// readBody reads a document, showing it to the preload scanner as it arrives.
func readBody(r *fetch.Response, hints io.Writer, limit int64) ([]byte, error) {
	defer r.Body.Close()
	size := int64(16 << 10)
	if r.Length > 0 {
		size = min(r.Length+512, 8<<20)
	}
	b := make([]byte, 0, size)
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Body.Read(b[len(b):min(cap(b), len(b)+chunk)])
		hints.Write(b[len(b) : len(b)+n])
		b = b[:len(b)+n]
		switch {
		case err == io.EOF:
			return b, nil
		case err != nil:
			return b, err
		case int64(len(b)) > limit:
			return b[:limit], fetch.ErrTooLarge
		}
	}
}

func (p *Page) parse(d *document, c content) {
	d.dom = htmlparse.Parse(trace.From(d.ctx), htmlparse.Input{
		URL: d.url.String(), ContentType: c.typ, Body: c.body, Limits: p.e.cfg.Limits.Parse})
	d.dom = foldable(d.dom, c)
	warmText(p.e.cfg.Fonts, d.dom)
	d.loader.Quirks(d.dom.Mode == dom.Quirks)
	d.loader.SetBase(d.dom)
	d.title = documentTitle(d.dom)
	d.autofocus = autofocusCandidates(d.dom)
	d.dom.Record()
}

// newDocument prepares a document; rules are those of the response that brought it, or nil, and
// mode is how its resources use the cache.
func (p *Page) newDocument(ctx context.Context, u *weburl.URL, rules *fetch.Page, mode cache.Mode) *document {
	// The document outlives its navigation but not the page.
	dctx, cancel := context.WithCancel(trace.With(p.ctx, trace.From(ctx)))
	d := &document{page: p, url: u, ctx: dctx, cancel: cancel, rules: rules, cache: mode, serial: p.serial.Add(1)}
	d.loader = load.New(dctx, load.Config{Fetch: p.e.cfg.Fetch, Post: p.post, URL: u, Page: rules, Cache: mode, Sheets: &p.e.sheets,
		Fonts: p.e.cfg.Fonts, Images: p.e.cfg.Limits.Images, Limits: p.e.cfg.Limits.Load})
	return d
}

// buildError makes the page that says why url cannot be shown.
func (p *Page) buildError(ctx context.Context, u *weburl.URL, err error) *document {
	d := p.newDocument(ctx, u, nil, cache.Default)
	d.err = err
	trace.From(ctx).Note(trace.Error, "navigation failed", trace.Pos{URL: clip(u.String())}, trace.Err(err))
	p.parse(d, content{typ: "text/html; charset=utf-8", body: errorPage(p.e.cfg.Lang, u.String(), err)})
	return d
}

// fail shows an error page for something that is not even a URL.
func (p *Page) fail(input string, err error, step historyStep, done chan error) {
	p.abandon()
	d := p.newDocument(p.ctx, weburl.MustParse("about:blank"), nil, cache.Default)
	d.err = err
	p.parse(d, content{typ: "text/html; charset=utf-8", body: errorPage(p.e.cfg.Lang, input, err)})
	p.commit(&navigation{url: d.url, step: step}, d)
	if done != nil {
		done <- err
	}
}

// commit makes d the document that is shown.
func (p *Page) commit(n *navigation, d *document) {
	if p.doc != nil {
		p.saveScroll()
		p.doc.close()
	}
	p.doc, p.frameCount = d, 0
	p.input.reset()
	p.record(n.step, n.target, d.url.String())
	at := &p.history[p.at]
	at.title, at.doc, at.inner = d.title, d.serial, nil
	if d.again == nil {
		at.sent = n.sent
	}
	p.remember(n, d)
	if n.step == moveEntry || n.step == replaceEntry {
		d.wantScroll, d.offsets = &at.scroll, at.offsets
		if n.step == moveEntry {
			d.restoreForms(at.forms)
		}
	} else if d.url.HasFragment() {
		d.wantFragment = true
	}
}

func (p *Page) saveScroll() {
	if p.at < len(p.history) && p.doc != nil {
		at := &p.history[p.at]
		at.scroll, at.offsets, at.forms = p.doc.scroll, maps.Clone(p.doc.offsets), p.doc.keepForms()
	}
}

// record updates the session history.
func (p *Page) record(step historyStep, target int, url string) {
	switch {
	case step == moveEntry && target >= 0 && target < len(p.history):
		p.at = target
		p.history[p.at].url = url
	case (step == replaceEntry || step == againEntry) && len(p.history) > 0:
		p.history[p.at].url = url
	default:
		if len(p.history) > 0 {
			p.history = p.history[:p.at+1]
		}
		p.history = append(p.history, entry{url: url})
		if over := len(p.history) - p.e.cfg.Limits.History; over > 0 {
			p.history = p.history[over:]
		}
		p.at = len(p.history) - 1
	}
	p.stale = true
}

// move moves through the session history by delta.
func (p *Page) move(delta int) {
	to := p.at + delta
	if to < 0 || to >= len(p.history) {
		return
	}
	if p.doc != nil && p.doc.serial == p.history[to].doc && p.nav == nil && p.history[to].url == p.history[p.at].url {
		p.saveScroll()
		p.at, p.stale = to, true
		p.restoreFrames(&p.history[to])
		p.scrollTo(p.doc, p.history[to].scroll)
		return
	}
	if u, err := weburl.Parse(p.history[to].url); err == nil {
		if v := p.history[to].sent; v != nil {
			p.saveScroll()
			p.ask(again{u, *v, moveEntry, to})
			return
		}
		// What was shown is shown again, however old: going back must not change the page.
		p.navigateTo(u, Visit{Cache: cache.ForceCache}, moveEntry, to, nil)
	}
}

// reload opens the address that is shown again. Everything is asked back; when hard, nothing
// that is stored is used.
func (p *Page) reload(hard bool) {
	if p.at >= len(p.history) {
		return
	}
	u, err := weburl.Parse(p.history[p.at].url)
	if err != nil {
		return
	}
	if p.doc != nil && p.doc.again != nil {
		p.sendAgain(p.doc)
		return
	}
	p.saveScroll()
	if v := p.history[p.at].sent; v != nil {
		p.ask(again{u, *v, replaceEntry, 0})
		return
	}
	v := Visit{Cache: cache.NoCache}
	if hard {
		v.Cache = cache.Reload
	}
	p.navigateTo(u, v, replaceEntry, 0, nil)
}

// documentTitle returns the title. https://html.spec.whatwg.org/multipage/dom.html#document.title
func documentTitle(d *dom.Document) string {
	svg := false
	if r := d.DocumentElement(); r != nil && r.NS() == dom.SVG {
		svg = true
	}
	for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
		if n.IsHTML("title") || svg && n.Type == dom.ElementNode && n.NS() == dom.SVG && n.Name() == "title" {
			return strings.Join(strings.Fields(n.TextContent()), " ")
		}
	}
	return ""
}
