package engine

import (
	"strconv"

	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// timePicker is the popup of a field of times: columns of hours, minutes and halves of the day.
type timePicker struct {
	at    place
	first [clockCols]int
	over  geom.Point
}

const (
	clockCols  = 3
	clockRows  = 7
	clockWidth = 56
	clockRow   = 28
)

var clockParts = [clockCols]box.DatePart{box.Hour, box.Minute, box.Half}

func (p *Page) openClock(at place, m box.Moment) {
	c := &timePicker{at: at, over: geom.Point{X: -geom.One, Y: -geom.One}}
	for i, part := range clockParts {
		lo, _ := part.Limits()
		c.first[i] = c.clamp(i, max(m[part], lo)-lo-clockRows/2)
	}
	p.popAt(at, geom.Size{W: geom.Int(clockCols*clockWidth + 2), H: geom.Int(clockRows*clockRow + 2)}, c)
}

func (c *timePicker) count(col int) int { lo, hi := clockParts[col].Limits(); return hi - lo + 1 }

func (c *timePicker) clamp(col, first int) int { return max(0, min(first, c.count(col)-clockRows)) }

// cellAt returns the column and the value at a point.
func (c *timePicker) cellAt(at geom.Point) (col, v int, ok bool) {
	if at.X < geom.One || at.Y < geom.One {
		return 0, 0, false
	}
	col, row := int(at.X.Sub(geom.One)/geom.Int(clockWidth)), int(at.Y.Sub(geom.One)/geom.Int(clockRow))
	if col >= clockCols || row >= clockRows || c.first[col]+row >= c.count(col) {
		return 0, 0, false
	}
	lo, _ := clockParts[col].Limits()
	return col, lo + c.first[col] + row, true
}

func (c *timePicker) hover(at geom.Point) bool { c.over = at; return true }

func (c *timePicker) press(*Page, geom.Point) {}

func (c *timePicker) release(p *Page, at geom.Point) {
	col, v, ok := c.cellAt(at)
	if !ok {
		return
	}
	d, n := c.at.doc, c.at.node
	m := d.moment(n)
	m[clockParts[col]] = v
	if m[box.Minute] < 0 {
		m[box.Minute] = 0
	}
	if m[box.Half] < 0 {
		m[box.Half] = 0
	}
	if m[box.Hour] < 0 {
		m[box.Hour] = 12
	}
	d.setMoment(n, m)
}

func (c *timePicker) wheel(by geom.Point) {
	col := int(c.over.X.Sub(geom.One) / geom.Int(clockWidth))
	if col < 0 || col >= clockCols {
		return
	}
	step := 1
	if by.Y < 0 {
		step = -1
	}
	c.first[col] = c.clamp(col, c.first[col]+step)
}

func (c *timePicker) key(p *Page, k Key) bool {
	if k.Name == KeyEnter || k.Name == KeySpace {
		p.closePopup()
		return true
	}
	return p.dateKey(k)
}

func (c *timePicker) typed(p *Page, s string) bool {
	p.typeDate(s)
	return true
}

func (c *timePicker) draw(b *display.Builder, _ geom.Size, look popupLook) {
	m := c.at.doc.moment(c.at.node)
	for col, part := range clockParts {
		lo, _ := part.Limits()
		for row := range min(clockRows, c.count(col)) {
			v := lo + c.first[col] + row
			k := geom.Rect{X: geom.One + geom.Int(col*clockWidth), Y: geom.One + geom.Int(row*clockRow), W: geom.Int(clockWidth), H: geom.Int(clockRow)}
			ink := look.ink
			switch {
			case m[part] == v:
				b.Rect(k, display.Solid(look.accent))
				ink = look.on
			case k.Contains(c.over):
				b.Rect(k, display.Solid(look.hover))
			}
			label := [2]string{"AM", "PM"}[v%2]
			if part != box.Half {
				label = strconv.Itoa(v)
				if v < 10 {
					label = "0" + label
				}
			}
			writeMid(b, look.small, label, k, ink)
		}
	}
}
