package dump

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"vitrine/engine/dom"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Keep says which nodes a dump is about; nil keeps all. Trees show the subtrees of kept nodes.
type Keep func(*dom.Node) bool

// maxText is how much of a text a line shows.
const maxText = 60

func shorten(s string) string {
	if len(s) <= maxText {
		return strconv.Quote(s)
	}
	i := maxText
	for i > 0 && s[i]&0xc0 == 0x80 {
		i--
	}
	return strconv.Quote(s[:i]) + "…"
}

// jsonBox is a box or fragment in JSON.
type jsonBox struct {
	Kind     string     `json:"kind"`
	Of       string     `json:"of,omitempty"`
	Pseudo   string     `json:"pseudo,omitempty"`
	Flags    []string   `json:"flags,omitempty"`
	Rect     []float64  `json:"rect,omitempty"`
	Baseline *float64   `json:"baseline,omitempty"`
	Text     *string    `json:"text,omitempty"`
	Kids     []*jsonBox `json:"kids,omitempty"`
}

// Boxes writes the box tree: kind, what made the box, what it is in its formatting context.
func Boxes(w io.Writer, t *box.Tree, keep Keep) error {
	b := bufio.NewWriter(w)
	for _, j := range boxForest(t.Root, keep, false) {
		writeBox(b, j, 0)
	}
	return b.Flush()
}

// BoxesJSON writes the box tree as JSON.
func BoxesJSON(w io.Writer, t *box.Tree, keep Keep) error {
	return writeJSON(w, boxForest(t.Root, keep, false))
}

func boxForest(b *box.Box, keep Keep, in bool) []*jsonBox {
	if b == nil {
		return nil
	}
	in = in || keep == nil || b.Node != nil && keep(b.Node)
	var kids []*jsonBox
	for _, k := range b.Kids {
		kids = append(kids, boxForest(k, keep, in)...)
	}
	if !in {
		return kids
	}
	j := &jsonBox{Kind: b.Kind.String(), Of: b.Node.Label(), Pseudo: b.Pseudo.String(), Kids: kids}
	flag := func(on bool, name string) {
		if on {
			j.Flags = append(j.Flags, name)
		}
	}
	flag(b.Atomic, "atomic")
	flag(b.Inlines, "inlines")
	flag(b.Floating, "float")
	flag(b.OutOfFlow, "out-of-flow")
	flag(b.HasBlock, "has-block")
	flag(b.FirstLine != nil, "first-line")
	if b.Kind == box.Cell && (b.ColSpan > 1 || b.RowSpan != 1) {
		j.Flags = append(j.Flags, fmt.Sprintf("span=%dx%d", b.ColSpan, b.RowSpan))
	}
	if o := b.Object; o != nil {
		j.Flags = append(j.Flags, "natural="+natural(o.W)+"x"+natural(o.H))
		flag(o.Image != nil && o.Image.Broken, "broken")
	}
	if b.Kind == box.Text {
		j.Text = &b.Text
	}
	return []*jsonBox{j}
}

func natural(u geom.Unit) string {
	if u == box.NoSize {
		return "none"
	}
	return u.String()
}

func writeBox(b *bufio.Writer, j *jsonBox, depth int) {
	indent(b, depth)
	b.WriteString(j.Kind)
	if j.Of != "" {
		b.WriteString(" " + j.Of)
	}
	if j.Pseudo != "" {
		b.WriteString(" " + j.Pseudo)
	}
	for _, f := range j.Flags {
		b.WriteString(" " + f)
	}
	if j.Rect != nil {
		fmt.Fprintf(b, " [%s,%s %s×%s]", num(j.Rect[0]), num(j.Rect[1]), num(j.Rect[2]), num(j.Rect[3]))
	}
	if j.Baseline != nil {
		b.WriteString(" baseline " + num(*j.Baseline))
	}
	if j.Text != nil {
		b.WriteString(" " + shorten(*j.Text))
	}
	b.WriteByte('\n')
	for _, k := range j.Kids {
		writeBox(b, k, depth+1)
	}
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Fragments writes the fragment tree: kind, what made the fragment, its place in the page and
// its size in CSS px.
func Fragments(w io.Writer, t *frag.Tree, keep Keep) error {
	b := bufio.NewWriter(w)
	for _, j := range fragForest(t.Root, geom.Point{}, keep, false) {
		writeBox(b, j, 0)
	}
	return b.Flush()
}

// FragmentsJSON writes the fragment tree as JSON.
func FragmentsJSON(w io.Writer, t *frag.Tree, keep Keep) error {
	return writeJSON(w, fragForest(t.Root, geom.Point{}, keep, false))
}

var fragFlags = []struct {
	flag frag.Flag
	name string
}{{frag.OutOfFlow, "out-of-flow"}, {frag.Float, "float"}, {frag.FirstLine, "first-line"}, {frag.Scrolls, "scrolls"},
	{frag.Collapsed, "collapsed"}, {frag.EmptyCell, "empty-cell"}, {frag.Ellipsis, "ellipsis"}, {frag.Hyphen, "hyphen"},
	{frag.BlockLine, "block-line"}, {frag.RTL, "rtl"}}

func fragForest(f *frag.Fragment, at geom.Point, keep Keep, in bool) []*jsonBox {
	if f == nil {
		return nil
	}
	in = in || keep == nil || f.Of != nil && f.Of.Node != nil && f.Kind != frag.Line && keep(f.Of.Node)
	var kids []*jsonBox
	for _, k := range f.Kids {
		kids = append(kids, fragForest(k.Fragment, at.Add(k.At), keep, in)...)
	}
	if !in {
		return kids
	}
	j := &jsonBox{Kind: f.Kind.String(), Rect: []float64{at.X.Px(), at.Y.Px(), f.Size.W.Px(), f.Size.H.Px()}, Kids: kids}
	if f.Of != nil && f.Kind != frag.Line {
		j.Of, j.Pseudo = f.Of.Node.Label(), f.Of.Pseudo.String()
	}
	for _, fl := range fragFlags {
		if f.Has(fl.flag) {
			j.Flags = append(j.Flags, fl.name)
		}
	}
	if f.Kind == frag.Inline && !f.Has(frag.First|frag.Last) {
		j.Flags = append(j.Flags, "part")
	}
	if f.Baseline != frag.NoBaseline && (f.Kind == frag.Line || f.Kind == frag.Text) {
		v := f.Baseline.Px()
		j.Baseline = &v
	}
	if f.Text != nil {
		j.Text = &f.Text.Source
	}
	return []*jsonBox{j}
}
