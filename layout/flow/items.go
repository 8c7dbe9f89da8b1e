package flow

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/hyphen"
	"vitrine/layout/text"
)

// itemKind says what an item of an inline formatting context is.
type itemKind uint8

const (
	itText    itemKind = iota
	itTab              // one preserved tab
	itOpen             // start of an inline box
	itClose            // end of an inline box
	itAtomic           // inline-block, replaced element, …: one U+FFFC in the text
	itBreak            // forced line break
	itFloat            // floating box
	itOut              // absolutely positioned box
	itBlock            // block-level box inside the inline formatting context
	itControl          // bidi control character from unicode-bidi: no width
	itMarker           // outside list marker
)

// item is one step of the flattened content, in logical order.
type item struct {
	kind       itemKind
	level      uint8 // bidi embedding level
	start, end int   // bytes of the paragraph's text
	box        *box.Box
	style      *style.Style
	font       *text.Font
	runs       []*text.Run // shaped text[start:end], logical order, offsets from start
	before     []float64   // advance of all runs before runs[i], when there are several
	total      float64     // advance of the whole item
	script     text.Script // in force before the item, 0 when every text has the same
	combined   string      // the characters that are set in one square (text-combine-upright), "" for other items
	moved      *movedBox   // the relatively positioned inline boxes around it
}

// movedBox is a relatively positioned inline box in the list of those around an item, the innermost first.
type movedBox struct {
	box   *box.Box
	outer *movedBox
}

// shift returns how far relative positioning moves what is in the boxes of a list.
func (m *movedBox) shift(f *flow) (d geom.Point) {
	for ; m != nil; m = m.outer {
		d = d.Add(algo.Relative(m.box, f.percent, f.rtl))
	}
	return d
}

// inlineItems is the content of an inline formatting context, prepared once per box: text after
// white space processing, bidi levels, break opportunities and shaped runs.
type inlineItems struct {
	text   string
	items  []item
	breaks []text.Break
	rtl    bool // paragraph level is right to left
	bidi   bool // some item is not at the paragraph's own level 0
	clones bool // some inline box has edges on each line
	first  *inlineItems
	// column tells that this is the base of a ruby, a part of the text around it: spaced, that it comes
	// after a space there, more, that something follows it on the line, so that its last space stays.
	column, spaced, more bool
}

// shapeChunk is the most text, in bytes, that is shaped as one item: sums of advances stay exact
// enough in float32, and a line in a very long paragraph slices a short run.
const shapeChunk = 4096

// shapeContext is how many bytes around an item its shaping sees, for letters that join.
const shapeContext = 24

// builder flattens boxes into items.
type builder struct {
	c     *algo.Ctx
	root  *box.Box
	buf   strings.Builder
	items []item
	spans []text.BreakSpan
	// afterSpace is set while a collapsible space would collapse with what precedes it: at the
	// start of a line and after another collapsible space.
	afterSpace bool
	needBidi   bool
	clones     bool                          // some inline box has edges on each line
	line1      *style.Style                  // ::first-line style, when building that variant
	rebased    map[*style.Style]*style.Style // by it
	cur        *style.Style                  // of the inline box, or the root, that is being flattened
	moved      *movedBox                     // of the items to come
	embed      [][2]string                   // bidi controls that are open, with what closes them
	ruby       bool                          // in a ruby: lines do not break where they are told to

	lastStyle *style.Style
	lastFont  *text.Font
}

// itemsOf returns the prepared content of b.
func itemsOf(c *algo.Ctx, b *box.Box) *inlineItems {
	m := memoOf(b)
	if m.inline == nil {
		if m.ahead != nil {
			m.inline = m.ahead.take()
		} else {
			m.inline = allItems(c, b)
		}
	}
	return m.inline
}

// allItems makes the items of a block, and those of its first line where that has a style of its own.
func allItems(c *algo.Ctx, b *box.Box) *inlineItems {
	in := buildItems(c, b, nil)
	if b.FirstLine != nil {
		in.first = buildItems(c, b, b.FirstLine)
	}
	return in
}

func buildItems(c *algo.Ctx, b *box.Box, line1 *style.Style) *inlineItems {
	return (&builder{c: c, root: b, afterSpace: true, line1: line1, cur: b.Style, ruby: b.RubyLevel}).build()
}

// build flattens the kids of the root.
func (bl *builder) build() *inlineItems {
	b := bl.root
	base := text.LTR
	if b.Style.Direction() == value.KwRtl {
		base, bl.needBidi = text.RTL, true
	}
	closing := ""
	switch b.Style.UnicodeBidi() {
	case value.KwPlaintext:
		base, bl.needBidi = text.Auto, true
	case value.KwBidiOverride, value.KwIsolateOverride:
		var open string
		open, closing = bidiControls(value.KwBidiOverride, base == text.RTL)
		bl.control(open)
		bl.embed = append(bl.embed, [2]string{open, closing})
	}
	bl.items = slices.Grow(bl.items, len(b.Kids))
	for _, k := range b.Kids {
		bl.add(k)
	}
	if closing != "" {
		bl.control(closing)
	}
	if b.Style.Upright() {
		base, bl.needBidi = text.LTR, false
	}
	it := &inlineItems{text: bl.buf.String(), items: bl.items, clones: bl.clones}
	it.endRubies()
	it.breaks = text.LineBreaks(nil, it.text, bl.spans)
	if bl.needBidi {
		levels, para := text.BidiLevels(it.text, base)
		it.rtl = para&1 == 1
		it.applyLevels(levels, para)
	}
	it.shape()
	it.autospace()
	return it
}

// styleOf returns the style an inline-level box has in the variant that is being built.
func (bl *builder) styleOf(b *box.Box) *style.Style {
	if bl.line1 == nil {
		return b.Style
	}
	s := bl.rebased[b.Style]
	if s == nil {
		if s = style.Rebase(b.Style, bl.root.Style, bl.line1); bl.rebased == nil {
			bl.rebased = map[*style.Style]*style.Style{}
		}
		bl.rebased[b.Style] = s
	}
	return s
}

func (bl *builder) fontOf(s *style.Style) *text.Font {
	if s != bl.lastStyle {
		bl.lastStyle, bl.lastFont = s, bl.c.Fonts.Of(s)
	}
	return bl.lastFont
}

func (bl *builder) push(it item) {
	it.moved = bl.moved
	bl.items = append(bl.items, it)
}

// here adds an item without text of its own.
func (bl *builder) here(kind itemKind, b *box.Box) {
	at := bl.buf.Len()
	bl.push(item{kind: kind, start: at, end: at, box: b, style: bl.styleOf(b)})
}

// span says which break options hold up to the end of the text so far.
func (bl *builder) span(s *style.Style) {
	o := bl.breakOptions(s)
	end := bl.buf.Len()
	if n := len(bl.spans); n > 0 && bl.spans[n-1].BreakOptions == o {
		bl.spans[n-1].End = end
		return
	}
	bl.spans = append(bl.spans, text.BreakSpan{End: end, BreakOptions: o})
}

// edge says at the start of an inline box that the box around it wraps, where text before it does
// not: between two siblings that do not wrap, their parent decides.
// https://www.w3.org/TR/css-text-3/#line-break-details
func (bl *builder) edge() {
	if n := len(bl.spans); n > 0 && bl.spans[n-1].NoWrap && bl.cur.TextWrapMode() == value.KwWrap {
		bl.spans = append(bl.spans, text.BreakSpan{End: bl.buf.Len(), BreakOptions: bl.breakOptions(bl.cur)})
	}
}

// breakOptions returns the options of CSS Text 3 §5 of a style.
func (bl *builder) breakOptions(s *style.Style) text.BreakOptions {
	var o text.BreakOptions
	switch s.WordBreak() {
	case value.KwBreakAll:
		o.Word = text.WordBreakAll
	case value.KwKeepAll:
		o.Word = text.WordBreakKeepAll
	case value.KwBreakWord:
		o.Emergency = true
	case value.KwAutoPhrase:
		o.Word = text.WordBreakAutoPhrase
	}
	if s.OverflowWrap() != value.KwNormal {
		o.Emergency = true
	}
	switch s.LineBreak() {
	case value.KwLoose:
		o.Line = text.LineBreakLoose
	case value.KwNormal:
		o.Line = text.LineBreakNormal
	case value.KwStrict:
		o.Line = text.LineBreakStrict
	case value.KwAnywhere:
		o.Line = text.LineBreakAnywhere
	}
	o.NoSoftHyphen = s.Hyphens() == value.KwNone
	o.NoWrap = s.TextWrapMode() == value.KwNowrap
	o.BreakSpaces = s.WhiteSpaceCollapse() == value.KwBreakSpaces
	l, ok := s.WebkitLocale().(value.String)
	if ok && o.Line != text.LineBreakAuto {
		o.Lang = strings.ToLower(string(l))
	}
	if ok && s.Hyphens() == value.KwAuto && bl.c.Fonts.Hyphenates() {
		o.Hyphens = hyphen.For(string(l))
		o.HyphenLimits = hyphenLimits(s.HyphenateLimitChars())
	}
	return o
}

// hyphenLimits reads hyphenate-limit-chars: the characters of a word, before and after a hyphen.
// https://www.w3.org/TR/css-text-4/#hyphenate-char-limits
func hyphenLimits(v value.Value) (limits [3]uint8) {
	limits = [3]uint8{5, 2, 2} // auto, as in Blink
	items := []value.Value{v}
	if l, ok := v.(*value.List); ok {
		items = l.Items
	}
	for i := 0; i < len(items) && i < len(limits); i++ {
		if n, ok := items[i].(value.Integer); ok {
			limits[i] = uint8(min(max(n, 0), math.MaxUint8))
		}
	}
	if len(items) == 2 {
		limits[2] = limits[1]
	}
	return limits
}

// control adds bidi control characters.
func (bl *builder) control(s string) {
	bl.needBidi = true
	at := bl.buf.Len()
	bl.buf.WriteString(s)
	bl.span(bl.cur)
	bl.push(item{kind: itControl, start: at, end: at + len(s), box: bl.root, style: bl.root.Style})
}

// bidiControls returns the characters that stand for unicode-bidi at the start and end of a box.
// https://www.w3.org/TR/css-writing-modes-4/#unicode-bidi
func bidiControls(kw value.Keyword, rtl bool) (open, end string) {
	pick := func(l, r string) string {
		if rtl {
			return r
		}
		return l
	}
	switch kw {
	case value.KwEmbed:
		return pick("\u202a", "\u202b"), "\u202c"
	case value.KwBidiOverride:
		return pick("\u202d", "\u202e"), "\u202c"
	case value.KwIsolate:
		return pick("\u2066", "\u2067"), "\u2069"
	case value.KwIsolateOverride:
		return "\u2068" + pick("\u202d", "\u202e"), "\u202c\u2069"
	case value.KwPlaintext:
		return "\u2068", "\u2069"
	}
	return "", ""
}

// add flattens one inline-level, floating, absolutely positioned or block-level box.
func (bl *builder) add(b *box.Box) {
	switch {
	case b.OutOfFlow:
		bl.here(itOut, b)
	case b.Floating:
		bl.here(itFloat, b)
	case b.Marker != nil && b.Marker.Outside:
		bl.here(itMarker, b)
	case b.Kind == box.Text:
		bl.addText(b)
	case b.Kind == box.Inline:
		open, end := bidiControls(b.Style.UnicodeBidi(), b.Style.Direction() == value.KwRtl)
		bl.edge()
		bl.here(itOpen, b)
		bl.clones = bl.clones || cloned(&bl.items[len(bl.items)-1])
		if open != "" {
			bl.control(open)
			bl.embed = append(bl.embed, [2]string{open, end})
		}
		outer, still, ruby := bl.cur, bl.moved, bl.ruby
		bl.cur, bl.ruby = b.Style, ruby || b.Style.Display() == value.KwRuby
		if b.Style.Position() == value.KwRelative {
			bl.moved = &movedBox{b, still}
		}
		for _, k := range b.Kids {
			bl.add(k)
		}
		bl.cur, bl.moved, bl.ruby = outer, still, ruby
		if end != "" {
			bl.control(end)
			bl.embed = bl.embed[:len(bl.embed)-1]
		}
		bl.here(itClose, b)
	case b.Kind == box.Break:
		bl.newline(b, bl.styleOf(b))
	case b.Kind == box.WordBreak:
		// U+200B ZERO WIDTH SPACE is what <wbr> stands for.
		at := bl.buf.Len()
		bl.buf.WriteString("\u200b")
		s := bl.styleOf(b)
		o := bl.breakOptions(s)
		o.NoWrap = false
		bl.spans = append(bl.spans, text.BreakSpan{End: bl.buf.Len(), BreakOptions: o})
		bl.push(item{kind: itControl, start: at, end: bl.buf.Len(), box: b, style: s})
	case b.Kind == box.RubyColumn:
		bl.addColumn(b)
	case b.Atomic:
		at := bl.buf.Len()
		bl.buf.WriteString("\ufffc")
		bl.span(bl.cur)
		bl.push(item{kind: itAtomic, start: at, end: bl.buf.Len(), box: b, style: b.Style})
		bl.afterSpace = false
	default:
		at := bl.buf.Len()
		bl.buf.WriteByte('\n')
		bl.span(bl.root.Style)
		bl.push(item{kind: itBlock, start: at, end: at + 1, box: b, style: b.Style})
		bl.afterSpace = true
	}
}

// addText applies white space processing to one text box.
// https://www.w3.org/TR/css-text-3/#white-space-phase-1
func (bl *builder) addText(b *box.Box) {
	s := bl.styleOf(b)
	t := b.Text
	if bl.line1 != nil && s.TextTransform() != b.Style.TextTransform() {
		t = box.Retransform(t, s, bl.buf.String())
	}
	if combines(s) && bl.combine(b, s) {
		return
	}
	start := bl.buf.Len()
	flush := func() {
		if end := bl.buf.Len(); end > start {
			bl.span(s)
			bl.textItems(b, s, start, end)
			start = end
		}
	}
	mode := s.WhiteSpaceCollapse()
	switch mode {
	case value.KwCollapse, value.KwPreserveBreaks:
		keepBreaks := mode == value.KwPreserveBreaks
		for i := 0; i < len(t); {
			j := i
			for j < len(t) && !isCollapsible(t[j]) {
				j++
			}
			if j > i {
				word := t[i:j]
				bl.write(word)
				bl.afterSpace = false
				i = j
				continue
			}
			newlines := 0
			for j < len(t) && isCollapsible(t[j]) {
				if t[j] == '\n' {
					newlines++
				}
				j++
			}
			switch {
			case keepBreaks && newlines > 0:
				flush()
				for ; newlines > 0; newlines-- {
					bl.newline(b, s)
				}
				start = bl.buf.Len()
			case bl.afterSpace:
				// It keeps its wrap opportunity when the space before may not wrap.
				if bl.spaceWithoutWrap() && s.TextWrapMode() == value.KwWrap {
					flush()
					at := bl.buf.Len()
					bl.buf.WriteString("\u200b")
					bl.span(s)
					bl.push(item{kind: itControl, start: at, end: bl.buf.Len(), box: b, style: s})
					start = bl.buf.Len()
				}
			case newlines > 0 && dropsSegmentBreak(bl.buf.String(), t[j:]):
			default:
				bl.buf.WriteByte(' ')
				bl.afterSpace = true
			}
			i = j
		}
	default:
		for i := 0; i < len(t); {
			j := i
			for j < len(t) && t[j] != '\n' && t[j] != '\t' && t[j] != '\r' && t[j] != '\f' {
				j++
			}
			bl.write(t[i:j])
			if j == len(t) {
				break
			}
			flush()
			switch {
			case t[j] == '\n':
				bl.newline(b, s)
			case t[j] == '\r' || t[j] == '\f': // They are ignored: https://github.com/w3c/csswg-drafts/issues/855
			case t[j] == '\t' && mode == value.KwPreserveSpaces:
				bl.buf.WriteByte(' ')
			case t[j] == '\t':
				bl.buf.WriteByte('\t')
				bl.span(s)
				bl.push(item{kind: itTab, start: start, end: start + 1, box: b, style: s, font: bl.fontOf(s)})
			}
			if t[j] != '\t' || mode != value.KwPreserveSpaces {
				start = bl.buf.Len()
			}
			i = j + 1
		}
		if t != "" {
			bl.afterSpace = false
		}
	}
	flush()
}

// newline adds a forced break. It ends a paragraph for the bidirectional algorithm: the embeddings
// around it end before it and start again after it.
// https://www.w3.org/TR/css-writing-modes-4/#bidi-algo
func (bl *builder) newline(b *box.Box, s *style.Style) {
	if bl.ruby {
		bl.blank(b, s)
		return
	}
	for i := len(bl.embed) - 1; i >= 0; i-- {
		bl.control(bl.embed[i][1])
	}
	at := bl.buf.Len()
	bl.buf.WriteByte('\n')
	bl.span(s)
	bl.push(item{kind: itBreak, start: at, end: at + 1, box: b, style: s, font: bl.fontOf(s)})
	for _, e := range bl.embed {
		bl.control(e[0])
	}
	bl.afterSpace = true
}

// spaceWithoutWrap reports whether the text so far ends with a space of a style that does not wrap.
func (bl *builder) spaceWithoutWrap() bool {
	n := bl.buf.Len()
	return n > 0 && bl.buf.String()[n-1] == ' ' && len(bl.spans) > 0 && bl.spans[len(bl.spans)-1].NoWrap
}

func isCollapsible(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// write appends text and notes whether it may need bidi.
func (bl *builder) write(s string) {
	if !bl.needBidi {
		for i := 0; i < len(s); i++ {
			// U+0590 starts with D6; everything below is left-to-right or neutral.
			if s[i] >= 0xd6 {
				bl.needBidi = hasRTL(s[i:])
				break
			}
		}
	}
	bl.buf.WriteString(s)
}

func hasRTL(s string) bool {
	for _, r := range s {
		if r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff ||
			r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff || r >= 0x200e && r <= 0x200f ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return true
		}
	}
	return false
}

// dropsSegmentBreak reports whether a line feed between two texts vanishes: beside a zero width
// space. Between East Asian characters it may by the specification, but stays in Chromium.
// https://www.w3.org/TR/css-text-3/#line-break-transform
func dropsSegmentBreak(before, after string) bool {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	return a == 0x200b || b == 0x200b
}

// textItems adds text[start:end] as one item, or several when it is long.
func (bl *builder) textItems(b *box.Box, s *style.Style, start, end int) {
	f := bl.fontOf(s)
	if end-start > shapeChunk {
		t := bl.buf.String()
		for end-start > shapeChunk {
			cut := start + shapeChunk
			if i := strings.LastIndexByte(t[start:cut], ' '); i > 0 {
				cut = start + i + 1
			} else {
				for cut < end && !utf8.RuneStart(t[cut]) {
					cut++
				}
				cut = max(cut, start+text.NextCluster(t[start:end], 0))
			}
			bl.push(item{kind: itText, start: start, end: cut, box: b, style: s, font: f})
			start = cut
		}
	}
	if end > start {
		bl.push(item{kind: itText, start: start, end: end, box: b, style: s, font: f})
	}
}

// applyLevels gives items their bidi levels, splitting text where the level changes.
func (it *inlineItems) applyLevels(levels []uint8, para uint8) {
	if levels == nil {
		for i := range it.items {
			it.items[i].level = para
		}
		it.bidi = para != 0
		return
	}
	it.bidi = true
	out := make([]item, 0, len(it.items)+8)
	waiting := 0 // items at the end of out that take the level of what follows
	before := para
	for _, x := range it.items {
		if x.end == x.start {
			// What has no text of its own goes with what follows, the end of a box with what precedes.
			x.level = para
			if x.kind == itClose && waiting == 0 && len(out) > 0 {
				x.level = out[len(out)-1].level
			} else {
				waiting++
			}
			out = append(out, x)
			continue
		}
		for i := len(out) - waiting; i < len(out); i++ {
			out[i].level = levels[x.start]
			if out[i].kind == itOut { // neutral between what is beside it
				out[i].level = min(before, levels[x.start])
			}
		}
		waiting, before = 0, levels[x.end-1]
		for x.start < x.end {
			end := x.start + 1
			for end < x.end && (levels[end] == levels[x.start] || x.kind == itAtomic) { // a column of a ruby is one
				end++
			}
			y := x
			y.end, y.level = end, levels[x.start]
			out = append(out, y)
			x.start = end
		}
	}
	it.items = out
}

// shape shapes every text item. Neighbouring items of one font are shaped together, also
// across the edges of inline boxes that have no width: kerning and ligatures do not stop there,
// https://www.w3.org/TR/css-text-3/#boundary-shaping.
//
// A character without a script of its own has that of the text before it in the paragraph, also
// when that is on another line or in another box: kerning stops between scripts. Text of
// Latin-1 alone is all Latin.
func (it *inlineItems) shape() {
	var script text.Script
	if !text.IsLatin1(it.text) {
		script = text.FirstScript(it.text)
	}
	for i := 0; i < len(it.items); i++ {
		x := &it.items[i]
		if x.kind != itText || x.combined != "" {
			continue
		}
		opt := shapeOptions(x.style)
		opt.RTL = x.level&1 == 1
		last := it.together(i, opt)
		end := it.items[last].end
		opt.Script, x.script = script, script
		if script != 0 {
			script = text.LastScript(it.text[x.start:end], script)
		}
		opt.Before, opt.After = it.text[max(0, x.start-shapeContext):x.start], it.text[end:min(len(it.text), end+shapeContext)]
		runs := x.font.Shape(it.text[x.start:end], opt)
		if last == i {
			x.setRuns(runs)
			continue
		}
		from, at := x.start, x.script
		for k := i; k <= last; k++ {
			if y := &it.items[k]; y.kind == itText {
				if y.script = at; at != 0 {
					at = text.LastScript(it.text[y.start:y.end], at)
				}
				y.setRuns(text.Cut(runs, y.start-from, y.end-from))
			}
		}
		i = last
	}
}

// together returns the last item that is shaped with item i.
func (it *inlineItems) together(i int, opt text.ShapeOptions) int {
	x := &it.items[i]
	last, end := i, x.end
	for k := i + 1; k < len(it.items); k++ {
		y := &it.items[k]
		switch y.kind {
		case itOpen, itClose:
			e, m := algo.Edges(y.box.Style, algo.Indefinite), algo.Margins(y.box.Style, algo.Indefinite)
			side := e.Left != 0 || m.Left != 0
			if (y.kind == itClose) != (y.box.Style.Direction() == value.KwRtl) {
				side = e.Right != 0 || m.Right != 0
			}
			if side || y.box.Style.VerticalAlign() != value.KeywordLength(value.KwBaseline) {
				return last
			}
		case itText:
			o := shapeOptions(y.style)
			o.RTL = y.level&1 == 1
			if y.combined != "" || y.start != end || y.font != x.font || y.level != x.level || o != opt || y.end-x.start > shapeChunk {
				return last
			}
			last, end = k, y.end
		default:
			return last
		}
	}
	return last
}

func (x *item) setRuns(runs []*text.Run) {
	x.runs, x.total = runs, 0
	if len(runs) > 1 {
		x.before = make([]float64, len(runs))
	}
	for j, r := range runs {
		if x.before != nil {
			x.before[j] = x.total
		}
		x.total += r.Advance
	}
}

func shapeOptions(s *style.Style) text.ShapeOptions {
	o := text.ShapeOptions{LetterSpacing: spacing(s.LetterSpacing(), s), WordSpacing: spacing(s.WordSpacing(), s)}
	o.SpaceAll = s.TextSpacingTrim() == value.KwSpaceAll
	if s.CentralBaseline() {
		o.Orientation = text.Mixed
		if s.Upright() {
			o.Orientation = text.AllUpright
		}
	}
	return o
}

// spacing returns letter-spacing or word-spacing in px: percentages are of the font size, as in Blink.
func spacing(l value.Length, s *style.Style) float32 { return float32(l.Float(float64(s.FontSize()))) }

// advanceTo returns the advance of the item's text from its start to a paragraph offset.
func (x *item) advanceTo(off int) float64 {
	off -= x.start
	if off <= 0 {
		return 0
	}
	if off >= x.end-x.start {
		return x.total
	}
	lo, hi := 0, len(x.runs)-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if x.runs[mid].Start <= off {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	if len(x.runs) == 0 {
		return 0
	}
	w := x.runs[lo].WidthTo(off)
	if x.before != nil {
		w += x.before[lo]
	}
	return w
}

// width returns the advance of text[from:to], rounded up to a unit as Blink snaps it.
func (x *item) width(from, to int) geom.Unit {
	if from <= x.start && to >= x.end {
		return max(0, geom.FromPxCeil(x.total))
	}
	return max(0, geom.FromPxCeil(x.advanceTo(to)-x.advanceTo(from)))
}

// slice returns the runs of text[from:to] in visual order.
func (x *item) slice(from, to int) []*text.Run {
	var out []*text.Run
	a, b := from-x.start, to-x.start
	for _, r := range x.runs {
		if r.End <= a || r.Start >= b {
			continue
		}
		if r.Start < a || r.End > b {
			r = r.Slice(max(a, r.Start), min(b, r.End))
		}
		out = append(out, r)
	}
	if x.level&1 == 1 {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}
