package engine_test

import (
	"context"
	"fmt"
	"os"

	"vitrine/css/selector"
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

// Why a property has its value: what won, what lost and by which step of the cascade.
func Example_cascade() {
	e := engine.New(engine.Config{})
	defer e.Close()
	ctx := context.Background()
	page, err := e.Load(ctx, "data:text/html,<!doctype html><style>b { color: red } .x { color: lime }</style><b class=x style='font-weight: 500'>b</b>")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := page.Idle(ctx); err != nil {
		fmt.Println(err)
		return
	}
	page.Do(ctx, func(d *dom.Document) {
		styles := page.Frame().Styles
		n := d.Body().FirstElement()
		for _, x := range styles.Explain()(n, selector.PseudoNone) {
			fmt.Printf("%s: %s from %s of the %s: ", x.Property, x.Value, x.Selector, x.Origin)
			if x.Won {
				fmt.Println("won")
			} else {
				fmt.Println("lost by", x.Lost)
			}
		}
	})
	// Output:
	// font-weight: 500 from style attribute of the author: won
	// color: lime from .x of the author: won
	// color: red from b of the author: lost by specificity
	// font-weight: bolder from b of the user agent: lost by origin
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
