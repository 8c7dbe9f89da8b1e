package engine

import (
	"slices"
	"strings"
	"time"

	"vitrine/css/cascade"
	"vitrine/css/media"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/ua"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/load"
	"vitrine/engine/trace"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint"
	"vitrine/paint/display"
)

// Frame is a consistent snapshot of the whole line: what every stage made of the same inputs.
// It never changes and may be read by any goroutine.
type Frame struct {
	Seq      uint64 // grows by one with every frame of the page
	Doc      uint64 // version of the DOM it shows; the DOM itself stays with its goroutine
	URL      string // what an address bar shows
	Title    string
	Err      error // why this is an error page; nil for an ordinary one
	Viewport geom.Size
	Scroll   geom.Point // of the viewport in the page
	Content  geom.Rect  // what scrolling can reach

	Sheets  []*cascade.Sheet
	Styles  *cascade.Result
	Boxes   *box.Tree
	Frags   *frag.Tree
	Display *display.List
	Fonts   *text.Fonts

	Loading          bool // a navigation is under way or resources are missing
	Done, Started    int  // subresources that have arrived, and that were asked for
	CanBack, CanNext bool
	Link             string        // address of the link under the pointer, or a notice, or ""
	Over             string        // address of the link under the pointer, or ""
	Cursor           string        // shape of the pointer: a keyword of the cursor property
	Found            *Found        // how the search on the page goes, or nil
	Selected         string        // the text that is selected
	Editing          *Editing      // the text control that has the focus, or nil
	unscrolled       *display.List // what the whole page shows when it is not Display
	Popup            *Popup        // what lies over the page, or nil
	Inspected        *Popup        // what the box under the pointer is made of, after Inspect; or nil
	Look             BarLook       // of the scrollbars of the viewport, and Dark of what lies over the page
	Bars             []ScrollBar   // of what scrolls inside of the page, inner ones last
}

// stage names what has to run again. Each stage, when it made something new, marks the next.
type stage uint8

const (
	stageSheets stage = 1 << iota // which sheets apply
	stageStyles                   // computed styles
	stageBoxes
	stageLayout
	stagePaint
	stageMove // where scrolling puts what is painted
)

// line holds the newest value of every stage for one document.
type line struct {
	todo stage
	env  media.Env
	view geom.Size
	// surround is what base was recorded to lie on.
	surround paint.Surround

	sheets []*cascade.Sheet
	styles *cascade.Result
	boxes  *box.Tree
	frags  *frag.Tree
	base   *display.List // as recorded, nothing scrolled
	list   *display.List // base at the document's scroll positions

	snaps   []snapper     // of snapsOf
	snapsOf *display.List // base when snaps were collected

	images *pageImages
	fonts  *pageFonts
	// containers are the sizes of query containers that styles were resolved with; rounds counts
	// how often layout gave others in this run of the line.
	containers cascade.Containers
	rounds     int
	// timelines are what scroll-driven animations were told; turns counts the rounds of that.
	timelines cascade.Timelines
	turns     int
	seen      map[dom.ID]bool // elements with content-visibility: auto that show their contents
	looks     int             // layouts that changed which, in this run of the line
	begin     time.Time       // of the wait for sheets
	why       []string        // what made the next layout necessary, for the trace
	// changes are the mutations of the document since styles were resolved.
	changes []dom.Mutation
	state   state
	clock   clock
	paper   paperState
}

// paperState is what the layout of a document that is for paper follows from besides its viewport.
type paperState struct {
	area   geom.Size // of the first page
	first  string    // the name of the first page, as soon as there is a layout
	shrink float64   // how many px of the document are one of the page; 0 for 1
}

// state is what styles depend on besides the document: where the pointer is, and so on.
type state struct {
	hover, active, focus, target *dom.Node
	focusVisible                 bool
}

// runLine runs the line of the page's document and of those inside of it, and publishes a frame
// when something that can be seen is new.
func (p *Page) runLine() {
	d := p.doc
	if d == nil {
		p.stale = false
		return
	}
	d.view = p.view
	if p.runDocument(d) {
		p.stale = true
		p.hover()
	}
	if p.stale && d.line.list != nil && (p.e.cfg.Progressive || !d.loadingInside()) {
		p.publish()
	}
}

// runDocument runs the line of one document from the first stage whose input changed, and
// reports whether its display list is a new one.
func (p *Page) runDocument(d *document) bool {
	l := &d.line
	l.rounds, l.looks, l.turns = 0, 0, 0
	if l.images == nil {
		l.todo = stageSheets | stageStyles
		l.images, l.fonts = newPageImages(d.loader), newPageFonts(p.e.cfg.Fonts)
		l.begin = time.Now()
		if d.url.HasFragment() && d.err == nil {
			l.state.target, _ = d.fragmentTarget()
		}
	}
	if l.view != d.view {
		if l.frags != nil {
			l.why = append(l.why, "viewport")
		}
		l.todo |= stageSheets | stageStyles | stageBoxes
	}
	if s := d.surround(); s != l.surround {
		l.surround = s
		if l.frags != nil {
			l.todo |= stagePaint
		}
	}
	changes := d.loader.Take()
	if changes.Sheets {
		l.why = append(l.why, "sheets")
		l.todo |= stageSheets
	}
	if changes.Images {
		l.why = append(l.why, "images")
		l.todo |= stageBoxes
	}
	if changes.Fonts && l.fonts.update() {
		l.why = append(l.why, "fonts")
		l.todo |= stageStyles | stageBoxes // ex, ch and line-height depend on the font
	}
	if journal := d.dom.TakeJournal(); len(journal) > 0 {
		l.why = append(l.why, "document")
		l.todo |= stageSheets | stageStyles | stageBoxes
		for _, m := range journal {
			if m.Kind == dom.AttrChanged {
				d.loader.Forget(m.Node)
			}
		}
		l.changes = append(l.changes, journal...)
	}
	if l.todo == stageMove && l.frags != nil && l.seenChanged(nil, d) {
		l.why = append(l.why, "content-visibility")
		l.todo |= stageBoxes
	}
	if l.todo == stageMove && l.timelinesChanged(trace.From(d.ctx), d, p.e.cfg.Limits.ContainerRounds) {
		l.todo |= stageStyles
	}
	for l.todo&^stageMove != 0 {
		if !p.step(d, l) {
			break
		}
	}
	if l.base == nil {
		return false
	}
	if p.runFrames(d) {
		l.todo |= stageMove
	}
	p.animate(d)
	before := l.list
	if l.todo&stageMove != 0 {
		l.todo &^= stageMove
		p.findAgain()
		p.reselect(d)
		p.quoteAgain(d)
		l.list = l.base.Moved(d.position()).Marked(d.marks())
	}
	return l.list != before
}

// step runs the first stage that has to run, and reports whether the line can go on.
func (p *Page) step(d *document, l *line) bool {
	sp := trace.From(d.ctx)
	switch {
	case l.todo&stageSheets != 0:
		l.view = d.view
		l.env = p.mediaEnv(d)
		sheets, waiting := d.loader.Sheets(d.dom, &l.env)
		if waiting && !p.mayShowEarly(l) {
			return false
		}
		l.todo &^= stageSheets
		l.sheets = sheets
		p.onPaper(d)
		l.todo |= stageStyles
	case l.todo&stageStyles != 0:
		l.todo &^= stageStyles
		p.resolveStyles(sp, d, l)
	case !p.e.cfg.Progressive && d.loader.Pending() > 0:
		return false // one frame, when everything is there
	case l.todo&stageBoxes != 0:
		l.todo &^= stageBoxes
		s := sp.Fork("boxes")
		l.boxes = box.Build(s, box.Input{Doc: d.dom, Styles: l.styles, Fonts: l.fonts.current, Images: l.images, Shapes: pageShapes{l.images}, Frames: d.isFrame, Value: d.shownField, Editing: d.shownMoment, Viewport: d.view, Seen: p.seen(l)}, l.boxes)
		if s != nil {
			s.Set(trace.Int("hidden", hiddenElements(d.dom, l.styles)))
		}
		s.End()
		l.todo |= stageLayout
	case l.todo&stageLayout != 0:
		l.todo &^= stageLayout
		s := sp.Fork("layout", trace.Str("why", l.reason()))
		l.frags = layout.RunPage(s, l.boxes, l.fonts.current, p.area(d))
		s.Set(trace.Int("width", l.frags.Content.W.Ceil()), trace.Int("height", l.frags.Content.H.Ceil()))
		if s != nil {
			s.Set(trace.Int("lines", linesOf(l.frags.Root)))
		}
		s.End()
		if l.containersChanged(sp, d, p.e.cfg.Limits.ContainerRounds) {
			l.why = append(l.why, "containers")
			l.todo |= stageStyles
		} else if l.seenChanged(sp, d) {
			l.why = append(l.why, "content-visibility")
			l.todo |= stageBoxes
		}
		l.todo |= stagePaint // after what the containers ask for
		d.moved = true
	case l.todo&stagePaint != 0:
		l.todo &^= stagePaint
		if d.moved { // else all are read
			paint.OutlinesAhead(l.frags, geom.Rect{W: l.view.W, H: l.view.H})
		}
		l.base = paint.Record(sp, paint.Input{Tree: l.frags, Fonts: l.fonts.current, Images: l.images.style, Style: l.styleOf, Styles: l.styles, ElementImage: l.images.svgImage, Frames: d.isFrame, Objects: l.images, Value: d.shownField,
			Edit: d.paintEdit(), Caret: p.e.cfg.Progressive, Button: d.buttonShown(), Playing: l.clock.playing(p), Surround: l.surround})
		l.todo |= stageMove
		if d.moved {
			d.moved = false
			p.afterLayout(d)
		}
		if l.timelinesChanged(sp, d, p.e.cfg.Limits.ContainerRounds) {
			l.why = append(l.why, "timelines")
			l.todo |= stageStyles
		}
	}
	return true
}

// reason words what made a layout necessary since the last one.
func (l *line) reason() string {
	why := l.why
	l.why = nil
	switch {
	case l.frags == nil:
		return "first"
	case len(why) == 0:
		return "styles" // what the person points at, for example
	}
	slices.Sort(why)
	return strings.Join(slices.Compact(why), ", ")
}

// linesOf counts the lines of text in a fragment.
func linesOf(f *frag.Fragment) (count int) {
	if f.Kind == frag.Line {
		count++
	}
	for _, k := range f.Kids {
		count += linesOf(k.Fragment)
	}
	return count
}

// hiddenElements counts the elements that make no box because of display: none.
func hiddenElements(d *dom.Document, styles *cascade.Result) (count int) {
	root := d.Root()
	for n := root.First(); n != nil; {
		s := (*style.Style)(nil)
		if n.Type == dom.ElementNode {
			s = styles.Style(n)
		}
		if s == nil || s.Display() != value.KwNone {
			n = n.After(root)
			continue
		}
		end := n.Skip(root)
		for ; n != end; n = n.After(root) {
			if n.Type == dom.ElementNode {
				count++
			}
		}
	}
	return count
}

// styleOf returns the current style of a box that was kept from an earlier tree.
func (l *line) styleOf(b *box.Box) *style.Style {
	if b.Node == nil || b.Node.Type != dom.ElementNode || b.Pseudo != box.NoPseudo {
		return nil
	}
	return l.styles.Style(b.Node)
}

// mayShowEarly reports whether the line goes on although sheets are missing: a visible page does
// not stay blank for longer than Limits.Wait.
func (p *Page) mayShowEarly(l *line) bool {
	if !p.e.cfg.Progressive {
		return false
	}
	if l.styles != nil {
		return true
	}
	left := p.e.cfg.Limits.Wait - time.Since(l.begin)
	if left <= 0 {
		return true
	}
	time.AfterFunc(left, func() { p.post(func() {}) })
	return false
}

func (p *Page) mediaEnv(d *document) media.Env {
	e := media.Env{Width: float32(d.view.W.Px()), Height: float32(d.view.H.Px()), Resolution: float32(p.scale),
		ReducedMotion: p.e.cfg.Animation.Reduced}
	if p.e.cfg.Print == nil {
		e.Scheme = p.scheme
	}
	e.PageDark = pageDark(d.dom, e.Scheme)
	if o := p.e.cfg.Print; o != nil {
		e.Print = true
		if d == p.doc { // the rules of @page, which may be in queries, do not count in them
			e.Width, e.Height = float32(o.Paper.W-o.Paper.Left-o.Paper.Right), float32(o.Paper.H-o.Paper.Top-o.Paper.Bottom)
		}
	}
	return e
}

// prefer restyles what the page shows for another preferred colour scheme.
func (p *Page) prefer(s media.Scheme) {
	if s == p.scheme || p.e.cfg.Print != nil {
		return
	}
	p.scheme, p.stale = s, true
	if u := p.input.popup; u != nil {
		u.picture = nil
	}
	if p.doc != nil {
		p.doc.each(func(d *document) { d.line.todo |= stageSheets | stageStyles })
	}
}

// surround tells on what a document lies: on nothing, or on the page around its frame in the
// colour scheme of the frame's element.
func (d *document) surround() paint.Surround {
	around := d.frames.parent
	if around == nil || around.line.styles == nil {
		return paint.Alone
	}
	if s := around.line.styles.Style(d.frames.element); s != nil && s.Dark() {
		return paint.OnDark
	}
	return paint.OnLight
}

// pageDark reports whether of the colour schemes that the document names in a meta element the
// one that is used is dark.
// https://html.spec.whatwg.org/multipage/semantics.html#meta-color-scheme
func pageDark(d *dom.Document, preferred media.Scheme) bool {
	head := d.Head()
	if head == nil {
		return false
	}
	for n := head.FirstElement(); n != nil; n = n.NextElement() {
		if name, _ := n.Attr("name"); !n.IsHTML("meta") || !strings.EqualFold(name, "color-scheme") {
			continue
		}
		content, ok := n.Attr("content")
		if !ok {
			continue
		}
		schemes := strings.Fields(strings.ToLower(content))
		return slices.Contains(schemes, "dark") && (preferred == media.Dark || !slices.Contains(schemes, "light"))
	}
	return false
}

// afterLayout brings the scroll position to where it should be.
func (p *Page) afterLayout(d *document) {
	p.focusRaised(d)
	p.focusByItself(d)
	p.showChosen(d)
	switch {
	case d.wantScroll != nil:
		p.scrollTo(d, *d.wantScroll)
		if d.loader.Pending() == 0 {
			d.wantScroll = nil
		}
	case d.wantFragment:
		p.scrollToFragment(d)
		if d.loader.Pending() == 0 {
			d.wantFragment = false
		}
	default:
		p.scrollTo(d, d.scroll) // the page may have become shorter
	}
	p.snapAll(d)
}

// publish makes a frame of the newest values.
func (p *Page) publish() {
	d := p.doc
	l := &d.line
	p.stale = false
	p.seq++
	f := &Frame{Seq: p.seq, Doc: d.dom.Version(), URL: p.address(), Title: d.title, Err: d.err,
		Viewport: p.view, Scroll: d.scroll, Content: d.reach(),
		Sheets: l.sheets, Styles: l.styles, Boxes: l.boxes, Frags: l.frags, Display: l.list, Fonts: l.fonts.current,
		Loading: p.nav != nil || d.loader.Pending() > 0 || d.loadingInside(), CanBack: p.at > 0, CanNext: p.at < len(p.history)-1}
	f.Done, f.Started = d.loader.Progress()
	f.Link = p.notice
	if over := p.input.over; over.doc != nil {
		if u := over.doc.linkURL(linkOf(over.node)); u != nil {
			f.Over = u.String()
			if p.notice == "" || over != p.noticed {
				f.Link = f.Over
			}
		}
	}
	if d.scroll != (geom.Point{}) && len(l.base.Stickies) > 0 {
		pos := d.position()
		pos.Scroll = geom.Point{}
		f.unscrolled = l.base.Moved(pos)
	}
	f.Cursor, f.Found = p.cursor(), p.found()
	f.Selected, f.Editing = p.selected(), p.caretArea()
	f.Bars, f.Popup, f.Inspected = p.bars(d), p.popupPicture(), p.inspectPicture()
	f.Look = l.barLook(d.dom.DocumentElement())
	d.each(func(d *document) { d.line.clock.seen = d.line.styles != nil })
	p.frame.Store(f)
	if n := p.notify.Load(); n != nil {
		(*n)()
	}
}

// discover starts the fetches that an element and its computed styles ask for.
func (l *line) discover(d *document, n *dom.Node) {
	if n.Type != dom.ElementNode {
		return
	}
	s := l.styles.Style(n)
	if s == nil || s.Display() == value.KwNone {
		return
	}
	faces := l.fonts.set != nil && !l.fonts.set.Empty()
	l.wanted(d, s, faces)
	for _, ps := range discoverPseudos {
		if q := l.styles.Pseudo(n, ps); q != nil {
			l.wanted(d, q, faces)
		}
	}
	d.loader.ElementImage(n)
	d.page.wantFrame(d, n, false)
}

func (l *line) wanted(d *document, s *style.Style, faces bool) {
	l.images.discover(s)
	if faces {
		l.fonts.need(d.dom, s)
	}
}

// discoverPseudos are the pseudo-elements whose styles may name images and faces.
var discoverPseudos = [...]selector.Pseudo{selector.PseudoBefore, selector.PseudoAfter, selector.PseudoMarker,
	selector.PseudoFirstLetter, selector.PseudoFirstLine}

// resolveStyles runs the cascade and starts the fetches that the new styles ask for.
func (p *Page) resolveStyles(sp *trace.Span, d *document, l *line) {
	in := styleInput(d.dom, l.sheets, l.env, l.fonts.current)
	in.StyleAttribute = d.loader.StyleAttribute()
	in.Visited = p.visitedLinks(d)
	in.Containers, in.Timelines = l.containers, l.timelines
	in.State = cascade.State{Hover: l.state.hover, Active: l.state.active, Focus: l.state.focus, FocusVisible: l.state.focusVisible, Target: l.state.target}
	in.Fonts, in.Changes = l.fonts.version, l.changes
	in.Motion = p.motion(l)
	first := l.styles == nil
	styles := cascade.Resolve(sp, in, l.styles)
	if first && p.e.cfg.Animation.Mode == AnimateAt { // what began when the page was loaded has gone on
		in.Motion.Now, in.Changes = p.e.cfg.Animation.At.Seconds(), nil
		styles = cascade.Resolve(sp, in, styles)
	}
	l.changes = nil
	if styles == l.styles {
		return
	}
	old := l.styles
	l.styles = styles
	l.fonts.use(d.loader, styles)
	if styles.Changed != nil && len(in.Changes) == 0 && !first {
		for _, n := range styles.Changed {
			l.discover(d, n)
		}
	} else {
		for n := d.dom.Root().First(); n != nil; n = n.After(d.dom.Root()) {
			l.discover(d, n)
		}
	}
	switch {
	case first:
		l.todo |= stageBoxes
	case styles.Damage == 0:
	case styles.Damage&style.ChangeInPlace != 0: // paint asks for the styles of elements itself
		if !l.play(styles, old) {
			l.todo |= stagePaint
		}
	default:
		l.todo |= stageBoxes
	}
	if l.fonts.update() { // faces that were there already: local ones, or from an earlier run
		l.todo |= stageStyles
	}
}

// styleInput returns what the cascade needs, but for what the person is doing.
func styleInput(d *dom.Document, sheets []*cascade.Sheet, env media.Env, fonts *text.Fonts) cascade.Input {
	return cascade.Input{
		Doc: d, Sheets: append(builtIn(d), sheets...), Hints: ua.Hints(d, func(img *dom.Node) *dom.Node { return load.SizedBy(img, &env) }), Env: env,
		Metrics:          func(s *style.Style, u value.Unit) float32 { return metric(fonts, s, u) },
		NormalLineHeight: func(s *style.Style) float32 { return fonts.Of(s).Metrics.LineSpacing },
	}
}

// metric answers font-relative units from the font of a style, in CSS px.
// https://www.w3.org/TR/css-values-4/#font-relative-lengths
func metric(fonts *text.Fonts, s *style.Style, u value.Unit) float32 {
	m := fonts.Of(s).Metrics
	switch u {
	case value.Ex:
		return m.XHeight
	case value.Ch:
		return m.ZeroWidth
	case value.Ic:
		return m.IcWidth
	case value.Cap:
		return m.CapHeight
	}
	return s.FontSize()
}

// builtIn returns the user agent's sheets for a document.
func builtIn(d *dom.Document) []*cascade.Sheet {
	var out []*cascade.Sheet
	for _, s := range ua.Sheets(d) {
		out = append(out, &cascade.Sheet{CSS: s, Origin: cascade.UserAgent})
	}
	return out
}
