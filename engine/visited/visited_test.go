package visited

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestPersistence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "visited")
	open := func() *Links {
		t.Helper()
		l, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	// Two processes at once, each adding.
	a, b := open(), open()
	var all sync.WaitGroup
	for i, l := range []*Links{a, b} {
		all.Go(func() {
			for k := range 100 {
				l.Add(fmt.Sprintf("http://a.test/%d/%d", i, k))
			}
		})
	}
	all.Wait()
	c := open()
	for i := range 2 {
		for k := range 100 {
			u := fmt.Sprintf("http://a.test/%d/%d", i, k)
			if !c.Has(u) {
				t.Fatalf("%s is forgotten", u)
			}
			if c.Has(u + "#f") {
				t.Fatalf("a place in %s was not gone to", u)
			}
		}
	}
	if c.Has("http://a.test/2/0") || a.Err() != nil {
		t.Errorf("too much is remembered, or %v", a.Err())
	}
	text, _ := os.ReadFile(file)
	if strings.Contains(string(text), "a.test") || len(text) != headSize+200*entrySize {
		t.Errorf("the file has %d bytes, or can be read", len(text))
	}
	// A process died while it wrote.
	os.WriteFile(file, text[:len(text)-3], 0o600)
	d := open()
	d.Add("http://b.test/")
	if e := open(); !e.Has("http://b.test/") || !e.Has("http://a.test/0/0") {
		t.Error("a cut entry spoils the next ones")
	}
}

func TestTrouble(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other")
	os.WriteFile(other, []byte(strings.Repeat("something else ", 10)), 0o600)
	for _, file := range []string{other, filepath.Join(other, "x")} {
		l, err := Open(file)
		if err == nil {
			t.Errorf("%s was opened", file)
		}
		if l.Add("u"); !l.Has("u") {
			t.Error("the set does not work without its file")
		}
	}
	if b, _ := os.ReadFile(other); !strings.HasPrefix(string(b), "something else") {
		t.Error("a foreign file was overwritten")
	}
}

func TestLimit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "visited")
	l, _ := Open(file)
	l.Add("first")
	text, _ := os.ReadFile(file)
	for i := range maxEntries {
		text = append(text, byte(i>>24), byte(i>>16), byte(i>>8), byte(i), 1, 2, 3, 4)
	}
	os.WriteFile(file, text, 0o600)
	l, err := Open(file)
	if err != nil || len(l.set) != maxEntries/2 || l.Has("first") {
		t.Errorf("%v, %d entries", err, len(l.set))
	}
}
