package cascade

import (
	"slices"

	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
)

// maxTries is how many fallbacks of position-try-fallbacks that name a rule count.
// https://drafts.csswg.org/css-anchor-position-1/#fallback lets an implementation limit them
const maxTries = 32

// tries adds to a style what the @position-try rules that it names make of it: layout takes the
// first that fits. Of a rule that there is none of, the alternative is nil.
// https://drafts.csswg.org/css-anchor-position-1/#fallback-rule
func (w *walker) tries(s *style.Style, decls []prop.Decl, c *style.Context, k key) *style.Style {
	var list []*style.Style
	own := slices.Clone(decls)
	for _, v := range value.Commas(s.PositionTryFallbacks()) {
		for _, it := range value.Spaced(v) {
			name, ok := it.(value.Ident)
			if !ok || len(list) == maxTries {
				continue
			}
			r := w.index.positionTries[string(name)]
			if r == nil {
				list = append(list, nil)
				continue
			}
			b := w.builder
			b.Start(c)
			b.Apply(append(own[:len(own):len(own)], slices.DeleteFunc(slices.Clone(r.Block.Normal()), outsideTry)...))
			if k.item {
				b.SetDisplay(style.Blockify(b.Display()))
			}
			adjust(b, k.made)
			list = append(list, b.Style(k.root))
		}
	}
	if len(list) == 0 {
		return s
	}
	return s.WithTries(list)
}

// outsideTry reports whether a declaration does not count in a @position-try rule.
func outsideTry(d prop.Decl) bool { return !d.ID.PositionTry() }
