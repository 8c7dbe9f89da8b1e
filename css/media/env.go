package media

// Scheme is a colour scheme preference.
type Scheme uint8

const (
	Light Scheme = iota
	Dark
)

// Env is what media queries ask about: the viewport, the screen and the preferences of the
// person. Two equal Envs answer every query alike.
type Env struct {
	Print         bool    // media type print instead of screen
	Width, Height float32 // viewport, CSS px
	// PageW and PageH are, on paper, the area of the first page, which viewport units count from;
	// the @page rules that make it do not count in queries. 0 means the viewport.
	PageW, PageH float32
	// ScreenWidth and ScreenHeight are the size of the screen; 0 means the viewport's.
	ScreenWidth, ScreenHeight float32
	Resolution                float32 // device pixels per CSS px; 0 means 1
	FontSize                  float32 // initial font size, px; 0 means 16
	Scheme                    Scheme
	PageDark                  bool // what the page itself says it supports is the dark scheme: color-scheme: normal
	Touch                     bool // the main pointer is a finger: coarse, no hover
	ReducedMotion             bool
	ReducedTransparency       bool
	ReducedData               bool
	MoreContrast              bool
	ForcedColors              bool
	Scripting                 bool
	Fullscreen                bool
}

func (e *Env) fontSize() float64 {
	if e.FontSize > 0 {
		return float64(e.FontSize)
	}
	return 16
}

func (e *Env) resolution() float64 {
	if e.Resolution > 0 {
		return float64(e.Resolution)
	}
	return 1
}

func (e *Env) screen() (w, h float64) {
	if e.ScreenWidth > 0 && e.ScreenHeight > 0 {
		return float64(e.ScreenWidth), float64(e.ScreenHeight)
	}
	return float64(e.Width), float64(e.Height)
}
