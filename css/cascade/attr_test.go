package cascade

import "testing"

func TestAttr(t *testing.T) {
	for _, c := range []struct{ css, attrs, want string }{
		{"attr(x px)", `x="20"`, "20px"},
		{"attr(x em)", `x=" 2 "`, "32px"},
		{"attr(x %)", `x="7"`, "7%"},
		{"attr(x px, 3px)", `x="20px"`, "3px"},
		{"attr(x px, 3px)", ``, "3px"},
		{"attr(x px)", ``, "auto"},
		{"attr(x wrong, 4px)", `x="1"`, "4px"},
		{"attr(x type(<length>))", `x="5pt"`, "6.66667px"},
		{"attr(x type(<length>), 1px)", `x="red"`, "1px"},
		{"attr(x type(<length> | auto), 1px)", `x="auto"`, "auto"},
		{"attr(x type(*))", `x="calc(1px + 1px)"`, "2px"},
		{"attr(x type(<length>), 1px)", `x="var(--a)"`, "1px"},
		{"calc(attr(x number) * 2px)", `x="3"`, "6px"},
		{"attr(X px)", `x="9"`, "9px"},
		{"attr(x)", `x="20px"`, "auto"},
		{"attr(x px) attr(", `x="1"`, "auto"},
		{"var(--w)", `x="11"`, "11px"},
	} {
		r, doc := resolve(t, "<p id=a "+c.attrs+"><p id=b x=77>", "p { --w: attr(x px); width: "+c.css+" }")
		if got := get(r.Style(doc.ByID("a")), "width"); got != c.want {
			t.Errorf("%s with %s is %s, want %s", c.css, c.attrs, got, c.want)
		}
		r2, doc2 := resolve(t, "<p x=77><p id=a "+c.attrs+">", "p { --w: attr(x px); width: "+c.css+" }")
		if got := get(r2.Style(doc2.ByID("a")), "width"); got != c.want {
			t.Errorf("%s with %s after another is %s, want %s", c.css, c.attrs, got, c.want)
		}
	}
}
