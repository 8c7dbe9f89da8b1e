package engine

import (
	"vitrine/css/value"
	"vitrine/layout/frag"
)

// trackList returns the resolved value of grid-template-columns or -rows from the computed one and
// the used tracks: every track with its size in px, repetitions written out, line names kept.
// https://www.w3.org/TR/css-grid-2/#resolved-track-list-standalone
func trackList(computed value.Value, t *frag.Tracks) value.Value {
	items := value.Spaced(computed)
	if t.Given || len(items) > 0 && items[0] == value.Value(value.KwSubgrid) {
		return nil // of a subgrid the computed value is the resolved one
	}
	if len(t.Sizes) == 0 {
		return value.KwNone
	}
	names := lineNames(items, t.Explicit)
	var out []value.Value
	name := func(line int) {
		if line < 0 || line >= len(names) || len(names[line]) == 0 {
			return
		}
		out = append(append(append(out, value.Delim('[')), names[line]...), value.Delim(']'))
	}
	for i, size := range t.Sizes {
		name(i - t.Before)
		out = append(out, px(size))
	}
	name(len(t.Sizes) - t.Before)
	return value.Join(' ', out)
}

// lineNames returns the names of each line of an explicit grid of n tracks.
func lineNames(items []value.Value, n int) [][]value.Value {
	fixed, auto := 0, 0 // tracks outside of the automatic repetition, and of one of it
	eachTrack(items, func(it value.Value) {
		f, ok := it.(*value.Func)
		if !ok || f.Name != "repeat" {
			fixed++
			return
		}
		c := 0
		eachTrack(value.Spaced(f.Arg(1)), func(value.Value) { c++ })
		if times, ok := f.Arg(0).(value.Integer); ok {
			fixed += int(times) * c
		} else {
			auto = c
		}
	})
	names := make([][]value.Value, n+1)
	line, open := 0, false
	var add func(items []value.Value)
	add = func(items []value.Value) {
		for _, it := range items {
			switch {
			case it == value.Value(value.Delim('[')):
				open = true
			case it == value.Value(value.Delim(']')):
				open = false
			case open:
				if line <= n {
					names[line] = append(names[line], it)
				}
			default:
				f, ok := it.(*value.Func)
				if !ok || f.Name != "repeat" {
					line++
					continue
				}
				times := 0
				if k, ok := f.Arg(0).(value.Integer); ok {
					times = int(k)
				} else if auto > 0 {
					times = max(0, n-fixed) / auto
				}
				for ; times > 0 && line <= n; times-- {
					add(value.Spaced(f.Arg(1)))
				}
			}
		}
	}
	add(items)
	return names
}

// eachTrack calls f for the items of a track list that are not names of lines.
func eachTrack(items []value.Value, f func(value.Value)) {
	open := false
	for _, it := range items {
		switch {
		case it == value.Value(value.Delim('[')):
			open = true
		case it == value.Value(value.Delim(']')):
			open = false
		case !open:
			f(it)
		}
	}
}
