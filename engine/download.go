package engine

import (
	"context"
	"errors"
	"io"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/engine/trace"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// Download is a resource that is no page, or that its server wants to be saved.
type Download struct {
	URL    string
	Name   string // safe for a file: see FileName
	Type   string // MIME type without parameters
	Length int64  // bytes, -1 when unknown
	Body   io.Reader
}

// errStays ends a navigation after which the page shows what it showed before.
var errStays = errors.New("the page stays")

// download hands a response that is no page to Config.Download. It reports false when the
// response is for showing, or nobody takes downloads.
func (p *Page) download(n *navigation, r *fetch.Response) bool {
	typ := r.SniffType().Essence()
	if p.e.cfg.Download == nil || n.frame != nil || !attached(r) && shows(typ) {
		return false
	}
	defer r.Body.Close()
	d := &Download{URL: clip(r.URL.String()), Name: FileName(r.URL, r.Header.First("Content-Disposition")), Type: typ, Length: r.Length, Body: r.Body}
	p.say(p.e.cfg.Lang.Say("saving %s …", d.Name))
	where, err := p.e.cfg.Download(n.ctx, d)
	switch {
	case n.ctx.Err() != nil:
		p.say("")
	case err != nil:
		n.span.Note(trace.Warning, "download", trace.Pos{URL: d.URL}, trace.Err(err))
		p.say(p.e.cfg.Lang.Say("not saved: %s", err.Error()))
	default:
		n.span.Note(trace.Info, "download", trace.Pos{URL: d.URL}, trace.Str("file", where))
		p.say(p.e.cfg.Lang.Say("saved: %s", where))
	}
	return true
}

// say sets what the frame tells besides the page.
func (p *Page) say(s string) {
	p.post(func() { p.notice, p.noticed, p.stale = s, p.input.over, true })
}

// shows reports the types that pages can be made of.
func shows(essence string) bool {
	return essence == "text/html" || isXML(essence) || isJSON(essence) || isTextual(essence) ||
		strings.HasPrefix(essence, "image/") || strings.HasPrefix(essence, "text/")
}

// attached reports whether the server wants a response to be saved.
// https://www.rfc-editor.org/rfc/rfc6266#section-4.2
func attached(r *fetch.Response) bool {
	d, _, _ := strings.Cut(r.Header.First("Content-Disposition"), ";")
	return strings.EqualFold(strings.TrimSpace(d), "attachment")
}

// maxFileName bounds the bytes of a file's name.
const maxFileName = 200

// FileName gives the name under which a resource may be saved: that of a Content-Disposition, or
// the last part of the path. It names one file in one folder, never a hidden or a special one,
// whatever the server says.
func FileName(u *weburl.URL, disposition string) string {
	name := ""
	if _, params, err := mime.ParseMediaType(disposition); err == nil {
		name = params["filename"] // filename* included
	} else if _, v, ok := strings.Cut(disposition, "filename="); ok {
		v, _, _ = strings.Cut(v, ";")
		name = strings.Trim(strings.TrimSpace(v), `"`)
	}
	if name == "" && u != nil && !u.Is("data") {
		name = string(weburl.PercentDecode(u.Path()))
	}
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r): // Cf can turn the order of letters
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	stem, _, _ := strings.Cut(name, ".")
	switch strings.ToUpper(strings.TrimSpace(stem)) { // names of devices on Windows
	case "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
		"LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9":
		name = "_" + name
	}
	if name == "" {
		return "download"
	}
	if len(name) > maxFileName { // the ending stays
		end := ""
		if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 16 {
			end = name[i:]
		}
		name = strings.ToValidUTF8(name[:maxFileName-len(end)], "") + end
	}
	return name
}

// Downloader is what Config.Download is: it saves d, reading d.Body to its end, and returns where.
type Downloader func(ctx context.Context, d *Download) (where string, err error)
