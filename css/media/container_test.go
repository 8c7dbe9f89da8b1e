package media

import (
	"testing"

	"vitrine/css/syntax"
	"vitrine/css/value"
)

func TestContainerQueries(t *testing.T) {
	env := func() *ContainerEnv {
		return &ContainerEnv{Width: 400, HasWidth: true, Lengths: &value.Context{FontSize: 10, RootFontSize: 16, ViewportW: 800, ViewportH: 600},
			Style: func(f *StyleFeature) bool {
				return f.Name == "--set" && (f.Any || syntax.Serialize(f.Value) == "yes")
			}}
	}
	for q, want := range map[string]string{
		"(width > 300px)": "yes", "(min-width: 401px)": "no", "(300px < width <= 400px)": "yes", "(inline-size: 400px)": "yes",
		"(height > 0px)": "no", "not (height > 0px)": "no", "(block-size)": "no", "(width)": "yes", "(width >= 40em)": "yes", "(width > 40em)": "no",
		"(orientation: landscape)": "no", "(aspect-ratio > 1)": "no", "name (width > 1px)": "yes", "name": "yes", "none (width > 1px)": "error",
		"(width > 1px) and (width < 2px)": "no", "(width > 1px) or (width < 2px)": "yes", "not (width < 2px)": "yes",
		"style(--set)": "yes", "style(--set: yes)": "yes", "style(--set:no)": "no", "style(--unset)": "no", "style(not (--unset))": "yes",
		"style((--set) and (--set: yes))": "yes", "style(color: red)": "no", "not style(color: red)": "no", "style(--set) and (width > 300px)": "yes",
		"(resolution > 1dppx)": "no", "not (resolution > 1dppx)": "no", "": "error", "and (width > 1px)": "error", "(width > 1px) (width > 2px)": "error",
		"scroll-state(stuck: top)": "no", "(width > calc(1px + 30em))": "yes", "(unknown)": "no", "((width > 1px))": "yes",
		"name (width > 500px), (width > 300px)": "yes", "not (width > 1px) and (width > 2px)": "error",
	} {
		l, ok := ParseContainer(syntax.ParseComponents(q))
		got := "error"
		if ok {
			got = "no"
			for i := range l {
				if l[i].Match(env()) {
					got = "yes"
				}
			}
			if m, ok := ParseContainer(syntax.ParseComponents(l.String())); !ok || m.String() != l.String() {
				t.Errorf("%q is written %q, which is another query", q, l)
			}
		}
		if got != want {
			t.Errorf("@container %s: %s, want %s", q, got, want)
		}
	}
}

func FuzzContainer(f *testing.F) {
	for _, s := range []string{"(width > 1px)", "a (inline-size < 3em) and style(--x: y)", "not style((--a) or (--b))", "style(((((", "a, b, (c)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, ok := ParseContainer(syntax.ParseComponents(s))
		if !ok {
			return
		}
		for i := range l {
			l[i].Match(&ContainerEnv{Width: 1, HasWidth: true, Lengths: &value.Context{FontSize: 1}})
		}
		_ = l.String()
	})
}
