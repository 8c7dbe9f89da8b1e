package engine

import (
	"math"
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// Rects returns the border box of every element in CSS px of the page, by node id: the
// bounding box of all its fragments, as getBoundingClientRect gives it for an unscrolled page.
// ok tells which nodes have a box at all. Transforms and perspective are applied.
func Rects(t *frag.Tree) (rects []geom.Rect, ok []bool) {
	n := t.Boxes.Doc.Len()
	c := collector{doc: t.Boxes.Doc, rects: make([]geom.Rect, n), ok: make([]bool, n)}
	if t.Root != nil {
		c.parted(t.Root)
		c.walk(t.Root, geom.Point{}, holder{}, nil, nil)
	}
	return c.rects, c.ok
}

// Rects is Rects of what the frame shows: sticky boxes are where the frame has them.
func (f *Frame) Rects() (rects []geom.Rect, ok []bool) {
	n := f.Boxes.Doc.Len()
	c := collector{doc: f.Boxes.Doc, rects: make([]geom.Rect, n), ok: make([]bool, n)}
	if f.Display != nil {
		c.stuck = f.Display.Stuck()
	}
	if f.Frags.Root != nil {
		c.parted(f.Frags.Root)
		c.walk(f.Frags.Root, geom.Point{}, holder{}, nil, nil)
	}
	return c.rects, c.ok
}

type collector struct {
	doc   *dom.Document
	ids   map[dom.Atom]*dom.Node // once a url() was looked up
	rects []geom.Rect
	ok    []bool
	still bool // transforms do not count
	// stuck holds how far sticky elements are from where layout put them.
	stuck map[dom.ID]geom.Point
	// whole holds the inline boxes on several lines of which some piece has a fragment of its own in
	// Blink: all the others have one then.
	whole map[*box.Box]bool
}

// parted fills in whole for what is in a fragment.
func (c *collector) parted(f *frag.Fragment) {
	if f.Kind == frag.Inline && !(f.Has(frag.First) && f.Has(frag.Last)) && keepsOwn(f) {
		if c.whole == nil {
			c.whole = map[*box.Box]bool{}
		}
		c.whole[f.Of] = true
	}
	for _, k := range f.Kids {
		c.parted(k.Fragment)
	}
}

// layoutRects is Rects without transforms.
func layoutRects(t *frag.Tree) (rects []geom.Rect, ok []bool) {
	n := t.Boxes.Doc.Len()
	c := collector{doc: t.Boxes.Doc, rects: make([]geom.Rect, n), ok: make([]bool, n), still: true}
	if t.Root != nil {
		c.parted(t.Root)
		c.walk(t.Root, geom.Point{}, holder{}, nil, nil)
	}
	return c.rects, c.ok
}

// holder is the fragment of the containing block around a fragment, and where it is.
type holder struct {
	f  *frag.Fragment
	at geom.Point
}

// holds reports whether f is of a containing block: a box, or the line of its own that a block
// within an inline box has, in place of the anonymous box around it.
func holds(f *frag.Fragment) bool {
	return f.Kind == frag.Box || f.Kind == frag.Line && f.Has(frag.BlockLine)
}

// walk adds f, whose border box is at a point of the plane that m maps to the page; nil maps
// nothing. A transform of f is applied in the space of deep instead, when that is not nil. It
// returns the rectangle of f in that plane.
func (c *collector) walk(f *frag.Fragment, at geom.Point, in holder, m, deep *transform.Matrix) geom.Rect {
	if b := f.Of; c.stuck != nil && (f.Kind == frag.Box || f.Kind == frag.Inline) && b != nil && b.Node != nil && b.Pseudo == box.NoPseudo && b.Style.Position() == value.KwSticky {
		at = at.Add(c.stuck[b.Node.ID()])
	}
	if !c.still {
		own := c.mapping(f, at, in, m, deep)
		deep = depth(f, at, own, deep)
		m = own
	}
	if holds(f) {
		in = holder{f, at}
	}
	if f.Table != nil {
		for _, a := range f.Table.Columns {
			if a.Of != nil && a.Of.Node != nil {
				c.add(a.Of.Node.ID(), mapped(m, a.Rect.Move(at)))
			}
		}
	}
	var inside geom.Rect        // as add joins what is in it
	first, moved := true, false // moved: something is not where the layout of f has it
	for _, k := range f.Kids {
		r := c.walk(k.Fragment, at.Add(k.At), in, m, deep)
		if k.Kind == frag.Anchor {
			continue
		}
		moved = moved || k.Kind == frag.Inline && k.Of.Style.Position() == value.KwRelative
		if first {
			inside, first = r, false
		} else {
			inside = join(inside, r)
		}
	}
	for _, k := range f.Skipped {
		c.walk(k.Fragment, at.Add(k.At), in, m, deep)
	}
	r := geom.MakeRect(at, f.Size)
	if f.Kind == frag.Inline && !c.whole[f.Of] && culled(f) {
		if r = join(inside, r); moved { // where tabs are, it is all there is
			r = inside
		}
	}
	if b := f.Of; b != nil && b.Node != nil && b.Pseudo == box.NoPseudo && b.Node.Type == dom.ElementNode && ownBox(f) {
		if f.Flags&frag.BlockLine != 0 && r.H == 0 {
			r.W = 0 // the empty line after the block counts as well
		}
		c.add(b.Node.ID(), mapped(m, r))
	}
	return r
}

// depth returns the space that transforms of the kids of f are applied in: that of m with the
// perspective of f, nil when it is m itself. outer is the space of f's own transform. Lines and
// anonymous boxes are not in the element tree.
// https://drafts.csswg.org/css-transforms-2/#perspective
func depth(f *frag.Fragment, at geom.Point, m, outer *transform.Matrix) *transform.Matrix {
	if f.Kind != frag.Box || f.Of == nil || f.Of.Pseudo == box.Anonymous {
		return outer
	}
	s := f.Of.Style
	if !transform.HasPerspective(s) {
		if s.TransformStyle() == value.KwPreserve3d && !transform.Has(s) {
			return outer
		}
		return nil
	}
	d := transform.PerspectiveOf(s, transform.Box{X: at.X.Px(), Y: at.Y.Px(), W: f.Size.W.Px(), H: f.Size.H.Px()})
	if m != nil {
		d = m.Mul(d)
	}
	return &d
}

// mapping returns the map of what is inside of f, which stands at a point of the plane of m, in
// which its transform is applied unless deep names another space.
// https://drafts.csswg.org/css-transforms-1/#transform-rendering
func (c *collector) mapping(f *frag.Fragment, at geom.Point, in holder, m, deep *transform.Matrix) *transform.Matrix {
	if f.Kind != frag.Box || f.Of == nil || f.Of.Pseudo == box.Anonymous || !transform.Has(f.Of.Style) {
		return m
	}
	if deep != nil {
		m = deep
	}
	s := f.Of.Style
	var around svg.Around
	if h := in.f; h != nil && s.OffsetPath() != value.Value(value.KwNone) {
		around = svg.Around{Container: geom.MakeRect(in.at.Sub(at), h.Size), Border: h.Border, Padding: h.Padding, Fragment: c.fragment}
		if h.Of != nil && h.Kind == frag.Box {
			around.Style = h.Of.Style
		}
	}
	own := svg.Transform(s, transform.Box{X: at.X.Px(), Y: at.Y.Px(), W: f.Size.W.Px(), H: f.Size.H.Px()}, around)
	if m != nil {
		own = m.Mul(own)
	}
	if s.TransformStyle() != value.KwPreserve3d { // what is inside lies flat in this plane
		own[0][2], own[1][2], own[2][2], own[3][2] = 0, 0, 1, 0
	}
	return &own
}

// fragment returns the element of the document that a url() names by its fragment, or nil. One
// walk answers all.
func (c *collector) fragment(u *value.URL) *dom.Node {
	_, id, _ := strings.Cut(u.Href, "#")
	if id == "" {
		return nil
	}
	if c.ids == nil {
		c.ids = map[dom.Atom]*dom.Node{}
		root := c.doc.Root()
		for n := root.First(); n != nil; n = n.After(root) {
			if a, ok := n.ElementID(); ok && c.ids[a] == nil {
				c.ids[a] = n
			}
		}
	}
	return c.ids[dom.Intern(id)]
}

// mapped returns the bounding box of r as m shows it.
func mapped(m *transform.Matrix, r geom.Rect) geom.Rect {
	if m == nil {
		return r
	}
	x0, y0 := math.Inf(1), math.Inf(1)
	x1, y1 := math.Inf(-1), math.Inf(-1)
	for _, p := range [4]geom.Point{{X: r.X, Y: r.Y}, {X: r.Right(), Y: r.Y}, {X: r.X, Y: r.Bottom()}, {X: r.Right(), Y: r.Bottom()}} {
		x, y, _ := m.Apply(p.X.Px(), p.Y.Px())
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	at := geom.Point{X: geom.FromPx(x0), Y: geom.FromPx(y0)}
	return geom.MakeRect(at, geom.Size{W: geom.FromPx(x1).Sub(at.X), H: geom.FromPx(y1).Sub(at.Y)})
}

// ownBox reports whether f is a piece of its element's own box, and not of a line or text in it.
func ownBox(f *frag.Fragment) bool {
	switch f.Kind {
	case frag.Box, frag.Inline:
		return true
	case frag.Text:
		return f.Of.Kind == box.Break || f.Of.Kind == box.WordBreak
	}
	return false
}

// add joins a fragment's rectangle to its element's. A rectangle without area is passed over,
// unless all are: then it is the last. https://drafts.csswg.org/cssom-view/#dom-element-getboundingclientrect
func (c *collector) add(id dom.ID, r geom.Rect) {
	if c.ok[id] {
		r = join(c.rects[id], r)
	}
	c.rects[id], c.ok[id] = r, true
}

// join adds r to the rectangles joined before it.
func join(old, r geom.Rect) geom.Rect {
	switch {
	case old.W == 0 || old.H == 0:
		return r
	case r.W == 0 || r.H == 0:
		return old
	}
	return union(old, r)
}

func union(a, b geom.Rect) geom.Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return geom.Rect{X: x, Y: y, W: max(a.Right(), b.Right()).Sub(x), H: max(a.Bottom(), b.Bottom()).Sub(y)}
}

// culled reports whether Blink would keep no fragment of its own for an inline box: it draws
// nothing, nothing is placed by it, and what is in it has its metrics. Its rectangle is then
// that of what is in it.
func culled(f *frag.Fragment) bool {
	for _, k := range f.Kids {
		if k.Kind != frag.Anchor {
			return !keepsOwn(f)
		}
	}
	return false
}

// keepsOwn reports what keeps a piece of an inline box from being culled.
func keepsOwn(f *frag.Fragment) bool {
	b := f.Of
	s := b.Style
	if wrapsBlock(b) || b.AbsContainer || grouped(s) ||
		f.Border != (geom.Sides{}) || f.Padding != (geom.Sides{}) ||
		hasEdges(s) || s.OutlineStyle() != value.KwNone || !s.BackgroundColor().IsTransparent() || !nothing(s.BackgroundImage()) || !nothing(s.BoxShadow()) {
		return true
	}
	up := f.Baseline
	for _, k := range f.Kids {
		switch k.Kind {
		case frag.Text, frag.Anchor:
		case frag.Inline:
			ks, inner := k.Of.Style, k.Border.Add(k.Padding)
			if k.Baseline.Sub(inner.Top) != up || k.Size.H.Sub(inner.Height()) != f.Size.H || hasMargin(ks) ||
				ks.VerticalAlign() != value.KeywordLength(value.KwBaseline) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// wrapsBlock reports whether an inline box has blocks of its own, not of an inline box in it.
func wrapsBlock(b *box.Box) bool {
	if !b.HasBlock {
		return false
	}
	for _, k := range b.Kids {
		if k.Kind == box.Block && k.InFlow() && !k.Atomic {
			return true
		}
	}
	return false
}

// grouped reports whether an inline box is painted as a group. Transforms do not apply to it.
func grouped(s *style.Style) bool {
	return s.Opacity() < 1 || s.MixBlendMode() != value.KwNormal || s.Isolation() == value.KwIsolate || s.Position() == value.KwSticky ||
		!nothing(s.ClipPath()) || !nothing(s.MaskImage()) || !nothing(s.Filter()) || !nothing(s.BackdropFilter())
}

func hasMargin(s *style.Style) bool {
	zero := value.Length{}
	return s.MarginLeft() != zero || s.MarginRight() != zero || s.MarginTop() != zero || s.MarginBottom() != zero
}

func hasEdges(s *style.Style) bool {
	zero := value.Length{}
	return hasMargin(s) || s.PaddingLeft() != zero || s.PaddingRight() != zero || s.PaddingTop() != zero || s.PaddingBottom() != zero
}

// nothing reports a value that is none, or a list of only that.
func nothing(v value.Value) bool {
	for _, k := range value.Commas(v) {
		if k != value.Value(value.KwNone) {
			return false
		}
	}
	return true
}
