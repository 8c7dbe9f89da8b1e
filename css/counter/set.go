package counter

import "strconv"

// Set resolves names to counter styles.
type Set struct{ own map[string]*Style }

// NewSet returns a set of an author's styles over the predefined ones; of several with one name
// the last counts. https://www.w3.org/TR/css-counter-styles-3/#the-counter-style-rule
func NewSet(styles []*Style) *Set {
	if len(styles) == 0 {
		return nil
	}
	written := map[string]*Style{}
	for _, s := range styles {
		written[s.Name] = s
	}
	set := &Set{own: make(map[string]*Style, len(written))}
	for name, s := range written {
		set.own[name] = extend(s, written)
	}
	return set
}

// extend returns s with what it takes from the style that it extends. A style that is part of a
// cycle extends decimal. https://www.w3.org/TR/css-counter-styles-3/#extends-system
func extend(s *Style, written map[string]*Style) *Style {
	var chain []*Style
	seen := map[*Style]bool{}
	base := s
	for base.System == Extends {
		if seen[base] || len(chain) == maxExtends {
			// Those of the cycle extend decimal; those before it extend one of these.
			for len(chain) > 0 && chain[len(chain)-1] != base {
				chain = chain[:len(chain)-1]
			}
			base = predefined()["decimal"]
			break
		}
		seen[base] = true
		chain = append(chain, base)
		next := written[base.Base]
		if next == nil {
			next = predefined()[base.Base]
		}
		if next == nil {
			next = predefined()["decimal"]
		}
		base = next
	}
	if len(chain) == 0 {
		return s
	}
	out := *base
	out.Name = s.Name
	for i := len(chain) - 1; i >= 0; i-- {
		out.take(chain[i])
	}
	return &out
}

// take sets the descriptors that from has.
func (s *Style) take(from *Style) {
	s.set |= from.set
	if from.set&setNegative != 0 {
		s.Negative = from.Negative
	}
	if from.set&setPrefix != 0 {
		s.Prefix = from.Prefix
	}
	if from.set&setSuffix != 0 {
		s.Suffix = from.Suffix
	}
	if from.set&setRange != 0 {
		s.Ranges = from.Ranges
	}
	if from.set&setPad != 0 {
		s.Pad, s.PadSymbol = from.Pad, from.PadSymbol
	}
	if from.set&setFallback != 0 {
		s.Fallback = from.Fallback
	}
}

// Style returns the style with a name; unknown names are decimal.
func (s *Set) Style(name string) *Style {
	if s != nil {
		if st := s.own[name]; st != nil {
			return st
		}
	}
	if st := predefined()[name]; st != nil {
		return st
	}
	return predefined()["decimal"]
}

// Own reports whether the author defined the style.
func (s *Set) Own(name string) bool { return s != nil && s.own[name] != nil }

// Predefined reports whether name, in lower case, is that of a predefined style. Such names
// ignore case. https://www.w3.org/TR/css-counter-styles-3/#typedef-counter-style-name
func Predefined(name string) bool { return predefined()[name] != nil }

// Text returns the representation of n in the style with a name, which may be "none".
func (s *Set) Text(name string, n int) string {
	if name == "none" {
		return ""
	}
	return s.TextOf(s.Style(name), n)
}

// TextOf returns the representation of n in st, or in the first of its fallback styles that can
// write it. https://www.w3.org/TR/css-counter-styles-3/#counter-style-fallback
func (s *Set) TextOf(st *Style, n int) string {
	n = max(-maxValue, min(maxValue, n))
	for range maxFallback {
		if st.inRange(n) {
			if t, ok := st.text(n); ok {
				return t
			}
		}
		if st.Fallback == "" {
			break
		}
		st = s.Style(st.Fallback)
	}
	return strconv.Itoa(n)
}

// Marker returns the text of a list item's marker.
// https://www.w3.org/TR/css-lists-3/#text-markers
func (s *Set) Marker(st *Style, n int) string { return st.Prefix + s.TextOf(st, n) + st.Suffix }
