package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// writeAtomic writes a file under a temporary name and renames it, so that whoever waits for
// the file never sees a part of it, and a failure leaves what was there. A link stays one, and
// an existing file keeps its mode. What is no plain file (a device, a pipe) is written to as it
// is: it must not be replaced. Errors name path.
func writeAtomic(path string, write func(*bufio.Writer) error) error {
	mode := fs.FileMode(0o644)
	target := path
	if to, err := filepath.EvalSymlinks(path); err == nil {
		target = to
	}
	switch info, err := os.Stat(target); {
	case err != nil: // a new file, or one that CreateTemp complains about
	case info.IsDir():
		return &fs.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return fill(f, write)
	default:
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return &fs.PathError{Op: "write", Path: path, Err: reason(err)}
	}
	err = tmp.Chmod(mode)
	if e := fill(tmp, write); err == nil {
		err = e
	}
	if err == nil {
		if err = os.Rename(tmp.Name(), target); err != nil {
			err = &fs.PathError{Op: "write", Path: path, Err: reason(err)}
		}
	}
	if err != nil {
		os.Remove(tmp.Name())
		var pe *fs.PathError
		if errors.As(err, &pe) && pe.Path == tmp.Name() {
			err = &fs.PathError{Op: pe.Op, Path: path, Err: pe.Err}
		}
	}
	return err
}

// writeFile is writeAtomic, or writes to standard output when path is "-".
func writeFile(path string, sio stdio, write func(*bufio.Writer) error) error {
	if path != "-" {
		return writeAtomic(path, write)
	}
	w := bufio.NewWriterSize(sio.out, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

// fill writes f through a buffer and closes it.
func fill(f *os.File, write func(*bufio.Writer) error) error {
	w := bufio.NewWriterSize(f, 1<<16)
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// reason is what the system said, without the temporary names it was said about.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
