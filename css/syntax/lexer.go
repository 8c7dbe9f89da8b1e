package syntax

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// MaxNumber is the largest magnitude of a number; larger ones are clamped to it. It is the
// largest float32, which is what computed values are kept in.
const MaxNumber = math.MaxFloat32

// lexer gives the tokens of CSS Syntax 3 from the library's lexer. The library differs in these
// points, each handled where it is named below: unicode ranges and quoted urls as single tokens,
// custom function names split from their parenthesis, attribute matchers and "||" as single
// tokens, a bad string that takes its newline along, a backslash at the end, and texts that come
// raw.
type lexer struct {
	src string // preprocessed text; when it ends in a lone backslash, U+FFFD follows
	n   int    // length of the text without that U+FFFD
	in  *parse.Input
	lex *css.Lexer
	pos int
}

func newLexer(text string) *lexer {
	l := &lexer{src: text, n: len(text)}
	if k := len(text) - len(strings.TrimRight(text, `\`)); k%2 == 1 {
		// A backslash before the end is an escaped U+FFFD, except in a string.
		// https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
		l.src += "\uFFFD"
	}
	buf := make([]byte, len(l.src), len(l.src)+1)
	copy(buf, l.src)
	l.in = parse.NewInputBytes(buf)
	l.lex = css.NewLexer(l.in)
	return l
}

// byteAt returns the byte at offset i, or 0 past the end (the text holds no NUL).
func (l *lexer) byteAt(i int) byte {
	if i < len(l.src) {
		return l.src[i]
	}
	return 0
}

// move tells the library's lexer to go on at offset pos.
func (l *lexer) move(pos int) {
	l.in.Move(pos - l.in.Offset())
	l.in.Skip()
	l.pos = pos
}

// next returns the next token. Comments are skipped.
func (l *lexer) next() Token {
	for {
		start := l.pos
		t := Token{Pos: int32(start)}
		switch l.byteAt(start) {
		case 'u', 'U', '\\':
			if end := l.urlName(start); end > 0 {
				i := end + 1
				for isWhitespace(l.byteAt(i)) {
					i++
				}
				if c := l.byteAt(i); c == '"' || c == '\'' {
					// A quoted url is a function token.
					// https://www.w3.org/TR/css-syntax-3/#consume-an-ident-like-token
					t.Kind, t.Text = Function, unescape(l.src[start:end])
					l.move(end + 1)
					return t
				}
				l.url(&t, i)
				return t
			}
			if l.byteAt(start+1) == '+' {
				// "u+…" is an identifier and a number; grammars put ranges together.
				// https://www.w3.org/TR/css-syntax-3/#urange
				t.Kind, t.Text = Ident, l.src[start:start+1]
				l.move(start + 1)
				return t
			}
		}
		tt, raw := l.lex.Next()
		l.pos += len(raw)
		text := l.src[start:l.pos]
		switch tt {
		case css.ErrorToken:
			t.Kind = EOF
		case css.CommentToken:
			continue
		case css.WhitespaceToken:
			t.Kind = Whitespace
		case css.IdentToken:
			t.Kind, t.Text = Ident, unescape(text)
		case css.CustomPropertyNameToken:
			t.Kind, t.Text = Ident, unescape(text)
			if l.byteAt(l.pos) == '(' {
				t.Kind = Function
				l.move(l.pos + 1)
			}
		case css.FunctionToken:
			t.Kind, t.Text = Function, unescape(text[:len(text)-1])
		case css.AtKeywordToken:
			t.Kind, t.Text = AtKeyword, unescape(text[1:])
		case css.HashToken:
			t.Kind, t.Text = Hash, unescape(text[1:])
			if startsIdent(text[1:]) {
				t.Flags = FlagID
			}
		case css.StringToken:
			t.Kind = String
			l.stringText(&t, text)
		case css.BadStringToken:
			t.Kind = BadString
			l.move(l.pos - 1) // the newline is a token of its own
		case css.NumberToken:
			t.Kind = Number
			l.number(&t, text, len(text))
		case css.PercentageToken:
			t.Kind = Percentage
			l.number(&t, text, len(text)-1)
			t.Flags &^= FlagInteger
		case css.DimensionToken:
			t.Kind = Dimension
			n := numberLen(text)
			l.number(&t, text, n)
			t.Text = unescape(text[n:])
		case css.CDOToken:
			t.Kind = CDO
		case css.CDCToken:
			t.Kind = CDC
		case css.ColonToken:
			t.Kind = Colon
		case css.SemicolonToken:
			t.Kind = Semicolon
		case css.CommaToken:
			t.Kind = Comma
		case css.LeftBracketToken:
			t.Kind = LBracket
		case css.RightBracketToken:
			t.Kind = RBracket
		case css.LeftParenthesisToken:
			t.Kind = LParen
		case css.RightParenthesisToken:
			t.Kind = RParen
		case css.LeftBraceToken:
			t.Kind = LBrace
		case css.RightBraceToken:
			t.Kind = RBrace
		default:
			// Delimiters, and the matchers "~=" … and "||", which are two delimiters each.
			t.Kind, t.Delim, t.Text = Delim, text[0], text[:1]
			if len(text) > 1 {
				l.move(start + 1)
			}
		}
		return t
	}
}

// urlName returns the offset of the "(" when an identifier "url", perhaps written with escapes,
// and "(" begin at offset i; else 0.
func (l *lexer) urlName(i int) int {
	for _, want := range [...]rune{'u', 'r', 'l'} {
		c := rune(l.byteAt(i))
		if c == '\\' {
			if l.byteAt(i+1) == '\n' {
				return 0
			}
			var n int
			c, n = escaped(l.src[i:])
			i += n
		} else {
			i++
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != want {
			return 0
		}
	}
	if l.byteAt(i) == '(' {
		return i
	}
	return 0
}

// url consumes an unquoted url from offset i, after the whitespace behind "(".
// https://www.w3.org/TR/css-syntax-3/#consume-a-url-token
func (l *lexer) url(t *Token, i int) {
	t.Kind = URL
	start := i
	for i < len(l.src) {
		switch c := l.src[i]; {
		case c == ')':
			t.Text = unescape(l.src[start:i])
			l.move(i + 1)
			return
		case isWhitespace(c):
			end := i
			for isWhitespace(l.byteAt(i)) {
				i++
			}
			if i < len(l.src) && l.src[i] != ')' {
				l.badURL(t, i)
				return
			}
			t.Text = unescape(l.src[start:end])
			if i < len(l.src) {
				i++
			} else {
				t.Flags |= FlagUnclosed
			}
			l.move(i)
			return
		case c == '"' || c == '\'' || c == '(' || c <= 0x08 || c == 0x0B || 0x0E <= c && c <= 0x1F || c == 0x7F:
			l.badURL(t, i)
			return
		case c == '\\':
			if l.byteAt(i+1) == '\n' {
				l.badURL(t, i)
				return
			}
			_, n := escaped(l.src[i:])
			i += n
		default:
			i++
		}
	}
	t.Flags |= FlagUnclosed
	t.Text = unescape(l.src[start:])
	l.move(len(l.src))
}

// badURL consumes the remnants of a bad url.
// https://www.w3.org/TR/css-syntax-3/#consume-remnants-of-bad-url
func (l *lexer) badURL(t *Token, i int) {
	t.Kind = BadURL
	for i < len(l.src) {
		c := l.src[i]
		i++
		if c == ')' {
			break
		}
		if c == '\\' && l.byteAt(i) != '\n' && i < len(l.src) {
			_, n := utf8.DecodeRuneInString(l.src[i:])
			i += n
		}
	}
	l.move(i)
}

// stringText decodes a string token with its quotes.
func (l *lexer) stringText(t *Token, s string) {
	quote := s[0]
	body := s[1:]
	if n := len(body); n > 0 && body[n-1] == quote && !escapedEnd(body[:n-1]) {
		body = body[:n-1]
	} else {
		t.Flags |= FlagUnclosed
		if l.n < len(l.src) && strings.HasSuffix(body, "\uFFFD") {
			body = body[:len(body)-len("\\\uFFFD")] // a lone backslash at the end
		}
	}
	t.Text = unescape(body)
}

// escapedEnd reports whether the character after s is escaped by a backslash.
func escapedEnd(s string) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// numberLen returns the length of the number that s starts with.
// https://www.w3.org/TR/css-syntax-3/#consume-number
func numberLen(s string) int {
	i := 0
	if s[i] == '+' || s[i] == '-' {
		i++
	}
	digits := func() bool {
		j := i
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i > j
	}
	digits()
	if i+1 < len(s) && s[i] == '.' && '0' <= s[i+1] && s[i+1] <= '9' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		mark := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			i = mark
		}
	}
	return i
}

var pow10 = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// number sets Num and the flags from the first n bytes of s.
func (l *lexer) number(t *Token, s string, n int) {
	s = s[:n]
	t.Flags |= FlagInteger
	neg, i := false, 0
	if s[0] == '+' || s[0] == '-' {
		t.Flags |= FlagSigned
		neg = s[0] == '-'
		i = 1
	}
	// Up to 15 digits are exact in a float64, and so is one division by a power of ten.
	var m uint64
	count, frac := 0, 0
	for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
		m = m*10 + uint64(s[i]-'0')
		count++
	}
	if i < len(s) && s[i] == '.' {
		t.Flags &^= FlagInteger
		for i++; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
			m = m*10 + uint64(s[i]-'0')
			count++
			frac++
		}
	}
	if i < len(s) {
		t.Flags &^= FlagInteger
	}
	if i == len(s) && count <= 15 {
		t.Num = float64(m) / pow10[frac]
		if neg {
			t.Num = -t.Num
		}
		return
	}
	t.Num, _ = strconv.ParseFloat(s, 64) // out of range gives an infinity, clamped below
	t.Num = math.Max(-MaxNumber, math.Min(MaxNumber, t.Num))
}

func isWhitespace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// isIdentStart reports whether c can begin an identifier; bytes of non-ASCII characters can.
// https://www.w3.org/TR/css-syntax-3/#ident-start-code-point
func isIdentStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

func isIdentByte(c byte) bool { return isIdentStart(c) || '0' <= c && c <= '9' || c == '-' }

// startsIdent reports whether s would start an identifier.
// https://www.w3.org/TR/css-syntax-3/#would-start-an-identifier
func startsIdent(s string) bool {
	at := func(i int) byte {
		if i < len(s) {
			return s[i]
		}
		return 0
	}
	escape := func(i int) bool { return at(i) == '\\' && at(i+1) != '\n' }
	if at(0) == '-' {
		return at(1) == '-' || isIdentStart(at(1)) || escape(1)
	}
	return isIdentStart(at(0)) || escape(0)
}

// escaped decodes the escape that s starts with and returns its length, backslash and trailing
// whitespace included.
// https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
func escaped(s string) (r rune, n int) {
	n = 1
	if n >= len(s) {
		return utf8.RuneError, n
	}
	if !isHex(s[n]) {
		r, k := utf8.DecodeRuneInString(s[n:])
		return r, n + k
	}
	for n < len(s) && n < 7 && isHex(s[n]) {
		c := s[n]
		switch {
		case c <= '9':
			c -= '0'
		default:
			c = c&^0x20 - 'A' + 10
		}
		r = r<<4 | rune(c)
		n++
	}
	if n < len(s) && isWhitespace(s[n]) {
		n++
	}
	if r == 0 || r > utf8.MaxRune || 0xD800 <= r && r <= 0xDFFF {
		r = utf8.RuneError
	}
	return r, n
}

// unescape decodes the escapes of a name or of a string's content, where a backslash before a
// newline stands for nothing. Text without escapes is returned as it is.
func unescape(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i:]
		if len(s) > 1 && s[1] == '\n' {
			s = s[2:]
		} else {
			r, n := escaped(s)
			b.WriteRune(r)
			s = s[n:]
		}
		i = strings.IndexByte(s, '\\')
	}
	b.WriteString(s)
	return b.String()
}
