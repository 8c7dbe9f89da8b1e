package engine_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestLegacyEncoding: queries and forms of a page are written in its encoding.
func TestLegacyEncoding(t *testing.T) {
	const han = "\xC7\xD1" // 한 in EUC-KR
	page := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=euc-kr")
		io.WriteString(w, `<!doctype html><style>body{margin:0} a,form{display:block;height:20px} button{width:100px;height:20px}</style>`+
			`<a href="/echo?q=`+han+`">`+han+`</a>`+
			`<form action=/echo><input type=hidden name=`+han+` value="`+han+`&#9731;"><input type=hidden name=_charset_><button>1</button></form>`+
			`<form action=/echo method=post><input type=hidden name=a value=`+han+`><button>2</button></form>`+
			`<form action=/echo accept-charset="none utf-8"><input type=hidden name=a value=`+han+`><button>3</button></form>`+
			`<img src="/seen?i=`+han+`"><link rel=stylesheet href="/seen?s=`+han+`">`)
	}
	var mu sync.Mutex
	var seen []string
	b := newBrowser(t, site{"/": page, "/echo": echo, "/seen": func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.URL.RawQuery)
	}})
	for _, c := range []struct {
		y    float64
		want string
	}{
		{10, "GET q=%C7%D1"},
		{30, "GET %C7%D1=%C7%D1%26%239731%3B&_charset_=EUC-KR"},
		{50, "POST application/x-www-form-urlencoded a=%C7%D1"},
		{70, "GET a=%ED%95%9C"},
	} {
		b.does(b.at("/"))
		if got := strings.Join(strings.Fields(b.does(click(5, c.y)...).Title), " "); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	all := strings.Join(seen, " ")
	if !strings.Contains(all, "i=%C7%D1") || !strings.Contains(all, "s=%C7%D1") || strings.Contains(all, "%EF%BF%BD") {
		t.Errorf("asked for %s", all)
	}
}
