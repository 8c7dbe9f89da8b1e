package explain

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"time"
)

// Report is what the HTML page shows besides the story.
type Report struct {
	Picture       []byte // PNG of the page's first window
	Width, Height int    // of the picture in CSS px
	Boxes         []Box  // outlines over the picture
	Trees         []Tree // DOM, styles, boxes, fragments …
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
)

// HTML writes one self-contained page: no scripts, no other files.
func (s *Story) HTML(w io.Writer, r Report) error {
	if len(r.Boxes) > maxReportBoxes {
		r.Boxes = r.Boxes[:maxReportBoxes]
	}
	for i, t := range r.Trees {
		if len(t.Text) > maxReportTree {
			r.Trees[i].Text = t.Text[:maxReportTree] + "\n…"
		}
	}
	return page.Execute(w, struct {
		*Story
		Report
		Lang string
	}{s, r, [...]string{"en", "ko"}[s.lang]})
}

// Segment is one coloured piece of a bar, in percent of the load.
type Segment struct {
	Kind        string
	Left, Width string
	Text        string
}

// Segments cuts the bar of a resource for the waterfall.
func (s *Story) Segments(r *Resource) []Segment {
	pc := func(d time.Duration) string {
		if s.Total <= 0 {
			return "0%"
		}
		return fmt.Sprintf("%.3f%%", 100*float64(d)/float64(s.Total))
	}
	out := []Segment{{"all", pc(r.Start), pc(r.End - r.Start), millis(r.End - r.Start)}}
	for _, x := range r.Exchanges {
		at := x.Start
		for i, d := range x.parts() {
			if d > 0 {
				out = append(out, Segment{partNames[i], pc(at), pc(d), partNames[i] + " " + millis(d)})
				at += d
			}
		}
	}
	return out
}

var partNames = [...]string{"blocked", "dns", "connect", "tls", "send", "wait", "receive"}

// Say gives words of the page in its language.
func (s *Story) Say(key string, args ...any) string { return say(s.lang, key, args...) }

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"ms": millis,
	"png": func(b []byte) template.URL {
		return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b))
	},
	"clip": func(s string) string { return clipTo(s, 90) },
	"box": func(b Box) template.CSS {
		return template.CSS(fmt.Sprintf("left:%.2fpx;top:%.2fpx;width:%.2fpx;height:%.2fpx;border-color:hsl(%d 80%% 45%%)", b.X, b.Y, b.W, b.H, b.Depth*47%360))
	},
	"bar": func(g Segment) template.CSS { return template.CSS("left:" + g.Left + ";width:" + g.Width) },
}).Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Say "story" .URL}}</title>
<style>
body{font:14px/1.45 sans-serif;color:#1c2430;background:#f6f7f9;margin:0;padding:24px}
h1{font-size:22px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:17px;margin:28px 0 8px}
table{border-collapse:collapse;background:#fff;width:100%;table-layout:fixed}
td,th{border:1px solid #dde1e7;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eceff4}.n{text-align:right;white-space:nowrap}.w1{width:36px}.w2{width:150px}.w3{width:92px}
.why{color:#5a6675}.d{font:12px/1.4 monospace;color:#44505e;margin:2px 0 0}
.wf{background:#fff;border:1px solid #dde1e7;padding:8px}
.row{display:flex;height:20px}.name{width:320px;flex:none;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-size:12px}
.track{position:relative;flex:1;border-bottom:1px solid #f0f2f5}
.seg{position:absolute;top:3px;height:13px;min-width:1px}
.all{background:#d5dbe4}.blocked{background:#b9c2cf}.dns{background:#1f9e89}.connect{background:#e8833a}.tls{background:#a24fc4}.send{background:#596fd6}.wait{background:#63b34c}.receive{background:#2d7fd3}
.key span{display:inline-block;color:#fff;padding:0 8px;margin:0 4px 6px 0;font-size:12px}
pre{background:#fff;border:1px solid #dde1e7;padding:8px;margin:0 0 8px;font:12px/1.4 monospace;overflow:hidden;white-space:pre-wrap;overflow-wrap:anywhere}
.pic{position:relative;border:1px solid #99a3b0;overflow:hidden}.pic img{display:block}
.box{position:absolute;box-sizing:border-box;border:1px solid;opacity:.7}
</style></head><body>
<h1>{{.Say "story" .URL}}</h1><p>{{.Start.Format "2006-01-02 15:04:05"}} · {{ms .Total}}</p>
<table><tr><th class="w1">#</th><th class="w2">{{.Say "phase"}}</th><th>{{.Say "asked"}} → {{.Say "got"}}</th><th class="w3">{{.Say "time"}}</th><th class="w3">{{.Say "cumulative"}}</th></tr>
{{range .Steps}}<tr><td class="n">{{.N}}</td><td>{{.Title}}</td><td>{{.Asked}}{{if .Got}} → <b>{{.Got}}</b>{{end}}{{if .Why}}<div class="why">{{.Why}}</div>{{end}}{{range .Detail}}<div class="d">{{.}}</div>{{end}}</td><td class="n">{{ms .Took}}</td><td class="n">{{ms .Cumulative}}</td></tr>
{{end}}</table>
<h2>{{.Say "waterfall"}}</h2><div class="wf"><div class="key"><span class="blocked">blocked</span><span class="dns">DNS</span><span class="connect">TCP</span><span class="tls">TLS</span><span class="send">send</span><span class="wait">wait</span><span class="receive">receive</span></div>
{{$s := .Story}}{{range .Resources}}<div class="row"><div class="name" title="{{.URL}}">{{.Status}} {{.Destination}} {{clip .URL}}</div><div class="track">{{range $s.Segments .}}<div class="seg {{.Kind}}" style="{{bar .}}" title="{{.Text}}"></div>{{end}}</div></div>
{{end}}</div>
<h2>{{.Say "phases"}}</h2><table><tr><th>{{.Say "phase"}}</th><th class="w3">{{.Say "time"}}</th><th class="w3">{{.Say "cumulative"}}</th></tr>
{{range .Phases}}<tr><td>{{.Name}}</td><td class="n">{{ms .Took}}</td><td class="n">{{ms .Cumulative}}</td></tr>
{{end}}<tr><th>{{.Say "total"}}</th><th class="n">{{ms .Total}}</th><th class="n">{{ms .Total}}</th></tr></table>
{{if .Problems}}<h2>{{.Say "problems"}}</h2><table>{{range .Problems}}<tr><td class="w3 n">{{ms .At}}</td><td class="w3">{{.Kind}}</td><td>{{.Where}} {{.What}}</td></tr>{{end}}</table>{{end}}
{{if .Picture}}<h2>{{.Say "picture"}}</h2><div class="pic" style="width:{{.Width}}px;height:{{.Height}}px"><img src="{{png .Picture}}" width="{{.Width}}" height="{{.Height}}" alt="">{{range .Boxes}}<div class="box" style="{{box .}}" title="{{.Name}}"></div>{{end}}</div>{{end}}
<h2>{{.Say "wire"}}</h2>{{range .Resources}}{{range .Exchanges}}{{if .RequestHead}}<pre>{{.RequestHead}}</pre><pre>{{.ResponseHead}}</pre>{{end}}{{end}}{{end}}
{{if .Trees}}<h2>{{.Say "trees"}}</h2>{{range .Trees}}<h3>{{.Name}}</h3><pre>{{.Text}}</pre>{{end}}{{end}}
</body></html>
`))
