package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/language"
)

// smallCapsScale is the size of synthesised small capitals (Blink's 0.7).
const smallCapsScale = 0.7

// item is a stretch of text that one call of the shaper can take.
type item struct {
	start, end int
	face       *candidate
	script     language.Script
	small      bool // synthesised small capitals
	cased      bool // of characters that upper case changes: synthesised capitals of one case are shaped together
	missing    rune // no face has it
	inner      bool // missing, and not the end of its cluster
	upright    bool
}

// itemize splits text where the face, the script or the case (for synthesised small
// capitals) or, in vertical lines, the orientation changes. Faces are chosen by grapheme cluster.
func (f *Font) itemize(text string, o Orientation, script Script) []item {
	caps := f.synthCaps()
	primary := f.primary()
	if !caps && isASCII(text) && primary.asciiComplete() && (script == 0 || script == language.Latin || runeScript(firstRune(text)) != 0) {
		return []item{{start: 0, end: len(text), face: primary, script: language.Latin, upright: o == AllUpright}}
	}
	var out []item
	if script == 0 {
		script = firstScript(text)
	}
	at := scripts{now: script}
	pending := false
	for i := 0; i < len(text); {
		end := NextCluster(text, i)
		cl := text[i:end]
		it := item{start: i, end: end, script: at.at(firstRune(cl), text[i:]), upright: o.uprightIn(cl)}
		it.face = f.ownFace(cl, out)
		pending = pending || it.face == nil
		if caps {
			it.small, it.cased = f.isSmall(cl), hasUpper(firstRune(cl))
		}
		out = joined(out, it)
		i = end
	}
	if pending {
		out = f.fallBack(text, out)
	}
	return out
}

// joined adds an item, or makes the last one longer when the shaper can take both at once.
func joined(out []item, it item) []item {
	if n := len(out); n > 0 && it.missing == 0 {
		p := &out[n-1]
		if p.missing == 0 && p.face == it.face && p.alike(&it) {
			p.end = it.end
			return out
		}
	}
	return append(out, it)
}

// alike reports whether two items differ at most in their faces.
func (it *item) alike(as *item) bool {
	return it.script == as.script && it.small == as.small && it.cased == as.cased && it.upright == as.upright
}

// fallBack gives faces to the items that none of the font's families has the characters of. As in
// Blink that is done for the text of one script at once: the first character that has a script
// decides which installed face is asked, which then shows all it can; the next such character
// decides about the rest. Once a character is in no face, or in one that lacks the marks on it, what
// is left shows as missing.
func (f *Font) fallBack(text string, items []item) []item {
	var out []item
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[i].alike(&items[j]) && !items[j].emoji() {
			j++
		}
		out = f.fallBackOne(out, text, items[i:j])
		i = j
	}
	return out
}

// emoji reports whether an item is in a colour face.
func (it *item) emoji() bool { return it.face != nil && it.face.face.Color() }

// fallBackOne is fallBack for text of one script. It adds the items to out.
func (f *Font) fallBackOne(out []item, text string, items []item) []item {
	var asked []rune
	for {
		hint := hintOf(text, items)
		if hint < 0 || slices.Contains(asked, hint) {
			break
		}
		asked = append(asked, hint)
		c := f.fallback(string(hint), items[0].script)
		if c == nil {
			break
		}
		items = shownBy(c, text, items)
	}
	for _, it := range items {
		if it.face != nil {
			out = joined(out, it)
			continue
		}
		for i := it.start; i < it.end; {
			x := it
			x.start, x.end, x.face = i, NextCluster(text, i), f.primary()
			i = x.end
			if cl := text[x.start:x.end]; x.face.coversAny(cl) {
				out = joined(out, x) // its other characters are the face's missing glyph
			} else {
				out = missingItems(out, x, cl)
			}
		}
	}
	return out
}

// hintOf returns the first character with a script of its own of the items without a face; else the
// first; -1 when all have one.
func hintOf(text string, items []item) rune {
	first := rune(-1)
	for _, it := range items {
		if it.face != nil {
			continue
		}
		for _, r := range text[it.start:it.end] {
			if runeScript(r) != 0 {
				return r
			}
			if first < 0 {
				first = r
			}
		}
	}
	return first
}

// shownBy splits the items without a face into what a candidate covers, which it gets, and the rest.
func shownBy(c *candidate, text string, items []item) []item {
	var out []item
	for _, it := range items {
		if it.face != nil {
			out = append(out, it)
			continue
		}
		for i := it.start; i < it.end; {
			x := it
			x.start, x.end = i, NextCluster(text, i)
			i = x.end
			if c.face.covers(text[x.start:x.end]) {
				x.face = c
			}
			out = joined(out, x)
		}
	}
	return out
}

// coversAny reports whether the face has some character of a cluster, or none of them would show.
func (c *candidate) coversAny(cl string) bool {
	shows := false
	for _, r := range cl {
		if !ignorable(r) {
			if c.face.has(r) {
				return true
			}
			shows = true
		}
	}
	return !shows
}

// missingItems adds the cluster cl, which no face has: each of its characters that would show shows
// as missing.
func missingItems(out []item, it item, cl string) []item {
	first := len(out)
	for i, r := range cl {
		if ignorable(r) && len(out) > first {
			continue // with the one before
		}
		if len(out) > first {
			out[len(out)-1].end, out[len(out)-1].inner = it.start+i, true
		}
		x := it
		x.start, x.missing = it.start+i, r
		out = append(out, x)
	}
	return out
}

// IsLatin1 reports whether all characters of valid UTF-8 are below U+0100.
func IsLatin1(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] > 0xC3 {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// asciiComplete reports whether the candidate has every printable ASCII character, so that
// plain text needs no look at single characters.
func (c *candidate) asciiComplete() bool {
	if c.ranges != nil {
		return false
	}
	c.asciiOnce.Do(func() {
		c.ascii = true
		for r := rune(0x20); r < 0x7F; r++ {
			if !c.face.has(r) {
				c.ascii = false
				return
			}
		}
	})
	return c.ascii
}

// ownFace chooses the face of a cluster among the font's families: emoji faces first for emoji
// presentation, then the families in order. prev are the items so far: characters that show nothing
// stay with their neighbour. It is nil when no family has the cluster.
func (f *Font) ownFace(cl string, prev []item) *candidate {
	r, n := utf8.DecodeRuneInString(cl)
	if ignorable(r) && len(prev) > 0 && n == len(cl) {
		return prev[len(prev)-1].face
	}
	if f.wantsEmoji(cl) {
		// A colour font of the page wins over the system's.
		for _, c := range f.faces {
			if c.inRange(r) && c.usable() && c.face.Color() && c.face.covers(cl) {
				return c
			}
		}
		if e := f.set.emoji(f); e != nil && e.face.covers(cl) {
			return e
		}
	}
	for i := range f.faces {
		if c := f.faces[i]; c.inRange(r) && c.usable() && c.face.covers(cl) {
			return c
		}
	}
	if r == ' ' || r == 0xA0 || ignorable(r) || unicode.IsControl(r) { // controls show the font's missing glyph
		return f.primary()
	}
	return nil
}

// ignorable reports characters that have no glyph of their own to be missing.
func ignorable(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r', r == 0xAD, r == 0x34F, r == 0x61C, r == 0x115F, r == 0x1160,
		r >= 0x17B4 && r <= 0x17B5, r >= 0x180B && r <= 0x180F, r >= 0x200B && r <= 0x200F,
		r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0x3164, r >= 0xFE00 && r <= 0xFE0F,
		r == 0xFEFF, r == 0xFFA0, r == 0xFFFC, r >= 0xE0000 && r <= 0xE0FFF, r >= 0x1D173 && r <= 0x1D17A:
		return true
	}
	return false
}

// synthCaps reports whether small capitals have to be made from capitals.
func (f *Font) synthCaps() bool {
	q := &f.Query
	if q.NoSynthCaps {
		return false
	}
	p := f.primary().face
	switch q.Caps {
	case CapsSmall, CapsPetite:
		return !(p.hasFeature("smcp") || q.Caps == CapsPetite && p.hasFeature("pcap"))
	case CapsAllSmall, CapsAllPetite:
		return !(p.hasFeature("smcp") && p.hasFeature("c2sc") || q.Caps == CapsAllPetite && p.hasFeature("pcap") && p.hasFeature("c2pc"))
	case CapsUnicase:
		return !p.hasFeature("unic")
	}
	return false
}

// isSmall reports whether a cluster is shown as a synthesised small capital.
func (f *Font) isSmall(cl string) bool {
	lower := hasUpper(firstRune(cl))
	switch f.Query.Caps {
	case CapsAllSmall, CapsAllPetite:
		return true // spaces and punctuation as well, as in Blink
	case CapsUnicase:
		return !lower
	}
	return lower
}

// hasUpper reports characters that upper case changes.
func hasUpper(r rune) bool { return unicode.IsLower(r) && (unicode.ToUpper(r) != r || r == 'ß') }

// upperMapped returns s in upper case and, for every byte of it, the byte offset in s that
// it came from.
func upperMapped(s string) (string, []int32) {
	var b strings.Builder
	var back []int32
	for i, r := range s {
		up := string(unicode.ToUpper(r))
		if r == 'ß' {
			up = "SS"
		}
		b.WriteString(up)
		for range len(up) {
			back = append(back, int32(i))
		}
	}
	return b.String(), back
}

// featuresFor lists the OpenType features that a query sets, in the order of CSS Fonts 4
// §7.2: later ones win.
func (f *Font) featuresFor(c *candidate, opt ShapeOptions) string {
	key := featureKey{c.features, c.family, opt.LetterSpacing != 0}
	if v, ok := f.features.Load(key); ok {
		return v.(string)
	}
	q := &f.Query
	var l []string
	off := func(tags ...string) {
		for _, t := range tags {
			l = append(l, t+"=0")
		}
	}
	on := func(tags ...string) {
		for _, t := range tags {
			l = append(l, t+"=1")
		}
	}
	if q.NoKerning {
		off("kern")
	}
	if q.NoLigatures || opt.LetterSpacing != 0 {
		off("liga", "clig")
	}
	if q.NoContextual {
		off("calt")
	}
	if q.Discretionary && opt.LetterSpacing == 0 {
		on("dlig")
	}
	if q.Historical && opt.LetterSpacing == 0 {
		on("hlig")
	}
	if !f.synthCaps() {
		switch q.Caps {
		case CapsSmall:
			on("smcp")
		case CapsAllSmall:
			on("smcp", "c2sc")
		case CapsPetite:
			on("pcap")
		case CapsAllPetite:
			on("pcap", "c2pc")
		case CapsUnicase:
			on("unic")
		}
	}
	if q.Caps == CapsTitling {
		on("titl")
	}
	if c.features != "" {
		l = append(l, c.features)
	}
	if q.Alternates != "" {
		l = f.set.alternates(l, c.family, q.Alternates)
	}
	if q.Features != "" {
		l = append(l, q.Features)
	}
	s := strings.Join(l, ",")
	f.features.Store(key, s)
	return s
}

// featureKey is what besides the query decides the list of features.
type featureKey struct {
	descriptor string
	family     string // of the names of font-variant-alternates
	spaced     bool
}
