package box

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"vitrine/engine/dom"
)

// DatePart is a part of a date or time that is filled in on its own.
type DatePart uint8

// The parts of dates and times. An hour is one of twelve; Half says of which half of the day.
const (
	Year DatePart = iota
	Month
	Day
	Week
	Hour
	Minute
	Second
	Milli
	Half
	DatePartCount
)

// Moment is what the parts of a field of dates or times hold, -1 where nothing is filled in.
type Moment [DatePartCount]int

// NoMoment has no part filled in.
func NoMoment() (m Moment) {
	for i := range m {
		m[i] = -1
	}
	return m
}

// MostYear is the last year of a field of dates.
const MostYear = 275760

// Limits returns the least and the greatest value of a part.
func (p DatePart) Limits() (lo, hi int) {
	switch p {
	case Year:
		return 1, MostYear
	case Month, Hour:
		return 1, 12
	case Day:
		return 1, 31
	case Week:
		return 1, 53
	case Minute, Second:
		return 0, 59
	case Milli:
		return 0, 999
	}
	return 0, 1
}

// ParseMoment returns what a value of a kind of input says; a value that is none of the kind's
// says nothing.
// https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#dates-and-times
func ParseMoment(kind, value string) Moment {
	m := NoMoment()
	var t time.Time
	ok, day, clock := false, false, false
	switch kind {
	case "date":
		t, ok = parseTime(value, "2006-01-02")
		day = true
	case "month":
		t, ok = parseTime(value, "2006-01")
	case "time":
		t, ok = parseTime(value, "15:04", "15:04:05")
		clock = true
	case "datetime-local":
		t, ok = parseTime(strings.Replace(value, " ", "T", 1), "2006-01-02T15:04", "2006-01-02T15:04:05")
		day, clock = true, true
	case "week":
		y, w, _ := strings.Cut(value, "-W")
		year, err := strconv.Atoi(y)
		week, err2 := strconv.Atoi(w)
		if err == nil && err2 == nil && len(y) >= 4 && len(w) == 2 && week >= 1 && week <= 53 && year > 0 {
			m[Year], m[Week] = year, week
		}
		return m
	}
	if !ok {
		return m
	}
	if day || kind == "month" {
		m[Year], m[Month] = t.Year(), int(t.Month())
	}
	if day {
		m[Day] = t.Day()
	}
	if clock {
		m[Hour], m[Half] = (t.Hour()+11)%12+1, t.Hour()/12
		m[Minute], m[Second], m[Milli] = t.Minute(), t.Second(), t.Nanosecond()/1e6
	}
	return m
}

// Value returns the value that a kind of input has when its parts hold m: "" while one is missing,
// or when there is no such day.
func (m Moment) Value(kind string) string {
	var parts []string
	switch kind {
	case "week":
		if m[Year] < 1 || m[Week] < 1 {
			return ""
		}
		return fmt.Sprintf("%04d-W%02d", m[Year], m[Week])
	case "month":
		if m[Year] < 1 || m[Month] < 1 {
			return ""
		}
		return fmt.Sprintf("%04d-%02d", m[Year], m[Month])
	case "date", "datetime-local":
		if m[Year] < 1 || m[Month] < 1 || m[Day] < 1 || m[Day] > DaysOf(m[Year], m[Month]) {
			return ""
		}
		parts = append(parts, fmt.Sprintf("%04d-%02d-%02d", m[Year], m[Month], m[Day]))
	}
	if kind == "time" || kind == "datetime-local" {
		if m[Hour] < 1 || m[Minute] < 0 || m[Half] < 0 {
			return ""
		}
		s := fmt.Sprintf("%02d:%02d", m[Hour]%12+12*m[Half], m[Minute])
		if m[Second] > 0 || m[Milli] > 0 {
			s += fmt.Sprintf(":%02d", max(m[Second], 0))
		}
		if m[Milli] > 0 {
			s += fmt.Sprintf(".%03d", m[Milli])
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "T")
}

// DaysOf returns how many days a month has.
func DaysOf(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// DateText is a part of what a field of dates or times shows, in order: a part of the moment, or
// the text between two.
type DateText struct {
	Text  string
	Field bool // it is Part of the moment
	Part  DatePart
}

// DateTexts returns what an input shows of a moment; nil for an input of another kind.
func DateTexts(n *dom.Node, m Moment) []DateText {
	var out []DateText
	for _, p := range dateParts(n, inputType(n), m) {
		out = append(out, DateText{Text: p.text, Field: p.field, Part: p.part})
	}
	return out
}

// Editing is what a person has filled in of a field of dates or times that is being edited.
type Editing struct {
	Moment Moment
	Part   DatePart
	Active bool // Part is the one that the keyboard fills in
}
