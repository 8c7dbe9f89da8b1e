package text

import (
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/language"
)

// emoji returns the colour emoji face of the system as a candidate, nil when there is none.
func (s *Fonts) emoji(f *Font) *candidate {
	b := s.base
	b.emoji1.Do(func() {
		for _, name := range emojiFamilies {
			if es := b.family(name); len(es) > 0 && es[0].face.load() == nil {
				b.emoji = es[0].face
				return
			}
		}
	})
	if b.emoji == nil {
		return nil
	}
	return f.remember("\x00emoji", func() *candidate { return &candidate{face: b.emoji, scale: 1} })
}

var emojiFamilies = []string{"noto color emoji", "apple color emoji", "segoe ui emoji", "twemoji", "joypixels"}

// remember keeps fallback candidates of a font under a key; make runs once per key.
func (f *Font) remember(key string, make func() *candidate) *candidate {
	f.fallMu.RLock()
	c, ok := f.falls[key]
	f.fallMu.RUnlock()
	if ok {
		return c
	}
	c = make()
	f.fallMu.Lock()
	defer f.fallMu.Unlock()
	if old, ok := f.falls[key]; ok {
		return old
	}
	if len(f.falls) >= maxFallbacks {
		f.falls = map[string]*candidate{}
	}
	f.falls[strings.Clone(key)] = c
	return c
}

// fallback finds a face for a cluster that none of the font's families has, nil when there
// is none. Families are tried in the order that the script and language suggest, then every
// installed face, then the embedded Hangul.
func (f *Font) fallback(cl string, script language.Script) *candidate {
	r := firstRune(cl)
	if unassigned(r) {
		return nil
	}
	return f.remember(cl, func() *candidate {
		// Blink takes the regular face of a fallback family and emboldens or slants that.
		q := f.Query
		q.Weight, q.Slant = 400, Upright
		try := func(es []*entry) *candidate {
			for _, e := range matchFamily(es, &q) {
				if e.face.load() == nil && e.face.covers(cl) {
					c := candidateFor(e, &f.Query)
					// One candidate per face, so that neighbouring clusters share a run.
					return f.remember("\x00face"+e.face.String()+e.face.key(), func() *candidate { return c })
				}
			}
			return nil
		}
		b := f.set.base
		for _, name := range fallbackFamilies(r, script, &q) {
			if c := try(b.family(name)); c != nil {
				return c
			}
		}
		for _, ix := range b.indexes() {
			if c := try(ix.covering(cl)); c != nil {
				return c
			}
		}
		if embeddedCovers(r) && b.hangul.load() == nil && b.hangul.covers(cl) {
			return try([]*entry{{face: b.hangul, weightMin: 400, weightMax: 400, stretchMin: 100, stretchMax: 100}})
		}
		return nil
	})
}

// unassigned reports private-use characters and noncharacters. Only the page's own fonts say
// what they look like: no other face is searched for them.
func unassigned(r rune) bool {
	return r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000 || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// fallbackFamilies lists the families to try first for a character, in the order in which
// Chromium asks them on Linux: Liberation Sans, Noto Sans CJK in the form of the language, simplified Chinese
// when that is not known, then DejaVu Sans. Neither serif nor weight plays a part.
func fallbackFamilies(r rune, script language.Script, q *Query) []string {
	region := cjkRegion(q.Lang)
	if region == "" {
		region = "sc"
	}
	out := []string{"liberation sans", "noto sans cjk " + region, "dejavu sans"}
	if isEmoji(r) {
		out = append(out, emojiFamilies...)
	}
	return append(out, "noto sans "+strings.ToLower(script.String()))
}

// cjkRegion names the form of Noto CJK for a language, "" for other languages.
func cjkRegion(lang string) string {
	l := strings.ToLower(lang)
	primary, rest, _ := strings.Cut(l, "-")
	for tag := range strings.SplitSeq(rest, "-") {
		if len(tag) == 4 && tag[0] >= 'a' { // a script: it says more than the language
			switch tag {
			case "hans":
				return "sc"
			case "hant":
				return "tc"
			case "hani", "jpan", "hira", "kana", "hrkt", "kore", "hang":
			default:
				return ""
			}
		}
	}
	switch primary {
	case "ko":
		return "kr"
	case "ja":
		return "jp"
	case "zh":
		if strings.Contains(l, "hant") || strings.Contains(l, "-tw") || strings.Contains(l, "-hk") || strings.Contains(l, "-mo") {
			return "tc"
		}
		return "sc"
	}
	return ""
}

// wantsEmoji reports whether a cluster asks for emoji presentation (UTS #51).
func (f *Font) wantsEmoji(cl string) bool {
	if len(cl) < 3 {
		return false
	}
	r, n := utf8.DecodeRuneInString(cl)
	if rest := cl[n:]; rest != "" {
		if strings.Contains(rest, "\uFE0F") {
			return true
		}
		if strings.Contains(rest, "\uFE0E") {
			return false
		}
	}
	if f.Query.EmojiText {
		return false
	}
	return emojiPresentation(r) || f.Query.EmojiColor && isEmoji(r)
}

// isEmoji reports the characters of the symbol blocks in which emoji live.
func isEmoji(r rune) bool {
	return emojiPresentation(r) || r >= 0x2190 && r <= 0x2BFF || r >= 0x1F000 && r <= 0x1FAFF
}

// emojiPresentation reports the characters with Emoji_Presentation (Unicode 16).
func emojiPresentation(r rune) bool {
	if r < 0x231A {
		return false
	}
	lo, hi := 0, len(emojiRanges)
	for lo < hi {
		m := (lo + hi) / 2
		switch e := emojiRanges[m]; {
		case r < e[0]:
			hi = m
		case r > e[1]:
			lo = m + 1
		default:
			return true
		}
	}
	return false
}

var emojiRanges = [...][2]rune{
	{0x231A, 0x231B}, {0x23E9, 0x23EC}, {0x23F0, 0x23F0}, {0x23F3, 0x23F3}, {0x25FD, 0x25FE},
	{0x2614, 0x2615}, {0x2648, 0x2653}, {0x267F, 0x267F}, {0x2693, 0x2693}, {0x26A1, 0x26A1},
	{0x26AA, 0x26AB}, {0x26BD, 0x26BE}, {0x26C4, 0x26C5}, {0x26CE, 0x26CE}, {0x26D4, 0x26D4},
	{0x26EA, 0x26EA}, {0x26F2, 0x26F3}, {0x26F5, 0x26F5}, {0x26FA, 0x26FA}, {0x26FD, 0x26FD},
	{0x2705, 0x2705}, {0x270A, 0x270B}, {0x2728, 0x2728}, {0x274C, 0x274C}, {0x274E, 0x274E},
	{0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797}, {0x27B0, 0x27B0}, {0x27BF, 0x27BF},
	{0x2B1B, 0x2B1C}, {0x2B50, 0x2B50}, {0x2B55, 0x2B55}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
	{0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F1E6, 0x1F1FF}, {0x1F201, 0x1F201}, {0x1F21A, 0x1F21A},
	{0x1F22F, 0x1F22F}, {0x1F232, 0x1F236}, {0x1F238, 0x1F23A}, {0x1F250, 0x1F251}, {0x1F300, 0x1F320},
	{0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3},
	{0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC},
	{0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596},
	{0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2},
	{0x1F6D5, 0x1F6D7}, {0x1F6DC, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB},
	{0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FA7C},
	{0x1FA80, 0x1FA89}, {0x1FA8F, 0x1FAC6}, {0x1FACE, 0x1FADC}, {0x1FADF, 0x1FAE9}, {0x1FAF0, 0x1FAF8},
}
