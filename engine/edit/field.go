package edit

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"vitrine/layout/text"
	"vitrine/layout/words"
)

// Field is text that is being edited. Positions are byte offsets; the selection is between
// Anchor and Caret.
type Field struct {
	Text          string
	Anchor, Caret int
	Preedit       string // what an input method is composing, shown at the caret
	Lines         bool   // line feeds may be entered
	Max           int    // most UTF-16 units of the text; 0 for no limit but MaxBytes
	Past          *History
}

// MaxBytes bounds what can be typed.
const MaxBytes = 1 << 20

// Set replaces everything and selects it when asked.
func (f *Field) Set(s string, selected bool) {
	f.Text, f.Caret, f.Anchor, f.Preedit = s, len(s), len(s), ""
	if selected {
		f.Anchor = 0
	}
	if f.Past != nil {
		*f.Past = History{}
	}
}

// Selection returns the selected range.
func (f *Field) Selection() (from, to int) { return min(f.Anchor, f.Caret), max(f.Anchor, f.Caret) }

// Insert replaces the selection.
func (f *Field) Insert(s string) {
	from, to := f.Selection()
	f.replace(from, to, s)
}

func (f *Field) replace(from, to int, s string) {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	clean := make([]rune, 0, len(s))
	for _, r := range s {
		if (!unicode.IsControl(r) || f.Lines && (r == '\n' || r == '\t')) && r != utf8.RuneError {
			clean = append(clean, r)
		}
	}
	if f.Max > 0 {
		room := f.Max - units(f.Text[:from]) - units(f.Text[to:])
		for i, r := range clean {
			if room -= utf16.RuneLen(r); room < 0 {
				clean = clean[:i]
				break
			}
		}
	}
	s = string(clean)
	if len(f.Text)-(to-from)+len(s) > MaxBytes {
		return
	}
	if from == to && s == "" {
		return
	}
	if f.Past != nil {
		f.Past.note(f, s == "", from != to)
	}
	f.Text = f.Text[:from] + s + f.Text[to:]
	f.Caret = from + len(s)
	f.Anchor = f.Caret
	if f.Past != nil {
		f.Past.at = f.Caret
	}
}

// Move puts the caret somewhere; with extend the selection grows.
func (f *Field) Move(to int, extend bool) {
	f.Caret = min(max(to, 0), len(f.Text))
	if !extend {
		f.Anchor = f.Caret
	}
}

// Next and Prev return the neighbouring grapheme boundaries, or starts of words.
func (f *Field) Next(word bool) int {
	if !word {
		if f.Caret >= len(f.Text) {
			return len(f.Text)
		}
		return min(max(text.NextCluster(f.Text, f.Caret), f.Caret+1), len(f.Text))
	}
	for _, at := range stretches(f.Text) {
		if at > f.Caret && isWord(f.Text[at:]) {
			return at
		}
	}
	return len(f.Text)
}

func (f *Field) Prev(word bool) int {
	// Boundaries are found from the start: the text is short.
	last := 0
	if word {
		for _, at := range stretches(f.Text) {
			if at < f.Caret && isWord(f.Text[at:]) {
				last = at
			}
		}
		return last
	}
	for i := 0; i < f.Caret; {
		last = i
		i = max(text.NextCluster(f.Text, i), i+1)
	}
	return last
}

// stretches returns where words and the runs of other characters between them begin. Scripts
// written without spaces are divided by their dictionaries.
func stretches(s string) []int {
	var out []int
	was := false
	for i := 0; i < len(s); {
		w := isWord(s[i:])
		if i == 0 || w != was {
			out = append(out, i)
		}
		was = w
		r, _ := utf8.DecodeRuneInString(s[i:])
		if script := words.Of(r); w && script != nil {
			end := script.Run(s, i)
			from := len(out)
			out = script.Breaks(out, s[i:end])
			for k := from; k < len(out); k++ {
				out[k] += i
			}
			i = end
			continue
		}
		i = max(text.NextCluster(s, i), i+1)
	}
	return out
}

func isWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// Arrow moves left or right: a selection collapses to its side first.
func (f *Field) Arrow(right, word, extend bool) {
	from, to := f.Selection()
	if from != to && !extend && !word {
		if right {
			f.Move(to, false)
		} else {
			f.Move(from, false)
		}
		return
	}
	if right {
		f.Move(f.Next(word), extend)
	} else {
		f.Move(f.Prev(word), extend)
	}
}

// Erase deletes the selection, or what is before (or after) the caret.
func (f *Field) Erase(forward, word bool) {
	from, to := f.Selection()
	switch {
	case from != to:
	case forward:
		to = f.Next(word)
	default:
		from = f.Prev(word)
	}
	f.replace(from, to, "")
}

// units counts UTF-16 units, as maxlength does.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// Selected returns the selected text.
func (f *Field) Selected() string {
	from, to := f.Selection()
	return f.Text[from:to]
}

// SelectWord selects the word at a position, or the run of other characters there.
func (f *Field) SelectWord(at int) {
	at = min(max(at, 0), len(f.Text))
	start, end := 0, len(f.Text)
	for _, i := range stretches(f.Text) {
		if i > at {
			end = i
			break
		}
		start = i
	}
	f.Anchor, f.Caret = start, end
}
