package text

import (
	"fmt"
	"strconv"
	"strings"

	"vitrine/css/value"
)

// alternatesOf turns the functions of font-variant-alternates into "function(name)function(name)";
// parentheses and backslashes of names are not written, such names find nothing.
// https://www.w3.org/TR/css-fonts-4/#font-variant-alternates-prop
func alternatesOf(v value.Value) string {
	var b strings.Builder
	for _, w := range spaced(v) {
		f, ok := w.(*value.Func)
		if !ok {
			continue
		}
		for _, a := range layers(f.Args) {
			name := ""
			switch a := a.(type) {
			case value.Ident:
				name = string(a)
			case value.Keyword:
				name = a.String()
			}
			if name != "" && !strings.ContainsAny(name, "()") {
				b.WriteString(strings.ToLower(f.Name) + "(" + name + ")")
			}
		}
	}
	return b.String()
}

// alternates appends the features that the names of a query mean for the faces of a family.
// https://www.w3.org/TR/css-fonts-4/#font-variant-alternates-prop
func (f *Fonts) alternates(l []string, family, query string) []string {
	for part := range strings.SplitSeq(query, ")") {
		kind, name, ok := strings.Cut(part, "(")
		if !ok {
			continue
		}
		v := f.values[featureName{family, kind, name}]
		if len(v) == 0 {
			continue
		}
		first := strconv.Itoa(v[0])
		switch kind {
		case "stylistic":
			l = append(l, "salt="+first)
		case "styleset":
			for _, n := range v {
				if n >= 1 && n <= maxAlternate {
					l = append(l, fmt.Sprintf("ss%02d=1", n))
				}
			}
		case "character-variant":
			if v[0] >= 1 && v[0] <= maxAlternate {
				n := 1
				if len(v) > 1 {
					n = v[1]
				}
				l = append(l, fmt.Sprintf("cv%02d=%d", v[0], n))
			}
		case "swash":
			l = append(l, "swsh="+first, "cswh="+first)
		case "ornaments":
			l = append(l, "ornm="+first)
		case "annotation":
			l = append(l, "nalt="+first)
		}
	}
	return l
}

// maxAlternate is the highest number in the tag of a stylistic set or character variant.
const maxAlternate = 99
