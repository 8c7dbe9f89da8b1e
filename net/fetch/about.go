package fetch

import (
	"bytes"
	"context"
	"html"
	"io"
	"strings"
)

// aboutPages are the about: pages that have content; others are explained.
var aboutPages = map[string]string{
	"blank":  "",
	"srcdoc": "",
}

// AboutFunc returns the HTML of the about: page with a name, in lower case; false when there is none.
// It may be called from several goroutines at once.
type AboutFunc func(ctx context.Context, name string) (page []byte, ok bool)

// about answers an about: URL: an empty page for about:blank, and for names we do not know a
// page that says so.
//
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#about:blank
func (c *Client) about(x *exchange) (*Response, error) {
	name := strings.ToLower(x.url.Path())
	page, ok := aboutPages[name]
	if !ok && c.cfg.About != nil {
		if own, ok := c.cfg.About(x.ctx, name); ok {
			return x.local(c, "text/html;charset=utf-8", int64(len(own)), io.NopCloser(bytes.NewReader(own))), nil
		}
	}
	if !ok {
		page = "<!DOCTYPE html><meta charset=utf-8><title>about:" + html.EscapeString(name) + "</title>" +
			"<h1>No such page</h1><p>This browser has no page called <code>about:" + html.EscapeString(name) +
			"</code>. An empty page is at <a href=\"about:blank\">about:blank</a>.\n"
	}
	return x.local(c, "text/html;charset=utf-8", int64(len(page)), io.NopCloser(strings.NewReader(page))), nil
}
