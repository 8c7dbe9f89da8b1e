package engine

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"path"
	"slices"
	"strings"

	"vitrine/engine/dom"
)

// fileType returns the MIME type of a file by its name.
func fileType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if ext == ".txt" { // not every machine knows
		return "text/plain"
	}
	if t, _, _ := strings.Cut(mime.TypeByExtension(ext), ";"); t != "" {
		return t
	}
	return "application/octet-stream"
}

// maxFolder bounds how many entries of a folder are shown.
const maxFolder = 5000

// chooseFile opens a list of the files that a control may send, beginning in the folder where one
// was chosen last.
// https://html.spec.whatwg.org/multipage/input.html#file-upload-state-(type=file)
func (p *Page) chooseFile(at place) {
	if p.e.cfg.Files == nil {
		return
	}
	if p.folder == "" {
		if p.folder = p.e.cfg.Folder; !fs.ValidPath(p.folder) {
			p.folder = "."
		}
	}
	p.openFolder(at, p.folder)
}

// openFolder lists a folder.
func (p *Page) openFolder(at place, dir string) {
	list, err := fs.ReadDir(p.e.cfg.Files, dir)
	if err != nil && len(list) == 0 {
		p.say("the folder cannot be read: " + err.Error())
		return
	}
	p.folder = dir
	accept, _ := at.node.Attr("accept")
	_, many := at.node.Attr("multiple")
	chosen := at.doc.files[at.node.ID()]
	rows := []optionRow{{label: dir, fixed: true, faint: true}}
	if dir != "." {
		rows = append(rows, optionRow{label: "../", path: path.Dir(dir)})
	}
	var files []optionRow
	for _, e := range list {
		name := e.Name()
		if strings.HasPrefix(name, ".") || len(rows)+len(files) >= maxFolder {
			continue
		}
		r := optionRow{label: name, path: path.Join(dir, name)}
		st, err := fs.Stat(p.e.cfg.Files, r.path) // what a link leads to
		switch {
		case err != nil:
			continue
		case st.IsDir():
			r.label += "/"
			rows = append(rows, r)
		case st.Mode().IsRegular():
			r.note, r.faint = sizeText(st.Size()), !accepts(accept, name)
			if many && slices.Contains(chosen, r.path) {
				r.label = "✓ " + r.label
			}
			files = append(files, r)
		}
	}
	l := &optionList{at: at, rows: append(rows, files...), marked: -1}
	l.pick = func(p *Page, r *optionRow) {
		switch {
		case strings.HasSuffix(r.label, "/"):
			p.openFolder(at, r.path)
		case many: // one more, or one less
			if i := slices.Index(chosen, r.path); i >= 0 {
				chosen = slices.Delete(slices.Clone(chosen), i, i+1)
			} else {
				chosen = append(slices.Clone(chosen), r.path)
			}
			at.doc.setFiles(at.node, chosen)
			first := l.first
			p.openFolder(at, dir)
			if u := p.input.popup; u != nil {
				if again, ok := u.in.(*optionList); ok {
					again.first, again.marked = first, l.marked
				}
			}
		default:
			at.doc.setFiles(at.node, []string{r.path})
		}
	}
	p.openList(l, at)
}

func sizeText(n int64) string {
	const kilo = 1000
	for _, u := range [...]string{"B", "kB", "MB"} {
		if n < kilo {
			return fmt.Sprintf("%d %s", n, u)
		}
		n /= kilo
	}
	return fmt.Sprintf("%d GB", n)
}

// accepts reports whether a file is of a kind that a control asks for.
// https://html.spec.whatwg.org/multipage/input.html#attr-input-accept
func accepts(accept, name string) bool {
	if strings.TrimSpace(accept) == "" {
		return true
	}
	typ := fileType(name)
	for a := range strings.SplitSeq(strings.ToLower(accept), ",") {
		a = strings.TrimSpace(a)
		kind, any := strings.CutSuffix(a, "/*")
		if strings.HasPrefix(a, ".") && strings.HasSuffix(strings.ToLower(name), a) || a == typ || any && strings.HasPrefix(typ, kind+"/") {
			return true
		}
	}
	return false
}

// setFiles makes a control send files. Its value is their names, a line each.
func (d *document) setFiles(n *dom.Node, files []string) {
	if d.files == nil {
		d.files = map[dom.ID][]string{}
	}
	d.files[n.ID()] = files
	var names []string
	for _, f := range files {
		names = append(names, path.Base(f))
	}
	d.dom.SetValue(n, strings.Join(names, "\n"))
	d.dom.Touch(n)
}

// FileError says that a file which a form should send could not be read.
type FileError struct {
	File string
	Err  error
}

func (e *FileError) Error() string { return "send " + e.File + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// errFormTooLarge says that the files of a form are more than Limits.FormBytes together.
var errFormTooLarge = errors.New("more than a form may send")

// readFiles brings the contents of the files among the entries of a form, of limit bytes together.
func readFiles(from fs.FS, list []formEntry, limit int64) error {
	for i := range list {
		e := &list[i]
		if e.path == "" {
			continue
		}
		f, err := from.Open(e.path)
		if err != nil {
			return &FileError{e.path, err}
		}
		e.body, err = io.ReadAll(io.LimitReader(f, limit+1))
		f.Close()
		if err != nil {
			return &FileError{e.path, err}
		}
		if limit -= int64(len(e.body)); limit < 0 {
			return &FileError{e.path, errFormTooLarge}
		}
	}
	return nil
}
