package dns

import (
	"context"
	"sync"
)

// group lets concurrent callers who want the same thing share one piece of work. The work
// runs under its own context, which ends when the last caller has gone, so that one
// impatient caller does not take the answer from the others.
type group[V any] struct {
	mu sync.Mutex
	m  map[workKey]*call[V]
}

// workKey names a piece of work: a question, and the zone whose servers are asked.
type workKey struct {
	name string
	typ  Type
	zone string
}

type call[V any] struct {
	done    chan struct{}
	v       V
	waiting int
	cancel  context.CancelFunc
}

// do gives the result of f for key k, running f once for all callers present. joined tells
// whether somebody else's f gave it; ok is false when ctx ended first.
func (g *group[V]) do(ctx, base context.Context, k workKey, f func(context.Context) V) (v V, joined, ok bool) {
	g.mu.Lock()
	c := g.m[k]
	joined = c != nil
	if c == nil {
		own, cancel := context.WithCancel(context.WithoutCancel(ctx))
		stop := context.AfterFunc(base, cancel)
		c = &call[V]{done: make(chan struct{}), cancel: func() { stop(); cancel() }}
		if g.m == nil {
			g.m = map[workKey]*call[V]{}
		}
		g.m[k] = c
		go func() {
			c.v = f(own)
			g.mu.Lock()
			if g.m[k] == c {
				delete(g.m, k)
			}
			g.mu.Unlock()
			close(c.done)
			c.cancel()
		}()
	}
	c.waiting++
	g.mu.Unlock()
	select {
	case <-c.done:
		return c.v, joined, true
	case <-ctx.Done():
	}
	g.mu.Lock()
	if c.waiting--; c.waiting == 0 {
		c.cancel()
		if g.m[k] == c {
			delete(g.m, k)
		}
	}
	g.mu.Unlock()
	return v, joined, false
}
