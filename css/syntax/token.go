package syntax

// Kind is the kind of a token.
// https://www.w3.org/TR/css-syntax-3/#tokenization
type Kind uint8

const (
	EOF        Kind = iota
	Ident           // Text is the name, escapes decoded, case kept
	Function        // Text is the name; as a Component, Kids are the arguments
	AtKeyword       // Text is the name without "@"
	Hash            // Text is the name without "#"; FlagID when it is a valid id
	String          // Text is the content
	BadString       //
	URL             // unquoted url(…); Text is the address. A quoted one is a Function
	BadURL          //
	Delim           // Delim is the character
	Number          // Num; FlagInteger, FlagSigned
	Percentage      // Num is the number before "%"; FlagSigned
	Dimension       // Num, Text is the unit, case kept; FlagInteger, FlagSigned
	Whitespace      //
	CDO             // <!--
	CDC             // -->
	Colon           //
	Semicolon       //
	Comma           //
	LBracket        // as a Component: a [] block, Kids are its contents
	RBracket        // as a Component: unmatched
	LParen          // as a Component: a () block
	RParen          // as a Component: unmatched
	LBrace          // as a Component: a {} block
	RBrace          // as a Component: unmatched
)

var kindNames = [...]string{"eof", "ident", "function", "at-keyword", "hash", "string", "bad-string",
	"url", "bad-url", "delim", "number", "percentage", "dimension", "whitespace", "CDO", "CDC",
	"colon", "semicolon", "comma", "[", "]", "(", ")", "{", "}"}

// String returns the specification's name of the token kind.
func (k Kind) String() string { return kindNames[k] }

// Flags are the type flags of a token.
type Flags uint8

const (
	FlagID       Flags = 1 << iota // Hash: would be a valid identifier
	FlagInteger                    // Number, Dimension: written without "." and exponent
	FlagSigned                     // Number, Percentage, Dimension: written with "+" or "-"
	FlagUnclosed                   // Function, block, String, URL: ended by the end of the text
)

// Token is one token. Which fields count depends on Kind.
type Token struct {
	Kind  Kind
	Flags Flags
	Delim byte    // of a Delim
	Pos   int32   // byte offset in the preprocessed text
	Num   float64 // of Number, Percentage, Dimension
	Text  string  // name, content, address or unit, escapes decoded
}

// IsDelim reports whether t is the delimiter c.
func (t *Token) IsDelim(c byte) bool { return t.Kind == Delim && t.Delim == c }

// IsIdent reports whether t is the identifier lower, ignoring ASCII case. lower must be in
// lower case.
func (t *Token) IsIdent(lower string) bool { return t.Kind == Ident && EqualFold(t.Text, lower) }

// IsCustomFunc reports whether c is a call of a custom function.
// https://drafts.csswg.org/css-mixins-1/#using-custom-functions
func (c *Component) IsCustomFunc() bool {
	return c.Kind == Function && len(c.Text) > 2 && c.Text[:2] == "--"
}

// IsCustomFunc reports whether t opens a call of a custom function.
// https://drafts.csswg.org/css-mixins-1/#using-custom-functions
func (t *Token) IsCustomFunc() bool {
	return t.Kind == Function && len(t.Text) > 2 && t.Text[:2] == "--"
}

// IsFunc reports whether t opens the function lower, ignoring ASCII case.
func (t *Token) IsFunc(lower string) bool { return t.Kind == Function && EqualFold(t.Text, lower) }

// IsInteger reports whether t is a Number written as an integer.
func (t *Token) IsInteger() bool { return t.Kind == Number && t.Flags&FlagInteger != 0 }

// Component is a component value: a preserved token, or a Function or block with its contents.
// https://www.w3.org/TR/css-syntax-3/#component-value
type Component struct {
	Token
	Kids []Component
}

// IsBlock reports whether c is a (), [] or {} block.
func (c *Component) IsBlock() bool {
	return c.Kind == LParen || c.Kind == LBracket || c.Kind == LBrace
}

// Declaration is a property name with its value, not yet looked at by a property's grammar.
// https://www.w3.org/TR/css-syntax-3/#declaration
type Declaration struct {
	Name      string      // escapes decoded, case kept
	Value     []Component // without surrounding whitespace and without "!important"
	Text      string      // the source text of Value: what a custom property keeps
	Important bool
	Bad       bool  // holds a bad string, a bad url or an unmatched bracket
	Pos       int32 // of the name
	ValuePos  int32 // of the first byte of the value
}

// Item is one entry of a block: a declaration, or a rule when Rule is not nil.
type Item struct {
	Declaration
	Rule *Rule
}

// Rule is an at-rule or, when Name is empty, a qualified rule.
// https://www.w3.org/TR/css-syntax-3/#css-rule
type Rule struct {
	Name     string // of an at-rule, in lower case, without "@"; "" for a qualified rule
	Prelude  []Component
	Text     string // source text of the prelude, trimmed
	HasBlock bool
	Block    []Item // contents of the block in order
	BlockPos int32  // offset after "{"
	BlockEnd int32  // offset of "}" or the end of the text
	Pos      int32
}

// Error is a parse error: the text at Pos was dropped or repaired.
type Error struct {
	Pos int32
	Msg string
}

// Sheet is a parsed style sheet.
type Sheet struct {
	*Source
	Rules  []Rule
	Errors []Error // at most MaxErrors
}

// EqualFold reports whether s equals lower ignoring ASCII case. lower must be in lower case.
// https://infra.spec.whatwg.org/#ascii-case-insensitive
func EqualFold(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// Lower returns s with ASCII letters in lower case; it allocates only when s has upper case ones.
// https://infra.spec.whatwg.org/#ascii-lowercase
func Lower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; 'A' <= c && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// Trim returns v without whitespace at its ends.
func Trim(v []Component) []Component {
	for len(v) > 0 && v[0].Kind == Whitespace {
		v = v[1:]
	}
	for len(v) > 0 && v[len(v)-1].Kind == Whitespace {
		v = v[:len(v)-1]
	}
	return v
}

// SplitComma splits v at its top-level commas; the parts are trimmed. Empty input gives nil.
// https://www.w3.org/TR/css-syntax-3/#parse-comma-separated-list-of-component-values
func SplitComma(v []Component) [][]Component {
	v = Trim(v)
	if len(v) == 0 {
		return nil
	}
	var out [][]Component
	start := 0
	for i := range v {
		if v[i].Kind == Comma {
			out = append(out, Trim(v[start:i]))
			start = i + 1
		}
	}
	return append(out, Trim(v[start:]))
}
