package load

import (
	"context"
	"strings"

	"vitrine/engine/dom"
	"vitrine/engine/trace"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// maxMetas bounds the policies of <meta> elements that are kept.
const maxMetas = 32

// addPolicy lets the policy of a <meta> element hold, once.
func (l *Loader) addPolicy(content string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cfg.Page == nil || l.metas[content] || len(l.metas) >= maxMetas {
		return
	}
	if l.metas == nil {
		l.metas = map[string]bool{}
	}
	l.metas[content] = true
	l.cfg.Page.AddMeta(content)
}

// policyOf returns the policy of a <meta> element in the head.
//
// https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy
func policyOf(n *dom.Node) (content string, ok bool) {
	if kind, _ := n.Attr("http-equiv"); !strings.EqualFold(kind, "content-security-policy") || !n.Parent().IsHTML("head") {
		return "", false
	}
	content, ok = n.Attr("content")
	return content, ok && strings.TrimSpace(content) != ""
}

// takeMetas finds what the preload scanner did not: it reads HTML only.
func (l *Loader) takeMetas(d *dom.Document) {
	for n := d.Root().First(); n != nil; n = n.After(d.Root()) {
		if !n.IsHTML("meta") {
			continue
		}
		if content, ok := policyOf(n); ok {
			l.addPolicy(content)
		}
		if name, _ := n.Attr("name"); strings.EqualFold(name, "referrer") {
			if v, ok := n.Attr("content"); ok && v != "" {
				l.cfg.Page.SetReferrerPolicy(v)
			}
		}
	}
}

// violated puts a violation on the trace and reports whether it counts.
func (l *Loader) violated(what string, v *fetch.Violation) bool {
	if v == nil {
		return false
	}
	kind := "csp"
	if v.ReportOnly {
		kind = "csp-report"
	}
	l.span.Note(trace.Warning, kind, trace.Pos{URL: clip(l.cfg.URL.String())}, trace.Str("what", what), trace.Str("directive", v.Directive))
	return !v.ReportOnly
}

// baseAllowed asks the page's policies about a <base>.
func (l *Loader) baseAllowed(u *weburl.URL) bool {
	return !l.violated("base "+clip(u.String()), l.cfg.Page.Rules().AllowsBase(u, l.cfg.URL))
}

// styleAllowed asks policies about the text of a <style>.
func (l *Loader) styleAllowed(rules *fetch.CSP, n *dom.Node, nonce, text string) bool {
	return !l.violated("the text of a <"+n.Name()+">", rules.AllowsStyle(nonce, text))
}

// StyleAttribute returns what decides about style attributes, or nil when all are used.
func (l *Loader) StyleAttribute() func(text string) bool {
	rules := l.cfg.Page.Rules()
	if rules == nil {
		return nil
	}
	told := false
	return func(text string) bool {
		v := rules.AllowsStyleAttribute(text)
		if v != nil && !told { // one is enough: a page has thousands
			told = true
			l.violated("a style attribute", v)
		}
		return v == nil || v.ReportOnly
	}
}

// preconnecter is what a Fetcher may do besides.
type preconnecter interface {
	Preconnect(ctx context.Context, u *weburl.URL, page *fetch.Page)
}

// announce counts what is named ahead of the page.
func (l *Loader) announce() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.announced++
	return l.announced <= l.cfg.Limits.Announced
}

// preconnect opens a connection to an origin that will be asked soon.
//
// https://html.spec.whatwg.org/multipage/links.html#link-type-preconnect
func (l *Loader) preconnect(u *weburl.URL) {
	if p, ok := l.cfg.Fetch.(preconnecter); ok && u.Is("http", "https") && l.announce() {
		l.span.Note(trace.Info, "preconnect", trace.Pos{}, trace.Str("url", clip(u.String())))
		go p.Preconnect(l.ctx, u, l.cfg.Page)
	}
}

// Links starts what the Link fields of the document's head, or of an informational response
// before it, ask for: preload and preconnect.
//
// https://html.spec.whatwg.org/multipage/semantics.html#early-hints
func (l *Loader) Links(links []fetch.Link) {
	for _, k := range links {
		u, err := l.cfg.URL.Resolve(k.URL)
		if err != nil {
			continue
		}
		w := wanted(k.Param)
		as, _ := k.Param("as")
		media, _ := k.Param("media")
		typ, _ := k.Param("type")
		if _, other := k.Param("anchor"); other {
			continue // about another resource than the document
		}
		switch {
		case k.Rel("preconnect"):
			l.preconnect(u)
		case !k.Rel("preload") || !l.announce():
		case !likely(media):
		case strings.EqualFold(as, "style") && sheetType(typ):
			l.sheet(u, "", nil, w, byHead)
		case strings.EqualFold(as, "image") && preloadsImage(k.Param):
			l.image(u, nil, w.forImage(), byHead)
		case strings.EqualFold(as, "font"):
			l.font(u, nil, byHead)
		}
	}
}
