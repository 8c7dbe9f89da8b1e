package cascade

import (
	"slices"
	"strings"
	"sync"

	"vitrine/css/cssom"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/css/value"
)

// registration is what an @property rule says.
// https://www.w3.org/TR/css-properties-values-api-1/
type registration struct {
	inherits bool
	initial  *Custom
	syntax   *valueSyntax // nil for any value
}

// register reads an @property rule. A rule without its required descriptors does nothing.
// https://www.w3.org/TR/css-properties-values-api-1/#at-property-rule
func (x *indexer) register(r *cssom.Rule) {
	reg := &registration{}
	syn, inherits := false, false
	var initial []syntax.Component
	text, hasInitial := "", false
	for i := range r.Descriptors {
		d := &r.Descriptors[i]
		switch d.Name {
		case "syntax":
			if syn = len(d.Value) == 1 && d.Value[0].Kind == syntax.String; syn {
				reg.syntax, syn = syntaxOf(d.Value[0].Text)
			}
		case "inherits":
			if len(d.Value) == 1 {
				inherits = d.Value[0].IsIdent("true") || d.Value[0].IsIdent("false")
				reg.inherits = d.Value[0].IsIdent("true")
			}
		case "initial-value":
			initial, text, hasInitial = d.Value, d.Text, true
		}
	}
	if !syn || !inherits || !hasInitial && reg.syntax != nil || !strings.HasPrefix(r.Name, "--") {
		return
	}
	switch {
	case !hasInitial:
	case references(initial):
		return
	case reg.syntax == nil:
		reg.initial = newCustom(initial, text)
	default:
		// The initial value may not depend on anything.
		if asksFont(initial, true) {
			return
		}
		if reg.initial = reg.compute(initial, &style.Context{}); reg.initial == nil {
			return
		}
	}
	x.registered[r.Name] = reg
	x.hasReset = x.hasReset || !reg.inherits
}

// compute returns the computed value of tokens, nil when they do not match the syntax.
func (r *registration) compute(v []syntax.Component, c *style.Context) *Custom {
	if r.syntax == nil {
		return newCustom(v, "")
	}
	val, ok := r.syntax.match(v)
	if !ok {
		return nil
	}
	text := value.Text(value.Compute(val, &c.Context))
	return newCustom(syntax.ParseComponents(text), text)
}

// asksFont reports whether tokens hold a length in units of the element's own font or line, or,
// with root set, also of the root's.
func asksFont(v []syntax.Component, root bool) bool {
	for i := range v {
		if v[i].Kind == syntax.Dimension {
			switch u, _ := value.LookupUnit(v[i].Text); u {
			case value.Em, value.Ex, value.Ch, value.Ic, value.Cap, value.Lh:
				return true
			case value.Rem, value.Rex, value.Rch, value.Ric, value.Rcap, value.Rlh,
				value.Cqw, value.Cqh, value.Cqi, value.Cqb, value.Cqmin, value.Cqmax:
				if root {
					return true
				}
			}
		}
		if len(v[i].Kids) > 0 && asksFont(v[i].Kids, root) {
			return true
		}
	}
	return false
}

// valueSyntax is a parsed <syntax>: alternatives of types and words.
// https://drafts.csswg.org/css-values-5/#typedef-syntax
type valueSyntax struct{ alts []syntaxPart }

// syntaxPart is one alternative: a word, or a type.
type syntaxPart struct {
	word string
	many byte           // '+' or '#' after a word; of a type the grammar says it
	of   *value.Grammar // nil for a word
}

// syntaxTypes are the types that a <syntax> may name.
var syntaxTypes = []string{"angle", "color", "custom-ident", "image", "integer", "length", "length-percentage", "number",
	"percentage", "resolution", "string", "time", "url", "transform-function", "transform-list"}

// syntaxes remembers what texts mean: sheets and attributes say the same ones again and again.
var syntaxes struct {
	sync.Mutex
	known map[string]*valueSyntax // nil for what is no syntax
}

// maxSyntaxes is how many are remembered.
const maxSyntaxes = 512

// syntaxOf parses a <syntax>; the syntax is nil for any value.
func syntaxOf(def string) (*valueSyntax, bool) {
	if def = strings.TrimSpace(def); def == "*" {
		return nil, true
	}
	syntaxes.Lock()
	s, seen := syntaxes.known[def]
	syntaxes.Unlock()
	if !seen {
		s, _ = parseSyntax(def)
		syntaxes.Lock()
		if syntaxes.known == nil || len(syntaxes.known) >= maxSyntaxes {
			syntaxes.known = map[string]*valueSyntax{}
		}
		syntaxes.known[def] = s
		syntaxes.Unlock()
	}
	return s, s != nil
}

// maxSyntax is how long a <syntax> may be, in bytes.
const maxSyntax = 1024

// parseSyntax parses a <syntax> that is not "*".
func parseSyntax(def string) (s *valueSyntax, ok bool) {
	if def == "" || len(def) > maxSyntax {
		return nil, false
	}
	s = &valueSyntax{}
	for _, part := range strings.Split(def, "|") {
		part = strings.TrimSpace(part)
		p := syntaxPart{}
		base := part
		if n := len(part); n > 0 && (part[n-1] == '+' || part[n-1] == '#') {
			p.many, base = part[n-1], part[:n-1]
		}
		if strings.HasPrefix(base, "<") {
			name := strings.TrimSuffix(base[1:], ">")
			if name+">" != base[1:] || !slices.Contains(syntaxTypes, name) || name == "transform-list" && p.many != 0 {
				return nil, false
			}
			def := base
			if name == "transform-list" {
				def, p.many = "<transform-function>", '+'
			}
			if p.many != 0 {
				def += string(p.many)
			}
			g, err := value.Compile(def, func(name string, _ bool) *value.Grammar { return prop.Type(name) })
			if err != nil {
				return nil, false
			}
			p.of = g
		} else {
			v := syntax.ParseComponents(base)
			if len(v) != 1 || v[0].Kind != syntax.Ident {
				return nil, false
			}
			switch syntax.Lower(v[0].Text) {
			case "initial", "inherit", "unset", "revert", "revert-layer", "default":
				return nil, false
			}
			p.word = v[0].Text
		}
		s.alts = append(s.alts, p)
	}
	return s, true
}

// match reads a value by the first alternative that takes it.
func (s *valueSyntax) match(v []syntax.Component) (value.Value, bool) {
	v = syntax.Trim(v)
	if len(v) == 0 || syntax.Bad(v) {
		return nil, false
	}
	for i := range s.alts {
		a := &s.alts[i]
		if a.of != nil {
			if val, ok := a.of.Match(v, &value.Options{}); ok {
				return val, true
			}
			continue
		}
		if val, ok := a.words(v); ok {
			return val, true
		}
	}
	return nil, false
}

// words matches one or more of the same word.
func (a *syntaxPart) words(v []syntax.Component) (value.Value, bool) {
	var out []value.Value
	sep := byte(' ')
	comma := true // one may stand before the next word
	for i := range v {
		switch t := &v[i]; {
		case t.Kind == syntax.Whitespace:
		case t.Kind == syntax.Comma && a.many == '#' && !comma:
			comma, sep = true, ','
		case t.Kind == syntax.Ident && t.Text == a.word && (len(out) == 0 || a.many == '+' || a.many == '#' && comma):
			out = append(out, value.Ident(t.Text))
			comma = false
		default:
			return nil, false
		}
	}
	return value.Join(sep, out), len(out) > 0 && !(comma && a.many == '#')
}
