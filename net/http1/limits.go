package http1

// Limits bound what a peer can make a Conn read and keep. Zero fields take the numbers of
// DefaultLimits. Sizes are bytes.
type Limits struct {
	HeadBytes     int // one response head
	LineBytes     int // one line of it
	Fields        int // fields in a head
	Informational int // 1xx responses before the final one
	ChunkLine     int // one chunk-size line with its extensions
	ChunkExcess   int // framing of small chunks and extensions above a fair share of the data
	TrailerBytes  int // all trailer lines together
	Repairs       int // repairs reported per response
}

// DefaultLimits: 256 kB of head is Chromium's number.
var DefaultLimits = Limits{
	HeadBytes:     256 << 10,
	LineBytes:     128 << 10,
	Fields:        20000,
	Informational: 32,
	ChunkLine:     8 << 10,
	ChunkExcess:   4 << 20,
	TrailerBytes:  64 << 10,
	Repairs:       16,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct {
		v   *int
		def int
	}{
		{&l.HeadBytes, d.HeadBytes}, {&l.LineBytes, d.LineBytes}, {&l.Fields, d.Fields},
		{&l.Informational, d.Informational}, {&l.ChunkLine, d.ChunkLine}, {&l.ChunkExcess, d.ChunkExcess},
		{&l.TrailerBytes, d.TrailerBytes}, {&l.Repairs, d.Repairs},
	} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	return l
}
