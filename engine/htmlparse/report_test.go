package htmlparse

import (
	"strings"
	"testing"

	"vitrine/engine/trace"
)

func TestReport(t *testing.T) {
	for _, c := range []struct{ html, want string }{
		{"<!doctype html><ul><li>a<li>b</ul><p>x<p>y<br><svg><path/></svg>", "0"},
		{"<p>x", "1 1:1 no <!DOCTYPE html> at the beginning"},
		{"<!doctype html>\n<b>x", "1 2:1 <b> is never closed"},
		{"<!doctype html><div/>x</div></i>", "2 1:16 the slash of <div/> means nothing: the element stays open 1:29 </i> closes nothing"},
		{"<!doctype html><b><i></b></i>", "2 1:22 </b> closes <i> too, which was still open 1:26 </i> closes nothing"},
		{"<!doctype html><body><noscript><p><b>x</noscript>", "1 1:39 </noscript> closes <b> too, which was still open"},
		{"<!doctype html>" + strings.Repeat("<i>", 1000) + strings.Repeat("</i>", 1000), "0"},
	} {
		var rec trace.Recorder
		Parse(trace.New("t", &rec), Input{URL: "u", Body: []byte(c.html)})
		errors, notes := "", ""
		for _, e := range rec.Events() {
			if e.Phase == trace.Note && e.Name == "markup" {
				notes += " " + strings.TrimPrefix(e.Pos.String(), "u:") + " " + e.Attr("problem")
			}
			if e.Phase == trace.End && e.Name == "markup" {
				errors = e.Attr("errors")
			}
		}
		if errors+notes != c.want {
			t.Errorf("%.60s: %s, want %s", c.html, errors+notes, c.want)
		}
	}
}
