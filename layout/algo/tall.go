package algo

import (
	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// tall is what is known of heights when a box is asked for its intrinsic widths: percentages of its
// height decide how wide objects and boxes with a ratio in it are. The zero tall knows nothing.
// https://www.w3.org/TR/css-sizing-3/#intrinsic-contribution
type tall struct {
	basis, own     geom.Unit
	known, decided bool
}

// tallIn is tall for the kids of a box whose content box has a height, or Indefinite.
func tallIn(h geom.Unit) tall {
	if h == Indefinite {
		return tall{}
	}
	return tall{basis: h, known: true}
}

// Decided calls f, which may ask for intrinsic widths of an item whose border box its container has
// given a height already.
func (c *Ctx) Decided(h geom.Unit, f func()) {
	outer := c.tall
	c.tall.own, c.tall.decided = h, true
	f()
	c.tall = outer
}

// percentHeight returns the basis of percentages of b's height while it is measured.
func (c *Ctx) percentHeight(b *box.Box) geom.Unit {
	if !tallMatters(b) {
		return Indefinite
	}
	c.asked = true
	if !c.tall.known {
		return Indefinite
	}
	return c.tall.basis
}

// MeasuredPercent returns the basis of percentages of b's height for the Measure of its mode, or
// Indefinite.
func (c *Ctx) MeasuredPercent(b *box.Box) geom.Unit {
	inner := c.tall
	c.tall = c.self
	h := c.percentHeight(b)
	c.tall = inner
	return h
}

// MeasuredHeight returns the height of b's content box for the Measure of its mode, or Indefinite.
func (c *Ctx) MeasuredHeight(b *box.Box) geom.Unit {
	c.asked = c.asked || c.self.decided || tallMatters(b)
	if !c.tall.known {
		return Indefinite
	}
	return c.tall.basis
}

// tallMatters reports whether a height of b is a percentage or fills what there is.
func tallMatters(b *box.Box) bool {
	s := b.Style
	return s.Height().HasPercent() || s.MinHeight().HasPercent() || s.MaxHeight().HasPercent() || Stretches(s.Height())
}

// tallOf returns what is known of heights for the kids of b, for which in is known, and whether it
// depends on that.
func tallOf(b *box.Box, in tall) (out tall, depends bool) {
	switch {
	case b.Kind == box.Replaced:
		return in, tallMatters(b)
	case in.decided:
		return tallIn(max(0, in.own.Sub(Edges(b.Style, Indefinite).Height()))), true
	case b.Pseudo == box.Anonymous:
		return in, true
	}
	switch b.Kind {
	case box.Table, box.RowGroup, box.Row, box.Cell: // what rows come to is not known
		return tall{}, false
	}
	basis := Indefinite
	if in.known {
		basis = in.basis
	}
	e := Edges(b.Style, Indefinite)
	h, ok := heightOf(b, b.Style.Height(), basis, e)
	if !ok {
		return tall{}, tallMatters(b)
	}
	return tallIn(max(0, ClampHeight(b, h, basis, h, e).Sub(e.Height()))), tallMatters(b)
}

// measured is a remembered answer of Measure.
type measured struct {
	ok     bool
	asks   bool // it depends on in
	passes bool // and so do the boxes around
	in     tall
	around around
	mm     MinMax
}

// serves reports whether the answer holds.
func (m *measured) serves(in *tall, around *around) bool {
	return m.ok && m.around == *around && (!m.asks || m.in == *in)
}

// tallSpace is tall for the kids of a box in a space.
func tallSpace(b *box.Box, s *Space) tall {
	switch b.Kind {
	case box.Table, box.RowGroup, box.Row, box.Cell, box.Replaced:
		return tall{}
	}
	if b.Pseudo == box.Anonymous && s.H == Indefinite && b.Style.Height().IsKeyword(value.KwAuto) {
		return tallIn(s.Percent.H)
	}
	return tallIn(DefiniteHeight(b, *s, Edges(b.Style, s.Percent.W)))
}
