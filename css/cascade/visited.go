package cascade

import (
	"net/url"
	"path"
	"strings"

	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/engine/dom"
)

// visitedLink returns a test for links that were visited: to the page itself, and those that the
// input knows of. When nothing is remembered, as in a private window of Chromium, a page that is
// named by its address is one like any other; a link without an address is to the page that is
// shown, whatever is remembered.
func visitedLink(in *Input) func(*dom.Node) bool {
	if in.Visited == nil {
		doc := in.Doc
		return func(n *dom.Node) bool {
			href, ok := n.Attr("href")
			return ok && doc.URL != "" && doc.BaseURL == "" && strings.TrimSpace(href) == ""
		}
	}
	self := selfLink(in.Doc)
	return func(n *dom.Node) bool { return self(n) || in.Visited(n) }
}

// selfLink returns a test for links from the page to itself.
func selfLink(doc *dom.Document) func(*dom.Node) bool {
	self, _, _ := strings.Cut(doc.URL, "#")
	file := path.Base(self)
	var base *url.URL
	return func(n *dom.Node) bool {
		href, ok := n.Attr("href")
		if !ok || doc.URL == "" {
			return false
		}
		href = strings.TrimSpace(href)
		if href == "" || href == self {
			return doc.BaseURL == "" || href == self
		}
		// Only a link to a file of the same name is worth resolving.
		if !strings.HasSuffix(href, file) || strings.Contains(href, "#") {
			return false
		}
		if base == nil {
			var err error
			if base, err = url.Parse(doc.Base()); err != nil {
				return false
			}
		}
		u, err := base.Parse(href)
		return err == nil && u.String() == self
	}
}

// visited reports whether n is, or is inside of, a visited link, when a rule of list cares.
func (w *walker) visited(n *dom.Node, list []uint32) bool {
	for _, i := range list {
		if w.index.rules[i].sel.LinkDependence() == selector.DependsNot {
			continue
		}
		for ; n != nil; n = n.ParentElement() {
			if selector.IsLink(n) {
				return w.sel.Visited(n)
			}
		}
		return false
	}
	return false
}

// linked returns the declarations of a rule that count for a link: for a visited one, rules with
// :visited decide about colours and rules with :link about all else; for others the second kind
// is whole and the first never matches.
// https://www.w3.org/TR/selectors-4/#link
func (c *chooser) linked(r *rule, decls []prop.Decl) []prop.Decl {
	if !c.visited || r.sel.LinkDependence() == selector.DependsNot {
		return decls
	}
	colours := r.sel.LinkDependence() == selector.DependsVisited
	var out []prop.Decl
	for _, d := range decls {
		if isColour(d.ID) == colours {
			out = append(out, d)
		}
	}
	return out
}

// isColour reports whether :visited may decide about a property.
func isColour(id prop.ID) bool {
	switch id {
	case prop.Color, prop.BackgroundColor, prop.BorderTopColor, prop.BorderRightColor, prop.BorderBottomColor,
		prop.BorderLeftColor, prop.OutlineColor, prop.ColumnRuleColor, prop.TextDecorationColor, prop.CaretColor,
		prop.TextEmphasisColor, prop.Fill, prop.Stroke:
		return true
	}
	return false
}
