package explain

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// stage tells of one run of a stage of the line.
func (b *builder) stage(sp *span) {
	f := sp.facts
	st := Step{At: b.since(sp.begin), Took: sp.took()}
	switch sp.name {
	case "parse":
		b.parse(sp)
		return
	case "sheet":
		url := f["url"]
		st.Stage, st.Asked, st.Got, st.Why, st.URL = StageCSSOM, clip(url), b.say("sheet-got", f["rules"]), b.say("sheet-why"), url
		if url == b.s.URL {
			st.Asked = b.say("sheet-inline")
		}
		dropped := 0
		for _, n := range sp.notes {
			if strings.HasPrefix(n.Name, "css-") {
				dropped++
			}
		}
		if dropped > 0 {
			st.Detail = []string{b.say("sheet-dropped", dropped)}
		}
	case "style":
		st.Stage, st.Asked, st.Got, st.Why = StageStyle, b.say("style-asked"), b.counts(f, "elements", "rules"), b.say("style-why")
		st.Detail = append(b.countLines(f, "selectors", "computed"), b.say("style-more"))
	case "boxes":
		st.Stage, st.Asked, st.Got, st.Why = StageBoxes, b.say("boxes-asked"), b.counts(f, "boxes", "hidden"), b.say("boxes-why")
		if f["reused"] != "0" {
			st.Detail = b.countLines(f, "reused")
		}
	case "layout":
		b.layouts++
		st.Stage, st.Asked, st.Got = StageLayout, b.say("layout-asked"), b.say("layout-got", f["width"], f["height"])
		st.Why, st.Detail = b.say("layout-first"), b.countLines(f, "calls", "hits", "lines")
		if why := f["why"]; why != "first" && why != "" {
			var because []string
			for w := range strings.SplitSeq(why, ", ") {
				because = append(because, cmp.Or(b.say("because-"+w), w))
			}
			st.Why = b.say("layout-again", b.layouts, strings.Join(because, ", "))
		}
	case "paint":
		st.Stage, st.Asked, st.Got, st.Why = StagePaint, b.say("paint-asked"), b.counts(f, "ops"), b.say("paint-why")
		st.Detail = b.countLines(f, "shapes", "pictures")
		if n := f["runs"]; n != "" && n != "0" {
			st.Detail = append(st.Detail, b.say("count-text", n, f["glyphs"]))
		}
		st.Detail = append(st.Detail, b.countLines(f, "areas")...)
	case "raster":
		st.Stage, st.Asked, st.Got, st.Why = StageShow, b.say("raster-asked"), b.say("raster-got", f["width"], f["height"]), b.say("raster-why")
		st.Detail = b.countLines(f, "tiles")
	}
	b.step(st)
}

// parse tells how the document was built, and that its scripts were not run.
func (b *builder) parse(sp *span) {
	f, notes := sp.facts, sp.notes
	for i, k := range sp.parent.kids {
		if k != sp {
			continue
		}
		for _, m := range sp.parent.kids[i+1:] { // what was seen in the markup stands beside it
			if m.name == "parse" {
				break
			}
			if m.name == "markup" {
				for _, key := range []string{"elements", "depth", "scripts", "errors"} {
					if v, ok := m.facts[key]; ok {
						f[key] = v
					}
				}
				notes = append(notes[:len(notes):len(notes)], m.notes...)
				break
			}
		}
		break
	}
	st := Step{Stage: StageDOM, At: b.since(sp.begin), Took: sp.took(), Asked: b.say("parse-asked", number(f["bytes"]), f["charset"]),
		Got: b.say("parse-got-plain", f["nodes"]), Why: b.say("parse-why")}
	if f["depth"] != "" {
		st.Got = b.say("parse-got", f["nodes"], f["elements"], f["depth"])
	}
	switch n := f["errors"]; n {
	case "":
	case "0":
		st.Detail = append(st.Detail, b.say("parse-clean"))
	default:
		st.Detail = append(st.Detail, b.say("parse-errors", n))
	}
	for _, n := range notes {
		switch n.Name {
		case "markup":
			st.Detail = append(st.Detail, fmt.Sprintf("%d:%d %s", n.Pos.Line, n.Pos.Col, b.markup(n)))
		case "quirks mode":
			st.Detail = append(st.Detail, b.say("quirks"))
		}
	}
	b.step(st)
	if n := f["scripts"]; n != "" && n != "0" {
		b.step(Step{Stage: StageScript, At: b.since(sp.end), Asked: b.say("script-asked", n), Got: b.say("script-got"), Why: b.say("script-why")})
	}
}

// markup says an error of the markup.
func (b *builder) markup(n note) string {
	if s := b.say("markup-"+n.fact("kind"), n.fact("tag"), n.fact("other")); s != "" {
		return s
	}
	return n.fact("problem")
}

// noticeable is the shortest wait that is told.
const noticeable = time.Millisecond

// waits tells what the line waited for: sheets before the styles, images and fonts before the
// boxes.
func (b *builder) waits(all []*span) {
	var parsed, styled, boxed *span
	for _, sp := range all {
		switch sp.name {
		case "parse":
			parsed, styled, boxed = sp, nil, nil
		case "style":
			styled = sp
		case "boxes":
			boxed = sp
		}
		if boxed != nil {
			break
		}
	}
	if parsed == nil || styled == nil {
		return
	}
	var first *span // run of the styles
	for _, sp := range all {
		if sp.name == "style" && sp.begin.After(parsed.begin) {
			first = sp
			break
		}
	}
	if wait := first.begin.Sub(parsed.end); wait >= noticeable {
		var last *Resource
		for _, r := range b.s.Resources {
			if r.Blocking && r.End <= b.since(first.begin) && (last == nil || r.End > last.End) {
				last = r
			}
		}
		if last != nil && last.End > b.since(parsed.end) {
			b.step(Step{Stage: StageCSSOM, At: b.since(parsed.end), Took: wait, URL: last.URL, Asked: b.say("blocked-asked"),
				Got: b.say("blocked-got", clip(last.URL), millis(wait)), Why: b.say("blocked-why")})
		}
	}
	if boxed == nil {
		return
	}
	if wait := boxed.begin.Sub(styled.end); wait >= noticeable {
		n := 0
		for _, r := range b.s.Resources {
			if (r.Destination == "image" || r.Destination == "font") && r.End > b.since(styled.end) && r.Start < b.since(boxed.begin) {
				n++
			}
		}
		if n > 0 {
			b.step(Step{Stage: StageResource, At: b.since(styled.end), Took: wait, Asked: b.say("images-asked"),
				Got: b.say("images-got", n, millis(wait)), Why: b.say("images-why")})
		}
	}
}

// countLines words the facts that are there, one a line.
func (b *builder) countLines(f map[string]string, keys ...string) (out []string) {
	for _, k := range keys {
		if v, ok := f[k]; ok {
			out = append(out, b.say("count-"+k, v))
		}
	}
	return out
}

// counts words them in one line.
func (b *builder) counts(f map[string]string, keys ...string) string {
	return strings.Join(b.countLines(f, keys...), ", ")
}
