package paint_test

import (
	"context"
	"image/color"
	"net/url"
	"testing"

	"vitrine/engine"
	"vitrine/net/fetch"
)

// Drawn controls have Chromium's colours at points that tell one way of drawing from another.
func TestControlPixels(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Width: 120, Height: 60})
	defer e.Close()
	rgb := func(v uint32) color.RGBA { return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }
	type pixel struct {
		x, y int
		c    uint32
	}
	const dark = `<style>:root{color-scheme:dark}</style>`
	for _, c := range []struct {
		name, html string
		want       []pixel
	}{
		{"the rim of a slider lies over what is filled", `<input type=range style="width:60px">`, []pixel{{20, 8, 0x0075ff}, {20, 6, 0x3b75ba}, {50, 6, 0xb2b2b2}, {1, 10, 0xffffff}, {2, 10, 0xffffff}}},
		{"a vertical slider fills from the top", `<input type=range style="writing-mode:vertical-lr;height:50px;margin:0">`, []pixel{{8, 10, 0x0075ff}, {8, 42, 0xefefef}}},
		{"and from the bottom where lines go up", `<input type=range style="writing-mode:vertical-lr;direction:rtl;height:50px;margin:0">`, []pixel{{8, 10, 0xefefef}, {8, 42, 0x0075ff}}},
		{"progress from right to left", `<progress dir=rtl value=.3 style="width:80px;height:10px;display:block">`, []pixel{{10, 5, 0xefefef}, {70, 5, 0x0075ff}}},
		{"progress of an unknown task", `<progress style="width:80px;height:10px;display:block">`, []pixel{{8, 5, 0x0075ff}, {60, 5, 0xefefef}}},
		{"the rim of a meter is around what is filled", `<meter value=.5 style="width:80px;height:16px;display:block">`, []pixel{{20, 4, 0xcbcbcb}, {20, 5, 0x107c10}, {60, 8, 0xefefef}}},
		{"a progress bar without the platform's look", `<progress value=.5 style="appearance:none;width:80px;height:10px;display:block">`, []pixel{{20, 1, 0x008000}, {60, 1, 0x808080}}},
		{"one with a background has none either", `<progress value=.5 style="background:red;width:80px;height:10px;display:block">`, []pixel{{20, 1, 0x008000}, {60, 1, 0x808080}}},
		{"the parts of a progress bar", `<style>::-webkit-progress-bar{background:#eee;padding:0 0 2px}::-webkit-progress-value{background:teal}</style><progress value=.5 style="appearance:none;width:80px;height:10px;display:block">`,
			[]pixel{{20, 1, 0x008080}, {20, 9, 0xeeeeee}, {60, 1, 0xeeeeee}}},
		{"a part that is not displayed", `<style>::-webkit-progress-value{display:none}</style><progress value=.5 style="appearance:none;width:80px;height:10px;display:block">`, []pixel{{20, 1, 0x808080}}},
		{"the parts of a meter", `<style>::-webkit-meter-bar{background:#ddd}::-webkit-meter-suboptimum-value{background:olive}</style><meter value=.5 low=.6 optimum=.9 style="appearance:none;width:80px;height:16px;display:block">`,
			[]pixel{{20, 1, 0xffffff}, {20, 8, 0x808000}, {60, 8, 0xdddddd}}},
		{"a progress bar has no width of its own", `<progress value=1 style="width:auto;height:16px">`, []pixel{{20, 8, 0xffffff}}},
		{"a field of dates without its picker", `<style>::-webkit-calendar-picker-indicator{display:none;background:red}</style><input type=date style="margin:0;border:0;padding:0;width:60px;height:21px">`, []pixel{{50, 10, 0xffffff}}},
		{"a picker with a background", `<style>::-webkit-calendar-picker-indicator{background:red}</style><input type=date style="margin:0;border:0;padding:0;width:60px;height:21px">`, []pixel{{50, 10, 0xff0000}}},
		{"a disabled field", `<input disabled style="margin:0;display:block">`, []pixel{{20, 10, 0xf8f8f8}}},
		{"a field by a disabled fieldset", `<fieldset disabled style="border:0;margin:0;padding:0"><input style="display:block">`, []pixel{{20, 10, 0xf8f8f8}}},
		{"a field lacks its corners alone", `<input style="margin:0;display:block">`, []pixel{{0, 0, 0xffffff}, {1, 0, 0x767676}, {0, 1, 0x767676}, {1, 1, 0xffffff}}},
		{"and so does a textarea", `<textarea style="display:block;resize:none">`, []pixel{{0, 0, 0xffffff}, {1, 0, 0x767676}}},
		{"a disabled field in the dark", dark + `<input disabled style="margin:0;display:block">`, []pixel{{20, 10, 0x3b3b3b}, {20, 0, 0x626262}}},
		{"a button in the dark", dark + `<button style="display:block;width:40px;height:20px">`, []pixel{{20, 0, 0x6b6b6b}, {20, 10, 0x6b6b6b}}},
		{"a resizer", `<div style="overflow:scroll;resize:both;width:40px;height:30px">`, []pixel{{37, 21, 0x666666}, {37, 20, 0xffffff}, {31, 27, 0x666666}}},
		{"a video with controls is dark without a poster", `<video controls style="display:block;width:120px;height:60px">`, []pixel{{60, 2, 0x1b1b1b}, {60, 58, 0x000000}, {95, 36, 0x515151}}},
		{"one without shows nothing", `<video style="display:block;width:120px;height:60px">`, []pixel{{60, 30, 0xffffff}}},
		{"a video that waits to be played can be", `<video controls preload=none src=a.webm style="display:block;width:120px;height:60px">`, []pixel{{96, 36, 0xffffff}}},
		{"the controls of audio", `<audio controls style="display:block;width:120px">`, []pixel{{1, 1, 0xffffff}, {60, 5, 0xf1f3f4}, {60, 27, 0xc1c2c3}, {24, 27, 0xa9aaab}, {94, 27, 0x000000}}},
		{"the controls of audio in the dark", dark + `<audio controls style="display:block;width:120px">`, []pixel{{60, 5, 0x373737}, {94, 27, 0xffffff}}},
		{"a resizer in the dark", dark + `<div style="overflow:scroll;resize:both;width:40px;height:30px">`, []pixel{{37, 21, 0x070707}, {37, 22, 0xa0a0a0}}},
	} {
		ctx := context.Background()
		page, err := e.Load(ctx, "data:text/html,"+url.PathEscape("<!DOCTYPE html><style>body{margin:0}</style>"+c.html))
		if err != nil {
			t.Fatal(err)
		}
		if err := page.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		m := page.Frame().Image(engine.Shot{})
		for _, p := range c.want {
			if got := m.RGBAAt(p.x, p.y); !nearly(got, rgb(p.c)) {
				t.Errorf("%s: the pixel at %d,%d is %v, want %v", c.name, p.x, p.y, got, rgb(p.c))
			}
		}
		page.Close()
	}
}

// nearly reports whether two colours differ by no more than rounding does.
func nearly(a, b color.RGBA) bool {
	near := func(x, y uint8) bool { return max(x, y)-min(x, y) <= 2 }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B)
}
