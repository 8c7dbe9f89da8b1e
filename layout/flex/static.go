package flex

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// static is the static position of an absolutely positioned kid: as if it were the only item,
// in a static-position rectangle that is the container's content box.
// https://www.w3.org/TR/css-flexbox-1/#abspos-items
func (f *container) static(k *box.Box, avail, cross geom.Unit) algo.Pending {
	main, safeMain := f.staticMain()
	crossEdge, safeCross := f.staticCross(k)
	size := geom.Size{W: f.main(avail, cross), H: f.main(cross, avail)}
	al := &algo.StaticAlign{Size: size, X: main, Y: crossEdge, SafeX: safeMain, SafeY: safeCross}
	if !f.row {
		al.X, al.Y, al.SafeX, al.SafeY = crossEdge, main, safeCross, safeMain
	}
	return algo.Pending{Box: k, Static: geom.Point{X: f.edges.Left, Y: f.edges.Top}, Align: al}
}

// flip turns an edge around.
func flip(e algo.Edge, turned bool) algo.Edge {
	if !turned {
		return e
	}
	return algo.End - e
}

// staticMain returns the edge on the main axis by justify-content; values that distribute fall
// back to the edge of a single item.
func (f *container) staticMain() (e algo.Edge, safe bool) {
	kw, safe := alignment(f.b.Style.JustifyContent())
	if f.legacy() {
		kw = f.b.Style.WebkitBoxPack()
	}
	startIsRight := f.row && f.rtl
	switch kw {
	case value.KwCenter:
		return algo.Center, safe
	case value.KwSpaceAround, value.KwSpaceEvenly:
		return algo.Center, false // not the safe center of the standard, as in Blink
	case value.KwFlexEnd:
		return flip(algo.End, f.reverse != startIsRight), safe
	case value.KwStart:
		return flip(algo.Start, startIsRight), safe
	case value.KwEnd:
		return flip(algo.End, startIsRight), safe
	case value.KwLeft:
		return algo.Start, safe
	case value.KwRight:
		return flip(algo.End, !f.row), safe
	}
	return flip(algo.Start, f.reverse != startIsRight), safe
}

// staticCross returns the edge on the cross axis by align-self; a box is never stretched or
// aligned on baselines here.
func (f *container) staticCross(k *box.Box) (e algo.Edge, safe bool) {
	a, safe := f.selfAlignment(k)
	startIsRight := !f.row && f.rtl
	switch a {
	case value.KwCenter:
		return algo.Center, safe
	case value.KwFlexEnd, value.KwLast:
		return flip(algo.End, f.wrapBack != startIsRight), safe
	case value.KwStart:
		return flip(algo.Start, startIsRight), safe
	case value.KwEnd:
		return flip(algo.End, startIsRight), safe
	case value.KwSelfStart, value.KwSelfEnd:
		right, bottom := algo.OwnEnds(k, f.b.Frame)
		own := f.row && bottom || !f.row && right
		if a == value.KwSelfEnd {
			return flip(algo.End, own), safe
		}
		return flip(algo.Start, own), safe
	}
	return flip(algo.Start, f.wrapBack != startIsRight), safe
}
