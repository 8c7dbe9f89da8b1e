package explain

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"
)

const barWidth = 48 // columns of the waterfall

// Text writes the story for a terminal: the steps, the waterfall, the tables.
func (s *Story) Text(w io.Writer) error {
	p := &printer{w: w}
	p.f("%s\n%s\n\n", say(s.lang, "story", s.URL), say(s.lang, "story-key"))
	for _, st := range s.Steps {
		p.f("%3d. %s +%-11s Σ %s\n", st.N, pad(st.Title, 22), millis(st.Took), millis(st.Cumulative))
		for _, l := range [...][2]string{{"asked", st.Asked}, {"got", st.Got}, {"why", st.Why}} {
			if l[1] != "" {
				p.f("     %s: %s\n", say(s.lang, l[0]), l[1])
			}
		}
		for _, d := range st.Detail {
			p.f("       · %s\n", clip(d))
		}
	}
	p.f("\n%s (%s)\n", say(s.lang, "waterfall"), millis(s.Total))
	for _, r := range s.Resources {
		status := "  –" // nothing came
		if r.Status > 0 {
			status = strconv.Itoa(r.Status)
		}
		p.f("%s %12s %s %s %s %s\n", s.bar(r), millis(r.End-r.Start), status, pad(s.Use(r), 10), pad(s.priority(r), 9), clipTo(r.URL, 70))
	}
	p.f("  %s\n", say(s.lang, "legend"))
	p.f("\n%s\n", say(s.lang, "totals"))
	for _, r := range s.TotalRows() {
		p.f("  %s %14s\n", pad(r.Name, 26), r.Value)
	}
	p.f("\n")
	s.phaseTable(p)
	if len(s.Problems) > 0 {
		p.f("\n%s\n", say(s.lang, "problems"))
		for _, pr := range s.Problems {
			p.f("  %s %s: %s %s\n", millis(pr.At), pr.Kind, pr.Where, clip(pr.What))
		}
	}
	return p.err
}

// priority says how urgent a resource was.
func (s *Story) priority(r *Resource) string { return say(s.lang, "priority-"+r.Priority) }

// bar draws one line of the waterfall.
func (s *Story) bar(r *Resource) string {
	b := []rune(strings.Repeat(" ", barWidth))
	col := func(t time.Duration) int {
		if s.Total <= 0 {
			return 0
		}
		return min(max(int(int64(barWidth)*int64(t)/int64(s.Total)), 0), barWidth-1)
	}
	for i := col(r.Start); i <= col(r.End); i++ {
		b[i] = '-'
	}
	for _, x := range r.Exchanges {
		at := x.Start
		for i, d := range x.parts() {
			if d <= 0 {
				continue
			}
			for c := col(at); c <= col(at+d); c++ {
				b[c] = partMarks[i]
			}
			at += d
		}
	}
	return string(b)
}

var partMarks = []rune("·dcs>w=")

// columns is how wide a text is on a terminal, where letters of East Asia take two columns.
func columns(s string) (n int) {
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// pad fills s to n columns, padLeft on its left.
func pad(s string, n int) string     { return s + strings.Repeat(" ", max(n-columns(s), 0)) }
func padLeft(s string, n int) string { return strings.Repeat(" ", max(n-columns(s), 0)) + s }

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, a ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, a...)
	}
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/1e6) }

func clipTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// Lines writes the story with one line per step: when it was done, how long it took, the stage,
// what was asked and what came back; then the table of phases.
func (s *Story) Lines(w io.Writer) error {
	p := &printer{w: w}
	p.f("%s %s  %s %s\n", padLeft(say(s.lang, "lines-done"), 11), padLeft(say(s.lang, "lines-took"), 11),
		pad(say(s.lang, "lines-stage"), lineStage[s.lang]), say(s.lang, "lines-what"))
	for _, st := range s.Steps {
		took := ""
		if st.Took > 0 {
			took = millis(st.Took)
		}
		text := clipTo(st.Asked, 100)
		if st.Got != "" {
			text += " ⇒ " + clipTo(st.Got, 140)
		}
		stage := st.Stage.String()
		if s.lang != English {
			stage = st.Title
		}
		p.f("%11s %11s  %s %s\n", millis(st.Cumulative), took, pad(stage, lineStage[s.lang]), text)
	}
	for _, pr := range s.Problems {
		p.f("%11s %11s  %-11s %s %s\n", millis(pr.At), "", pr.Kind, pr.Where, clip(pr.What))
	}
	p.f("\n")
	s.phaseTable(p)
	return p.err
}

// lineStage is how wide the names of stages are in Lines, in columns.
var lineStage = [...]int{English: 11, Korean: 19}

// phaseTable writes the table of phases.
func (s *Story) phaseTable(p *printer) {
	p.f("%s %s %s\n", pad(say(s.lang, "phase"), 28), padLeft(say(s.lang, "time"), 12), padLeft(say(s.lang, "cumulative"), 12))
	for _, ph := range s.Phases {
		p.f("%s %12s %12s\n", pad(ph.Name, 28), millis(ph.Took), millis(ph.Cumulative))
	}
	p.f("%s %12s %12s\n", pad(say(s.lang, "total"), 28), millis(s.Total), millis(s.Total))
}
