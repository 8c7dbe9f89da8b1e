//go:build !darwin && !windows

package text

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFontList(t *testing.T) {
	font, err := embeddedHangul()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(name string, data []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// later sets the time of what was just changed, so that a coarse clock shows it as well.
	ahead := time.Now()
	later := func(names ...string) {
		t.Helper()
		ahead = ahead.Add(time.Minute)
		for _, n := range names {
			if err := os.Chtimes(filepath.Join(dir, n), ahead, ahead); err != nil {
				t.Fatal(err)
			}
		}
	}
	first := put("fonts/sub/first.ttf", font)
	t.Setenv("FONTCONFIG_FILE", put("fonts.conf", []byte(`<fontconfig><dir>fonts</dir><include>conf.d</include></fontconfig>`)))
	put("conf.d/10-more.conf", []byte(`<fontconfig><dir>../more</dir></fontconfig>`))
	list := filepath.Join(dir, "cache", "fonts.list")

	cached := func() *systemFonts {
		data, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		return decodeList(string(data), environment())
	}
	check := func(when string, paths ...string) {
		t.Helper()
		for _, how := range []string{"found", "cached"} {
			var got []string
			for _, f := range findSystem(list).faces() {
				got = append(got, f.path)
				if len(f.families) == 0 || f.entry.weightMin != 400 {
					t.Errorf("%s, %s: %+v", when, how, f)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(paths) {
				t.Errorf("%s, %s: %v, want %v", when, how, got, paths)
			}
		}
		if cached() == nil {
			t.Errorf("%s: the list is not believed", when)
		}
	}
	if dirs := findSystem("").dirs; fmt.Sprint(dirs) != fmt.Sprint([]string{filepath.Join(dir, "fonts"), filepath.Join(dir, "more")}) {
		t.Errorf("directories: %v", dirs)
	}
	check("at first", first)

	second := put("more/second.ttf", font)
	later("more")
	if cached() != nil {
		t.Error("a directory that was not there before is not seen")
	}
	check("with a second font", first, second)

	third := put("fonts/sub/third.ttf", font)
	later("fonts/sub")
	if cached() != nil {
		t.Error("a new font is not seen")
	}
	check("with a third font", first, third, second)

	put("conf.d/10-more.conf", []byte(`<fontconfig></fontconfig>`))
	later("conf.d/10-more.conf")
	if cached() != nil {
		t.Error("a new configuration is not seen")
	}
	check("with one directory", first, third)

	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(data) {
		if decodeList(string(data[:cut]), environment()) != nil {
			t.Fatalf("a list cut after %d of %d bytes is believed", cut, len(data))
		}
	}
	// What is wrong in a face is seen late; the fonts are found again then.
	if err := os.WriteFile(list, []byte(strings.ReplaceAll(string(data), "\t400\t", "\tfour\t")), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := findSystem(list).faces(); len(got) != 2 {
		t.Errorf("from a broken list: %v", got)
	}
	t.Setenv("XDG_DATA_HOME", dir)
	if cached() != nil {
		t.Error("a list of another environment is believed")
	}
}
