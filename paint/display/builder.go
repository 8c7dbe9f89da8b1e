package display

import (
	"image/color"

	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

// Builder makes a List. Ops take the state and node that were set last.
type Builder struct {
	list   *List
	state  StateID
	node   dom.ID
	ids    map[State]StateID
	bounds []stateBounds // by StateID
	inks   []planeInk    // of ops in planes, in the order of ops
}

// unbounded is a rectangle that every drawing fits in.
var unbounded = geom.Rect{X: geom.Min / 2, Y: geom.Min / 2, W: geom.Max, H: geom.Max}

// NewBuilder starts a list for a page of a size.
func NewBuilder(size geom.Size) *Builder {
	l := &List{Size: size, index: &index{still: &tileIndex{}}}
	l.States = []State{{}}
	l.Transforms = []Transform{{M: Identity}, {M: Identity}}
	l.Clips = []Clip{{Shape: RRect{R: unbounded}}}
	l.Effects = []Effect{{Opacity: 1}}
	return &Builder{list: l, ids: map[State]StateID{{}: 0}, bounds: []stateBounds{{m: Identity, clip: unbounded}}}
}

// List returns the list that is being built.
func (b *Builder) List() *List { return b.list }

// Node sets the node that following ops belong to.
func (b *Builder) Node(id dom.ID) { b.node = id }

// State returns the current state, SetState changes it.
func (b *Builder) State() State { return b.list.States[b.state] }
func (b *Builder) SetState(s State) {
	if b.list.States[b.state] == s {
		return
	}
	id, ok := b.ids[s]
	if !ok {
		id = StateID(len(b.list.States))
		b.list.States = append(b.list.States, s)
		b.bounds = append(b.bounds, b.list.boundsOf(s))
		b.ids[s] = id
	}
	b.state = id
}

// AddTransform, AddClip and AddEffect add nodes to the state trees and return their ids.
func (b *Builder) AddTransform(t Transform) TransformID {
	b.list.Transforms = append(b.list.Transforms, t)
	return TransformID(len(b.list.Transforms) - 1)
}

// AddClip adds a clip.
func (b *Builder) AddClip(c Clip) ClipID {
	b.list.Clips = append(b.list.Clips, c)
	return ClipID(len(b.list.Clips) - 1)
}

// AddEffect adds a group.
func (b *Builder) AddEffect(e Effect) EffectID {
	b.list.Effects = append(b.list.Effects, e)
	b.list.HasBackdrop = b.list.HasBackdrop || len(e.Backdrop) > 0
	b.list.HasPlanes = b.list.HasPlanes || e.Plane != PageSpace
	return EffectID(len(b.list.Effects) - 1)
}

// AddGradient adds a gradient and returns the number for Paint.Gradient.
func (b *Builder) AddGradient(g Gradient) uint32 {
	b.list.Gradients = append(b.list.Gradients, g)
	return uint32(len(b.list.Gradients))
}

// add appends an op whose ink is r in the space of the current transform. An op that cannot
// be seen because of its clip is left out; ok tells.
func (b *Builder) add(k Kind, r geom.Rect, arg int) bool {
	sb := &b.bounds[b.state]
	bounds := b.list.opBounds(k, r, b.list.States[b.state].Effect, sb)
	switch {
	case sb.moves:
		b.list.moving = append(b.list.moving, movingOp{uint32(len(b.list.Ops)), r})
	case bounds.Empty():
		return false
	}
	if sb.fixed {
		b.list.HasFixed = true
	}
	b.ink(sb, r, k)
	b.list.Ops = append(b.list.Ops, Op{k, bounds, b.state, b.node, uint32(arg)})
	return true
}

// Blank draws nothing in an area and makes it part of the enclosing groups, whose filters may
// show something there.
func (b *Builder) Blank(r geom.Rect) {
	if b.add(FillRect, r, len(b.list.Rects)) {
		b.list.Rects = append(b.list.Rects, Rect{R: r})
	}
}

// HitArea makes an area find the current node without drawing anything.
func (b *Builder) HitArea(r geom.Rect) {
	if b.add(Hit, r, len(b.list.Hits)) {
		b.list.Hits = append(b.list.Hits, r)
	}
}

// Rect fills a rectangle, whose edges snap to device pixels.
func (b *Builder) Rect(r geom.Rect, p Paint) {
	if b.nothing(p) || !b.add(FillRect, outsetPixel(r), len(b.list.Rects)) {
		return
	}
	b.list.Rects = append(b.list.Rects, Rect{R: r, Paint: p})
}

// ExactRect fills a rectangle with anti-aliased edges.
func (b *Builder) ExactRect(r geom.Rect, p Paint) {
	if b.nothing(p) || !b.add(FillRect, r, len(b.list.Rects)) {
		return
	}
	b.list.Rects = append(b.list.Rects, Rect{R: r, Paint: p, Exact: true})
}

// RRect fills a rounded rectangle; without round corners it is Rect.
func (b *Builder) RRect(r RRect, p Paint) {
	if !r.Rounded() {
		b.Rect(r.R, p)
		return
	}
	if b.nothing(p) || !b.add(FillRRect, outsetPixel(r.R), len(b.list.RRects)) {
		return
	}
	b.list.RRects = append(b.list.RRects, RoundFill{r, p})
}

// Ring fills between two rounded rectangles.
func (b *Builder) Ring(outer, inner RRect, p Paint) {
	if b.nothing(p) || !b.add(FillRing, outsetPixel(outer.R), len(b.list.Rings)) {
		return
	}
	b.list.Rings = append(b.list.Rings, Ring{outer, inner, p})
}

// Fill fills a path.
func (b *Builder) Fill(d PathDraw) {
	if b.nothing(d.Paint) || len(d.Path.Verbs) == 0 || !b.add(FillPath, d.Path.Bounds(d.Origin), len(b.list.Paths)) {
		return
	}
	b.list.Paths = append(b.list.Paths, d)
}

// StrokePath outlines a path.
func (b *Builder) StrokePath(d PathDraw) {
	reach := d.Stroke.Width / 2 * max(1.5, d.Stroke.MiterLimit)
	if d.Stroke.Join != JoinMiter {
		reach = d.Stroke.Width / 2 * 1.5
	}
	u := geom.FromPxCeil(float64(reach))
	r := d.Path.Bounds(d.Origin).Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
	if b.nothing(d.Paint) || !(d.Stroke.Width > 0) || !b.add(StrokePath, r, len(b.list.Paths)) {
		return
	}
	b.list.Paths = append(b.list.Paths, d)
}

// Image draws a part of a bitmap into a rectangle.
func (b *Builder) Image(m Image) {
	if m.Dest.Empty() || !b.add(DrawImage, outsetPixel(m.Dest), len(b.list.Images)) {
		return
	}
	b.list.Images = append(b.list.Images, m)
}

// Pattern repeats an image over an area.
func (b *Builder) Pattern(p Pattern) {
	if p.Tile.Empty() || !b.add(DrawPattern, outsetPixel(p.Area), len(b.list.Patterns)) {
		return
	}
	b.list.Patterns = append(b.list.Patterns, p)
}

// Shadow draws a box shadow.
func (b *Builder) Shadow(s Shadow) {
	r := s.Hole.R
	if !s.Inset {
		u := geom.FromPxCeil(float64(3*s.Sigma) + 1)
		r = s.Shape.R.Outset(geom.Sides{Top: u, Right: u, Bottom: u, Left: u})
	}
	if s.Color.A == 0 || !b.add(DrawShadow, r, len(b.list.Shadows)) {
		return
	}
	b.list.Shadows = append(b.list.Shadows, s)
}

// Text draws a shaped run.
func (b *Builder) Text(t Text) {
	if len(t.Run.Glyphs) == 0 || !b.add(DrawGlyphs, t.Ink().Union(t.Box), len(b.list.Texts)) {
		return
	}
	b.list.Texts = append(b.list.Texts, t)
}

// Picture draws a nested list.
func (b *Builder) Picture(p Picture) {
	if p.Dest.Empty() || len(p.List.Ops) == 0 && p.List.Canvas.A == 0 || !b.add(DrawPicture, p.Dest, len(b.list.Pictures)) {
		return
	}
	b.list.Pictures = append(b.list.Pictures, p)
}

// NestedPage keeps a place for the page that an element shows: see Position.Nested.
func (b *Builder) NestedPage(n dom.ID, dest geom.Rect) {
	if dest.Empty() || !b.add(DrawPicture, dest, len(b.list.Pictures)) {
		return
	}
	b.list.Nested = append(b.list.Nested, NestedPage{n, uint32(len(b.list.Ops) - 1), uint32(len(b.list.Pictures))})
	b.list.Pictures = append(b.list.Pictures, Picture{Dest: dest, Page: true})
}

// AddPlayed adds to List.Played.
func (b *Builder) AddPlayed(p Played) { b.list.Played = append(b.list.Played, p) }

// SetField sets List.Field.
func (b *Builder) SetField(f *Field) { b.list.Field = f }

// AddScroller adds the space of a scroll container's contents, and fills in In, Outer and Clip.
func (b *Builder) AddScroller(s Scroller, clip Clip) *Scroller {
	l := b.list
	s.Outer = l.ScrollerOf(s.Of)
	s.In = b.AddTransform(Transform{Parent: s.Of, M: Identity, Moves: true, Scroller: len(l.Scrollers) + 1})
	s.Clip = b.AddClip(clip)
	l.Scrollers = append(l.Scrollers, s)
	return &l.Scrollers[len(l.Scrollers)-1]
}

// AddSticky adds the space of a sticky box that is in a space, fills in Space and Scroller, and
// returns the former.
func (b *Builder) AddSticky(parent TransformID, s Sticky) TransformID {
	s.Scroller = b.list.ScrollerOf(parent)
	s.Space = b.AddTransform(Transform{Parent: parent, M: Identity, Moves: true})
	b.list.Stickies = append(b.list.Stickies, s)
	return s.Space
}

// nothing reports whether a paint leaves no trace.
func (b *Builder) nothing(p Paint) bool { return p.Gradient == 0 && p.Color.A == 0 }

// outsetPixel grows by what snapping may move an edge, one CSS px.
func outsetPixel(r geom.Rect) geom.Rect {
	if r.Empty() {
		return geom.Rect{}
	}
	return r.Outset(geom.Sides{Top: geom.One, Right: geom.One, Bottom: geom.One, Left: geom.One})
}

// Finish returns the list; the builder must not be used afterwards.
func (b *Builder) Finish(canvas color.NRGBA) *List {
	b.list.Canvas = canvas
	b.isolate()
	b.bounds, b.ids, b.inks = nil, nil, nil
	return b.list
}

// isolate dissolves groups that do nothing but keep blending apart although nothing in them blends,
// and finds out whether something blends with the page itself.
// https://drafts.csswg.org/compositing-1/#isolatedgroups
func (b *Builder) isolate() {
	all := b.list.Effects
	blends := make([]bool, len(all)) // something in the group blends with the rest of it
	into := make([]EffectID, len(all))
	dissolved := false
	for i := len(all) - 1; i > 0; i-- { // a group comes after those around it
		e := &all[i]
		into[i] = EffectID(i)
		if e.Plane == PageSpace && !e.Plays && e.Opacity >= 1 && e.Blend == BlendNormal && e.Clip == 0 && len(e.Filters)+len(e.Backdrop)+len(e.Masks) == 0 && !blends[i] {
			into[i], dissolved = e.Parent, true
		}
		if e.Blend != BlendNormal && !e.Loose {
			blends[e.Parent] = true
		}
	}
	b.list.Isolated = len(all) > 0 && blends[0] && b.list.Canvas.A == 0
	if !dissolved {
		return
	}
	for i := 1; i < len(all); i++ {
		into[i] = into[into[i]] // what is around is resolved already
		all[i].Parent = into[all[i].Parent]
	}
	for i := range b.list.States {
		b.list.States[i].Effect = into[b.list.States[i].Effect]
	}
}

// Drawer is a res.Vector that can be drawn: it returns a list whose page has the given size
// in CSS px. Lists are cached by the drawer as it sees fit.
type Drawer interface {
	Draw(w, h float64) *List
}
