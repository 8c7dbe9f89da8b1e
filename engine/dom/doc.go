// Package dom is the document tree that the rest of the line reads.
//
//	htmlparse ──Document.NewElement/Append──▶ DOM ──▶ cascade, box, dump
//	                                           └── journal of mutations ──▶ what must run again
//
// A Document is mutable and owned by one goroutine. Nodes have dense numeric ids, so later
// stages keep what they know about a node in a slice, never in a map. Names, ids and classes
// are interned atoms: comparing two is comparing two pointers.
//
// https://dom.spec.whatwg.org/
package dom
