package load

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// Bodies together stay within the bound, but for the one that is let through; all get done.
func TestArriving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newArriving(100)
		var all sync.WaitGroup
		var most atomic.Int64
		for range 20 {
			all.Go(func() {
				h := &hold{a: a}
				for range 6 {
					if err := h.take(context.Background(), 10); err != nil {
						t.Error(err)
					}
					a.mu.Lock()
					most.Store(max(most.Load(), a.held))
					a.mu.Unlock()
				}
				h.release()
			})
		}
		all.Wait()
		if n := most.Load(); n > 100+60 || n < 60 {
			t.Errorf("%d at most", n)
		}
		if a.held != 0 || a.through != nil {
			t.Errorf("%+v is left", a)
		}
		// Who waits can give up.
		first, second, third := &hold{a: a}, &hold{a: a}, &hold{a: a}
		first.take(context.Background(), 100)
		second.take(context.Background(), 50) // let through
		ctx, cancel := context.WithCancelCause(context.Background())
		stop := errors.New("stop")
		done := make(chan error)
		go func() { done <- third.take(ctx, 1) }()
		synctest.Wait()
		select {
		case err := <-done:
			t.Error("did not wait", err)
		default:
		}
		cancel(stop)
		if err := <-done; err != stop {
			t.Error(err)
		}
	})
}

func TestWantKeys(t *testing.T) {
	if (want{}).key() != "" {
		t.Error("a plain request has a key of its own")
	}
	seen := map[string]bool{}
	for _, w := range []want{{cors: 1}, {cors: 2}, {referrer: 1}, {nonce: "a"}, {integrity: "a"}, {nonce: "a", integrity: "b"}} {
		if seen[w.key()] {
			t.Errorf("%+v shares a key", w)
		}
		seen[w.key()] = true
	}
	got := wanted(func(name string) (string, bool) {
		v, ok := map[string]string{"crossorigin": "USE-CREDENTIALS", "referrerpolicy": "origin", "nonce": "n", "integrity": "i"}[name]
		return v, ok
	})
	if got.cors != 2 || got.nonce != "n" || got.integrity != "i" || got.referrer == 0 || got.forImage().nonce != "" {
		t.Errorf("%+v", got)
	}
}
