package htmlparse

import "testing"

// A carriage return from a reference is content; only a line feed of the source is dropped.
func TestReturnsBeginningPre(t *testing.T) {
	for in, want := range map[string]string{
		"<pre>&#13;\ntext</pre>":               "\r\ntext",
		"<PRE\nCLASS=\"x\"\n>&#x0D;\ntext":     "\r\ntext",
		"<textarea>&#13text</textarea>":        "\rtext",
		"<pre>\n&#13;text</pre>":               "\rtext",
		"<pre>\r\ntext</pre>":                  "text",
		"<pre>&#130;text</pre>":                "\u201atext",
		"<pre>&#10;text</pre>":                 "text",
		"<b>&#13;text</b>":                     "\rtext",
		"<pre>&#xd;&#13;text</pre>&#13;<pre>>": "\r\rtext",
	} {
		d := Parse(nil, Input{Body: []byte("<!DOCTYPE html><body>" + in)})
		if got := d.Body().First().TextContent(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
