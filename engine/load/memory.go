package load

import (
	"context"
	"fmt"
	"io"
	"sync"

	"vitrine/net/fetch"
)

// arriving bounds the bytes of bodies that are held while they arrive and until they are
// decoded. Whoever would go beyond waits until others are done; one of those that wait is always
// let through, so that somebody gets done.
type arriving struct {
	mu      sync.Mutex
	limit   int64
	held    int64
	through *hold // may exceed the limit
	changed chan struct{}
}

// hold is the part of one body.
type hold struct {
	a     *arriving
	bytes int64
}

func newArriving(limit int64) *arriving { return &arriving{limit: limit, changed: make(chan struct{})} }

// take counts n bytes more, waiting for room.
func (h *hold) take(ctx context.Context, n int64) error {
	a := h.a
	for {
		a.mu.Lock()
		if a.held+n <= a.limit || a.through == h || a.through == nil {
			if a.held+n > a.limit {
				a.through = h
			}
			a.held += n
			h.bytes += n
			a.mu.Unlock()
			return nil
		}
		changed := a.changed
		a.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// release gives everything back.
func (h *hold) release() {
	a := h.a
	a.mu.Lock()
	a.held -= h.bytes
	h.bytes = 0
	if a.through == h {
		a.through = nil
	}
	close(a.changed)
	a.changed = make(chan struct{})
	a.mu.Unlock()
}

// A body's buffer begins with firstRead and doubles, from mostRead on it grows by that; trusted
// is how much of a claimed length is allocated before any of it came. All in bytes.
const (
	firstRead = 16 << 10
	mostRead  = 16 << 20
	trusted   = 1 << 20
)

// read takes all of a body, counting it in h. length is what was announced, or -1; limit bounds
// the body, in bytes. What came before an error comes with it.
func (h *hold) read(ctx context.Context, body io.Reader, length, limit int64) ([]byte, error) {
	size := int64(firstRead)
	if length > 0 {
		size = min(length+1, trusted)
	}
	var b []byte
	for {
		if len(b) == cap(b) {
			grow := max(size, min(int64(cap(b)), mostRead))
			if err := h.take(ctx, grow); err != nil {
				return b, err
			}
			b = append(make([]byte, 0, int64(cap(b))+grow), b...)
		}
		n, err := body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case int64(len(b)) > limit:
			return b[:limit], fmt.Errorf("%w (%d bytes)", fetch.ErrTooLarge, limit)
		case err == io.EOF:
			return b, nil
		case err != nil:
			return b, err
		}
	}
}
