package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"vitrine/engine"
	"vitrine/engine/lang"
	pageload "vitrine/engine/load"
	"vitrine/engine/trace"
	"vitrine/layout/text"
	"vitrine/net/fetch"
	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

// options are the flags that every command which opens pages shares.
type options struct {
	viewport viewport
	fonts    list
	embedded bool
	offline  bool
	timeout  time.Duration
	naming
	profile
	live    bool // draw while the page still loads, as the window does
	record  string
	at      animationTime
	scale   float64 // device px per CSS px, of which pages choose by; 0 is 1
	scheme  scheme  // light unless it was set before register
	verbose bool
	lang    lang.Lang       // in which the browser speaks
	print   *engine.Print   // the paper; nil for a screen
	about   fetch.AboutFunc // pages of the program itself, or nil; see also address
	desktop                 // what desktop browsers do; what it is before register is the default
}

// desktop is where a browser on a desk differs from one that only draws pictures.
type desktop struct{ hyphens, langFonts bool }

// onDesk is for commands that show pages to a person.
var onDesk = desktop{hyphens: true, langFonts: true}

func (o *options) register(f *flag.FlagSet) {
	o.viewport = viewport{1024, 768}
	f.Var(&o.viewport, "viewport", "`WIDTHxHEIGHT` of the page's window in CSS px")
	f.Var(&o.fonts, "font-dir", "`folder` with fonts that pages may name; may be given again")
	f.BoolVar(&o.embedded, "embedded-fonts", false, "use only embedded fonts and those of -font-dir: the same picture on every machine")
	f.BoolVar(&o.hyphens, "hyphenation", o.hyphens, "let hyphens: auto break words by dictionaries, as a desktop browser does; pictures of a headless Chromium are without (write -hyphenation=false to turn it off)")
	f.BoolVar(&o.langFonts, "language-fonts", o.langFonts, "set text in Chinese, Japanese and Korean in the faces that a desktop browser's settings name for its language; pictures of a headless Chromium are without (write -language-fonts=false to turn it off)")
	f.BoolVar(&o.offline, "offline", false, "use no network: http and https fail at once")
	f.DurationVar(&o.timeout, "timeout", pageTimeout, "give up on a page after this `time`")
	f.Var(&o.at, "at", "show animations at this `time` after loading, 1.5s for example; rest shows what ends within 10 s as it ends")
	f.BoolVar(&o.at.Reduced, "reduced-motion", false, "tell pages that the person prefers reduced motion")
	f.Var(&o.scheme, "color-scheme", "what the person prefers, and pages that have both show: `light|dark|auto`; auto is what the desktop says")
	o.naming.register(f, "system")
	o.profile.register(f)
	f.BoolVar(&o.verbose, "v", false, "print warnings about broken content and failed resources on stderr")
}

// viewport is a flag of the form 1024x768.
type viewport struct{ w, h int }

func (v *viewport) String() string { return fmt.Sprintf("%dx%d", v.w, v.h) }

// maxViewport bounds what -viewport takes, in CSS px a side.
const maxViewport = 16384

func (v *viewport) Set(s string) error {
	ws, hs, ok := strings.Cut(strings.ToLower(s), "x")
	w, err1 := strconv.Atoi(ws)
	h, err2 := strconv.Atoi(hs)
	if !ok || err1 != nil || err2 != nil || w < 1 || h < 1 || w > maxViewport || h > maxViewport {
		return fmt.Errorf("want WIDTHxHEIGHT, both from 1 to %d", maxViewport)
	}
	v.w, v.h = w, h
	return nil
}

// animationTime is the flag that says which time of its animations a page is shown at.
type animationTime struct{ engine.Animation }

func (a *animationTime) String() string {
	if a.Mode == engine.AnimateAt {
		return a.At.String()
	}
	return "rest"
}

func (a *animationTime) Set(s string) error {
	if s == "rest" {
		a.Mode = engine.AnimateRest
		return nil
	}
	if s == "0" {
		s = "0s"
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return errors.New(`want a time such as 1.5s, or "rest"`)
	}
	a.Mode, a.At = engine.AnimateAt, d
	return nil
}

// live returns the animation of a window, which plays unless a time was asked for.
func (a *animationTime) live() engine.Animation {
	live := a.Animation
	if live.Mode == engine.AnimateRest {
		live.Mode = engine.AnimateLive
	}
	return live
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

// newClient returns the fetch client that the flags ask for.
func (o *options) newClient() (*fetch.Client, error) {
	cfg, err := o.fetchConfig()
	if err != nil {
		return nil, err
	}
	if err := o.profile.fill(&cfg, os.Stderr); err != nil {
		return nil, err
	}
	return fetch.New(cfg), nil
}

// fetchConfig returns the configuration of the fetch client that the flags ask for.
func (o *options) fetchConfig() (fetch.Config, error) {
	cfg := fetch.Config{Offline: o.offline, About: o.about}
	var err error
	if cfg.RootCAs, err = loadRoots(o.ca); err != nil {
		return cfg, err
	}
	if cfg.KeyLog, err = keyLog(); err != nil {
		return cfg, err
	}
	if o.inLab {
		in, err := processLab()
		if err != nil {
			return cfg, err
		}
		cfg.Dialer, cfg.RootCAs = in.Dialer(), in.Roots()
	}
	if !o.naming.isDefault() {
		r, err := o.naming.resolver()
		if err != nil {
			return cfg, err
		}
		cfg.Resolver = fetch.DNS(r)
	}
	return cfg, nil
}

// newFonts returns the faces that the flags allow.
func (o *options) newFonts() (*text.Fonts, error) {
	for _, d := range o.fonts {
		if st, err := os.Stat(d); err != nil {
			return nil, fmt.Errorf("font folder %s: %w", d, unwrapPath(err))
		} else if !st.IsDir() {
			return nil, fmt.Errorf("font folder %s: not a folder", d)
		}
	}
	return text.NewFonts(text.Config{Dirs: o.fonts, System: !o.embedded, Hyphenation: o.hyphens, LanguageFonts: o.langFonts}), nil
}

func unwrapPath(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// newEngine builds the engine that the flags describe, over client.
func (o *options) newEngine(client pageload.Fetcher, sp *trace.Span) (*engine.Engine, error) {
	fonts, err := o.newFonts()
	if err != nil {
		return nil, err
	}
	cfg := engine.Config{Fetch: client, Fonts: fonts, Width: o.viewport.w, Height: o.viewport.h, Print: o.print, Scale: o.scale, Animation: o.at.Animation, ColorScheme: o.scheme.used(), Progressive: o.live, Lang: o.lang, Trace: sp}
	if o.profile.dir != "" {
		if cfg.History, err = o.profile.links(os.Stderr); err != nil {
			return nil, err
		}
	}
	return engine.New(cfg), nil
}

// address turns what a person typed into a URL. A name that ends like a file's is a file even
// when there is none, so that a mistyped page is not looked for on the network.
func address(s string) (string, error) {
	from := weburl.FromInput
	if _, isFile := sniff.TypeOfFile(s); isFile && !strings.Contains(s, ":") {
		from = weburl.FromFile
	}
	u, err := from(s)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// stdinName is the about: page that holds what came on standard input.
const stdinName = "stdin"

// maxStdin bounds a page on standard input, in bytes.
const maxStdin = 256 << 20

// address is the function address, and "-" besides: the page is read from standard input. It must be
// asked before newClient.
func (o *options) address(s string, in io.Reader) (string, error) {
	if s != "-" {
		return address(s)
	}
	page, err := io.ReadAll(io.LimitReader(in, maxStdin+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("standard input: %w", err)
	case len(page) > maxStdin:
		return "", fmt.Errorf("standard input: more than %d bytes", maxStdin)
	}
	o.about = func(_ context.Context, name string) ([]byte, bool) { return page, name == stdinName }
	return "about:" + stdinName, nil
}

// pageTimeout is how long a page may take unless -timeout says otherwise. It is more than a
// working server needs, and less than whoever waits for the command will wait.
const pageTimeout = 16 * time.Second

// errTimeout is the cause of contexts that -timeout ends.
var errTimeout = errors.New("timed out")

// load opens one page and waits until it is complete. Resources that have not come after most
// of the time are given up, so that a server that never answers costs its image and not the page.
func load(ctx context.Context, e *engine.Engine, url string, timeout time.Duration) (*engine.Page, error) {
	return loadVisit(ctx, e, engine.Visit{URL: url}, timeout)
}

// loadVisit is load with a method, a body or a cache mode.
func loadVisit(ctx context.Context, e *engine.Engine, v engine.Visit, timeout time.Duration) (*engine.Page, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("open %s: %w after %s", clip(v.URL), errTimeout, timeout))
	defer cancel()
	p := e.NewPage()
	if err := p.Visit(ctx, v); err != nil {
		var u *engine.UnsupportedError
		if errors.As(err, &u) {
			err = fmt.Errorf("%w; vitrine fetch -o FILE saves it", err)
		}
		return p, err
	}
	const patience = 0.8 // of the time, for resources
	defer time.AfterFunc(time.Duration(patience*float64(timeout)), func() { p.Dispatch(engine.Stop{}) }).Stop()
	return p, p.Idle(ctx)
}

func clip(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}
