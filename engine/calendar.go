package engine

import (
	"image/color"
	"strconv"
	"strings"
	"time"

	"vitrine/engine/lang"
	"vitrine/layout/box"
	"vitrine/layout/geom"
	"vitrine/paint/display"
)

// calendar is the popup of a field of dates, months or weeks: days of a month, or months of a year.
type calendar struct {
	at    place
	kind  string
	lang  lang.Lang
	shown time.Time // a day of the month, or the year, that is shown
	mark  time.Time // the day that keys go on from
	over  geom.Point
}

// Sizes of calendars, in CSS px.
const (
	calCell   = 32
	calCols   = 7
	calRows   = 6
	calPad    = 8
	calHead   = 32 // the month and the buttons beside it
	calFoot   = 28 // what else there is to choose
	monthCols = 3
	monthRows = 4
)

// openPicker opens what a field of dates or times is filled in with by pointing.
func (p *Page) openPicker(at place) {
	n := at.node
	if _, readonly := n.Attr("readonly"); readonly {
		return
	}
	m := at.doc.moment(n)
	kind := inputType(n)
	if kind == "time" {
		p.openClock(at, m)
		return
	}
	day := time.Now()
	if m[box.Week] > 0 && m[box.Year] > 0 {
		day = firstOfWeek(m[box.Year], m[box.Week])
	} else if m[box.Year] > 0 && m[box.Month] > 0 {
		day = time.Date(m[box.Year], time.Month(m[box.Month]), max(m[box.Day], 1), 0, 0, 0, 0, time.UTC)
	}
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	c := &calendar{at: at, kind: kind, lang: p.e.cfg.Lang, shown: day, mark: day, over: geom.Point{X: -geom.One, Y: -geom.One}}
	p.popAt(at, geom.Size{W: geom.Int(calCols*calCell + 2*calPad), H: geom.Int(calHead + (calRows+1)*calCell*3/4 + calFoot + 2*calPad)}, c)
}

// firstOfWeek returns the Monday of a week.
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#weeks
func firstOfWeek(year, week int) time.Time {
	t := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // it is in the first week
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7+7*(week-1))
}

// first returns the day in the first cell.
func (c *calendar) first() time.Time {
	t := time.Date(c.shown.Year(), c.shown.Month(), 1, 0, 0, 0, 0, time.UTC)
	if c.kind == "week" {
		return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	}
	return t.AddDate(0, 0, -int(t.Weekday()))
}

// cells returns how many columns and rows there are and where the first cell is.
func (c *calendar) cells() (cols, rows int, area geom.Rect) {
	top := geom.Int(calPad + calHead)
	if c.kind == "month" {
		return monthCols, monthRows, geom.Rect{X: geom.Int(calPad), Y: top, W: geom.Int(calCols * calCell), H: geom.Int((calRows + 1) * calCell * 3 / 4)}
	}
	const h = calCell * 3 / 4
	return calCols, calRows, geom.Rect{X: geom.Int(calPad), Y: top.Add(geom.Int(h)), W: geom.Int(calCols * calCell), H: geom.Int(calRows * h)}
}

func (c *calendar) cell(i int) geom.Rect {
	cols, rows, area := c.cells()
	w, h := area.W/geom.Unit(cols), area.H/geom.Unit(rows)
	return geom.Rect{X: area.X + w*geom.Unit(i%cols), Y: area.Y + h*geom.Unit(i/cols), W: w, H: h}
}

// day returns what a cell stands for.
func (c *calendar) day(i int) time.Time {
	if c.kind == "month" {
		return time.Date(c.shown.Year(), time.Month(i+1), 1, 0, 0, 0, 0, time.UTC)
	}
	return c.first().AddDate(0, 0, i)
}

// value returns what the field gets for a day.
func (c *calendar) value(t time.Time) string {
	switch c.kind {
	case "month":
		return t.Format("2006-01")
	case "week":
		y, w := t.ISOWeek()
		m := box.NoMoment()
		m[box.Year], m[box.Week] = y, w
		return m.Value("week")
	}
	return t.Format("2006-01-02")
}

// can reports whether the field's limits allow a day.
func (c *calendar) can(t time.Time) bool {
	v := c.value(t)
	lo, _ := c.at.node.Attr("min")
	hi, _ := c.at.node.Attr("max")
	if c.kind == "datetime-local" {
		lo, hi = lo[:min(len(lo), len(v))], hi[:min(len(hi), len(v))]
	}
	if t.Year() < 1 || t.Year() > 9999 {
		return false
	}
	return !(box.ParseMoment(c.kind, lo) != box.NoMoment() && v < lo || box.ParseMoment(c.kind, hi) != box.NoMoment() && v > hi)
}

// chosen reports whether a day is the one that the field has.
func (c *calendar) chosen(t time.Time) bool {
	v := c.at.node.Value()
	if c.kind == "datetime-local" {
		v, _, _ = strings.Cut(strings.Replace(v, " ", "T", 1), "T")
	}
	return v != "" && c.value(t) == v
}

// take fills the field in and closes the calendar.
func (c *calendar) take(p *Page, t time.Time) {
	if !c.can(t) {
		return
	}
	d, n := c.at.doc, c.at.node
	m := d.moment(n)
	got := box.ParseMoment(c.kind, c.value(t))
	if c.kind == "datetime-local" {
		got = box.ParseMoment("date", c.value(t))
		if m[box.Hour] < 0 || m[box.Minute] < 0 || m[box.Half] < 0 {
			now := time.Now()
			m[box.Hour], m[box.Minute], m[box.Half] = (now.Hour()+11)%12+1, now.Minute(), now.Hour()/12
		}
	}
	for _, k := range [4]box.DatePart{box.Year, box.Month, box.Day, box.Week} {
		m[k] = got[k]
	}
	d.setMoment(n, m)
	p.closePopup()
}

// buttons of a calendar.
func (c *calendar) back() geom.Rect {
	return geom.Rect{X: geom.Int(calPad + calCols*calCell - 2*calCell), Y: geom.Int(calPad), W: geom.Int(calCell), H: geom.Int(calHead)}
}
func (c *calendar) next() geom.Rect { return c.back().Move(geom.Point{X: geom.Int(calCell)}) }
func (c *calendar) clear() geom.Rect {
	_, _, area := c.cells()
	return geom.Rect{X: area.X, Y: area.Bottom(), W: area.W / 2, H: geom.Int(calFoot)}
}
func (c *calendar) today() geom.Rect { return c.clear().Move(geom.Point{X: c.clear().W}) }

// turn shows another month, or another year.
func (c *calendar) turn(by int) {
	first := time.Date(c.shown.Year(), c.shown.Month(), 1, 0, 0, 0, 0, time.UTC)
	if c.kind == "month" {
		c.shown = first.AddDate(by, 0, 0)
	} else {
		c.shown = first.AddDate(0, by, 0)
	}
	c.mark = c.shown
}

func (c *calendar) hover(at geom.Point) bool { c.over = at; return true }

func (c *calendar) press(p *Page, at geom.Point) {
	switch {
	case c.back().Contains(at):
		c.turn(-1)
	case c.next().Contains(at):
		c.turn(1)
	}
}

func (c *calendar) release(p *Page, at geom.Point) {
	cols, rows, _ := c.cells()
	for i := range cols * rows {
		if c.cell(i).Contains(at) {
			c.take(p, c.day(i))
			return
		}
	}
	switch {
	case c.clear().Contains(at):
		c.at.doc.setMoment(c.at.node, box.NoMoment())
		p.closePopup()
	case c.today().Contains(at):
		now := time.Now()
		c.take(p, time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	}
}

func (c *calendar) wheel(by geom.Point) {
	if by.Y > 0 {
		c.turn(1)
	} else if by.Y < 0 {
		c.turn(-1)
	}
}

func (c *calendar) key(p *Page, k Key) bool {
	days, months := 0, 0
	switch k.Name {
	case KeyLeft:
		days = -1
	case KeyRight:
		days = 1
	case KeyUp:
		days = -7
	case KeyDown:
		days = 7
	case KeyPageUp:
		months = -1
	case KeyPageDown:
		months = 1
	case KeyEnter, KeySpace:
		c.take(p, c.mark)
		return true
	default:
		return true
	}
	if k.Alt {
		p.closePopup()
		return true
	}
	if c.kind == "month" {
		step := map[string]int{KeyLeft: -1, KeyRight: 1, KeyUp: -monthCols, KeyDown: monthCols, KeyPageUp: -12, KeyPageDown: 12}
		days, months = 0, step[k.Name]
	}
	c.mark = c.mark.AddDate(0, months, days)
	c.shown = c.mark
	return true
}

func (c *calendar) typed(p *Page, s string) bool {
	p.closePopup()
	p.typeDate(s)
	return true
}

func (c *calendar) draw(b *display.Builder, _ geom.Size, look popupLook) {
	title := c.lang.Month(c.shown)
	if c.kind == "month" {
		title = strconv.Itoa(c.shown.Year())
	}
	head := c.back()
	write(b, look.small, title, geom.Int(2*calPad), head.Y.Add(head.H/2), look.ink)
	for _, k := range [2]geom.Rect{c.back(), c.next()} {
		if k.Contains(c.over) {
			b.Rect(k, display.Solid(look.hover))
		}
	}
	chevron(b, c.back(), -1, look)
	chevron(b, c.next(), 1, look)
	cols, rows, area := c.cells()
	if cols == calCols {
		for i := range cols {
			k := c.cell(i)
			k.Y = area.Y.Sub(k.H)
			writeMid(b, look.small, c.lang.ShortDay(c.day(i).Weekday()), k, look.faint)
		}
	}
	now := time.Now()
	for i := range cols * rows {
		k, t := c.cell(i), c.day(i)
		ink := look.ink
		switch {
		case !c.can(t), cols == calCols && t.Month() != c.shown.Month():
			ink = look.faint
		}
		label := strconv.Itoa(t.Day())
		if c.kind == "month" {
			label = c.lang.ShortMonth(t.Month())
		}
		switch {
		case c.chosen(t):
			b.Rect(k, display.Solid(look.accent))
			ink = look.on
		case k.Contains(c.over) && c.can(t):
			b.Rect(k, display.Solid(look.hover))
		}
		one := popupEdge
		if t.Equal(c.mark) || c.value(t) == c.value(c.mark) && c.kind != "datetime-local" {
			ring(b, k, one, look.accent)
		} else if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
			ring(b, k, one, look.faint)
		}
		writeMid(b, look.small, label, k, ink)
	}
	for _, f := range []struct {
		at    geom.Rect
		label string
	}{{c.clear(), "Clear"}, {c.today(), map[string]string{"month": "This month", "week": "This week"}[c.kind]}} {
		if f.label == "" {
			f.label = "Today"
		}
		if f.at.Contains(c.over) {
			b.Rect(f.at, display.Solid(look.hover))
		}
		writeMid(b, look.small, c.lang.Say(f.label), f.at, look.accent)
	}
}

// ring draws a line around an area, inside of it.
func ring(b *display.Builder, r geom.Rect, width geom.Sides, c color.NRGBA) {
	b.Ring(display.RRect{R: r}, display.RRect{R: r.Inset(width)}, display.Solid(c))
}

// chevron draws the sign of a button that goes back (-1) or on (1).
func chevron(b *display.Builder, r geom.Rect, way float32, look popupLook) {
	var p display.Path
	p.MoveTo(-3*way, -5)
	p.LineTo(3*way, 0)
	p.LineTo(-3*way, 5)
	b.StrokePath(display.PathDraw{Origin: geom.Point{X: r.X.Add(r.W / 2), Y: r.Y.Add(r.H / 2)}, Path: &p, Paint: display.Solid(look.ink), Stroke: display.Stroke{Width: 1.5, MiterLimit: 4}})
}
