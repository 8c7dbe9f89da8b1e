// Package syntax turns the text of a style sheet into component values, rules and declarations.
//
//	text ──Parse──▶ Sheet{Rules} ──▶ cssom
//	                  text ──ParseBlock──▶ []Item          (style attribute)
//	                  text ──ParseComponents──▶ []Component (one value, one selector, one query)
//
// It implements CSS Syntax 3 with the nesting rules of today's text: a block holds declarations
// and rules mixed. The tokens come from a library's lexer; lexer.go removes what that lexer does
// differently from the specification. No other package sees the library.
//
// Every component knows its byte offset in the preprocessed text; Source turns offsets into
// lines and columns when somebody asks. Broken input is never an error: the parser drops what
// the specification drops and notes where in Sheet.Errors.
//
// https://www.w3.org/TR/css-syntax-3/
package syntax
