package media

import (
	"strings"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// ContainerList is the prelude of an @container rule: it is true when one of its queries is.
// https://drafts.csswg.org/css-conditional-5/#container-rule
type ContainerList []Container

// Container is one container query: a name, a condition, or both.
type Container struct {
	Name string // "" for none
	Cond *Cond  // nil for none
	// Width and Height tell which physical sizes the condition asks for, Inline and Block which
	// ones along the container's writing mode.
	Width, Height, Inline, Block bool
}

// StyleFeature is what style() asks for: that a custom property has a value, or any value.
type StyleFeature struct {
	Name  string
	Value []syntax.Component
	Any   bool // no value is given
}

// ContainerEnv is what container queries ask about one container.
type ContainerEnv struct {
	// Width and Height are the size of the content box in CSS px, where HasWidth and HasHeight
	// say that they are known and do not depend on the content.
	Width, Height       float32
	HasWidth, HasHeight bool
	Vertical            bool // the writing mode
	// Lengths is what relative lengths count from.
	Lengths *value.Context
	// Style answers a style feature.
	Style func(f *StyleFeature) bool
}

// containerFeatures are the size features.
// https://drafts.csswg.org/css-conditional-5/#size-container
var containerFeatures = map[string]bool{"width": true, "height": true, "inline-size": true, "block-size": true,
	"aspect-ratio": true, "orientation": true}

// ParseContainer parses the prelude of an @container rule; ok is false when it breaks the grammar.
func ParseContainer(v []syntax.Component) (l ContainerList, ok bool) {
	for _, part := range syntax.SplitComma(v) {
		c, ok := parseContainer(syntax.Trim(part))
		if !ok {
			return nil, false
		}
		l = append(l, c)
	}
	return l, len(l) > 0
}

func parseContainer(v []syntax.Component) (c Container, ok bool) {
	if len(v) > 0 && v[0].Kind == syntax.Ident && !v[0].IsIdent("not") {
		switch syntax.Lower(v[0].Text) {
		case "and", "or", "none", "initial", "inherit", "unset", "revert", "revert-layer", "default":
			return c, false
		}
		c.Name = v[0].Text
		if v = syntax.Trim(v[1:]); len(v) == 0 {
			return c, true
		}
	}
	c.Cond, ok = condOf(v, true, containerLeaf)
	if ok {
		c.asks(c.Cond)
	}
	return c, ok
}

// containerLeaf parses "( condition )", "( size feature )" or "style( … )".
func containerLeaf(t *syntax.Component) (*Cond, bool) {
	unknown := func() (*Cond, bool) {
		return &Cond{Op: OpUnknown, Text: syntax.Serialize([]syntax.Component{*t})}, true
	}
	if t.IsFunc("style") {
		if c, ok := styleCond(t.Kids); ok {
			return c, true
		}
		return unknown()
	}
	if t.Kind == syntax.Function {
		return unknown()
	}
	if t.Kind != syntax.LParen {
		return nil, false
	}
	v := syntax.Trim(t.Kids)
	if len(v) > 0 && (v[0].Kind == syntax.LParen || v[0].Kind == syntax.Function || v[0].IsIdent("not")) {
		if c, ok := condOf(v, true, containerLeaf); ok {
			return c, true
		}
	}
	if f, ok := parseFeature(v); ok && containerFeatures[f.Name] {
		return &Cond{Op: OpFeature, Feature: f}, true
	}
	return unknown()
}

// styleCond parses the argument of style(): a feature without parentheses, or a condition over
// features in parentheses.
func styleCond(v []syntax.Component) (*Cond, bool) {
	if c, ok := styleFeature(v); ok {
		return c, true
	}
	return condOf(v, true, styleLeaf)
}

func styleLeaf(t *syntax.Component) (*Cond, bool) {
	if t.Kind == syntax.LParen {
		return styleCond(t.Kids)
	}
	return nil, false
}

func styleFeature(v []syntax.Component) (*Cond, bool) {
	v = syntax.Trim(v)
	if len(v) == 0 || v[0].Kind != syntax.Ident || !strings.HasPrefix(v[0].Text, "--") {
		return nil, false
	}
	c := &Cond{Op: OpStyle, Text: "style(" + syntax.Serialize(v) + ")"}
	c.Style.Name = v[0].Text
	rest := syntax.Trim(v[1:])
	if len(rest) == 0 {
		c.Style.Any = true
		return c, true
	}
	if rest[0].Kind != syntax.Colon {
		return nil, false
	}
	c.Style.Value = syntax.Trim(rest[1:])
	return c, true
}

// asks notes which sizes a condition asks for.
func (c *Container) asks(d *Cond) {
	for _, k := range d.Kids {
		c.asks(k)
	}
	if d.Op != OpFeature {
		return
	}
	switch d.Feature.Name {
	case "width":
		c.Width = true
	case "height":
		c.Height = true
	case "inline-size":
		c.Inline = true
	case "block-size":
		c.Block = true
	case "aspect-ratio", "orientation":
		c.Width, c.Height = true, true
	}
}

// AsksSize reports whether a query of the list asks for a size.
func (l ContainerList) AsksSize() bool {
	for i := range l {
		if c := &l[i]; c.Width || c.Height || c.Inline || c.Block {
			return true
		}
	}
	return false
}

// AsksStyle reports whether a query of the list asks for styles.
func (l ContainerList) AsksStyle() bool {
	for i := range l {
		if l[i].Cond != nil && l[i].Cond.asksStyle() {
			return true
		}
	}
	return false
}

func (c *Cond) asksStyle() bool {
	for _, k := range c.Kids {
		if k.asksStyle() {
			return true
		}
	}
	return c.Op == OpStyle
}

// Match reports whether the condition is true for a container; no condition is.
func (c *Container) Match(e *ContainerEnv) bool {
	return c.Cond == nil || c.Cond.evalContainer(e) == yes
}

// evalContainer is eval for a container.
func (c *Cond) evalContainer(e *ContainerEnv) truth {
	return c.reduce(func(leaf *Cond) truth {
		switch leaf.Op {
		case OpFeature:
			return leaf.Feature.evalContainer(e)
		case OpStyle:
			return truthOf(e.Style != nil && e.Style(&leaf.Style))
		}
		return unknown
	})
}

func (f *Feature) evalContainer(e *ContainerEnv) truth {
	width := f.Name == "width" || f.Name == "inline-size" && !e.Vertical || f.Name == "block-size" && e.Vertical
	var have float64
	switch f.Name {
	case "aspect-ratio", "orientation":
		if !e.HasWidth || !e.HasHeight {
			return unknown
		}
		if f.Name == "orientation" {
			have := "landscape"
			if e.Height >= e.Width {
				have = "portrait"
			}
			return truthOf(f.Op == None || f.Value.Ident == have)
		}
		have = float64(e.Width) / float64(e.Height)
	default:
		switch {
		case width && e.HasWidth:
			have = float64(e.Width)
		case !width && e.HasHeight:
			have = float64(e.Height)
		default:
			return unknown
		}
	}
	t := compare(f.Op, have, f.Value.in(e.Lengths))
	if f.Op2 != None {
		t = t && compare(f.Op2, have, f.Value2.in(e.Lengths))
	}
	return truthOf(t)
}

// in returns the value in px, or as a plain number.
func (v *Value) in(c *value.Context) float64 {
	switch {
	case v.Calc != nil:
		return evaluate(v.Calc, c)
	case v.Unit == value.UnitNone:
		return v.quotient()
	}
	return c.Canonical(value.Dimension{N: v.Num, Unit: v.Unit})
}

// String writes the queries.
func (l ContainerList) String() string {
	parts := make([]string, len(l))
	for i := range l {
		var b strings.Builder
		if l[i].Name != "" {
			b.Write(syntax.AppendIdent(nil, l[i].Name))
		}
		if l[i].Cond != nil {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			l[i].Cond.write(&b, true)
		}
		parts[i] = b.String()
	}
	return strings.Join(parts, ", ")
}
