// Package fragmentation breaks laid out content into columns and pages.
//
//	multi-column box ──flow.Strip──▶ one tall column ─┐
//	document in a page's width ───▶ one tall page ────┤
//	                                                  ▼
//	                        run.cut(fragment, rest) ──▶ piece that fits + what rests
//	                                                  │ again for the next column or page
//	                                                  ▼
//	                        Layout: columns side by side; Pages: one fragment tree a page
//
// Content is laid out once, as tall as it likes, and the finished fragments are cut. A cut walks
// a fragment in the order of the flow and takes what fits; what crosses the end of the column and
// cannot be divided moves to the next one with all that follows. What rests of a fragment is a value
// (rest) from which the next cut goes on: it names the kids that are open and the first that has not
// begun. Neither fragments nor rests are ever changed, so that balancing may cut the same strip at
// several heights.
//
// Where a break is wanted but forbidden (break-inside: avoid, orphans, widows), the best break
// point passed so far is taken, by cutting again with the order to break there:
// https://www.w3.org/TR/css-break-4/#breaking-rules
//
// Pages may differ in width: Pager.Reflow goes on with another layout of the same boxes. A rest names
// kids by their index, and blocks have the same in both; what is broken inside of a paragraph keeps
// its width until it ends.
//
// A multi-column box inside of another, or on a page, keeps its strip (Fragment.Columns); the
// outer cut fills its columns anew with the height that is left.
package fragmentation
