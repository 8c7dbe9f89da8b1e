package fetch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"vitrine/net/lockfile"
)

// readLines hands the lines of a file, each a JSON object, to take, which returns false for one
// that is not to be believed; it stops when full does. No file is an empty one. Broken lines are
// left out and reported together.
func readLines[T any](what, file string, full func() bool, take func(T) bool) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer f.Close()
	bad := 0
	for in := bufio.NewScanner(f); in.Scan() && !full(); {
		var l T
		if json.Unmarshal(in.Bytes(), &l) != nil || !take(l) {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%s: read %s: %d broken lines left out", what, file, bad)
	}
	return nil
}

// writeLines replaces a file by lines, each a JSON object.
func writeLines[T any](file string, lines []T) error {
	return lockfile.Replace(file, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		for _, l := range lines {
			if err := enc.Encode(l); err != nil {
				return err
			}
		}
		return nil
	})
}
