package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"

	"vitrine/engine"
)

// Loading a page makes much garbage and leaves little, and with the runtime's own pace a small
// program would collect dozens of times for one page. A pace lets the heap grow by headroom
// before a collection, or by a part of what lives when that is more: a picture of an ordinary
// page costs one or two collections, and a large page is collected at a steady price without
// taking twice the memory it needs.
type pace struct {
	headroom uint64 // bytes
	part     uint64 // percent of what lives

	// idle is how much memory beyond what the pace asks for is kept for the next page. The rest
	// goes back to the system, so that one large page does not make a long batch large.
	idle uint64 // bytes
}

var (
	// onePage is the pace of commands that show one page, and of a batch up to its second one. A
	// large page is collected once more than with manyPages, in the time that the other processor
	// has left, and takes 5 MB less of 65.
	onePage = pace{headroom: 7 << 20, part: 25, idle: 6 << 20}

	// manyPages is that of a batch, which runs for long beside others and whose caches grow with the
	// pages. Collecting twice as often would spare 2 MB of 85 and cost a fifth of the time.
	manyPages = pace{headroom: 10 << 20, part: 30, idle: 5 << 20}

	current atomic.Pointer[pace]
)

const (
	most = 1200 // percent; the runtime counts from at least 4 MB times this

	// first is how far the heap grows before the first collection: a command that shows one page
	// mostly ends without one.
	first = 20 << 20 // bytes

	// quiet is how much memory a batch may hold between two pages without giving it back.
	quiet = 36 << 20 // bytes of heap

	// tight is where garbage is no longer allowed to pile up: hostile pages live beyond it. What
	// lives there itself may grow by little, in percent, before a collection: without any room a
	// page of that size would be collected all the time.
	tight  = 600 << 20 // bytes
	little = 25
)

// roomyHeap sets the pace of a program that has just begun.
func roomyHeap() {
	current.Store(&onePage)
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
			p := current.Load()
			percent := min(most, max(p.part, p.headroom*100/live))
			debug.SetGCPercent(int(percent))
			// What the runtime itself needs beside the heap counts towards its limit.
			other := s[1].Value.Uint64()
			for _, heap := range s[2:] {
				other -= heap.Value.Uint64()
			}
			limit := min(tight, live+live*percent/100+other+p.idle)
			// Spans that are partly full, and free ones until they are given back, count as well.
			loose := s[3].Value.Uint64() + s[4].Value.Uint64()
			debug.SetMemoryLimit(int64(max(limit, live+live*little/100+other+loose)))
		}
		again()
	})
}

// rested is what was held after the last rest, in bytes.
var rested atomic.Uint64

// rest gives back what the last page needed and the next one may not. What the caches keep is held
// after it as well; only what comes on top is worth another.
func rest(e *engine.Engine) {
	if held() > max(quiet, rested.Load()+quiet/3) {
		e.Rest()
		runtime.GC() // what pools hold goes with the second collection
		debug.FreeOSMemory()
		rested.Store(held())
	}
}

// held returns how many bytes the heap has of the system.
func held() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(s)
	sum := uint64(0)
	for _, m := range s {
		sum += m.Value.Uint64()
	}
	return sum
}
