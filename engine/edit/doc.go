// Package edit changes a text as a person does in a text field.
//
//	Field{Text, Anchor, Caret} + keys, typed text ──▶ Field
//
// It knows neither windows nor documents: the address bar and the form controls of pages are
// both edited with it.
package edit
