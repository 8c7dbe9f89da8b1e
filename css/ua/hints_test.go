package ua

import (
	"strings"
	"testing"

	"vitrine/css/prop"
	"vitrine/css/value"
	"vitrine/engine/dom"
)

// el makes an element "name attr=value attr=value" below parent.
func el(d *dom.Document, parent *dom.Node, text string) *dom.Node {
	f := strings.Split(text, "|")
	var attrs []dom.Attr
	for _, a := range f[1:] {
		k, v, _ := strings.Cut(a, "=")
		attrs = append(attrs, dom.Attr{Name: dom.Intern(k), Value: v})
	}
	e := d.NewElement(dom.HTML, dom.Intern(f[0]), attrs)
	d.Append(parent, e)
	return e
}

func hintText(d *dom.Document, n *dom.Node) string {
	var out []string
	for _, x := range Hints(d, nil)(nil, n) {
		out = append(out, x.ID.String()+":"+value.Text(x.Value))
	}
	return strings.Join(out, ";")
}

func TestHints(t *testing.T) {
	for in, want := range map[string]string{
		"p":                                        "",
		"p|align=CENTER":                           "text-align:-webkit-center",
		"h2|align=right":                           "text-align:right",
		"col|width=2*":                             "",
		"td|width=50%|height=0":                    "width:50%",
		"td|bgcolor=#fff|valign=top":               "background-color:rgb(255, 255, 255);vertical-align:top",
		"td|nowrap|align=center":                   "text-align:-webkit-center;text-wrap-mode:nowrap",
		"img|width=10|height=20.5":                 "width:10px;height:20.5px;aspect-ratio:auto 10 / 20.5",
		"img|align=Center":                         "vertical-align:-webkit-baseline-middle",
		"img|align=absmiddle":                      "vertical-align:middle",
		"img|align=left|hspace=3":                  "margin-left:3px;margin-right:3px;float:left;vertical-align:top",
		"img|border=2":                             "border-top-width:2px;border-right-width:2px;border-bottom-width:2px;border-left-width:2px;border-top-style:solid;border-right-style:solid;border-bottom-style:solid;border-left-style:solid",
		"font|size=+1|color=red|face=Arial, serif": "color:red;font-family:Arial, serif;font-size:large",
		"font|size=99":                             "font-size:xxx-large",
		"font|size=x":                              "",
		"ol|type=A":                                "list-style-type:upper-alpha",
		"ul|type=SQUARE":                           "list-style-type:square",
		"ol|type=disc":                             "",
		"ul|type=a":                                "",
		"li|type=I":                                "list-style-type:upper-roman",
		"hr|width=+5":                              "",
		"br|clear=all":                             "clear:both",
		"hr|size=1|width=50%":                      "width:50%;border-bottom-width:0px",
		"hr|size=5|align=left":                     "margin-left:0px;margin-right:auto;height:3px",
		"table|cellspacing=4|align=center":         "border-spacing:4px;margin-left:auto;margin-right:auto",
		"table|border":                             "border-top-width:1px;border-right-width:1px;border-bottom-width:1px;border-left-width:1px;border-top-style:outset;border-right-style:outset;border-bottom-style:outset;border-left-style:outset",
		"body|text=#00f|marginwidth=3":             "color:rgb(0, 0, 255);margin-left:3px;margin-right:3px",
		"input|width=5":                            "",
		"input|type=image|width=5":                 "width:5px",
		"pre|wrap":                                 "white-space-collapse:preserve;text-wrap-mode:wrap",
		"caption|align=bottom":                     "caption-side:bottom",
		"bdi|dir=auto":                             "direction:ltr",
		"bdi":                                      "direction:ltr",
		"bdi|dir=rtl":                              "",
	} {
		d := dom.NewDocument("")
		if got := hintText(d, el(d, d.Root(), in)); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestCellsAskTheirTable(t *testing.T) {
	d := dom.NewDocument("")
	tr := func(table string) *dom.Node {
		return el(d, el(d, el(d, d.Root(), table), "tbody"), "tr")
	}
	d = dom.NewDocument("")
	got := hintText(d, el(d, tr("table|cellpadding=5"), "td"))
	if want := "padding-top:5px;padding-right:5px;padding-bottom:5px;padding-left:5px"; got != want {
		t.Errorf("cellpadding: %s", got)
	}
	d = dom.NewDocument("")
	if got := hintText(d, el(d, tr("table|border=3"), "td")); !strings.Contains(got, "border-top-width:1px") || !strings.Contains(got, "inset") {
		t.Errorf("border: %s", got)
	}
	d = dom.NewDocument("")
	if got := hintText(d, el(d, tr("table|rules=cols"), "td")); strings.Contains(got, "top") || !strings.Contains(got, "border-left-style:solid") {
		t.Errorf("rules: %s", got)
	}
}

func TestLinkColor(t *testing.T) {
	d := dom.NewDocument("")
	body := el(d, el(d, d.Root(), "html"), "body|link=lime")
	if got := hintText(d, el(d, body, "a|href=x")); got != "color:lime" {
		t.Errorf("link: %s", got)
	}
	if got := hintText(d, el(d, body, "a|name=x")); got != "" {
		t.Errorf("anchor: %s", got)
	}
}

func TestLegacyColor(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "transparent": "", "red": "red", " Red ": "red", "#f00": "rgb(255, 0, 0)", "f00": "rgb(15, 0, 0)",
		"#00ff7f": "rgb(0, 255, 127)", "chucknorris": "rgb(192, 0, 0)", "#123456789": "rgb(18, 69, 120)", "0": "rgb(0, 0, 0)",
		"\U0001F600a": "rgb(0, 0, 10)",
	} {
		if got := value.Text(LegacyColor(in)); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestSVG(t *testing.T) {
	d := dom.NewDocument("")
	e := d.NewElement(dom.SVG, dom.Intern("svg"), []dom.Attr{{Name: dom.Intern("fill"), Value: "none"},
		{Name: dom.Intern("width"), Value: "24"}, {Name: dom.Intern("stroke-width"), Value: "2"}, {Name: dom.Intern("x"), Value: "1"}})
	d.Append(d.Root(), e)
	got := map[prop.ID]string{}
	for _, x := range Hints(d, nil)(nil, e) {
		got[x.ID] = value.Text(x.Value)
	}
	if got[prop.Fill] != "none" || got[prop.Width] != "24px" || got[prop.StrokeWidth] == "" || len(got) != 3 {
		t.Errorf("%v", got)
	}
}

func FuzzLegacyColor(f *testing.F) {
	for _, s := range []string{"red", "#abc", "chucknorris", "\U0001F600", strings.Repeat("f", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		LegacyColor(s)
		Dimension(s)
		fontSize(s)
	})
}
