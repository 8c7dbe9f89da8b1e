package syntax

import (
	"slices"
	"strings"
	"sync"
)

const (
	// MaxNesting is how deep blocks and functions nest; the contents of deeper ones are dropped.
	MaxNesting = 256
	// MaxErrors is how many parse errors a sheet remembers.
	MaxErrors = 200
	// MaxText is how many bytes of one sheet are read; what follows is dropped.
	MaxText = 1 << 30
)

// Parse parses a style sheet.
// https://www.w3.org/TR/css-syntax-3/#parse-stylesheet
func Parse(src *Source) *Sheet {
	p := newParser(src)
	s := &Sheet{Source: src, Rules: p.stylesheet()}
	s.Errors = p.errs
	p.release()
	return s
}

// ParseSheet parses text that has no address.
func ParseSheet(text string) *Sheet { return Parse(NewSource("", text)) }

// ParseBlock parses the contents of a block: a style attribute, or the inside of {}.
// https://www.w3.org/TR/css-syntax-3/#parse-block-contents
func ParseBlock(src *Source) ([]Item, []Error) {
	p := newParser(src)
	items := p.blockContents(false)
	errs := p.errs
	p.release()
	return items, errs
}

// ParseDeclarations parses the contents of a style attribute and returns its declarations; rules
// among them are dropped.
func ParseDeclarations(text string) []Declaration {
	items, _ := ParseBlock(NewSource("", text))
	out := make([]Declaration, 0, len(items))
	for i := range items {
		if items[i].Rule == nil {
			out = append(out, items[i].Declaration)
		}
	}
	return out
}

// ParseComponents parses text as a list of component values.
// https://www.w3.org/TR/css-syntax-3/#parse-list-of-component-values
func ParseComponents(text string) []Component {
	p := newParser(&Source{Text: preprocess(text)})
	for p.peek().Kind != EOF {
		p.stack = append(p.stack, p.component())
	}
	out := p.take(0)
	p.release()
	return out
}

// parser reads tokens that were all lexed before, so that going back is setting an index.
type parser struct {
	src   *Source
	toks  []Token // ends with EOF
	i     int
	depth int
	errs  []Error

	// stack and items hold the lists under construction of all open levels; a finished level is
	// copied to the arena. So lists cost no allocation of their own.
	stack []Component
	items []Item
	arena []Component
	// preludes is the arena of preludes, which are read once; values of declarations stay for as
	// long as their sheet and must not keep preludes alive.
	preludes []Component
	// used and usedItems are how far stack and items were filled, and so must be cleared.
	used, usedItems int
}

// scratch keeps the buffers of parsers that are done.
var scratch = sync.Pool{New: func() any { return new(parser) }}

// maxScratch is the number of tokens above which a buffer is given back to the runtime.
const maxScratch = 1 << 18

func newParser(src *Source) *parser {
	p := scratch.Get().(*parser)
	p.src = src
	text := src.Text
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	l := newLexer(text)
	p.toks = slices.Grow(p.toks[:0], len(text)/3+2) // dense sheets have a token for every three bytes
	for {
		t := l.next()
		t.Pos = min(t.Pos, int32(len(text))) // the end may lie behind an added U+FFFD
		p.toks = append(p.toks, t)
		if t.Kind == EOF {
			break
		}
	}
	return p
}

func (p *parser) release() {
	clear(p.toks)
	clear(p.stack[:p.used])
	clear(p.items[:p.usedItems])
	toks, stack, items := p.toks[:0], p.stack[:0], p.items[:0]
	*p = parser{}
	if cap(toks) <= maxScratch {
		p.toks, p.stack, p.items = toks, stack, items
		scratch.Put(p)
	}
}

func (p *parser) peek() *Token { return &p.toks[p.i] }

func (p *parser) fail(pos int32, msg string) {
	if len(p.errs) < MaxErrors {
		p.errs = append(p.errs, Error{pos, msg})
	}
}

func (p *parser) space() {
	for p.peek().Kind == Whitespace {
		p.i++
	}
}

// arenaChunk is how many components are allocated at once.
const arenaChunk = 256

// take moves the components of the stack from mark on to the arena.
func (p *parser) take(mark int) []Component { return p.takeTo(&p.arena, mark) }

func (p *parser) takeTo(arena *[]Component, mark int) []Component {
	n := len(p.stack) - mark
	p.used = max(p.used, len(p.stack))
	if n == 0 {
		return nil
	}
	if len(*arena) < n {
		// A short text gets what it can need and not more.
		size := min(arenaChunk, len(p.toks)-p.i+n)
		*arena = make([]Component, max(n, size))
	}
	out := (*arena)[:n:n]
	*arena = (*arena)[n:]
	copy(out, p.stack[mark:])
	p.stack = p.stack[:mark]
	return out
}

func (p *parser) takeItems(mark int) []Item {
	if len(p.items) == mark {
		return nil
	}
	p.usedItems = max(p.usedItems, len(p.items))
	out := slices.Clone(p.items[mark:])
	p.items = p.items[:mark]
	return out
}

// stylesheet consumes a style sheet's contents.
// https://www.w3.org/TR/css-syntax-3/#consume-stylesheet-contents
func (p *parser) stylesheet() []Rule {
	var rules []Rule
	for {
		switch p.peek().Kind {
		case EOF:
			return rules
		case Whitespace, CDO, CDC:
			p.i++
		case AtKeyword:
			if r, ok := p.atRule(false); ok {
				rules = append(rules, r)
			}
		default:
			if r, ok := p.qualifiedRule(false); ok {
				rules = append(rules, r)
			}
		}
	}
}

// atRule consumes an at-rule.
// https://www.w3.org/TR/css-syntax-3/#consume-at-rule
func (p *parser) atRule(nested bool) (Rule, bool) {
	t := p.peek()
	r := Rule{Name: Lower(t.Text), Pos: t.Pos}
	p.i++
	from, mark := p.peek().Pos, len(p.stack)
	end := func() {
		r.Text = strings.TrimSpace(p.src.Text[from:p.peekPos()])
		r.Prelude = Trim(p.takeTo(&p.preludes, mark))
	}
	for {
		switch k := p.peek().Kind; {
		case k == Semicolon:
			end()
			p.i++
			return r, true
		case k == EOF, k == RBrace && nested:
			end()
			return r, true
		case k == LBrace:
			end()
			p.ruleBlock(&r)
			return r, true
		default:
			p.stack = append(p.stack, p.component())
		}
	}
}

// peekPos returns the offset of the next token.
func (p *parser) peekPos() int32 { return p.peek().Pos }

// qualifiedRule consumes a qualified rule. A nested one gives up at ";" and "}".
// https://www.w3.org/TR/css-syntax-3/#consume-qualified-rule
func (p *parser) qualifiedRule(nested bool) (Rule, bool) {
	r := Rule{Pos: p.peek().Pos}
	mark := len(p.stack)
	for {
		switch k := p.peek().Kind; {
		case k == EOF, nested && (k == Semicolon || k == RBrace):
			p.stack = p.stack[:mark]
			p.fail(r.Pos, "rule without a block")
			return r, false
		case k == LBrace:
			if customLike(p.stack[mark:]) {
				// "--name: {…}" is a custom property out of place, not a selector.
				p.stack = p.stack[:mark]
				p.fail(r.Pos, "custom property outside of a rule")
				if nested {
					p.badDeclaration(true)
				} else {
					p.i++
					p.skipBlock(RBrace)
				}
				return r, false
			}
			r.Text = strings.TrimSpace(p.src.Text[r.Pos:p.peekPos()])
			r.Prelude = Trim(p.takeTo(&p.preludes, mark))
			p.ruleBlock(&r)
			return r, true
		default:
			p.stack = append(p.stack, p.component())
		}
	}
}

// customLike reports whether v begins with a custom property's name and a colon.
func customLike(v []Component) bool {
	v = Trim(v)
	if len(v) < 2 || v[0].Kind != Ident || !strings.HasPrefix(v[0].Text, "--") {
		return false
	}
	v = Trim(v[1:])
	return len(v) > 0 && v[0].Kind == Colon
}

// ruleBlock consumes a {} block as the contents of r.
// https://www.w3.org/TR/css-syntax-3/#consume-block
func (p *parser) ruleBlock(r *Rule) {
	r.HasBlock = true
	p.i++
	r.BlockPos = p.peekPos()
	if p.depth >= MaxNesting {
		p.fail(r.Pos, "nested too deep")
		p.skipBlock(RBrace)
		r.BlockEnd = p.toks[p.i-1].Pos
		return
	}
	p.depth++
	r.Block = p.blockContents(true)
	p.depth--
	r.BlockEnd = p.peekPos()
	if p.peek().Kind == RBrace {
		p.i++
	}
}

// blockContents consumes declarations and rules, up to an unmatched "}" when nested.
// https://www.w3.org/TR/css-syntax-3/#consume-block-contents
func (p *parser) blockContents(nested bool) []Item {
	mark := len(p.items)
	for {
		switch k := p.peek().Kind; {
		case k == EOF, k == RBrace && nested:
			return p.takeItems(mark)
		case k == Whitespace, k == Semicolon:
			p.i++
		case k == AtKeyword:
			if r, ok := p.atRule(nested); ok {
				p.items = append(p.items, Item{Rule: &r})
			}
		default:
			start := p.i
			if d, ok := p.declaration(nested); ok {
				p.items = append(p.items, Item{Declaration: d})
				continue
			}
			p.i = start
			if !nested && p.peek().Kind == RBrace {
				p.fail(p.peek().Pos, "unmatched }")
				p.badDeclaration(false)
				continue
			}
			if r, ok := p.qualifiedRule(true); ok {
				p.items = append(p.items, Item{Rule: &r})
			} else if !nested && p.peek().Kind == RBrace {
				p.badDeclaration(false)
			}
		}
	}
}

// declaration consumes a declaration; when it fails the caller goes back.
// https://www.w3.org/TR/css-syntax-3/#consume-declaration
func (p *parser) declaration(nested bool) (d Declaration, ok bool) {
	t := p.peek()
	if t.Kind != Ident {
		return d, false
	}
	d.Name, d.Pos = t.Text, t.Pos
	p.i++
	p.space()
	if p.peek().Kind != Colon {
		return d, false
	}
	p.i++
	p.space()
	d.ValuePos = p.peekPos()
	custom := strings.HasPrefix(d.Name, "--")
	mark := len(p.stack)
	errs := len(p.errs)
	some, block := false, false // a value, a {} block was seen
	for {
		t := p.peek()
		if t.Kind == EOF || t.Kind == Semicolon || t.Kind == RBrace && nested {
			break
		}
		if !custom {
			// A {} block may only be the entire value. Giving up before reading it keeps
			// "a:hover {…}" linear at every depth.
			if t.Kind == LBrace && some || block && t.Kind != Whitespace && !t.IsDelim('!') && !t.IsIdent("important") {
				p.stack, p.errs = p.stack[:mark], p.errs[:errs]
				return d, false
			}
			some = some || t.Kind != Whitespace
			block = block || t.Kind == LBrace
		}
		p.stack = append(p.stack, p.component())
	}
	end := p.peekPos()
	v := Trim(p.stack[mark:])
	if n := len(v); n > 0 && v[n-1].IsIdent("important") {
		w := Trim(v[:n-1])
		if m := len(w); m > 0 && w[m-1].IsDelim('!') {
			d.Important = true
			end = w[m-1].Pos
			v = Trim(w[:m-1])
		}
	}
	n := copy(p.stack[mark:], v)
	p.stack = p.stack[:mark+n]
	d.Value = p.take(mark)
	d.Bad = Bad(d.Value)
	if d.ValuePos < end {
		d.Text = strings.TrimSpace(p.src.Text[d.ValuePos:end])
	}
	return d, true
}

// badDeclaration consumes the remnants of a bad declaration.
// https://www.w3.org/TR/css-syntax-3/#consume-the-remnants-of-a-bad-declaration
func (p *parser) badDeclaration(nested bool) {
	mark := len(p.stack)
	for {
		switch k := p.peek().Kind; {
		case k == EOF, k == RBrace && nested:
			return
		case k == Semicolon:
			p.i++
			return
		}
		p.component()
		p.stack = p.stack[:mark]
	}
}

// Bad reports whether v holds a token that <any-value> and <declaration-value> refuse.
// https://www.w3.org/TR/css-syntax-3/#any-value
func Bad(v []Component) bool {
	for i := range v {
		switch v[i].Kind {
		case BadString, BadURL, RParen, RBracket, RBrace:
			return true
		}
		if v[i].Kids != nil && Bad(v[i].Kids) {
			return true
		}
	}
	return false
}

// component consumes a component value.
// https://www.w3.org/TR/css-syntax-3/#consume-component-value
func (p *parser) component() Component {
	c := Component{Token: *p.peek()}
	if c.Kind != EOF {
		p.i++
	}
	closer := closerOf(c.Kind)
	if closer == EOF {
		return c
	}
	if p.depth >= MaxNesting {
		p.fail(c.Pos, "nested too deep")
		p.skipBlock(closer)
		return c
	}
	p.depth++
	mark := len(p.stack)
	for p.peek().Kind != closer {
		if p.peek().Kind == EOF {
			c.Flags |= FlagUnclosed
			break
		}
		p.stack = append(p.stack, p.component())
	}
	if p.peek().Kind == closer {
		p.i++
	}
	c.Kids = p.take(mark)
	p.depth--
	return c
}

// closerOf returns the token that ends what k opens, or EOF when k opens nothing.
func closerOf(k Kind) Kind {
	switch k {
	case Function, LParen:
		return RParen
	case LBracket:
		return RBracket
	case LBrace:
		return RBrace
	}
	return EOF
}

// skipBlock drops everything up to the closer of a block that is already open, without recursion.
func (p *parser) skipBlock(closer Kind) {
	open := []Kind{closer}
	for len(open) > 0 {
		k := p.peek().Kind
		if k == EOF {
			return
		}
		p.i++
		if k == open[len(open)-1] {
			open = open[:len(open)-1]
		} else if c := closerOf(k); c != EOF {
			open = append(open, c)
		}
	}
}
