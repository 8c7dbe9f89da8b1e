// Package visited remembers which addresses were opened, for :visited.
//
//	Add(url) ──▶ hash with the file's own salt ──▶ set, and the end of the file
//	Has(url) ◀──
//
// The file holds a salt and 8 bytes per address, none of them readable. Processes that share it
// append to it; a process that dies can leave a cut entry at its end, which is overlooked.
package visited
