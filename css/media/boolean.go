package media

import "vitrine/css/syntax"

// Boolean evaluates tests joined by not, and, or and parentheses. ask answers one test, a function;
// known is false when it does not understand it. ok is false when v breaks the grammar.
// https://drafts.csswg.org/css-values-5/#typedef-boolean-expr
func Boolean(v []syntax.Component, ask func(t *syntax.Component) (answer, known bool)) (result, ok bool) {
	var leaf func(t *syntax.Component) (*Cond, bool)
	leaf = func(t *syntax.Component) (*Cond, bool) {
		switch t.Kind {
		case syntax.LParen:
			if c, ok := condOf(t.Kids, true, leaf); ok {
				return c, true
			}
			return &Cond{Op: OpUnknown}, true
		case syntax.Function:
			c := &Cond{Op: OpUnknown}
			if answer, known := ask(t); known {
				c.Op, c.answer = OpKnown, truthOf(answer)
			}
			return c, true
		}
		return nil, false
	}
	c, ok := condOf(v, true, leaf)
	if !ok {
		return false, false
	}
	return c.reduce(func(leaf *Cond) truth {
		if leaf.Op == OpKnown {
			return leaf.answer
		}
		return unknown
	}) == yes, true
}

// StyleQuery parses the argument of style() and evaluates it; known is false when it is none.
func StyleQuery(v []syntax.Component, ask func(f *StyleFeature) bool) (answer, known bool) {
	c, ok := styleCond(v)
	if !ok {
		return false, false
	}
	return c.evalContainer(&ContainerEnv{Style: ask}) == yes, true
}
