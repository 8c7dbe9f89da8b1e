package nopads

import _ "unsafe" // for linkname

// Two ways to reach the pads, and a table for each.
//
//go:linkname table github.com/hajimehoshi/ebiten/v2/internal/gamepaddb.controllerBytes_gc_darwin
var table []byte

//go:linkname table2 github.com/hajimehoshi/ebiten/v2/internal/gamepaddb.controllerBytes_iokit_darwin
var table2 []byte

func init() { table, table2 = nil, nil }
