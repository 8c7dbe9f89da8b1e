package value

import (
	"math"

	"vitrine/css/syntax"
	"vitrine/engine/res"
)

// GradientKind is the form of a gradient.
type GradientKind uint8

// The forms of gradients.
const (
	GradientLinear GradientKind = iota
	GradientRadial
	GradientConic
)

// Gradient is a gradient image. In a computed value Angle, sizes, positions and stops hold computed
// values (Dimension in px or deg, Percentage, *CalcNode) and stop colours are of type Color.
// https://www.w3.org/TR/css-images-4/#gradients
type Gradient struct {
	Kind      GradientKind
	Repeating bool
	// Legacy is set for -webkit- gradients: angles count counter-clockwise from the east, and the
	// side is the one to begin at.
	Legacy bool
	// Angle is the direction of a linear gradient, or the start of a conic one; nil when absent.
	Angle Value
	// SideX and SideY are the side or corner after "to"; 0 when absent.
	SideX, SideY Keyword
	// Shape (circle, ellipse or 0) and Size of a radial gradient: Extent is a keyword
	// (farthest-corner …) or 0; SizeX and SizeY are lengths or nil.
	Shape, Extent Keyword
	SizeX, SizeY  Value
	// At is the centre of a radial or conic gradient; nil is the middle.
	At *Position
	// Space and Hue are how colours are interpolated; HasSpace is false when the author left it out.
	Space    ColorSpace
	HasSpace bool
	Hue      Keyword
	Stops    []Stop
	// Old is set for -webkit-gradient(), which has nothing of the rest but Kind and Stops.
	Old *OldGradient
}

// Stop is a colour stop, or a hint between two when Color is nil. At and At2 are positions; nil
// when absent.
type Stop struct {
	Color   Value
	At, At2 Value
}

var gradientNames = map[string]Gradient{
	"linear-gradient": {Kind: GradientLinear}, "repeating-linear-gradient": {Kind: GradientLinear, Repeating: true},
	"radial-gradient": {Kind: GradientRadial}, "repeating-radial-gradient": {Kind: GradientRadial, Repeating: true},
	"conic-gradient": {Kind: GradientConic}, "repeating-conic-gradient": {Kind: GradientConic, Repeating: true},
	"-webkit-linear-gradient":           {Kind: GradientLinear, Legacy: true},
	"-webkit-repeating-linear-gradient": {Kind: GradientLinear, Legacy: true, Repeating: true},
	"-webkit-radial-gradient":           {Kind: GradientRadial, Legacy: true},
	"-webkit-repeating-radial-gradient": {Kind: GradientRadial, Legacy: true, Repeating: true},
}

// parseImage reads an <image>: a *URL, a *Gradient, or a *Func for image-set() and cross-fade().
// https://www.w3.org/TR/css-images-4/#image-values
func parseImage(t *syntax.Component, o *Options) Value {
	if u := parseURL(t, o); u != nil {
		return u
	}
	if t.Kind != syntax.Function {
		return nil
	}
	name := syntax.Lower(t.Text)
	if g, ok := gradientNames[name]; ok {
		if !g.parse(t, o) {
			return nil
		}
		return &g
	}
	switch name {
	case "-webkit-gradient":
		if g := parseOldGradient(t, o); g != nil {
			return g
		}
	case "image-set", "-webkit-image-set":
		return parseImageSet(t, o)
	case crossFade:
		return parseCrossFade(t, o)
	case "image":
		if kids := stripSpace(t.Kids); len(kids) == 1 {
			if c := ParseColor(&kids[0], o); c != nil {
				return &Func{Name: name, Args: c}
			}
		}
	case "light-dark":
		return parseLightDarkImage(t, o)
	}
	return nil
}

// parseLightDarkImage reads light-dark() of two images, each of which may be none.
// https://drafts.csswg.org/css-color-5/#light-dark
func parseLightDarkImage(t *syntax.Component, o *Options) Value {
	args := syntax.SplitComma(t.Kids)
	if len(args) != 2 {
		return nil
	}
	images := make([]Value, len(args))
	for i, a := range args {
		a = stripSpace(a)
		if len(a) != 1 {
			return nil
		}
		if a[0].IsIdent("none") {
			images[i] = KwNone
		} else if images[i] = parseImage(&a[0], o); images[i] == nil {
			return nil
		}
	}
	return &Func{Name: "light-dark", Args: Join(',', images)}
}

// imageTypes are the types of images that type() in image-set() may ask for.
var imageTypes = map[string]bool{"image/png": true, "image/apng": true, "image/jpeg": true, "image/jpg": true, "image/gif": true,
	"image/webp": true, "image/svg+xml": true, "image/bmp": true, "image/x-icon": true, "image/vnd.microsoft.icon": true, "image/avif": res.HasAVIF}

// ChooseImage returns the option of an image-set() for one device px per CSS px, and its
// resolution in dppx: the smallest resolution from 1 on, else the largest. Options of types that
// are not supported do not count. nil when nothing is left, or f is no image-set().
// https://drafts.csswg.org/css-images-4/#image-set-notation
func ChooseImage(f *Func) (best Value, density float64) {
	if f.Name != "image-set" && f.Name != "-webkit-image-set" {
		return nil, 0
	}
options:
	for _, opt := range Commas(f.Args) {
		parts := Spaced(opt)
		if len(parts) == 0 {
			continue
		}
		res := 1.0
		for _, p := range parts[1:] {
			switch p := p.(type) {
			case Dimension:
				res = p.N * absolute[p.Unit]
			case *Func:
				if t, ok := p.Args.(String); ok && p.Name == "type" && !imageTypes[syntax.Lower(string(t))] {
					continue options
				}
			}
		}
		if best == nil || density < 1 && res > density || res >= 1 && res < density {
			best, density = parts[0], res
		}
	}
	return best, density
}

func parseImageSet(t *syntax.Component, o *Options) Value {
	args := syntax.SplitComma(t.Kids)
	if len(args) == 0 {
		return nil
	}
	items := make([]Value, len(args))
	res := &node{leaf: leafResolution, lo: 0, hi: math.Inf(1)}
	for i, a := range args {
		var img, r, typ Value
		for j, c := range stripSpace(a) {
			switch {
			case j == 0 && c.Kind == syntax.String:
				u := &URL{Href: c.Text}
				if o != nil {
					u.Base = o.Base
				}
				img = u
			case j == 0:
				if img = parseImage(&c, o); img == nil {
					return nil
				}
			case c.IsFunc("type") && typ == nil:
				k := stripSpace(c.Kids)
				if len(k) != 1 || k[0].Kind != syntax.String {
					return nil
				}
				typ = &Func{Name: "type", Args: String(k[0].Text)}
			case r == nil:
				if r = parseNumeric(res, &c, o); r == nil {
					return nil
				}
			default:
				return nil
			}
		}
		if img == nil {
			return nil
		}
		if r == nil {
			r = Dimension{1, Dppx}
		}
		parts := []Value{img, r}
		if typ != nil {
			parts = append(parts, typ)
		}
		items[i] = Join(' ', parts)
	}
	return &Func{Name: "image-set", Args: Join(',', items)}
}

func (g *Gradient) parse(t *syntax.Component, o *Options) bool {
	args := syntax.SplitComma(t.Kids)
	if len(args) == 0 || len(args) < 2 && g.Legacy {
		return false
	}
	head := stripSpace(args[0])
	if g.prelude(head, o) {
		args = args[1:]
		if g.Legacy && g.Kind == GradientRadial && len(args) > 2 {
			shape := Gradient{Kind: GradientRadial, Legacy: true}
			size := &node{leaf: leafLengthPercentage, lo: 0, hi: math.Inf(1)}
			if shape.modernPrelude(stripSpace(args[0]), o, size) {
				g.Shape, g.Extent, g.SizeX, g.SizeY = shape.Shape, shape.Extent, shape.SizeX, shape.SizeY
				args = args[1:]
			}
		}
	} else {
		clean := Gradient{Kind: g.Kind, Repeating: g.Repeating, Legacy: g.Legacy}
		*g = clean
	}
	return g.stops(args, o)
}

// prelude reads what comes before the colour stops; false when the argument is no prelude.
func (g *Gradient) prelude(v []syntax.Component, o *Options) bool {
	inf := math.Inf(1)
	angle := &node{leaf: leafAngleOrZero, lo: -inf, hi: inf}
	size := &node{leaf: leafLengthPercentage, lo: 0, hi: inf}
	if g.Legacy {
		if g.Kind == GradientRadial {
			p := parsePosition(v, o)
			g.At = p
			return p != nil || g.modernPrelude(v, o, size)
		}
		if len(v) == 1 {
			if g.Angle = parseNumeric(angle, &v[0], o); g.Angle != nil {
				return true
			}
		}
		return g.sides(v)
	}
	used := false
	for len(v) > 0 {
		switch {
		case v[0].IsIdent("in") && !g.HasSpace:
			s, hue, n := parseInterpolation(v)
			if n == 0 {
				return false
			}
			g.Space, g.Hue, g.HasSpace, v, used = s, hue, true, v[n:], true
		case g.Kind == GradientLinear && v[0].IsIdent("to") && g.Angle == nil && g.SideX|g.SideY == 0:
			n := 1
			for n < len(v) && n < 3 && v[n].Kind == syntax.Ident && !v[n].IsIdent("in") {
				n++
			}
			if !g.sides(v[1:n]) {
				return false
			}
			v, used = v[n:], true
		case g.Kind == GradientLinear && g.Angle == nil && g.SideX|g.SideY == 0:
			if g.Angle = parseNumeric(angle, &v[0], o); g.Angle == nil {
				return false
			}
			v, used = v[1:], true
		case g.Kind == GradientConic && v[0].IsIdent("from") && g.Angle == nil && g.At == nil && len(v) > 1:
			if g.Angle = parseNumeric(angle, &v[1], o); g.Angle == nil {
				return false
			}
			v, used = v[2:], true
		case g.Kind != GradientLinear && v[0].IsIdent("at") && g.At == nil:
			n := 1
			for n < len(v) && n < 5 && !v[n].IsIdent("in") {
				n++
			}
			if n == 4 { // three values are for backgrounds only
				return false
			}
			if g.At = parsePosition(v[1:n], o); g.At == nil {
				return false
			}
			v, used = v[n:], true
		case g.Kind == GradientRadial && g.Shape|g.Extent == 0 && g.SizeX == nil && g.At == nil:
			n := 0
			for n < len(v) && !v[n].IsIdent("at") && !v[n].IsIdent("in") {
				n++
			}
			if n == 0 || !g.modernPrelude(v[:n], o, size) {
				return false
			}
			v, used = v[n:], true
		default:
			return false
		}
	}
	return used
}

// modernPrelude reads the shape and the size of a radial gradient.
func (g *Gradient) modernPrelude(v []syntax.Component, o *Options, size *node) bool {
	var sizes []Value
	for i := range v {
		if v[i].Kind == syntax.Ident {
			switch k := LookupKeyword(v[i].Text); {
			case (k == KwCircle || k == KwEllipse) && g.Shape == 0:
				g.Shape = k
				continue
			case (k == KwClosestSide || k == KwClosestCorner || k == KwFarthestSide || k == KwFarthestCorner) && g.Extent == 0:
				g.Extent = k
				continue
			case g.Legacy && k == KwContain && g.Extent == 0:
				g.Extent = KwClosestSide
				continue
			case g.Legacy && k == KwCover && g.Extent == 0:
				g.Extent = KwFarthestCorner
				continue
			}
			return false
		}
		s := parseNumeric(size, &v[i], o)
		if s == nil || len(sizes) > 0 && v[i-1].Kind == syntax.Ident {
			return false
		}
		sizes = append(sizes, s)
	}
	switch len(sizes) {
	case 0:
		return g.Shape|g.Extent != 0
	case 1:
		if g.Shape == KwEllipse || g.Extent != 0 || hasPercent(sizes[0]) {
			return false
		}
		g.SizeX = sizes[0]
		return true
	case 2:
		g.SizeX, g.SizeY = sizes[0], sizes[1]
		return g.Shape != KwCircle && g.Extent == 0
	}
	return false
}

func hasPercent(v Value) bool {
	switch v := v.(type) {
	case Percentage:
		return true
	case *CalcNode:
		return v.HasPercent()
	}
	return false
}

func (g *Gradient) sides(v []syntax.Component) bool {
	if len(v) == 0 || len(v) > 2 {
		return false
	}
	for i := range v {
		if v[i].Kind != syntax.Ident {
			return false
		}
		switch k := LookupKeyword(v[i].Text); {
		case (k == KwLeft || k == KwRight) && g.SideX == 0:
			g.SideX = k
		case (k == KwTop || k == KwBottom) && g.SideY == 0:
			g.SideY = k
		default:
			return false
		}
	}
	return true
}

// stops reads the colour stops and hints. https://www.w3.org/TR/css-images-4/#color-stop-syntax
func (g *Gradient) stops(args [][]syntax.Component, o *Options) bool {
	at := &node{leaf: leafLengthPercentage, lo: math.Inf(-1), hi: math.Inf(1)}
	if g.Kind == GradientConic {
		at.leaf = leafAnglePercentage
	}
	colors, hint := 0, true // a hint may not come first, last, or after a hint
	for _, a := range args {
		v := stripSpace(a)
		if len(v) == 0 || len(v) > 3 {
			return false
		}
		var s Stop
		for i := range v {
			p := parseNumeric(at, &v[i], o)
			if p == nil && g.Kind == GradientConic && v[i].Kind == syntax.Number && v[i].Num == 0 {
				p = Dimension{0, Deg}
			}
			switch {
			case p == nil:
				// The colour stands first or last.
				if s.Color != nil || i > 0 && i != len(v)-1 {
					return false
				}
				if s.Color = ParseColor(&v[i], o); s.Color == nil {
					return false
				}
			case s.At == nil:
				s.At = p
			case s.At2 == nil:
				s.At2 = p
			default:
				return false
			}
		}
		if s.Color == nil {
			if hint || s.At2 != nil {
				return false
			}
			hint = true
		} else {
			hint = false
			colors++
		}
		g.Stops = append(g.Stops, s)
	}
	return !hint && (colors >= 2 || colors == 1 && !g.Legacy)
}

// compute returns the gradient with computed colours and lengths.
func (g *Gradient) compute(c *Context) Value {
	n := *g
	one := func(v Value) Value {
		if v == nil {
			return nil
		}
		return Compute(v, c)
	}
	n.Angle, n.SizeX, n.SizeY = one(g.Angle), one(g.SizeX), one(g.SizeY)
	if g.At != nil {
		n.At, _ = Compute(g.At, c).(*Position)
	}
	n.Stops = make([]Stop, len(g.Stops))
	same := n.Angle == g.Angle && n.SizeX == g.SizeX && n.SizeY == g.SizeY && (g.At == nil || Equal(n.At, g.At))
	for i, s := range g.Stops {
		n.Stops[i] = Stop{one(s.Color), one(s.At), one(s.At2)}
		same = same && n.Stops[i] == s
	}
	if same {
		return g
	}
	return &n
}

// Append appends the gradient.
func (g *Gradient) Append(b []byte) []byte {
	if g.Old != nil {
		return g.appendOld(b)
	}
	if g.Legacy {
		b = append(b, "-webkit-"...)
	}
	if g.Repeating {
		b = append(b, "repeating-"...)
	}
	b = append(b, [...]string{"linear-gradient(", "radial-gradient(", "conic-gradient("}[g.Kind]...)
	start := len(b)
	word := func(s string) {
		if len(b) > start && b[len(b)-1] != ' ' {
			b = append(b, ' ')
		}
		b = append(b, s...)
	}
	switch g.Kind {
	case GradientLinear:
		if g.Angle != nil {
			if d, ok := g.Angle.(Dimension); !ok || d != (Dimension{180, Deg}) || g.Legacy {
				word(Text(g.Angle))
			}
		} else if g.SideX|g.SideY != 0 && (g.SideX != 0 || g.SideY != KwBottom || g.Legacy) {
			if !g.Legacy {
				word("to")
			}
			if g.SideX != 0 {
				word(g.SideX.String())
			}
			if g.SideY != 0 {
				word(g.SideY.String())
			}
		}
	case GradientRadial:
		if g.Shape == KwCircle && (g.SizeX == nil || g.SizeY != nil) {
			word("circle")
		}
		if g.Extent != 0 && g.Extent != KwFarthestCorner {
			word(g.Extent.String())
		}
		if g.SizeX != nil {
			word(Text(g.SizeX))
		}
		if g.SizeY != nil {
			word(Text(g.SizeY))
		}
	case GradientConic:
		if g.Angle != nil {
			if d, ok := g.Angle.(Dimension); !ok || d.N != 0 {
				word("from " + Text(g.Angle))
			}
		}
	}
	if g.At != nil {
		if s := Text(g.At); s != "center center" && s != "50% 50%" {
			word("at " + s)
		}
	}
	if g.HasSpace {
		word("in " + spaceNames[g.Space])
		if g.Hue != 0 && g.Hue != KwShorter {
			word(g.Hue.String() + " hue")
		}
	}
	for i, s := range g.Stops {
		if i > 0 || len(b) > start {
			b = append(b, ", "...)
		}
		at := len(b)
		for _, v := range []Value{s.Color, s.At, s.At2} {
			if v == nil {
				continue
			}
			if len(b) > at {
				b = append(b, ' ')
			}
			b = v.Append(b)
		}
	}
	return append(b, ')')
}
