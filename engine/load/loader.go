package load

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/engine/res"
	"vitrine/engine/trace"
	"vitrine/layout/text"
	"vitrine/net/cache"
	"vitrine/net/fetch"
	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

// Limits bounds what the subresources of one page may cost. The zero value of a field means its
// default.
type Limits struct {
	Resources  int   // how many subresources one page may fetch
	SheetBytes int64 // of one stylesheet
	ImageBytes int64 // of one image, undecoded
	FontBytes  int64 // of one font file
	Imports    int   // how deep @import may nest
	Parallel   int   // how many fetches of one page run at the same time
	Arriving   int64 // bytes of bodies that are held until they are decoded
	Announced  int   // resources and origins that a head may name ahead of the page
	URLBytes   int   // of an address that is sent to a server
	Decoded    int64 // bytes of all decoded images of a page together
}

// DefaultLimits are the limits that a zero Limits means.
var DefaultLimits = Limits{Resources: 10000, SheetBytes: 16 << 20, ImageBytes: 64 << 20,
	FontBytes: 64 << 20, Imports: 16, Parallel: 128, Arriving: 192 << 20, Announced: 64, URLBytes: 2 << 20, Decoded: 256 << 20}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	set := func(p *int, v int) {
		if *p > 0 {
			v = *p
		}
		*p = v
	}
	set64 := func(p *int64, v int64) {
		if *p <= 0 {
			*p = v
		}
	}
	set(&l.Resources, d.Resources)
	set(&l.Imports, d.Imports)
	set(&l.Parallel, d.Parallel)
	set(&l.Announced, d.Announced)
	set64(&l.Arriving, d.Arriving)
	set(&l.URLBytes, d.URLBytes)
	set64(&l.Decoded, d.Decoded)
	set64(&l.SheetBytes, d.SheetBytes)
	set64(&l.ImageBytes, d.ImageBytes)
	set64(&l.FontBytes, d.FontBytes)
	return l
}

// Fetcher is the part of fetch.Client that loading needs.
type Fetcher interface {
	Fetch(context.Context, *fetch.Request) (*fetch.Response, error)
}

// Config is what a Loader works with.
type Config struct {
	Fetch Fetcher
	// Post hands a task to the page's goroutine. It may be called from any goroutine and must
	// not wait for the task.
	Post func(func())
	URL  *weburl.URL // of the document: referrer and first base
	// Page has the document's rules for what is loaded on its behalf, or nil.
	Page *fetch.Page
	// Cache is how everything the page asks for uses the HTTP cache.
	Cache cache.Mode
	// Sheets keeps parsed sheets for all pages; nil parses each anew.
	Sheets *cssom.Cache
	// Fonts are for text in SVG images.
	Fonts *text.Fonts
	// Images bounds the decoded size of an image.
	Images res.Limits
	Limits Limits
}

// Loader loads the subresources of one document. Methods are for the page's goroutine, except
// Hint.
type Loader struct {
	cfg    Config
	ctx    context.Context
	cancel context.CancelFunc
	span   *trace.Span
	slots  chan struct{} // one per running fetch
	room   *arriving

	mu       sync.Mutex // guards what Hint touches as well
	base     *weburl.URL
	encode   weburl.QueryEncoder // of the document; nil is UTF-8
	fallback *weburl.URL         // what base is without a base element; nil: the document's address
	referrer *weburl.URL         // what servers are told; nil: the document's address
	sheets   map[string]*sheetFetch
	images   map[string]*Image
	fonts    map[string]*fontFetch
	given    *resource                       // what needs no fetch
	policies map[string]fetch.ReferrerPolicy // of the sheets that state one, by their address
	started  int
	doneN    int
	quirks   bool        // the document's mode, or what it will probably be
	budget   *res.Budget // of decoded images

	changes Changes

	metas      map[string]bool // contents of <meta> elements whose rules hold
	announced  int             // origins and resources, see Limits.Announced
	styleNodes map[dom.ID]*styleText
	byNode     map[dom.ID]shown
	env        media.Env // that elements choose their images by
}

// Changes says what arrived since the last Take.
type Changes struct {
	Sheets, Images, Fonts bool
}

// New returns a loader for the document at cfg.URL. Cancelling ctx stops its fetches.
func New(ctx context.Context, cfg Config) *Loader {
	cfg.Limits = cfg.Limits.withDefaults()
	ctx, cancel := context.WithCancel(ctx)
	return &Loader{cfg: cfg, ctx: ctx, budget: res.NewBudget(cfg.Limits.Decoded), cancel: cancel, span: trace.From(ctx), base: cfg.URL,
		slots: make(chan struct{}, cfg.Limits.Parallel), room: newArriving(cfg.Limits.Arriving),
		sheets: map[string]*sheetFetch{}, images: map[string]*Image{}, fonts: map[string]*fontFetch{}, policies: map[string]fetch.ReferrerPolicy{},
		styleNodes: map[dom.ID]*styleText{}, byNode: map[dom.ID]shown{}}
}

// Pending returns how many fetches have been started and have not handed over their outcome.
func (l *Loader) Pending() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.started - l.doneN
}

// Progress returns how many subresources were asked for and how many of these are done.
func (l *Loader) Progress() (done, started int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.doneN, l.started
}

// Take returns what arrived since it was last called.
func (l *Loader) Take() Changes {
	c := l.changes
	l.changes = Changes{}
	return c
}

// SetBase sets the document's base URL from its first base element with an href.
// https://html.spec.whatwg.org/multipage/semantics.html#the-base-element
func (l *Loader) SetBase(d *dom.Document) {
	l.takeMetas(d)
	if e, ok := sniff.LookupEncoding(d.Charset); ok && e != sniff.UTF8 {
		l.encode = e.EncodeQuery
	}
	for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
		if !n.IsHTML("base") {
			continue
		}
		if href, ok := n.Attr("href"); ok {
			from := l.cfg.URL
			if l.fallback != nil {
				from = l.fallback
			}
			if u, err := from.Resolve(href); err == nil && !u.Is("data", "javascript") && l.baseAllowed(u) {
				d.BaseURL = u.String()
				l.mu.Lock()
				l.base = u
				l.mu.Unlock()
			}
			return
		}
	}
}

// SetFallback sets the base URL of a document that has no address of its own to resolve
// references against.
func (l *Loader) SetFallback(u *weburl.URL) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.base, l.fallback = u, u
}

// SetReferrer sets the address that servers are told of a document without one of its own: that of the
// document around it.
// https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
func (l *Loader) SetReferrer(u *weburl.URL) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.referrer = u
}

// Referrer returns the address that servers are told of the document.
func (l *Loader) Referrer() *weburl.URL {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.referrer != nil {
		return l.referrer
	}
	return l.cfg.URL
}

// Base returns the URL that references of the document resolve against.
func (l *Loader) Base() *weburl.URL {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.base
}

// Resolve parses a reference of the document: an attribute, not a URL of a sheet. What is not ASCII
// in its query is written in the document's encoding.
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#encoding-parsing-a-url
func (l *Loader) Resolve(ref string) (*weburl.URL, error) {
	return l.Base().ResolveEncoded(ref, l.encode)
}

// Hint starts the fetch that a preload hint announces. It may be called from any goroutine.
func (l *Loader) Hint(h htmlparse.Hint) {
	switch h.Kind {
	case htmlparse.HintPolicy:
		l.addPolicy(h.URL)
		return
	case htmlparse.HintReferrer:
		l.cfg.Page.SetReferrerPolicy(h.URL)
		return
	}
	if _, query, _ := strings.Cut(h.URL, "?"); strings.ContainsFunc(query, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return // it depends on the encoding, which is not known yet
	}
	base := l.Base()
	u, err := base.Resolve(h.URL)
	if err != nil {
		return
	}
	switch h.Kind {
	case htmlparse.HintBase:
		if !u.Is("data", "javascript") && l.baseAllowed(u) {
			l.mu.Lock()
			l.base = u
			l.mu.Unlock()
		}
	case htmlparse.HintStyle:
		if t, _ := h.Attr("type"); likely(h.Media) && sheetType(t) {
			l.sheet(u, "", nil, wanted(h.Attr), byScanner)
		}
	case htmlparse.HintImage:
		if preloadsImage(h.Attr) {
			l.image(u, nil, wanted(h.Attr).forImage(), byScanner)
		}
	case htmlparse.HintFont:
		if likely(h.Media) {
			l.font(u, nil, byScanner)
		}
	case htmlparse.HintOrigin:
		l.preconnect(u)
	}
}

// preloadsImage reports whether the image of an element or a Link field is asked for ahead of time.
func preloadsImage(attr func(string) (string, bool)) bool {
	media, _ := attr("media")
	typ, _ := attr("type")
	_, choice := attr("imagesrcset")
	if kind, _ := attr("rel"); kind == "" {
		typ = "" // of an input element: no MIME type
	}
	return likely(media) && !choice && knownImageType(typ)
}

// likely reports whether a media attribute will probably hold: nothing is asked for that may not be
// needed.
func likely(media string) bool {
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "" || media == "all" || strings.Contains(media, "screen") && !strings.HasPrefix(media, "not")
}

// finder says who discovered that a resource is needed.
type finder string

const (
	byScanner finder = "preload scanner" // while the document still arrived
	byParser  finder = "parser"          // an element of the document
	byStyle   finder = "style"           // a computed style
	byImport  finder = "@import"         // another sheet
	byHead    finder = "Link field"      // of the document's head, or one before it
)

// found tells that a resource has been discovered.
func (l *Loader) found(u *weburl.URL, kind string, by finder) {
	if l.span != nil {
		l.span.Note(trace.Info, "discovered", trace.Pos{}, trace.Str("url", clip(u.String())), trace.Str("kind", kind), trace.Str("by", string(by)))
	}
}

// errTooMany is the outcome of fetches past Limits.Resources.
var errTooMany = errors.New("the page asks for too many resources")

// errLongURL is the outcome of fetches past Limits.URLBytes.
var errLongURL = errors.New("the address is too long")

// start runs work on its own goroutine and then done on the page's. It must be called with
// l.mu held. The fetch counts as pending until done was called.
func (l *Loader) start(work func(*hold), done func()) {
	l.started++
	go func() {
		func() {
			select {
			case l.slots <- struct{}{}:
				defer func() { <-l.slots }()
			case <-l.ctx.Done():
			}
			h := &hold{a: l.room}
			defer h.release()
			work(h)
		}()
		l.cfg.Post(func() {
			l.mu.Lock()
			l.doneN++
			l.mu.Unlock()
			done()
		})
	}()
}

// resource is what a fetch brought.
type resource struct {
	url   *weburl.URL // final
	typ   sniff.Type  // as declared
	typed bool        // a type was declared
	body  []byte
	res   *fetch.Response
}

// Give hands over an image that is there already, because it is what the document shows: it is not
// fetched again.
func (l *Loader) Give(u *weburl.URL, typ sniff.Type, body []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.given = &resource{url: u, typ: typ, typed: true, body: body}
}

// get fetches u. A status from 400 on is an error, but for images of other elements than objects:
// they are shown whatever the status is, as in other browsers. The body counts in h.
func (l *Loader) get(h *hold, u *weburl.URL, dest fetch.Destination, referrer *weburl.URL, w want, limit int64) (*resource, error) {
	l.mu.Lock()
	tooMany, given := l.started > l.cfg.Limits.Resources, l.given
	l.mu.Unlock()
	if given != nil && dest == fetch.Image && withoutFragment(u) == withoutFragment(given.url) {
		return given, nil
	}
	if tooMany {
		return nil, errTooMany
	}
	if u.Is("http", "https") && len(u.String()) > l.cfg.Limits.URLBytes {
		return nil, errLongURL
	}
	if referrer == nil {
		referrer = l.Referrer()
	} else if w.referrer == fetch.DefaultReferrerPolicy {
		l.mu.Lock()
		w.referrer = l.policies[referrer.String()]
		l.mu.Unlock()
	}
	if err := l.ctx.Err(); err != nil {
		return nil, err
	}
	r, err := l.cfg.Fetch.Fetch(l.ctx, &fetch.Request{URL: u, Destination: dest, Referrer: referrer, Page: l.cfg.Page, Initiator: l.cfg.URL,
		Cache: l.cfg.Cache, CORS: w.cors, Nonce: w.nonce, ReferrerPolicy: w.referrer})
	if err != nil {
		return nil, err
	}
	if dest == fetch.Style { // https://w3c.github.io/webappsec-referrer-policy/#integration-with-css
		if p, ok := fetch.ParseReferrerPolicy(r.Header.First("Referrer-Policy")); ok {
			l.mu.Lock()
			l.policies[r.URL.String()] = p
			l.mu.Unlock()
		}
	}
	got := &resource{url: r.URL, res: r}
	got.typ, got.typed = r.Type()
	if (dest == fetch.Image || dest == fetch.Object) && got.typ.Is(mixedReplace) {
		err = h.readPart(l.ctx, got, limit)
	} else {
		got.body, err = h.read(l.ctx, r.Body, r.Length, limit)
	}
	r.Body.Close()
	if errors.Is(err, fetch.ErrCodingCut) { // all came that was announced, and other browsers use it
		l.span.Note(trace.Warning, "coding", trace.Pos{URL: clip(u.String())}, trace.Err(err))
		err = nil
	}
	switch {
	case err != nil:
		return nil, err
	case r.Status >= 400 && dest != fetch.Image:
		return nil, fmt.Errorf("status %d %s", r.Status, r.StatusText)
	case r.Status == 204 || r.Status == 205: // https://fetch.spec.whatwg.org/#null-body-status
		return nil, fmt.Errorf("status %d %s: no content", r.Status, r.StatusText)
	}
	if w.integrity != "" {
		// https://www.w3.org/TR/SRI/#does-response-match-metadatalist: what another origin did not
		// agree to share cannot be checked, and counts as wrong.
		if w.cors == fetch.NoCORS && !r.URL.Origin().Same(l.cfg.URL.Origin()) || !fetch.Integrity(got.body, w.integrity) {
			return nil, fetch.ErrIntegrity
		}
	}
	return got, nil
}

// failed reports a resource that the page goes on without. A cancelled fetch is no news.
func (l *Loader) failed(what string, u *weburl.URL, err error) {
	if l.ctx.Err() != nil {
		return
	}
	l.span.Note(trace.Warning, what, trace.Pos{URL: clip(u.String())}, trace.Err(err))
}

// clip shortens a URL for the trace: data: URLs can be megabytes.
func clip(s string) string {
	const most = 300
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// decoding bounds how many images are decoded at the same time, over all pages.
var decoding = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))

// Stop gives up every fetch that runs or waits. What arrived before stays.
func (l *Loader) Stop() { l.cancel() }

// Stopped reports whether Stop was called.
func (l *Loader) Stopped() bool { return l.ctx.Err() != nil }

// note reports a problem that has no address.
func (l *Loader) note(what, about string, err error) {
	l.span.Note(trace.Warning, what, trace.Pos{URL: l.cfg.URL.String()}, trace.Str("about", about), trace.Err(err))
}
