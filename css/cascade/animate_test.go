package cascade

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/engine/dom"
)

// stage is a document whose timeline a test moves.
type stage struct {
	t    *testing.T
	in   Input
	r    *Result
	elem *dom.Node
}

func newStage(t *testing.T, css string) *stage {
	s := &stage{t: t}
	s.in = Input{Doc: parseHTML(t, `<div id=p><div id=a class=x><b id=c></b></div></div><i id=other></i>`), Env: media.Env{Width: 800, Height: 600},
		Sheets: []*Sheet{sheet(UserAgent, basicUA), sheet(Author, css)}}
	s.in.Motion = Motion{On: true}
	s.in.Doc.Record()
	s.elem = s.in.Doc.ByID("a")
	s.at(0)
	return s
}

// at resolves at a time and returns the element's style.
func (s *stage) at(now float64) *style.Style {
	s.in.Motion.Now = now
	s.in.Changes = s.in.Doc.TakeJournal()
	s.r = Resolve(nil, s.in, s.r)
	return s.r.Style(s.elem)
}

func (s *stage) text(id prop.ID) string { return s.r.Style(s.elem).Text(id) }

func TestAnimations(t *testing.T) {
	const base = "@keyframes m{from{margin-left:0}to{margin-left:100px}} @keyframes half{50%{margin-left:50px}} @keyframes c{to{color:rgb(0 0 200)}} "
	for _, c := range []struct {
		name, css string
		at        float64
		want      string
	}{
		{"half way", "#a{animation:m 1s linear}", 0.5, "50px"},
		{"over", "#a{animation:m 1s linear}", 1.5, "0px"},
		{"forwards", "#a{animation:m 1s linear forwards}", 1.5, "100px"},
		{"before its delay", "#a{animation:m 1s linear 1s;margin-left:7px}", 0.5, "7px"},
		{"backwards", "#a{animation:m 1s linear 1s backwards;margin-left:7px}", 0.5, "0px"},
		{"negative delay", "#a{animation:m 1s linear -.5s}", 0.25, "75px"},
		{"second time", "#a{animation:m 1s linear 3}", 1.25, "25px"},
		{"part of a time", "#a{animation:m 1s linear 1.5 forwards}", 9, "50px"},
		{"alternate", "#a{animation:m 1s linear 2 alternate}", 1.25, "75px"},
		{"reverse", "#a{animation:m 1s linear reverse}", 0.25, "75px"},
		{"paused", "#a{animation:m 1s linear -.3s paused}", 0.5, "30px"},
		{"steps", "#a{animation:m 1s steps(4)}", 0.6, "50px"},
		{"ease", "#a{animation:m 1s}", 0.5, "80.2403px"},
		{"linear()", "#a{animation:m 1s linear(0, .8 20%, 1)}", 0.1, "40px"},
		{"from what it has", "#a{animation:half 1s linear;margin-left:10px}", 0.25, "30px"},
		{"the later animation wins", "#a{animation:m 1s linear, half 1s linear}", 0.5, "50px"},
		{"important wins", "#a{animation:m 1s linear;margin-left:3px!important}", 0.5, "3px"},
		{"not known", "#a{animation:nothing 1s linear;margin-left:3px}", 0.5, "3px"},
		{"em of the keyframe", "@keyframes e{from,to{font-size:20px;margin-left:2em}} #a{animation:e 1s}", 0.5, "40px"},
		{"em of the element", "#a{animation:f 1s linear;margin-left:2em} @keyframes f{from{font-size:10px}to{font-size:20px}}", 0.5, "30px"},
		{"var()", "@keyframes v{from,to{margin-left:var(--w)}} #p{--w:12px} #a{animation:v 1s}", 0.5, "12px"},
		{"a custom property", "@keyframes v{from{--w:1px}to{--w:9px}} #a{animation:v 1s linear;margin-left:var(--w)}", 0.75, "9px"},
		{"a registered one", "@property --w{syntax:'<length>';inherits:false;initial-value:0px} @keyframes v{to{--w:40px}} #a{animation:v 1s linear;margin-left:var(--w)}", 0.25, "10px"},
		{"calc", "@keyframes v{from{margin-left:10px}to{margin-left:50%}} #a{animation:v 1s linear}", 0.5, "calc(25% + 5px)"},
		{"keyword", "@keyframes v{from{margin-left:auto}to{margin-left:8px}} #a{animation:v 1s linear}", 0.25, "auto"},
		{"important in keyframes", "@keyframes v{from,to{margin-left:1px!important;margin-left:2px}} #a{animation:v 1s}", 0.5, "2px"},
		{"logical", "@keyframes v{from,to{margin-inline-start:4px}} #a{animation:v 1s}", 0.5, "4px"},
		{"easing of a keyframe", "@keyframes v{from{margin-left:0;animation-timing-function:step-end}50%{margin-left:10px}to{margin-left:20px}} #a{animation:v 1s linear}", 0.4, "0px"},
		{"add", "#a{animation:m 1s linear;margin-left:5px;animation-composition:add}", 0.5, "55px"},
		{"shown none", "#a{animation:m 1s linear;display:none}", 0.5, "0px"},
		{"for ever", "#a{animation:m 1s linear infinite}", 1000000.5, "50px"},
		{"no time", "#a{animation:m 0s forwards}", 0.5, "100px"},
	} {
		s := newStage(t, base+c.css)
		s.at(c.at)
		if got := s.text(prop.MarginLeft); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	s := newStage(t, base+"#p{animation:c 1s linear;color:rgb(0 0 0)}")
	if s.at(0.5); s.text(prop.Color) != "rgb(0, 0, 100)" {
		t.Errorf("children inherit %s", s.text(prop.Color))
	}
	if s.r.Stats.Elements > 4 {
		t.Errorf("%d elements styled for a tick", s.r.Stats.Elements)
	}
	s = newStage(t, base+"b::before{content:'x';animation:m 1s linear}")
	s.at(0.5)
	if got := s.r.Pseudo(s.in.Doc.ByID("c"), selector.PseudoBefore).Text(prop.MarginLeft); got != "50px" {
		t.Errorf("::before: %s", got)
	}
}

// Time alone costs the elements that move, and nothing when nothing does.
func TestTicks(t *testing.T) {
	s := newStage(t, "@keyframes o{from{opacity:0}} #a{animation:o 1s linear 2s}")
	first := s.r
	if s.at(1); s.r != first || s.r.Running || s.r.Wake != 2 {
		t.Errorf("before its delay: running %t, wake %g, same %t", s.r.Running, s.r.Wake, s.r == first)
	}
	if s.at(2.5); !s.r.Running || s.r.Stats.Elements != 1 || s.r.Damage&style.ChangeInPlace == 0 || s.text(prop.Opacity) != "0.5" {
		t.Errorf("%d elements styled, damage %b, opacity %s", s.r.Stats.Elements, s.r.Damage, s.text(prop.Opacity))
	}
	s.at(4)
	if end := s.r; end.Running || !math.IsInf(end.Wake, 1) || s.text(prop.Opacity) != "1" {
		t.Errorf("at its end: running %t, wake %g, opacity %s", end.Running, end.Wake, s.text(prop.Opacity))
	}
	if end := s.r; s.at(5) == nil || s.r != end {
		t.Error("styles were resolved after the end")
	}
}

func TestRest(t *testing.T) {
	for css, want := range map[string]string{
		"animation:o 1s":                            "1",
		"animation:o 1s forwards":                   "0",
		"animation:o 1s linear infinite;opacity:.6": "0.6",
		"animation:k 1s linear infinite;opacity:.6": "0.1",
		"animation:o 1000s linear -500s":            "0.4",
		"animation:o 1s linear -.5s paused":         "0.4",
		"animation:o 1s 2s forwards;opacity:.5":     "0",
		"animation:o 2s infinite paused forwards":   "0.8",
	} {
		s := newStage(t, "@keyframes o{from{opacity:.8}to{opacity:0}} @keyframes k{from,to{opacity:.1}} #a{"+css+"}")
		s.in.Motion.Rest = 10
		s.r = nil
		if s.at(0); s.text(prop.Opacity) != want {
			t.Errorf("%s: %s, want %s", css, s.text(prop.Opacity), want)
		}
	}
}

func TestTransitions(t *testing.T) {
	s := newStage(t, "#a{margin-left:0;color:rgb(0 0 0);transition:margin-left 1s linear, color 2s linear 1s;width:10px} #a.y{margin-left:100px;color:rgb(200 0 0);width:20px}")
	check := func(now float64, margin, color string) {
		t.Helper()
		s.at(now)
		if m, c := s.text(prop.MarginLeft), s.text(prop.Color); m != margin || c != color {
			t.Errorf("at %g: %s %s, want %s %s", now, m, c, margin, color)
		}
	}
	s.in.Doc.SetAttr(s.elem, "class", "y")
	check(1, "100px", "rgb(200, 0, 0)") // nobody has seen the page
	s.in.Doc.SetAttr(s.elem, "class", "")
	s.at(2)
	s.in.Motion.Transitions = true
	s.in.Doc.SetAttr(s.elem, "class", "y")
	check(10, "0px", "rgb(0, 0, 0)")
	if s.text(prop.Width) != "20px" {
		t.Error("what has no transition changes at once")
	}
	check(10.25, "25px", "rgb(0, 0, 0)")
	s.in.Doc.SetAttr(s.elem, "title", "x") // something else happens
	check(10.5, "50px", "rgb(0, 0, 0)")
	s.in.Doc.SetAttr(s.elem, "class", "") // and back: as long as it has taken so far
	check(10.6, "60px", "rgb(0, 0, 0)")
	check(10.9, "30px", "rgb(0, 0, 0)")
	check(11.3, "0px", "rgb(0, 0, 0)")
	if s.r.Running || len(s.r.motion) > 0 {
		t.Errorf("still running: %v", s.r.motion)
	}
	s.in.Doc.SetAttr(s.elem, "class", "y")
	check(20, "0px", "rgb(0, 0, 0)")
	check(22, "100px", "rgb(100, 0, 0)")
	s.in.Doc.SetAttr(s.elem, "style", "transition:none")
	check(22.1, "100px", "rgb(200, 0, 0)")
	// What inherits from something that is on its way goes along.
	s = newStage(t, "#p{transition:color 1s linear;color:rgb(0 0 0)} #a{transition:color 5s} #p.y{color:rgb(100 0 0)}")
	s.in.Motion.Transitions = true
	s.in.Doc.SetAttr(s.in.Doc.ByID("p"), "class", "y")
	check(1, "0px", "rgb(0, 0, 0)")
	check(1.5, "0px", "rgb(50, 0, 0)")
}

// What is shown for the first time comes from where @starting-style says.
func TestStartingStyle(t *testing.T) {
	s := newStage(t, "#a{transition:margin-left 1s linear;margin-left:100px} @starting-style{#a{margin-left:20px}} #a.n{display:none} b{opacity:1;transition:opacity 1s linear;@starting-style{opacity:0}}")
	b := s.in.Doc.ByID("c")
	if s.text(prop.MarginLeft) != "20px" || !s.r.Running || s.r.Style(b).Opacity() != 0 {
		t.Errorf("at first: %s %g", s.text(prop.MarginLeft), s.r.Style(b).Opacity())
	}
	if s.at(0.5); s.text(prop.MarginLeft) != "60px" || s.r.Style(b).Opacity() != 0.5 {
		t.Errorf("half way: %s %g", s.text(prop.MarginLeft), s.r.Style(b).Opacity())
	}
	if s.at(2); s.text(prop.MarginLeft) != "100px" || s.r.Running {
		t.Errorf("at the end: %s", s.text(prop.MarginLeft))
	}
	s.in.Motion.Transitions = true
	s.in.Doc.SetAttr(s.elem, "class", "n")
	s.at(3)
	s.in.Doc.SetAttr(s.elem, "class", "")
	if s.at(4); s.text(prop.MarginLeft) != "20px" {
		t.Errorf("shown again: %s", s.text(prop.MarginLeft))
	}
	s.in.Motion.Rest = 10
	s.r = nil
	if s.at(0); s.text(prop.MarginLeft) != "100px" {
		t.Errorf("at rest: %s", s.text(prop.MarginLeft))
	}
}

// A sheet with very many keyframes, and elements with very many animations, stay bounded.
func TestManyKeyframes(t *testing.T) {
	var b strings.Builder
	b.WriteString("@keyframes k{")
	for i := range 100_000 {
		fmt.Fprintf(&b, "%g%%{margin-left:%dpx}", float64(i)/1000, i)
	}
	b.WriteString("} #a{animation:k 1s linear")
	for range 300 {
		b.WriteString(",k 1s linear")
	}
	b.WriteString("}")
	s := newStage(t, b.String())
	if s.at(0.05); s.text(prop.MarginLeft) == "0px" {
		t.Error("nothing moves")
	}
}

// Ticks of something that much inherits from do not fill the memory.
func TestTicksAreForgotten(t *testing.T) {
	s := newStage(t, "@keyframes c{from{color:rgb(0 0 0)}to{color:rgb(0 200 0)}} #p{animation:c 1000s linear} i{opacity:.5}")
	p := s.in.Doc.ByID("p")
	for range 300 {
		e := s.in.Doc.NewElement(dom.HTML, dom.Intern("i"), nil)
		s.in.Doc.Append(p, e)
		p = e
	}
	for i := range 200 {
		s.at(float64(i))
		if s.r.cache.count > maxMoving+1000 {
			t.Fatalf("%d styles are remembered after %d ticks", s.r.cache.count, i)
		}
	}
}
