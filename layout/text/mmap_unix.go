//go:build unix

package text

import (
	"os"
	"syscall"
)

// readFont maps a font file into memory, so that only the pages that are read cost memory.
// Installed fonts are replaced by renaming, so a mapping stays valid.
func readFont(path string) (fontFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return fontFile{}, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return fontFile{}, err
	}
	if !st.Mode().IsRegular() || st.Size() == 0 || st.Size() > maxInstalledFont {
		return fontFile{}, fontErrorf("%s: %d bytes", path, st.Size())
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, int(st.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		b, err = os.ReadFile(path)
		return fontFile{data: b}, err
	}
	return fontFile{data: b, mapped: true}, nil
}
