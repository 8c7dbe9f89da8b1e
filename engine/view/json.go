package view

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

const jsonStyle = tree + `
.k{color:light-dark(#8a1c5b,#ef8fc4)}.s{color:light-dark(#1a6b2a,#86d292)}.n{color:light-dark(#1750c4,#8fb4ff)}.b{color:light-dark(#a3480c,#f0a46c)}.s a{color:inherit}`

// JSON makes the page of a JSON text: a tree that can be folded, coloured by kind. Text that is no
// JSON is shown as it is, with the place of the error.
// https://www.rfc-editor.org/rfc/rfc8259
func JSON(title, text string) []byte {
	text = strings.TrimPrefix(text, "\ufeff")
	counts, at, problem := checkJSON(text)
	if problem != "" {
		return brokenJSON(title, text, at, problem)
	}
	w := &jsonWriter{page: begin(title, jsonStyle), s: text, counts: counts}
	w.value("", false, 0)
	if w.left > 0 {
		w.WriteString("<p>")
		w.span("more", fmt.Sprintf("%d more values are left out here", w.left))
		w.WriteString("</p>")
	}
	return w.end()
}

// brokenJSON shows the text with the place of its error.
func brokenJSON(title, text string, at int, problem string) []byte {
	p := begin(title, jsonStyle)
	line := 1 + strings.Count(text[:at], "\n")
	col := 1 + utf8.RuneCountInString(text[strings.LastIndexByte(text[:at], '\n')+1:at])
	p.WriteString(`<div class="bad">`)
	p.text(fmt.Sprintf("This is no JSON: line %d, column %d: %s", line, col, problem))
	p.WriteString("</div><pre>")
	// The error must be seen, however far down it is.
	const before = maxText / 2
	from := max(0, at-before)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	if from > 0 {
		p.span("more", fmt.Sprintf("%d bytes …", from))
	}
	p.text(text[from:at])
	if at < len(text) {
		_, n := utf8.DecodeRuneInString(text[at:])
		p.WriteString("<mark>")
		if text[at] == '\n' || text[at] == '\r' {
			p.WriteString("⏎")
		}
		p.text(text[at : at+n])
		p.WriteString("</mark>")
		rest, more := cut(text[at+n:], maxText-before)
		p.text(rest)
		if more > 0 {
			p.span("more", fmt.Sprintf("… %d more bytes", more))
		}
	} else {
		p.WriteString("<mark>⏎</mark>")
	}
	p.WriteString("</pre>")
	return p.end()
}

// jsonScanner steps through JSON without recursion, so that no nesting is too deep for it.
type jsonScanner struct {
	s string
	i int
}

func (c *jsonScanner) space() {
	for c.i < len(c.s) {
		switch c.s[c.i] {
		case ' ', '\t', '\n', '\r':
			c.i++
		default:
			return
		}
	}
}

// checkJSON counts the members of every object and array of s, in the order of their beginnings,
// and reports the place and the kind of the first error, or "".
func checkJSON(s string) (counts []int32, at int, problem string) {
	c := jsonScanner{s: s}
	var open []byte    // the closing brackets that are still to come
	var within []int32 // the index in counts of each
	for {
		// A value.
		c.space()
		if c.i == len(s) {
			return nil, c.i, "the text ends where a value should begin"
		}
		if len(within) > 0 {
			counts[within[len(within)-1]]++
		}
		switch b := s[c.i]; b {
		case '{', '[':
			c.i++
			open = append(open, b+2) // '}' and ']' stand two after
			within = append(within, int32(len(counts)))
			counts = append(counts, 0)
			c.space()
			if c.i < len(s) && s[c.i] == b+2 {
				break
			}
			if b == '{' {
				if at, problem := c.name(); problem != "" {
					return nil, at, problem
				}
			}
			continue
		default:
			if at, problem := c.scalar(); problem != "" {
				return nil, at, problem
			}
		}
		// What follows a value.
		for {
			c.space()
			if len(open) == 0 {
				if c.i < len(s) {
					return nil, c.i, "something follows after the end of the value"
				}
				return counts, 0, ""
			}
			end := open[len(open)-1]
			if c.i == len(s) {
				return nil, c.i, "the text ends where " + strconv.QuoteRune(rune(end)) + " or a comma should stand"
			}
			if s[c.i] == end {
				c.i++
				open, within = open[:len(open)-1], within[:len(within)-1]
				continue
			}
			if s[c.i] != ',' {
				return nil, c.i, "a comma or " + strconv.QuoteRune(rune(end)) + " should stand here"
			}
			comma := c.i
			c.i++
			c.space()
			if c.i < len(s) && s[c.i] == end {
				return nil, comma, "a comma before " + strconv.QuoteRune(rune(end))
			}
			if end == '}' {
				if at, problem := c.name(); problem != "" {
					return nil, at, problem
				}
			}
			break
		}
	}
}

// name reads the name of a member and its colon.
func (c *jsonScanner) name() (at int, problem string) {
	if c.i == len(c.s) || c.s[c.i] != '"' {
		return c.i, "a name in double quotes should stand here"
	}
	if at, problem := c.str(); problem != "" {
		return at, problem
	}
	c.space()
	if c.i == len(c.s) || c.s[c.i] != ':' {
		return c.i, "a colon should stand here"
	}
	c.i++
	return 0, ""
}

// str reads a string.
func (c *jsonScanner) str() (at int, problem string) {
	start := c.i
	for c.i++; c.i < len(c.s); c.i++ {
		switch b := c.s[c.i]; {
		case b == '"':
			c.i++
			return 0, ""
		case b < ' ':
			return c.i, "a control character or a new line inside of a string"
		case b == '\\':
			c.i++
			if c.i == len(c.s) {
				return start, "this string is not closed"
			}
			switch c.s[c.i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if c.i+4 >= len(c.s) || !hex4(c.s[c.i+1:c.i+5]) {
					return c.i - 1, "\\u wants four hexadecimal digits"
				}
				c.i += 4
			default:
				return c.i - 1, "an unknown escape"
			}
		}
	}
	return start, "this string is not closed"
}

func hex4(s string) bool {
	_, err := strconv.ParseUint(s, 16, 16)
	return err == nil && s[0] != '+' && s[0] != '-' && !strings.Contains(s, "_")
}

// scalar reads a string, a number or a word.
func (c *jsonScanner) scalar() (at int, problem string) {
	b := c.s[c.i]
	switch {
	case b == '"':
		return c.str()
	case b == '-' || b >= '0' && b <= '9':
		return c.number()
	}
	for _, w := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(c.s[c.i:], w) {
			c.i += len(w)
			return 0, ""
		}
	}
	return c.i, "a value should stand here"
}

func (c *jsonScanner) number() (at int, problem string) {
	digits := func() bool {
		from := c.i
		for c.i < len(c.s) && c.s[c.i] >= '0' && c.s[c.i] <= '9' {
			c.i++
		}
		return c.i > from
	}
	is := func(set string) bool { return c.i < len(c.s) && strings.IndexByte(set, c.s[c.i]) >= 0 }
	if is("-") {
		c.i++
	}
	first := c.i
	if !digits() {
		return c.i, "a digit should stand here"
	}
	if c.s[first] == '0' && c.i > first+1 {
		return first, "a number must not begin with 0"
	}
	if is(".") {
		c.i++
		if !digits() {
			return c.i, "a digit should stand here"
		}
	}
	if is("eE") {
		c.i++
		if is("+-") {
			c.i++
		}
		if !digits() {
			return c.i, "a digit should stand here"
		}
	}
	return 0, ""
}

// jsonWriter writes the tree of a text that was checked.
type jsonWriter struct {
	*page
	s      string
	i      int
	counts []int32 // members of the objects and arrays from here on
	values int
	left   int // values that are left out
}

func (w *jsonWriter) space() { c := jsonScanner{w.s, w.i}; c.space(); w.i = c.i }

// take reads one scalar and returns its text.
func (w *jsonWriter) take() string {
	c := jsonScanner{w.s, w.i}
	c.scalar()
	s := w.s[w.i:c.i]
	w.i = c.i
	return s
}

// skip reads one value of any kind without showing it.
func (w *jsonWriter) skip() (text string) {
	start, depth := w.i, 0
	for {
		w.space()
		switch w.s[w.i] {
		case '{', '[':
			w.counts = w.counts[1:]
			depth++
			w.i++
			w.left++
		case '}', ']':
			depth--
			w.i++
		case ',', ':':
			w.i++
		default:
			w.take()
			w.left++
		}
		if depth == 0 {
			return w.s[start:w.i]
		}
	}
}

// value writes the value at the position, with the name of the member that it is.
func (w *jsonWriter) value(name string, comma bool, depth int) {
	w.space()
	w.values++
	b := w.s[w.i]
	if b != '{' && b != '[' {
		w.WriteString("<div class=leaf>")
		w.name(name)
		w.scalar(w.take())
		w.close(comma)
		return
	}
	if w.small() { // on one line
		w.WriteString("<div class=leaf>")
		w.name(name)
		w.flat()
		w.close(comma)
		return
	}
	if depth == maxDepth {
		w.WriteString("<div class=leaf>")
		w.name(name)
		w.cutText(w.skip())
		w.close(comma)
		return
	}
	n := int(w.counts[0])
	w.counts = w.counts[1:]
	open := " open"
	if depth > 0 && n > foldAbove {
		open = ""
	}
	w.WriteString("<details" + open + "><summary>")
	w.name(name)
	w.span("p", string(b))
	what := "members"
	if b == '[' {
		what = "values"
	}
	if n == 1 {
		what = what[:len(what)-1]
	}
	w.span("c", fmt.Sprintf("… %d %s %c", n, what, b+2))
	w.WriteString("</summary><div>")
	w.i++
	for k := 0; ; k++ {
		w.space()
		if w.s[w.i] == ',' {
			w.i++
			w.space()
		}
		if w.s[w.i] == b+2 {
			w.i++
			break
		}
		member := ""
		if b == '{' {
			member = w.take()
			w.space()
			w.i++ // the colon
		}
		if w.values >= maxValues {
			w.space()
			w.skip()
			continue
		}
		w.value(member, k < n-1, depth+1)
	}
	w.WriteString("</div><div class=leaf style=\"margin-left:0\">")
	w.span("p", string(b+2))
	if comma {
		w.span("p", ",")
	}
	w.WriteString("</div></details>")
}

// foldAbove is how many members a value inside of others may have to be open at first.
const foldAbove = 200

// name writes the name of a member, as it stands in the text.
func (w *jsonWriter) name(s string) {
	if s != "" {
		w.WriteString("<span class=k>")
		w.cutText(readable(s))
		w.WriteString("</span><span class=p>: </span>")
	}
}

func (w *jsonWriter) close(comma bool) {
	if comma {
		w.span("p", ",")
	}
	w.WriteString("</div>")
}

// scalar writes a string, a number or a word.
func (w *jsonWriter) scalar(s string) {
	class := "b"
	switch {
	case s[0] == '"':
		class = "s"
		s = readable(s)
	case s[0] == '-' || s[0] >= '0' && s[0] <= '9':
		class = "n"
	}
	w.WriteString("<span class=" + class + ">")
	inner := strings.Trim(s, `"`)
	if class == "s" && (strings.HasPrefix(inner, "https://") || strings.HasPrefix(inner, "http://")) && len(s) < 2000 && !strings.ContainsAny(inner, " \\\"") {
		w.WriteString(`"<a href="`)
		w.text(inner)
		w.WriteString(`">`)
		w.text(inner)
		w.WriteString(`</a>"`)
	} else {
		w.cutText(s)
	}
	w.WriteString("</span>")
}

// smallBytes is how long a flat array or object may be to stand on one line.
const smallBytes = 60

// small reports whether the array or object at the position is short and has no others inside.
func (w *jsonWriter) small() bool {
	values := 1
	for i := w.i + 1; i < len(w.s) && i-w.i < smallBytes; i++ {
		switch w.s[i] {
		case '{', '[':
			return false
		case '"':
			c := jsonScanner{w.s, i}
			c.str()
			i = c.i - 1
		case ',':
			values++
		case '}', ']': // members stand better below each other
			return w.s[w.i] == '[' || values <= 2
		}
	}
	return false
}

// flat writes a short array or object on one line.
func (w *jsonWriter) flat() {
	w.counts = w.counts[1:]
	named := w.s[w.i] == '{'
	for {
		w.space()
		switch b := w.s[w.i]; b {
		case '{', '[', '}', ']':
			w.i++
			w.span("p", string(b))
			if b == '}' || b == ']' {
				return
			}
		case ',':
			w.i++
			w.span("p", ", ")
		default:
			if named && b == '"' {
				s := w.take()
				w.space()
				if w.s[w.i] == ':' {
					w.i++
					w.name(s)
					w.space()
					w.values++
					w.scalar(w.take())
					continue
				}
			}
			w.values++
			w.scalar(w.take())
		}
	}
}

// readable shows a string of the text with the letters that were written as \u escapes, where
// they can be seen. Everything else stays as it was written.
func readable(s string) string {
	if !strings.Contains(s, `\u`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			i++
			continue
		}
		if s[i+1] != 'u' {
			b.WriteString(s[i : i+2])
			i += 2
			continue
		}
		r, n := escaped(s[i:]), 6
		if utf16.IsSurrogate(r) && len(s) >= i+12 && s[i+6:i+8] == `\u` {
			r, n = utf16.DecodeRune(r, escaped(s[i+6:])), 12
		}
		if r == utf8.RuneError || r == '"' || r == '\\' || !unicode.IsPrint(r) {
			b.WriteString(s[i : i+6])
			i += 6
			continue
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// escaped reads the \uXXXX at the start of s, which was checked.
func escaped(s string) rune {
	v, _ := strconv.ParseUint(s[2:6], 16, 16)
	return rune(v)
}
