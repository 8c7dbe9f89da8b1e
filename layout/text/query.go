package text

import (
	"fmt"
	"strings"
	"unique"
)

// Slant is the computed font-style.
type Slant uint8

// Values of Slant; Oblique has its angle in Query.Angle.
const (
	Upright Slant = iota
	Italic
	Oblique
)

// Caps is the computed font-variant-caps.
type Caps uint8

// Values of Caps, as CSS Fonts 4 §6.6 names them.
const (
	CapsNormal Caps = iota
	CapsSmall
	CapsAllSmall
	CapsPetite
	CapsAllPetite
	CapsUnicase
	CapsTitling
)

// Family is one entry of font-family: a generic keyword or the name of a family.
type Family struct {
	Name    string
	Generic bool // serif, sans-serif, monospace, system-ui, …; a quoted "serif" is not generic
}

// FamilyList is an interned list of families; equal lists are equal values.
type FamilyList struct{ h unique.Handle[string] }

// Families interns a list of families.
func Families(list ...Family) FamilyList {
	var b strings.Builder
	for _, f := range list {
		if f.Generic {
			b.WriteByte('g')
		} else {
			b.WriteByte('n')
		}
		b.WriteString(strings.ReplaceAll(f.Name, "\x00", "\uFFFD"))
		b.WriteByte(0)
	}
	return FamilyList{unique.Make(b.String())}
}

// List returns the families; the zero FamilyList is empty.
func (l FamilyList) List() []Family {
	if l == (FamilyList{}) {
		return nil
	}
	var out []Family
	s := l.h.Value()
	for s != "" {
		i := strings.IndexByte(s, 0)
		out = append(out, Family{Name: s[1:i], Generic: s[0] == 'g'})
		s = s[i+1:]
	}
	return out
}

// Query is everything of a computed style that chooses glyphs. It is comparable: it is the
// key under which a Font is kept. The zero value of a field is the CSS initial value, except
// for Size (px), Weight (400) and Stretch (percent, 100), which MakeQuery fills in.
type Query struct {
	Families FamilyList
	Size     float32 // px; at most MaxFontSize
	Weight   float32 // 1 to 1000
	Stretch  float32 // percent of normal width
	Slant    Slant
	Angle    float32 // degrees, of Oblique
	Lang     string  // BCP 47 tag of the content, "" when unknown
	Caps     Caps
	Override string // OpenType language system of font-language-override, "" for that of Lang

	NoKerning       bool // font-kerning: none
	NoLigatures     bool // font-variant-ligatures: none or no-common-ligatures
	NoContextual    bool // font-variant-ligatures: none or no-contextual
	Discretionary   bool // font-variant-ligatures: discretionary-ligatures
	Historical      bool // font-variant-ligatures: historical-ligatures
	NoSynthWeight   bool // font-synthesis-weight: none
	NoSynthStyle    bool // font-synthesis-style: none
	NoSynthCaps     bool // font-synthesis-small-caps: none
	EmojiText       bool // font-variant-emoji: text
	EmojiColor      bool // font-variant-emoji: emoji
	NoOpticalSizing bool // font-optical-sizing: none

	Alternates string  // font-variant-alternates as "function(name)…", see alternatesOf
	Features   string  // font-feature-settings and other font-variant-* as "tag=value,…"
	Variations string  // font-variation-settings as "tag=value,…"
	SizeAdjust float32 // font-size-adjust as an ex-height ratio; 0 is none
}

// MaxFontSize is the largest font size, in px, that is shaped and drawn; larger ones are
// clamped (Blink's limit).
const MaxFontSize = 10000

// MakeQuery returns the query for upright regular text.
func MakeQuery(size float32, families ...Family) Query {
	return Query{Families: Families(families...), Size: size, Weight: 400, Stretch: 100}
}

// shapingLang returns the language given to the shaper, a private-use subtag for an OpenType
// language system named by font-language-override.
// https://www.w3.org/TR/css-fonts-4/#font-language-override-prop
func (q *Query) shapingLang() string {
	if q.Override != "" {
		return fmt.Sprintf("x-hbot-%x", q.Override) // in hexadecimal: tags are case-sensitive
	}
	return q.Lang
}
