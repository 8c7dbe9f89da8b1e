package text

import "syscall"

// rest gives the memory of a mapped file back: its pages are read again when they are wanted.
func (f fontFile) rest() {
	if f.mapped {
		syscall.Madvise(f.data, syscall.MADV_DONTNEED) // a failure leaves them where they are
	}
}
