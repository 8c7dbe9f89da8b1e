package fetch

import (
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"vitrine/net/weburl"
)

var (
	errNotRegular = errors.New("neither a file nor a folder")
	errNoFiles    = errors.New("files are not allowed here")
)

// file answers a file: URL with the file's bytes, or a folder's list.
func (c *Client) file(x *exchange) (*Response, error) {
	if c.cfg.NoFiles {
		return nil, fail(x.url, PhaseFile, errNoFiles)
	}
	if r := x.req.Referrer; r != nil && r.Is("http", "https", "ws", "wss") {
		return nil, fail(x.url, PhaseFile, ErrFileAccess)
	}
	path, err := x.url.FilePath()
	if err != nil {
		return nil, fail(x.url, PhaseFile, err)
	}
	st, err := os.Stat(path)
	if err != nil {
		return nil, fail(x.url, PhaseFile, fileCause(err))
	}
	if st.IsDir() {
		return c.folder(x, path)
	}
	if !st.Mode().IsRegular() {
		return nil, fail(x.url, PhaseFile, errNotRegular) // a pipe or device could block for ever
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fail(x.url, PhaseFile, fileCause(err))
	}
	if st.Size() > c.lim.BodyBytes {
		f.Close()
		return nil, fail(x.url, PhaseFile, fmt.Errorf("%w (%d bytes)", ErrTooLarge, st.Size()))
	}
	return x.local(c, "", st.Size(), f), nil
}

// fileCause is err in few words; the URL already names the file.
func fileCause(err error) error {
	for _, known := range []error{fs.ErrNotExist, fs.ErrPermission} {
		if errors.Is(err, known) {
			return &pathError{known}
		}
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// pathError words the errors of package fs for a person.
type pathError struct{ err error }

func (e *pathError) Unwrap() error { return e.err }

func (e *pathError) Error() string {
	if e.err == fs.ErrNotExist {
		return "no such file"
	}
	return "not allowed to read it"
}

// folder answers with a page that lists a folder: folders first, then files, by name.
func (c *Client) folder(x *exchange, path string) (*Response, error) {
	if !strings.HasSuffix(x.url.Path(), "/") { // so that the links resolve inside
		u, err := weburl.FromFile(path)
		if err != nil {
			return nil, fail(x.url, PhaseFile, err)
		}
		x.url = u
	}
	d, err := os.Open(path)
	if err != nil {
		return nil, fail(x.url, PhaseFile, fileCause(err))
	}
	entries, err := d.ReadDir(c.lim.FileListing)
	d.Close()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fail(x.url, PhaseFile, fileCause(err))
	}
	sort.Slice(entries, func(i, j int) bool {
		a, b := entries[i], entries[j]
		if a.IsDir() != b.IsDir() {
			return a.IsDir()
		}
		return a.Name() < b.Name()
	})
	var b strings.Builder
	title := html.EscapeString(filepath.ToSlash(path))
	b.WriteString("<!DOCTYPE html><meta charset=utf-8><title>" + title + "</title>\n" +
		"<style>body{font-family:sans-serif;margin:2em}td{padding:.1em 1.5em .1em 0}td.n{text-align:right}</style>\n" +
		"<h1>" + title + "</h1>\n<table>\n")
	if path != filepath.Dir(path) {
		b.WriteString("<tr><td><a href=\"../\">../</a><td>\n")
	}
	for _, e := range entries {
		name, size := e.Name(), ""
		if e.IsDir() {
			name += "/"
		} else if info, err := e.Info(); err == nil {
			size = strconv.FormatInt(info.Size(), 10)
		}
		b.WriteString("<tr><td><a href=\"" + html.EscapeString(weburl.EncodeSegment(name)) + "\">" +
			html.EscapeString(name) + "</a><td class=n>" + size + "\n")
	}
	b.WriteString("</table>\n")
	if len(entries) == c.lim.FileListing {
		b.WriteString("<p>Only the first " + strconv.Itoa(len(entries)) + " entries are shown.\n")
	}
	page := b.String()
	return x.local(c, "text/html;charset=utf-8", int64(len(page)), io.NopCloser(strings.NewReader(page))), nil
}
