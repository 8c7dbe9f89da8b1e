package explain

import (
	"cmp"
	"slices"
	"time"
)

// stageOfSpan says to which phase the time of a span belongs.
var stageOfSpan = map[string]Stage{
	"name": StageDNS, "services": StageDNS, "connect": StageTCP, "tls": StageTLS, "quic": StageTLS, "send": StageRequest, "wait": StageServer, "receive": StageReceive,
	"parse": StageDOM, "sheet": StageCSSOM, "style": StageStyle, "boxes": StageBoxes, "layout": StageLayout,
	"paint": StagePaint, "raster": StageShow,
}

// What wins where spans overlap: our own work, then the document's network, then the other
// resources, then whatever else.
const (
	weightOther = iota
	weightResource
	weightDocument
	weightWork
)

// phases cuts the load into pieces, gives each moment to one stage, and adds up. Work that is
// done while something else loads counts as work, because it is what could have been faster.
func (s *Story) phases(all []*span, document *span, end time.Time) {
	type edge struct {
		at     time.Time
		stage  Stage
		weight int
		delta  int
	}
	var edges []edge
	add := func(sp *span, st Stage, w int) {
		a, b := sp.begin, sp.end
		if a.Before(s.Start) {
			a = s.Start
		}
		if b.After(end) {
			b = end
		}
		if b.After(a) {
			edges = append(edges, edge{a, st, w, 1}, edge{b, st, w, -1})
		}
	}
	for _, sp := range all {
		st, known := stageOfSpan[sp.name]
		switch {
		case sp.name == "fetch" && sp != document:
			add(sp, StageResource, weightResource)
		case !known:
		case st >= StageDOM:
			add(sp, st, weightWork)
		case within(sp, document):
			add(sp, st, weightDocument)
		}
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	var took [stages]time.Duration
	var other time.Duration
	var open [weightWork + 1][stages]int
	at := s.Start
	pass := func(to time.Time) {
		d := to.Sub(at)
		at = to
		if d <= 0 {
			return
		}
		for w := weightWork; w > weightOther; w-- {
			for st := range stages { // of the same weight, the earliest stage of the journey
				if open[w][st] > 0 {
					took[st] += d
					return
				}
			}
		}
		other += d
	}
	for _, e := range edges {
		pass(e.at)
		open[e.weight][e.stage] += e.delta
	}
	pass(end)
	var sum time.Duration
	for st, d := range took {
		if d > 0 {
			sum += d
			s.Phases = append(s.Phases, Phase{Stage(st), Stage(st).In(s.lang), d, sum})
		}
	}
	if other > 0 {
		sum += other
		s.Phases = append(s.Phases, Phase{stages, say(s.lang, "phase-other"), other, sum})
	}
}

func within(sp, top *span) bool {
	if top == nil {
		return false
	}
	for ; sp != nil; sp = sp.parent {
		if sp == top {
			return true
		}
	}
	return false
}
