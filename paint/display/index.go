package display

import (
	"slices"
	"sync"

	"vitrine/layout/geom"
)

const (
	// TileSize is the side of a tile of the index, in CSS px.
	TileSize = 256
	// maxColumns and maxRows bound the grid; what lies beyond belongs to the last tile.
	maxColumns, maxRows = 64, 1 << 16
	// maxTilesPerOp is where an op goes to the list of wide ops instead of into its tiles.
	maxTilesPerOp = 128
)

// index says which ops touch which tile of the page. What moves is apart, so that the rest is
// sorted into tiles once for all positions of a list.
type index struct {
	once   sync.Once
	still  *tileIndex
	moving *tileIndex // nil when nothing moves
}

// tileIndex is an index of some ops: those of tile i are items[start[i]:start[i+1]], in paint
// order. Wide ops and ops fixed to the viewport, which touch everything or move, are kept apart.
type tileIndex struct {
	once       sync.Once
	cols, rows int
	start      []uint32
	items      []uint32
	wide       []uint32
}

// tiles returns the range of tiles that a rectangle touches.
func (x *tileIndex) tiles(r geom.Rect) (x0, y0, x1, y1 int) {
	x0 = min(max(r.X.Floor()/TileSize, 0), x.cols-1)
	y0 = min(max(r.Y.Floor()/TileSize, 0), x.rows-1)
	x1 = min(max((r.Right().Ceil()-1)/TileSize, 0), x.cols-1)
	y1 = min(max((r.Bottom().Ceil()-1)/TileSize, 0), x.rows-1)
	return
}

// eachStill and eachMoving call f with the ops of their index, in paint order.
func (l *List) eachStill(f func(i uint32, o *Op)) {
	next := l.moving
	for i := range l.Ops {
		if len(next) > 0 && next[0].op == uint32(i) {
			next = next[1:]
			continue
		}
		f(uint32(i), &l.Ops[i])
	}
}

func (l *List) eachMoving(f func(i uint32, o *Op)) {
	for _, m := range l.moving {
		if o := &l.Ops[m.op]; !o.Bounds.Empty() {
			f(m.op, o)
		}
	}
}

// fill sorts ops into tiles.
func (x *tileIndex) fill(l *List, fixed []bool, each func(func(uint32, *Op))) {
	x.cols = min(max(1, (l.Size.W.Ceil()+TileSize-1)/TileSize), maxColumns)
	x.rows = min(max(1, (l.Size.H.Ceil()+TileSize-1)/TileSize), maxRows)
	x.start = make([]uint32, x.cols*x.rows+1)
	isWide := func(o *Op, n int) bool { return fixed[o.State] || n > maxTilesPerOp }
	each(func(i uint32, o *Op) {
		x0, y0, x1, y1 := x.tiles(o.Bounds)
		if isWide(o, (x1-x0+1)*(y1-y0+1)) {
			x.wide = append(x.wide, i)
			return
		}
		for ty := y0; ty <= y1; ty++ {
			for tx := x0; tx <= x1; tx++ {
				x.start[ty*x.cols+tx+1]++
			}
		}
	})
	for i := 1; i < len(x.start); i++ {
		x.start[i] += x.start[i-1]
	}
	x.items = make([]uint32, x.start[len(x.start)-1])
	next := slices.Clone(x.start[:len(x.start)-1])
	each(func(i uint32, o *Op) {
		x0, y0, x1, y1 := x.tiles(o.Bounds)
		if isWide(o, (x1-x0+1)*(y1-y0+1)) {
			return
		}
		for ty := y0; ty <= y1; ty++ {
			for tx := x0; tx <= x1; tx++ {
				c := ty*x.cols + tx
				x.items[next[c]] = i
				next[c]++
			}
		}
	})
}

func (l *List) build() {
	fixed := make([]bool, len(l.States))
	for i, s := range l.States {
		_, fixed[i] = l.ToRoot(s.Transform)
	}
	l.index.still.once.Do(func() { l.index.still.fill(l, fixed, l.eachStill) })
	if len(l.moving) > 0 {
		l.index.moving = &tileIndex{}
		l.index.moving.fill(l, fixed, l.eachMoving)
	}
}

// In appends to dst[:0] the indices of the ops that may touch r (a part of the page, scrolled
// by scroll), in paint order.
func (l *List) In(dst []uint32, r geom.Rect, scroll geom.Point) []uint32 {
	l.index.once.Do(l.build)
	dst, sorted := l.index.still.in(l, dst[:0], r, scroll)
	if m := l.index.moving; m != nil {
		dst, _ = m.in(l, dst, r, scroll)
		sorted = false
	}
	if !sorted {
		slices.Sort(dst)
		dst = slices.Compact(dst)
	}
	return dst
}

// in appends the ops of one index; sorted tells whether these are in order and all different.
func (x *tileIndex) in(l *List, dst []uint32, r geom.Rect, scroll geom.Point) (out []uint32, sorted bool) {
	x0, y0, x1, y1 := x.tiles(r)
	for ty := y0; ty <= y1; ty++ {
		for tx := x0; tx <= x1; tx++ {
			c := ty*x.cols + tx
			dst = append(dst, x.items[x.start[c]:x.start[c+1]]...)
		}
	}
	for _, i := range x.wide {
		o := &l.Ops[i]
		b := o.Bounds
		if _, fixed := l.ToRoot(l.States[o.State].Transform); fixed {
			b = b.Move(scroll)
		}
		if !b.Intersect(r).Empty() {
			dst = append(dst, i)
		}
	}
	return dst, x0 == x1 && y0 == y1 && len(x.wide) == 0
}

// FixedBounds returns the areas of the viewport that fixed ops touch, joined.
func (l *List) FixedBounds() geom.Rect {
	var r geom.Rect
	if !l.HasFixed {
		return r
	}
	for i := range l.Ops {
		if _, fixed := l.ToRoot(l.States[l.Ops[i].State].Transform); fixed {
			r = r.Union(l.Ops[i].Bounds)
		}
	}
	return r
}
