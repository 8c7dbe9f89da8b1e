package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// The viewport of the real pages, in CSS px.
const pageW, pageH = 1024, 768

// realPage is one entry of the list of real pages.
type realPage struct {
	ID       string `json:"id"`
	Path     string `json:"path"`
	CJK      int    `json:"cjk"`
	RTL      int    `json:"rtl"`
	Features struct {
		Flex bool `json:"flex"`
		Grid bool `json:"grid"`
	} `json:"features"`
}

// box is one element of a geometry file: its path from the root, name and border box in px.
type box struct {
	Key        string     `json:"k"`
	Name       string     `json:"t"`
	Rect       [4]float64 `json:"r"`
	Display    string     `json:"d"`
	Visibility string     `json:"v"`
}

func readGeometry(r io.Reader) ([]box, error) {
	var out []box
	dec := json.NewDecoder(bufio.NewReader(r))
	for {
		var b box
		if err := dec.Decode(&b); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
}

// pageScore is how close one page came, each figure from 0 to 100.
type pageScore struct {
	page         realPage
	err          error
	visual, geom float64
}

// within reports whether all four edges of two rectangles are at most t px apart.
func within(a, b [4]float64, t float64) bool {
	t += 1e-6
	return math.Abs(a[0]-b[0]) <= t && math.Abs(a[1]-b[1]) <= t &&
		math.Abs(a[0]+a[2]-b[0]-b[2]) <= t && math.Abs(a[1]+a[3]-b[1]-b[3]) <= t
}

// parentOf returns the key of the parent element; ok is false for the root.
func parentOf(key string) (parent string, ok bool) {
	if key == "" {
		return "", false
	}
	if i := strings.LastIndexByte(key, '/'); i >= 0 {
		return key[:i], true
	}
	return "", true
}

// unseen are elements whose boxes browsers do not agree to report.
var unseen = map[string]bool{"option": true, "optgroup": true, "area": true, "source": true, "track": true, "param": true, "br": true, "wbr": true}

// scoreGeometry returns the mean of four shares: elements with all edges within 1 px, within
// 3 px, within 1 px in the first viewport, and placed within 1 px relative to their parent.
func scoreGeometry(want, got []box) float64 {
	index := func(bs []box) map[string]*box {
		m := make(map[string]*box, len(bs))
		for i := range bs {
			m[bs[i].Key] = &bs[i]
		}
		return m
	}
	wants, gots := index(want), index(got)
	inside := map[string]bool{} // svg and math content
	var n, n1, n3, nv, v1, rel int
	for i := range want {
		w := &want[i]
		pk, hasParent := parentOf(w.Key)
		if p := wants[pk]; hasParent && p != nil && (p.Name == "svg" || p.Name == "math" || inside[pk]) {
			inside[w.Key] = true
		}
		r := w.Rect
		if inside[w.Key] || unseen[w.Name] || w.Display == "none" || w.Visibility != "visible" ||
			r[2] <= 0 || r[3] <= 0 || r[0]+r[2] <= 0 || r[1]+r[3] <= 0 {
			continue
		}
		n++
		first := r[0] < pageW && r[1] < pageH
		if first {
			nv++
		}
		g := gots[w.Key]
		if g == nil || g.Name != w.Name {
			continue
		}
		at1 := within(r, g.Rect, 1)
		if at1 {
			n1++
			if first {
				v1++
			}
		}
		if within(r, g.Rect, 3) {
			n3++
		}
		wp, gp := wants[pk], gots[pk]
		if !hasParent {
			if at1 {
				rel++
			}
		} else if wp != nil && gp != nil && within(relative(r, wp.Rect), relative(g.Rect, gp.Rect), 1) {
			rel++
		}
	}
	return 100 * (share(n1, n) + share(n3, n) + share(v1, nv) + share(rel, n)) / 4
}

func relative(r, to [4]float64) [4]float64 {
	return [4]float64{r[0] - to[0], r[1] - to[1], r[2], r[3]}
}

func share(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// scoreVisual returns 0.3 pix32n + 0.4 ssimA + 0.3 inkblur of two pictures of the viewport.
func scoreVisual(want, got *image.RGBA) float64 {
	return 100 * (0.3*pix32n(want, got) + 0.4*ssimActive(want, got) + 0.3*inkBlur(want, got))
}

// ground returns the most frequent colour.
func ground(m *image.RGBA) [3]byte {
	count := map[[3]byte]int{}
	var best [3]byte
	for i := 0; i < len(m.Pix); i += 4 {
		c := [3]byte{m.Pix[i], m.Pix[i+1], m.Pix[i+2]}
		count[c]++
		if k, b := count[c], count[best]; k > b || k == b && bytes.Compare(c[:], best[:]) < 0 {
			best = c
		}
	}
	return best
}

func near(a, b []byte, t int) bool {
	return absDiff(a[0], b[0]) <= t && absDiff(a[1], b[1]) <= t && absDiff(a[2], b[2]) <= t
}

// pix32n is the share of pixels within 32 of the oracle's, less what a blank page has.
func pix32n(want, got *image.RGBA) float64 {
	bg := ground(want)
	same, blank, n := 0, 0, len(want.Pix)/4
	for i := 0; i < len(want.Pix); i += 4 {
		if near(want.Pix[i:], got.Pix[i:], 32) {
			same++
		}
		if near(want.Pix[i:], bg[:], 32) {
			blank++
		}
	}
	s, b := share(same, n), share(blank, n)
	if b >= 0.9999 {
		return s
	}
	return max(0, (s-b)/(1-b))
}

// halfGrey returns the luma of a picture at half size.
func halfGrey(m *image.RGBA) []float64 {
	g := make([]float64, (pageW/2)*(pageH/2))
	for y := 0; y < pageH/2; y++ {
		for x := 0; x < pageW/2; x++ {
			s := 0.0
			for dy := range 2 {
				o := m.PixOffset(2*x, 2*y+dy)
				for range 2 {
					s += 0.299*float64(m.Pix[o]) + 0.587*float64(m.Pix[o+1]) + 0.114*float64(m.Pix[o+2])
					o += 4
				}
			}
			g[y*(pageW/2)+x] = s / 4
		}
	}
	return g
}

// ssimActive is the mean structural similarity of the 8x8 windows that show something.
func ssimActive(want, got *image.RGBA) float64 {
	const w, h, c1, c2 = pageW / 2, pageH / 2, 6.5025, 58.5225
	ga, gb := halfGrey(want), halfGrey(got)
	var sum float64
	n := 0
	for y := 0; y+8 <= h; y += 4 {
		for x := 0; x+8 <= w; x += 4 {
			var ma, mb, va, vb, cov float64
			for j := range 8 {
				o := (y+j)*w + x
				for i := range 8 {
					p, q := ga[o+i], gb[o+i]
					ma += p
					mb += q
					va += p * p
					vb += q * q
					cov += p * q
				}
			}
			ma, mb = ma/64, mb/64
			va, vb, cov = va/64-ma*ma, vb/64-mb*mb, cov/64-ma*mb
			if va <= 4 && vb <= 4 {
				if d := math.Abs(ma - mb); d > 4 { // both flat, in different colours
					sum += max(0, 1-d/32)
					n++
				}
				continue
			}
			sum += max(0, (2*ma*mb+c1)*(2*cov+c2)/((ma*ma+mb*mb+c1)*(va+vb+c2)))
			n++
		}
	}
	if n == 0 {
		return 1
	}
	return sum / float64(n)
}

// blur3 returns the 3x3 box blur of a picture, three bytes a pixel.
func blur3(m *image.RGBA) []byte {
	out := make([]byte, 0, pageW*pageH*3)
	for y := range pageH {
		for x := range pageW {
			var s [3]int
			n := 0
			for yy := max(0, y-1); yy <= min(pageH-1, y+1); yy++ {
				for xx := max(0, x-1); xx <= min(pageW-1, x+1); xx++ {
					o := m.PixOffset(xx, yy)
					s[0] += int(m.Pix[o])
					s[1] += int(m.Pix[o+1])
					s[2] += int(m.Pix[o+2])
					n++
				}
			}
			out = append(out, byte(s[0]/n), byte(s[1]/n), byte(s[2]/n))
		}
	}
	return out
}

// inkBlur is the share of blurred pixels with ink in either picture that agree within 32.
func inkBlur(want, got *image.RGBA) float64 {
	bg := ground(want)
	a, b := blur3(want), blur3(got)
	ink, ok := 0, 0
	for i := 0; i < len(a); i += 3 {
		if near(a[i:], bg[:], 16) && near(b[i:], bg[:], 16) {
			continue
		}
		ink++
		if near(a[i:], b[i:], 32) {
			ok++
		}
	}
	return share(ok, ink)
}

func readPNG(file string) (*image.RGBA, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := png.Decode(bufio.NewReader(f))
	if err != nil {
		return nil, err
	}
	m := image.NewRGBA(image.Rect(0, 0, pageW, pageH))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(m, m.Bounds(), src, src.Bounds().Min, draw.Over)
	return m, nil
}

// pageTypes is what the real pages' server sends: no charset, text/html for negotiated variants.
func pageTypes() map[string]string {
	t := map[string]string{".eot": "application/vnd.ms-fontobject"}
	for k, v := range contentTypes {
		t[k] = v
	}
	delete(t, ".xht")
	delete(t, ".xml")
	return t
}

// pageRenderer draws a page's first viewport and returns its geometry as JSON lines.
type pageRenderer func(url string) (*image.RGBA, []byte, error)

// suitePages draws every real page and scores it against the oracle. keep chooses pages.
func suitePages(keep func(*realPage) bool, draw pageRenderer, each func(pageScore)) error {
	dir, err := sharedDir("pages")
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dir, "public.json"))
	if err != nil {
		return err
	}
	var pages []realPage
	if err := json.Unmarshal(text, &pages); err != nil {
		return err
	}
	s, err := serve(filepath.Join(dir, "corpus"), pageTypes())
	if err != nil {
		return err
	}
	defer s.close()
	for i := range pages {
		if keep != nil && !keep(&pages[i]) {
			continue
		}
		each(scorePage(dir, s.base, pages[i], draw))
	}
	return nil
}

func scorePage(dir, base string, p realPage, draw pageRenderer) pageScore {
	sc := pageScore{page: p}
	fail := func(err error) pageScore {
		sc.err = fmt.Errorf("%s: %w", p.ID, err)
		return sc
	}
	oracle := filepath.Join(dir, "oracle", p.ID)
	want, err := readPNG(oracle + ".png")
	if err != nil {
		return fail(err)
	}
	f, err := os.Open(oracle + ".geom.jsonl.gz")
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fail(err)
	}
	wantGeom, err := readGeometry(z)
	if err != nil {
		return fail(err)
	}
	img, geom, err := draw(base + (&url.URL{Path: p.Path}).EscapedPath())
	if err != nil {
		return fail(err)
	}
	gotGeom, err := readGeometry(bytes.NewReader(geom))
	if err != nil {
		return fail(err)
	}
	sc.visual, sc.geom = scoreVisual(want, img), scoreGeometry(wantGeom, gotGeom)
	return sc
}
