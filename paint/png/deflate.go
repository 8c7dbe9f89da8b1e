package png

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// token is what the stream consists of: one byte, three bytes (a pixel), or a match.
type token uint32

const (
	kindByte  = 0 << 30
	kindThree = 1 << 30
	kindMatch = 2 << 30
	kindMask  = 3 << 30

	minMatch = 3
	maxMatch = 258

	// maxTokens bounds a block, and with it memory: the codes of a block follow from its tokens.
	maxTokens = 16 << 10
)

func oneByte(v byte) token         { return kindByte | token(v) }
func threeBytes(v uint32) token    { return kindThree | token(v&0xffffff) }
func match(length, dist int) token { return kindMatch | token(length-minMatch)<<15 | token(dist-1) }

func (t token) length() uint32 { return uint32(t) >> 15 & 0xff } // above minMatch
func (t token) dist() uint32   { return uint32(t) & 0x7fff }     // above 1

// The alphabets of a block: https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5
const (
	endOfBlock = 256
	lengthCode = 257 // the first
	literals   = 286
	distances  = 30
	codeLength = 19 // symbols that code lengths are written with

	maxBits     = 15 // of a literal's or a distance's code
	maxCodeBits = 7  // of a code length's code
)

// lengthSymbol returns the symbol of a length, above minMatch, from lengthCode, and how many of
// its low bits follow.
func lengthSymbol(v uint32) (symbol, extra uint32) {
	switch {
	case v < 8:
		return v, 0
	case v == maxMatch-minMatch:
		return 28, 0
	}
	extra = uint32(bits.Len32(v)) - 3
	return extra<<2 + v>>extra, extra
}

// distSymbol returns the symbol of a distance, above 1, and how many of its low bits follow.
func distSymbol(v uint32) (symbol, extra uint32) {
	if v < 4 {
		return v, 0
	}
	extra = uint32(bits.Len32(v)) - 2
	return extra<<1 + v>>extra, extra
}

// coder turns tokens into blocks with codes of their own.
type coder struct {
	literal, dist code
	length        code // for code lengths
	lengths       []uint8
	runs          []run
}

// block writes one block with the codes that suit its tokens.
// https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7
func (c *coder) block(w *bitWriter, tokens []token, last bool) {
	c.literal.reset(literals)
	c.dist.reset(distances)
	lit, dist := c.literal.count, c.dist.count
	lit[endOfBlock] = 1
	for _, t := range tokens {
		switch t & kindMask {
		case kindByte:
			lit[t&255]++
		case kindThree:
			lit[t&255]++
			lit[t>>8&255]++
			lit[t>>16&255]++
		default:
			s, _ := lengthSymbol(t.length())
			lit[lengthCode+s]++
			s, _ = distSymbol(t.dist())
			dist[s]++
		}
	}
	c.literal.build(maxBits)
	c.dist.build(maxBits)
	c.head(w, last)
	for _, t := range tokens {
		switch t & kindMask {
		case kindByte:
			w.add(c.literal.bits[t&255])
		case kindThree:
			w.add(c.literal.bits[t&255])
			w.add(c.literal.bits[t>>8&255])
			w.add(c.literal.bits[t>>16&255])
		default:
			v := t.length()
			s, extra := lengthSymbol(v)
			w.add(c.literal.bits[lengthCode+s])
			w.bits(v&(1<<extra-1), extra)
			v = t.dist()
			s, extra = distSymbol(v)
			w.add(c.dist.bits[s])
			w.bits(v&(1<<extra-1), extra)
		}
		w.flush()
	}
	w.add(c.literal.bits[endOfBlock])
	w.flush()
}

// run is a code length, or several alike, as they are written.
type run struct{ symbol, value, extra uint8 }

// head writes the type of a block and its codes.
func (c *coder) head(w *bitWriter, last bool) {
	nLit, nDist := c.literal.used(lengthCode), c.dist.used(1)
	c.lengths = c.lengths[:0]
	for _, b := range c.literal.bits[:nLit] {
		c.lengths = append(c.lengths, b.n)
	}
	for _, b := range c.dist.bits[:nDist] {
		c.lengths = append(c.lengths, b.n)
	}
	c.length.reset(codeLength)
	c.runs = c.runs[:0]
	for l := c.lengths; len(l) > 0; {
		n := 1
		for n < len(l) && l[n] == l[0] {
			n++
		}
		r := run{symbol: l[0]}
		switch {
		case l[0] == 0 && n >= 11:
			n = min(n, 138)
			r = run{18, uint8(n - 11), 7}
		case l[0] == 0 && n >= 3:
			r = run{17, uint8(n - 3), 3}
		case l[0] != 0 && n >= 4: // the length, and that it goes on
			n = min(n, 7)
			c.runs = append(c.runs, r)
			c.length.count[r.symbol]++
			r = run{16, uint8(n - 4), 2}
		default:
			n = 1
		}
		c.runs = append(c.runs, r)
		c.length.count[r.symbol]++
		l = l[n:]
	}
	c.length.build(maxCodeBits)
	order := [codeLength]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	n := codeLength
	for n > 4 && c.length.bits[order[n-1]].n == 0 {
		n--
	}
	const dynamic = 2
	final := uint32(0)
	if last {
		final = 1
	}
	w.bits(final|dynamic<<1, 3)
	w.bits(uint32(nLit-lengthCode), 5)
	w.bits(uint32(nDist-1), 5)
	w.bits(uint32(n-4), 4)
	w.flush()
	for _, s := range order[:n] {
		w.bits(uint32(c.length.bits[s].n), 3)
		w.flush()
	}
	for _, r := range c.runs {
		w.add(c.length.bits[r.symbol])
		w.bits(uint32(r.value), uint32(r.extra))
		w.flush()
	}
}

// code is a prefix code of one alphabet.
type code struct {
	count []uint32 // how often each symbol comes
	bits  []prefix // by symbol
	order []node
}

// prefix is the code of a symbol, as it is written: the first bit lowest. Without bits the
// symbol does not come.
type prefix struct {
	bits uint16
	n    uint8
}

// node is a symbol and how often it comes, or a subtree of the code, in a list by weight.
type node struct {
	weight uint32
	symbol uint16
	parent uint16 // in the list of subtrees
}

func (c *code) reset(symbols int) {
	if cap(c.count) < symbols {
		c.count = make([]uint32, symbols)
		c.bits = make([]prefix, symbols)
		c.order = make([]node, 0, 2*symbols)
	}
	clear(c.count)
	clear(c.bits)
}

// used returns the number of symbols up to the last one that comes, at least least.
func (c *code) used(least int) int {
	n := len(c.bits)
	for n > least && c.bits[n-1].n == 0 {
		n--
	}
	return n
}

// build makes the code: that of Huffman, with codes that would be longer than most bits cut at
// the price of others. There are always two symbols, because some readers want a complete code.
func (c *code) build(most int) {
	some := 0
	for _, n := range c.count {
		if n > 0 {
			some++
		}
	}
	for s := 0; some < 2; s++ {
		if c.count[s] == 0 {
			c.count[s] = 1
			some++
		}
	}
	list := c.order[:0]
	for s, n := range c.count {
		if n > 0 {
			list = append(list, node{weight: n, symbol: uint16(s)})
		}
	}
	slices.SortFunc(list, func(a, b node) int {
		if a.weight != b.weight {
			return int(a.weight) - int(b.weight)
		}
		return int(a.symbol) - int(b.symbol)
	})
	// The two lightest nodes become one, again and again. Subtrees are made in the order of
	// their weight, so the lightest is the next of the symbols or of the subtrees.
	leaves := list
	trees := list[len(list):]
	leaf, tree := 0, 0
	pick := func() uint32 {
		if leaf < len(leaves) && (tree == len(trees) || leaves[leaf].weight <= trees[tree].weight) {
			leaves[leaf].parent = uint16(len(trees))
			leaf++
			return leaves[leaf-1].weight
		}
		trees[tree].parent = uint16(len(trees))
		tree++
		return trees[tree-1].weight
	}
	for range len(leaves) - 1 {
		w := pick()
		trees = append(trees, node{weight: w + pick()})
	}
	// Depths from the root, which is the last subtree; symbol now holds a subtree's depth.
	var lengths [maxBits + 1]int // codes of each length
	trees[len(trees)-1].symbol = 0
	for i := len(trees) - 2; i >= 0; i-- {
		trees[i].symbol = trees[trees[i].parent].symbol + 1
	}
	room := 0 // taken of 1<<most
	for _, l := range leaves {
		n := min(int(trees[l.parent].symbol)+1, most)
		lengths[n]++
		room += 1 << (most - n)
	}
	// Codes that were cut take more than there is. As often as needed, a leaf above gets a
	// sibling below itself, one of the longest codes, which gives back the share of one of them.
	for ; room > 1<<most; room-- {
		n := most - 1
		for lengths[n] == 0 {
			n--
		}
		lengths[n]--
		lengths[n+1] += 2
		lengths[most]--
	}
	c.assign(leaves, &lengths)
}

// assign numbers the codes: the rarest symbols, which come first, get the longest.
// https://www.rfc-editor.org/rfc/rfc1951#section-3.2.2
func (c *code) assign(leaves []node, lengths *[maxBits + 1]int) {
	i := 0
	for n := maxBits; n > 0; n-- {
		for range lengths[n] {
			c.bits[leaves[i].symbol].n = uint8(n)
			i++
		}
	}
	var next [maxBits + 2]uint16
	for n := 1; n <= maxBits; n++ {
		next[n+1] = (next[n] + uint16(lengths[n])) << 1
	}
	for s := range c.bits {
		if b := &c.bits[s]; b.n > 0 {
			b.bits = bits.Reverse16(next[b.n]) >> (16 - b.n)
			next[b.n]++
		}
	}
}

// bitWriter writes bits, the first one lowest in its byte. Between flushes fit 56 bits.
type bitWriter struct {
	out  []byte
	word uint64
	n    uint32 // bits in word
}

func (w *bitWriter) add(p prefix) {
	w.word |= uint64(p.bits) << w.n
	w.n += uint32(p.n)
}

func (w *bitWriter) bits(v, n uint32) {
	w.word |= uint64(v) << w.n
	w.n += n
}

// flush writes the bytes that are complete.
func (w *bitWriter) flush() {
	end := len(w.out) + int(w.n/8)
	w.out = binary.LittleEndian.AppendUint64(w.out, w.word)[:end]
	w.word >>= w.n &^ 7
	w.n &= 7
}

// align fills up the last byte.
func (w *bitWriter) align() {
	w.n = (w.n + 7) &^ 7
	w.flush()
}

// sync ends at a byte with an empty stored block.
// https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4
func (w *bitWriter) sync() {
	w.bits(0, 3)
	w.align()
	w.out = append(w.out, 0, 0, 0xff, 0xff)
}
