package paint

import (
	"image/color"
	"math"
	"slices"

	"vitrine/css/cascade"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/res"
	"vitrine/engine/trace"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
	"vitrine/paint/svg"
	"vitrine/paint/transform"
)

// Input is what a page looks like, apart from its fragments.
type Input struct {
	Tree *frag.Tree
	// Fonts measures decorations and shapes alternative texts.
	Fonts *text.Fonts
	// Images returns the image of a url() in backgrounds, borders and masks; nil while it is
	// loading or when there is none.
	Images func(u *value.URL) *res.Image
	// Style returns the current style of a box when it differs from the box's in what only
	// paint reads (a kept box holds the style of the time it was made); nil results are
	// ignored, and so is a nil func.
	Style func(b *box.Box) *style.Style
	// Styles are the styles of the elements inside of svg elements, which have no boxes; nil
	// leaves inline SVG out.
	Styles *cascade.Result
	// Frames reports whether an object or embed element shows a document of its own, as an iframe
	// always does; nil: none does.
	Frames func(n *dom.Node) bool
	// Edit is the text control that is being edited, or nil; Caret shows its caret.
	Edit  *Edit
	Caret bool
	// Button is the number or search field whose button at the end is shown, or nil.
	Button *dom.Node
	// ElementImage returns the image of an SVG image element; nil leaves those out.
	ElementImage func(n *dom.Node) *res.Image
	// Objects and Value are what boxes in foreignObjects are made with, see [box.Input]; nil
	// leaves their images out, and shows controls by their attributes.
	Objects box.Images
	Value   func(n *dom.Node) (string, bool)
	// Playing reports whether time changes the opacity or transform of an element, which is then
	// recorded so that Play can go on with the list; nil: of none.
	Playing func(n *dom.Node) bool
	// Surround is what the page's canvas lies on.
	Surround Surround
	depth    int // of foreignObjects
}

// maxDepth bounds the nesting that is painted; deeper fragments are left out.
const maxDepth = 4096

// Record turns fragments into the display list of the whole page. An empty tree gives an
// empty list.
// https://www.w3.org/TR/CSS21/zindex.html
func Record(sp *trace.Span, in Input) *display.List {
	sp = sp.Fork("paint")
	defer sp.End()
	t := in.Tree
	if t == nil || t.Root == nil {
		return display.NewBuilder(geom.Size{}).Finish(color.NRGBA{})
	}
	r := &recorder{
		in:    in,
		out:   map[*box.Box]outOfFlow{},
		props: map[*frag.Fragment]props{},
		pics:  map[*dom.Node]*display.List{},
		over:  map[*frag.Fragment]geom.Rect{},

		pieces: map[*box.Box]*pieces{},
	}
	r.survey(t.Root, 0)
	reach := t.Content
	if o, ok := r.over[t.Root]; ok {
		reach = o.Union(geom.MakeRect(geom.Point{}, t.Root.Size))
	}
	r.size = geom.Size{W: max(reach.Right(), t.Root.Size.W), H: max(reach.Bottom(), t.Root.Size.H)}
	r.b = display.NewBuilder(r.size)
	r.b.List().Reach = reach
	r.canvas()
	root := newStack(entry{Fragment: t.Root})
	r.collect(root, entry{Fragment: t.Root}, 0)
	r.paintStack(root)
	l := r.b.Finish(r.canvasColor)
	if sp != nil {
		count(sp, l)
	}
	return l
}

// count tells the trace how many operations of which kind a list has.
func count(sp *trace.Span, l *display.List) {
	var areas, runs, glyphs, pictures, shapes int
	for i := range l.Ops {
		switch o := &l.Ops[i]; o.Kind {
		case display.Hit:
			areas++
		case display.DrawGlyphs:
			runs++
			glyphs += len(l.Texts[o.Arg].Run.Glyphs)
		case display.DrawImage, display.DrawPattern, display.DrawPicture:
			pictures++
		default:
			shapes++
		}
	}
	sp.Count("ops", len(l.Ops)-areas)
	sp.Count("areas", areas)
	sp.Count("runs", runs)
	sp.Count("glyphs", glyphs)
	sp.Count("pictures", pictures)
	sp.Count("shapes", shapes)
}

type recorder struct {
	in          Input
	b           *display.Builder
	size        geom.Size
	canvasColor color.NRGBA
	canvasBox   *box.Box // whose background went to the canvas
	out         map[*box.Box]outOfFlow
	props       map[*frag.Fragment]props
	pics        map[*dom.Node]*display.List // inline SVG
	font        fontCache
	turns       map[turnKey]display.TransformID
	boxTop      geom.Unit    // the page's y of the vertical line or inline box around what is painted
	onLine      []decorating // the line being painted and the inline boxes around that decorate text
	under       svg.Styler   // styles of SVG elements
	ids         map[dom.Atom]*dom.Node
	sticky      bool                         // the tree has sticky boxes
	blends      bool                         // it has boxes that blend with what is below them
	over        map[*frag.Fragment]geom.Rect // scrollable overflow of what has transforms in it
	pieces      map[*box.Box]*pieces         // those of inline boxes with background images, in order
	mask        *display.State               // when recording apart from the page: the only state there is
}

// entry is a fragment at its place: offset of its border box in the space of the state.
type entry struct {
	*frag.Fragment
	at    geom.Point
	moved bool // the plane is not that of the page: a transform made it
	state display.State
	three *scene
	block *block // that it is in; nil when nothing of the page is sticky
	// holder is the fragment of the containing block, and held is where that is.
	holder *frag.Fragment
	held   geom.Point
	whole  bool // a flex or grid item filed to be painted at once, as inline blocks are
	edge   bool // filed for its outline alone
}

// outOfFlow is where an absolutely positioned box was put: what its containing fragment says.
type outOfFlow struct {
	e    entry
	done bool
}

// stack is a stacking context, or a positioned box that is painted like one.
// https://www.w3.org/TR/CSS21/visuren.html#stacking-context
type stack struct {
	entry
	z    int32
	auto bool // not a real stacking context: its positioned descendants belong to the parent
	kids []*stack
	cuts []display.ClipID // what clip-path leaves of it, and of those around it
}

func newStack(e entry) *stack { return &stack{entry: e} }

// style returns the style that paints a fragment.
func (r *recorder) style(f *frag.Fragment) *style.Style {
	if f.Style != nil {
		return f.Style
	}
	if f.Of == nil {
		return nil
	}
	return r.boxStyle(f.Of)
}

func (r *recorder) boxStyle(b *box.Box) *style.Style {
	if r.in.Style != nil {
		if s := r.in.Style(b); s != nil {
			return s
		}
	}
	return r.look(b).Style
}

// look returns what a box looks like now: a box may be kept from an earlier tree.
func (r *recorder) look(b *box.Box) box.Look {
	if t := r.in.Tree.Boxes; t != nil {
		return t.Look(b)
	}
	return box.Look{Style: b.Style, Decor: b.Decor}
}

// layer reports whether a fragment is painted in the positioned steps of a stacking context,
// and whether it makes one itself.
func (r *recorder) layer(f *frag.Fragment) (layer, context bool) {
	if r.in.depth > 0 && f.Of != nil && f.Of.Root {
		return false, false // the picture around a foreignObject takes care of its effects
	}
	if f.Of == nil || f.Kind == frag.Text || f.Kind == frag.Line || f.Kind == frag.Anchor || f.Of.Pseudo == box.Anonymous {
		return false, false
	}
	s := r.style(f)
	if s == nil {
		return false, false
	}
	if f.Of.Top || r.playing(f) {
		return true, true
	}
	pos := s.Position()
	positioned := pos != value.KwStatic
	if _, auto := s.ZIndex(); (positioned || f.Of.Item) && !auto || pos == value.KwFixed || pos == value.KwSticky {
		return true, true
	}
	if s.Opacity() < 1 || s.MixBlendMode() != value.KwNormal || s.Isolation() == value.KwIsolate ||
		!isNone(s.Filter()) || !isNone(s.ClipPath()) || !isNone(s.BackdropFilter()) || hasMask(s) || !isNone(s.WebkitBoxReflect()) || willStack(s.WillChange()) {
		return true, true
	}
	if f.Kind == frag.Box && (transform.Has(s) || hasPerspective(s) || s.TransformStyle() == value.KwPreserve3d || s.Contains(style.ContainLayout|style.ContainPaint)) {
		return true, true
	}
	return positioned, false
}

func isNone(v value.Value) bool { return v == nil || v == value.Value(value.KwNone) }

func hasMask(s *style.Style) bool {
	if !isNone(s.WebkitMaskBoxImageSource()) {
		return true
	}
	return hasMaskLayers(s)
}

func hasMaskLayers(s *style.Style) bool {
	for _, v := range value.Commas(s.MaskImage()) {
		if !isNone(v) {
			return true
		}
	}
	return false
}

// willStack reports whether will-change names a property that makes a stacking context.
// https://drafts.csswg.org/css-will-change-1/#will-change
func willStack(v value.Value) bool {
	for _, v := range value.Commas(v) {
		switch value.Text(v) {
		case "opacity", "transform", "filter", "z-index", "position", "clip-path", "mask", "mix-blend-mode", "isolation",
			"translate", "rotate", "scale", "offset-path", "offset-position", "perspective", "backdrop-filter":
			return true
		}
	}
	return false
}

// collect finds the layers below e in tree order and files them in s.
func (r *recorder) collect(s *stack, e entry, depth int) {
	if depth > maxDepth {
		return
	}
	for i := range e.Kids {
		if k := &e.Kids[i]; k.Has(frag.OutOfFlow) {
			r.out[k.Of] = outOfFlow{e: r.inside(e, k)}
		}
	}
	for i := range e.Kids {
		k := &e.Kids[i]
		if k.Has(frag.OutOfFlow) {
			continue
		}
		if k.Kind == frag.Anchor {
			o, ok := r.out[k.Of]
			if !ok || o.done {
				continue
			}
			o.done = true
			r.out[k.Of] = o
			r.addLayer(s, o.e, depth)
			continue
		}
		if k.Kind == frag.Text {
			continue
		}
		ke := r.inside(e, k)
		if layer, _ := r.layer(k.Fragment); layer {
			r.addLayer(s, ke, depth)
		} else {
			r.collect(s, ke, depth+1)
		}
	}
	// A box without an anchor in the tree still shows.
	for i := range e.Kids {
		if k := &e.Kids[i]; k.Has(frag.OutOfFlow) {
			if o := r.out[k.Of]; !o.done {
				o.done = true
				r.out[k.Of] = o
				r.addLayer(s, o.e, depth)
			}
		}
	}
}

// addLayer files a positioned box or stacking context and what is below it.
func (r *recorder) addLayer(s *stack, e entry, depth int) {
	_, context := r.layer(e.Fragment)
	// The group of a layer is that of the stacking context it is in, wherever its containing
	// block is.
	e.state.Effect = s.state.Effect
	for _, id := range s.cuts { // wherever its containing block is, too
		if !r.cutBy(e.state.Clip, id) {
			c := r.b.List().Clips[id]
			c.Parent = e.state.Clip
			e.state.Clip = r.b.AddClip(c)
		}
	}
	k := newStack(e)
	// z-index applies to positioned boxes and to flex and grid items only.
	st := r.style(e.Fragment)
	if z, auto := st.ZIndex(); !auto && (st.Position() != value.KwStatic || e.Of.Item) {
		k.z = z
	}
	if e.Of.Top {
		k.z = math.MaxInt32
	}
	s.kids = append(s.kids, k)
	k.entry = r.group(k.entry) // clip applies to every positioned box, context or not
	k.cuts = s.cuts
	if context && !isNone(st.ClipPath()) {
		k.cuts = append(k.cuts[:len(k.cuts):len(k.cuts)], k.state.Clip)
	}
	if !context {
		k.auto = true
		r.collect(s, k.entry, depth+1)
		return
	}
	r.collect(k, k.entry, depth+1)
}

// cutBy reports whether a chain of clips has one.
func (r *recorder) cutBy(chain, id display.ClipID) bool {
	for clips := r.b.List().Clips; chain != 0; chain = clips[chain].Parent {
		if chain == id {
			return true
		}
	}
	return false
}

// paintStack paints a stacking context, or a layer that is painted like one.
// https://www.w3.org/TR/CSS21/zindex.html#painting-order
func (r *recorder) paintStack(s *stack) {
	slices.SortStableFunc(s.kids, func(a, b *stack) int {
		switch {
		case a.z < b.z:
			return -1
		case a.z > b.z:
			return 1
		}
		return 0
	})
	i, mark := 0, r.b.Mark()
	r.paintLayer(s.entry, func() {
		for ; i < len(s.kids) && s.kids[i].z < 0; i++ {
			r.paintStack(s.kids[i])
		}
	})
	for ; i < len(s.kids); i++ {
		r.paintStack(s.kids[i])
	}
	if s.three != nil && s.three.root {
		r.arrange(s.three.in, mark)
	}
}

// phase collects, while the backgrounds of blocks are painted, what comes after them.
type phase struct {
	floats     []entry
	foreground []entry
	outlines   []entry
}

// paintLayer paints a box and its descendants that are not layers of their own, as if it were
// a stacking context; below is called between the box's own background and the rest.
func (r *recorder) paintLayer(e entry, below func()) {
	var p phase
	defer func(around []decorating) { r.onLine = around }(r.onLine)
	r.onLine = nil
	switch {
	case e.Kind == frag.Inline && e.Has(frag.BlockLine): // nothing of its own shows around a block
	case e.Kind == frag.Inline:
		below()
		r.inline(e, &p, 0)
		r.finish(&p)
		return
	default:
		r.boxDecorations(e)
	}
	below()
	r.blockContents(e, &p, 0)
	r.finish(&p)
}

func (r *recorder) finish(p *phase) {
	for _, e := range p.floats {
		r.paintLayer(e, func() {})
	}
	for i := range p.foreground {
		r.foreground(p.foreground[i], p)
	}
	for _, e := range p.outlines {
		s := r.style(e.Fragment)
		if resizable(e, s) && visible(s) {
			r.begin(e)
			r.resizer(geom.MakeRect(e.at, e.Size).Inset(e.Border))
		}
		if hasOutline(s) {
			r.outline(e)
		}
	}
}

// blockContents paints the backgrounds of e's block-level descendants in tree order and files
// the rest. What e itself shows (its picture, its control) is filed too.
func (r *recorder) blockContents(e entry, p *phase, depth int) {
	if depth > maxDepth {
		return
	}
	if e.Kind == frag.Box && e.Of != nil {
		if e.Of.Kind == box.Replaced || e.Of.Control != box.NoControl || e.Of.Marker != nil {
			p.foreground = append(p.foreground, e)
		}
		if s := r.style(e.Fragment); hasOutline(s) || resizable(e, s) {
			// Around what is inside of the box: the outlines there come first.
			defer func(e entry) {
				e.edge = true
				p.foreground = append(p.foreground, e)
			}(e)
		}
	}
	for i := range e.Kids {
		k := &e.Kids[i]
		if k.Has(frag.OutOfFlow) || k.Kind == frag.Anchor {
			continue
		}
		if layer, _ := r.layer(k.Fragment); layer {
			continue
		}
		ke := r.inside(e, k)
		switch {
		case k.Has(frag.Float):
			p.floats = append(p.floats, ke)
		case k.Kind == frag.Line:
			if k.Has(frag.BlockLine) {
				r.blockContents(ke, p, depth+1)
			} else {
				p.foreground = append(p.foreground, ke)
			}
		case k.Kind == frag.Inline && e.Has(frag.BlockLine), k.Kind == frag.Inline && e.Kind == frag.Inline:
			r.blockContents(ke, p, depth+1)
		case k.Kind == frag.Box && k.Of != nil && k.Of.Item:
			ke.whole = true
			p.foreground = append(p.foreground, ke)
		case k.Kind == frag.Box && !(k.Of != nil && k.Of.Atomic && e.Kind != frag.Box):
			r.boxDecorations(ke)
			r.blockContents(ke, p, depth+1)
		default:
			p.foreground = append(p.foreground, ke)
		}
	}
	if e.Table != nil {
		r.collapsedBorders(e)
	}
}

// foreground paints inline content, pictures and controls.
func (r *recorder) foreground(e entry, p *phase) {
	if e.edge {
		p.outlines = append(p.outlines, e)
		return
	}
	switch e.Kind {
	case frag.Line:
		r.lineContents(e, p, 0)
	case frag.Inline:
		r.inline(e, p, 0)
	case frag.Text:
		r.text(e)
	case frag.Box:
		if e.whole {
			e.whole = false
			r.paintLayer(e, func() {})
			return
		}
		r.content(e)
	}
}

// inline paints an inline box's fragment on one line: its own decorations, then its contents.
func (r *recorder) inline(e entry, p *phase, depth int) {
	r.boxDecorations(e)
	r.lineContents(e, p, depth)
	if hasOutline(r.style(e.Fragment)) {
		p.outlines = append(p.outlines, e)
	}
}

// lineContents paints what is on a line, in tree order.
func (r *recorder) lineContents(e entry, p *phase, depth int) {
	if depth > maxDepth {
		return
	}
	defer func(line []decorating, at geom.Unit) { r.onLine, r.boxTop = line, at }(r.onLine, r.boxTop)
	r.decorates(e)
	r.settles(e)
	if e.Kind == frag.Line && e.Has(frag.FirstLine) {
		r.firstLine(e)
	}
	for i := range e.Kids {
		k := &e.Kids[i]
		if k.Has(frag.OutOfFlow) || k.Kind == frag.Anchor {
			continue
		}
		if layer, _ := r.layer(k.Fragment); layer {
			continue
		}
		ke := r.inside(e, k)
		switch k.Kind {
		case frag.Text:
			r.text(ke)
		case frag.Inline:
			r.inline(ke, p, depth+1)
		case frag.Line:
			r.lineContents(ke, p, depth+1)
		case frag.Box:
			// A float filed in a line comes before the line in Appendix E, but it is out of the way
			// of the line's own text, so that its turn here shows the same.
			r.paintLayer(ke, func() {})
		}
	}
}

// firstLine paints the background of ::first-line, which is around the line's text like that of an
// inline box. https://drafts.csswg.org/css-pseudo-4/#first-line-styling
func (r *recorder) firstLine(e entry) {
	s := e.Of.FirstLine
	if s == nil || e.Frame != geom.Horizontal || !visible(s) || noBackground(s) {
		return
	}
	f := r.fontOf(s)
	if f == nil {
		return
	}
	r.begin(e)
	up, down := geom.FromPx(float64(f.Metrics.Ascent)), geom.FromPx(float64(f.Metrics.Descent))
	area := geom.Rect{X: e.at.X, Y: e.at.Y.Add(e.Baseline).Sub(up), W: e.Size.W, H: up.Add(down)}
	r.background(s, backgroundBox{border: display.RRect{R: area}, e: e})
}

// node returns the number of the node that a fragment stands for.
func node(f *frag.Fragment) dom.ID {
	if f.Of == nil || f.Of.Node == nil {
		return 0
	}
	return f.Of.Node.ID()
}

// begin sets state and node for the ops of an entry.
func (r *recorder) begin(e entry) {
	if r.mask != nil {
		return
	}
	r.b.SetState(e.state)
	r.b.Node(node(e.Fragment))
}

func visible(s *style.Style) bool { return s.Visibility() == value.KwVisible }
