package engine_test

import (
	"context"
	"testing"

	"vitrine/engine"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

// A form that is not valid says so at the first control that is not, until the person goes on.
func TestBubble(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 400, Height: 300})
	defer e.Close()
	p := openPage(t, e, []byte(`<!doctype html><style>* { margin: 0; box-sizing: border-box } input, button { display: block; height: 20px; width: 100px }</style>
<form><input value=x><input required><input type=email value=bad><button></button></form>`))
	ctx := context.Background()
	idle := func() *engine.Frame {
		t.Helper()
		if err := p.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		return p.Frame()
	}
	if idle().Popup != nil {
		t.Fatal("a bubble before anything was sent")
	}
	p.Dispatch(engine.MouseDown{X: 10, Y: 70})
	p.Dispatch(engine.MouseUp{X: 10, Y: 70})
	f := idle()
	if f.Popup == nil || f.Popup.At.Y.Px() < 40 || f.Popup.At.Y.Px() > 50 {
		t.Fatalf("the bubble is not below the second field: %+v", f.Popup)
	}
	if f.Editing == nil {
		t.Error("the field does not have the focus")
	}
	p.Dispatch(engine.Compose{}) // an input method that begins
	if idle().Popup == nil {
		t.Error("an input method takes the bubble away")
	}
	p.Dispatch(engine.Text{Text: "a"})
	if idle().Popup != nil {
		t.Error("typing leaves the bubble")
	}
	p.Dispatch(engine.Key{Name: engine.KeyEnter})
	f = idle()
	if f.Popup == nil || f.Popup.At.Y.Px() < 60 {
		t.Errorf("the bubble is not below the third field: %+v", f.Popup)
	}
}
