package cascade

import (
	"testing"

	"vitrine/css/media"
)

// Widths as Chromium 156 has them for the same geometry.
func TestTimelines(t *testing.T) {
	const css = `@keyframes w { from { width: 50px } to { width: 150px } } div { animation: w linear both }
.s { overflow: auto; animation: none; scroll-timeline: --s } .lift { timeline-scope: --later; animation: none }`
	for _, c := range []struct {
		markup string
		line   Timeline // of the one key that is asked for
		want   string
	}{
		{`<div id=a style="animation-timeline: scroll()">`, Timeline{Offset: 25, Max: 100}, "75px"},
		{`<div id=a style="animation-timeline: scroll()">`, Timeline{}, "auto"}, // nothing scrolls
		{`<div id=a style="animation-timeline: scroll(); animation-range: 20px 70px">`, Timeline{Offset: 45, Max: 100}, "100px"},
		{`<div id=a style="animation-timeline: scroll(); animation-fill-mode: none">`, Timeline{Offset: 100, Max: 100}, "150px"},
		{`<div id=a style="animation: w 1s 1s linear; animation-timeline: scroll()">`, Timeline{Offset: 75, Max: 100}, "100px"},
		{`<div id=a style="animation: w 1s 2 alternate linear both; animation-timeline: scroll()">`, Timeline{Offset: 75, Max: 100}, "100px"},
		{`<div id=a style="animation: w 1s infinite both; animation-timeline: scroll()">`, Timeline{Offset: 10, Max: 100}, "150px"},
		{`<div id=a style="animation-timeline: view()">`, Timeline{Max: 900, Port: 100, Start: 50, Size: 50}, "83.3333px"},
		{`<div id=a style="animation-timeline: view(); animation-range: entry">`, Timeline{Max: 900, Port: 100, Start: 80, Size: 40}, "100px"},
		{`<div id=a style="animation-timeline: view(20px); animation-range: contain">`, Timeline{Offset: 40, Max: 900, Port: 100, Start: 100, Size: 20}, "50px"},
		{`<div id=a style="animation-timeline: view(); animation-range: exit-crossing">`, Timeline{Offset: 110, Max: 900, Port: 100, Start: 100, Size: 20}, "100px"},
		{`<div class=s><div id=a style="animation-timeline: --s"></div></div>`, Timeline{Offset: 50, Max: 100}, "100px"},
		{`<div id=a style="animation-timeline: --none">`, Timeline{}, "150px"}, // at the end of no time
		{`<div id=a style="animation: w 2s both; animation-timeline: none">`, Timeline{}, "50px"},
		{`<div class=lift><div id=a style="animation-timeline: --later"></div><div style="animation: none; scroll-timeline: --later x; overflow: auto"></div></div>`,
			Timeline{Offset: 30, Max: 60}, "100px"},
	} {
		doc := parseHTML(t, c.markup)
		in := Input{Doc: doc, Env: media.Env{Width: 800, Height: 600}, Motion: Motion{On: true, Rest: 1},
			Sheets: []*Sheet{sheet(UserAgent, basicUA), sheet(Author, css)}}
		r := Resolve(nil, in, nil)
		if r.Again() {
			r = Resolve(nil, in, r)
		}
		for _, k := range r.Timelines() {
			c.line.TimelineKey = k
			in.Timelines = append(in.Timelines, c.line)
		}
		r = Resolve(nil, in, r)
		if got := get(r.Style(doc.ByID("a")), "width"); got != c.want {
			t.Errorf("%s\n%+v: width is %s, want %s", c.markup, c.line, got, c.want)
		}
	}
}
