package text

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// Limits of fontconfig's configuration.
const (
	maxConfigDepth = 8    // nested includes
	maxWatched     = 5000 // files and directories that decide whether the cached list is valid
)

// systemFonts is where the system keeps fonts, and which. Each start of the program needs the
// directories, and many the faces, so that both are kept in a file of the user's cache directory
// with what they depend on. To see that nothing of it has changed is a stat for each, where
// finding them again reads a configuration of dozens of files and every font.
//
//	fonts.list: version, environment ─ watched paths and their times ─ directories ─ faces
type systemFonts struct {
	dirs  []string
	faces func() []*indexed
}

// indexVersion changes when the format of the cached list does.
const indexVersion = "vitrine fonts 1"

// watch is a path that the list depends on.
type watch struct {
	path string
	time int64 // of modification, in Unix ns; 0 when there is no such path
}

func watching(path string) watch {
	st, err := os.Stat(path)
	if err != nil {
		return watch{path, 0}
	}
	return watch{path, st.ModTime().UnixNano()}
}

func (b *base) system() *systemFonts {
	b.systemOnce.Do(func() {
		file := ""
		if d, err := os.UserCacheDir(); err == nil {
			file = filepath.Join(d, "vitrine", "fonts.list")
		}
		b.places = findSystem(file)
	})
	return b.places
}

// findSystem returns the system's fonts from a cached list that is still true, or finds them and
// writes the list; without a file it only finds them.
func findSystem(file string) *systemFonts {
	env := environment()
	if file != "" {
		if data, err := os.ReadFile(file); err == nil {
			if s := decodeList(string(data), env); s != nil {
				return s
			}
		}
	}
	var watched []watch
	dirs := systemDirs(&watched)
	return &systemFonts{dirs, sync.OnceValue(func() []*indexed {
		// The times are taken before the fonts are read: what changes meanwhile is found next time.
		for _, d := range dirs {
			watchDirs(&watched, d)
		}
		faces := scanDirs(dirs)
		if file != "" && len(watched) <= maxWatched {
			// The list only saves time: failing to write it costs nothing but that.
			if os.MkdirAll(filepath.Dir(file), 0o755) == nil {
				tmp := file + "." + strconv.Itoa(os.Getpid())
				if os.WriteFile(tmp, encodeList(env, watched, dirs, faces), 0o644) != nil || os.Rename(tmp, file) != nil {
					os.Remove(tmp)
				}
			}
		}
		return faces
	})}
}

// environment is what of the environment decides where fonts are.
func environment() string {
	home, _ := os.UserHomeDir()
	env := []string{home}
	for _, name := range []string{"FONTCONFIG_FILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "WINDIR", "LOCALAPPDATA"} {
		env = append(env, os.Getenv(name))
	}
	return strconv.Quote(strings.Join(env, "\n"))
}

// watchDirs adds a directory and those below it. The time of a directory changes when something
// is added to it or removed.
func watchDirs(watched *[]watch, dir string) {
	if _, err := os.Stat(dir); err != nil {
		*watched = append(*watched, watch{dir, 0})
		return
	}
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && len(*watched) <= maxWatched {
			*watched = append(*watched, watching(path))
		}
		return nil
	})
}

// systemDirs lists where the system keeps fonts: what fontconfig's configuration names, or
// the platform's usual places. What it read is added to watched.
func systemDirs(watched *[]watch) []string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "darwin":
		return []string{"/System/Library/Fonts", "/Library/Fonts", filepath.Join(home, "Library/Fonts")}
	case "windows":
		return []string{filepath.Join(os.Getenv("WINDIR"), "Fonts"), filepath.Join(os.Getenv("LOCALAPPDATA"), "Microsoft", "Windows", "Fonts")}
	}
	conf := envOr("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
	if dirs := fontconfigDirs(conf, home, watched, 0); len(dirs) > 0 {
		return dirs
	}
	return []string{"/usr/share/fonts", "/usr/local/share/fonts", filepath.Join(home, ".fonts"), filepath.Join(home, ".local/share/fonts")}
}

// fontconfigDirs reads the <dir> elements of a fontconfig file and of what it includes.
// https://fontconfig.pages.freedesktop.org/fontconfig/fontconfig-user.html
func fontconfigDirs(path, home string, watched *[]watch, depth int) []string {
	if depth > maxConfigDepth {
		return nil
	}
	*watched = append(*watched, watching(path))
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		list, _ := filepath.Glob(filepath.Join(path, "[0-9]*.conf"))
		var out []string
		for _, f := range list {
			out = append(out, fontconfigDirs(f, home, watched, depth+1)...)
		}
		return out
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	if !bytes.Contains(b, []byte("<dir")) && !bytes.Contains(b, []byte("<include")) {
		return nil
	}
	var doc struct {
		Items []struct {
			XMLName xml.Name
			Prefix  string `xml:"prefix,attr"`
			Text    string `xml:",chardata"`
		} `xml:",any"`
	}
	if xml.Unmarshal(b, &doc) != nil {
		return nil
	}
	var out []string
	for _, it := range doc.Items {
		p := strings.TrimSpace(it.Text)
		if it.XMLName.Local != "dir" && it.XMLName.Local != "include" || p == "" {
			continue
		}
		switch {
		case strings.HasPrefix(p, "~"):
			p = filepath.Join(home, p[1:])
		case it.Prefix == "xdg" && it.XMLName.Local == "dir":
			p = filepath.Join(envOr("XDG_DATA_HOME", filepath.Join(home, ".local/share")), p)
		case it.Prefix == "xdg":
			p = filepath.Join(envOr("XDG_CONFIG_HOME", filepath.Join(home, ".config")), p)
		case !filepath.IsAbs(p):
			p = filepath.Join(filepath.Dir(path), p)
		}
		if it.XMLName.Local == "dir" {
			out = append(out, p)
		} else {
			out = append(out, fontconfigDirs(p, home, watched, depth+1)...)
		}
	}
	return out
}

func envOr(name, or string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return or
}

func encodeList(env string, watched []watch, dirs []string, faces []*indexed) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\n%d %d %d\n", indexVersion, env, len(watched), len(dirs), len(faces))
	for _, w := range watched {
		fmt.Fprintf(&b, "%q\t%d\n", w.path, w.time)
	}
	for _, d := range dirs {
		fmt.Fprintf(&b, "%q\n", d)
	}
	for _, e := range faces {
		en := &e.entry
		fmt.Fprintf(&b, "%q\t%d\t%q\t%q\t%q\t%g\t%g\t%g\t%g\t%d\t%t\n", e.path, e.number, strings.Join(e.families, "\n"),
			e.full, e.ps, en.weightMin, en.weightMax, en.stretchMin, en.stretchMax, en.slant, en.variable)
	}
	return b.Bytes()
}

// decodeList reads a cached list; nil when it is of another version or environment, when
// something that it depends on has changed, or when it is broken.
func decodeList(s, env string) *systemFonts {
	l := lines{rest: s}
	if l.next() != indexVersion || l.next() != env {
		return nil
	}
	var nWatched, nDirs, nFaces int
	if _, err := fmt.Sscanf(l.next(), "%d %d %d", &nWatched, &nDirs, &nFaces); err != nil || nWatched > maxWatched || nDirs > maxWatched || nFaces > maxIndexed {
		return nil
	}
	for range nWatched {
		path, time, ok := strings.Cut(l.next(), "\t")
		if w := watching(l.unquote(path)); !ok || l.bad || strconv.FormatInt(w.time, 10) != time {
			return nil
		}
	}
	out := &systemFonts{}
	for range nDirs {
		out.dirs = append(out.dirs, l.unquote(l.next()))
	}
	if l.bad || strings.Count(l.rest, "\n") != nFaces || nFaces > 0 && !strings.HasSuffix(l.rest, "\n") {
		return nil
	}
	out.faces = sync.OnceValue(func() []*indexed {
		if faces, ok := decodeFaces(l.rest); ok {
			return faces
		}
		return scanDirs(out.dirs)
	})
	return out
}

// lines reads a text line by line.
type lines struct {
	rest string
	bad  bool
}

func (l *lines) next() string {
	line, rest, ok := strings.Cut(l.rest, "\n")
	l.rest, l.bad = rest, l.bad || !ok
	return line
}

func (l *lines) unquote(s string) string {
	v, err := strconv.Unquote(s)
	l.bad = l.bad || err != nil
	return v
}

// decodeFaces reads the faces of a cached list.
func decodeFaces(s string) ([]*indexed, bool) {
	var out []*indexed
	l := lines{rest: s}
	for l.rest != "" {
		p := strings.Split(l.next(), "\t")
		if len(p) != 11 {
			return nil, false
		}
		num := func(s string) float32 {
			v, err := strconv.ParseFloat(s, 32)
			l.bad = l.bad || err != nil
			return float32(v)
		}
		e := &indexed{path: l.unquote(p[0]), number: int(num(p[1])), families: strings.Split(l.unquote(p[2]), "\n"), full: l.unquote(p[3]), ps: l.unquote(p[4])}
		e.entry = entry{weightMin: num(p[5]), weightMax: num(p[6]), stretchMin: num(p[7]), stretchMax: num(p[8]), slant: Slant(num(p[9])), variable: p[10] == "true"}
		if l.bad || e.entry.slant > Oblique {
			return nil, false
		}
		out = append(out, e)
	}
	return out, true
}
