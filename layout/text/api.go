package text

// Fonts is a set of faces; see doc.go for where they come from. It is safe for concurrent use.
type Fonts struct{}

// NewFonts returns the faces that cfg allows. It reads nothing yet.
func NewFonts(cfg Config) *Fonts { return &Fonts{} }

// With returns a set in which the faces of a page come first. The receiver is unchanged and
// shares its caches. Faces that cannot be read are left out and reported, one error each.
func (f *Fonts) With(faces []WebFace) (*Fonts, []error) { return f, nil }

// HasLocal reports whether an installed face has this full or PostScript name (local()).
func (f *Fonts) HasLocal(name string) bool { return false }

// Font returns the font for a query; it is cached and never nil.
func (f *Fonts) Font(q Query) *Font { return &Font{} }

// Font is a query answered: a list of faces at one size. It is safe for concurrent use.
type Font struct {
	Query   Query
	Size    float32 // px
	Metrics Metrics // of the primary face
	Primary *Face   // the first available face
}

// Shape turns text of one bidi level into runs, in logical order: for RTL text the first run
// is the rightmost. A new run starts where the face or the script changes. Every byte of
// text belongs to exactly one run. Control and default ignorable characters get zero width.
func (f *Font) Shape(text string, opt ShapeOptions) []*Run { return nil }

// Face is one OpenType face. It is safe for concurrent use and comparable by pointer.
type Face struct{}

// Name returns the family of the face, for dumps.
func (f *Face) Name() string { return "" }

// Outline returns the shape of a glyph in em units; the zero Outline when it has none. It is cached.
func (f *Face) Outline(gid uint32) Outline { return Outline{} }

// Color reports whether the face has any colour glyphs, so that asking for them makes sense.
func (f *Face) Color() bool { return false }

// Bitmap returns the picture of a glyph best suited to a size in px per em.
func (f *Face) Bitmap(gid uint32, ppem float32) (Bitmap, bool) { return Bitmap{}, false }

// Layers returns the layers of a COLR glyph; nil when it has none.
func (f *Face) Layers(gid uint32) []Layer { return nil }

// BoldExtra returns by how many px in total a synthesised bold glyph grows in each direction,
// to the right and upwards, at a size in px.
func BoldExtra(size float32) float32 { return size / 34 }

// Slice returns the part of the run that stands for bytes [start, end) of the shaped text;
// clusters that straddle an edge go to the side where they start.
func (r *Run) Slice(start, end int) *Run { return r }

// WidthTo returns the advance in px of the characters in [r.Start, offset), for finding
// where a line ends: O(log n) after the first call.
func (r *Run) WidthTo(offset int) float32 { return 0 }

// LineBreaks tells, for each byte offset i of a paragraph, what may happen before byte i: the
// result has len(text)+1 entries, reusing dst. spans give the options by range, the last one
// reaching to the end. Entry 0 is BreakNone and the last is BreakMandatory only after a
// newline. UAX #14 tailored by CSS Text 3 §5.
func LineBreaks(dst []Break, text string, spans []BreakSpan) []Break { return nil }

// NextCluster returns the end of the grapheme cluster that starts at byte i (UAX #29).
func NextCluster(text string, i int) int { return len(text) }

// BidiLevels returns the resolved embedding level of each byte of a paragraph (UAX #9; L1 is
// left to the caller, who knows the lines), and the paragraph's level. A nil slice means that
// everything is at the paragraph's level 0.
func BidiLevels(text string, base Direction) (levels []uint8, para uint8) { return nil, 0 }

// VisualOrder returns the indices of items in visual order, left to right, given their
// levels in logical order (UAX #9 rule L2). It appends to dst[:0].
func VisualOrder(dst []int, levels []uint8) []int { return nil }
