package load

import (
	"fmt"
	"strings"

	"vitrine/css/cascade"
	"vitrine/css/cssom"
	"vitrine/css/media"
	"vitrine/css/syntax"
	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/net/fetch"
	"vitrine/net/sniff"
	"vitrine/net/weburl"
)

// sheetFetch is one stylesheet resource.
type sheetFetch struct {
	url   *weburl.URL
	final *weburl.URL
	text  string
	sheet *cssom.Sheet
	done  bool
	err   error
}

// styleText is the parsed content of a <style> element.
type styleText struct {
	text  string
	sheet *cssom.Sheet // nil: the page's policy forbids it
}

// Quirks tells the loader, as soon as it can be guessed, whether the document will be in quirks
// mode: sheets are parsed while the document still arrives. A wrong guess costs a second parse.
func (l *Loader) Quirks(q bool) {
	l.mu.Lock()
	l.quirks = q
	l.mu.Unlock()
}

// sheet returns the stylesheet at u and starts its fetch when nobody asked before.
func (l *Loader) sheet(u *weburl.URL, charset string, referrer *weburl.URL, w want, by finder) *sheetFetch {
	key := withoutFragment(u) + w.key()
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.sheets[key]; s != nil {
		return s
	}
	s := &sheetFetch{url: u}
	l.sheets[key] = s
	l.found(u, "style", by)
	quirks, environment := l.quirks, charset
	var got sheetFetch
	l.start(func(h *hold) {
		r, err := l.get(h, u, fetch.Style, referrer, w, l.cfg.Limits.SheetBytes)
		if err != nil {
			got.err = err
			return
		}
		if err := styleType(r, quirks); err != nil {
			got.err = err
			return
		}
		got.text = sheetText(r, environment)
		got.final = r.url
		got.sheet = l.parseSheet(syntax.NewSource(r.url.String(), got.text), "", quirks)
	}, func() {
		s.text, s.final, s.sheet, s.err, s.done = got.text, got.final, got.sheet, got.err, true
		l.changes.Sheets = true
		if s.err != nil {
			l.failed("stylesheet", u, s.err)
		}
	})
	return s
}

// parseSheet parses a source. Diagnostics are only made when somebody listens.
func (l *Loader) parseSheet(src *syntax.Source, base string, quirks bool) *cssom.Sheet {
	sp := l.span.Fork("sheet", trace.Str("url", clip(src.URL)))
	defer sp.End()
	o := cssom.Options{Base: base, Quirks: quirks}
	var s *cssom.Sheet
	if l.cfg.Sheets != nil {
		s = l.cfg.Sheets.Parse(sp, src, o)
	} else {
		s = cssom.Parse(sp, src, o)
	}
	sp.Set(trace.Int("rules", len(s.Rules)))
	return s
}

// styleType checks that a response may be used as a style sheet: outside of quirks mode a server
// must not say that it is something else.
// https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet
func styleType(r *resource, quirks bool) error {
	t := r.typ
	if !r.typed || t.Essence() == "text/css" || !r.url.Is("http", "https", "data") {
		return nil
	}
	if quirks && !r.res.NoSniff() {
		return nil
	}
	return fmt.Errorf("type %s is not text/css", t.Essence())
}

// Sheets returns the author sheets of d that apply, in their order, and whether some are still
// on their way. env decides which @import conditions are followed, and which images elements choose.
// Fetches start on first use.
// https://html.spec.whatwg.org/multipage/semantics.html#the-link-element
func (l *Loader) Sheets(d *dom.Document, env *media.Env) (list []*cascade.Sheet, waiting bool) {
	l.setEnv(env)
	c := sheetCollector{l: l, doc: d, env: env, quirks: d.Mode == dom.Quirks, rules: l.cfg.Page.HeadRules()}
	root := d.Root()
	for n := root.First(); n != nil; n = n.After(root) {
		switch {
		case n.Type == dom.PINode && n.Parent() == root && n.Atom().Value() == "xml-stylesheet":
			c.instruction(n)
		case n.Type != dom.ElementNode:
		case n.IsHTML("link"):
			c.link(n)
		case n.IsHTML("meta"):
			if content, ok := policyOf(n); ok { // holds for what comes after it
				c.rules = c.rules.WithMeta(content)
			}
		case n.Name() == "style" && (n.NS() == dom.HTML || n.NS() == dom.SVG):
			c.style(n)
		}
	}
	return c.list, c.waiting
}

type sheetCollector struct {
	l         *Loader
	doc       *dom.Document
	env       *media.Env
	quirks    bool
	list      []*cascade.Sheet
	waiting   bool
	preferred string // title of the style sheet set that is used
	titled    bool
	rules     *fetch.CSP // that hold at this place of the document
}

// inSet reports whether a sheet with a title belongs to the preferred set, which the first
// titled sheet that is no alternate names.
// https://drafts.csswg.org/cssom/#css-style-sheet-collections
func (c *sheetCollector) inSet(title string, alternate bool) bool {
	if title == "" {
		return !alternate
	}
	if alternate {
		return c.titled && title == c.preferred
	}
	if !c.titled {
		c.preferred, c.titled = title, true
	}
	return title == c.preferred
}

func (c *sheetCollector) link(n *dom.Node) {
	rel, _ := n.Attr("rel")
	style, alternate := false, false
	for _, r := range strings.Fields(strings.ToLower(rel)) {
		style = style || r == "stylesheet"
		alternate = alternate || r == "alternate"
	}
	href, ok := n.Attr("href")
	if !style || !ok || strings.TrimSpace(href) == "" {
		return
	}
	if _, disabled := n.Attr("disabled"); disabled || !cssType(n) {
		return
	}
	title, _ := n.Attr("title")
	if !c.inSet(title, alternate) {
		return
	}
	charset, _ := n.Attr("charset")
	before := len(c.list)
	c.external(href, charset, mediaOf(n), wantOf(n))
	for _, s := range c.list[before:] {
		s.Owner = n.ParentElement()
	}
}

// external adds the sheet at a reference of the document.
func (c *sheetCollector) external(href, charset string, m media.List, w want) {
	u, err := c.l.Resolve(strings.TrimSpace(href))
	if err != nil {
		c.l.note("stylesheet", clip(href), err)
		return
	}
	if m != nil && !m.Match(c.env) && !c.l.has(u, w) {
		return // fetched when its condition holds
	}
	if s := c.fetched(c.l.sheet(u, charset, nil, w, byParser), m, nil); s != nil {
		c.list = append(c.list, s)
	}
}

func (l *Loader) has(u *weburl.URL, w want) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sheets[withoutFragment(u)+w.key()] != nil
}

func cssType(n *dom.Node) bool {
	t, _ := n.Attr("type")
	return sheetType(t)
}

// sheetType reports whether a type attribute is that of style sheets; none given is.
func sheetType(t string) bool {
	t, _, _ = strings.Cut(t, ";")
	t = strings.TrimSpace(t)
	return t == "" || strings.EqualFold(t, "text/css")
}

func mediaOf(n *dom.Node) media.List {
	if m, ok := n.Attr("media"); ok && strings.TrimSpace(m) != "" {
		return media.ParseString(m)
	}
	return nil
}

func (c *sheetCollector) style(n *dom.Node) {
	if !cssType(n) {
		return
	}
	if title, _ := n.Attr("title"); !c.inSet(title, false) {
		return
	}
	text := n.TextContent()
	st := c.l.styleNodes[n.ID()]
	if st == nil || st.text != text {
		st = &styleText{text: text}
		if nonce, _ := n.Attr("nonce"); c.l.styleAllowed(c.rules, n, nonce, text) {
			src := syntax.NewSource(c.l.cfg.URL.String(), text)
			src.FirstLine, src.FirstCol = c.doc.Place(n.ID())
			st.sheet = c.l.parseSheet(src, c.l.Base().String(), c.quirks)
		}
		c.l.styleNodes[n.ID()] = st
	}
	if st.sheet == nil {
		return
	}
	s := c.place(st.sheet, mediaOf(n), nil)
	s.Owner = n.ParentElement()
	c.list = append(c.list, s)
}

// instruction handles <?xml-stylesheet href="…" type="text/css"?>.
// https://www.w3.org/TR/xml-stylesheet/
func (c *sheetCollector) instruction(n *dom.Node) {
	attr := pseudoAttrs(n.Data())
	if t := strings.TrimSpace(attr["type"]); t != "" && !strings.EqualFold(strings.Split(t, ";")[0], "text/css") {
		return
	}
	href := attr["href"]
	if href == "" || !c.inSet(attr["title"], attr["alternate"] == "yes") {
		return
	}
	var m media.List
	if s := strings.TrimSpace(attr["media"]); s != "" {
		m = media.ParseString(s)
	}
	if href[0] == '#' {
		return // a sheet inside of the document: its <style> element applies anyway
	}
	c.external(href, attr["charset"], m, want{})
}

// pseudoAttrs parses name="value" pairs.
func pseudoAttrs(s string) map[string]string {
	out := map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			return out
		}
		rest = strings.TrimLeft(rest, " \t\r\n")
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return out
		}
		v, after, ok := strings.Cut(rest[1:], rest[:1])
		if !ok {
			return out
		}
		out[strings.TrimSpace(name)] = unescape.Replace(v)
		s = after
	}
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")

// fetched places a sheet that was fetched, or notes that it is on its way.
func (c *sheetCollector) fetched(f *sheetFetch, m media.List, chain []string) *cascade.Sheet {
	switch {
	case !f.done:
		c.waiting = true
		return nil
	case f.err != nil:
		return nil
	case f.sheet.Quirks != c.quirks: // parsed on a wrong guess
		f.sheet = c.l.parseSheet(syntax.NewSource(f.final.String(), f.text), "", c.quirks)
	}
	return c.place(f.sheet, m, chain)
}

// place finds the imports of a sheet. chain holds the addresses that led here: a sheet that
// imports itself is left out, as is one past Limits.Imports.
func (c *sheetCollector) place(s *cssom.Sheet, m media.List, chain []string) *cascade.Sheet {
	out := &cascade.Sheet{CSS: s, Origin: cascade.Author, Media: m}
	imports := s.Imports()
	if len(imports) == 0 {
		return out
	}
	chain = append(chain[:len(chain):len(chain)], s.URL)
	out.Imports = make([]*cascade.Sheet, len(imports))
	for i, r := range imports {
		if !r.Supported || len(r.Media) > 0 && !r.Media.Match(c.env) {
			continue
		}
		base, err := weburl.Parse(s.Base)
		if err != nil {
			base = c.l.Base()
		}
		u, err := base.Resolve(r.URL)
		if err != nil {
			c.l.note("stylesheet", clip(r.URL), err)
			continue
		}
		key := withoutFragment(u)
		if len(chain) > c.l.cfg.Limits.Imports || contains(chain, key) {
			c.l.note("stylesheet", clip(key), errImports)
			continue
		}
		out.Imports[i] = c.fetched(c.l.sheet(u, "", base, want{}, byImport), nil, chain)
	}
	return out
}

var errImports = fmt.Errorf("@import in a circle or too deep")

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// sheetText decodes a style sheet; environment names the encoding of what asks for it.
func sheetText(r *resource, environment string) string {
	t := r.typ
	e, _ := sniff.LookupEncoding(environment)
	if _, b := sniff.TrimBOM(r.body); len(b) < len(r.body) {
		return string(sniff.CSSCharset(r.body, t, e).Decode(b))
	}
	return string(sniff.CSSCharset(r.body, t, e).Decode(r.body))
}
