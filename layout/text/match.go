package text

import (
	"strings"
)

// entry is one face of a family and the range of descriptors it answers to.
type entry struct {
	face                   *Face
	weightMin, weightMax   float32
	stretchMin, stretchMax float32
	slant                  Slant
	ranges                 [][2]rune
	web                    *WebFace
	variable               bool // axes are set from the query
}

// matchFamily returns the faces of a family that fit a query best, per CSS Fonts 4 §5.2:
// stretch decides first, then style, then weight. Several are returned when a page splits
// one face over unicode-range.
func matchFamily(list []*entry, q *Query) []*entry {
	if len(list) <= 1 {
		return list
	}
	list = nearest(list, func(e *entry) float32 { return stretchDistance(e, q.Stretch) })
	list = nearest(list, func(e *entry) float32 { return slantDistance(e, q.Slant) })
	return nearest(list, func(e *entry) float32 { return weightDistance(e, q.Weight) })
}

func nearest(list []*entry, dist func(*entry) float32) []*entry {
	best := dist(list[0])
	for _, e := range list[1:] {
		best = min(best, dist(e))
	}
	var out []*entry
	for _, e := range list {
		if dist(e) == best {
			out = append(out, e)
		}
	}
	return out
}

// far separates the preferred direction of a search from the other.
const far = 10000

// stretchDistance orders widths: narrower first up to 100 %, wider first above.
func stretchDistance(e *entry, want float32) float32 {
	switch {
	case want >= e.stretchMin && want <= e.stretchMax:
		return 0
	case want <= 100 && e.stretchMax < want:
		return want - e.stretchMax
	case want <= 100:
		return far + e.stretchMin - want
	case e.stretchMin > want:
		return e.stretchMin - want
	}
	return far + want - e.stretchMax
}

// slantDistance orders styles: italic and oblique stand in for each other before upright does.
func slantDistance(e *entry, want Slant) float32 {
	order := [3][3]float32{
		Upright: {Upright: 0, Oblique: 1, Italic: 2},
		Italic:  {Italic: 0, Oblique: 1, Upright: 2},
		Oblique: {Oblique: 0, Italic: 1, Upright: 2},
	}
	return order[want][e.slant]
}

// weightDistance orders weights: 400 to 500 look up to 500, then down, then up; lighter ones
// look down first, bolder ones up first.
func weightDistance(e *entry, want float32) float32 {
	lo, hi := e.weightMin, e.weightMax
	switch {
	case want >= lo && want <= hi:
		return 0
	case want >= 400 && want <= 500:
		switch {
		case lo > want && lo <= 500:
			return lo - want
		case hi < want:
			return far + want - hi
		}
		return 2*far + lo - want
	case want < 400:
		if hi < want {
			return want - hi
		}
		return far + lo - want
	}
	if lo > want {
		return lo - want
	}
	return far + want - hi
}

// boldThreshold is the weight from which Blink synthesises bold.
const boldThreshold = 600

// candidateFor wraps a matched entry for a query.
func candidateFor(e *entry, q *Query) *candidate {
	c := &candidate{face: e.face, scale: 1, ranges: e.ranges, web: e.web}
	c.bold = q.Weight >= boldThreshold && e.weightMax < boldThreshold && !q.NoSynthWeight
	c.italic = q.Slant != Upright && e.slant == Upright && !q.NoSynthStyle
	if e.web != nil {
		c.features = e.web.Features
		if e.web.SizeAdjust > 0 {
			c.scale = e.web.SizeAdjust
		}
	}
	return c
}

// generics maps the generic families, and the names that fontconfig aliases to metrically
// compatible families, to the embedded ones. Names are in lower case.
var aliases = map[string]string{
	"times new roman": "liberation serif",
	"times":           "liberation serif",
	"arial":           "liberation sans",
	"helvetica":       "liberation sans",
	"courier new":     "liberation mono",
	"courier":         "liberation mono",
	"arial narrow":    "liberation sans narrow",
	// The quoted names of generic families are families of fontconfig too.
	"serif":      "liberation serif",
	"sans-serif": "liberation sans",
	"monospace":  "liberation mono",
	"system-ui":  "liberation sans",
}

var generics = map[string]string{
	"serif":                "liberation serif",
	"ui-serif":             "",
	"-webkit-body":         standardFamily,
	"-webkit-standard":     standardFamily,
	"sans-serif":           "liberation sans",
	"system-ui":            "liberation sans",
	"blinkmacsystemfont":   "liberation sans",
	"monospace":            "liberation mono",
	"cursive":              standardFamily,
	"fantasy":              standardFamily,
	"math":                 standardFamily,
	"emoji":                "noto color emoji",
	"-webkit-pictograph":   standardFamily,
	"-internal-monospace":  "liberation mono",
	"-internal-sans-serif": "liberation sans",
}

// standardFamily is asked when every family of the list is missing.
const standardFamily = "liberation serif"

// standardGeneric is the generic family behind -webkit-standard.
const standardGeneric = "-webkit-standard"

// byLanguage returns the faces of a generic family that are those of a language.
func (b *base) byLanguage(generic, lang string) []*entry {
	if !b.cfg.LanguageFonts {
		return nil
	}
	return b.family(genericByLang(generic, lang))
}

// genericByLang returns the family that Chromium's settings give a generic one for text in
// Chinese, Japanese and Korean, "" where the language changes nothing.
func genericByLang(generic, lang string) string {
	region := cjkRegion(lang)
	if region == "" {
		return ""
	}
	switch generic {
	case "serif":
		return "noto serif cjk " + region
	case "monospace":
		if region == "jp" {
			return "noto sans mono cjk jp"
		}
		return ""
	case "sans-serif", "cursive", "fantasy", "math", standardGeneric, "-webkit-body":
		return "noto sans cjk " + region
	}
	return ""
}

// foldFamily is the key under which a family name is found: names are matched without
// regard to case and to spaces around them (CSS Fonts 4 §2.1).
func foldFamily(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
