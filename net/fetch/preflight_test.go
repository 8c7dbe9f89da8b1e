package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"vitrine/engine/ratchet"
	"vitrine/net/dns"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// TestNotSafelisted runs the public list of fields that another origin must be asked about.
func TestNotSafelisted(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/fetch/not-cors-safelisted.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases [][2]string
	if err := json.Unmarshal(b, &cases); err != nil || len(cases) == 0 {
		t.Fatal(err)
	}
	for _, c := range cases {
		if corsSafelisted(header.Field{Name: c[0], Value: c[1]}) {
			t.Errorf("%q", c)
		}
	}
}

func TestSafelisted(t *testing.T) {
	for _, c := range []struct {
		name, value string
		safe        bool
	}{
		{"Accept", "text/html, */*;q=0.5", true}, {"ACCEPT", strings.Repeat("a", 128), true}, {"accept", "a\tb", true}, {"accept", "{}", false},
		{"Accept-Language", "ko, en-GB;q=0.8, *;q=0.1", true}, {"content-language", "ko_KR", false},
		{"Content-Type", "text/plain;charset=utf-8", true}, {"content-type", "multipart/form-data; boundary=x", true},
		{"content-type", "application/json", false}, {"content-type", "text/plain; a=\"b\"", false}, {"content-type", "", false},
		{"range", "bytes=0-", true}, {"range", "bytes=5-9", true}, {"range", "bytes=-5", false}, {"range", "bytes=9-5", false}, {"range", "bytes=0-1,3-4", false},
		{"range", "items=0-1", false}, {"x-a", "", false}, {"cookie", "a=b", false},
	} {
		if got := corsSafelisted(header.Field{Name: c.name, Value: c.value}); got != c.safe {
			t.Errorf("%s: %s: %v", c.name, c.value, got)
		}
	}
	var many header.List
	for range 9 {
		many.Add("Accept", strings.Repeat("a", 120))
	}
	if got := unsafeNames(many); len(got) != 1 || got[0] != "accept" {
		t.Errorf("%q", got)
	}
}

// TestPreflight asks another origin for what no form could: it is asked first, with OPTIONS, and
// what it does not allow is never sent.
func TestPreflight(t *testing.T) {
	allow := func(fields ...string) string { return answer("", fields...) }
	const origin = "Access-Control-Allow-Origin: *"
	for _, c := range []struct {
		name   string
		answer string // to OPTIONS
		cors   CORS
		method string
		fields header.List
		asked  string // Access-Control-Request-Method and -Headers
		ok     bool
	}{
		{"a plain GET", "", Anonymous, "GET", nil, "", true},
		{"a form", "", Anonymous, "POST", header.List{{Name: "Content-Type", Value: "text/plain"}}, "", true},
		{"PUT, allowed", allow(origin, "Access-Control-Allow-Methods: GET, PUT"), Anonymous, "PUT", nil, "PUT ", true},
		{"PUT, all allowed", allow(origin, "Access-Control-Allow-Methods: *"), Anonymous, "PUT", nil, "PUT ", true},
		{"put is not PUT", allow(origin, "Access-Control-Allow-Methods: put"), Anonymous, "PUT", nil, "PUT ", false},
		{"DELETE, not allowed", allow(origin, "Access-Control-Allow-Methods: PUT"), Anonymous, "DELETE", nil, "DELETE ", false},
		{"fields", allow(origin, "Access-Control-Allow-Headers: X-B, x-a, content-type"), Anonymous, "GET", header.List{{Name: "X-B", Value: "1"}, {Name: "Content-Type", Value: "application/json"}, {Name: "x-a", Value: "2"}}, "GET content-type,x-a,x-b", true},
		{"a field too many", allow(origin, "Access-Control-Allow-Headers: x-a"), Anonymous, "GET", header.List{{Name: "X-B", Value: "1"}}, "GET x-b", false},
		{"all fields but one", allow(origin, "Access-Control-Allow-Headers: *"), Anonymous, "GET", header.List{{Name: "Authorization", Value: "Basic x"}}, "GET authorization", false},
		{"a star with credentials", allow("Access-Control-Allow-Origin: http://a.test", "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Methods: *"), UseCredentials, "PUT", nil, "PUT ", false},
		{"credentials", allow("Access-Control-Allow-Origin: http://a.test", "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Methods: PUT"), UseCredentials, "PUT", nil, "PUT ", true},
		{"credentials for everybody", allow(origin, "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Methods: PUT"), UseCredentials, "PUT", nil, "PUT ", false},
		{"nothing said", allow(), Anonymous, "PUT", nil, "PUT ", false},
		{"for another origin", allow("Access-Control-Allow-Origin: http://b.test", "Access-Control-Allow-Methods: PUT"), Anonymous, "PUT", nil, "PUT ", false},
		{"not found", "HTTP/1.1 404 N\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\nContent-Length: 0\r\n\r\n", Anonymous, "PUT", nil, "PUT ", false},
		{"a redirect", "HTTP/1.1 302 F\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", Anonymous, "PUT", nil, "PUT ", false},
	} {
		s := serve(t, func(s *server, p *peer) {
			for path := p.next(); path != ""; path = p.next() {
				if p.method == "OPTIONS" {
					p.say(c.answer)
					continue
				}
				p.say(answer("x", "Access-Control-Allow-Origin: http://a.test", "Access-Control-Allow-Credentials: true"))
			}
		})
		cl := client(t, nil)
		page := &Page{URL: weburl.MustParse("http://a.test/")}
		u := weburl.MustParse(fmt.Sprintf("http://other.test:%d/x", s.addr.Port()))
		for range 2 { // what is allowed is remembered
			_, _, err := do(cl, &Request{URL: u, Method: c.method, Header: c.fields, Page: page, CORS: c.cors, Destination: Script})
			if (err == nil) != c.ok || err != nil && !errors.Is(err, ErrCORS) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		asked, sent := "", 0
		for _, h := range s.seen() {
			if !strings.HasPrefix(h, "OPTIONS ") {
				sent++
				continue
			}
			var method, fields string
			for l := range strings.SplitSeq(h, "\r\n") {
				if v, ok := strings.CutPrefix(l, "Access-Control-Request-Method: "); ok {
					method = v
				}
				if v, ok := strings.CutPrefix(l, "Access-Control-Request-Headers: "); ok {
					fields = v
				}
				if strings.HasPrefix(l, "Cookie") || strings.HasPrefix(l, "Authorization") {
					t.Errorf("%s: %s", c.name, l)
				}
			}
			if asked != "" && c.ok {
				t.Errorf("%s: asked twice", c.name)
			}
			asked = method + " " + fields
		}
		if asked != c.asked || (sent > 0) != c.ok {
			t.Errorf("%s: asked %q, sent %d", c.name, asked, sent)
		}
	}
}

// TestVerifyDNSLength runs the public cases for lengths of names. The URL standard lets all of
// them be parsed; those that no name can have are refused before any server is asked.
func TestVerifyDNSLength(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/url/verifydnslength_tests.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil || len(all) < 10 {
		t.Fatal(err)
	}
	for _, raw := range all[1:] {
		var c struct {
			Input   string
			Failure bool
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		u, err := weburl.Parse(c.Input)
		if err != nil {
			t.Errorf("%s: %v", c.Input, err)
			continue
		}
		if _, err := dns.CanonicalName(u.Hostname()); (err != nil) != c.Failure {
			t.Errorf("%s: %v", c.Input, err)
		}
	}
}
