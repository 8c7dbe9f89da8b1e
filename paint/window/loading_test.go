package window

import "testing"

// silentPage has no frame yet, and remembers what it was sent.
type silentPage struct{ sent []EventKind }

func (p *silentPage) Frame() *Frame  { return nil }
func (p *silentPage) OnFrame(func()) {}
func (p *silentPage) Send(e Event)   { p.sent = append(p.sent, e.Kind) }

// Before a page has its first frame it is what loads, and can be stopped.
func TestLoadingBeforeTheFirstFrame(t *testing.T) {
	p := &silentPage{}
	if g := (&game{page: p}); g.loading() {
		t.Error("nothing was asked for")
	}
	g := &game{page: p, opt: Options{URL: "https://a.test/"}}
	if !g.loading() {
		t.Error("the page is not shown as one that loads")
	}
	if g.stop(); g.loading() || len(p.sent) != 1 || p.sent[0] != Stop {
		t.Errorf("stopped: %v, still loading: %v", p.sent, g.loading())
	}
	g.field.Set("https://b.test/", false)
	if g.reload(false); !g.loading() || p.sent[len(p.sent)-1] != Navigate {
		t.Errorf("again: %v", p.sent)
	}
	if g = (&game{page: p, opt: g.opt, frame: &Frame{Loading: true}}); !g.loading() {
		t.Error("a frame that loads is not shown as one")
	}
}
