package raster

import (
	"fmt"
	"image"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// bandRows is the height in device px of a band: small enough that every worker gets several,
// large enough that looking up a band's ops costs little.
const bandRows = 96

// Bands is the picture that Draw makes, made in strips of its whole width, so that whoever
// encodes it never needs the whole of it in memory.
type Bands struct {
	list *display.List
	opt  Options
	rect image.Rectangle // in device px of the page
}

// NewBands prepares the same picture as Draw, without drawing yet.
func NewBands(l *display.List, area geom.Rect, opt Options) *Bands {
	return &Bands{l, opt, pictureRect(area, opt)}
}

// Size returns the picture's width and height in device px.
func (b *Bands) Size() image.Point { return b.rect.Size() }

// Count returns the number of bands.
func (b *Bands) Count() int { return (b.rect.Dy() + bandRows - 1) / bandRows }

// Opaque reports whether no pixel can be translucent.
func (b *Bands) Opaque() bool { return !b.opt.Transparent }

// Run draws all bands on several goroutines and hands each to do, which is called from them in
// any order. The image starts at the origin and is only valid during the call; worker counts
// the goroutine from 0, below Workers.
func (b *Bands) Run(do func(band int, m *image.RGBA)) {
	n := b.Count()
	var whole *image.RGBA
	if b.list.HasBackdrop { // what lies behind may come from any other band
		whole = image.NewRGBA(b.rect)
		Into(whole, b.list, b.opt)
	}
	Parallel(b.Count(), func(next func() int) {
		var p *painter
		var m *image.RGBA
		for i := next(); i < n; i = next() {
			r := b.rect
			r.Min.Y += i * bandRows
			r.Max.Y = min(r.Max.Y, r.Min.Y+bandRows)
			band := image.RGBA{}
			if whole != nil {
				band = *whole.SubImage(r).(*image.RGBA)
			} else {
				if p == nil {
					p = newPainter(b.list, b.opt)
					m = image.NewRGBA(image.Rect(0, 0, r.Dx(), bandRows))
				}
				band = image.RGBA{Pix: m.Pix[:m.Stride*r.Dy()], Stride: m.Stride, Rect: r}
				p.tile(&band)
			}
			band.Rect = band.Rect.Sub(band.Rect.Min)
			do(i, &band)
		}
	})
}

// Parallel runs work on as many goroutines as there are processors and jobs for them, on the
// caller's when that is one. next hands out the numbers from 0 upwards, each to one of them.
// A panic of a worker is passed on to the caller.
func Parallel(jobs int, work func(next func() int)) {
	n := min(runtime.GOMAXPROCS(0), jobs, maxWorkers)
	var count atomic.Int32
	next := func() int { return int(count.Add(1)) - 1 }
	if n <= 1 {
		work(next)
		return
	}
	var wg sync.WaitGroup
	var bug atomic.Pointer[any]
	for range n {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					v = fmt.Sprintf("%v\n%s", v, debug.Stack())
					bug.CompareAndSwap(nil, &v)
				}
			}()
			work(next)
		})
	}
	wg.Wait()
	if v := bug.Load(); v != nil {
		panic(*v)
	}
}
