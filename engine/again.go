package engine

import (
	"fmt"
	"html"

	"vitrine/net/cache"
	"vitrine/net/weburl"
)

// again is a visit that would do something a second time: buy, send, delete. It waits until the
// person says so, on a page that asks.
//
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#reload
type again struct {
	url    *weburl.URL
	visit  Visit
	step   historyStep
	target int // of moveEntry
}

// ask shows the page that asks whether a form shall be sent again.
func (p *Page) ask(a again) {
	p.abandon()
	d := p.newDocument(p.ctx, a.url, nil, cache.Default)
	d.again = &a
	p.parse(d, content{typ: "text/html; charset=utf-8", body: askPage(a.url.String())})
	p.commit(&navigation{url: a.url, step: a.step, target: a.target}, d)
}

// sendAgain does what the page d asks about.
func (p *Page) sendAgain(d *document) {
	a := d.again
	p.navigateTo(a.url, a.visit, replaceEntry, 0, nil)
}

// askPage is the page of ask.
func askPage(url string) []byte {
	return fmt.Appendf(nil, `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Send again?</title>
<style>
body { margin: 12vh auto; max-width: 36em; padding: 0 1.5em; font: 16px/1.5 sans-serif; color: #223 }
h1 { font-size: 1.5em; font-weight: bold; border-bottom: 3px solid #58c; padding-bottom: .3em }
.url { color: #667; word-wrap: break-word }
</style>
<h1>Send again?</h1><p class="url">%s</p>
<p>This page is the answer to a form that you sent. To see it, the form must be sent again, and what it did would happen a second time.</p>
<form><button>Send again</button></form>`, html.EscapeString(clip(url)))
}
