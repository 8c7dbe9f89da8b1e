package dump

import (
	"io"

	"vitrine/paint/display"
)

// jsonOp is one drawing operation in JSON.
type jsonOp struct {
	Kind      string     `json:"kind"`
	Bounds    [4]float64 `json:"bounds"`
	Node      uint32     `json:"node"`
	Transform uint32     `json:"transform"`
	Clip      uint32     `json:"clip"`
	Effect    uint32     `json:"effect"`
}

// DisplayJSON writes the operations of a display list in their order.
func DisplayJSON(w io.Writer, l *display.List) error {
	ops := make([]jsonOp, len(l.Ops))
	for i := range l.Ops {
		o := &l.Ops[i]
		s := l.States[o.State]
		ops[i] = jsonOp{o.Kind.String(), [4]float64{o.Bounds.X.Px(), o.Bounds.Y.Px(), o.Bounds.W.Px(), o.Bounds.H.Px()},
			uint32(o.Node), uint32(s.Transform), uint32(s.Clip), uint32(s.Effect)}
	}
	return writeJSON(w, struct {
		Width  float64  `json:"width"`
		Height float64  `json:"height"`
		Ops    []jsonOp `json:"ops"`
	}{l.Size.W.Px(), l.Size.H.Px(), ops})
}
