package box

import (
	"strings"

	"vitrine/css/style"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// quotesOf are the quotation marks of the languages that do not use the English ones: those of
// CLDR, of the languages that Chromium has data for. Each is the outer pair, then the inner.
var quotesOf = func() map[string][]string {
	m := map[string][]string{}
	for marks, langs := range map[string]string{
		"« » ‹ ›": "am az-cyrl fa fr-ch",
		"” “ ’ ‘": "ar ur",
		"„ “ „ “": "bg lt",
		"„ “ ‚ ‘": "bs-cyrl cs de et hr sk sl",
		"« » “ ”": "ca el it pt-pt",
		"” ” ’ ’": "fi he sv",
		"« » « »": "fr",
		"« » ” “": "fr-ca",
		"„ ” » «": "hu",
		"「 」 『 』": "ja zh-hant",
		"« » ‘ ’": "nb nn no",
		"‘ ’ ‘ ’": "nl ti-er",
		"„ ” « »": "pl ro",
		"« » „ “": "ru uk",
		"„ ” ’ ’": "sr",
	} {
		for _, l := range strings.Fields(langs) {
			m[l] = strings.Fields(marks)
		}
	}
	return m
}()

var englishQuotes = []string{"“", "”", "‘", "’"}

// quotesIn returns the quotation marks of a language tag.
func quotesIn(lang string) []string {
	lang = strings.ToLower(lang)
	for lang != "" {
		if q := quotesOf[lang]; q != nil {
			return q
		}
		lang = lang[:max(0, strings.LastIndexByte(lang, '-'))]
	}
	return englishQuotes
}

// quote returns the quotation mark for the present depth, in a pseudo-element of style s of n.
// Those of a q element are in the language around the quotation, not of what is quoted; Chromium
// takes the element's own language for all others.
// https://www.w3.org/TR/css-content-3/#quotes
func (b *builder) quote(n *dom.Node, s *style.Style, open bool) string {
	var list []string
	switch q := s.Quotes().(type) {
	case value.Keyword:
		if q == value.KwNone {
			return ""
		}
		around := s
		if p := n.ParentElement(); p != nil && n.IsHTML("q") {
			if ps := b.in.Styles.Style(p); ps != nil {
				around = ps
			}
		}
		lang, _ := around.WebkitLocale().(value.String)
		list = quotesIn(string(lang))
	default:
		for _, v := range value.Spaced(q) {
			if t, ok := v.(value.String); ok {
				list = append(list, string(t))
			}
		}
		if len(list) < 2 {
			list = englishQuotes
		}
	}
	i := min(b.quotes, len(list)/2-1) * 2
	if !open {
		i++
	}
	return list[i]
}
