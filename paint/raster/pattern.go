package raster

import (
	"image"
	"math"

	"vitrine/layout/geom"
	"vitrine/paint/display"
)

const (
	// maxDirectCopies is up to how many visible copies are drawn one by one.
	maxDirectCopies = 4
	// maxTilePixels bounds a copy that is drawn once and then repeated from memory.
	maxTilePixels = 16 << 20
)

// drawPattern repeats an image over an area. A few visible copies are drawn directly; many
// are stamped from one copy drawn at device scale.
func (p *painter) drawPattern(d *display.Pattern, m display.Matrix, cl clipping) {
	if d.Tile.W <= 0 || d.Tile.H <= 0 {
		return
	}
	step := geom.Size{W: max(d.Step.W, 1), H: max(d.Step.H, 1)}
	if !p.keeps(m) || m.A < 0 || m.D < 0 {
		p.patternTransformed(d, step, m, cl)
		return
	}
	cl.r = cl.r.Intersect(snap(d.Area, m))
	if cl.r.Empty() {
		return
	}
	// Which copies are visible: tile origin + (i, j)·step.
	sx, sy := math.Abs(m.A), math.Abs(m.D)
	stepX, stepY := step.W.Px()*sx, step.H.Px()*sy
	tile := snapTile(d.Tile, m)
	if r := math.Round(stepX); math.Abs(stepX-r) < 0.02 {
		stepX = max(r, 1)
	}
	if r := math.Round(stepY); math.Abs(stepY-r) < 0.02 {
		stepY = max(r, 1)
	}
	ox, oy := m.Apply(d.Tile.X.Px(), d.Tile.Y.Px())
	i0 := int(math.Floor((float64(cl.r.Min.X)-ox-float64(tile.X))/stepX)) + 0
	i1 := int(math.Floor((float64(cl.r.Max.X) - ox) / stepX))
	j0 := int(math.Floor((float64(cl.r.Min.Y) - oy - float64(tile.Y)) / stepY))
	j1 := int(math.Floor((float64(cl.r.Max.Y) - oy) / stepY))
	place := func(i, j int) image.Rectangle {
		x, y := roundInt(ox+float64(i)*stepX), roundInt(oy+float64(j)*stepY)
		return image.Rect(x, y, x+tile.X, y+tile.Y)
	}
	// The first and the last of each direction may lie beyond what is visible, by rounding.
	for i0 < i1 && place(i0, 0).Max.X <= cl.r.Min.X {
		i0++
	}
	for i0 < i1 && place(i1, 0).Min.X >= cl.r.Max.X {
		i1--
	}
	for j0 < j1 && place(0, j0).Max.Y <= cl.r.Min.Y {
		j0++
	}
	for j0 < j1 && place(0, j1).Min.Y >= cl.r.Max.Y {
		j1--
	}
	if i1 > i0 && between(d.Tile.W.Px()*sx) || j1 > j0 && between(d.Tile.H.Px()*sy) {
		if s, ok := p.wrap(d, step, m); ok {
			p.fillRect(cl.r, cl, source{shader: s})
		}
		return
	}
	if (i1-i0+1)*(j1-j0+1) <= maxDirectCopies || tile.X*tile.Y > maxTilePixels {
		for j := j0; j <= j1; j++ {
			for i := i0; i <= i1; i++ {
				if r := place(i, j); !r.Intersect(cl.r).Empty() {
					p.patternCopy(d, r, cl)
				}
			}
		}
		return
	}
	one := p.patternTile(d, tile)
	p.stamp(one, cl, i0, i1, j0, j1, place)
}

// between reports whether a length is not one of whole device px: copies that follow each other
// then begin between px.
func between(v float64) bool { return math.Abs(v-math.Round(v)) >= 0.02 }

// snapTile returns the size of a copy in device px: at least one.
func snapTile(t geom.Rect, m display.Matrix) image.Point {
	return image.Pt(max(1, roundInt(t.W.Px()*math.Abs(m.A))), max(1, roundInt(t.H.Px()*math.Abs(m.D))))
}

// patternCopy draws one copy into device rectangle r.
func (p *painter) patternCopy(d *display.Pattern, r image.Rectangle, cl clipping) {
	sx, sy := float64(r.Dx())/d.Tile.W.Px(), float64(r.Dy())/d.Tile.H.Px()
	switch {
	case d.Bitmap != nil:
		b := d.Bitmap.Bounds()
		if r.Size() == b.Size() {
			if s := copier(d.Bitmap, r.Min); s != nil {
				p.fillRect(r, cl, source{shader: s})
			}
			return
		}
		toDev := display.Matrix{A: float64(r.Dx()) / float64(b.Dx()), D: float64(r.Dy()) / float64(b.Dy()), E: float64(r.Min.X), F: float64(r.Min.Y)}
		if s, ok := sampler(d.Bitmap, display.FRect{W: float32(b.Dx()), H: float32(b.Dy())}, toDev, d.Pixelated); ok {
			p.fillRect(r, cl, source{shader: s})
		}
	case d.Gradient != 0:
		g := &p.list.Gradients[d.Gradient-1]
		src := gradientSource(g, display.Matrix{A: sx, D: sy, E: float64(r.Min.X), F: float64(r.Min.Y)})
		p.fillRect(r, cl, src)
	case d.Picture != nil:
		m := display.Matrix{A: sx, D: sy, E: float64(r.Min.X), F: float64(r.Min.Y)}
		p.drawPicture(d.Picture, geom.Rect{W: d.Tile.W, H: d.Tile.H}, m, cl)
	}
}

// drawnTile is a pattern's copy that the next band or tile will want again.
type drawnTile struct {
	of   *display.Pattern
	size image.Point
	img  *image.RGBA
}

// maxDrawnTiles is how many copies a painter remembers.
const maxDrawnTiles = 8

// patternTile draws one copy at the origin.
func (p *painter) patternTile(d *display.Pattern, size image.Point) *image.RGBA {
	r := image.Rectangle{Max: size}
	if d.Bitmap != nil && d.Bitmap.Bounds() == r {
		if pix := d.Bitmap.Pixels(); pix != nil {
			return pix
		}
	}
	for _, t := range p.tiles {
		if t.of == d && t.size == size {
			return t.img
		}
	}
	img := image.NewRGBA(r)
	sub := newPainter(p.list, p.opt)
	sub.depth = p.depth
	sub.stack = []layer{{img: img}}
	sub.patternCopy(d, r, clipping{r: r})
	if len(p.tiles) == maxDrawnTiles {
		p.tiles = append(p.tiles[:0], p.tiles[1:]...)
	}
	p.tiles = append(p.tiles, drawnTile{d, size, img})
	return img
}

// stamp repeats a tile. Rows of the area are assembled from rows of the tile.
func (p *painter) stamp(one *image.RGBA, cl clipping, i0, i1, j0, j1 int, place func(i, j int) image.Rectangle) {
	dst := p.target()
	w := cl.r.Dx()
	line := image.NewRGBA(image.Rect(0, 0, w, 1))
	shade := copyShader{line, image.Point{}}
	for j := j0; j <= j1; j++ {
		r := place(0, j)
		for y := max(r.Min.Y, cl.r.Min.Y); y < min(r.Max.Y, cl.r.Max.Y); y++ {
			clear(line.Pix)
			src := row(one, 0, one.Rect.Dx(), y-r.Min.Y)
			for i := i0; i <= i1; i++ {
				x := place(i, j).Min.X - cl.r.Min.X
				from := src
				if x < 0 {
					if -4*x >= len(from) {
						continue
					}
					from, x = from[-4*x:], 0
				}
				if x < w {
					copy(line.Pix[4*x:], from)
				}
			}
			shade.at = image.Pt(cl.r.Min.X, y)
			p.span(dst, cl.r.Min.X, cl.r.Max.X, y, nil, cl.mask, source{shader: shade})
		}
	}
}

// patternTransformed draws a pattern under a rotation, shear or reflection: one copy is drawn at scale,
// and every device pixel looks up its place in it.
func (p *painter) patternTransformed(d *display.Pattern, step geom.Size, m display.Matrix, cl clipping) {
	s, ok := p.wrap(d, step, m)
	if !ok {
		return
	}
	area := p.whole(d.Area)
	p.acc.reset(cl.r.Intersect(deviceBounds(area, m)))
	p.acc.addPath(rectPath(area), m)
	p.fillAccum(cl, source{shader: s}, false)
}

// wrap returns the shader that repeats one copy.
func (p *painter) wrap(d *display.Pattern, step geom.Size, m display.Matrix) (*wrapShader, bool) {
	kx, ky := math.Hypot(m.A, m.B), math.Hypot(m.C, m.D)
	if !(kx > 0) || !(ky > 0) {
		return nil, false
	}
	size := image.Pt(min(max(1, roundInt(d.Tile.W.Px()*kx)), 4096), min(max(1, roundInt(d.Tile.H.Px()*ky)), 4096))
	one := p.patternTile(d, size)
	inv, ok := m.Invert()
	if !ok {
		return nil, false
	}
	return &wrapShader{
		m: one, inv: display.Translate(-d.Tile.X.Px(), -d.Tile.Y.Px()).Mul(inv),
		stepX: step.W.Px(), stepY: step.H.Px(), sx: float64(size.X) / d.Tile.W.Px(), sy: float64(size.Y) / d.Tile.H.Px(),
		joinX: step.W == d.Tile.W, joinY: step.H == d.Tile.H,
	}, true
}

// wrapShader looks device pixels up in a repeated tile.
type wrapShader struct {
	m            *image.RGBA
	inv          display.Matrix
	stepX, stepY float64
	sx, sy       float64
	joinX, joinY bool // no room between copies: the end of one runs into the start of the next
}

func (s *wrapShader) shade(out []uint32, x, y int) {
	w, h := s.m.Rect.Dx(), s.m.Rect.Dy()
	place := func(i, n int, join bool) int {
		if join {
			return ((i % n) + n) % n
		}
		return min(max(i, 0), n-1)
	}
	at := func(ix, iy int) uint32 {
		return load(s.m.Pix[place(iy, h, s.joinY)*s.m.Stride+4*place(ix, w, s.joinX):])
	}
	for i := range out {
		fx, fy := s.inv.Apply(float64(x+i)+0.5, float64(y)+0.5)
		fx, fy = (fx-math.Floor(fx/s.stepX)*s.stepX)*s.sx, (fy-math.Floor(fy/s.stepY)*s.stepY)*s.sy
		if fx >= float64(w) || fy >= float64(h) {
			out[i] = 0
			continue
		}
		fx, fy = fx-0.5, fy-0.5
		ix, iy := floorInt(fx), floorInt(fy)
		wx, wy := uint32((fx-float64(ix))*256), uint32((fy-float64(iy))*256)
		out[i] = bilinear(at(ix, iy), at(ix+1, iy), at(ix, iy+1), at(ix+1, iy+1), wx, wy)
	}
}
