package paint

import (
	"image/color"
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
)

// Edit is the text control that a person types into. Positions are byte offsets in the text that
// the control shows.
type Edit struct {
	Node          *dom.Node
	Anchor, Caret int
	// Compose is the range that an input method is still composing; it is underlined.
	ComposeFrom, ComposeTo int
}

// Colours of selected text, as Chromium's.
var (
	SelectedPaper = color.NRGBA{51, 103, 209, 255}
	SelectedInk   = color.NRGBA{255, 255, 255, 255}
)

// editing returns what is edited in a control, or nil.
func (r *recorder) editing(e entry) *Edit {
	if ed := r.in.Edit; ed != nil && r.mask == nil && e.Of.Node == ed.Node && e.Of.Pseudo == box.NoPseudo {
		return ed
	}
	return nil
}

// edit paints the selection and the caret of a text control, and tells the list where its
// characters are. It comes before the control's text.
func (r *recorder) edit(e entry, s *style.Style, ed *Edit) {
	f := &display.Field{Node: ed.Node.ID()}
	w := fieldWalk{r: r, f: f, value: fieldText(e.Of), left: e.at.X.Add(e.Border.Left).Add(e.Padding.Left)}
	w.shown(e)
	if len(f.Lines) == 0 {
		w.blank(e, s)
	}
	if last := &f.Lines[len(f.Lines)-1]; strings.HasSuffix(w.value, "\n") { // nothing is laid out behind it
		h := last.H
		if n := len(f.Lines); n > 1 && f.Lines[n-2].Y < last.Y {
			h = last.Y.Sub(f.Lines[n-2].Y)
		} else if px, ok := s.LineHeightPx(); ok {
			h = geom.FromPx(float64(px))
		}
		f.Lines = append(f.Lines, display.FieldLine{From: w.at + len(w.value), To: w.at + len(w.value), Y: last.Y.Add(h), H: last.H, Stops: []geom.Unit{w.left}})
	}
	state := r.b.State()
	defer r.b.SetState(state)
	if len(e.Kids) > 0 {
		r.b.SetState(r.inside(e, &e.Kids[0]).state)
	}
	f.State = r.b.State()
	from, to := min(ed.Anchor, ed.Caret), max(ed.Anchor, ed.Caret)
	for i := range f.Lines {
		l := &f.Lines[i]
		if from < to && from <= l.To && to > l.From {
			x0, x1 := l.At(max(from, l.From)), l.At(min(to, l.To))
			if to > l.To && i+1 < len(f.Lines) {
				x1 = x1.Add(geom.Int(selectedBreak))
			}
			r.b.Rect(geom.Rect{X: min(x0, x1), Y: l.Y, W: max(x0, x1).Sub(min(x0, x1)), H: l.H}, display.Solid(SelectedPaper))
		}
	}
	c := s.Color().RGBA(s.Color())
	if v, ok := s.CaretColor().(value.Color); ok {
		c = v.RGBA(s.Color())
	}
	if l := f.LineAt(ed.ComposeFrom); l != nil && ed.ComposeFrom < ed.ComposeTo {
		x0, x1 := l.At(ed.ComposeFrom), l.At(min(ed.ComposeTo, l.To))
		r.b.Rect(geom.Rect{X: x0, Y: l.Y.Add(l.H).Sub(geom.One), W: x1.Sub(x0), H: geom.One}, display.Solid(c))
	}
	if r.in.Caret && from == to {
		f.Caret = f.CaretRect(ed.Caret)
		r.b.Rect(f.Caret, display.Solid(c))
	} else {
		f.Caret = f.CaretRect(ed.Caret)
	}
	r.b.SetField(f)
}

// selectedBreak is how much of a selected line break is shown, in px.
const selectedBreak = 8

// fieldWalk collects the lines of a control's text.
type fieldWalk struct {
	r     *recorder
	f     *display.Field
	value string // what is left of the control's text
	at    int    // how much came before
	left  geom.Unit
}

// fieldText returns the text that a control shows.
func fieldText(b *box.Box) string {
	for _, k := range b.Kids {
		if k.Kind == box.Text && k.Pseudo == box.Anonymous {
			if k.Text == zeroWidth {
				return ""
			}
			return k.Text
		}
		if s := fieldText(k); s != "" {
			return s
		}
	}
	return ""
}

// shown walks the text fragments of a control in order.
func (w *fieldWalk) shown(e entry) {
	for i := range e.Kids {
		k := &e.Kids[i]
		if k.Kind == frag.Text && k.Of != nil && k.Of.Pseudo == box.Anonymous {
			w.text(w.r.inside(e, k))
			continue
		}
		if k.Kind == frag.Line || k.Kind == frag.Inline || k.Kind == frag.Box {
			before, in := len(w.f.Lines), w.r.inside(e, k)
			w.shown(in)
			if k.Kind == frag.Line && len(w.f.Lines) == before {
				w.empty(in, before == 0)
			}
		}
	}
}

// empty adds a line without characters.
func (w *fieldWalk) empty(e entry, first bool) {
	if !first && strings.HasPrefix(w.value, "\n") {
		w.at, w.value = w.at+1, w.value[1:]
	}
	w.f.Lines = append(w.f.Lines, display.FieldLine{From: w.at, To: w.at, Y: e.at.Y, H: e.Size.H, Stops: []geom.Unit{w.left}})
}

// text adds the characters of one fragment.
func (w *fieldWalk) text(e entry) {
	src := e.Text.Source
	if src == zeroWidth {
		return
	}
	skip := strings.Index(w.value, src)
	if skip < 0 {
		return
	}
	f := w.f
	from := w.at + skip
	w.at, w.value = from+len(src), w.value[skip+len(src):]
	stops := make([]geom.Unit, len(src)+1)
	x := float64(0)
	base := int32(1 << 30)
	for _, run := range e.Text.Runs {
		for i := range run.Glyphs {
			base = min(base, run.Glyphs[i].Cluster)
		}
	}
	known := make([]bool, len(src)+1)
	for _, run := range e.Text.Runs {
		for i := range run.Glyphs {
			g := &run.Glyphs[i]
			c := int(g.Cluster - base)
			adv := float64(g.Advance)
			if c >= 0 && c <= len(src) {
				at := x
				if run.RTL {
					at = x + adv
				}
				if !known[c] || run.RTL {
					stops[c], known[c] = e.at.X.Add(geom.FromPx(at)), true
				}
			}
			x += adv
		}
	}
	end := e.at.X.Add(geom.FromPx(x))
	if e.Has(frag.RTL) {
		end = e.at.X
	}
	stops[len(src)], known[len(src)] = end, true
	for i := len(src) - 1; i >= 0; i-- { // inside of clusters
		if !known[i] {
			stops[i] = stops[i+1]
		}
	}
	spread(src, stops, known)
	line := display.FieldLine{From: from, To: from + len(src), Y: e.at.Y, H: e.Size.H, Stops: stops}
	if n := len(f.Lines); n > 0 && f.Lines[n-1].Y == line.Y && f.Lines[n-1].To == line.From {
		last := &f.Lines[n-1]
		last.To, last.Stops = line.To, append(last.Stops[:len(last.Stops)-1:len(last.Stops)-1], line.Stops...)
		return
	}
	f.Lines = append(f.Lines, line)
}

// zeroWidth stands for an empty text, so that it has a line.
const zeroWidth = "\u200b"

// spread puts the stops of characters that share a glyph evenly over it.
func spread(src string, stops []geom.Unit, known []bool) {
	for i := 0; i < len(src); {
		j := i + 1
		for j < len(src) && !known[j] {
			j++
		}
		if k := text.NextCluster(src, i); k > i && k < j {
			var at []int
			for c := i; c < j; c = max(text.NextCluster(src, c), c+1) {
				at = append(at, c)
			}
			for n, c := range at {
				stops[c] = stops[i].Add(stops[j].Sub(stops[i]).Mul(float64(n) / float64(len(at))))
			}
		}
		i = j
	}
}

// blank gives an empty control one line.
func (w *fieldWalk) blank(e entry, s *style.Style) {
	inner := geom.MakeRect(e.at, e.Size).Inset(e.Border.Add(e.Padding))
	h := inner.H
	if f := w.r.fontOf(s); f != nil {
		h = geom.FromPx(float64(f.Metrics.Ascent + f.Metrics.Descent))
	}
	y := inner.Y
	if e.Of.Control == box.TextField && h < inner.H {
		y = y.Add(inner.H.Sub(h) / 2)
	}
	w.f.Lines = append(w.f.Lines, display.FieldLine{Y: y, H: h, Stops: []geom.Unit{inner.X}})
}

// selectedText paints the selected part of a control's text once more, in the colour that it has
// on the selection's.
func (r *recorder) selectedText(e entry, turn textTurn, base geom.Point) {
	ed, f := r.in.Edit, r.b.List().Field
	if ed == nil || f == nil || r.mask != nil || ed.Anchor == ed.Caret || e.Of.Node != ed.Node || e.Of.Pseudo != box.Anonymous {
		return
	}
	from, to := min(ed.Anchor, ed.Caret), max(ed.Anchor, ed.Caret)
	for i := range f.Lines {
		l := &f.Lines[i]
		if l.Y != e.at.Y || from >= l.To || to <= l.From {
			continue
		}
		x0, x1 := l.At(max(from, l.From)), l.At(min(to, l.To))
		state := r.b.State()
		st := state
		area := geom.Rect{X: min(x0, x1), Y: l.Y, W: max(x0, x1).Sub(min(x0, x1)), H: l.H}
		st.Clip = r.b.AddClip(display.Clip{Parent: st.Clip, Transform: st.Transform, Shape: display.RRect{R: area}})
		r.b.SetState(st)
		r.runs(e, turn, base, ink{color: SelectedInk}, geom.Rect{})
		r.b.SetState(state)
	}
}
