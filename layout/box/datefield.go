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
	widest []string // what the field may hold: room is kept for the widest
}

// dateParts returns the parts of a field of dates or times with a value, as the language en-US
// writes them; nil for other types of input. A value that is none of the type's counts as empty.
// https://html.spec.whatwg.org/multipage/rendering.html#the-input-element-as-domain-specific-widgets
func dateParts(n *dom.Node, kind, value string) []datePart {
	var t time.Time
	year, ok := 0, false
	stamp := strings.Replace(value, " ", "T", 1)
	switch kind {
	case "date":
		t, ok = parseTime(value, "2006-01-02")
	case "month":
		t, ok = parseTime(value, "2006-01")
	case "time":
		t, ok = parseTime(value, "15:04", "15:04:05")
	case "datetime-local":
		t, ok = parseTime(stamp, "2006-01-02T15:04", "2006-01-02T15:04:05")
	case "week":
		return weekParts(value)
	default:
		return nil
	}
	year = t.Year()
	number := func(v, digits int, empty, most string) datePart {
		p := datePart{text: empty, field: true, widest: []string{empty, most}}
		if ok {
			p.text = pad(v, digits)
			p.widest = append(p.widest, p.text)
		}
		return p
	}
	var parts []datePart
	if kind == "month" {
		m := datePart{text: strings.Repeat("-", longestMonth), field: true, widest: []string{strings.Repeat("-", longestMonth)}}
		for i := time.January; i <= time.December; i++ {
			m.widest = append(m.widest, i.String())
		}
		if ok {
			m.text = t.Month().String()
		}
		return append(parts, m, datePart{text: " "}, number(year, 4, "----", mostYear))
	}
	if kind != "time" {
		parts = append(parts, number(int(t.Month()), 2, "mm", "12"), datePart{text: "/"},
			number(t.Day(), 2, "dd", "31"), datePart{text: "/"}, number(year, 4, "yyyy", mostYear))
		if kind == "date" {
			return parts
		}
		parts = append(parts, datePart{text: ", "})
	}
	hour := (t.Hour()+11)%12 + 1
	parts = append(parts, number(hour, 2, "--", "12"), datePart{text: ":"}, number(t.Minute(), 2, "--", "59"))
	seconds, fraction := clockStep(n)
	fraction = fraction || ok && t.Nanosecond() != 0
	if seconds || fraction || ok && t.Second() != 0 {
		parts = append(parts, datePart{text: ":"}, number(t.Second(), 2, "--", "59"))
	}
	if fraction {
		parts = append(parts, datePart{text: "."}, number(t.Nanosecond()/1e6, 3, "---", "999"))
	}
	half := datePart{text: "--", field: true, widest: []string{"--", "AM", "PM"}}
	if ok {
		half.text = half.widest[1+t.Hour()/12]
	}
	return append(parts, datePart{text: "\u202f"}, half)
}

// mostYear is the last year of a field of dates, and longestMonth the length of the longest name.
const (
	mostYear     = "275760"
	longestMonth = len("September")
)

func weekParts(value string) []datePart {
	y, w, ok := strings.Cut(value, "-W")
	year, err := strconv.Atoi(y)
	week, err2 := strconv.Atoi(w)
	ok = ok && err == nil && err2 == nil && len(y) >= 4 && len(w) == 2 && week >= 1 && week <= 53 && year > 0
	yp := datePart{text: "----", field: true, widest: []string{"----", mostYear}}
	wp := datePart{text: "--", field: true, widest: []string{"--", "53"}}
	if ok {
		yp.text, wp.text = pad(year, 4), pad(week, 2)
	}
	return []datePart{{text: "Week "}, wp, {text: ", "}, yp}
}

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
)

// dateField fills x with the parts of a field of dates or times and the button that opens its
// picker; false when the type is another.
func (b *builder) dateField(x *Box, n *dom.Node, kind, value string, cx context) bool {
	parts := dateParts(n, kind, value)
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
	v := b.Node.Value()
	for _, p := range dateParts(b.Node, inputType(b.Node), v) {
		if p.field {
			padding += 2
			parts = append(parts, p.widest)
		} else {
			parts = append(parts, []string{p.text})
		}
	}
	return parts, padding
}
