package explain

import (
	"fmt"
	"io"
	"strings"
	"time"
)

const barWidth = 48 // columns of the waterfall

// Text writes the story for a terminal: the steps, the waterfall, the table of phases.
func (s *Story) Text(w io.Writer) error {
	p := &printer{w: w}
	p.f("%s\n\n", say(s.lang, "story", s.URL))
	for _, st := range s.Steps {
		p.f("%3d. %-22s +%-10s Σ %-10s\n", st.N, st.Title, millis(st.Took), millis(st.Cumulative))
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
		p.f("%s %9s %3d %-9s %s\n", s.bar(r), millis(r.End-r.Start), r.Status, clipTo(r.Destination, 9), clipTo(r.URL, 70))
	}
	p.f("%*s\n", barWidth, "· queue  d DNS  c TCP  s TLS  > send  w wait  = receive")
	p.f("\n%-26s %12s %12s\n", say(s.lang, "phase"), say(s.lang, "time"), say(s.lang, "cumulative"))
	for _, ph := range s.Phases {
		p.f("%-26s %12s %12s\n", ph.Name, millis(ph.Took), millis(ph.Cumulative))
	}
	p.f("%-26s %12s %12s\n", say(s.lang, "total"), millis(s.Total), millis(s.Total))
	if len(s.Problems) > 0 {
		p.f("\n%s\n", say(s.lang, "problems"))
		for _, pr := range s.Problems {
			p.f("  %s %s: %s %s\n", millis(pr.At), pr.Kind, pr.Where, clip(pr.What))
		}
	}
	return p.err
}

// bar draws one line of the waterfall.
func (s *Story) bar(r *Resource) string {
	b := []byte(strings.Repeat(" ", barWidth))
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
			if d < 0 {
				continue
			}
			for c := col(at); c <= col(at+d); c++ {
				b[c] = "\xb7dcs>w="[i]
			}
			at += d
		}
	}
	return strings.ReplaceAll(string(b), "\xb7", "·")
}

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

// Lines writes the story with one line per step: when it began, how long it took, the stage,
// what was asked and what came back.
func (s *Story) Lines(w io.Writer) error {
	p := &printer{w: w}
	for _, st := range s.Steps {
		took := ""
		if st.Took > 0 {
			took = millis(st.Took)
		}
		text := clipTo(st.Asked, 100)
		if st.Got != "" {
			text += " → " + clip(st.Got)
		}
		p.f("%10s %10s  %-11s %s\n", millis(st.At), took, st.Stage, text)
	}
	for _, pr := range s.Problems {
		p.f("%10s %10s  %-11s %s %s\n", millis(pr.At), "", pr.Kind, pr.Where, clip(pr.What))
	}
	return p.err
}
