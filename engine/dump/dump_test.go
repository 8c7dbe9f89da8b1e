package dump_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/dump"
	"vitrine/engine/trace"
	"vitrine/layout/text"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

var update = flag.Bool("update", false, "write what the dumps are now into testdata")

// stages are the dumps of a page, by the names of their goldens; those ending in .json are JSON.
var stages = map[string]func(io.Writer, *engine.Frame, *dom.Document, []dump.Request) error{
	"dom": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.DOM(w, d.Root())
	},
	"dom.json": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.DOMJSON(w, d.Root())
	},
	"cssom": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.Sheets(w, f.Sheets)
	},
	"cssom.json": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.SheetsJSON(w, f.Sheets)
	},
	"styles": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.Styles(w, d, f.Styles, nil)
	},
	"styles.json": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.StylesJSON(w, d, f.Styles, nil)
	},
	"cascade": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.Cascade(w, d, f.Styles, nil)
	},
	"cascade.json": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.CascadeJSON(w, d, f.Styles, nil)
	},
	"boxes": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.Boxes(w, f.Boxes, nil)
	},
	"boxes.json": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.BoxesJSON(w, f.Boxes, nil)
	},
	"fragments": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.Fragments(w, f.Frags, nil)
	},
	"fragments.json": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.FragmentsJSON(w, f.Frags, nil)
	},
	"display": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error { return f.Display.Write(w) },
	"display.json": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.DisplayJSON(w, f.Display)
	},
	"geometry": func(w io.Writer, f *engine.Frame, d *dom.Document, _ []dump.Request) error {
		return dump.Geometry(w, d, f)
	},
	"requests": func(w io.Writer, f *engine.Frame, d *dom.Document, rs []dump.Request) error {
		return dump.Requests(w, rs)
	},
	"requests.json": func(w io.Writer, f *engine.Frame, d *dom.Document, rs []dump.Request) error {
		return dump.RequestsJSON(w, rs)
	},
}

// TestDumps compares the dumps of small pages with goldens. Each archive in testdata holds
// page.html, what the page loads, and a file for each stage that it is about.
func TestDumps(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no pages", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			for _, f := range a.Files {
				if _, golden := stages[f.Name]; !golden {
					if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			got := dumps(t, filepath.Join(dir, "page.html"))
			changed := false
			for i, f := range a.Files {
				now, ok := got[f.Name]
				if !ok {
					continue
				}
				if strings.HasSuffix(f.Name, ".json") && !json.Valid(now) {
					t.Errorf("%s is no JSON", f.Name)
				}
				if bytes.Equal(now, f.Data) {
					continue
				}
				if *update {
					a.Files[i].Data, changed = now, true
					continue
				}
				t.Errorf("%s", diff.Diff(f.Name, f.Data, "now", now))
			}
			if changed {
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// builtIn finds places in the browser's own sheets, which move with every change of those.
var builtIn = regexp.MustCompile(`(vitrine:[a-z]+\.css"?)(?::\d+:\d+|,\s+"line": \d+,\s+"col": \d+)`)

// dumps loads a page with the embedded fonts and returns all dumps of it.
func dumps(t *testing.T, file string) map[string][]byte {
	t.Helper()
	u, err := weburl.FromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Config{})
	t.Cleanup(client.Close)
	var log dump.RequestLog
	e := engine.New(engine.Config{Fetch: client, Fonts: text.NewFonts(text.Config{}), Width: 300, Height: 200, Trace: trace.New("dump", &log)})
	t.Cleanup(e.Close)
	p, err := e.Load(context.Background(), u.String())
	if err == nil {
		err = p.Idle(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	out := map[string][]byte{}
	folder := strings.TrimSuffix(u.String(), "page.html")
	err = p.Do(context.Background(), func(d *dom.Document) {
		for name, stage := range stages {
			var b bytes.Buffer
			if err := stage(&b, p.Frame(), d, log.Requests()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			out[name] = bytes.ReplaceAll(b.Bytes(), []byte(folder), []byte("file:///"))
			out[name] = builtIn.ReplaceAll(out[name], []byte("$1"))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
