package grid

import (
	"math"
	"sort"

	"vitrine/css/value"
	"vitrine/layout/algo"
	"vitrine/layout/geom"
)

// infinite is an infinite growth limit.
const infinite = geom.Max

// track is one track while it is sized.
type track struct {
	min, max  breadth // percentages of something indefinite are auto already
	base      geom.Unit
	limit     geom.Unit // growth limit
	cap       geom.Unit // argument of fit-content(), else infinite
	planned   geom.Unit
	incurred  geom.Unit
	growable  bool // infinitely growable
	collapsed bool // empty auto-fit track
}

// intrinsic reports whether a sizing function depends on content.
func (b breadth) intrinsic() bool { return b.kind != fixed && b.kind != flex }

// constraint says under which constraint a grid is sized.
type constraint uint8

const (
	noConstraint constraint = iota
	underMin                // min-content
	underMax                // max-content
)

// entry is an item as one axis sees it: also items of subgrids.
type entry struct {
	it    *item
	group *group // in lanes: items that can lie anywhere, in place of it
	span  span
	extra geom.Unit // what margins, borders, padding and gaps of subgrids add
	lead  geom.Unit // the part of extra at the start
}

// sizing is one run of the track sizing algorithm.
// https://www.w3.org/TR/css-grid-2/#algo-track-sizing
type sizing struct {
	axis     axis
	tracks   []track
	gap      geom.Unit
	avail    geom.Unit // inner size of the container; Indefinite when it depends on the tracks
	minimum  geom.Unit // definite limits of the inner size: minimum is 0 for none
	maximum  geom.Unit // infinite for none
	under    constraint
	entries  []entry
	stretch  bool // content distribution stretches auto tracks
	affected []int
	beyond   []int
}

// run sizes the tracks.
func (z *sizing) run() {
	for i := range z.tracks {
		z.init(&z.tracks[i])
	}
	z.intrinsic()
	z.maximize()
	z.expandFlex()
	if z.stretch {
		z.stretchAuto()
	}
}

// init gives a track its initial sizes (§12.4).
func (z *sizing) init(t *track) {
	t.base, t.limit, t.cap = 0, infinite, infinite
	if t.collapsed {
		t.min, t.max = breadth{kind: fixed}, breadth{kind: fixed}
	}
	if v, ok := t.min.resolve(z.avail); ok {
		t.base = v
	} else if t.min.kind == fixed {
		t.min = breadth{kind: auto}
	}
	if v, ok := t.max.resolve(z.avail); ok {
		t.limit = max(v, t.base)
	} else if t.max.kind == fixed {
		t.max = breadth{kind: auto}
	}
	if t.max.kind == fitContent {
		if v, ok := algo.Resolve(t.max.l, z.avail); ok {
			t.cap = max(0, v)
		} else {
			t.max = breadth{kind: auto}
		}
	}
}

// phase is what a step of the intrinsic sizes accommodates.
type phase uint8

const (
	intrinsicMin phase = iota
	contentMin
	maxContentMin
	intrinsicMax
	maxContentMax
)

// intrinsic resolves intrinsic track sizes (§12.5).
func (z *sizing) intrinsic() {
	var spanning, flexible []*entry
	cand := make([]geom.Unit, len(z.tracks))
	for i := range cand {
		cand[i] = -1
	}
	for i := range z.entries {
		e := &z.entries[i]
		if e.span.len() == 1 {
			t := &z.tracks[e.span.start]
			switch {
			case t.max.kind == flex:
				flexible = append(flexible, e)
			case t.min.intrinsic() || t.max.intrinsic():
				z.single(e, t, &cand[e.span.start])
			}
			continue
		}
		needs, fl := false, false
		for i := e.span.start; i < e.span.end; i++ {
			t := &z.tracks[i]
			needs = needs || t.min.intrinsic() || t.max.intrinsic()
			fl = fl || t.max.kind == flex
		}
		switch {
		case fl:
			flexible = append(flexible, e)
		case needs:
			spanning = append(spanning, e)
		}
	}
	for i := range z.tracks {
		t := &z.tracks[i]
		if cand[i] >= 0 && t.max.intrinsic() {
			t.limit = cand[i]
		}
		t.limit = max(t.limit, t.base)
	}
	sort.SliceStable(spanning, func(i, j int) bool { return spanning[i].span.len() < spanning[j].span.len() })
	for len(spanning) > 0 {
		n := 1
		for n < len(spanning) && spanning[n].span.len() == spanning[0].span.len() {
			n++
		}
		z.group(spanning[:n], false)
		spanning = spanning[n:]
	}
	if len(flexible) > 0 {
		z.group(flexible, true)
	}
	for i := range z.tracks {
		if t := &z.tracks[i]; t.limit == infinite {
			t.limit = t.base
		}
	}
}

// single lets a track accommodate an item that spans it alone (§12.5 step 2).
func (z *sizing) single(e *entry, t *track, cand *geom.Unit) {
	switch t.min.kind {
	case minContent:
		t.base = max(t.base, z.minContent(e))
	case maxContent:
		t.base = max(t.base, z.maxContent(e))
	case auto:
		t.base = max(t.base, z.minimumOf(e))
	}
	switch t.max.kind {
	case minContent:
		*cand = max(*cand, z.minContent(e))
	case auto, maxContent:
		*cand = max(*cand, z.maxContent(e))
	case fitContent:
		*cand = max(*cand, min(t.cap, z.maxContent(e)))
	}
}

// group lets tracks accommodate items that span several (§12.5 steps 3 and 4).
func (z *sizing) group(es []*entry, flexible bool) {
	z.distribute(es, intrinsicMin, flexible)
	z.distribute(es, contentMin, flexible)
	z.distribute(es, maxContentMin, flexible)
	for _, e := range es {
		for i := e.span.start; i < e.span.end; i++ {
			t := &z.tracks[i]
			t.limit = max(t.limit, t.base)
		}
	}
	if !flexible {
		z.distribute(es, intrinsicMax, false)
		z.distribute(es, maxContentMax, false)
		for _, e := range es {
			for i := e.span.start; i < e.span.end; i++ {
				z.tracks[i].growable = false
			}
		}
	}
}

// affects reports whether a phase grows a track.
func (p phase) affects(t *track) bool {
	switch p {
	case intrinsicMin:
		return t.min.intrinsic()
	case contentMin:
		return t.min.kind == minContent || t.min.kind == maxContent
	case maxContentMin:
		return t.min.kind == maxContent
	case intrinsicMax:
		return t.max.intrinsic()
	}
	return t.max.kind == maxContent || t.max.kind == auto || t.max.kind == fitContent
}

func (p phase) limits() bool { return p >= intrinsicMax }

// contribution is what an item asks for in a phase. As in Chromium, auto minimums ask for the
// minimum contribution also under a min-content or max-content constraint, where the
// specification has limited contributions.
func (z *sizing) contribution(e *entry, p phase) geom.Unit {
	switch p {
	case intrinsicMin:
		return z.minimumOf(e)
	case contentMin, intrinsicMax:
		return z.minContent(e)
	}
	return z.maxContent(e)
}

// distribute spreads extra space across spanned tracks (§12.5.1).
func (z *sizing) distribute(es []*entry, p phase, flexible bool) {
	touched := z.affected[:0]
	for _, e := range es {
		size := z.gap.Mul(float64(e.span.len() - 1))
		from := len(touched)
		for i := e.span.start; i < e.span.end; i++ {
			t := &z.tracks[i]
			size = size.Add(t.size(p))
			if p.affects(t) && (!flexible || t.max.kind == flex) && !t.collapsed {
				touched = append(touched, i)
			}
		}
		mine := touched[from:]
		if len(mine) == 0 {
			continue
		}
		space := max(0, z.contribution(e, p).Sub(size))
		if space == 0 && !p.limits() {
			touched = touched[:from]
			continue
		}
		for _, i := range mine {
			z.tracks[i].incurred = 0
		}
		z.give(mine, space, p, flexible)
		for _, i := range mine {
			t := &z.tracks[i]
			t.planned = max(t.planned, t.incurred)
		}
	}
	for _, i := range touched {
		t := &z.tracks[i]
		if p.limits() {
			if t.limit == infinite {
				// Only tracks that an item was distributed to become finite.
				t.limit = t.base.Add(t.planned)
				t.growable = p == intrinsicMax
			} else {
				t.limit = t.limit.Add(t.planned)
			}
		} else {
			t.base = t.base.Add(t.planned)
		}
		t.planned = 0
	}
	if p.limits() {
		for _, i := range touched {
			t := &z.tracks[i]
			t.limit = max(t.limit, t.base)
		}
	}
	z.affected = touched[:0]
}

// size is the affected size of a track: its base size or growth limit.
func (t *track) size(p phase) geom.Unit {
	if p.limits() && t.limit != infinite {
		return t.limit
	}
	return t.base
}

// room is how much a track may grow before it reaches its limit.
func (t *track) room(p phase) geom.Unit {
	limit := t.limit
	if p.limits() && (t.growable || limit == infinite) {
		limit = infinite
	}
	if p.limits() && limit == infinite {
		limit = max(t.cap, t.base)
	}
	if limit == infinite {
		return infinite
	}
	return max(0, limit.Sub(t.size(p)))
}

// give distributes space to the incurred increase of the tracks mine.
func (z *sizing) give(mine []int, space geom.Unit, p phase, flexible bool) {
	if flexible {
		sum := 0.0
		for _, i := range mine {
			sum += z.tracks[i].max.fr
		}
		if sum > 0 {
			done, given := 0.0, geom.Unit(0)
			for _, i := range mine {
				done += z.tracks[i].max.fr
				d := geom.Unit(math.Floor(float64(space)*done/sum)) - given
				given += d
				z.tracks[i].incurred = d
			}
			return
		}
	}
	space = z.share(mine, space, func(t *track) geom.Unit { return t.room(p) })
	if space <= 0 {
		return
	}
	// Beyond limits.
	z.beyond = z.beyond[:0]
	for _, i := range mine {
		t := &z.tracks[i]
		ok := true
		switch p {
		case intrinsicMin, contentMin:
			ok = t.max.intrinsic()
		case maxContentMin:
			ok = t.max.kind == maxContent || t.max.kind == auto || t.max.kind == fitContent
		}
		if ok {
			z.beyond = append(z.beyond, i)
		}
	}
	if len(z.beyond) == 0 {
		z.beyond = append(z.beyond, mine...)
	}
	z.share(z.beyond, space, func(t *track) geom.Unit {
		if t.cap == infinite || !p.limits() {
			return infinite
		}
		// Growth limits of fit-content() stop at its argument.
		return max(0, t.cap.Sub(t.size(p)).Sub(t.incurred))
	})
}

// share distributes space equally among tracks, each up to its room, and returns what is left.
func (z *sizing) share(list []int, space geom.Unit, room func(*track) geom.Unit) geom.Unit {
	type slot struct {
		i    int
		room geom.Unit
	}
	uneven := false
	for _, i := range list {
		uneven = uneven || room(&z.tracks[i]) != infinite
	}
	if !uneven {
		for n, i := range list {
			d := space / geom.Unit(len(list)-n)
			z.tracks[i].incurred = z.tracks[i].incurred.Add(d)
			space -= d
		}
		return space
	}
	slots := make([]slot, len(list))
	for n, i := range list {
		slots[n] = slot{i, room(&z.tracks[i])}
	}
	sort.SliceStable(slots, func(a, b int) bool { return slots[a].room < slots[b].room })
	for n, s := range slots {
		d := min(s.room, space/geom.Unit(len(slots)-n))
		z.tracks[s.i].incurred = z.tracks[s.i].incurred.Add(d)
		space -= d
	}
	return space
}

// sum is the size of all tracks with the gaps between them.
func (z *sizing) sum() geom.Unit {
	return totalSize(z.tracks, z.gap)
}

func totalSize(ts []track, gap geom.Unit) (s geom.Unit) {
	n := 0
	for i := range ts {
		s = s.Add(ts[i].base)
		if !ts[i].collapsed {
			n++
		}
	}
	if n > 1 {
		s = s.Add(gap.Mul(float64(n - 1)))
	}
	return s
}

// maximize grows tracks to their growth limits (§12.6).
func (z *sizing) maximize() {
	grow := func(free geom.Unit) {
		list := z.affected[:0]
		for i := range z.tracks {
			z.tracks[i].incurred = 0
			list = append(list, i)
		}
		z.share(list, free, func(t *track) geom.Unit { return max(0, min(t.limit, max(t.cap, t.base)).Sub(t.base)) })
		for i := range z.tracks {
			z.tracks[i].base = z.tracks[i].base.Add(z.tracks[i].incurred)
		}
		z.affected = list[:0]
	}
	switch {
	case z.under == underMin:
	case z.avail != algo.Indefinite:
		if free := z.avail.Sub(z.sum()); free > 0 {
			grow(free)
		}
	default:
		// As in Chromium, a maximum size of the container does not hold tracks back here.
		for i := range z.tracks {
			z.tracks[i].base = z.tracks[i].limit
		}
	}
}

// expandFlex sizes flexible tracks (§12.7).
func (z *sizing) expandFlex() {
	any := false
	for i := range z.tracks {
		any = any || z.tracks[i].max.kind == flex
	}
	if !any {
		return
	}
	all := span{0, len(z.tracks)}
	var fr float64 // in 1/64 px
	switch {
	case z.under == underMin:
	case z.avail != algo.Indefinite:
		if z.avail > z.sum() {
			fr = z.findFr(all, z.avail)
		}
	default:
		for i := range z.tracks {
			if t := &z.tracks[i]; t.max.kind == flex {
				fr = max(fr, float64(t.base)/max(1, t.max.fr))
			}
		}
		for i := range z.entries {
			e := &z.entries[i]
			for j := e.span.start; j < e.span.end; j++ {
				if z.tracks[j].max.kind == flex {
					fr = max(fr, z.findFr(e.span, z.maxContent(e)))
					break
				}
			}
		}
		if z.minimum > 0 || z.maximum != infinite {
			total := z.gap.Mul(float64(max(0, z.open()-1)))
			for i := range z.tracks {
				total = total.Add(z.tracks[i].flexed(fr))
			}
			if total > z.maximum {
				fr = z.findFr(all, z.maximum)
			} else if total < z.minimum {
				fr = z.findFr(all, z.minimum)
			}
		}
	}
	rest := 0.0
	for i := range z.tracks {
		t := &z.tracks[i]
		if t.max.kind != flex {
			continue
		}
		want := fr*t.max.fr + rest
		size := floorUnit(want + 1e-6)
		if size >= t.base {
			t.base = size
			rest = max(0, want-float64(size))
		}
	}
}

func floorUnit(x float64) geom.Unit {
	if x >= float64(geom.Max) {
		return geom.Max
	}
	return geom.Unit(x)
}

// open counts the tracks that are not collapsed.
func (z *sizing) open() (n int) {
	for i := range z.tracks {
		if !z.tracks[i].collapsed {
			n++
		}
	}
	return
}

func (t *track) flexed(fr float64) geom.Unit {
	if t.max.kind != flex {
		return t.base
	}
	return max(t.base, floorUnit(fr*t.max.fr+1e-6))
}

// findFr returns the size of one fr, in 1/64 px, when the tracks of s fill space (§12.7.1).
func (z *sizing) findFr(s span, space geom.Unit) float64 {
	left := float64(space)
	factors := 0.0
	n := 0
	var list []*track
	for i := s.start; i < s.end; i++ {
		t := &z.tracks[i]
		if !t.collapsed {
			n++
		}
		if t.max.kind == flex {
			factors += t.max.fr
			list = append(list, t)
		} else {
			left -= float64(t.base)
		}
	}
	left -= float64(z.gap) * float64(max(0, n-1))
	// Tracks whose base size is above their share are inflexible: those with the largest base
	// for each fr come first.
	sort.SliceStable(list, func(i, j int) bool { return perFr(list[i]) > perFr(list[j]) })
	for _, t := range list {
		fr := left / max(1, factors)
		if fr*t.max.fr >= float64(t.base) {
			return max(0, fr)
		}
		left -= float64(t.base)
		factors -= t.max.fr
	}
	return 0
}

func perFr(t *track) float64 {
	if t.max.fr == 0 {
		if t.base == 0 {
			return 0
		}
		return math.Inf(1)
	}
	return float64(t.base) / t.max.fr
}

// stretchAuto shares positive free space among auto tracks (§12.8).
func (z *sizing) stretchAuto() {
	size := z.avail
	if size == algo.Indefinite {
		if size = z.minimum; size == 0 {
			return
		}
	}
	free := size.Sub(z.sum())
	if free <= 0 {
		return
	}
	n := 0
	for i := range z.tracks {
		if z.tracks[i].max.kind == auto && !z.tracks[i].collapsed {
			n++
		}
	}
	for i := range z.tracks {
		if t := &z.tracks[i]; t.max.kind == auto && !t.collapsed {
			d := free / geom.Unit(n)
			t.base = t.base.Add(d)
			free -= d
			n--
		}
	}
}

// stretches reports whether a content distribution stretches auto tracks.
func stretches(v value.Value) bool {
	a := alignmentOf(v)
	return a.kw == value.KwNormal || a.kw == value.KwStretch
}
