package selector

import "vitrine/engine/dom"

// KeyKind is what a Key names.
type KeyKind uint8

const (
	KeyAny KeyKind = iota
	KeyTag
	KeyAttr
	KeyClass
	KeyID
)

// Key is a name that every element matched by a selector has. A rule index puts the selector
// under its keys and asks only the elements that have one of them.
type Key struct {
	Kind KeyKind
	Hash uint32 // Hash of the name; 0 for KeyAny
}

// maxKeys is how many keys one selector may have before it is put under KeyAny.
const maxKeys = 16

// Keys appends the keys of c to dst: an element that c matches has at least one of them. The
// most selective kind is chosen: id, then class, attribute and type.
func (c *Complex) Keys(dst []Key) []Key {
	if c.never {
		return dst
	}
	k := c.compounds[len(c.compounds)-1].keys(0)
	if k == nil {
		return append(dst, Key{})
	}
	return append(dst, k...)
}

// keys returns nil when no name is sure.
func (cp *compound) keys(depth int) []Key {
	best := Key{}
	for i := range cp.simples {
		s := &cp.simples[i]
		var k Key
		switch s.kind {
		case kID:
			k = Key{KeyID, s.hash}
		case kClass:
			k = Key{KeyClass, s.hash}
		case kAttr:
			k = Key{KeyAttr, s.hash}
		case kType:
			k = Key{KeyTag, s.hash}
		}
		if k.Kind > best.Kind {
			best = k
		}
	}
	if best.Kind >= KeyClass {
		return []Key{best}
	}
	for i := range cp.simples {
		s := &cp.simples[i]
		if s.kind != kNesting && !(s.kind == kPseudoClass && (s.pc == pcIs || s.pc == pcWhere || s.pc == pcAny)) || depth > 8 {
			continue
		}
		if u := s.list.keys(depth + 1); u != nil && best.Kind == KeyAny {
			return u
		}
	}
	if best.Kind == KeyAny {
		return nil
	}
	return []Key{best}
}

// keys returns the union of the keys of a list, or nil when one of them has none or they are many.
func (l List) keys(depth int) []Key {
	var out []Key
	for _, c := range l {
		k := c.compounds[len(c.compounds)-1].keys(depth)
		if k == nil || len(out)+len(k) > maxKeys {
			return nil
		}
		for _, key := range k {
			dup := false
			for _, o := range out {
				dup = dup || o == key
			}
			if !dup {
				out = append(out, key)
			}
		}
	}
	return out
}

// ancestorHashes collects names that ancestors of the subject must have.
func (c *Complex) ancestorHashes() {
	n := 0
	for i := len(c.combs) - 1; i >= 0 && n < len(c.ancestor); i-- {
		if c.combs[i] != Descendant && c.combs[i] != Child {
			continue
		}
		for j := range c.compounds[i].simples {
			s := &c.compounds[i].simples[j]
			switch s.kind {
			case kID, kClass, kType:
				if n < len(c.ancestor) {
					c.ancestor[n] = filterHash(s.kind, s.hash)
					n++
				}
			}
		}
	}
}

// filterHash mixes the kind in, so that class "a" does not stand for element "a".
func filterHash(k simpleKind, h uint32) uint32 {
	h ^= uint32(k+1) * 0x9E3779B9
	if h == 0 {
		h = 1 // 0 means unused
	}
	return h
}

const (
	filterBits = 12
	filterMask = 1<<filterBits - 1
)

// Filter is a counting Bloom filter over the ids, classes and types of the open ancestors of the
// element being matched. 4,096 counters with two probes keep the share of false answers under
// one percent for the 50 to 150 names that the ancestors of an element of a real page have. A
// counter that reached 255 stays, which costs precision and never correctness.
type Filter struct {
	counts [1 << filterBits]uint8
	stack  []uint32
	marks  []int
}

// Push adds an element that becomes an ancestor.
func (f *Filter) Push(n *dom.Node) {
	f.marks = append(f.marks, len(f.stack))
	f.add(filterHash(kType, Hash(n.Atom().Value())))
	if id, ok := n.ElementID(); ok {
		f.add(filterHash(kID, Hash(id.Value())))
	}
	for _, c := range n.Classes() {
		f.add(filterHash(kClass, Hash(c.Value())))
	}
}

func (f *Filter) add(h uint32) {
	f.stack = append(f.stack, h)
	for _, i := range [2]uint32{h & filterMask, h >> filterBits & filterMask} {
		if f.counts[i] != 255 {
			f.counts[i]++
		}
	}
}

// Pop removes the element pushed last.
func (f *Filter) Pop() {
	m := f.marks[len(f.marks)-1]
	f.marks = f.marks[:len(f.marks)-1]
	for _, h := range f.stack[m:] {
		for _, i := range [2]uint32{h & filterMask, h >> filterBits & filterMask} {
			if f.counts[i] != 255 {
				f.counts[i]--
			}
		}
	}
	f.stack = f.stack[:m]
}

// Rejects reports whether c surely matches nothing below the pushed elements.
func (f *Filter) Rejects(c *Complex) bool {
	for _, h := range c.ancestor {
		if h == 0 {
			return false
		}
		if f.counts[h&filterMask] == 0 || f.counts[h>>filterBits&filterMask] == 0 {
			return true
		}
	}
	return false
}
