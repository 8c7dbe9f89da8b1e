package text

import "sort"

// SkipsInk reports whether lines of text-decoration-skip-ink: auto make room for a character that
// they cross: they go on through Chinese, Japanese and Korean text.
// https://drafts.csswg.org/css-text-decor-4/#text-decoration-skip-ink-property
func SkipsInk(r rune) bool {
	i := sort.Search(len(unskipped), func(i int) bool { return unskipped[i][1] >= r })
	return i == len(unskipped) || unskipped[i][0] > r
}
