package value

import (
	"math"
	"strconv"
)

// NormalizePath reads SVG path data and writes it as CSSOM does: commands and numbers with single
// spaces between them, repeated commands written out, Z upper case. With absolute set, relative
// commands become absolute ones, as in computed values. ok is false when the data breaks the
// grammar; unlike in an SVG document, nothing of it counts then.
// https://www.w3.org/TR/css-shapes-2/#funcdef-basic-shape-path
func NormalizePath(d string, absolute bool) (text string, ok bool) {
	p := pathReader{s: d}
	out := make([]byte, 0, len(d)+16)
	var x, y, startX, startY float64 // the current point and the start of the subpath
	for p.space(); p.i < len(p.s); p.space() {
		cmd := p.s[p.i]
		n, known := pathArgs(cmd)
		if !known || len(out) == 0 && cmd|0x20 != 'm' {
			return "", false
		}
		p.i++
		for first := true; first || n > 0 && p.more(); first = false {
			var a [7]float64
			for i := range n {
				if i > 0 || !first {
					p.comma()
				} else {
					p.space()
				}
				arc := cmd|0x20 == 'a'
				switch {
				case arc && (i == 3 || i == 4):
					if a[i], ok = p.flag(); !ok {
						return "", false
					}
				default:
					if a[i], ok = p.number(); !ok {
						return "", false
					}
				}
			}
			relative := cmd >= 'a'
			var dx, dy float64
			if relative {
				dx, dy = x, y
			}
			abs := a
			switch cmd | 0x20 {
			case 'h':
				abs[0] += dx
				x = abs[0]
			case 'v':
				abs[0] += dy
				y = abs[0]
			case 'a':
				abs[5], abs[6] = a[5]+dx, a[6]+dy
				x, y = abs[5], abs[6]
			case 'z':
				x, y = startX, startY
			default:
				for i := 0; i < n; i += 2 {
					abs[i], abs[i+1] = a[i]+dx, a[i+1]+dy
				}
				x, y = abs[n-2], abs[n-1]
				if cmd|0x20 == 'm' {
					startX, startY = x, y
				}
			}
			if len(out) > 0 {
				out = append(out, ' ')
			}
			write := cmd
			if absolute || cmd == 'z' {
				write &^= 0x20
				a = abs
			}
			out = append(out, write)
			for _, v := range a[:n] {
				out = appendNumber(append(out, ' '), v)
			}
			// More pairs after a move are lines.
			switch cmd {
			case 'm':
				cmd = 'l'
			case 'M':
				cmd = 'L'
			}
		}
	}
	return string(out), true
}

// pathArgs returns how many numbers follow a command.
func pathArgs(cmd byte) (n int, known bool) {
	switch cmd | 0x20 {
	case 'm', 'l', 't':
		return 2, true
	case 'h', 'v':
		return 1, true
	case 'c':
		return 6, true
	case 's', 'q':
		return 4, true
	case 'a':
		return 7, true
	case 'z':
		return 0, true
	}
	return 0, false
}

type pathReader struct {
	s string
	i int
}

func (p *pathReader) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\n', '\f', '\r':
			p.i++
		default:
			return
		}
	}
}

func (p *pathReader) comma() {
	p.space()
	if p.i < len(p.s) && p.s[p.i] == ',' {
		p.i++
		p.space()
	}
}

// more reports whether another set of arguments follows.
func (p *pathReader) more() bool {
	at := p.i
	p.space()
	if p.i < len(p.s) && p.s[p.i] == ',' {
		p.i = at
		return true
	}
	c := byte(0)
	if p.i < len(p.s) {
		c = p.s[p.i]
	}
	p.i = at
	return c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

func (p *pathReader) flag() (float64, bool) {
	if p.i < len(p.s) && (p.s[p.i] == '0' || p.s[p.i] == '1') {
		p.i++
		return float64(p.s[p.i-1] - '0'), true
	}
	return 0, false
}

func (p *pathReader) number() (float64, bool) {
	start := p.i
	if p.i < len(p.s) && (p.s[p.i] == '+' || p.s[p.i] == '-') {
		p.i++
	}
	digits := p.digits()
	if p.i < len(p.s) && p.s[p.i] == '.' {
		p.i++
		n := p.digits()
		if n == 0 {
			return 0, false
		}
		digits += n
	}
	if digits == 0 {
		return 0, false
	}
	if p.i < len(p.s) && p.s[p.i]|0x20 == 'e' {
		at := p.i
		p.i++
		if p.i < len(p.s) && (p.s[p.i] == '+' || p.s[p.i] == '-') {
			p.i++
		}
		if p.digits() == 0 {
			p.i = at
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(p.s[start:p.i], 64)
	if err != nil || math.Abs(f) > math.MaxFloat32 {
		return 0, false
	}
	return f, true
}

func (p *pathReader) digits() (n int) {
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
		n++
	}
	return n
}
