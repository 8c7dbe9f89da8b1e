package shape

import (
	"math"
	"math/rand"
	"testing"

	"vitrine/layout/geom"
)

// TestGrow holds the rows with a margin against those found by looking at every pair.
func TestGrow(t *testing.T) {
	rng := rand.New(rand.NewSource(5))
	for n := 0; n < 200; n++ {
		r := &rows{top: rng.Intn(20) - 10}
		for i := rng.Intn(30); i > 0; i-- {
			from := int32(rng.Intn(40))
			r.extents = append(r.extents, extent{from, from + int32(rng.Intn(30))})
		}
		r.trim()
		m, from, to := rng.Intn(12), -rng.Intn(15), rng.Intn(40)
		g := r.grow(float64(m), from, to)
		for y := -30; y < 60; y++ {
			var want extent
			for i, e := range r.extents {
				if d := y - r.top - i; !e.empty() && d >= -m && d <= m && (m == 0 || y >= from && y < to) {
					x := int32(math.Sqrt(float64(m*m - d*d)))
					want = want.union(extent{e.from - x, e.to + x})
				}
			}
			var got extent
			if i := y - g.top; i >= 0 && i < len(g.extents) {
				got = g.extents[i]
			}
			if got != want && !(got.empty() && want.empty()) {
				t.Fatalf("row %d of %v by %d in %d–%d: %v, want %v", y, *r, m, from, to, got, want)
			}
		}
	}
}

func TestPictureRows(t *testing.T) {
	p := &Picture{W: 4, H: 3, X: 1, Y: 2, Alpha: []uint8{
		0, 100, 0, 200,
		0, 0, 0, 255, // the last px alone does not count
		0, 51, 0, 0}}
	r := p.rows(0, 0, 10)
	if want := (extent{2, 5}); r.top != 2 || len(r.extents) != 3 || r.extents[0] != want || !r.extents[1].empty() {
		t.Errorf("rows %+v", *r)
	}
	if r := p.rows(0.2, 0, 10); len(r.extents) != 1 {
		t.Errorf("over a threshold: %+v", *r)
	}
	if r := p.rows(0, 3, 10); r.top != 4 || len(r.extents) != 1 {
		t.Errorf("from the second row on: %+v", *r)
	}
	q := p.turned(geom.VerticalRL, 10, 10)
	if q.W != 3 || q.H != 4 || q.X != 2 || q.Y != 5 || q.Alpha[0] != 200 || q.Alpha[1] != 255 {
		t.Errorf("turned: %+v", *q)
	}
}
