package engine

import (
	"context"
	"errors"
	"io"
	"sort"
	"strings"

	"vitrine/css/paged"
	"vitrine/css/selector"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout"
	"vitrine/layout/box"
	"vitrine/layout/frag"
	"vitrine/layout/fragmentation"
	"vitrine/layout/geom"
	"vitrine/paint"
	"vitrine/paint/pdf"
)

// Print says what paper a page is printed on.
type Print struct {
	// Paper is the size and the margins without @page rules, in CSS px.
	Paper paged.Page
	// IgnoreSize keeps the paper's size whatever @page says.
	IgnoreSize bool
}

// Printed tells of a document that was printed.
type Printed struct {
	Pages int
	// Rasterised counts what PDF has no counterpart for and was put in as a picture, by kind.
	Rasterised map[string]int
	// Cut is set when there was more than Limits.PrintPages pages.
	Cut bool
}

// maxShrink is how much of its width a document that is wider than the paper loses, at most: what
// is still wider is cut off, as in Chromium.
const maxShrink = 1.5

var errNothing = errors.New("print: there is no document")

// PDF writes the document as a PDF file, one page after the other. The page has to be idle, and made
// for paper: Config.Print.
func (p *Page) PDF(ctx context.Context, w io.Writer) (out Printed, err error) {
	err = errNothing
	if e := p.Do(ctx, func(*dom.Document) {
		if p.doc != nil && p.doc.line.frags != nil && p.e.cfg.Print != nil {
			out, err = p.print(ctx, p.doc, w)
		}
	}); e != nil {
		return out, e
	}
	return out, err
}

// onPaper makes the viewport of a document that is for paper the page area of its first page, in
// whole px as in Chromium.
// https://www.w3.org/TR/css-page-3/#page-model
func (p *Page) onPaper(d *document) {
	if p.e.cfg.Print == nil || d != p.doc {
		return
	}
	l := &d.line
	page := p.pageRules(d).style(paged.Which{First: true, Name: l.paper.first})
	shrink := max(1, l.paper.shrink)
	w, h := page.Area(shrink)
	l.paper.area = geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)}
	w, h = page.Inside(shrink)
	p.view = geom.Size{W: geom.Int(max(1, int(w))), H: geom.Int(max(1, int(h)))}
	d.view, l.view = p.view, p.view
	l.env.PageW, l.env.PageH = float32(p.view.W.Px()), float32(p.view.H.Px())
}

// area returns what a document's content in flow is laid out in: its viewport, or the area of its
// first page.
func (p *Page) area(d *document) geom.Size {
	if p.e.cfg.Print == nil || d != p.doc {
		return d.view
	}
	return d.line.paper.area
}

// pageRules are the @page rules of a document.
type pageRules struct {
	*paged.Rules
	on *Print
}

func (p *Page) pageRules(d *document) pageRules {
	return pageRules{paged.Collect(d.line.sheets, &d.line.env), p.e.cfg.Print}
}

func (r pageRules) style(w paged.Which) paged.Page {
	page, sized := r.Page(r.on.Paper, w)
	if sized && r.on.IgnoreSize {
		page.W, page.H = r.on.Paper.W, r.on.Paper.H
	}
	return page
}

// printer is a document on its way to paper.
type printer struct {
	p     *Page
	d     *document
	w     *pdf.Writer
	names map[string]bool // places that links in the document lead to
	rtl   bool
	rules pageRules
	total int // pages of the document, when its margins may tell
}

// print cuts the document's fragments into pages and writes each before it makes the next.
func (p *Page) print(ctx context.Context, d *document, w io.Writer) (out Printed, err error) {
	sp := trace.From(d.ctx).Fork("print")
	defer sp.End()
	l := &d.line
	// The first page may have a name.
	if name := fragmentation.NewPager(l.frags.Root).Name(); name != l.paper.first {
		l.paper.first = name
		p.again(d)
	}
	// What is wider than the paper is made smaller.
	if wide, view := contentWidth(l.frags.Root).Px(), l.paper.area.W.Px(); wide > view+1 && view > 0 {
		l.paper.shrink = min(maxShrink, wide/view)
		p.again(d)
	}
	shrink := max(1, l.paper.shrink)
	if l.paper.first != "" || l.paper.shrink != 0 {
		defer func() { l.paper = paperState{}; p.again(d) }()
	}
	rules := p.pageRules(d)
	pr := &printer{p: p, d: d, rules: rules, names: targets(d), w: pdf.NewWriter(w, pdf.Info{Title: d.title, Lang: languageOf(d.dom)})}
	if b := l.boxes.Root; b != nil {
		pr.rtl = b.Style.Direction() == value.KwRtl
	}
	if rules.HasBoxes() { // they may tell how many pages there are
		if pr.total, out.Cut, err = pr.pages(ctx, shrink, nil); err != nil {
			return out, err
		}
	}
	if _, out.Cut, err = pr.pages(ctx, shrink, pr.page); err != nil {
		return out, err
	}
	if out.Cut {
		sp.Note(trace.Warning, "print-pages", trace.Pos{URL: d.dom.URL}, trace.Int("most", p.e.cfg.Limits.PrintPages))
	}
	err = pr.w.Close()
	out.Pages, out.Rasterised = pr.w.Pages(), pr.w.Rasterised
	sp.Set(trace.Int("pages", out.Pages))
	kinds := make([]string, 0, len(out.Rasterised))
	for k := range out.Rasterised {
		kinds = append(kinds, k)
	}
	sort.Strings(kinds)
	for _, k := range kinds {
		sp.Note(trace.Info, "rasterised", trace.Pos{URL: d.dom.URL}, trace.Str("what", k), trace.Int("count", out.Rasterised[k]))
	}
	return out, err
}

// again lays out a document for other paper.
func (p *Page) again(d *document) {
	d.line.todo |= stageSheets | stageStyles | stageBoxes
	p.runDocument(d)
}

// sheet is one page of a document that is printed.
type sheet struct {
	frag   *frag.Fragment
	page   paged.Page
	which  paged.Which
	number int // from 1
	shrink float64
}

// pages cuts the document into pages and hands each to a function before it makes the next; nil
// counts them. It reports whether there was more than is allowed.
func (pr *printer) pages(ctx context.Context, shrink float64, each func(sheet) error) (n int, cut bool, err error) {
	l := &pr.d.line
	pager, width := fragmentation.NewPager(l.frags.Root), l.paper.area.W
	for ; !pager.Done() || n == 0; n++ {
		if err := ctx.Err(); err != nil {
			return n, false, err
		}
		if n >= pr.p.e.cfg.Limits.PrintPages {
			return n, true, nil
		}
		s := sheet{number: n + 1, shrink: shrink}
		s.which = paged.Which{First: n == 0, Left: (n%2 == 1) != pr.rtl, Name: pager.Name()}
		if skips(pager.Break, s.which.Left, pr.rtl) {
			pager.Break = 0
			s.which.Blank, s.which.Name = true, ""
			s.page = pr.rules.style(s.which)
			s.frag = blank(s.page, shrink)
		} else {
			s.page = pr.rules.style(s.which)
			w, h := s.page.Area(shrink)
			area := geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)}
			if area.W != width { // what comes now is laid out in the page's own width
				width = area.W
				pager.Reflow(layout.RunPage(nil, l.boxes, l.fonts.current, area).Root)
			}
			s.frag = pager.Next(area)
		}
		if each != nil {
			if err := each(s); err != nil {
				return n, false, err
			}
		}
	}
	return n, false, nil
}

// contentWidth returns how far content reaches to the right; what is fixed to the page does not count.
func contentWidth(root *frag.Fragment) (right geom.Unit) {
	for _, k := range root.Kids {
		if !k.Has(frag.OutOfFlow) || k.Of == nil || k.Of.Style.Position() != value.KwFixed {
			right = max(right, k.At.X.Add(k.Overflow.Right()))
		}
	}
	return right
}

// skips reports whether a page stays blank because what follows a forced break wants the other
// side of the sheet. https://www.w3.org/TR/css-break-4/#break-between
func skips(kw value.Keyword, left, rtl bool) bool {
	switch kw {
	case value.KwLeft:
		return !left
	case value.KwRight:
		return left
	case value.KwRecto:
		return left != rtl
	case value.KwVerso:
		return left == rtl
	}
	return false
}

func blank(page paged.Page, shrink float64) *frag.Fragment {
	w, h := page.Area(shrink)
	return &frag.Fragment{Kind: frag.Box, Size: geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)}}
}

// pxToPoint is how many points a CSS px has.
const pxToPoint = 0.75

// page paints and writes one page.
func (pr *printer) page(s sheet) error {
	f, page, shrink := s.frag, s.page, s.shrink
	l := &pr.d.line
	// What sticks out of the page area is not seen, as in Chromium.
	reach := geom.MakeRect(geom.Point{}, f.Size)
	x, y := page.Origin()
	w, h := page.Inside(shrink)
	tree := &frag.Tree{Boxes: l.boxes, Root: f, Content: reach}
	list := paint.Record(nil, paint.Input{Tree: tree, Fonts: l.fonts.current, Images: l.images.style, Style: l.styleOf,
		Styles: l.styles, ElementImage: l.images.svgImage, Frames: pr.d.isFrame}).Moved(pr.d.position())
	paper := pdf.Paper{W: page.W * pxToPoint, H: page.H * pxToPoint, X: x * pxToPoint, Y: y * pxToPoint, Scale: pxToPoint / shrink, Turn: page.Turn,
		Area: geom.Size{W: geom.FromPx(w), H: geom.FromPx(h)}}
	var links []pdf.Link
	pr.walk(f, geom.Point{}, nil, func(at geom.Rect, link *dom.Node) {
		if at = at.Intersect(reach); at.Empty() {
			return
		}
		u := pr.d.linkURL(link)
		if u == nil {
			return
		}
		if name, ok := pr.d.inside(u.String()); ok {
			if pr.names[name] {
				links = append(links, pdf.Link{Area: at, Name: name})
			}
			return
		}
		links = append(links, pdf.Link{Area: at, URL: u.String()})
	}, func(name string, at geom.Point) {
		if pr.names[name] {
			pr.w.Name(name, paper, at.X, at.Y)
		}
	}, func(n *dom.Node, at geom.Point) {
		if title := strings.Join(strings.Fields(n.TextContent()), " "); title != "" {
			pr.w.Heading(int(n.Name()[1]-'0'), title, paper, at.Y)
		}
	})
	return pr.w.Page(paper, list, pr.margins(s), links)
}

// isHeading reports whether an element is one of h1 to h6.
func isHeading(n *dom.Node) bool {
	return n.IsHTML("h1") || n.IsHTML("h2") || n.IsHTML("h3") || n.IsHTML("h4") || n.IsHTML("h5") || n.IsHTML("h6")
}

// walk finds the areas of hyperlinks, the places with names and the headings in a page.
func (pr *printer) walk(f *frag.Fragment, at geom.Point, link *dom.Node, area func(geom.Rect, *dom.Node), name func(string, geom.Point),
	heading func(*dom.Node, geom.Point)) {
	if b := f.Of; b != nil && f.Kind != frag.Text && f.Kind != frag.Line && f.Kind != frag.Anchor {
		if n := b.Node; n != nil && n.Type == dom.ElementNode && b.Pseudo == box.NoPseudo {
			if id := attr(n, "id"); id != "" {
				name(id, at)
			}
			if a := attr(n, "name"); a != "" && n.IsHTML("a") {
				name(a, at)
			}
			if selector.IsLink(n) {
				link = n
			}
			if f.Has(frag.First) && f.Kind == frag.Box && isHeading(n) {
				heading(n, at)
			}
		}
	}
	if link != nil && (f.Kind == frag.Text || f.Kind == frag.Box && f.Of != nil && f.Of.Kind == box.Replaced) {
		area(geom.MakeRect(at, f.Size), link)
	}
	for i := range f.Kids {
		k := &f.Kids[i]
		pr.walk(k.Fragment, at.Add(k.At), link, area, name, heading)
	}
}

// inside returns the fragment of an address that leads into the document itself.
func (d *document) inside(u string) (name string, ok bool) {
	u, name, ok = strings.Cut(u, "#")
	own, _, _ := strings.Cut(d.url.String(), "#")
	return name, ok && u == own
}

// targets returns the names of the places that hyperlinks of a document lead to inside of it.
func targets(d *document) map[string]bool {
	names := map[string]bool{}
	root := d.dom.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		if n.Type != dom.ElementNode || !selector.IsLink(n) {
			continue
		}
		if u := d.linkURL(n); u != nil {
			if name, ok := d.inside(u.String()); ok && name != "" {
				names[name] = true
			}
		}
	}
	return names
}

func languageOf(d *dom.Document) string {
	if n := d.DocumentElement(); n != nil {
		return attr(n, "lang")
	}
	return ""
}

func attr(n *dom.Node, name string) string {
	v, _ := n.Attr(name)
	return v
}
