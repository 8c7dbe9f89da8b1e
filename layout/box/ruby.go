package box

import "vitrine/css/value"

// annotation reports whether a box in a ruby is one of its annotations.
func annotation(k *Box) bool {
	return k.Kind == Block && k.InFlow() && k.Style.Display() == value.KwRubyText
}

// fixRuby makes columns of the kids of a ruby element: what comes before an annotation is its base,
// which is empty for one that follows another. What no annotation follows stays on the line by itself.
// https://drafts.csswg.org/css-ruby-1/#box-fixup
func (b *builder) fixRuby(x *Box) {
	if x.Style.Display() != value.KwRuby {
		return
	}
	var out, base []*Box
	for _, k := range x.Kids {
		if !annotation(k) {
			base = append(base, k)
			continue
		}
		under := b.anonymousBox(Block, x, base)
		under.Context, under.RubyLevel = true, true
		b.fixKids(under)
		column := b.anonymousBox(RubyColumn, x, []*Box{under, k})
		column.Atomic = true
		out, base = append(out, column), nil
	}
	if out != nil {
		x.Kids = append(out, base...)
	}
}
