package syntax

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Serialize writes components so that parsing the text gives the same components again.
// https://www.w3.org/TR/css-syntax-3/#serialization
func Serialize(v []Component) string { return string(Append(nil, v)) }

// Append is Serialize onto dst.
func Append(dst []byte, v []Component) []byte {
	for i := range v {
		if i > 0 && needsComment(&v[i-1].Token, &v[i].Token) {
			dst = append(dst, "/**/"...)
		}
		dst = appendComponent(dst, &v[i])
	}
	return dst
}

func appendComponent(dst []byte, c *Component) []byte {
	switch c.Kind {
	case Function:
		dst = AppendIdent(dst, c.Text)
		dst = append(dst, '(')
		dst = Append(dst, c.Kids)
		return append(dst, ')')
	case LParen:
		dst = append(dst, '(')
		dst = Append(dst, c.Kids)
		return append(dst, ')')
	case LBracket:
		dst = append(dst, '[')
		dst = Append(dst, c.Kids)
		return append(dst, ']')
	case LBrace:
		dst = append(dst, '{')
		dst = Append(dst, c.Kids)
		return append(dst, '}')
	}
	return appendToken(dst, &c.Token)
}

func appendToken(dst []byte, t *Token) []byte {
	switch t.Kind {
	case Ident:
		return AppendIdent(dst, t.Text)
	case AtKeyword:
		return AppendIdent(append(dst, '@'), t.Text)
	case Hash:
		dst = append(dst, '#')
		if t.Flags&FlagID != 0 {
			return AppendIdent(dst, t.Text)
		}
		return appendName(dst, t.Text)
	case String:
		return AppendString(dst, t.Text)
	case BadString:
		return append(dst, "\"\n"...)
	case URL:
		dst = append(dst, "url("...)
		dst = appendURL(dst, t.Text)
		return append(dst, ')')
	case BadURL:
		return append(dst, "url(()"...)
	case Delim:
		if t.Delim == '\\' {
			return append(dst, "\\\n"...)
		}
		return append(dst, t.Delim)
	case Number:
		return appendNumber(dst, t)
	case Percentage:
		return append(appendNumber(dst, t), '%')
	case Dimension:
		dst = appendNumber(dst, t)
		// A unit like "e3" would be read as an exponent.
		if u := t.Text; len(u) > 1 && (u[0] == 'e' || u[0] == 'E') &&
			('0' <= u[1] && u[1] <= '9' || (u[1] == '-' || u[1] == '+') && len(u) > 2 && '0' <= u[2] && u[2] <= '9') {
			dst = append(dst, '\\')
			dst = strconv.AppendUint(dst, uint64(u[0]), 16)
			dst = append(dst, ' ')
			return appendName(dst, u[1:])
		}
		return AppendIdent(dst, t.Text)
	case Whitespace:
		return append(dst, ' ')
	case CDO:
		return append(dst, "<!--"...)
	case CDC:
		return append(dst, "-->"...)
	case Colon:
		return append(dst, ':')
	case Semicolon:
		return append(dst, ';')
	case Comma:
		return append(dst, ',')
	case RBracket:
		return append(dst, ']')
	case RParen:
		return append(dst, ')')
	case RBrace:
		return append(dst, '}')
	}
	return dst
}

func appendNumber(dst []byte, t *Token) []byte {
	if t.Flags&FlagSigned != 0 && !math.Signbit(t.Num) {
		dst = append(dst, '+')
	}
	dst = strconv.AppendFloat(dst, t.Num, 'f', -1, 64)
	if t.Kind != Percentage && t.Flags&FlagInteger == 0 && t.Num == math.Trunc(t.Num) {
		dst = append(dst, ".0"...)
	}
	return dst
}

// needsComment reports whether b would melt into a without something between them.
func needsComment(a, b *Token) bool {
	name := func() bool {
		return b.Kind == Ident || b.Kind == Function || b.Kind == URL || b.Kind == BadURL || b.IsDelim('-') ||
			b.Kind == Number || b.Kind == Percentage || b.Kind == Dimension || b.Kind == CDC
	}
	switch a.Kind {
	case Ident:
		return name() || b.Kind == LParen
	case AtKeyword, Hash, Dimension:
		return name()
	case Number:
		return name() && !b.IsDelim('-') || b.IsDelim('%')
	case Delim:
		switch a.Delim {
		case '#', '-':
			return name()
		case '@':
			return b.Kind == Ident || b.Kind == Function || b.Kind == URL || b.Kind == BadURL || b.IsDelim('-') || b.Kind == CDC
		case '.', '+':
			return b.Kind == Number || b.Kind == Percentage || b.Kind == Dimension
		case '/':
			return b.IsDelim('*')
		case '<':
			return b.IsDelim('!')
		}
	}
	return false
}

// AppendIdent writes a CSS identifier with the escapes it needs.
// https://drafts.csswg.org/cssom/#serialize-an-identifier
func AppendIdent(dst []byte, s string) []byte {
	if s == "-" {
		return append(dst, `\-`...)
	}
	for i, r := range s {
		if '0' <= r && r <= '9' && (i == 0 || i == 1 && s[0] == '-') {
			dst = appendHexEscape(dst, r)
			continue
		}
		dst = appendNameRune(dst, r)
	}
	return dst
}

func appendName(dst []byte, s string) []byte {
	for _, r := range s {
		dst = appendNameRune(dst, r)
	}
	return dst
}

func appendNameRune(dst []byte, r rune) []byte {
	switch {
	case r == 0:
		return utf8.AppendRune(dst, utf8.RuneError)
	case r < 0x20 || r == 0x7F:
		return appendHexEscape(dst, r)
	case r >= 0x80 || isIdentByte(byte(r)):
		return utf8.AppendRune(dst, r)
	}
	return append(dst, '\\', byte(r))
}

func appendHexEscape(dst []byte, r rune) []byte {
	dst = append(dst, '\\')
	dst = strconv.AppendUint(dst, uint64(r), 16)
	return append(dst, ' ')
}

// AppendString writes a CSS string in double quotes.
// https://drafts.csswg.org/cssom/#serialize-a-string
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == 0:
			dst = utf8.AppendRune(dst, utf8.RuneError)
		case r < 0x20 || r == 0x7F:
			dst = appendHexEscape(dst, r)
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// appendURL writes the inside of an unquoted url().
func appendURL(dst []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r <= 0x20 || r == 0x7F:
			dst = appendHexEscape(dst, r)
		case strings.ContainsRune(`"'()\`, r):
			dst = append(dst, '\\', byte(r))
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}
