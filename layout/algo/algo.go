package algo

import (
	"math"

	"vitrine/css/value"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
	"vitrine/layout/text"
)

// Indefinite marks a size that is not known before layout, such as a height that depends on content.
const Indefinite geom.Unit = math.MinInt32

// Space is what a parent asks of a child. It is comparable: it is the key of the memo.
type Space struct {
	// W is the used width of the border box.
	W geom.Unit
	// H is the height of the border box when the parent decides it; otherwise Indefinite.
	H geom.Unit
	// HDefinite tells whether H counts as definite for the percentages of kids.
	HDefinite bool
	// Percent is the content box of the containing block: the basis of percentages. H may be Indefinite.
	Percent geom.Size
	// At is the top left of the border box in its block formatting context; zero for boxes
	// that establish one.
	At geom.Point
	// Floats are the floats of the block formatting context that the box takes part in; nil for
	// boxes that establish one.
	Floats *Exclusions
	// Adjoining is what flow knows of floats before the box whose positions hang on the same margins.
	Adjoining int
	// Cleared is where the floats end that the box or one around it in the formatting context cleared.
	Cleared Cleared
	// ContentHeight asks for the height that content gives: the box's own height, min-height and
	// max-height do not count.
	ContentHeight bool
	// CellHeight is the height of a table cell's border box that percentage heights of its content
	// refer to while H is Indefinite; 0 when they count as auto.
	CellHeight geom.Unit
	// AlignCell asks a table cell whose lines cross those of the table to align its content by itself:
	// that is along its own blocks, in which the table gives it its size.
	AlignCell bool
	// Collapsed is set for cells of tables with collapsed borders: CellBorder holds the halves
	// of the table's edges that lie inside the cell, instead of the cell's own borders.
	Collapsed  bool
	CellBorder geom.Sides
	// Subgrid is what a grid container tells a grid item that is a subgrid of it; nil for all others.
	Subgrid *Subgrid
	// Clamp is what flow knows of the line clamp of the block formatting context that the box
	// takes part in; nil when there is none. A pointer: it is not the same in two layouts.
	Clamp any
	// Trim tells which edges of the block are moved to the text of its first and last line, for the
	// text-box-trim of a box around it.
	Trim Trim
	// Above is how much room there is over the box for the annotations of rubies on its first line:
	// margins, and what the line before leaves free. It is 0 for boxes without rubies.
	Above geom.Unit
	// LineEnd tells of a column of a ruby, and of its base, that a line ends there: a space at the end of
	// the base goes away.
	LineEnd bool
	// InlineBlock tells that the block is an inline-block or in one, where the last baseline is other than
	// for alignment: https://www.w3.org/TR/CSS21/visudet.html#propdef-vertical-align
	InlineBlock bool
	// Probe, when not nil, asks for nothing but whether the first box that keeps away from floats fits
	// where it is: layout ends there, and its result means nothing.
	Probe *Probe
}

// Trim is a set of the edges that text-box-trim moves.
type Trim uint8

// The edges of Trim.
const (
	TrimStart Trim = 1 << iota
	TrimEnd
)

// Cleared is a height in a block formatting context that clear brought a box to. Blocks inside of that
// box do not begin above it, whatever their margins, as in Blink.
type Cleared struct {
	Y   geom.Unit
	Any bool // there is one
}

// Probe is what the layout of a block answers about a box in it that keeps away from floats.
type Probe struct {
	// Done tells that there was such a box, Moved that floats moved it down.
	Done, Moved bool
}

// Subgrid holds the tracks of a grid container that a subgrid of it lies on. It is immutable;
// the grid container gives the same pointer for the same tracks.
// https://www.w3.org/TR/css-grid-2/#subgrids
type Subgrid struct {
	// Cols and Rows are the tracks of each subgridded axis in the subgrid's own direction; nil
	// when the axis is not subgridded or the tracks are not sized yet.
	Cols, Rows *SubgridAxis
	// Stack is 1 when the columns are a stacking axis, 2 when the rows are: those of a subgrid are
	// when its parent's are; 0 for none.
	Stack int8
}

// SubgridAxis is one axis of a Subgrid. Line i lies between the tracks i-1 and i.
type SubgridAxis struct {
	Start []geom.Unit      // where each track starts, from the subgrid's grid area's start edge
	Size  []geom.Unit      // how long it is
	Gap   geom.Unit        // between tracks, before distribution of free space
	Names map[string][]int // the parent's line names, as lines of the subgrid, ascending
	// Shared is, for each item of the subgrid, how far the baseline that it shares with others is
	// from the edge of its grid area where they are held together; frag.NoBaseline for items that
	// share none. Nil when no item does.
	Shared []geom.Unit
}

// Root returns the space of a box that establishes its own formatting context.
func Root(w geom.Unit, percent geom.Size) Space {
	return Space{W: w, H: Indefinite, Percent: percent}
}

// Result is what layout of one box gives.
type Result struct {
	Frag *frag.Fragment
	// EndStrut holds the margins that adjoin the bottom edge of the box, its own not included.
	EndStrut Strut
	// Through tells that the box has no height and no line, so that its margins collapse through it.
	Through bool
	// OutOfFlow lists absolutely positioned descendants that no box inside contains,
	// positions relative to the fragment.
	OutOfFlow []Pending
}

// Pending is an absolutely positioned box on its way to the box that contains it.
type Pending struct {
	Box *box.Box
	// Static is the static position: where the margin box's corner would be if it were in flow.
	Static geom.Point
	// StaticEnd tells that Static.X is the right edge of the margin box (right-to-left containers),
	// StaticBelow that Static.Y is its bottom edge (containers of another writing mode).
	StaticEnd, StaticBelow bool
	// StaticSize is the size of the static-position rectangle that starts at Static, for the box's
	// own alignment in it.
	StaticSize geom.Size
	// StaticExact tells that the box's own alignment has no say in its static position: that of a box
	// that would be on a line where there is none, as in Blink.
	StaticExact bool
	// StaticFrame is that of the box whose flow the static position is in: its axes are meant by the
	// box's own alignment there.
	StaticFrame geom.Frame
	// StaticItems is the justify-items of that box when it is a block container; nil for others.
	StaticItems value.Value
	// Inline, when not nil, is the positioned inline box that contains Box, and InlineRect its
	// padding box relative to the same origin as Static once that is known (InlineKnown).
	Inline      *box.Box
	InlineRect  geom.Rect
	InlineKnown bool
	// Area, when not nil, is the containing block in place of the padding box of the fragment
	// that Box is a child of: the grid area of a child of a grid container.
	Area *geom.Rect
	// Align, when not nil, says how the box is aligned in the rectangle whose corner Static is.
	Align *StaticAlign
	// Anchored, when not nil, is what anchors say about the box.
	Anchored *anchoredAlign
}

// StaticAlign is the alignment of an absolutely positioned box in its static-position rectangle.
// https://www.w3.org/TR/css-position-3/#static-position-rectangle
type StaticAlign struct {
	Size         geom.Size // of the rectangle
	X, Y         Edge
	SafeX, SafeY bool // a box larger than the rectangle is aligned to its start
}

// Edge is where in a range something is aligned.
type Edge uint8

// The edges in physical directions: Start is left or top.
const (
	Start Edge = iota
	Center
	End
)

// Offset returns how far an edge's part of the free space is from the start.
func (e Edge) Offset(free geom.Unit) geom.Unit {
	switch e {
	case Center:
		return free / 2
	case End:
		return free
	}
	return 0
}

// MinMax is a pair of intrinsic widths: Min is never above Max.
// https://www.w3.org/TR/css-sizing-3/#intrinsic-sizes
type MinMax struct{ Min, Max geom.Unit }

// Add returns m with w added to both.
func (m MinMax) Add(w geom.Unit) MinMax { return MinMax{m.Min.Add(w), m.Max.Add(w)} }

// Encompass returns the larger of both pairs.
func (m MinMax) Encompass(n MinMax) MinMax { return MinMax{max(m.Min, n.Min), max(m.Max, n.Max)} }

// Fit returns the shrink-to-fit width for an available width.
// https://www.w3.org/TR/CSS21/visudet.html#float-width
func (m MinMax) Fit(avail geom.Unit) geom.Unit { return max(m.Min, min(avail, m.Max)) }

// Func lays out a box in a space.
type Func func(c *Ctx, b *box.Box, s Space) Result

// MeasureFunc returns the border box's intrinsic widths from its content, padding and border.
type MeasureFunc func(c *Ctx, b *box.Box) MinMax

// Mode is a layout algorithm.
type Mode struct {
	Layout  Func
	Measure MeasureFunc
}

// Ctx is one run of layout. It is used by one goroutine.
type Ctx struct {
	Fonts    *text.Fonts
	Tree     *box.Tree
	Viewport geom.Size // the initial containing block, in physical coordinates
	Quirks   bool      // the document is in quirks mode
	// Modes is the dispatch table by box kind.
	Modes *[box.RubyColumn + 1]Mode
	// around is what orthogonal flows in the box that is being laid out may fill.
	around around
	// tall is what is known of heights while intrinsic widths are asked for; asked tells that
	// something made use of it.
	// self is that of the box whose mode measures it, tall that of its kids.
	tall, self tall
	asked      bool
	// Calls counts runs of a Layout or Measure, Hits the answers from memory.
	Calls, Hits int
	// Reruns counts the grids whose columns were sized again for what their rows came to; package
	// grid stops when there are too many.
	Reruns int
	// Tries counts the positions that were tried for boxes with alternatives, AnchorWalk the
	// fragments that were passed in search of anchors; both have limits.
	Tries, AnchorWalk int
	anchored          anchors
	// Crossing is how many table cells are being laid out again whose lines cross those of their
	// tables; package table stops at some depth.
	Crossing int
	// Fills counts the columns that were filled, in all attempts to balance them; package
	// fragmentation stops balancing when there are too many.
	Fills int
}

// memo is what a Box remembers.
type memo struct {
	mm    measured    // the newest answer of Measure
	older *measured   // one that depends on heights, as that before it did
	n     int         // results remembered so far, the oldest overwritten
	last  memoEntry   // the newest result: most boxes are asked once
	ring  []memoEntry // the ones before, at most memoSize-1
	flow  any
	table any
	grid  any
	basis *basisMemo
}

type memoEntry struct {
	space  Space
	around around
	res    Result
	floats []Float
}

// memoSize is how many layout results a box keeps: the final one and those asked for while
// measuring: a flex item is laid out at its natural height and then stretched, both with a
// definite and an indefinite height of its container.
const memoSize = 4

func memoOf(b *box.Box) *memo {
	if m, ok := b.Memo.(*memo); ok {
		return m
	}
	m := new(memo)
	b.Memo = m
	return m
}

// FlowMemo returns the place where package flow keeps what it derived from the box alone.
func FlowMemo(b *box.Box) *any { return &memoOf(b).flow }

// TableMemo returns the place where package table keeps the grid it derived from the box alone.
func TableMemo(b *box.Box) *any { return &memoOf(b).table }

// GridMemo returns the place where package grid keeps what it derived from the box alone.
func GridMemo(b *box.Box) *any { return &memoOf(b).grid }

// Child lays out b in a space, or returns the remembered result. Floats that b leaves behind in
// a shared formatting context are remembered with the result.
func (c *Ctx) Child(b *box.Box, s Space) Result {
	// Only a result that no earlier float could have touched is remembered; where the box
	// stands in its formatting context does not matter to it then.
	key, keep := s, (s.Floats == nil || s.Floats.Empty()) && s.Probe == nil
	key.Floats, key.At = nil, geom.Point{}
	m := memoOf(b)
	if keep {
		if e := m.find(&key, &c.around); e != nil {
			c.Hits++
			for _, f := range e.floats {
				s.Floats.Add(Float{f.Left, f.Rect.Move(s.At), f.Shape})
			}
			return e.res
		}
	}
	c.Calls++
	outer, tallOuter := c.around, c.tall
	var r Result
	if b.Turned != nil {
		c.tall = tall{}
		r = c.turned(b, s)
		c.tall = tallOuter
	} else {
		c.enter(b)
		c.tall = tallSpace(b, &s)
		r = c.Modes[b.Kind].Layout(c, b, s)
		c.around, c.tall = outer, tallOuter
		if b.Skip {
			r = skip(r)
		}
	}
	if b.HidesBaseline() {
		r.Frag.Baseline, r.Frag.LastBaseline = frag.NoBaseline, frag.NoBaseline
	}
	if keep {
		e := memoEntry{space: key, around: outer, res: r}
		if s.Floats != nil {
			for _, f := range s.Floats.log {
				e.floats = append(e.floats, Float{f.Left, f.Rect.Move(geom.Point{X: -s.At.X, Y: -s.At.Y}), f.Shape})
			}
		}
		m.keep(e)
	}
	return r
}

// enter notes what a box means for what it contains.
func (c *Ctx) enter(b *box.Box) {
	if b.Source != nil {
		c.around = c.around.in(c, b)
	}
	switch b.Kind {
	case box.Cell, box.Flex, box.Grid:
		c.around.tight = true
	}
}

// PercentColumns reports whether columns in percent widen the max-content width of a table until
// the others have room beside them. As in Chromium they do not where a table cell, a flex or a
// grid container asks, since that would blow up whole pages.
func (c *Ctx) PercentColumns() bool { return !c.around.tight }

// find returns the remembered result for a space, or nil.
func (m *memo) find(key *Space, in *around) *memoEntry {
	if m.n > 0 && m.last.space == *key && m.last.around == *in {
		return &m.last
	}
	for i := range m.ring {
		if m.ring[i].space == *key && m.ring[i].around == *in {
			return &m.ring[i]
		}
	}
	return nil
}

// keep remembers a result; past memoSize it takes the place of the oldest.
func (m *memo) keep(e memoEntry) {
	switch {
	case m.n == 0:
	case len(m.ring) < memoSize-1:
		m.ring = append(m.ring, m.last)
	default:
		m.ring[(m.n-1)%(memoSize-1)] = m.last
	}
	m.last = e
	m.n++
}

// Measure returns the intrinsic widths of b's border box, from its content alone.
func (c *Ctx) Measure(b *box.Box) MinMax {
	m := memoOf(b)
	in := c.tall
	for _, old := range [...]*measured{&m.mm, m.older} {
		if old != nil && old.serves(&in, &c.around) {
			c.Hits++
			c.asked = c.asked || old.passes
			return old.mm
		}
	}
	c.Calls++
	outer, asked, self := c.around, c.asked, c.self
	depends := true
	c.asked, c.self = false, in
	if b.Turned == nil {
		c.enter(b)
		c.tall, depends = tallOf(b, in)
	}
	var mm MinMax
	if b.Turned != nil {
		if orthogonal(b) {
			if in.decided { // its lines are as long as the item is high
				c.asked = true
				mm.Min = c.acrossAt(b, in.own)
			} else {
				mm.Min = c.blockSize(b, geom.Size{W: Indefinite, H: Indefinite})
			}
		} else {
			mm = c.Measure(b.Turned)
		}
	} else if w, ok := containedWidth(b); ok && b.Kind != box.Replaced {
		mm.Min = w.Add(Edges(b.Style, Indefinite).Width())
	} else {
		mm = c.Modes[b.Kind].Measure(c, b)
	}
	mm.Min = max(0, mm.Min)
	mm.Max = max(mm.Min, mm.Max)
	if m.mm.ok && m.mm.asks && c.asked {
		old := m.mm
		m.older = &old
	}
	m.mm = measured{ok: true, asks: c.asked, passes: c.asked && depends, in: in, around: outer, mm: mm}
	c.around, c.tall, c.self, c.asked = outer, in, self, asked || m.mm.passes
	return mm
}
