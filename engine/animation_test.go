package engine_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"vitrine/css/prop"
	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/net/fetch"
	"vitrine/paint/transform"
)

// animationCase is what Chromium computes for one property of one animated element at a time after
// loading; @I in the sheet stands for the number of the element.
type animationCase struct {
	Time      float64
	CSS       string
	Prop      string
	Want, got string
}

const animationSheet = "#w{position:relative;width:200px;height:100px;color:rgb(1,2,3)} .e{position:absolute;width:50px;height:40px;border:1px solid;outline:1px solid} "

// knownAnimation are the cases in which Vitrine differs knowingly, by what their sheets contain.
var knownAnimation = []struct{ part, why string }{
	{"outline-offset:0", "Chromium keeps whole px"},
	{"scroll-margin-top", "Chromium jumps, the specification interpolates"},
	{"font-stretch:50%", "Chromium keeps quarters"},
	{"oblique 10deg", "Chromium keeps quarters"},
	{"background-size:auto", "Chromium writes the second auto out"},
	{"background-size:10px, 20px", "Chromium writes the second auto out"},
	{"steps(2, start) .5s both", "at the very time of the delay Chromium is still before it"},
}

// The values of animated properties are those that Chromium computes.
func TestAnimationsAgainstChromium(t *testing.T) {
	f, err := os.Open("testdata/animation.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	byTime := map[float64][]*animationCase{}
	sc := bufio.NewScanner(f)
	total := 0
	for sc.Scan() {
		c := &animationCase{}
		if err := json.Unmarshal(sc.Bytes(), c); err != nil {
			t.Fatal(err)
		}
		byTime[c.Time] = append(byTime[c.Time], c)
		total++
	}
	client := fetch.New(fetch.Config{Offline: true})
	defer client.Close()
	bad := 0
	for at, cases := range byTime {
		e := engine.New(engine.Config{Fetch: client, Width: 800, Height: 600,
			Animation: engine.Animation{Mode: engine.AnimateAt, At: time.Duration(math.Round(at * 1e9))}})
		var css, html strings.Builder
		for i, c := range cases {
			css.WriteString(strings.ReplaceAll(c.CSS, "@I", fmt.Sprint(i)))
			fmt.Fprintf(&html, "<div class=e id=e%d>x</div>", i)
		}
		p := openPage(t, e, []byte("<!doctype html><meta charset=utf-8><style>"+animationSheet+css.String()+"</style><div id=w>"+html.String()+"</div>"))
		fr := p.Frame()
		p.Do(context.Background(), func(d *dom.Document) {
			values := engine.NewResolved(fr.Styles, fr.Frags)
			nodes := map[string]*dom.Node{}
			for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
				if id, ok := n.ElementID(); ok {
					nodes[id.Value()] = n
				}
			}
			for i, c := range cases {
				n := nodes[fmt.Sprint("e", i)]
				c.got = resolvedText(values, fr.Styles.Style(n), n, c.Prop)
			}
		})
		e.Close()
	next:
		for _, c := range cases {
			if alike(c.got, c.Want) {
				continue
			}
			for _, k := range knownAnimation {
				if strings.Contains(c.CSS, k.part) {
					continue next
				}
			}
			bad++
			t.Errorf("at %g: %s: %s\n  got  %s\n  want %s", c.Time, c.Prop, c.CSS, c.got, c.Want)
		}
	}
	t.Logf("%d of %d agree", total-bad, total)
}

// resolvedText is getComputedStyle of a property; transforms are written as matrices.
func resolvedText(r *engine.Resolved, s *style.Style, n *dom.Node, name string) string {
	id := prop.Lookup(name)
	if id.IsShorthand() {
		return prop.Serialize(id, func(l prop.ID) value.Value { return r.Value(n, l) })
	}
	if id != prop.Transform || s.Transform() == value.Value(value.KwNone) {
		return r.Text(n, id)
	}
	m := transform.List(s.Transform(), 52, 42)
	for r := range m {
		for c := range m[r] {
			m[r][c] = math.Round(m[r][c]*1e9) / 1e9
		}
	}
	if m[2] == [4]float64{0, 0, 1, 0} && m[3] == [4]float64{0, 0, 0, 1} && m[0][2] == 0 && m[1][2] == 0 {
		return fmt.Sprintf("matrix(%g, %g, %g, %g, %g, %g)", m[0][0], m[1][0], m[0][1], m[1][1], m[0][3], m[1][3])
	}
	var all []string
	for c := range 4 {
		for r := range 4 {
			all = append(all, strconv.FormatFloat(m[r][c], 'g', -1, 64))
		}
	}
	return "matrix3d(" + strings.Join(all, ", ") + ")"
}

var numbers = regexp.MustCompile(`-?\d+(\.\d+)?(e[-+]?\d+)?`)

// alike compares two values, numbers with some tolerance.
func alike(a, b string) bool {
	if numbers.ReplaceAllString(a, "#") != numbers.ReplaceAllString(b, "#") {
		return false
	}
	x, y := numbers.FindAllString(a, -1), numbers.FindAllString(b, -1)
	for i := range x {
		u, _ := strconv.ParseFloat(x[i], 64)
		v, _ := strconv.ParseFloat(y[i], 64)
		tolerance := 0.002 + math.Abs(v)*2e-4
		if strings.HasSuffix(a, "px") {
			tolerance = 1.0 / 64
		}
		if strings.HasPrefix(a, "rgb") && i < 3 {
			tolerance = 1 // Chromium rounds colours on the way
		}
		if math.Abs(u-v) > tolerance {
			return false
		}
	}
	return true
}
