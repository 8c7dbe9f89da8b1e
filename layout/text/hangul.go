package text

import (
	_ "embed"
	"sync"
)

// hangulWOFF2 is the Korean subset of Nanum Gothic (SIL Open Font License 1.1, see
// data/NanumGothic-LICENSE.txt): the last resort on machines without any CJK font.
//
//go:embed data/NanumGothic-Korean.woff2
var hangulWOFF2 []byte

var embeddedHangul = sync.OnceValues(func() ([]byte, error) { return decodeWOFF2(hangulWOFF2) })

// embeddedCovers reports the characters for which the embedded face is there. It is asked first,
// because unpacking the face takes longer than laying out a page.
func embeddedCovers(r rune) bool { return r >= 0x3131 && r <= 0x318E || r >= 0xAC00 && r <= 0xD7A3 }
