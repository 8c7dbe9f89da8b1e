package media

import "vitrine/css/syntax"

// Asker answers the leaves of a supports condition.
type Asker struct {
	// Declaration reports whether a property accepts a value.
	Declaration func(name string, value []syntax.Component) bool
	// Selector reports whether a selector is understood.
	Selector func(v []syntax.Component) bool
	// FontFormat and FontTech report whether fonts of a format or technology are supported.
	FontFormat, FontTech func(name string) bool
}

// Supports evaluates the condition of an @supports rule; ok is false when it breaks the grammar.
// https://www.w3.org/TR/css-conditional-3/#at-supports
func Supports(v []syntax.Component, a *Asker) (result, ok bool) {
	t, ok := supportsCond(v, a)
	return t == yes, ok
}

// SupportsImport evaluates the supports() part of an @import rule, which may be a declaration
// without parentheses.
// https://www.w3.org/TR/css-cascade-5/#at-import
func SupportsImport(v []syntax.Component, a *Asker) bool {
	v = syntax.Trim(v)
	if name, val, ok := declaration(v); ok {
		return a.Declaration(name, val)
	}
	result, ok := Supports(v, a)
	return ok && result
}

func supportsCond(v []syntax.Component, a *Asker) (truth, bool) {
	v = syntax.Trim(v)
	if len(v) == 0 {
		return no, false
	}
	if v[0].IsIdent("not") {
		rest := syntax.Trim(v[1:])
		if len(rest) != 1 || v[1].Kind != syntax.Whitespace {
			return no, false
		}
		t, ok := supportsIn(&rest[0], a)
		return yes - t, ok
	}
	t, ok := supportsIn(&v[0], a)
	if !ok {
		return no, false
	}
	join := ""
	for v = syntax.Trim(v[1:]); len(v) > 0; v = syntax.Trim(v[1:]) {
		if v[0].Kind != syntax.Ident || len(v) < 3 || v[1].Kind != syntax.Whitespace {
			return no, false
		}
		word := syntax.Lower(v[0].Text)
		if word != "and" && word != "or" || join != "" && join != word {
			return no, false
		}
		join = word
		v = syntax.Trim(v[1:])
		u, ok := supportsIn(&v[0], a)
		if !ok {
			return no, false
		}
		if word == "and" {
			t = min(t, u)
		} else {
			t = max(t, u)
		}
	}
	return t, true
}

func supportsIn(c *syntax.Component, a *Asker) (truth, bool) {
	switch {
	case c.Kind == syntax.LParen:
		if t, ok := supportsCond(c.Kids, a); ok {
			return t, true
		}
		if name, val, ok := declaration(syntax.Trim(c.Kids)); ok {
			return truthOf(a.Declaration(name, val)), true
		}
		return no, true // <general-enclosed> is false
	case c.IsFunc("selector"):
		return truthOf(a.Selector != nil && a.Selector(c.Kids)), true
	case c.IsFunc("font-format"), c.IsFunc("font-tech"):
		f := a.FontFormat
		if c.IsFunc("font-tech") {
			f = a.FontTech
		}
		v := syntax.Trim(c.Kids)
		return truthOf(f != nil && len(v) == 1 && v[0].Kind == syntax.Ident && f(syntax.Lower(v[0].Text))), true
	case c.Kind == syntax.Function:
		return no, true
	}
	return no, false
}

// declaration splits "name: value".
func declaration(v []syntax.Component) (string, []syntax.Component, bool) {
	if len(v) < 2 || v[0].Kind != syntax.Ident {
		return "", nil, false
	}
	rest := syntax.Trim(v[1:])
	if len(rest) == 0 || rest[0].Kind != syntax.Colon {
		return "", nil, false
	}
	val := syntax.Trim(rest[1:])
	// "!important" is allowed and changes nothing.
	if n := len(val); n > 1 && val[n-1].IsIdent("important") {
		if w := syntax.Trim(val[:n-1]); len(w) > 0 && w[len(w)-1].IsDelim('!') {
			val = syntax.Trim(w[:len(w)-1])
		}
	}
	return v[0].Text, val, true
}
