package paint

import (
	"image/color"
	"math"

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
		r.media(e, s, inner)
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
	if shape := insetRound(roundOf(s, geom.MakeRect(e.at, e.Size), e), e.Border.Add(e.Padding)); shape.Rounded() && s.OverflowX() != value.KwVisible {
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
	if ratio <= 0 && (nw <= 0 || nh <= 0) {
		return area // an image without a size and a ratio has the place that it is given
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
	brokenEdge   = color.NRGBA{152, 152, 153, 255}
	brokenSky    = color.NRGBA{203, 219, 246, 255}
	brokenPaper  = color.NRGBA{255, 255, 255, 255}
	brokenHill   = color.NRGBA{88, 174, 57, 255}
)

// brokenInset is the room for the frame of a missing picture and the padding inside of it, and
// brokenIcon the side of the icon: in a smaller place nothing shows.
const (
	brokenInset = 2
	brokenIcon  = 16
)

// broken paints what stands for a picture that is not there: an icon, or for one whose size is
// known a frame with the icon and the alternative text in it.
// https://html.spec.whatwg.org/multipage/rendering.html#images-3
func (r *recorder) broken(e entry, s *style.Style, area geom.Rect) {
	if area.Empty() {
		return
	}
	if s.Width().IsAuto() || s.Height().IsAuto() || e.Of.Pseudo == box.Anonymous {
		r.tornPicture(geom.Point{X: area.X, Y: area.Y})
		return
	}
	if area.W < geom.Int(brokenInset+brokenIcon) || area.H < geom.Int(brokenInset+brokenIcon) {
		return
	}
	one := geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One}
	r.b.Ring(display.RRect{R: area}, display.RRect{R: area.Inset(one)}, display.Solid(brokenBorder))
	state := r.b.State()
	defer r.b.SetState(state)
	st := state
	st.Clip = r.b.AddClip(display.Clip{Parent: st.Clip, Transform: st.Transform, Shape: display.RRect{R: area.Inset(one)}})
	r.b.SetState(st)
	x, y := area.X.Add(geom.Int(brokenInset)), area.Y.Add(geom.Int(brokenInset))
	r.tornPicture(geom.Point{X: x, Y: y})
	if e.Of.Node == nil {
		return
	}
	if f, alt := r.fontOf(s), box.AltText(e.Of.Node); f != nil && alt != "" {
		up, down := float64(f.Metrics.Ascent), float64(f.Metrics.Descent)
		lead := float64(f.Metrics.LineSpacing) - up - down
		switch lh := s.LineHeight(); lh.Kind {
		case value.LengthNumber:
			lead = float64(lh.N*s.FontSize()) - up - down
		case value.LengthPx:
			lead = float64(lh.N) - up - down
		}
		r.plainText(s, alt, geom.Point{X: x.Add(geom.Int(brokenIcon)), Y: y.Add(geom.FromPx(math.Floor(lead/2) + up))}, s.Color().RGBA(s.Color()))
	}
}

// tornPicture draws a 16-px icon: a sheet with a folded corner, torn, and on it a landscape.
func (r *recorder) tornPicture(at geom.Point) {
	draw := func(c color.NRGBA, shape func(p *display.Path)) {
		var p display.Path
		shape(&p)
		r.b.Fill(display.PathDraw{Origin: at, Path: &p, Paint: display.Solid(c)})
	}
	poly := func(c color.NRGBA, pts ...float32) {
		draw(c, func(p *display.Path) {
			var list []display.FPoint
			for i := 0; i < len(pts); i += 2 {
				list = append(list, display.FPoint{X: pts[i], Y: pts[i+1]})
			}
			p.Polygon(list...)
		})
	}
	// Both halves of the sheet, beside the tear from its right edge to its lower one.
	poly(brokenEdge, 0, 0, 11, 0, 16, 5, 16, 7.7, 6.3, 16, 0, 16)
	poly(brokenEdge, 16, 11, 16, 16, 10.5, 16)
	poly(brokenSky, 1, 1, 10.5, 1, 10.5, 5, 15, 5, 15, 8.5, 7.5, 15, 1, 15)
	poly(brokenSky, 15, 12, 15, 15, 11.7, 15)
	poly(brokenPaper, 11, 1.2, 14.6, 4, 11, 4)
	draw(brokenPaper, func(p *display.Path) {
		p.Ellipse(5.5, 4.5, 2, 1.5)
		p.Rect(3, 4.4, 5, 1.6)
	})
	draw(brokenHill, func(p *display.Path) {
		p.MoveTo(1.6, 15)
		p.CubicTo(2.6, 11.6, 5, 9.6, 7.4, 9.6)
		p.CubicTo(9, 9.6, 10, 10.2, 11.2, 11.8)
		p.LineTo(7.5, 15)
		p.Close()
	})
	poly(brokenHill, 13.2, 13.7, 15, 15, 11.7, 15)
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
