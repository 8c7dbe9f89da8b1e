package edit

// History is what a text was before each change, so that changes can be taken back and made again.
// What is typed or erased without moving the caret in between is one change.
type History struct {
	undo, redo []state
	erased     bool // the last change took something away
	at         int  // where it left the caret; a change elsewhere is another one
}

// state is a text with its selection.
type state struct {
	text          string
	anchor, caret int
}

const (
	// maxChanges and maxHistoryBytes bound what a history keeps; the oldest changes are forgotten.
	maxChanges      = 1000
	maxHistoryBytes = 8 << 20
)

// note files the text as it is before a change: one that erases, or that replaces something.
func (h *History) note(f *Field, erases, replaces bool) {
	goes := len(h.undo) > 0 && len(h.redo) == 0 && f.Anchor == f.Caret && f.Caret == h.at && erases == h.erased && (erases || !replaces)
	h.redo, h.erased = nil, erases
	if !goes {
		h.undo = append(h.undo, f.state())
		h.forget()
	}
}

// forget drops the oldest changes past the limits.
func (h *History) forget() {
	bytes, first := 0, len(h.undo)
	for first > 0 && len(h.undo)-first < maxChanges {
		if bytes += len(h.undo[first-1].text); bytes > maxHistoryBytes {
			break
		}
		first--
	}
	h.undo = h.undo[first:]
}

func (f *Field) state() state { return state{f.Text, f.Anchor, f.Caret} }

// Undo takes the last change back, Redo makes it again; they do nothing when there is none, or no
// history.
func (f *Field) Undo() {
	if h := f.Past; h != nil && len(h.undo) > 0 {
		f.travel(&h.undo, &h.redo)
	}
}

// Redo makes the change again that was taken back last.
func (f *Field) Redo() {
	if h := f.Past; h != nil && len(h.redo) > 0 {
		f.travel(&h.redo, &h.undo)
	}
}

// travel goes to the last state of from and files the present one in to.
func (f *Field) travel(from, to *[]state) {
	last := len(*from) - 1
	s := (*from)[last]
	*from, *to = (*from)[:last], append(*to, f.state())
	f.Text, f.Anchor, f.Caret, f.Preedit = s.text, s.anchor, s.caret, ""
	f.Past.at = -1
}
