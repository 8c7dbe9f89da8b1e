package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"vitrine/engine"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// TestProfile: what one process learnt the next one knows, two at once lose nothing, and a
// private window knows and leaves nothing.
func TestProfile(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		if r.URL.Path == "/who" {
			fmt.Fprint(w, r.Header.Get("Cookie"))
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "c" + strings.Trim(r.URL.Path, "/"), Value: "1", MaxAge: 1000})
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		w.Header().Set("Cache-Control", "max-age=1000")
		fmt.Fprint(w, "stored")
	}))
	defer srv.Close()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "AppData", "LocalAppData"} {
		t.Setenv(name, home)
	}
	client := func(p profile) *fetch.Client {
		t.Helper()
		var cfg fetch.Config
		var said bytes.Buffer
		if err := p.fill(&cfg, &said); err != nil || said.Len() > 0 {
			t.Fatal(err, said.String())
		}
		return fetch.New(cfg)
	}
	get := func(c *fetch.Client, path string) string {
		t.Helper()
		r, err := c.Fetch(t.Context(), &fetch.Request{URL: weburl.MustParse(srv.URL + path), Destination: fetch.Document})
		if err != nil {
			t.Fatal(err)
		}
		b, err := r.Bytes(0)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for name, p := range map[string]profile{"folder": {dir: filepath.Join(t.TempDir(), "new", "profile")}, "window": {usual: true}} {
		clear(asked)
		a, b := client(p), client(p) // two processes at once
		get(a, "/a")
		get(b, "/b")
		a.Close()
		b.Close()
		c := client(p)
		if get(c, "/a") != "stored" || get(c, "/b") != "stored" || asked["/a"] != 1 || asked["/b"] != 1 {
			t.Errorf("%s: asked %v", name, asked)
		}
		if got := get(c, "/who"); got != "ca=1; cb=1" {
			t.Errorf("%s: cookies %q", name, got)
		}
		c.Close()
		if name == "folder" {
			continue
		}
		before := files(t, home)
		p.private = true
		d := client(p)
		if get(d, "/a"); asked["/a"] != 2 || get(d, "/who") != "ca=1; session=1" {
			t.Errorf("a private window: asked %v", asked)
		}
		d.Close()
		if after := files(t, home); after != before {
			t.Errorf("a private window left\n%s\nbefore there was\n%s", after, before)
		}
	}
	// A folder that cannot be is an error, a broken file is told and passed over.
	bad := filepath.Join(t.TempDir(), "file")
	os.WriteFile(bad, nil, 0o600)
	p := profile{dir: filepath.Join(bad, "x")}
	if err := p.fill(&fetch.Config{}, &bytes.Buffer{}); err == nil {
		t.Error("a profile inside of a file")
	}
	p = profile{dir: t.TempDir()}
	os.WriteFile(filepath.Join(p.dir, "cookies"), []byte("{broken\n"), 0o600)
	var said bytes.Buffer
	if err := p.fill(&fetch.Config{}, &said); err != nil || !strings.Contains(said.String(), "1 broken lines left out") {
		t.Errorf("%v, said %q", err, said.String())
	}
}

// files lists the files below a folder.
func files(t *testing.T, dir string) string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			st, _ := d.Info()
			out = append(out, fmt.Sprint(path, " ", st.Size()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

// TestSaveTo: downloads get free names, and what breaks off leaves nothing.
func TestSaveTo(t *testing.T) {
	dir := t.TempDir()
	save := saveTo(dir)
	for i, want := range []string{"a.tar", "a (1).tar", "a (2).tar"} {
		got, err := save(t.Context(), &engine.Download{Name: "a.tar", Body: strings.NewReader(fmt.Sprint("body ", i))})
		if err != nil || got != filepath.Join(dir, want) {
			t.Errorf("%s %v, want %s", got, err, want)
		}
		if b, _ := os.ReadFile(got); string(b) != fmt.Sprint("body ", i) {
			t.Errorf("%s holds %q", got, b)
		}
	}
	if _, err := save(t.Context(), &engine.Download{Name: "b", Body: brokenReader{}}); err == nil {
		t.Error("a body that breaks off was saved")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := save(ctx, &engine.Download{Name: "c", Body: strings.NewReader("x")}); err == nil {
		t.Error("a download that was stopped was saved")
	}
	if got := files(t, dir); strings.Count(got, "\n") != 2 {
		t.Errorf("left over:\n%s", got)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("broke off") }
