package prop

import (
	"slices"
	"strings"

	"vitrine/css/counter"
	"vitrine/css/value"
)

// canonical brings a matched value into the form that the specification of the property asks for
// where the order of the grammar alone does not give it. nil rejects the value: grammars cannot
// say everything.
func canonical(id ID, v value.Value) value.Value {
	if id.IsLogical() {
		id = Physical(id, value.KwHorizontalTb, value.KwLtr)
	}
	if f := canonicals[id]; f != nil {
		return f(v)
	}
	return v
}

type canonicalFunc func(value.Value) value.Value

var canonicals [numProps]canonicalFunc

func init() {
	set := func(f canonicalFunc, ids ...ID) {
		for _, id := range ids {
			canonicals[id] = f
		}
	}
	set(canonicalDisplay, Display)
	set(legacyKeyword(value.KwWebkitSticky, value.KwSticky), Position)
	set(legacyKeyword(value.KwWebkitMatchParent, value.KwMatchParent), TextAlign)
	set(dropFirst, AlignContent, AlignItems, AlignSelf, JustifyItems, JustifySelf)
	set(numbers, Opacity, ShapeImageThreshold, FillOpacity, StrokeOpacity, StopOpacity, FloodOpacity)
	set(eachLayer(canonicalEasing), TransitionTimingFunction, AnimationTimingFunction)
	set(canonicalTransform, Transform)
	set(canonicalScale, Scale)
	set(canonicalTranslate, Translate)
	set(canonicalRotate, Rotate)
	set(canonicalOrigin, TransformOrigin)
	set(canonicalFilter, Filter, BackdropFilter)
	set(counters("1"), CounterIncrement)
	set(counters("0"), CounterReset, CounterSet)
	set(canonicalContent, Content)
	set(canonicalAreas, GridTemplateAreas)
	set(canonicalTracks, GridTemplateColumns, GridTemplateRows)
	set(nonZeroLine, GridRowStart, GridRowEnd, GridColumnStart, GridColumnEnd)
	set(sameTwice, BorderImageRepeat, ScrollSnapAlign, BorderSpacing, BorderTopLeftRadius, BorderTopRightRadius,
		BorderBottomLeftRadius, BorderBottomRightRadius)
	set(eachLayer(canonicalRepeat), BackgroundRepeat, MaskRepeat)
	set(eachLayer(canonicalSize), BackgroundSize, MaskSize)
	set(fourSided, BorderImageWidth, BorderImageOutset)
	set(canonicalSlice, BorderImageSlice)
	set(eachLayer(shadowColorFirst), TextShadow)
	set(without("none"), TransitionProperty)
	set(without("will-change", "none", "all", "auto"), WillChange)
	set(canonicalListType, ListStyleType)
	set(canonicalSnap, ScrollSnapType)
	set(canonicalFlow, GridAutoFlow)
	set(canonicalMasonryFlow, MasonryAutoFlow)
	set(canonicalPaintOrder, PaintOrder)
	set(canonicalArea, PositionArea)
	set(eachLayer(canonicalArea), PositionTryFallbacks)
	set(canonicalShape, ClipPath, ShapeOutside, OffsetPath)
	set(canonicalD, D)
	set(lowerTags, FontFeatureSettings)
	set(canonicalFontStyle, FontStyle)
	set(canonicalEmphasis, TextEmphasisPosition)
}

func is(v value.Value, k value.Keyword) bool { return v == value.Value(k) }

func isIdent(v value.Value, s string) bool {
	id, ok := v.(value.Ident)
	return ok && strings.EqualFold(string(id), s)
}

// legacyKeyword writes an old name of a keyword as the keyword.
func legacyKeyword(old, now value.Keyword) canonicalFunc {
	return func(v value.Value) value.Value {
		if is(v, old) {
			return now
		}
		return v
	}
}

// eachLayer applies f to the parts of a comma-separated list; nil of one rejects all.
func eachLayer(f canonicalFunc) canonicalFunc {
	return func(v value.Value) value.Value {
		items := value.Commas(v)
		out := make([]value.Value, len(items))
		changed := false
		for i, it := range items {
			if out[i] = f(it); out[i] == nil {
				return nil
			}
			changed = changed || out[i] != it
		}
		if !changed {
			return v
		}
		return value.Join(',', out)
	}
}

func canonicalDisplay(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) == 1 {
		if is(v, value.KwFlow) {
			return value.KwBlock
		}
		return v
	}
	has := func(k value.Keyword) bool {
		for _, it := range items {
			if is(it, k) {
				return true
			}
		}
		return false
	}
	inline := has(value.KwInline)
	pick := func(block, inl value.Keyword) value.Value {
		if inline {
			return inl
		}
		return block
	}
	switch {
	case has(value.KwRunIn):
		var out []value.Value
		for _, it := range items {
			if !is(it, value.KwFlow) {
				out = append(out, it)
			}
		}
		return value.Join(' ', out)
	case has(value.KwListItem) && has(value.KwFlowRoot):
		return pick(value.KwFlowRootListItem, value.KwInlineFlowRootListItem)
	case has(value.KwListItem):
		return pick(value.KwListItem, value.KwInlineListItem)
	case has(value.KwFlowRoot):
		return pick(value.KwFlowRoot, value.KwInlineBlock)
	case has(value.KwFlow):
		return pick(value.KwBlock, value.KwInline)
	case has(value.KwTable):
		return pick(value.KwTable, value.KwInlineTable)
	case has(value.KwFlex):
		return pick(value.KwFlex, value.KwInlineFlex)
	case has(value.KwGrid):
		return pick(value.KwGrid, value.KwInlineGrid)
	case has(value.KwGridLanes):
		return pick(value.KwGridLanes, value.KwInlineGridLanes)
	case has(value.KwRuby):
		return pick(value.KwBlockRuby, value.KwRuby)
	case has(value.KwMath):
		return pick(value.KwBlockMath, value.KwMath)
	}
	return v
}

// dropFirst writes first baseline as baseline.
func dropFirst(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) > 1 && is(items[0], value.KwFirst) {
		return value.Join(' ', items[1:])
	}
	return v
}

// numbers turns percentages into numbers.
func numbers(v value.Value) value.Value {
	if p, ok := v.(value.Percentage); ok {
		return value.Number(p / 100)
	}
	return v
}

// canonicalPaintOrder keeps the words of paint-order in the order that they have, without those at the
// end that follow by themselves: what is left out is painted last, in the usual order.
// https://www.w3.org/TR/SVG2/painting.html#PaintOrderProperty
func canonicalPaintOrder(v value.Value) value.Value {
	words := value.Spaced(v)
	for i, w := range words {
		if slices.Contains(words[:i], w) {
			return nil
		}
	}
	usual := func(a, b value.Value) bool { // a comes before b by itself
		return a == value.Value(value.KwFill) || b == value.Value(value.KwMarkers)
	}
	if len(words) == 3 {
		words = words[:2] // only one is left
	}
	if len(words) == 2 {
		for _, w := range []value.Value{value.KwFill, value.KwStroke, value.KwMarkers} {
			if w != words[0] && w != words[1] && usual(words[1], w) {
				words = words[:1]
				break
			}
		}
	}
	return value.Join(' ', words)
}

// canonicalEasing leaves out the default position of steps().
// https://www.w3.org/TR/css-easing-1/#serialization
func canonicalEasing(v value.Value) value.Value {
	switch v {
	case value.Value(value.KwStepStart):
		return &value.Func{Name: "steps", Args: &value.List{Sep: ',', Items: []value.Value{value.Integer(1), value.KwStart}}}
	case value.Value(value.KwStepEnd):
		return &value.Func{Name: "steps", Args: value.Integer(1)}
	}
	f, ok := v.(*value.Func)
	if !ok || f.Name != "steps" {
		return v
	}
	n, isInt := f.Arg(0).(value.Integer)
	pos := f.Arg(1)
	if isInt && (n < 1 || n < 2 && pos != nil && is(pos, value.KwJumpNone)) {
		return nil
	}
	if pos != nil && (is(pos, value.KwEnd) || is(pos, value.KwJumpEnd)) {
		return &value.Func{Name: "steps", Args: f.Arg(0)}
	}
	return v
}

// mapArgs applies f to each comma-separated argument of a function.
func mapArgs(fn *value.Func, f func(value.Value) value.Value) *value.Func {
	items := value.Commas(fn.Args)
	out := make([]value.Value, len(items))
	for i, it := range items {
		out[i] = f(it)
	}
	return &value.Func{Name: fn.Name, Args: value.Join(',', out)}
}

func canonicalTransform(v value.Value) value.Value {
	items := value.Spaced(v)
	out := make([]value.Value, len(items))
	for i, it := range items {
		out[i] = it
		if f, ok := it.(*value.Func); ok && strings.HasPrefix(f.Name, "scale") {
			out[i] = mapArgs(f, numbers)
		}
	}
	return value.Join(' ', out)
}

// https://www.w3.org/TR/css-transforms-2/#individual-transform-serialization
func canonicalScale(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) == 1 {
		return numbers(v)
	}
	out := make([]value.Value, len(items))
	for i := range items {
		out[i] = numbers(items[i])
	}
	if len(out) == 3 && out[2] == value.Value(value.Number(1)) {
		out = out[:2]
	}
	if len(out) == 2 && value.Equal(out[0], out[1]) {
		out = out[:1]
	}
	return value.Join(' ', out)
}

func canonicalTranslate(v value.Value) value.Value {
	items := value.Spaced(v)
	for n := len(items); n > 1; n-- {
		zero := items[n-1] == value.Value(value.Percentage(0)) && n == 2
		if d, ok := items[n-1].(value.Dimension); ok && d.N == 0 {
			zero = true
		}
		if !zero {
			return value.Join(' ', items[:n:n])
		}
	}
	return items[0]
}

func canonicalRotate(v value.Value) value.Value {
	items := value.Spaced(v)
	switch len(items) {
	case 2:
		if is(items[0], value.KwZ) {
			return items[1]
		}
	case 4:
		axis := [3]value.Value{items[0], items[1], items[2]}
		one, zero := value.Value(value.Number(1)), value.Value(value.Number(0))
		switch axis {
		case [3]value.Value{one, zero, zero}:
			return value.Join(' ', []value.Value{value.KwX, items[3]})
		case [3]value.Value{zero, one, zero}:
			return value.Join(' ', []value.Value{value.KwY, items[3]})
		case [3]value.Value{zero, zero, one}:
			return items[3]
		}
	}
	return v
}

// canonicalOrigin gives transform-origin both axes.
func canonicalOrigin(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) > 1 {
		return v
	}
	if is(v, value.KwTop) || is(v, value.KwBottom) {
		return value.Join(' ', []value.Value{value.KwCenter, v})
	}
	return value.Join(' ', []value.Value{v, value.KwCenter})
}

// canonicalFilter limits the amounts that may not exceed 100%.
// https://www.w3.org/TR/filter-effects-1/#supported-filter-functions
func canonicalFilter(v value.Value) value.Value {
	items := value.Spaced(v)
	out := make([]value.Value, len(items))
	for i, it := range items {
		out[i] = it
		f, ok := it.(*value.Func)
		if !ok || f.Args == nil {
			continue
		}
		switch f.Name {
		case "grayscale", "invert", "opacity", "sepia":
			switch x := f.Args.(type) {
			case value.Number:
				out[i] = &value.Func{Name: f.Name, Args: min(x, 1)}
			case value.Percentage:
				out[i] = &value.Func{Name: f.Name, Args: min(x, 100)}
			}
		}
	}
	return value.Join(' ', out)
}

// counters gives every counter its number and refuses none among names.
func counters(number string) canonicalFunc {
	n := value.Integer(0)
	if number == "1" {
		n = 1
	}
	return func(v value.Value) value.Value {
		if is(v, value.KwNone) {
			return v
		}
		items := value.Spaced(v)
		if len(items) == 1 && isIdent(v, "none") {
			return value.KwNone
		}
		var out []value.Value
		for i, it := range items {
			if isIdent(it, "none") {
				return nil
			}
			out = append(out, it)
			switch it := it.(type) {
			case value.Ident:
				if i+1 == len(items) || !isInteger(items[i+1]) {
					out = append(out, n)
				}
			case *value.Func:
				if isIdent(it.Args, "none") {
					return nil
				}
			}
		}
		return value.Join(' ', out)
	}
}

func isInteger(v value.Value) bool {
	switch v.(type) {
	case value.Integer, *value.CalcNode:
		return true
	}
	return false
}

// canonicalContent checks counter styles and leaves out the default one.
func canonicalContent(v value.Value) value.Value {
	for _, it := range value.Spaced(v) {
		f, ok := it.(*value.Func)
		if !ok {
			continue
		}
		if f.Name == "counter" || f.Name == "counters" {
			args := value.Commas(f.Args)
			last := args[len(args)-1]
			if isIdent(last, "none") && len(args) > 1 || is(last, value.KwNone) {
				return nil
			}
		}
	}
	return mapSpaced(v, func(it value.Value) value.Value {
		f, ok := it.(*value.Func)
		if !ok || f.Name != "counter" && f.Name != "counters" {
			return it
		}
		args := value.Commas(f.Args)
		if n := len(args); isIdent(args[n-1], "decimal") && (n == 3 || n == 2 && f.Name == "counter") {
			return &value.Func{Name: f.Name, Args: value.Join(',', args[:n-1])}
		}
		return it
	})
}

// mapSpaced applies f to the parts of a list; nil of one rejects all.
func mapSpaced(v value.Value, f func(value.Value) value.Value) value.Value {
	items := value.Spaced(v)
	out := make([]value.Value, len(items))
	changed := false
	for i, it := range items {
		if out[i] = f(it); out[i] == nil {
			return nil
		}
		changed = changed || out[i] != it
	}
	if !changed {
		return v
	}
	return value.Join(' ', out)
}

// canonicalAreas checks that rows are alike long and areas are rectangles, and normalises spaces.
// https://www.w3.org/TR/css-grid-2/#grid-template-areas-property
func canonicalAreas(v value.Value) value.Value {
	if is(v, value.KwNone) {
		return v
	}
	rows := value.Spaced(v)
	type rect struct{ top, bottom, left, right, cells int }
	areas := map[string]*rect{}
	out := make([]value.Value, len(rows))
	width := -1
	for y, r := range rows {
		s, ok := r.(value.String)
		if !ok {
			return nil
		}
		cells, ok := areaCells(string(s))
		if !ok || len(cells) == 0 || width >= 0 && len(cells) != width {
			return nil
		}
		width = len(cells)
		for x, name := range cells {
			if name == "." {
				continue
			}
			a := areas[name]
			if a == nil {
				a = &rect{y, y, x, x, 0}
				areas[name] = a
			}
			a.bottom, a.left, a.right = y, min(a.left, x), max(a.right, x)
			a.cells++
		}
		out[y] = value.String(strings.Join(cells, " "))
	}
	for _, a := range areas {
		if a.cells != (a.bottom-a.top+1)*(a.right-a.left+1) {
			return nil
		}
	}
	return value.Join(' ', out)
}

// areaCells splits a row into names and runs of dots, each run one ".".
func areaCells(s string) (cells []string, ok bool) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r':
			i++
		case c == '.':
			for i < len(s) && s[i] == '.' {
				i++
			}
			cells = append(cells, ".")
		case nameByte(c):
			j := i
			for j < len(s) && nameByte(s[j]) {
				j++
			}
			cells = append(cells, s[i:j])
			i = j
		default:
			return nil, false
		}
	}
	return cells, true
}

func nameByte(c byte) bool {
	return c == '-' || c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|32 && c|32 <= 'z'
}

// canonicalTracks drops empty blocks of line names.
func canonicalTracks(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) > 0 && is(items[0], value.KwSubgrid) {
		return v
	}
	var out []value.Value
	for i := 0; i < len(items); i++ {
		if items[i] == value.Value(value.Delim('[')) && i+1 < len(items) && items[i+1] == value.Value(value.Delim(']')) {
			i++
			continue
		}
		it := items[i]
		if f, ok := it.(*value.Func); ok && f.Name == "repeat" {
			args := value.Commas(f.Args)
			it = &value.Func{Name: f.Name, Args: value.Join(',', []value.Value{args[0], canonicalTracks(args[1])})}
		}
		out = append(out, it)
	}
	return value.Join(' ', out)
}

// nonZeroLine refuses line 0.
func nonZeroLine(v value.Value) value.Value {
	items := value.Spaced(v)
	for _, it := range items {
		if it == value.Value(value.Integer(0)) {
			return nil
		}
	}
	return v
}

// sameTwice writes two equal values as one.
func sameTwice(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) == 2 && value.Equal(items[0], items[1]) {
		return items[0]
	}
	return v
}

// https://www.w3.org/TR/css-backgrounds-3/#background-repeat
func canonicalRepeat(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) != 2 {
		return v
	}
	switch {
	case items[0] == items[1]:
		return items[0]
	case is(items[0], value.KwRepeat) && is(items[1], value.KwNoRepeat):
		return value.KwRepeatX
	case is(items[0], value.KwNoRepeat) && is(items[1], value.KwRepeat):
		return value.KwRepeatY
	}
	return v
}

func canonicalSize(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) == 2 && is(items[1], value.KwAuto) {
		return items[0]
	}
	return v
}

// fourSided drops the values of a four-sided list that the others imply.
func fourSided(v value.Value) value.Value {
	items := value.Spaced(v)
	n := len(items)
	if n == 4 && value.Equal(items[3], items[1]) {
		n = 3
	}
	if n == 3 && value.Equal(items[2], items[0]) {
		n = 2
	}
	if n == 2 && value.Equal(items[1], items[0]) {
		n = 1
	}
	return value.Join(' ', items[:n:n])
}

func canonicalSlice(v value.Value) value.Value {
	items := value.Spaced(v)
	if n := len(items); is(items[n-1], value.KwFill) {
		sides := value.Spaced(fourSided(value.Join(' ', items[:n-1:n-1])))
		return value.Join(' ', append(sides[:len(sides):len(sides)], value.KwFill))
	}
	return fourSided(v)
}

// shadowColorFirst puts a text shadow's colour before its lengths.
func shadowColorFirst(v value.Value) value.Value {
	items := value.Spaced(v)
	n := len(items) - 1
	if n < 2 {
		return v
	}
	if _, length := items[n].(value.Dimension); length {
		return v
	}
	if _, length := items[n].(*value.CalcNode); length {
		return v
	}
	return value.Join(' ', append([]value.Value{items[n]}, items[:n]...))
}

// without refuses identifiers that may not be in a list.
func without(words ...string) canonicalFunc {
	return func(v value.Value) value.Value {
		if _, kw := v.(value.Keyword); kw {
			return v
		}
		for _, it := range value.Commas(v) {
			for _, w := range words {
				if isIdent(it, w) || value.Text(it) == w {
					return nil
				}
			}
		}
		return v
	}
}

// canonicalListType checks symbols(), and lower-cases the predefined counter styles.
// https://www.w3.org/TR/css-counter-styles-3/#symbols-function
func canonicalListType(v value.Value) value.Value {
	if f, ok := v.(*value.Func); ok && f.Name == "symbols" {
		items := value.Spaced(f.Args)
		if k, ok := items[0].(value.Keyword); ok {
			if (k == value.KwAlphabetic || k == value.KwNumeric) && len(items) < 3 {
				return nil
			}
			if k == value.KwSymbolic {
				return &value.Func{Name: f.Name, Args: value.Join(' ', items[1:])}
			}
		}
		return v
	}
	if id, ok := v.(value.Ident); ok {
		if low := strings.ToLower(string(id)); counter.Predefined(low) {
			return value.Ident(low)
		}
	}
	return v
}

func canonicalSnap(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) == 2 && is(items[1], value.KwProximity) {
		return items[0]
	}
	return v
}

func canonicalFlow(v value.Value) value.Value {
	items := value.Spaced(v)
	if len(items) == 2 && is(items[0], value.KwRow) {
		return items[1]
	}
	return v
}

// canonicalMasonryFlow leaves out what is initial, but for a lone pack.
func canonicalMasonryFlow(v value.Value) value.Value {
	flow, order := value.Value(value.KwPack), value.Value(value.KwDefiniteFirst)
	for _, it := range value.Spaced(v) {
		switch it {
		case value.Value(value.KwNext):
			flow = it
		case value.Value(value.KwOrdered):
			order = it
		}
	}
	switch {
	case is(order, value.KwDefiniteFirst):
		return flow
	case is(flow, value.KwPack):
		return order
	}
	return value.Join(' ', []value.Value{flow, order})
}

// canonicalShape leaves out what a basic shape implies.
// https://www.w3.org/TR/css-shapes-1/#basic-shape-serialization
func canonicalShape(v value.Value) value.Value {
	return mapSpaced(v, func(it value.Value) value.Value {
		f, ok := it.(*value.Func)
		if !ok {
			return it
		}
		switch f.Name {
		case "path":
			return canonicalPath(f)
		case "polygon":
			if args := value.Commas(f.Args); len(args) > 1 && is(args[0], value.KwNonzero) {
				return &value.Func{Name: f.Name, Args: value.Join(',', args[1:])}
			}
		case "circle":
			if items := value.Spaced(f.Args); len(items) > 0 && is(items[0], value.KwClosestSide) {
				return &value.Func{Name: f.Name, Args: value.Join(' ', items[1:])}
			}
		case "ellipse":
			if items := value.Spaced(f.Args); len(items) > 1 && is(items[0], value.KwClosestSide) && is(items[1], value.KwClosestSide) {
				return &value.Func{Name: f.Name, Args: value.Join(' ', items[2:])}
			}
		case "inset":
			return canonicalInset(f)
		}
		return it
	})
}

// canonicalPath normalises path data and leaves out the default fill rule.
func canonicalPath(f *value.Func) value.Value {
	args := value.Commas(f.Args)
	d, ok := args[len(args)-1].(value.String)
	if !ok {
		return nil
	}
	text, ok := value.NormalizePath(string(d), false)
	if !ok {
		return nil
	}
	if len(args) == 1 || is(args[0], value.KwNonzero) {
		return &value.Func{Name: f.Name, Args: value.String(text)}
	}
	return &value.Func{Name: f.Name, Args: &value.List{Sep: ',', Items: []value.Value{args[0], value.String(text)}}}
}

// canonicalD is canonicalPath of the d property, for which empty data is none.
func canonicalD(v value.Value) value.Value {
	f, ok := v.(*value.Func)
	if !ok {
		return v
	}
	if p, ok := canonicalPath(f).(*value.Func); ok && p.Args != value.Value(value.String("")) {
		return p
	} else if ok {
		return value.KwNone
	}
	return nil
}

func canonicalInset(f *value.Func) value.Value {
	items := value.Spaced(f.Args)
	for i, it := range items {
		if !is(it, value.KwRound) {
			continue
		}
		sides := value.Spaced(fourSided(value.Join(' ', items[:i:i])))
		rest := items[i+1:]
		x, y := rest, rest
		for j, r := range rest {
			if r == value.Value(value.Delim('/')) {
				x, y = rest[:j:j], rest[j+1:]
			}
		}
		h, w := fourSided(value.Join(' ', x)), fourSided(value.Join(' ', y))
		out := sides[:len(sides):len(sides)]
		if !value.Equal(h, w) {
			out = append(append(append(append(out, value.KwRound), value.Spaced(h)...), value.Delim('/')), value.Spaced(w)...)
		} else if value.Text(h) != "0px" && value.Text(h) != "0%" {
			out = append(append(out, value.KwRound), value.Spaced(h)...)
		}
		return &value.Func{Name: f.Name, Args: value.Join(' ', out)}
	}
	return &value.Func{Name: f.Name, Args: fourSided(f.Args)}
}

// lowerTags writes feature values as numbers, and leaves out the 1.
// https://www.w3.org/TR/css-fonts-4/#font-feature-settings-prop
func lowerTags(v value.Value) value.Value {
	return eachLayer(func(v value.Value) value.Value {
		items := value.Spaced(v)
		if len(items) == 2 {
			switch {
			case is(items[1], value.KwOn), items[1] == value.Value(value.Integer(1)):
				return items[0]
			case is(items[1], value.KwOff):
				return value.Join(' ', []value.Value{items[0], value.Integer(0)})
			}
		}
		return v
	})(v)
}

// canonicalFontStyle leaves out the default angle of oblique.
func canonicalFontStyle(v value.Value) value.Value {
	if items := value.Spaced(v); len(items) == 2 && items[1] == value.Value(value.Dimension{N: 14, Unit: value.Deg}) {
		return items[0]
	}
	return v
}

func canonicalEmphasis(v value.Value) value.Value {
	if items := value.Spaced(v); len(items) == 2 && is(items[1], value.KwRight) {
		return items[0]
	}
	return v
}
