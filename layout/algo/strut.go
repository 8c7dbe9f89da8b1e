package algo

import (
	"vitrine/css/value"
	"vitrine/layout/geom"
)

// Strut is a set of adjoining margins waiting to collapse. Quirky holds the default margins of
// the built-in sheet apart from the other positive ones: quirks mode drops them at the edges of
// the body and of table cells.
// https://www.w3.org/TR/CSS21/box.html#collapsing-margins
type Strut struct{ Pos, Quirky, Neg geom.Unit }

// Append returns the strut with one more margin m, the used value of l.
func (s Strut) Append(m geom.Unit, l value.Length) Strut {
	switch {
	case m < 0:
		s.Neg = min(s.Neg, m)
	case l.Quirky:
		s.Quirky = max(s.Quirky, m)
	default:
		s.Pos = max(s.Pos, m)
	}
	return s
}

// Join returns the margins of both.
func (s Strut) Join(t Strut) Strut {
	return Strut{max(s.Pos, t.Pos), max(s.Quirky, t.Quirky), min(s.Neg, t.Neg)}
}

// Plain returns the strut without its quirky margins.
func (s Strut) Plain() Strut { return Strut{Pos: s.Pos, Neg: s.Neg} }

// Sum returns the collapsed margin: the largest positive plus the most negative one.
func (s Strut) Sum() geom.Unit { return max(s.Pos, s.Quirky).Add(s.Neg) }
