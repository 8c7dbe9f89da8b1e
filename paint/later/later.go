//go:build go1.26 && !go1.27

package later

import (
	"runtime"
	"sync"
	"unsafe" // and for linkname
)

// task is what the runtime knows of a package's initialization, runtime.initTask: the entry points
// of its functions follow.
type task struct{ state, funcs uint32 }

const (
	waiting = 0 // states of a task
	done    = 2
)

// Ebiten: the packages whose preparing takes time, and after them those that take over what it
// made. A task that a system's build does not have is a variable of this package, and has no
// functions.
var (
	//go:linkname gamepaddb github.com/hajimehoshi/ebiten/v2/internal/gamepaddb..inittask
	gamepaddb task
	//go:linkname legacyshader github.com/hajimehoshi/ebiten/v2/internal/legacyshader..inittask
	legacyshader task
	//go:linkname builtinshader github.com/hajimehoshi/ebiten/v2/internal/builtinshader..inittask
	builtinshader task
	//go:linkname atlas github.com/hajimehoshi/ebiten/v2/internal/atlas..inittask
	atlas task
	//go:linkname buffered github.com/hajimehoshi/ebiten/v2/internal/buffered..inittask
	buffered task
	//go:linkname colormshader github.com/hajimehoshi/ebiten/v2/internal/colormshader..inittask
	colormshader task
	//go:linkname mipmap github.com/hajimehoshi/ebiten/v2/internal/mipmap..inittask
	mipmap task
	//go:linkname ui github.com/hajimehoshi/ebiten/v2/internal/ui..inittask
	ui task
	//go:linkname inputstate github.com/hajimehoshi/ebiten/v2/internal/inputstate..inittask
	inputstate task
	//go:linkname ebiten github.com/hajimehoshi/ebiten/v2..inittask
	ebiten task
	//go:linkname textinput github.com/hajimehoshi/ebiten/v2/exp/textinput..inittask
	textinput task
	//go:linkname inpututil github.com/hajimehoshi/ebiten/v2/inpututil..inittask
	inpututil task

	//go:linkname clipboard github.com/atotto/clipboard..inittask
	clipboard task // looks for programs in the whole path
)

// What the library that writes PDF files holds for files that others wrote, and tables of its own.
var (
	//go:linkname metrics github.com/pdfcpu/pdfcpu/internal/corefont/metrics..inittask
	metrics task
	//go:linkname tiff github.com/hhrutter/tiff..inittask
	tiff task
	//go:linkname yaml go.yaml.in/yaml/v3..inittask
	yaml task
)

// snappy is a table for reading Snappy, which the library for Zstandard can and nothing here asks.
//
//go:linkname snappy github.com/klauspost/compress/internal/snapref..inittask
var snappy task

// The groups, each in the order in which its tasks have to run.
var (
	forWindow = group{&gamepaddb, &legacyshader, &builtinshader, &atlas, &buffered, &colormshader, &mipmap, &ui, &inputstate, &ebiten, &textinput, &inpututil, &clipboard}
	forPDF    = group{&metrics, &tiff, &yaml}
	forNobody = group{&snappy}
)

// group is tasks that are made up for together.
type group []*task

func init() {
	if ui.funcs > 0 {
		runtime.LockOSThread() // as package ui does it: the window's thread must be the first one
	}
	forWindow.putOff()
	forPDF.putOff()
	forNobody.putOff()
}

// putOff marks the tasks as done, and keeps those that are to be made up for.
func (g *group) putOff() {
	off := (*g)[:0]
	for _, t := range *g {
		if t.state == waiting && t.funcs > 0 {
			t.state = done
			off = append(off, t)
		}
	}
	*g = off
}

// Window initializes what a window needs. It must be called before anything is asked of Ebiten, on
// the main goroutine; further calls do nothing.
func Window() { forWindow.run() }

var pdf sync.Once

// PDF initializes what writing PDF files needs. Further calls do nothing.
func PDF() { pdf.Do(func() { forPDF.run() }) }

// run makes up for what was put off.
func (g *group) run() {
	for _, t := range *g {
		t.run()
	}
	*g = nil
}

// run calls the functions of a task as the runtime does: a func value points to its entry point.
func (t *task) run() {
	entry := unsafe.Add(unsafe.Pointer(t), unsafe.Sizeof(*t))
	for range t.funcs {
		f := *(*func())(unsafe.Pointer(&entry))
		f()
		entry = unsafe.Add(entry, unsafe.Sizeof(entry))
	}
}
