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
	styles Styles
	looked int // nodes that startOf looked at
	stacks map[string][]counterEntry
	depth  int
	// made lists the names instantiated at each depth, so that leaving a parent ends their scope.
	made [][]string
	// fences holds for each depth the least depth of the counters that can be changed there: style
	// containment keeps what is in an element from those around it.
	fences []int
}

// counterEntry is one counter: the depth of the element that made it, its value, and whether list
// items count it down.
type counterEntry struct {
	depth, value int
	reversed     bool
}

const listItem = "list-item"

// maxLooked is how many nodes are looked at to find where the reversed counters of a document
// start; lists inside of each other, each with its own names, are counted no further.
const maxLooked = 1 << 23

func (c *counters) init(styles Styles) {
	c.styles = styles
	c.stacks = map[string][]counterEntry{}
	c.made, c.fences = [][]string{nil}, []int{0}
}

// enter applies an element's counter properties and opens the scope of its children.
func (c *counters) enter(n *dom.Node, s *style.Style) {
	resets, incs, sets := s.CounterReset(), s.CounterIncrement(), s.CounterSet()
	if isList(n) && !mentions(resets, listItem) {
		start, given := 0, false
		if v, ok := n.Attr("start"); ok && n.IsHTML("ol") {
			if i, ok := parseInt(v); ok {
				start, given = i-1, true
			}
		}
		_, rev := n.Attr("reversed")
		rev = rev && n.IsHTML("ol")
		if rev {
			if given {
				start += 2
			} else {
				start = c.startOf(n, listItem)
			}
		}
		c.reset(listItem, start, rev)
	}
	eachCounter(resets, 0, func(name string, v int, f counterForm) {
		if f.reversed && !f.given {
			v = c.startOf(n, name)
		}
		c.reset(name, v, f.reversed)
	})
	if isListItem(s) && !mentions(incs, listItem) {
		c.add(listItem, c.step())
	}
	eachCounter(incs, 1, func(name string, v int, _ counterForm) { c.add(name, v) })
	if v, ok := itemValue(n); ok && !mentions(sets, listItem) {
		c.set(listItem, v)
	}
	eachCounter(sets, 0, func(name string, v int, _ counterForm) { c.set(name, v) })
	c.open(s)
}

// itemValue returns the value attribute of a list item.
func itemValue(n *dom.Node) (int, bool) {
	if !n.IsHTML("li") {
		return 0, false
	}
	v, ok := n.Attr("value")
	if !ok {
		return 0, false
	}
	return parseInt(v)
}

// isList reports whether an element makes a list-item counter of its own.
func isList(n *dom.Node) bool {
	return n.IsHTML("ol") || n.IsHTML("ul") || n.IsHTML("menu") || n.IsHTML("dir")
}

// step is what a list item adds to the list-item counter.
func (c *counters) step() int {
	if st := c.stacks[listItem]; len(st) > 0 && st[len(st)-1].reversed {
		return -1
	}
	return 1
}

// startOf returns the initial value of a reversed counter that is made on n, from what the
// elements below add to it and the first that sets it.
// https://www.w3.org/TR/css-lists-3/#instantiating-counters
func (c *counters) startOf(n *dom.Node, name string) int {
	sum, last := 0, 0
	for k := n.First(); k != nil && c.looked < maxLooked; c.looked++ {
		next := k.After(n)
		s := c.styles.Style(k)
		switch {
		case k.Type != dom.ElementNode:
		case s == nil || s.Display() == value.KwNone:
			next = skip(k, n)
		case name == listItem && isList(k) || mentions(s.CounterReset(), name):
			// A counter of its own: what is inside counts that one.
			next = skip(k, n)
		default:
			incs, sets := s.CounterIncrement(), s.CounterSet()
			add := func(v int) {
				if v != 0 {
					sum, last = sum-v, -v
				}
			}
			if name == listItem && isListItem(s) && !mentions(incs, listItem) {
				add(-1)
			}
			eachCounter(incs, 1, func(x string, v int, _ counterForm) {
				if x == name {
					add(v)
				}
			})
			set, is := itemValue(k)
			is = is && name == listItem
			eachCounter(sets, 0, func(x string, v int, _ counterForm) {
				if x == name {
					set, is = v, true
				}
			})
			if is {
				return sum + set
			}
		}
		k = next
	}
	return sum + last
}

// skip returns the node after k and all that is in it, inside of root.
func skip(k, root *dom.Node) *dom.Node {
	for ; k != nil && k != root; k = k.Parent() {
		if n := k.Next(); n != nil {
			return n
		}
	}
	return nil
}

// enterPseudo applies the counter properties of a pseudo-element.
func (c *counters) enterPseudo(s *style.Style) {
	eachCounter(s.CounterReset(), 0, func(name string, v int, f counterForm) { c.reset(name, v, f.reversed) })
	if isListItem(s) && !mentions(s.CounterIncrement(), listItem) {
		c.add(listItem, c.step())
	}
	eachCounter(s.CounterIncrement(), 1, func(name string, v int, _ counterForm) { c.add(name, v) })
	eachCounter(s.CounterSet(), 0, func(name string, v int, _ counterForm) { c.set(name, v) })
	c.open(s)
}

// open begins the scope of the children of what has style s.
func (c *counters) open(s *style.Style) {
	fence := c.fences[c.depth]
	c.depth++
	c.made = append(c.made, nil)
	if s.Contains(style.ContainStyle) {
		fence = c.depth
	}
	c.fences = append(c.fences, fence)
}

// leave ends the scope of an element's children.
func (c *counters) leave() {
	for _, name := range c.made[c.depth] {
		st := c.stacks[name]
		c.stacks[name] = st[:len(st)-1]
	}
	c.made, c.fences = c.made[:c.depth], c.fences[:c.depth]
	c.depth--
}

// reset makes a new counter; one that an earlier sibling made is replaced.
func (c *counters) reset(name string, v int, reversed bool) {
	st := c.stacks[name]
	if n := len(st); n > 0 && st[n-1].depth == c.depth {
		st[n-1].value, st[n-1].reversed = v, reversed
		return
	}
	c.stacks[name] = append(st, counterEntry{c.depth, v, reversed})
	c.made[c.depth] = append(c.made[c.depth], name)
}

// top returns the counter that a change of name is for, and makes one when there is none within reach.
func (c *counters) top(name string) *counterEntry {
	if st := c.stacks[name]; len(st) == 0 || st[len(st)-1].depth < c.fences[c.depth] {
		c.reset(name, 0, false)
	}
	st := c.stacks[name]
	return &st[len(st)-1]
}

func (c *counters) add(name string, v int) {
	e := c.top(name)
	e.value = max(-1<<31, min(1<<31-1, e.value+v))
}

func (c *counters) set(name string, v int) { c.top(name).value = v }

// counterForm says how a counter is written: in reversed(), and with its number.
type counterForm struct{ reversed, given bool }

// eachCounter calls f for each name of a counter property; def is the number left out.
func eachCounter(v value.Value, def int, f func(string, int, counterForm)) {
	items := value.Spaced(v)
	for i := 0; i < len(items); i++ {
		name := ""
		var form counterForm
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
			name, form.reversed = value.NameOf(x.Arg(0)), x.Name == "reversed"
		}
		if name == "" {
			continue
		}
		n := def
		if i+1 < len(items) {
			switch x := items[i+1].(type) {
			case value.Integer:
				n, form.given = int(x), true
				i++
			case value.Number:
				n, form.given = int(x), true
				i++
			}
		}
		f(name, n, form)
	}
}

func mentions(v value.Value, name string) (yes bool) {
	eachCounter(v, 0, func(s string, _ int, _ counterForm) { yes = yes || s == name })
	return
}

// format returns the text of counter() or counters().
func (c *counters) format(set *counter.Set, f *value.Func) string {
	name := value.NameOf(f.Arg(0))
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
	return set.Text(value.NameOf(style), n)
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
	name := value.NameOf(style)
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
