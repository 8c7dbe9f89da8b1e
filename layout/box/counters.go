package box

import (
	"strings"

	"vitrine/css/counter"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// counters are the counters in scope while the tree is walked.
// https://www.w3.org/TR/css-lists-3/#counter-properties
type counters struct {
	stacks map[string][]counterEntry
	depth  int
	// made lists the names instantiated at each depth, so that leaving a parent ends their scope.
	made [][]string
}

// counterEntry is one counter: the depth of the element that made it, and its value.
type counterEntry struct{ depth, value int }

const listItem = "list-item"

func (c *counters) init() {
	c.stacks = map[string][]counterEntry{}
	c.made = [][]string{nil}
}

// enter applies an element's counter properties and opens the scope of its children.
func (c *counters) enter(n *dom.Node, s *style.Style) {
	resets, incs, sets := s.CounterReset(), s.CounterIncrement(), s.CounterSet()
	if n.IsHTML("ol") || n.IsHTML("ul") || n.IsHTML("menu") || n.IsHTML("dir") {
		if !mentions(resets, listItem) {
			start := 0
			if v, ok := n.Attr("start"); ok && n.IsHTML("ol") {
				if i, ok := parseInt(v); ok {
					start = i - 1
				}
			} else if _, rev := n.Attr("reversed"); rev && n.IsHTML("ol") {
				start = countItems(n) + 1
			}
			c.reset(listItem, start)
		}
	}
	eachCounter(resets, 0, c.reset)
	if s.Display() == value.KwListItem && !mentions(incs, listItem) {
		step := 1
		if p := n.ParentElement(); p.IsHTML("ol") {
			if _, rev := p.Attr("reversed"); rev {
				step = -1
			}
		}
		c.add(listItem, step)
	}
	eachCounter(incs, 1, c.add)
	if n.IsHTML("li") {
		if v, ok := n.Attr("value"); ok && !mentions(sets, listItem) {
			if i, ok := parseInt(v); ok {
				c.set(listItem, i)
			}
		}
	}
	eachCounter(sets, 0, c.set)
	c.open()
}

// enterPseudo applies the counter properties of a pseudo-element.
func (c *counters) enterPseudo(s *style.Style) {
	eachCounter(s.CounterReset(), 0, c.reset)
	if s.Display() == value.KwListItem && !mentions(s.CounterIncrement(), listItem) {
		c.add(listItem, 1)
	}
	eachCounter(s.CounterIncrement(), 1, c.add)
	eachCounter(s.CounterSet(), 0, c.set)
	c.open()
}

func (c *counters) open() {
	c.depth++
	c.made = append(c.made, nil)
}

// leave ends the scope of an element's children.
func (c *counters) leave() {
	for _, name := range c.made[c.depth] {
		st := c.stacks[name]
		c.stacks[name] = st[:len(st)-1]
	}
	c.made = c.made[:c.depth]
	c.depth--
}

// countItems counts the list items of a reversed list.
func countItems(ol *dom.Node) (k int) {
	for n := ol.FirstElement(); n != nil; n = n.NextElement() {
		if n.IsHTML("li") {
			k++
		}
	}
	return
}

// reset makes a new counter; one that an earlier sibling made is replaced.
func (c *counters) reset(name string, v int) {
	st := c.stacks[name]
	if n := len(st); n > 0 && st[n-1].depth == c.depth {
		st[n-1].value = v
		return
	}
	c.stacks[name] = append(st, counterEntry{c.depth, v})
	c.made[c.depth] = append(c.made[c.depth], name)
}

func (c *counters) top(name string) *counterEntry {
	if len(c.stacks[name]) == 0 {
		c.reset(name, 0)
	}
	st := c.stacks[name]
	return &st[len(st)-1]
}

func (c *counters) add(name string, v int) {
	e := c.top(name)
	e.value = max(-1<<31, min(1<<31-1, e.value+v))
}

func (c *counters) set(name string, v int) { c.top(name).value = v }

// eachCounter calls f for each name of a counter property; def is the number left out.
func eachCounter(v value.Value, def int, f func(string, int)) {
	items := value.Spaced(v)
	for i := 0; i < len(items); i++ {
		name := ""
		switch x := items[i].(type) {
		case value.Ident:
			name = string(x)
		case value.Keyword:
			if x != value.KwNone {
				name = x.String()
			}
		case *value.List: // a name and its number grouped
			eachCounter(x, def, f)
		case *value.Func:
			name = identOf(x.Arg(0))
		}
		if name == "" {
			continue
		}
		n := def
		if i+1 < len(items) {
			switch x := items[i+1].(type) {
			case value.Integer:
				n = int(x)
				i++
			case value.Number:
				n = int(x)
				i++
			}
		}
		f(name, n)
	}
}

func mentions(v value.Value, name string) (yes bool) {
	eachCounter(v, 0, func(s string, _ int) { yes = yes || s == name })
	return
}

// format returns the text of counter() or counters().
func (c *counters) format(set *counter.Set, f *value.Func) string {
	name := identOf(f.Arg(0))
	st := c.stacks[name]
	if f.Name == "counter" {
		n := 0
		if len(st) > 0 {
			n = st[len(st)-1].value
		}
		return counterText(set, f.Arg(1), n)
	}
	sep := ""
	if s, ok := f.Arg(1).(value.String); ok {
		sep = string(s)
	}
	if len(st) == 0 {
		return counterText(set, f.Arg(2), 0)
	}
	var parts []string
	for _, e := range st {
		parts = append(parts, counterText(set, f.Arg(2), e.value))
	}
	return strings.Join(parts, sep)
}

// counterText writes a counter's value in a <counter-style>; nil stands for decimal.
func counterText(set *counter.Set, style value.Value, n int) string {
	if style == nil {
		return set.Text("decimal", n)
	}
	if s := counter.Symbols(style); s != nil {
		return set.TextOf(s, n)
	}
	return set.Text(identOf(style), n)
}

// symbols are the counter styles that are drawn and not written when they mark list items.
var symbols = map[string]MarkerSymbol{"disc": Disc, "circle": Circle, "square": Square,
	"disclosure-open": DisclosureOpen, "disclosure-closed": DisclosureClosed}

// marker returns the text or the symbol of a list item's marker.
func (c *counters) marker(set *counter.Set, style value.Value) (string, MarkerSymbol) {
	n := 0
	if st := c.stacks[listItem]; len(st) > 0 {
		n = st[len(st)-1].value
	}
	if s, ok := style.(value.String); ok {
		return string(s), NoSymbol
	}
	if s := counter.Symbols(style); s != nil {
		return set.Marker(s, n), NoSymbol
	}
	name := identOf(style)
	if name == "none" {
		return "", NoSymbol
	}
	if sym := symbols[name]; sym != NoSymbol {
		return "", sym
	}
	return set.Marker(set.Style(name), n), NoSymbol
}

// counterStyles returns the counter styles of the document.
func (b *builder) counterStyles() *counter.Set {
	if s, ok := b.in.Styles.(interface{ CounterStyles() *counter.Set }); ok {
		return s.CounterStyles()
	}
	return nil
}
