package counter

import (
	"sort"
	"strings"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// fixedNames are the styles that authors cannot define.
// https://www.w3.org/TR/css-counter-styles-3/#typedef-counter-style-name
var fixedNames = map[string]bool{"none": true, "decimal": true, "disc": true, "square": true, "circle": true,
	"disclosure-open": true, "disclosure-closed": true}

// wideNames are no custom identifiers.
// https://www.w3.org/TR/css-values-4/#custom-idents
var wideNames = map[string]bool{"initial": true, "inherit": true, "unset": true, "revert": true,
	"revert-layer": true, "default": true}

// Parse reads the descriptors of an @counter-style rule; names are in lower case. Descriptors that
// are invalid are ignored. It returns nil when the rule does not define a counter style.
// https://www.w3.org/TR/css-counter-styles-3/#the-counter-style-rule
func Parse(name string, list []syntax.Declaration) *Style {
	low := strings.ToLower(name)
	if fixedNames[low] || wideNames[low] {
		return nil
	}
	if Predefined(low) {
		name = low
	}
	s := &Style{Name: name, System: Symbolic, Negative: [2]string{"-", ""}, Suffix: ". "}
	symbols, weights := false, false
	for i := range list {
		d := &list[i]
		v := parts(d.Value)
		if len(v) == 0 {
			continue
		}
		switch d.Name {
		case "system":
			s.system(v)
		case "symbols":
			if list, ok := symbolList(v); ok {
				s.Symbols, symbols = list, true
			}
		case "additive-symbols":
			if list, ok := weightedList(d.Value); ok {
				s.Weights, weights = list, true
			}
		case "negative":
			if list, ok := symbolList(v); ok && len(list) <= 2 {
				s.Negative = [2]string{}
				copy(s.Negative[:], list)
				s.set |= setNegative
			}
		case "prefix":
			if list, ok := symbolList(v); ok && len(list) == 1 {
				s.Prefix = list[0]
				s.set |= setPrefix
			}
		case "suffix":
			if list, ok := symbolList(v); ok && len(list) == 1 {
				s.Suffix = list[0]
				s.set |= setSuffix
			}
		case "range":
			if list, ok := rangeList(d.Value); ok {
				s.Ranges = list
				s.set |= setRange
			}
		case "pad":
			if n, sym, ok := integerAndSymbol(v); ok && n >= 0 {
				s.Pad, s.PadSymbol = n, sym
				s.set |= setPad
			}
		case "fallback":
			if len(v) == 1 && v[0].Kind == syntax.Ident {
				s.Fallback = styleName(v[0].Text)
				s.set |= setFallback
			}
		}
	}
	least := 1
	switch s.System {
	case Extends:
		if symbols || weights {
			return nil
		}
		return s
	case Additive:
		if !weights {
			return nil
		}
		return s
	case Numeric, Alphabetic:
		least = 2
	}
	if len(s.Symbols) < least {
		return nil
	}
	return s
}

// styleName is a counter style's name as it is looked up.
func styleName(name string) string {
	if low := strings.ToLower(name); Predefined(low) {
		return low
	}
	return name
}

// parts returns the components of a value without white space.
func parts(v []syntax.Component) []*syntax.Component {
	var out []*syntax.Component
	for i := range v {
		if v[i].Kind != syntax.Whitespace {
			out = append(out, &v[i])
		}
	}
	return out
}

// https://www.w3.org/TR/css-counter-styles-3/#counter-style-system
func (s *Style) system(v []*syntax.Component) {
	if v[0].Kind != syntax.Ident {
		return
	}
	systems := map[string]System{"cyclic": Cyclic, "numeric": Numeric, "alphabetic": Alphabetic, "symbolic": Symbolic,
		"additive": Additive, "fixed": Fixed, "extends": Extends}
	sys, ok := systems[strings.ToLower(v[0].Text)]
	if !ok {
		return
	}
	first, base := 1, ""
	switch {
	case sys == Fixed && len(v) == 2 && v[1].IsInteger():
		first = clamp(v[1].Num)
	case sys == Extends:
		if len(v) != 2 || v[1].Kind != syntax.Ident {
			return
		}
		base = styleName(v[1].Text)
	case len(v) != 1:
		return
	}
	s.System, s.First, s.Base = sys, first, base
}

// symbol reads a <symbol>; images are not, as in today's browsers.
// https://www.w3.org/TR/css-counter-styles-3/#typedef-symbol
func symbol(c *syntax.Component) (string, bool) {
	if c.Kind == syntax.Ident {
		return c.Text, !wideNames[strings.ToLower(c.Text)]
	}
	return c.Text, c.Kind == syntax.String
}

func symbolList(v []*syntax.Component) ([]string, bool) {
	var out []string
	for _, c := range v {
		t, ok := symbol(c)
		if !ok {
			return nil, false
		}
		out = append(out, t)
	}
	return out, len(out) > 0
}

// integerAndSymbol reads an <integer> && <symbol>.
func integerAndSymbol(v []*syntax.Component) (int, string, bool) {
	if len(v) != 2 {
		return 0, "", false
	}
	if !v[0].IsInteger() {
		v[0], v[1] = v[1], v[0]
	}
	sym, ok := symbol(v[1])
	return clamp(v[0].Num), sym, ok && v[0].IsInteger()
}

// weightedList reads additive-symbols: weights must fall.
func weightedList(v []syntax.Component) ([]Weighted, bool) {
	var out []Weighted
	for _, part := range syntax.SplitComma(v) {
		n, sym, ok := integerAndSymbol(parts(part))
		if !ok || n < 0 || len(out) > 0 && n >= out[len(out)-1].Weight {
			return nil, false
		}
		out = append(out, Weighted{n, sym})
	}
	return out, len(out) > 0
}

// rangeList reads the range descriptor; nil stands for auto.
// https://www.w3.org/TR/css-counter-styles-3/#counter-style-range
func rangeList(v []syntax.Component) ([]Range, bool) {
	if p := parts(v); len(p) == 1 && p[0].IsIdent("auto") {
		return nil, true
	}
	var out []Range
	for _, part := range syntax.SplitComma(v) {
		p := parts(part)
		if len(p) != 2 {
			return nil, false
		}
		r := Range{-Infinite, Infinite}
		if p[0].IsInteger() {
			r.Min = clamp(p[0].Num)
		} else if !p[0].IsIdent("infinite") {
			return nil, false
		}
		if p[1].IsInteger() {
			r.Max = clamp(p[1].Num)
		} else if !p[1].IsIdent("infinite") {
			return nil, false
		}
		if r.Min > r.Max {
			return nil, false
		}
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Min < out[j].Min })
	return out, len(out) > 0
}

// clamp turns a CSS integer into one of ours.
func clamp(f float64) int { return int(max(-1<<31, min(1<<31-1, f))) }

// Symbols returns the anonymous style of a symbols() function, or nil when v is none.
// https://www.w3.org/TR/css-counter-styles-3/#symbols-function
func Symbols(v value.Value) *Style {
	f, ok := v.(*value.Func)
	if !ok || f.Name != "symbols" {
		return nil
	}
	s := &Style{System: Symbolic, Negative: [2]string{"-", ""}, Suffix: " ", First: 1}
	for _, it := range value.Spaced(f.Args) {
		switch it := it.(type) {
		case value.Keyword:
			switch it {
			case value.KwCyclic:
				s.System = Cyclic
			case value.KwNumeric:
				s.System = Numeric
			case value.KwAlphabetic:
				s.System = Alphabetic
			case value.KwFixed:
				s.System = Fixed
			}
		case value.String:
			s.Symbols = append(s.Symbols, string(it))
		}
	}
	if len(s.Symbols) == 0 || len(s.Symbols) < 2 && (s.System == Numeric || s.System == Alphabetic) {
		return nil
	}
	return s
}
