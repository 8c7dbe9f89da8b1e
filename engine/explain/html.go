package explain

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Report is what the HTML page shows besides the story.
type Report struct {
	Width, Height int    // of the pictures in CSS px
	Shots         []Shot // the picture after each stage
	Boxes         []Box  // outlines over the last one
	Trees         []Tree // DOM, styles, boxes, fragments …
}

// Shot is the page's first window as a PNG after a stage: "dom", "cssom", "layout" (without a
// picture: its boxes are drawn), "paint" or "show".
type Shot struct {
	Stage   string
	PNG     []byte
	Ops, Of int // drawn operations of the display list
}

// Box is the border box of an element in CSS px of the picture.
type Box struct {
	X, Y, W, H float64
	Name       string
	Depth      int
}

// Tree is one value of the line as text.
type Tree struct{ Name, Text string }

const (
	maxReportTree  = 200 << 10 // bytes of one tree on the page; the rest is one dump away
	maxReportBoxes = 2000      // outlines
	maxReportHead  = 16 << 10  // bytes of one head on the page
	shotWidth      = 500       // CSS px of the small pictures
)

// HTML writes one self-contained page: no scripts, no other files.
func (s *Story) HTML(w io.Writer, r Report) error {
	if len(r.Boxes) > maxReportBoxes {
		r.Boxes = r.Boxes[:maxReportBoxes]
	}
	for i, t := range r.Trees {
		if len(t.Text) > maxReportTree {
			r.Trees[i].Text = strings.ToValidUTF8(t.Text[:maxReportTree], "") + "\n… " + say(s.lang, "cut")
		}
	}
	scale := 1.0
	if r.Width > 0 {
		scale = min(1, shotWidth/float64(r.Width))
	}
	return page().Execute(w, struct {
		*Story
		Report
		Lang  string
		Scale float64
	}{s, r, [...]string{"en", "ko"}[s.lang], scale})
}

// Segment is one coloured piece of a bar, in percent of the load.
type Segment struct {
	Kind        string
	Left, Width string
	Text        string
}

// percentOf gives a part of the load.
func (s *Story) percentOf(d time.Duration) string {
	if s.Total <= 0 {
		return "0%"
	}
	return fmt.Sprintf("%.3f%%", 100*float64(d)/float64(s.Total))
}

// Segments cuts the bar of a resource for the waterfall.
func (s *Story) Segments(r *Resource) []Segment {
	out := []Segment{{"all", s.percentOf(r.Start), s.percentOf(r.End - r.Start), millis(r.End - r.Start)}}
	for _, x := range r.Exchanges {
		at := x.Start
		for i, d := range x.parts() {
			if d > 0 {
				out = append(out, Segment{partNames[i], s.percentOf(at), s.percentOf(d), say(s.lang, "part-"+partNames[i]) + " " + millis(d)})
				at += d
			}
		}
	}
	return out
}

// PhaseBar cuts one bar into the phases.
func (s *Story) PhaseBar() []Segment {
	var out []Segment
	for i, p := range s.Phases {
		out = append(out, Segment{fmt.Sprintf("p%d", i%len(phaseColours)), s.percentOf(p.Cumulative - p.Took), s.percentOf(p.Took), p.Name + " " + millis(p.Took)})
	}
	return out
}

// phaseColours are those of the bar of phases, in turn.
var phaseColours = [...]string{"#1f9e89", "#e8833a", "#a24fc4", "#596fd6", "#63b34c", "#2d7fd3", "#c94f6d", "#8a6d3b", "#3b8a8a", "#d3b12d"}

// Ticks are the moments that the waterfall marks.
func (s *Story) Ticks() []Segment {
	var out []Segment
	step := tickStep(s.Total)
	for d := time.Duration(0); d < s.Total-s.Total/12; d += step { // the last must have room for its text
		text := strconv.FormatFloat(d.Seconds()*1000, 'f', -1, 64) + " ms"
		out = append(out, Segment{Left: s.percentOf(d), Text: text})
	}
	return out
}

// tickStep is 1, 2 or 5 times a power of ten, so that few of them make up the whole.
func tickStep(total time.Duration) time.Duration {
	step := time.Microsecond
	for i := 0; total/step >= maxTicks; i++ {
		step = step * [...]time.Duration{2, 5, 2}[i%3] / [...]time.Duration{1, 2, 1}[i%3]
	}
	return step
}

// maxTicks bounds the moments that a waterfall marks.
const maxTicks = 7

// Milestones are the lines across the waterfall.
func (s *Story) Milestones() []Segment {
	var out []Segment
	for _, m := range []struct {
		key string
		d   time.Duration
	}{{"dom", s.Totals.DOM}, {"picture", s.Totals.Picture}} {
		if m.d >= 0 {
			out = append(out, Segment{m.key, s.percentOf(m.d), "", say(s.lang, "total-"+m.key) + " " + millis(m.d)})
		}
	}
	return out
}

// PartKinds lists the parts of an exchange for the legend.
func (s *Story) PartKinds() []Segment {
	var out []Segment
	for _, n := range partNames {
		out = append(out, Segment{Kind: n, Text: say(s.lang, "part-"+n)})
	}
	return out
}

var partNames = [...]string{"blocked", "dns", "connect", "tls", "send", "wait", "receive"}

// Say gives words of the page in its language.
func (s *Story) Say(key string, args ...any) string { return say(s.lang, key, args...) }

// ShotWhy says what a picture shows.
func (s *Story) ShotWhy(x Shot) string { return say(s.lang, "shot-"+x.Stage+"-why", x.Ops, x.Of) }

// Urgency says the priority of a resource.
func (s *Story) Urgency(r *Resource) string { return s.priority(r) }

// Use says what a resource is for.
func (s *Story) Use(r *Resource) string {
	if use := say(s.lang, "use-"+r.Destination); use != "" {
		return use
	}
	return r.Destination
}

// page is the template of the report; most commands never need it.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{
		"ms": millis,
		"png": func(b []byte) template.URL {
			return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b))
		},
		"clip": func(s string) string { return clipTo(s, 90) },
		"short": func(s string) string {
			if len(s) > maxReportHead {
				return strings.ToValidUTF8(s[:maxReportHead], "") + "…"
			}
			return strings.TrimRight(s, "\r\n")
		},
		"size": func(n int64) string { return grouped(n) },
		"box": func(b Box, scale float64) template.CSS {
			return template.CSS(fmt.Sprintf("left:%.2fpx;top:%.2fpx;width:%.2fpx;height:%.2fpx;border-color:hsl(%d 80%% 45%%)",
				b.X*scale, b.Y*scale, b.W*scale, b.H*scale, b.Depth*47%360))
		},
		"px":  func(n int, scale float64) int { return int(float64(n)*scale + 0.5) },
		"one": func() float64 { return 1 },
		"bar": func(g Segment) template.CSS { return template.CSS("left:" + g.Left + ";width:" + g.Width) },
		"at":  func(g Segment) template.CSS { return template.CSS("left:" + g.Left) },
		"colours": func() template.CSS {
			var b strings.Builder
			for i, c := range phaseColours {
				fmt.Fprintf(&b, ".p%d{background:%s}", i, c)
			}
			return template.CSS(b.String())
		},
		"mod": func(i int) int { return i % len(phaseColours) },
		"last": func(s []Shot) *Shot {
			for i := len(s) - 1; i >= 0; i-- {
				if s[i].PNG != nil {
					return &s[i]
				}
			}
			return nil
		},
	}).Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Say "story" .URL}}</title>
<style>
body{font:14px/1.45 sans-serif;color:#1c2430;background:#f6f7f9;margin:0;padding:24px}
h1{font-size:22px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:17px;margin:30px 0 8px}h3{font-size:14px;margin:10px 0 4px}
table{border-collapse:collapse;background:#fff;width:100%;table-layout:fixed}
td,th{border:1px solid #dde1e7;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eceff4}.n{text-align:right;white-space:nowrap}.w1{width:36px}.w2{width:150px}.w3{width:92px}.half{max-width:560px}
.why{color:#5a6675}.d{font:12px/1.4 monospace;color:#44505e;margin:2px 0 0;white-space:pre-wrap}
.sum{display:flex;gap:24px;align-items:flex-start}.sum>div{flex:1;min-width:0}
.wf{background:#fff;border:1px solid #dde1e7;padding:8px}
.row{display:flex;height:20px;font-size:12px}.name{width:380px;flex:none;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.row i{font-style:normal;color:#5a6675}.row b{display:inline-block;width:30px}
.track{position:relative;flex:1;border-bottom:1px solid #f0f2f5}
.seg{position:absolute;top:3px;height:13px;min-width:1px}
.tick{position:absolute;top:0;font-size:11px;color:#5a6675;border-left:1px solid #dde1e7;padding-left:3px;white-space:nowrap}
.mile{position:absolute;top:0;height:20px;width:1px}.mile.dom{background:#2d5fd3}.mile.picture{background:#d34f2d}
.strip{position:relative;height:26px;background:#dfe4eb;margin:0 0 8px}.strip div{position:absolute;top:0;height:26px}
.all{background:#d5dbe4}.blocked{background:#b9c2cf}.dns{background:#1f9e89}.connect{background:#e8833a}.tls{background:#a24fc4}.send{background:#596fd6}.wait{background:#63b34c}.receive{background:#2d7fd3}
{{colours}}
.key span{display:inline-block;color:#fff;padding:0 8px;margin:0 4px 6px 0;font-size:12px}
.dot{display:inline-block;width:10px;height:10px;margin-right:6px}
pre{background:#fff;border:1px solid #dde1e7;padding:8px;margin:0 0 8px;font:12px/1.4 monospace;max-height:420px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.q{border-left:4px solid #596fd6}.a{border-left:4px solid #63b34c}
.shots{display:flex;flex-wrap:wrap;gap:16px}.shots figure{margin:0;width:` + fmt.Sprint(shotWidth) + `px}.shots figcaption{font-size:12px;color:#5a6675;margin:0 0 4px}
.shots figcaption b{font-size:14px;color:#1c2430}
.wide{overflow-x:auto}
.pic{position:relative;border:1px solid #99a3b0;overflow:hidden;background:#fff;box-sizing:content-box}.pic img{display:block}
.box{position:absolute;box-sizing:border-box;border:1px solid;opacity:.7}
summary{font-weight:bold;margin:8px 0 4px;cursor:pointer}
</style></head><body>
{{$s := .Story}}{{$r := .}}
<h1>{{.Say "story" .URL}}</h1><p>{{.Start.Format "2006-01-02 15:04:05"}} · {{ms .Total}}</p>
<div class="sum"><div><h2>{{.Say "phases"}}</h2>
<div class="strip">{{range .PhaseBar}}<div class="{{.Kind}}" style="{{bar .}}" title="{{.Text}}"></div>{{end}}</div>
<table><tr><th>{{.Say "phase"}}</th><th class="w3">{{.Say "time"}}</th><th class="w3">{{.Say "cumulative"}}</th></tr>
{{range $i, $p := .Phases}}<tr><td><span class="dot p{{mod $i}}"></span>{{.Name}}</td><td class="n">{{ms .Took}}</td><td class="n">{{ms .Cumulative}}</td></tr>
{{end}}<tr><th>{{.Say "total"}}</th><th class="n">{{ms .Total}}</th><th class="n">{{ms .Total}}</th></tr></table></div>
<div><h2>{{.Say "totals"}}</h2><table>{{range .TotalRows}}<tr><td>{{.Name}}</td><td class="n">{{.Value}}</td></tr>
{{end}}</table></div></div>
{{if .Shots}}<h2>{{.Say "pictures"}}</h2><div class="shots">{{range .Shots}}<figure><figcaption><b>{{$s.Say (print "shot-" .Stage)}}</b><br>{{$s.ShotWhy .}}</figcaption>
<div class="pic" style="width:{{px $r.Width $r.Scale}}px;height:{{px $r.Height $r.Scale}}px">{{if .PNG}}<img src="{{png .PNG}}" width="{{px $r.Width $r.Scale}}" height="{{px $r.Height $r.Scale}}" alt="">{{else}}{{range $r.Boxes}}<div class="box" style="{{box . $r.Scale}}"></div>{{end}}{{end}}</div></figure>
{{end}}</div>{{end}}
<h2>{{.Say "waterfall"}}</h2><div class="wf"><div class="key">{{range .PartKinds}}<span class="{{.Kind}}">{{.Text}}</span>{{end}}{{range .Milestones}}<span style="color:#1c2430">│ {{.Text}}</span>{{end}}</div>
<div class="row"><div class="name"></div><div class="track">{{range .Ticks}}<div class="tick" style="{{at .}}">{{.Text}}</div>{{end}}</div></div>
{{range .Resources}}<div class="row"><div class="name" title="{{.URL}}"><b>{{if .Status}}{{.Status}}{{else}}–{{end}}</b>{{$s.Use .}} <i>{{$s.Urgency .}} {{size .Wire}} B</i> {{clip .URL}}</div><div class="track">{{range $s.Segments .}}<div class="seg {{.Kind}}" style="{{bar .}}" title="{{.Text}}"></div>{{end}}{{range $s.Milestones}}<div class="mile {{.Kind}}" style="{{at .}}"></div>{{end}}</div></div>
{{end}}</div>
<h2>{{.Say "steps"}}</h2>
<table><tr><th class="w1">#</th><th class="w2">{{.Say "phase"}}</th><th>{{.Say "asked"}} ⇒ {{.Say "got"}}</th><th class="w3">{{.Say "time"}}</th><th class="w3">{{.Say "cumulative"}}</th></tr>
{{range .Steps}}<tr><td class="n">{{.N}}</td><td>{{.Title}}</td><td>{{.Asked}}{{if .Got}} ⇒ <b>{{.Got}}</b>{{end}}{{if .Why}}<div class="why">{{.Why}}</div>{{end}}{{range .Detail}}<div class="d">{{.}}</div>{{end}}</td><td class="n">{{ms .Took}}</td><td class="n">{{ms .Cumulative}}</td></tr>
{{end}}</table>
{{if .Problems}}<h2>{{.Say "problems"}}</h2><table>{{range .Problems}}<tr><td class="w3 n">{{ms .At}}</td><td class="w3">{{.Kind}}</td><td>{{.Where}} {{.What}}</td></tr>{{end}}</table>{{end}}
{{with last .Shots}}<h2>{{$s.Say "picture"}}</h2><div class="wide"><div class="pic" style="width:{{$r.Width}}px;height:{{$r.Height}}px"><img src="{{png .PNG}}" width="{{$r.Width}}" height="{{$r.Height}}" alt="">{{range $r.Boxes}}<div class="box" style="{{box . one}}" title="{{.Name}}"></div>{{end}}</div></div>{{end}}
<h2>{{.Say "wire"}}</h2>{{range .Resources}}{{range .Exchanges}}{{if .RequestHead}}<h3>{{.Method}} {{clip .URL}}{{if .Address}} → {{.Address}}{{end}}</h3><pre class="q">{{short .RequestHead}}{{if .RequestBody}}

{{short .RequestBody}}{{end}}</pre><pre class="a">{{short .ResponseHead}}</pre>{{end}}{{end}}{{end}}
{{if .Trees}}<h2>{{.Say "trees"}}</h2>{{range .Trees}}<details open><summary>{{.Name}}</summary><pre>{{.Text}}</pre></details>{{end}}{{end}}
</body></html>
`))
})
