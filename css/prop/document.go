package prop

import (
	"fmt"
	"sort"
	"strings"
)

// SpecURL returns the address of the definition of the property.
func (d *Def) SpecURL() string {
	if d.Spec == "compat" {
		return "https://compat.spec.whatwg.org/"
	}
	return "https://www.w3.org/TR/" + d.Spec + "/#propdef-" + d.Name
}

// Document returns the supported properties as a table in Markdown, sorted by name.
func Document() string {
	ids := make([]ID, 0, numProps)
	for id := ID(1); id < numProps; id++ {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i].String() < ids[j].String() })
	var b strings.Builder
	b.WriteString("| property | value | initial | inherited |\n|---|---|---|---|\n")
	cell := strings.NewReplacer("|", "\\|")
	for _, id := range ids {
		d := id.Def()
		grammar, initial, inherited := d.Grammar, d.Initial, "no"
		if d.Inherited {
			inherited = "yes"
		}
		if id.IsShorthand() {
			initial, inherited = "see longhands", ""
			if grammar == "" {
				grammar = "its longhands: " + strings.Join(d.Longhands, ", ")
			}
		}
		if id.IsLogical() {
			initial, inherited = "as the physical property", ""
		}
		fmt.Fprintf(&b, "| [`%s`](%s) | %s | %s | %s |\n", d.Name, d.SpecURL(), cell.Replace(grammar), initial, inherited)
	}
	return b.String()
}
