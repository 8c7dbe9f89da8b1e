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
