package cssom

import (
	"strings"
	"sync"

	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/syntax"
	"vitrine/engine/trace"
)

// Kind is the kind of a rule.
type Kind uint8

const (
	Style              Kind = iota // Selectors, Block, nested Rules
	NestedDeclarations             // declarations after nested rules: Selectors of the parent, Block
	Media                          // Media, Rules
	Supports                       // Supported, Rules
	Import                         // URL, Media, Layer, Supported
	LayerBlock                     // Layer, Rules
	LayerStatement                 // Layers
	FontFaceRule                   // Descriptors, FontFace
	NamespaceRule                  // Name is the prefix, URL
	KeyframesRule                  // Name, Frames
	Page                           // Text is the page selector, Descriptors, Rules of kind PageMargin
	CounterStyle                   // Name, Descriptors
	Property                       // Name, Descriptors
	Container                      // Container, Text is the query as written, Rules
	Scope                          // ScopeStart, ScopeEnd, Text as written, Rules
	StartingStyle                  // Rules
	FontFeatureValues              // Text is the list of families, Features
	FontPaletteValues              // Name, Descriptors, Palette
	FunctionRule                   // Name, Parameters, Returns, Rules: groups, and one declaration each in Descriptors
	PositionTry                    // Name, Block
	PageMargin                     // Name is that of a box in the margins of a page, Descriptors
	Unknown                        // Text is the whole rule
)

var kindNames = [...]string{"style", "nested declarations", "media", "supports", "import", "layer",
	"layer statement", "font-face", "namespace", "keyframes", "page", "counter-style", "property",
	"container", "scope", "starting-style", "font-feature-values", "font-palette-values", "function", "position-try", "page-margin", "unknown"}

// String returns the name of the kind.
func (k Kind) String() string { return kindNames[k] }

// Rule is one rule; which fields count depends on Kind.
type Rule struct {
	Kind      Kind
	Pos       int32 // in the sheet's text
	Selectors selector.List
	Block     *Block
	Rules     []Rule
	Media     media.List
	Container media.ContainerList
	// ScopeStart and ScopeEnd select the roots and the limits of an @scope rule. Without a
	// ScopeStart the root is the parent of the element that owns the sheet.
	ScopeStart, ScopeEnd selector.List
	// Supported is the outcome of an @supports condition, or of the supports() of an @import.
	Supported bool
	// HasLayer is set for an @import with a layer; Layer is its name, split at the dots, empty
	// for an anonymous layer. An @layer block without a name has an empty Layer too.
	HasLayer bool
	Layer    []string
	Layers   [][]string
	Name     string
	URL      string // as written
	Text     string // prelude, or the whole of an unknown rule
	// Descriptors are declarations that are no properties.
	Descriptors []syntax.Declaration
	FontFace    *FontFace
	Features    []FeatureValue
	Palette     *PaletteValues
	Frames      []Keyframe
	Parameters  []Parameter
	Returns     string // the <syntax> of a function's result
}

// Keyframe is one block of a @keyframes rule.
type Keyframe struct {
	Offsets []float64 // 0 to 1
	Block   *Block
}

// Block is a list of property declarations. It is parsed on first use, once; all methods are safe
// for concurrent use.
type Block struct {
	sheet *Sheet
	src   []syntax.Declaration
	once  sync.Once

	normal, important []prop.Decl
	valid             []bool
	diags             []Diagnostic
}

// Diagnostic says what in a sheet was dropped.
type Diagnostic struct {
	Pos  int32
	Name string // "syntax", "selector", "property", "value" or "rule"
	Text string
}

// Options say how a sheet is parsed.
type Options struct {
	Base    string // what relative URLs resolve against; the source's URL when empty
	Quirks  bool   // of the document that uses the sheet
	BuiltIn bool   // the sheet is one of the browser's own
}

// Sheet is a parsed style sheet.
// https://drafts.csswg.org/cssom/#css-style-sheets
type Sheet struct {
	*syntax.Source
	Options
	Rules      []Rule
	Namespaces selector.Namespaces

	diags []Diagnostic
}

// Imports returns the @import rules in order. Those whose Supported is false need not be loaded.
func (s *Sheet) Imports() []*Rule {
	var out []*Rule
	for i := range s.Rules {
		if s.Rules[i].Kind == Import {
			out = append(out, &s.Rules[i])
		}
	}
	return out
}

// Normal returns the declarations without !important, in order, shorthands expanded.
func (b *Block) Normal() []prop.Decl {
	b.once.Do(b.parse)
	return b.normal
}

// Important returns the declarations with !important.
func (b *Block) Important() []prop.Decl {
	b.once.Do(b.parse)
	return b.important
}

// Source returns the declarations as they were written, and for each whether it is supported.
func (b *Block) Source() ([]syntax.Declaration, []bool) {
	b.once.Do(b.parse)
	return b.src, b.valid
}

// Len returns how many declarations were written, without looking at them.
func (b *Block) Len() int { return len(b.src) }

// Pos returns where the first declaration stands in the sheet's text.
func (b *Block) Pos() int32 {
	if len(b.src) == 0 {
		return 0
	}
	return b.src[0].Pos
}

// Sheet returns the sheet that the block is part of.
func (b *Block) Sheet() *Sheet { return b.sheet }

func (b *Block) parse() {
	b.valid = make([]bool, len(b.src))
	c := b.sheet.context()
	for i := range b.src {
		d := &b.src[i]
		decls, ok := parseDeclaration(d, c)
		b.valid[i] = ok
		if d.Important {
			b.important = append(b.important, decls...)
		} else {
			b.normal = append(b.normal, decls...)
		}
		if !b.valid[i] {
			name := "value"
			if prop.Lookup(d.Name) == prop.None {
				name = "property"
			}
			b.diags = append(b.diags, Diagnostic{d.Pos, name, d.Name + ": " + clip(d.Text)})
		}
	}
}

// context is what declarations of the sheet are read with.
func (s *Sheet) context() *prop.Context {
	return &prop.Context{Base: s.Base, Quirks: s.Quirks, BuiltIn: s.BuiltIn}
}

func parseDeclaration(d *syntax.Declaration, c *prop.Context) ([]prop.Decl, bool) {
	if d.Bad || !declarable(d) {
		return nil, false
	}
	decls, err := prop.ParseDeclaration(d.Name, d.Value, c)
	if err != nil {
		return nil, false
	}
	if len(decls) == 1 && decls[0].ID == prop.Custom {
		if t, ok := decls[0].Value.(*prop.Tokens); ok {
			t.Text = d.Text
		}
	}
	return decls, true
}

// declarable reports whether a value that is kept as it is, because it is a custom property's or
// holds var(), could be one at all. Grammars look at all other values.
// https://www.w3.org/TR/css-syntax-3/#typedef-declaration-value
func declarable(d *syntax.Declaration) bool {
	vars, ok := references(d.Value)
	return ok && (!vars && !strings.HasPrefix(d.Name, "--") || plainValue(d.Value))
}

// plainValue reports whether v is a <declaration-value> as far as its top level goes.
func plainValue(v []syntax.Component) bool {
	for i := range v {
		if v[i].Kind == syntax.Semicolon || v[i].IsDelim('!') {
			return false
		}
	}
	return true
}

// references reports whether v holds var(), env() or attr(), and whether all of them are well-formed.
// https://www.w3.org/TR/css-variables-1/#using-variables
func references(v []syntax.Component) (some, ok bool) {
	ok = true
	for i := range v {
		c := &v[i]
		if len(c.Kids) == 0 && c.Kind != syntax.Function {
			continue
		}
		some = some || c.IsFunc("if") || c.IsCustomFunc()
		inner, innerOK := references(c.Kids)
		some, ok = some || inner, ok && innerOK
		isVar, isAttr := c.IsFunc("var"), c.IsFunc("attr")
		if !isVar && !isAttr && !c.IsFunc("env") {
			continue
		}
		some = true
		k := syntax.Trim(c.Kids)
		if len(k) == 0 || k[0].Kind != syntax.Ident || isVar && (!strings.HasPrefix(k[0].Text, "--") || k[0].Text == "--") {
			return true, false
		}
		k = syntax.Trim(k[1:])
		if isAttr && len(k) > 0 && (k[0].Kind == syntax.Ident || k[0].IsFunc("type") || k[0].IsDelim('%')) {
			k = syntax.Trim(k[1:])
		}
		for !isVar && !isAttr && len(k) > 0 && k[0].IsInteger() {
			k = syntax.Trim(k[1:])
		}
		if len(k) > 0 && (k[0].Kind != syntax.Comma || !plainValue(k[1:])) {
			ok = false
		}
	}
	return some, ok
}

// maxClip is how much of a dropped text a diagnostic shows.
const maxClip = 120

func clip(s string) string {
	if len(s) > maxClip {
		return s[:maxClip] + "…"
	}
	return s
}

// ParseInline parses a style attribute.
// https://drafts.csswg.org/css-style-attr/
func ParseInline(text string, o Options) *Block {
	s := &Sheet{Source: syntax.NewSource(o.Base, text), Options: o}
	items, errs := syntax.ParseBlock(s.Source)
	b := &Block{sheet: s}
	for i := range items {
		if items[i].Rule == nil {
			b.src = append(b.src, items[i].Declaration)
		}
	}
	for _, e := range errs {
		b.diags = append(b.diags, Diagnostic{e.Pos, "syntax", e.Msg})
	}
	return b
}

// MaxDiagnostics is how many diagnostics one sheet reports.
const MaxDiagnostics = 500

// Diagnostics returns what was dropped from the sheet. It parses every block.
func (s *Sheet) Diagnostics() []Diagnostic {
	out := append([]Diagnostic(nil), s.diags...)
	walk(s.Rules, func(b *Block) {
		b.once.Do(b.parse)
		out = append(out, b.diags...)
	})
	return out[:min(len(out), MaxDiagnostics)]
}

// walk calls f for every block of rules.
func walk(rules []Rule, f func(*Block)) {
	for i := range rules {
		if b := rules[i].Block; b != nil {
			f(b)
		}
		for j := range rules[i].Frames {
			f(rules[i].Frames[j].Block)
		}
		walk(rules[i].Rules, f)
	}
}

// Report writes the diagnostics to the trace, each with its position.
func (s *Sheet) Report(sp *trace.Span) {
	if sp == nil {
		return
	}
	for _, d := range s.Diagnostics() {
		line, col := s.LineCol(d.Pos)
		sp.Note(trace.Warning, "css-"+d.Name, trace.Pos{URL: s.URL, Line: line, Col: col, Offset: int(d.Pos)}, trace.Str("text", d.Text))
	}
}
