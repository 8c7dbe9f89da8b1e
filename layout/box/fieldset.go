package box

import "slices"

// fieldsetContent is what the content of a fieldset takes over from it when it is a flex or grid
// container: all that lays out items, and the height that is left.
var fieldsetContent = declared("display: inherit; flex-direction: inherit; flex-wrap: inherit; align-items: inherit; align-content: inherit;" +
	"justify-items: inherit; justify-content: inherit; row-gap: inherit; column-gap: inherit; grid-template-columns: inherit; grid-template-rows: inherit;" +
	"grid-template-areas: inherit; grid-auto-columns: inherit; grid-auto-rows: inherit; grid-auto-flow: inherit; height: 100%")

// fieldset takes the rendered legend of a flex or grid container out of its items: the container is a
// box below the legend then.
// https://html.spec.whatwg.org/multipage/rendering.html#anonymous-fieldset-content-box
func (b *builder) fieldset(x *Box) {
	if !x.Fieldset || x.Kind != Flex && x.Kind != Grid {
		return
	}
	at := slices.IndexFunc(x.Kids, func(k *Box) bool { return k.Legend })
	if at < 0 {
		return
	}
	legend := x.Kids[at]
	legend.Item = false
	content := &Box{Kind: x.Kind, Pseudo: Insides, Style: b.derived(x.Style, fieldsetContent()), Node: x.Node, Context: true,
		Kids: slices.Delete(x.Kids, at, at+1)}
	b.tree.Count++
	b.fixKids(content)
	x.Kind, x.Kids = Block, []*Box{legend, b.keep(content)}
}
