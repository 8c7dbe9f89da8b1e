// Package prop is the property table and what follows from it.
//
//	"margin: 0 auto" ──ParseDeclaration──▶ []Decl{{MarginTop, 0} {MarginRight, auto} …}
//	[]Decl           ──Serialize────────▶ "0px auto"
//	table            ──go generate──────▶ prop.ID, value.Keyword, style.Style
//
// One row (Def) is one property. Grammars are written as the specifications write them, in value
// definition syntax (https://www.w3.org/TR/css-values-4/#value-defs), and are matched by package
// value. Shorthands are expanded here; what a declared value computes to is the business of
// package style, because it needs the parent's style.
//
// A new row needs go generate, and go test -run TestInitial -update for its initial value as Go.
package prop

//go:generate go run ./gen
