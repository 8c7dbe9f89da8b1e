//go:build !unix

package text

import "os"

// readFont reads a font file.
func readFont(path string) (fontFile, error) {
	st, err := os.Stat(path)
	if err != nil {
		return fontFile{}, err
	}
	if !st.Mode().IsRegular() || st.Size() > maxInstalledFont {
		return fontFile{}, fontErrorf("%s: %d bytes", path, st.Size())
	}
	b, err := os.ReadFile(path)
	return fontFile{data: b}, err
}
