package explain

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"vitrine/engine/trace"
	"vitrine/net/weburl"
)

// Story is one load, told. Durations are nanoseconds in JSON, under names that end in _ns.
type Story struct {
	URL       string        `json:"url"`
	Start     time.Time     `json:"start"`
	Total     time.Duration `json:"total_ns"`
	Steps     []Step        `json:"steps"`
	Resources []*Resource   `json:"resources"`
	Phases    []Phase       `json:"phases"`
	Totals    Totals        `json:"totals"`
	Problems  []Problem     `json:"problems"`

	lang Lang
}

// Step is one numbered step of the story.
type Step struct {
	N          int           `json:"n"`
	Stage      Stage         `json:"stage"`
	Title      string        `json:"title"`
	At         time.Duration `json:"at_ns"` // since the start of the load
	Took       time.Duration `json:"took_ns"`
	Cumulative time.Duration `json:"cumulative_ns"` // when it ended, since the start
	Asked      string        `json:"asked,omitempty"`
	Got        string        `json:"got,omitempty"`
	Why        string        `json:"why,omitempty"`
	Detail     []string      `json:"detail,omitempty"` // lines: URL parts, header fields
	URL        string        `json:"url,omitempty"`    // the resource it is about
}

// Resource is one fetch. Times are since the start of the load.
type Resource struct {
	URL          string        `json:"url"` // final
	Destination  string        `json:"destination"`
	Priority     string        `json:"priority,omitempty"`
	Start        time.Duration `json:"start_ns"`
	End          time.Duration `json:"end_ns"`
	Status       int           `json:"status"`
	Type         string        `json:"type"`
	Proto        string        `json:"proto"`
	Address      string        `json:"address,omitempty"`
	Cache        string        `json:"cache,omitempty"` // "" when the network answered
	Wire         int64         `json:"wire"`            // body bytes before decoding
	Bytes        int64         `json:"bytes"`           // after
	Error        string        `json:"error,omitempty"`
	Blocking     bool          `json:"render_blocking"`         // the first picture waits for it
	AfterRender  bool          `json:"after_render"`            // it was asked for after the first picture
	Discovered   time.Duration `json:"discovered_ns"`           // when its need was noticed
	DiscoveredBy string        `json:"discovered_by,omitempty"` // preload scanner, parser, style, @import
	Exchanges    []*Exchange   `json:"exchanges"`               // one per request on the wire; redirects make several
}

// Exchange is one request on the wire and its response. A time that did not happen is -1.
type Exchange struct {
	URL          string        `json:"url"`
	Method       string        `json:"method"`
	Start        time.Duration `json:"start_ns"` // since the start of the load
	Blocked      time.Duration `json:"blocked_ns"`
	DNS          time.Duration `json:"dns_ns"`
	Connect      time.Duration `json:"connect_ns"` // TCP alone
	TLS          time.Duration `json:"tls_ns"`
	Send         time.Duration `json:"send_ns"`
	Wait         time.Duration `json:"wait_ns"`
	Receive      time.Duration `json:"receive_ns"`
	Status       int           `json:"status"`
	Address      string        `json:"address,omitempty"`
	Reused       bool          `json:"reused"`
	Connection   int64         `json:"connection,omitempty"` // its number in this load, 0 unknown
	RequestHead  string        `json:"request_head"`
	RequestBody  string        `json:"request_body,omitempty"` // its beginning
	RequestType  string        `json:"request_type,omitempty"`
	RequestBytes int64         `json:"request_bytes,omitempty"`
	ResponseHead string        `json:"response_head"`
	Server       []ServerPart  `json:"server_timing,omitempty"`
	Upgraded     string        `json:"upgraded,omitempty"`    // nothing was sent: the https: URL that was asked for instead
	UpgradedBy   string        `json:"upgraded_by,omitempty"` // who said so: DNS (an HTTPS record) or HSTS
	Error        string        `json:"error,omitempty"`
}

// Total is the time of the exchange: the sum of its parts.
func (x *Exchange) Total() time.Duration {
	var t time.Duration
	for _, d := range x.parts() {
		t += max(d, 0)
	}
	return t
}

func (x *Exchange) parts() [7]time.Duration {
	return [...]time.Duration{x.Blocked, x.DNS, x.Connect, x.TLS, x.Send, x.Wait, x.Receive}
}

// Phase is a row of the closing table. The times of all rows add up to the whole load: every
// moment belongs to one phase.
type Phase struct {
	Stage      Stage         `json:"stage"`
	Name       string        `json:"name"`
	Took       time.Duration `json:"took_ns"`
	Cumulative time.Duration `json:"cumulative_ns"`
}

// Problem is a warning or an error of the load.
type Problem struct {
	At    time.Duration `json:"at_ns"`
	Kind  string        `json:"kind"`
	Where string        `json:"where,omitempty"`
	What  string        `json:"what"`
}

// Build tells the story of the last navigation in a trace.
func Build(events []trace.Event, lang Lang) *Story {
	root, all := tree(events)
	s := &Story{lang: lang}
	var nav *span
	for _, sp := range all {
		if sp.name == "navigate" {
			nav = sp
		}
	}
	if nav == nil {
		nav = root
	}
	s.URL, s.Start = nav.facts["url"], nav.begin
	end := nav.end
	for _, sp := range all {
		if sp.end.After(end) && sp.name != "vitrine" && sp.ended {
			end = sp.end
		}
	}
	s.Total = end.Sub(s.Start)
	b := &builder{s: s, lang: lang, discovered: map[string]note{}}
	for _, n := range root.notes {
		b.input(n)
	}
	for _, sp := range all {
		for _, n := range sp.notes {
			switch n.Name {
			case "input":
				b.input(n)
			case "discovered":
				if _, known := b.discovered[n.fact("url")]; !known {
					b.discovered[n.fact("url")] = n
				}
			}
		}
	}
	b.address(s.URL)
	var document *span
	for _, sp := range all {
		if sp.begin.Before(s.Start) {
			continue
		}
		switch sp.name {
		case "fetch":
			main := document == nil && sp.facts["destination"] == "document"
			if main {
				document = sp
			}
			b.fetch(sp, main)
		case "parse", "sheet", "style", "boxes", "layout", "paint", "raster":
			b.stage(sp)
		}
		for _, n := range sp.notes {
			b.problem(n)
			if n.Name == "navigation failed" {
				b.step(Step{Stage: StageContent, At: b.since(n.At), Asked: b.say("failed-asked", clip(s.URL)),
					Got: b.say("failed-got", b.trouble(n.fact("error"))), Why: b.say("failed-why")})
			}
		}
	}
	b.waits(all)
	// In the order in which things came to their end: the running total only grows.
	slices.SortStableFunc(s.Steps, func(x, y Step) int { return cmp.Compare(x.At+x.Took, y.At+y.Took) })
	for i := range s.Steps {
		st := &s.Steps[i]
		st.N, st.Title, st.Cumulative = i+1, st.Stage.In(lang), st.At+st.Took
	}
	s.phases(all, document, end)
	b.totals(all, document, end)
	return s
}

// JSON writes the story for machines.
func (s *Story) JSON() ([]byte, error) { return json.MarshalIndent(s, "", "  ") }

// builder adds to a story.
type builder struct {
	s          *Story
	lang       Lang
	discovered map[string]note // by URL
	layouts    int
}

func (b *builder) since(t time.Time) time.Duration { return max(t.Sub(b.s.Start), 0) }

func (b *builder) step(st Step) { b.s.Steps = append(b.s.Steps, st) }

// say makes a sentence in the story's language.
func (b *builder) say(key string, args ...any) string { return say(b.lang, key, args...) }

// rule says a reason of the trace in the story's language.
func (b *builder) rule(s string) string { return rule(b.lang, s) }

// input tells what was made of what a person typed.
func (b *builder) input(n note) {
	typed, url := n.fact("typed"), n.fact("url")
	if n.Name != "input" || typed == url {
		return
	}
	key := "input-normal"
	switch {
	case strings.HasPrefix(url, "file:") && !strings.HasPrefix(typed, "file:"):
		key = "input-file"
	case strings.HasPrefix(url, "https:") && !strings.HasPrefix(strings.ToLower(typed), "https:"):
		key = "input-scheme"
	case strings.HasPrefix(url, "http:") && !strings.HasPrefix(strings.ToLower(typed), "http:"):
		key = "input-local"
	}
	b.step(Step{Stage: StageURL, Asked: b.say("input-asked", clip(typed)), Got: clip(url), Why: b.say(key)})
}

// address is the first step: what the parts of the URL say.
func (b *builder) address(raw string) {
	u, err := weburl.Parse(raw)
	if err != nil {
		return
	}
	part := func(name, value string) string { return b.say(name) + ": " + value }
	d := []string{part("scheme", u.Scheme())}
	if u.Username() != "" {
		d = append(d, part("user", b.say("user-kept", clip(u.Username()))))
	}
	if h := u.Hostname(); h != "" {
		if uni, err := idna.ToUnicode(h); err == nil && uni != h {
			h = b.say("host-unicode", h, uni)
		}
		d = append(d, part("host", h))
	}
	if p, ok := u.ExplicitPort(); ok {
		d = append(d, part("port", strconv.Itoa(p)))
	} else if u.Port() > 0 {
		d = append(d, part("port", b.say("port-implied", u.Port(), u.Scheme())))
	}
	path, query, hasQuery := strings.Cut(u.RequestTarget(), "?")
	d = append(d, part("path", b.readable(path)))
	if hasQuery {
		d = append(d, part("query", b.readable(query)))
	}
	if u.HasFragment() {
		d = append(d, part("fragment", b.say("fragment-kept", clip(u.Fragment()))))
	}
	b.step(Step{Stage: StageURL, Asked: b.say("url-asked", clip(raw)), Got: b.say("url-parsed"), Why: b.say("url-why"), Detail: d, URL: raw})
}

// readable adds the decoded form of what is percent-encoded.
func (b *builder) readable(s string) string {
	plain := string(weburl.PercentDecode(s))
	if plain == s || !utf8.ValidString(plain) || strings.ContainsFunc(plain, unicode.IsControl) {
		return clip(s)
	}
	return b.say("path-decoded", clip(s), clip(plain))
}

// resolved gives the address that a reference on a page means, or "".
func resolved(base, ref string) string {
	u, err := weburl.Parse(base)
	if err != nil {
		return ""
	}
	if u, err = u.Resolve(ref); err != nil {
		return ""
	}
	return u.String()
}

// problem keeps warnings and errors.
func (b *builder) problem(n note) {
	if n.Kind < trace.Warning {
		return
	}
	var what []string
	for _, a := range n.Attrs {
		if v := a.String(); v != "" && a.Key != "stack" {
			what = append(what, b.trouble(v))
		}
	}
	name := b.say("problem-" + n.Name)
	if name == "" {
		name = n.Name
	}
	b.s.Problems = append(b.s.Problems, Problem{At: b.since(n.At), Kind: b.say("kind-" + n.Kind.String()), Where: n.Pos.String(),
		What: name + ": " + strings.Join(what, ", ")})
}

const maxText = 300 // bytes of one fact in a sentence

func clip(s string) string {
	if len(s) > maxText {
		return strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	return s
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
