package text

import (
	"unicode/utf8"

	"github.com/go-text/typesetting/language"
	"golang.org/x/text/unicode/bidi"
)

// Script is a script of Unicode, by its ISO 15924 code.
type Script = language.Script

// scripts follows the script through a text. Characters without a script of their own take on that of
// what is before; those that only some scripts use, such as the ideographic full stop, unless it
// is none of these; and a closing bracket takes that of its opening one.
// https://www.unicode.org/reports/tr24/#Common
type scripts struct {
	now  Script
	open []opened // brackets that are not closed yet
}

// opened is an opening bracket.
type opened struct {
	closing rune
	script  Script
}

// maxOpen bounds the brackets that are remembered; the outermost are forgotten first.
const maxOpen = 32

// at returns the script of the character r, with which rest begins.
func (s *scripts) at(r rune, rest string) Script {
	if own := runeScript(r); own != 0 {
		s.now = own
		return own
	}
	if r >= firstShared {
		if set := sharedBy(r); len(set) > 4 && !inSet(set, s.now) {
			s.now = firstScript(rest)
		}
	}
	if r >= utf8.RuneSelf || r == '(' || r == ')' || r == '[' || r == ']' || r == '{' || r == '}' {
		s.bracket(r)
	}
	return s.now
}

// bracket keeps an opening bracket, or finds the one that r closes. Fullwidth ones begin ideographic
// text.
func (s *scripts) bracket(r rune) {
	p, _ := bidi.LookupRune(r)
	if !p.IsBracket() {
		return
	}
	if p.IsOpeningBracket() {
		if r == 0x2329 || r >= 0xFE59 && r <= 0xFF5F {
			s.now = language.Han
		}
		if len(s.open) == maxOpen {
			s.open = append(s.open[:0], s.open[1:]...)
		}
		s.open = append(s.open, opened{closingBracket(r), s.now})
		return
	}
	if r == 0x232A {
		r = 0x3009 // canonically the same
	}
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].closing == r {
			s.now = s.open[i].script
			s.open = s.open[:i]
			return
		}
	}
}

// firstShared is the first character of scriptRanges.
const firstShared = 0xB7

// sharedBy returns the scripts that share a character without one of its own, four letters each; ""
// when all do.
func sharedBy(r rune) string {
	lo, hi := 0, len(scriptRanges)
	for lo < hi {
		m := (lo + hi) / 2
		switch e := &scriptRanges[m]; {
		case uint32(r) < e.first:
			hi = m
		case uint32(r) > e.last:
			lo = m + 1
		default:
			return scriptSets[e.set]
		}
	}
	return ""
}

// inSet reports whether a script is in a set.
func inSet(set string, s Script) bool {
	for i := 0; i+4 <= len(set); i += 4 {
		if scriptNamed(set[i:i+4]) == s {
			return true
		}
	}
	return false
}

// scriptNamed returns the script of a code of scriptSets.
func scriptNamed(code string) Script {
	s, err := language.ParseScript(code)
	if err != nil {
		return 0
	}
	return s
}

// runeScript returns the script of a character, 0 when it takes that of its surroundings.
func runeScript(r rune) Script {
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

// LastScript returns the script that goes on behind a text with the script before around it; 0
// where that is not known.
func LastScript(text string, before Script) Script {
	from := len(text)
	for from > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:from])
		from -= n
		if runeScript(r) != 0 {
			break
		}
	}
	s := scripts{now: before}
	for i, r := range text[from:] {
		s.at(r, text[from+i:])
	}
	return s.now
}

// FirstScript returns the script of the first character of a text that has one, Latin without any.
func FirstScript(text string) Script { return firstScript(text) }

// firstScript is the script of the first character that has one; text before it joins it, unless that
// is of other scripts.
func firstScript(text string) Script {
	set := ""
	for i, r := range text {
		if s := runeScript(r); s != 0 {
			if set == "" || inSet(set, s) {
				return s
			}
			break
		}
		if set == "" && r >= firstShared {
			set = sharedBy(r)
		}
		if i > maxContext {
			break
		}
	}
	switch {
	case set == "":
		return language.Latin
	case inSet(set, language.Han):
		return language.Han
	}
	return scriptNamed(set[:4])
}
