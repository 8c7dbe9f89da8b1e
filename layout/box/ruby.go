package box

import "vitrine/css/value"

// annotation reports whether a box in a ruby is one of its annotations.
func annotation(k *Box) bool {
	return k.Kind == Block && k.InFlow() && k.Style.Display() == value.KwRubyText
}

// fixRuby makes columns of the kids of a ruby element: what comes before annotations is their
// base. What no annotation follows stays on the line by itself.
// https://drafts.csswg.org/css-ruby-1/#box-fixup
func (b *builder) fixRuby(x *Box) {
	if x.Style.Display() != value.KwRuby {
		return
	}
	var out, base []*Box
	var column *Box
	for _, k := range x.Kids {
		if !annotation(k) {
			base, column = append(base, k), nil
			continue
		}
		if column == nil {
			under := b.anonymousBox(Block, x, base)
			under.Context, under.RubyLevel = true, true
			b.fixKids(under)
			column = b.anonymousBox(RubyColumn, x, []*Box{under})
			column.Atomic = true
			out, base = append(out, column), nil
		}
		column.Kids = append(column.Kids, k)
	}
	if out != nil {
		x.Kids = append(out, base...)
	}
}
