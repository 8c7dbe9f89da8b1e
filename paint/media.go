package paint

import (
	"image/color"
	"math"
	"strings"

	"vitrine/css/style"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// part is a part of the controls of a video or audio element.
type part uint8

const (
	playButton part = iota
	currentTime
	timeLeft
	timeline
	muteButton
	fullscreenButton
	moreButton
	parts
)

// mediaLook is what the controls of a kind of media look like. Sizes are in CSS px, as Chromium's.
type mediaLook struct {
	button    float64 // side of a button
	pad       float64 // beside the row of controls
	timeGap   float64 // between the play button and the time
	leastRow  float64 // a row has this width at least; what is too wide is cut at its start
	ink, text color.NRGBA
	track     color.NRGBA
	paper     color.NRGBA // behind an audio's controls
	// fits is the least width with which a part is shown.
	fits [parts]float64
}

const never = 1 << 20 // a width that no control fits

var (
	videoLook = mediaLook{button: 48, leastRow: 48, ink: white, text: white, track: gray(255, 77),
		fits: [parts]float64{playButton: 122, currentTime: 245, timeLeft: never, muteButton: 170, fullscreenButton: 197}}
	audioLook = mediaLook{button: 32, pad: 10, timeGap: 5, leastRow: 68, ink: black, text: gray(0, 222), track: gray(0, 51),
		paper: color.NRGBA{241, 243, 244, 255},
		fits:  [parts]float64{playButton: 100, currentTime: 175, timeLeft: 211, muteButton: 143, fullscreenButton: never}}
	darkAudioLook = func() mediaLook {
		l := audioLook
		l.ink, l.text, l.track, l.paper = white, gray(255, 222), gray(255, 51), gray(59, 230)
		return l
	}()
)

// Sizes and colours of the controls of media, in CSS px.
const (
	mediaFont        = 14
	mediaIcon        = 20 // side of a button's picture
	timesGap         = 4  // between the current time and the other one
	timelineLine     = 24 // height of the row of a video's timeline
	leastPanel       = 72 // height of a video's rows of controls
	trackHeight      = 4
	trackPad         = 16 // beside the track, in the timeline
	leastLine        = 32 // width of an audio's timeline
	audioPanel       = 54 // most height of an audio's controls
	mediaShadeHeight = 112
	disabledPart     = 77 // alpha of a button that does nothing
)

// noPoster is what a video shows before it has a picture.
var noPoster = gray(51, 255)

// mediaShade is the gradient behind the controls of a video, downwards.
var mediaShade = [...]struct{ at, alpha float32 }{{0, 0}, {.081, .01}, {.155, .047}, {.225, .106}, {.29, .176}, {.353, .26}, {.412, .353}, {.471, .45},
	{.529, .55}, {.588, .647}, {.647, .74}, {.71, .824}, {.775, .894}, {.845, .953}, {.919, .99}, {1, 1}}

// media draws the controls of a video or audio element over its content box. Nothing is played: they
// are those of a source that is missing, or that waits to be asked for.
// https://html.spec.whatwg.org/multipage/media.html#attr-media-controls
func (r *recorder) media(e entry, s *style.Style, area geom.Rect) {
	n := e.Of.Node
	if n == nil || e.Of.Pseudo != box.NoPseudo || area.Empty() || e.Of.Object == nil {
		return
	}
	video := n.IsHTML("video")
	if _, ok := n.Attr("controls"); !ok || !video && !n.IsHTML("audio") {
		return
	}
	state := r.b.State()
	defer r.b.SetState(state)
	m := mediaPanel{r: r, look: &audioLook, zoom: zoomOf(s), waits: waits(n)}
	clip := display.RRect{R: snapRect(area)}
	switch {
	case video:
		m.look = &videoLook
		clip = insetRound(roundOf(s, geom.MakeRect(e.at, e.Size), e), e.Border.Add(e.Padding))
	default:
		if s.Dark() {
			m.look = &darkAudioLook
		}
		h := min(clip.R.H, m.px(audioPanel))
		clip.R.Y, clip.R.H = clip.R.Bottom().Sub(h), h
		clip = round(clip.R, h.Px()/2)
	}
	st := r.b.State()
	st.Clip = r.b.AddClip(display.Clip{Parent: st.Clip, Transform: st.Transform, Shape: clip})
	r.b.SetState(st)
	m.area = clip.R
	if video {
		if img := e.Of.Object.Image; img == nil || img.Broken {
			r.b.Rect(m.area, display.Solid(noPoster))
		}
		m.video()
		return
	}
	r.b.RRect(clip, display.Solid(m.look.paper))
	m.audio()
}

// waits reports media that are only loaded when they are played.
func waits(n *dom.Node) bool {
	if p, _ := n.Attr("preload"); !strings.EqualFold(strings.TrimSpace(p), "none") {
		return false
	}
	if _, ok := n.Attr("src"); ok {
		return true
	}
	for c := n.FirstElement(); c != nil; c = c.NextElement() {
		if c.IsHTML("source") {
			return true
		}
	}
	return false
}

// mediaPanel draws the controls of one element.
type mediaPanel struct {
	r     *recorder
	look  *mediaLook
	area  geom.Rect
	zoom  float64
	waits bool
}

func (m *mediaPanel) px(v float64) geom.Unit { return geom.FromPx(v * m.zoom) }

// shows reports whether the element is wide enough for a part.
func (m *mediaPanel) shows(p part) bool { return m.area.W.Px() >= m.look.fits[p]*m.zoom }

// start is where the row of controls begins: one that is too wide ends with the element.
func (m *mediaPanel) start() geom.Unit {
	return m.area.Right().Sub(max(m.area.W, m.px(m.look.leastRow)))
}

// faded is a colour of what cannot be used now.
func faded(c color.NRGBA, off bool) color.NRGBA {
	if off {
		c.A = disabledPart
	}
	return c
}

// video draws a row of buttons over a timeline, at the bottom.
func (m *mediaPanel) video() {
	bottom := m.area.Bottom()
	top := bottom.Sub(m.px(mediaShadeHeight))
	g := display.Gradient{P1: display.FPoint{Y: float32(m.px(mediaShadeHeight).Px())}, Origin: geom.Point{X: m.area.X, Y: top}}
	for _, s := range mediaShade {
		g.Stops = append(g.Stops, display.Stop{Offset: s.at, Color: color.NRGBA{A: uint8(s.alpha*255 + .5)}})
	}
	behind := geom.Rect{X: m.area.X, Y: top, W: m.area.W, H: bottom.Sub(top)}
	m.r.b.Rect(behind.Intersect(m.area), display.Paint{Gradient: m.r.b.AddGradient(g)})
	h := m.area.H.Px() / m.zoom
	side := m.px(m.look.button)
	if h >= m.look.button {
		y := bottom.Sub(m.px(leastPanel))
		if h < leastPanel {
			y = bottom.Sub(side)
		}
		x := m.start()
		least := x.Add(m.px(trackPad))
		if m.shows(playButton) {
			m.icon(playButton, geom.Rect{X: x, Y: y, W: side, H: side}, !m.waits)
			least = x.Add(side)
		}
		if m.shows(currentTime) {
			m.time("0:00", x.Add(side), y.Add(side/2))
		}
		x = max(m.area.Right().Sub(side), least)
		m.icon(moreButton, geom.Rect{X: x, Y: y, W: side, H: side}, !m.waits)
		for _, p := range [2]part{fullscreenButton, muteButton} {
			if m.shows(p) {
				x = x.Sub(side)
				m.icon(p, geom.Rect{X: x, Y: y, W: side, H: side}, true)
			}
		}
	}
	if h >= leastPanel || h >= timelineLine && h < m.look.button {
		x := m.start()
		m.line(x, m.area.Right(), bottom.Sub(m.px(timelineLine)))
	}
}

// audio draws one row of all there is.
func (m *mediaPanel) audio() {
	side := m.px(m.look.button)
	y := m.area.Y.Add(m.area.H.Sub(side) / 2)
	x := m.start().Add(m.px(m.look.pad))
	if m.shows(playButton) {
		m.icon(playButton, geom.Rect{X: x, Y: y, W: side, H: side}, !m.waits)
		x = x.Add(side)
	}
	if m.shows(currentTime) {
		x = m.time("0:00", x.Add(m.px(m.look.timeGap)), y.Add(side/2))
	}
	if m.shows(timeLeft) {
		x = m.time("/ 0:00", x.Add(m.px(timesGap)), y.Add(side/2))
	}
	end := m.area.Right().Sub(m.px(m.look.pad)).Sub(side)
	if m.shows(muteButton) {
		end = end.Sub(side)
	}
	end = max(end, x.Add(m.px(leastLine)))
	m.line(x, end, y.Add(side/2).Sub(m.px(trackHeight)/2))
	if m.shows(muteButton) {
		m.icon(muteButton, geom.Rect{X: end, Y: y, W: side, H: side}, true)
		end = end.Add(side)
	}
	m.icon(moreButton, geom.Rect{X: end, Y: y, W: side, H: side}, false)
}

// time writes a time whose line has its middle at y, and returns where it ends.
func (m *mediaPanel) time(s string, x, y geom.Unit) geom.Unit {
	if m.r.in.Fonts == nil {
		return x
	}
	f := m.r.in.Fonts.Font(text.MakeQuery(float32(mediaFont*m.zoom), text.Family{Name: "sans-serif", Generic: true}))
	up, down := geom.FromPx(float64(f.Metrics.Ascent)), geom.FromPx(float64(f.Metrics.Descent))
	base := y.Sub(up.Add(down) / 2).Add(up)
	for _, run := range f.Shape(s, text.ShapeOptions{}) {
		m.r.b.Text(display.Text{Run: run, Origin: geom.Point{X: x, Y: base}, Color: m.look.text})
		x = x.Add(run.Width)
	}
	return x
}

// line draws the track of a timeline from x to end.
func (m *mediaPanel) line(x, end, y geom.Unit) {
	track := geom.Rect{X: x.Add(m.px(trackPad)), Y: y, W: end.Sub(x).Sub(2 * m.px(trackPad)), H: m.px(trackHeight)}
	if track.W > 0 {
		m.r.b.RRect(round(snapRect(track), trackHeight/2*m.zoom), display.Solid(m.look.track))
	}
}

// icon draws the picture of a button, in a grid of 24 units, into its middle.
func (m *mediaPanel) icon(k part, button geom.Rect, off bool) {
	const grid = 24
	side := m.px(mediaIcon)
	u := float32(side.Px()) / grid
	var p display.Path
	polygon := func(pts ...float32) {
		p.MoveTo(pts[0]*u, pts[1]*u)
		for i := 2; i < len(pts); i += 2 {
			p.LineTo(pts[i]*u, pts[i+1]*u)
		}
		p.Close()
	}
	switch k {
	case playButton:
		polygon(8, 5, 8, 19, 19, 12)
	case moreButton:
		for _, y := range [3]float32{6, 12, 18} {
			p.Ellipse(12*u, y*u, 2*u, 2*u)
		}
	case fullscreenButton: // four corners
		polygon(5, 14, 7, 14, 7, 17, 10, 17, 10, 19, 5, 19)
		polygon(5, 5, 10, 5, 10, 7, 7, 7, 7, 10, 5, 10)
		polygon(14, 5, 19, 5, 19, 10, 17, 10, 17, 7, 14, 7)
		polygon(17, 14, 19, 14, 19, 19, 14, 19, 14, 17, 17, 17)
	case muteButton: // a loudspeaker, and waves around the middle that begin at x = 14
		polygon(3, 9, 7, 9, 12, 4, 12, 20, 7, 15, 3, 15)
		polygon(arc(4.5, 1)...)
		polygon(append(arc(9, 1), arc(7, -1)...)...)
	}
	at := geom.Point{X: geom.Int(button.X.Add(button.W.Sub(side) / 2).Round()), Y: geom.Int(button.Y.Add(button.H.Sub(side) / 2).Round())}
	m.r.b.Fill(display.PathDraw{Origin: at, Path: &p, Paint: display.Solid(faded(m.look.ink, off))})
}

// arc returns points of a circle of radius r around (12, 12) where x is at least 14: downwards, or
// upwards when way is -1.
func arc(r float64, way float64) []float32 {
	const steps = 16
	half := math.Acos(2 / r)
	var out []float32
	for i := range steps + 1 {
		a := way * half * (2*float64(i)/steps - 1)
		out = append(out, float32(12+r*math.Cos(a)), float32(12+r*math.Sin(a)))
	}
	return out
}
