package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Loading a page makes much garbage and leaves little, and with the runtime's own pace a small
// program would collect dozens of times for one page. roomyHeap lets the heap grow by headroom
// before a collection, or by a part of what lives when that is more: a picture of an ordinary
// page costs one or two collections, and a large page is collected at a steady price without
// taking twice the memory it needs.
const (
	headroom = 10 << 20 // bytes
	part     = 40       // percent of what lives
	most     = 1200     // percent; the runtime counts from at least 4 MB times this

	// first is how far the heap grows before the first collection: a command that shows one page
	// mostly ends without one.
	first = 20 << 20 // bytes

	// idle is how much memory beyond what the pace asks for is kept for the next page. The rest
	// goes back to the system, so that one large page does not make a long batch large.
	idle = 6 << 20 // bytes

	// tight is where garbage is no longer allowed to pile up: hostile pages live beyond it. What
	// lives there itself may grow by little, in percent, before a collection: without any room a
	// page of that size would be collected all the time.
	tight  = 600 << 20 // bytes
	little = 25
)

func roomyHeap() {
	debug.SetGCPercent(first * 100 / (4 << 20))
	debug.SetMemoryLimit(tight)
	again()
}

// again sets the pace after each collection. It runs as the finalizer of an object that every
// collection finds dead.
func again() {
	type sentinel struct{ _ [16]byte }
	runtime.SetFinalizer(&sentinel{}, func(*sentinel) {
		s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/total:bytes"},
			{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"},
			{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		metrics.Read(s)
		if live := s[0].Value.Uint64(); live > 0 {
			percent := min(most, max(part, headroom*100/live))
			debug.SetGCPercent(int(percent))
			// What the runtime itself needs beside the heap counts towards its limit.
			other := s[1].Value.Uint64()
			for _, heap := range s[2:] {
				other -= heap.Value.Uint64()
			}
			limit := min(tight, live+live*percent/100+other+idle)
			// Spans that are partly full, and free ones until they are given back, count as well.
			loose := s[3].Value.Uint64() + s[4].Value.Uint64()
			debug.SetMemoryLimit(int64(max(limit, live+live*little/100+other+loose)))
		}
		again()
	})
}
