//go:build go1.26 && !go1.27

package later

import (
	"runtime"
	"unsafe" // and for linkname
)

// task is what the runtime knows of a package's initialization, runtime.initTask: the entry points
// of its functions follow.
type task struct{ state, funcs uint32 }

const (
	waiting = 0 // states of a task
	done    = 2
)

// The tasks: the packages whose preparing takes time, and after them those that take over what it
// made. One that a system's build does not have is a variable of this package, and has no functions.
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
)

// off holds the tasks that were put off.
var off []*task

func init() {
	runtime.LockOSThread() // as package ui does it: the window's thread must be the first one
	// The order is that in which they have to run.
	for _, t := range []*task{&gamepaddb, &legacyshader, &builtinshader, &atlas, &buffered, &colormshader, &mipmap, &ui, &inputstate, &ebiten, &textinput, &inpututil} {
		if t.state == waiting && t.funcs > 0 {
			t.state = done
			off = append(off, t)
		}
	}
}

// Do initializes what was put off. It must be called before anything is asked of Ebiten, on the
// main goroutine; further calls do nothing.
func Do() {
	for _, t := range off {
		t.run()
	}
	off = nil
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
