package algo

import "vitrine/layout/geom"

// Strut is a set of adjoining margins waiting to collapse.
// https://www.w3.org/TR/CSS21/box.html#collapsing-margins
type Strut struct{ Pos, Neg geom.Unit }

// Append returns the strut with one more margin.
func (s Strut) Append(m geom.Unit) Strut {
	if m >= 0 {
		s.Pos = max(s.Pos, m)
	} else {
		s.Neg = min(s.Neg, m)
	}
	return s
}

// Join returns the margins of both.
func (s Strut) Join(t Strut) Strut { return Strut{max(s.Pos, t.Pos), min(s.Neg, t.Neg)} }

// Sum returns the collapsed margin: the largest positive plus the most negative one.
func (s Strut) Sum() geom.Unit { return s.Pos.Add(s.Neg) }
