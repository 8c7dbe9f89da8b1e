package text

import (
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
	for i := 0; i < len(text); {
		end := NextCluster(text, i)
		cl := text[i:end]
		if s := clusterScript(cl); s != 0 {
			script = s
		}
		it := item{start: i, end: end, script: script, upright: o.uprightIn(cl)}
		it.face, it.missing = f.faceFor(cl, script, out)
		if caps {
			it.small, it.cased = f.isSmall(cl), hasUpper(firstRune(cl))
		}
		if n := len(out); n > 0 && it.missing == 0 {
			p := &out[n-1]
			if p.missing == 0 && p.face == it.face && p.script == it.script && p.small == it.small && p.cased == it.cased && p.upright == it.upright {
				p.end = end
				i = end
				continue
			}
		}
		if it.missing != 0 {
			out = missingItems(out, it, cl)
		} else {
			out = append(out, it)
		}
		i = end
	}
	return out
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

// clusterScript returns the script of a cluster, 0 when it takes that of its surroundings.
func clusterScript(cl string) language.Script { return runeScript(firstRune(cl)) }

func runeScript(r rune) language.Script {
	if r < utf8.RuneSelf {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return language.Latin
		}
		return 0
	}
	switch s := language.LookupScript(r); s {
	case language.Common, language.Inherited, language.Unknown:
		return 0
	default:
		return s
	}
}

// Script is a script of Unicode, by its ISO 15924 code.
type Script = language.Script

// LastScript returns the script that goes on behind a text with the script before around it; 0
// where that is not known.
func LastScript(text string, before Script) Script {
	for len(text) > 0 {
		r, n := utf8.DecodeLastRuneInString(text)
		if s := runeScript(r); s != 0 {
			return s
		}
		text = text[:len(text)-n]
	}
	return before
}

// FirstScript returns the script of the first character of a text that has one, Latin without any.
func FirstScript(text string) Script { return firstScript(text) }

// firstScript is the script of the first character that has one; text before it joins it.
func firstScript(text string) language.Script {
	for i, r := range text {
		if s := runeScript(r); s != 0 {
			return s
		}
		if i > 256 {
			break
		}
	}
	return language.Latin
}

// faceFor chooses the face of a cluster: emoji faces first for emoji presentation, then the
// font's families in order, then fallbacks. prev are the items so far: characters that show
// nothing stay with their neighbour. missing is set when no face has the cluster.
func (f *Font) faceFor(cl string, script language.Script, prev []item) (c *candidate, missing rune) {
	r, n := utf8.DecodeRuneInString(cl)
	if ignorable(r) && len(prev) > 0 && prev[len(prev)-1].missing == 0 && n == len(cl) {
		return prev[len(prev)-1].face, 0
	}
	if f.wantsEmoji(cl) {
		// A colour font of the page wins over the system's.
		for _, c := range f.faces {
			if c.inRange(r) && c.usable() && c.face.Color() && c.face.covers(cl) {
				return c, 0
			}
		}
		if e := f.set.emoji(f); e != nil && e.face.covers(cl) {
			return e, 0
		}
	}
	for i := range f.faces {
		if c := f.faces[i]; c.inRange(r) && c.usable() && c.face.covers(cl) {
			return c, 0
		}
	}
	if r == ' ' || r == 0xA0 || ignorable(r) || unicode.IsControl(r) { // controls show the font's missing glyph
		return f.primary(), 0
	}
	if c := f.fallback(cl, script); c != nil {
		return c, 0
	}
	// No face has the whole cluster: the base character alone decides.
	if n < len(cl) {
		return f.faceFor(cl[:n], script, nil)
	}
	return f.primary(), r
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
