package display

// Part returns a list that draws only the given ops of l, on nothing. It shares everything else
// with l.
func (l *List) Part(ops []Op) *List {
	c := *l
	c.Ops = ops
	c.Canvas.A = 0
	c.moving = nil
	c.index = &index{still: &tileIndex{}}
	return &c
}
