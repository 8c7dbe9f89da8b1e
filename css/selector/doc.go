// Package selector parses selectors and matches them against DOM elements.
//
//	[]syntax.Component ──Parse──▶ List of *Complex ──Context.Match(complex, node)──▶ bool
//	                                    └── Specificity, Keys, Filter hashes ──▶ cascade's rule index
//
// It implements Selectors 4: every combinator, attribute forms with the i and s flags,
// namespaces, :is :where :not :has and the nth family with "of S", the nesting selector "&", and
// the pseudo-classes that a document without scripts can answer from its tree and attributes
// plus the few nodes of the Context (hover, focus, target). :visited matches what the Context says,
// and LinkDependence lets the cascade restrict such rules to colours. Matching goes right to left, allocates nothing, and
// is bounded by a step budget.
//
// Left out: shadow trees (:host, ::slotted, ::part parse and match nothing) and constraint
// validation beyond required fields and ranges.
//
// https://www.w3.org/TR/selectors-4/
package selector
