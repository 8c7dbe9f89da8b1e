package syntax

import "strconv"

// MaxAnB is the largest magnitude of A and B; larger ones are clamped.
const MaxAnB = 1<<31 - 1

// ParseAnB parses the An+B notation at the start of v and returns what follows it.
// https://www.w3.org/TR/css-syntax-3/#anb-microsyntax
func ParseAnB(v []Component) (a, b int, rest []Component, ok bool) {
	for len(v) > 0 && v[0].Kind == Whitespace {
		v = v[1:]
	}
	if len(v) == 0 {
		return 0, 0, v, false
	}
	switch t := &v[0].Token; t.Kind {
	case Number:
		if !t.IsInteger() {
			return 0, 0, v, false
		}
		return 0, clampInt(t.Num), v[1:], true
	case Dimension:
		if t.Flags&FlagInteger == 0 {
			return 0, 0, v, false
		}
		return anbTail(clampInt(t.Num), Lower(t.Text), v[1:])
	case Ident:
		s := Lower(t.Text)
		switch s {
		case "odd":
			return 2, 1, v[1:], true
		case "even":
			return 2, 0, v[1:], true
		}
		if s[0] == '-' {
			return anbTail(-1, s[1:], v[1:])
		}
		return anbTail(1, s, v[1:])
	case Delim:
		if t.Delim == '+' && len(v) > 1 && v[1].Kind == Ident {
			return anbTail(1, Lower(v[1].Text), v[2:])
		}
	}
	return 0, 0, v, false
}

// anbTail parses what follows A: s is the text glued to A, "n", "n-" or "n-5".
func anbTail(a int, s string, v []Component) (int, int, []Component, bool) {
	space := func(v []Component) []Component {
		for len(v) > 0 && v[0].Kind == Whitespace {
			v = v[1:]
		}
		return v
	}
	// signless parses an integer without a sign; sign is the one found before.
	signless := func(v []Component, sign int) (int, int, []Component, bool) {
		v = space(v)
		if len(v) == 0 || !v[0].IsInteger() || v[0].Flags&FlagSigned != 0 {
			return 0, 0, v, false
		}
		return a, sign * clampInt(v[0].Num), v[1:], true
	}
	switch {
	case s == "n":
		w := space(v)
		switch {
		case len(w) > 0 && w[0].IsDelim('+'):
			return signless(w[1:], 1)
		case len(w) > 0 && w[0].IsDelim('-'):
			return signless(w[1:], -1)
		case len(w) > 0 && w[0].IsInteger() && w[0].Flags&FlagSigned != 0:
			return a, clampInt(w[0].Num), w[1:], true
		}
		return a, 0, v, true
	case s == "n-":
		return signless(v, -1)
	case len(s) > 2 && s[:2] == "n-":
		for i := 2; i < len(s); i++ {
			if s[i] < '0' || s[i] > '9' {
				return 0, 0, v, false
			}
		}
		f, err := strconv.ParseFloat(s[1:], 64)
		if err != nil {
			f = -MaxAnB
		}
		return a, clampInt(f), v, true
	}
	return 0, 0, v, false
}

func clampInt(f float64) int { return int(max(-MaxAnB, min(MaxAnB, f))) }

// FormatAnB writes the An+B notation.
// https://www.w3.org/TR/css-syntax-3/#serialize-an-anb-value
func FormatAnB(a, b int) string {
	if a == 0 {
		return strconv.Itoa(b)
	}
	var s string
	switch a {
	case 1:
		s = "n"
	case -1:
		s = "-n"
	default:
		s = strconv.Itoa(a) + "n"
	}
	if b > 0 {
		s += "+"
	}
	if b != 0 {
		s += strconv.Itoa(b)
	}
	return s
}
