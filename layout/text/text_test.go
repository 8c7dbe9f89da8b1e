package text

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	lsr "github.com/go-fonts/liberation/liberationsansregular"
	"vitrine/css/value"
	"vitrine/layout/geom"
)

func sans(size float32) Query { return MakeQuery(size, Family{"sans-serif", true}) }

// TestMeasured holds widths, heights and baselines of Latin text to what Chromium measured
// (getBoundingClientRect of spans, Linux, hinting off).
func TestMeasured(t *testing.T) {
	b, err := os.ReadFile("testdata/measured/latin.json")
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		Texts []string
		Fonts []struct {
			Fam, St                string
			Size                   float32
			Asc, Inl, Line, Ex, Ch float64
			W                      []float64
		}
	}
	if err := json.Unmarshal(b, &data); err != nil {
		t.Fatal(err)
	}
	set := NewFonts(Config{})
	total, off := 0, 0
	defer func() {
		if off*1000 > total {
			t.Errorf("%d of %d widths are off by 1/64 px", off, total)
		}
	}()
	for _, c := range data.Fonts {
		q := MakeQuery(c.Size, Family{c.Fam, true})
		if strings.Contains(c.St, "bold") {
			q.Weight = 700
		}
		if strings.Contains(c.St, "italic") {
			q.Slant = Italic
		}
		f := set.Font(q)
		m := f.Metrics
		if float64(m.Ascent) != c.Asc || float64(m.Ascent+m.Descent) != c.Inl || float64(m.LineSpacing) != c.Line {
			t.Errorf("%s %s %v: ascent %v, inline box %v, line %v; measured %v, %v, %v", c.Fam, c.St, c.Size, m.Ascent, m.Ascent+m.Descent, m.LineSpacing, c.Asc, c.Inl, c.Line)
		}
		if math.Abs(float64(m.XHeight)-c.Ex) > 0.02 || math.Abs(float64(m.ZeroWidth)-c.Ch) > 0.02 {
			t.Errorf("%s %s %v: ex %v, ch %v; measured %v, %v", c.Fam, c.St, c.Size, m.XHeight, m.ZeroWidth, c.Ex, c.Ch)
		}
		for i, s := range data.Texts {
			runs := f.Shape(s, ShapeOptions{})
			var sum float64
			missing := false
			for _, r := range runs {
				sum += r.Advance
				missing = missing || r.Missing != 0
			}
			got := geom.FromPxCeil(sum).Px()
			total++
			if !missing && math.Abs(got-c.W[i]) == 1.0/64 {
				off++ // a sum that lies on a multiple of 1/64 but for the last bit
			} else if !missing && got != c.W[i] {
				t.Errorf("%s %s %v %q: width %v, measured %v", c.Fam, c.St, c.Size, s, got, c.W[i])
			}
		}
	}
}

func TestRunsCoverText(t *testing.T) {
	set := NewFonts(Config{})
	for _, s := range []string{"Hello, world", "한국어 Korean 문서", "a\u0301bc\tx\n", "👩‍👩‍👧 family", "\U000F0000\u4E2D", "x\u00ADy\u200Bz", strings.Repeat("word ", 100), "\xff\xfe bad"} {
		for _, o := range []ShapeOptions{{}, {RTL: true}, {LetterSpacing: 2, WordSpacing: 3}} {
			at := 0
			for _, r := range set.Font(sans(16)).Shape(s, o) {
				if r.Start != at || r.End <= r.Start {
					t.Fatalf("%q: run %d..%d after %d", s, r.Start, r.End, at)
				}
				at = r.End
				var sum float64
				for _, x := range r.Advances(nil) {
					sum += float64(x)
				}
				if math.Abs(sum-r.Advance) > 0.01 || math.Abs(r.WidthTo(r.End)-r.Advance) > 0.01 {
					t.Errorf("%q: advances sum to %v, run has %v", s, sum, r.Advance)
				}
			}
			if at != len(s) {
				t.Errorf("%q: runs end at %d", s, at)
			}
		}
	}
}

func TestWordCacheEqualsWhole(t *testing.T) {
	f := NewFonts(Config{}).Font(sans(16))
	s := "To be. We Type  AV A T, Yes Ty 1 11  "
	whole := f.primary().face.shaper(shaperKey{script: 0x6c61746e}).shape(s).glyphs
	units := f.primary().face.shaper(shaperKey{script: 0x6c61746e}).units(s, false, nil)
	if fmt.Sprint(whole) != fmt.Sprint(units) {
		t.Errorf("shaping by words differs:\n%v\n%v", units, whole)
	}
}

func TestFallback(t *testing.T) {
	set := NewFonts(Config{})
	f := set.Font(sans(16))
	r := f.Shape("가힣", ShapeOptions{})
	if len(r) != 1 || r[0].Missing != 0 || r[0].Face.Name() != "Nanum Gothic" || len(r[0].Glyphs) != 2 {
		t.Fatalf("Hangul without installed fonts: %+v", r)
	}
	if o := r[0].Face.Outline(r[0].Glyphs[0].ID); len(o.Segments) == 0 {
		t.Error("the embedded Hangul face has no outlines")
	}
	for c := rune(0xAC00); c <= 0xD7A3; c++ {
		if !r[0].Face.has(c) {
			t.Fatalf("the embedded Hangul face lacks %U", c)
		}
	}
	r = f.Shape("a\U000F0000b", ShapeOptions{})
	if len(r) != 3 || r[1].Missing != 0xF0000 || len(r[1].Glyphs) != 1 || r[1].Advance <= 0 {
		t.Errorf("missing glyph: %+v", r)
	}
}

// TestMissingCluster: every character of a cluster that no face has shows as missing, letter-spacing
// comes after the cluster.
func TestMissingCluster(t *testing.T) {
	f := NewFonts(Config{}).Font(sans(16))
	const cl = "\u0e17\u0e35\u0e48" // a Thai letter with two marks
	runs := f.Shape(cl, ShapeOptions{LetterSpacing: 10})
	if len(runs) != 3 {
		t.Fatalf("%d runs", len(runs))
	}
	one := runs[0].Advance
	for i, r := range runs {
		want := one
		if i == 2 {
			want += 10
		}
		if r.Missing == 0 || r.Advance != want {
			t.Errorf("run %d: %v px, want %v", i, r.Advance, want)
		}
	}
}

// TestMissingAm: the Thai vowel am takes the room of its two parts.
func TestMissingAm(t *testing.T) {
	f := NewFonts(Config{}).Font(sans(16))
	whole := 0.0
	for _, r := range f.Shape("คำ", ShapeOptions{}) {
		whole += r.Advance
	}
	one := f.Shape("ค", ShapeOptions{})[0].Advance
	if whole != 3*one {
		t.Errorf("%v px, want thrice %v", whole, one)
	}
}

func TestLetterSpacing(t *testing.T) {
	f := NewFonts(Config{}).Font(MakeQuery(16, Family{"serif", true}))
	plain := f.Shape("a fi b", ShapeOptions{})[0].Advance
	spaced := f.Shape("a fi b", ShapeOptions{LetterSpacing: 2, WordSpacing: 5})[0]
	noLiga := MakeQuery(16, Family{"serif", true})
	noLiga.NoLigatures = true
	base := NewFonts(Config{}).Font(noLiga).Shape("a fi b", ShapeOptions{})[0].Advance
	if got := spaced.Advance - base; math.Abs(got-22) > 0.01 {
		t.Errorf("spacing added %v, want 22 (plain %v)", got, plain)
	}
}

func TestSmallCaps(t *testing.T) {
	q := sans(20)
	q.Caps = CapsSmall
	runs := NewFonts(Config{}).Font(q).Shape("Ab ß", ShapeOptions{})
	if len(runs) != 4 || runs[1].Size != 14 || runs[0].Size != 20 || len(runs[3].Glyphs) != 2 {
		t.Errorf("small caps: %+v", runs)
	}
}

func TestSynthesis(t *testing.T) {
	q := sans(16)
	q.Weight, q.Slant = 700, Italic
	set := NewFonts(Config{})
	if r := set.Font(q).Shape("가", ShapeOptions{})[0]; !r.SyntheticBold || !r.SyntheticItalic {
		t.Errorf("fallback of a bold italic font: %+v", r)
	}
	if r := set.Font(q).Shape("a", ShapeOptions{})[0]; r.SyntheticBold || r.SyntheticItalic {
		t.Errorf("real bold italic face: %+v", r)
	}
}

func TestFamiliesOf(t *testing.T) {
	got := familiesOf(&value.List{Sep: ',', Items: []value.Value{value.FamilyName("Courier New"), value.String("serif"), value.Ident("Arial"), value.KwMonospace}}).List()
	want := []Family{{"Courier New", false}, {"serif", false}, {"Arial", false}, {"monospace", true}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestMatchWeights(t *testing.T) {
	var list []*entry
	for _, w := range []float32{100, 300, 450, 700, 900} {
		list = append(list, &entry{weightMin: w, weightMax: w, stretchMin: 100, stretchMax: 100})
	}
	for _, c := range [][2]float32{{400, 450}, {500, 450}, {460, 450}, {200, 100}, {350, 300}, {600, 700}, {800, 900}, {950, 900}, {50, 100}} {
		q := Query{Weight: c[0], Stretch: 100}
		if got := matchFamily(list, &q); len(got) != 1 || got[0].weightMin != c[1] {
			t.Errorf("weight %v: got %v, want %v", c[0], got[0].weightMin, c[1])
		}
	}
}

func TestLineBreaks(t *testing.T) {
	for _, c := range []struct {
		text string
		opt  BreakOptions
		want string // | allowed, ~ hyphen, ! mandatory, ' emergency
	}{
		{"a bc  d", BreakOptions{}, "a |bc  |d"},
		{"a-b c/d x--y", BreakOptions{}, "a-|b |c/d |x-|-|y"},
		{"1-2 a-1 -1", BreakOptions{}, "1-|2 |a-|1 |-1"},
		{"a(b) c", BreakOptions{}, "a(b) |c"},
		{"가나 다", BreakOptions{}, "가|나 |다"},
		{"가나 다", BreakOptions{Word: WordBreakKeepAll}, "가나 |다"},
		{"漢字。「語」", BreakOptions{}, "漢|字。|「語」"},
		{"abc d", BreakOptions{Word: WordBreakAll}, "a|b|c |d"},
		{"abc", BreakOptions{Emergency: true}, "a'b'c"},
		{"abc d", BreakOptions{Line: LineBreakAnywhere}, "a|b|c |d"},
		{"a\nb", BreakOptions{NoWrap: true}, "a\n!b"},
		{"a b\u00A0c", BreakOptions{NoWrap: true}, "a b\u00A0c"},
		{"a b\u00A0c", BreakOptions{}, "a |b\u00A0c"},
		{"ab\u00ADcd", BreakOptions{}, "ab\u00AD~cd"},
		{"ab\u00ADcd", BreakOptions{NoSoftHyphen: true}, "ab\u00ADcd"},
		{"x\u200By", BreakOptions{}, "x\u200B|y"},
		{"a \uFFFC b", BreakOptions{}, "a |\uFFFC |b"},
		{"x—y “q” z", BreakOptions{}, "x|—|y |“q” |z"},
		{"カード", BreakOptions{}, "カ|ー|ド"},
		{"カード", BreakOptions{Line: LineBreakLoose}, "カ|ー|ド"},
		{"文℃文‐文", BreakOptions{Line: LineBreakLoose, Lang: "ja"}, "文|℃|文|‐|文"},
		{"文℃", BreakOptions{Line: LineBreakNormal, Lang: "ja"}, "文℃"},
		{"€文……", BreakOptions{Line: LineBreakLoose, Lang: "ja"}, "€|文…|…"},
		{"aa‐a", BreakOptions{Line: LineBreakLoose, Word: WordBreakAll}, "a|a|‐|a"},
		{"a\uFFFC\u00A0\uFFFC:", BreakOptions{}, "a|\uFFFC|\u00A0|\uFFFC|:"},
		{"a  b", BreakOptions{BreakSpaces: true}, "a | |b"},
		{"a \tb", BreakOptions{BreakSpaces: true, Emergency: true}, "a' |\t|b"},
		{"a \fb", BreakOptions{}, "a |\fb"},
	} {
		got := ""
		br := LineBreaks(nil, c.text, []BreakSpan{{len(c.text), c.opt}})
		for i, r := range c.text {
			got += map[Break]string{BreakNone: "", BreakAllowed: "|", BreakHyphen: "~", BreakMandatory: "!", BreakEmergency: "'"}[br[i]] + string(r)
		}
		if got != c.want {
			t.Errorf("%q %+v: %q, want %q", c.text, c.opt, got, c.want)
		}
	}
}

func TestClusters(t *testing.T) {
	for _, c := range []string{"a|b", "e\u0301|x", "\r\n|a", "👩‍👩‍👧|x", "🇰🇷|🇺🇸|🇫", "각|ᄀ", "가|각", "क्षि|क", "a\u200D|b", "👍🏽|a", "©\uFE0F|a", "נ\u05B0|א"} {
		want := strings.Split(c, "|")
		s := strings.Join(want, "")
		var got []string
		for i := 0; i < len(s); {
			e := NextCluster(s, i)
			got = append(got, s[i:e])
			i = e
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%q: %q", want, got)
		}
	}
}

func TestBidi(t *testing.T) {
	for _, c := range []struct {
		text   string
		base   Direction
		para   uint8
		levels string // by character
	}{
		{"abc", LTR, 0, ""},
		{"abc", RTL, 1, "222"},
		{"אב a", LTR, 0, "1100"},
		{"אב a", Auto, 1, "1112"},
		{"a אב 12 b", LTR, 0, "001112200"},
		{"א(b)ג", RTL, 1, "11211"},
		{"a\u202Ebc\u202Cd", LTR, 0, "001110"},
		{"a\u2067b אc\u2069d", LTR, 0, "00211200"},
	} {
		lv, para := BidiLevels(c.text, c.base)
		got := ""
		if lv != nil {
			for i := range c.text {
				got += string(rune('0' + lv[i]))
			}
		}
		if got != c.levels || para != c.para {
			t.Errorf("%q base %d: %s para %d, want %s para %d", c.text, c.base, got, para, c.levels, c.para)
		}
	}
	if got := VisualOrder(nil, []uint8{0, 2, 1, 1, 0}); fmt.Sprint(got) != "[0 3 2 1 4]" {
		t.Error("VisualOrder:", got)
	}
}

func TestFontDir(t *testing.T) {
	dir := t.TempDir()
	data, err := embeddedHangul()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/f.ttf", data, 0o644); err != nil {
		t.Fatal(err)
	}
	ix := scanDirs([]string{dir})
	if len(ix) != 1 {
		t.Fatalf("%d faces", len(ix))
	}
	set := NewFonts(Config{Dirs: []string{dir}})
	f := set.Font(MakeQuery(16, Family{strings.ToUpper(ix[0].families[0]), false}))
	if f.Primary.open == nil || len(set.base.dirIndex().family(ix[0].families[0])) == 0 {
		t.Error("a family of the directory is not found")
	}
	if r := f.Shape("가", ShapeOptions{})[0]; r.Face.Name() != ix[0].families[0] {
		t.Errorf("Hangul comes from %s, not from %s", r.Face.Name(), ix[0].families[0])
	}
}

func TestWebFaces(t *testing.T) {
	set, errs := NewFonts(Config{}).With([]WebFace{
		{Family: "Broken", Data: []byte("wOF2 is not enough of a font")},
		{Family: "K", Data: hangulWOFF2, UnicodeRange: [][2]rune{{0xAC00, 0xD7A3}}, AscentOverride: -1, DescentOverride: -1, LineGapOverride: -1},
	})
	if len(errs) != 1 {
		t.Errorf("errors: %v", errs)
	}
	runs := set.Font(MakeQuery(16, Family{"K", false}, Family{"sans-serif", true})).Shape("a가", ShapeOptions{})
	if len(runs) != 2 || runs[0].Face.Name() != "Liberation Sans" || runs[1].Face.Name() != "K" {
		t.Errorf("unicode-range: %+v", runs)
	}
}

func FuzzFont(f *testing.F) {
	f.Add(hangulWOFF2[:2000])
	set := NewFonts(Config{})
	data, _ := set.base.embedded["liberation sans"][0].face.open()
	f.Add(data[:4000])
	if colors, err := os.ReadFile("testdata/colr.ttf"); err == nil {
		f.Add(colors)
	}
	f.Add([]byte("wOFF\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, _ := set.With([]WebFace{{Family: "F", Data: b, AscentOverride: -1, DescentOverride: -1, LineGapOverride: -1}})
		for _, r := range s.Font(MakeQuery(16, Family{"F", false})).Shape("aé가 fi\uE000\uE064", ShapeOptions{}) {
			for _, g := range r.Glyphs {
				r.Face.Outline(g.ID)
				r.Face.Bitmap(g.ID, 16)
				r.Face.ColorSteps(g.ID)
			}
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add("abc אבג \u202E\u2067 x\u0301 가나", true)
	font := NewFonts(Config{}).Font(sans(16))
	f.Fuzz(func(t *testing.T, s string, rtl bool) {
		br := LineBreaks(nil, s, []BreakSpan{{len(s), BreakOptions{Emergency: rtl}}})
		if len(br) != len(s)+1 {
			t.Fatal(len(br))
		}
		lv, _ := BidiLevels(s, Auto)
		if lv != nil && len(lv) != len(s) {
			t.Fatal(len(lv))
		}
		at := 0
		for _, r := range font.Shape(s, ShapeOptions{RTL: rtl}) {
			if r.Start != at {
				t.Fatal(r.Start, at)
			}
			at = r.End
		}
		if at != len(s) {
			t.Fatal(at)
		}
	})
}

const prose = "The engine turns an address into pixels: it fetches the page, builds the tree, computes styles, breaks lines and paints. "

func BenchmarkShapeCached(b *testing.B) {
	f := NewFonts(Config{}).Font(sans(16))
	s := strings.Repeat(prose, 10)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		f.Shape(s, ShapeOptions{})
	}
}

func BenchmarkLineBreaks(b *testing.B) {
	s := strings.Repeat(prose+"“quoted” — ", 10)
	b.SetBytes(int64(len(s)))
	var br []Break
	for b.Loop() {
		br = LineBreaks(br, s, []BreakSpan{{len(s), BreakOptions{}}})
	}
}

func BenchmarkColdLatin(b *testing.B) {
	for b.Loop() {
		NewFonts(Config{System: true}).Font(sans(16)).Shape(prose, ShapeOptions{})
	}
}

func BenchmarkColdHangul(b *testing.B) {
	for b.Loop() {
		decodeWOFF2(hangulWOFF2)
	}
}

func TestAlternates(t *testing.T) {
	f := NewFonts(Config{}).WithFeatureValues([]FeatureValue{
		{Family: "Fam", Type: "styleset", Name: "x", Values: []int{1, 12, 100}},
		{Family: "fam", Type: "character-variant", Name: "x", Values: []int{3, 2}},
		{Family: "fam", Type: "swash", Name: "X", Values: []int{2}},
	})
	for _, c := range []struct{ family, query, want string }{
		{"fam", "styleset(x)", "ss01=1,ss12=1"},
		{"fam", "styleset(none)character-variant(x)", "cv03=2"},
		{"fam", "swash(x)", ""},
		{"fam", "swash(X)", "swsh=2,cswh=2"},
		{"other", "swash(X)", ""},
	} {
		if got := strings.Join(f.alternates(nil, c.family, c.query), ","); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.family, c.query, got, c.want)
		}
	}
}

// TestBreakAtEdges: where one side wraps, or an empty span between says so, text may break.
func TestBreakAtEdges(t *testing.T) {
	no := BreakOptions{NoWrap: true}
	for _, c := range []struct {
		spans []BreakSpan
		want  Break
	}{
		{[]BreakSpan{{3, no}, {6, no}}, BreakNone},
		{[]BreakSpan{{3, no}, {3, BreakOptions{}}, {6, no}}, BreakAllowed},
		{[]BreakSpan{{3, BreakOptions{}}, {6, no}}, BreakAllowed},
		{[]BreakSpan{{3, no}, {6, BreakOptions{}}}, BreakAllowed},
	} {
		if got := LineBreaks(nil, "口口", c.spans)[3]; got != c.want {
			t.Errorf("%+v: %v, want %v", c.spans, got, c.want)
		}
	}
}

func TestJoins(t *testing.T) {
	for r, want := range map[rune]bool{'ع': true, 0x64B: true, 0x200D: true, 'a': false, ' ': false, 0xFFFC: false, 'あ': false} {
		if joins(r) != want {
			t.Errorf("joins(%U) is not %v", r, want)
		}
	}
}

// TestCursiveSpacing: letter-spacing leaves letters that join together, spaces between them get it.
func TestCursiveSpacing(t *testing.T) {
	f := NewFonts(Config{}).Font(MakeQuery(16, Family{"serif", true}))
	for _, c := range []struct {
		text string
		n    float64
	}{{"\u0645\u0631 \u0645\u0631", 1}, {"\u0645\u060c", 0}, {"ab", 2}, {"\u05d0\u05d1", 2}} {
		var plain, spaced float64
		for _, r := range f.Shape(c.text, ShapeOptions{}) {
			plain += r.Advance
		}
		for _, r := range f.Shape(c.text, ShapeOptions{LetterSpacing: 10}) {
			spaced += r.Advance
		}
		if d := spaced - plain; d < 10*c.n-0.01 || d > 10*c.n+0.01 {
			t.Errorf("%q: %v px of spacing, want %v", c.text, d, 10*c.n)
		}
	}
}

// TestProlongedSoundMark: a line may break before small kana and the prolonged sound mark, but not
// where word-break: keep-all keeps words whole; figures of Chromium.
func TestProlongedSoundMark(t *testing.T) {
	for _, c := range []struct {
		text string
		word WordBreak
		want Break
	}{{"\u3059\u30fc", WordBreakNormal, BreakAllowed}, {"\u3002\u30fc", WordBreakNormal, BreakAllowed}, {"\u3059\u30fc", WordBreakKeepAll, BreakNone}} {
		got := LineBreaks(nil, c.text, []BreakSpan{{End: len(c.text), BreakOptions: BreakOptions{Word: c.word}}})
		if got[3] != c.want {
			t.Errorf("%q %v: %v, want %v", c.text, c.word, got[3], c.want)
		}
	}
}

// TestQuotedGeneric: the quoted names of generic families name families of fontconfig, the others nothing.
func TestQuotedGeneric(t *testing.T) {
	fonts := NewFonts(Config{})
	for name, like := range map[string]string{"serif": "Liberation Serif", "sans-serif": "Liberation Sans", "Monospace": "Liberation Mono", "system-ui": "Liberation Sans", "cursive": "Liberation Serif"} {
		got, want := fonts.Font(MakeQuery(16, Family{name, false})).Metrics, fonts.Font(MakeQuery(16, Family{like, false})).Metrics
		if got != want {
			t.Errorf("%q has the metrics %v, want those of %s, %v", name, got, like, want)
		}
	}
}

// TestUsedSize: lengths in ex at sizes that are no whole hundredths, as Chromium has them for
// 100ex of the sans-serif face.
func TestUsedSize(t *testing.T) {
	set := NewFonts(Config{})
	for _, c := range []struct {
		size float32
		ex   float64 // px, of 100ex
	}{{18.66667, 985.84375}, {17.3, 913.453125}, {15.99, 844.78125}, {13.3333, 704.25}, {14.4, 760.78125}} {
		m := set.Font(MakeQuery(c.size, Family{"sans-serif", true})).Metrics
		if got := math.Floor(float64(m.XHeight*100)*64) / 64; got != c.ex {
			t.Errorf("100ex at %vpx: %v, want %v", c.size, got, c.ex)
		}
	}
}

// TestScriptBefore: what has no script of its own keeps that of the text before, and kerning
// stops where scripts change. Widths in px are Chromium's of a span after a line of Hangul.
func TestScriptBefore(t *testing.T) {
	f := NewFonts(Config{}).Font(sans(16))
	hang := LastScript("한글\n", 0)
	for _, c := range []struct {
		script Script
		want   float64
	}{{0, 103.21875}, {hang, 104.109375}, {LastScript("한글 a, ", 0), 103.21875}} {
		sum := 0.0
		for _, r := range f.Shape("0123456789 A", ShapeOptions{Script: c.script}) {
			sum += r.Advance
		}
		if got := geom.FromPxCeil(sum).Px(); got != c.want {
			t.Errorf("after script %v: %v, want %v", c.script, got, c.want)
		}
	}
}

// Generic families have faces of their own for some languages where the settings say so.
func TestLanguageFonts(t *testing.T) {
	for _, on := range []bool{false, true} {
		fonts := NewFonts(Config{LanguageFonts: on})
		korean := newFace("Korean", 0, func() ([]byte, error) { return lsr.TTF, nil })
		fonts.base.embedded["noto sans cjk kr"] = []*entry{{face: korean, weightMin: 400, weightMax: 400, stretchMin: 100, stretchMax: 100}}
		for _, c := range []struct {
			family  Family
			lang    string
			changes bool
		}{
			{Family{Name: "sans-serif", Generic: true}, "ko", true},
			{Family{Name: "sans-serif", Generic: true}, "ko-KR", true},
			{Family{Name: "sans-serif", Generic: true}, "en", false},
			{Family{Name: "Liberation Serif"}, "ko", false},
		} {
			q := MakeQuery(16, c.family)
			q.Lang = c.lang
			if got := fonts.Font(q).Primary == korean; got != (on && c.changes) {
				t.Errorf("setting %t: %s in %s is in the face of the language: %t", on, c.family.Name, c.lang, got)
			}
		}
	}
}
