package sniff

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitrine/engine/ratchet"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// latin1 turns the code points of a test's text into the bytes of a header value; ok is false
// when one does not fit.
func latin1(s string) (b string, ok bool) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			return "", false
		}
		out = append(out, byte(r))
	}
	return string(out), true
}

func TestMIMETypes(t *testing.T) {
	type Case struct {
		Input    string
		Output   *string
		Encoding *string
	}
	failed := map[string]string{}
	total := 0
	for _, file := range []string{"mime-types.json", "generated-mime-types.json"} {
		for _, c := range ratchet.Cases[Case](t, "net/suites/mime/"+file) {
			total++
			in, _ := latin1(strings.Map(func(r rune) rune {
				if r > 0xFF {
					return 1 // no code point of a header either, and none that fits into a byte
				}
				return r
			}, c.Input))
			ty, ok := ParseType(in)
			got := ty.String()
			want := ""
			if c.Output != nil {
				want, _ = latin1(*c.Output)
			}
			if ok != (c.Output != nil) || (ok && got != want) {
				failed[c.Input] = "got " + strconv.Quote(got) + ", want " + strconv.Quote(want)
				continue
			}
			if c.Encoding != nil {
				if e, _ := paramEncoding(ty); e.Name() != *c.Encoding {
					failed[c.Input] = "encoding " + e.Name() + ", want " + *c.Encoding
				}
			}
		}
	}
	ratchet.Hold(t, "mime.expect", total, failed)
}

func TestMIMEGroups(t *testing.T) {
	type Case struct {
		Input  string
		Groups []string
	}
	failed := map[string]string{}
	cases := ratchet.Cases[Case](t, "net/suites/mime/mime-groups.json")
	for _, c := range cases {
		ty, _ := ParseType(c.Input)
		var got []string
		for _, g := range []struct {
			name string
			in   bool
		}{
			{"image", ty.IsImage()}, {"audio or video", ty.IsAudioOrVideo()}, {"font", ty.IsFont()}, {"ZIP-based", ty.IsZIP()},
			{"archive", ty.IsArchive()}, {"XML", ty.IsXML()}, {"HTML", ty.IsHTML()}, {"scriptable", ty.IsScriptable()},
			{"JavaScript", ty.IsJavaScript()}, {"JSON", ty.IsJSON()},
		} {
			if g.in {
				got = append(got, g.name)
			}
		}
		slices.Sort(got)
		slices.Sort(c.Groups)
		if !slices.Equal(got, c.Groups) {
			failed[c.Input] = strings.Join(got, ", ") + ", want " + strings.Join(c.Groups, ", ")
		}
	}
	ratchet.Hold(t, "groups.expect", len(cases), failed)
}

func TestContentTypes(t *testing.T) {
	type Case struct {
		ContentType []string
		Encoding    *string
		MIMEType    string `json:"mimeType"`
	}
	failed := map[string]string{}
	cases := ratchet.Cases[Case](t, "net/suites/fetch/content-types.json")
	for _, c := range cases {
		var h header.List
		for _, v := range c.ContentType {
			h.Add("Content-Type", v)
		}
		ty, _ := ExtractType(h)
		e, _ := paramEncoding(ty)
		want := ""
		if c.Encoding != nil {
			want = *c.Encoding
		}
		if ty.String() != c.MIMEType || e.Name() != want {
			failed[strings.Join(c.ContentType, " | ")] = ty.String() + " in " + e.Name() + ", want " + c.MIMEType + " in " + want
		}
	}
	ratchet.Hold(t, "contenttypes.expect", len(cases), failed)
}

func TestNoSniffCases(t *testing.T) {
	type Case struct {
		Input   string
		NoSniff bool
	}
	failed := map[string]string{}
	cases := ratchet.Cases[Case](t, "net/suites/fetch/x-content-type-options.json")
	for _, c := range cases {
		var h header.List
		for line := range strings.SplitSeq(c.Input, "\r\n") {
			name, value, _ := strings.Cut(line, ":")
			h.Add(name, header.Trim(value))
		}
		if NoSniff(h) != c.NoSniff {
			failed[c.Input] = "wrong"
		}
	}
	ratchet.Hold(t, "nosniff.expect", len(cases), failed)
}

func TestEncodingLabels(t *testing.T) {
	f, err := os.Open(ratchet.Shared(t, "wpt/data/encoding_labels.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	failed := map[string]string{}
	total := 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var c struct{ Label, Name string }
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		total++
		if e, _ := LookupEncoding(" " + strings.ToUpper(c.Label) + "\n"); e.Name() != c.Name {
			failed[c.Label] = "got " + e.Name() + ", want " + c.Name
		}
	}
	ratchet.Hold(t, "labels.expect", total, failed)
}

func TestEncodingBytes(t *testing.T) {
	b, err := os.ReadFile(ratchet.Shared(t, "net/suites/encodings/encoding-chars.json"))
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string][][2]string
	if err := json.Unmarshal(b, &tables); err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	total := 0
	for label, pairs := range tables {
		e, ok := LookupEncoding(label)
		if !ok {
			t.Fatal(label)
		}
		for _, p := range pairs {
			total++
			cp, err := strconv.ParseUint(p[0], 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := hex.DecodeString(strings.ReplaceAll(p[1], " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Decode(raw); string(got) != string(rune(cp)) {
				if !bytes.Equal(e.EncodeQuery(string(rune(cp))), raw) { // some pairs only go one way
					failed[label+" "+p[0]] = "bytes " + p[1] + " give " + strconv.QuoteToASCII(string(got))
				}
			}
		}
	}
	ratchet.Hold(t, "encodings.expect", total, failed)
}

func TestQueryEncodings(t *testing.T) {
	type Case struct {
		Input  string
		Output map[string]string
	}
	failed := map[string]string{}
	total := 0
	base := weburl.MustParse("http://a.test/")
	for _, c := range ratchet.Cases[Case](t, "net/suites/url/percent-encoding.json") {
		for label, want := range c.Output {
			total++
			e, _ := LookupEncoding(label)
			u, err := base.ResolveEncoded("?"+c.Input+"#"+c.Input, e.EncodeQuery)
			if err != nil || u.Query() != want || u.Fragment() != c.Output["utf-8"] {
				failed[label+" "+c.Input] = "got " + u.String() + ", want " + want
			}
		}
	}
	ratchet.Hold(t, "queries.expect", total, failed)
}

func TestScriptTypes(t *testing.T) {
	type Case struct {
		ContentType []string
		Executes    bool
		Encoding    *string
	}
	failed := map[string]string{}
	cases := ratchet.Cases[Case](t, "net/suites/fetch/script-content-types.json")
	for _, c := range cases {
		var h header.List
		for _, v := range c.ContentType {
			h.Add("Content-Type", v)
		}
		ty, ok := ExtractType(h)
		e, _ := paramEncoding(ty)
		if executes := ok && ty.IsJavaScript(); executes != c.Executes || executes && c.Encoding != nil && e.Name() != *c.Encoding {
			failed[strings.Join(c.ContentType, " | ")] = ty.String() + " in " + e.Name()
		}
	}
	ratchet.Hold(t, "scripttypes.expect", len(cases), failed)
}
