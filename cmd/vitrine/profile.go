package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vitrine/engine"
	"vitrine/engine/visited"
	"vitrine/net/cache"
	"vitrine/net/cookie"
	"vitrine/net/fetch"
)

// profile says where what a browser remembers lives between runs. The zero value is nowhere.
type profile struct {
	dir     string // of -profile
	private bool
	usual   bool // without a folder, that of the person is used: the window
}

// register adds the flags of commands that remember nothing unless they are told to.
func (p *profile) register(f *flag.FlagSet) {
	f.StringVar(&p.dir, "profile", "", "remember cookies, HSTS, the HTTP cache and visited links in this `folder`, and use what it holds")
}

// registerWindow adds the flags of the window, which remembers unless it is told not to.
func (p *profile) registerWindow(f *flag.FlagSet) {
	p.usual = true
	f.BoolVar(&p.private, "private", false, "remember nothing when the window is closed, and use nothing that was remembered")
}

// folders returns the folder of what must last and that of the cache; "" is nowhere.
func (p *profile) folders() (data, cached string, err error) {
	switch {
	case p.private:
		return "", "", nil
	case p.dir != "":
		if err := os.MkdirAll(p.dir, 0o700); err != nil {
			return "", "", fmt.Errorf("profile %s: %w", p.dir, unwrapPath(err))
		}
		return p.dir, filepath.Join(p.dir, "cache"), nil
	case !p.usual:
		return "", "", nil
	}
	// A system without these folders has nowhere to remember: the window works all the same.
	if d, err := os.UserConfigDir(); err == nil {
		data = filepath.Join(d, "vitrine")
	}
	if d, err := os.UserCacheDir(); err == nil {
		cached = filepath.Join(d, "vitrine", "http")
	}
	return data, cached, nil
}

// fill makes a fetch client remember. What cannot be read is told on w, and the rest is used.
func (p *profile) fill(cfg *fetch.Config, w io.Writer) error {
	data, cached, err := p.folders()
	if err != nil {
		return err
	}
	jar := cookie.Config{}
	if data != "" {
		jar.File, cfg.HSTSFile, cfg.AltSvcFile = filepath.Join(data, "cookies"), filepath.Join(data, "hsts"), filepath.Join(data, "alt-svc")
	}
	if cfg.Cookies, err = cookie.New(jar); err != nil {
		fmt.Fprintf(w, "vitrine: %s\n", oneLine(err.Error()))
	}
	cfg.Cache = cache.New(cache.Config{Dir: cached})
	return nil
}

// links returns the visited links.
func (p *profile) links(w io.Writer) (*visited.Links, error) {
	data, _, err := p.folders()
	if err != nil {
		return nil, err
	}
	file := ""
	if data != "" {
		file = filepath.Join(data, "visited")
	}
	l, err := visited.Open(file)
	if err != nil {
		fmt.Fprintf(w, "vitrine: %s\n", oneLine(err.Error()))
	}
	return l, nil
}

// downloads returns the folder where downloads go: the person's own, or the current one.
func downloads() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	// https://www.freedesktop.org/wiki/Software/xdg-user-dirs/
	if config, err := os.UserConfigDir(); err == nil {
		if b, err := os.ReadFile(filepath.Join(config, "user-dirs.dirs")); err == nil {
			for l := range strings.Lines(string(b)) {
				if v, ok := strings.CutPrefix(strings.TrimSpace(l), "XDG_DOWNLOAD_DIR="); ok {
					d := strings.Replace(strings.Trim(v, `"`), "$HOME", home, 1)
					if st, err := os.Stat(d); err == nil && st.IsDir() {
						return d
					}
				}
			}
		}
	}
	if d := filepath.Join(home, "Downloads"); os.MkdirAll(d, 0o755) == nil {
		return d
	}
	return home
}

// maxSameName bounds how many files of one name a folder of downloads takes.
const maxSameName = 1000

// allFiles returns the machine's files, of which a person chooses some to send, and the home folder
// among them.
func allFiles() (files fs.FS, folder string) {
	home, err := os.UserHomeDir()
	if err != nil {
		home, _ = os.Getwd()
	}
	root := filepath.VolumeName(home) + string(filepath.Separator)
	rel, err := filepath.Rel(root, home)
	if err != nil {
		rel = "."
	}
	return os.DirFS(root), filepath.ToSlash(rel)
}

// saveTo returns the taker of downloads that saves into a folder. A file that is there is never
// touched: the new one gets a number. Until it is whole it has the ending .part.
func saveTo(dir string) engine.Downloader {
	return func(ctx context.Context, d *engine.Download) (string, error) {
		file, err := freeName(dir, d.Name)
		if err != nil {
			return "", err
		}
		path := file.Name()
		part, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
		if err == nil {
			_, err = io.Copy(part, d.Body)
			if e := part.Close(); err == nil {
				err = e
			}
		}
		file.Close()
		if err == nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err == nil {
			err = os.Rename(path+".part", path)
		}
		if err != nil {
			os.Remove(path + ".part")
			os.Remove(path)
			return "", err
		}
		return path, nil
	}
}

// freeName makes an empty file of a name that is not taken.
func freeName(dir, name string) (*os.File, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for i := range maxSameName {
		try := name
		if i > 0 {
			try = fmt.Sprintf("%s (%d)%s", stem, i, ext)
		}
		f, err := os.OpenFile(filepath.Join(dir, try), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%s: too many files of this name", name)
}
