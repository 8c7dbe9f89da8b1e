package dump

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"

	"vitrine/engine/dom"
)

// quote writes text on one line.
func quote(s string) string { return strconv.Quote(s) }

// DOM writes the tree below root, root included: elements as tags, text in quotes.
func DOM(w io.Writer, root *dom.Node) error {
	b := bufio.NewWriter(w)
	depth := 0
	for n := root; n != nil; {
		indent(b, depth)
		domLine(b, n)
		if c := n.Content(); c != nil && c.First() != nil {
			indent(b, depth+1)
			b.WriteString("#content\n")
			for k := c.First(); k != nil; k = k.After(c) {
				indent(b, depth+2+below(c, k))
				domLine(b, k)
			}
		}
		if n.First() != nil {
			n, depth = n.First(), depth+1
			continue
		}
		for n != root && n.Next() == nil {
			n, depth = n.Parent(), depth-1
		}
		if n == root {
			break
		}
		n = n.Next()
	}
	return b.Flush()
}

// below returns how many levels n is below a child of root.
func below(root, n *dom.Node) int {
	d := -1
	for ; n != nil && n != root; n = n.Parent() {
		d++
	}
	return d
}

func indent(b *bufio.Writer, depth int) {
	for range depth {
		b.WriteString("  ")
	}
}

func domLine(b *bufio.Writer, n *dom.Node) {
	switch n.Type {
	case dom.DocumentNode:
		b.WriteString("#document")
	case dom.FragmentNode:
		b.WriteString("#fragment")
	case dom.DoctypeNode:
		b.WriteString("<!DOCTYPE " + n.Data())
		if p, s := n.Doctype(); p != "" || s != "" {
			b.WriteString(" " + quote(p) + " " + quote(s))
		}
		b.WriteString(">")
	case dom.TextNode:
		b.WriteString(quote(n.Data()))
	case dom.CommentNode:
		b.WriteString("<!-- " + quote(n.Data()) + " -->")
	case dom.PINode:
		b.WriteString("<?" + n.Atom().Value() + " " + quote(n.Data()) + "?>")
	case dom.ElementNode:
		b.WriteString("<" + n.NS().Prefix() + n.Name())
		for _, a := range n.Attrs() {
			b.WriteString(" " + attrName(a) + "=" + quote(a.Value))
		}
		b.WriteString(">")
	}
	b.WriteByte('\n')
}

func attrName(a dom.Attr) string {
	if a.Prefix != "" && a.NS != dom.NoNS {
		return a.Prefix + ":" + a.Name.Value()
	}
	return a.Name.Value()
}

// jsonNode is a node in the JSON form of the DOM.
type jsonNode struct {
	Type     string      `json:"type"`
	Name     string      `json:"name,omitempty"`
	NS       string      `json:"namespace,omitempty"`
	Attrs    []jsonAttr  `json:"attributes,omitempty"`
	Data     string      `json:"data,omitempty"`
	Public   string      `json:"public,omitempty"`
	System   string      `json:"system,omitempty"`
	Content  []*jsonNode `json:"content,omitempty"`
	Children []*jsonNode `json:"children,omitempty"`
}

type jsonAttr struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

var typeNames = [...]string{"document", "element", "text", "comment", "doctype", "instruction", "fragment"}

// DOMJSON writes the tree below root as nested JSON objects.
func DOMJSON(w io.Writer, root *dom.Node) error {
	return writeJSON(w, toJSON(root))
}

// toJSON recurses: a parser bounds the depth of a tree.
func toJSON(n *dom.Node) *jsonNode {
	j := &jsonNode{Type: typeNames[n.Type], Data: n.Data()}
	switch n.Type {
	case dom.ElementNode:
		j.Name, j.Data = n.Name(), ""
		if n.NS() != dom.HTML {
			j.NS = n.NS().URI()
		}
		for _, a := range n.Attrs() {
			j.Attrs = append(j.Attrs, jsonAttr{attrName(a), a.Value})
		}
	case dom.PINode:
		j.Name = n.Atom().Value()
	case dom.DoctypeNode:
		j.Name, j.Data = n.Data(), ""
		j.Public, j.System = n.Doctype()
	}
	if c := n.Content(); c != nil {
		for k := c.First(); k != nil; k = k.Next() {
			j.Content = append(j.Content, toJSON(k))
		}
	}
	for k := n.First(); k != nil; k = k.Next() {
		j.Children = append(j.Children, toJSON(k))
	}
	return j
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}

// eachElement calls f for the elements of a document in their order, with the path of each: the
// element indices on the way down from the root element. "" is the root, "1/0" the first child of
// its second child. The path is valid until f returns; an error of f ends the walk.
func eachElement(d *dom.Document, f func(n *dom.Node, path []byte) error) error {
	root := d.DocumentElement()
	path := make([]byte, 0, 64)
	marks := []int{0}  // length of path up to each open level
	counts := []int{0} // element index at each open level
	for n := root; n != nil; {
		if err := f(n, path); err != nil {
			return err
		}
		if k := n.FirstElement(); k != nil {
			marks, counts = append(marks, len(path)), append(counts, 0)
			n = k
		} else {
			for n != root && n.NextElement() == nil {
				n = n.ParentElement()
				path = path[:marks[len(marks)-1]]
				marks, counts = marks[:len(marks)-1], counts[:len(counts)-1]
			}
			if n == root {
				break
			}
			n = n.NextElement()
			path = path[:marks[len(marks)-1]]
			counts[len(counts)-1]++
		}
		if len(path) > 0 {
			path = append(path, '/')
		}
		path = strconv.AppendInt(path, int64(counts[len(counts)-1]), 10)
	}
	return nil
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte(`""`)
	}
	return b
}
