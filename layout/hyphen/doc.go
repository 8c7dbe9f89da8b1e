// Package hyphen finds the places where words may be hyphenated, for hyphens: auto.
//
//	language ──For──▶ *Dictionary ──Points──▶ byte offsets in a word
//
//	For("de").Points(nil, "Silbentrennung") = 3 6 10    Sil·ben·tren·nung
//
// It is Liang's algorithm over the patterns of the hyph-utf8 collection, which are embedded packed
// and read per language when a page first needs them. Package text asks it for the opportunities
// in a paragraph; what lines do with them is not its concern.
//
// Frank M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983; CSS Text 3 §6.
package hyphen
