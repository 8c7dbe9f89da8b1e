package text

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// maxDepth is the deepest explicit level (UAX #9 BD2).
const maxDepth = 125

// BidiLevels returns the resolved embedding level of each byte of a paragraph (UAX #9; L1 is
// left to the caller, who knows the lines), and the paragraph's level. A nil slice means that
// everything is at the paragraph's level 0. Controls that rule X9 removes get the level of
// the text before them.
func BidiLevels(text string, base Direction) (levels []uint8, para uint8) {
	if base != RTL && plainLTR(text) {
		return nil, 0
	}
	p := paragraph{}
	for _, r := range text {
		c := bidiClass(r)
		p.runes = append(p.runes, r)
		p.orig = append(p.orig, c)
	}
	n := len(p.runes)
	p.class = append([]bidi.Class(nil), p.orig...)
	p.level = make([]uint8, n)
	p.matchIsolates()
	switch base {
	case RTL:
		p.base = 1
	case Auto:
		p.base = p.firstStrong(0, n)
	}
	p.explicit()
	p.explicitLevel = append([]uint8(nil), p.level...)
	for _, seq := range p.sequences() {
		p.resolve(seq)
	}
	levels = make([]uint8, len(text))
	i, prev := 0, p.base
	for k, r := range p.runes {
		l := p.level[k]
		if removed(p.orig[k]) {
			l = prev
		}
		prev = l
		w := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, w = utf8.DecodeRuneInString(text[i:])
		}
		for range w {
			levels[i] = l
			i++
		}
	}
	return levels, p.base
}

// plainLTR reports whether text can only be left to right.
func plainLTR(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xD6 { // the first byte of U+0580 and later
			for _, r := range s[i:] {
				switch {
				case r < 0x590, r >= 0x900 && r < 0x200E, r >= 0x2010 && r < 0x202A, r >= 0x2070 && r < 0xD800,
					r >= 0xF900 && r < 0xFB1D, r >= 0xFE00 && r < 0xFE70, r > 0xFEFF && r < 0x10800, r >= 0x1F000:
				default:
					return false
				}
			}
			return true
		}
	}
	return true
}

func bidiClass(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	c := p.Class()
	if c == bidi.Control {
		switch r {
		case 0x202A:
			return bidi.LRE
		case 0x202B:
			return bidi.RLE
		case 0x202C:
			return bidi.PDF
		case 0x202D:
			return bidi.LRO
		case 0x202E:
			return bidi.RLO
		case 0x2066:
			return bidi.LRI
		case 0x2067:
			return bidi.RLI
		case 0x2068:
			return bidi.FSI
		case 0x2069:
			return bidi.PDI
		}
		return bidi.BN
	}
	return c
}

// removed reports the classes that rule X9 takes out.
func removed(c bidi.Class) bool {
	switch c {
	case bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.BN:
		return true
	}
	return false
}

func isolate(c bidi.Class) bool { return c == bidi.LRI || c == bidi.RLI || c == bidi.FSI }

// paragraph is the state of the algorithm; all slices are by character.
type paragraph struct {
	runes         []rune
	orig          []bidi.Class
	class         []bidi.Class
	level         []uint8
	explicitLevel []uint8 // after X8, before the implicit rules
	match         []int   // of isolate initiators: their PDI or len; of PDIs: their initiator or -1
	base          uint8
}

// matchIsolates pairs isolate initiators with their PDIs (BD9).
func (p *paragraph) matchIsolates() {
	n := len(p.orig)
	p.match = make([]int, n)
	var open []int
	for i, c := range p.orig {
		p.match[i] = -1
		switch {
		case isolate(c):
			p.match[i] = n
			open = append(open, i)
		case c == bidi.PDI && len(open) > 0:
			k := open[len(open)-1]
			open = open[:len(open)-1]
			p.match[k], p.match[i] = i, k
		case c == bidi.B:
			open = open[:0]
		}
	}
}

// firstStrong applies P2 and P3 to characters [from, to).
func (p *paragraph) firstStrong(from, to int) uint8 {
	for i := from; i < to; i++ {
		switch c := p.orig[i]; {
		case c == bidi.L:
			return 0
		case c == bidi.R || c == bidi.AL:
			return 1
		case isolate(c):
			i = p.match[i]
		}
	}
	return 0
}

// explicit applies X1 to X8.
func (p *paragraph) explicit() {
	type status struct {
		level    uint8
		override bidi.Class // ON when neutral
		isolate  bool
	}
	stack := []status{{p.base, bidi.ON, false}}
	overIso, overEmb, valid := 0, 0, 0
	next := func(rtl bool) uint8 {
		l := stack[len(stack)-1].level
		if rtl {
			return (l + 1) | 1
		}
		return (l + 2) &^ 1
	}
	for i, c := range p.orig {
		top := &stack[len(stack)-1]
		switch c {
		case bidi.RLE, bidi.LRE, bidi.RLO, bidi.LRO:
			p.level[i] = top.level
			l := next(c == bidi.RLE || c == bidi.RLO)
			if l <= maxDepth && overIso == 0 && overEmb == 0 {
				o := bidi.ON
				if c == bidi.RLO {
					o = bidi.R
				} else if c == bidi.LRO {
					o = bidi.L
				}
				stack = append(stack, status{l, o, false})
			} else if overIso == 0 {
				overEmb++
			}
		case bidi.RLI, bidi.LRI, bidi.FSI:
			p.level[i] = top.level
			if top.override != bidi.ON {
				p.class[i] = top.override
			}
			rtl := c == bidi.RLI || c == bidi.FSI && p.firstStrong(i+1, p.match[i]) == 1
			l := next(rtl)
			if l <= maxDepth && overIso == 0 && overEmb == 0 {
				valid++
				stack = append(stack, status{l, bidi.ON, true})
			} else {
				overIso++
			}
		case bidi.PDI:
			switch {
			case overIso > 0:
				overIso--
			case valid > 0:
				overEmb = 0
				for !stack[len(stack)-1].isolate {
					stack = stack[:len(stack)-1]
				}
				stack = stack[:len(stack)-1]
				valid--
			}
			top = &stack[len(stack)-1]
			p.level[i] = top.level
			if top.override != bidi.ON {
				p.class[i] = top.override
			}
		case bidi.PDF:
			p.level[i] = top.level
			switch {
			case overIso > 0:
			case overEmb > 0:
				overEmb--
			case !top.isolate && len(stack) > 1:
				stack = stack[:len(stack)-1]
			}
		case bidi.B:
			p.level[i] = p.base
			stack = stack[:1]
			overIso, overEmb, valid = 0, 0, 0
		default:
			p.level[i] = top.level
			if top.override != bidi.ON && c != bidi.BN {
				p.class[i] = top.override
			}
		}
	}
}

// sequences returns the isolating run sequences (BD13) as lists of character indices, with
// the removed characters left out.
func (p *paragraph) sequences() [][]int {
	var runs [][]int
	runOf := make([]int, len(p.orig))
	var cur []int
	for i, c := range p.orig {
		runOf[i] = -1
		if removed(c) {
			continue
		}
		if len(cur) > 0 && p.level[cur[0]] != p.level[i] {
			runs = append(runs, cur)
			cur = nil
		}
		cur = append(cur, i)
		runOf[i] = len(runs)
	}
	if len(cur) > 0 {
		runs = append(runs, cur)
	}
	var out [][]int
	for _, run := range runs {
		if f := run[0]; p.orig[f] == bidi.PDI && p.match[f] >= 0 {
			continue // continues the sequence of its initiator
		}
		seq := run
		for {
			last := seq[len(seq)-1]
			if !isolate(p.orig[last]) || p.match[last] >= len(p.orig) {
				break
			}
			k := runOf[p.match[last]]
			if k < 0 || runs[k][0] != p.match[last] {
				break
			}
			seq = append(seq[:len(seq):len(seq)], runs[k]...)
		}
		out = append(out, seq)
	}
	return out
}

// resolve applies W1 to W7, N0 to N2, I1 and I2 to one isolating run sequence.
func (p *paragraph) resolve(seq []int) {
	level := p.level[seq[0]]
	sos, eos := p.edges(seq, level)
	n := len(seq)
	t := make([]bidi.Class, n)
	for i, k := range seq {
		t[i] = p.class[k]
	}
	prev := sos
	for i, c := range t { // W1
		if c == bidi.NSM {
			if prev == bidi.LRI || prev == bidi.RLI || prev == bidi.FSI || prev == bidi.PDI {
				t[i] = bidi.ON
			} else {
				t[i] = prev
			}
		}
		prev = t[i]
	}
	strong := sos
	for i, c := range t { // W2
		switch c {
		case bidi.L, bidi.R, bidi.AL:
			strong = c
		case bidi.EN:
			if strong == bidi.AL {
				t[i] = bidi.AN
			}
		}
	}
	for i, c := range t { // W3
		if c == bidi.AL {
			t[i] = bidi.R
		}
	}
	for i := 1; i+1 < n; i++ { // W4
		a, b := t[i-1], t[i+1]
		if t[i] == bidi.ES && a == bidi.EN && b == bidi.EN {
			t[i] = bidi.EN
		}
		if t[i] == bidi.CS && a == b && (a == bidi.EN || a == bidi.AN) {
			t[i] = a
		}
	}
	for i := 0; i < n; i++ { // W5
		if t[i] != bidi.ET {
			continue
		}
		j := i
		for j < n && t[j] == bidi.ET {
			j++
		}
		if i > 0 && t[i-1] == bidi.EN || j < n && t[j] == bidi.EN {
			for k := i; k < j; k++ {
				t[k] = bidi.EN
			}
		}
		i = j - 1
	}
	strong = sos
	for i, c := range t { // W6, W7
		switch c {
		case bidi.ES, bidi.ET, bidi.CS:
			t[i] = bidi.ON
		case bidi.L, bidi.R:
			strong = c
		case bidi.EN:
			if strong == bidi.L {
				t[i] = bidi.L
			}
		}
	}
	p.brackets(seq, t, level, sos)
	dir := bidi.L
	if level&1 == 1 {
		dir = bidi.R
	}
	for i := 0; i < n; i++ { // N1, N2
		if !neutral(t[i]) {
			continue
		}
		j := i
		for j < n && neutral(t[j]) {
			j++
		}
		a, b := sos, eos
		if i > 0 {
			a = asStrong(t[i-1])
		}
		if j < n {
			b = asStrong(t[j])
		}
		c := dir
		if a == b {
			c = a
		}
		for k := i; k < j; k++ {
			t[k] = c
		}
		i = j - 1
	}
	for i, k := range seq { // I1, I2
		switch {
		case level&1 == 0 && t[i] == bidi.R:
			p.level[k] = level + 1
		case level&1 == 0 && (t[i] == bidi.AN || t[i] == bidi.EN):
			p.level[k] = level + 2
		case level&1 == 1 && t[i] != bidi.R:
			p.level[k] = level + 1
		}
	}
}

// edges computes sos and eos of a sequence (X10).
func (p *paragraph) edges(seq []int, level uint8) (sos, eos bidi.Class) {
	of := func(a, b uint8) bidi.Class {
		if max(a, b)&1 == 1 {
			return bidi.R
		}
		return bidi.L
	}
	before, after := p.base, p.base
	for i := seq[0] - 1; i >= 0; i-- {
		if !removed(p.orig[i]) {
			before = p.explicitLevel[i]
			break
		}
	}
	last := seq[len(seq)-1]
	if !isolate(p.orig[last]) {
		for i := last + 1; i < len(p.orig); i++ {
			if !removed(p.orig[i]) {
				after = p.explicitLevel[i]
				break
			}
		}
	}
	return of(before, level), of(after, level)
}

func neutral(c bidi.Class) bool {
	switch c {
	case bidi.B, bidi.S, bidi.WS, bidi.ON, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
		return true
	}
	return false
}

// asStrong maps numbers to R, as N0 to N2 see them.
func asStrong(c bidi.Class) bidi.Class {
	if c == bidi.EN || c == bidi.AN {
		return bidi.R
	}
	return c
}

// maxBracketDepth bounds the stack of N0 (BD16).
const maxBracketDepth = 63

// brackets applies N0.
func (p *paragraph) brackets(seq []int, t []bidi.Class, level uint8, sos bidi.Class) {
	type open struct {
		close rune
		at    int
	}
	var stack []open
	pair := make(map[int]int)
	var opens []int
scan:
	for i, k := range seq {
		if t[i] != bidi.ON {
			continue
		}
		r := p.runes[k]
		if r < 0x28 {
			continue
		}
		pr, _ := bidi.LookupRune(r)
		if !pr.IsBracket() {
			continue
		}
		if pr.IsOpeningBracket() {
			if len(stack) == maxBracketDepth {
				break scan
			}
			stack = append(stack, open{closingBracket(r), i})
			continue
		}
		if r == 0x232A {
			r = 0x3009
		}
		for d := len(stack) - 1; d >= 0; d-- {
			if stack[d].close == r {
				pair[stack[d].at] = i
				stack = stack[:d]
				break
			}
		}
	}
	if len(pair) == 0 {
		return
	}
	for i := range t {
		if _, ok := pair[i]; ok {
			opens = append(opens, i)
		}
	}
	dir := bidi.L
	if level&1 == 1 {
		dir = bidi.R
	}
	for _, a := range opens {
		b := pair[a]
		found := bidi.ON
		for i := a + 1; i < b; i++ {
			c := asStrong(t[i])
			if c == dir {
				found = dir
				break
			}
			if c == bidi.L || c == bidi.R {
				found = c
			}
		}
		if found == bidi.ON {
			continue
		}
		if found != dir {
			before := sos
			for i := a - 1; i >= 0; i-- {
				if c := asStrong(t[i]); c == bidi.L || c == bidi.R {
					before = c
					break
				}
			}
			if before != found {
				found = dir
			}
		}
		for _, k := range [2]int{a, b} {
			t[k] = found
			for j := k + 1; j < len(seq) && p.orig[seq[j]] == bidi.NSM; j++ {
				t[j] = found
			}
		}
	}
}

// closingBracket returns the canonical closing bracket of an opening one (BidiBrackets.txt).
func closingBracket(r rune) rune {
	switch r {
	case '[', '{', 0xFF3B, 0xFF5B:
		return r + 2
	case 0x298D:
		return 0x2990
	case 0x298F:
		return 0x298E
	case 0x2329:
		return 0x3009
	}
	return r + 1
}

// VisualOrder returns the indices of items in visual order, left to right, given their
// levels in logical order (UAX #9 rule L2). It appends to dst[:0].
func VisualOrder(dst []int, levels []uint8) []int {
	dst = dst[:0]
	hi, odd := uint8(0), uint8(255)
	for i, l := range levels {
		dst = append(dst, i)
		hi = max(hi, l)
		if l&1 == 1 {
			odd = min(odd, l)
		}
	}
	for l := hi; l >= odd && l > 0; l-- {
		for i := 0; i < len(dst); i++ {
			if levels[i] < l {
				continue
			}
			j := i
			for j < len(levels) && levels[j] >= l {
				j++
			}
			for a, b := i, j-1; a < b; a, b = a+1, b-1 {
				dst[a], dst[b] = dst[b], dst[a]
			}
			i = j
		}
	}
	return dst
}
