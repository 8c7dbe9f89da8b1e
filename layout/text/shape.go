package text

import (
	"math"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vitrine/layout/geom"

	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// Limits of the word caches. A word is kept in font units, so one entry serves every size.
const (
	maxWordBytes   = 64      // longer words are shaped each time
	maxCachedWords = 1 << 14 // per shaper; past it a part of the cache starts anew
	wordParts      = 8       // of a cache, each with its own lock; a power of two
	maxShapers     = 256     // per face; past it they start anew
)

// shaperKey is what selects the substitutions and positions of a face.
type shaperKey struct {
	features string
	script   language.Script
	lang     string
	rtl      bool
	upright  bool
	spaceAll bool // fullwidth punctuation is never trimmed
}

// shaper shapes words with one face and one set of features, and remembers them.
type shaper struct {
	face     *Face
	features []harfbuzz.Feature
	props    harfbuzz.SegmentProperties
	spaceAll bool

	// Layout and what prepares text for it meet here at every word: where one waits for the other
	// a processor is lost, so that the words lie in several places.
	words [wordParts]struct {
		mu sync.Mutex
		by map[string]*word
	}
}

// word is shaped text in font units, glyphs in visual order.
type word struct{ glyphs []unitGlyph }

type unitGlyph struct {
	id      uint32
	cluster int32 // byte offset in the shaped string
	base    int32 // advance by the face's metrics
	kern    int32 // what shaping added to it
	x, y    int32
}

// shaper returns the shaper for a key; features is its parsed form.
func (f *Face) shaper(k shaperKey) *shaper {
	f.shapersMu.RLock()
	s := f.shapers[k]
	f.shapersMu.RUnlock()
	if s != nil {
		return s
	}
	f.shapersMu.Lock()
	defer f.shapersMu.Unlock()
	if s = f.shapers[k]; s == nil {
		s = &shaper{face: f, features: parseFeatures(k.features), spaceAll: k.spaceAll}
		s.props.Script = k.script
		s.props.Direction = harfbuzz.LeftToRight
		if k.rtl {
			s.props.Direction = harfbuzz.RightToLeft
		}
		if k.upright {
			s.props.Direction = harfbuzz.TopToBottom
			if k.rtl {
				s.props.Direction = harfbuzz.BottomToTop
			}
		}
		if k.lang != "" {
			s.props.Language = language.NewLanguage(k.lang)
		}
		if len(f.shapers) >= maxShapers {
			f.shapers = map[shaperKey]*shaper{}
		}
		f.shapers[k] = s
	}
	return s
}

// parseFeatures reads "tag=value,tag=value"; later entries win.
func parseFeatures(s string) []harfbuzz.Feature {
	var out []harfbuzz.Feature
	for part := range strings.SplitSeq(s, ",") {
		t, v, _ := strings.Cut(part, "=")
		if len(t) != 4 {
			continue
		}
		n := uint32(0)
		for _, c := range v {
			if c < '0' || c > '9' || n > 1<<20 {
				break
			}
			n = n*10 + uint32(c-'0')
		}
		out = append(out, harfbuzz.Feature{Tag: tagOf(t), Value: n, Start: 0, End: math.MaxInt})
	}
	return out
}

// word shapes s, or recalls it. Cluster values are byte offsets in s.
func (s *shaper) word(text string) *word {
	if len(text) > maxWordBytes {
		return s.shape(text)
	}
	part := &s.words[(len(text)+int(text[len(text)/2])+int(text[len(text)/4]))%wordParts]
	part.mu.Lock()
	w := part.by[text]
	part.mu.Unlock()
	if w != nil {
		return w
	}
	w = s.shape(text)
	part.mu.Lock()
	if part.by == nil || len(part.by) >= maxCachedWords/wordParts {
		part.by = map[string]*word{}
	}
	part.by[strings.Clone(text)] = w
	part.mu.Unlock()
	return w
}

// shape runs HarfBuzz over text. A panic of the library over a broken font costs the glyphs
// their substitutions, no more.
func (s *shaper) shape(text string) (w *word) { return s.shapeIn("", text, "", trimEdges{}) }

// shapeIn is shape with the text on either side, that letters may join with, and the edges of the
// line that punctuation is trimmed at.
func (s *shaper) shapeIn(before, text, after string, edges trimEdges) (w *word) {
	f := s.face
	h := f.hands.take()
	defer f.hands.give(f, h)
	defer func() {
		if p := recover(); p != nil {
			h.buf = harfbuzz.NewBuffer()
			w = s.plain(text)
		}
	}()
	b := h.buf
	b.Clear()
	b.Props = s.props
	b.Flags = harfbuzz.Bot | harfbuzz.Eot
	b.ClusterLevel = harfbuzz.MonotoneGraphemes
	if before != "" {
		from := len(before)
		for n := 0; from > 0 && n < joinContext; n++ {
			_, w := utf8.DecodeLastRuneInString(before[:from])
			from -= w
		}
		pre := []rune(before[from:])
		b.AddRunes(pre, len(pre), 0)
	}
	for i, r := range text {
		b.AddRune(shapedRune(r), i)
	}
	if after != "" {
		b.AddRunes([]rune(after[:min(len(after), joinContext*utf8.UTFMax)]), 0, 0)
	}
	lib := h.shaping(f, text, s.props.Script)
	b.Shape(lib, s.trim(before, text, after, edges))
	w = &word{glyphs: make([]unitGlyph, len(b.Info))}
	if s.upright() {
		s.standing(w, b, lib)
		return w
	}
	for i, g := range b.Info {
		p := b.Pos[i]
		base := int32(h.face.HorizontalAdvance(g.Glyph))
		if p.XAdvance == 0 {
			base = 0
		}
		w.glyphs[i] = unitGlyph{uint32(g.Glyph), int32(g.Cluster), base, p.XAdvance - base, p.XOffset, p.YOffset}
	}
	return w
}

// upright reports whether glyphs are shaped for vertical lines.
func (s *shaper) upright() bool {
	return s.props.Direction == harfbuzz.TopToBottom || s.props.Direction == harfbuzz.BottomToTop
}

// standing takes over glyphs shaped for vertical lines. Advances and origins are those of the
// face's vertical metrics; without them they are 0, see Run.stand.
func (s *shaper) standing(w *word, b *harfbuzz.Buffer, by *harfbuzz.Font) {
	f := s.face
	v := f.verticals()
	for i, g := range b.Info {
		p := b.Pos[i]
		_, lib := by.GlyphAdvanceForDirection(g.Glyph, harfbuzz.TopToBottom)
		_, libY := by.Face().GlyphVOrigin(g.Glyph)
		adv, origin, _ := v.measure(f, uint32(g.Glyph))
		u := unitGlyph{id: uint32(g.Glyph), cluster: int32(g.Cluster), base: adv, kern: lib - p.YAdvance, x: p.XOffset}
		if p.YAdvance == 0 {
			u.base, u.kern = 0, 0
		}
		u.y = p.YOffset + int32(libY) - origin
		w.glyphs[i] = u
	}
}

// joinContext is how many characters of context HarfBuzz looks at.
const joinContext = 5

// cursive reports the scripts whose letters join.
func cursive(s language.Script) bool {
	switch s {
	case language.Arabic, language.Syriac, language.Mongolian, language.Nko, language.Phags_Pa, language.Mandaic,
		language.Manichaean, language.Psalter_Pahlavi, language.Hanifi_Rohingya, language.Sogdian, language.Adlam, language.Chorasmian:
		return true
	}
	return false
}

// joins reports characters that may join with a neighbour: letters and marks of cursive
// scripts, and the joiner.
func joins(r rune) bool {
	return r == 0x200D || r >= 0x300 && (unicode.IsMark(r) || cursive(runeScript(r)))
}

func lastRune(s string) rune {
	r, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

// plain maps characters to glyphs without any shaping.
func (s *shaper) plain(text string) *word {
	w := &word{}
	for i, r := range text {
		g, _ := s.face.font.NominalGlyph(r)
		w.glyphs = append(w.glyphs, unitGlyph{id: uint32(g), cluster: int32(i), base: int32(s.face.upem / 2)})
	}
	if s.props.Direction == harfbuzz.RightToLeft {
		for i, j := 0, len(w.glyphs)-1; i < j; i, j = i+1, j-1 {
			w.glyphs[i], w.glyphs[j] = w.glyphs[j], w.glyphs[i]
		}
	}
	return w
}

// shapedRune is the character given to the font in place of r: white space controls look
// like spaces, other controls like the missing glyph (CSS Text 3 §4.1).
func shapedRune(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return ' '
	case r == 0xFFFC:
		return 0x200B
	}
	return r
}

// units shapes a text of one face in units that the cache can hold: each is a word with the
// space before it, looked at together with the space after it. So kerning against spaces is
// what it would be in the whole text, and words are still found again. emit gets the glyphs
// in visual order with clusters relative to text.
func (s *shaper) units(text string, rtl bool, out []unitGlyph) []unitGlyph {
	if len(text) <= maxWordBytes && strings.IndexByte(text, ' ') < 0 {
		return append(out, s.word(text).glyphs...)
	}
	mark := len(out)
	var starts []int // of units in out, to be reversed for RTL
	for i := 0; i < len(text); {
		end := i + 1
		for end < len(text) && text[end] != ' ' {
			end++
		}
		ctx := end
		if ctx < len(text) {
			ctx++ // the space that belongs to the next unit
		}
		if text[i] != ' ' && i > 0 {
			return append(out[:mark], s.shape(text).glyphs...)
		}
		w := s.word(text[i:ctx])
		if rtl {
			starts = append(starts, len(out))
		}
		seen := ctx == end
		for _, g := range w.glyphs {
			switch {
			case int(g.cluster) < end-i:
				g.cluster += int32(i)
				out = append(out, g)
			default:
				seen = true
			}
		}
		if !seen { // the face ligates with spaces: units do not exist
			return append(out[:mark], s.shape(text).glyphs...)
		}
		i = end
	}
	if rtl && len(starts) > 1 {
		rev := make([]unitGlyph, 0, len(out)-mark)
		end := len(out)
		for k := len(starts) - 1; k >= 0; k-- {
			rev = append(rev, out[starts[k]:end]...)
			end = starts[k]
		}
		copy(out[mark:], rev)
	}
	return out
}

// scratchPool lends the glyphs of an item their place while they are in font units.
var scratchPool = sync.Pool{New: func() any { return new([]unitGlyph) }}

// Shape turns text of one bidi level into runs, in logical order: for RTL text the first run
// is the rightmost. A new run starts where the face or the script changes. Every byte of
// text belongs to exactly one run. Control and default ignorable characters get zero width.
func (f *Font) Shape(text string, opt ShapeOptions) []*Run {
	if text == "" {
		return nil
	}
	items := f.itemize(text, opt.Orientation, opt.Script)
	out := make([]*Run, 0, len(items))
	scratch := scratchPool.Get().(*[]unitGlyph)
	for _, it := range items {
		out = append(out, f.shapeItem(text, it, opt, scratch))
	}
	scratchPool.Put(scratch)
	return out
}

func (f *Font) shapeItem(text string, it item, opt ShapeOptions, scratch *[]unitGlyph) *Run {
	c := it.face
	r := &Run{
		Face: c.face, Size: f.Size * c.scale, RTL: opt.RTL, Start: it.start, End: it.end,
		SyntheticBold: c.bold, SyntheticItalic: c.italic, Missing: it.missing, Upright: it.upright,
	}
	if it.small {
		r.Size = float32(math.Round(float64(r.Size) * smallCapsScale)) // a whole px, as in Blink
	}
	src := text[it.start:it.end]
	var back []int32 // byte offsets of src for a text that was changed to upper case
	if it.small {
		src, back = upperMapped(src)
	}
	var glyphs []unitGlyph
	if it.missing != 0 {
		box := unitGlyph{base: int32(c.face.advance(0))}
		glyphs = append((*scratch)[:0], box)
		if it.missing == 0xE33 || it.missing == 0xEB3 {
			glyphs = append(glyphs, box) // the vowel am is shaped as its two parts
		}
	} else {
		s := c.face.shaper(shaperKey{f.featuresFor(c, opt), it.script, f.Query.shapingLang(), opt.RTL, it.upright, opt.SpaceAll})
		before, after := text[:it.start], text[it.end:]
		if it.start == 0 {
			before = opt.Before
		}
		if it.end == len(text) {
			after = opt.After
		}
		edges := trimEdges{opt.TrimStart && it.start == 0, opt.TrimEnd && it.end == len(text)}
		if cursive(it.script) && back == nil && (joins(lastRune(before)) || joins(firstRune(after))) ||
			back == nil && !opt.SpaceAll && (edges != trimEdges{} || trimsAcross(before, src) || trimsAcross(src, after)) {
			glyphs = append((*scratch)[:0], s.shapeIn(before, src, after, edges).glyphs...)
		} else {
			glyphs = s.units(src, opt.RTL, (*scratch)[:0])
		}
	}
	*scratch = glyphs[:0]
	r.Glyphs = make([]Glyph, len(glyphs))
	sc := scaleOf(r.Size, c.face.upem)
	for i, g := range glyphs {
		cl := g.cluster
		if back != nil {
			cl = back[cl]
		}
		r.Glyphs[i] = Glyph{
			ID: g.id, Cluster: cl + int32(it.start),
			Advance: sc.advance(g.base, g.kern), X: sc.position(g.x), Y: -sc.position(g.y),
		}
	}
	switch {
	case !it.upright:
	case it.missing != 0:
		for i := range r.Glyphs {
			r.Glyphs[i].X, r.Glyphs[i].Advance = -r.Glyphs[i].Advance/2, 0
		}
		r.stand(text)
	case c.face.verticals().given:
		r.settle(sc)
	default:
		r.stand(text)
	}
	if (opt.LetterSpacing != 0 || opt.WordSpacing != 0) && !it.inner {
		r.space(text, opt, cursive(it.script))
	}
	r.measure()
	return r
}

// scale turns font units into px with the roundings of the libraries behind Chromium, so that
// a sum of advances comes out on the same side of a multiple of 1/64 px: FreeType sizes a
// face in 1/64 px and scales advances to 1/65536 px, HarfBuzz scales what it adds to them
// from the exact size.
type scale struct{ face, em int64 }

func scaleOf(size, upem float32) scale {
	u := int64(upem)
	return scale{face: (int64(size*64)<<16 + u/2) / u, em: int64(math.Round(float64(size)*65536)) << 16 / u}
}

func (s scale) fixed(units int32) int64 { return (int64(units)*s.em + 1<<15) >> 16 }

func (s scale) advance(base, kern int32) float32 {
	v := (int64(base)*s.face + 32) >> 6
	if kern != 0 {
		v += s.fixed(kern)
	}
	return float32(v) / 65536
}

func (s scale) position(units int32) float32 {
	if units == 0 {
		return 0
	}
	return float32(s.fixed(units)) / 65536
}

// space adds letter-spacing after every grapheme cluster and word-spacing to word separators
// (CSS Text 3 §8). Letters of cursive scripts stay together.
// https://www.w3.org/TR/css-text-4/#cursive-tracking
func (r *Run) space(text string, opt ShapeOptions, joined bool) {
	n := len(r.Glyphs)
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		c := g.Cluster
		// The last glyph of a cluster carries its spacing; visual order makes that the
		// rightmost in either direction.
		if i+1 < n && r.Glyphs[i+1].Cluster == c {
			continue
		}
		ch, _ := utf8.DecodeRuneInString(text[c:])
		if !zeroWidthControl(ch) && (wordSeparator(ch) || !joined && !arabicCommon(ch)) {
			g.Advance += opt.LetterSpacing
		}
		if wordSeparator(ch) {
			g.Advance += opt.WordSpacing
		}
	}
}

// arabicCommon reports the marks of Arabic text that other scripts use as well.
func arabicCommon(r rune) bool { return r == 0x60C || r == 0x61B || r == 0x61F || r == 0x640 }

// wordSeparator reports the characters that word-spacing applies to.
func wordSeparator(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == 0xA0 }

// zeroWidthControl reports characters that take no room and no letter-spacing.
func zeroWidthControl(r rune) bool {
	switch {
	case r == '\r', r == 0xAD,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r == 0xFEFF, r == 0xFFFC:
		return true
	}
	return false
}

// measure sums the advances. They are multiples of 1/65536 px, so that the sum is exact as it is in
// Blink, which adds up integers.
func (r *Run) measure() {
	var sum float64
	for i := range r.Glyphs {
		sum += float64(r.Glyphs[i].Advance)
	}
	r.Advance = sum
	r.Width = geom.FromPxCeil(sum)
}

// Moved returns the run of a text that starts by bytes later.
func (r *Run) Moved(by int) *Run {
	c := *r
	c.Start, c.End = r.Start+by, r.End+by
	c.Glyphs = append([]Glyph(nil), r.Glyphs...)
	for i := range c.Glyphs {
		c.Glyphs[i].Cluster += int32(by)
	}
	return &c
}

// Slice returns the part of the run that stands for bytes [start, end) of the shaped text;
// clusters that straddle an edge go to the side where they start.
func (r *Run) Slice(start, end int) *Run {
	if start <= r.Start && end >= r.End {
		return r
	}
	lo, hi := r.glyphsOf(start, end)
	s := *r
	s.Start, s.End = max(start, r.Start), max(min(end, r.End), max(start, r.Start))
	s.Glyphs = r.Glyphs[lo:hi:hi]
	s.measure()
	return &s
}

// Cut returns the runs of bytes [from, to) of a shaped text, with offsets that count from there:
// what shaping that part in its surroundings gives.
func Cut(runs []*Run, from, to int) []*Run {
	var out []*Run
	for _, r := range runs {
		if r.End <= from || r.Start >= to {
			continue
		}
		c := *r.Slice(max(from, r.Start), min(to, r.End))
		if from != 0 {
			c.Start, c.End = c.Start-from, c.End-from
			c.Glyphs = append([]Glyph(nil), c.Glyphs...)
			for i := range c.Glyphs {
				c.Glyphs[i].Cluster -= int32(from)
			}
		}
		out = append(out, &c)
	}
	return out
}

// glyphsOf returns the index range of the glyphs whose clusters lie in [start, end).
func (r *Run) glyphsOf(start, end int) (lo, hi int) {
	n := len(r.Glyphs)
	if r.RTL { // clusters fall from left to right
		lo = sort.Search(n, func(i int) bool { return int(r.Glyphs[i].Cluster) < end })
		hi = sort.Search(n, func(i int) bool { return int(r.Glyphs[i].Cluster) < start })
	} else {
		lo = sort.Search(n, func(i int) bool { return int(r.Glyphs[i].Cluster) >= start })
		hi = sort.Search(n, func(i int) bool { return int(r.Glyphs[i].Cluster) >= end })
	}
	return lo, max(lo, hi)
}

// WidthTo returns the advance in px of the characters in [r.Start, offset). Its cost is that
// of the glyphs it sums; Advances gives all positions at once.
func (r *Run) WidthTo(offset int) float64 {
	lo, hi := r.glyphsOf(r.Start, offset)
	var sum float64
	for i := lo; i < hi; i++ {
		sum += float64(r.Glyphs[i].Advance)
	}
	return sum
}

// Advances appends to dst, for each byte of the run's range, the advance of the cluster that
// starts there (0 at other bytes). Summing it finds where a line ends in one pass.
func (r *Run) Advances(dst []float32) []float32 {
	at := len(dst)
	for range r.End - r.Start {
		dst = append(dst, 0)
	}
	for i := range r.Glyphs {
		if k := int(r.Glyphs[i].Cluster) - r.Start; k >= 0 && k < r.End-r.Start {
			dst[at+k] += r.Glyphs[i].Advance
		}
	}
	return dst
}
