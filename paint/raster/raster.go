package raster

import (
	"image"
	"image/color"
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

const (
	// tileSide is the side in device px of the parts that are drawn in parallel.
	tileSide = 256
	// MaxSide and MaxPixels bound the pictures that Draw makes; a larger area is cut off at
	// the right and the bottom.
	MaxSide   = 65535
	MaxPixels = 256 << 20
)

// Options says how a list becomes pixels. The zero value is usable.
type Options struct {
	// Scale is the number of device px per CSS px; 0 is 1.
	Scale float64
	// Scroll is where the viewport's origin is in the page: it places fixed ops.
	Scroll geom.Point
	// Transparent leaves the page's backdrop out; otherwise the list's canvas colour is laid
	// over white.
	Transparent bool
}

func (o Options) scale() float64 {
	if !(o.Scale > 0) || math.IsInf(o.Scale, 0) {
		return 1
	}
	return o.Scale
}

// Draw draws the part area of the page. The picture's origin is the area's, rounded to
// device px; its size is the area's, rounded up.
func Draw(l *display.List, area geom.Rect, opt Options) *image.RGBA {
	img := image.NewRGBA(pictureRect(area, opt))
	Into(img, l, opt)
	img.Rect = img.Rect.Sub(img.Rect.Min)
	return img
}

// pictureRect returns the part of the page in device px that a picture of area shows, within the limits.
func pictureRect(area geom.Rect, opt Options) image.Rectangle {
	s := opt.scale()
	x, y := deviceRound(area.X, s), deviceRound(area.Y, s)
	w := min(max(1, int(math.Ceil(area.W.Px()*s-1e-6))), MaxSide)
	h := min(max(1, int(math.Ceil(area.H.Px()*s-1e-6))), MaxSide, MaxPixels/w)
	return image.Rect(x, y, x+w, y+h)
}

// Into draws the part of the page that dst covers, dst.Rect being in device px of the page.
// What dst held before is replaced.
func Into(dst *image.RGBA, l *display.List, opt Options) {
	var tiles []image.Rectangle
	r := dst.Rect
	for y := r.Min.Y; y < r.Max.Y; y = (floorDiv(y, tileSide) + 1) * tileSide {
		for x := r.Min.X; x < r.Max.X; x = (floorDiv(x, tileSide) + 1) * tileSide {
			tx, ty := floorDiv(x, tileSide)*tileSide, floorDiv(y, tileSide)*tileSide
			tiles = append(tiles, image.Rect(tx, ty, tx+tileSide, ty+tileSide).Intersect(r))
		}
	}
	if l.HasBackdrop {
		tiles = []image.Rectangle{r}
	}
	Parallel(len(tiles), func(next func() int) {
		p := newPainter(l, opt)
		for i := next(); i < len(tiles); i = next() {
			p.tile(dst.SubImage(tiles[i]).(*image.RGBA))
		}
	})
}

// maxWorkers bounds the goroutines of one Draw.
const maxWorkers = 8

// floorDiv returns a/b rounded toward minus infinity.
func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// deviceRound returns the device px nearest to a length, halves upwards.
func deviceRound(u geom.Unit, s float64) int { return int(math.Floor(u.Px()*s + 0.5)) }

// backdrop returns what a page is drawn onto.
func backdrop(canvas color.NRGBA, transparent bool) uint32 {
	if transparent {
		return 0
	}
	return over(pack(canvas), 0xffffffff)
}
