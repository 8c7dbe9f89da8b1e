package cascade

import (
	"slices"

	"vitrine/css/cssom"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// Explanation is one declaration that applied to an element, and whether it won.
type Explanation struct {
	// ID is the physical longhand that the declaration is for, prop.Custom for a custom property.
	ID prop.ID
	// Property is the longhand as it was declared, so perhaps a logical one.
	Property string
	// Written is the property as the source has it: a shorthand, perhaps. "" for attributes.
	Written   string
	Value     string // as declared, shorthands expanded
	Important bool
	Won       bool
	// Lost is what the declaration lost by; ByNothing when it won.
	Lost   Criterion
	Origin Origin
	Layer  string
	// Selector is what matched; "style attribute" or "attributes" when nothing had to.
	Selector    string
	Specificity selector.Specificity
	Pos         trace.Pos // of the declaration; for attributes only the document's URL
}

// Criterion is a step of the order in which the cascade compares declarations of one property.
// https://www.w3.org/TR/css-cascade-6/#cascade-sort
type Criterion uint8

const (
	ByNothing Criterion = iota
	ByImportance
	ByOrigin
	ByStyleAttribute
	ByLayer
	BySpecificity
	ByScope    // the other's scoping root is nearer
	ByOrder    // the other comes later
	ByRollback // revert or revert-layer: the declaration itself, and what it passes over
)

// String returns the name of the criterion; "" for ByNothing.
func (c Criterion) String() string {
	return [...]string{"", "importance", "origin", "style attribute", "layer", "specificity", "scope", "order", "rollback"}[c]
}

// Explain returns a function that answers "why is this 12px?": every declaration for an element, or
// for its pseudo-element, from the strongest to the weakest. Animations and transitions, which are
// in the style besides, are left out. The document must not have changed since Resolve, and the
// function must not be called by two goroutines at once.
func (r *Result) Explain() func(n *dom.Node, p selector.Pseudo) []Explanation {
	copied := *r // counters and caches of the copy are thrown away
	copied.cache = newCache()
	w := newWalker(&copied, nil)
	if root := r.in.Doc.DocumentElement(); root != nil {
		w.root = r.computed(root)
	}
	return func(n *dom.Node, p selector.Pseudo) []Explanation {
		s := r.computed(n)
		if p != selector.PseudoNone {
			s = r.computedPseudo(n, p)
		}
		if s == nil {
			return nil
		}
		return w.explain(n, p, s)
	}
}

// explain chooses once more for an element whose style is s, and listens.
func (w *walker) explain(n *dom.Node, p selector.Pseudo, s *style.Style) []Explanation {
	w.origin = n
	w.matcher.match(n, nil)
	var parent *style.Style
	var hints *hintSet
	var inline *cssom.Block
	if p == selector.PseudoNone {
		hints, inline = w.own(n)
		if e := n.ParentElement(); e != nil {
			parent = w.computed(e)
		}
	} else {
		if p == selector.PseudoMarker {
			w.matcher.marker(n, nil)
		}
		w.matcher.settle(p, n)
		parent = w.computed(n)
	}
	list := w.matcher.lists[p]
	ctx := w.context(parent)
	w.units(w.unitsOf(n.ParentElement()), ctx)
	w.chooser.visited, w.chooser.only, w.chooser.context = w.visited(n, list), allowed(p), ctx
	l := listener{w: w, style: s, inline: inline, winners: map[propertyName]*piece{}}
	w.chooser.onDecl = l.declaration
	w.builder.Start(ctx)
	w.chooser.choose(w.builder, list, inline, hints)
	return l.out
}

// propertyName is a physical longhand or a custom property.
type propertyName struct {
	id     prop.ID
	custom string
}

// listener writes down what the chooser decides.
type listener struct {
	w       *walker
	style   *style.Style
	inline  *cssom.Block // the style attribute, or nil
	winners map[propertyName]*piece
	out     []Explanation

	// Where in the block of piece the search for the source of a declaration goes on, and what of
	// that source was seen.
	piece *piece
	at    int
	seen  []prop.ID
}

func (l *listener) declaration(pc *piece, d *prop.Decl, won bool) {
	e := Explanation{ID: d.ID, Property: d.Name, Value: value.Text(d.Value), Important: pc.strong, Origin: pc.origin}
	if d.ID != prop.Custom {
		e.ID, e.Property = l.style.Physical(d.ID), d.ID.String()
	}
	// A logical longhand and a physical one are chosen apart, and the stronger is applied last.
	name := propertyName{e.ID, d.Name}
	winner := l.winners[name]
	switch {
	case won && winner == nil:
		e.Won = true
		l.winners[name] = pc
	case winner == nil:
		e.Lost = ByRollback
	default:
		e.Lost = l.lostBy(winner, pc)
	}
	switch pc.rule {
	case fromInline:
		e.Selector, e.Pos = "style attribute", trace.Pos{URL: l.w.in.Doc.URL}
		e.Written, _ = l.source(pc, d, l.inline)
	case fromHints:
		e.Selector, e.Pos = "attributes", trace.Pos{URL: l.w.in.Doc.URL}
	default:
		r := &l.w.index.rules[pc.rule]
		e.Selector, e.Specificity, e.Layer = r.sel.String(), r.sel.Specificity, r.layer.name
		sheet := r.block.Sheet()
		var offset int32
		e.Written, offset = l.source(pc, d, r.block)
		line, col := sheet.LineCol(offset)
		e.Pos = trace.Pos{URL: sheet.URL, Line: line, Col: col, Offset: int(offset)}
	}
	l.out = append(l.out, e)
}

// lostBy returns the first criterion by which one declaration is stronger than another.
func (l *listener) lostBy(winner, loser *piece) Criterion {
	switch {
	case winner.strong != loser.strong:
		return ByImportance
	case winner.origin != loser.origin || loser.rule == fromHints && winner.rule != fromHints:
		return ByOrigin
	case winner.rule == loser.rule:
		return ByOrder
	case winner.rule == fromInline:
		return ByStyleAttribute
	case winner.layer != loser.layer:
		return ByLayer
	}
	a, b := uint32(winner.rule), uint32(loser.rule)
	rules, hops := l.w.index.rules, l.w.matcher.hops
	x, scopedA := hops[a]
	y, scopedB := hops[b]
	switch {
	case rules[a].sel.Specificity != rules[b].sel.Specificity:
		return BySpecificity
	case scopedA != scopedB || x != y:
		return ByScope
	}
	return ByOrder
}

// source returns the name in, and the offset of, the declaration that d comes from. The chooser goes through a block
// from its end, and so does this.
func (l *listener) source(pc *piece, d *prop.Decl, b *cssom.Block) (written string, pos int32) {
	src, valid := b.Source()
	if l.piece != pc {
		l.piece, l.at, l.seen = pc, len(src)-1, l.seen[:0]
	}
	for ; l.at >= 0; l.at, l.seen = l.at-1, l.seen[:0] {
		s := &src[l.at]
		if valid[l.at] && s.Important == pc.strong && !slices.Contains(l.seen, d.ID) && declares(s, d) {
			l.seen = append(l.seen, d.ID)
			return s.Name, s.Pos
		}
	}
	return d.ID.String(), b.Pos()
}

// declares reports whether the declaration s stands for d among others.
func declares(s *syntax.Declaration, d *prop.Decl) bool {
	id := prop.Lookup(s.Name)
	if id == prop.Custom {
		return d.ID == prop.Custom && s.Name == d.Name
	}
	return id == d.ID || id == prop.All || slices.Contains(id.Longhands(), d.ID)
}
