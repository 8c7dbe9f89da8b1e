package dump

import (
	"bufio"
	"io"
	"math"
	"strconv"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// Geometry writes one JSON line per element in document order: k its path (see Path), t its
// local name, r its border box [x, y, width, height] in CSS px of the page. Elements without
// a box have [0,0,0,0].
func Geometry(w io.Writer, d *dom.Document, t *frag.Tree) error {
	rects, _ := engine.Rects(t)
	b := bufio.NewWriterSize(w, 1<<16)
	root := d.DocumentElement()
	path := make([]byte, 0, 64)
	marks := []int{0}  // length of path up to each open level
	counts := []int{0} // element index at each open level
	buf := make([]byte, 0, 128)
	for n := root; n != nil; {
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
		if _, err := b.Write(buf); err != nil {
			return err
		}
		if k := n.FirstElement(); k != nil {
			marks, counts = append(marks, len(path)), append(counts, 0)
			n = k
		} else {
			for n != root && n.NextElement() == nil {
				n = n.ParentElement()
				path = path[:marks[len(marks)-1]]
				marks, counts = marks[:len(marks)-1], counts[:len(counts)-1]
			}
			if n == root {
				break
			}
			n = n.NextElement()
			path = path[:marks[len(marks)-1]]
			counts[len(counts)-1]++
		}
		if len(path) > 0 {
			path = append(path, '/')
		}
		path = strconv.AppendInt(path, int64(counts[len(counts)-1]), 10)
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
