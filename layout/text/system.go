package text

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"unicode/utf16"
)

// Limits of installed fonts.
const (
	maxInstalledFont = 256 << 20 // bytes of one file
	maxIndexed       = 20000     // faces in an index
)

// index lists the faces found in some directories. Only names and descriptors are in it; a
// face is opened when it is used.
type index struct {
	base     *base
	faces    []*indexed
	families map[string][]*entry
	names    map[string]*indexed // full and PostScript names
}

// indexed is one installed face.
type indexed struct {
	path     string
	number   int // in a collection
	families []string
	full, ps string
	entry    entry

	probe sync.Once
	sfnt  *sfnt
}

func (ix *index) family(name string) []*entry { return ix.families[name] }

func (ix *index) local(name string) *Face {
	if e := ix.names[name]; e != nil {
		return e.entry.face
	}
	return nil
}

// covering returns the installed faces that have every visible character of a cluster, the
// family of the first one found in the order of the index.
func (ix *index) covering(cl string) []*entry {
	for _, e := range ix.faces {
		e.probe.Do(func() {
			if data, err := ix.base.file(e.path); err == nil {
				e.sfnt, _ = parseSfnt(data, e.number)
			}
		})
		if e.sfnt == nil || !cmapCovers(e.sfnt, cl) {
			continue
		}
		return ix.families[e.families[0]]
	}
	return nil
}

// cmapCovers looks characters up in a face's cmap without parsing the rest of the face.
// https://learn.microsoft.com/en-us/typography/opentype/spec/cmap
func cmapCovers(s *sfnt, cl string) bool {
	b := s.table(tagOf("cmap"))
	if len(b) < 4 {
		return false
	}
	var sub []byte
	best := -1
	for i := range int(be.Uint16(b[2:])) {
		if 12+8*i > len(b) {
			break
		}
		e := b[4+8*i:]
		off := be.Uint32(e[4:])
		if uint64(off)+16 > uint64(len(b)) {
			continue
		}
		t := b[off:]
		rank := -1
		switch p, f := be.Uint16(e), be.Uint16(t); {
		case f == 12 && (p == 0 || p == 3):
			rank = 2
		case f == 4 && (p == 0 || p == 3 && be.Uint16(e[2:]) == 1):
			rank = 1
		}
		if rank > best {
			sub, best = t, rank
		}
	}
	if sub == nil {
		return false
	}
	for _, r := range cl {
		if !ignorable(r) && !cmapHas(sub, best == 2, r) {
			return false
		}
	}
	return true
}

func cmapHas(t []byte, wide bool, r rune) bool {
	if wide {
		n := min(int(be.Uint32(t[12:])), (len(t)-16)/12)
		i := sort.Search(n, func(i int) bool { return rune(be.Uint32(t[16+12*i+4:])) >= r })
		return i < n && rune(be.Uint32(t[16+12*i:])) <= r
	}
	if r > 0xFFFF {
		return false
	}
	n := int(be.Uint16(t[6:])) / 2
	if 16+8*n > len(t) {
		return false
	}
	i := sort.Search(n, func(i int) bool { return rune(be.Uint16(t[14+2*i:])) >= r })
	if i == n {
		return false
	}
	start := rune(be.Uint16(t[16+2*n+2*i:]))
	if start > r || r == 0xFFFF {
		return false
	}
	offAt := 16 + 6*n + 2*i
	off := int(be.Uint16(t[offAt:]))
	if off == 0 {
		return be.Uint16(t[16+4*n+2*i:])+uint16(r) != 0
	}
	at := offAt + off + 2*int(r-start)
	return at+2 <= len(t) && be.Uint16(t[at:]) != 0
}

// file opens a font file once.
func (b *base) file(path string) ([]byte, error) {
	v, _ := b.files.LoadOrStore(path, sync.OnceValues(func() (fontFile, error) { return readFont(path) }))
	f, err := v.(func() (fontFile, error))()
	return f.data, err
}

// fontFile is the content of a font file. It may be read at all times.
type fontFile struct {
	data   []byte
	mapped bool // into memory, from where its pages come and go
}

// Rest gives back memory that a page with other fonts does not need. The fonts of a next page
// are found as they were, and read again where that page needs them.
func (f *Fonts) Rest() {
	f.base.files.Range(func(_, v any) bool {
		if file, err := v.(func() (fontFile, error))(); err == nil {
			file.rest()
		}
		return true
	})
}

func (b *base) dirIndex() *index {
	b.dirsOnce.Do(func() { b.dirs = b.newIndex(scanDirs(b.cfg.Dirs)) })
	return b.dirs
}

func (b *base) sysIndex() *index {
	b.sysOnce.Do(func() { b.sys = b.newIndex(b.system().faces()) })
	return b.sys
}

// indexes returns the indexes that fallback may search: the system's where it is allowed.
// Given directories are for pages that name their families; only in the deterministic mode,
// where nothing else is left, do they serve characters of text that did not ask for them.
func (b *base) indexes() []*index {
	switch {
	case b.cfg.System:
		return []*index{b.sysIndex()}
	case len(b.cfg.Dirs) > 0:
		return []*index{b.dirIndex()}
	}
	return nil
}

// Warm reads the list of the machine's fonts, where they may be used, before a page asks for it.
func (f *Fonts) Warm() { f.base.indexes() }

func (b *base) newIndex(faces []*indexed) *index {
	ix := &index{base: b, faces: faces, families: map[string][]*entry{}, names: map[string]*indexed{}}
	for _, e := range faces {
		path := e.path
		e.entry.face = newFace(e.families[0], e.number, func() ([]byte, error) { return b.file(path) })
		for _, fam := range e.families {
			ix.families[fam] = append(ix.families[fam], &e.entry)
		}
		for _, n := range [2]string{e.full, e.ps} {
			if n != "" && ix.names[n] == nil {
				ix.names[n] = e
			}
		}
	}
	return ix
}

// key tells faces of one name apart.
func (f *Face) key() string { return fmt.Sprintf("%p", f) }

// scanDirs describes every font file below some directories, in path order.
func scanDirs(dirs []string) []*indexed {
	var out []*indexed
	seen := map[string]bool{}
	for _, d := range dirs {
		_ = filepath.WalkDir(d, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || seen[path] || len(out) >= maxIndexed {
				return nil
			}
			seen[path] = true
			switch strings.ToLower(filepath.Ext(path)) {
			case ".ttf", ".otf", ".ttc", ".otc":
				out = append(out, describe(path)...)
			}
			return nil
		})
	}
	return out
}

// describe reads the names and descriptors of the faces of a file; nil when it is no font.
func describe(path string) []*indexed {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	read := func(off int64, n int) []byte {
		b := make([]byte, n)
		if k, _ := f.ReadAt(b, off); k < n {
			return nil
		}
		return b
	}
	head := read(0, 12)
	if head == nil {
		return nil
	}
	offs := []int64{0}
	if string(head[:4]) == "ttcf" {
		n := int(be.Uint32(head[8:]))
		b := read(12, 4*min(n, 256))
		offs = offs[:0]
		for i := 0; i+4 <= len(b); i += 4 {
			offs = append(offs, int64(be.Uint32(b[i:])))
		}
	}
	var out []*indexed
	for i, off := range offs {
		h := read(off, 12)
		if h == nil {
			continue
		}
		n := int(be.Uint16(h[4:]))
		if n == 0 || n > maxTables {
			continue
		}
		dir := read(off+12, 16*n)
		s := &sfnt{}
		for k := 0; k+16 <= len(dir); k += 16 {
			t := tag(be.Uint32(dir[k:]))
			o, l := be.Uint32(dir[k+8:]), be.Uint32(dir[k+12:])
			switch t {
			case tagOf("name"), tagOf("OS/2"), tagOf("head"), tagOf("fvar"), tagOf("hhea"):
				if l > 1<<20 {
					continue
				}
				if b := read(int64(o), int(l)); b != nil {
					s.tables = append(s.tables, tableRecord{t, uint32(len(s.data)), l})
					s.data = append(s.data, b...)
				}
			}
		}
		e := &indexed{path: path, number: i}
		if !e.fill(s) {
			continue
		}
		out = append(out, e)
	}
	return out
}

// fill takes names and descriptors from the tables of a face; false when it has no name.
func (e *indexed) fill(s *sfnt) bool {
	names := readNames(s.table(tagOf("name")))
	for _, id := range [2]uint16{16, 1} {
		for _, n := range names[id] {
			if n = foldFamily(n); n != "" && !contains(e.families, n) {
				e.families = append(e.families, n)
			}
		}
	}
	if len(e.families) == 0 {
		return false
	}
	first := func(id uint16) string {
		if l := names[id]; len(l) > 0 {
			return foldFamily(l[0])
		}
		return ""
	}
	e.full, e.ps = first(4), first(6)
	v := readVertical(s)
	w := float32(v.weight)
	if w == 0 {
		w = 400
		if v.bold {
			w = 700
		}
	}
	en := &e.entry
	en.weightMin, en.weightMax = w, w
	en.stretchMin = widthPercent(v.width)
	en.stretchMax = en.stretchMin
	if v.italic {
		en.slant = Italic
	}
	for _, a := range readAxes(s) {
		en.variable = true
		switch a.tag {
		case tagOf("wght"):
			en.weightMin, en.weightMax = a.min, a.max
		case tagOf("wdth"):
			en.stretchMin, en.stretchMax = a.min, a.max
		}
	}
	return true
}

func contains(l []string, s string) bool {
	for _, x := range l {
		if x == s {
			return true
		}
	}
	return false
}

// readNames returns the strings of the name table by name id, English ones first.
// https://learn.microsoft.com/en-us/typography/opentype/spec/name
func readNames(b []byte) map[uint16][]string {
	if len(b) < 6 {
		return nil
	}
	out := map[uint16][]string{}
	n, store := int(be.Uint16(b[2:])), int(be.Uint16(b[4:]))
	for i := range n {
		if 6+12*i+12 > len(b) {
			break
		}
		e := b[6+12*i:]
		plat, enc, lang, id := be.Uint16(e), be.Uint16(e[2:]), be.Uint16(e[4:]), be.Uint16(e[6:])
		l, off := int(be.Uint16(e[8:])), store+int(be.Uint16(e[10:]))
		if id != 1 && id != 4 && id != 6 && id != 16 || off+l > len(b) {
			continue
		}
		raw := b[off : off+l]
		var s string
		switch {
		case plat == 3 && (enc == 0 || enc == 1 || enc == 10), plat == 0:
			u := make([]uint16, 0, l/2)
			for k := 0; k+2 <= l; k += 2 {
				u = append(u, be.Uint16(raw[k:]))
			}
			s = string(utf16.Decode(u))
		case plat == 1 && enc == 0:
			r := make([]rune, 0, l)
			for _, c := range raw {
				r = append(r, rune(c))
			}
			s = string(r)
		default:
			continue
		}
		if plat == 3 && lang == 0x409 {
			out[id] = append([]string{s}, out[id]...)
		} else {
			out[id] = append(out[id], s)
		}
	}
	return out
}

// installed returns the installed file of one of the embedded faces, nil when there is none.
// Versions of these fonts differ in kerning, so that with the installed one text comes out as
// in other programs of the system. Only the usual places are tried: this is asked on every
// start and must not need an index.
func (b *base) installed(family string, weight float32, slant Slant) []byte {
	style := [2][2]string{{"Regular", "Italic"}, {"Bold", "BoldItalic"}}
	i, k := 0, 0
	if weight >= boldThreshold {
		i = 1
	}
	if slant != Upright {
		k = 1
	}
	name := strings.ReplaceAll(family, " ", "") + "-" + style[i][k] + ".ttf"
	for _, d := range b.system().dirs {
		for _, sub := range [...]string{"", "truetype/liberation", "truetype/liberation2", "liberation", "liberation-fonts", "TTF"} {
			path := filepath.Join(d, sub, name)
			if _, err := os.Stat(path); err != nil {
				continue
			}
			data, err := b.file(path)
			if err != nil {
				continue
			}
			if _, err := parseSfnt(data, 0); err == nil {
				return data
			}
		}
	}
	return nil
}
