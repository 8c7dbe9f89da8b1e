package fetch_test

import (
	"context"
	"strings"
	"testing"

	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// TestAbout asks for about: pages: the standard's, one of the program, and one that nobody has.
func TestAbout(t *testing.T) {
	c := fetch.New(fetch.Config{About: func(_ context.Context, name string) ([]byte, bool) {
		return []byte("<p>ours: " + name), name == "way" || name == "blank"
	}})
	defer c.Close()
	for url, want := range map[string]string{"about:blank": "", "about:WAY?x#y": "<p>ours: way", "about:nobody": "no page called <code>about:nobody</code>"} {
		r, err := c.Fetch(context.Background(), &fetch.Request{URL: weburl.MustParse(url)})
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		b, err := r.Bytes(1 << 20)
		if err != nil || r.Status != 200 || !strings.Contains(string(b), want) || (want == "") != (len(b) == 0) {
			t.Errorf("%s: status %d, %q, %v; want %q", url, r.Status, b, err, want)
		}
	}
}
