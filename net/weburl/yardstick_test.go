package weburl

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"vitrine/engine/ratchet"
)

func TestURLData(t *testing.T) {
	type Case struct {
		Input                                                                          string
		Base                                                                           *string
		Failure                                                                        bool
		Href, Origin, Username, Password, Host, Hostname, Port, Pathname, Search, Hash string
	}
	failed := map[string]string{}
	cases := ratchet.Cases[Case](t, "net/suites/url/urltestdata.json")
	for _, c := range cases {
		key := c.Input
		var u *URL
		var err error
		if c.Base != nil {
			key += " <- " + *c.Base
			var base *URL
			if base, err = Parse(*c.Base); err == nil {
				u, err = base.Resolve(c.Input)
			}
		} else {
			u, err = Parse(c.Input)
		}
		if c.Failure {
			if err == nil {
				failed[key] = "parses as " + u.String()
			}
			continue
		}
		if err != nil {
			failed[key] = err.Error()
			continue
		}
		port := ""
		if p, ok := u.ExplicitPort(); ok {
			port = strconv.Itoa(p)
		}
		search, hash := "", ""
		if u.Query() != "" {
			search = "?" + u.Query()
		}
		if u.Fragment() != "" {
			hash = "#" + u.Fragment()
		}
		got := []string{u.String(), u.Username(), u.Password(), u.Host(), u.Hostname(), port, u.Path(), search, hash}
		want := []string{c.Href, c.Username, c.Password, c.Host, c.Hostname, c.Port, c.Pathname, c.Search, c.Hash}
		if c.Origin != "" {
			got, want = append(got, u.Origin().String()), append(want, c.Origin)
		}
		if g, w := strings.Join(got, " | "), strings.Join(want, " | "); g != w {
			failed[key] = "got " + g + ", want " + w
			continue
		}
		if again, err := Parse(u.String()); err != nil || again.String() != u.String() {
			failed[key] = "does not parse back"
		}
	}
	ratchet.Hold(t, "urltestdata.expect", len(cases), failed)
}

func TestToASCII(t *testing.T) {
	type Case struct {
		Input  string
		Output *string
	}
	failed := map[string]string{}
	total := 0
	for _, file := range []string{"toascii.json", "IdnaTestV2.json"} {
		for _, c := range ratchet.Cases[Case](t, "net/suites/url/"+file) {
			total++
			host, reason := parseHost(c.Input, true)
			switch {
			case c.Output != nil && *c.Output == "" && reason != "": // an empty domain, which no special URL may have
			case c.Output == nil && reason == "":
				failed[c.Input] = "gives " + host
			case c.Output != nil && reason != "":
				failed[c.Input] = reason
			case c.Output != nil && host != *c.Output:
				failed[c.Input] = "got " + host + ", want " + *c.Output
			}
		}
	}
	ratchet.Hold(t, "toascii.expect", total, failed)
}

func TestSetters(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/url/setters_tests.json"))
	if err != nil {
		t.Fatal(err)
	}
	var groups map[string]json.RawMessage
	if err := json.Unmarshal(b, &groups); err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	total := 0
	for part, raw := range groups {
		if part == "comment" {
			continue
		}
		var cases []struct {
			Href     string
			NewValue string `json:"new_value"`
			Expected map[string]string
		}
		if err := json.Unmarshal(raw, &cases); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			total++
			u, err := Parse(c.Href)
			if err != nil {
				t.Fatal(err)
			}
			u = u.Set(part, c.NewValue)
			port, search, hash := "", "", ""
			if n, ok := u.ExplicitPort(); ok {
				port = strconv.Itoa(n)
			}
			if u.Query() != "" {
				search = "?" + u.Query()
			}
			if u.Fragment() != "" {
				hash = "#" + u.Fragment()
			}
			got := map[string]string{"href": u.String(), "protocol": u.Scheme() + ":", "username": u.Username(), "password": u.Password(), "host": u.Host(),
				"hostname": u.Hostname(), "port": port, "pathname": u.Path(), "search": search, "hash": hash}
			for k, want := range c.Expected {
				if got[k] != want {
					failed[part+" of "+c.Href+" to "+c.NewValue] = k + " is " + got[k] + ", want " + want
				}
			}
		}
	}
	ratchet.Hold(t, "setters.expect", total, failed)
}
