package engine

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"path"
	"strconv"
	"strings"

	"vitrine/css/selector"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/net/sniff"
)

// formEntry is one name and value of what a form sends.
type formEntry struct {
	name, value string
	file        bool   // value is the name of a file
	path        string // where the file is; "" when none was chosen
	body        []byte // what is in it
}

// submit sends a form as a button of it asks for; by may be nil.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
func (p *Page) submit(d *document, form, by *dom.Node) {
	if form == nil {
		return
	}
	if d.again != nil {
		p.sendAgain(d)
		return
	}
	attr := func(name, override string) string {
		if by != nil {
			if v, ok := by.Attr(override); ok {
				return v
			}
		}
		v, _ := form.Attr(name)
		return v
	}
	_, novalidate := form.Attr("novalidate")
	if by != nil {
		if _, ok := by.Attr("formnovalidate"); ok {
			novalidate = true
		}
	}
	if !novalidate && !p.reportValidity(d, form) {
		return
	}
	method := strings.ToLower(strings.TrimSpace(attr("method", "formmethod")))
	if method == "dialog" {
		for n := form.ParentElement(); n != nil; n = n.ParentElement() {
			if n.IsHTML("dialog") {
				p.closeDialog(d, n)
				break
			}
		}
		return
	}
	action := strings.TrimSpace(attr("action", "formaction"))
	u := d.url
	if action != "" {
		var err error
		if u, err = d.loader.Resolve(action); err != nil {
			trace.From(d.ctx).Note(trace.Warning, "form", trace.Pos{URL: clip(d.url.String())}, trace.Str("action", clip(action)), trace.Err(err))
			return
		}
	}
	if err := d.rules.SubmitsForms(u); err != nil {
		trace.From(d.ctx).Note(trace.Warning, "form", trace.Pos{URL: clip(d.url.String())}, trace.Str("action", clip(action)), trace.Err(err))
		return
	}
	encoding := formEncoding(d.dom, form)
	entries := d.formEntries(form, by, encoding)
	v := Visit{}
	switch {
	case u.Is("javascript", "mailto"):
		return
	case method != "post" || !u.Is("http", "https"):
		if !u.Is("http", "https", "file") {
			break // the query has no meaning
		}
		s, _, _ := strings.Cut(u.String(), "#")
		s, _, _ = strings.Cut(s, "?")
		next, err := u.Resolve(s + "?" + urlEncoded(entries, encoding))
		if err != nil {
			return
		}
		u = next
	default:
		v.Method = "POST"
		switch strings.ToLower(strings.TrimSpace(attr("enctype", "formenctype"))) {
		case "multipart/form-data":
			if err := readFiles(p.e.cfg.Files, entries, p.e.cfg.Limits.FormBytes); err != nil {
				trace.From(d.ctx).Note(trace.Warning, "form", trace.Pos{URL: clip(d.url.String())}, trace.Err(err))
				p.say(err.Error())
				return
			}
			v.Body, v.ContentType = multipart(entries, encoding)
		case "text/plain":
			v.Body, v.ContentType = plainEncoded(entries, encoding), "text/plain"
		default:
			v.Body, v.ContentType = []byte(urlEncoded(entries, encoding)), "application/x-www-form-urlencoded"
		}
	}
	v.URL = u.String()
	v = v.by(d, form)
	if by != nil {
		if t, ok := by.Attr("formtarget"); ok && t != "" {
			p.visitIn(p.targetNamed(d, t), v, u)
			return
		}
	}
	p.visitIn(p.target(d, form), v, u)
}

// reportValidity reports whether all controls of a form are valid; the first that is not gets
// the focus. https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#interactively-validate-the-constraints
func (p *Page) reportValidity(d *document, form *dom.Node) bool {
	var first *dom.Node
	var why selector.Flaw
	for _, n := range d.controls(form) {
		if flaw, candidate := selector.Validate(n); candidate && flaw != "" {
			d.dom.Touch(n)
			if first == nil {
				first, why = n, flaw
			}
		}
	}
	if first == nil {
		return true
	}
	if can, _ := d.focusable(first); can {
		p.setFocus(place{doc: d, node: first}, true)
		p.reveal(d, first, false)
		p.tell(d, first, why)
	}
	return false
}

// submitImplicitly is what Enter does in a field.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#implicit-submission
func (p *Page) submitImplicitly(d *document, n *dom.Node) {
	form := d.dom.Form(n)
	if form == nil {
		return
	}
	fields := 0
	for _, c := range d.controls(form) {
		t := inputType(c)
		if c.IsHTML("button") && t != "button" && t != "reset" || c.IsHTML("input") && (t == "submit" || t == "image") {
			if !selector.Disabled(c) {
				p.submit(d, form, c)
			}
			return
		}
		if (isTextField(c) || isDateField(c)) && !c.IsHTML("textarea") {
			fields++
		}
	}
	if fields <= 1 {
		p.submit(d, form, nil)
	}
}

// controls returns the listed elements of a form, in tree order.
func (d *document) controls(form *dom.Node) []*dom.Node {
	var out []*dom.Node
	for n := d.dom.Root().First(); n != nil; n = n.After(d.dom.Root()) {
		if (n.IsHTML("input") || n.IsHTML("button") || n.IsHTML("select") || n.IsHTML("textarea")) && d.dom.Form(n) == form {
			out = append(out, n)
		}
	}
	return out
}

// reset brings the controls of a form back to what its markup says.
func (d *document) reset(form *dom.Node) {
	if form == nil {
		return
	}
	for _, n := range d.controls(form) {
		d.dom.ResetControl(n)
		delete(d.files, n.ID())
		if isDateField(n) {
			delete(d.partial, n.ID())
			d.line.todo |= stageBoxes
		}
		if n.IsHTML("select") {
			for _, o := range n.Options() {
				d.dom.ResetControl(o)
			}
		}
		if e := d.page.input.edit; e != nil && e.at.node == n {
			e.field.Set(n.Value(), false)
			d.line.todo |= stagePaint
		}
	}
}

// formEntries constructs the entry list of a form.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set
func (d *document) formEntries(form, by *dom.Node, encoding sniff.Encoding) []formEntry {
	var out []formEntry
	for _, n := range d.controls(form) {
		t := inputType(n)
		if selector.Disabled(n) || inDatalist(n) {
			continue
		}
		name, _ := n.Attr("name")
		button := n.IsHTML("button") || n.IsHTML("input") && (t == "submit" || t == "image" || t == "button" || t == "reset")
		if button && n != by {
			continue
		}
		if n.IsHTML("input") && t == "image" {
			prefix := ""
			if name != "" {
				prefix = name + "."
			}
			at := d.page.input.clickedAt(d, n)
			out = append(out, formEntry{name: prefix + "x", value: strconv.Itoa(at.X.Floor())}, formEntry{name: prefix + "y", value: strconv.Itoa(at.Y.Floor())})
			continue
		}
		if name == "" {
			continue
		}
		switch {
		case n.IsHTML("select"):
			_, multiple := n.Attr("multiple")
			for _, o := range n.Options() {
				if chosen := o.Checked() || !multiple && isDropDown(n) && o == n.SelectedOption(); chosen && !selector.Disabled(o) {
					out = append(out, formEntry{name: name, value: o.Value()})
				}
			}
		case n.IsHTML("input") && (t == "checkbox" || t == "radio"):
			if n.Checked() {
				v, ok := n.Attr("value")
				if !ok {
					v = "on"
				}
				out = append(out, formEntry{name: name, value: v})
			}
		case n.IsHTML("input") && t == "file":
			files := d.files[n.ID()]
			for _, f := range files {
				out = append(out, formEntry{name: name, value: path.Base(f), file: true, path: f})
			}
			if len(files) == 0 {
				out = append(out, formEntry{name: name, file: true})
			}
		case n.IsHTML("input") && t == "hidden" && strings.EqualFold(name, "_charset_"):
			out = append(out, formEntry{name: name, value: encoding.Name()})
		case n.IsHTML("input") && t == "range":
			lo, hi, _, _ := rangeOf(n)
			v, ok := numberValue(n)
			if !ok {
				v = lo + (hi-lo)/2
			}
			out = append(out, formEntry{name: name, value: strconv.FormatFloat(min(max(v, lo), hi), 'f', -1, 64)})
		default:
			out = append(out, formEntry{name: name, value: n.Value()})
		}
		if dir, ok := n.Attr("dirname"); ok && dir != "" && isTextField(n) {
			v := "ltr"
			if selector.Direction(n) {
				v = "rtl"
			}
			out = append(out, formEntry{name: dir, value: v})
		}
	}
	return out
}

func inDatalist(n *dom.Node) bool {
	for p := n.ParentElement(); p != nil; p = p.ParentElement() {
		if p.IsHTML("datalist") {
			return true
		}
	}
	return false
}

// formEncoding returns the encoding that a form is sent in: the first that it accepts, or that of the
// document.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#picking-an-encoding-for-the-form
func formEncoding(d *dom.Document, form *dom.Node) sniff.Encoding {
	labels := []string{d.Charset}
	if list, ok := form.Attr("accept-charset"); ok {
		labels = append(strings.Fields(list), "utf-8")
	}
	for _, label := range labels {
		if e, ok := sniff.LookupEncoding(label); ok {
			return e.Output()
		}
	}
	return sniff.UTF8
}

// crlf writes every line break of a value as CR LF, as forms send them.
func crlf(s string) string {
	return strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n", "\r\n")
}

// urlEncoded is the application/x-www-form-urlencoded serializer.
// https://url.spec.whatwg.org/#concept-urlencoded-serializer
func urlEncoded(list []formEntry, encoding sniff.Encoding) string {
	var b strings.Builder
	escape := func(s string) {
		for _, c := range encoding.EncodeForm(s) {
			switch {
			case c == ' ':
				b.WriteByte('+')
			case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '*', c == '-', c == '.', c == '_':
				b.WriteByte(c)
			default:
				b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
			}
		}
	}
	for i, e := range list {
		if i > 0 {
			b.WriteByte('&')
		}
		escape(crlf(e.name))
		b.WriteByte('=')
		escape(crlf(e.value))
	}
	return b.String()
}

// plainEncoded is the text/plain serializer.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#text/plain-encoding-algorithm
func plainEncoded(list []formEntry, encoding sniff.Encoding) []byte {
	var b bytes.Buffer
	for _, e := range list {
		b.Write(encoding.EncodeForm(crlf(e.name) + "=" + crlf(e.value) + "\r\n"))
	}
	return b.Bytes()
}

// multipart is the multipart/form-data serializer.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
func multipart(list []formEntry, encoding sniff.Encoding) (body []byte, contentType string) {
	var id [12]byte
	rand.Read(id[:]) // it never fails
	boundary := "----VitrineFormBoundary" + hex.EncodeToString(id[:])
	quote := strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")
	var b bytes.Buffer
	for _, e := range list {
		e.name, e.value = string(encoding.EncodeForm(e.name)), string(encoding.EncodeForm(e.value))
		b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quote.Replace(crlf(e.name)) + `"`)
		if e.file {
			b.WriteString(`; filename="` + quote.Replace(e.value) + "\"\r\nContent-Type: " + fileType(e.value) + "\r\n\r\n")
			b.Write(e.body)
			b.WriteString("\r\n")
			continue
		}
		b.WriteString("\r\n\r\n" + crlf(e.value) + "\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	return b.Bytes(), "multipart/form-data; boundary=" + boundary
}
