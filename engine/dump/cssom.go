package dump

import (
	"bufio"
	"io"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
)

// Sheets writes the author sheets in the order in which they apply, as they were understood:
// what was dropped is listed after each sheet with its position.
func Sheets(w io.Writer, list []*cascade.Sheet) error {
	b := bufio.NewWriter(w)
	for _, s := range list {
		writeSheet(b, s)
	}
	return b.Flush()
}

func writeSheet(b *bufio.Writer, s *cascade.Sheet) {
	for _, im := range s.Imports {
		if im != nil {
			writeSheet(b, im)
		}
	}
	b.WriteString("/* " + s.CSS.URL)
	if len(s.Media) > 0 {
		b.WriteString(" for " + s.Media.String())
	}
	b.WriteString(" */\n")
	b.WriteString(s.CSS.String())
	for _, d := range s.CSS.Diagnostics() {
		b.WriteString("/* dropped " + position(s.CSS, d) + " " + d.Name + ": " + shorten(d.Text) + " */\n")
	}
}

func position(s *cssom.Sheet, d cssom.Diagnostic) string {
	line, col := s.LineCol(d.Pos)
	return num(float64(line)) + ":" + num(float64(col))
}

// jsonSheet is a sheet in JSON.
type jsonSheet struct {
	URL     string       `json:"url"`
	Media   string       `json:"media,omitempty"`
	Imports []jsonSheet  `json:"imports,omitempty"`
	Rules   []jsonRule   `json:"rules"`
	Dropped []jsonLosses `json:"dropped,omitempty"`
}

type jsonRule struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

type jsonLosses struct {
	Line int    `json:"line"`
	Col  int    `json:"col"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// SheetsJSON writes the same as a JSON list.
func SheetsJSON(w io.Writer, list []*cascade.Sheet) error {
	out := []jsonSheet{}
	for _, s := range list {
		out = append(out, sheetJSON(s))
	}
	return writeJSON(w, out)
}

func sheetJSON(s *cascade.Sheet) jsonSheet {
	j := jsonSheet{URL: s.CSS.URL, Media: s.Media.String(), Rules: []jsonRule{}}
	for _, im := range s.Imports {
		if im != nil {
			j.Imports = append(j.Imports, sheetJSON(im))
		}
	}
	for i := range s.CSS.Rules {
		r := &s.CSS.Rules[i]
		j.Rules = append(j.Rules, jsonRule{r.Kind.String(), r.String()})
	}
	for _, d := range s.CSS.Diagnostics() {
		line, col := s.CSS.LineCol(d.Pos)
		j.Dropped = append(j.Dropped, jsonLosses{line, col, d.Name, d.Text})
	}
	return j
}
