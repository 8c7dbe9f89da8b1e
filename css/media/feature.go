package media

import (
	"math"
	"strings"
	"sync"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

// Compare is how a range feature compares.
type Compare uint8

const (
	None Compare = iota // no value: the feature in a boolean context
	Equal
	Less
	LessEqual
	Greater
	GreaterEqual
)

var compareText = [...]string{"", "=", "<", "<=", ">", ">="}

// flip mirrors a comparison: "400px < width" is "width > 400px".
func (c Compare) flip() Compare {
	return [...]Compare{None, Equal, Greater, GreaterEqual, Less, LessEqual}[c]
}

// Feature is a media feature with up to two comparisons.
// https://www.w3.org/TR/mediaqueries-4/#mq-features
type Feature struct {
	Name   string // lower case, without min- and max-
	Prefix string // "min-" or "max-" as written, for serialisation
	Op     Compare
	Value  Value
	Op2    Compare // of the second bound of "a < width < b"
	Value2 Value
	plain  bool // written with a colon
}

// Value is the value of a feature.
type Value struct {
	Ident string // lower case; "" when it is a number
	Num   float64
	Unit  value.Unit // UnitNone for a number
	Den   float64    // of a ratio; 0 when it is not written as one
	Ratio bool
	Calc  value.Value // a math function, in place of Num
	text  string
}

// rangeFeatures are those that compare; the value is the type that they take.
var rangeFeatures = map[string]value.Type{
	"width": value.TypeLength, "height": value.TypeLength,
	"device-width": value.TypeLength, "device-height": value.TypeLength,
	"aspect-ratio": value.TypeNumber, "device-aspect-ratio": value.TypeNumber,
	"resolution": value.TypeResolution, "-webkit-device-pixel-ratio": value.TypeNumber,
	"color": value.TypeNumber, "color-index": value.TypeNumber, "monochrome": value.TypeNumber,
	"horizontal-viewport-segments": value.TypeNumber, "vertical-viewport-segments": value.TypeNumber,
	"inline-size": value.TypeLength, "block-size": value.TypeLength,
}

// containerOnly are the features that only container queries have.
var containerOnly = map[string]bool{"inline-size": true, "block-size": true}

// discrete are the features with a set of keywords.
var discrete = map[string]string{
	"orientation": "portrait landscape", "grid": "", "scan": "interlace progressive",
	"update": "none slow fast", "overflow-block": "none scroll paged", "overflow-inline": "none scroll",
	"hover": "none hover", "any-hover": "none hover", "pointer": "none coarse fine", "any-pointer": "none coarse fine",
	"color-gamut": "srgb p3 rec2020", "dynamic-range": "standard high", "video-dynamic-range": "standard high",
	"prefers-color-scheme": "light dark", "prefers-reduced-motion": "no-preference reduce",
	"prefers-reduced-transparency": "no-preference reduce", "prefers-reduced-data": "no-preference reduce",
	"prefers-contrast": "no-preference more less custom", "forced-colors": "none active",
	"inverted-colors": "none inverted", "scripting": "none initial-only enabled",
	"display-mode":         "fullscreen standalone minimal-ui browser picture-in-picture window-controls-overlay",
	"environment-blending": "opaque additive subtractive", "nav-controls": "none back",
	"-webkit-transform-3d": "", "device-posture": "continuous folded",
}

// parseFeature parses what stands between the parentheses.
// https://www.w3.org/TR/mediaqueries-4/#typedef-media-feature
func parseFeature(v []syntax.Component) (f Feature, ok bool) {
	if len(v) == 0 {
		return f, false
	}
	if v[0].Kind == syntax.Ident {
		rest := syntax.Trim(v[1:])
		if len(rest) == 0 {
			f.setName(v[0].Text)
			return f, f.known() && f.Prefix == ""
		}
		if rest[0].Kind == syntax.Colon {
			f.setName(v[0].Text)
			f.plain = true
			f.Op = Equal
			if f.Value, ok = parseValue(syntax.Trim(rest[1:])); !ok {
				return f, false
			}
			switch f.Prefix {
			case "min-":
				f.Op = GreaterEqual
			case "max-":
				f.Op = LessEqual
			}
			return f, f.known() && f.accepts(&f.Value)
		}
	}
	return parseRange(v)
}

// setName splits min- and max- off the names of range features.
func (f *Feature) setName(s string) {
	s = syntax.Lower(s)
	f.Name = s
	for _, p := range []string{"min-", "max-"} {
		if strings.HasPrefix(s, p) {
			f.Prefix, f.Name = p, s[4:]
		} else if strings.HasPrefix(s, "-webkit-"+p) {
			f.Prefix, f.Name = p, "-webkit-"+s[12:]
		}
	}
}

func (f *Feature) known() bool {
	if _, ok := rangeFeatures[f.Name]; ok {
		return true
	}
	_, ok := discrete[f.Name]
	return ok && f.Prefix == ""
}

// accepts reports whether the type of v is the feature's.
func (f *Feature) accepts(v *Value) bool {
	if t, ok := rangeFeatures[f.Name]; ok {
		if v.Ident != "" {
			return t == value.TypeResolution && v.Ident == "infinite"
		}
		if strings.HasSuffix(f.Name, "aspect-ratio") {
			return v.Unit == value.UnitNone
		}
		if v.Ratio {
			return false
		}
		return v.Unit.Type() == t || t == value.TypeLength && v.Unit == value.UnitNone && v.Num == 0 && v.Calc == nil
	}
	words := discrete[f.Name]
	if words == "" { // grid, -webkit-transform-3d: 0 or 1
		return v.Ident == "" && v.Unit == value.UnitNone && (v.Num == 0 || v.Num == 1)
	}
	for _, w := range strings.Fields(words) {
		if w == v.Ident {
			return true
		}
	}
	return false
}

// parseRange parses "width < 5px", "5px < width" and "5px < width < 9px".
// https://www.w3.org/TR/mediaqueries-4/#typedef-mf-range
func parseRange(v []syntax.Component) (f Feature, ok bool) {
	var parts [][]syntax.Component
	var ops []Compare
	start := 0
	for i := 0; i < len(v); i++ {
		if v[i].Kind != syntax.Delim {
			continue
		}
		op, n := None, 1
		eq := i+1 < len(v) && v[i+1].IsDelim('=') && v[i+1].Pos == v[i].Pos+1
		switch v[i].Delim {
		case '<':
			if op = Less; eq {
				op, n = LessEqual, 2
			}
		case '>':
			if op = Greater; eq {
				op, n = GreaterEqual, 2
			}
		case '=':
			op = Equal
		default:
			continue
		}
		parts, ops = append(parts, syntax.Trim(v[start:i])), append(ops, op)
		i += n - 1
		start = i + 1
	}
	parts = append(parts, syntax.Trim(v[start:]))
	name := func(p []syntax.Component) bool {
		if len(p) != 1 || p[0].Kind != syntax.Ident {
			return false
		}
		f.Name = syntax.Lower(p[0].Text)
		_, ok := rangeFeatures[f.Name]
		return ok && !strings.HasPrefix(f.Name, "-webkit-")
	}
	switch {
	case len(ops) == 1 && name(parts[0]):
		f.Op = ops[0]
		f.Value, ok = parseValue(parts[1])
	case len(ops) == 1 && name(parts[1]):
		f.Op = ops[0].flip()
		f.Value, ok = parseValue(parts[0])
	case len(ops) == 2 && name(parts[1]):
		less := func(c Compare) bool { return c == Less || c == LessEqual }
		if ops[0] == Equal || ops[1] == Equal || less(ops[0]) != less(ops[1]) {
			return f, false
		}
		f.Op, f.Op2 = ops[0].flip(), ops[1]
		if f.Value, ok = parseValue(parts[0]); !ok {
			return f, false
		}
		if f.Value2, ok = parseValue(parts[2]); !ok || !f.accepts(&f.Value2) {
			return f, false
		}
	}
	return f, ok && f.accepts(&f.Value)
}

func parseValue(v []syntax.Component) (x Value, ok bool) {
	x.text = syntax.Serialize(v)
	if len(v) == 1 {
		switch t := &v[0]; t.Kind {
		case syntax.Ident:
			x.Ident = syntax.Lower(t.Text)
			return x, true
		case syntax.Number:
			x.Num = t.Num
			return x, true
		case syntax.Dimension:
			x.Num = t.Num
			x.Unit, ok = value.LookupUnit(t.Text)
			return x, ok
		case syntax.Function:
			x.Calc, x.Unit, ok = calc(v)
			return x, ok
		}
		return x, false
	}
	// number / number
	var nums []float64
	slash := 0
	for i := range v {
		switch t := &v[i]; {
		case t.Kind == syntax.Whitespace:
		case t.IsDelim('/') && len(nums) == 1 && slash == 0:
			slash++
		case t.Kind == syntax.Number && len(nums) == slash:
			nums = append(nums, t.Num)
		case t.Kind == syntax.Function && len(nums) == slash:
			n, u, ok := calc(v[i : i+1])
			if !ok || u != value.UnitNone {
				return x, false
			}
			nums = append(nums, evaluate(n, &value.Context{}))
		default:
			return x, false
		}
	}
	if len(nums) != 2 || nums[0] < 0 || nums[1] < 0 {
		return x, false
	}
	x.Num, x.Den, x.Ratio = nums[0], nums[1], true
	return x, true
}

// mathGrammars accept the math functions of each type that a feature takes.
var mathGrammars = sync.OnceValue(func() (out []mathGrammar) {
	for _, m := range []struct {
		def  string
		unit value.Unit
	}{{"<number>", value.UnitNone}, {"<length>", value.Px}, {"<resolution>", value.Dppx}} {
		g, err := value.Compile(m.def, nil)
		if err != nil {
			panic("media: " + err.Error())
		}
		out = append(out, mathGrammar{g, m.unit})
	}
	return out
})

type mathGrammar struct {
	*value.Grammar
	unit value.Unit
}

// calc parses a math function; u is the unit that it evaluates to.
func calc(v []syntax.Component) (x value.Value, u value.Unit, ok bool) {
	for _, g := range mathGrammars() {
		if x, ok := g.Match(v, &value.Options{}); ok {
			return x, g.unit, true
		}
	}
	return nil, 0, false
}

// evaluate returns a calculation in px, dppx or as a number. Relative units count from the
// initial font. https://www.w3.org/TR/mediaqueries-4/#units
func evaluate(v value.Value, c *value.Context) float64 {
	switch v := value.Compute(v, c).(type) {
	case value.Number:
		return float64(v)
	case value.Integer:
		return float64(v)
	case value.Dimension:
		return c.Canonical(v)
	case value.Length:
		return v.Float(0)
	}
	return math.NaN()
}

// quotient returns the value as a number: of a ratio, the quotient.
func (v *Value) quotient() float64 {
	if !v.Ratio {
		return v.Num
	}
	if v.Den == 0 {
		return math.Inf(1) // 0/0 counts as 1/0
	}
	return v.Num / v.Den
}

// canonical returns the value in px, dppx or as a plain number.
func (v *Value) canonical(e *Env) float64 {
	if v.Ident == "infinite" {
		return math.Inf(1)
	}
	if v.Unit == value.UnitNone && v.Calc == nil {
		return v.quotient()
	}
	fs := float32(e.fontSize())
	c := value.Context{FontSize: fs, RootFontSize: fs, LineHeight: fs * 1.15, RootLineHeight: fs * 1.15,
		ViewportW: e.Width, ViewportH: e.Height}
	if v.Calc != nil {
		return evaluate(v.Calc, &c)
	}
	return c.Canonical(value.Dimension{N: v.Num, Unit: v.Unit})
}

// rangeValue returns what e has for a range feature.
func (f *Feature) rangeValue(e *Env) float64 {
	sw, sh := e.screen()
	switch f.Name {
	case "width":
		return float64(e.Width)
	case "height":
		return float64(e.Height)
	case "device-width":
		return sw
	case "device-height":
		return sh
	case "aspect-ratio":
		return float64(e.Width) / float64(e.Height)
	case "device-aspect-ratio":
		return sw / sh
	case "resolution", "-webkit-device-pixel-ratio":
		return e.resolution()
	case "color":
		return 8
	case "horizontal-viewport-segments", "vertical-viewport-segments":
		return 1
	}
	return 0 // color-index, monochrome
}

// epsilon is how far apart two lengths in px may be and still count as equal: viewports are
// float32.
const epsilon = 1.0 / 1024

func compare(op Compare, a, b float64) bool {
	switch op {
	case Equal:
		return a == b || math.Abs(a-b) < epsilon
	case Less:
		return a < b && b-a >= epsilon
	case LessEqual:
		return a <= b || a-b < epsilon
	case Greater:
		return a > b && a-b >= epsilon
	case GreaterEqual:
		return a >= b || b-a < epsilon
	}
	return a != 0
}

func (f *Feature) eval(e *Env) truth {
	if _, ok := rangeFeatures[f.Name]; ok {
		have := f.rangeValue(e)
		t := compare(f.Op, have, f.Value.canonical(e))
		if f.Op2 != None {
			t = t && compare(f.Op2, have, f.Value2.canonical(e))
		}
		return truthOf(t)
	}
	if f.Name == "grid" {
		return truthOf(f.Op == Equal && f.Value.Num == 0)
	}
	if f.Name == "-webkit-transform-3d" {
		return truthOf(f.Op == None || f.Value.Num == 1)
	}
	have := f.keyword(e)
	if f.Op == None {
		return truthOf(have != "none" && have != "no-preference" && have != "")
	}
	if f.Name == "color-gamut" || f.Name == "dynamic-range" || f.Name == "video-dynamic-range" {
		return truthOf(f.Value.Ident == have)
	}
	return truthOf(have == f.Value.Ident)
}

// keyword returns what e has for a discrete feature.
func (f *Feature) keyword(e *Env) string {
	pick := func(b bool, yes, no string) string {
		if b {
			return yes
		}
		return no
	}
	switch f.Name {
	case "orientation":
		return pick(e.Height >= e.Width, "portrait", "landscape")
	case "update":
		return pick(e.Print, "none", "fast")
	case "overflow-block":
		return pick(e.Print, "paged", "scroll")
	case "overflow-inline":
		return pick(e.Print, "none", "scroll")
	case "hover", "any-hover":
		return pick(e.Touch, "none", "hover")
	case "pointer", "any-pointer":
		return pick(e.Touch, "coarse", "fine")
	case "color-gamut":
		return "srgb"
	case "dynamic-range", "video-dynamic-range":
		return "standard"
	case "prefers-color-scheme":
		return pick(e.Scheme == Dark, "dark", "light")
	case "prefers-reduced-motion":
		return pick(e.ReducedMotion, "reduce", "no-preference")
	case "prefers-reduced-transparency":
		return pick(e.ReducedTransparency, "reduce", "no-preference")
	case "prefers-reduced-data":
		return pick(e.ReducedData, "reduce", "no-preference")
	case "prefers-contrast":
		return pick(e.MoreContrast, "more", "no-preference")
	case "forced-colors":
		return pick(e.ForcedColors, "active", "none")
	case "inverted-colors":
		return "none"
	case "scripting":
		return pick(e.Scripting, "enabled", "none")
	case "display-mode":
		return pick(e.Fullscreen, "fullscreen", "browser")
	case "environment-blending":
		return "opaque"
	case "nav-controls":
		return "back"
	case "device-posture":
		return "continuous"
	}
	return ""
}

// String writes the feature as it was written.
func (f *Feature) String() string {
	name := f.Name
	if f.Prefix != "" {
		if rest, ok := strings.CutPrefix(name, "-webkit-"); ok {
			name = "-webkit-" + f.Prefix + rest
		} else {
			name = f.Prefix + name
		}
	}
	switch {
	case f.Op == None:
		return name
	case f.plain:
		return name + ": " + f.Value.text
	case f.Op2 != None:
		return f.Value.text + " " + compareText[f.Op.flip()] + " " + name + " " + compareText[f.Op2] + " " + f.Value2.text
	}
	return name + " " + compareText[f.Op] + " " + f.Value.text
}
