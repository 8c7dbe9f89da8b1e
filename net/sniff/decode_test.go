package sniff

import (
	"testing"
	"unicode/utf8"
)

// TestDecodeBroken: bytes that do not belong together become what the standard says, and never
// swallow the ASCII behind them, as measured in Chromium.
func TestDecodeBroken(t *testing.T) {
	for _, c := range []struct{ label, in, want string }{
		{"shift_jis", "\x81<b", "\uFFFD<b"},
		{"shift_jis", "\x81\x30\x82\xa0\xb1\x80\xfd", "\uFFFD0あｱ\u0080\uFFFD"},
		{"shift_jis", "\xf0\x40\xf9\xfc\x81", "\uE000\uE757\uFFFD"},
		{"euc-jp", "\xa4<\xa4\xa2\x8e\xb1\x8f\xa2\xaf\xa1\xff\x8f", "\uFFFD<あｱ˘\uFFFD\uFFFD"},
		{"euc-kr", "\xc7<\xc7\xd1\xff\xc9\xa1", "\uFFFD<한\uFFFD\uFFFD"},
		{"big5", "\x81f\xa4\xa4\x88\x62\x88\xa5\xff", "\uFFFDf中Ê\u0304ê\u030C\uFFFD"},
		{"gbk", "\x81\x30<\xd6\xd0\x80\xfe\xfe\xff\xfe\x90", "\uFFFD0<中€\uE4C5\uFFFD龺"},
		{"gb18030", "\x84\x31\xa4\x37\x90\x30\x81\x30\x81\x35\xf4\x37\xa2\xe3", "\uFFFD\U00010000\uE7C7€"},
		{"gb18030", "\x81\x30\x81", "\uFFFD"},
		{"gb18030", "\x81\x30\x81<", "\uFFFD0\uFFFD<"},
		{"gb18030", "\xe3\x32\x9a\x36", "\uFFFD"},
		{"iso-2022-jp", "\x1b$B$\"\x1b(J\\~\x1b(I1\x1b(B\\", "あ¥‾ｱ\\"},
		{"iso-2022-jp", "\x1b(B\x1b(Ba\x0e\x80", "\uFFFDa\uFFFD\uFFFD"},
		{"iso-2022-jp", "\x1b$B$\x1b(Bx\x1b<", "\uFFFDx\uFFFD<"},
		{"iso-8859-2", "\x85\xb1", "\u0085ą"},
		{"iso-8859-6", "\x80\xa1\xe3", "\u0080\uFFFDك"},
		{"windows-1252", "\x81\x80", "\u0081€"},
		{"x-user-defined", "a\x80\xff", "a\uF780\uF7FF"},
		{"utf-16le", "a\x00\x00\xd8b\x00\x00\xd8\x00\xdc\x00\xdc", "a\uFFFDb\U00010000\uFFFD"},
		{"utf-16be", "\xd8\x00\xdc", "\uFFFD"},
		{"utf-16be", "\x00a\x00", "a\uFFFD"},
	} {
		e, ok := LookupEncoding(c.label)
		if !ok {
			t.Fatal(c.label)
		}
		if got := string(e.Decode([]byte(c.in))); got != c.want {
			t.Errorf("%s %x: %+q, want %+q", c.label, c.in, got, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	labels := []string{"gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr", "utf-16le", "utf-16be", "windows-1252", "replacement"}
	f.Add(byte(0), []byte("\x81\x30\x81\x30<"))
	f.Add(byte(4), []byte("\x1b$B$\"\x1b(B"))
	f.Fuzz(func(t *testing.T, which byte, b []byte) {
		e, _ := LookupEncoding(labels[int(which)%len(labels)])
		out := e.Decode(b)
		if !utf8.Valid(out) {
			t.Errorf("%s %x: %x is no UTF-8", e.Name(), b, out)
		}
		if len(out) > 3*len(b)+3 {
			t.Errorf("%s: %d bytes became %d", e.Name(), len(b), len(out))
		}
	})
}
