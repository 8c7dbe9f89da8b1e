package trace

import (
	"context"
	"testing"
	"time"
)

func TestNilSpanIsFree(t *testing.T) {
	var sp *Span
	n := testing.AllocsPerRun(100, func() {
		c := sp.Fork("x")
		c.Note(Warning, "y", Pos{})
		c.Count("z", 1)
		c.Set()
		c.End()
	})
	if n != 0 {
		t.Errorf("nil span allocates %v times", n)
	}
	ctx, c := Start(context.Background(), "x")
	if c != nil || From(ctx) != nil {
		t.Error("a context without a span gave one")
	}
}

func TestStream(t *testing.T) {
	var r Recorder
	root := New("load", &r)
	ctx, sp := Start(With(context.Background(), root), "dns", Str("name", "a.test"))
	From(ctx).Note(Info, "answer", Pos{URL: "u", Line: 2, Col: 3}, Dur("ttl", time.Second))
	sp.Set(Int("records", 2))
	sp.End()
	sp.End()
	root.Count("bytes", 7)
	root.End()
	ev := r.Events()
	if len(ev) != 6 {
		t.Fatalf("%d events: %+v", len(ev), ev)
	}
	if ev[1].Parent != ev[0].Span || ev[1].Attr("name") != "a.test" {
		t.Errorf("child = %+v", ev[1])
	}
	if ev[2].Pos.String() != "u:2:3" || ev[2].Attr("ttl") != "1s" {
		t.Errorf("note = %+v", ev[2])
	}
	if ev[3].Phase != End || ev[3].Attr("records") != "2" {
		t.Errorf("end = %+v", ev[3])
	}
	if ev[4].N != 7 || ev[5].Name != "load" {
		t.Errorf("tail = %+v %+v", ev[4], ev[5])
	}
}
