package box

import (
	"strings"
	"testing"
)

func TestCasing(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{upper("καλημέρα αύριο", "el"), "ΚΑΛΗΜΕΡΑ ΑΥΡΙΟ"},
		{upper("ευφυΐα Νεράιδα", "el"), "ΕΥΦΥΪΑ ΝΕΡΑΪΔΑ"},
		{upper("ήσουν ή εγώ ή", "el"), "ΗΣΟΥΝ Ή ΕΓΩ Ή"},
		{upper("ΰ", "el"), "Ϋ"},
		{upper("istanbul", "tr"), "İSTANBUL"},
		{lower("ISI", "az"), "ısı"},
		{lower("Ì", "lt"), "i\u0307\u0300"},
		{lower("J\u0301", "lt"), "j\u0307\u0301"},
		{upper("straße", ""), "STRASSE"},
		{upper("ა b ß", "ka"), "ა B SS"},
		{capitalize("ijsland ijs", false, "nl"), "IJsland IJs"},
		{capitalize("su\u00adper x\u200by", false, "en"), "Su\u00adper X\u200bY"},
		{capitalize("ijsland", false, "en"), "Ijsland"},
		{strings.Map(fullWidth, "a ｱ"), "ａ　ア"},
		{strings.Map(fullSizeKana, "ァㇰｯゖ"), "アクﾂけ"},
		{mathItalic("h"), "ℎ"},
		{mathItalic("ab"), "ab"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
