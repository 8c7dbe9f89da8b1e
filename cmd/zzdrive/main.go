package main

// zzdrive URL OUT WxH event...
import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"vitrine/engine"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

func main() {
	client := fetch.New(fetch.Config{})
	var w, h int
	fmt.Sscanf(os.Args[3], "%dx%d", &w, &h)
	e := engine.New(engine.Config{Fetch: client, Width: w, Height: h, Progressive: true, Fonts: text.NewFonts(text.Config{System: true})})
	ctx, c := context.WithTimeout(context.Background(), 20*time.Second)
	defer c()
	p, err := e.Load(ctx, os.Args[1])
	if err != nil {
		fmt.Println(err)
	}
	p.Idle(ctx)
	f64 := func(s string) float64 { v, _ := strconv.ParseFloat(s, 64); return v }
	for _, a := range os.Args[4:] {
		f := strings.Split(a, ":")
		xy := func(i int) (float64, float64) { x, y, _ := strings.Cut(f[i], ","); return f64(x), f64(y) }
		switch f[0] {
		case "move":
			x, y := xy(1)
			p.Dispatch(engine.MouseMove{X: x, Y: y})
		case "down":
			x, y := xy(1)
			p.Dispatch(engine.MouseDown{X: x, Y: y})
		case "up":
			x, y := xy(1)
			p.Dispatch(engine.MouseUp{X: x, Y: y})
		case "click":
			x, y := xy(1)
			p.Dispatch(engine.MouseMove{X: x, Y: y})
			p.Dispatch(engine.MouseDown{X: x, Y: y})
			p.Dispatch(engine.MouseUp{X: x, Y: y})
		case "wheel":
			x, y := xy(1)
			p.Dispatch(engine.Wheel{DX: x, DY: y})
		case "to":
			x, y := xy(2)
			p.Dispatch(engine.ScrollTo{Element: f[1], X: x, Y: y})
		case "back":
			p.Dispatch(engine.Back{})
		case "key":
			key(p, f[1])
		case "type":
			typeText(p, strings.TrimPrefix(a, "type:"))
		}
		if err := p.Idle(ctx); err != nil {
			fmt.Println(a, err)
		}
	}
	fr := p.Frame()
	for _, b := range fr.Bars {
		fmt.Printf("bar %+v\n", b)
	}
	fmt.Println("scroll", fr.Scroll, "url", fr.URL, "link", fr.Link)
	o, _ := os.Create(os.Args[2])
	fr.WritePNG(o, engine.Shot{})
	o.Close()
}

func key(p *engine.Page, k string) {
	shift := strings.HasPrefix(k, "S-")
	p.Dispatch(engine.Key{Name: strings.TrimPrefix(k, "S-"), Shift: shift})
}
func typeText(p *engine.Page, s string) {}
