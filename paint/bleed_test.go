package paint_test

import (
	"context"
	"net/url"
	"testing"

	"vitrine/engine"
	"vitrine/net/fetch"
)

// What a border hides does not shine through its round edge.
func TestBleed(t *testing.T) {
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	e := engine.New(engine.Config{Fetch: client, Width: 40, Height: 40})
	defer e.Close()
	for _, style := range []string{
		"border:4px solid #00f;background:#f00",
		"border:4px solid #00f;background:linear-gradient(#f00,#f00)",
		"border:3px double #00f;background:#00f linear-gradient(#f00,#f00) no-repeat 50%/4px 4px",
		"border:4px dashed #00f;background:#f00 linear-gradient(#00f,#00f) border-box",
	} {
		doc := `<!DOCTYPE html><style>*{margin:0}</style><div style="width:24px;height:24px;border-radius:9px;` + style + `"></div>`
		ctx := context.Background()
		page, err := e.Load(ctx, "data:text/html,"+url.PathEscape(doc))
		if err != nil {
			t.Fatal(err)
		}
		if err := page.Idle(ctx); err != nil {
			t.Fatal(err)
		}
		img := page.Frame().Image(engine.Shot{})
		for _, q := range [][2]int{{0, 4}, {4, 0}, {1, 2}, {2, 1}, {3, 1}, {1, 3}, {0, 5}, {5, 0}, {0, 6}, {6, 0}} {
			if c := img.RGBAAt(q[0], q[1]); c.R > c.G {
				t.Errorf("%s: %d,%d is %v", style, q[0], q[1], c)
			}
		}
		page.Close()
	}
}
