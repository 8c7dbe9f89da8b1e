package text

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	var d struct {
		Texts []string
		Res   []struct {
			Fam, St                string
			Size                   float32
			W                      []float64
			Line, Inl, Asc, Ex, Ch float64
		}
	}
	b, _ := os.ReadFile("/tmp/txt/widths.json")
	json.Unmarshal(b, &d)
	os.Setenv("FONTCONFIG_FILE", "/work/shared/pages/tools/fonts.conf")
	fs := NewFonts(Config{System: true})
	tot, exact, near := 0, 0, 0
	bad := map[string]int{}
	mbad := map[string]int{}
	for _, r := range d.Res {
		q := MakeQuery(r.Size, Family{r.Fam, generics[r.Fam] != ""})
		if strings.Contains(r.St, "bold") {
			q.Weight = 700
		}
		if strings.Contains(r.St, "italic") {
			q.Slant = Italic
		}
		f := fs.Font(q)
		m := f.Metrics
		if float64(m.Ascent+m.Descent) != r.Inl || math.Abs(float64(m.Ascent)-r.Asc) > 0.01 || math.Abs(float64(m.LineSpacing)-r.Line) > 0.01 {
			k := fmt.Sprintf("%s %s", r.Fam, r.St)
			if mbad[k] == 0 {
				fmt.Println("METRIC", r.Fam, r.St, r.Size, "chromium inl/asc/line", r.Inl, r.Asc, r.Line, "ours", m.Ascent, m.Descent, m.LineGap)
			}
			mbad[k]++
		}
		if math.Abs(float64(m.XHeight)-r.Ex) > 0.02 || math.Abs(float64(m.ZeroWidth)-r.Ch) > 0.02 {
			k := fmt.Sprintf("exch %s %s", r.Fam, r.St)
			if mbad[k] == 0 {
				fmt.Println("EXCH", r.Fam, r.St, r.Size, r.Ex, r.Ch, "ours", m.XHeight, m.ZeroWidth)
			}
			mbad[k]++
		}
		for i, txt := range d.Texts {
			var fw float32
			for _, run := range f.Shape(txt, ShapeOptions{RTL: txt[0] == 0xd7}) {
				fw += run.Advance
			}
			w := math.Ceil(float64(fw)*64) / 64
			tot++
			if w == r.W[i] {
				exact++
			}
			if math.Abs(w-r.W[i]) <= 1.0/32+1e-9 {
				near++
			} else {
				k := fmt.Sprintf("%s|%s|%s", r.Fam, r.St, txt)
				if bad[k] == 0 {
					fmt.Println("WIDTH", k, r.Size, "chromium", r.W[i], "ours", w)
				}
				bad[k]++
			}
		}
	}
	fmt.Println("total", tot, "exact", exact, "within 1/32", near)
	var ks []string
	for k, n := range mbad {
		ks = append(ks, fmt.Sprint(k, n))
	}
	sort.Strings(ks)
	fmt.Println(ks)
}
