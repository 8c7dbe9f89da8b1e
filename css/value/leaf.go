package value

import (
	"math"
	"strings"

	"vitrine/css/syntax"
)

// leafType is a basic type of value definitions.
type leafType uint8

const (
	leafLength leafType = iota
	leafPercentage
	leafLengthPercentage
	leafSized // a length or percentage, also of an anchor's size
	leafInset // or of an anchor's sides
	leafNumber
	leafInteger
	leafAngle
	leafAnglePercentage
	leafAngleOrZero
	leafTime
	leafResolution
	leafFlex
	leafColor
	leafString
	leafURL
	leafImage
	leafPosition
	leafBgPosition
	leafCustomIdent
	leafDashedIdent
	leafIdent
	leafRatio
	leafTag
	leafFamily
	leafGridIdent
	leafSchemeIdent
	leafPalette
	leafCalcSize
	leafInfinity
	leafAny
	numLeaves
)

var leafTypes = map[string]leafType{
	"length": leafLength, "percentage": leafPercentage, "length-percentage": leafLengthPercentage, "sized-length-percentage": leafSized, "inset-length-percentage": leafInset,
	"number": leafNumber, "integer": leafInteger, "angle": leafAngle, "angle-percentage": leafAnglePercentage,
	"angle-or-zero": leafAngleOrZero, "time": leafTime, "resolution": leafResolution, "flex": leafFlex,
	"color": leafColor, "string": leafString, "url": leafURL, "image": leafImage, "position": leafPosition,
	"bg-position": leafBgPosition, "custom-ident": leafCustomIdent, "dashed-ident": leafDashedIdent,
	"ident": leafIdent, "ratio": leafRatio, "opentype-tag": leafTag, "font-family-name": leafFamily,
	"grid-ident": leafGridIdent, "color-scheme-ident": leafSchemeIdent, "font-palette-palette": leafPalette, "calc-size": leafCalcSize, "infinity": leafInfinity, "any": leafAny,
}

// leafSpans marks the types that take more than one component.
var leafSpans = [numLeaves]bool{leafPosition: true, leafBgPosition: true, leafRatio: true, leafFamily: true, leafAny: true}

// parseLeaf reads a basic type from one component; nil when it is not one.
func parseLeaf(n *node, t *syntax.Component, o *Options) Value {
	switch n.leaf {
	case leafLength, leafPercentage, leafLengthPercentage, leafSized, leafInset, leafNumber, leafInteger, leafAngle,
		leafAnglePercentage, leafAngleOrZero, leafTime, leafResolution, leafFlex:
		return parseNumeric(n, t, o)
	case leafColor:
		return ParseColor(t, o)
	case leafString:
		if t.Kind == syntax.String {
			return String(t.Text)
		}
	case leafURL:
		return parseURL(t, o)
	case leafImage:
		return parseImage(t, o)
	case leafCustomIdent:
		if t.Kind == syntax.Ident && !isWide(t.Text) {
			return Ident(t.Text)
		}
	case leafGridIdent:
		if t.Kind == syntax.Ident && !isWide(t.Text) && !t.IsIdent("span") && !t.IsIdent("auto") {
			return Ident(t.Text)
		}
	case leafSchemeIdent:
		if t.Kind == syntax.Ident && !isWide(t.Text) {
			switch LookupKeyword(t.Text) {
			case KwNormal, KwLight, KwDark, KwOnly:
				return nil
			}
			return Ident(t.Text)
		}
	case leafPalette:
		return parsePalette(t, o)
	case leafInfinity:
		switch {
		case t.IsIdent("infinity"):
			return Number(math.Inf(1))
		case t.IsIdent("-infinity"):
			return Number(math.Inf(-1))
		}
	case leafCalcSize:
		if v := parseCalcSize(t); v != nil {
			return v
		}
	case leafIdent:
		if t.Kind == syntax.Ident {
			return Ident(t.Text)
		}
	case leafDashedIdent:
		if t.Kind == syntax.Ident && strings.HasPrefix(t.Text, "--") {
			return Ident(t.Text)
		}
	case leafTag:
		if t.Kind == syntax.String && len(t.Text) == 4 {
			for i := range 4 {
				if t.Text[i] < 0x20 || t.Text[i] > 0x7e {
					return nil
				}
			}
			return String(t.Text)
		}
	}
	return nil
}

// isWide reports whether the identifier is one that no <custom-ident> may be.
// https://www.w3.org/TR/css-values-4/#identifier-value
func isWide(s string) bool {
	switch LookupKeyword(s) {
	case KwInitial, KwInherit, KwUnset, KwRevert, KwRevertLayer, KwDefault:
		return true
	}
	return false
}

// accepts says which type a leaf wants, whether percentages count, and whether they stand alone.
func (l leafType) accepts() (t Type, percent bool) {
	switch l {
	case leafLength:
		return TypeLength, false
	case leafPercentage:
		return TypePercent, true
	case leafLengthPercentage, leafSized, leafInset:
		return TypeLength, true
	case leafAngle, leafAngleOrZero:
		return TypeAngle, false
	case leafAnglePercentage:
		return TypeAngle, true
	case leafTime:
		return TypeTime, false
	case leafResolution:
		return TypeResolution, false
	case leafFlex:
		return TypeFlex, false
	}
	return TypeNumber, false
}

// parseNumeric reads a number, percentage, dimension or math function within the leaf's range.
func parseNumeric(n *node, t *syntax.Component, o *Options) Value {
	want, percent := n.leaf.accepts()
	inRange := func(x float64) bool { return x >= n.lo && x <= n.hi }
	switch t.Kind {
	case syntax.Number:
		switch want {
		case TypeNumber:
			if !inRange(t.Num) || n.leaf == leafInteger && !t.IsInteger() {
				return nil
			}
			if n.leaf == leafInteger {
				return Integer(RoundInteger(t.Num))
			}
			return Number(t.Num)
		case TypeLength:
			if t.Num == 0 || o != nil && o.Quirks {
				if !inRange(t.Num) {
					return nil
				}
				return Dimension{t.Num, Px}
			}
		case TypeAngle:
			if n.leaf == leafAngleOrZero && t.Num == 0 {
				return Dimension{0, Deg}
			}
		}
	case syntax.Percentage:
		if percent && inRange(t.Num) {
			return Percentage(t.Num)
		}
	case syntax.Dimension:
		u, ok := LookupUnit(t.Text)
		if !ok && o != nil && o.BuiltIn && t.Text == unitNames[Qem] {
			u, ok = Qem, true
		}
		if ok && u.Type() == want && inRange(t.Num) {
			if want == TypeAngle && !inRange(t.Num*absolute[u]) {
				return nil
			}
			return Dimension{t.Num, u}
		}
	case syntax.Function:
		as := TypeNone
		if percent && want != TypePercent {
			as = want
		}
		anchors := noAnchors
		switch n.leaf {
		case leafSized:
			anchors = anchorSizes
		case leafInset:
			anchors = anchorSides
		}
		c := parseMath(t, as, anchors)
		if c == nil || c.Type != want {
			return nil
		}
		if want == TypeLength && !percent && c.HasPercent() {
			return nil
		}
		c = c.Simplify(nil)
		if n.lo > math.Inf(-1) || n.hi < math.Inf(1) || n.leaf == leafInteger {
			d := *c
			d.Range = &Range{n.lo, n.hi, n.leaf == leafInteger}
			c = &d
		}
		return c
	}
	return nil
}

// parseURL reads url(…) in both its spellings.
func parseURL(t *syntax.Component, o *Options) Value {
	base := ""
	if o != nil {
		base = o.Base
	}
	switch {
	case t.Kind == syntax.URL:
		return &URL{Href: t.Text, Base: base}
	case t.IsFunc("url") || t.IsFunc("src"):
		kids := stripSpace(t.Kids)
		if len(kids) == 1 && kids[0].Kind == syntax.String {
			return &URL{Href: kids[0].Text, Base: base}
		}
	}
	return nil
}

// parseSpan offers the values of a type that takes several components to k, longest first.
func parseSpan(n *node, toks []syntax.Component, o *Options, k func(v Value, used int) bool) bool {
	switch n.leaf {
	case leafPosition, leafBgPosition:
		for used := min(4, len(toks)); used > 0; used-- {
			if used == 3 && n.leaf == leafPosition { // only backgrounds have three-value positions
				continue
			}
			if p := parsePosition(toks[:used], o); p != nil && k(p, used) {
				return true
			}
		}
	case leafRatio:
		num := &node{leaf: leafNumber, lo: 0, hi: math.Inf(1)}
		a := parseNumeric(num, &toks[0], o)
		if a == nil {
			return false
		}
		if len(toks) > 2 && toks[1].IsDelim('/') {
			if b := parseNumeric(num, &toks[2], o); b != nil && k(&Ratio{a, b}, 3) {
				return true
			}
		}
		return k(&Ratio{a, Number(1)}, 1)
	case leafFamily:
		if toks[0].Kind == syntax.String {
			return k(String(toks[0].Text), 1)
		}
		used := 0
		for used < len(toks) && toks[used].Kind == syntax.Ident && !isWide(toks[used].Text) {
			used++
		}
		if used == 0 {
			return false
		}
		if used == 1 {
			if genericFamilies[LookupKeyword(toks[0].Text)] {
				return false
			}
			return k(Ident(toks[0].Text), 1)
		}
		switch LookupKeyword(toks[0].Text) { // a name does not begin like a generic family of old
		case KwSerif, KwSansSerif, KwMonospace, KwCursive, KwFantasy, KwSystemUi, KwWebkitBody:
			return false
		}
		words := make([]string, used)
		for i := range words {
			words[i] = toks[i].Text
		}
		return k(FamilyName(strings.Join(words, " ")), used)
	case leafAny:
		// Kept as it is written; the consumer reads it.
		return k(Raw(syntax.Serialize(toks)), len(toks))
	}
	return false
}

var genericFamilies = map[Keyword]bool{KwSerif: true, KwSansSerif: true, KwMonospace: true, KwCursive: true, KwFantasy: true,
	KwSystemUi: true, KwEmoji: true, KwMath: true, KwFangsong: true, KwUiSerif: true, KwUiSansSerif: true,
	KwUiMonospace: true, KwUiRounded: true, KwWebkitBody: true}

// FamilyName is an unquoted font family name of several words, joined by single spaces.
type FamilyName string

// Append appends the words as identifiers.
func (f FamilyName) Append(b []byte) []byte {
	for i, w := range strings.Split(string(f), " ") {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendIdent(b, w)
	}
	return b
}

// Raw is text that is kept as it was written.
type Raw string

// Append appends the text.
func (r Raw) Append(b []byte) []byte { return append(b, r...) }

// Ratio is a <ratio>, width over height. https://www.w3.org/TR/css-values-4/#ratios
type Ratio struct{ W, H Value }

// Append appends both numbers.
func (r *Ratio) Append(b []byte) []byte {
	return r.H.Append(append(r.W.Append(b), " / "...))
}

// Position is a declared <position>: an offset from an edge on each axis. An edge is left, right,
// center, top or bottom, or 0 when there is only an offset; an offset is nil when there is none.
// https://www.w3.org/TR/css-values-4/#position
type Position struct {
	XEdge, YEdge Keyword
	X, Y         Value
}

// Append appends the position with both axes.
func (p *Position) Append(b []byte) []byte {
	axis := func(edge Keyword, off Value) {
		if edge != 0 {
			b = edge.Append(b)
			if off != nil {
				b = append(b, ' ')
			}
		}
		if off != nil {
			b = off.Append(b)
		}
	}
	// Four values when either axis has an edge and an offset.
	xe, ye := p.XEdge, p.YEdge
	if xe != 0 && p.X != nil || ye != 0 && p.Y != nil {
		if xe == 0 {
			xe = KwLeft
		}
		if ye == 0 {
			ye = KwTop
		}
	}
	axis(xe, p.X)
	b = append(b, ' ')
	axis(ye, p.Y)
	return b
}

// Axes returns the two longhand values, of background-position-x and -y.
func (p *Position) Axes() (x, y Value) {
	axis := func(edge Keyword, off Value) Value {
		switch {
		case edge == 0:
			return off
		case off == nil:
			return edge
		}
		return &List{Sep: ' ', Items: []Value{edge, off}}
	}
	return axis(p.XEdge, p.X), axis(p.YEdge, p.Y)
}

// parsePosition reads one to four components as a position; nil when they are not one.
func parsePosition(toks []syntax.Component, o *Options) *Position {
	type part struct {
		kw  Keyword
		off Value
	}
	lp := &node{leaf: leafLengthPercentage, lo: math.Inf(-1), hi: math.Inf(1)}
	parts := make([]part, 0, 4)
	for i := range toks {
		if toks[i].Kind == syntax.Ident {
			switch k := LookupKeyword(toks[i].Text); k {
			case KwLeft, KwRight, KwTop, KwBottom, KwCenter:
				parts = append(parts, part{kw: k})
				continue
			}
			return nil
		}
		v := parseNumeric(lp, &toks[i], o)
		if v == nil {
			return nil
		}
		parts = append(parts, part{off: v})
	}
	horizontal := func(k Keyword) bool { return k == KwLeft || k == KwRight }
	vertical := func(k Keyword) bool { return k == KwTop || k == KwBottom }
	switch len(parts) {
	case 1:
		switch p := parts[0]; {
		case vertical(p.kw):
			return &Position{XEdge: KwCenter, YEdge: p.kw}
		default:
			return &Position{XEdge: p.kw, X: p.off, YEdge: KwCenter}
		}
	case 2:
		a, b := parts[0], parts[1]
		if vertical(a.kw) && b.off == nil && !vertical(b.kw) || horizontal(b.kw) && a.off == nil && !horizontal(a.kw) {
			a, b = b, a
		}
		if vertical(a.kw) || horizontal(b.kw) {
			return nil
		}
		return &Position{XEdge: a.kw, X: a.off, YEdge: b.kw, Y: b.off}
	}
	// Three or four: an edge with an offset, and an edge with or without one, or center.
	p := &Position{}
	var haveX, haveY bool
	var centers int
	for i := 0; i < len(parts); i++ {
		k := parts[i].kw
		if k == 0 {
			return nil
		}
		var off Value
		if i+1 < len(parts) && parts[i+1].off != nil {
			off = parts[i+1].off
		}
		switch {
		case k == KwCenter && off == nil:
			centers++
		case horizontal(k) && !haveX:
			haveX, p.XEdge, p.X = true, k, off
		case vertical(k) && !haveY:
			haveY, p.YEdge, p.Y = true, k, off
		default:
			return nil
		}
		if off != nil {
			i++
		}
	}
	if centers > 0 {
		switch {
		case centers > 1 || haveX == haveY:
			return nil
		case haveX:
			p.YEdge = KwCenter
		default:
			p.XEdge = KwCenter
		}
	} else if !haveX || !haveY {
		return nil
	}
	return p
}
