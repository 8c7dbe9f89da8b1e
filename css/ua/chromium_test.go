package ua_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"vitrine/css/cascade"
	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/ua"
	"vitrine/engine/dom"
)

// alone returns the computed style of one element in the body of an empty page.
func alone(name string) *style.Style {
	d := dom.NewDocument("https://a.test/")
	p := d.Root()
	name, kind, _ := strings.Cut(name, ".")
	var n *dom.Node
	for _, s := range []string{"html", "body", name} {
		var attrs []dom.Attr
		switch {
		case s == "a":
			attrs = append(attrs, dom.Attr{Name: dom.Intern("href"), Value: "x"})
		case s == "dialog" || s == "details":
			attrs = append(attrs, dom.Attr{Name: dom.Intern("open")})
		case kind != "" && s == name:
			attrs = append(attrs, dom.Attr{Name: dom.Intern("type"), Value: kind})
		}
		n = d.NewElement(dom.HTML, dom.Intern(s), attrs)
		d.Append(p, n)
		p = n
	}
	in := cascade.Input{Doc: d, Hints: ua.Hints(d, nil), Env: media.Env{Width: 800, Height: 600}}
	for _, s := range ua.Sheets(d) {
		in.Sheets = append(in.Sheets, &cascade.Sheet{CSS: s})
	}
	return cascade.Resolve(nil, in, nil).Style(n)
}

// common are the properties that must be those of an unknown element when Chromium lists none.
var common = strings.Fields(`display margin-top margin-right margin-bottom margin-left padding-top padding-right
	padding-bottom padding-left border-top-width border-right-width border-bottom-width border-left-width
	border-top-style font-size font-weight font-style text-align white-space-collapse text-wrap-mode box-sizing
	vertical-align list-style-type unicode-bidi color background-color cursor overflow-x position`)

func TestComputedValuesAreChromiums(t *testing.T) {
	f, err := os.Open("testdata/chromium.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unknown := alone("x")
	elements := 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		name, body, ok := strings.Cut(sc.Text(), " { ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		elements++
		s := alone(name)
		listed := map[string]bool{}
		for _, d := range strings.Split(strings.TrimSpace(strings.TrimSuffix(body, "}")), "; ") {
			p, want, ok := strings.Cut(d, ":")
			id := prop.Lookup(p)
			if !ok || id == prop.None {
				continue
			}
			listed[p] = true
			if got := s.Text(id); got != want {
				t.Errorf("%s: %s is %s, Chromium %s", name, p, got, want)
			}
		}
		for _, p := range common {
			if strings.HasPrefix(p, "margin-") && (name == "dialog" || name == "hr") {
				continue // Chromium reports used values of auto margins
			}
			if got, want := s.Text(prop.Lookup(p)), unknown.Text(prop.Lookup(p)); !listed[p] && got != want {
				t.Errorf("%s: %s is %s, Chromium %s", name, p, got, want)
			}
		}
	}
	if elements < 100 {
		t.Errorf("%d elements in the list", elements)
	}
}
