package dump

import (
	"bufio"
	"io"
	"math"
	"strconv"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/layout/geom"
)

// Geometry writes one JSON line per element in document order: k its path (the element indices on
// the way down from the root element: "" is the root, "1/0" the first child of its second child), t its
// local name, r its border box [x, y, width, height] in CSS px of the page, as the frame shows it.
// Elements without a box have [0,0,0,0].
func Geometry(w io.Writer, d *dom.Document, f *engine.Frame) error {
	rects, _ := f.Rects()
	b := bufio.NewWriterSize(w, 1<<16)
	buf := make([]byte, 0, 128)
	err := eachElement(d, func(n *dom.Node, path []byte) error {
		buf = append(buf[:0], `{"k":"`...)
		buf = append(buf, path...)
		buf = append(buf, `","t":`...)
		buf = appendJSONString(buf, n.Name())
		buf = append(buf, `,"r":[`...)
		var r geom.Rect
		if int(n.ID()) < len(rects) {
			r = rects[n.ID()]
		}
		for i, v := range [4]geom.Unit{r.X, r.Y, r.W, r.H} {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = strconv.AppendFloat(buf, math.Round(v.Px()*10000)/10000, 'f', -1, 64)
		}
		buf = append(buf, "]}\n"...)
		_, err := b.Write(buf)
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// appendJSONString appends a quoted string.
func appendJSONString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			return append(b, mustJSON(s)...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
