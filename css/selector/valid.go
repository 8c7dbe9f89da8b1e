package selector

import (
	"math"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"vitrine/engine/dom"
	"vitrine/net/weburl"
)

// Flaw says which constraint the value of a form control does not meet; "" is none.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constraints
type Flaw string

// The constraints.
const (
	ValueMissing    Flaw = "valueMissing"
	TypeMismatch    Flaw = "typeMismatch"
	PatternMismatch Flaw = "patternMismatch"
	TooLong         Flaw = "tooLong"
	TooShort        Flaw = "tooShort"
	RangeUnderflow  Flaw = "rangeUnderflow"
	RangeOverflow   Flaw = "rangeOverflow"
	StepMismatch    Flaw = "stepMismatch"
)

// Validate returns what is wrong with the value of a form control; candidate is false for
// elements that are barred from constraint validation.
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#candidate-for-constraint-validation
func Validate(n *dom.Node) (flaw Flaw, candidate bool) {
	if !oneOf(n, "input", "select", "textarea", "button") || disabled(n) || inDatalist(n) {
		return "", false
	}
	t := inputType(n)
	switch {
	case n.IsHTML("button"):
		return "", submits(n)
	case n.IsHTML("input") && (t == "hidden" || t == "reset" || t == "button"):
		return "", false
	case n.IsHTML("select"):
		return missingChoice(n), true
	case has(n, "readonly") && (n.IsHTML("textarea") || textual(t)):
		return "", false
	}
	v := n.Value()
	if n.IsHTML("input") && (t == "checkbox" || t == "radio") {
		if has(n, "required") && !n.Checked() && (t == "checkbox" || noneOfGroup(n)) {
			return ValueMissing, true
		}
		return "", true
	}
	if has(n, "required") && (n.IsHTML("textarea") || requirable(t)) && v == "" {
		return ValueMissing, true
	}
	if v == "" {
		return "", true
	}
	if n.Edited() { // only what a person wrote can be too long or too short
		length := len(utf16.Encode([]rune(v)))
		if m, ok := limitOf(n, "maxlength"); ok && length > m {
			return TooLong, true
		}
		if m, ok := limitOf(n, "minlength"); ok && length < m {
			return TooShort, true
		}
	}
	if n.IsHTML("textarea") {
		return "", true
	}
	switch t {
	case "email":
		list := []string{v}
		if has(n, "multiple") {
			list = strings.Split(v, ",")
		}
		for _, a := range list {
			if !isEmail(strings.TrimSpace(a)) {
				return TypeMismatch, true
			}
		}
	case "url":
		if _, err := weburl.Parse(strings.TrimSpace(v)); err != nil {
			return TypeMismatch, true
		}
	case "number", "range":
		return rangeFlaw(n, v), true
	}
	if p, ok := n.Attr("pattern"); ok && textual(t) && t != "number" && !matchesPattern(p, v) {
		return PatternMismatch, true
	}
	return "", true
}

func inDatalist(n *dom.Node) bool {
	for p := n.ParentElement(); p != nil; p = p.ParentElement() {
		if p.IsHTML("datalist") {
			return true
		}
	}
	return false
}

// missingChoice tells of a required select whether it still shows its placeholder.
// https://html.spec.whatwg.org/multipage/form-elements.html#placeholder-label-option
func missingChoice(n *dom.Node) Flaw {
	if !has(n, "required") {
		return ""
	}
	if has(n, "multiple") {
		for _, o := range n.Options() {
			if o.Checked() {
				return ""
			}
		}
		return ValueMissing
	}
	o := n.SelectedOption()
	if o == nil || o.Value() == "" && o.ParentElement() == n && o == firstOption(n) {
		return ValueMissing
	}
	return ""
}

func firstOption(n *dom.Node) *dom.Node {
	for o := n.First(); o != nil; o = o.After(n) {
		if o.IsHTML("option") {
			return o
		}
	}
	return nil
}

// noneOfGroup reports whether no radio button of n's group is on.
func noneOfGroup(n *dom.Node) bool {
	name, _ := n.Attr("name")
	if name == "" {
		return true
	}
	top := n
	for p := n.Parent(); p != nil && !top.IsHTML("form"); p = p.Parent() {
		top = p
	}
	for e := top.First(); e != nil; e = e.After(top) {
		if e.IsHTML("input") && e.Checked() && inputType(e) == "radio" {
			if m, _ := e.Attr("name"); m == name {
				return false
			}
		}
	}
	return true
}

func limitOf(n *dom.Node, attr string) (int, bool) {
	v, ok := n.Attr(attr)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(strings.TrimSpace(v))
	return i, err == nil && i >= 0
}

// isEmail checks an address. https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
func isEmail(v string) bool {
	a, err := mail.ParseAddress("<" + v + ">")
	return err == nil && a.Address == v && !strings.ContainsAny(v, " \"(),:;<>[\\]")
}

// maxPattern bounds the length of a pattern that is tried.
const maxPattern = 4096

// matchesPattern reports whether all of v matches a pattern. What is no regular expression here
// matches everything. https://html.spec.whatwg.org/multipage/input.html#compiled-pattern-regular-expression
func matchesPattern(pattern, v string) bool {
	if len(pattern) > maxPattern {
		return true
	}
	re, err := regexp.Compile("^(?:" + pattern + ")$")
	return err != nil || re.MatchString(v)
}

// rangeFlaw holds a number against its limits and steps.
// https://html.spec.whatwg.org/multipage/input.html#the-min-and-max-attributes
func rangeFlaw(n *dom.Node, value string) Flaw {
	num := func(s string) (float64, bool) {
		f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	attr := func(name string) (float64, bool) { s, _ := n.Attr(name); return num(s) }
	v, ok := num(value)
	if !ok || inputType(n) == "range" { // the value of a range is always brought into it
		return ""
	}
	lo, hasLo := attr("min")
	if hasLo && v < lo {
		return RangeUnderflow
	}
	if hi, ok := attr("max"); ok && v > hi {
		return RangeOverflow
	}
	step, base := 1.0, 0.0
	if s, _ := n.Attr("step"); strings.EqualFold(strings.TrimSpace(s), "any") {
		return ""
	}
	if s, ok := attr("step"); ok && s > 0 {
		step = s
	}
	if hasLo {
		base = lo
	} else if d, ok := num(n.DefaultValue()); ok {
		base = d
	}
	k := (v - base) / step
	if math.Abs(k-math.Round(k)) > 1e-9*math.Max(1, math.Abs(k)) {
		return StepMismatch
	}
	return ""
}

// rangeState compares the value of a number input with its limits.
func rangeState(n *dom.Node) (out, limited bool) {
	if !n.IsHTML("input") || disabled(n) || has(n, "readonly") {
		return false, false
	}
	switch inputType(n) {
	case "range":
		return false, true
	case "number":
	default:
		return false, false
	}
	num := func(attr string) bool { s, _ := n.Attr(attr); _, err := strconv.ParseFloat(s, 64); return err == nil }
	f := rangeFlaw(n, n.Value())
	return f == RangeUnderflow || f == RangeOverflow, num("min") || num("max")
}

// valid answers :valid for a control, or for a form or fieldset from the controls in it.
func valid(n *dom.Node) (ok, candidate bool) {
	if oneOf(n, "form", "fieldset") {
		for e := n.First(); e != nil; e = e.After(n) {
			if oneOf(e, "input", "select", "textarea") {
				if flaw, candidate := Validate(e); candidate && flaw != "" {
					return false, true
				}
			}
		}
		return true, true
	}
	flaw, candidate := Validate(n)
	return flaw == "", candidate
}
