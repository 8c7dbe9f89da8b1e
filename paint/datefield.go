package paint

import (
	"vitrine/css/style"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// pickerGrid is the side of the square in which the pictures of pickers are drawn.
const pickerGrid = 24

// pickerIcon draws the calendar or clock at the end of a field of dates or times.
func (r *recorder) pickerIcon(e entry, s *style.Style) {
	in := geom.MakeRect(e.at, e.Size).Inset(e.Padding)
	in.W = min(in.W, in.H)
	var p display.Path
	if e.Of.Control == box.Clock {
		k := float32(in.W.Px()) / pickerGrid
		p.Ellipse(12*k, 12*k, 10*k, 10*k)
		p.Ellipse(12*k, 12*k, 8*k, 8*k)
		p.Polygon(display.FPoint{X: 11 * k, Y: 7 * k}, display.FPoint{X: 12.5 * k, Y: 7 * k}, display.FPoint{X: 12.5 * k, Y: 12.25 * k},
			display.FPoint{X: 17 * k, Y: 14.92 * k}, display.FPoint{X: 16.25 * k, Y: 16.15 * k}, display.FPoint{X: 11 * k, Y: 13 * k})
	} else { // a sheet with two rings, in a picture of 16 by 15
		k, left := float32(in.W.Px())*15/16/pickerGrid, float32(in.W.Px())/32
		two := display.FPoint{X: 2 * k, Y: 2 * k}
		p.RoundRect(left+2*k, 3*k, 20*k, 20*k, [4]display.FPoint{two, two, two, two})
		p.Rect(left+4*k, 8*k, 16*k, 13*k)
		p.Rect(left+5*k, k, 2*k, 2*k)
		p.Rect(left+17*k, k, 2*k, 2*k)
	}
	ink := black
	if s.Dark() {
		ink = white
	}
	r.b.Fill(display.PathDraw{Origin: geom.Point{X: in.X, Y: in.Y}, Path: &p, EvenOdd: true, Paint: display.Solid(ink)})
}
