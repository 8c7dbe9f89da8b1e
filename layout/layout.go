package layout

import (
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/algo"
	"vitrine/layout/box"
	"vitrine/layout/flex"
	"vitrine/layout/flow"
	"vitrine/layout/frag"
	"vitrine/layout/fragmentation"
	"vitrine/layout/geom"
	"vitrine/layout/grid"
	"vitrine/layout/replaced"
	"vitrine/layout/table"
	"vitrine/layout/text"
)

var (
	flowMode     = algo.Mode{Layout: block, Measure: measure}
	flexMode     = algo.Mode{Layout: flex.Layout, Measure: flex.Measure}
	gridMode     = algo.Mode{Layout: grid.Layout, Measure: grid.Measure}
	replacedMode = algo.Mode{Layout: replaced.Layout, Measure: replaced.Measure}
	tableMode    = algo.Mode{Layout: table.Layout, Measure: table.Measure}
	rubyMode     = algo.Mode{Layout: flow.Ruby, Measure: flow.MeasureRuby}
)

// block lays out a block container: in columns or in one.
func block(c *algo.Ctx, b *box.Box, s algo.Space) algo.Result {
	if b.Multicol {
		return fragmentation.Layout(c, b, s)
	}
	return flow.Layout(c, b, s)
}

func measure(c *algo.Ctx, b *box.Box) algo.MinMax {
	if b.Multicol {
		return fragmentation.Measure(c, b)
	}
	return flow.Measure(c, b)
}

// modes is the dispatch table: which algorithm lays out which kind of box.
var modes = [box.RubyColumn + 1]algo.Mode{
	box.Block:      flowMode,
	box.Cell:       flowMode,
	box.Caption:    flowMode,
	box.Flex:       flexMode,
	box.Grid:       gridMode,
	box.Table:      tableMode,
	box.Replaced:   replacedMode,
	box.RubyColumn: rubyMode,
}

// Run lays out a box tree in a viewport.
func Run(sp *trace.Span, boxes *box.Tree, fonts *text.Fonts) *frag.Tree {
	return RunPage(sp, boxes, fonts, boxes.Viewport)
}

// RunPage lays out a box tree in a viewport and in the area of a page, which what is in flow goes
// into: in physical coordinates, of another width than the viewport or not.
// https://www.w3.org/TR/css-page-3/#page-model
func RunPage(sp *trace.Span, boxes *box.Tree, fonts *text.Fonts, area geom.Size) *frag.Tree {
	c := &algo.Ctx{Fonts: fonts, Tree: boxes, Viewport: boxes.Viewport, Modes: &modes}
	c.Quirks = boxes.Doc != nil && boxes.Doc.Mode == dom.Quirks
	viewport := boxes.Frame.Size(boxes.Viewport)
	root := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: viewport,
		Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline}
	if b := boxes.Framed(); b != nil {
		if b == boxes.Root {
			defer flow.Ahead(c, b)()
		}
		rtl := boxes.Direction == value.KwRtl
		page := boxes.Frame.Size(area)
		start, end := gutters(boxes.Root.Style)
		if area != boxes.Viewport {
			start, end = 0, 0 // paper has no scrollbars
		}
		page.W = max(0, page.W.Sub(start).Sub(end))
		m := algo.Margins(b.Style, page.W)
		s := algo.Root(0, page)
		var at geom.Point
		var pending []algo.Pending
		if b.OutOfFlow {
			pending = []algo.Pending{{Box: b}}
		} else {
			s.W = c.Width(b, page, page.W.Sub(m.Width()), b.Floating)
			at = geom.Point{X: rootX(b, m, s.W, page.W, rtl).Add(start), Y: m.Top}
			if boxes.Part {
				s.W, s.H, s.HDefinite = page.W, page.H, true
			}
			r := c.Child(b, s)
			at = at.Add(algo.Relative(b, page, rtl))
			root.Kids = append(root.Kids, frag.Placed{At: at, Fragment: r.Frag})
			pending = algo.Shift(r.OutOfFlow, at)
		}
		c.FinishRoot(root, pending, geom.Rect{X: start, W: viewport.W.Sub(start).Sub(end), H: viewport.H}, boxes.Frame, rtl)
		if b != boxes.Root {
			root = algo.Physical(root, boxes.Frame)
		}
	} else {
		root.Overflow = geom.MakeRect(geom.Point{}, root.Size)
	}
	t := &frag.Tree{Boxes: boxes, Root: root}
	t.Content = root.Overflow.Union(geom.MakeRect(geom.Point{}, root.Size))
	t.Calls, t.Hits = c.Calls, c.Hits
	if c.Fills > fragmentation.MaxFills {
		sp.Note(trace.Warning, "columns", trace.Pos{}, trace.Int("most", fragmentation.MaxFills))
	}
	sp.Set(trace.Int("calls", c.Calls), trace.Int("hits", c.Hits))
	sp.Count("layout.calls", c.Calls)
	return t
}

// gutter is the room for a scrollbar of the platform, and thinGutter with scrollbar-width: thin.
const gutter, thinGutter = 15 * geom.One, 10 * geom.One

// gutters returns what the root element leaves free for scrollbars on both sides of its lines with
// scrollbar-gutter: stable; scrollbars that are over the page need no other room.
// https://drafts.csswg.org/css-overflow-3/#scrollbar-gutter-property
func gutters(s *style.Style) (start, end geom.Unit) {
	v := value.Spaced(s.ScrollbarGutter())
	if len(v) == 0 || v[0] != value.Value(value.KwStable) {
		return 0, 0
	}
	switch s.ScrollbarWidth() {
	case value.KwNone:
		return 0, 0
	case value.KwThin:
		end = thinGutter
	default:
		end = gutter
	}
	if len(v) > 1 {
		start = end
	}
	return start, end
}

// rootX returns where the root element's border box starts.
func rootX(b *box.Box, m geom.Sides, w, avail geom.Unit, rtl bool) geom.Unit {
	free := avail.Sub(w).Sub(m.Width())
	autoL, autoR := b.Style.MarginLeft().IsAuto(), b.Style.MarginRight().IsAuto()
	switch {
	case autoL && autoR && free > 0:
		return free / 2
	case autoL && free > 0:
		return free
	case rtl && !autoR:
		return avail.Sub(w).Sub(m.Right)
	}
	return m.Left
}
