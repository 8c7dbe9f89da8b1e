package paged

import (
	"math"
	"slices"
	"strings"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/syntax"
)

// Page is the size of a page and its margins, in CSS px.
type Page struct {
	W, H                     float64
	Top, Right, Bottom, Left float64
	// Turn is how many quarters the page is turned clockwise when it is shown: -1, 0 or 1.
	// https://www.w3.org/TR/css-page-3/#page-orientation-prop
	Turn int
}

// Inside returns what the margins leave of the page, when a px of the content is 1/scale px of the
// page: at least 1 a side.
func (p Page) Inside(scale float64) (w, h float64) {
	return max(1, (p.W-p.Left-p.Right)*scale), max(1, (p.H-p.Top-p.Bottom)*scale)
}

// Area returns the size of the page area, which content flows into, when a px of the content is
// 1/scale px of the page: whole px, rounded up as in Chromium, and at least 1 a side.
func (p Page) Area(scale float64) (w, h float64) {
	w, h = p.Inside(scale)
	return math.Ceil(w - fine), math.Ceil(h - fine)
}

// Origin returns where the page area begins on the page: at a whole px.
func (p Page) Origin() (x, y float64) { return math.Round(p.Left), math.Round(p.Top) }

// fine is what sizes in other units than px may be off by.
const fine = 1. / 128

// Which says which page is asked for.
type Which struct {
	First, Left, Blank bool   // a page that is not left is right
	Name               string // the page property of its first box; empty for auto
}

// Rules are the @page rules that apply, weakest first among equals.
type Rules struct{ list []rule }

type rule struct {
	name                      string
	first, left, right, blank bool
	weight                    int // specificity
	decls                     []syntax.Declaration
	boxes                     []cssom.Rule // of kind cssom.PageMargin
	order                     int
}

// maxPageRules bounds the rules that are looked at.
const maxPageRules = 4096

// Collect returns the @page rules of sheets in an environment.
func Collect(sheets []*cascade.Sheet, env *media.Env) *Rules {
	r := &Rules{}
	for _, s := range sheets {
		r.sheet(s, env, 0)
	}
	return r
}

// maxImports is how deep @import is followed.
const maxImports = 32

func (r *Rules) sheet(s *cascade.Sheet, env *media.Env, depth int) {
	if s == nil || s.CSS == nil || depth > maxImports || s.Origin != cascade.Author || !s.Media.Match(env) {
		return
	}
	for _, i := range s.Imports {
		r.sheet(i, env, depth+1)
	}
	r.rules(s.CSS.Rules, env)
}

func (r *Rules) rules(list []cssom.Rule, env *media.Env) {
	for i := range list {
		k := &list[i]
		switch k.Kind {
		case cssom.Media:
			if k.Media.Match(env) {
				r.rules(k.Rules, env)
			}
		case cssom.Supports:
			if k.Supported {
				r.rules(k.Rules, env)
			}
		case cssom.LayerBlock:
			r.rules(k.Rules, env)
		case cssom.Page:
			for _, sel := range strings.Split(k.Text, ",") {
				if p, ok := parseSelector(sel); ok && len(r.list) < maxPageRules {
					p.decls, p.boxes, p.order = k.Descriptors, k.Rules, len(r.list)
					r.list = append(r.list, p)
				}
			}
		}
	}
}

// parseSelector reads a page selector.
// https://www.w3.org/TR/css-page-3/#page-selectors
func parseSelector(s string) (p rule, ok bool) {
	parts := strings.Split(strings.TrimSpace(s), ":")
	if p.name = strings.TrimSpace(parts[0]); p.name != "" {
		p.weight += 100
	}
	for _, k := range parts[1:] {
		switch strings.ToLower(strings.TrimSpace(k)) {
		case "first":
			p.first = true
			p.weight += 10
		case "blank":
			p.blank = true
			p.weight += 10
		case "left":
			p.left = true
			p.weight++
		case "right":
			p.right = true
			p.weight++
		default:
			return p, false
		}
	}
	return p, true
}

func (k *rule) matches(w Which) bool {
	return (k.name == "" || k.name == w.Name) && (!k.first || w.First) && (!k.left || w.Left) && (!k.right || !w.Left) && (!k.blank || w.Blank)
}

// Declaration is a declaration of a page or of a box in its margins, as text.
type Declaration struct {
	Box  string // one of cssom.PageMargins; empty for the page itself
	Name string // of the property, in lower case
	Text string // "name: value;"
}

// Declarations returns what the rules that match a page declare for it and its margins, weakest
// first. https://www.w3.org/TR/css-page-3/#cascading-and-page-context
func (r *Rules) Declarations(w Which) (out []Declaration) {
	var match []*rule
	for i := range r.list {
		if r.list[i].matches(w) {
			match = append(match, &r.list[i])
		}
	}
	slices.SortStableFunc(match, func(a, b *rule) int { return a.weight - b.weight })
	add := func(box string, list []syntax.Declaration) {
		for i := range list {
			out = append(out, Declaration{box, list[i].Name, cssom.DeclarationText(&list[i])})
		}
	}
	for _, k := range match {
		add("", k.decls)
		for i := range k.boxes {
			add(k.boxes[i].Name, k.boxes[i].Descriptors)
		}
	}
	return out
}

// HasBoxes reports whether some page may have boxes in its margins.
func (r *Rules) HasBoxes() bool {
	return slices.ContainsFunc(r.list, func(k rule) bool { return len(k.boxes) > 0 })
}

// Page returns what the rules make of a page that without them is def. sized tells that some
// rule gives the size.
// https://www.w3.org/TR/css-page-3/#cascading-and-page-context
func (r *Rules) Page(def Page, w Which) (p Page, sized bool) {
	p = def
	// Each descriptor comes from the strongest rule that has it: so far from weight and order.
	type from struct {
		important     bool
		weight, order int
	}
	best := map[string]from{}
	take := func(name string, f from, apply func() bool) {
		old, ok := best[name]
		if ok && (old.important && !f.important || old.important == f.important && (old.weight > f.weight || old.weight == f.weight && old.order > f.order)) {
			return
		}
		if apply() {
			best[name] = f
		}
	}
	// The size first: percentages of margins refer to it.
	for _, sizes := range [2]bool{true, false} {
		for i := range r.list {
			k := &r.list[i]
			if !k.matches(w) {
				continue
			}
			for j := range k.decls {
				d := &k.decls[j]
				f := from{d.Important, k.weight, k.order}
				if (d.Name == "size") != sizes {
					continue
				}
				switch d.Name {
				case "size":
					take("size", f, func() bool {
						ok := size(&p, d.Value)
						sized = sized || ok
						return ok
					})
				case "margin":
					m, ok := sides(d.Value, p)
					if !ok {
						continue
					}
					take("margin-top", f, func() bool { p.Top = m[0]; return true })
					take("margin-right", f, func() bool { p.Right = m[1]; return true })
					take("margin-bottom", f, func() bool { p.Bottom = m[2]; return true })
					take("margin-left", f, func() bool { p.Left = m[3]; return true })
				case "page-orientation":
					take(d.Name, f, func() bool {
						turn, ok := orientation(d.Value)
						if ok {
							p.Turn = turn
						}
						return ok
					})
				case "margin-top", "margin-bottom":
					take(d.Name, f, func() bool {
						v, ok := one(d.Value, p.H)
						if ok && d.Name == "margin-top" {
							p.Top = v
						} else if ok {
							p.Bottom = v
						}
						return ok
					})
				case "margin-left", "margin-right":
					take(d.Name, f, func() bool {
						v, ok := one(d.Value, p.W)
						if ok && d.Name == "margin-left" {
							p.Left = v
						} else if ok {
							p.Right = v
						}
						return ok
					})
				}
			}
		}
	}
	return p, sized
}

// Paper sizes in CSS px, by name.
// https://www.w3.org/TR/css-page-3/#page-size-prop
var papers = map[string][2]float64{
	"a5": {148 * mm, 210 * mm}, "a4": {210 * mm, 297 * mm}, "a3": {297 * mm, 420 * mm}, "b5": {176 * mm, 250 * mm}, "b4": {250 * mm, 353 * mm},
	"jis-b5": {182 * mm, 257 * mm}, "jis-b4": {257 * mm, 364 * mm}, "letter": {8.5 * inch, 11 * inch}, "legal": {8.5 * inch, 14 * inch}, "ledger": {11 * inch, 17 * inch},
}

const (
	inch = 96
	mm   = inch / 25.4
	// emPx is the font size that relative units of a page refer to.
	emPx = 16
	// maxSide bounds a side of a page in CSS px.
	maxSide = 200 * inch
)

// Paper returns the size of a named paper in CSS px.
func Paper(name string) (w, h float64, ok bool) {
	s, ok := papers[strings.ToLower(name)]
	return s[0], s[1], ok
}

// orientation reads a page-orientation descriptor.
func orientation(v []syntax.Component) (turn int, ok bool) {
	for i := range v {
		switch c := &v[i]; {
		case c.Kind == syntax.Whitespace:
		case ok || c.Kind != syntax.Ident:
			return 0, false
		default:
			turn, ok = map[string]int{"upright": 0, "rotate-left": -1, "rotate-right": 1}[strings.ToLower(c.Text)]
			if !ok {
				return 0, false
			}
		}
	}
	return turn, ok
}

// size applies a size descriptor.
func size(p *Page, v []syntax.Component) bool {
	var lengths []float64
	w, h := p.W, p.H
	named, turn := false, ""
	for i := range v {
		c := &v[i]
		switch c.Kind {
		case syntax.Whitespace:
		case syntax.Ident:
			switch name := strings.ToLower(c.Text); name {
			case "auto":
			case "portrait", "landscape":
				turn = name
			default:
				s, ok := papers[name]
				if !ok || named {
					return false
				}
				w, h, named = s[0], s[1], true
			}
		default:
			l, ok := length(c, 0)
			if !ok || l <= 0 {
				return false
			}
			lengths = append(lengths, l)
		}
	}
	switch {
	case len(lengths) > 0 && (named || turn != "") || len(lengths) > 2:
		return false
	case len(lengths) == 1:
		w, h = lengths[0], lengths[0]
	case len(lengths) == 2:
		w, h = lengths[0], lengths[1]
	}
	if turn == "landscape" && h > w || turn == "portrait" && w > h {
		w, h = h, w
	}
	p.W, p.H = min(w, maxSide), min(h, maxSide)
	return true
}

// sides reads one to four margins.
func sides(v []syntax.Component, p Page) (m [4]float64, ok bool) {
	var list []float64
	for i := range v {
		if v[i].Kind == syntax.Whitespace {
			continue
		}
		base := p.H
		if n := len(list); n%2 == 1 {
			base = p.W
		}
		l, ok := length(&v[i], base)
		if !ok {
			return m, false
		}
		list = append(list, l)
	}
	switch len(list) {
	case 1:
		return [4]float64{list[0], list[0], list[0], list[0]}, true
	case 2:
		return [4]float64{list[0], list[1], list[0], list[1]}, true
	case 3:
		return [4]float64{list[0], list[1], list[2], list[1]}, true
	case 4:
		return [4]float64{list[0], list[1], list[2], list[3]}, true
	}
	return m, false
}

func one(v []syntax.Component, base float64) (float64, bool) {
	if len(v) != 1 {
		return 0, false
	}
	return length(&v[0], base)
}

// length reads a length in CSS px, or a percentage of base; auto is 0.
func length(c *syntax.Component, base float64) (float64, bool) {
	switch c.Kind {
	case syntax.Number:
		return 0, c.Num == 0
	case syntax.Percentage:
		return base * c.Num / 100, base > 0
	case syntax.Ident:
		return 0, strings.EqualFold(c.Text, "auto") && base > 0
	case syntax.Dimension:
		unit, ok := map[string]float64{"px": 1, "in": inch, "cm": 10 * mm, "mm": mm, "q": mm / 4, "pt": inch / 72., "pc": inch / 6., "em": emPx, "rem": emPx}[strings.ToLower(c.Text)]
		return c.Num * unit, ok
	}
	return 0, false
}
