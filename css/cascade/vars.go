package cascade

import (
	"strings"

	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

const (
	// MaxSubstitution is how many component values a value may have after var() is substituted;
	// a longer one is invalid at computed-value time. It ends "billion laughs".
	MaxSubstitution = 1 << 16
	// MaxVarDepth is how many references deep one custom property may be.
	MaxVarDepth = 512
)

// resolver computes the custom properties of one element.
// https://www.w3.org/TR/css-variables-1/
type resolver struct {
	parent     *style.Vars
	registered map[string]*registration
	own        map[string]*variable // declared on the element
	stack      []*variable
	env        *media.Env
	functions  map[string]*function
	outer      *resolver // of a custom function: where it is called
	calls      *function // the one
	node       *dom.Node // whose attributes attr() reads
	attrs      bool      // attr() was used
	// context is what values of registered properties are computed against; font says that it
	// knows the element's font, asksFont that some value depends on it.
	context  *style.Context
	font     bool
	asksFont bool
}

// variable is one declared custom property.
type variable struct {
	name   string
	src    *prop.Tokens
	value  *Custom // nil: guaranteed-invalid
	state  uint8   // 0 new, 1 in work, 2 done
	cyclic bool
	// unknown is set while a value depends on a font that is not known yet.
	unknown bool
}

// variables computes the chosen custom properties, hands them to b, and returns the resolver for
// var() in other properties.
//
// Values of registered properties in units of the element's font are known after the font is, and
// the font may be set with var(): so the other custom properties are computed first, then the font,
// then all custom properties again. What the font asks for and depends on the font is invalid for
// it. https://www.w3.org/TR/css-properties-values-api-1/#dependency-cycles
func (c *chooser) variables(b *style.Builder) *resolver {
	vars := c.reset(b.Vars())
	if len(c.names) == 0 {
		b.SetVars(vars)
		return &resolver{parent: vars, registered: c.w.index.registered, node: c.w.origin, env: &c.w.in.Env, functions: c.w.index.functions, context: c.context}
	}
	r, own := c.resolveAll(vars, b.Vars(), *c.context, false)
	if r.asksFont {
		c.substitute(r, prop.PhaseLineHeight)
		r, own = c.resolveAll(vars, b.Vars(), c.fontContext(vars), true)
	}
	b.SetVars(vars.With(own))
	return r
}

// reset returns inherited custom properties with those that do not inherit at their initial values.
func (c *chooser) reset(vars *style.Vars) *style.Vars {
	x := c.w.index
	if !x.hasReset || vars == nil {
		return vars
	}
	var reset map[string]any
	for name, reg := range x.registered {
		if reg.inherits {
			continue
		}
		if v, ok := vars.Lookup(name); ok && v != initialOf(reg) {
			if reset == nil {
				reset = map[string]any{}
			}
			reset[name] = initialOf(reg)
		}
	}
	return vars.With(reset)
}

// fontContext returns what lengths in units of the element's font count from.
func (c *chooser) fontContext(vars *style.Vars) style.Context {
	ctx := *c.context
	var decls []prop.Decl
	for _, d := range c.won {
		if d.ID.Phase() <= prop.PhaseLineHeight {
			if _, pending := d.Value.(*prop.Pending); !pending {
				decls = append(decls, d)
			}
		}
	}
	b := &c.w.fontBuilder
	started := ctx
	b.Start(&started)
	b.SetVars(vars)
	b.Apply(decls)
	s := b.Style(ctx.Parent == nil)
	ctx.FontSize, ctx.Vertical, ctx.Color = s.FontSize(), s.WritingMode() != value.KwHorizontalTb, nil
	ctx.LineHeight = 1.15 * ctx.FontSize
	if px, ok := s.LineHeightPx(); ok {
		ctx.LineHeight = px
	} else if f := ctx.NormalLineHeight; f != nil {
		ctx.LineHeight = f(s)
	}
	if f := ctx.Metrics; f != nil {
		ctx.FontMetric = func(u value.Unit) float32 { return f(s, u) }
	}
	if ctx.Parent == nil {
		ctx.RootFontSize, ctx.RootLineHeight, ctx.RootMetric = ctx.FontSize, ctx.LineHeight, ctx.FontMetric
	}
	return ctx
}

// resolveAll computes the chosen custom properties on top of vars; inherited are the parent's. font
// says that the context knows the element's font.
func (c *chooser) resolveAll(vars, inherited *style.Vars, ctx style.Context, font bool) (*resolver, map[string]any) {
	x := c.w.index
	r := &resolver{parent: vars, registered: x.registered, node: c.w.origin, context: &ctx, font: font, env: &c.w.in.Env, functions: x.functions}
	own := make(map[string]any, len(c.names))
	r.own = make(map[string]*variable, len(c.names))
	for i, name := range c.names {
		reg := x.registered[name]
		switch v := c.values[i].(type) {
		case *prop.Tokens:
			r.own[name] = &variable{name: name, src: v}
		case value.Keyword:
			switch {
			case v == value.KwInitial, v == value.KwUnset && reg != nil && !reg.inherits:
				own[name] = initialOf(reg)
				r.own[name] = &variable{name: name, state: 2}
				if cu, ok := own[name].(*Custom); ok {
					r.own[name].value = cu
				}
			case v == value.KwInherit && reg != nil && !reg.inherits:
				if x, ok := inherited.Lookup(name); ok {
					own[name] = x
					if cu, ok := x.(*Custom); ok {
						r.own[name] = &variable{name: name, state: 2, value: cu}
					}
				}
			}
		}
	}
	for _, name := range c.names { // in order, so that limits fall alike each time
		v := r.own[name]
		if v == nil || v.src == nil {
			continue
		}
		r.resolve(v, 0)
		switch cu := r.final(v); {
		case cu != nil:
			own[name] = cu
		default:
			own[name] = nil
		}
	}
	return r, own
}

// final returns the computed value of an own property: of a registered one that is invalid the
// inherited or initial value.
// https://www.w3.org/TR/css-properties-values-api-1/#calculation-of-computed-values
func (r *resolver) final(v *variable) *Custom {
	reg := r.registered[v.name]
	if v.value != nil || v.src == nil || reg == nil || v.unknown {
		return v.value
	}
	if reg.inherits {
		if x, ok := r.parent.Lookup(v.name); ok {
			if cu, ok := x.(*Custom); ok {
				return cu
			}
		}
	}
	return reg.initial
}

// initialOf returns the initial value as style.Vars keeps it; nil means guaranteed-invalid.
func initialOf(reg *registration) any {
	if reg == nil || reg.initial == nil {
		return nil
	}
	return reg.initial
}

// lookup returns the computed value of a custom property, or nil.
func (r *resolver) lookup(name string, depth int) *Custom {
	if v := r.own[name]; v != nil {
		r.resolve(v, depth)
		return r.final(v)
	}
	if r.outer != nil {
		return r.outer.lookup(name, depth)
	}
	if x, ok := r.parent.Lookup(name); ok {
		if c, ok := x.(*Custom); ok {
			return c
		}
	}
	if reg := r.registered[name]; reg != nil {
		return reg.initial
	}
	return nil
}

// resolve computes v. A reference back to a property in work makes all properties of the cycle
// invalid. https://www.w3.org/TR/css-variables-1/#cycles
func (r *resolver) resolve(v *variable, depth int) {
	switch v.state {
	case 2:
		return
	case 1:
		for i := len(r.stack) - 1; i >= 0; i-- {
			r.stack[i].cyclic = true
			if r.stack[i] == v {
				break
			}
		}
		return
	}
	v.state = 1
	r.stack = append(r.stack, v)
	if !references(v.src.Value) {
		v.value = newCustom(v.src.Value, v.src.Text)
	} else if out, ok := r.expand(v.src.Value, depth+1); ok {
		v.value = newCustom(syntax.Trim(out), "")
	}
	r.stack = r.stack[:len(r.stack)-1]
	v.state = 2
	if v.cyclic {
		v.value = nil
	}
	if reg := r.registered[v.name]; v.value != nil && reg != nil && reg.syntax != nil {
		root := r.context.Parent == nil
		if !r.font && asksFont(v.value.Value, root) {
			v.value, v.unknown, r.asksFont = nil, true, true
			return
		}
		v.value = reg.compute(v.value.Value, r.context)
	}
}

// references reports whether v holds var(), env(), attr(), if() or a custom function.
func references(v []syntax.Component) bool {
	for i := range v {
		if v[i].IsFunc("var") || v[i].IsFunc("env") || v[i].IsFunc("attr") || v[i].IsFunc("if") || v[i].IsCustomFunc() || len(v[i].Kids) > 0 && references(v[i].Kids) {
			return true
		}
	}
	return false
}

// expand substitutes var(), env() and attr() in v.
// https://www.w3.org/TR/css-variables-1/#substitute-a-var
func (r *resolver) expand(v []syntax.Component, depth int) ([]syntax.Component, bool) {
	budget := MaxSubstitution
	return r.expandIn(nil, v, depth, &budget)
}

func (r *resolver) expandIn(dst, v []syntax.Component, depth int, budget *int) ([]syntax.Component, bool) {
	if depth > MaxVarDepth {
		return nil, false
	}
	for i := range v {
		c := &v[i]
		switch {
		case c.IsFunc("var"), c.IsFunc("env"):
			name, fallback, has, ok := reference(c)
			if !ok {
				return nil, false
			}
			var val []syntax.Component
			size := 0
			found := false
			if c.IsFunc("env") {
				val, found = environment(name)
				size = len(val)
			} else if cu := r.lookup(name, depth); cu != nil {
				val, size, found = cu.Value, cu.size, true
			}
			if found {
				if *budget -= size; *budget < 0 {
					return nil, false
				}
				dst = append(dst, val...)
				continue
			}
			if !has {
				return nil, false
			}
			if dst, ok = r.expandIn(dst, fallback, depth+1, budget); !ok {
				return nil, false
			}
		case c.IsFunc("if"):
			val, ok := r.branch(c, depth)
			if !ok {
				return nil, false
			}
			if dst, ok = r.expandIn(dst, val, depth+1, budget); !ok {
				return nil, false
			}
		case c.IsCustomFunc():
			val, ok := r.call(c, depth, budget)
			if !ok {
				return nil, false
			}
			if *budget -= sizeOf(val); *budget < 0 {
				return nil, false
			}
			dst = append(dst, val...)
		case c.IsFunc("attr"):
			a, ok := attribute(c)
			if !ok {
				return nil, false
			}
			r.attrs = true
			if val, found := a.value(r.node); found {
				if *budget -= sizeOf(val); *budget < 0 {
					return nil, false
				}
				dst = append(dst, val...)
				continue
			}
			if !a.has {
				return nil, false
			}
			if dst, ok = r.expandIn(dst, a.fallback, depth+1, budget); !ok {
				return nil, false
			}
		default:
			if *budget--; *budget < 0 {
				return nil, false
			}
			k := *c
			if len(c.Kids) > 0 {
				if references(c.Kids) {
					kids, ok := r.expandIn(nil, c.Kids, depth+1, budget)
					if !ok {
						return nil, false
					}
					k.Kids = kids
				} else if *budget -= sizeOf(c.Kids); *budget < 0 {
					return nil, false
				}
			}
			dst = append(dst, k)
		}
	}
	return dst, true
}

// reference reads the arguments of var() or env().
// https://www.w3.org/TR/css-variables-1/#using-variables
func reference(c *syntax.Component) (name string, fallback []syntax.Component, has, ok bool) {
	v := syntax.Trim(c.Kids)
	if len(v) == 0 || v[0].Kind != syntax.Ident || c.IsFunc("var") && !strings.HasPrefix(v[0].Text, "--") {
		return "", nil, false, false
	}
	name = v[0].Text
	v = v[1:]
	for len(v) > 0 && v[0].Kind == syntax.Whitespace {
		v = v[1:]
	}
	if c.IsFunc("env") {
		for len(v) > 0 && (v[0].Kind == syntax.Whitespace || v[0].IsInteger()) {
			v = v[1:]
		}
	}
	if len(v) == 0 {
		return name, nil, false, true
	}
	if v[0].Kind != syntax.Comma {
		return "", nil, false, false
	}
	return name, syntax.Trim(v[1:]), true, true
}

// environment returns the value of an environment variable. The window has no cutouts.
// https://www.w3.org/TR/css-env-1/
func environment(name string) ([]syntax.Component, bool) {
	switch name {
	case "safe-area-inset-top", "safe-area-inset-right", "safe-area-inset-bottom", "safe-area-inset-left",
		"keyboard-inset-top", "keyboard-inset-right", "keyboard-inset-bottom", "keyboard-inset-left",
		"keyboard-inset-width", "keyboard-inset-height", "safe-area-max-inset-bottom":
		return []syntax.Component{{Token: syntax.Token{Kind: syntax.Dimension, Flags: syntax.FlagInteger, Text: "px"}}}, true
	}
	return nil, false
}

// substitute replaces the pending declarations among the winners, up to a phase, by what they parse
// to. One that is invalid then is unset. https://www.w3.org/TR/css-variables-1/#invalid-at-computed-value-time
func (c *chooser) substitute(r *resolver, phase uint8) {
	var last *prop.Pending
	var decls []prop.Decl
	for i := range c.won {
		p, ok := c.won[i].Value.(*prop.Pending)
		if !ok || c.won[i].ID.Phase() > phase {
			continue
		}
		if p != last {
			last, decls = p, nil
			if v, ok := r.expand(p.Value, 0); ok {
				decls, _ = p.Parse(v) // an error leaves no declarations: unset
			}
		}
		c.won[i].Value = value.KwUnset
		for j := range decls {
			if decls[j].ID == c.won[i].ID {
				c.won[i].Value = decls[j].Value
				break
			}
		}
	}
}
