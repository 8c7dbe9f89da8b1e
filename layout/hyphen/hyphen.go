package hyphen

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/patterns.zip
var packed []byte

// Limits of what is taken as a word or a pattern.
const (
	maxWord    = 128     // characters; longer words are left whole
	maxUnpack  = 4 << 20 // bytes of one file of patterns
	minLetters = 2       // on either side of a hyphen, whatever the patterns say
)

// Dictionary knows where the words of one language may be hyphenated. It is safe for concurrent use.
type Dictionary struct {
	// KeepCapitalized tells that words that start with a capital are left whole, as names are in
	// English.
	KeepCapitalized bool

	next       map[edge]int32
	values     [][]byte         // by node: the digits of the pattern that ends there, nil for none
	exceptions map[string][]int // lower-case word to the characters that a hyphen may come before
	left       int              // characters that stay before a hyphen
	right      int              // and after it
}

// edge is a step from a node of the tree of patterns.
type edge struct {
	node int32
	r    rune
}

// language is a row of the languages that have patterns.
type language struct {
	tag         string // lower case; also of its regions
	file        string
	left, right int // as TeX has them for the language
}

// languages lists the dictionaries; longer tags come before what they begin with.
var languages = []language{
	{"da", "da", 2, 2}, {"de", "de-1996", 2, 2}, {"en", "en-us", 2, 3}, {"es", "es", 2, 2}, {"fr", "fr", 2, 2}, {"hr", "hr", 2, 2},
	{"it", "it", 2, 2}, {"nb", "nb", 2, 2}, {"no", "nb", 2, 2}, {"pl", "pl", 2, 2}, {"pt", "pt", 2, 3}, {"sl", "sl", 2, 3},
}

var (
	mu     sync.Mutex
	loaded = map[string]*Dictionary{} // by file and kind
)

// For returns the dictionary of a language by its BCP 47 tag, nil when there is none.
func For(tag string) *Dictionary {
	tag = strings.ToLower(tag)
	for i := range languages {
		l := &languages[i]
		if rest, ok := strings.CutPrefix(tag, l.tag); ok && (rest == "" || rest[0] == '-') {
			return l.open()
		}
	}
	return nil
}

func (l *language) open() *Dictionary {
	mu.Lock()
	defer mu.Unlock()
	d, ok := loaded[l.file]
	if !ok {
		d = l.read()
		loaded[l.file] = d
	}
	return d
}

// read unpacks the patterns of a language; nil when they cannot be read.
func (l *language) read() *Dictionary {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil
	}
	d := &Dictionary{next: map[edge]int32{}, values: [][]byte{nil}, exceptions: map[string][]int{}, left: l.left, right: l.right}
	d.KeepCapitalized = strings.HasPrefix(l.file, "en-")
	patterns, ok := unpack(z, "hyph-"+l.file+".pat.txt")
	if !ok {
		return nil
	}
	for p := range strings.FieldsSeq(patterns) {
		d.pattern(p)
	}
	exceptions, _ := unpack(z, "hyph-"+l.file+".hyp.txt") // not every language has them
	for w := range strings.FieldsSeq(exceptions) {
		d.exception(w)
	}
	return d
}

func unpack(z *zip.Reader, name string) (string, bool) {
	f, err := z.Open(name)
	if err != nil {
		return "", false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxUnpack))
	return string(b), err == nil
}

// pattern adds a pattern such as "1tr4a": digits between letters, "." for the edge of a word.
func (d *Dictionary) pattern(p string) {
	node := int32(0)
	digits := []byte{0}
	for _, r := range p {
		if r >= '0' && r <= '9' {
			digits[len(digits)-1] = byte(r - '0')
			continue
		}
		e := edge{node, r}
		n, ok := d.next[e]
		if !ok {
			n = int32(len(d.values))
			d.next[e] = n
			d.values = append(d.values, nil)
		}
		node = n
		digits = append(digits, 0)
	}
	if node != 0 {
		d.values[node] = digits
	}
}

// exception adds a word with its hyphens written out.
func (d *Dictionary) exception(w string) {
	var at []int
	n := 0
	for _, r := range w {
		if r == '-' {
			at = append(at, n)
			continue
		}
		n++
	}
	d.exceptions[strings.ReplaceAll(w, "-", "")] = at
}

// Points appends to dst the byte offsets in word before which a hyphen may be put. word is letters
// only, perhaps with apostrophes among them.
func (d *Dictionary) Points(dst []int, word string) []int {
	if d == nil {
		return dst
	}
	var runes [maxWord + 2]rune
	var offsets [maxWord + 2]int
	n := 0
	for i, r := range word {
		if n == maxWord {
			return dst
		}
		if n == 0 && d.KeepCapitalized && unicode.IsUpper(r) {
			return dst
		}
		n++
		runes[n], offsets[n] = unicode.ToLower(r), i
	}
	if n < d.left+d.right || n < 2*minLetters {
		return dst
	}
	if len(d.exceptions) > 0 {
		if at, ok := d.exceptions[string(runes[1:n+1])]; ok {
			for _, k := range at {
				if k >= d.left && n-k >= d.right {
					dst = append(dst, offsets[k+1])
				}
			}
			return dst
		}
	}
	runes[0], runes[n+1] = '.', '.'
	var points [maxWord + 3]byte // points[i] is the strongest digit before runes[i]
	for i := 0; i <= n+1; i++ {
		node := int32(0)
		for j := i; j <= n+1; j++ {
			next, ok := d.next[edge{node, runes[j]}]
			if !ok {
				break
			}
			node = next
			for k, v := range d.values[node] {
				points[i+k] = max(points[i+k], v)
			}
		}
	}
	for k := d.left; k <= n-d.right; k++ {
		if points[k+1]&1 == 1 {
			dst = append(dst, offsets[k+1])
		}
	}
	return dst
}

// Word returns the next word of text at or after a byte offset: letters and marks, with apostrophes
// among them. start is len(text) when there is none.
func Word(text string, from int) (start, end int) {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }
	start = len(text)
	for i := from; i < len(text); {
		r, w := utf8.DecodeRuneInString(text[i:])
		if letter(r) {
			start = i
			break
		}
		i += w
	}
	for end = start; end < len(text); {
		r, w := utf8.DecodeRuneInString(text[end:])
		if !letter(r) {
			next, _ := utf8.DecodeRuneInString(text[end+w:])
			if r != '\'' && r != '’' || !letter(next) {
				break
			}
		}
		end += w
	}
	return start, end
}
