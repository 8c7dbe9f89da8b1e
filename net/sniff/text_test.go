package sniff

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTextCharset(t *testing.T) {
	for _, c := range []struct{ bytes, typ, want string }{
		{"plain", "", "UTF-8"},
		{"홍길동", "", "UTF-8"},
		{"\xff\xfea\x00", "text/plain", "UTF-16LE"},
		{"\xef\xbb\xbfx", "text/plain;charset=euc-kr", "UTF-8"},
		{"\xc8\xab\xb1\xe6\xb5\xbf", "text/plain;charset=euc-kr", "EUC-KR"},
		{"\xc8\xab\xb1\xe6\xb5\xbf \xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4", "", "EUC-KR"},
		{"\xa4\xb3\xa4\xf3\xa4\xcb\xa4\xc1\xa4\xcf\xc0\xa4\xb3\xa6", "", "EUC-JP"},
		{"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\x90\xa2\x8aE", "", "Shift_JIS"},
		{"\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7\xd6\xd0\xce\xc4", "", "gb18030"},
		{"\xa7A\xa6n\xa5@\xac\xc9", "", "Big5"},
		{"caf\xe9 cr\xe8me", "", "windows-1252"},
		{"na\xefve \x93quoted\x94", "", "windows-1252"},
	} {
		typ, _ := ParseType(c.typ)
		if got := TextCharset([]byte(c.bytes), typ).Encoding.Name(); got != c.want {
			t.Errorf("%q %s: %s, want %s", c.bytes, c.typ, got, c.want)
		}
	}
}

func FuzzTextCharset(f *testing.F) {
	for _, s := range []string{"", "a\xc8\xab\xb1\xe6", "\x82\xb1\x82", "\xff\xfe", "\x8e\xb1", strings.Repeat("\xb0\xa1", 40000)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := TextCharset(b, Type{})
		if !c.Encoding.Valid() || !utf8.Valid(c.Encoding.Decode(b)) {
			t.Errorf("%q: %s", b, c.Encoding.Name())
		}
		if utf8.Valid(b) && c.By == ByDefault && len(b) < guessBytes && c.Encoding != UTF8 {
			t.Errorf("%q is UTF-8, not %s", b, c.Encoding.Name())
		}
	})
}
