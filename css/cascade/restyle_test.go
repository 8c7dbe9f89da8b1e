package cascade

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"vitrine/css/media"
	"vitrine/css/prop"
	"vitrine/css/selector"
	"vitrine/css/style"
	"vitrine/engine/dom"
)

// mutator makes random documents, sheets and changes.
type mutator struct {
	*rand.Rand
	doc  *dom.Document
	all  []*dom.Node // elements, those that were taken out included
	html *dom.Node
}

func (m *mutator) pick(list ...string) string { return list[m.Intn(len(list))] }

func (m *mutator) element() *dom.Node {
	var attrs []dom.Attr
	if m.Intn(2) == 0 {
		attrs = append(attrs, dom.Attr{Name: dom.Intern("class"), Value: m.classes()})
	}
	if m.Intn(6) == 0 {
		attrs = append(attrs, dom.Attr{Name: dom.Intern("id"), Value: m.pick("x", "y")})
	}
	n := m.doc.NewElement(dom.HTML, dom.Intern(m.pick("div", "p", "b", "li", "a", "input", "bdi", "fieldset", "legend")), attrs)
	m.all = append(m.all, n)
	return n
}

func (m *mutator) classes() string {
	var out []string
	for range m.Intn(3) {
		out = append(out, m.pick("a", "b", "c", "d"))
	}
	return strings.Join(out, " ")
}

// compound returns a random compound selector.
func (m *mutator) compound(deep int) string {
	switch n := m.Intn(16); {
	case n < 4:
		return "." + m.pick("a", "b", "c", "d")
	case n < 6:
		return m.pick("div", "p", "b", "li", "*", "a", "input")
	case n < 7:
		return "#" + m.pick("x", "y")
	case n < 8:
		return m.pick("[title]", "[class~=a]", "[href]", "[dir]")
	case n < 12:
		return m.pick(":hover", ":focus", ":focus-within", ":target", ":empty", ":first-child", ":last-child", ":only-child",
			":nth-child(2n)", ":nth-last-child(2)", ":first-of-type", ":lang(de)", ":dir(rtl)", ":any-link", ":disabled", ":checked")
	case deep > 2:
		return "*"
	case n < 13:
		return ":nth-child(odd of " + m.complex(deep+1) + ")"
	case n < 14:
		return ":has(" + m.pick("", "> ", "+ ", "~ ") + m.complex(deep+1) + ")"
	default:
		return ":" + m.pick("is", "not", "where") + "(" + m.complex(deep+1) + ")"
	}
}

func (m *mutator) complex(deep int) string {
	s := m.compound(deep)
	for range m.Intn(3) {
		s += m.pick(" ", " > ", " + ", " ~ ") + m.compound(deep)
	}
	return s
}

func (m *mutator) sheet(has bool) string {
	var b strings.Builder
	for i := range 12 {
		s := m.complex(0)
		for !has && (strings.Contains(s, ":has") || strings.Contains(s, ":dir")) {
			s = m.complex(0)
		}
		if m.Intn(4) == 0 {
			s += m.pick("::before{content:'x'}", "::marker", "::first-line")
			if strings.HasSuffix(s, "}") {
				b.WriteString(s)
				continue
			}
		}
		b.WriteString(s)
		b.WriteString(m.pick(
			fmt.Sprintf("{color:rgb(%d 0 0)}", i), fmt.Sprintf("{margin-left:%dpx}", i), fmt.Sprintf("{font-size:%dpx}", 10+i),
			"{display:none}", "{display:flex}", "{display:contents}", "{display:list-item}", "{padding:1em}", "{width:2rem}",
			fmt.Sprintf("{--v:%d}", i), "{z-index:var(--v)}", "{border-top-width:inherit;border-style:solid}", "{margin:inherit}",
			"{opacity:.5}", "{background-color:currentcolor}", "{title:attr(title)}", "{line-height:2}", "{height:1rlh}"))
		b.WriteByte('\n')
	}
	return b.String()
}

// modern puts rules of a sheet into @scope and @container rules and registers a property.
func (m *mutator) modern(css string) string {
	var b strings.Builder
	b.WriteString("@property --v { syntax: '<integer>'; inherits: " + m.pick("true", "false") + "; initial-value: 3 }\n")
	b.WriteString(m.compound(0) + "{container-type:" + m.pick("size", "inline-size", "normal") + "}" + m.compound(0) + "{container-name:n}")
	b.WriteString(m.compound(0) + "{width:10cqw;height:10cqmin}")
	for _, rule := range strings.Split(css, "\n") {
		heads := 0
		for range m.Intn(3) {
			switch m.Intn(4) {
			case 0:
				b.WriteString("@scope (" + m.complex(1) + ") to (" + m.pick("", "> ") + m.compound(1) + ") {")
			case 1:
				b.WriteString("@scope (" + m.complex(1) + ") {")
			case 2:
				b.WriteString("@container " + m.pick("", "n ", "not ") + "(width " + m.pick("<", ">") + " 50px) {")
			case 3:
				b.WriteString("@container style(--v: " + m.pick("1", "3", "7") + ") {")
			}
			heads++
		}
		b.WriteString(rule + strings.Repeat("}", heads) + "\n")
	}
	return b.String()
}

// containers returns sizes of some elements, some of which are containers.
func (m *mutator) containers() (c Containers) {
	for _, n := range m.attached() {
		if m.Intn(3) > 0 {
			c = append(c, ContainerSize{n.ID(), float32(m.Intn(100)), float32(m.Intn(100))})
		}
	}
	c.Sort()
	return c
}

func (m *mutator) attached() []*dom.Node {
	var out []*dom.Node
	for n := m.html; n != nil; n = n.After(m.doc.Root()) {
		if n.Type == dom.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

// change does one random mutation.
func (m *mutator) change() {
	in := m.attached()
	n := in[m.Intn(len(in))]
	switch m.Intn(10) {
	case 0, 1:
		m.doc.SetAttr(n, "class", m.classes())
	case 2:
		m.doc.SetAttr(n, m.pick("title", "href", "lang", "dir", "disabled", "checked", "style"), m.pick("de", "rtl", "auto", "color:red", "--v:7"))
	case 3:
		m.doc.RemoveAttr(n, m.pick("title", "href", "lang", "dir", "class", "id", "style", "disabled"))
	case 4, 5:
		m.doc.Append(n, m.element())
	case 6:
		m.doc.InsertBefore(n, m.element(), n.First())
	case 7:
		if n != m.html {
			m.doc.Remove(n)
		}
	case 8:
		if c := n.First(); c != nil && c.Type == dom.TextNode {
			m.doc.SetText(c, m.pick("", "x", "א"))
		} else {
			m.doc.InsertBefore(n, m.doc.NewText(m.pick("", "x", "א")), n.First())
		}
	case 9: // put something that was there before somewhere else
		k := m.all[m.Intn(len(m.all))]
		for p := n; p != nil; p = p.Parent() {
			if p == k {
				return
			}
		}
		if k != m.html {
			m.doc.Append(n, k)
		}
	}
}

// describe writes the styles of all elements in the document.
func describe(m *mutator, r *Result) string {
	var b strings.Builder
	line := func(name string, s *style.Style) {
		b.WriteString(name)
		if s == nil {
			b.WriteString(" -\n")
			return
		}
		for id := prop.ID(1); id < prop.NumPhysical; id++ {
			if t := s.Text(id); t != style.Initial().Text(id) {
				fmt.Fprintf(&b, " %s=%s", id, t)
			}
		}
		if v, ok := s.Vars().Lookup("--v"); ok {
			fmt.Fprintf(&b, " --v=%v", v)
		}
		b.WriteByte('\n')
	}
	for _, n := range m.attached() {
		line(fmt.Sprint(n.Name(), n.ID()), r.Style(n))
		for _, p := range []selector.Pseudo{selector.PseudoBefore, selector.PseudoMarker, selector.PseudoFirstLine} {
			if s := r.Pseudo(n, p); s != nil {
				line(" "+p.String(), s)
			}
		}
	}
	return b.String()
}

func checkRestyle(t *testing.T, seed int64) (styled, fresh int) {
	m := &mutator{Rand: rand.New(rand.NewSource(seed)), doc: dom.NewDocument("https://a.test/")}
	m.html = m.doc.NewElement(dom.HTML, dom.Intern("html"), nil)
	m.doc.Append(m.doc.Root(), m.html)
	m.all = append(m.all, m.html)
	for range 25 {
		m.doc.Append(m.all[m.Intn(len(m.all))], m.element())
	}
	m.doc.Record()
	css := m.sheet(seed%4 == 0)
	modern := seed%3 == 1
	if modern {
		css = m.modern(css)
	}
	in := Input{Doc: m.doc, Env: media.Env{Width: 800, Height: 600}, Sheets: []*Sheet{sheet(UserAgent, basicUA), sheet(Author, css)}}
	var prev *Result
	for step := range 12 {
		for range m.Intn(4) {
			m.change()
		}
		els := m.attached()
		for _, p := range []**dom.Node{&in.State.Hover, &in.State.Focus, &in.State.Target} {
			if m.Intn(3) == 0 {
				*p = els[m.Intn(len(els))]
			} else if m.Intn(3) == 0 {
				*p = nil
			}
		}
		if modern && m.Intn(2) == 0 {
			in.Containers = m.containers()
		}
		in.Changes = m.doc.TakeJournal()
		now := Resolve(nil, in, prev)
		again := in
		again.Changes = nil
		want := Resolve(nil, again, nil)
		if a, b := describe(m, now), describe(m, want); a != b {
			la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
			for i := range la {
				if i >= len(lb) || la[i] != lb[i] {
					t.Fatalf("seed %d, step %d:\nincremental %s\nfresh       %s\nsheet:\n%s", seed, step, la[i], lb[i], css)
				}
			}
		}
		// What is said to be unchanged is.
		if prev != nil && now != prev && now.Changed != nil && len(in.Changes) == 0 {
			changed := map[*dom.Node]bool{}
			for _, n := range now.Changed {
				changed[n] = true
			}
			for _, n := range els {
				if now.Style(n) != prev.Style(n) && !changed[n] && now.Style(n) != nil && style.Compare(now.Style(n), prev.Style(n)) != 0 {
					t.Fatalf("seed %d, step %d: %s%d changed unnoticed", seed, step, n.Name(), n.ID())
				}
			}
		}
		if prev != nil && now != prev {
			styled += now.Stats.Elements
			fresh += want.Stats.Elements
		}
		prev = now
	}
	return styled, fresh
}

// Styles brought up to date equal styles made anew, whatever changes.
func TestRestyleEqualsFresh(t *testing.T) {
	styled, fresh := 0, 0
	for seed := range int64(60) {
		a, b := checkRestyle(t, seed)
		styled, fresh = styled+a, fresh+b
	}
	t.Logf("%d elements styled instead of %d", styled, fresh)
	if styled*10 > fresh*9 {
		t.Error("hardly anything is kept")
	}
}

func FuzzRestyle(f *testing.F) {
	for seed := range int64(4) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed int64) { checkRestyle(t, seed) })
}

// One change costs the elements that it can reach, however large the page is.
func TestRestyleCost(t *testing.T) {
	doc := documentation(20_000)
	doc.Record()
	in := Input{Doc: doc, Env: media.Env{Width: 1024, Height: 768},
		Sheets: []*Sheet{sheet(UserAgent, basicUA), sheet(Author, documentationSheet())}}
	prev := Resolve(nil, in, nil)
	sec := doc.ByID("sec-30")
	link := sec.FirstElement().FirstElement()
	text := doc.NewText("x")
	for _, c := range []struct {
		name string
		do   func()
		most int
	}{
		{"hover", func() { in.State.Hover = link }, 15},
		{"leave", func() { in.State.Hover = nil }, 15},
		{"text", func() { doc.Append(link, text) }, 1},
		{"other text", func() { doc.SetText(text, "y") }, 1},
		{"class that no rule names", func() { doc.SetAttr(sec, "class", "section other") }, 40},
		{"class of a leaf", func() { doc.SetAttr(link, "class", "btn8") }, 1},
		{"style", func() { doc.SetAttr(link, "style", "color:red") }, 1},
	} {
		c.do()
		in.Changes = doc.TakeJournal()
		r := Resolve(nil, in, prev)
		if r == prev || r.Changed == nil || r.Stats.Elements > c.most {
			t.Errorf("%s: %d elements styled, want at most %d", c.name, r.Stats.Elements, c.most)
		}
		prev = r
	}
}
