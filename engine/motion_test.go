package engine_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/net/fetch"
)

const moving = `<!doctype html><meta charset=utf-8><style>
@keyframes fade { from { opacity: 0; transform: translateX(0) } to { opacity: 1; transform: translateX(100px) } }
p { transform: translateX(0) } .on { animation: fade 300ms linear }
</style>`

func animated(t *testing.T, a engine.Animation) (*engine.Engine, func()) {
	client := fetch.New(fetch.Config{Offline: true})
	e := engine.New(engine.Config{Fetch: client, Progressive: a.Mode == engine.AnimateLive, Animation: a})
	return e, func() { e.Close(); client.Close() }
}

// A window plays animations without layout and boxes, and does nothing when nothing moves.
func TestAnimationPlays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, done := animated(t, engine.Animation{Mode: engine.AnimateLive})
		defer done()
		const elements = 500
		p := openPage(t, e, append([]byte(moving+"<hr style='background:red'><p id=a style='position:absolute;left:0;top:0;width:10px;height:10px;margin:0;background:black'>"), generated(elements)...))
		ctx := context.Background()
		still := p.Frame()
		time.Sleep(time.Minute)
		if n := p.Frame().Seq; n != still.Seq || engine.Ticks(p) != 0 {
			t.Errorf("a still page made %d frames in %d ticks", n-still.Seq, engine.Ticks(p))
		}
		var a *dom.Node
		p.Do(ctx, func(d *dom.Document) { a = d.ByID("a"); d.SetAttr(a, "class", "on") })
		begun := p.Frame()
		last := begun
		for range 100 {
			time.Sleep(5 * time.Millisecond)
			synctest.Wait()
			f := p.Frame()
			if f == last {
				continue
			}
			if f.Seq > begun.Seq+1 && f.Styles.Running && last.Styles.Running {
				if f.Seq > begun.Seq+3 && &f.Display.Rects[0] != &last.Display.Rects[0] {
					t.Fatal("the whole page was painted anew")
				}
				o := float64(f.Styles.Style(a).Opacity())
				if c := f.Image(engine.Shot{}).RGBAAt(int(100*o)+5, 5); math.Abs(float64(c.R)-255*(1-o)) > 3 {
					t.Fatalf("at opacity %g the middle of the box is %v", o, c)
				}
				if f.Boxes != last.Boxes || f.Frags != last.Frags || f.Styles.Stats.Elements != 1 {
					t.Fatalf("a tick styled %d elements, boxes made %t, laid out %t", f.Styles.Stats.Elements, f.Boxes != last.Boxes, f.Frags != last.Frags)
				}
			}
			last = f
		}
		if n := last.Seq - begun.Seq; n < 18 || n > 20 { // 60 a second for 300 ms
			t.Errorf("%d frames in all", n)
		}
		if last.Styles.Running {
			t.Error("the animation does not end")
		}
		n := engine.Ticks(p)
		time.Sleep(time.Minute)
		if engine.Ticks(p) != n {
			t.Error("time goes on after the end of what moves")
		}
	})
}

// Changes of a page that has been seen begin transitions.
func TestTransitionPlays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, done := animated(t, engine.Animation{Mode: engine.AnimateLive})
		defer done()
		p := openPage(t, e, []byte("<!doctype html><style>p { transition: opacity 200ms linear } .x { opacity: .2 }</style><p id=a>x"))
		ctx := context.Background()
		var n *dom.Node
		p.Do(ctx, func(d *dom.Document) { n = d.ByID("a"); d.SetAttr(n, "class", "x") })
		between := 0
		for range 100 {
			time.Sleep(5 * time.Millisecond)
			synctest.Wait()
			if o := p.Frame().Styles.Style(n).Opacity(); o > 0.2 && o < 1 {
				between++
			}
		}
		if o := p.Frame().Styles.Style(n).Opacity(); o != 0.2 || between < 35 {
			t.Errorf("opacity %g, %d times in between", o, between)
		}
	})
}

// A picture shows the time that was asked for.
func TestAnimationAt(t *testing.T) {
	for _, c := range []struct {
		a    engine.Animation
		want float32
	}{
		{engine.Animation{}, 1},
		{engine.Animation{Mode: engine.AnimateAt, At: 75 * time.Millisecond}, 0.25},
		{engine.Animation{Mode: engine.AnimateAt}, 0},
		{engine.Animation{Mode: engine.AnimateAt, At: time.Second}, 1},
		{engine.Animation{Mode: engine.AnimateOff}, 1},
	} {
		e, done := animated(t, c.a)
		p := openPage(t, e, []byte(moving+"<p id=a class=on>x"))
		p.Do(context.Background(), func(d *dom.Document) {
			if got := p.Frame().Styles.Style(d.ByID("a")).Opacity(); got != c.want {
				t.Errorf("%+v: %g, want %g", c.a, got, c.want)
			}
		})
		done()
	}
}

// The person's wish for less motion reaches media queries.
func TestReducedMotion(t *testing.T) {
	e, done := animated(t, engine.Animation{Reduced: true})
	defer done()
	p := openPage(t, e, []byte("<!doctype html><style>@media (prefers-reduced-motion) { p { opacity: .5 } }</style><p id=a>x"))
	p.Do(context.Background(), func(d *dom.Document) {
		if got := p.Frame().Styles.Style(d.ByID("a")).Opacity(); got != 0.5 {
			t.Errorf("opacity %g", got)
		}
	})
}
