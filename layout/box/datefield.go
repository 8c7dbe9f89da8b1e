package box

import (
	"math"
	"strconv"
	"strings"
	"time"

	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/engine/dom"
)

// datePart is one part of what a date or time field shows: a field that is filled in on its own,
// or the text between two.
type datePart struct {
	text   string
	field  bool
	part   DatePart
	widest []string // what the field may hold: room is kept for the widest
}

// dateParts returns the parts of a field of dates or times that holds m, as the language en-US
// writes them; nil for other types of input.
// https://html.spec.whatwg.org/multipage/rendering.html#the-input-element-as-domain-specific-widgets
func dateParts(n *dom.Node, kind string, m Moment) []datePart {
	number := func(part DatePart, digits int, empty, most string) datePart {
		p := datePart{text: empty, field: true, part: part, widest: []string{empty, most}}
		if m[part] >= 0 {
			p.text = pad(m[part], digits)
			p.widest = append(p.widest, p.text)
		}
		return p
	}
	between := func(s string) datePart { return datePart{text: s} }
	year := strconv.Itoa(MostYear)
	var parts []datePart
	switch kind {
	case "month":
		none := strings.Repeat("-", longestMonth)
		p := datePart{text: none, field: true, part: Month, widest: []string{none}}
		for i := time.January; i <= time.December; i++ {
			p.widest = append(p.widest, i.String())
		}
		if m[Month] >= 1 {
			p.text = p.widest[m[Month]]
		}
		return []datePart{p, between(" "), number(Year, 4, "----", year)}
	case "week":
		return []datePart{between("Week "), number(Week, 2, "--", "53"), between(", "), number(Year, 4, "----", year)}
	case "date", "datetime-local":
		parts = []datePart{number(Month, 2, "mm", "12"), between("/"), number(Day, 2, "dd", "31"), between("/"), number(Year, 4, "yyyy", year)}
		if kind == "date" {
			return parts
		}
		parts = append(parts, between(", "))
	case "time":
	default:
		return nil
	}
	parts = append(parts, number(Hour, 2, "--", "12"), between(":"), number(Minute, 2, "--", "59"))
	seconds, fraction := clockStep(n)
	fraction = fraction || m[Milli] > 0
	if seconds || fraction || m[Second] > 0 {
		parts = append(parts, between(":"), number(Second, 2, "--", "59"))
	}
	if fraction {
		parts = append(parts, between("."), number(Milli, 3, "---", "999"))
	}
	half := datePart{text: "--", field: true, part: Half, widest: []string{"--", "AM", "PM"}}
	if m[Half] >= 0 {
		half.text = half.widest[1+m[Half]]
	}
	return append(parts, between("\u202f"), half)
}

// longestMonth is the length of the longest name of a month.
const longestMonth = len("September")

func pad(v, digits int) string {
	s := strconv.Itoa(v)
	return strings.Repeat("0", max(0, digits-len(s))) + s
}

func parseTime(s string, layouts ...string) (time.Time, bool) {
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// clockStep reports whether the step of a field of times asks for seconds, and for parts of them.
func clockStep(n *dom.Node) (seconds, fraction bool) {
	a, ok := n.Attr("step")
	if !ok {
		return false, false
	}
	v, ok := parseFloat(strings.TrimSpace(a))
	if strings.EqualFold(strings.TrimSpace(a), "any") {
		return true, false
	}
	if !ok || v <= 0 {
		return false, false
	}
	return math.Mod(v, 60) != 0, v != math.Trunc(v)
}

// Styles of the insides of a field of dates or times, as those of Blink.
var (
	dateRow   = declared("display: flex; align-items: center; direction: ltr; unicode-bidi: normal")
	dateEdit  = declared("display: block; flex: 1 1 0; min-width: 0; overflow: clip; padding: 1px 0; white-space: pre")
	dateInput = declared("padding: 1px")
	dateFocus = declared("padding: 1px; background-color: #3367d1; color: white")
)

// dateField fills x with the parts of a field of dates or times and the button that opens its
// picker; false when the type is another.
func (b *builder) dateField(x *Box, n *dom.Node, kind string, cx context) bool {
	ed := Editing{Moment: ParseMoment(kind, n.Value())}
	if b.in.Editing != nil {
		if e, ok := b.in.Editing(n); ok {
			ed = e
		}
	}
	parts := dateParts(n, kind, ed.Moment)
	if parts == nil {
		return false
	}
	x.Control = DateField
	row := b.insides(x, n, b.derived(cx.style, dateRow()))
	row.Kind = Flex
	edit := b.insides(row, n, b.derived(row.Style, dateEdit()))
	edit.Control, edit.Inlines = DateEdit, true
	for _, p := range parts {
		b.tree.Count++
		t := &Box{Kind: Text, Pseudo: Anonymous, Style: edit.Style, Node: n, Text: p.text, Decor: cx.decor}
		if p.field {
			b.tree.Count++
			s := b.derived(edit.Style, dateInput())
			if ed.Active && p.part == ed.Part {
				s = b.derived(edit.Style, dateFocus())
			}
			t.Style = s
			t = &Box{Kind: Inline, Pseudo: Insides, Style: s, Node: n, Kids: []*Box{t}}
		}
		edit.Kids = append(edit.Kids, t)
	}
	if s := b.in.Styles.Pseudo(n, selector.PseudoPicker); shown(s) {
		k := b.insides(row, n, s)
		k.Pseudo, k.Control = Picker, Calendar
		if kind == "time" {
			k.Control = Clock
		}
	}
	return true
}

// insides adds a block to a control.
func (b *builder) insides(x *Box, n *dom.Node, s *style.Style) *Box {
	b.tree.Count++
	k := &Box{Kind: Block, Pseudo: Insides, Node: n, Style: s, Context: true}
	x.Kids = append(x.Kids, k)
	return k
}

// Widest returns what the parts of a field of dates or times may hold, part by part: each has
// room for the widest of its texts. Padding is the space around the fields in CSS px.
func (b *Box) Widest() (parts [][]string, padding int) {
	kind := inputType(b.Node)
	for _, p := range dateParts(b.Node, kind, ParseMoment(kind, b.Node.Value())) {
		if p.field {
			padding += 2
			parts = append(parts, p.widest)
		} else {
			parts = append(parts, []string{p.text})
		}
	}
	return parts, padding
}
