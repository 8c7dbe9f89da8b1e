package text

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestRest reads a font file again after its memory was given back.
func TestRest(t *testing.T) {
	want := bytes.Repeat([]byte("a font "), 10000)
	path := filepath.Join(t.TempDir(), "a.ttf")
	if err := os.WriteFile(path, want, 0o644); err != nil {
		t.Fatal(err)
	}
	fonts := NewFonts(Config{})
	data, err := fonts.base.file(path)
	if err != nil || !bytes.Equal(data, want) {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	for range 2 {
		fonts.Rest()
		if !bytes.Equal(data, want) {
			t.Fatal("the file has changed")
		}
	}
	if again, _ := fonts.base.file(path); &again[0] != &data[0] {
		t.Error("the file was opened twice")
	}
}
