package paint

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
	"vitrine/paint/svg"
)

// content paints what a box itself shows: a picture, a control, a list marker's symbol.
func (r *recorder) content(e entry) {
	s := r.style(e.Fragment)
	if s == nil || e.Of == nil || !visible(s) {
		return
	}
	r.begin(e)
	inner := geom.MakeRect(e.at, e.Size).Inset(e.Border.Add(e.Padding))
	if ed := r.editing(e); ed != nil {
		r.edit(e, s, ed)
		r.begin(e)
	}
	switch {
	case e.Of.Control != box.NoControl:
		r.control(e, s)
	case e.Of.Marker != nil:
		r.marker(e, s)
	}
	if o := e.Of.Object; o != nil {
		r.object(e, s, o, inner)
	}
}

// object paints a replaced element's picture into its content box.
func (r *recorder) object(e entry, s *style.Style, o *box.Object, area geom.Rect) {
	state := r.b.State()
	defer r.b.SetState(state)
	clip := func(shape display.RRect) {
		st := r.b.State()
		st.Clip = r.b.AddClip(display.Clip{Parent: st.Clip, Transform: st.Transform, Shape: shape})
		r.b.SetState(st)
	}
	if shape := insetRound(roundOf(s, geom.MakeRect(e.at, e.Size), e), e.Border.Add(e.Padding)); shape.Rounded() {
		clip(shape)
	}
	if n := e.Of.Node; n != nil && r.mask == nil && e.Of.Pseudo == box.NoPseudo && (n.IsHTML("iframe") || n.IsHTML("frame") || r.in.Frames != nil && r.in.Frames(n)) {
		clip(display.RRect{R: area})
		if n.IsHTML("frame") {
			r.b.Rect(area, display.Solid(white))
		}
		r.b.NestedPage(n.ID(), area)
		return
	}
	if o.SVG != nil {
		if area.Empty() {
			return
		}
		if r.in.Styles == nil {
			return
		}
		l := r.pics[o.SVG]
		if l == nil {
			z := float64(s.UsedZoom())
			l = svg.Draw(o.SVG, area.W.Px()/z, area.H.Px()/z, r.svgOptions(o.SVG))
			r.pics[o.SVG] = l
		}
		if s.OverflowX() != value.KwVisible {
			clip(display.RRect{R: area})
		}
		r.b.Picture(display.Picture{List: l, Dest: area})
		return
	}
	if o.Image == nil {
		return
	}
	img, _ := o.Image.Source.(*res.Image)
	if o.Image.Broken || img == nil {
		if o.Image.Broken {
			r.broken(e, s, area)
		}
		return
	}
	dest := fitObject(s, img, area)
	if x, y, w, h, ok := viewBox(s, img); ok {
		// The image is larger than what is shown of it.
		kx, ky := dest.W.Px()/w, dest.H.Px()/h
		dest = geom.Rect{X: dest.X.Sub(geom.FromPx(x * kx)), Y: dest.Y.Sub(geom.FromPx(y * ky)),
			W: geom.FromPx(img.Width * kx), H: geom.FromPx(img.Height * ky)}
	}
	if dest.Empty() || area.Empty() {
		return
	}
	if dest.Intersect(area) != dest {
		clip(display.RRect{R: area})
	}
	r.drawImage(svg.InScheme(img, s.Dark()), dest, pixelated(s))
}

// svgOptions returns what an inline svg element takes from its document.
func (r *recorder) svgOptions(n *dom.Node) svg.Options {
	if r.under == nil {
		r.under = r.in.Styles.Under()
	}
	o := svg.Options{Style: r.under, Fonts: r.in.Fonts, ByID: r.byID, Images: r.in.ElementImage, Foreign: r.in.foreign(r.in.depth)}
	if p := n.ParentElement(); p != nil {
		o.Parent = r.in.Styles.Style(p)
	}
	return o
}

// byID returns the first element of the document with an id. One walk answers all references.
func (r *recorder) byID(id string) *dom.Node {
	if r.ids == nil {
		r.ids = map[dom.Atom]*dom.Node{}
		root := r.in.Styles.Document().Root()
		for n := root.First(); n != nil; n = n.After(root) {
			if a, ok := n.ElementID(); ok && r.ids[a] == nil {
				r.ids[a] = n
			}
		}
	}
	return r.ids[dom.Intern(id)]
}

// drawImage draws a whole image into a rectangle.
func (r *recorder) drawImage(img *res.Image, dest geom.Rect, pixelated bool) {
	if b := img.Bitmap; b != nil {
		r.b.Image(display.Image{Bitmap: b, Dest: dest, Src: display.FRect{W: float32(b.Width()), H: float32(b.Height())}, Pixelated: pixelated})
		return
	}
	if d, ok := img.Vector.(display.Drawer); ok {
		r.b.Picture(display.Picture{List: d.Draw(dest.W.Px(), dest.H.Px()), Dest: dest})
	}
}

// viewBox returns the part of an image that object-view-box shows; ok is false for all of it.
func viewBox(s *style.Style, img *res.Image) (x, y, w, h float64, ok bool) {
	if img.NoWidth || img.NoHeight {
		return 0, 0, 0, 0, false
	}
	return s.Computed().ViewBox(img.Width, img.Height)
}

// fitObject places an image in its content box.
// https://drafts.csswg.org/css-images-3/#the-object-fit
func fitObject(s *style.Style, img *res.Image, area geom.Rect) geom.Rect {
	fit := s.ObjectFit()
	nat := cssImage{res: img, zoom: float64(s.UsedZoom())}
	nw, nh, ratio := nat.natural()
	if _, _, vw, vh, ok := viewBox(s, img); ok {
		z := float64(s.UsedZoom())
		nw, nh, ratio = vw*z, vh*z, vw/vh
	}
	w, h := area.W.Px(), area.H.Px()
	contain := func(cover bool) (float64, float64) {
		if ratio <= 0 {
			return w, h
		}
		fw, fh := w, w/ratio
		if (fh < h) == cover {
			fw, fh = h*ratio, h
		}
		return fw, fh
	}
	ow, oh := nw, nh
	if ow == 0 && oh == 0 {
		ow, oh = contain(false)
	} else if ow == 0 {
		ow = oh * ratio
	} else if oh == 0 && ratio > 0 {
		oh = ow / ratio
	}
	switch fit {
	case value.KwFill, 0:
		ow, oh = w, h // the position counts here too: a length moves the object
	case value.KwContain:
		ow, oh = contain(false)
	case value.KwCover:
		ow, oh = contain(true)
	case value.KwScaleDown:
		if cw, ch := contain(false); cw < ow {
			ow, oh = cw, ch
		}
	}
	p := s.ObjectPosition()
	x, y := p.X.Float(w-ow), p.Y.Float(h-oh)
	if x == 0 && y == 0 && ow == w && oh == h {
		return area
	}
	return geom.Rect{X: area.X.Add(geom.FromPx(x)), Y: area.Y.Add(geom.FromPx(y)), W: geom.FromPx(ow), H: geom.FromPx(oh)}
}

// Colours of the placeholder of a picture that is not there.
var (
	brokenBorder = color.NRGBA{192, 192, 192, 255}
	brokenPaper  = color.NRGBA{240, 244, 250, 255}
	brokenHill   = color.NRGBA{87, 157, 90, 255}
	brokenCrack  = color.NRGBA{160, 160, 160, 255}
)

// broken paints a frame, a small torn picture and the alternative text, as far as they fit.
// https://html.spec.whatwg.org/multipage/rendering.html#images-3
func (r *recorder) broken(e entry, s *style.Style, area geom.Rect) {
	alt := ""
	if e.Of.Node != nil {
		alt, _ = e.Of.Node.Attr("alt")
	}
	const icon = 16
	if area.W < geom.Int(3) || area.H < geom.Int(3) {
		return
	}
	if area.W == geom.Int(icon) && area.H == geom.Int(icon) { // the icon alone: text is beside it
		r.tornPicture(geom.Point{X: area.X, Y: area.Y})
		return
	}
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	if area.W >= geom.Int(icon+4) && area.H >= geom.Int(icon+4) || alt == "" {
		r.b.Ring(display.RRect{R: area}, display.RRect{R: area.Inset(one)}, display.Solid(brokenBorder))
	}
	state := r.b.State()
	defer r.b.SetState(state)
	st := state
	st.Clip = r.b.AddClip(display.Clip{Parent: st.Clip, Transform: st.Transform, Shape: display.RRect{R: area.Inset(one)}})
	r.b.SetState(st)
	x, y := area.X.Add(geom.Int(3)), area.Y.Add(geom.Int(3))
	if area.W >= geom.Int(icon+6) && area.H >= geom.Int(icon+6) {
		r.tornPicture(geom.Point{X: x, Y: y})
		x = x.Add(geom.Int(icon + 2))
	}
	if f := r.fontOf(s); f != nil && alt != "" {
		r.plainText(s, alt, geom.Point{X: x, Y: y.Add(geom.FromPx(float64(f.Metrics.Ascent)))}, s.Color().RGBA(s.Color()))
	}
}

// tornPicture draws a 16-px icon: a sheet with a hill and a torn corner.
func (r *recorder) tornPicture(at geom.Point) {
	poly := func(c color.NRGBA, pts ...display.FPoint) {
		var p display.Path
		p.Polygon(pts...)
		r.b.Fill(display.PathDraw{Origin: at, Path: &p, Paint: display.Solid(c)})
	}
	poly(brokenCrack, display.FPoint{X: 1, Y: 1}, display.FPoint{X: 11, Y: 1}, display.FPoint{X: 15, Y: 5}, display.FPoint{X: 15, Y: 15}, display.FPoint{X: 1, Y: 15})
	poly(brokenPaper, display.FPoint{X: 2, Y: 2}, display.FPoint{X: 10, Y: 2}, display.FPoint{X: 14, Y: 6}, display.FPoint{X: 14, Y: 14}, display.FPoint{X: 2, Y: 14})
	poly(brokenHill, display.FPoint{X: 2, Y: 14}, display.FPoint{X: 7, Y: 7}, display.FPoint{X: 10, Y: 11}, display.FPoint{X: 12, Y: 9}, display.FPoint{X: 14, Y: 12}, display.FPoint{X: 14, Y: 14})
}

// marker paints a list marker that is a symbol and not text, as Chromium sizes it: half of
// two thirds of the font's ascent wide, and as far above the baseline as that leaves.
func (r *recorder) marker(e entry, s *style.Style) {
	c := s.Color().RGBA(s.Color())
	f := r.fontOf(s)
	if e.Size.W <= 0 || f == nil {
		return
	}
	// The line goes from line-left to line-right and from line-over to line-under.
	line := e.Frame
	if line == geom.VerticalLR {
		line = geom.VerticalRL
	}
	placed := func(r geom.Rect) geom.Rect { return line.Physical(r, e.Size).Move(e.at) }
	ascent := int(f.Metrics.Ascent)
	size := (ascent*2/3 + 1) / 2
	area := geom.Rect{Y: geom.Int(3 * (ascent - ascent*2/3) / 2), W: geom.Int(size), H: geom.Int(size)}
	if room := line.Size(e.Size).W.Sub(area.W); room > 0 {
		area.X = room / 2
	}
	side := geom.FromPxTrunc(float64(f.Size) * box.DisclosureSize)
	triangle := placed(geom.Rect{Y: geom.Int(ascent).Sub(side), W: side, H: side})
	area = placed(area)
	switch e.Of.Marker.Symbol {
	case box.Disc:
		r.ellipse(area, c, 0)
	case box.Circle:
		r.ellipse(area, c, 1)
	case box.Square:
		r.b.Rect(area, display.Solid(c))
	case box.DisclosureOpen, box.DisclosureClosed:
		r.disclosure(triangle, c, e.Of.Marker.Symbol == box.DisclosureOpen, e.Frame)
	}
}

// ellipse fills an ellipse, or with a stroke draws its outline inside of the area.
func (r *recorder) ellipse(area geom.Rect, c color.NRGBA, stroke float32) {
	area = snapRect(area)
	var p display.Path
	w, h := float32(area.W.Px()), float32(area.H.Px())
	at := geom.Point{X: area.X, Y: area.Y}
	if stroke > 0 {
		p.Ellipse(w/2, h/2, (w-stroke)/2, (h-stroke)/2)
		r.b.StrokePath(display.PathDraw{Origin: at, Path: &p, Paint: display.Solid(c), Stroke: display.Stroke{Width: stroke, MiterLimit: 4}})
		return
	}
	p.Ellipse(w/2, h/2, w/2, h/2)
	r.b.Fill(display.PathDraw{Origin: at, Path: &p, Paint: display.Solid(c)})
}

// disclosure draws the triangle of a summary in a frame: it points along the line when closed and to
// where the next block goes when open.
func (r *recorder) disclosure(area geom.Rect, c color.NRGBA, open bool, in geom.Frame) {
	var p display.Path
	w, h := float32(area.W.Px()), float32(area.H.Px())
	switch {
	case in == geom.Horizontal:
	case open && in == geom.VerticalRL:
		p.Polygon(display.FPoint{X: w * 0.93, Y: 0}, display.FPoint{X: w * 0.07, Y: h / 2}, display.FPoint{X: w * 0.93, Y: h})
	case open:
		p.Polygon(display.FPoint{X: w * 0.07, Y: 0}, display.FPoint{X: w * 0.93, Y: h / 2}, display.FPoint{X: w * 0.07, Y: h})
	case in == geom.SidewaysLR:
		p.Polygon(display.FPoint{X: 0, Y: h * 0.93}, display.FPoint{X: w, Y: h * 0.93}, display.FPoint{X: w / 2, Y: h * 0.07})
	default:
		p.Polygon(display.FPoint{X: 0, Y: h * 0.07}, display.FPoint{X: w, Y: h * 0.07}, display.FPoint{X: w / 2, Y: h * 0.93})
	}
	if in != geom.Horizontal {
		r.b.Fill(display.PathDraw{Origin: geom.Point{X: area.X, Y: area.Y}, Path: &p, Paint: display.Solid(c)})
		return
	}
	if open {
		p.Polygon(display.FPoint{X: 0, Y: h * 0.07}, display.FPoint{X: w, Y: h * 0.07}, display.FPoint{X: w / 2, Y: h * 0.93})
	} else {
		p.Polygon(display.FPoint{}, display.FPoint{X: w * 0.86, Y: h / 2}, display.FPoint{X: 0, Y: h})
	}
	r.b.Fill(display.PathDraw{Origin: geom.Point{X: area.X, Y: area.Y}, Path: &p, Paint: display.Solid(c)})
}
