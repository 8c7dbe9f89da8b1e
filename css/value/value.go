package value

import (
	"math"
	"strconv"
	"strings"
)

// Value is a declared or computed value. The dynamic types are Keyword, Ident, String, Number,
// Integer, Percentage, Dimension, Length, LengthPair, AutoInteger, Color, Delim and pointers to
// URL, Func, List, Calc, Gradient and ColorFunc; all are immutable and comparable.
type Value interface {
	// Append appends the serialisation of the value.
	Append(b []byte) []byte
}

// Text returns the serialisation of v; "" for nil.
func Text(v Value) string {
	if v == nil {
		return ""
	}
	if k, ok := v.(Keyword); ok {
		return k.String()
	}
	return string(v.Append(nil))
}

// Keyword is a CSS keyword known to the engine. The zero Keyword is no keyword.
type Keyword uint16

// String returns the keyword as it is written in CSS, in lower case.
func (k Keyword) String() string {
	if k >= numKeywords {
		return ""
	}
	return keywordNames[k]
}

// Append appends the keyword's name.
func (k Keyword) Append(b []byte) []byte { return append(b, k.String()...) }

var keywordIndex = func() map[string]Keyword {
	m := make(map[string]Keyword, numKeywords)
	for k := Keyword(1); k < numKeywords; k++ {
		m[keywordNames[k]] = k
	}
	return m
}()

// maxKeyword is the length of the longest keyword.
var maxKeyword = func() (n int) {
	for _, s := range keywordNames {
		n = max(n, len(s))
	}
	return n
}()

// LookupKeyword returns the keyword that name spells, ignoring ASCII case; 0 when there is none.
func LookupKeyword(name string) Keyword {
	if k, ok := keywordIndex[name]; ok {
		return k
	}
	if len(name) > maxKeyword {
		return 0
	}
	var buf [64]byte
	b := buf[:0]
	upper := false
	for i := 0; i < len(name); i++ {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
			upper = true
		}
		b = append(b, c)
	}
	if !upper {
		return 0
	}
	return keywordIndex[string(b)]
}

// Ident is an author-chosen identifier, case kept.
// https://www.w3.org/TR/css-values-4/#custom-idents
type Ident string

// Append appends the identifier with what needs escaping escaped.
func (s Ident) Append(b []byte) []byte { return appendIdent(b, string(s)) }

// String is a quoted string's content.
type String string

// Append appends the string in double quotes.
func (s String) Append(b []byte) []byte { return appendString(b, string(s)) }

// Number is a <number>.
type Number float64

// Append appends the number.
func (n Number) Append(b []byte) []byte { return appendNumber(b, float64(n)) }

// Integer is an <integer>.
type Integer int32

// Append appends the integer.
func (n Integer) Append(b []byte) []byte { return strconv.AppendInt(b, int64(n), 10) }

// Percentage is a <percentage>: 50 is 50%.
type Percentage float64

// Append appends the percentage with its sign.
func (n Percentage) Append(b []byte) []byte { return append(appendNumber(b, float64(n)), '%') }

// Dimension is a number with a unit.
type Dimension struct {
	N    float64
	Unit Unit
}

// Append appends the number and the unit.
func (d Dimension) Append(b []byte) []byte {
	return append(appendNumber(b, d.N), d.Unit.String()...)
}

// AutoInteger is an integer or auto.
type AutoInteger struct {
	N    int32
	Auto bool
}

// Append appends the integer or auto.
func (a AutoInteger) Append(b []byte) []byte {
	if a.Auto {
		return append(b, "auto"...)
	}
	return strconv.AppendInt(b, int64(a.N), 10)
}

// Delim is a punctuation mark inside a List: '/', '[' or ']'.
type Delim byte

// Append appends the mark.
func (d Delim) Append(b []byte) []byte { return append(b, byte(d)) }

// URL is a url() value. Href is as written; Base is the address that it is relative to.
type URL struct {
	Href string
	Base string
}

// Append appends url("…").
func (u *URL) Append(b []byte) []byte {
	return append(appendString(append(b, "url("...), u.Href), ')')
}

// Func is a function with its arguments; Name is in the case that the grammar spells it.
type Func struct {
	Name string
	Args Value // nil when empty
}

// Append appends name(args).
func (f *Func) Append(b []byte) []byte {
	b = append(append(b, f.Name...), '(')
	if f.Args != nil {
		b = f.Args.Append(b)
	}
	return append(b, ')')
}

// Arg returns the i-th comma-separated argument; nil when there are fewer.
func (f *Func) Arg(i int) Value {
	if l, ok := f.Args.(*List); ok && l.Sep == ',' {
		if i < len(l.Items) {
			return l.Items[i]
		}
		return nil
	}
	if i == 0 {
		return f.Args
	}
	return nil
}

// List is a sequence separated by spaces or commas.
type List struct {
	Sep   byte // ' ' or ','
	Items []Value
}

// Append appends the items with the separator between them.
func (l *List) Append(b []byte) []byte {
	for i, v := range l.Items {
		if i > 0 {
			if l.Sep == ',' {
				b = append(b, ", "...)
			} else if v != Delim(']') && l.Items[i-1] != Delim('[') {
				b = append(b, ' ')
			}
		}
		if v != nil {
			b = v.Append(b)
		}
	}
	return b
}

// Spaced returns the items of a space-separated list; a single value is a list of itself, nil
// is empty.
func Spaced(v Value) []Value { return split(v, ' ') }

// Commas returns the items of a comma-separated list; a single value is a list of itself, nil
// is empty.
func Commas(v Value) []Value { return split(v, ',') }

func split(v Value, sep byte) []Value {
	if v == nil {
		return nil
	}
	if l, ok := v.(*List); ok && l.Sep == sep {
		return l.Items
	}
	return []Value{v}
}

// Join returns a list of the items, the item itself when there is one, nil when there is none.
func Join(sep byte, items []Value) Value {
	switch len(items) {
	case 0:
		return nil
	case 1:
		return items[0]
	}
	return &List{Sep: sep, Items: items}
}

// Equal reports whether two values are alike, comparing trees by what they hold.
func Equal(a, b Value) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	switch a := a.(type) {
	case *List:
		b, ok := b.(*List)
		if !ok || a.Sep != b.Sep || len(a.Items) != len(b.Items) {
			return false
		}
		for i := range a.Items {
			if !Equal(a.Items[i], b.Items[i]) {
				return false
			}
		}
		return true
	case *Func:
		b, ok := b.(*Func)
		return ok && a.Name == b.Name && Equal(a.Args, b.Args)
	case *URL:
		b, ok := b.(*URL)
		return ok && *a == *b
	}
	return Text(a) == Text(b)
}

// appendNumber writes a number with six significant digits, as browsers do.
// https://drafts.csswg.org/cssom/#serialize-a-css-component-value
func appendNumber(b []byte, n float64) []byte {
	switch {
	case n != n:
		return append(b, "NaN"...)
	case math.IsInf(n, 1):
		return append(b, "infinity"...)
	case math.IsInf(n, -1):
		return append(b, "-infinity"...)
	}
	// Very large and very small numbers have an exponent, as browsers print them although CSSOM
	// asks for none.
	if a := math.Abs(n); a >= 999999.5 || a < 1e-4 && a > 0 {
		m := strconv.FormatFloat(n, 'e', 5, 64)
		i := strings.IndexByte(m, 'e')
		digits := strings.TrimRight(m[:i], "0")
		return append(append(b, strings.TrimSuffix(digits, ".")...), m[i:]...)
	}
	// Six significant digits, as Chromium prints: computed values travel as float32.
	prec := 6
	a := math.Abs(n)
	for ; a >= 1; a /= 10 {
		prec--
	}
	for ; a > 0 && a < 0.1 && prec < 10; a *= 10 {
		prec++
	}
	at := len(b)
	b = strconv.AppendFloat(b, n, 'f', prec, 64)
	if i := strings.IndexByte(string(b[at:]), '.'); i >= 0 {
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
		if b[len(b)-1] == '.' {
			b = b[:len(b)-1]
		}
	}
	if string(b[at:]) == "-0" {
		b = append(b[:at], '0')
	}
	return b
}

// appendString writes a string in double quotes.
// https://drafts.csswg.org/cssom/#serialize-a-string
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == 0:
			b = append(b, "\uFFFD"...)
		case c < 0x20 || c == 0x7f:
			b = append(b, '\\')
			b = strconv.AppendInt(b, int64(c), 16)
			b = append(b, ' ')
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// appendIdent writes an identifier.
// https://drafts.csswg.org/cssom/#serialize-an-identifier
func appendIdent(b []byte, s string) []byte {
	if s == "-" {
		return append(b, `\-`...)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == 0:
			b = append(b, "\uFFFD"...)
		case c < 0x20 || c == 0x7f,
			'0' <= c && c <= '9' && (i == 0 || i == 1 && s[0] == '-'):
			b = append(b, '\\')
			b = strconv.AppendInt(b, int64(c), 16)
			b = append(b, ' ')
		case c >= 0x80 || c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c|32 && c|32 <= 'z':
			b = append(b, c)
		default:
			b = append(b, '\\', c)
		}
	}
	return b
}
