package cascade

import (
	"strings"

	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/syntax"
)

// branch returns the value of the first branch of an if() whose condition is true.
// https://drafts.csswg.org/css-values-5/#if-notation
func (r *resolver) branch(c *syntax.Component, depth int) ([]syntax.Component, bool) {
	v := c.Kids
	for len(v) > 0 {
		end := 0
		for end < len(v) && v[end].Kind != syntax.Semicolon {
			end++
		}
		part := syntax.Trim(v[:end])
		v = v[min(end+1, len(v)):]
		colon := 0
		for colon < len(part) && part[colon].Kind != syntax.Colon {
			colon++
		}
		if colon == len(part) {
			if len(part) == 0 {
				continue
			}
			return nil, false
		}
		cond := syntax.Trim(part[:colon])
		if len(cond) == 1 && cond[0].IsIdent("else") {
			return syntax.Trim(part[colon+1:]), true
		}
		yes, ok := media.Boolean(cond, func(t *syntax.Component) (answer, known bool) {
			switch {
			case t.IsFunc("style"):
				return media.StyleQuery(t.Kids, func(f *media.StyleFeature) bool { return r.styleFeature(f, depth+1) })
			case t.IsFunc("media"):
				list := mediaOf(t.Kids)
				return list.Match(r.env), r.env != nil
			case t.IsFunc("supports"):
				return cssom.SupportsCondition(t.Kids), true
			}
			return false, false
		})
		if !ok {
			return nil, false
		}
		if yes {
			return syntax.Trim(part[colon+1:]), true
		}
	}
	return nil, false
}

// mediaOf reads the argument of media(): a feature without parentheses, or a media condition.
func mediaOf(v []syntax.Component) media.List {
	list := media.Parse([]syntax.Component{{Token: syntax.Token{Kind: syntax.LParen}, Kids: v}})
	if len(list) == 1 && !list[0].Invalid && list[0].Cond != nil && list[0].Cond.Op != media.OpUnknown {
		return list
	}
	return media.Parse(v)
}

// function is a custom function of the document.
type function struct {
	rule   *cssom.Rule
	types  []*valueSyntax // of the parameters; nil for any
	result *valueSyntax
}

// function files an @function rule; a later one of the same name replaces it.
func (x *indexer) function(r *cssom.Rule) {
	f := &function{rule: r}
	ok := true
	read := func(s string) *valueSyntax {
		if strings.TrimSpace(s) == "*" {
			return nil
		}
		syn, valid := syntaxOf(s)
		ok = ok && valid
		return syn
	}
	for i := range r.Parameters {
		f.types = append(f.types, read(r.Parameters[i].Syntax))
	}
	f.result = read(r.Returns)
	if !ok {
		return
	}
	if x.functions == nil {
		x.functions = map[string]*function{}
	}
	x.functions[r.Name] = f
}

// call evaluates a custom function. Its parameters and local variables hide the element's custom
// properties. https://drafts.csswg.org/css-mixins-1/#evaluating-custom-functions
func (r *resolver) call(c *syntax.Component, depth int, budget *int) ([]syntax.Component, bool) {
	f := r.functions[c.Text]
	if f == nil {
		return nil, false
	}
	for o := r; o != nil; o = o.outer {
		if o.calls == f {
			return nil, false // a function that needs its own result
		}
	}
	in := &resolver{registered: nil, node: r.node, context: r.context, font: r.font, env: r.env, functions: r.functions,
		outer: r, calls: f, own: map[string]*variable{}}
	var args [][]syntax.Component
	if kids := syntax.Trim(c.Kids); len(kids) > 0 {
		args = syntax.SplitComma(kids)
	}
	if len(args) > len(f.rule.Parameters) {
		return nil, false
	}
	for i := range f.rule.Parameters {
		p := &f.rule.Parameters[i]
		v := &variable{name: p.Name, state: 2}
		if i < len(args) {
			arg := syntax.Trim(args[i])
			if len(arg) == 1 && arg[0].Kind == syntax.LBrace { // braces keep commas together
				arg = syntax.Trim(arg[0].Kids)
			}
			if out, ok := r.expandIn(nil, arg, depth+1, budget); ok {
				v.value = typed(f.types[i], syntax.Trim(out), r.context)
			}
		}
		if v.value == nil && p.HasDefault {
			if out, ok := in.expandIn(nil, p.Default, depth+1, budget); ok {
				v.value = typed(f.types[i], syntax.Trim(out), r.context)
			}
		}
		in.own[p.Name] = v
	}
	result := in.body(f.rule.Rules, nil)
	if result == nil {
		return nil, false
	}
	out, ok := in.expandIn(nil, result, depth+1, budget)
	r.attrs = r.attrs || in.attrs
	if !ok {
		return nil, false
	}
	cu := typed(f.result, syntax.Trim(out), r.context)
	if cu == nil {
		return nil, false
	}
	return cu.Value, true
}

// typed returns a value that matches a syntax, computed; nil when it does not match.
func typed(syn *valueSyntax, v []syntax.Component, c *style.Context) *Custom {
	reg := registration{syntax: syn}
	return reg.compute(v, c)
}

// body notes the local variables of a function and returns its result descriptor, the last ones of
// those that apply.
func (r *resolver) body(rules []cssom.Rule, result []syntax.Component) []syntax.Component {
	for i := range rules {
		k := &rules[i]
		switch k.Kind {
		case cssom.Media:
			if r.env != nil && k.Media.Match(r.env) {
				result = r.body(k.Rules, result)
			}
		case cssom.Supports:
			if k.Supported {
				result = r.body(k.Rules, result)
			}
		case cssom.NestedDeclarations:
			for j := range k.Descriptors {
				d := &k.Descriptors[j]
				switch {
				case syntax.Lower(d.Name) == "result":
					result = syntax.Trim(d.Value)
				case strings.HasPrefix(d.Name, "--"):
					r.own[d.Name] = &variable{name: d.Name, src: &prop.Tokens{Value: syntax.Trim(d.Value), Text: d.Text}}
				}
			}
		}
	}
	return result
}
