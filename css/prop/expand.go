package prop

import (
	"vitrine/css/syntax"
	"vitrine/css/value"
)

// expandFunc reads the value of a shorthand; false when it is invalid. Longhands that it does not
// set get their initial value.
type expandFunc func(e *expander, v []syntax.Component) bool

type expander struct {
	id    ID
	o     *value.Options
	longs []ID
	vals  [24]value.Value
	// bad is set when a longhand refuses a value that the grammar accepts.
	bad bool
}

// set sets a longhand of the shorthand.
func (e *expander) set(id ID, v value.Value) {
	for i, l := range e.longs {
		if l == id {
			e.vals[i] = canonical(id, v)
			e.bad = e.bad || e.vals[i] == nil && v != nil
			return
		}
	}
}

func (e *expander) match(v []syntax.Component) ([]value.Value, bool) {
	val, ok := grammar(e.id).Match(v, e.o)
	return value.Spaced(val), ok
}

// parse reads v as the value of a longhand.
func (e *expander) parse(id ID, v []syntax.Component) bool {
	val, ok := grammar(id).Match(v, e.o)
	if ok {
		e.set(id, val)
	}
	return ok
}

// ones reads up to max components, each a value of the first longhand by itself, into vals, and
// returns their number: 0 when they are too many or one is invalid. ok is false when the grammar
// of the shorthand has to decide.
func (e *expander) ones(v []syntax.Component, max int) (n int, ok bool) {
	g := grammar(e.longs[0])
	if e.longs[0].IsLogical() {
		g = grammar(Physical(e.longs[0], value.KwHorizontalTb, value.KwLtr))
	}
	for i := range v {
		if v[i].Kind == syntax.Whitespace {
			continue
		}
		val, sure := g.MatchOne(&v[i], e.o)
		switch {
		case val == nil && !sure, e.id == ContainIntrinsicSize:
			return 0, false
		case val == nil, n == max:
			return 0, true
		}
		e.vals[n] = val
		n++
	}
	return n, true
}

// expandSides: one to four values for top, right, bottom, left.
func expandSides(e *expander, v []syntax.Component) bool {
	if n, ok := e.ones(v, 4); ok {
		if n > 0 {
			in := [4]value.Value(e.vals[:4])
			fourSides(in[:n], e.vals[:4])
		}
		return n > 0
	}
	items, ok := e.match(v)
	if !ok {
		return false
	}
	fourSides(items, e.vals[:4])
	return true
}

func fourSides(in, out []value.Value) {
	out[0] = in[0]
	out[1], out[2], out[3] = in[0], in[0], in[0]
	if len(in) > 1 {
		out[1], out[3] = in[1], in[1]
	}
	if len(in) > 2 {
		out[2] = in[2]
	}
	if len(in) > 3 {
		out[3] = in[3]
	}
}

// expandPair: one or two values.
func expandPair(e *expander, v []syntax.Component) bool {
	if n, ok := e.ones(v, 2); ok {
		if n == 1 {
			e.vals[1] = e.vals[0]
		}
		return n > 0
	}
	items, ok := e.match(v)
	if !ok {
		return false
	}
	if e.id == ContainIntrinsicSize { // a value may be two words: auto <length>
		var whole []value.Value
		for i := 0; i < len(items); i++ {
			if items[i] == value.Value(value.KwAuto) && i+1 < len(items) {
				whole = append(whole, &value.List{Sep: ' ', Items: items[i : i+2]})
				i++
			} else {
				whole = append(whole, items[i])
			}
		}
		items = whole
	}
	e.vals[0], e.vals[1] = items[0], items[len(items)-1]
	return true
}

// expandPlace: the first of a pair of alignments counts for both where it can.
func expandPlace(e *expander, v []syntax.Component) bool {
	_, caps, ok := grammar(e.id).Captures(v, e.o)
	if !ok {
		return false
	}
	first := caps[0].Value
	second := first
	if len(caps) > 1 {
		second = caps[1].Value
	} else if e.id == PlaceContent {
		if items := value.Spaced(first); items[len(items)-1] == value.Value(value.KwBaseline) {
			second = value.KwStart
		}
	}
	e.set(e.longs[0], first)
	e.set(e.longs[1], second)
	return true
}

// expandAny: each part of the grammar is named after the longhand that it sets.
func expandAny(e *expander, v []syntax.Component) bool {
	switch e.id {
	case BorderTop, BorderRight, BorderBottom, BorderLeft:
		if got, ok := e.line(v); ok {
			copy(e.vals[:], got[:])
			return got != [3]value.Value{}
		}
	}
	_, caps, ok := grammar(e.id).Captures(v, e.o)
	if !ok {
		return false
	}
	for _, c := range caps {
		id, val := byName[c.Property], c.Value
		if e.id == WebkitBorderImage && id == BorderImageSlice {
			val = filled(val)
		}
		e.set(id, val)
	}
	return true
}

// filled adds fill to slices: the old name of border-image never left the middle out.
func filled(slice value.Value) value.Value {
	items := value.Spaced(slice)
	if is(items[len(items)-1], value.KwFill) {
		return slice
	}
	return value.Join(' ', append(items[:len(items):len(items)], value.KwFill))
}

// expandBorder sets the same width, style and colour on all sides and resets border-image.
func expandBorder(e *expander, v []syntax.Component) bool { return e.lines(v, 4) }

func expandBorderPair(e *expander, v []syntax.Component) bool { return e.lines(v, 2) }

func (e *expander) lines(v []syntax.Component, n int) bool {
	if got, ok := e.line(v); ok {
		for part, val := range got {
			for i := range n {
				e.vals[part*n+i] = val
			}
		}
		return got != [3]value.Value{}
	}
	_, caps, ok := grammar(BorderTop).Captures(v, e.o)
	if !ok {
		return false
	}
	for _, c := range caps {
		at := 0
		switch byName[c.Property] {
		case BorderTopStyle:
			at = n
		case BorderTopColor:
			at = 2 * n
		}
		for i := range n {
			e.vals[at+i] = c.Value
		}
	}
	return true
}

// line reads a width, a style and a colour in any order; no component is two of them. ok is false
// when the grammar has to decide; all three are nil when the value is invalid.
func (e *expander) line(v []syntax.Component) (got [3]value.Value, ok bool) {
	for i := range v {
		if v[i].Kind == syntax.Whitespace {
			continue
		}
		found := false
		for part, id := range [3]ID{BorderTopWidth, BorderTopStyle, BorderTopColor} {
			val, sure := grammar(id).MatchOne(&v[i], e.o)
			if val == nil && !sure {
				return got, false
			}
			if val != nil {
				if got[part] != nil {
					return [3]value.Value{}, true
				}
				got[part], found = val, true
				break
			}
		}
		if !found {
			return [3]value.Value{}, true
		}
	}
	return got, true
}

func expandColumns(e *expander, v []syntax.Component) bool {
	// auto stands for whatever is missing.
	var rest []syntax.Component
	autos := 0
	for i := range v {
		if v[i].IsDelim('/') { // the height comes last
			if !e.parse(ColumnHeight, v[i+1:]) {
				return false
			}
			v = v[:i]
			break
		}
	}
	for _, c := range v {
		if c.IsIdent("auto") {
			autos++
		} else if c.Kind != syntax.Whitespace {
			rest = append(rest, c)
		}
	}
	if len(rest)+autos > 2 || len(rest)+autos == 0 {
		return false
	}
	if len(rest) == 0 {
		return true
	}
	_, caps, ok := named("columns-parts").Captures(rest, e.o)
	if !ok {
		return false
	}
	for _, c := range caps {
		e.set(byName[c.Property], c.Value)
	}
	return true
}

// expandListStyle: none stands for whichever of the image and the type is missing, or both.
// https://www.w3.org/TR/css-lists-3/#list-style-property
func expandListStyle(e *expander, v []syntax.Component) bool {
	var rest []syntax.Component
	nones := 0
	for _, c := range v {
		switch {
		case c.IsIdent("none"):
			nones++
		case c.Kind != syntax.Whitespace:
			rest = append(rest, c)
		}
	}
	if len(rest) > 0 && !expandAny(e, rest) {
		return false
	}
	img, typ := e.vals[1] != nil, e.vals[2] != nil
	switch {
	case nones > 2, nones == 2 && (img || typ), nones == 1 && img && typ:
		return false
	case nones > 0:
		if !typ {
			e.vals[2] = value.KwNone
		}
		if !img {
			e.vals[1] = value.KwNone
		}
	}
	return nones+len(rest) > 0
}

// https://www.w3.org/TR/css-flexbox-1/#flex-property
func expandFlex(e *expander, v []syntax.Component) bool {
	if len(v) == 1 && v[0].IsIdent("none") {
		e.set(FlexGrow, value.Number(0))
		e.set(FlexShrink, value.Number(0))
		e.set(FlexBasis, value.KwAuto)
		return true
	}
	_, caps, ok := grammar(e.id).Captures(v, e.o)
	if !ok {
		return false
	}
	if len(caps) > 1 && caps[0].Property == "flex-basis" && v[0].Kind == syntax.Number {
		return false // a zero without unit is a basis only after two factors
	}
	grow, basis := false, false
	for _, c := range caps {
		id := byName[c.Property]
		e.set(id, c.Value)
		grow = grow || id == FlexGrow
		basis = basis || id == FlexBasis
	}
	if !grow {
		e.set(FlexGrow, value.Number(1))
	}
	if !basis {
		e.set(FlexBasis, value.Dimension{N: 0, Unit: value.Px})
		if grow {
			e.set(FlexBasis, value.Percentage(0))
		}
	}
	return true
}

// expandRadius: horizontal radii, then vertical ones after a slash.
func expandRadius(e *expander, v []syntax.Component) bool {
	items, ok := e.match(v)
	if !ok {
		return false
	}
	x, y := items, items
	for i, it := range items {
		if it == value.Value(value.Delim('/')) {
			x, y = items[:i], items[i+1:]
		}
	}
	var h, w [4]value.Value
	fourSides(x, h[:])
	fourSides(y, w[:])
	for i := range h {
		e.set(e.longs[i], value.Join(' ', []value.Value{h[i], w[i]}))
	}
	return true
}

func expandBackgroundPosition(e *expander, v []syntax.Component) bool {
	val, ok := grammar(e.id).Match(v, e.o)
	if !ok {
		return false
	}
	var xs, ys []value.Value
	for _, p := range value.Commas(val) {
		x, y := p.(*value.Position).Axes()
		xs, ys = append(xs, x), append(ys, y)
	}
	e.vals[0], e.vals[1] = value.Join(',', xs), value.Join(',', ys)
	return true
}

// layers matches each comma-separated layer with a grammar and collects, per longhand, one value
// per layer. fix settles a layer's values before they are collected.
func (e *expander) layers(v []syntax.Component, layer, last string, fix func(map[ID]value.Value)) bool {
	parts := syntax.SplitComma(v)
	if len(parts) > maxLayers {
		return false
	}
	lists := make([][]value.Value, len(e.longs))
	for i, p := range parts {
		g := named(layer)
		if i == len(parts)-1 {
			g = named(last)
		}
		_, caps, ok := g.Captures(p, e.o)
		if !ok {
			return false
		}
		got := map[ID]value.Value{}
		for _, c := range caps {
			got[byName[c.Property]] = c.Value
		}
		if fix != nil {
			fix(got)
		}
		for j, l := range e.longs {
			val := got[l]
			if val == nil {
				val = Initial(l)
			}
			lists[j] = append(lists[j], val)
		}
	}
	for j, l := range e.longs {
		if l == BackgroundColor {
			e.vals[j] = lists[j][len(lists[j])-1]
		} else {
			e.set(l, value.Join(',', lists[j]))
		}
	}
	return true
}

// maxLayers limits the layers of a background, a transition and the like.
const maxLayers = 20000

// https://www.w3.org/TR/css-backgrounds-3/#background
func expandBackground(e *expander, v []syntax.Component) bool {
	if len(v) == 1 { // a colour or an image alone
		for _, id := range [2]ID{BackgroundColor, BackgroundImage} {
			if val, _ := grammar(id).MatchOne(&v[0], e.o); val != nil {
				e.set(id, val)
				return true
			}
		}
	}
	return e.layers(v, "bg-layer", "final-bg-layer", func(got map[ID]value.Value) {
		if p, ok := got[BackgroundPosition].(*value.Position); ok {
			got[BackgroundPositionX], got[BackgroundPositionY] = p.Axes()
		}
		if got[BackgroundOrigin] != nil && got[BackgroundClip] == nil {
			got[BackgroundClip] = got[BackgroundOrigin]
		}
		if got[BackgroundClip] == value.Value(value.KwBorderArea) && got[BackgroundOrigin] == nil {
			got[BackgroundOrigin] = value.KwBorderBox
		}
	})
}

// https://www.w3.org/TR/css-masking-1/#the-mask
func expandMask(e *expander, v []syntax.Component) bool {
	return e.layers(v, "mask-layer", "mask-layer", func(got map[ID]value.Value) {
		if got[MaskOrigin] != nil && got[MaskClip] == nil {
			got[MaskClip] = got[MaskOrigin]
		}
	})
}

// expandLayered is transition and animation.
func expandLayered(e *expander, v []syntax.Component) bool {
	name := "single-" + e.id.String() + "-parts"
	if !e.layers(v, name, name, nil) {
		return false
	}
	if e.id == Transition {
		// none may only stand alone.
		for i, p := range value.Commas(e.vals[0]) {
			if p == value.Value(value.KwNone) && (i > 0 || len(value.Commas(e.vals[0])) > 1) {
				return false
			}
		}
	}
	return true
}

// https://www.w3.org/TR/css-fonts-4/#font-prop
func expandFont(e *expander, v []syntax.Component) bool {
	if len(v) == 1 && v[0].Kind == syntax.Ident {
		if _, ok := named("system-font").Match(v, e.o); ok {
			e.set(FontFamily, value.KwSystemUi)
			e.set(FontSize, value.Dimension{N: 13.333333, Unit: value.Px})
			return true
		}
	}
	_, caps, ok := named("font-parts").Captures(v, e.o)
	if !ok {
		return false
	}
	for _, c := range caps {
		switch c.Property {
		case "font-variant-css2":
			e.set(FontVariantCaps, c.Value)
		case "font-stretch-css3":
			e.set(FontStretch, c.Value)
		default:
			e.set(byName[c.Property], c.Value)
		}
	}
	return true
}

// https://www.w3.org/TR/css-fonts-4/#font-variant-prop
func expandFontVariant(e *expander, v []syntax.Component) bool {
	if len(v) == 1 && v[0].IsIdent("normal") {
		return true
	}
	if len(v) == 1 && v[0].IsIdent("none") {
		e.set(FontVariantLigatures, value.KwNone)
		return true
	}
	_, caps, ok := named("font-variant-parts").Captures(v, e.o)
	if !ok {
		return false
	}
	// Each part's words go to the longhand that knows them.
	byLong := map[ID][]value.Value{}
	for _, c := range caps {
		id := byName[c.Property]
		if id == None {
			id = fontVariantPart[c.Property]
		}
		byLong[id] = append(byLong[id], value.Spaced(c.Value)...)
	}
	for id, items := range byLong {
		e.set(id, value.Join(' ', items))
	}
	return true
}

var fontVariantPart = map[string]ID{"variant-ligatures": FontVariantLigatures, "variant-caps": FontVariantCaps,
	"variant-numeric": FontVariantNumeric, "variant-east-asian": FontVariantEastAsian, "variant-position": FontVariantPosition,
	"variant-alternates": FontVariantAlternates, "variant-emoji": FontVariantEmoji}

func expandFontSynthesis(e *expander, v []syntax.Component) bool {
	items, ok := e.match(v)
	if !ok {
		return false
	}
	for i, k := range []value.Keyword{value.KwWeight, value.KwStyle, value.KwSmallCaps} {
		e.vals[i] = value.KwNone
		for _, it := range items {
			if it == value.Value(k) {
				e.vals[i] = value.KwAuto
			}
		}
	}
	return true
}

// https://www.w3.org/TR/css-text-4/#white-space-property
func expandWhiteSpace(e *expander, v []syntax.Component) bool {
	if len(v) == 1 && v[0].Kind == syntax.Ident {
		collapse, wrap := value.Keyword(0), value.KwWrap
		switch value.LookupKeyword(v[0].Text) {
		case value.KwNormal:
			collapse = value.KwCollapse
		case value.KwPre:
			collapse, wrap = value.KwPreserve, value.KwNowrap
		case value.KwPreWrap:
			collapse = value.KwPreserve
		case value.KwPreLine:
			collapse = value.KwPreserveBreaks
		}
		if collapse != 0 {
			e.vals[0], e.vals[1] = collapse, wrap
			return true
		}
	}
	return expandAny(e, v)
}

// expandGridLine is grid-row, grid-column and grid-area: a missing line is the custom name of its
// partner, or auto. https://www.w3.org/TR/css-grid-2/#placement-shorthands
func expandGridLine(e *expander, v []syntax.Component) bool {
	items, ok := e.match(v)
	if !ok {
		return false
	}
	n, start := 0, 0
	for i := 0; i <= len(items); i++ {
		if i == len(items) || items[i] == value.Value(value.Delim('/')) {
			e.set(e.longs[n], value.Join(' ', items[start:i:i]))
			n++
			start = i + 1
		}
	}
	partner := []int{0, 0, 0, 1}
	if len(e.longs) == 2 {
		partner = []int{0, 0}
	}
	for ; n < len(e.longs); n++ {
		if id, ok := e.vals[partner[n]].(value.Ident); ok {
			e.vals[n] = id
		}
	}
	return true
}

func expandContainer(e *expander, v []syntax.Component) bool { return expandAny(e, v) }

// expandAll gives every longhand the value.
func expandAll(e *expander, v []syntax.Component) bool {
	items, ok := e.match(v)
	if ok {
		for i := range e.longs {
			e.vals[i] = items[0]
		}
	}
	return ok
}
