package cascade

import (
	"strings"

	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// attrKind is what attr() makes of an attribute's text.
type attrKind uint8

const (
	attrString attrKind = iota
	attrNumber          // a number, with the unit if there is one
	attrSyntax          // the text is CSS that must match a grammar
)

// attrRef is a parsed attr() function.
// https://drafts.csswg.org/css-values-5/#attr-notation
type attrRef struct {
	name     string
	kind     attrKind
	typed    bool // the kind is written down
	unit     string
	syntax   *valueSyntax // nil for any
	fallback []syntax.Component
	has      bool // a fallback is given
}

// attribute parses the arguments of attr().
func attribute(c *syntax.Component) (a attrRef, ok bool) {
	v := syntax.Trim(c.Kids)
	if len(v) == 0 || v[0].Kind != syntax.Ident {
		return a, false
	}
	a.name = v[0].Text
	for v = v[1:]; len(v) > 0 && v[0].Kind == syntax.Whitespace; v = v[1:] {
	}
	if len(v) > 0 && v[0].Kind != syntax.Comma {
		a.typed = true
		switch t := &v[0]; {
		case t.IsIdent("raw-string"), t.IsIdent("string"):
		case t.IsIdent("number"):
			a.kind = attrNumber
		case t.Kind == syntax.Ident:
			a.kind, a.unit = attrNumber, syntax.Lower(t.Text)
		case t.IsDelim('%'):
			a.kind, a.unit = attrNumber, "%"
		case t.IsFunc("type"):
			a.kind = attrSyntax
			if a.syntax, ok = attrSyntaxOf(t.Kids); !ok {
				return a, false
			}
		default:
			return a, false
		}
		v = syntax.Trim(v[1:])
	}
	if len(v) == 0 {
		return a, true
	}
	if v[0].Kind != syntax.Comma {
		return a, false
	}
	a.fallback, a.has = syntax.Trim(v[1:]), true
	return a, true
}

// attrSyntaxOf compiles the argument of type(): a <syntax>, or a string that holds one.
// https://drafts.csswg.org/css-values-5/#attr-notation
func attrSyntaxOf(v []syntax.Component) (*valueSyntax, bool) {
	def := syntax.Serialize(v)
	if k := syntax.Trim(v); len(k) == 1 && k[0].Kind == syntax.String {
		def = k[0].Text
	}
	return syntaxOf(def)
}

// value returns what attr() stands for on n; found is false when the fallback counts.
func (a *attrRef) value(n *dom.Node) (v []syntax.Component, found bool) {
	text, ok := "", false
	if n != nil {
		text, ok = n.Attr(a.name)
		if low := strings.ToLower(a.name); !ok && low != a.name && n.NS() == dom.HTML {
			text, ok = n.Attr(low)
		}
	}
	if !ok {
		// Without a type and a fallback, nothing is the empty string.
		if !a.typed && !a.has {
			return []syntax.Component{{Token: syntax.Token{Kind: syntax.String}}}, true
		}
		return nil, false
	}
	switch a.kind {
	case attrString:
		return []syntax.Component{{Token: syntax.Token{Kind: syntax.String, Text: text}}}, true
	case attrNumber:
		v = syntax.Trim(syntax.ParseComponents(text))
		if len(v) != 1 || v[0].Kind != syntax.Number {
			return nil, false
		}
		switch a.unit {
		case "":
		case "%":
			v[0].Kind = syntax.Percentage
		default:
			if _, known := value.LookupUnit(a.unit); !known {
				return nil, false
			}
			v[0].Kind, v[0].Text = syntax.Dimension, a.unit
		}
		return v, true
	default:
		v = syntax.Trim(syntax.ParseComponents(text))
		if syntax.Bad(v) || references(v) {
			return nil, false
		}
		if a.syntax != nil {
			if _, ok := a.syntax.match(v); !ok {
				return nil, false
			}
		}
		return v, len(v) > 0
	}
}
