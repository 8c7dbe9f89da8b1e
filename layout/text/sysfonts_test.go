package text

import (
	"strings"
	"testing"
)

func FuzzFontList(f *testing.F) {
	e := indexed{path: "/a b\t\"c.ttf", number: 2, families: []string{"x", "y z"}, full: "x full", ps: "X", entry: entry{weightMin: 100, weightMax: 900, stretchMin: 75, stretchMax: 100, slant: Italic, variable: true}}
	list := string(encodeList("env", nil, []string{"/fonts"}, []*indexed{&e, &e}))
	f.Add(list)
	f.Add(list[strings.Index(list, "\"/a"):])
	f.Add(indexVersion + "\nenv\n1 1 0\n\"/none\"\t0\n\"/none\"\n")
	f.Fuzz(func(t *testing.T, s string) {
		if l := decodeList(s, "env"); l != nil && len(l.dirs) > maxWatched {
			t.Error(len(l.dirs), "directories")
		}
		if faces, ok := decodeFaces(s); ok && len(faces) > strings.Count(s, "\n") {
			t.Errorf("%d faces of %q", len(faces), s)
		}
	})
}
