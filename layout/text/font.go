package text

// Metrics are the measures of a Font in CSS px, as Blink computes them on Linux.
type Metrics struct {
	// Ascent, Descent and LineGap are whole px (Blink rounds each); LineSpacing, the height
	// of a line with line-height normal, is their sum.
	Ascent, Descent, LineGap, LineSpacing float32

	XHeight   float32 // one ex
	CapHeight float32 // one cap
	ZeroWidth float32 // one ch: advance of "0", or half an em when the face has none
	IcWidth   float32 // one ic: advance of U+6C34, or one em
	SpaceWidth float32 // advance of U+0020

	// UnderlinePosition is the distance from the baseline down to the centre of the line.
	UnderlinePosition, UnderlineThickness float32
	// StrikePosition is the distance from the baseline up to the centre of the line.
	StrikePosition, StrikeThickness float32

	// AvgCharWidth and MaxCharWidth size text controls (HTML §15.5.4).
	AvgCharWidth, MaxCharWidth float32
}

// Config tells where faces may come from besides the embedded ones.
type Config struct {
	// Dirs are directories whose every font may be named by pages, by the family names in
	// its tables. They win over the system's fonts.
	Dirs []string
	// System allows the system's font directories for named families and for characters
	// that the embedded faces lack. False is the deterministic mode.
	System bool
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
