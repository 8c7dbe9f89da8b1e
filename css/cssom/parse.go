package cssom

import (
	"slices"
	"strings"

	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/syntax"
	"vitrine/engine/trace"
)

// Parse parses a sheet. With a span, everything that was dropped is reported on it.
// https://drafts.csswg.org/cssom/#parse-a-css-rule
func Parse(sp *trace.Span, src *syntax.Source, o Options) *Sheet {
	if o.Base == "" {
		o.Base = src.URL
	}
	ast := syntax.Parse(src)
	p := &parser{s: &Sheet{Source: src, Options: o}}
	for _, e := range ast.Errors {
		p.drop(e.Pos, "syntax", e.Msg)
	}
	p.s.Rules = make([]Rule, 0, len(ast.Rules))
	for i := range ast.Rules {
		p.s.Rules = p.rule(p.s.Rules, &ast.Rules[i], context{top: true})
	}
	p.s.Report(sp)
	return p.s
}

type parser struct {
	s *Sheet
	// phase says which at-rules may still come: 0 @import and @namespace, 1 @namespace, 2 neither.
	phase int
	pool  selector.Pool
}

// context is where a rule stands.
type context struct {
	top    bool          // in the sheet itself
	nested bool          // inside of a style rule
	parent selector.List // its selectors
	scoped bool          // inside of an @scope rule, but not of a style rule in it
	// decls are the selectors that declarations without a style rule belong to; nil where such
	// declarations are not allowed.
	decls selector.List
}

// whereScope is what declarations in an @scope rule apply to.
// https://www.w3.org/TR/css-cascade-6/#scoped-declarations
var whereScope = func() selector.List {
	l, err := selector.ParseString(":where(:scope)")
	if err != nil {
		panic("cssom: " + err.Msg)
	}
	return l
}()

func (p *parser) drop(pos int32, name, text string) {
	if len(p.s.diags) < MaxDiagnostics {
		p.s.diags = append(p.s.diags, Diagnostic{pos, name, text})
	}
}

// rule appends what r becomes to out; a rule that is invalid becomes nothing.
func (p *parser) rule(out []Rule, r *syntax.Rule, c context) []Rule {
	if r.Name == "" {
		// A rule that is dropped does not count as coming before an @import.
		n := len(out)
		if out = p.style(out, r, c); len(out) > n {
			p.phase = 2
		}
		return out
	}
	n := Rule{Pos: r.Pos, Text: r.Text}
	phase := 2
	ok := false
	switch r.Name {
	case "charset":
		return out // the decoder has read it
	case "import":
		if !c.top || p.phase > 0 || r.HasBlock {
			p.drop(r.Pos, "rule", "@import must come first")
			return out
		}
		ok, phase = p.importRule(&n, r), 0
	case "namespace":
		if !c.top || p.phase > 1 || r.HasBlock {
			p.drop(r.Pos, "rule", "@namespace must come before other rules")
			return out
		}
		ok, phase = p.namespace(&n, r), 1
	case "layer":
		ok = p.layer(&n, r, c)
		if n.Kind == LayerStatement {
			phase = p.phase // allowed before @import
		}
	case "media":
		n.Kind, n.Media = Media, media.Parse(r.Prelude)
		ok = r.HasBlock
	case "supports":
		var valid bool
		n.Kind = Supports
		n.Supported, valid = media.Supports(r.Prelude, asker(p.s.context()))
		ok = r.HasBlock && valid
	case "container":
		n.Kind = Container
		n.Container, ok = media.ParseContainer(r.Prelude)
		ok = ok && r.HasBlock
	case "scope":
		n.Kind = Scope
		ok = p.scope(&n, r, c) && r.HasBlock
	case "starting-style":
		n.Kind, ok = StartingStyle, r.HasBlock
	case "font-face":
		n.Kind, n.Descriptors = FontFaceRule, descriptors(r)
		if n.FontFace = parseFontFace(&n); n.FontFace != nil {
			n.FontFace.Base = p.s.Base
		}
		ok = r.HasBlock && len(r.Prelude) == 0
	case "keyframes", "-webkit-keyframes":
		ok = p.keyframes(&n, r)
	case "page":
		n.Kind, n.Descriptors, ok = Page, descriptors(r), r.HasBlock
		n.Rules = p.pageMargins(r)
	case "font-feature-values":
		n.Kind, ok = FontFeatureValues, r.HasBlock && len(r.Prelude) > 0
		if ok {
			n.Features = p.featureValues(r)
		}
	case "font-palette-values":
		n.Kind, n.Descriptors = FontPaletteValues, descriptors(r)
		if len(r.Prelude) == 1 && r.Prelude[0].Kind == syntax.Ident && strings.HasPrefix(r.Prelude[0].Text, "--") {
			n.Name, ok = r.Prelude[0].Text, r.HasBlock
			n.Palette = p.paletteValues(&n)
		}
	case "function":
		ok = p.function(&n, r)
	case "position-try":
		n.Kind = PositionTry
		if len(r.Prelude) == 1 && r.Prelude[0].Kind == syntax.Ident && strings.HasPrefix(r.Prelude[0].Text, "--") && r.HasBlock {
			n.Name, n.Block, ok = r.Prelude[0].Text, p.newBlock(plain(r)), true
		}
	case "counter-style", "property":
		n.Kind, n.Descriptors = CounterStyle, descriptors(r)
		if r.Name == "property" {
			n.Kind = Property
		}
		if len(r.Prelude) == 1 && r.Prelude[0].Kind == syntax.Ident {
			n.Name, ok = r.Prelude[0].Text, r.HasBlock
		}
	default:
		n.Kind, ok, phase = Unknown, true, p.phase
		end := r.BlockEnd
		if !r.HasBlock {
			n.Text = strings.TrimSpace("@" + r.Name + " " + r.Text + ";")
		} else {
			n.Text = p.s.Text[r.Pos:min(int(end)+1, len(p.s.Text))]
		}
		p.drop(r.Pos, "rule", "unknown rule @"+r.Name)
	}
	if !ok {
		p.drop(r.Pos, "rule", "@"+r.Name+" "+clip(r.Text))
		return out
	}
	p.phase = max(p.phase, phase)
	switch n.Kind {
	case Media, Supports, Container, StartingStyle, LayerBlock:
		c.top = false
		n.Rules = p.block(r, c)
	case Scope:
		n.Rules = p.block(r, context{scoped: true, decls: whereScope})
	}
	return append(out, n)
}

// block parses the contents of a conditional group rule. Declarations belong to the style rule
// around it, if there is one.
// https://www.w3.org/TR/css-nesting-1/#conditionals
func (p *parser) block(r *syntax.Rule, c context) []Rule {
	var out []Rule
	var own []syntax.Declaration
	flush := func() {
		if len(own) > 0 {
			out = append(out, Rule{Kind: NestedDeclarations, Pos: own[0].Pos, Selectors: c.decls, Block: p.newBlock(own)})
			own = nil
		}
	}
	for i := range r.Block {
		it := &r.Block[i]
		if it.Rule != nil {
			flush()
			out = p.rule(out, it.Rule, c)
			continue
		}
		if c.decls == nil {
			p.drop(it.Pos, "syntax", "declaration outside of a style rule")
			continue
		}
		own = append(own, it.Declaration)
	}
	flush()
	return out
}

func (p *parser) newBlock(d []syntax.Declaration) *Block { return &Block{sheet: p.s, src: d} }

// style parses a style rule. Its first declarations are its own; those after a nested rule keep
// their place in the order.
// https://www.w3.org/TR/css-nesting-1/#nesting
func (p *parser) style(out []Rule, r *syntax.Rule, c context) []Rule {
	o := selector.Options{Namespaces: p.s.Namespaces, Nested: c.nested, Scoped: c.scoped, Parent: c.parent, Pool: &p.pool}
	sel, err := selector.Parse(r.Prelude, o)
	if err != nil {
		pos := err.Pos
		if pos == 0 {
			pos = r.Pos
		}
		p.drop(pos, "selector", strings.TrimPrefix(clip(r.Text)+": "+err.Msg, ": "))
		return out
	}
	n := Rule{Kind: Style, Pos: r.Pos, Selectors: sel, Text: r.Text}
	lead := 0
	for lead < len(r.Block) && r.Block[lead].Rule == nil {
		lead++
	}
	own := make([]syntax.Declaration, lead)
	for i := range own {
		own[i] = r.Block[i].Declaration
	}
	n.Block = p.newBlock(own)
	if lead < len(r.Block) {
		rest := *r
		rest.Block = r.Block[lead:]
		n.Rules = p.block(&rest, context{nested: true, parent: sel, decls: sel})
	}
	return append(out, n)
}

// scope parses the prelude of an @scope rule: "(start) to (end)", each of them optional.
// https://www.w3.org/TR/css-cascade-6/#scope-atrule
func (p *parser) scope(n *Rule, r *syntax.Rule, c context) bool {
	v := syntax.Trim(r.Prelude)
	if len(v) > 0 && v[0].Kind == syntax.LParen {
		o := selector.Options{Namespaces: p.s.Namespaces, Nested: c.nested, Scoped: c.scoped, Parent: c.parent, Pool: &p.pool}
		start, err := selector.Parse(v[0].Kids, o)
		if err != nil {
			return false
		}
		n.ScopeStart = start
		v = syntax.Trim(v[1:])
	}
	if len(v) == 0 {
		return true
	}
	if !v[0].IsIdent("to") {
		return false
	}
	if v = syntax.Trim(v[1:]); len(v) != 1 || v[0].Kind != syntax.LParen {
		return false
	}
	end, err := selector.Parse(v[0].Kids, selector.Options{Namespaces: p.s.Namespaces, Scoped: true, Pool: &p.pool})
	n.ScopeEnd = end
	return err == nil
}

// importRule parses the prelude of an @import.
// https://www.w3.org/TR/css-cascade-5/#at-import
func (p *parser) importRule(n *Rule, r *syntax.Rule) bool {
	n.Kind, n.Supported = Import, true
	v := r.Prelude
	var ok bool
	if n.URL, v, ok = address(v); !ok {
		return false
	}
	if len(v) > 0 && v[0].IsIdent("layer") {
		n.HasLayer = true
		v = syntax.Trim(v[1:])
	} else if len(v) > 0 && v[0].IsFunc("layer") {
		if name, rest, ok := layerName(syntax.Trim(v[0].Kids)); ok && len(rest) == 0 {
			n.HasLayer, n.Layer = true, name
			v = syntax.Trim(v[1:])
		}
	}
	if len(v) > 0 && v[0].IsFunc("supports") {
		n.Supported = media.SupportsImport(v[0].Kids, asker(p.s.context()))
		v = syntax.Trim(v[1:])
	}
	n.Media = media.Parse(v)
	return true
}

// address parses a string or url at the start of v.
func address(v []syntax.Component) (string, []syntax.Component, bool) {
	if len(v) == 0 {
		return "", v, false
	}
	rest := syntax.Trim(v[1:])
	switch t := &v[0]; {
	case t.Kind == syntax.String, t.Kind == syntax.URL:
		return t.Text, rest, true
	case t.IsFunc("url"), t.IsFunc("src"):
		if k := syntax.Trim(t.Kids); len(k) > 0 && k[0].Kind == syntax.String {
			return k[0].Text, rest, true
		}
	}
	return "", v, false
}

func (p *parser) namespace(n *Rule, r *syntax.Rule) bool {
	n.Kind = NamespaceRule
	v := r.Prelude
	if len(v) > 0 && v[0].Kind == syntax.Ident {
		n.Name = v[0].Text
		v = syntax.Trim(v[1:])
	}
	var ok bool
	if n.URL, v, ok = address(v); !ok || len(v) > 0 {
		return false
	}
	if p.s.Namespaces == nil {
		p.s.Namespaces = selector.Namespaces{}
	}
	p.s.Namespaces[n.Name] = n.URL
	return true
}

// layerName parses "a.b.c" at the start of v.
// https://www.w3.org/TR/css-cascade-5/#typedef-layer-name
func layerName(v []syntax.Component) (name []string, rest []syntax.Component, ok bool) {
	for {
		if len(v) == 0 || v[0].Kind != syntax.Ident {
			return nil, v, false
		}
		switch syntax.Lower(v[0].Text) {
		case "initial", "inherit", "unset", "default", "revert", "revert-layer":
			return nil, v, false
		}
		name = append(name, v[0].Text)
		v = v[1:]
		if len(v) == 0 || !v[0].IsDelim('.') {
			return name, syntax.Trim(v), true
		}
		v = v[1:]
	}
}

// layer parses both forms of @layer.
// https://www.w3.org/TR/css-cascade-5/#layering
func (p *parser) layer(n *Rule, r *syntax.Rule, c context) bool {
	if r.HasBlock {
		n.Kind, n.HasLayer = LayerBlock, true
		if len(r.Prelude) == 0 {
			return true
		}
		name, rest, ok := layerName(r.Prelude)
		n.Layer = name
		return ok && len(rest) == 0
	}
	n.Kind = LayerStatement
	for _, part := range syntax.SplitComma(r.Prelude) {
		name, rest, ok := layerName(part)
		if !ok || len(rest) > 0 {
			return false
		}
		n.Layers = append(n.Layers, name)
	}
	return len(n.Layers) > 0 && !c.nested
}

// keyframes parses a @keyframes rule; frames with a bad selector are dropped.
// https://www.w3.org/TR/css-animations-1/#keyframes
func (p *parser) keyframes(n *Rule, r *syntax.Rule) bool {
	n.Kind = KeyframesRule
	if len(r.Prelude) != 1 || !r.HasBlock {
		return false
	}
	switch t := &r.Prelude[0]; {
	case t.Kind == syntax.String && t.Text != "":
	case t.Kind == syntax.Ident && !t.IsIdent("none"):
	default:
		return false
	}
	n.Name = r.Prelude[0].Text
	for i := range r.Block {
		f := r.Block[i].Rule
		if f == nil || f.Name != "" {
			continue
		}
		offsets, ok := frameOffsets(f.Prelude)
		if !ok {
			p.drop(f.Pos, "selector", clip(f.Text))
			continue
		}
		n.Frames = append(n.Frames, Keyframe{Offsets: offsets, Block: p.newBlock(plain(f))})
	}
	return true
}

func frameOffsets(v []syntax.Component) (out []float64, ok bool) {
	for _, part := range syntax.SplitComma(v) {
		if len(part) != 1 {
			return nil, false
		}
		switch t := &part[0]; {
		case t.IsIdent("from"):
			out = append(out, 0)
		case t.IsIdent("to"):
			out = append(out, 1)
		case t.Kind == syntax.Percentage && t.Num >= 0 && t.Num <= 100:
			out = append(out, t.Num/100)
		default:
			return nil, false
		}
	}
	return out, len(out) > 0
}

// plain returns the declarations of a block without !important, which keyframes do not allow.
func plain(r *syntax.Rule) []syntax.Declaration {
	var out []syntax.Declaration
	for i := range r.Block {
		if r.Block[i].Rule == nil && !r.Block[i].Important {
			out = append(out, r.Block[i].Declaration)
		}
	}
	return out
}

func descriptors(r *syntax.Rule) []syntax.Declaration {
	var out []syntax.Declaration
	for i := range r.Block {
		if r.Block[i].Rule == nil && !r.Block[i].Bad {
			d := r.Block[i].Declaration
			d.Name = syntax.Lower(d.Name)
			out = append(out, d)
		}
	}
	return out
}

// pageMargins parses the rules inside of an @page rule.
// https://www.w3.org/TR/css-page-3/#margin-at-rules
func (p *parser) pageMargins(r *syntax.Rule) (out []Rule) {
	for i := range r.Block {
		k := r.Block[i].Rule
		if k == nil {
			continue
		}
		name := syntax.Lower(k.Name)
		if !k.HasBlock || len(k.Prelude) > 0 && slices.ContainsFunc(k.Prelude, func(c syntax.Component) bool { return c.Kind != syntax.Whitespace }) ||
			!slices.Contains(PageMargins, name) {
			p.drop(k.Pos, "rule", "@"+k.Name+" in @page")
			continue
		}
		out = append(out, Rule{Kind: PageMargin, Pos: k.Pos, Name: name, Descriptors: descriptors(k)})
	}
	return out
}

// PageMargins are the names of the boxes in the margins of a page, clockwise from the top left
// corner. https://www.w3.org/TR/css-page-3/#margin-boxes
var PageMargins = []string{
	"top-left-corner", "top-left", "top-center", "top-right", "top-right-corner", "right-top", "right-middle", "right-bottom",
	"bottom-right-corner", "bottom-right", "bottom-center", "bottom-left", "bottom-left-corner", "left-bottom", "left-middle", "left-top",
}

// SupportsCondition evaluates the argument of supports() in if(): a declaration, or a condition.
func SupportsCondition(v []syntax.Component) bool { return media.SupportsImport(v, asker(nil)) }

// asker answers @supports from the property table and the selector grammar.
func asker(c *prop.Context) *media.Asker {
	return &media.Asker{
		Declaration: func(name string, v []syntax.Component) bool {
			d := syntax.Declaration{Name: name, Value: v, Bad: syntax.Bad(v)}
			_, ok := parseDeclaration(&d, c)
			return ok
		},
		Selector:   selector.Supported,
		FontFormat: supportedFormat,
		FontTech:   supportedTech,
	}
}
