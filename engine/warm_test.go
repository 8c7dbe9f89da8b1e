package engine

import (
	"strings"
	"testing"

	"vitrine/engine/htmlparse"
)

func TestSample(t *testing.T) {
	many := ""
	for i := range 100 {
		many += string(rune(0xAC00 + i))
	}
	for page, want := range map[string]string{
		"<p>plain – “text”":                               "–“”",
		"<p>é Привет":                                     "",
		"<p>가나<b>다가</b>나 ► 한":                             "가나다►한",
		"<script>'가'</script>나":                           "나",
		"<style>a{/*가*/}</style>":                         "",
		"<p>" + many:                                      many[:3*sampleRunes],
		"<p>" + strings.Repeat("a", sampleBytes) + "<p>가": "",
	} {
		d := htmlparse.Parse(nil, htmlparse.Input{URL: "about:blank", ContentType: "text/html; charset=utf-8", Body: []byte(page)})
		if got := sample(d); got != want {
			t.Errorf("%.40q: %q, want %q", page, got, want)
		}
	}
}
