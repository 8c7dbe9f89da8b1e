package prop

import (
	"strings"

	"vitrine/css/value"
)

// sides are the physical names of the flow-relative sides and corners, by writing mode
// (horizontal-tb, vertical-rl, vertical-lr, sideways-lr) and then ltr, rtl.
// https://www.w3.org/TR/css-writing-modes-4/#logical-to-physical
var sides = [4][2]struct{ blockStart, blockEnd, inlineStart, inlineEnd string }{
	{{"top", "bottom", "left", "right"}, {"top", "bottom", "right", "left"}},
	{{"right", "left", "top", "bottom"}, {"right", "left", "bottom", "top"}},
	{{"left", "right", "top", "bottom"}, {"left", "right", "bottom", "top"}},
	{{"left", "right", "bottom", "top"}, {"left", "right", "top", "bottom"}},
}

var physical [8][numLonghands - numPhysical]ID

func init() {
	for mode := range sides {
		for dir := range sides[mode] {
			s := sides[mode][dir]
			corner := func(block, inline string) string {
				if mode == 0 {
					return block + "-" + inline
				}
				return inline + "-" + block
			}
			names := map[string]string{
				"block-start": s.blockStart, "block-end": s.blockEnd, "inline-start": s.inlineStart, "inline-end": s.inlineEnd,
				"start-start": corner(s.blockStart, s.inlineStart), "start-end": corner(s.blockStart, s.inlineEnd),
				"end-start": corner(s.blockEnd, s.inlineStart), "end-end": corner(s.blockEnd, s.inlineEnd),
			}
			for id := ID(numPhysical); id < numLonghands; id++ {
				pat := defs[id].Logical
				i, j := strings.IndexByte(pat, '{'), strings.IndexByte(pat, '}')
				key := pat[i+1 : j]
				name := names[key]
				if axis, pair, ok := strings.Cut(key, ":"); ok {
					x, y, _ := strings.Cut(pair, "|")
					if name = x; (axis == "inline") == (mode != 0) {
						name = y
					}
				}
				physical[mode*2+dir][id-numPhysical] = byName[pat[:i]+name+pat[j+1:]]
			}
		}
	}
}

// Physical returns the physical longhand that a longhand sets under a writing mode and direction.
func Physical(id ID, writingMode, direction value.Keyword) ID {
	if !id.IsLogical() {
		return id
	}
	i := 0
	switch writingMode {
	case value.KwVerticalRl, value.KwSidewaysRl:
		i = 2
	case value.KwVerticalLr:
		i = 4
	case value.KwSidewaysLr:
		i = 6
	}
	if direction == value.KwRtl {
		i++
	}
	return physical[i][id-numPhysical]
}
