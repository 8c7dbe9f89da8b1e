package lockfile

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
)

// Replace writes a file that only its owner may read, and puts it in the place of the one of that
// name when all of it is on disk: whoever reads sees the old contents or the new. On an error of
// write or of the file system the old file stays.
func Replace(name string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp") // mode 0600
	if err != nil {
		return err
	}
	w := bufio.NewWriter(tmp)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
	return err
}
