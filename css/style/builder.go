package style

import (
	"sync"

	"vitrine/css/prop"
	"vitrine/css/value"
)

// Context is what declared values are computed against. The builder fills in FontSize and
// LineHeight of the embedded context as it learns them. Dark is the user's preference; while a
// style is built it is the used colour scheme.
type Context struct {
	value.Context
	// Parent is the style to inherit from; nil for the root.
	Parent *Style
	// Metrics returns the metrics of the font that a style asks for: ex, ch, ic or cap in px. nil
	// means the fallbacks of css-values.
	Metrics func(s *Style, u value.Unit) float32
	// NormalLineHeight returns the used line-height: normal of a style in px; nil means 1.15 em.
	NormalLineHeight func(s *Style) float32
	// Quirks is set in quirks mode.
	Quirks bool
	// Unzoomed is set inside of an SVG drawing, which is zoomed as a whole.
	Unzoomed bool
	// PageDark says that what a page supports by its own word is dark: color-scheme: normal.
	PageDark bool
}

// Builder makes one computed style at a time from declarations. The zero Builder is ready for
// Start, and is meant to be used again and again: it remembers the groups that it has made and
// gives the same one to styles that agree in it, so that alike elements share their groups and
// "the same?" stays a comparison of pointers. It is not safe for concurrent use.
type Builder struct {
	s     Style
	c     *Context
	work  workGroups // the groups that a declaration has changed, until Style
	pools pools
	dark  bool // the preference: Context.Dark at Start
	// metric asks c.Metrics about the style so far; made once, not per element.
	metric func(value.Unit) float32
}

// Start begins the style of a child of c.Parent: inherited groups are the parent's, the others
// initial.
func (b *Builder) Start(c *Context) {
	init := initialStyle()
	b.c, b.dark = c, c.Dark
	b.s = *init
	if c.Parent != nil {
		b.s.inherit(&c.Parent.groups)
		b.s.vars = c.Parent.vars
	}
}

// SetVars replaces the custom properties.
func (b *Builder) SetVars(v *Vars) { b.s.vars = v }

// Vars returns the custom properties so far.
func (b *Builder) Vars() *Vars { return b.s.vars }

// Apply computes declarations and stores them; of two for the same longhand the later one wins.
// Every value is one that the longhand's grammar accepts or a CSS-wide keyword: inherit, initial
// or unset (revert and revert-layer mean unset here; the cascade resolves them before). Custom
// properties and pending substitutions are the cascade's to resolve and are passed over.
//
// Writing mode, font and colour come first, because other values depend on them.
func (b *Builder) Apply(decls []prop.Decl) {
	var present [prop.NumPhases]bool
	for i := range decls {
		present[decls[i].ID.Phase()] = true
	}
	for ph := range present {
		if present[ph] {
			for i := range decls {
				if d := &decls[i]; int(d.ID.Phase()) == ph {
					b.apply(d.ID, d.Value)
				}
			}
		}
		switch ph {
		case prop.PhaseFontSize:
			b.finishFont()
		case prop.PhaseLineHeight:
			b.finishLine()
		}
	}
}

func (b *Builder) apply(id prop.ID, v value.Value) {
	if id >= prop.NumLonghands {
		return
	}
	id = prop.Physical(id, b.s.text.writingMode, b.s.text.direction)
	if k, ok := v.(value.Keyword); ok {
		switch k {
		case value.KwRevert, value.KwRevertLayer, value.KwUnset:
			if k = value.KwInitial; id.Inherited() {
				k = value.KwInherit
			}
		}
		switch k {
		case value.KwInherit:
			from := initialStyle()
			if b.c.Parent != nil {
				from = b.c.Parent
			}
			b.s.copies = b.s.copies || !id.Inherited()
			b.copyField(id, &from.groups)
			if id == prop.FontSize {
				b.ownFont().sizeOrigin = from.font.sizeOrigin
			}
			return
		case value.KwInitial:
			if id == prop.FontSize {
				b.ownFont().sizeOrigin = initialStyle().font.sizeOrigin
			}
			b.copyField(id, &initialStyle().groups)
			return
		}
	}
	// Shorthands reset what they do not mention: no need to compute that again. Fonts and colours
	// are left out, because their initial values depend on the context.
	if id.Phase() == prop.PhaseRest && v == prop.Initial(id) {
		b.copyField(id, &initialStyle().groups)
		return
	}
	b.set(id, v, b.c)
}

// finishFont applies the rules that need both family and size, and tells the context what em, ex
// and ch are.
func (b *Builder) finishFont() {
	b.adjustMonospace()
	b.c.FontSize = b.s.font.fontSize
	if b.c.Parent == nil {
		b.c.RootFontSize = b.c.FontSize // the root's own rem, once its font-size is known
	}
	b.c.Vertical = b.s.text.writingMode != value.KwHorizontalTb
	b.c.FontMetric = nil
	if b.c.Metrics != nil {
		if b.metric == nil {
			b.metric = func(u value.Unit) float32 {
				b.keepFont()
				return b.c.Metrics(&b.s, u)
			}
		}
		b.c.FontMetric = b.metric
	}
	b.c.Dark = usesDark(b.s.ink.colorScheme, b.dark, b.c.PageDark)
}

// keepFont makes the font properties so far a group that stays as it is: fonts are remembered by
// such groups.
func (b *Builder) keepFont() {
	if b.s.font == &b.work.font {
		b.s.font = pooled(&b.pools.font, &b.work.font)
	}
}

// usesDark reports whether the used colour scheme is dark: the preferred one of those that the
// element supports, or what the page supports. https://www.w3.org/TR/css-color-adjust-1/#determine-the-used-color-scheme
func usesDark(scheme value.Value, prefersDark, pageDark bool) bool {
	if scheme == nil || scheme == value.Value(value.KwNormal) {
		return pageDark
	}
	light, dark := false, false
	for _, v := range value.Spaced(scheme) {
		light = light || v == value.Value(value.KwLight)
		dark = dark || v == value.Value(value.KwDark)
	}
	return dark && (prefersDark || !light)
}

func (b *Builder) finishLine() {
	b.c.LineHeight = b.lineHeight(&b.s)
	if b.c.Parent == nil { // the root's own rlh, rex and so on, once line-height is known
		b.c.RootLineHeight, b.c.RootMetric = b.c.LineHeight, b.c.FontMetric
	}
	b.c.Color = &b.s.ink.color
}

func (b *Builder) lineHeight(s *Style) float32 {
	switch l := s.text.lineHeight; l.Kind {
	case value.LengthNumber:
		return l.N * s.font.fontSize
	case value.LengthPx:
		return l.N
	}
	if f := b.c.NormalLineHeight; f != nil {
		b.keepFont()
		return f(s)
	}
	return 1.15 * s.font.fontSize
}

// Style finishes and returns the style: properties whose computed values depend on each other are
// settled. root is set for the root element, whose box is blockified.
func (b *Builder) Style(root bool) *Style {
	k := b.s.kind
	disp, float, ox, oy := k.display, k.float, k.overflowX, k.overflowY
	was := inlineLevel(disp)
	// https://www.w3.org/TR/CSS22/visuren.html#dis-pos-flo
	if k.position == value.KwAbsolute || k.position == value.KwFixed {
		float = value.KwNone
	}
	if root || float != value.KwNone || k.position == value.KwAbsolute || k.position == value.KwFixed {
		disp = Blockify(disp)
	}
	// https://www.w3.org/TR/css-writing-modes-4/#block-flow
	if p := b.c.Parent; disp == value.KwInline && p != nil && !root && b.s.text.writingMode != p.text.writingMode {
		disp = value.KwInlineBlock
	}
	if root && disp == value.KwContents { // https://www.w3.org/TR/css-display-3/#unbox
		disp = value.KwBlock
	}
	// https://www.w3.org/TR/css-overflow-3/#overflow-control
	if scrolls(ox) != scrolls(oy) {
		ox, oy = scrollable(ox), scrollable(oy)
	}
	if disp != k.display || float != k.float || ox != k.overflowX || oy != k.overflowY {
		g := b.ownKind()
		g.display, g.float, g.overflowX, g.overflowY = disp, float, ox, oy
	}
	if k.position != value.KwAbsolute && k.position != value.KwFixed {
		b.dropAnchors()
	}
	b.c.Dark = b.dark
	b.finishZoom()
	b.finish()
	s := b.s
	s.dark = usesDark(s.ink.colorScheme, b.dark, b.c.PageDark)
	s.wasInline = was
	return &s
}

func inlineLevel(k value.Keyword) bool {
	switch k {
	case value.KwInline, value.KwInlineBlock, value.KwInlineTable, value.KwInlineFlex, value.KwInlineGrid, value.KwInlineGridLanes,
		value.KwWebkitInlineBox, value.KwRuby:
		return true
	}
	return false
}

// maxPooled is how many groups of a kind a builder remembers before it starts anew.
const maxPooled = 4096

// pooled returns the group that equals g, made on first use.
func pooled[G comparable](pool *map[G]*G, g *G) *G {
	if p := (*pool)[*g]; p != nil {
		return p
	}
	if *pool == nil || len(*pool) >= maxPooled {
		*pool = map[G]*G{}
	}
	p := new(G)
	*p = *g
	(*pool)[*g] = p
	return p
}

// SetDisplay replaces the computed display: the cascade calls it for children of flex and grid
// containers with Blockify of the display.
func (b *Builder) SetDisplay(k value.Keyword) {
	if b.s.kind.display != k {
		b.ownKind().display = k
	}
}

// Display returns the display computed so far.
func (b *Builder) Display() value.Keyword { return b.s.kind.display }

// SetTextAlign replaces the computed text-align: the cascade calls it for table elements.
func (b *Builder) SetTextAlign(k value.Keyword) {
	if b.s.text.textAlign != k {
		b.ownText().textAlign = k
	}
}

// TextAlign returns the text-align computed so far.
func (b *Builder) TextAlign() value.Keyword { return b.s.text.textAlign }

// Appearance returns the appearance computed so far.
func (b *Builder) Appearance() value.Keyword { return b.s.kind.appearance }

// Bare takes border and padding away: what is drawn as a checkbox has none in Blink.
func (b *Builder) Bare() { b.Apply(bareDecls()) }

var bareDecls = sync.OnceValue(func() (out []prop.Decl) {
	for _, name := range [...]string{"border-style", "padding"} {
		v := "0"
		if name == "border-style" {
			v = "none"
		}
		list, err := prop.ParseText(name, v, nil)
		if err != nil {
			panic(err) // a mistake in this file
		}
		out = append(out, list...)
	}
	return out
})

// Adopt replaces groups that equal the same group of old by that one, so that stages that compare
// pointers see what did not change.
func (b *Builder) Adopt(old *Style) {
	if old == nil {
		return
	}
	was := b.s.groups
	b.s.adopt(&old.groups)
	if b.c.Parent == nil {
		return
	}
	// What is inherited stays the parent's own group: Rebase knows it by that.
	up := &b.c.Parent.groups
	if was.font == up.font {
		b.s.font = up.font
	}
	if was.text == up.text {
		b.s.text = up.text
	}
	if was.ink == up.ink {
		b.s.ink = up.ink
	}
	if was.svg == up.svg {
		b.s.svg = up.svg
	}
}

func scrolls(k value.Keyword) bool { return k != value.KwVisible && k != value.KwClip }

func scrollable(k value.Keyword) value.Keyword {
	switch k {
	case value.KwVisible:
		return value.KwAuto
	case value.KwClip:
		return value.KwHidden
	}
	return k
}

// Blockify returns the block-level display that corresponds to k.
// https://www.w3.org/TR/css-display-3/#blockify
func Blockify(k value.Keyword) value.Keyword {
	switch k {
	case value.KwInlineBlock, value.KwInline, value.KwRunIn:
		return value.KwBlock
	case value.KwInlineTable:
		return value.KwTable
	case value.KwInlineFlex:
		return value.KwFlex
	case value.KwInlineGrid:
		return value.KwGrid
	case value.KwInlineGridLanes:
		return value.KwGridLanes
	case value.KwWebkitInlineBox:
		return value.KwWebkitBox
	case value.KwRuby:
		return value.KwBlockRuby
	case value.KwMath:
		return value.KwBlockMath
	case value.KwInlineListItem, value.KwInlineFlowRootListItem:
		return value.KwListItem
	case value.KwTableRowGroup, value.KwTableHeaderGroup, value.KwTableFooterGroup, value.KwTableRow, value.KwTableCell,
		value.KwTableColumnGroup, value.KwTableColumn, value.KwTableCaption,
		value.KwRubyBase, value.KwRubyText, value.KwRubyBaseContainer, value.KwRubyTextContainer:
		return value.KwBlock
	}
	return k
}
