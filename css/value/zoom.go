package value

// Zoom returns a computed value with every length in it multiplied by z. Percentages and numbers
// stay, but for the translations in matrix() and matrix3d().
// https://drafts.csswg.org/css-viewport/#zoom-property
func Zoom(v Value, z float32) Value {
	switch v := v.(type) {
	case Dimension:
		if v.Unit.Type() == TypeLength {
			return Dimension{v.N * float64(z), v.Unit}
		}
	case Length:
		return v.Zoom(z)
	case LengthPair:
		return LengthPair{v.X.Zoom(z), v.Y.Zoom(z)}
	case *CalcNode:
		if v.Type == TypeLength {
			return v.zoom(float64(z))
		}
	case *List:
		for i, item := range v.Items {
			if x := Zoom(item, z); x != item {
				items := append([]Value(nil), v.Items...)
				for j := i; j < len(items); j++ {
					items[j] = Zoom(items[j], z)
				}
				return &List{Sep: v.Sep, Items: items}
			}
		}
	case *Func:
		switch args := Commas(v.Args); {
		case v.Name == "matrix" && len(args) == 6:
			return &Func{Name: v.Name, Args: Join(',', zoomNumbers(args, 4, 6, z))}
		case v.Name == "matrix3d" && len(args) == 16:
			return &Func{Name: v.Name, Args: Join(',', zoomNumbers(args, 12, 15, z))}
		case v.Args != nil:
			if x := Zoom(v.Args, z); x != v.Args {
				return &Func{Name: v.Name, Args: x}
			}
		}
	case *Position:
		if x, y := Zoom(v.X, z), Zoom(v.Y, z); x != v.X || y != v.Y {
			return &Position{XEdge: v.XEdge, YEdge: v.YEdge, X: x, Y: y}
		}
	case *Gradient:
		g := *v
		g.SizeX, g.SizeY, g.Old = Zoom(v.SizeX, z), Zoom(v.SizeY, z), v.Old.zoom(z)
		if v.At != nil {
			g.At = Zoom(v.At, z).(*Position)
		}
		g.Stops = append([]Stop(nil), v.Stops...)
		for i := range g.Stops {
			s := &g.Stops[i]
			s.At, s.At2 = Zoom(s.At, z), Zoom(s.At2, z)
		}
		return &g
	}
	return v
}

func zoomNumbers(args []Value, from, to int, z float32) []Value {
	out := append([]Value(nil), args...)
	for i := from; i < to; i++ {
		switch n := out[i].(type) {
		case Number:
			out[i] = n * Number(z)
		case Integer:
			out[i] = Number(n) * Number(z)
		}
	}
	return out
}

// Zoom returns the length multiplied by z; percentages, numbers and keywords stay.
func (l Length) Zoom(z float32) Length {
	switch {
	case l.Calc != nil:
		l.Calc = l.Calc.zoom(float64(z))
	case l.Kind == LengthPx:
		l.N *= z
	}
	return l
}

// zoom multiplies the lengths at the leaves.
func (n *CalcNode) zoom(z float64) *CalcNode {
	if n == nil {
		return nil
	}
	m := *n
	if n.Op == CalcValue {
		if n.Unit.Type() == TypeLength {
			m.N *= z
		}
		return &m
	}
	m.Kids = make([]*CalcNode, len(n.Kids))
	for i, k := range n.Kids {
		m.Kids[i] = k.zoom(z)
	}
	return &m
}
