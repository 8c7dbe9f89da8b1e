package paint_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"vitrine/engine"
	"vitrine/net/fetch"
)

// TestHostilePages draws pages whose numbers are at and past every edge: each must end soon
// and give a picture.
func TestHostilePages(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Width: 200, Height: 150})
	defer e.Close()
	box := func(style string) string { return `<div style="width:100px;height:80px;` + style + `">text</div>` }
	for name, html := range map[string]string{
		"huge shadow":           box("box-shadow:1e38px -1e38px 1e38px 1e38px red, inset 1e9px 1e9px 1e9px 1e9px blue"),
		"huge blur":             box("filter:blur(1e30px);background:red") + box("filter:drop-shadow(1e9px 1e9px 1e9px red);background:red"),
		"huge radius":           box("border-radius:1e38px/1px;border:1e6px dashed red"),
		"tiny tiles":            box("background:linear-gradient(red,blue) 0 0/0.0001px 0.0001px"),
		"tiny bitmap tiles":     box("background:url(" + bitmap + ") 0 0/0.01px 0.01px space"),
		"empty gradients":       box("background:repeating-linear-gradient(red 0,blue 0)") + box("background:repeating-radial-gradient(0px 0px,red,blue)") + box("background:repeating-conic-gradient(red 0deg,blue 0deg)"),
		"stops past every end":  box("background:linear-gradient(red -1e38px,blue 1e38px)") + box("background:radial-gradient(1e38px 1e-38px,red,blue)"),
		"huge transforms":       box("transform:scale(1e30);background:red") + box("transform:scale(0);background:red") + box("transform:matrix(1e38,1e38,1e38,1e38,1e38,1e38);border:1px dotted red") + box("transform:rotate(1e38deg) skew(90deg);background:red"),
		"10k backgrounds":       box("background-image:" + strings.Repeat("linear-gradient(red,blue),", 9999) + "none"),
		"1000 shadows":          box("text-shadow:" + strings.Repeat("1px 1px 9px red,", 999) + "0 0 red;box-shadow:" + strings.Repeat("1px 1px 9px red,", 999) + "0 0 red"),
		"wide dashes":           `<div style="width:1e7px;border-top:1px dotted red;outline:1px dashed blue">x</div>`,
		"wavy miles":            `<div style="white-space:nowrap;text-decoration:underline wavy">` + strings.Repeat("word ", 20000) + `</div>`,
		"nested groups":         strings.Repeat(`<div style="opacity:.9;overflow:hidden;border-radius:3px;transform:rotate(1deg)">`, 200) + "x",
		"z-index at the ends":   box("position:absolute;z-index:2147483647;background:red") + box("position:absolute;z-index:-99999999999;background:blue"),
		"huge text":             `<p style="font-size:1e30px">x</p><p style="font-size:9999px;text-shadow:0 0 500px red">y</p>`,
		"clip paths":            box("clip-path:polygon(0 0,1e38px 0,1e38px -1e38px);background:red") + box("clip-path:circle(1e38px);background:red") + box(`clip-path:path('M0 0L1e38 1e38 A1e-38 1e38 0 1 1 5 5z');background:red`),
		"svg":                   `<svg width=1e30 height=10 viewBox="0 0 1e-30 1e-30"><rect width=1e38 height=1e38 stroke-dasharray="1e-30" stroke="red"/></svg>`,
		"filters that are none": `<p id=p>a</p>` + box("filter:url(#nope)") + box("filter:url(#p)") + box("filter:url(other.svg#f)") + box("backdrop-filter:url(#nope)") + `<svg><rect width=9 height=9 filter="url(#nope)"/></svg>`,
		"filters in circles":    `<svg><filter id=f><feImage href="#b"/></filter><filter id=g><feImage href="#a"/></filter><rect id=a width=9 height=9 filter="url(#f)"/><rect id=b width=9 height=9 filter="url(#g)"/></svg>` + box("filter:url(#f) url(#g) url(#f)"),
		"huge kernel":           `<svg><filter id=f>` + strings.Repeat(`<feConvolveMatrix order=60 kernelMatrix="`+strings.Repeat("1 ", 3600)+`"/>`, 50) + `</filter><rect width=300 height=300 filter="url(#f)"/></svg>`,
		"border image":          box("border:10px solid;border-image:url(" + bitmap + ") 1 repeat;border-image-width:0.001px"),
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // far more than it takes
		page, err := e.Load(ctx, "data:text/html,"+url.PathEscape("<!DOCTYPE html>"+html))
		if err == nil {
			err = page.Idle(ctx)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if img := page.Frame().Image(engine.Shot{}); img.Rect.Dx() != 200 {
			t.Errorf("%s: picture of %v", name, img.Rect)
		}
		cancel()
		page.Close()
	}
}
