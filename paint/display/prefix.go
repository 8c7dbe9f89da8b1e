package display

import "slices"

// Prefix returns the list of the first n operations: the page as it is when it has been drawn so
// far.
func (l *List) Prefix(n int) *List {
	n = min(max(n, 0), len(l.Ops))
	c := *l
	c.Ops = l.Ops[:n:n]
	if i := slices.IndexFunc(l.moving, func(m movingOp) bool { return int(m.op) >= n }); i >= 0 {
		c.moving = l.moving[:i:i]
	}
	c.index = &index{still: &tileIndex{}}
	return &c
}
