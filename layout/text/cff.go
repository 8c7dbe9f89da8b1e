package text

import (
	"sync"
	"unsafe"
	"weak"

	"github.com/go-text/typesetting/font/cff"
)

// The faces of a collection share their outlines: four languages of a CJK family are one table of
// 65,535 glyphs, whose index alone is more than a megabyte. Outlines are asked for once and kept,
// so a parsed table has served after the few pages that bring new characters: sharedCFF holds it
// until the next garbage collection.
var sharedCFF struct {
	sync.Mutex
	by map[uintptr]weak.Pointer[cff.CFF] // by the address of the table, which a live CFF keeps in place
}

// maxStaleCFF is how many tables are remembered before those that are gone are forgotten.
const maxStaleCFF = 64

// openCFF returns the outlines in a CFF table, nil when it is broken.
func openCFF(table []byte) *cff.CFF {
	if len(table) == 0 {
		return nil
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(table)))
	sharedCFF.Lock()
	defer sharedCFF.Unlock()
	if c := sharedCFF.by[at].Value(); c != nil {
		return c
	}
	c, err := cff.Parse(table)
	if err != nil {
		return nil
	}
	if len(c.Charstrings) == 0 {
		return c // nothing in it points into the table
	}
	if sharedCFF.by == nil {
		sharedCFF.by = map[uintptr]weak.Pointer[cff.CFF]{}
	}
	if len(sharedCFF.by) >= maxStaleCFF {
		for k, w := range sharedCFF.by {
			if w.Value() == nil {
				delete(sharedCFF.by, k)
			}
		}
	}
	sharedCFF.by[at] = weak.Make(c)
	return c
}
