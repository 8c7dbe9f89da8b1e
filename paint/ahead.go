package paint

import (
	"runtime"

	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// maxAhead bounds the glyphs whose outlines are asked for ahead of painting.
const maxAhead = 1 << 14

// OutlinesAhead reads the outlines of the glyphs that a part of a page shows on another processor,
// while its display list is recorded: painters then find them. It returns at once.
func OutlinesAhead(t *frag.Tree, shown geom.Rect) {
	if runtime.GOMAXPROCS(0) < 2 {
		return
	}
	go func() {
		left := maxAhead
		outlines(t.Root, shown, &left)
	}()
}

// outlines asks for the outlines of the glyphs of a fragment; shown is relative to it.
func outlines(f *frag.Fragment, shown geom.Rect, left *int) {
	if f.Text != nil {
		for _, r := range f.Text.Runs {
			readOutlines(r, left)
		}
	}
	for _, k := range f.Kids {
		if *left <= 0 {
			return
		}
		r := shown
		r.X, r.Y = r.X.Sub(k.At.X), r.Y.Sub(k.At.Y)
		if k.Text != nil || !k.Overflow.Intersect(r).Empty() {
			outlines(k.Fragment, r, left)
		}
	}
}

func readOutlines(r *text.Run, left *int) {
	if r.Face.Color() {
		return
	}
	for _, g := range r.Glyphs {
		r.Face.Outline(g.ID)
	}
	*left -= len(r.Glyphs)
}
