package prop

import (
	"fmt"
	"sync"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// Context is what the text around a declaration says about how to read it. nil means none.
type Context struct {
	Base    string // address that url() is relative to
	Quirks  bool   // the document is in quirks mode: https://quirks.spec.whatwg.org/
	BuiltIn bool   // the declaration stands in a built-in sheet
	// Attribute says that it is a presentation attribute of SVG, where lengths need no unit.
	// https://www.w3.org/TR/SVG2/types.html#presentation-attribute-css-value
	Attribute bool
}

// Pending is the value of a longhand whose declaration holds var(), env(), attr(), if() or a custom
// function: the cascade
// substitutes them and hands the result to Pending.Parse.
// https://www.w3.org/TR/css-variables-1/#variables-in-shorthands
type Pending struct {
	Property ID // as declared: the longhand itself or a shorthand
	Value    []syntax.Component
	Context  *Context
}

// Append appends the text as it was written.
func (p *Pending) Append(b []byte) []byte { return syntax.Append(b, p.Value) }

// Parse reads the value after substitution. The error says that the declaration is invalid at
// computed-value time: the longhands are unset.
func (p *Pending) Parse(v []syntax.Component) ([]Decl, error) { return parse(p.Property, v, p.Context) }

// Tokens is the value of a custom property as component values.
type Tokens struct {
	Value []syntax.Component
	Text  string // as written
}

// Append appends the text as it was written.
func (t *Tokens) Append(b []byte) []byte {
	if t.Text != "" {
		return append(b, t.Text...)
	}
	return syntax.Append(b, t.Value)
}

// Error says why a declaration is dropped.
type Error struct {
	Name  string // the property's name
	Value string // the value; "" when the property is not known
}

// Error returns a sentence for the developer of the page.
func (e *Error) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("unknown property %q", e.Name)
	}
	return fmt.Sprintf("invalid value for %s: %q", e.Name, e.Value)
}

// maxErrorValue limits how much of a bad value an Error quotes, in bytes.
const maxErrorValue = 120

// ParseDeclaration reads the value of a property and returns one Decl per longhand that it
// declares. A value with var() gives longhands with a *Pending. The error is an *Error.
func ParseDeclaration(name string, v []syntax.Component, c *Context) ([]Decl, error) {
	id := Lookup(name)
	if id == None {
		return nil, &Error{Name: name}
	}
	v = syntax.Trim(v)
	if id == Custom {
		if k := wideKeyword(v); k != 0 {
			return []Decl{{ID: Custom, Value: k, Name: name}}, nil
		}
		return []Decl{{ID: Custom, Value: &Tokens{Value: v}, Name: name}}, nil
	}
	if hasSubstitution(v, 0, id != Content) {
		p := &Pending{Property: id, Value: v, Context: c}
		longs := longhandsOf(id)
		decls := make([]Decl, len(longs))
		for i, l := range longs {
			decls[i] = Decl{ID: l, Value: p}
		}
		return decls, nil
	}
	return parse(id, v, c)
}

// ParseText is ParseDeclaration of a value as text.
func ParseText(name, text string, c *Context) ([]Decl, error) {
	return ParseDeclaration(name, syntax.ParseComponents(text), c)
}

func longhandsOf(id ID) []ID {
	if id == All {
		return allLonghands()
	}
	if !id.IsShorthand() {
		return []ID{id}
	}
	return longsOf[id]
}

// allLonghands are what all stands for: everything but direction, unicode-bidi and custom
// properties. https://www.w3.org/TR/css-cascade-5/#all-shorthand
var allLonghands = sync.OnceValue(func() []ID {
	var out []ID
	for id := ID(1); id < numPhysical; id++ {
		if id != Direction && id != UnicodeBidi {
			out = append(out, id)
		}
	}
	return out
})

// maxSubstitutionDepth limits the search for var() in nested functions.
const maxSubstitutionDepth = 100

// hasSubstitution reports whether v holds var() or env(), or attr() where it counts: in content it
// is a part of the value itself.
func hasSubstitution(v []syntax.Component, depth int, attr bool) bool {
	if depth > maxSubstitutionDepth {
		return false
	}
	for i := range v {
		if len(v[i].Kids) > 0 || v[i].Kind == syntax.Function {
			if v[i].IsFunc("var") || v[i].IsFunc("env") || v[i].IsFunc("if") || v[i].IsCustomFunc() || attr && v[i].IsFunc("attr") || hasSubstitution(v[i].Kids, depth+1, attr) {
				return true
			}
		}
	}
	return false
}

// wideKeyword returns the CSS-wide keyword that v is, or 0.
// https://www.w3.org/TR/css-cascade-5/#defaulting-keywords
func wideKeyword(v []syntax.Component) value.Keyword {
	if len(v) == 1 && v[0].Kind == syntax.Ident {
		switch k := value.LookupKeyword(v[0].Text); k {
		case value.KwInitial, value.KwInherit, value.KwUnset, value.KwRevert, value.KwRevertLayer:
			return k
		}
	}
	return 0
}

func fail(id ID, v []syntax.Component) error {
	s := syntax.Serialize(v)
	if len(s) > maxErrorValue {
		s = s[:maxErrorValue] + "…"
	}
	if s == "" {
		s = " "
	}
	return &Error{Name: id.String(), Value: s}
}

func parse(id ID, v []syntax.Component, c *Context) ([]Decl, error) {
	v = syntax.Trim(v)
	if k := wideKeyword(v); k != 0 {
		longs := longhandsOf(id)
		decls := make([]Decl, len(longs))
		for i, l := range longs {
			decls[i] = Decl{ID: l, Value: k}
		}
		if id == All && (k == value.KwRevert || k == value.KwRevertLayer) {
			// The cascade chooses logical longhands apart: what is rolled back must be named.
			for l := ID(numPhysical); l < numLonghands; l++ {
				decls = append(decls, Decl{ID: l, Value: k})
			}
		}
		return decls, nil
	}
	if id == All || len(v) == 0 {
		return nil, fail(id, v)
	}
	if !id.IsShorthand() {
		val, ok := parseLonghand(id, v, c)
		if !ok {
			return nil, fail(id, v)
		}
		return []Decl{{ID: id, Value: val}}, nil
	}
	e := expander{id: id, o: options(id, c), longs: longsOf[id]}
	if !defs[id].Expand(&e, v) || e.bad {
		return nil, fail(id, v)
	}
	decls := make([]Decl, len(e.longs))
	for i, l := range e.longs {
		val := e.vals[i]
		if val == nil {
			val = Initial(l)
		}
		decls[i] = Decl{ID: l, Value: val}
	}
	return decls, nil
}

// parseLonghand reads a value that is not a CSS-wide keyword.
func parseLonghand(id ID, v []syntax.Component, c *Context) (value.Value, bool) {
	val, ok := grammar(id).Match(v, options(id, c))
	if ok {
		val = canonical(id, val)
	}
	return val, ok && val != nil
}

var noOptions = &value.Options{}

// options returns how values of a property are read; quirks count for some properties only.
func options(id ID, c *Context) *value.Options {
	if c == nil {
		return noOptions
	}
	o := &value.Options{Base: c.Base, BuiltIn: c.BuiltIn}
	if c.Attribute {
		o.Quirks = true
	} else if c.Quirks {
		o.Quirks, o.HashlessColor = unitlessQuirk[id], hashlessQuirk[id]
	}
	return o
}

// https://quirks.spec.whatwg.org/#the-unitless-length-quirk
var unitlessQuirk = map[ID]bool{BackgroundPosition: true, BackgroundPositionX: true, BackgroundPositionY: true, BorderSpacing: true,
	BorderTopWidth: true, BorderRightWidth: true, BorderBottomWidth: true, BorderLeftWidth: true, BorderWidth: true,
	Bottom: true, Clip: true, FontSize: true, Height: true, Left: true, LetterSpacing: true, Margin: true, MarginTop: true,
	MarginRight: true, MarginBottom: true, MarginLeft: true, MaxHeight: true, MaxWidth: true, MinHeight: true, MinWidth: true,
	Padding: true, PaddingTop: true, PaddingRight: true, PaddingBottom: true, PaddingLeft: true, Right: true, TextIndent: true,
	Top: true, VerticalAlign: true, Width: true, WordSpacing: true}

// https://quirks.spec.whatwg.org/#the-hashless-hex-color-quirk
var hashlessQuirk = map[ID]bool{BackgroundColor: true, BorderColor: true, BorderTopColor: true, BorderRightColor: true,
	BorderBottomColor: true, BorderLeftColor: true, Color: true}

// grammars are compiled on first use, each for itself.
type grammarSet struct {
	props [numProps]value.Grammar
	named map[string]*value.Grammar
}

var grammars = sync.OnceValue(func() *grammarSet {
	s := &grammarSet{named: map[string]*value.Grammar{}}
	for name := range nonterminals {
		s.named[name] = &value.Grammar{}
	}
	find := func(name string, property bool) *value.Grammar {
		if property {
			if id := byName[name]; id != None {
				return &s.props[id]
			}
		}
		return s.named[name]
	}
	for name, g := range s.named {
		g.Define(nonterminals[name], find)
	}
	for id := ID(1); id < numProps; id++ {
		s.props[id].Define(defs[id].Grammar, find)
	}
	return s
})

func grammar(id ID) *value.Grammar { return &grammars().props[id] }

// Type returns the grammar of a type that values are made of and that is not one of package value,
// such as transform-function; nil when there is none.
func Type(name string) *value.Grammar { return grammars().named[name] }

func named(name string) *value.Grammar { return grammars().named[name] }

// Initial returns the initial value of a longhand. The values are written down as Go (initial_gen.go)
// because every page needs all of them: to parse them took a twentieth of the time that a blank
// page takes.
func Initial(id ID) value.Value { return initialValues[id] }

// The phases in which declared values are computed: a later one may depend on an earlier one.
const (
	PhaseFamily     = iota // what font-size depends on: writing mode, family
	PhaseFontSize          // the font: what em, ex and ch depend on
	PhaseLineHeight        // line-height and color: what lh and currentcolor depend on
	PhaseRest
	NumPhases
)

// Phase returns the phase in which a longhand is computed.
func (id ID) Phase() uint8 {
	if int(id) < len(phases) {
		return phases[id]
	}
	return PhaseRest
}

var phases [numProps + 2]uint8

func init() {
	for id := range phases {
		phases[id] = PhaseRest
		if d := defs[id]; d != nil && d.Group == GroupFont {
			phases[id] = PhaseFontSize
		}
	}
	for _, id := range []ID{Direction, WritingMode, TextOrientation, FontFamily, ColorScheme, MathDepth} {
		phases[id] = PhaseFamily
	}
	phases[LineHeight], phases[Color] = PhaseLineHeight, PhaseLineHeight
}
