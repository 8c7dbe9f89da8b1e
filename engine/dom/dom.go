package dom

import (
	"cmp"
	"slices"
	"strings"
	"unique"
)

// Atom is an interned string. Two atoms are equal exactly when their texts are; atoms that
// nobody holds any more are collected.
type Atom = unique.Handle[string]

// Intern returns the atom of s.
func Intern(s string) Atom { return unique.Make(s) }

// ID numbers the nodes of one document densely from 0, the document node. Ids are given in
// creation order and are not reused.
type ID uint32

// NodeType is the kind of a node.
// https://dom.spec.whatwg.org/#dom-node-nodetype
type NodeType uint8

const (
	DocumentNode NodeType = iota
	ElementNode
	TextNode
	CommentNode
	DoctypeNode
	PINode // processing instruction, from XML
	// FragmentNode holds the contents of a template element: a tree of its own that is not
	// part of the document and is never rendered.
	FragmentNode
)

// Namespace is the namespace of an element or attribute.
type Namespace uint8

const (
	NoNS Namespace = iota
	HTML
	SVG
	MathML
	XLink
	XML
	XMLNS
	OtherNS
)

// URI returns the namespace's URI; "" for NoNS and OtherNS.
func (n Namespace) URI() string {
	if n > OtherNS {
		return otherNS.uri(n)
	}
	return [...]string{"", "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg",
		"http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/xlink",
		"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/", ""}[n]
}

// NamespaceOf returns the namespace of a URI. URIs beyond the well-known ones get numbers above
// OtherNS as they are met; when the numbers run out it is OtherNS for all further ones.
func NamespaceOf(uri string) Namespace {
	if uri == "" {
		return NoNS
	}
	for n := HTML; n < OtherNS; n++ {
		if n.URI() == uri {
			return n
		}
	}
	return otherNS.of(uri)
}

// Mode is the document's quirks mode.
// https://dom.spec.whatwg.org/#concept-document-mode
type Mode uint8

const (
	NoQuirks Mode = iota
	LimitedQuirks
	Quirks
)

// Attr is one attribute. Name is the local name: lower case in HTML documents for HTML elements.
type Attr struct {
	NS     Namespace
	Prefix string
	Name   Atom
	Value  string
}

// Node is one node of the tree. Fields are reached through methods; changes go through Document.
type Node struct {
	Type NodeType
	ns   Namespace
	id   ID

	parent, first, last, prev, next *Node

	name Atom   // element: local name
	data string // text, comment or PI data; doctype name
	el   *element
}

// element holds what only elements have.
type element struct {
	attrs   []Attr
	idAttr  Atom
	hasID   bool
	classes []Atom
	prefix  string
	kids    int // element children
	extra   *extra
}

// Document owns a tree.
type Document struct {
	URL     string // address, the base for relative references unless BaseURL is set
	BaseURL string // from <base href>, absolute; "" when there is none
	Mode    Mode
	XML     bool // parsed as XML: names are case-sensitive
	Charset string
	// Places are where the texts of style elements begin in the source, by rising Node.
	Places []Place
	// Frame is the element of another document that shows this one, or nil. Only the goroutine that
	// owns both may look at it.
	Frame *Node

	root    *Node
	nodes   []*Node // by ID
	journal []Mutation
	record  bool // mutations go to the journal
	version uint64
	slab    []Node
	eslab   []element
}

// Place is a place in the source of a document, from 1; columns count bytes.
type Place struct {
	Node      ID
	Line, Col int
}

// Place returns where the text of a style element begins in the source; zeros when it is not known.
func (d *Document) Place(id ID) (line, col int) {
	i, ok := slices.BinarySearchFunc(d.Places, id, func(p Place, id ID) int { return cmp.Compare(p.Node, id) })
	if !ok {
		return 0, 0
	}
	return d.Places[i].Line, d.Places[i].Col
}

// MutationKind says what changed.
type MutationKind uint8

const (
	Inserted MutationKind = iota
	Removed
	AttrChanged
	TextChanged
)

// Mutation is one entry of the journal: Node was inserted or removed below Parent, or the
// attribute Name of Node or its text changed.
type Mutation struct {
	Kind         MutationKind
	Node, Parent ID
	Name         Atom
	Old          string // the attribute's value or the text before; "" also when there was none
}

// NewDocument returns an empty document at a URL.
func NewDocument(url string) *Document {
	d := &Document{URL: url}
	d.root = d.alloc(DocumentNode)
	return d
}

// slabSize is how many nodes are allocated at once: few allocations for large pages, little
// waste for small ones.
const slabSize = 256

func (d *Document) alloc(t NodeType) *Node {
	if len(d.slab) == 0 {
		d.slab = make([]Node, slabSize)
	}
	n := &d.slab[0]
	d.slab = d.slab[1:]
	n.Type, n.id = t, ID(len(d.nodes))
	d.nodes = append(d.nodes, n)
	return n
}

// Root returns the document node.
func (d *Document) Root() *Node { return d.root }

// Node returns the node with the given id, or nil.
func (d *Document) Node(id ID) *Node {
	if int(id) >= len(d.nodes) {
		return nil
	}
	return d.nodes[id]
}

// Len returns how many nodes were ever made: ids are below it.
func (d *Document) Len() int { return len(d.nodes) }

// Version grows with every mutation.
func (d *Document) Version() uint64 { return d.version }

// Record switches the journal on. A parser builds the first tree without it: nobody has seen
// that tree, so its making is not a change.
func (d *Document) Record() { d.record = true }

// TakeJournal returns the mutations since the last call and forgets them.
func (d *Document) TakeJournal() []Mutation {
	j := d.journal
	d.journal = nil
	return j
}

func (d *Document) note(m Mutation) {
	d.version++
	if d.record {
		d.journal = append(d.journal, m)
	}
}

// NewElement makes an element that is not in the tree yet. Attributes are taken over, not copied.
func (d *Document) NewElement(ns Namespace, name Atom, attrs []Attr) *Node {
	n := d.alloc(ElementNode)
	if len(d.eslab) == 0 {
		d.eslab = make([]element, slabSize)
	}
	n.el = &d.eslab[0]
	d.eslab = d.eslab[1:]
	n.ns, n.name, n.el.attrs = ns, name, attrs
	for i := range attrs {
		n.el.index(&attrs[i])
	}
	return n
}

var (
	atomID    = Intern("id")
	atomClass = Intern("class")

	atomPublic = Intern("public")
	atomSystem = Intern("system")
)

func (e *element) index(a *Attr) {
	if a.NS != NoNS {
		return
	}
	switch a.Name {
	case atomID:
		e.hasID = a.Value != ""
		e.idAttr = Intern(a.Value)
	case atomClass:
		e.classes = e.classes[:0]
		for _, c := range strings.FieldsFunc(a.Value, isSpace) {
			e.classes = append(e.classes, Intern(c))
		}
	}
}

// isSpace reports ASCII whitespace.
// https://infra.spec.whatwg.org/#ascii-whitespace
func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\f' || r == '\r' }

// NewText, NewComment and NewDoctype make nodes that are not in the tree yet.
func (d *Document) NewText(s string) *Node       { return d.leaf(TextNode, s) }
func (d *Document) NewComment(s string) *Node    { return d.leaf(CommentNode, s) }
func (d *Document) NewDoctype(name string) *Node { return d.leaf(DoctypeNode, name) }

// NewDoctypeIDs makes a doctype with its public and system identifiers.
func (d *Document) NewDoctypeIDs(name, public, system string) *Node {
	n := d.leaf(DoctypeNode, name)
	n.el = &element{attrs: []Attr{{Name: atomPublic, Value: public}, {Name: atomSystem, Value: system}}}
	return n
}

// NewPI makes a processing instruction that is not in the tree yet.
func (d *Document) NewPI(target, data string) *Node {
	n := d.leaf(PINode, data)
	n.name = Intern(target)
	return n
}

func (d *Document) leaf(t NodeType, s string) *Node {
	n := d.alloc(t)
	n.data = s
	return n
}

// Append makes c the last child of p.
func (d *Document) Append(p, c *Node) { d.InsertBefore(p, c, nil) }

// InsertBefore puts c into p before ref, or at the end when ref is nil. A c that is elsewhere
// in the tree is moved. c must not be p or one of its ancestors.
func (d *Document) InsertBefore(p, c, ref *Node) {
	if c.parent != nil {
		d.Remove(c)
	}
	c.parent, c.next = p, ref
	if ref == nil {
		c.prev, p.last = p.last, c
	} else {
		c.prev, ref.prev = ref.prev, c
	}
	if c.prev == nil {
		p.first = c
	} else {
		c.prev.next = c
	}
	if c.Type == ElementNode && p.el != nil {
		p.el.kids++
	}
	d.note(Mutation{Kind: Inserted, Node: c.id, Parent: p.id})
}

// Remove takes n out of the tree.
func (d *Document) Remove(n *Node) {
	p := n.parent
	if p == nil {
		return
	}
	if n.prev == nil {
		p.first = n.next
	} else {
		n.prev.next = n.next
	}
	if n.next == nil {
		p.last = n.prev
	} else {
		n.next.prev = n.prev
	}
	n.parent, n.prev, n.next = nil, nil, nil
	if n.Type == ElementNode && p.el != nil {
		p.el.kids--
	}
	d.note(Mutation{Kind: Removed, Node: n.id, Parent: p.id})
}

// SetAttr sets or adds an attribute without a namespace.
func (d *Document) SetAttr(n *Node, name, value string) {
	if n.el == nil {
		return
	}
	at := Intern(name)
	i := n.attrIndex(at)
	if i < 0 {
		n.el.attrs = append(n.el.attrs, Attr{Name: at})
		i = len(n.el.attrs) - 1
	}
	old := n.el.attrs[i].Value
	n.el.attrs[i].Value = value
	n.el.index(&n.el.attrs[i])
	d.note(Mutation{Kind: AttrChanged, Node: n.id, Name: at, Old: old})
}

// RemoveAttr removes an attribute without a namespace.
func (d *Document) RemoveAttr(n *Node, name string) {
	if n.el == nil {
		return
	}
	at := Intern(name)
	i := n.attrIndex(at)
	if i < 0 {
		return
	}
	old := n.el.attrs[i].Value
	n.el.attrs = append(n.el.attrs[:i:i], n.el.attrs[i+1:]...)
	n.el.index(&Attr{Name: at})
	d.note(Mutation{Kind: AttrChanged, Node: n.id, Name: at, Old: old})
}

// SetText replaces the data of a text, comment or PI node.
func (d *Document) SetText(n *Node, s string) {
	old := n.data
	n.data = s
	d.note(Mutation{Kind: TextChanged, Node: n.id, Old: old})
}

// MakeContent gives a template element its contents fragment and returns it.
// https://html.spec.whatwg.org/multipage/scripting.html#template-contents
func (d *Document) MakeContent(n *Node) *Node {
	x := n.el.more()
	if x.content == nil {
		x.content = d.alloc(FragmentNode)
	}
	return x.content
}

// Content returns a template element's contents fragment, or nil.
func (n *Node) Content() *Node {
	if n.el == nil || n.el.extra == nil {
		return nil
	}
	return n.el.extra.content
}

// Doctype returns a doctype's public and system identifiers.
func (n *Node) Doctype() (public, system string) {
	if n.Type != DoctypeNode || n.el == nil {
		return "", ""
	}
	return n.el.attrs[0].Value, n.el.attrs[1].Value
}

// SetPrefix records the namespace prefix that an XML document used for n.
func (n *Node) SetPrefix(p string) { n.el.prefix = p }

// Prefix returns the namespace prefix an element was written with, or "".
func (n *Node) Prefix() string {
	if n.el == nil {
		return ""
	}
	return n.el.prefix
}

// ID returns the node's number in its document.
func (n *Node) ID() ID { return n.id }

// Parent, First, Last, Prev and Next walk the tree; nil at its edges.
func (n *Node) Parent() *Node { return n.parent }
func (n *Node) First() *Node  { return n.first }
func (n *Node) Last() *Node   { return n.last }
func (n *Node) Prev() *Node   { return n.prev }
func (n *Node) Next() *Node   { return n.next }

// Data returns the text of a text, comment or PI node, or a doctype's name.
func (n *Node) Data() string { return n.data }

// Atom returns an element's interned local name (or a PI's target).
func (n *Node) Atom() Atom { return n.name }

// Name returns an element's local name, or "" for other nodes.
func (n *Node) Name() string {
	if n.Type != ElementNode {
		return ""
	}
	return n.name.Value()
}

// NS returns an element's namespace.
func (n *Node) NS() Namespace { return n.ns }

// IsHTML reports whether n is the HTML element with the given local name.
func (n *Node) IsHTML(name string) bool {
	return n != nil && n.Type == ElementNode && n.ns == HTML && n.name.Value() == name
}

// Attrs returns the attributes in source order; read only.
func (n *Node) Attrs() []Attr {
	if n.el == nil {
		return nil
	}
	return n.el.attrs
}

func (n *Node) attrIndex(name Atom) int {
	for i := range n.el.attrs {
		if a := &n.el.attrs[i]; a.Name == name && a.NS == NoNS {
			return i
		}
	}
	return -1
}

// Attr returns the value of an attribute without a namespace, and whether it is present.
func (n *Node) Attr(name string) (string, bool) {
	if n.el == nil {
		return "", false
	}
	for i := range n.el.attrs {
		if a := &n.el.attrs[i]; a.NS == NoNS && a.Name.Value() == name {
			return a.Value, true
		}
	}
	return "", false
}

// AttrAtom is Attr for an interned name.
func (n *Node) AttrAtom(name Atom) (string, bool) {
	if n.el == nil {
		return "", false
	}
	if i := n.attrIndex(name); i >= 0 {
		return n.el.attrs[i].Value, true
	}
	return "", false
}

// ElementID returns the id attribute as an atom; ok is false when there is none or it is empty.
func (n *Node) ElementID() (id Atom, ok bool) {
	if n.el == nil || !n.el.hasID {
		return id, false
	}
	return n.el.idAttr, true
}

// Classes returns the class atoms in source order; read only.
func (n *Node) Classes() []Atom {
	if n.el == nil {
		return nil
	}
	return n.el.classes
}

// ElementCount returns how many children are elements.
func (n *Node) ElementCount() int {
	if n.el == nil {
		k := 0
		for c := n.FirstElement(); c != nil; c = c.NextElement() {
			k++
		}
		return k
	}
	return n.el.kids
}

// FirstElement, LastElement, NextElement, PrevElement and ParentElement walk elements only.
func (n *Node) FirstElement() *Node { return forward(n.first) }
func (n *Node) NextElement() *Node  { return forward(n.next) }
func (n *Node) LastElement() *Node  { return backward(n.last) }
func (n *Node) PrevElement() *Node  { return backward(n.prev) }
func (n *Node) ParentElement() *Node {
	if p := n.parent; p != nil && p.Type == ElementNode {
		return p
	}
	return nil
}

func forward(n *Node) *Node {
	for n != nil && n.Type != ElementNode {
		n = n.next
	}
	return n
}

func backward(n *Node) *Node {
	for n != nil && n.Type != ElementNode {
		n = n.prev
	}
	return n
}

// After returns the next node in document order that stays inside root, entering n's children
// first; nil at the end. It needs no stack, however deep the tree.
func (n *Node) After(root *Node) *Node {
	if n.first != nil {
		return n.first
	}
	return n.Skip(root)
}

// Skip returns the next node in document order inside root that is not a descendant of n.
func (n *Node) Skip(root *Node) *Node {
	for ; n != root && n != nil; n = n.parent {
		if n.next != nil {
			return n.next
		}
	}
	return nil
}

// DocumentElement returns the root element, or nil.
func (d *Document) DocumentElement() *Node { return d.root.FirstElement() }

// Body returns the first body (or frameset) child of an html root element, or nil.
func (d *Document) Body() *Node { return d.htmlChild("body", "frameset") }

// Head returns the first head child of an html root element, or nil.
func (d *Document) Head() *Node { return d.htmlChild("head", "head") }

func (d *Document) htmlChild(a, b string) *Node {
	h := d.DocumentElement()
	if !h.IsHTML("html") {
		return nil
	}
	for c := h.FirstElement(); c != nil; c = c.NextElement() {
		if c.IsHTML(a) || c.IsHTML(b) {
			return c
		}
	}
	return nil
}

// ByID returns the first element in document order with the given id, or nil.
func (d *Document) ByID(id string) *Node {
	want := Intern(id)
	for n := d.root.First(); n != nil; n = n.After(d.root) {
		if at, ok := n.ElementID(); ok && at == want {
			return n
		}
	}
	return nil
}

// TextContent returns the text of n and its descendants.
func (n *Node) TextContent() string {
	if n.Type != ElementNode && n.Type != DocumentNode && n.Type != FragmentNode {
		return n.data
	}
	var b strings.Builder
	for c := n.first; c != nil; c = c.After(n) {
		if c.Type == TextNode {
			b.WriteString(c.data)
		}
	}
	return b.String()
}

// Base returns the URL that relative references resolve against.
func (d *Document) Base() string {
	if d.BaseURL != "" {
		return d.BaseURL
	}
	return d.URL
}
