// Command gen reads the property table as source text and writes what Go needs as declarations:
// the ids in package prop, the keywords in package value, and the groups, accessors and setters
// of package style. It reads the source instead of importing it, so that it also runs when the
// generated files are missing or out of date.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

type row struct {
	name, grammar, initial, group, store, affects, compute, logical string
	inherited, shorthand                                            bool
	longhands                                                       []string
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("css/prop/gen: ")
	// go generate runs in css/prop.
	longs := readTable("longhand_table.go", "longhands")
	shorts := readTable("shorthand_table.go", "shorthands")
	for _, r := range shorts {
		r.shorthand = true
	}
	check(longs, shorts)
	words := keywords(append(append([]*row{}, longs...), shorts...))
	write("../value/keyword_gen.go", keywordFile(words))
	write("id_gen.go", idFile(longs, shorts))
	write("../style/style_gen.go", styleFile(longs))
	pruneInitials("initial_gen.go", longs, words)
}

// pruneInitials drops the initial values of properties and with keywords that are no more: they
// would keep package prop, whose test writes the file, from being compiled.
func pruneInitials(name string, longs []*row, words []string) {
	old, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range longs {
		known[camel(r.name)] = true
	}
	for _, w := range words {
		known["Kw"+camel(w)] = true
	}
	keyword := regexp.MustCompile(`\bvalue\.(Kw\w+)`)
	var out []string
lines:
	for line := range strings.SplitSeq(string(old), "\n") {
		if prop, _, ok := strings.Cut(line, ": "); ok && strings.HasPrefix(line, "\t") {
			if !known[strings.TrimSpace(prop)] {
				continue
			}
			for _, k := range keyword.FindAllStringSubmatch(line, -1) {
				if !known[k[1]] {
					continue lines
				}
			}
		}
		out = append(out, line)
	}
	write(name, []byte(strings.Join(out, "\n")))
}

func write(name string, src []byte) {
	out, err := format.Source(src)
	if err != nil {
		os.WriteFile(filepath.Join(os.TempDir(), filepath.Base(name)+".bad"), src, 0o644)
		log.Fatalf("%s: %v", name, err)
	}
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, out) {
		return
	}
	if err := os.WriteFile(name, out, 0o644); err != nil {
		log.Fatal(err)
	}
}

func parse(file string) *ast.File {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		log.Fatal(err)
	}
	return f
}

// readTable returns the rows of the composite literal that variable name of file holds.
func readTable(file, name string) []*row {
	var rows []*row
	ast.Inspect(parse(file), func(n ast.Node) bool {
		vs, ok := n.(*ast.ValueSpec)
		if !ok || vs.Names[0].Name != name {
			return true
		}
		for _, e := range vs.Values[0].(*ast.CompositeLit).Elts {
			r := &row{}
			for _, kv := range e.(*ast.CompositeLit).Elts {
				kv := kv.(*ast.KeyValueExpr)
				r.set(kv.Key.(*ast.Ident).Name, kv.Value)
			}
			rows = append(rows, r)
		}
		return false
	})
	if len(rows) == 0 {
		log.Fatalf("%s: no rows in %s", file, name)
	}
	return rows
}

func (r *row) set(key string, v ast.Expr) {
	str := func() string {
		switch v := v.(type) {
		case *ast.BasicLit:
			s, err := strconv.Unquote(v.Value)
			if err != nil {
				log.Fatal(err)
			}
			return s
		case *ast.Ident:
			return v.Name
		}
		return ""
	}
	switch key {
	case "Name":
		r.name = str()
	case "Grammar":
		r.grammar = str()
	case "Initial":
		r.initial = str()
	case "Inherited":
		r.inherited = str() == "true"
	case "Group":
		r.group = strings.TrimPrefix(str(), "Group")
	case "Store":
		r.store = strings.TrimPrefix(str(), "Store")
	case "Affects":
		r.affects = strings.TrimPrefix(str(), "Affects")
	case "Compute":
		r.compute = str()
	case "Logical":
		r.logical = str()
	case "Longhands":
		for _, e := range v.(*ast.CompositeLit).Elts {
			s, _ := strconv.Unquote(e.(*ast.BasicLit).Value)
			r.longhands = append(r.longhands, s)
		}
	}
}

// check refuses tables that break the rules of the groups.
func check(longs, shorts []*row) {
	seen := map[string]bool{}
	cost := map[string]string{} // group: "layout" or "paint"
	inh := map[string]bool{}
	for _, r := range append(append([]*row{}, longs...), shorts...) {
		if seen[r.name] {
			log.Fatalf("%s: twice in the table", r.name)
		}
		seen[r.name] = true
		if r.shorthand || r.logical != "" {
			continue
		}
		c := "layout"
		if r.affects == "Paint" || r.affects == "Stacking" {
			c = "paint"
		}
		if r.group == "" || r.store == "" || r.affects == "" || r.initial == "" {
			log.Fatalf("%s: a longhand needs Group, Store, Affects and Initial", r.name)
		}
		if old, ok := cost[r.group]; ok && old != c {
			log.Fatalf("%s: Affects%s does not belong in Group%s, whose changes cost %s", r.name, r.affects, r.group, old)
		}
		if old, ok := inh[r.group]; ok && old != r.inherited {
			log.Fatalf("%s: Group%s mixes inherited and other properties", r.name, r.group)
		}
		cost[r.group], inh[r.group] = c, r.inherited
	}
	for _, r := range shorts {
		for _, l := range r.longhands {
			if !seen[l] {
				log.Fatalf("%s: no longhand %s", r.name, l)
			}
		}
	}
}

// camel turns a CSS name into a Go name.
func camel(s string) string {
	var b strings.Builder
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == ' ' }) {
		b.WriteString(strings.ToUpper(p[:1]) + p[1:])
	}
	return b.String()
}

func lowerCamel(s string) string {
	c := camel(s)
	c = strings.ToLower(c[:1]) + c[1:]
	if token.IsKeyword(c) {
		c += "_"
	}
	return c
}

// keywords collects every word that a grammar names, the colours, and the lists of words.
func keywords(rows []*row) []string {
	set := map[string]bool{}
	add := func(g string) {
		for _, w := range grammarWords(g) {
			set[strings.ToLower(w)] = true
		}
	}
	for _, r := range rows {
		add(r.grammar)
	}
	for _, file := range []string{"grammar_table.go", "../value/color_table.go"} {
		ast.Inspect(parse(file), func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok && file == "grammar_table.go" {
				if v, ok := kv.Value.(*ast.BasicLit); ok && v.Kind == token.STRING {
					s, _ := strconv.Unquote(v.Value)
					add(s)
				}
				return false
			}
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				s, _ := strconv.Unquote(l.Value)
				set[strings.ToLower(s)] = true
			}
			return true
		})
	}
	text, err := os.ReadFile("gen/keywords.txt")
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			set[line] = true
		}
	}
	var out []string
	for w := range set {
		out = append(out, w)
	}
	sort.Strings(out)
	return out
}

// grammarWords returns the bare words of a grammar.
func grammarWords(g string) []string {
	var out []string
	for i := 0; i < len(g); {
		c := g[i]
		switch {
		case c == '<':
			i += strings.IndexByte(g[i:], '>') + 1
		case c == '{':
			i += strings.IndexByte(g[i:], '}') + 1
		case c == '-' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			j := i
			for j < len(g) && (g[j] == '-' || 'a' <= g[j]|32 && g[j]|32 <= 'z' || '0' <= g[j] && g[j] <= '9') {
				j++
			}
			if j >= len(g) || g[j] != '(' {
				out = append(out, g[i:j])
			}
			i = j
		default:
			i++
		}
	}
	return out
}

const header = "// Code generated by css/prop/gen; DO NOT EDIT.\n\n"

func keywordFile(words []string) []byte {
	var b bytes.Buffer
	b.WriteString(header + "package value\n\n// The keywords of every grammar in the property table, and some that other packages name.\nconst (\n\t_ Keyword = iota\n")
	names := map[string]string{}
	for _, w := range words {
		n := camel(w)
		if old, ok := names[n]; ok {
			log.Fatalf("keywords %q and %q have the same Go name", w, old)
		}
		names[n] = w
		fmt.Fprintf(&b, "\tKw%s // %s\n", n, w)
	}
	b.WriteString("\tnumKeywords\n)\n\nvar keywordNames = [numKeywords]string{\n")
	for _, w := range words {
		fmt.Fprintf(&b, "\tKw%s: %q,\n", camel(w), w)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func idFile(longs, shorts []*row) []byte {
	var b bytes.Buffer
	b.WriteString(header + "package prop\n\n// The ids of the properties: physical longhands, logical longhands, shorthands.\nconst (\n\tNone ID = iota // no property\n")
	n := 0
	emit := func(rs []*row, keep func(*row) bool) {
		for _, r := range rs {
			if keep(r) {
				fmt.Fprintf(&b, "\t%s // %s\n", camel(r.name), r.name)
				n++
			}
		}
	}
	emit(longs, func(r *row) bool { return r.logical == "" })
	physical := n
	emit(longs, func(r *row) bool { return r.logical != "" })
	logical := n
	emit(shorts, func(*row) bool { return true })
	fmt.Fprintf(&b, "\tAll // all\n\tCustom // any custom property: --*\n\n\tnumPhysical = %d\n\tnumLonghands = %d\n\tnumProps = %d\n)\n", physical+1, logical+1, n+1)
	return b.Bytes()
}

// zoomFunc is the function that multiplies the lengths of a style. What is inside of an SVG drawing
// is scaled as a whole.
func zoomFunc(groups []string, phys []*row) string {
	var b strings.Builder
	b.WriteString("// zoom multiplies every length of the groups by z.\nfunc (g *groups) zoom(z float32, p *pools) {\n")
	for _, name := range groups {
		var body strings.Builder
		for _, r := range phys {
			if r.group != name || r.group == "SVG" {
				continue
			}
			f := lowerCamel(r.name)
			switch {
			case r.compute == "LineWidth":
				fmt.Fprintf(&body, "\t\tx.%s = zoomLine(x.%s, z)\n", f, f)
			case r.compute == "FontSize":
				fmt.Fprintf(&body, "\t\tx.%s *= z\n", f)
			case r.store == "Length":
				fmt.Fprintf(&body, "\t\tx.%s = x.%s.Zoom(z)\n", f, f)
			case r.store == "Pair":
				fmt.Fprintf(&body, "\t\tx.%s = value.LengthPair{X: x.%s.X.Zoom(z), Y: x.%s.Y.Zoom(z)}\n", f, f, f)
			case r.store == "Value" && r.affects != "Boxes" && !strings.HasPrefix(r.name, "transition-") && !strings.HasPrefix(r.name, "animation-"):
				fmt.Fprintf(&body, "\t\tx.%s = value.Zoom(x.%s, z)\n", f, f)
			}
		}
		if body.Len() > 0 {
			l := strings.ToLower(name)
			fmt.Fprintf(&b, "\t{\n\t\tx := *g.%s\n%s\t\tif x != *g.%s {\n\t\t\tg.%s = pooled(&p.%s, &x)\n\t\t}\n\t}\n", l, body.String(), l, l, l)
		}
	}
	b.WriteString("}\n\n")
	return b.String()
}

var goType = map[string]string{
	"Keyword": "value.Keyword", "Length": "value.Length", "Number": "float32", "Integer": "int32",
	"AutoInteger": "value.AutoInteger", "Color": "value.Color", "Pair": "value.LengthPair", "Value": "value.Value",
}

func styleFile(longs []*row) []byte {
	var b bytes.Buffer
	b.WriteString(header + "package style\n\nimport (\n\t\"vitrine/css/prop\"\n\t\"vitrine/css/value\"\n)\n\n")
	groups := []string{"Font", "Text", "Ink", "SVG", "Kind", "Edges", "Size", "Flex", "Decor", "Effect", "Rare", "Motion"}
	var phys []*row
	for _, r := range longs {
		if r.logical == "" {
			phys = append(phys, r)
		}
	}
	lineStyle := map[string]*row{}
	for _, r := range phys {
		if name, ok := strings.CutSuffix(r.name, "-style"); ok && r.store == "Keyword" {
			lineStyle[name] = r
		}
	}
	lower := func(g string) string { return strings.ToLower(g) }
	b.WriteString("// groups are the shared parts of a style; each points to an immutable struct.\ntype groups struct {\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\t%s *%sGroup\n", lower(g), lower(g))
	}
	b.WriteString("}\n\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "type %sGroup struct {\n", lower(g))
		// Wide fields first, so that the struct has no holes.
		for _, t := range []string{"Value", "Pair", "Length", "Color", "AutoInteger", "Integer", "Number", "Keyword"} {
			for _, r := range phys {
				if r.group == g && r.store == t {
					fmt.Fprintf(&b, "\t%s %s\n", lowerCamel(r.name), goType[t])
				}
			}
		}
		if g == "Font" {
			b.WriteString("\tsizeOrigin sizeOrigin\n\tzoom float32 // of the element and everything around it\n")
		}
		b.WriteString("}\n\n")
	}
	for _, r := range phys {
		f := "s." + lower(r.group) + "." + lowerCamel(r.name)
		fmt.Fprintf(&b, "// %s returns the computed %s.\n", camel(r.name), r.name)
		if r.store == "AutoInteger" {
			fmt.Fprintf(&b, "func (s *Style) %s() (n int32, auto bool) { return %s.N, %s.Auto }\n\n", camel(r.name), f, f)
			continue
		}
		// The width of a line without a style is 0.
		if st, ok := lineStyle[strings.TrimSuffix(r.name, "-width")]; ok && r.compute == "LineWidth" {
			st := "s." + lower(st.group) + "." + lowerCamel(st.name)
			fmt.Fprintf(&b, "func (s *Style) %s() value.Length {\n\tif k := %s; k == value.KwNone || k == value.KwHidden {\n\t\treturn value.Length{}\n\t}\n\treturn %s\n}\n\n", camel(r.name), st, f)
			continue
		}
		fmt.Fprintf(&b, "func (s *Style) %s() %s { return %s }\n\n", camel(r.name), goType[r.store], f)
	}
	b.WriteString("// workGroups are groups under construction.\ntype workGroups struct {\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\t%s %sGroup\n", lower(g), lower(g))
	}
	b.WriteString("}\n\n// pools hold the finished groups of a builder by what is in them.\ntype pools struct {\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\t%s map[%sGroup]*%sGroup\n", lower(g), lower(g), lower(g))
	}
	b.WriteString("}\n\n// finish replaces groups under construction by finished ones, an old one when it is the same.\nfunc (b *Builder) finish() {\n")
	for _, g := range groups {
		l := lower(g)
		fmt.Fprintf(&b, "\tif b.s.%s == &b.work.%s {\n\t\tb.s.%s = pooled(&b.pools.%s, &b.work.%s)\n\t}\n", l, l, l, l, l)
	}
	b.WriteString("}\n\n// emptyGroups returns groups of zero values.\nfunc emptyGroups() groups {\n\treturn groups{\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\t\t%s: new(%sGroup),\n", lower(g), lower(g))
	}
	b.WriteString("\t}\n}\n\n")
	for _, g := range groups {
		l := lower(g)
		fmt.Fprintf(&b, "// own%s returns the builder's own copy of the group, to be written.\nfunc (b *Builder) own%s() *%sGroup {\n\tif b.s.%s != &b.work.%s {\n\t\tb.work.%s = *b.s.%s\n\t\tb.s.%s = &b.work.%s\n\t}\n\treturn b.s.%s\n}\n\n", g, g, l, l, l, l, l, l, l, l)
	}
	b.WriteString("// copyField sets one longhand to its value in from.\nfunc (b *Builder) copyField(id prop.ID, from *groups) {\n\tswitch id {\n")
	for _, r := range phys {
		f := lower(r.group) + "." + lowerCamel(r.name)
		fmt.Fprintf(&b, "\tcase prop.%s:\n\t\tif x := from.%s; x != b.s.%s {\n\t\t\tb.own%s().%s = x\n\t\t}\n", camel(r.name), f, f, r.group, lowerCamel(r.name))
	}
	b.WriteString("\t}\n}\n\n// set computes a declared value and stores it; false when the value is not one of the property.\nfunc (b *Builder) set(id prop.ID, v value.Value, c *Context) bool {\n\tswitch id {\n")
	for _, r := range phys {
		f := lower(r.group) + "." + lowerCamel(r.name)
		call := "compute" + r.store + "(v, c)"
		if r.compute != "" {
			call = "compute" + r.compute + "(b, id, v, c)"
		}
		fmt.Fprintf(&b, "\tcase prop.%s:\n\t\tx, ok := %s\n\t\tif ok && x != b.s.%s {\n\t\t\tb.own%s().%s = x\n\t\t}\n\t\treturn ok\n", camel(r.name), call, f, r.group, lowerCamel(r.name))
	}
	b.WriteString("\t}\n\treturn false\n}\n\n// Get returns the computed value of a physical longhand as a tree, to be printed or compared;\n// nil for any other property.\nfunc (s *Style) Get(id prop.ID) value.Value {\n\tswitch id {\n")
	for _, r := range phys {
		f := "s." + lower(r.group) + "." + lowerCamel(r.name)
		if r.compute == "LineWidth" {
			f = "s." + camel(r.name) + "()"
		}
		switch r.store {
		case "Number":
			switch r.compute {
			case "FontSize":
				f = "value.PxLength(" + f + ")"
			case "FontStretch":
				f = "value.Percentage(" + f + ")"
			default:
				f = "value.Number(" + f + ")"
			}
		case "Pair":
			if strings.HasSuffix(r.name, "-radius") {
				f = "onePair(" + f + ")"
			}
		case "Integer":
			f = "value.Integer(" + f + ")"
		}
		fmt.Fprintf(&b, "\tcase prop.%s:\n\t\treturn %s\n", camel(r.name), f)
	}
	b.WriteString("\t}\n\treturn nil\n}\n\n// differ returns the set of groups that are not the same pointer in the two styles.\nfunc differ(a, b *groups) (d groupSet) {\n")
	for _, g := range groups {
		l := lower(g)
		fmt.Fprintf(&b, "\tif a.%s != b.%s {\n\t\td |= 1 << prop.Group%s\n\t}\n", l, l, g)
	}
	b.WriteString("\treturn d\n}\n\n// adopt replaces groups that equal the same group of from by that one.\nfunc (g *groups) adopt(from *groups) {\n")
	for _, g := range groups {
		l := lower(g)
		fmt.Fprintf(&b, "\tif g.%s != from.%s && *g.%s == *from.%s {\n\t\tg.%s = from.%s\n\t}\n", l, l, l, l, l, l)
	}
	b.WriteString("}\n\n// inherit takes the groups that are inherited.\nfunc (g *groups) inherit(from *groups) {\n")
	inh := map[string]bool{}
	for _, r := range phys {
		if r.inherited {
			inh[r.group] = true
		}
	}
	for _, g := range groups {
		if inh[g] {
			fmt.Fprintf(&b, "\tg.%s = from.%s\n", lower(g), lower(g))
		}
	}
	b.WriteString("}\n\n" + zoomFunc(groups, phys) + "const layoutGroups groupSet = 0")
	done := map[string]bool{}
	for _, r := range phys {
		if (r.affects == "Layout" || r.affects == "Boxes") && !done[r.group] {
			done[r.group] = true
			fmt.Fprintf(&b, " | 1<<prop.Group%s", r.group)
		}
	}
	b.WriteString("\n")
	return b.Bytes()
}
