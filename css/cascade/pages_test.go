package cascade_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/syntax"
	"vitrine/css/ua"
	"vitrine/engine/dom"
	"vitrine/engine/htmlparse"
	"vitrine/engine/ratchet"
	"vitrine/net/sniff"
)

// page is a page of the corpus with its sheets.
type page struct {
	root string // folder that stands for the server
	doc  *dom.Document
	in   cascade.Input
}

// loadPage reads a page and its sheets from files, as the engine's loader would over HTTP.
func loadPage(t testing.TB, root, path string) *page {
	body, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	base := "http://corpus.test/" + path
	p := &page{root: root, doc: htmlparse.Parse(nil, htmlparse.Input{URL: base, Body: body})}
	p.in = cascade.Input{Doc: p.doc, Hints: ua.Hints(p.doc, nil), Env: media.Env{Width: 1024, Height: 768}}
	for _, s := range ua.Sheets(p.doc) {
		p.in.Sheets = append(p.in.Sheets, &cascade.Sheet{CSS: s})
	}
	for n := p.doc.Root().First(); n != nil; n = n.After(p.doc.Root()) {
		var s *cascade.Sheet
		switch {
		case n.IsHTML("style"):
			s = p.sheet(syntax.NewSource(p.doc.Base(), n.TextContent()), 0)
		case n.IsHTML("link"):
			rel, _ := n.Attr("rel")
			href, _ := n.Attr("href")
			if f := strings.Fields(strings.ToLower(rel)); len(f) != 1 || f[0] != "stylesheet" {
				continue
			}
			s = p.file(p.doc.Base(), href, 0)
		}
		if s != nil {
			m, _ := n.Attr("media")
			s.Media = media.ParseString(m)
			p.in.Sheets = append(p.in.Sheets, s)
		}
	}
	return p
}

func (p *page) file(base, href string, depth int) *cascade.Sheet {
	b, err := url.Parse(base)
	if err != nil {
		return nil
	}
	u, err := b.Parse(href)
	if err != nil || u.Host != "corpus.test" || depth > 8 {
		return nil
	}
	body, err := os.ReadFile(filepath.Join(p.root, filepath.FromSlash(u.Path)))
	if err != nil {
		return nil
	}
	e, _ := sniff.LookupEncoding(p.doc.Charset)
	_, trimmed := sniff.TrimBOM(body)
	text := sniff.CSSCharset(body, sniff.Type{}, e).Decode(trimmed)
	return p.sheet(syntax.NewSource(u.String(), string(text)), depth)
}

func (p *page) sheet(src *syntax.Source, depth int) *cascade.Sheet {
	s := &cascade.Sheet{Origin: cascade.Author, CSS: cssom.Parse(nil, src, cssom.Options{Quirks: p.doc.Mode == dom.Quirks})}
	for _, r := range s.CSS.Imports() {
		s.Imports = append(s.Imports, p.file(src.URL, r.URL, depth+1))
	}
	return s
}

// TestPages compares computed display and visibility with Chromium's on the public real pages.
// Elements inside of display: none are left out, because they have no style here.
func TestPages(t *testing.T) {
	dir := ratchet.Shared(t, "pages")
	var list []struct{ ID, Path string }
	b, err := os.ReadFile(filepath.Join(dir, "public.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	wrong := map[string]int{}
	total, bad := 0, 0
	var parse, style time.Duration
	for _, e := range list {
		start := time.Now()
		p := loadPage(t, filepath.Join(dir, "corpus"), e.Path)
		parse += time.Since(start)
		start = time.Now()
		r := cascade.Resolve(nil, p.in, nil)
		took := time.Since(start)
		style += took
		if os.Getenv("VITRINE_PAGES") != "" {
			t.Logf("%-60s %8v %+v", e.Path, took, r.Stats)
		}
		n, w := compare(t, p, r, filepath.Join(dir, "oracle", e.ID+".geom.jsonl.gz"), e.ID+" "+e.Path, wrong)
		total += n
		bad += w
	}
	t.Logf("%d elements of %d pages, %d differ (%.2f %%); load and parse %v, style %v", total, len(list), bad,
		100*float64(bad)/float64(total), parse, style)
	var keys []string
	for k := range wrong {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return wrong[keys[i]] > wrong[keys[j]] })
	for i, k := range keys {
		if i == 40 {
			break
		}
		t.Logf("%6d %s", wrong[k], k)
	}
	if bad > 0 || total == 0 {
		t.Errorf("%d of %d elements differ from Chromium; there are no known differences", bad, total)
	}
}

func compare(t *testing.T, p *page, r *cascade.Result, file, id string, wrong map[string]int) (total, bad int) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var g struct{ K, T, D, V string }
		if json.Unmarshal(sc.Bytes(), &g) != nil {
			continue
		}
		n := p.doc.DocumentElement()
		for _, k := range strings.Split(g.K, "/") {
			i := 0
			if k == "" || n == nil {
				break
			}
			fmt.Sscan(k, &i)
			for n = n.FirstElement(); n != nil && i > 0; i-- {
				n = n.NextElement()
			}
		}
		if n == nil || !strings.EqualFold(n.Name(), g.T) {
			continue
		}
		total++
		s := r.Style(n)
		d, v := "none", g.V
		if s != nil {
			d, v = s.Display().String(), s.Visibility().String()
		} else if g.D != "" {
			continue // inside of display: none there is no style
		}
		if g.D != "" && d != g.D || g.V != "" && v != g.V {
			bad++
			wrong[fmt.Sprintf("%s <%s> %s %s, Chromium %s %s", id, g.T, d, v, g.D, g.V)]++
		}
	}
	return total, bad
}
