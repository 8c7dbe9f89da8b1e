package engine_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "vitrine"

// readLayers returns the layer number of each package in the block of ARCHITECTURE.md.
func readLayers(t *testing.T) map[string]int {
	t.Helper()
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, ok := strings.Cut(string(text), "```layers\n")
	if !ok {
		t.Fatal("ARCHITECTURE.md has no ```layers block")
	}
	block, _, _ = strings.Cut(block, "```")
	layers := map[string]int{}
	for i, line := range strings.Split(strings.TrimSpace(block), "\n") {
		for _, p := range strings.Fields(line) {
			if _, twice := layers[p]; twice {
				t.Errorf("%s is listed twice", p)
			}
			layers[p] = i
		}
	}
	return layers
}

// layerOf finds the entry for a package directory: its own, or for commands the one of "cmd".
func layerOf(layers map[string]int, dir string) (int, bool) {
	if l, ok := layers[dir]; ok {
		return l, true
	}
	if strings.HasPrefix(dir, "cmd/") {
		l, ok := layers["cmd"]
		return l, ok
	}
	return 0, false
}

// TestLayers holds every import of the module against the list in ARCHITECTURE.md: a package
// imports only packages of lines above its own. Tests may look further down the line.
func TestLayers(t *testing.T) {
	layers := readLayers(t)
	seen := map[string]bool{}
	root := ".."
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		if f.Name.Name == "main" && !strings.HasPrefix(filepath.ToSlash(path), "../cmd/") {
			return nil // generators
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(rel)
		mine, ok := layerOf(layers, dir)
		if !ok {
			if !seen[dir] {
				t.Errorf("package %s is in no layer", dir)
			}
			seen[dir] = true
			return nil
		}
		seen[dir] = true
		for _, imp := range f.Imports {
			p, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			dep, inside := strings.CutPrefix(p, module+"/")
			if !inside {
				continue
			}
			theirs, ok := layerOf(layers, dep)
			if !ok {
				t.Errorf("%s imports %s, which is in no layer", path, dep)
			} else if theirs >= mine && dep != dir {
				t.Errorf("%s imports %s, which is not in a layer above its own", path, dep)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for p := range layers {
		if p != "cmd" && !seen[p] {
			t.Errorf("layer list names %s, which has no Go files", p)
		}
	}
}

// TestOnlyTheWindowImportsEbiten keeps every other part of the engine free of a display.
func TestOnlyTheWindowImportsEbiten(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range f.Imports {
			if strings.Contains(imp.Path.Value, "hajimehoshi/ebiten") && !strings.HasPrefix(filepath.ToSlash(path), "../paint/window/") {
				t.Errorf("%s imports %s", path, imp.Path.Value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
