package box

import (
	"strings"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Styles answers the computed styles of a document; *cascade.Result does.
type Styles interface {
	// Style returns the style of an element, nil for other nodes.
	Style(n *dom.Node) *style.Style
	// Pseudo returns the style of a pseudo-element, nil when it is not generated.
	Pseudo(n *dom.Node, p selector.Pseudo) *style.Style
}

// Input is what boxes are generated from.
type Input struct {
	Doc    *dom.Document
	Styles Styles
	Fonts  *text.Fonts
	Images Images // nil when there are none
	Shapes Shapes // nil leaves out shapes that are images or paths
	// Frames reports whether an object or embed element shows a document of its own; nil: none does.
	Frames   func(n *dom.Node) bool
	Viewport geom.Size
	// Root is the element to make boxes of instead of the whole document: the contents of a
	// foreignObject, for which the viewport is the containing block. Nil: the document's own.
	Root *dom.Node
	// Value returns the current value of a form control when it is not the default one; nil uses attributes.
	Value func(n *dom.Node) (string, bool)
	// Editing returns what is filled in of a field of dates or times beyond its value; nil: nothing is.
	Editing func(n *dom.Node) (Editing, bool)
	// Seen reports whether an element with content-visibility: auto is near what is seen, so that
	// its contents are not skipped; nil: all are.
	Seen func(n *dom.Node) bool
}

// maxBoxDepth is how deep boxes nest; what is deeper is left out. The parser keeps elements
// below this, so only trees made by other means meet it.
const maxBoxDepth = 2048

// builder is one run of Build.
type builder struct {
	in      Input
	sp      *trace.Span
	prev    *Tree
	tree    *Tree
	old     []*Box // boxes of prev by node id
	boxes   []*Box // boxes of this tree by node id
	counter counters
	quotes  int
	depth   int
	// word tells that the text so far ends inside a word, for text-transform: capitalize.
	word     bool
	anon     map[*style.Style]*style.Style
	inner    map[derivedKey]*style.Style
	top      []*Box    // of the top layer, in tree order
	lifting  bool      // what comes is one of them
	overflow *dom.Node // element whose overflow the viewport took
	// script is set when the document has scripts; looked tells that it was searched for them.
	script, looked bool
}

// context is what a box's kids are generated for.
type context struct {
	style *style.Style
	decor *Decoration
	items bool // kids are flex or grid items
	// columns tells that kids are in the formatting context of a multi-column container.
	columns bool
	ruby    bool // kids are in a ruby element
	// contents tells that kids are of an element without a box: their text has another style than
	// the box around it.
	contents bool
	// direction is that of the block container around the kids.
	direction value.Keyword
}

// Build generates the box tree of a document. With a previous tree, boxes whose styles and
// kids did not change are taken over from it.
// https://www.w3.org/TR/css-display-3/#box-generation
func Build(sp *trace.Span, in Input, prev *Tree) *Tree {
	b := &builder{in: in, sp: sp, tree: &Tree{Doc: in.Doc, Viewport: in.Viewport, Shapes: in.Shapes, fonts: in.Fonts}, anon: map[*style.Style]*style.Style{}}
	// In quirks mode the heights of html and body come from the viewport; otherwise what depends on
	// it is in the styles and in the spaces that boxes are laid out in.
	if prev != nil && prev.fonts == in.Fonts && prev.Doc == in.Doc && (prev.Viewport == in.Viewport || in.Doc.Mode != dom.Quirks) {
		b.prev, b.old = prev, prev.byNode
		b.tree.styles = prev.styles
	}
	if b.tree.styles == nil {
		b.tree.styles = new(style.Builder)
	}
	if b.in.Root == nil {
		b.boxes = make([]*Box, in.Doc.Len())
		b.in.Root = in.Doc.DocumentElement()
	} else {
		b.tree.Part = true
	}
	b.counter.init(in.Styles)
	if root := b.in.Root; root != nil {
		b.viewportOverflow(root)
		if kids := b.element(nil, root, context{style: style.Initial()}); len(kids) > 0 {
			b.tree.Root = kids[0]
			for _, k := range kids {
				if k.Node == root && k.Pseudo == NoPseudo {
					b.tree.Root = k
				}
			}
		}
	}
	b.principal()
	b.tree.byNode = b.boxes
	b.tree.anon, b.tree.inner = b.anon, b.inner
	if b.tree.copied() && b.tree.looks != nil {
		return Build(sp, in, nil)
	}
	sp.Set(trace.Int("boxes", b.tree.Count), trace.Int("reused", b.tree.Reused))
	return b.tree
}

// viewportOverflow finds the element whose overflow is that of the viewport.
// https://www.w3.org/TR/css-overflow-3/#overflow-propagation
func (b *builder) viewportOverflow(root *dom.Node) {
	visible := func(n *dom.Node) bool {
		s := b.in.Styles.Style(n)
		return s == nil || s.OverflowX() == value.KwVisible && s.OverflowY() == value.KwVisible
	}
	b.overflow = root
	if body := b.in.Doc.Body(); visible(root) && body != nil && !visible(body) {
		b.overflow = body
	}
}

// anonymous returns the style of an anonymous box inside a box of style s.
func (b *builder) anonymous(s *style.Style) *style.Style {
	if a := b.anon[s]; a != nil {
		return a
	}
	if b.prev != nil && b.prev.anon[s] != nil { // the same style again, or the box could not be kept
		b.anon[s] = b.prev.anon[s]
		return b.anon[s]
	}
	b.tree.styles.Start(&style.Context{Parent: s})
	switch bidi := s.UnicodeBidi(); bidi {
	case value.KwBidiOverride, value.KwIsolateOverride, value.KwPlaintext: // reach the text right in a block
		b.tree.styles.Apply([]prop.Decl{{ID: prop.UnicodeBidi, Value: bidi}})
	}
	a := b.tree.styles.Style(false)
	b.anon[s] = a
	return a
}

// kindOf returns the kind of box that a computed display makes, and whether it is atomic.
func kindOf(d value.Keyword) (k Kind, atomic bool) {
	switch d {
	case value.KwInlineFlowRootListItem:
		return Block, true
	case value.KwInlineListItem, value.KwMath: // without MathML, math lays out as flow
		return Inline, false
	case value.KwInline, value.KwRuby, value.KwRubyBase, value.KwRubyText:
		return Inline, false
	case value.KwInlineBlock:
		return Block, true
	case value.KwFlex, value.KwWebkitBox:
		return Flex, false
	case value.KwInlineFlex, value.KwWebkitInlineBox:
		return Flex, true
	case value.KwGrid, value.KwGridLanes:
		return Grid, false
	case value.KwInlineGrid, value.KwInlineGridLanes:
		return Grid, true
	case value.KwTable:
		return Table, false
	case value.KwInlineTable:
		return Table, true
	case value.KwTableCaption:
		return Caption, false
	case value.KwTableRowGroup, value.KwTableHeaderGroup, value.KwTableFooterGroup:
		return RowGroup, false
	case value.KwTableRow:
		return Row, false
	case value.KwTableCell:
		return Cell, false
	case value.KwTableColumnGroup:
		return ColumnGroup, false
	case value.KwTableColumn:
		return Column, false
	}
	return Block, false
}

// children generates the boxes of a node's children.
func (b *builder) children(list []*Box, n *dom.Node, cx context) []*Box {
	for c := n.First(); c != nil; c = c.Next() {
		switch c.Type {
		case dom.TextNode:
			list = b.text(list, c, cx)
		case dom.ElementNode:
			list = b.element(list, c, cx)
		}
	}
	return list
}

// text generates the box of a text node.
func (b *builder) text(list []*Box, n *dom.Node, cx context) []*Box {
	if n.Data() == "" {
		return list
	}
	t := &Box{Kind: Text, Style: cx.style, Node: n, Text: b.transform(n.Data(), cx.style), Decor: cx.decor}
	t = b.keep(t)
	if cx.contents && strings.TrimLeft(t.Text, " \t\n\r\f") != "" {
		// As an inline box in that style does, the text makes its line as high as its font asks.
		b.tree.Count++
		t = &Box{Kind: Inline, Pseudo: Anonymous, Node: n.Parent(), Style: b.anonymous(cx.style), Kids: []*Box{t}}
	}
	return append(list, t)
}

// element generates the boxes of an element.
func (b *builder) element(list []*Box, n *dom.Node, cx context) []*Box {
	s := b.in.Styles.Style(n)
	if s == nil || s.Display() == value.KwNone || b.depth > maxBoxDepth || n.IsHTML("embed") && !embeds(n) {
		return list
	}
	if !b.lifting && onTop(n, s) && !b.tree.Part {
		b.lift(n, s, cx)
		return list
	}
	b.lifting = false
	b.depth++
	defer func() { b.depth-- }()
	b.counter.enter(n, s)
	defer b.counter.leave()
	if s.Contains(style.ContainStyle) {
		defer func(depth int) { b.quotes = depth }(b.quotes)
	}
	if s.Display() == value.KwContents && !replacedName(n) {
		cx.style, cx.contents = s, true
		cx.decor = decorate(s, cx.decor)
		list = b.pseudo(list, n, selector.PseudoBefore, cx)
		list = b.children(list, n, cx)
		return b.pseudo(list, n, selector.PseudoAfter, cx)
	}
	if s.Display() == value.KwContents {
		return list
	}
	x := b.newBox(n, s, cx)
	switch {
	case n.IsHTML("br"):
		x.Kind, x.Atomic, x.Floating, x.OutOfFlow = Break, false, false, false
		b.word = false
		return append(list, b.keep(x))
	case n.IsHTML("wbr"):
		x.Kind, x.Atomic = WordBreak, false
		return append(list, b.keep(x))
	}
	if x.Kind != Inline && x.Kind != Text {
		if x.OutOfFlow { // words go on around it
			defer func(word bool) { b.word = word }(b.word)
		}
		b.word = false
	}
	inner := context{style: s, decor: decorate(s, cx.decor), items: x.Kind == Flex || x.Kind == Grid, columns: x.inColumns(cx),
		ruby: x.Kind == Inline && s.Display() == value.KwRuby, direction: cx.direction}
	if x.Kind != Inline {
		inner.direction = s.Direction()
	}
	if x.Floating || x.OutOfFlow || x.Atomic || annotation(x) {
		inner.decor = decorate(s, nil)
	}
	if b.replaced(x, n, cx.decor) {
		return append(list, b.keep(x))
	}
	if !b.control(x, n, inner) {
		if isListItem(s) {
			x.Kids = b.marker(x.Kids, n, inner)
		}
		x.Kids = b.pseudo(x.Kids, n, selector.PseudoBefore, inner)
		x.Kids = b.flowKids(x.Kids, n, inner)
		x.Kids = b.pseudo(x.Kids, n, selector.PseudoAfter, inner)
		b.fieldset(x)
		if n == b.in.Root {
			x.Kids = append(x.Kids, b.top...)
		}
	}
	if x.Kind != Inline && x.Kind != Text {
		b.word = false
	}
	b.fixKids(x)
	if x.HasBlock && x.Kind == Inline {
		b.directBlocks(x, cx.direction)
	}
	if x.Kind == Block || x.Kind == Cell || x.Kind == Caption {
		if fl := b.in.Styles.Pseudo(n, selector.PseudoFirstLetter); fl != nil {
			b.tree.lined = true
			b.firstLetter(x, fl, n)
		}
		if fl := b.in.Styles.Pseudo(n, selector.PseudoFirstLine); fl != nil {
			b.tree.lined = true
			firstLine(x, fl)
		}
	}
	return append(list, b.keep(x))
}

// flowKids generates an element's children: all of them, or what details and fieldset show.
func (b *builder) flowKids(list []*Box, n *dom.Node, cx context) []*Box {
	switch {
	case n.IsHTML("details"):
		return b.details(list, n, cx)
	case n.IsHTML("optgroup"):
		return b.group(list, n, cx)
	case n.IsHTML("option"):
		if l, ok := n.Attr("label"); ok && l != "" {
			x := &Box{}
			b.controlText(x, n, l, cx)
			return append(list, x.Kids...)
		}
	case n.IsHTML("fieldset"):
		at := len(list)
		list = b.children(list, n, cx)
		for _, k := range list[at:] {
			if k.Node.IsHTML("legend") && k.InFlow() && k.Pseudo == NoPseudo && k.Kind != Inline {
				k.Legend, k.Context = true, true
				break
			}
		}
		return list
	}
	return b.children(list, n, cx)
}

// details generates a details element: its first summary, and the rest when it is open.
// https://html.spec.whatwg.org/multipage/rendering.html#the-details-and-summary-elements
func (b *builder) details(list []*Box, n *dom.Node, cx context) []*Box {
	var summary *dom.Node
	for c := n.FirstElement(); c != nil; c = c.NextElement() {
		if c.IsHTML("summary") {
			summary = c
			break
		}
	}
	if summary != nil {
		list = b.element(list, summary, cx)
	} else {
		list = b.defaultSummary(list, n, cx)
	}
	_, open := n.Attr("open")
	all := list
	if !open {
		list = nil
	}
	for c := n.First(); c != nil; c = c.Next() {
		switch {
		case c == summary:
		case c.Type == dom.TextNode:
			list = b.text(list, c, cx)
		case c.Type == dom.ElementNode:
			list = b.element(list, c, cx)
		}
	}
	if open {
		return list
	}
	if len(list) == 0 {
		return all
	}
	// What a closed details element holds is skipped, as content-visibility: hidden does.
	x := &Box{Kind: Block, Pseudo: Anonymous, Node: n, Style: b.anonymous(cx.style), Kids: list,
		Context: true, Skip: true, AbsContainer: true, FixedContainer: true}
	b.fixKids(x)
	return append(all, b.keep(x))
}

// Styles of the summary that a details element has when it brings none.
var (
	summaryClosed = declared("display: list-item; list-style: disclosure-closed inside")
	summaryOpen   = declared("display: list-item; list-style: disclosure-open inside")
)

// defaultSummary generates the line that stands for a details element without a summary.
func (b *builder) defaultSummary(list []*Box, n *dom.Node, cx context) []*Box {
	decls := summaryClosed
	if _, open := n.Attr("open"); open {
		decls = summaryOpen
	}
	at := &Box{}
	x := b.insides(at, n, b.derived(cx.style, decls()))
	inner := context{style: x.Style, decor: cx.decor}
	x.Kids = b.markerBox(x.Kids, n, x.Style, b.anonymous(x.Style), inner)
	b.controlText(x, n, "Details", inner)
	b.fixKids(x)
	return append(list, at.Kids...)
}

// decorate returns the decorations inside a box of style s.
func decorate(s *style.Style, outer *Decoration) *Decoration {
	if s.TextDecorationLine() == value.Value(value.KwNone) {
		return outer
	}
	return &Decoration{Style: s, Next: outer}
}

// newBox returns the box of an element or pseudo-element with what its style says alone.
func (b *builder) newBox(n *dom.Node, s *style.Style, cx context) *Box {
	x := &Box{Node: n, Style: s}
	x.Kind, x.Atomic = kindOf(s.Display())
	annotates := cx.ruby && s.Display() == value.KwRubyText
	if annotates {
		x.Kind, x.RubyLevel = Block, true
	}
	if x.Kind == Block && x.Pseudo == NoPseudo && x.Node.IsHTML("frameset") {
		x.Kind = Grid // the built-in sheet turns rows and cols into tracks
	}
	clamped := s.LineClamp() > 0
	if clamped {
		x.Kind = Block // what holds a limited number of lines is no flex container
	}
	switch s.Position() {
	case value.KwAbsolute, value.KwFixed:
		x.OutOfFlow = true
	}
	x.Root = n == b.in.Root
	x.Body = n.IsHTML("body") && n == b.in.Doc.Body()
	if x.Root && x.Kind == Inline {
		x.Kind = Block
	}
	x.Floating = !x.OutOfFlow && s.Float() != value.KwNone && !cx.items && !x.Root
	if (x.OutOfFlow || x.Floating) && x.Kind == Inline {
		x.Kind = Block // when the cascade left it inline
	}
	if x.OutOfFlow || x.Floating || cx.items {
		x.Atomic = false
	}
	x.Item = cx.items && !x.OutOfFlow
	x.WasInline = x.OutOfFlow && wasInline(n, s)
	switch x.Kind {
	case Block, Flex, Grid, Cell, Caption, Table:
		if n != b.overflow && x.Kind != Table && (s.OverflowX() != value.KwVisible || s.OverflowY() != value.KwVisible) {
			x.Clip = true
			x.Scroll = s.OverflowX() != value.KwVisible && s.OverflowX() != value.KwClip || s.OverflowY() != value.KwVisible && s.OverflowY() != value.KwClip
		}
	}
	switch x.Kind {
	case Block, Flex, Grid, Cell, Caption:
		x.Skip = s.ContentVisibility() == value.KwHidden || x.Kind != Cell && b.unseen(n, s)
	}
	x.FixedContainer = (x.Skip || s.ContainsFixed()) && x.Kind != Inline && !x.Root
	x.AbsContainer = s.Position() != value.KwStatic || x.FixedContainer
	switch x.Kind {
	case Block, Cell, Caption:
		x.Multicol = multicol(s) && !clamped
	}
	switch x.Kind {
	case Block, Flex, Grid, Table:
		x.Spanner = cx.columns && s.ColumnSpan() == value.KwAll && x.InFlow() && !x.Atomic && !x.Item
	}
	x.Context = x.Kind != Inline && (annotates || x.Spanner || x.Root || x.Floating || x.OutOfFlow || x.Atomic || cx.items || x.Scroll || x.Skip || x.Kind != Block ||
		clamped || s.Display() == value.KwFlowRoot || s.Display() == value.KwFlowRootListItem || n.IsHTML("fieldset") || s.Contains(style.ContainLayout|style.ContainPaint) || queried(s) || multicol(s) ||
		s.ColumnSpan() == value.KwAll || s.AlignContent() != value.Value(value.KwNormal))
	x.Fieldset = n.IsHTML("fieldset")
	if x.Floating && b.in.Shapes != nil {
		x.Shape = b.shape(s.ShapeOutside())
	}
	switch x.Kind {
	case Cell:
		x.ColSpan, x.RowSpan = spanAttr(n, "colspan", maxColSpan, 1), spanAttr(n, "rowspan", maxRowSpan, 0)
	case Column, ColumnGroup:
		x.ColSpan = spanAttr(n, "span", maxColSpan, 1)
	}
	return x
}

// shape returns the image that shape-outside names, or nil.
func (b *builder) shape(v value.Value) *Image {
	if f, ok := v.(*value.Func); ok {
		v, _ = value.ChooseImage(f)
	}
	if u, ok := v.(*value.URL); ok {
		return b.in.Shapes.Image(u)
	}
	return nil
}

// Limits of table spans: HTML §4.9.11.
const (
	maxColSpan = 1000
	maxRowSpan = 65534
)

// unseen reports whether an element skips its contents because they are far from what is seen.
// https://www.w3.org/TR/css-contain-2/#propdef-content-visibility
func (b *builder) unseen(n *dom.Node, s *style.Style) bool {
	if s.ContentVisibility() != value.KwAuto || b.in.Seen == nil {
		return false
	}
	b.tree.Deferred = true
	return !b.in.Seen(n)
}

// HidesBaseline reports whether layout containment keeps the baselines of what is in the box to itself.
// https://www.w3.org/TR/css-contain-2/#containment-layout
func (b *Box) HidesBaseline() bool {
	switch b.Kind {
	case Block, Flex, Grid, Table, Cell, Caption:
	default:
		return false
	}
	return b.Pseudo != Anonymous && b.Style.Contains(style.ContainLayout)
}

// queried reports whether a style makes a box a container of size queries, which is an independent
// formatting context. https://www.w3.org/TR/css-conditional-5/#container-type
func queried(s *style.Style) bool {
	for _, v := range value.Spaced(s.ContainerType()) {
		switch v {
		case value.Value(value.KwSize), value.Value(value.KwInlineSize):
			return true
		}
	}
	return false
}

// multicol reports whether a style makes a block container a multi-column container.
// https://www.w3.org/TR/css-multicol-1/#the-multi-column-model
func multicol(s *style.Style) bool {
	_, auto := s.ColumnCount()
	return !auto || !s.ColumnWidth().IsAuto() || s.ColumnWrap() == value.KwWrap
}

// inColumns reports whether the kids of x, which is in context cx, can span columns: only a box in
// the formatting context of the multi-column container can, and none inside of a box that contains
// fixed boxes. https://www.w3.org/TR/css-multicol-1/#column-span
func (x *Box) inColumns(cx context) bool {
	return x.Multicol || cx.columns && (x.Kind == Inline || x.Kind == Block && !x.Context) && !x.FixedContainer
}

// keep counts a finished box and returns its equal of the previous tree, when there is one.
func (b *builder) keep(x *Box) *Box {
	b.tree.Count++
	if x.Style.WritingMode() != value.KwHorizontalTb {
		b.tree.vertical = true
	}
	b.noteAnchor(x)
	id := -1
	if x.Node != nil && x.Pseudo == NoPseudo {
		id = int(x.Node.ID())
	}
	if id >= 0 && id < len(b.old) && b.old[id] != nil {
		if y := b.reuse(x, b.old[id]); y != x {
			b.tree.Reused++
			x = y
		}
	}
	if id >= 0 && id < len(b.boxes) {
		b.boxes[id] = x
	}
	return x
}

// maxRepainted is how many boxes of one tree are kept although their styles differ in what only
// paint reads. Past it boxes are made and laid out anew, as after a change of the whole theme.
const maxRepainted = 1 << 14

// reuse returns old when x is equal to it, kids included, or differs in what only paint reads: then
// the tree remembers how old looks now. Kids with nodes of their own have been compared already;
// anonymous and generated ones are matched by their place.
func (b *builder) reuse(x, old *Box) *Box {
	if len(x.Kids) == len(old.Kids) {
		for i, k := range x.Kids {
			if k != old.Kids[i] && k.Pseudo != NoPseudo && k.Pseudo == old.Kids[i].Pseudo {
				x.Kids[i] = b.reuse(k, old.Kids[i])
			}
		}
	}
	if !equal(x, old) {
		return x
	}
	if sameStyle(x.Style, old.Style) && sameDecor(x.Decor, old.Decor) {
		return old
	}
	if !style.SameLayout(x.Style, old.Style) || paintInLayout(x) || b.prev.copied() || len(b.tree.looks) >= maxRepainted {
		return x
	}
	if b.tree.looks == nil {
		b.tree.looks = map[*Box]Look{}
	}
	b.tree.looks[old] = Look{Style: x.Style, Decor: x.Decor}
	return old
}

// copied reports whether layout keeps copies of styles, so that boxes cannot get another look: in
// other frames than the tree's, on first lines with a style of their own, beside first letters.
func (t *Tree) copied() bool { return t.vertical || t.lined }

// paintInLayout reports whether the layout of a box reads what otherwise only paint does: the
// colours of collapsed borders, and what happens to text that is cut off.
func paintInLayout(x *Box) bool {
	switch x.Kind {
	case Table, RowGroup, Row, Cell, ColumnGroup, Column:
		return x.Style.BorderCollapse() == value.KwCollapse
	}
	return x.Clip && x.Kind != Inline
}

// equal compares all but style and decorations.
func equal(x, y *Box) bool {
	if x.Kind != y.Kind || x.Pseudo != y.Pseudo || x.Top != y.Top || x.Control != y.Control || x.Node != y.Node || x.Text != y.Text || x.Shape != y.Shape ||
		x.flags() != y.flags() || x.ColSpan != y.ColSpan || x.RowSpan != y.RowSpan || len(x.Kids) != len(y.Kids) ||
		!sameStyle(x.FirstLine, y.FirstLine) {
		return false
	}
	if (x.Object == nil) != (y.Object == nil) || x.Object != nil && *x.Object != *y.Object {
		return false
	}
	if (x.Marker == nil) != (y.Marker == nil) || x.Marker != nil && *x.Marker != *y.Marker {
		return false
	}
	for i := range x.Kids {
		if x.Kids[i] != y.Kids[i] {
			return false
		}
	}
	return true
}

func (x *Box) flags() [24]bool {
	return [24]bool{x.Item, x.Atomic, x.Inlines, x.Floating, x.OutOfFlow, x.WasInline, x.Root, x.Body, x.Context, x.Clip, x.Scroll,
		x.AbsContainer, x.FixedContainer, x.Legend, x.Fieldset, x.HasBlock, x.AutoSize, x.Skip, x.Multicol, x.Spanner, x.Later, x.Ruby, x.RubyLevel, x.Listed}
}

func sameStyle(a, b *style.Style) bool {
	return a == b || a != nil && b != nil && style.SamePaint(a, b)
}

func sameDecor(a, b *Decoration) bool {
	for ; a != nil && b != nil; a, b = a.Next, b.Next {
		if a == b {
			return true
		}
		if !sameStyle(a.Style, b.Style) {
			return false
		}
	}
	return a == nil && b == nil
}
