package text

import (
	"fmt"
	"math"
	"strings"
	"sync"

	lmb "github.com/go-fonts/liberation/liberationmonobold"
	lmbi "github.com/go-fonts/liberation/liberationmonobolditalic"
	lmi "github.com/go-fonts/liberation/liberationmonoitalic"
	lmr "github.com/go-fonts/liberation/liberationmonoregular"
	lsb "github.com/go-fonts/liberation/liberationsansbold"
	lsbi "github.com/go-fonts/liberation/liberationsansbolditalic"
	lsi "github.com/go-fonts/liberation/liberationsansitalic"
	lsr "github.com/go-fonts/liberation/liberationsansregular"
	leb "github.com/go-fonts/liberation/liberationserifbold"
	lebi "github.com/go-fonts/liberation/liberationserifbolditalic"
	lei "github.com/go-fonts/liberation/liberationserifitalic"
	ler "github.com/go-fonts/liberation/liberationserifregular"

	"vitrine/css/style"
)

// Limits of the font caches.
const (
	maxFonts     = 4096 // fonts kept per set; past it they start anew
	maxByStyle   = 512  // fonts remembered by style: each keeps a page's group of properties alive
	maxFallbacks = 1 << 14
	maxInstances = 512 // variation instances kept per set
)

// Fonts is a set of faces; see doc.go for where they come from. It is safe for concurrent use.
type Fonts struct {
	base *base
	web  map[string][]*entry // folded family to faces of the page

	values   map[featureName][]int         // @font-feature-values of the page
	palettes map[paletteName]PaletteValues // @font-palette-values of the page
	colors   paletteCache

	mu        sync.RWMutex
	fonts     map[Query]*Font
	byStyle   map[style.FontKey]*Font // found without wording a query
	instances map[instanceKey]*Face
}

// base is what the sets of all pages share.
type base struct {
	cfg      Config
	embedded map[string][]*entry

	dirsOnce sync.Once
	dirs     *index // of cfg.Dirs
	sysOnce  sync.Once
	sys      *index // of the system's directories

	systemOnce sync.Once
	places     *systemFonts

	files sync.Map // path to func() (fontFile, error), which reads it once

	emoji  *Face
	emoji1 sync.Once
	hangul *Face
}

type instanceKey struct {
	face *Face
	axes string
}

// NewFonts returns the faces that cfg allows. It reads nothing yet.
func NewFonts(cfg Config) *Fonts {
	b := &base{cfg: cfg, embedded: map[string][]*entry{}}
	add := func(family string, data []byte, weight float32, slant Slant) {
		f := newFace(family, 0, func() ([]byte, error) {
			if cfg.System {
				if own := b.installed(family, weight, slant); own != nil {
					return own, nil
				}
			}
			return data, nil
		})
		k := foldFamily(family)
		b.embedded[k] = append(b.embedded[k], &entry{face: f, weightMin: weight, weightMax: weight, stretchMin: 100, stretchMax: 100, slant: slant})
	}
	add("Liberation Sans", lsr.TTF, 400, Upright)
	add("Liberation Sans", lsb.TTF, 700, Upright)
	add("Liberation Sans", lsi.TTF, 400, Italic)
	add("Liberation Sans", lsbi.TTF, 700, Italic)
	add("Liberation Serif", ler.TTF, 400, Upright)
	add("Liberation Serif", leb.TTF, 700, Upright)
	add("Liberation Serif", lei.TTF, 400, Italic)
	add("Liberation Serif", lebi.TTF, 700, Italic)
	add("Liberation Mono", lmr.TTF, 400, Upright)
	add("Liberation Mono", lmb.TTF, 700, Upright)
	add("Liberation Mono", lmi.TTF, 400, Italic)
	add("Liberation Mono", lmbi.TTF, 700, Italic)
	b.hangul = newFace("Nanum Gothic", 0, embeddedHangul)
	return b.set(nil)
}

// Hyphenates reports whether words are hyphenated by dictionaries.
func (f *Fonts) Hyphenates() bool { return f.base.cfg.Hyphenation }

func (b *base) set(web map[string][]*entry) *Fonts {
	return &Fonts{base: b, web: web, fonts: map[Query]*Font{}, instances: map[instanceKey]*Face{}}
}

// With returns a set in which the faces of a page come first. The receiver is unchanged and
// shares its caches. Faces that cannot be read are left out and reported, one error each, in
// the order of faces; a nil slice means that all are good.
func (f *Fonts) With(faces []WebFace) (*Fonts, []error) {
	web := make(map[string][]*entry, len(f.web))
	for k, v := range f.web {
		web[k] = v[:len(v):len(v)]
	}
	var errs []error
	for i := range faces {
		w := &faces[i]
		e, err := f.base.webEntry(w)
		if err != nil {
			errs = append(errs, fmt.Errorf("@font-face %q: %w", w.Family, err))
			continue
		}
		k := foldFamily(w.Family)
		web[k] = append(web[k], e)
	}
	set := f.base.set(web)
	set.values, set.palettes = f.values, f.palettes
	return set, errs
}

// FeatureValue is one name of a @font-feature-values rule.
// https://www.w3.org/TR/css-fonts-4/#font-feature-values
type FeatureValue struct {
	Family string
	Type   string // "stylistic", "styleset", "character-variant", "swash", "ornaments" or "annotation"
	Name   string
	Values []int
}

// featureName is how a face finds the values of a name.
type featureName struct{ family, kind, name string }

// WithFeatureValues returns a set with the same faces in which font-variant-alternates knows these
// names; a later one replaces an earlier one.
func (f *Fonts) WithFeatureValues(list []FeatureValue) *Fonts {
	set := f.base.set(f.web)
	set.palettes = f.palettes
	set.values = make(map[featureName][]int, len(list))
	for _, v := range list {
		set.values[featureName{foldFamily(v.Family), v.Type, v.Name}] = v.Values
	}
	return set
}

func (b *base) webEntry(src *WebFace) (*entry, error) {
	w := *src
	var face *Face
	if w.Data == nil {
		if face = b.local(w.Local); face == nil {
			return nil, fontErrorf("no installed face is named %q", w.Local)
		}
	} else {
		data, err := unpack(w.Data)
		if err != nil {
			return nil, err
		}
		face = newFace(w.Family, 0, func() ([]byte, error) { return data, nil })
	}
	if err := face.load(); err != nil {
		return nil, err
	}
	e := &entry{face: face, ranges: w.UnicodeRange, web: &w,
		weightMin: w.WeightMin, weightMax: w.WeightMax,
		stretchMin: w.StretchMin, stretchMax: w.StretchMax, slant: w.Slant}
	v := face.vert
	axes := readAxes(face.sfnt)
	e.variable = len(axes) > 0
	find := func(t string) *axis {
		for i := range axes {
			if axes[i].tag == tagOf(t) {
				return &axes[i]
			}
		}
		return nil
	}
	if e.weightMin == 0 && e.weightMax == 0 {
		e.weightMin = 400
		if v.weight != 0 {
			e.weightMin = float32(v.weight)
		}
		e.weightMax = e.weightMin
		if a := find("wght"); a != nil {
			e.weightMin, e.weightMax = a.min, a.max
		}
	}
	if e.stretchMin == 0 && e.stretchMax == 0 {
		e.stretchMin = widthPercent(v.width)
		e.stretchMax = e.stretchMin
		if a := find("wdth"); a != nil {
			e.stretchMin, e.stretchMax = a.min, a.max
		}
	}
	if w.SlantAuto && v.italic {
		e.slant = Italic
	}
	return e, nil
}

// widthPercent turns an OS/2 width class into a percentage (CSS Fonts 4 §2.3).
func widthPercent(class uint16) float32 {
	p := [...]float32{100, 50, 62.5, 75, 87.5, 100, 112.5, 125, 150, 200}
	if int(class) >= len(p) {
		return 100
	}
	return p[class]
}

// HasLocal reports whether an installed face has this full or PostScript name (local()).
func (f *Fonts) HasLocal(name string) bool { return f.base.local(name) != nil }

// Of returns the font of a computed style; it is never nil.
func (f *Fonts) Of(s *style.Style) *Font {
	key := s.FontKey()
	f.mu.RLock()
	ft := f.byStyle[key]
	f.mu.RUnlock()
	if ft != nil {
		return ft
	}
	ft = f.Font(QueryOf(s))
	f.mu.Lock()
	if f.byStyle == nil || len(f.byStyle) >= maxByStyle {
		f.byStyle = map[style.FontKey]*Font{}
	}
	f.byStyle[key] = ft
	f.mu.Unlock()
	return ft
}

// Font returns the font for a query; it is cached and never nil.
func (f *Fonts) Font(q Query) *Font {
	if !(q.Size > 0) {
		q.Size = 0
	}
	// Blink keeps fonts by hundredths of a px, and uses no finer sizes.
	q.Size = float32(math.Floor(float64(min(q.Size, MaxFontSize)*100))) / 100
	f.mu.RLock()
	ft := f.fonts[q]
	f.mu.RUnlock()
	if ft != nil {
		return ft
	}
	ft = f.build(q)
	f.mu.Lock()
	if old := f.fonts[q]; old != nil {
		ft = old
	} else {
		if len(f.fonts) >= maxFonts {
			f.fonts = map[Query]*Font{}
		}
		f.fonts[q] = ft
	}
	f.mu.Unlock()
	return ft
}

func (f *Fonts) build(q Query) *Font {
	ft := &Font{Query: q, Size: q.Size, set: f, falls: map[string]*candidate{}}
	var list []*candidate
	family := ""
	add := func(es []*entry) bool {
		for _, e := range matchFamily(es, &q) {
			c := candidateFor(e, &q)
			c.family = family
			if e.variable {
				c.face = f.instance(e, &q)
			}
			list = append(list, c)
		}
		return len(es) > 0
	}
	for _, fam := range q.Families.List() {
		name := foldFamily(fam.Name)
		family = name
		if fam.Generic {
			family = ""
			if add(f.base.byLanguage(name, q.Lang)) {
				continue
			}
			if name = generics[name]; name == "" {
				continue
			}
		}
		if es := f.web[name]; len(es) > 0 && !fam.Generic {
			add(es)
			continue
		}
		add(f.base.family(name))
	}
	family = ""
	add(f.base.byLanguage(standardGeneric, q.Lang))
	add(f.base.family(standardFamily))
	ft.faces = list
	for i := range ft.faces {
		c := ft.faces[i]
		// The primary font is the first one that has a space (CSS Fonts 4 §5.3).
		if c.usable() && c.inRange(' ') {
			ft.first = c
			break
		}
	}
	if ft.first == nil { // cannot be: the embedded face is readable
		ft.first = ft.faces[len(ft.faces)-1]
	}
	if q.SizeAdjust > 0 {
		for i := range ft.faces {
			c := ft.faces[i]
			if c.usable() {
				if x := c.face.metrics(1000, nil).XHeight / 1000; x > 0 {
					c.scale *= q.SizeAdjust / x
				}
			}
		}
	}
	ft.Primary = ft.first.face
	ft.Metrics = ft.first.face.metrics(ft.Size*ft.first.scale, ft.first.web)
	return ft
}

// instance returns the face of a variable font at the point that a query asks for.
func (f *Fonts) instance(e *entry, q *Query) *Face {
	if e.face.load() != nil {
		return e.face
	}
	var axes []axisValue
	for _, a := range readAxes(e.face.sfnt) {
		switch a.tag {
		case tagOf("wght"):
			axes = append(axes, axisValue{a.tag, max(e.weightMin, min(e.weightMax, q.Weight))})
		case tagOf("wdth"):
			axes = append(axes, axisValue{a.tag, max(e.stretchMin, min(e.stretchMax, q.Stretch))})
		case tagOf("ital"):
			if q.Slant == Italic {
				axes = append(axes, axisValue{a.tag, 1})
			}
		case tagOf("slnt"):
			if q.Slant == Oblique {
				axes = append(axes, axisValue{a.tag, -q.Angle})
			}
		case tagOf("opsz"):
			if !q.NoOpticalSizing {
				axes = append(axes, axisValue{a.tag, q.Size})
			}
		}
	}
	if e.web != nil {
		axes = append(axes, parseVariations(e.web.Variations)...)
	}
	axes = append(axes, parseVariations(q.Variations)...)
	k := instanceKey{e.face, fmt.Sprint(axes)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if x := f.instances[k]; x != nil {
		return x
	}
	if len(f.instances) >= maxInstances {
		return e.face
	}
	x := newFace(e.face.name, e.face.index, e.face.open)
	x.axes = axes
	f.instances[k] = x
	return x
}

// parseVariations reads "tag=value,tag=value".
func parseVariations(s string) []axisValue {
	var out []axisValue
	for part := range strings.SplitSeq(s, ",") {
		t, v, _ := strings.Cut(part, "=")
		var x float32
		if len(t) != 4 {
			continue
		}
		if _, err := fmt.Sscan(v, &x); err == nil {
			out = append(out, axisValue{tagOf(t), x})
		}
	}
	return out
}

// family returns the faces of a family that is not the page's: given directories first, then
// the embedded families, then the system's.
func (b *base) family(name string) []*entry {
	if name == "" {
		return nil
	}
	if len(b.cfg.Dirs) > 0 {
		if es := b.dirIndex().family(name); len(es) > 0 {
			return es
		}
	}
	if es := b.embedded[name]; len(es) > 0 {
		return es
	}
	if b.cfg.System {
		if es := b.sysIndex().family(name); len(es) > 0 {
			return es
		}
	}
	if a := aliases[name]; a != "" {
		return b.family(a)
	}
	return nil
}

// local finds an installed face by its full or PostScript name.
func (b *base) local(name string) *Face {
	name = foldFamily(name)
	for fam, es := range b.embedded {
		for _, e := range es {
			full := fam
			if e.weightMin == 700 {
				full += " bold"
			}
			if e.slant == Italic {
				full += " italic"
			}
			ps := strings.ReplaceAll(fam, " ", "") + "-" + strings.ReplaceAll(strings.TrimPrefix(full, fam), " ", "")
			if full == name || strings.TrimSuffix(ps, "-") == name {
				return e.face
			}
		}
	}
	if len(b.cfg.Dirs) > 0 {
		if f := b.dirIndex().local(name); f != nil {
			return f
		}
	}
	if b.cfg.System {
		return b.sysIndex().local(name)
	}
	return nil
}
