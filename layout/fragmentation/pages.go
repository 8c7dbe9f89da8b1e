package fragmentation

import (
	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Pager cuts a laid out document into pages.
//
//	p := NewPager(root)
//	for !p.Done() { page := p.Next(area) }
type Pager struct {
	root  *frag.Fragment
	fixed []frag.Placed // shown on every page
	rest  *rest
	done  bool
	// Break is the forced break that comes before the next page, such as left or right; 0 for none.
	Break value.Keyword
}

// NewPager begins with the fragment of the initial containing block, laid out as tall as the
// document is.
func NewPager(root *frag.Fragment) *Pager {
	p := &Pager{}
	p.root, p.fixed = paper(root)
	return p
}

// paper returns the fragment of the initial containing block without what is on every page.
func paper(root *frag.Fragment) (*frag.Fragment, []frag.Placed) {
	var fixed []frag.Placed
	f := *root
	f.Kids = nil
	end := geom.Unit(0)
	for _, k := range root.Kids {
		if k.Has(frag.OutOfFlow) && k.Of != nil && k.Of.Style.Position() == value.KwFixed {
			fixed = append(fixed, k)
			continue
		}
		f.Kids = append(f.Kids, k)
		if inFlow(k.Fragment) {
			end = max(end, k.At.Y.Add(k.Size.H))
		}
	}
	f.Size.H = end // the viewport's height does not count on paper
	return &f, fixed
}

// Reflow has what is not on pages yet come from another layout of the same document, for pages of
// another width. What has begun stays as wide as it was when its place is not one between blocks.
func (p *Pager) Reflow(root *frag.Fragment) {
	f, _ := paper(root)
	if p.rest == nil {
		p.root = f
		return
	}
	p.root, p.rest = reflowed(p.root, f, p.rest)
}

// reflowed returns what rests of a fragment as what rests of another layout of the same box. Where the
// two do not correspond, the fragment stays as it is.
func reflowed(old, f *frag.Fragment, t *rest) (*frag.Fragment, *rest) {
	if f.Of != old.Of || len(f.Kids) != len(old.Kids) || f.Columns != nil || !sequential(f) {
		return old, t
	}
	same := func(i int) bool {
		a, b := old.Kids[i].Fragment, f.Kids[i].Fragment
		return a.Of == b.Of && a.Kind == b.Kind && !isLine(a)
	}
	if t.next < len(f.Kids) && !same(t.next) || t.next > 0 && !same(t.next-1) {
		return old, t
	}
	for _, list := range [2][]openKid{t.open, t.oof} {
		for _, k := range list {
			if !same(k.index) {
				return old, t
			}
		}
	}
	g, r := *f, *t
	g.Kids = append([]frag.Placed(nil), f.Kids...)
	r.f = &g
	follow := func(list []openKid) (out []openKid) {
		for _, k := range list {
			if k.rest != nil {
				g.Kids[k.index].Fragment, k.rest = reflowed(old.Kids[k.index].Fragment, f.Kids[k.index].Fragment, k.rest)
			}
			out = append(out, k)
		}
		return out
	}
	r.open, r.oof = follow(t.open), follow(t.oof)
	return &g, &r
}

// Done reports whether all content is on pages.
func (p *Pager) Done() bool { return p.done }

// Next returns the fragment of the next page, of a size. It holds what fits; what cannot be
// divided and is taller than a page sticks out of it.
// https://www.w3.org/TR/css-break-4/#breaking-rules
func (p *Pager) Next(area geom.Size) *frag.Fragment {
	height := max(geom.One, area.H)
	r := &run{media: pages, height: height}
	q := r.cut(p.root, p.rest, offer{top: true})
	page := &frag.Fragment{Kind: frag.Box, Flags: frag.First | frag.Last, Size: geom.Size{W: area.W, H: height},
		Baseline: frag.NoBaseline, LastBaseline: frag.NoBaseline}
	if q.frag != nil {
		page.Kids = append(page.Kids, q.frag.Kids...)
	}
	page.Kids = append(page.Kids, p.fixed...)
	page.Overflow = algo.Overflow(page)
	p.rest, p.Break = q.rest, q.forced
	p.done = q.rest == nil || q.frag == nil
	return page
}

// Name returns the page property that counts for the first content of the next page.
// https://www.w3.org/TR/css-page-3/#using-named-pages
func (p *Pager) Name() string {
	name := ""
	f, t := p.root, p.rest
	for f != nil {
		name = ownPage(f, name)
		var next *frag.Fragment
		var rests *rest
		if t != nil && len(t.open) > 0 && t.open[0].index < len(f.Kids) {
			next, rests = f.Kids[t.open[0].index].Fragment, t.open[0].rest
		} else {
			from := 0
			if t != nil && sequential(f) {
				from = t.next
			}
			for i := from; i < len(f.Kids); i++ {
				if k := f.Kids[i].Fragment; inFlow(k) {
					if k.Kind != frag.Text && !isLine(k) {
						next = k
					}
					break
				}
			}
		}
		f, t = next, rests
	}
	return name
}
