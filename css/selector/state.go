package selector

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"vitrine/css/syntax"
	"vitrine/engine/dom"
)

// state answers the pseudo-classes of HTML from attributes.
// https://html.spec.whatwg.org/multipage/semantics-other.html#pseudo-classes
func state(pc pseudoClass, n *dom.Node) bool {
	switch pc {
	case pcAnyLink, pcLink:
		return IsLink(n)
	case pcEnabled:
		return disableable(n) && !disabled(n)
	case pcDisabled:
		return disableable(n) && disabled(n)
	case pcChecked:
		return checked(n)
	case pcDefault:
		return isDefault(n)
	case pcIndeterminate:
		return indeterminate(n)
	case pcRequired, pcOptional:
		if !(n.IsHTML("input") && requirable(inputType(n)) || n.IsHTML("select") || n.IsHTML("textarea")) {
			return pc == pcOptional && oneOf(n, "input", "button") // buttons as in browsers
		}
		return has(n, "required") == (pc == pcRequired)
	case pcReadWrite:
		return readWrite(n)
	case pcReadOnly:
		return !readWrite(n)
	case pcPlaceholderShown:
		return placeholderShown(n)
	case pcInRange, pcOutOfRange:
		out, limited := rangeState(n)
		return limited && out == (pc == pcOutOfRange)
	case pcValid, pcInvalid:
		ok, candidate := valid(n)
		return candidate && ok == (pc == pcValid)
	case pcUserValid, pcUserInvalid:
		if !n.Touched() {
			return false
		}
		ok, candidate := valid(n)
		return candidate && ok == (pc == pcUserValid)
	case pcDefined:
		return n.NS() != dom.HTML || !strings.Contains(n.Name(), "-")
	case pcModal:
		return n.TopLayer() == dom.ModalDialog
	case pcPopoverOpen:
		return n.TopLayer() == dom.OpenPopover
	case pcOpen:
		return (n.IsHTML("details") || n.IsHTML("dialog")) && has(n, "open")
	}
	return false // visited, and what needs scripts or shadow trees
}

// IsLink reports whether n is a hyperlink: an a or area element with href, or a link of SVG.
// https://html.spec.whatwg.org/multipage/semantics-other.html#selector-link
func IsLink(n *dom.Node) bool {
	if n.NS() == dom.HTML {
		return (n.IsHTML("a") || n.IsHTML("area")) && has(n, "href")
	}
	if n.NS() == dom.SVG && n.Name() == "a" {
		for _, a := range n.Attrs() {
			if a.Name.Value() == "href" && (a.NS == dom.NoNS || a.NS == dom.XLink) {
				return true
			}
		}
	}
	return false
}

func has(n *dom.Node, attr string) bool {
	_, ok := n.Attr(attr)
	return ok
}

func inputType(n *dom.Node) string {
	t, _ := n.Attr("type")
	return strings.ToLower(t)
}

// oneOf reports whether n is an HTML element with one of the names.
func oneOf(n *dom.Node, names ...string) bool {
	if n == nil || n.NS() != dom.HTML {
		return false
	}
	for _, s := range names {
		if n.Name() == s {
			return true
		}
	}
	return false
}

func disableable(n *dom.Node) bool {
	return oneOf(n, "button", "input", "select", "textarea", "optgroup", "option", "fieldset")
}

// Disabled reports whether a form control, option or fieldset is actually disabled.
// https://html.spec.whatwg.org/multipage/semantics-other.html#concept-element-disabled
func Disabled(n *dom.Node) bool { return disableable(n) && disabled(n) }

// disabled reports whether a form element is actually disabled.
// https://html.spec.whatwg.org/multipage/semantics-other.html#concept-element-disabled
func disabled(n *dom.Node) bool {
	if has(n, "disabled") {
		return true
	}
	if n.IsHTML("option") {
		p := n.ParentElement()
		return p.IsHTML("optgroup") && has(p, "disabled")
	}
	if n.IsHTML("optgroup") {
		return false
	}
	// A control in a disabled fieldset is disabled unless it is in the fieldset's first legend.
	child := n
	for p := n.ParentElement(); p != nil; child, p = p, p.ParentElement() {
		if p.IsHTML("fieldset") && has(p, "disabled") && !firstLegend(p, child) {
			return true
		}
	}
	return false
}

func firstLegend(fieldset, child *dom.Node) bool {
	for c := fieldset.FirstElement(); c != nil; c = c.NextElement() {
		if c.IsHTML("legend") {
			return c == child
		}
	}
	return false
}

func checked(n *dom.Node) bool {
	if n.IsHTML("option") {
		return n.Checked() || selectedByDefault(n)
	}
	t := inputType(n)
	return n.IsHTML("input") && (t == "checkbox" || t == "radio") && n.Checked()
}

// selectedByDefault reports whether an option is the one that a drop-down shows without any
// being selected.
func selectedByDefault(n *dom.Node) bool {
	sel := n.ParentElement()
	if sel.IsHTML("optgroup") {
		sel = sel.ParentElement()
	}
	if !sel.IsHTML("select") || has(sel, "multiple") {
		return false
	}
	if size, _ := sel.Attr("size"); size != "" && size != "1" && size != "0" {
		return false
	}
	return sel.SelectedOption() == n
}

// isDefault reports :default: what is checked by its markup, or a form's first submit button.
// https://html.spec.whatwg.org/multipage/semantics-other.html#selector-default
func isDefault(n *dom.Node) bool {
	t := inputType(n)
	if n.IsHTML("option") && has(n, "selected") || n.IsHTML("input") && (t == "checkbox" || t == "radio") && has(n, "checked") {
		return true
	}
	if !submits(n) {
		return false
	}
	form := n.ParentElement()
	for form != nil && !form.IsHTML("form") {
		form = form.ParentElement()
	}
	if form == nil {
		return false
	}
	for e := form.First(); e != nil; e = e.After(form) {
		if submits(e) {
			return e == n
		}
	}
	return false
}

func submits(n *dom.Node) bool {
	if n.IsHTML("button") {
		t := inputType(n)
		return t != "button" && t != "reset"
	}
	return n.IsHTML("input") && (inputType(n) == "submit" || inputType(n) == "image")
}

// indeterminate reports :indeterminate: progress without a value, or a radio button in whose
// group nothing is checked.
// https://html.spec.whatwg.org/multipage/semantics-other.html#selector-indeterminate
func indeterminate(n *dom.Node) bool {
	if n.IsHTML("progress") {
		return !has(n, "value")
	}
	if !n.IsHTML("input") || inputType(n) != "radio" || n.Checked() {
		return false
	}
	return noneOfGroup(n)
}

func requirable(t string) bool {
	switch t {
	case "hidden", "range", "color", "submit", "image", "reset", "button":
		return false
	}
	return true
}

// textual reports whether an input of type t is edited as text.
func textual(t string) bool {
	switch t {
	case "hidden", "range", "color", "checkbox", "radio", "file", "submit", "image", "reset", "button":
		return false
	}
	return true
}

// readWrite reports :read-write.
// https://html.spec.whatwg.org/multipage/semantics-other.html#selector-read-write
func readWrite(n *dom.Node) bool {
	if n.IsHTML("input") && textual(inputType(n)) || n.IsHTML("textarea") {
		return !has(n, "readonly") && !disabled(n)
	}
	for e := n; e != nil; e = e.ParentElement() {
		if v, ok := e.Attr("contenteditable"); ok && e.NS() == dom.HTML {
			v = strings.ToLower(v)
			if v == "" || v == "true" || v == "plaintext-only" {
				return true
			}
			if v == "false" {
				return false
			}
		}
	}
	return false
}

func placeholderShown(n *dom.Node) bool {
	if p, ok := n.Attr("placeholder"); !ok || p == "" {
		return false
	}
	if n.IsHTML("textarea") {
		return n.Value() == ""
	}
	if !n.IsHTML("input") {
		return false
	}
	switch inputType(n) {
	case "checkbox", "radio", "range", "color", "file", "submit", "image", "reset", "button", "hidden",
		"date", "time", "month", "week", "datetime-local":
		return false
	}
	return n.Value() == ""
}

// Lang returns the language of an element: that of the nearest lang or xml:lang attribute.
// https://html.spec.whatwg.org/multipage/dom.html#language
func Lang(n *dom.Node) string {
	for ; n != nil && n.Type == dom.ElementNode; n = n.Parent() {
		lang, found := "", false
		for _, a := range n.Attrs() {
			if a.Name != atomLang {
				continue
			}
			if a.NS == dom.XML {
				return a.Value
			}
			if a.NS == dom.NoNS {
				lang, found = a.Value, true
			}
		}
		if found {
			return lang
		}
	}
	return ""
}

var atomLang = dom.Intern("lang")

// matchLang does extended filtering of language ranges.
// https://www.w3.org/TR/selectors-4/#the-lang-pseudo
func matchLang(ranges []string, n *dom.Node) bool {
	lang := strings.Split(syntax.Lower(Lang(n)), "-")
	for _, r := range ranges {
		if r == "" {
			if lang[0] == "" {
				return true
			}
			continue
		}
		if langRange(strings.Split(syntax.Lower(r), "-"), lang) {
			return true
		}
	}
	return false
}

// langRange is extended filtering of RFC 4647, section 3.3.2.
func langRange(want, have []string) bool {
	if have[0] == "" || want[0] != "*" && want[0] != have[0] {
		return false
	}
	want, have = want[1:], have[1:]
	for len(want) > 0 {
		switch {
		case want[0] == "*":
			want = want[1:]
		case len(have) == 0:
			return false
		case want[0] == have[0]:
			want, have = want[1:], have[1:]
		case len(have[0]) == 1:
			return false
		default:
			have = have[1:]
		}
	}
	return true
}

// Direction reports whether the directionality of an element is right to left.
// https://html.spec.whatwg.org/multipage/dom.html#the-directionality
func Direction(n *dom.Node) (rtl bool) {
	for ; n != nil && n.Type == dom.ElementNode; n = n.Parent() {
		if n.NS() != dom.HTML {
			continue
		}
		dir, ok := n.Attr("dir")
		switch strings.ToLower(dir) {
		case "rtl":
			return true
		case "ltr":
			return false
		case "auto":
			rtl, _ := AutoDirection(n)
			return rtl
		}
		if n.IsHTML("bdi") && !ok {
			rtl, _ := AutoDirection(n)
			return rtl
		}
	}
	return false
}

// AutoDirection returns the direction of the first strong character of an element's text; found
// is false when it has none, and the direction is then left to right.
// https://html.spec.whatwg.org/multipage/dom.html#auto-directionality
func AutoDirection(n *dom.Node) (rtl, found bool) {
	if n.IsHTML("input") {
		v, _ := n.Attr("value")
		return strong(v)
	}
	for c := n.First(); c != nil; {
		if c.Type == dom.TextNode {
			if rtl, found := strong(c.Data()); found {
				return rtl, true
			}
		}
		if c.Type == dom.ElementNode && (oneOf(c, "bdi", "script", "style", "textarea") || validDir(c)) {
			c = c.Skip(n)
			continue
		}
		c = c.After(n)
	}
	return false, false
}

func validDir(n *dom.Node) bool {
	d, _ := n.Attr("dir")
	switch strings.ToLower(d) {
	case "ltr", "rtl", "auto":
		return n.NS() == dom.HTML
	}
	return false
}

func strong(s string) (rtl, found bool) {
	for _, r := range s {
		if r < unicode.MaxASCII && !unicode.IsLetter(r) {
			continue
		}
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return false, true
		case bidi.R, bidi.AL:
			return true, true
		}
	}
	return false, false
}
