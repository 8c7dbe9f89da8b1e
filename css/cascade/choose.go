package cascade

import (
	"vitrine/css/cssom"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
)

// piece is a list of declarations of one precedence.
type piece struct {
	decls  []prop.Decl
	origin Origin
	layer  *layer // nil for hints; inlineLayer for the style attribute
	rule   int32  // rule number, or one of the values below
	strong bool   // !important
}

const (
	fromInline = -1
	fromHints  = -2
	fromMotion = -3
)

// inlineLayer stands for the style attribute, which revert-layer treats as a layer of its own.
var inlineLayer = &layer{name: "style attribute"}

// motionLayer stands for animations and transitions.
var motionLayer = &layer{name: "animation"}

// chooser finds the winning declarations. Its slices are reused from element to element.
type chooser struct {
	w      *walker
	pieces []piece
	state  [prop.NumLonghands]choice
	epoch  uint32
	won    []prop.Decl
	custom map[string]*choice
	names  []string
	values []value.Value
	// context is what the declarations are computed against.
	context *style.Context
	// only limits what applies to a pseudo-element; nil for no limit.
	only *[prop.NumLonghands]bool
	// visited is set for a visited link and what is inside of it.
	visited bool
	// animated and transitioned are the declarations of animations and of transitions.
	animated, transitioned []prop.Decl
	// attrs tells that what was chosen depends on the element's attributes.
	attrs bool
	// onDecl, when set, is told about every declaration from the strongest to the weakest.
	onDecl func(p *piece, d *prop.Decl, won bool)
}

// choice is the state of one property while declarations are looked at from the strongest to the
// weakest.
type choice struct {
	epoch  uint32
	done   bool
	mode   value.Keyword // KwRevert or KwRevertLayer: pass over what these roll back
	origin Origin
	layer  *layer
}

// order lists the declarations of an element by rising precedence.
// https://www.w3.org/TR/css-cascade-5/#cascade-sort
func (c *chooser) order(list []uint32, inline *cssom.Block, hints *hintSet) {
	rules := c.w.index.rules
	c.pieces = c.pieces[:0]
	important := false
	addHints := func() {
		if hints != nil {
			c.pieces = append(c.pieces, piece{decls: hints.decls, origin: Author, rule: fromHints})
			hints = nil
		}
	}
	for _, i := range list {
		r := &rules[i]
		if r.origin == Author {
			addHints()
		}
		if d := c.linked(r, r.block.Normal()); len(d) > 0 {
			c.pieces = append(c.pieces, piece{decls: d, origin: r.origin, layer: r.layer, rule: int32(i)})
		}
		important = important || len(r.block.Important()) > 0
	}
	addHints()
	if inline != nil {
		if d := inline.Normal(); len(d) > 0 {
			c.pieces = append(c.pieces, piece{decls: d, origin: Author, layer: inlineLayer, rule: fromInline})
		}
	}
	if len(c.animated) > 0 {
		c.pieces = append(c.pieces, piece{decls: c.animated, origin: Author, layer: motionLayer, rule: fromMotion})
	}
	if important || inline != nil && len(inline.Important()) > 0 {
		c.important(list, inline)
	}
	if len(c.transitioned) > 0 {
		c.pieces = append(c.pieces, piece{decls: c.transitioned, origin: Author, layer: motionLayer, rule: fromMotion, strong: true})
	}
}

// important adds the !important declarations: origins and layers in reverse order.
func (c *chooser) important(list []uint32, inline *cssom.Block) {
	rules := c.w.index.rules
	attribute := func() {
		if inline == nil {
			return
		}
		if d := inline.Important(); len(d) > 0 {
			c.pieces = append(c.pieces, piece{decls: d, origin: Author, layer: inlineLayer, rule: fromInline, strong: true})
		}
		inline = nil
	}
	for end := len(list); end > 0; {
		// list[start:end] is one layer of one origin, the strongest that is left.
		last := &rules[list[end-1]]
		start := end - 1
		for start > 0 && rules[list[start-1]].layer == last.layer {
			start--
		}
		if last.origin != Author {
			attribute() // it wins over the author's rules and loses to the other origins
		}
		for _, i := range list[start:end] {
			if d := c.linked(&rules[i], rules[i].block.Important()); len(d) > 0 {
				c.pieces = append(c.pieces, piece{decls: d, origin: last.origin, layer: last.layer, rule: int32(i), strong: true})
			}
		}
		end = start
	}
	attribute()
}

// take decides whether a declaration wins. It is asked from the strongest to the weakest.
func (s *choice) take(p *piece, v value.Value) bool {
	if s.done {
		return false
	}
	switch s.mode {
	case value.KwRevert:
		if p.origin >= s.origin {
			return false
		}
	case value.KwRevertLayer:
		if p.origin == s.origin && p.layer == s.layer {
			return false
		}
	}
	// https://www.w3.org/TR/css-cascade-5/#default
	switch v {
	case value.Value(value.KwRevert):
		s.mode, s.origin = value.KwRevert, p.origin
		return false
	case value.Value(value.KwRevertLayer):
		s.mode, s.origin, s.layer = value.KwRevertLayer, p.origin, p.layer
		return false
	}
	s.done = true
	return true
}

// choose returns the winning declarations, weakest first, with custom properties set in b and
// var() substituted. The slice is valid until the next call.
func (c *chooser) choose(b *style.Builder, list []uint32, inline *cssom.Block, hints *hintSet) []prop.Decl {
	c.order(list, inline, hints)
	c.epoch++
	c.won, c.names, c.values = c.won[:0], c.names[:0], c.values[:0]
	clear(c.custom)
	pending := false
	for i := len(c.pieces) - 1; i >= 0; i-- {
		p := &c.pieces[i]
		for j := len(p.decls) - 1; j >= 0; j-- {
			d := &p.decls[j]
			var won bool
			if c.only != nil && p.origin != UserAgent && d.ID != prop.Custom && !c.only[d.ID] {
				continue
			}
			if d.ID == prop.Custom {
				won = c.takeCustom(p, d)
			} else {
				s := &c.state[d.ID]
				if s.epoch != c.epoch {
					*s = choice{epoch: c.epoch}
				}
				if won = s.take(p, d.Value); won {
					c.won = append(c.won, *d)
					if _, ok := d.Value.(*prop.Pending); ok {
						pending = true
					}
				}
			}
			if c.onDecl != nil {
				c.onDecl(p, d, won)
			}
		}
	}
	for i, j := 0, len(c.won)-1; i < j; i, j = i+1, j-1 {
		c.won[i], c.won[j] = c.won[j], c.won[i]
	}
	vars := c.variables(b)
	if pending {
		c.substitute(vars, prop.NumPhases)
	}
	c.attrs = vars.attrs
	return c.won
}

func (c *chooser) takeCustom(p *piece, d *prop.Decl) bool {
	s := c.custom[d.Name]
	if s == nil {
		if c.custom == nil {
			c.custom = map[string]*choice{}
		}
		s = &choice{}
		c.custom[d.Name] = s
	}
	won := s.take(p, d.Value)
	if won {
		c.names = append(c.names, d.Name)
		c.values = append(c.values, d.Value)
	}
	return won
}
