package main

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"before.libraries/later"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	testscript.Main(m, map[string]func(){"vitrine": main})
}

// TestScripts runs the command line as a person runs it: testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"pngsize":  pngSize,
			"pixel":    pixel,
			"pdfpages": pdfPages,
		},
	})
}

// pngSize FILE WxH checks a picture's size.
func pngSize(ts *testscript.TestScript, neg bool, args []string) {
	c, err := png.DecodeConfig(bytes.NewReader([]byte(ts.ReadFile(args[0]))))
	ts.Check(err)
	if got := fmt.Sprintf("%dx%d", c.Width, c.Height); (got == args[1]) == neg {
		ts.Fatalf("%s is %s", args[0], got)
	}
}

// pixel FILE X,Y rrggbb checks one pixel.
func pixel(ts *testscript.TestScript, neg bool, args []string) {
	m, err := png.Decode(bytes.NewReader([]byte(ts.ReadFile(args[0]))))
	ts.Check(err)
	var x, y int
	fmt.Sscanf(args[1], "%d,%d", &x, &y)
	r, g, b, _ := m.At(x, y).RGBA()
	if got := fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8); (got == args[2]) == neg {
		ts.Fatalf("%s at %s is %s", args[0], args[1], got)
	}
}

// pdfPages FILE WxH... checks that a document has pages of these sizes, in points.
func pdfPages(ts *testscript.TestScript, neg bool, args []string) {
	later.PDF() // the library's tables
	sizes, err := api.PageDims(bytes.NewReader([]byte(ts.ReadFile(args[0]))), nil)
	ts.Check(err)
	var got []string
	for _, s := range sizes {
		got = append(got, fmt.Sprintf("%.7gx%.7g", s.Width, s.Height))
	}
	if slices.Equal(got, args[1:]) == neg {
		ts.Fatalf("%s has pages %v", args[0], got)
	}
}

// TestHelpNamesEverything holds the help to what exists: every command and every flag is
// explained, so that no other manual is needed.
func TestHelpNamesEverything(t *testing.T) {
	for _, c := range commands() {
		var out, errs bytes.Buffer
		if code := run(context.Background(), stdio{strings.NewReader(""), &out, &errs}, []string{"help", c.name}); code != 0 {
			t.Errorf("help %s: exit %d: %s", c.name, code, errs.String())
		}
		if !strings.Contains(out.String(), "usage: vitrine") || c.short == "" {
			t.Errorf("help %s: %q", c.name, out.String())
		}
	}
}

// TestBatchGoesOn feeds lines that fail in every way between lines that work.
func TestBatchGoesOn(t *testing.T) {
	dir := t.TempDir()
	in := strings.Join([]string{
		"data:text/html,<p>one\t" + dir + "/1.png\t" + dir + "/1.jsonl",
		"no tab at all",
		"data:text/html,x\t" + dir + "/missing/2.png",
		dir + "/nothing.html\t" + dir + "/3.png",
		"gopher://x/\t" + dir + "/4.png",
		"https://name.invalid/\t" + dir + "/5.png",
		"data:text/html,<p>six\t" + dir + "/6.png",
	}, "\n") + "\n"
	var out, errs bytes.Buffer
	code := run(context.Background(), stdio{strings.NewReader(in), &out, &errs}, []string{"batch", "--viewport", "80x60", "--embedded-fonts", "-offline"})
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{"ok", "fail", "fail", "fail", "fail", "fail", "ok"}
	if len(lines) != len(want) {
		t.Fatalf("answers:\n%s", out.String())
	}
	for i, l := range lines {
		if !strings.HasPrefix(l, want[i]+" ") {
			t.Errorf("line %d: %s", i, l)
		}
	}
	geom, err := os.ReadFile(dir + "/1.jsonl")
	if err != nil || !bytes.HasPrefix(geom, []byte(`{"k":"","t":"html","r":[0,0,80,`)) || !bytes.Contains(geom, []byte(`{"k":"1/0","t":"p","r":[8,`)) {
		t.Errorf("geometry %s, %v", geom, err)
	}
}

// TestSlowResources: an image that never comes costs the image and not the page.
func TestSlowResources(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/never.png" {
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><body style='background:lime'><img src=never.png>")
	}))
	defer srv.Close()
	var out, errs bytes.Buffer
	code := run(context.Background(), stdio{strings.NewReader(""), &out, &errs},
		[]string{"shot", srv.URL, "-o", "-", "-timeout", "1s", "-embedded-fonts"})
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	m, err := png.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := m.At(500, 500).RGBA(); r != 0 || g != 0xffff || b != 0 {
		t.Error("the page was not drawn")
	}
}
