package ua

import (
	"strconv"
	"strings"

	"vitrine/css/prop"
	"vitrine/css/syntax"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// Hints returns a function that appends the presentational hints of an element of doc: the
// declarations that its attributes, and those of the table around a cell, stand for. It is made
// to be cascade.Input.Hints. sizedBy returns the element whose width and height count for an img in a
// picture; nil is the img itself.
// https://html.spec.whatwg.org/multipage/rendering.html#presentational-hints
func Hints(doc *dom.Document, sizedBy func(img *dom.Node) *dom.Node) func(dst []prop.Decl, n *dom.Node) []prop.Decl {
	return func(dst []prop.Decl, n *dom.Node) []prop.Decl {
		h := hints{doc: doc, n: n, out: dst, sizedBy: sizedBy}
		h.lang()
		switch n.NS() {
		case dom.HTML:
			h.html()
		case dom.SVG:
			h.svg()
		}
		return h.out
	}
}

// hints collects the declarations of one element.
type hints struct {
	doc     *dom.Document
	n       *dom.Node
	out     []prop.Decl
	sizedBy func(img *dom.Node) *dom.Node
}

// lang notes the language of the content, which chooses fonts.
// https://html.spec.whatwg.org/multipage/dom.html#attr-lang
func (h *hints) lang() {
	lang, found := "", false
	for _, a := range h.n.Attrs() {
		if a.Name != atomLang || a.NS != dom.XML && (a.NS != dom.NoNS || found) {
			continue
		}
		lang, found = a.Value, true
	}
	if found && len(lang) <= maxLang {
		h.add(prop.WebkitLocale, value.String(lang))
	}
}

var atomLang = dom.Intern("lang")

// maxLang bounds the length of a language tag that is looked at.
const maxLang = 64

func (h *hints) add(id prop.ID, v value.Value) {
	if v != nil {
		h.out = append(h.out, prop.Decl{ID: id, Value: v})
	}
}

func (h *hints) all(ids []prop.ID, v value.Value) {
	for _, id := range ids {
		h.add(id, v)
	}
}

// text adds a declaration given as text, which must parse to count.
func (h *hints) text(name, val string) {
	if d, err := prop.ParseText(name, val, nil); err == nil {
		h.out = append(h.out, d...)
	}
}

var (
	paddings     = []prop.ID{prop.PaddingTop, prop.PaddingRight, prop.PaddingBottom, prop.PaddingLeft}
	borderWidths = []prop.ID{prop.BorderTopWidth, prop.BorderRightWidth, prop.BorderBottomWidth, prop.BorderLeftWidth}
	borderStyles = []prop.ID{prop.BorderTopStyle, prop.BorderRightStyle, prop.BorderBottomStyle, prop.BorderLeftStyle}
	borderColors = []prop.ID{prop.BorderTopColor, prop.BorderRightColor, prop.BorderBottomColor, prop.BorderLeftColor}
)

// px returns a length.
func px(f float64) value.Value { return value.Dimension{N: f, Unit: value.Px} }

// html switches on the element's name. Attributes that many elements have come at the end.
func (h *hints) html() {
	n := h.n
	name := n.Name()
	if len(n.Attrs()) == 0 && name != "td" && name != "th" && name != "tr" && name != "colgroup" &&
		name != "tbody" && name != "thead" && name != "tfoot" && name != "body" && name != "bdi" {
		return
	}
	switch name {
	case "a", "area":
		h.linkColor()
	case "body":
		h.body()
	case "frameset":
		h.frameset()
	case "table":
		h.table()
	case "td", "th":
		h.cell()
	case "tr", "thead", "tbody", "tfoot":
		h.row(name)
	case "col", "colgroup":
		h.dimension("width", prop.Width, false)
		h.cellAlign()
		if name == "colgroup" {
			if t := ancestor(n, "table"); t != nil && lower(t, "rules") == "groups" {
				h.rule(prop.BorderLeftStyle, prop.BorderLeftWidth)
				h.rule(prop.BorderRightStyle, prop.BorderRightWidth)
			}
		}
	case "caption":
		if a := lower(n, "align"); a == "top" || a == "bottom" {
			h.add(prop.CaptionSide, value.LookupKeyword(a))
		}
	case "img", "object", "embed", "iframe", "video", "applet", "marquee", "canvas":
		h.replaced(name)
	case "input":
		if lower(n, "type") == "image" {
			h.replaced("img")
		}
	case "hr":
		h.hr()
	case "legend":
		switch a := lower(n, "align"); a {
		case "left", "right", "center":
			h.add(prop.JustifySelf, value.LookupKeyword(a))
		}
	case "font", "basefont":
		h.font()
	case "div", "p":
		h.blockAlign(true)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		h.blockAlign(false)
	case "ul", "ol", "li", "menu", "dir":
		h.listType()
	case "br":
		switch lower(n, "clear") {
		case "left":
			h.add(prop.Clear, value.KwLeft)
		case "right":
			h.add(prop.Clear, value.KwRight)
		case "all", "both":
			h.add(prop.Clear, value.KwBoth)
		}
	case "pre":
		if has(n, "wrap") {
			h.text("white-space", "pre-wrap")
		}
	}
	if a, ok := n.AttrAtom(atomDir); ok && strings.EqualFold(a, "auto") || !ok && name == "bdi" {
		h.autoDirection()
	}
}

var atomDir = dom.Intern("dir")

func has(n *dom.Node, attr string) bool {
	_, ok := n.Attr(attr)
	return ok
}

// lower returns an attribute in lower case, trimmed; "" when it is absent.
func lower(n *dom.Node, attr string) string {
	v, _ := n.Attr(attr)
	return syntax.Lower(strings.TrimSpace(v))
}

// ancestor returns the nearest HTML ancestor with this name, or nil.
func ancestor(n *dom.Node, name string) *dom.Node {
	for p := n.ParentElement(); p != nil; p = p.ParentElement() {
		if p.IsHTML(name) {
			return p
		}
	}
	return nil
}

// Dimension parses an attribute by the rules for dimension values: digits, perhaps a fraction,
// perhaps "%". https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#rules-for-parsing-dimension-values
func Dimension(s string) (n float64, percent, ok bool) {
	s = strings.TrimLeft(s, " \t\n\f\r")
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		n = n*10 + float64(s[i]-'0')
		i++
	}
	if i == 0 {
		return 0, false, false
	}
	if i < len(s) && s[i] == '.' {
		scale := 0.1
		for i++; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
			n += float64(s[i]-'0') * scale
			scale /= 10
		}
	}
	if i < len(s) && s[i] == '*' { // the relative lengths of HTML 4: as in Chromium they say nothing
		return 0, false, false
	}
	return min(n, value.MaxLengthPx), i < len(s) && s[i] == '%', true
}

// dimension adds a length or percentage from an attribute; nonzero says that 0 is ignored.
func (h *hints) dimension(attr string, id prop.ID, nonzero bool) {
	s, ok := h.n.Attr(attr)
	if !ok {
		return
	}
	if n, percent, ok := Dimension(s); ok && !(nonzero && n == 0) {
		if percent {
			h.add(id, value.Percentage(n))
		} else {
			h.add(id, px(n))
		}
	}
}

// integer parses a non-negative integer attribute.
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#rules-for-parsing-non-negative-integers
func integer(n *dom.Node, attr string) (float64, bool) {
	s, _ := n.Attr(attr)
	x, _, ok := Dimension(strings.TrimPrefix(strings.TrimLeft(s, " \t\n\f\r"), "+"))
	return float64(int64(x)), ok
}

func (h *hints) color(attr string, ids ...prop.ID) bool {
	s, ok := h.n.Attr(attr)
	if !ok {
		return false
	}
	c := LegacyColor(s)
	if c == nil {
		return false
	}
	h.all(ids, c)
	return true
}

func (h *hints) background() {
	h.color("bgcolor", prop.BackgroundColor)
	if s, ok := h.n.Attr("background"); ok && strings.TrimSpace(s) != "" {
		h.add(prop.BackgroundImage, &value.URL{Href: strings.TrimSpace(s), Base: h.doc.Base()})
	}
}

// body: margins, background and text colour.
// https://html.spec.whatwg.org/multipage/rendering.html#the-page
func (h *hints) body() {
	h.background()
	h.color("text", prop.Color)
	for _, m := range []struct {
		attrs [2]string
		ids   [2]prop.ID
	}{
		{[2]string{"marginheight", "topmargin"}, [2]prop.ID{prop.MarginTop, prop.MarginBottom}},
		{[2]string{"marginwidth", "leftmargin"}, [2]prop.ID{prop.MarginLeft, prop.MarginRight}},
	} {
		found := false
		for _, a := range m.attrs {
			if n, ok := integer(h.n, a); ok {
				h.all(m.ids[:], px(n))
				found = true
				break
			}
		}
		if f := h.doc.Frame; !found && f != nil && (f.IsHTML("iframe") || f.IsHTML("frame")) {
			if n, ok := integer(f, m.attrs[0]); ok {
				h.all(m.ids[:], px(n))
			}
		}
	}
}

// frameset divides the area of a frameset as its attributes ask for.
// https://html.spec.whatwg.org/multipage/rendering.html#frames-and-framesets
func (h *hints) frameset() {
	for _, a := range [2][2]string{{"cols", "grid-template-columns"}, {"rows", "grid-template-rows"}} {
		if v, ok := h.n.Attr(a[0]); ok {
			h.text(a[1], frameTracks(v))
		}
	}
	for f := h.n; f.IsHTML("frameset"); f = f.ParentElement() {
		v, ok := f.Attr("frameborder")
		if w, given := integer(f, "border"); ok && (v == "0" || strings.EqualFold(v, "no")) || given && w == 0 {
			h.text("gap", "0")
			return
		} else if given {
			h.text("gap", strconv.Itoa(int(w))+"px")
			return
		} else if ok {
			return
		}
	}
}

// maxFrameTracks bounds the columns or rows of a frameset.
const maxFrameTracks = 1000

// frameTracks turns a list of dimensions into grid tracks. Shares of the whole are cut down to
// it; without a relative track, what is left goes to all.
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#rules-for-parsing-a-list-of-dimensions
func frameTracks(list string) string {
	type track struct {
		n    float64
		unit byte
	}
	var all []track
	shares, relative, part := 0.0, false, false
	for s := range strings.SplitSeq(strings.TrimSuffix(list, ","), ",") {
		s = strings.TrimSpace(s)
		t := track{unit: 'p'}
		switch {
		case strings.HasSuffix(s, "%"):
			t.unit = '%'
		case strings.HasSuffix(s, "*"):
			t.unit = '*'
		}
		t.n, _ = strconv.ParseFloat(strings.TrimSpace(strings.TrimRight(s, "%*")), 64)
		if !(t.n >= 0) {
			t.n = 0
		}
		t.n = min(t.n, 1e6)
		if t.unit == '*' {
			relative = true
			if s == "*" {
				t.n = 1
			}
		}
		if t.unit == '%' {
			shares, part = shares+t.n, true
		}
		if all = append(all, t); len(all) == maxFrameTracks {
			break
		}
	}
	var b strings.Builder
	for _, t := range all {
		if t.unit == '%' && shares > 100 {
			t.n *= 100 / shares
		}
		n := strconv.FormatFloat(t.n, 'f', 4, 64)
		switch {
		case t.unit == '*', t.unit == '%' && !relative, t.unit == 'p' && !relative && !part:
			b.WriteString("minmax(0, " + n + "fr) ")
		case t.unit == '%':
			b.WriteString("minmax(0, " + n + "%) ")
		default:
			b.WriteString("minmax(0, " + n + "px) ")
		}
	}
	return b.String()
}

// linkColor applies the link attribute of body.
func (h *hints) linkColor() {
	if !has(h.n, "href") {
		return
	}
	var body *dom.Node
	for p := h.n.ParentElement(); p != nil; p = p.ParentElement() {
		if p.IsHTML("body") {
			body = p
		}
	}
	if body == nil {
		return
	}
	if s, ok := body.Attr("link"); ok {
		if c := LegacyColor(s); c != nil {
			h.add(prop.Color, c)
		}
	}
}

// blockAlign is the align attribute of div, p and headings. The -webkit- values move blocks too.
// https://html.spec.whatwg.org/multipage/rendering.html#flow-content-3
func (h *hints) blockAlign(blocks bool) {
	switch a := lower(h.n, "align"); {
	case a == "justify":
		h.add(prop.TextAlign, value.KwJustify)
	case !blocks && (a == "left" || a == "right" || a == "center"):
		h.add(prop.TextAlign, value.LookupKeyword(a))
	case a == "left":
		h.add(prop.TextAlign, value.KwWebkitLeft)
	case a == "right":
		h.add(prop.TextAlign, value.KwWebkitRight)
	case a == "center", a == "middle":
		h.add(prop.TextAlign, value.KwWebkitCenter)
	}
}

// listType is the type attribute of lists and list items; a to I are told apart by case.
// https://html.spec.whatwg.org/multipage/rendering.html#lists
func (h *hints) listType() {
	t, ok := h.n.Attr("type")
	if !ok {
		return
	}
	if name := h.n.Name(); name == "ol" || name == "li" {
		switch t {
		case "1":
			h.text("list-style-type", "decimal")
		case "a":
			h.text("list-style-type", "lower-alpha")
		case "A":
			h.text("list-style-type", "upper-alpha")
		case "i":
			h.text("list-style-type", "lower-roman")
		case "I":
			h.text("list-style-type", "upper-roman")
		}
		if name == "ol" {
			return
		}
	}
	switch t = syntax.Lower(t); t {
	case "disc", "circle", "square", "none":
		h.text("list-style-type", t)
	}
}

// hr follows Chromium for the combinations of size, color and noshade.
// https://html.spec.whatwg.org/multipage/rendering.html#the-hr-element-2
func (h *hints) hr() {
	switch lower(h.n, "align") {
	case "left":
		h.add(prop.MarginLeft, px(0))
		h.add(prop.MarginRight, value.KwAuto)
	case "right":
		h.add(prop.MarginLeft, value.KwAuto)
		h.add(prop.MarginRight, px(0))
	case "center":
		h.add(prop.MarginLeft, value.KwAuto)
		h.add(prop.MarginRight, value.KwAuto)
	}
	h.dimension("width", prop.Width, false)
	if h.color("color", append([]prop.ID{prop.BackgroundColor}, borderColors...)...) {
		h.all(borderStyles, value.KwSolid)
	} else if has(h.n, "noshade") {
		h.all(borderStyles, value.KwSolid)
		gray := value.RGB(169, 169, 169, 1)
		h.all(append([]prop.ID{prop.BackgroundColor}, borderColors...), gray)
	}
	if n, ok := integer(h.n, "size"); ok {
		if n <= 1 {
			h.add(prop.BorderBottomWidth, px(0))
		} else {
			h.add(prop.Height, px(n-2))
		}
	}
}

// font is the font element.
// https://html.spec.whatwg.org/multipage/rendering.html#phrasing-content-3
func (h *hints) font() {
	h.color("color", prop.Color)
	if face, ok := h.n.Attr("face"); ok {
		h.text("font-family", face)
	}
	if size, ok := h.n.Attr("size"); ok {
		if s := fontSize(size); s != "" {
			h.text("font-size", s)
		}
	}
}

// fontSize parses a legacy font size.
// https://html.spec.whatwg.org/multipage/rendering.html#rules-for-parsing-a-legacy-font-size
func fontSize(s string) string {
	s = strings.TrimLeft(s, " \t\n\f\r")
	sign := 0
	if s != "" && (s[0] == '+' || s[0] == '-') {
		sign = 1
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	if s == "" || s[0] < '0' || s[0] > '9' {
		return ""
	}
	n := 0
	for i := 0; i < len(s) && '0' <= s[i] && s[i] <= '9' && n < 100; i++ {
		n = n*10 + int(s[i]-'0')
	}
	if sign != 0 {
		n = 3 + sign*n
	}
	return [...]string{"x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"}[max(1, min(7, n))-1]
}

// replaced is what images, embedded content and the like have in common.
// https://html.spec.whatwg.org/multipage/rendering.html#attributes-for-embedded-content-and-images
func (h *hints) replaced(name string) {
	n := h.n
	if h.sizedBy != nil && n.IsHTML("img") && n.Parent().IsHTML("picture") {
		h.n = h.sizedBy(n)
	}
	if name != "canvas" {
		h.dimension("width", prop.Width, false)
		h.dimension("height", prop.Height, false)
	}
	if name == "img" || name == "video" || name == "canvas" {
		h.ratio()
	}
	h.n = n
	if name == "video" || name == "canvas" {
		return
	}
	for _, m := range [...]struct {
		attr string
		a, b prop.ID
	}{{"hspace", prop.MarginLeft, prop.MarginRight}, {"vspace", prop.MarginTop, prop.MarginBottom}} {
		h.dimension(m.attr, m.a, false)
		h.dimension(m.attr, m.b, false)
	}
	if name == "marquee" {
		h.background()
		return
	}
	switch lower(n, "align") {
	case "left":
		h.add(prop.Float, value.KwLeft)
		h.add(prop.VerticalAlign, value.KwTop)
	case "right":
		h.add(prop.Float, value.KwRight)
		h.add(prop.VerticalAlign, value.KwTop)
	case "top":
		h.add(prop.VerticalAlign, value.KwTop)
	case "middle", "center":
		h.text("vertical-align", "-webkit-baseline-middle")
	case "absmiddle", "abscenter":
		h.add(prop.VerticalAlign, value.KwMiddle)
	case "bottom":
		h.add(prop.VerticalAlign, value.KwBaseline)
	case "absbottom":
		h.add(prop.VerticalAlign, value.KwBottom)
	case "texttop":
		h.add(prop.VerticalAlign, value.KwTextTop)
	}
	if name == "img" || name == "object" || name == "embed" {
		if w, ok := integer(n, "border"); ok {
			h.all(borderWidths, px(w))
			if w > 0 {
				h.all(borderStyles, value.KwSolid)
			}
		}
	}
}

// ratio maps width and height to aspect-ratio, so that the box has its shape before the image.
// https://html.spec.whatwg.org/multipage/rendering.html#map-to-the-aspect-ratio-property
func (h *hints) ratio() {
	w, wp, ok1 := dimensionOf(h.n, "width")
	ht, hp, ok2 := dimensionOf(h.n, "height")
	if !ok1 || !ok2 || wp || hp {
		return
	}
	num := func(f float64) string { return string(value.Number(f).Append(nil)) }
	h.text("aspect-ratio", "auto "+num(w)+" / "+num(ht))
}

func dimensionOf(n *dom.Node, attr string) (float64, bool, bool) {
	s, ok := n.Attr(attr)
	if !ok {
		return 0, false, false
	}
	return Dimension(s)
}
