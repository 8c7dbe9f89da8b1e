package prop

import (
	"strings"

	"vitrine/css/value"
)

// Serialize returns the text of a property, given the declared or computed values of longhands:
// of a longhand its value's, of a shorthand the shortest that says the same. It is "" when a
// longhand is missing or no value of the shorthand says it.
// https://drafts.csswg.org/cssom/#serialize-a-css-value
func Serialize(id ID, get func(ID) value.Value) string {
	if !id.IsShorthand() {
		return value.Text(get(id))
	}
	longs := longhandsOf(id)
	p := printer{id: id, longs: longs, vals: make([]value.Value, len(longs))}
	for i, l := range longs {
		if p.vals[i] = get(l); p.vals[i] == nil {
			return ""
		}
	}
	// A CSS-wide keyword, or a value with var(), counts only when all longhands have it.
	first := p.vals[0]
	for i, v := range p.vals {
		k, wide := v.(value.Keyword)
		if wide = wide && isWideKeyword(k); wide || isPending(v) {
			if v != first {
				return ""
			}
			if i == len(p.vals)-1 {
				if pend, ok := v.(*Pending); ok && pend.Property != id {
					return ""
				}
				return value.Text(v)
			}
		} else if i > 0 && (isPending(first) || isWide(first)) {
			return ""
		}
	}
	if id == All {
		return ""
	}
	return defs[id].Print(&p)
}

func isPending(v value.Value) bool { _, ok := v.(*Pending); return ok }

func isWide(v value.Value) bool { k, ok := v.(value.Keyword); return ok && isWideKeyword(k) }

func isWideKeyword(k value.Keyword) bool {
	switch k {
	case value.KwInitial, value.KwInherit, value.KwUnset, value.KwRevert, value.KwRevertLayer:
		return true
	}
	return false
}

type printFunc func(p *printer) string

type printer struct {
	id    ID
	longs []ID
	vals  []value.Value
}

// initial reports whether the i-th longhand has its initial value.
func (p *printer) initial(i int) bool { return value.Equal(p.vals[i], Initial(p.longs[i])) }

// text returns the serialisation of the i-th longhand.
func (p *printer) text(i int) string { return value.Text(p.vals[i]) }

func (p *printer) of(id ID) string {
	for i, l := range p.longs {
		if l == id {
			return p.text(i)
		}
	}
	return ""
}

func (p *printer) isInitial(id ID) bool {
	for i, l := range p.longs {
		if l == id {
			return p.initial(i)
		}
	}
	return false
}

// sides drops the values of a four-sided list that the others imply.
func sidesText(t []string) string {
	n := 4
	if t[3] == t[1] {
		if n = 3; t[2] == t[0] {
			if n = 2; t[1] == t[0] {
				n = 1
			}
		}
	}
	return strings.Join(t[:n], " ")
}

func pairText(a, b string) string {
	if a == b {
		return a
	}
	return a + " " + b
}

func printSides(p *printer) string {
	return sidesText([]string{p.text(0), p.text(1), p.text(2), p.text(3)})
}

func printPair(p *printer) string  { return pairText(p.text(0), p.text(1)) }
func printPlace(p *printer) string { return pairText(p.text(0), p.text(1)) }

// printAny writes what is not initial, or the first value when all are.
func printAny(p *printer) string {
	switch p.id {
	case BorderImage, WebkitBorderImage, WebkitMaskBoxImage:
		return printBorderImage(p)
	case Offset:
		return printOffset(p)
	}
	var out []string
	for i := range p.vals {
		if !p.initial(i) {
			out = append(out, p.text(i))
		}
	}
	if len(out) == 0 {
		// The style of a line says more than its width.
		for i, l := range p.longs {
			if strings.HasSuffix(l.String(), "-style") && len(p.longs) == 3 {
				return p.text(i)
			}
		}
		return p.text(0)
	}
	return strings.Join(out, " ")
}

func printBorderImage(p *printer) string {
	var out []string
	if !p.initial(0) {
		out = append(out, p.text(0))
	}
	slice := p.text(1)
	switch {
	case !p.initial(3):
		if p.initial(2) {
			slice += " / / " + p.text(3)
		} else {
			slice += " / " + p.text(2) + " / " + p.text(3)
		}
	case !p.initial(2):
		slice += " / " + p.text(2)
	case p.initial(1):
		slice = ""
	}
	if slice != "" {
		out = append(out, slice)
	}
	if !p.initial(4) {
		out = append(out, p.text(4))
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " ")
}

func printOffset(p *printer) string {
	var out []string
	for i := range 4 {
		// Distance and rotation need a path before them.
		if path := i == 1 && (!p.initial(2) || !p.initial(3)); path || !p.initial(i) {
			out = append(out, p.text(i))
		}
	}
	if len(out) == 0 {
		out = append(out, p.text(0))
	}
	s := strings.Join(out, " ")
	if !p.initial(4) {
		s += " / " + p.text(4)
	}
	return s
}

func printBorder(p *printer) string {
	for i := 12; i < len(p.vals); i++ {
		if !p.initial(i) {
			return ""
		}
	}
	return p.lines(4)
}

func printBorderPair(p *printer) string { return p.lines(2) }

func (p *printer) lines(n int) string {
	var out []string
	for part := range 3 {
		for i := 1; i < n; i++ {
			if !value.Equal(p.vals[part*n], p.vals[part*n+i]) {
				return ""
			}
		}
		if !p.initial(part * n) {
			out = append(out, p.text(part*n))
		}
	}
	if len(out) == 0 {
		return p.text(n)
	}
	return strings.Join(out, " ")
}

func printColumns(p *printer) string {
	var out []string
	for i := range p.vals[:2] {
		if !p.initial(i) {
			out = append(out, p.text(i))
		}
	}
	if len(out) == 0 {
		out = append(out, "auto")
	}
	if !p.initial(2) {
		out = append(out, "/", p.text(2))
	}
	return strings.Join(out, " ")
}

func printListStyle(p *printer) string {
	var out []string
	for i := range p.vals {
		if !p.initial(i) {
			out = append(out, p.text(i))
		}
	}
	if len(out) == 0 {
		return p.text(0)
	}
	return strings.Join(out, " ")
}

func printFlex(p *printer) string {
	return p.text(0) + " " + p.text(1) + " " + p.text(2)
}

func printRadius(p *printer) string {
	var x, y [4]string
	for i, v := range p.vals {
		switch v := v.(type) {
		case value.LengthPair:
			x[i], y[i] = value.Text(v.X), value.Text(v.Y)
		default:
			items := value.Spaced(v)
			x[i], y[i] = value.Text(items[0]), value.Text(items[len(items)-1])
		}
	}
	if x == y {
		return sidesText(x[:])
	}
	return sidesText(x[:]) + " / " + sidesText(y[:])
}

func printBackgroundPosition(p *printer) string {
	xs, ys := value.Commas(p.vals[0]), value.Commas(p.vals[1])
	if len(xs) != len(ys) {
		return ""
	}
	out := make([]string, len(xs))
	for i := range xs {
		out[i] = positionText(xs[i], ys[i])
	}
	return strings.Join(out, ", ")
}

// positionText writes two axes; when one has an edge and an offset both get an edge.
func positionText(x, y value.Value) string {
	xi, yi := value.Spaced(x), value.Spaced(y)
	if len(xi) == 1 && len(yi) == 2 {
		if _, kw := x.(value.Keyword); !kw {
			return "left " + value.Text(x) + " " + value.Text(y)
		}
	}
	if len(yi) == 1 && len(xi) == 2 {
		if _, kw := y.(value.Keyword); !kw {
			return value.Text(x) + " top " + value.Text(y)
		}
	}
	return value.Text(x) + " " + value.Text(y)
}

// layerCount returns how many layers the lists have when all agree; 0 when not.
func (p *printer) layerCount(skip ID) int {
	n := -1
	for i, l := range p.longs {
		if l == skip {
			continue
		}
		c := len(value.Commas(p.vals[i]))
		if n >= 0 && c != n {
			return 0
		}
		n = c
	}
	return n
}

func printBackground(p *printer) string {
	n := p.layerCount(BackgroundColor)
	var layers []string
	for i := range n {
		item := func(j int) (v value.Value, initial bool) {
			v = value.Commas(p.vals[j])[i]
			return v, value.Equal(v, Initial(p.longs[j]))
		}
		var out []string
		img, init := item(0)
		if !init {
			out = append(out, value.Text(img))
		}
		x, xi := item(1)
		y, yi := item(2)
		size, si := item(3)
		if !xi || !yi || !si {
			out = append(out, positionText(x, y))
		}
		if !si {
			out = append(out, "/", value.Text(size))
		}
		for j := 4; j <= 5; j++ {
			if v, init := item(j); !init {
				out = append(out, value.Text(v))
			}
		}
		origin, oi := item(6)
		clip, ci := item(7)
		if !oi || !ci {
			if value.Equal(origin, clip) {
				out = append(out, value.Text(origin))
			} else {
				out = append(out, value.Text(origin), value.Text(clip))
			}
		}
		if i == n-1 && !p.initial(8) {
			out = append(out, p.text(8))
		}
		if len(out) == 0 {
			out = append(out, "none")
		}
		layers = append(layers, strings.Join(out, " "))
	}
	return strings.Join(layers, ", ")
}

func printMask(p *printer) string {
	n := p.layerCount(None)
	var layers []string
	for i := range n {
		var out []string
		item := func(j int) (string, bool) {
			v := value.Commas(p.vals[j])[i]
			return value.Text(v), value.Equal(v, Initial(p.longs[j]))
		}
		if t, init := item(0); !init {
			out = append(out, t)
		}
		pos, pi := item(1)
		size, si := item(2)
		if !pi || !si {
			out = append(out, pos)
		}
		if !si {
			out = append(out, "/", size)
		}
		if t, init := item(3); !init {
			out = append(out, t)
		}
		origin, oi := item(4)
		clip, ci := item(5)
		switch {
		case oi && ci:
		case origin == clip:
			out = append(out, origin)
		default:
			out = append(out, origin, clip)
		}
		for j := 6; j <= 7; j++ {
			if t, init := item(j); !init {
				out = append(out, t)
			}
		}
		if len(out) == 0 {
			out = append(out, "none")
		}
		layers = append(layers, strings.Join(out, " "))
	}
	return strings.Join(layers, ", ")
}

func printLayered(p *printer) string {
	n := p.layerCount(None)
	for j, l := range p.longs { // the shorthand resets these, and cannot say them
		if (l == AnimationRangeStart || l == AnimationRangeEnd) && value.Text(p.vals[j]) != "normal" {
			for _, v := range value.Commas(p.vals[j]) {
				if v != value.Value(value.KwNormal) {
					return ""
				}
			}
		}
	}
	var layers []string
	for i := range n {
		item := func(j int) (string, bool) {
			v := value.Commas(p.vals[j])[i]
			return value.Text(v), value.Equal(v, Initial(p.longs[j]))
		}
		var out []string
		for j := range p.longs {
			t, init := item(j)
			// A delay is the second time: the duration may not be left out before it.
			if d := p.longs[j]; init && (d == AnimationDuration || d == TransitionDuration) {
				for k, l := range p.longs {
					if l == AnimationDelay || l == TransitionDelay {
						_, noDelay := item(k)
						init = noDelay
					}
				}
			}
			if !init {
				out = append(out, t)
			}
		}
		if len(out) == 0 {
			if p.id == Transition {
				out = append(out, "all")
			} else {
				out = append(out, "none")
			}
		}
		layers = append(layers, strings.Join(out, " "))
	}
	return strings.Join(layers, ", ")
}

func printFont(p *printer) string {
	for i, l := range p.longs {
		switch l {
		case FontStyle, FontVariantCaps, FontWeight, FontStretch, FontSize, LineHeight, FontFamily:
		default:
			if !p.initial(i) {
				return ""
			}
		}
	}
	if k := p.of(FontVariantCaps); k != "normal" && k != "small-caps" {
		return ""
	}
	var out []string
	for _, id := range []ID{FontStyle, FontVariantCaps, FontWeight, FontStretch} {
		if p.isInitial(id) {
			continue
		}
		t := p.of(id)
		if id == FontWeight && t == "400" || id == FontStretch && t == "100%" { // computed normal
			continue
		}
		if strings.HasSuffix(t, "%") {
			name, ok := stretchNames[t]
			if !ok {
				return ""
			}
			t = name
		}
		out = append(out, t)
	}
	size := p.of(FontSize)
	if !p.isInitial(LineHeight) {
		size += " / " + p.of(LineHeight)
	}
	return strings.Join(append(out, size, p.of(FontFamily)), " ")
}

var stretchNames = map[string]string{"50%": "ultra-condensed", "62.5%": "extra-condensed", "75%": "condensed",
	"87.5%": "semi-condensed", "112.5%": "semi-expanded", "125%": "expanded", "150%": "extra-expanded", "200%": "ultra-expanded"}

func printFontVariant(p *printer) string {
	var out []string
	for i := range p.vals {
		if p.initial(i) {
			continue
		}
		if p.longs[i] == FontVariantLigatures && p.vals[i] == value.Value(value.KwNone) {
			for j := range p.vals {
				if j != i && !p.initial(j) {
					return ""
				}
			}
			return "none"
		}
		out = append(out, p.text(i))
	}
	if len(out) == 0 {
		return "normal"
	}
	return strings.Join(out, " ")
}

func printFontSynthesis(p *printer) string {
	var out []string
	for i, k := range []string{"weight", "style", "small-caps"} {
		if p.vals[i] == value.Value(value.KwAuto) {
			out = append(out, k)
		}
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " ")
}

func printWhiteSpace(p *printer) string {
	switch c, w := p.text(0), p.text(1); {
	case c == "collapse" && w == "wrap":
		return "normal"
	case c == "collapse":
		return "nowrap"
	case c == "preserve" && w == "nowrap":
		return "pre"
	case c == "preserve":
		return "pre-wrap"
	case c == "preserve-breaks" && w == "wrap":
		return "pre-line"
	case w == "wrap":
		return c
	default:
		return c + " " + w
	}
}

func printGridLine(p *printer) string {
	// A line may be left out when it is what its absence means.
	partner := []int{0, 0, 0, 1}
	n := len(p.vals)
	for n > 1 {
		from := p.vals[0]
		if len(p.vals) == 4 {
			from = p.vals[partner[n-1]]
		}
		_, ident := from.(value.Ident)
		if ident && p.text(n-1) == value.Text(from) || !ident && p.text(n-1) == "auto" {
			n--
			continue
		}
		break
	}
	t := make([]string, n)
	for i := range t {
		t[i] = p.text(i)
	}
	return strings.Join(t, " / ")
}

func printContainer(p *printer) string {
	if p.initial(1) {
		return p.text(0)
	}
	return p.text(0) + " / " + p.text(1)
}

func printAll(p *printer) string {
	for i := range p.vals {
		if !value.Equal(p.vals[0], p.vals[i]) {
			return ""
		}
	}
	return p.text(0)
}

func printGridTemplate(p *printer) string {
	if p.of(GridTemplateAreas) == "none" {
		rows, cols := p.of(GridTemplateRows), p.of(GridTemplateColumns)
		if rows == "none" && cols == "none" {
			return "none"
		}
		return rows + " / " + cols
	}
	s, ok := areaRows(p)
	if !ok {
		return ""
	}
	if cols := p.of(GridTemplateColumns); cols != "none" {
		s += " / " + cols
	}
	return s
}

// areaRows interleaves the strings of grid-template-areas with the sizes of the rows.
func areaRows(p *printer) (string, bool) {
	var rows, areas []value.Value
	for i, l := range p.longs {
		switch l {
		case GridTemplateRows:
			rows = value.Spaced(p.vals[i])
		case GridTemplateAreas:
			areas = value.Spaced(p.vals[i])
		case GridTemplateColumns:
			for _, v := range value.Spaced(p.vals[i]) {
				if f, ok := v.(*value.Func); ok && f.Name == "repeat" {
					return "", false
				}
			}
		}
	}
	var out []string
	area, open := 0, false
	for _, r := range rows {
		switch r := r.(type) {
		case value.Delim:
			open = r == '['
			if open {
				out = append(out, "[")
			} else {
				out[len(out)-1] += "]"
			}
			continue
		case value.Ident:
			if open {
				if t := out[len(out)-1]; t == "[" {
					out[len(out)-1] += value.Text(r)
				} else {
					out[len(out)-1] += " " + value.Text(r)
				}
				continue
			}
		case *value.Func:
			if r.Name == "repeat" {
				return "", false
			}
		}
		if area == len(areas) {
			return "", false
		}
		out = append(out, value.Text(areas[area]))
		area++
		if r != value.Value(value.KwAuto) {
			out = append(out, value.Text(r))
		}
	}
	return strings.Join(out, " "), area == len(areas)
}

func printGrid(p *printer) string {
	auto := p.isInitial(GridAutoRows) && p.isInitial(GridAutoColumns) && p.isInitial(GridAutoFlow)
	if auto {
		return printGridTemplate(p)
	}
	if p.of(GridTemplateAreas) != "none" {
		return ""
	}
	flow := p.of(GridAutoFlow)
	word := "auto-flow"
	if strings.Contains(flow, "dense") {
		word += " dense"
	}
	switch {
	case !strings.HasPrefix(flow, "column") && p.of(GridTemplateRows) == "none" && p.isInitial(GridAutoColumns):
		if !p.isInitial(GridAutoRows) {
			word += " " + p.of(GridAutoRows)
		}
		return word + " / " + p.of(GridTemplateColumns)
	case strings.HasPrefix(flow, "column") && p.of(GridTemplateColumns) == "none" && p.isInitial(GridAutoRows):
		if !p.isInitial(GridAutoColumns) {
			word += " " + p.of(GridAutoColumns)
		}
		return p.of(GridTemplateRows) + " / " + word
	}
	return ""
}
