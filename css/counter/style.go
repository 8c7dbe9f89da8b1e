package counter

import (
	"math"
	"strings"
)

// System is the algorithm of a counter style.
// https://www.w3.org/TR/css-counter-styles-3/#counter-style-system
type System uint8

const (
	Symbolic   System = iota // the symbols, doubled, tripled … with each pass
	Cyclic                   // the symbols over and over
	Numeric                  // digits of a positional system
	Alphabetic               // digits without a zero
	Additive                 // weighted symbols, largest first
	Fixed                    // one symbol per value from First on
	Extends                  // the algorithm of another style

	chinese  // https://www.w3.org/TR/css-counter-styles-3/#limited-chinese
	ethiopic // https://www.w3.org/TR/css-counter-styles-3/#ethiopic-numeric-counter-style
)

// Weighted is one symbol of an additive style.
type Weighted struct {
	Weight int
	Symbol string
}

// Range is a range of values, both ends included.
type Range struct{ Min, Max int }

// Infinite is the end of a range that has none.
const Infinite = math.MaxInt

// field names a descriptor, for those that are set.
type field uint16

const (
	setNegative field = 1 << iota
	setPrefix
	setSuffix
	setRange
	setPad
	setFallback
)

// Style is a counter style.
type Style struct {
	Name    string
	System  System
	First   int      // of Fixed
	Base    string   // of Extends
	Symbols []string // of all systems but Additive
	Weights []Weighted
	// Negative is what stands before and after the text of a negative value.
	Negative       [2]string
	Prefix, Suffix string  // around a marker's text
	Ranges         []Range // nil for the system's own
	Pad            int     // least number of characters
	PadSymbol      string
	Fallback       string // style for values out of the ranges; "" is decimal

	set field
}

// Limits. Values and styles past them are written in the fallback style.
const (
	maxText     = 120 // code points of one representation
	maxFallback = 16  // fallback styles tried in turn
	maxExtends  = 64  // styles that extend each other
	maxValue    = 1 << 40
)

// inRange reports whether the style can write n.
func (s *Style) inRange(n int) bool {
	if s.Ranges != nil {
		for _, r := range s.Ranges {
			if n >= r.Min && n <= r.Max {
				return true
			}
		}
		return false
	}
	switch s.System {
	case Alphabetic, Symbolic, ethiopic:
		return n >= 1
	case Additive:
		return n >= 0
	}
	return true
}

// negative reports whether the system writes the sign of negative values.
func (s *Style) negative() bool { return s.System != Cyclic && s.System != Fixed }

// text writes n, which is in range; ok is false when the style cannot.
// https://www.w3.org/TR/css-counter-styles-3/#generate-a-counter
func (s *Style) text(n int) (string, bool) {
	sign := n < 0 && s.negative()
	v := n
	if sign {
		v = -n
	}
	t, ok := s.initial(v)
	if !ok {
		return "", false
	}
	length := runes(t)
	if sign {
		length += runes(s.Negative[0]) + runes(s.Negative[1])
	}
	if missing := s.Pad - length; missing > 0 && s.PadSymbol != "" {
		if missing*runes(s.PadSymbol)+length > maxText {
			return "", false
		}
		t = strings.Repeat(s.PadSymbol, missing) + t
	}
	if sign {
		t = s.Negative[0] + t + s.Negative[1]
	}
	return t, true
}

func runes(s string) int { return len([]rune(s)) }

// initial writes a value without its sign.
func (s *Style) initial(n int) (string, bool) {
	k := len(s.Symbols)
	switch s.System {
	case Cyclic:
		return s.Symbols[((n-1)%k+k)%k], true
	case Fixed:
		if i := n - s.First; i >= 0 && i < k {
			return s.Symbols[i], true
		}
		return "", false
	case Symbolic:
		times := (n + k - 1) / k
		sym := s.Symbols[(n-1)%k]
		if n < 1 || times*runes(sym) > maxText {
			return "", false
		}
		return strings.Repeat(sym, times), true
	case Numeric:
		var list []string
		for {
			list = append(list, s.Symbols[n%k])
			if n /= k; n == 0 {
				return reversed(list)
			}
		}
	case Alphabetic:
		var list []string
		for ; n > 0; n = (n - 1) / k {
			list = append(list, s.Symbols[(n-1)%k])
		}
		return reversed(list)
	case Additive:
		return s.additive(n)
	case chinese:
		return s.chinese(n), true
	case ethiopic:
		return ethiopicText(n), true
	}
	return "", false
}

func reversed(list []string) (string, bool) {
	var b strings.Builder
	for i := len(list) - 1; i >= 0; i-- {
		b.WriteString(list[i])
	}
	return b.String(), runes(b.String()) <= maxText && len(list) > 0
}

// https://www.w3.org/TR/css-counter-styles-3/#additive-system
func (s *Style) additive(n int) (string, bool) {
	if n == 0 {
		if last := s.Weights[len(s.Weights)-1]; last.Weight == 0 {
			return last.Symbol, true
		}
		return "", false
	}
	var b strings.Builder
	length := 0
	for _, w := range s.Weights {
		if w.Weight == 0 || w.Weight > n {
			continue
		}
		times := n / w.Weight
		if times > maxText {
			return "", false
		}
		if length += times * runes(w.Symbol); length > maxText {
			return "", false
		}
		b.WriteString(strings.Repeat(w.Symbol, times))
		if n %= w.Weight; n == 0 {
			return b.String(), true
		}
	}
	return "", false
}

// chinese writes up to four digits, each with its unit. The symbols are the ten digits and the
// units of ten, hundred and thousand; First is 1 for the informal styles, which leave out the one
// of 10 to 19.
func (s *Style) chinese(n int) string {
	if n == 0 {
		return s.Symbols[0]
	}
	var b strings.Builder
	zero := false
	for pos, unit := 3, 1000; pos >= 0; pos, unit = pos-1, unit/10 {
		d := n / unit % 10
		if d == 0 {
			zero = b.Len() > 0 // a run of zeros inside the number is one
			continue
		}
		if zero {
			b.WriteString(s.Symbols[0])
			zero = false
		}
		if !(s.First == 1 && pos == 1 && d == 1 && n < 20) {
			b.WriteString(s.Symbols[d])
		}
		if pos > 0 {
			b.WriteString(s.Symbols[9+pos])
		}
	}
	return b.String()
}

// ethiopicText writes groups of two digits, parted by the signs for hundred and ten thousand in turn.
func ethiopicText(n int) string {
	if n == 1 {
		return "፩"
	}
	var groups []int
	for v := n; v > 0; v /= 100 {
		groups = append(groups, v%100)
	}
	var b strings.Builder
	for i := len(groups) - 1; i >= 0; i-- {
		g, odd := groups[i], i%2 == 1
		if g != 0 && !(g == 1 && (odd || i == len(groups)-1)) {
			if t := g / 10; t > 0 {
				b.WriteRune('፲' + rune(t-1))
			}
			if u := g % 10; u > 0 {
				b.WriteRune('፩' + rune(u-1))
			}
		}
		switch {
		case odd && g != 0:
			b.WriteRune('፻')
		case !odd && i > 0:
			b.WriteRune('፼')
		}
	}
	return b.String()
}
