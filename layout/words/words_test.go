package words

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestDivided holds the words of many runs to Chromium's: see testdata/divided.txt.
func TestDivided(t *testing.T) {
	file, err := os.Open("testdata/divided.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	runs := 0
	for sc := bufio.NewScanner(file); sc.Scan(); {
		run, want, _ := strings.Cut(sc.Text(), " ")
		if run == "#" {
			continue
		}
		first, _ := utf8.DecodeRuneInString(run)
		s := Of(first)
		if s == nil {
			t.Errorf("%s: no script", run)
			continue
		}
		runs++
		end := s.Run(run, 0)
		var got []string
		for _, at := range s.Breaks(nil, run[:end]) {
			got = append(got, fmt.Sprint(at/bytesEach))
		}
		if end < len(run) { // the last word of the sentence and what is no letter
			want = strings.Join(strings.Fields(want)[:len(got)], " ")
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: %s, Chromium %s", run, g, want)
		}
	}
	if runs < 200 {
		t.Errorf("only %d runs", runs)
	}
}

// TestDictionaries: each one unpacks whole and finds every word that it has.
func TestDictionaries(t *testing.T) {
	for i, want := range []int{26383, 11205, 19625, 41113} {
		s := scripts[i]
		d := s.load()
		n := len(d.start) - 1
		if n != want {
			t.Errorf("script %#x: %d words, want %d", s.base, n, want)
		}
		var text []rune
		for k := range n {
			text = text[:0]
			for _, c := range d.word(uint32(k)) {
				text = append(text, s.base+rune(c))
			}
			g := guess{}
			d.match(&g, text, s.base)
			if g.n == 0 || int(g.length[g.n-1]) != len(text) {
				t.Fatalf("script %#x: the word %s is not found", s.base, string(text))
			}
		}
	}
}

func TestOf(t *testing.T) {
	for _, c := range []struct {
		r    rune
		want *Script
	}{
		{'a', nil}, {'ก', scripts[0]}, {'฿', nil}, {'๑', nil}, {'ກ', scripts[1]}, {'ក', scripts[2]}, {'។', nil},
		{'က', scripts[3]}, {'၏', nil}, {'漢', nil}, {0xAA60, scripts[3]}, {0x10FFFF, nil}, {-1, nil},
	} {
		if got := Of(c.r); got != c.want {
			t.Errorf("Of(%#x) is wrong", c.r)
		}
	}
}

// FuzzBreaks: whatever the run, the offsets rise and lie between its characters.
func FuzzBreaks(f *testing.F) {
	f.Add("ภาษาไทยฯๆๆ")
	f.Add("ພາສາລາວ")
	f.Add("ភាសាខ្មែរ")
	f.Add("မြန်မာꧠꩠ")
	f.Fuzz(func(t *testing.T, text string) {
		for i, r := range text {
			s := Of(r)
			if s == nil || !utf8.ValidString(text[i:]) {
				continue
			}
			run := text[i:s.Run(text, i)]
			at := s.Breaks(nil, run)
			if !slices.IsSorted(at) || len(slices.Compact(at)) != len(at) {
				t.Fatalf("%q: %v", run, at)
			}
			for _, k := range at {
				if k <= 0 || k >= len(run) || !utf8.RuneStart(run[k]) {
					t.Fatalf("%q: %d", run, k)
				}
			}
		}
	})
}

func BenchmarkBreaks(b *testing.B) {
	run := strings.Repeat("ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอนหรือวรรณยุกต์เช่นเดียวกับภาษาจีน", 100)
	s := Of('ก')
	s.load()
	b.SetBytes(int64(len(run)))
	b.ReportAllocs()
	var at []int
	for b.Loop() {
		at = s.Breaks(at[:0], run)
	}
}
