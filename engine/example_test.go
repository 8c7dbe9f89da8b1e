package engine_test

import (
	"context"
	"fmt"
	"os"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/dump"
	"vitrine/net/fetch"
)

// A page from an address to pixels, and what is known about it on the way.
func Example() {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Width: 400, Height: 300})
	defer e.Close()

	ctx := context.Background()
	page, err := e.Load(ctx, "data:text/html,<title>Hello</title><p style='margin:0'>World</p>")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := page.Idle(ctx); err != nil { // everything has arrived and is painted
		fmt.Println(err)
		return
	}
	frame := page.Frame()
	picture := frame.Image(engine.Shot{})
	fmt.Println(frame.Title, picture.Bounds().Size())
	page.Do(ctx, func(d *dom.Document) { dump.DOM(os.Stdout, d.Body()) })
	// Output:
	// Hello (400,300)
	// <body>
	//   <p style="margin:0">
	//     "World"
}

// Events are dispatched to a page as a person would cause them.
func ExamplePage_Dispatch() {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Width: 400, Height: 300})
	defer e.Close()
	ctx := context.Background()
	page, err := e.Load(ctx, "data:text/html,<!doctype html><body style='margin:0;height:1000px'>tall")
	if err != nil {
		fmt.Println(err)
		return
	}
	page.Idle(ctx)
	page.Dispatch(engine.Key{Name: engine.KeyEnd})
	page.Idle(ctx)
	fmt.Println(page.Frame().Scroll.Y)
	page.Dispatch(engine.Wheel{DY: -200})
	page.Idle(ctx)
	fmt.Println(page.Frame().Scroll.Y)
	// Output:
	// 700
	// 500
}
