package cascade

import (
	"vitrine/css/cssom"
	"vitrine/css/selector"
	"vitrine/engine/dom"
)

const (
	// maxScopeNesting is how deep @scope rules are nested; rules deeper than that match nothing.
	maxScopeNesting = 8
	// scopeSteps bounds how many selectors are tested to find out whether one rule of nested
	// scopes applies to one element.
	scopeSteps = 1 << 14
)

// scope is what an @scope rule says.
// https://www.w3.org/TR/css-cascade-6/#scoped-styles
type scope struct {
	start, end selector.List
	owner      *dom.Node // without a start: the scoping root; nil for the root element
	implicit   bool
	outer      *scope // the @scope rule around it
	depth      int
}

// scope returns the scope of an @scope rule inside of x.in.
func (x *indexer) scope(r *cssom.Rule) *scope {
	s := &scope{start: r.ScopeStart, end: r.ScopeEnd, implicit: r.ScopeStart == nil, owner: x.owner, outer: x.in.scope}
	if s.outer != nil {
		s.depth = s.outer.depth + 1
	}
	return s
}

// scopeMatch reports whether a scoped rule matches n, and how many generations its scoping root is
// away: the nearest one of those that match.
// https://www.w3.org/TR/css-cascade-6/#cascade-proximity
func (w *walker) scopeMatch(r *rule, n *dom.Node) (hops uint32, ok bool) {
	sc := r.cond.scope
	if sc.depth >= maxScopeNesting {
		return 0, false
	}
	defer func() { w.sel.Scope = nil }()
	w.sel.Scope = nil
	if !r.cond.asksScope && !w.sel.Match(r.sel, n) {
		return 0, false
	}
	steps := scopeSteps
	for root := n; root != nil; root = root.ParentElement() {
		if w.isRoot(sc, root, &steps) && w.inside(sc, root, n, &steps) {
			if !r.cond.asksScope {
				return hops, true
			}
			w.sel.Scope = root
			if w.sel.Match(r.sel, n) {
				return hops, true
			}
		}
		hops++
	}
	if steps < 0 {
		w.sel.Exhausted++
	}
	return 0, false
}

// isRoot reports whether n is a scoping root.
func (w *walker) isRoot(sc *scope, n *dom.Node, steps *int) bool {
	if sc.implicit {
		if sc.owner == nil {
			return n == w.in.Doc.DocumentElement()
		}
		return n == sc.owner
	}
	if sc.outer == nil {
		w.sel.Scope = nil
		*steps--
		return *steps >= 0 && w.sel.MatchAny(sc.start, n)
	}
	// The start of a scope inside of another one is scoped itself.
	for outer := n; outer != nil && *steps >= 0; outer = outer.ParentElement() {
		if !w.isRoot(sc.outer, outer, steps) || !w.inside(sc.outer, outer, n, steps) {
			continue
		}
		w.sel.Scope = outer
		if *steps--; *steps >= 0 && w.sel.MatchAny(sc.start, n) {
			return true
		}
	}
	return false
}

// inside reports whether no scoping limit stands between a root and n, both included.
func (w *walker) inside(sc *scope, root, n *dom.Node, steps *int) bool {
	if len(sc.end) == 0 {
		return true
	}
	for e := n; e != nil; e = e.ParentElement() {
		w.sel.Scope = root
		if *steps--; *steps < 0 || w.sel.MatchAny(sc.end, e) {
			return false
		}
		if e == root {
			return true
		}
	}
	return false
}
