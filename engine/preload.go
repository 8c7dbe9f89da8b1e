package engine

import (
	"bytes"

	"vitrine/engine/htmlparse"
	"vitrine/engine/load"
)

// preload reads along while a document arrives: it guesses the document's mode from its first
// bytes and starts the fetches that the preload scanner finds.
type preload struct {
	loader  *load.Loader
	scanner *htmlparse.Scanner
	began   bool
}

func newPreload(l *load.Loader) *preload {
	return &preload{loader: l, scanner: htmlparse.NewScanner(l.Hint)}
}

// Write implements io.Writer; it never fails.
func (p *preload) Write(b []byte) (int, error) {
	if !p.began && len(b) > 0 {
		p.began = true
		p.loader.Quirks(!bytes.Contains(bytes.ToLower(b[:min(len(b), 1024)]), []byte("<!doctype")))
	}
	return p.scanner.Write(b)
}
