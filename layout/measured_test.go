package layout

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vitrine/engine/dom"
	"vitrine/layout/frag"
	"vitrine/layout/geom"
)

// TestMeasured compares geometry with what Chromium 156 measured once for the pages of
// testdata/measured: each .txt line is the path of an element below body, its name and its
// border box. Differences up to a 1/64 px rounding step are allowed.
func TestMeasured(t *testing.T) { measured(t, "testdata/measured", render) }

// TestMeasuredInstalled does so with faces of the system, Noto Sans CJK above all.
func TestMeasuredInstalled(t *testing.T) {
	if !hasFamily("Noto Sans CJK KR") || !hasFamily("DejaVu Sans") {
		t.Skip("the faces that were measured are not installed")
	}
	measured(t, "testdata/installed", renderInstalled)
}

func measured(t *testing.T, folder string, render func(string) (*dom.Document, *frag.Tree)) {
	files, err := filepath.Glob(folder + "/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no measured pages")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".html"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			doc, tree := render(string(src))
			got := rects(tree)
			for _, line := range strings.Split(strings.TrimRight(string(want), "\n"), "\n") {
				f := strings.Split(line, " ")
				n := walkTo(doc.Body(), f[0])
				if n == nil {
					t.Fatalf("no element %s", f[0])
				}
				r, ok := got[n]
				var w [4]float64
				for i := range w {
					w[i], _ = strconv.ParseFloat(f[2+i], 64)
				}
				if !ok && w[2] == 0 && w[3] == 0 {
					continue
				}
				g := [4]float64{r.X.Px(), r.Y.Px(), r.W.Px(), r.H.Px()}
				for i := range w {
					if math.Abs(w[i]-g[i]) > 1.01/64 {
						t.Errorf("%s %s: %s, want %s", f[0], f[1], quad(r), strings.Join(f[2:], " "))
						break
					}
				}
			}
		})
	}
}

func quad(r geom.Rect) string { return fmt.Sprint(r.X, " ", r.Y, " ", r.W, " ", r.H) }

// walkTo follows a path of child indices.
func walkTo(n *dom.Node, path string) *dom.Node {
	if path == "" {
		return n
	}
	for _, s := range strings.Split(path, "/") {
		k, _ := strconv.Atoi(s)
		n = n.FirstElement()
		for ; k > 0 && n != nil; k-- {
			n = n.NextElement()
		}
		if n == nil {
			return nil
		}
	}
	return n
}
