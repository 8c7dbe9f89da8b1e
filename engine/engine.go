package engine

import (
	"context"
	"io/fs"
	"sync"

	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/engine/lang"
	"vitrine/engine/load"
	"vitrine/engine/trace"
	"vitrine/engine/visited"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// Config says what an Engine works with. All of it has defaults.
type Config struct {
	// Fetch loads resources; usually a *fetch.Client, which the engine does not close. nil means a
	// client of the engine's own that remembers nothing.
	Fetch load.Fetcher
	// Fonts are the faces that pages may use; nil means the embedded ones alone.
	Fonts *text.Fonts
	// Width and Height are the viewport of new pages in CSS px; 0 means 1024 and 768.
	Width, Height int
	// Print makes pages for this paper, and media queries see print; nil for a screen. Width and
	// Height give way to the page area of a document's first page.
	Print *Print
	// Scale is how many device px one CSS px has; 0 means 1.
	Scale float64
	// Progressive makes pages publish frames while they still load. Without it a frame is made
	// only when everything it needs has arrived or failed, which costs least.
	Progressive bool
	// Download takes what is no page, and what its server wants to be saved; nil makes error pages
	// of the former and pages of the latter.
	Download Downloader
	// NewWindow opens an address elsewhere, for links that are clicked with the middle button or with
	// Ctrl; nil opens them as any other click does. It must return at once.
	NewWindow func(url string)
	// Files are those that a person can choose from in forms, beginning in Folder; nil: none.
	Files  fs.FS
	Folder string
	// ColorScheme is what the person prefers, until a PreferScheme event: what prefers-color-scheme
	// answers, and what elements use that support both. Paper is always light.
	ColorScheme media.Scheme
	// Lang is the language in which the browser itself speaks: error pages, calendars, what is wrong
	// with a form. Pages are asked for in what Config.Fetch prefers.
	Lang lang.Lang
	// Animation says at which time of their animations pages are shown.
	Animation Animation
	// History remembers the addresses that were shown, for :visited; nil: nothing is remembered.
	History *visited.Links
	// Trace receives what the engine does; nil is no trace.
	Trace *trace.Span
	// Limits bounds everything that content could make unbounded.
	Limits Limits
}

// Engine makes pages. It is safe for concurrent use; pages share its fonts and its fetcher.
type Engine struct {
	cfg    Config
	own    *fetch.Client // Config.Fetch when nobody gave one; else nil
	sheets cssom.Cache   // parsed sheets, shared by pages

	mu    sync.Mutex
	pages map[*Page]bool
}

// New returns an engine.
func New(cfg Config) *Engine {
	cfg.Limits = cfg.Limits.withDefaults()
	if cfg.Width <= 0 {
		cfg.Width = 1024
	}
	if cfg.Height <= 0 {
		cfg.Height = 768
	}
	if !(cfg.Scale > 0) {
		cfg.Scale = 1
	}
	if cfg.Fonts == nil {
		cfg.Fonts = text.NewFonts(text.Config{})
	}
	go warm(cfg.Fonts)
	e := &Engine{cfg: cfg, pages: map[*Page]bool{}}
	if cfg.Fetch == nil {
		e.own = fetch.New(fetch.Config{})
		e.cfg.Fetch = e.own
	}
	return e
}

// Rest gives back memory that was kept so that a next page like the last one is quick. It is for
// whoever knows that the pages to come are others, or that none comes soon.
func (e *Engine) Rest() { e.cfg.Fonts.Rest() }

// Close closes every page of the engine.
func (e *Engine) Close() {
	e.mu.Lock()
	pages := e.pages
	e.pages = map[*Page]bool{}
	e.mu.Unlock()
	for p := range pages {
		p.Close()
	}
	if e.own != nil {
		e.own.Close()
	}
}

// NewPage returns an empty page.
func (e *Engine) NewPage() *Page {
	ctx, cancel := context.WithCancel(trace.With(context.Background(), e.cfg.Trace))
	p := &Page{e: e, ctx: ctx, cancel: cancel, wake: make(chan struct{}, 1), done: make(chan struct{}),
		scale: e.cfg.Scale, scheme: e.cfg.ColorScheme, view: geom.Size{W: geom.Int(e.cfg.Width), H: geom.Int(e.cfg.Height)}}
	e.mu.Lock()
	e.pages[p] = true
	e.mu.Unlock()
	go p.run()
	return p
}

// Load opens an address in a new page and returns when its document was parsed; Idle tells when
// everything else has arrived. When the document could not be had, the page shows why and the
// error says the same: the page is never nil.
func (e *Engine) Load(ctx context.Context, url string) (*Page, error) {
	p := e.NewPage()
	return p, p.Open(ctx, url)
}

// Open navigates the page to an address and waits until its document is there. It returns why
// the document could not be had; the page then shows an error page.
func (p *Page) Open(ctx context.Context, url string) error {
	return p.Visit(ctx, Visit{URL: url})
}

// Visit is Open with a method, a body or a cache mode.
func (p *Page) Visit(ctx context.Context, v Visit) error {
	done := make(chan error, 1)
	p.post(func() {
		u, err := weburl.Parse(v.URL)
		if err != nil {
			p.fail(v.URL, err, pushEntry, done)
			return
		}
		p.navigateTo(u, v, pushEntry, 0, done)
	})
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		p.post(p.stop)
		return context.Cause(ctx)
	case <-p.done:
		return ErrClosed
	}
}
