package weburl

import "strings"

// remaps are the characters that the mapping table of UTS #46 for Unicode 17 maps, or leaves out,
// while that of golang.org/x/net/idna, for Unicode 15, refuses them or maps them otherwise: the
// whole difference between both tables but for characters that are new.
//
// https://www.unicode.org/Public/17.0.0/idna/IdnaMappingTable.txt
var remaps = []remap{
	{0x04C0, 0x04C0, 0x04CF},
	{0x10A0, 0x10C5, 0x2D00}, // Georgian capitals
	{0x115F, 0x1160, 0},      // fillers
	{0x17B4, 0x17B5, 0},
	{0x180E, 0x180E, 0},
	{0x1C89, 0x1C89, 0x1C8A},
	{0x1E9E, 0x1E9E, 0xDF}, // ẞ is no longer ss
	{0x2061, 0x2063, 0},
	{0x206A, 0x206F, 0},
	{0x2132, 0x2132, 0x214E},
	{0x2183, 0x2183, 0x2184},
	{0x3164, 0x3164, 0},
	{0xA7CB, 0xA7CB, 0x0264},
	{0xA7CC, 0xA7CC, 0xA7CD},
	{0xA7CE, 0xA7CE, 0xA7CF},
	{0xA7D2, 0xA7D2, 0xA7D3},
	{0xA7D4, 0xA7D4, 0xA7D5},
	{0xA7DA, 0xA7DA, 0xA7DB},
	{0xA7DC, 0xA7DC, 0x019B},
	{0xA7F1, 0xA7F1, 's'},
	{0xFFA0, 0xFFA0, 0},
	{0x10D50, 0x10D65, 0x10D70},
	{0x16EA0, 0x16EB8, 0x16EBB},
	{0x1CCD6, 0x1CCEF, 'a'},
	{0x1CCF0, 0x1CCF9, '0'},
	{0x1D173, 0x1D17A, 0},
	{0x2F868, 0x2F868, 0x36FC},
	{0x2F874, 0x2F874, 0x5F53},
	{0x2F91F, 0x2F91F, 0x243AB},
	{0x2F95F, 0x2F95F, 0x7AEE},
	{0x2F9BF, 0x2F9BF, 0x45D7},
}

// remap maps the characters from lo to hi to those from to on, or to nothing when to is 0.
type remap struct{ lo, hi, to rune }

// remapped applies remaps.
func remapped(s string) string {
	return strings.Map(func(r rune) rune {
		if r < remaps[0].lo {
			return r
		}
		lo, hi := 0, len(remaps)
		for lo < hi {
			if mid := (lo + hi) / 2; remaps[mid].hi < r {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		switch {
		case lo == len(remaps) || r < remaps[lo].lo:
			return r
		case remaps[lo].to == 0:
			return -1
		}
		return remaps[lo].to + r - remaps[lo].lo
	}, s)
}
