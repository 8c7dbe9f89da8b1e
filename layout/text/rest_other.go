//go:build !linux

package text

// rest does nothing: other systems take the pages of a mapped file when they need them.
func (fontFile) rest() {}
