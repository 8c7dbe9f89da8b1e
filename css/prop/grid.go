package prop

import (
	"vitrine/css/syntax"
	"vitrine/css/value"
)

// splitSlash cuts v at its first top-level slash.
func splitSlash(v []syntax.Component) (before, after []syntax.Component, ok bool) {
	for i := range v {
		if v[i].IsDelim('/') {
			return syntax.Trim(v[:i]), syntax.Trim(v[i+1:]), true
		}
	}
	return v, nil, false
}

// https://www.w3.org/TR/css-grid-2/#explicit-grid-shorthand
func expandGridTemplate(e *expander, v []syntax.Component) bool {
	if len(v) == 1 && v[0].IsIdent("none") {
		return true
	}
	before, after, slash := splitSlash(v)
	strings := false
	for i := range before {
		strings = strings || before[i].Kind == syntax.String
	}
	if !strings {
		return slash && e.parse(GridTemplateRows, before) && e.parse(GridTemplateColumns, after)
	}
	if slash {
		val, ok := named("explicit-track-list").Match(after, e.o)
		if !ok {
			return false
		}
		e.set(GridTemplateColumns, val)
	}
	// [ <line-names>? <string> <track-size>? <line-names>? ]+
	val, ok := named("area-rows").Match(before, e.o)
	if !ok {
		return false
	}
	var rows, areas []value.Value
	sized := true
	for _, it := range value.Spaced(val) {
		if s, ok := it.(value.String); ok {
			if !sized {
				rows = append(rows, value.KwAuto)
			}
			areas = append(areas, s)
			sized = false
			continue
		}
		if names := it == value.Value(value.Delim('[')); names && !sized {
			// Names after a string without a size: the row is auto.
			rows, sized = append(rows, value.KwAuto), true
		}
		switch it {
		case value.Value(value.Delim('[')), value.Value(value.Delim(']')):
		default:
			if _, ident := it.(value.Ident); !ident {
				sized = true
			}
		}
		rows = append(rows, it)
	}
	if !sized {
		rows = append(rows, value.KwAuto)
	}
	a := canonical(GridTemplateAreas, value.Join(' ', areas))
	if a == nil {
		return false
	}
	e.set(GridTemplateAreas, a)
	e.set(GridTemplateRows, value.Join(' ', mergeNames(rows)))
	return true
}

// mergeNames joins neighbouring blocks of line names.
func mergeNames(in []value.Value) []value.Value {
	var out []value.Value
	for i := 0; i < len(in); i++ {
		if in[i] == value.Value(value.Delim(']')) && i+1 < len(in) && in[i+1] == value.Value(value.Delim('[')) {
			i++
			continue
		}
		out = append(out, in[i])
	}
	return out
}

// https://www.w3.org/TR/css-grid-2/#grid-shorthand
func expandGrid(e *expander, v []syntax.Component) bool {
	before, after, slash := splitSlash(v)
	if slash {
		rowFlow, rowRest := autoFlow(before)
		colFlow, colRest := autoFlow(after)
		switch {
		case rowFlow != nil && colFlow != nil:
			return false
		case rowFlow != nil:
			e.set(GridAutoFlow, rowFlow)
			return (len(rowRest) == 0 || e.parse(GridAutoRows, rowRest)) && e.parse(GridTemplateColumns, after)
		case colFlow != nil:
			items := []value.Value{value.KwColumn}
			if len(value.Spaced(colFlow)) > 1 {
				items = append(items, value.KwDense)
			}
			e.set(GridAutoFlow, value.Join(' ', items))
			return (len(colRest) == 0 || e.parse(GridAutoColumns, colRest)) && e.parse(GridTemplateRows, before)
		}
	}
	return expandGridTemplate(e, v)
}

// autoFlow cuts "auto-flow && dense?" off the front; flow is nil when it is not there.
func autoFlow(v []syntax.Component) (flow value.Value, rest []syntax.Component) {
	var auto, dense bool
	i := 0
	for ; i < len(v); i++ {
		switch {
		case v[i].Kind == syntax.Whitespace:
		case v[i].IsIdent("auto-flow") && !auto:
			auto = true
		case v[i].IsIdent("dense") && !dense:
			dense = true
		default:
			goto done
		}
	}
done:
	switch {
	case !auto:
		return nil, v
	case dense:
		return &value.List{Sep: ' ', Items: []value.Value{value.KwRow, value.KwDense}}, v[i:]
	}
	return value.KwRow, v[i:]
}
