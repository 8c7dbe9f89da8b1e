// Package words divides Thai, Lao, Khmer and Burmese, which are written without spaces, into words.
//
//	character ──Of──▶ *Script ──Breaks──▶ byte offsets in a run of that script
//
//	Of('ก').Breaks(nil, "ภาษาไทยง่าย") = 12 21    ภาษา·ไทย·ง่าย
//
// The words come from ICU's dictionaries, which are embedded packed (gen does that) and unpacked per
// script when a text first has its letters. Among the words that fit, the one is taken that two more
// words follow; what is in no dictionary joins what comes before it. Package text asks for the
// opportunities to break a line (class SA of UAX #14), package edit for what a double click selects.
package words
