package cascade

import (
	"hash/fnv"
	"strconv"
	"strings"

	"vitrine/engine/dom"
)

// place is where an element stands among its siblings.
type place struct {
	of           *dom.Node
	index, count int
}

// maxPlaces is how many places are remembered, one for each parent. Elements are styled in document
// order, so those of the ancestors' siblings are found again near the end.
const maxPlaces = 64

// siblings answers sibling-index() and sibling-count() for the element that is styled, or whose
// pseudo-element is. The next one to ask is most often a sibling after one that asked: then only what
// lies between is counted. https://drafts.csswg.org/css-values-5/#tree-counting
func (w *walker) siblings() (index, count int) {
	w.askedPlace, w.cache.askedPlace = true, true
	n := w.origin
	if n == nil {
		return 1, 1
	}
	for i := len(w.places) - 1; i >= 0; i-- {
		p := &w.places[i]
		if p.of.Parent() != n.Parent() {
			continue
		}
		w.places = w.places[:i+1]
		at := p.index
		for e := p.of; e != nil; e = e.NextElement() {
			if e == n {
				p.of, p.index = n, at
				return p.index, p.count
			}
			at++
		}
		w.places = w.places[:i]
		break
	}
	p := place{of: n, index: 1, count: 1}
	for e := n.PrevElement(); e != nil; e = e.PrevElement() {
		p.index++
		p.count++
	}
	for e := n.NextElement(); e != nil; e = e.NextElement() {
		p.count++
	}
	if len(w.places) >= maxPlaces {
		w.places = append(w.places[:0], w.places[1:]...)
	}
	w.places = append(w.places, p)
	return p.index, p.count
}

// random returns the number that random() draws: the same for one name everywhere, or for one name
// of one element, or else for the n-th without a name of an element.
// https://drafts.csswg.org/css-values-5/#random-caching
func (w *walker) random(name string) float64 {
	if f := strings.Fields(name); len(f) == 2 && strings.EqualFold(f[0], "fixed") {
		if x, err := strconv.ParseFloat(f[1], 64); err == nil && x >= 0 && x < 1 {
			return x
		}
	}
	h := fnv.New64a()
	if name == "" || !strings.HasPrefix(name, "--") || strings.Contains(name, "element-scoped") {
		w.askedPlace = true
		if w.origin != nil {
			h.Write(strconv.AppendInt(nil, int64(w.origin.ID()), 10))
		}
		if !strings.Contains(name, "--") {
			w.rolls++
			h.Write(strconv.AppendUint([]byte{'/'}, w.rolls, 10))
		}
	}
	h.Write([]byte(name))
	// The last bits of one step are alike for alike input: mix them.
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}
