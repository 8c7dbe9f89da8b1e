package engine

import (
	"vitrine/css/cascade"
	"vitrine/css/value"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/layout/box"
	"vitrine/layout/frag"
)

// containersChanged takes the sizes of query containers from the newest layout and reports whether
// styles have to be resolved again with them. Past Limits.ContainerRounds the sizes of the round
// before stay: content that makes its own container larger and smaller by turns ends there.
func (l *line) containersChanged(sp *trace.Span, d *document, most int) bool {
	if !l.styles.HasContainers() {
		if l.containers == nil {
			return false
		}
		l.containers = nil
		return true
	}
	sizes := containerSizes(l.styles, l.frags)
	if sizes.Equal(l.containers) {
		return false
	}
	if l.rounds++; l.rounds > most {
		sp.Note(trace.Warning, "container-rounds", trace.Pos{URL: d.dom.URL}, trace.Int("rounds", most))
		return false
	}
	l.containers = sizes
	return true
}

// containerSizes returns the content boxes of the elements that are size containers.
func containerSizes(styles *cascade.Result, t *frag.Tree) cascade.Containers {
	var out cascade.Containers
	seen := map[dom.ID]bool{}
	var walk func(f *frag.Fragment)
	walk = func(f *frag.Fragment) {
		b := f.Of
		if b != nil && f.Kind == frag.Box && b.Node != nil && b.Pseudo == box.NoPseudo && b.Node.Type == dom.ElementNode &&
			b.Style.ContainerType() != value.Value(value.KwNormal) && !seen[b.Node.ID()] {
			seen[b.Node.ID()] = true
			w := max(0, f.Size.W.Sub(f.Border.Width()).Sub(f.Padding.Width()))
			h := max(0, f.Size.H.Sub(f.Border.Height()).Sub(f.Padding.Height()))
			z := b.Style.UsedZoom()
			out = append(out, cascade.ContainerSize{Node: b.Node.ID(), Width: float32(w.Px()) / z, Height: float32(h.Px()) / z})
		}
		for _, k := range f.Kids {
			walk(k.Fragment)
		}
		for _, k := range f.Skipped {
			walk(k.Fragment)
		}
	}
	if t.Root != nil {
		walk(t.Root)
	}
	out.Sort()
	return out
}
