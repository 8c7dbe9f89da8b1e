package cssom

import (
	"strconv"
	"strings"

	"vitrine/css/syntax"
)

// String writes the sheet as text: one rule after the other, nested ones indented, declarations
// that were dropped left out. Parsing the text gives an equal sheet.
func (s *Sheet) String() string {
	var w writer
	for i := range s.Rules {
		w.rule(&s.Rules[i])
	}
	return w.b.String()
}

// String writes one rule.
func (r *Rule) String() string {
	var w writer
	w.rule(r)
	return strings.TrimSuffix(w.b.String(), "\n")
}

// String writes the supported declarations on one line.
func (b *Block) String() string {
	src, valid := b.Source()
	return joinDecls(src, valid)
}

func joinDecls(src []syntax.Declaration, valid []bool) string {
	var out []string
	for i := range src {
		if valid == nil || valid[i] {
			out = append(out, DeclarationText(&src[i]))
		}
	}
	return strings.Join(out, " ")
}

// DeclarationText returns a declaration as "name: value;".
func DeclarationText(d *syntax.Declaration) string {
	b := syntax.AppendIdent(nil, d.Name)
	b = append(b, ": "...)
	if strings.HasPrefix(d.Name, "--") {
		b = append(b, d.Text...)
	} else {
		b = syntax.Append(b, d.Value)
	}
	if d.Important {
		b = append(b, " !important"...)
	}
	return string(append(b, ';'))
}

type writer struct {
	b     strings.Builder
	depth int
}

func (w *writer) line(s string) {
	w.b.WriteString(strings.Repeat("  ", w.depth))
	w.b.WriteString(s)
	w.b.WriteByte('\n')
}

func (w *writer) open(head string) {
	w.line(head + " {")
	w.depth++
}

func (w *writer) close() {
	w.depth--
	w.line("}")
}

func (w *writer) decls(src []syntax.Declaration, valid []bool) {
	for i := range src {
		if valid == nil || valid[i] {
			w.line(DeclarationText(&src[i]))
		}
	}
}

func (w *writer) rules(head string, rules []Rule) {
	w.open(head)
	for i := range rules {
		w.rule(&rules[i])
	}
	w.close()
}

func ident(s string) string { return string(syntax.AppendIdent(nil, s)) }

func layerText(name []string) string {
	out := make([]string, len(name))
	for i, s := range name {
		out[i] = ident(s)
	}
	return strings.Join(out, ".")
}

func (w *writer) rule(r *Rule) {
	switch r.Kind {
	case Style:
		w.open(r.Selectors.String())
		w.decls(r.Block.Source())
		for i := range r.Rules {
			w.rule(&r.Rules[i])
		}
		w.close()
	case NestedDeclarations:
		if r.Block == nil { // of a function
			w.decls(r.Descriptors, nil)
			return
		}
		w.decls(r.Block.Source())
	case Media:
		w.rules("@media "+r.Media.String(), r.Rules)
	case Supports:
		w.rules("@supports "+r.Text, r.Rules)
	case Container:
		w.rules("@container "+r.Text, r.Rules)
	case Scope:
		w.rules(strings.TrimSpace("@scope "+r.Text), r.Rules)
	case StartingStyle:
		w.rules("@starting-style", r.Rules)
	case LayerBlock:
		w.rules(strings.TrimSpace("@layer "+layerText(r.Layer)), r.Rules)
	case LayerStatement:
		names := make([]string, len(r.Layers))
		for i, n := range r.Layers {
			names[i] = layerText(n)
		}
		w.line("@layer " + strings.Join(names, ", ") + ";")
	case Import:
		w.line("@import " + r.Text + ";")
	case NamespaceRule:
		s := "@namespace "
		if r.Name != "" {
			s += ident(r.Name) + " "
		}
		w.line(s + string(syntax.AppendString(nil, r.URL)) + ";")
	case KeyframesRule:
		w.open("@keyframes " + ident(r.Name))
		for i := range r.Frames {
			f := &r.Frames[i]
			var offs []string
			for _, o := range f.Offsets {
				offs = append(offs, syntax.Serialize([]syntax.Component{{Token: syntax.Token{Kind: syntax.Percentage, Num: o * 100}}}))
			}
			w.line(strings.TrimSpace(strings.Join(offs, ", ")+" { "+f.Block.String()) + " }")
		}
		w.close()
	case PositionTry:
		w.line(strings.TrimSpace("@position-try "+ident(r.Name)+" { "+r.Block.String()) + " }")
	case FontFaceRule, Page, CounterStyle, Property, FontPaletteValues:
		w.open(strings.TrimSpace("@" + r.Kind.String() + " " + r.Text))
		w.decls(r.Descriptors, nil)
		for i := range r.Rules {
			w.open("@" + r.Rules[i].Name)
			w.decls(r.Rules[i].Descriptors, nil)
			w.close()
		}
		w.close()
	case FunctionRule:
		w.rules("@function "+r.Text, r.Rules)
	case FontFeatureValues:
		w.open("@font-feature-values " + r.Text)
		for i := range r.Features {
			f := &r.Features[i]
			line := "@" + f.Type + " { " + ident(f.Name) + ":"
			for _, v := range f.Values {
				line += " " + strconv.Itoa(v)
			}
			w.line(line + "; }")
		}
		w.close()
	case Unknown:
		w.line(r.Text)
	}
}
