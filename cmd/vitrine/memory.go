package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Loading a page makes much garbage and leaves little, and with the runtime's own pace a small
// program would collect dozens of times for one page. roomyHeap lets the heap grow to
// collectFrom before the first collection, and to that much or twice what lives, whichever is
// more, before the next: a picture of an ordinary page costs no collection at all, and a large
// page is collected as usual.
const collectFrom = 48 << 20

func roomyHeap() {
	debug.SetGCPercent(1200) // of the runtime's 4 MB: the first collection comes near collectFrom
	again()
}

// again sets the pace after each collection. It runs as the finalizer of an object that every
// collection finds dead.
func again() {
	type sentinel struct{ _ [16]byte }
	runtime.SetFinalizer(&sentinel{}, func(*sentinel) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		percent := 100
		if n := live[0].Value.Uint64(); n > 0 && n < collectFrom {
			percent = min(1200, max(100, int(100*(collectFrom-n)/n)))
		}
		debug.SetGCPercent(percent)
		again()
	})
}
