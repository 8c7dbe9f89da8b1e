package sniff

import (
	"strings"
	"testing"
)

func TestHTMLCharset(t *testing.T) {
	for _, c := range []struct{ head, header, want, by string }{
		{"<p>x", "", "windows-1252", "default"},
		{"\xEF\xBB\xBF<meta charset=euc-kr>", "text/html;charset=gbk", "UTF-8", "bom"},
		{"\xFF\xFE<\x00", "", "UTF-16LE", "bom"},
		{"<meta charset=euc-kr>", "text/html;charset=gbk", "GBK", "header"},
		{"<meta charset=euc-kr>", "text/html;charset=nonsense", "EUC-KR", "meta"},
		{"<META CHARSET = 'ks_c_5601-1987' >", "", "EUC-KR", "meta"},
		{"<!-- <meta charset=gbk> --><meta charset=utf-8>", "", "UTF-8", "meta"},
		{"<!--><meta charset=utf-8>", "", "UTF-8", "meta"},
		{"<title>a<b</title x='>'><meta charset=utf-8>", "", "UTF-8", "meta"},
		{`<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">`, "", "Shift_JIS", "meta"},
		{`<meta content="text/html; charset = 'koi8-r' x" http-equiv=content-type>`, "", "KOI8-R", "meta"},
		{`<meta content="text/html; charset=koi8-r" name=x>`, "", "windows-1252", "default"},
		{"<meta charset=utf-16>", "", "UTF-8", "meta"},
		{"<metacharset=utf-8>", "", "windows-1252", "default"},
		{"<meta charset=utf-8", "", "windows-1252", "default"},
		{`<?xml version="1.0" encoding="big5"?><p>`, "", "Big5", "meta"},
		{strings.Repeat(" ", 1010) + "<meta charset=utf-8>", "", "UTF-8", "meta"},
		{"<title>" + strings.Repeat("<p>", 500) + "</title><link><meta charset=utf-8>", "", "UTF-8", "meta"},
		{"<title>" + strings.Repeat("x", 1010) + "</title><p><meta charset=utf-8>", "", "windows-1252", "default"},
	} {
		ty, _ := ParseType(c.header)
		if got := HTMLCharset([]byte(c.head), ty); got.Name() != c.want || got.By.String() != c.by {
			t.Errorf("%.50q %s: %s by %s, want %s by %s", c.head, c.header, got.Name(), got.By, c.want, c.by)
		}
	}
}

func TestCSSCharset(t *testing.T) {
	gbk, _ := LookupEncoding("gbk")
	for _, c := range []struct {
		head, header string
		env          Encoding
		want         string
	}{
		{"p{}", "", Encoding{}, "UTF-8"},
		{"p{}", "", gbk, "GBK"},
		{`@charset "euc-kr";`, "", gbk, "EUC-KR"},
		{`@charset 'euc-kr';`, "", gbk, "GBK"},
		{`@charset "utf-16";`, "", gbk, "UTF-8"},
		{`@charset "euc-kr";`, "text/css;charset=big5", gbk, "Big5"},
	} {
		ty, _ := ParseType(c.header)
		if got := CSSCharset([]byte(c.head), ty, c.env); got.Name() != c.want {
			t.Errorf("%q: %s, want %s", c.head, got.Name(), c.want)
		}
	}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct{ label, in, want string }{
		{"utf-8", "a\xE4\xB8b\xFF\xF0\x9F\x98", "a\uFFFDb\uFFFD\uFFFD"},
		{"utf-8", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
		{"windows-1252", "\x93\xE9\x94", "“é”"},
		{"windows-1252", "\x81\x9D\x80", "\u0081\u009D€"},
		{"windows-1253", "\x81\xAA\xD2", "\u0081\uFFFD\uFFFD"},
		{"euc-kr", "\xC7\xD1\xB1\xDB", "한글"},
		{"utf-16le", "h\x00i\x00", "hi"},
		{"iso-2022-kr", "anything", "\uFFFD"},
	} {
		e, ok := LookupEncoding(c.label)
		if got := string(e.Decode([]byte(c.in))); !ok || got != c.want {
			t.Errorf("%s %q: %q, want %q", c.label, c.in, got, c.want)
		}
	}
	e, _ := LookupEncoding("euc-kr")
	if got := string(e.EncodeQuery("†한☃")); got != "\xA2\xD3\xC7\xD1%26%239731%3B" {
		t.Errorf("%q", got)
	}
	if got := string(e.EncodeForm("†한☃")); got != "\xA2\xD3\xC7\xD1&#9731;" {
		t.Errorf("%q", got)
	}
}

func TestSniffUnknown(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "text/plain",
		"hello":                        "text/plain",
		"\x00\x01":                     "application/octet-stream",
		"  <!doctype HTML>":            "text/html",
		"<bx":                          "text/plain",
		"<b>":                          "text/html",
		"<?xml version=":               "text/xml",
		"%PDF-1.4":                     "application/pdf",
		"GIF89a":                       "image/gif",
		"RIFFxxxxWEBPVP8 ":             "image/webp",
		"\xFF\xD8\xFF\xE0":             "image/jpeg",
		"wOF2....":                     "font/woff2",
		"PK\x03\x04":                   "application/zip",
		"\x00\x00\x00\x10ftypmp42xxxx": "video/mp4",
		"\xFE\xFFxx":                   "text/plain",
	} {
		if got := Sniff([]byte(in), Supplied{}).Essence(); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if got := Sniff([]byte("<b>"), Supplied{NoSniff: true}).Essence(); got != "text/plain" {
		t.Error(got)
	}
	if ty, ok := TypeOfFile("/a.b/x.XHTML"); !ok || ty.Essence() != "application/xhtml+xml" {
		t.Error(ty)
	}
	if ty, ok := TypeOfFile("/a.html/x"); ok {
		t.Error(ty)
	}
}

func FuzzParseType(f *testing.F) {
	for _, s := range []string{"text/html;charset=utf-8", `a/b;c="d\"e;f=g`, " x/y ; z=", `x/x;a="\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ty, ok := ParseType(s)
		if !ok {
			return
		}
		again, ok := ParseType(ty.String())
		if !ok || again.String() != ty.String() {
			t.Errorf("%q became %q, then %q", s, ty, again)
		}
	})
}

func FuzzSniff(f *testing.F) {
	for _, s := range []string{"\xFF\xFB\x90\x00", "\x1A\x45\xDF\xA3\x42\x82\x84webm", "<meta charset=x>", "\x00\x00\x00\x10ftypmp42"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		Sniff(b, Supplied{})
		HTMLCharset(b, Type{}).Decode(b)
	})
}

// Decided must agree with Sniff: when it says so, no bytes change the answer.
func TestDecided(t *testing.T) {
	heads := []string{"", "hello", "\x00\x01", "<html>", "GIF89a", "\xFF\xFE", "OggS\x00", "wOFF"}
	for _, declared := range []string{"text/html", "text/xml", "image/svg+xml", "text/plain", "text/css", "image/png", "audio/ogg",
		"application/ogg", "*/*", "unknown/unknown", "application/octet-stream", "font/woff", ""} {
		for _, nosniff := range []bool{false, true} {
			ty, ok := ParseType(declared)
			s := Supplied{Type: ty, Known: ok, Raw: declared, NoSniff: nosniff}
			results := map[string]bool{}
			for _, h := range heads {
				results[Sniff([]byte(h), s).String()] = true
			}
			if s.Decided() && len(results) != 1 {
				t.Errorf("%s (nosniff %v) is called decided: %v", declared, nosniff, results)
			}
			if !s.Decided() && len(results) == 1 && declared != "application/ogg" {
				t.Errorf("%s (nosniff %v) is called open: %v", declared, nosniff, results)
			}
		}
	}
}
