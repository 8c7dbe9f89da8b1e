package style

import "vitrine/css/value"

// ViewBox returns the part of an image of w×h px that object-view-box shows, in px of the image; ok is
// false when that is all of it. A rectangle without area shows all.
// https://drafts.csswg.org/css-images-5/#the-object-view-box
func (s *Style) ViewBox(w, h float64) (x, y, bw, bh float64, ok bool) {
	f, isFunc := s.rare.objectViewBox.(*value.Func)
	if !isFunc || w <= 0 || h <= 0 {
		return 0, 0, 0, 0, false
	}
	items := value.Spaced(f.Args)
	side := func(i int, basis float64) float64 {
		switch n := len(items); {
		case n == 1:
			i = 0
		case i == 2 && n == 2:
			i = 0
		case i == 3 && n < 4:
			i = 1
		}
		l, _ := value.AsLength(items[i])
		return l.Float(basis)
	}
	if len(items) == 0 {
		return 0, 0, 0, 0, false
	}
	x, y = side(3, w), side(0, h)
	bw, bh = w-x-side(1, w), h-y-side(2, h)
	return x, y, bw, bh, bw > 0 && bh > 0
}
