package sniff

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is one of the encodings of the Encoding standard. The zero value is none.
//
// https://encoding.spec.whatwg.org/#names-and-labels
type Encoding struct {
	name string
	enc  encoding.Encoding // nil for UTF-8 and replacement
}

// The encodings that the algorithms name.
var (
	UTF8        = Encoding{name: "UTF-8"}
	UTF16LE     = Encoding{name: "UTF-16LE", enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	UTF16BE     = Encoding{name: "UTF-16BE", enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	replacement = Encoding{name: "replacement"}
)

// Windows1252 is what undeclared pages are read as.
var Windows1252, _ = LookupEncoding("windows-1252")

// properName lists the names that are not written in lower case; the library gives only lower case.
var properName = map[string]string{
	"utf-8": "UTF-8", "ibm866": "IBM866", "koi8-r": "KOI8-R", "koi8-u": "KOI8-U", "gbk": "GBK", "big5": "Big5",
	"euc-jp": "EUC-JP", "iso-2022-jp": "ISO-2022-JP", "shift_jis": "Shift_JIS", "euc-kr": "EUC-KR",
	"utf-16be": "UTF-16BE", "utf-16le": "UTF-16LE", "iso-8859-8-i": "ISO-8859-8-I",
}

// LookupEncoding returns the encoding of a label such as "utf8" or "ks_c_5601-1987".
//
// https://encoding.spec.whatwg.org/#concept-encoding-get
func LookupEncoding(label string) (Encoding, bool) {
	label = strings.ToLower(strings.Trim(label, "\t\n\f\r "))
	switch label {
	case "unicode11utf8", "unicode20utf8", "x-unicode20utf8":
		return UTF8, true // newer than the library's table
	case "csunicode", "iso-10646-ucs-2", "ucs-2", "unicode", "unicodefeff":
		return UTF16LE, true
	case "unicodefffe":
		return UTF16BE, true
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return Encoding{}, false
	}
	name, err := htmlindex.Name(e)
	switch {
	case err != nil:
		return Encoding{}, false
	case name == "utf-8":
		return UTF8, true
	case name == "utf-16le":
		return UTF16LE, true
	case name == "utf-16be":
		return UTF16BE, true
	case name == "replacement":
		return replacement, true
	}
	if p, ok := properName[name]; ok {
		name = p
	} else if strings.HasPrefix(name, "iso-") {
		name = strings.ToUpper(name)
	}
	return Encoding{name, e}, true
}

// Name returns the standard's name, such as "EUC-KR", or "".
func (e Encoding) Name() string { return e.name }

// Output returns the encoding to write in where e was read: UTF-8 for those that nothing is written
// in, and e for others.
//
// https://encoding.spec.whatwg.org/#get-an-output-encoding
func (e Encoding) Output() Encoding {
	switch e.name {
	case "", "replacement", "UTF-16LE", "UTF-16BE":
		return UTF8
	}
	return e
}

// Valid reports whether e is an encoding and not the zero value.
func (e Encoding) Valid() bool { return e.name != "" }

// Decode turns bytes into UTF-8 text. It never fails: what is not valid becomes U+FFFD. A byte
// order mark is not treated in any way; see TrimBOM. The result may share b's memory.
//
// https://encoding.spec.whatwg.org/#decode
func (e Encoding) Decode(b []byte) []byte {
	switch {
	case e.name == "replacement":
		if len(b) == 0 {
			return nil
		}
		return []byte("\uFFFD")
	case e.enc == nil:
		return repairUTF8(b)
	}
	switch e.name {
	case "gb18030", "GBK":
		return decodeGB18030(b)
	case "Big5":
		return decodeBig5(b)
	case "EUC-JP":
		return decodeEUCJP(b)
	case "ISO-2022-JP":
		return decodeISO2022JP(b)
	case "Shift_JIS":
		return decodeShiftJIS(b)
	case "EUC-KR":
		return decodeEUCKR(b)
	case "UTF-16LE":
		return decodeUTF16(b, binary.LittleEndian.Uint16)
	case "UTF-16BE":
		return decodeUTF16(b, binary.BigEndian.Uint16)
	}
	return e.decodeBytes(b)
}

// decodeBytes decodes an encoding in which each byte stands alone. What a code page leaves undefined
// from 0x80 to 0x9F is a control character by the standard's tables; in the library's it is an error.
//
// https://encoding.spec.whatwg.org/#single-byte-decoder
func (e Encoding) decodeBytes(b []byte) []byte {
	upper, ok := uppers.Load(e.name)
	if !ok {
		upper, _ = uppers.LoadOrStore(e.name, upperHalf(e.enc))
	}
	high := upper.(*[0x80][]byte)
	out := make([]byte, 0, len(b)+len(b)/8)
	for _, c := range b {
		if c < utf8.RuneSelf {
			out = append(out, c)
		} else {
			out = append(out, high[c-0x80]...)
		}
	}
	return out
}

// uppers holds what the bytes from 0x80 on mean in UTF-8, by the name of the encoding.
var uppers sync.Map

func upperHalf(enc encoding.Encoding) *[0x80][]byte {
	upper := new([0x80][]byte)
	for i := range upper {
		c := byte(0x80 + i)
		s, err := enc.NewDecoder().Bytes([]byte{c})
		if (err != nil || string(s) == "\uFFFD") && c < 0xA0 {
			s = utf8.AppendRune(nil, rune(c))
		}
		upper[i] = s
	}
	return upper
}

// EncodeQuery turns the query of a URL into bytes of the encoding; a character that it does not
// have becomes a percent-encoded decimal character reference. It is a weburl.QueryEncoder.
//
// https://url.spec.whatwg.org/#string-percent-encode-after-encoding
func (e Encoding) EncodeQuery(s string) []byte { return e.encode(s, "%26%23", "%3B") }

// EncodeForm turns a name or a value of a form into bytes of the encoding; a character that it does
// not have becomes a decimal character reference.
//
// https://encoding.spec.whatwg.org/#encode-or-fail with error mode "html"
func (e Encoding) EncodeForm(s string) []byte { return e.encode(s, "&#", ";") }

// encode turns text into bytes; the number of a character that the encoding does not have stands
// between before and after.
func (e Encoding) encode(s, before, after string) []byte {
	if e = e.Output(); e.enc == nil {
		return []byte(s)
	}
	byLibrary := func(s string) []byte { return e.byLibrary(s, before, after) }
	switch e.name {
	case "EUC-JP", "Shift_JIS":
		return byLibrary(prepareJIS.Replace(s))
	case "ISO-2022-JP":
		return iso2022JP(prepareISO2022JP(s), byLibrary)
	}
	return byLibrary(s)
}

func (e Encoding) byLibrary(s, before, after string) []byte {
	refused := func(r rune) bool { return e.name == "gb18030" && r == 0xE5E5 }
	if strings.IndexFunc(s, refused) < 0 {
		if out, err := e.enc.NewEncoder().Bytes([]byte(s)); err == nil {
			return out
		}
	}
	var b []byte
	for _, r := range s {
		if _, err := e.enc.NewEncoder().Bytes([]byte(string(r))); err != nil || refused(r) {
			b = append(b, before+strconv.Itoa(int(r))+after...)
		} else {
			b = utf8.AppendRune(b, r)
		}
	}
	out, err := e.enc.NewEncoder().Bytes(b)
	if err != nil { // what can be encoded alone can be encoded together
		return b
	}
	return out
}

// repairUTF8 replaces each maximal part of an ill-formed sequence by one U+FFFD.
//
// https://encoding.spec.whatwg.org/#utf-8-decoder
func repairUTF8(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	out := make([]byte, 0, len(b)+len(b)/8+8)
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			out = append(out, c)
			i++
			continue
		}
		if r, n := utf8.DecodeRune(b[i:]); r != utf8.RuneError || n > 1 {
			out = append(out, b[i:i+n]...)
			i += n
			continue
		}
		out = append(out, "\uFFFD"...)
		need, lo, hi := 0, byte(0x80), byte(0xBF)
		switch {
		case 0xC2 <= c && c <= 0xDF:
			need = 1
		case 0xE0 <= c && c <= 0xEF:
			need = 2
			if c == 0xE0 {
				lo = 0xA0
			} else if c == 0xED {
				hi = 0x9F
			}
		case 0xF0 <= c && c <= 0xF4:
			need = 3
			if c == 0xF0 {
				lo = 0x90
			} else if c == 0xF4 {
				hi = 0x8F
			}
		}
		i++
		for ; need > 0 && i < len(b) && lo <= b[i] && b[i] <= hi; need-- {
			i++
			lo, hi = 0x80, 0xBF
		}
	}
	return out
}

// TrimBOM returns the encoding that a byte order mark names and the bytes behind it, or the
// zero Encoding and b.
//
// https://encoding.spec.whatwg.org/#bom-sniff
func TrimBOM(b []byte) (Encoding, []byte) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return UTF8, b[3:]
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return UTF16BE, b[2:]
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return UTF16LE, b[2:]
	}
	return Encoding{}, b
}

// Source says what an encoding was found by.
type Source uint8

const (
	ByDefault Source = iota // nothing said anything
	ByParent                // the page that embeds or links it, or a fallback the caller gave
	ByMeta                  // <meta>, @charset, or an XML declaration
	ByHeader                // Content-Type
	ByBOM
)

func (s Source) String() string {
	return [...]string{"default", "parent", "meta", "header", "bom"}[s]
}

// Charset is the outcome of finding a document's encoding.
type Charset struct {
	Encoding
	By Source
}

// HTMLCharset finds the encoding of an HTML document from its first bytes (1024 are looked at, and
// what follows of its head)
// and its declared type: by byte order mark, charset parameter, <meta>, and at last
// windows-1252.
//
// https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
func HTMLCharset(head []byte, t Type) Charset {
	if e, _ := TrimBOM(head); e.Valid() {
		return Charset{e, ByBOM}
	}
	if e, ok := paramEncoding(t); ok {
		return Charset{e, ByHeader}
	}
	if e := prescan(head); e.Valid() {
		return Charset{e, ByMeta}
	}
	return Charset{Windows1252, ByDefault}
}

// CSSCharset finds the encoding of a style sheet; environment is that of the document or sheet
// that asks for it, and may be the zero Encoding.
//
// https://www.w3.org/TR/css-syntax-3/#input-byte-stream
func CSSCharset(head []byte, t Type, environment Encoding) Charset {
	if e, _ := TrimBOM(head); e.Valid() {
		return Charset{e, ByBOM}
	}
	if e, ok := paramEncoding(t); ok {
		return Charset{e, ByHeader}
	}
	const rule = `@charset "`
	if bytes.HasPrefix(head, []byte(rule)) {
		rest := head[len(rule):min(len(head), prescanBytes)]
		if i := bytes.Index(rest, []byte(`";`)); i >= 0 {
			if e, ok := LookupEncoding(string(rest[:i])); ok {
				if e.name == "UTF-16LE" || e.name == "UTF-16BE" {
					e = UTF8
				}
				return Charset{e, ByMeta}
			}
		}
	}
	if environment.Valid() {
		return Charset{environment, ByParent}
	}
	return Charset{UTF8, ByDefault}
}

// paramEncoding returns the encoding of a type's charset parameter.
func paramEncoding(t Type) (Encoding, bool) {
	v, ok := t.Param("charset")
	if !ok {
		return Encoding{}, false
	}
	return LookupEncoding(v)
}
