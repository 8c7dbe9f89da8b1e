package engine

import (
	"vitrine/css/cascade"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Resolved answers what getComputedStyle would: computed values, and used ones for the properties
// of which CSSOM asks for those when an element has a box.
// https://drafts.csswg.org/cssom/#resolved-values
type Resolved struct {
	styles *cascade.Result
	boxes  []usedBox // by node id
}

// usedBox is the principal box of an element: its first fragment and where it is.
type usedBox struct {
	frag *frag.Fragment
	in   *frag.Fragment // the nearest box around it: for out-of-flow boxes the one that contains it
	at   geom.Point     // in in's border box
}

// NewResolved returns the resolved values of a document from its styles and fragments.
func NewResolved(styles *cascade.Result, t *frag.Tree) *Resolved {
	r := &Resolved{styles: styles, boxes: make([]usedBox, t.Boxes.Doc.Len())}
	if t.Root != nil {
		r.collect(t.Root, t.Root, geom.Point{})
	}
	return r
}

// collect notes the boxes inside of f; at is the place of f's origin in the box in.
func (r *Resolved) collect(f, in *frag.Fragment, at geom.Point) {
	for _, list := range [2][]frag.Placed{f.Kids, f.Skipped} {
		for _, k := range list {
			where := at.Add(k.At)
			if b := k.Of; b != nil && b.Node != nil && b.Pseudo == box.NoPseudo && b.Node.Type == dom.ElementNode && ownBox(k.Fragment) {
				if u := &r.boxes[b.Node.ID()]; u.frag == nil {
					*u = usedBox{frag: k.Fragment, in: in, at: where}
				}
			}
			if k.Kind == frag.Box {
				r.collect(k.Fragment, k.Fragment, geom.Point{})
			} else {
				r.collect(k.Fragment, in, where)
			}
		}
	}
}

// Text returns the resolved value of a property of an element as text; "" when the element has no
// style, as inside of display: none.
func (r *Resolved) Text(n *dom.Node, id prop.ID) string {
	s := r.styles.Style(n)
	if s == nil {
		return ""
	}
	return style.Serialize(id, func(l prop.ID) value.Value { return r.Value(n, l) })
}

// Value returns the resolved value of a longhand of an element; nil when the element has no style.
func (r *Resolved) Value(n *dom.Node, id prop.ID) value.Value {
	s := r.styles.Style(n)
	if s == nil {
		return nil
	}
	id = s.Physical(id)
	if u := r.boxes[n.ID()]; u.frag != nil {
		if v := u.used(s, id); v != nil {
			if z := s.UsedZoom(); z != 1 {
				v = value.Zoom(v, 1/z)
			}
			return v
		}
	}
	s = s.Computed()
	switch id {
	case prop.MinWidth, prop.MinHeight:
		v := s.Value(id)
		if l, ok := v.(value.Length); ok && l.IsKeyword(value.KwAuto) && !r.item(n) {
			return value.PxLength(0)
		}
	}
	return s.Resolved(id)
}

// item reports whether n is a flex or grid item.
func (r *Resolved) item(n *dom.Node) bool {
	p := n.ParentElement()
	for p != nil && r.styles.Style(p) != nil && r.styles.Style(p).Display() == value.KwContents {
		p = p.ParentElement()
	}
	if p == nil || r.styles.Style(p) == nil {
		return false
	}
	switch r.styles.Style(p).Display() {
	case value.KwFlex, value.KwInlineFlex, value.KwGrid, value.KwInlineGrid, value.KwGridLanes, value.KwInlineGridLanes:
		return true
	}
	return false
}

func px(u geom.Unit) value.Value { return value.PxLength(float32(u.Px())) }

// used returns the used value of a longhand where it is the resolved one; nil where it is not.
func (u *usedBox) used(s *style.Style, id prop.ID) value.Value {
	f := u.frag
	inline := f.Kind != frag.Box
	switch id {
	case prop.Width, prop.Height:
		if inline {
			return nil
		}
		size := f.Size
		if s.BoxSizing() != value.KwBorderBox {
			size.W = max(0, size.W.Sub(f.Border.Width()).Sub(f.Padding.Width()))
			size.H = max(0, size.H.Sub(f.Border.Height()).Sub(f.Padding.Height()))
		}
		if id == prop.Width {
			return px(size.W)
		}
		return px(size.H)
	case prop.PaddingTop, prop.PaddingRight, prop.PaddingBottom, prop.PaddingLeft:
		if l, _ := s.Value(id).(value.Length); !l.HasPercent() {
			return nil
		}
		if inline {
			return px(u.percentOf(s, id))
		}
		return px(side(f.Padding, id, prop.PaddingTop, prop.PaddingRight, prop.PaddingBottom))
	case prop.MarginTop, prop.MarginRight, prop.MarginBottom, prop.MarginLeft:
		if l, _ := s.Value(id).(value.Length); !l.HasPercent() && !l.IsKeyword(value.KwAuto) {
			return nil
		}
		return px(u.margin(s, id))
	case prop.Top, prop.Right, prop.Bottom, prop.Left:
		return u.inset(s, id)
	case prop.TransformOrigin, prop.PerspectiveOrigin:
		return u.origin(s, id)
	case prop.GridTemplateColumns, prop.GridTemplateRows:
		if f.Grid == nil {
			return nil
		}
		t := &f.Grid.Rows
		if id == prop.GridTemplateColumns {
			t = &f.Grid.Columns
		}
		if t.Stack {
			return nil // there are no tracks
		}
		return trackList(s.Value(id), t)
	}
	return nil
}

func side(s geom.Sides, id, top, right, bottom prop.ID) geom.Unit {
	switch id {
	case top:
		return s.Top
	case right:
		return s.Right
	case bottom:
		return s.Bottom
	}
	return s.Left
}

// containing returns the containing block in the border box of u.in.
func (u *usedBox) containing() geom.Rect {
	r := geom.MakeRect(geom.Point{}, u.in.Size).Inset(u.in.Border)
	if !u.frag.Has(frag.OutOfFlow) && (u.frag.Of == nil || !u.frag.Of.OutOfFlow) {
		r = r.Inset(u.in.Padding)
	}
	return r
}

// percentOf resolves a margin or padding against the width of the containing block.
func (u *usedBox) percentOf(s *style.Style, id prop.ID) geom.Unit {
	l, _ := s.Value(id).(value.Length)
	return l.Resolve(u.containing().W)
}

// margin returns a used margin. What auto came to is told by where the box is.
func (u *usedBox) margin(s *style.Style, id prop.ID) geom.Unit {
	l, _ := s.Value(id).(value.Length)
	if !l.IsKeyword(value.KwAuto) {
		return u.percentOf(s, id)
	}
	if u.frag.Kind != frag.Box || s.Floating() || style.Blockify(s.Display()) != s.Display() {
		return 0
	}
	c := u.containing()
	switch id {
	case prop.MarginLeft:
		return u.at.X.Sub(c.X)
	case prop.MarginRight:
		return c.Right().Sub(u.at.X.Add(u.frag.Size.W))
	}
	return 0
}

// inset returns a used offset of a positioned box.
// https://drafts.csswg.org/cssom/#resolved-value-special-case-property-like-height
func (u *usedBox) inset(s *style.Style, id prop.ID) value.Value {
	c := u.containing()
	basis := c.W
	opposite := prop.Left
	switch id {
	case prop.Top:
		basis, opposite = c.H, prop.Bottom
	case prop.Bottom:
		basis, opposite = c.H, prop.Top
	case prop.Left:
		opposite = prop.Right
	}
	l, _ := s.Value(id).(value.Length)
	auto := l.IsKeyword(value.KwAuto)
	switch s.Position() {
	case value.KwRelative:
		if !auto {
			return px(l.Resolve(basis))
		}
		o, _ := s.Value(opposite).(value.Length)
		if o.IsKeyword(value.KwAuto) {
			return px(0)
		}
		return px(-o.Resolve(basis))
	case value.KwAbsolute, value.KwFixed:
		if !auto {
			return px(l.Resolve(basis))
		}
		switch id {
		case prop.Left:
			return px(u.at.X.Sub(c.X).Sub(u.margin(s, prop.MarginLeft)))
		case prop.Top:
			return px(u.at.Y.Sub(c.Y).Sub(u.margin(s, prop.MarginTop)))
		case prop.Right:
			return px(c.Right().Sub(u.at.X.Add(u.frag.Size.W)).Sub(u.margin(s, prop.MarginRight)))
		}
		return px(c.Bottom().Sub(u.at.Y.Add(u.frag.Size.H)).Sub(u.margin(s, prop.MarginBottom)))
	}
	return nil
}

// origin returns transform-origin or perspective-origin in px of the border box.
func (u *usedBox) origin(s *style.Style, id prop.ID) value.Value {
	if u.frag.Kind != frag.Box {
		return nil
	}
	items := value.Spaced(s.Value(id))
	if p, ok := s.Value(id).(value.LengthPair); ok {
		items = []value.Value{p.X, p.Y}
	}
	if len(items) < 2 {
		return nil
	}
	out := append([]value.Value(nil), items...)
	for i, basis := range [2]geom.Unit{u.frag.Size.W, u.frag.Size.H} {
		l, ok := value.AsLength(items[i])
		if !ok {
			return nil
		}
		if l.Kind == value.LengthKeyword {
			l.Kind = value.LengthPercent
			switch l.Kw {
			case value.KwCenter:
				l.N = 50
			case value.KwRight, value.KwBottom:
				l.N = 100
			}
		}
		out[i] = value.PxLength(float32(l.Float(basis.Px())))
	}
	if l, ok := value.AsLength(out[len(out)-1]); ok && len(out) == 3 && l == (value.Length{}) {
		out = out[:2]
	}
	return value.Join(' ', out)
}
