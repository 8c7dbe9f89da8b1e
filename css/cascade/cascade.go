package cascade

import (
	"math"
	"slices"
	"strings"

	"vitrine/css/counter"
	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// Origin says who wrote a sheet. Later ones win.
// https://www.w3.org/TR/css-cascade-5/#cascading-origins
type Origin uint8

const (
	UserAgent Origin = iota
	User
	Author
)

// String returns the name of the origin.
func (o Origin) String() string { return [...]string{"user agent", "user", "author"}[o] }

// Sheet is a style sheet in use by a document.
type Sheet struct {
	CSS    *cssom.Sheet
	Origin Origin
	Media  media.List // of the <link> or <style> element
	// Owner is the parent of the element that the sheet belongs to: the scoping root of @scope
	// rules that name none. nil means the root element.
	Owner *dom.Node
	// Imports are the sheets of the @import rules, as CSS.Imports lists them; nil for those that
	// are not loaded.
	Imports []*Sheet
}

// State is what the person is doing.
type State struct {
	Hover, Active, Focus, Target *dom.Node
	FocusVisible                 bool
}

// Input is everything that styles depend on.
type Input struct {
	Doc    *dom.Document
	Sheets []*Sheet // in order of their place in the document; origins may be mixed
	// Hints appends the presentational hints of an element: declarations that its attributes
	// stand for. nil means none. https://www.w3.org/TR/css-cascade-5/#preshint
	Hints func(dst []prop.Decl, n *dom.Node) []prop.Decl
	// Visited reports whether a link was visited; nil: only links without an address were. An answer
	// that changes while the document lives may be seen late.
	Visited func(n *dom.Node) bool
	// StyleAttribute decides whether the text of a style attribute is used; nil: always.
	StyleAttribute func(text string) bool

	Env   media.Env
	State State
	// Metrics and NormalLineHeight answer for fonts, see style.Context; nil means fallbacks.
	Metrics          func(s *style.Style, u value.Unit) float32
	NormalLineHeight func(s *style.Style) float32
	// Fonts changes when the answers of Metrics and NormalLineHeight change.
	Fonts uint64
	// Containers are the sizes of query containers, as an earlier layout of this document gave
	// them; nil when there is none yet.
	Containers Containers
	// Timelines are where scroll containers and what they show stand, as an earlier frame had it.
	Timelines Timelines
	// Motion says how animations and transitions are shown.
	Motion Motion
	// Changes are the mutations of the document since the version that the previous result is
	// for. When they are not all of them, everything is styled anew.
	Changes []dom.Mutation
}

// Result holds computed styles. It is read-only and stays valid when the document changes: it
// then describes the document as it was.
type Result struct {
	in      Input
	version uint64
	styles  []*style.Style
	pseudos []*pseudoSet // nil when there are none
	index   *index
	cache   *cache
	// hasContainers is set when some element is a size container.
	hasContainers bool
	// Stats count the work of this Resolve.
	Stats Stats
	// Damage says what differs from the previous result, and Changed lists the elements whose
	// styles, or those of their pseudo-elements, differ. Changed is nil when everything was styled
	// anew; elements that are gone, or inside of display: none now, are in Damage only.
	Damage  style.Change
	Changed []*dom.Node
	// Running tells that at any later time styles are others, and Wake, in s of the document's
	// timeline, when they begin to be if they are not yet; math.Inf(1) when they do not.
	Running bool
	Wake    float64

	motion map[mover]*motion
	again  bool // see Again
}

// Again tells that a timeline was asked for that is declared later in the document: the next Resolve
// knows it.
func (r *Result) Again() bool { return r.again }

// Stats count what one Resolve did.
type Stats struct {
	Elements  int // styled
	Matches   int // selectors tested
	Computed  int // styles computed, the others were shared
	Exhausted int // matches given up, see selector.MaxSteps
	Moved     int // styles with animations or transitions in them
}

// pseudoSet holds the pseudo-element styles of one element.
type pseudoSet struct {
	list []pseudoStyle
}

type pseudoStyle struct {
	pseudo selector.Pseudo
	style  *style.Style
}

// Style returns the used style of an element, see style.Style.Used; nil for other nodes and inside
// of display: none.
func (r *Result) Style(n *dom.Node) *style.Style { return r.computed(n).Used() }

// computed returns the computed style of an element.
func (r *Result) computed(n *dom.Node) *style.Style {
	if id := int(n.ID()); id < len(r.styles) {
		return r.styles[id]
	}
	return nil
}

// Pseudo returns the used style of a pseudo-element of n. ::before and ::after are nil when they are
// not generated, the others when no rule mentions them.
func (r *Result) Pseudo(n *dom.Node, p selector.Pseudo) *style.Style {
	return r.computedPseudo(n, p).Used()
}

func (r *Result) computedPseudo(n *dom.Node, p selector.Pseudo) *style.Style {
	id := int(n.ID())
	if id >= len(r.pseudos) || r.pseudos[id] == nil {
		return nil
	}
	for _, s := range r.pseudos[id].list {
		if s.pseudo == p {
			return s.style
		}
	}
	return nil
}

// FontFaces returns the @font-face rules that apply, in order.
func (r *Result) FontFaces() []*cssom.FontFace { return r.index.faces }

// FontFeatureValues returns the @font-feature-values rules that apply, in order.
func (r *Result) FontFeatureValues() []*cssom.Rule { return r.index.features }

// FontPalettes returns the @font-palette-values rules that apply, in order.
func (r *Result) FontPalettes() []*cssom.PaletteValues { return r.index.palettes }

// Keyframes returns the @keyframes rule with this name, or nil.
func (r *Result) Keyframes(name string) *cssom.Rule { return r.index.keyframes[name] }

// CounterStyles returns the counter styles of the document: those of the @counter-style rules that
// apply, over the predefined ones.
func (r *Result) CounterStyles() *counter.Set { return r.index.counterStyles }

// Layers returns the names of the author's cascade layers, weakest first.
func (r *Result) Layers() []string { return r.index.layerNames }

// Resolve computes the styles of a document. prev is the last result or nil: an equal input gives
// prev itself, and otherwise styles that did not change keep their pointers.
func Resolve(sp *trace.Span, in Input, prev *Result) *Result {
	if prev != nil && !prev.again && prev.version == in.Doc.Version() && same(&prev.in, &in) && prev.still(&in.Motion) {
		return prev
	}
	sp = sp.Fork("style")
	defer sp.End()
	r := &Result{in: in, version: in.Doc.Version(), styles: make([]*style.Style, in.Doc.Len())}
	if prev != nil && prev.in.Env == in.Env && sameSheets(prev.in.Sheets, in.Sheets) {
		r.index = prev.index
		if prev.in.Fonts == in.Fonts && prev.in.Doc.Mode == in.Doc.Mode {
			r.cache = prev.cache
		}
	} else {
		r.index = buildIndex(in.Sheets, &in.Env)
	}
	if r.cache == nil || r.cache.full() || len(r.cache.units) > maxCached {
		r.cache = newCache()
	}
	if prev != nil && prev.Running && r.cache.count > maxMoving {
		// What inherits from something that moves has another parent with every tick.
		clear(r.cache.styles)
		r.cache.count = 0
	}
	w := newWalker(r, prev)
	if w.prev == nil || !w.restyle() {
		clear(r.styles)
		r.hasContainers = false
		r.motion, r.Running = nil, false
		r.pseudos, r.Changed, r.Damage, r.Stats = nil, nil, ^style.ChangeInPlace, Stats{}
		w = newWalker(r, prev)
		w.walk()
	}
	r.in.Changes = nil
	r.Running, r.Wake = false, math.Inf(1)
	for _, m := range r.motion {
		r.Running, r.Wake = r.Running || m.running, min(r.Wake, m.wake)
	}
	r.Stats.Exhausted = w.sel.Exhausted
	sp.Set(trace.Int("elements", r.Stats.Elements), trace.Int("selectors", r.Stats.Matches),
		trace.Int("computed", r.Stats.Computed), trace.Int("rules", len(r.index.rules)))
	if w.sel.Exhausted > 0 {
		sp.Note(trace.Warning, "css-selector-too-expensive", trace.Pos{URL: in.Doc.URL}, trace.Int("matches", w.sel.Exhausted))
	}
	return r
}

// still reports whether the styles are the same at another time.
func (r *Result) still(m *Motion) bool {
	was := r.in.Motion
	if was.Now == m.Now || !r.Running && r.Wake > m.Now {
		was.Now = m.Now
	}
	was.Transitions = m.Transitions // counts for changes to come
	return was == *m
}

// same compares two inputs for the same version of a document.
func same(a, b *Input) bool {
	return a.Doc == b.Doc && a.Env == b.Env && a.State == b.State && a.Fonts == b.Fonts && a.Containers.Equal(b.Containers) && a.Timelines.Equal(b.Timelines) &&
		sameSheets(a.Sheets, b.Sheets)
}

func sameSheets(a, b []*Sheet) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if a[i] == nil || b[i] == nil || a[i].CSS != b[i].CSS || a[i].Origin != b[i].Origin || a[i].Owner != b[i].Owner ||
			a[i].Media.String() != b[i].Media.String() || !sameSheets(a[i].Imports, b[i].Imports) {
			return false
		}
	}
	return true
}

// walker carries what the walk over one document needs.
type walker struct {
	*Result
	prev        *Result
	sel         *selector.Context
	filter      selector.Filter
	builder     *style.Builder
	matcher     matcher
	pseudoList  []pseudoStyle // reused from element to element
	pseudoSets  map[[2]pseudoStyle]*pseudoSet
	starter     *matcher // with @starting-style, made when it is needed
	chooser     chooser
	hints       []prop.Decl
	root        *style.Style
	origin      *dom.Node     // the element that is styled, or whose pseudo-element is
	old         *style.Style  // what it had before, or nil
	fontBuilder style.Builder // see chooser.fontContext
	// lastUnits are the sizes for the children of unitsFor, see unitsOf.
	unitsFor  *dom.Node
	lastUnits uint32
	places    []place // see siblings
	// originStyle is the style of origin while its animations are looked at.
	originStyle *style.Style
	// askedPlace is set when a style depends on which element it is for.
	askedPlace bool
	rolls      uint64 // how often random() was asked without a name
}

func newWalker(r *Result, prev *Result) *walker {
	w := &walker{Result: r, prev: prev, sel: selector.NewContext(r.in.Doc), builder: &r.cache.builder}
	if prev != nil && prev.in.Doc != r.in.Doc {
		w.prev = nil
	}
	st := &r.in.State
	w.sel.Hover, w.sel.Active, w.sel.Focus, w.sel.Target = st.Hover, st.Active, st.Focus, st.Target
	w.sel.FocusVisible = st.FocusVisible
	w.sel.Visited = visitedLink(&r.in)
	w.matcher.w, w.chooser.w = w, w
	return w
}

// walk visits the elements in document order and leaves out what is below display: none.
func (w *walker) walk() {
	root := w.in.Doc.DocumentElement()
	if root == nil {
		return
	}
	for n := root; ; {
		s := w.element(n)
		if c := n.FirstElement(); c != nil && s.Display() != value.KwNone {
			w.filter.Push(n)
			n = c
			continue
		}
		for n != root && n.NextElement() == nil {
			n = n.ParentElement()
			w.filter.Pop()
		}
		if n == root {
			return
		}
		n = n.NextElement()
	}
}

// element computes the styles of n and of its pseudo-elements.
func (w *walker) element(n *dom.Node) *style.Style {
	w.Stats.Elements++
	m := &w.matcher
	m.match(n, &w.filter)
	var parent *style.Style
	if p := n.ParentElement(); p != nil {
		parent = w.styles[p.ID()]
	}
	hints, inline := w.own(n)
	k := key{parent: parent, root: parent == nil, item: parent != nil && w.isItem(n.ParentElement()), units: w.unitsOf(n.ParentElement())}
	k.visited, k.made = w.visited(n, m.lists[selector.PseudoNone]), controlOf(n)
	w.origin, w.old = n, nil
	if w.prev != nil {
		w.old = w.prev.computed(n)
	}
	at := mover{id: n.ID()}
	if was := w.wasMoving(at); was != nil {
		w.old = was.base
	}
	s := w.shared(n, k, m.lists[selector.PseudoNone], inline, hints)
	s = w.move(at, recipe{n, k, m.lists[selector.PseudoNone], inline, hints}, s)
	if parent == nil {
		w.root = s
	}
	w.styles[n.ID()] = s
	if s.ContainerType() != value.Value(value.KwNormal) {
		w.hasContainers, w.unitsFor = true, nil
	}
	if s.Display() != value.KwNone {
		w.pseudoElements(n, s)
	}
	return s
}

// own returns the declarations that n brings itself: hints and the style attribute.
func (w *walker) own(n *dom.Node) (hints *hintSet, inline *cssom.Block) {
	if w.in.Hints != nil {
		if w.hints = w.in.Hints(w.hints[:0], n); len(w.hints) > 0 {
			hints = w.cache.internHints(w.hints)
		}
	}
	if text, ok := n.AttrAtom(atomStyle); ok && text != "" && (w.in.StyleAttribute == nil || w.in.StyleAttribute(text)) {
		inline = w.cache.inline(text, w.inlineOptions())
	}
	return hints, inline
}

func (w *walker) inlineOptions() cssom.Options {
	return cssom.Options{Base: w.in.Doc.Base(), Quirks: w.in.Doc.Mode == dom.Quirks}
}

var atomStyle = dom.Intern("style")

// isItem reports whether children of n are flex or grid items, which are blockified.
// https://www.w3.org/TR/css-display-3/#transformations
func (w *walker) isItem(n *dom.Node) bool {
	for ; n != nil; n = n.ParentElement() {
		if k := w.styles[n.ID()].Display(); k != value.KwContents {
			return itemsInside(k)
		}
	}
	return false
}

func itemsInside(k value.Keyword) bool {
	switch k {
	case value.KwFlex, value.KwInlineFlex, value.KwGrid, value.KwInlineGrid, value.KwGridLanes, value.KwInlineGridLanes:
		return true
	}
	return false
}

// pseudoElements computes the pseudo-elements of n, whose style is s.
func (w *walker) pseudoElements(n *dom.Node, s *style.Style) {
	m := &w.matcher
	if listItem(s.Display()) {
		m.marker(n, &w.filter)
	}
	list := w.pseudoList[:0]
	for _, p := range m.used {
		if p == selector.PseudoNone {
			continue
		}
		rules := m.settle(p, n)
		if len(rules) == 0 {
			continue
		}
		k := key{parent: s, pseudo: p, item: (p == selector.PseudoBefore || p == selector.PseudoAfter) &&
			(itemsInside(s.Display()) || s.Display() == value.KwContents && w.isItem(n)), units: w.unitsOf(n)}
		k.visited = w.visited(n, rules)
		if w.old = nil; w.prev != nil {
			w.old = w.prev.computedPseudo(n, p)
		}
		at := mover{n.ID(), p}
		if was := w.wasMoving(at); was != nil {
			w.old = was.base
		}
		ps := w.shared(nil, k, rules, nil, nil)
		ps = w.move(at, recipe{nil, k, rules, nil, nil}, ps)
		if p == selector.PseudoBefore || p == selector.PseudoAfter {
			// https://www.w3.org/TR/css-content-3/#content-property
			if c := ps.Content(); c == value.Value(value.KwNormal) || c == value.Value(value.KwNone) || c == nil || ps.Display() == value.KwNone {
				continue
			}
		}
		list = append(list, pseudoStyle{p, ps})
	}
	w.pseudoList = list
	if len(list) > 0 {
		if w.pseudos == nil {
			w.pseudos = make([]*pseudoSet, len(w.styles))
		}
		w.pseudos[n.ID()] = w.pseudoSetOf(list)
	}
}

// pseudoSetOf returns a set with these styles. A rule such as ::selection gives one to every
// element, so alike elements share theirs.
func (w *walker) pseudoSetOf(list []pseudoStyle) *pseudoSet {
	var k [2]pseudoStyle
	if len(list) <= len(k) {
		copy(k[:], list)
		if set := w.pseudoSets[k]; set != nil {
			return set
		}
	}
	set := &pseudoSet{list: slices.Clone(list)}
	if len(list) <= len(k) {
		if w.pseudoSets == nil {
			w.pseudoSets = map[[2]pseudoStyle]*pseudoSet{}
		}
		w.pseudoSets[k] = set
	}
	return set
}

func listItem(k value.Keyword) bool {
	return k == value.KwListItem || k == value.KwInlineListItem || k == value.KwFlowRootListItem || k == value.KwInlineFlowRootListItem
}

// compute builds a style from what was chosen.
func (w *walker) compute(n *dom.Node, k key, list []uint32, inline *cssom.Block, hints *hintSet) *style.Style {
	w.Stats.Computed++
	c := w.context(k.parent)
	c.Unzoomed = k.made == drawing
	w.askedPlace = false
	w.rolls = 0
	c.Siblings, c.Random = w.siblings, w.random
	w.units(k.units, c)
	b := w.builder
	b.Start(c)
	w.chooser.visited, w.chooser.only, w.chooser.context = k.visited, allowed(k.pseudo), c
	decls := w.chooser.choose(b, list, inline, hints)
	b.Apply(decls)
	if k.item {
		b.SetDisplay(style.Blockify(b.Display()))
	}
	adjust(b, k.made)
	b.Adopt(w.old)
	s := b.Style(k.root)
	if s.PositionTryFallbacks() != value.Value(value.KwNone) {
		s = w.tries(s, decls, c, k)
	}
	if w.old != nil && style.Equal(s, w.old) {
		return w.old
	}
	b.Use(s)
	return s
}

// control is the kind of an element that has a say in its style.
type control uint8

const (
	plain control = iota
	drawn         // form controls that are drawn
	mark          // checkboxes and radio buttons
	fieldset
	legend
	table
	drawing // what is inside of an SVG drawing
)

func controlOf(n *dom.Node) control {
	switch n.NS() {
	case dom.HTML:
	case dom.SVG:
		if p := n.ParentElement(); n.Name() != "svg" || p != nil && p.NS() == dom.SVG && p.Name() != "foreignObject" {
			return drawing
		}
		return plain
	default:
		return plain
	}
	switch n.Name() {
	case "input":
		switch t, _ := n.Attr("type"); strings.ToLower(strings.TrimSpace(t)) {
		case "checkbox", "radio":
			return mark
		}
		return drawn
	case "button", "select", "textarea", "progress", "meter":
		return drawn
	case "fieldset":
		return fieldset
	case "legend":
		return legend
	case "table":
		return table
	}
	return plain
}

// adjust does what the element itself has a say in, as in Chromium: a drawn control is never inline
// or a part of a table, and a table never has an alignment of blocks.
// https://html.spec.whatwg.org/multipage/rendering.html#form-controls
func adjust(b *style.Builder, made control) {
	switch made {
	case drawn, mark:
		if made == mark && b.Appearance() != value.KwNone { // it has neither border nor padding
			b.Bare()
		}
		switch k := b.Display(); k {
		case value.KwNone, value.KwContents, value.KwBlock, value.KwInlineBlock, value.KwFlex, value.KwInlineFlex,
			value.KwGrid, value.KwInlineGrid, value.KwGridLanes, value.KwInlineGridLanes, value.KwFlowRoot:
		case value.KwInline, value.KwInlineTable, value.KwRuby, value.KwTableRowGroup, value.KwTableHeaderGroup,
			value.KwTableFooterGroup, value.KwTableRow, value.KwTableColumnGroup, value.KwTableColumn,
			value.KwTableCell, value.KwTableCaption:
			b.SetDisplay(value.KwInlineBlock)
		default:
			b.SetDisplay(value.KwBlock)
		}
	case fieldset:
		if listItem(b.Display()) { // it has no marker
			b.SetDisplay(value.KwBlock)
		}
	case legend:
		if b.Display() != value.KwNone && b.Display() != value.KwContents {
			b.SetDisplay(style.Blockify(b.Display()))
		}
	case table: // what moves blocks around it does not reach into it
		switch b.TextAlign() {
		case value.KwWebkitLeft, value.KwWebkitCenter, value.KwWebkitRight:
			b.SetTextAlign(value.KwStart)
		}
	}
}

// context returns what declared values of a child of parent are computed against.
func (w *walker) context(parent *style.Style) *style.Context {
	env := &w.in.Env
	c := &style.Context{Parent: parent, Metrics: w.in.Metrics, NormalLineHeight: w.in.NormalLineHeight,
		Quirks: w.in.Doc.Mode == dom.Quirks, PageDark: env.PageDark}
	c.ViewportW, c.ViewportH, c.Dark = env.Width, env.Height, env.Scheme == media.Dark
	if env.PageW > 0 {
		c.ViewportW, c.ViewportH = env.PageW, env.PageH
	}
	c.FontSize, c.RootFontSize, c.AskedContainer = style.MediumSize, style.MediumSize, &w.cache.askedUnits
	c.RootLineHeight = 1.15 * style.MediumSize
	if w.root != nil && parent != nil {
		c.RootFontSize = w.root.FontSize()
		if c.NormalLineHeight != nil {
			c.RootLineHeight = usedLineHeight(w.root, c.NormalLineHeight)
		} else {
			c.RootLineHeight = 1.15 * c.RootFontSize
		}
		if f := c.Metrics; f != nil {
			root := w.root
			c.RootMetric = func(u value.Unit) float32 { return f(root, u) }
		}
	}
	if parent != nil {
		c.FontSize = parent.FontSize()
	}
	return c
}

func usedLineHeight(s *style.Style, normal func(*style.Style) float32) float32 {
	switch l := s.LineHeight(); l.Kind {
	case value.LengthNumber:
		return l.N * s.FontSize()
	case value.LengthPx:
		return l.N
	}
	return normal(s)
}
