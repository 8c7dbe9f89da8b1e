package words

import (
	"bytes"
	_ "embed"
	"io"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
)

// Limits of a dictionary.
const (
	maxNested = 20      // words that begin at one place
	maxUnpack = 2 << 20 // bytes of an unpacked list
)

//go:embed data/thai.br
var thaiWords []byte

//go:embed data/lao.br
var laoWords []byte

//go:embed data/khmer.br
var khmerWords []byte

//go:embed data/burmese.br
var burmeseWords []byte

// Script is a script whose words are found by a dictionary. It is safe for concurrent use.
type Script struct {
	packed []byte
	base   rune    // characters count from here: base is 0
	letter []span  // letters and marks of class SA
	begins []span  // what a word may begin with
	never  []span  // what no word ends with
	suffix [2]rune // signs that belong to the word before: an elision, a repetition

	// What makes a guess good enough, in characters, as Chromium's build of ICU has it.
	least  int // shorter runs are left whole
	short  int // a shorter word takes what follows, when that is no word
	prefix int // what is in common with some word, and one more, lets unknown text stand by itself

	once sync.Once
	dict *dictionary
}

// span is a range of characters, both ends included.
type span struct{ first, last rune }

var scripts = [...]*Script{
	{
		packed: thaiWords, base: 0xE00, letter: []span{{0xE01, 0xE3A}, {0xE40, 0xE4E}},
		begins: []span{{0xE01, 0xE2E}, {0xE40, 0xE44}}, never: []span{{0xE31, 0xE31}, {0xE40, 0xE44}},
		suffix: [2]rune{0xE2F, 0xE46}, least: 5, short: 3, prefix: 3,
	},
	{
		packed: laoWords, base: 0xE80,
		letter: []span{{0xE81, 0xE82}, {0xE84, 0xE84}, {0xE86, 0xE8A}, {0xE8C, 0xEA3}, {0xEA5, 0xEA5}, {0xEA7, 0xEBD}, {0xEC0, 0xEC4}, {0xEC6, 0xEC6}, {0xEC8, 0xECE}, {0xEDC, 0xEDF}},
		begins: []span{{0xE81, 0xEAE}, {0xEDC, 0xEDD}, {0xEC0, 0xEC4}}, never: []span{{0xEC0, 0xEC4}},
		least: 4, short: 3, prefix: 3,
	},
	{
		packed: khmerWords, base: 0x1780, letter: []span{{0x1780, 0x17D3}, {0x17D7, 0x17D7}, {0x17DC, 0x17DD}},
		begins: []span{{0x1780, 0x17B3}}, never: []span{{0x17D2, 0x17D2}},
		least: 4, short: 10, prefix: 5,
	},
	{
		packed: burmeseWords, base: 0x1000,
		letter: []span{{0x1000, 0x103F}, {0x1050, 0x108F}, {0x109A, 0x109F}, {0xA9E0, 0xA9EF}, {0xA9FA, 0xA9FE}, {0xAA60, 0xAA7F}},
		begins: []span{{0x1000, 0x102A}},
		least:  4, short: 3, prefix: 3,
	},
}

func in(s []span, r rune) bool {
	for _, x := range s {
		if r >= x.first && r <= x.last {
			return true
		}
	}
	return false
}

// Of returns the script of a letter or mark whose words a dictionary finds, nil for every other
// character.
func Of(r rune) *Script {
	var s *Script
	switch {
	case r < 0xE01 || r > 0xAA7F:
		return nil
	case r < 0xE80:
		s = scripts[0]
	case r < 0xF00:
		s = scripts[1]
	case r >= 0x1780 && r < 0x1800:
		s = scripts[2]
	case r >= 0x1000 && r < 0x10A0, r >= 0xA9E0:
		s = scripts[3]
	default:
		return nil
	}
	if !in(s.letter, r) {
		return nil
	}
	return s
}

// Run returns the end of the run of the script's letters and marks that text has at a byte offset.
func (s *Script) Run(text string, from int) int {
	for from < len(text) {
		r, w := utf8.DecodeRuneInString(text[from:])
		if !in(s.letter, r) {
			break
		}
		from += w
	}
	return from
}

// Breaks appends to dst the byte offsets of a run before which a word begins, without its own start
// and end. The run is of the script's letters and marks only, as Run finds it.
func (s *Script) Breaks(dst []int, run string) []int {
	f := finder{Script: s, dict: s.load()}
	n := len(run) / bytesEach
	if n < s.least {
		return dst
	}
	f.text = make([]rune, 0, n)
	for _, r := range run {
		f.text = append(f.text, r)
	}
	n = len(f.text)
	for at := 0; at < n; {
		length := f.known(at)
		if at+length < n && length < f.short {
			if next := f.look(at + length); next.n == 0 && (length == 0 || next.prefix < f.prefix) {
				length += f.unknown(at + length)
			}
		}
		for at+length < n && unicode.Is(unicode.M, f.text[at+length]) {
			length++ // no word begins with a mark
		}
		length += f.suffixes(at + length)
		at += length
		if at < n {
			dst = append(dst, at*bytesEach)
		}
	}
	return dst
}

// bytesEach is the length of every letter of these scripts in UTF-8.
const bytesEach = 3

// finder is at work on one run.
type finder struct {
	*Script
	dict *dictionary
	text []rune
	memo [4]guess // the last answers of look, by the low bits of where
}

// guess is what the dictionary has at one place of the text.
type guess struct {
	at     int
	n      int              // words that begin here
	length [maxNested]uint8 // of each, in characters, the shortest first
	prefix int              // characters read until it was clear that there are no more
	valid  bool
}

// look returns the words that begin at a place.
func (f *finder) look(at int) guess {
	g := &f.memo[at%len(f.memo)]
	if !g.valid || g.at != at {
		*g = guess{at: at, valid: true}
		f.dict.match(g, f.text[at:], f.base)
	}
	return *g
}

// known returns the length of the word of the dictionary at a place, 0 for none: the longest one
// that two words can follow; else the shortest that one can follow; else the longest.
func (f *finder) known(at int) int {
	first := f.look(at)
	if first.n == 0 {
		return 0
	}
	best := int(first.length[first.n-1])
	if first.n == 1 || at+best >= len(f.text) {
		return best
	}
	for i := first.n - 1; i >= 0; i-- {
		length := int(first.length[i])
		second := f.look(at + length)
		if second.n == 0 {
			continue
		}
		best = length
		for j := second.n - 1; j >= 0; j-- {
			third := at + length + int(second.length[j])
			if third >= len(f.text) {
				if j == second.n-1 {
					return best
				}
				continue
			}
			if f.look(third).n > 0 {
				return best
			}
		}
	}
	return best
}

// unknown returns how far text goes that is in no dictionary: to where one word may end and another
// one begins, which the dictionary has to know.
func (f *finder) unknown(from int) int {
	for at := from + 1; at < len(f.text); at++ {
		if !in(f.never, f.text[at-1]) && in(f.begins, f.text[at]) && f.look(at).n > 0 {
			return at - from
		}
	}
	return len(f.text) - from
}

// suffixes returns how many signs at a place belong to the word before it: one of elision, then one
// of repetition, unless the word ends with such a sign already.
func (f *finder) suffixes(at int) int {
	elision, repetition := f.suffix[0], f.suffix[1]
	if elision == 0 || at >= len(f.text) || f.text[at] != elision && f.text[at] != repetition || f.look(at).n > 0 {
		return 0
	}
	n := 0
	before := f.text[at-1]
	if f.text[at] == elision {
		if before == elision || before == repetition {
			return 0
		}
		n, before = 1, elision
	}
	if at+n < len(f.text) && f.text[at+n] == repetition && before != repetition {
		n++
	}
	return n
}

// dictionary is a sorted list of words, a byte a character.
type dictionary struct {
	letters []byte
	start   []uint32    // of each word in letters, and the end of the last one
	first   [257]uint32 // the first word that begins with a byte or a later one
}

// load unpacks the dictionary; what is not there finds nothing.
func (s *Script) load() *dictionary {
	s.once.Do(func() {
		s.dict = &dictionary{start: []uint32{0}}
		list, err := io.ReadAll(io.LimitReader(brotli.NewReader(bytes.NewReader(s.packed)), maxUnpack))
		if err == nil {
			s.dict.unpack(list)
		}
	})
	return s.dict
}

// unpack reads a list of words in which each one is two bytes, the letters that it shares with the
// word before it and the others' number, and these others.
func (d *dictionary) unpack(list []byte) {
	var word []byte
	lead := 0
	for len(list) >= 2 {
		shared, more := int(list[0]), int(list[1])
		if list = list[2:]; shared > len(word) || more > len(list) || shared+more == 0 {
			break
		}
		word = append(word[:shared], list[:more]...)
		list = list[more:]
		for ; lead <= int(word[0]); lead++ {
			d.first[lead] = uint32(len(d.start) - 1)
		}
		d.letters = append(d.letters, word...)
		d.start = append(d.start, uint32(len(d.letters)))
	}
	for ; lead < len(d.first); lead++ {
		d.first[lead] = uint32(len(d.start) - 1)
	}
}

// word returns a word by its number.
func (d *dictionary) word(i uint32) []byte { return d.letters[d.start[i]:d.start[i+1]] }

// match fills in the words that text begins with. The words with the letters read so far are next to
// each other in the list, and each letter narrows them down.
func (d *dictionary) match(g *guess, text []rune, base rune) {
	from, to := uint32(0), uint32(len(d.start)-1)
	for depth, r := range text {
		g.prefix = depth + 1
		c := r - base
		if c < 0 || c > 0xFF {
			return
		}
		if depth == 0 {
			from, to = d.first[c], d.first[c+1]
		} else {
			from = d.bound(from, to, depth, int(c))
			to = d.bound(from, to, depth, int(c)+1)
		}
		if from == to {
			return
		}
		if len(d.word(from)) == depth+1 {
			if g.n < maxNested {
				g.length[g.n] = uint8(depth + 1)
				g.n++
			}
			if from++; from == to {
				return
			}
		}
	}
}

// bound returns the first of the words from–to whose letter at depth is c or a later one. They are
// longer than depth.
func (d *dictionary) bound(from, to uint32, depth, c int) uint32 {
	for from < to {
		mid := (from + to) / 2
		if int(d.letters[int(d.start[mid])+depth]) < c {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return from
}
