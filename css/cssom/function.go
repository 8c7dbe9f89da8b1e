package cssom

import (
	"strings"

	"vitrine/css/syntax"
)

// Parameter is one parameter of a custom function.
type Parameter struct {
	Name       string // with its dashes
	Syntax     string // "*" for anything
	Default    []syntax.Component
	HasDefault bool
}

// function parses @function --name( <parameters> ) [ returns <type> ]?.
// https://drafts.csswg.org/css-mixins-1/#function-rule
func (p *parser) function(n *Rule, r *syntax.Rule) bool {
	v := syntax.Trim(r.Prelude)
	if len(v) == 0 || v[0].Kind != syntax.Function || !strings.HasPrefix(v[0].Text, "--") || v[0].Text == "--" || !r.HasBlock {
		return false
	}
	n.Kind, n.Name, n.Returns = FunctionRule, v[0].Text, "*"
	if kids := syntax.Trim(v[0].Kids); len(kids) > 0 {
		seen := map[string]bool{}
		for _, part := range syntax.SplitComma(kids) {
			par, ok := parameter(syntax.Trim(part))
			if !ok || seen[par.Name] {
				return false
			}
			seen[par.Name] = true
			n.Parameters = append(n.Parameters, par)
		}
	}
	if v = syntax.Trim(v[1:]); len(v) > 0 {
		if !v[0].IsIdent("returns") {
			return false
		}
		var ok bool
		if n.Returns, v, ok = typeOf(syntax.Trim(v[1:])); !ok || len(v) > 0 {
			return false
		}
	}
	n.Rules = p.functionBody(r)
	return true
}

// parameter parses "--name <type>: default".
func parameter(v []syntax.Component) (par Parameter, ok bool) {
	if len(v) == 0 || v[0].Kind != syntax.Ident || !strings.HasPrefix(v[0].Text, "--") {
		return par, false
	}
	par.Name, par.Syntax = v[0].Text, "*"
	v = syntax.Trim(v[1:])
	if len(v) > 0 && v[0].Kind != syntax.Colon {
		if par.Syntax, v, ok = typeOf(v); !ok {
			return par, false
		}
	}
	if len(v) == 0 {
		return par, true
	}
	if v[0].Kind != syntax.Colon {
		return par, false
	}
	par.Default, par.HasDefault = syntax.Trim(v[1:]), true
	return par, true
}

// typeOf takes a <css-type> off the start of v: type( <syntax> ), or one <type> or word with its
// multiplier. https://drafts.csswg.org/css-mixins-1/#typedef-css-type
func typeOf(v []syntax.Component) (text string, rest []syntax.Component, ok bool) {
	if len(v) == 0 {
		return "", v, false
	}
	if v[0].IsFunc("type") {
		return syntax.Serialize(v[0].Kids), syntax.Trim(v[1:]), true
	}
	end := 0
	for end < len(v) && v[end].Kind != syntax.Whitespace && v[end].Kind != syntax.Colon {
		end++
	}
	return syntax.Serialize(v[:end]), syntax.Trim(v[end:]), end > 0
}

// functionBody parses the declarations of a function's body, and those in conditional groups.
func (p *parser) functionBody(r *syntax.Rule) []Rule {
	var out []Rule
	for i := range r.Block {
		it := &r.Block[i]
		if it.Rule == nil {
			if !it.Bad {
				out = append(out, Rule{Kind: NestedDeclarations, Pos: it.Pos, Descriptors: []syntax.Declaration{it.Declaration}})
			}
			continue
		}
		if it.Rule.Name != "media" && it.Rule.Name != "supports" {
			p.drop(it.Rule.Pos, "rule", "@"+it.Rule.Name+" in @function")
			continue
		}
		for _, k := range p.rule(nil, &syntax.Rule{Name: it.Rule.Name, Pos: it.Rule.Pos, Text: it.Rule.Text, Prelude: it.Rule.Prelude,
			HasBlock: it.Rule.HasBlock}, context{}) {
			k.Rules = p.functionBody(it.Rule)
			out = append(out, k)
		}
	}
	return out
}
