package cascade

import (
	"hash/maphash"
	"slices"

	"vitrine/css/cssom"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

const (
	// maxCached is how many styles a cache remembers before it starts again: enough for all
	// distinct styles of very large pages, small beside the pages themselves.
	maxCached = 1 << 17
	// maxMoving is how many it remembers while something moves.
	maxMoving = 1 << 14
	// maxInline is how many parsed style attributes are remembered.
	maxInline = 1 << 14
)

// key says what a style depends on besides its declarations. Everything inherited is in parent.
type key struct {
	parent *style.Style
	hash   uint64 // of the declarations
	pseudo selector.Pseudo
	root   bool
	item   bool // of a flex or grid container
	made   control
	// visited is set for a visited link with rules that care, and for what is inside of it.
	visited bool
	units   uint32 // number of the sizes that container units are of, 0 for none
}

// shared style: elements with an equal key and equal declarations have one style. The hash only
// finds the candidates; the lists are compared.
type sharedStyle struct {
	rules  []uint32
	inline *cssom.Block
	hints  *hintSet
	style  *style.Style
	next   *sharedStyle
}

// hintSet is an interned list of presentational hints.
type hintSet struct {
	decls []prop.Decl
	next  *hintSet
}

// cache holds what can be shared by elements, and by the results of one page.
type cache struct {
	styles  map[key]*sharedStyle
	inlines map[inlineKey]*cssom.Block
	hints   map[uint64]*hintSet
	seed    maphash.Seed
	rules   []uint32 // arena for the lists
	count   int
	// units are the sizes that container units have been of, by number.
	units      []unitSizes
	askedUnits bool // some style has container units
	askedPlace bool // some style asks for the place of its element
	unitNumber map[unitSizes]uint32
	tracks     map[trackKey]*tracks
	builder    style.Builder // with the groups that it made: equal ones stay the same pointer
}

type inlineKey struct {
	text string
	o    cssom.Options
}

func newCache() *cache {
	return &cache{styles: map[key]*sharedStyle{}, inlines: map[inlineKey]*cssom.Block{}, hints: map[uint64]*hintSet{}, seed: maphash.MakeSeed()}
}

func (c *cache) full() bool { return c.count > maxCached }

// inline returns the parsed style attribute.
func (c *cache) inline(text string, o cssom.Options) *cssom.Block {
	k := inlineKey{text, o}
	if b := c.inlines[k]; b != nil {
		return b
	}
	if len(c.inlines) > maxInline {
		clear(c.inlines)
	}
	b := cssom.ParseInline(text, o)
	c.inlines[k] = b
	return b
}

// internHints returns the one set with these hints. Values are comparable, so equal hints of two
// elements are found without writing them out.
func (c *cache) internHints(d []prop.Decl) *hintSet {
	var h uint64
	for i := range d {
		h = mix(h, maphash.Comparable(c.seed, d[i]))
	}
	for s := c.hints[h]; s != nil; s = s.next {
		if slices.Equal(s.decls, d) {
			return s
		}
	}
	s := &hintSet{decls: slices.Clone(d), next: c.hints[h]}
	c.hints[h] = s
	return s
}

func mix(h, v uint64) uint64 { return (h ^ v) * 0x9E3779B97F4A7C15 }

// rulesArena is how many rule numbers are allocated at once.
const rulesArena = 4096

func (c *cache) keep(list []uint32) []uint32 {
	if len(list) > len(c.rules) {
		c.rules = make([]uint32, max(rulesArena, len(list)))
	}
	out := c.rules[:len(list):len(list)]
	c.rules = c.rules[len(list):]
	copy(out, list)
	return out
}

// shared returns the style for these declarations, computing it when it is new.
func (w *walker) shared(n *dom.Node, k key, list []uint32, inline *cssom.Block, hints *hintSet) *style.Style {
	c := w.cache
	h := uint64(len(list))
	for _, i := range list {
		h = mix(h, uint64(i)+1)
	}
	if inline != nil || hints != nil {
		h = mix(h, maphash.Comparable(c.seed, struct {
			b *cssom.Block
			h *hintSet
		}{inline, hints}))
	}
	k.hash = h
	first := c.styles[k]
	for e := first; e != nil; e = e.next {
		if e.inline == inline && e.hints == hints && slices.Equal(e.rules, list) {
			return e.style
		}
	}
	s := w.compute(n, k, list, inline, hints)
	if w.chooser.attrs || w.askedPlace {
		return s // not for others: their attributes and places may differ
	}
	c.styles[k] = &sharedStyle{c.keep(list), inline, hints, s, first}
	c.count++
	if c.full() {
		// Only sharing is lost. The hints stay, because live keys point to them.
		clear(c.styles)
		c.count = 0
	}
	return s
}

// Custom is the computed value of a custom property.
type Custom struct {
	Value []syntax.Component
	Text  string
	size  int // components, those in blocks included
}

func newCustom(v []syntax.Component, text string) *Custom {
	return &Custom{Value: v, Text: text, size: sizeOf(v)}
}

func sizeOf(v []syntax.Component) int {
	n := len(v)
	for i := range v {
		if len(v[i].Kids) > 0 {
			n += sizeOf(v[i].Kids)
		}
	}
	return n
}

// String returns the value as text.
func (c *Custom) String() string {
	if c.Text != "" {
		return c.Text
	}
	return syntax.Serialize(c.Value)
}
