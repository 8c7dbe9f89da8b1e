package display

import (
	"fmt"
	"image/color"
	"io"
	"strings"

	"vitrine/layout/geom"
)

// Write prints the list as text, one op a line, for people and tests.
func (l *List) Write(w io.Writer) error { return l.write(w, 0) }

// maxDumpDepth is how deep pages inside of pages are printed.
const maxDumpDepth = 16

func (l *List) write(w io.Writer, depth int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "page %s×%s canvas %s\n", l.Size.W, l.Size.H, hex(l.Canvas))
	for i := 2; i < len(l.Transforms); i++ {
		t := l.Transforms[i]
		if t.Moves {
			b.WriteString("moving ")
		}
		fmt.Fprintf(&b, "transform %d in %d: matrix(%g %g %g %g %g %g)", i, t.Parent, t.M.A, t.M.B, t.M.C, t.M.D, t.M.E, t.M.F)
		if p := t.Seen; p != nil {
			fmt.Fprintf(&b, " seen as %.6g", *p)
		}
		b.WriteByte('\n')
	}
	for i := 1; i < len(l.Clips); i++ {
		c := l.Clips[i]
		shape := c.Shape.String()
		if c.Path != nil {
			shape = fmt.Sprintf("path %s %d segments", rect(c.Path.Bounds(c.Origin)), len(c.Path.Verbs))
		}
		fmt.Fprintf(&b, "clip %d in %d: %s in space %d\n", i, c.Parent, shape, c.Transform)
	}
	for i := 1; i < len(l.Effects); i++ {
		e := l.Effects[i]
		fmt.Fprintf(&b, "effect %d in %d: opacity %g blend %d filters %d clip %d", i, e.Parent, e.Opacity, e.Blend, len(e.Filters), e.Clip)
		if e.Plane != PageSpace {
			fmt.Fprintf(&b, " plane %d %s", e.Plane, rect(e.Ink))
		}
		b.WriteByte('\n')
	}
	for i := range l.Scrollers {
		s := &l.Scrollers[i]
		fmt.Fprintf(&b, "scroller %d in %d: node %d port %s reach %s at %s,%s space %d\n", i, s.Outer, s.Node, rect(s.Port), rect(s.Reach), s.Offset.X, s.Offset.Y, s.In)
	}
	for i := range l.Stickies {
		s := &l.Stickies[i]
		fmt.Fprintf(&b, "sticky in %d: %s room %s space %d\n", s.Scroller, rect(s.Box), rect(s.Room), s.Space)
	}
	for i := range l.Ops {
		o := &l.Ops[i]
		s := l.States[o.State]
		fmt.Fprintf(&b, "%s %s", o.Kind, rect(o.Bounds))
		if s != (State{}) {
			fmt.Fprintf(&b, " state %d/%d/%d", s.Transform, s.Clip, s.Effect)
		}
		fmt.Fprintf(&b, " node %d", o.Node)
		if d := l.detail(o); d != "" {
			b.WriteString(": " + d)
		}
		b.WriteByte('\n')
		if o.Kind == DrawPicture && l.Pictures[o.Arg].Page && l.Pictures[o.Arg].List != nil && depth < maxDumpDepth {
			var in strings.Builder
			if err := l.Pictures[o.Arg].List.write(&in, depth+1); err != nil {
				return err
			}
			for line := range strings.Lines(in.String()) {
				b.WriteString("  " + line)
			}
		}
		if b.Len() > 1<<16 {
			if _, err := io.WriteString(w, b.String()); err != nil {
				return err
			}
			b.Reset()
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (l *List) detail(o *Op) string {
	switch o.Kind {
	case FillRect:
		r := l.Rects[o.Arg]
		return rect(r.R) + " " + l.paint(r.Paint)
	case FillRRect:
		r := l.RRects[o.Arg]
		return r.RRect.String() + " " + l.paint(r.Paint)
	case FillRing:
		r := l.Rings[o.Arg]
		return r.Outer.String() + " minus " + r.Inner.String() + " " + l.paint(r.Paint)
	case FillPath, StrokePath:
		p := l.Paths[o.Arg]
		d := fmt.Sprintf("%d segments %s", len(p.Path.Verbs), l.paint(p.Paint))
		if o.Kind == StrokePath {
			d += fmt.Sprintf(" width %g", p.Stroke.Width)
		}
		return d
	case DrawImage:
		m := l.Images[o.Arg]
		return fmt.Sprintf("%d×%d into %s", m.Bitmap.Width(), m.Bitmap.Height(), rect(m.Dest))
	case DrawPattern:
		p := l.Patterns[o.Arg]
		what := "picture"
		if p.Bitmap != nil {
			what = "bitmap"
		} else if p.Gradient != 0 {
			what = l.paint(Paint{Gradient: p.Gradient})
		}
		return fmt.Sprintf("%s tile %s step %s×%s over %s", what, rect(p.Tile), p.Step.W, p.Step.H, rect(p.Area))
	case DrawShadow:
		s := l.Shadows[o.Arg]
		d := fmt.Sprintf("%s sigma %g %s", s.Shape, s.Sigma, hex(s.Color))
		if s.Inset {
			d += " inset"
		}
		return d
	case DrawGlyphs:
		t := l.Texts[o.Arg]
		d := fmt.Sprintf("%d glyphs %s %gpx at %s,%s %s", len(t.Run.Glyphs), t.Run.Face.Name(), t.Run.Size, t.Origin.X, t.Origin.Y, hex(t.Color))
		if t.Pen > 0 {
			d += fmt.Sprintf(" pen %g", t.Pen)
		}
		return d
	case DrawPicture:
		p := l.Pictures[o.Arg]
		switch {
		case p.List == nil:
			return "no page yet into " + rect(p.Dest)
		case p.Page:
			return fmt.Sprintf("page scrolled to %s,%s into %s", p.Scroll.X, p.Scroll.Y, rect(p.Dest))
		}
		return fmt.Sprintf("%d ops into %s", len(p.List.Ops), rect(p.Dest))
	}
	return ""
}

func (l *List) paint(p Paint) string {
	if p.Gradient == 0 {
		return hex(p.Color)
	}
	g := &l.Gradients[p.Gradient-1]
	var b strings.Builder
	b.WriteString([...]string{"linear", "radial", "conic"}[g.Kind])
	for _, s := range g.Stops {
		fmt.Fprintf(&b, " %s@%g", hex(s.Color), s.Offset)
	}
	return b.String()
}

// String prints the rectangle and, when it has any, the radii.
func (r RRect) String() string {
	s := rect(r.R)
	if r.Rounded() {
		s += " round"
		for _, c := range r.Corners {
			s += fmt.Sprintf(" %s/%s", c.X, c.Y)
		}
		if r.Curved() {
			s += fmt.Sprintf(" curves %g", r.Curves)
		}
	}
	return s
}

func rect(r geom.Rect) string { return fmt.Sprintf("%s,%s %s×%s", r.X, r.Y, r.W, r.H) }

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A) }
