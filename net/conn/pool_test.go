package conn

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// internet is a Dialer in memory. Each address behaves as its rule says.
type internet struct {
	mu    sync.Mutex
	rules map[string]rule // by IP
	log   []string        // "+time address" per dial
	ends  []net.Conn      // the servers' ends
	start time.Time
}

type rule struct {
	delay  time.Duration
	err    error
	silent bool
}

func (in *internet) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ap := netip.MustParseAddrPort(address)
	in.mu.Lock()
	in.log = append(in.log, time.Since(in.start).String()+" "+ap.Addr().String())
	r := in.rules[ap.Addr().String()]
	in.mu.Unlock()
	wait := time.After(r.delay)
	if r.silent {
		wait = nil
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait:
	}
	if r.err != nil {
		return nil, r.err
	}
	a, b := net.Pipe()
	in.mu.Lock()
	in.ends = append(in.ends, b)
	in.mu.Unlock()
	return a, nil
}

// world makes a pool over an internet in which host h has the addresses given.
func world(lim Limits, rules map[string]rule, addrs ...string) (*Pool, *internet) {
	in := &internet{rules: rules, start: time.Now()}
	p := NewPool(Config{Dialer: in, Limits: lim, Resolver: ResolverFunc(func(ctx context.Context, host string) ([]netip.Addr, error) {
		var out []netip.Addr
		for _, a := range addrs {
			out = append(out, netip.MustParseAddr(a))
		}
		return out, nil
	})})
	return p, in
}

var target = Target{Host: "a.test", Port: 80}

func TestRaceTimeline(t *testing.T) {
	for name, c := range map[string]struct {
		rules map[string]rule
		addrs []string
		want  string // the dials
		took  time.Duration
		won   string
	}{
		"first is fast": {nil, []string{"2001:db8::1", "192.0.2.1"}, "0s 2001:db8::1", 0, "2001:db8::1"},
		"black hole":    {map[string]rule{"2001:db8::1": {silent: true}}, []string{"2001:db8::1", "2001:db8::2", "192.0.2.1"}, "0s 2001:db8::1, 250ms 192.0.2.1", 250 * time.Millisecond, "192.0.2.1"},
		"refused goes on at once": {map[string]rule{"2001:db8::1": {delay: 10 * time.Millisecond, err: errors.New("no")}},
			[]string{"2001:db8::1", "192.0.2.1"}, "0s 2001:db8::1, 10ms 192.0.2.1", 10 * time.Millisecond, "192.0.2.1"},
		"slow first still wins": {map[string]rule{"2001:db8::1": {delay: 300 * time.Millisecond}, "192.0.2.1": {delay: time.Second}},
			[]string{"2001:db8::1", "192.0.2.1"}, "0s 2001:db8::1, 250ms 192.0.2.1", 300 * time.Millisecond, "2001:db8::1"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, in := world(Limits{}, c.rules, c.addrs...)
				start := time.Now()
				conn, err := p.Get(t.Context(), target, 0, false)
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(in.log, ", "); got != c.want || time.Since(start) != c.took || conn.Remote.Addr().String() != c.won {
					t.Errorf("dials %s after %v, %s won", got, time.Since(start), conn.Remote)
				}
				p.Discard(conn)
				synctest.Wait()
				if st := p.Stats(); st.Open != 0 {
					t.Errorf("%+v", st)
				}
			})
		})
	}
}

func TestAllAddressesFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := world(Limits{}, map[string]rule{"192.0.2.1": {err: errors.New("no")}, "192.0.2.2": {silent: true}}, "192.0.2.1", "192.0.2.2")
		_, err := p.Get(t.Context(), target, 0, false)
		var ce *ConnectError
		if !errors.As(err, &ce) || len(ce.Attempts) != 2 || err.Error() != "192.0.2.1:80: no, 192.0.2.2:80: timeout" || ce.Timeout() {
			t.Errorf("%v", err)
		}
		if st := p.Stats(); st.Open != 0 {
			t.Errorf("%+v", st)
		}
	})
}

func TestAddressOrder(t *testing.T) {
	var in []netip.Addr
	for _, a := range []string{"2001:db8::1", "2001:db8::2", "2001:db8::1", "192.0.2.1", "0.0.0.0", "192.0.2.2", "::ffff:192.0.2.3", "255.255.255.255", "ff02::1"} {
		in = append(in, netip.MustParseAddr(a))
	}
	var got []string
	for _, a := range order(in, 4) {
		got = append(got, a.String())
	}
	if want := []string{"2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2"}; !slices.Equal(got, want) {
		t.Error(got)
	}
}

func TestPoolLimitsAndPriorities(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, in := world(Limits{PerTarget: 2}, nil, "192.0.2.1")
		var held []*Conn
		for range 2 {
			c, err := p.Get(t.Context(), target, 0, false)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, c)
		}
		var order []int
		var wg sync.WaitGroup
		for _, prio := range []int{1, 3, 2, 3} {
			wg.Go(func() {
				c, err := p.Get(t.Context(), target, prio, false)
				if err != nil {
					t.Error(err)
					return
				}
				order = append(order, prio)
				p.Put(c)
			})
			synctest.Wait()
		}
		// One that gives up leaves the queue.
		ctx, cancel := context.WithCancelCause(t.Context())
		gone := errors.New("gone")
		wg.Go(func() {
			if _, err := p.Get(ctx, target, 9, false); err != gone {
				t.Error(err)
			}
		})
		synctest.Wait()
		if st := p.Stats(); st.Waiting != 5 || st.Open != 2 {
			t.Errorf("%+v", st)
		}
		cancel(gone)
		synctest.Wait()
		p.Put(held[0])
		wg.Wait()
		if want := []int{3, 3, 2, 1}; !slices.Equal(order, want) {
			t.Errorf("served %v", order)
		}
		if len(in.log) != 2 {
			t.Errorf("%d dials", len(in.log))
		}
		p.Discard(held[1])
		p.Close()
		if st := p.Stats(); st != (Stats{}) {
			t.Errorf("%+v", st)
		}
	})
}

func TestIdleConnectionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, in := world(Limits{Idle: time.Minute}, nil, "192.0.2.1")
		get := func() *Conn {
			c, err := p.Get(t.Context(), target, 0, false)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		a, b := get(), get()
		p.Put(a)
		time.Sleep(30 * time.Second)
		p.Put(b)
		if c := get(); c != b || !c.Reused() {
			t.Error("the last used connection is not preferred")
		}
		p.Put(b)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		if st := p.Stats(); st.Open != 1 || st.Idle != 1 {
			t.Errorf("after a minute: %+v", st)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if st := p.Stats(); st.Open != 0 {
			t.Errorf("after two: %+v", st)
		}
		// A connection that the server closed is not handed out.
		c := get()
		p.Put(c)
		in.ends[len(in.ends)-1].Close()
		if d := get(); d == c {
			t.Error("a closed connection was reused")
		} else {
			p.Discard(d)
		}
		p.Close()
	})
}

func TestTotalLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := world(Limits{Total: 2}, nil, "192.0.2.1")
		other := Target{Host: "b.test", Port: 80}
		get := func(t2 Target) *Conn {
			c, err := p.Get(t.Context(), t2, 0, false)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		a, b := get(target), get(target)
		p.Put(a)
		c := get(other) // takes the place of the idle one
		if st := p.Stats(); st.Open != 2 || st.Idle != 0 {
			t.Errorf("%+v", st)
		}
		done := make(chan *Conn)
		go func() { done <- get(Target{Host: "c.test", Port: 80}) }()
		synctest.Wait()
		if st := p.Stats(); st.Waiting != 1 {
			t.Errorf("%+v", st)
		}
		p.Put(b) // idle, but of another host: its place is what is needed
		d := <-done
		p.Discard(c)
		p.Discard(d)
		synctest.Wait()
		if st := p.Stats(); st != (Stats{}) {
			t.Errorf("%+v", st)
		}
	})
}

func TestClosedPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := world(Limits{PerTarget: 1}, nil, "192.0.2.1")
		c, err := p.Get(t.Context(), target, 0, false)
		if err != nil {
			t.Fatal(err)
		}
		failed := make(chan error)
		go func() { _, err := p.Get(t.Context(), target, 0, false); failed <- err }()
		synctest.Wait()
		p.Close()
		if err := <-failed; err != ErrPoolClosed {
			t.Error(err)
		}
		if _, err := p.Get(t.Context(), target, 0, false); err != ErrPoolClosed {
			t.Error(err)
		}
		p.Put(c)
		if st := p.Stats(); st != (Stats{}) {
			t.Errorf("%+v", st)
		}
	})
}

func TestLocalhostIsNotAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &internet{start: time.Now(), rules: map[string]rule{"127.0.0.1": {err: errors.New("no")}}}
		p := NewPool(Config{Dialer: in, Resolver: ResolverFunc(func(context.Context, string) ([]netip.Addr, error) {
			t.Error("the resolver was asked")
			return nil, errNoAddress
		})})
		for _, host := range []string{"localhost", "app.localhost.", "[::1]"} {
			c, err := p.Get(t.Context(), Target{Host: host, Port: 1}, 0, false)
			if err != nil || c.Remote.Addr().String() != "::1" {
				t.Fatal(host, err)
			}
			p.Discard(c)
		}
	})
}
