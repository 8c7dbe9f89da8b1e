package flex

import (
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/geom"
)

// Measure returns the intrinsic widths of a flex container.
// https://www.w3.org/TR/css-flexbox-1/#intrinsic-sizes
func Measure(c *algo.Ctx, b *box.Box) (mm algo.MinMax) {
	s := algo.Root(algo.Indefinite, geom.Size{W: algo.Indefinite, H: c.MeasuredPercent(b)})
	f := newContainer(c, b, s)
	if h := c.MeasuredHeight(b); h != algo.Indefinite {
		f.content.H = h
	}
	switch {
	case b.Control == box.Slider:
		w := geom.Unit(box.SliderWidth).Mul(float64(b.Style.UsedZoom()))
		mm = algo.MinMax{Min: w, Max: w}
	case f.row:
		mm = f.measureRow()
	case f.wrap:
		mm = f.measureColumns()
	default:
		for _, it := range f.items {
			mm = mm.Encompass(c.Contribution(it.b))
		}
	}
	mm.Min = max(0, mm.Min)
	mm.Max = max(mm.Max, mm.Min)
	return mm.Add(f.edges.Width())
}

// measureRow adds the contributions of the items of a row up. As in Chromium, an item that cannot
// grow or shrink from a flex base size that is a length asks for its hypothetical size.
// https://www.w3.org/TR/css-flexbox-1/#intrinsic-item-contributions
func (f *container) measureRow() (mm algo.MinMax) {
	for i, it := range f.items {
		f.prepare(it)
		margins := it.margin.Width()
		km := f.c.Contribution(it.b).Add(-margins)
		if w, ok := f.ratioBase(it); ok {
			w = max(it.min, min(it.max, w))
			km = algo.MinMax{Min: w, Max: w}
		}
		asked := func(u geom.Unit) geom.Unit {
			if it.definite && (u > it.base && it.grow == 0 || u < it.base && it.shrink == 0) {
				return it.hypo
			}
			return u
		}
		gap := f.mainGap
		if i == 0 {
			gap = 0
		}
		mm.Max = mm.Max.Add(gap).Add(asked(km.Max)).Add(margins)
		if f.wrap {
			mm.Min = max(mm.Min, km.Min.Add(margins))
		} else {
			mm.Min = mm.Min.Add(gap).Add(asked(km.Min)).Add(margins)
		}
	}
	return mm
}

// measureColumns adds up the lines of a wrapping column: they break as if the container was as wide
// as its widest item.
// https://www.w3.org/TR/css-flexbox-1/#intrinsic-cross-sizes
func (f *container) measureColumns() (mm algo.MinMax) {
	limited := f.content.H != algo.Indefinite
	if !limited {
		_, limited = algo.Resolve(f.b.Style.MaxHeight(), algo.Indefinite)
	}
	wide := make([]geom.Unit, len(f.items))
	for i, it := range f.items {
		km := f.c.Contribution(it.b)
		mm = mm.Encompass(km)
		wide[i] = km.Max
	}
	if !limited {
		return mm
	}
	f.content.W = mm.Max
	for i, it := range f.items {
		f.prepare(it)
		it.cross = wide[i]
	}
	var sum geom.Unit
	lines := f.collect()
	for i, l := range lines {
		if i > 0 {
			sum = sum.Add(f.crossGap)
		}
		for _, it := range l.items {
			l.cross = max(l.cross, it.cross)
		}
		sum = sum.Add(l.cross)
	}
	mm.Max = sum
	return mm
}
