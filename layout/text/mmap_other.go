//go:build !unix

package text

import "os"

// readFont reads a font file.
func readFont(path string) ([]byte, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() || st.Size() > maxInstalledFont {
		return nil, fontErrorf("%s: %d bytes", path, st.Size())
	}
	return os.ReadFile(path)
}
