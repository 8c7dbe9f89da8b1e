package selector

import (
	"strings"

	"vitrine/css/syntax"
)

// String writes the list with ", " between its selectors.
// https://drafts.csswg.org/cssom/#serialize-a-group-of-selectors
func (l List) String() string { return string(l.append(nil)) }

func (l List) append(dst []byte) []byte {
	for i, c := range l {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = c.append(dst)
	}
	return dst
}

// String writes the selector.
func (c *Complex) String() string { return string(c.append(nil)) }

func (c *Complex) append(dst []byte) []byte {
	for i := range c.compounds {
		if i > 0 {
			comb := [...]string{" ", "> ", "+ ", "~ "}[c.combs[i-1]]
			switch {
			case i == 1 && c.implied && c.combs[0] == Descendant:
				comb = ""
			case i > 1 || !c.implied:
				dst = append(dst, ' ')
				comb = strings.TrimPrefix(comb, " ")
			}
			dst = append(dst, comb...)
		}
		if i == 0 && c.implied {
			continue
		}
		dst = c.compounds[i].append(dst)
	}
	return dst
}

func (cp *compound) append(dst []byte) []byte {
	start := len(dst)
	for i := range cp.simples {
		s := &cp.simples[i]
		if s.kind == kUniversal && (s.implied || s.pref == "" && len(cp.simples) > 1 && cp.simples[1].kind != kNesting) {
			continue // "*" says nothing beside another simple selector
		}
		dst = s.append(dst)
	}
	if len(dst) == start {
		dst = append(dst, '*')
	}
	return dst
}

func (s *simple) append(dst []byte) []byte {
	dst = append(dst, s.prefIfName()...)
	switch s.kind {
	case kType:
		return syntax.AppendIdent(dst, s.name.Value())
	case kUniversal:
		return append(dst, '*')
	case kID:
		return syntax.AppendIdent(append(dst, '#'), s.name.Value())
	case kClass:
		return syntax.AppendIdent(append(dst, '.'), s.name.Value())
	case kNesting:
		return append(dst, '&')
	case kAttr:
		dst = append(dst, '[')
		dst = append(dst, s.pref...)
		dst = syntax.AppendIdent(dst, s.name.Value())
		if s.op != opExists {
			dst = append(dst, opText[s.op]...)
			dst = syntax.AppendString(dst, s.text)
			switch s.icase {
			case caseInsensive:
				dst = append(dst, " i"...)
			case caseSensitive:
				dst = append(dst, " s"...)
			}
		}
		return append(dst, ']')
	case kPseudoElement:
		dst = append(dst, "::"...)
	case kPseudoClass:
		if s.text == "&" {
			return append(dst, '&')
		}
		dst = append(dst, ':')
	default:
		return dst
	}
	dst = syntax.AppendIdent(dst, s.text)
	switch {
	case s.pc == pcNthChild || s.pc == pcNthLastChild || s.pc == pcNthOfType || s.pc == pcNthLastOfType:
		dst = append(dst, '(')
		dst = append(dst, syntax.FormatAnB(s.a, s.b)...)
		if s.list != nil {
			dst = append(dst, " of "...)
			dst = s.list.append(dst)
		}
		return append(dst, ')')
	case s.list != nil || s.pc == pcIs || s.pc == pcWhere:
		dst = append(dst, '(')
		dst = s.list.append(dst)
		return append(dst, ')')
	case s.args != nil:
		dst = append(dst, '(')
		for i, a := range s.args {
			if i > 0 {
				if s.pe == PseudoPart {
					dst = append(dst, ' ')
				} else {
					dst = append(dst, ", "...)
				}
			}
			if a == "*" || a == "" {
				if s.pc == pcLang {
					dst = syntax.AppendString(dst, a)
				} else {
					dst = append(dst, a...)
				}
				continue
			}
			dst = syntax.AppendIdent(dst, a)
		}
		return append(dst, ')')
	}
	return dst
}

// prefIfName returns the namespace prefix of a type or universal selector.
func (s *simple) prefIfName() string {
	if s.kind == kType || s.kind == kUniversal {
		return s.pref
	}
	return ""
}
