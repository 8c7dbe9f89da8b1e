package cascade

import (
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
)

// Explanation is one declaration that applied to an element, and whether it won.
type Explanation struct {
	Property  string
	Value     string // as declared, shorthands expanded
	Important bool
	Won       bool
	Origin    Origin
	Layer     string
	Selector  string    // "style attribute" or "attributes" when there is none
	Pos       trace.Pos // of the rule
}

// Explain answers "why is this 12px?": every declaration for n, or for its pseudo-element p, from
// the strongest to the weakest. The document must not have changed since Resolve.
func (r *Result) Explain(n *dom.Node, p selector.Pseudo) []Explanation {
	if r.Style(n) == nil {
		return nil
	}
	copied := *r // counters and caches of the copy are thrown away
	copied.cache = newCache()
	w := newWalker(&copied, nil)
	w.origin = n
	w.matcher.match(n, nil)
	if p == selector.PseudoMarker {
		w.matcher.marker(n, nil)
	}
	var hints *hintSet
	inline := w.cache.inline("", w.inlineOptions())
	if p == selector.PseudoNone {
		if r.in.Hints != nil {
			if d := r.in.Hints(nil, n); len(d) > 0 {
				hints = &hintSet{decls: d}
			}
		}
		if text, ok := n.AttrAtom(atomStyle); ok && (r.in.StyleAttribute == nil || r.in.StyleAttribute(text)) {
			inline = w.cache.inline(text, w.inlineOptions())
		}
	}
	var out []Explanation
	w.chooser.onDecl = func(pc *piece, d *prop.Decl, won bool) {
		e := Explanation{Property: d.ID.String(), Value: value.Text(d.Value), Important: pc.strong, Won: won, Origin: pc.origin}
		if d.ID == prop.Custom {
			e.Property = d.Name
		}
		switch pc.rule {
		case fromInline:
			e.Selector = "style attribute"
			e.Pos = trace.Pos{URL: r.in.Doc.URL}
		case fromHints:
			e.Selector = "attributes"
			e.Pos = trace.Pos{URL: r.in.Doc.URL}
		default:
			rl := &r.index.rules[pc.rule]
			e.Selector, e.Layer = rl.sel.String(), rl.layer.name
			s := rl.block.Sheet()
			line, col := s.LineCol(rl.block.Pos())
			e.Pos = trace.Pos{URL: s.URL, Line: line, Col: col, Offset: int(rl.block.Pos())}
		}
		out = append(out, e)
	}
	parent := r.computed(n)
	if p == selector.PseudoNone {
		parent = nil
		if e := n.ParentElement(); e != nil {
			parent = r.computed(e)
		}
	}
	if p != selector.PseudoNone {
		w.matcher.settle(p, n)
	}
	w.chooser.visited, w.chooser.only = w.visited(n, w.matcher.lists[p]), allowed(p)
	ctx := w.context(parent)
	w.units(w.unitsOf(n.ParentElement()), ctx)
	w.chooser.context = ctx
	w.builder.Start(ctx)
	w.chooser.choose(w.builder, w.matcher.lists[p], inline, hints)
	return out
}
