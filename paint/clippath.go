package paint

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
)

// clipPath resolves clip-path to a shape.
// https://drafts.csswg.org/css-masking-1/#the-clip-path
func (r *recorder) clipPath(s *style.Style, e entry) (display.Clip, bool) {
	if isNone(s.ClipPath()) {
		return display.Clip{}, false
	}
	outer := roundOf(s, geom.MakeRect(e.at, e.Size), e)
	ref := outer
	var shape *value.Func
	for _, v := range value.Spaced(s.ClipPath()) {
		switch v := v.(type) {
		case *value.URL:
			n := r.fragment(v)
			if n == nil {
				return display.Clip{}, false
			}
			box := display.FRect{W: float32(e.Size.W.Px()), H: float32(e.Size.H.Px())}
			view := r.in.Tree.Root.Size
			c, ok := svg.ClipOf(n, box, view.W.Px(), view.H.Px(), r.svgOptions(n))
			c.Origin = e.at
			return c, ok
		case *value.Func:
			shape = v
		case value.Keyword:
			switch v {
			case value.KwPaddingBox:
				ref = insetRound(outer, e.Border)
			case value.KwContentBox:
				ref = insetRound(outer, e.Border.Add(e.Padding))
			}
		}
	}
	if shape == nil {
		return display.Clip{Shape: ref}, true
	}
	c, ok := svg.BasicShape(shape, ref.R.W.Px(), ref.R.H.Px())
	c.Origin = geom.Point{X: ref.R.X, Y: ref.R.Y}
	c.Shape.R = c.Shape.R.Move(c.Origin)
	return c, ok
}

// fragment returns the element of the document that a url() names by its fragment, or nil.
func (r *recorder) fragment(u *value.URL) *dom.Node {
	_, id, _ := strings.Cut(u.Href, "#")
	if r.in.Styles == nil || id == "" {
		return nil
	}
	return r.byID(id)
}
