package text

import "sync"

// Config tells where faces may come from besides the embedded ones.
type Config struct {
	// Dirs are directories whose every font may be named by pages, by the family names in
	// its tables. They win over the embedded faces and the system's. Characters fall back
	// to them only when System is false.
	Dirs []string
	// System allows the system's font directories for named families and for characters
	// that the embedded faces lack. False is the deterministic mode.
	System bool
	// Hyphenation lets hyphens: auto break words by the patterns of package hyphen. A Chromium
	// without dictionaries, as it is when it draws pictures, breaks them at soft hyphens only.
	Hyphenation bool
	// LanguageFonts gives generic families the faces that a desktop browser's settings name for
	// text in Chinese, Japanese and Korean, Latin letters in it included. A Chromium that draws
	// pictures has no such settings: there those languages are in the faces that characters fall
	// back to.
	LanguageFonts bool
}

// WebFace is one @font-face rule whose data has arrived, or a local() source that matched.
type WebFace struct {
	Family                 string
	WeightMin, WeightMax   float32 // 0, 0 is auto: read from the face
	StretchMin, StretchMax float32 // percent; 0, 0 is auto
	Slant                  Slant
	SlantAuto              bool
	UnicodeRange           [][2]rune // nil is everything
	Features, Variations   string    // descriptors, as in Query
	SizeAdjust             float32   // ratio; 0 is 1
	AscentOverride         float32   // ratio of the size; negative is normal, as are the two below
	DescentOverride        float32
	LineGapOverride        float32
	Data                   []byte // TTF, OTF, TTC, WOFF or WOFF2
	Local                  string // with no Data: the full or PostScript name of an installed face
}

// Font is a query answered: a list of faces at one size. It is safe for concurrent use.
type Font struct {
	Query   Query
	Size    float32 // px
	Metrics Metrics // of the primary face
	Primary *Face   // the first available face

	set      *Fonts
	faces    []*candidate // in the order they are asked
	first    *candidate   // the primary one
	features sync.Map     // featureKey to string

	fallMu sync.RWMutex
	falls  map[string]*candidate // cluster to fallback, nil when none has it
}

// candidate is a face that a font may use, with what has to be synthesised to make it fit.
type candidate struct {
	face         *Face
	scale        float32 // of the font's size: size-adjust and font-size-adjust
	bold, italic bool
	ranges       [][2]rune // unicode-range, nil for all
	features     string    // font-feature-settings descriptor
	family       string    // folded name it was asked by, "" for a generic family
	web          *WebFace

	asciiOnce sync.Once
	ascii     bool
}

// inRange reports whether unicode-range lets the candidate show r.
func (c *candidate) inRange(r rune) bool {
	if c.ranges == nil {
		return true
	}
	for _, x := range c.ranges {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	return false
}

// usable reports whether the face can be read.
func (c *candidate) usable() bool { return c.face.load() == nil }

// primary returns the first candidate; it is never nil.
func (f *Font) primary() *candidate { return f.first }
