package window

import (
	"unicode"
	"unicode/utf8"

	"vitrine/layout/text"
)

// field is a line of text that is being edited. Positions are byte offsets; the selection is
// between anchor and caret.
type field struct {
	text          string
	anchor, caret int
	preedit       string // what an input method is composing, shown at the caret
}

// maxField bounds what can be typed.
const maxField = 64 << 10

// set replaces everything and selects it when asked.
func (f *field) set(s string, selected bool) {
	f.text, f.caret, f.anchor = s, len(s), len(s)
	if selected {
		f.anchor = 0
	}
}

// selection returns the selected range.
func (f *field) selection() (from, to int) { return min(f.anchor, f.caret), max(f.anchor, f.caret) }

// insert replaces the selection.
func (f *field) insert(s string) {
	from, to := f.selection()
	clean := make([]rune, 0, len(s))
	for _, r := range s {
		if !unicode.IsControl(r) && r != utf8.RuneError {
			clean = append(clean, r)
		}
	}
	s = string(clean)
	if len(f.text)-(to-from)+len(s) > maxField {
		return
	}
	f.text = f.text[:from] + s + f.text[to:]
	f.caret = from + len(s)
	f.anchor = f.caret
}

// move puts the caret somewhere; with extend the selection grows.
func (f *field) move(to int, extend bool) {
	f.caret = min(max(to, 0), len(f.text))
	if !extend {
		f.anchor = f.caret
	}
}

// next and prev return the neighbouring grapheme boundaries, or word boundaries.
func (f *field) next(word bool) int {
	i := f.caret
	for i < len(f.text) {
		j := max(text.NextCluster(f.text, i), i+1)
		if !word || !isWord(f.text[i:]) && j < len(f.text) && isWord(f.text[j:]) {
			return min(j, len(f.text))
		}
		i = j
	}
	return len(f.text)
}

func (f *field) prev(word bool) int {
	// Boundaries are found from the start: the text is short.
	last, lastWord := 0, 0
	inWord := false
	for i := 0; i < f.caret; {
		last = i
		w := isWord(f.text[i:])
		if w && !inWord {
			lastWord = i
		}
		inWord = w
		i = max(text.NextCluster(f.text, i), i+1)
	}
	if word {
		return lastWord
	}
	return last
}

func isWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// arrow moves left or right: a selection collapses to its side first.
func (f *field) arrow(right, word, extend bool) {
	from, to := f.selection()
	if from != to && !extend && !word {
		if right {
			f.move(to, false)
		} else {
			f.move(from, false)
		}
		return
	}
	if right {
		f.move(f.next(word), extend)
	} else {
		f.move(f.prev(word), extend)
	}
}

// erase deletes the selection, or what is before (or after) the caret.
func (f *field) erase(forward, word bool) {
	if f.anchor == f.caret {
		if forward {
			f.anchor = f.next(word)
		} else {
			f.anchor = f.prev(word)
		}
	}
	f.insert("")
}
