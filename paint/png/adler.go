package png

import "encoding/binary"

// adler is a running Adler-32 checksum: a is the sum of the bytes, b the sum of all values of a.
// Both are reduced by settle, at least once in 64k bytes.
// https://www.rfc-editor.org/rfc/rfc1950#section-8.2
type adler struct{ a, b uint64 }

const adlerMod = 65521

func (s *adler) byte(v byte) {
	s.a += uint64(v)
	s.b += s.a
}

// zeros adds n zero bytes.
func (s *adler) zeros(n int) { s.b += s.a * uint64(n) }

// opaque adds the first three bytes of every four.
//
// Two pixels are taken at a time, in lanes of 16 bits: p holds the sums of their first and third
// bytes so far, q those of their second bytes, and pp and qq the sums of these after each step.
// After a step of bytes r g b R G B the checksum's b has grown by 6a + 6r + 5g + 4b + 3R + 2G + B.
func (s *adler) opaque(row []byte) {
	const most = 16 // steps for which the lanes have room
	for len(row) >= 8 {
		n := min(len(row)/8, most)
		var p, pp, q, qq uint64
		for i := range n {
			v := binary.LittleEndian.Uint64(row[8*i:])
			p += v & 0x00ff00ff_00ff00ff
			pp += p
			q += v >> 8 & 0x000000ff_000000ff
			qq += q
		}
		row = row[8*n:]
		lane := func(v uint64, i int) uint64 { return v >> (16 * i) & 0xffff }
		after := lane(pp, 0) + lane(pp, 1) + lane(pp, 2) + lane(pp, 3) + lane(qq, 0) + lane(qq, 2)
		less := lane(q, 0) + 2*lane(p, 1) + 3*lane(p, 2) + 4*lane(q, 2) + 5*lane(p, 3)
		s.b += 6*uint64(n)*s.a + 6*after - less
		s.a += lane(p, 0) + lane(p, 1) + lane(p, 2) + lane(p, 3) + lane(q, 0) + lane(q, 2)
	}
	for ; len(row) >= 4; row = row[4:] {
		s.byte(row[0])
		s.byte(row[1])
		s.byte(row[2])
	}
}

func (s *adler) settle() {
	s.a %= adlerMod
	s.b %= adlerMod
}

func (s *adler) value() uint32 { return uint32(s.b%adlerMod)<<16 | uint32(s.a%adlerMod) }

// adlerJoin returns the checksum of two parts from theirs and the length of the second.
func adlerJoin(a, b uint32, length int) uint32 {
	n := uint32(length % adlerMod)
	a1, a2, b1, b2 := a&0xffff, a>>16, b&0xffff, b>>16
	low := (a1 + b1 + adlerMod - 1) % adlerMod
	high := (n*((a1+adlerMod-1)%adlerMod)%adlerMod + a2 + b2) % adlerMod
	return high<<16 | low
}
