package load

import (
	"math"
	"strings"

	"vitrine/engine/dom"
	"vitrine/layout/text"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// Face is one @font-face rule: what it is for and where its data may come from.
type Face struct {
	Web     text.WebFace // everything but the data
	Sources []FaceSource
}

// FaceSource is one entry of a src descriptor that the text package can read.
// https://www.w3.org/TR/css-fonts-4/#src-desc
type FaceSource struct {
	Local string // local() name, or
	URL   string // reference, as written
	Base  string // what URL is relative to; "" is the document's base
}

// FontUse is one kind of text that a page shows.
type FontUse struct {
	Families text.FamilyList
	Weight   float32
	Slant    text.Slant
}

// fontFetch is the data of one font file.
type fontFetch struct {
	data []byte
	err  error
	done bool
}

// faceState is how far the sources of a face have been tried.
type faceState struct {
	next   int // index of the source to try
	result *text.WebFace
	failed bool
}

// FaceSet chooses which faces of a page are loaded: only those that some text of the page needs.
// https://www.w3.org/TR/css-fonts-4/#font-face-loading
type FaceSet struct {
	l      *Loader
	base   *text.Fonts
	faces  []Face
	state  []faceState
	byName map[string][]int
	used   []bool
	chars  *charSet
}

// NewFaceSet returns the set for the @font-face rules of a page, over the fonts base.
func (l *Loader) NewFaceSet(base *text.Fonts, faces []Face) *FaceSet {
	s := &FaceSet{l: l, base: base, faces: faces, state: make([]faceState, len(faces)),
		used: make([]bool, len(faces)), byName: map[string][]int{}}
	for i, f := range faces {
		k := strings.ToLower(f.Web.Family)
		s.byName[k] = append(s.byName[k], i)
	}
	return s
}

// Empty reports whether the page has no faces of its own.
func (s *FaceSet) Empty() bool { return len(s.faces) == 0 }

// Need marks the faces that a kind of text of document d needs, and starts to load them.
func (s *FaceSet) Need(d *dom.Document, use FontUse) {
	for _, fam := range use.Families.List() {
		if fam.Generic {
			continue
		}
		list := s.byName[strings.ToLower(fam.Name)]
		if len(list) == 0 {
			continue
		}
		best := math.Inf(1)
		for _, i := range list {
			best = min(best, distance(&s.faces[i].Web, use))
		}
		for _, i := range list {
			if s.used[i] || distance(&s.faces[i].Web, use) != best {
				continue
			}
			if r := s.faces[i].Web.UnicodeRange; r != nil {
				if s.chars == nil {
					s.chars = charsOf(d)
				}
				if !s.chars.meets(r) {
					continue
				}
			}
			s.used[i] = true
			s.advance(i)
		}
	}
}

// distance orders the faces of a family for a use: style first, then weight. It simplifies the
// matching of css-fonts-4 to one number; faces with the same descriptors get the same one.
// https://www.w3.org/TR/css-fonts-4/#font-style-matching
func distance(w *text.WebFace, use FontUse) float64 {
	d := 0.0
	if !w.SlantAuto && w.Slant != use.Slant {
		d += 10000
		if w.Slant == text.Upright {
			d += 5000
		}
	}
	lo, hi := w.WeightMin, w.WeightMax
	if lo == 0 && hi == 0 {
		lo, hi = 400, 400
	}
	want := use.Weight
	switch {
	case want >= lo && want <= hi:
	case want >= 400 && want <= 500:
		switch {
		case lo > want && lo <= 500:
			d += float64(lo - want)
		case hi < want:
			d += 1000 + float64(want-hi)
		default:
			d += 2000 + float64(lo-want)
		}
	case want < 400:
		if hi < want {
			d += float64(want - hi)
		} else {
			d += 2000 + float64(lo-want)
		}
	default:
		if lo > want {
			d += float64(lo - want)
		} else {
			d += 2000 + float64(want-hi)
		}
	}
	return d
}

// advance tries the sources of face i until one is there, is on its way, or none is left.
func (s *FaceSet) advance(i int) {
	f, st := &s.faces[i], &s.state[i]
	for st.result == nil && !st.failed {
		if st.next >= len(f.Sources) {
			st.failed = true
			return
		}
		src := f.Sources[st.next]
		if src.Local != "" {
			if s.base.HasLocal(src.Local) {
				w := f.Web
				w.Local = src.Local
				st.result = &w
				return
			}
			st.next++
			continue
		}
		base := s.l.Base()
		if src.Base != "" {
			if b, err := weburl.Parse(src.Base); err == nil {
				base = b
			}
		}
		u, err := base.Resolve(src.URL)
		if err != nil {
			st.next++
			continue
		}
		ff := s.l.font(u, referrerOf(src.Base, base), byStyle)
		if !ff.done {
			return
		}
		if ff.err != nil {
			st.next++
			continue
		}
		w := f.Web
		w.Data = ff.data
		st.result = &w
	}
}

// Ready returns the faces that have arrived. Faces whose data turns out to be unusable are tried
// from their next source.
func (s *FaceSet) Ready() []text.WebFace {
	var out []text.WebFace
	for i := range s.faces {
		if !s.used[i] {
			continue
		}
		s.advance(i)
		if w := s.state[i].result; w != nil {
			out = append(out, *w)
		}
	}
	return out
}

// Reject drops the faces whose data cannot be used and tries their next source. usable tells
// about one face.
func (s *FaceSet) Reject(usable func(text.WebFace) error) {
	for i := range s.faces {
		st := &s.state[i]
		for s.used[i] && st.result != nil {
			err := usable(*st.result)
			if err == nil {
				break
			}
			s.l.note("font", s.faces[i].Web.Family, err)
			st.result = nil
			st.next++
			s.advance(i)
		}
	}
}

// font returns the data at u and starts its fetch when nobody asked before.
func (l *Loader) font(u, referrer *weburl.URL, by finder) *fontFetch {
	key := withoutFragment(u)
	l.mu.Lock()
	defer l.mu.Unlock()
	if f := l.fonts[key]; f != nil {
		return f
	}
	f := &fontFetch{}
	l.fonts[key] = f
	l.found(u, "font", by)
	var data []byte
	var err error
	l.start(func(h *hold) {
		var r *resource
		if r, err = l.get(h, u, fetch.Font, referrer, want{}, l.cfg.Limits.FontBytes); err == nil {
			data = r.body
		}
	}, func() {
		f.data, f.err, f.done = data, err, true
		l.changes.Fonts = true
		if err != nil {
			l.failed("font", u, err)
		}
	})
	return f
}

// referrerOf returns the sheet that asks, or nil for the document.
func referrerOf(base string, u *weburl.URL) *weburl.URL {
	if base == "" {
		return nil
	}
	return u
}

// charSet is the set of characters of a document, by blocks of 64.
type charSet struct{ blocks map[rune]uint64 }

func charsOf(d *dom.Document) *charSet {
	c := &charSet{blocks: map[rune]uint64{}}
	var ascii [2]uint64
	for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
		if n.Type != dom.TextNode {
			continue
		}
		for _, r := range n.Data() {
			if r < 128 {
				ascii[r>>6] |= 1 << (r & 63)
			} else {
				c.blocks[r>>6] |= 1 << (r & 63)
			}
		}
	}
	for i, b := range ascii {
		c.blocks[rune(i)] = b
	}
	return c
}

// meets reports whether any character of the set is in one of the ranges.
func (c *charSet) meets(ranges [][2]rune) bool {
	for block, bits := range c.blocks {
		for _, r := range ranges {
			lo, hi := max(r[0], block<<6), min(r[1], block<<6+63)
			if lo > hi {
				continue
			}
			mask := ^uint64(0) << (lo & 63)
			if h := hi & 63; h < 63 {
				mask &= 1<<(h+1) - 1
			}
			if bits&mask != 0 {
				return true
			}
		}
	}
	return false
}
