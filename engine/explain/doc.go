// Package explain tells one page load as a story that can be read, measured and exported.
//
//	[]trace.Event ──Build──▶ Story ─┬─ Steps      numbered: asked, got, why, time, cumulative time
//	                                ├─ Resources  every fetch with its exchanges: the waterfall
//	                                └─ Phases     a table whose times add up to the whole
//	                                        │
//	                        Text, HTML, JSON, Chrome trace; engine/har makes a HAR of it
//
// It reads nothing but the trace, so it can tell of any load that was recorded. All exports
// are made of the same numbers and therefore agree. The words are in English and Korean
// (words_table.go). Lookup tells of one name alone, as it is looked up.
package explain
