package flow

import (
	"runtime"
	"sync"
	"sync/atomic"

	"vitrine/layout/algo"
	"vitrine/layout/box"
)

// What is worth the trouble of preparing text on another processor.
const (
	aheadBoxes = 4       // blocks with text
	aheadText  = 2 << 10 // bytes
)

// queue is the blocks with lines of a tree in the order in which layout comes by. Cutting their text
// into items and shaping it takes most of a layout and depends on nothing that layout finds out.
type queue struct {
	c     *algo.Ctx
	tasks []task
	next  atomic.Int64 // the task that nobody looked at yet
	ended atomic.Bool
}

// task is the items of one block. Whoever claims it makes them.
type task struct {
	q       *queue
	b       *box.Box
	claimed atomic.Bool
	mu      sync.Mutex // held while somebody else than layout makes the items
	items   *inlineItems
}

// Ahead begins to prepare the text of a tree that is about to be laid out for the first time, beside
// that, and returns what ends it, which must be called before the tree changes.
//
//	layout    ──block 1──block 2──┬─────────────block 4 …
//	Ahead     ───────block 3──────┘─block 5──block 6 …
func Ahead(c *algo.Ctx, root *box.Box) (end func()) {
	if runtime.GOMAXPROCS(0) < 2 || *algo.FlowMemo(root) != nil {
		return func() {}
	}
	blocks, text := linesIn(root, nil)
	if len(blocks) < aheadBoxes || text < aheadText {
		return func() {}
	}
	q := &queue{c: c, tasks: make([]task, len(blocks))}
	for i, b := range blocks {
		t := &q.tasks[i]
		t.q, t.b = q, b
		memoOf(b).ahead = t
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for q.one() {
		}
	}()
	return func() {
		q.ended.Store(true)
		<-done
		for _, b := range blocks {
			memoOf(b).ahead = nil
		}
	}
}

// linesIn appends the blocks with lines in b, and returns how many bytes of text there are. Boxes of
// other writing modes are laid out as copies, and what is skipped may not be laid out at all. The
// bases of rubies are made with the text around them.
func linesIn(b *box.Box, out []*box.Box) (blocks []*box.Box, text int) {
	if b.Turned != nil || b.Skip {
		return out, 0
	}
	if b.Inlines && !rubyBase(b) {
		out = append(out, b)
	}
	text = len(b.Text)
	for _, k := range b.Kids {
		var n int
		out, n = linesIn(k, out)
		text += n
	}
	return out, text
}

// one makes the items of the next block that nobody has claimed; false when there is none.
func (q *queue) one() bool {
	for !q.ended.Load() {
		i := int(q.next.Add(1) - 1)
		if i >= len(q.tasks) {
			break
		}
		if q.tasks[i].make() {
			return true
		}
	}
	return false
}

// make makes the items unless somebody has claimed them. What goes wrong is left to layout, which
// tries again where it is reported.
func (t *task) make() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.claimed.CompareAndSwap(false, true) {
		return false
	}
	defer func() { recover() }()
	t.items = allItems(t.q.c, t.b)
	return true
}

// take returns the items when layout needs them. While another goroutine makes them, layout makes
// those of others.
func (t *task) take() *inlineItems {
	if t.claimed.CompareAndSwap(false, true) {
		return allItems(t.q.c, t.b)
	}
	for !t.mu.TryLock() {
		if !t.q.one() {
			t.mu.Lock()
			break
		}
	}
	defer t.mu.Unlock()
	if t.items == nil {
		return allItems(t.q.c, t.b)
	}
	return t.items
}
