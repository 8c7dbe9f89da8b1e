package fetch

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vitrine/net/weburl"
)

// TestReferrerAlongRedirects: who was told only an origin, or nothing, hands on no more, even to the
// origin that asked first.
func TestReferrerAlongRedirects(t *testing.T) {
	var a, b *httptest.Server
	said := map[string]string{}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said[r.URL.Path] = r.Referer()
		switch r.URL.Path {
		case "/1":
			http.Redirect(w, r, b.URL+"/2", http.StatusFound)
		case "/2":
			http.Redirect(w, r, a.URL+"/3", http.StatusFound)
		case "/quiet":
			w.Header().Set("Referrer-Policy", "no-referrer")
			http.Redirect(w, r, a.URL+"/quieter", http.StatusFound)
		case "/quieter":
			w.Header().Set("Referrer-Policy", "unsafe-url")
			http.Redirect(w, r, a.URL+"/still", http.StatusFound)
		}
	})
	a, b = httptest.NewServer(h), httptest.NewServer(h)
	defer a.Close()
	defer b.Close()
	c := New(Config{})
	defer c.Close()
	for _, path := range []string{"/1", "/quiet"} {
		r, err := c.Fetch(context.Background(), &Request{URL: weburl.MustParse(a.URL + path), Destination: Image, Referrer: weburl.MustParse(a.URL + "/page?x")})
		if err != nil {
			t.Fatal(err)
		}
		r.Bytes(0)
	}
	for path, want := range map[string]string{"/1": "A/page?x", "/2": "A/", "/3": "A/", "/quiet": "A/page?x", "/quieter": "", "/still": ""} {
		if got := strings.Replace(said[path], a.URL, "A", 1); got != want {
			t.Errorf("%s was told %q, want %q", path, got, want)
		}
	}
}
