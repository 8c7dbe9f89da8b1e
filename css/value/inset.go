package value

// InsetOf writes xywh() and rect() as the inset() that they mean; an inset() stays.
// https://drafts.csswg.org/css-shapes-1/#basic-shape-computed-values
func InsetOf(f *Func) (Value, bool) {
	if f.Name == "inset" {
		return f, true
	}
	items := Spaced(f.Args)
	if len(items) != 4 {
		return nil, false
	}
	var l [4]Length
	for i, it := range items {
		var ok bool
		if l[i], ok = AsLength(it); !ok {
			return nil, false
		}
	}
	far := func(parts ...Length) Value { // what is left of 100% after the parts
		sum := &CalcNode{Op: CalcSum, Type: TypeLength, Kids: []*CalcNode{calcLeaf(100, UnitPercent)}}
		for _, p := range parts {
			sum.Kids = append(sum.Kids, &CalcNode{Op: CalcNegate, Type: TypeLength, Kids: []*CalcNode{p.calc()}})
		}
		n := sum.Simplify(nil)
		n.Type = TypeLength
		if out, ok := ComputeLength(n, &defaultContext); ok {
			return out
		}
		return n
	}
	var top, right, bottom, left Value
	switch f.Name {
	case "xywh":
		top, left = l[1], l[0]
		right, bottom = far(l[0], l[2]), far(l[1], l[3])
	case "rect":
		edge := func(i int, opposite bool) Value {
			switch {
			case l[i].IsAuto():
				return Length{}
			case opposite:
				return far(l[i])
			}
			return l[i]
		}
		top, right, bottom, left = edge(0, false), edge(1, true), edge(2, true), edge(3, false)
	default:
		return nil, false
	}
	return &Func{Name: "inset", Args: &List{Sep: ' ', Items: []Value{top, right, bottom, left}}}, true
}
