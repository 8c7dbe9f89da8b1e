package har

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"vitrine/engine/explain"
	"vitrine/net/fetch"
	"vitrine/net/header"
	"vitrine/net/weburl"
)

// Archive is the root of a HAR file.
type Archive struct {
	Log Log `json:"log"`
}

// Log is the log object of HAR 1.2.
type Log struct {
	Version string  `json:"version"`
	Creator Creator `json:"creator"`
	Browser Creator `json:"browser"`
	Pages   []Page  `json:"pages"`
	Entries []Entry `json:"entries"`
}

// Creator says who wrote an archive, and which browser loaded the page.
type Creator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Page is one page load.
type Page struct {
	Started     string      `json:"startedDateTime"`
	ID          string      `json:"id"`
	Title       string      `json:"title"`
	PageTimings PageTimings `json:"pageTimings"`
}

// PageTimings are in milliseconds since the page's start; -1 is unknown.
type PageTimings struct {
	OnContentLoad float64 `json:"onContentLoad"`
	OnLoad        float64 `json:"onLoad"`
}

// Entry is one request and its response.
type Entry struct {
	PageRef  string   `json:"pageref"`
	Started  string   `json:"startedDateTime"`
	Time     float64  `json:"time"` // ms
	Request  Request  `json:"request"`
	Response Response `json:"response"`
	Cache    struct{} `json:"cache"`
	Timings  Timings  `json:"timings"`
	Server   string   `json:"serverIPAddress,omitempty"`
	Conn     string   `json:"connection,omitempty"` // the number of the connection
	Error    string   `json:"_error,omitempty"`

	// What developer tools write and read besides the format.
	Initiator *Initiator `json:"_initiator,omitempty"`
	Priority  string     `json:"_priority,omitempty"`
	Kind      string     `json:"_resourceType,omitempty"`
	From      string     `json:"_fromCache,omitempty"` // by which rule
}

// Initiator says who discovered that a resource is needed.
type Initiator struct {
	Type string `json:"type"` // parser, preload, other
	URL  string `json:"url,omitempty"`
}

// Pair is a name and a value.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Cookie is a cookie that was sent (its name and value) or set.
type Cookie struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Path     string `json:"path,omitempty"`
	Domain   string `json:"domain,omitempty"`
	Expires  string `json:"expires,omitempty"` // ISO 8601
	HTTPOnly *bool  `json:"httpOnly,omitempty"`
	Secure   *bool  `json:"secure,omitempty"`
	SameSite string `json:"sameSite,omitempty"`
}

// Request is the request object.
type Request struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []Cookie  `json:"cookies"`
	Headers     []Pair    `json:"headers"`
	QueryString []Pair    `json:"queryString"`
	PostData    *PostData `json:"postData,omitempty"`
	HeadersSize int       `json:"headersSize"`
	BodySize    int64     `json:"bodySize"`
}

// PostData is the body of a request: its text, and the fields of a form.
type PostData struct {
	MimeType string `json:"mimeType"`
	Params   []Pair `json:"params"`
	Text     string `json:"text"`
}

// Response is the response object.
type Response struct {
	Status      int      `json:"status"`
	StatusText  string   `json:"statusText"`
	HTTPVersion string   `json:"httpVersion"`
	Cookies     []Cookie `json:"cookies"`
	Headers     []Pair   `json:"headers"`
	Content     Content  `json:"content"`
	RedirectURL string   `json:"redirectURL"`
	HeadersSize int      `json:"headersSize"`
	BodySize    int64    `json:"bodySize"`
	Transfer    int64    `json:"_transferSize"` // head and body on the wire; 0 from the cache
}

// Content is a decoded body: text, or base64 when it is no UTF-8.
type Content struct {
	Size        int64  `json:"size"`
	Compression int64  `json:"compression,omitempty"` // bytes that compression saved
	MimeType    string `json:"mimeType"`
	Text        string `json:"text"`
	Encoding    string `json:"encoding,omitempty"`
}

// Timings are in milliseconds; -1 did not happen. As the format wants, connect includes ssl.
type Timings struct {
	Blocked float64 `json:"blocked"`
	DNS     float64 `json:"dns"`
	Connect float64 `json:"connect"`
	SSL     float64 `json:"ssl"`
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// Limits of recording and replaying.
const (
	maxBody    = 64 << 20  // bytes kept of one body
	maxBodies  = 512 << 20 // of all bodies
	maxArchive = 1 << 30   // of an archive that is read
)

// Fetcher is what Capture stands in front of.
type Fetcher interface {
	Fetch(context.Context, *fetch.Request) (*fetch.Response, error)
}

// Capture is a Fetcher that keeps the bodies of what passes through it.
type Capture struct {
	from   Fetcher
	mu     sync.Mutex
	bodies map[string]*[]byte // by final URL without fragment
	total  int
}

// NewCapture returns a Capture in front of f.
func NewCapture(f Fetcher) *Capture { return &Capture{from: f, bodies: map[string]*[]byte{}} }

// Fetch implements load.Fetcher.
func (c *Capture) Fetch(ctx context.Context, q *fetch.Request) (*fetch.Response, error) {
	r, err := c.from.Fetch(ctx, q)
	if err != nil || !r.URL.Is("http", "https") {
		return r, err
	}
	b := new([]byte)
	c.mu.Lock()
	c.bodies[r.URL.WithoutFragment().String()] = b
	c.mu.Unlock()
	r.Body.Watch(func(p []byte) {
		c.mu.Lock()
		if len(*b)+len(p) <= maxBody && c.total+len(p) <= maxBodies {
			*b = append(*b, p...)
			c.total += len(p)
		}
		c.mu.Unlock()
	})
	return r, nil
}

// Body gives what was kept of the body at a URL.
func (c *Capture) Body(url string) []byte {
	url, _, _ = strings.Cut(url, "#")
	c.mu.Lock()
	defer c.mu.Unlock()
	if b := c.bodies[url]; b != nil {
		return *b
	}
	return nil
}

// version is what archives are written as being made by.
const version = "0.1"

// New makes an archive of a load. body gives decoded bodies by URL.
func New(s *explain.Story, title string, body func(url string) []byte) *Archive {
	ms := func(d time.Duration) float64 {
		if d < 0 {
			return -1
		}
		return float64(d) / 1e6
	}
	when := func(d time.Duration) string { return s.Start.Add(d).Format("2006-01-02T15:04:05.000000Z07:00") }
	a := &Archive{Log{Version: "1.2", Creator: Creator{"Vitrine", version}, Browser: Creator{"Vitrine", version}, Entries: []Entry{},
		Pages: []Page{{Started: when(0), ID: "page_1", Title: title, PageTimings: PageTimings{OnContentLoad: ms(s.Totals.DOM), OnLoad: ms(s.Total)}}}}}
	for _, r := range s.Resources {
		exchanges := r.Exchanges
		if len(exchanges) == 0 {
			if !strings.HasPrefix(r.URL, "http") {
				continue // data: and file: have no place in an archive of HTTP
			}
			exchanges = []*explain.Exchange{{URL: r.URL, Method: "GET", Start: r.Start, DNS: -1, Connect: -1, TLS: -1,
				Wait: r.End - r.Start, Status: r.Status}}
		}
		for i, x := range exchanges {
			last := i == len(exchanges)-1
			e := Entry{PageRef: "page_1", Started: when(x.Start), Time: ms(x.Total()), Kind: kindName(r.Destination), Server: hostOf(x.Address),
				Priority: priorityNames[r.Priority], Initiator: initiator(s, r)}
			e.Timings = Timings{Blocked: ms(x.Blocked), DNS: ms(x.DNS), Connect: ms(x.Connect), SSL: ms(x.TLS),
				Send: ms(max(x.Send, 0)), Wait: ms(max(x.Wait, 0)), Receive: ms(max(x.Receive, 0))}
			if x.TLS >= 0 && x.Connect >= 0 {
				e.Timings.Connect = ms(x.Connect + x.TLS)
			}
			if x.Connection > 0 {
				e.Conn = strconv.FormatInt(x.Connection, 10)
			}
			e.Request = request(x)
			e.Response = response(x)
			if last {
				e.Error, e.From = r.Error, r.Cache
				b := body(r.URL)
				e.Response.Content = content(b, r.Type)
				e.Response.BodySize = r.Wire
				if r.Cache != "" {
					e.Response.BodySize = 0 // as the format wants
				} else if saved := int64(len(b)) - r.Wire; saved > 0 {
					e.Response.Content.Compression = saved
				}
				if e.Response.HeadersSize > 0 {
					e.Response.Transfer = int64(e.Response.HeadersSize) + e.Response.BodySize
				}
				if e.Response.Status == 0 && r.Error == "" {
					e.Response.Status = r.Status
				}
				if len(e.Response.Headers) == 0 && r.Type != "" {
					e.Response.Headers = []Pair{{"Content-Type", r.Type}}
				}
			}
			a.Log.Entries = append(a.Log.Entries, e)
		}
	}
	// By their time, as the format prefers; all are written in the same form and zone.
	slices.SortStableFunc(a.Log.Entries, func(x, y Entry) int { return strings.Compare(x.Started, y.Started) })
	return a
}

// priorityNames are the names of priorities in developer tools.
var priorityNames = map[string]string{"highest": "VeryHigh", "high": "High", "medium": "Medium", "low": "Low"}

// kindName is the name of a destination in developer tools.
func kindName(destination string) string {
	if destination == "style" {
		return "stylesheet"
	}
	return destination
}

// initiator says who discovered a resource; nil for the document.
func initiator(s *explain.Story, r *explain.Resource) *Initiator {
	switch r.DiscoveredBy {
	case "":
		return nil
	case "preload scanner", "parser":
		return &Initiator{"parser", s.URL}
	}
	return &Initiator{"other", s.URL}
}

func hostOf(address string) string {
	if ap, err := netip.ParseAddrPort(address); err == nil {
		return ap.Addr().String()
	}
	return ""
}

func request(x *explain.Exchange) Request {
	first, fields := split(x.RequestHead)
	proto := "HTTP/1.1"
	if f := strings.Fields(first); len(f) == 3 {
		proto = f[2]
	}
	url, _, _ := strings.Cut(x.URL, "#")
	q := Request{Method: x.Method, URL: url, HTTPVersion: proto, Cookies: []Cookie{}, Headers: fields, QueryString: []Pair{},
		HeadersSize: sizeOf(x.RequestHead), BodySize: x.RequestBytes}
	for _, f := range fields {
		if strings.EqualFold(f.Name, "cookie") {
			for c := range strings.SplitSeq(f.Value, ";") {
				n, v, _ := strings.Cut(strings.TrimSpace(c), "=")
				q.Cookies = append(q.Cookies, Cookie{Name: n, Value: v})
			}
		}
	}
	if u, err := weburl.Parse(x.URL); err == nil {
		if _, query, ok := strings.Cut(u.RequestTarget(), "?"); ok {
			q.QueryString = form(query)
		}
	}
	if x.RequestBytes > 0 {
		q.PostData = &PostData{MimeType: x.RequestType, Params: []Pair{}, Text: strings.ToValidUTF8(x.RequestBody, "\ufffd")}
		if t, _, _ := strings.Cut(x.RequestType, ";"); strings.EqualFold(strings.TrimSpace(t), "application/x-www-form-urlencoded") {
			q.PostData.Params = form(x.RequestBody)
		}
	}
	return q
}

// form decodes the fields of a query or a form.
// https://url.spec.whatwg.org/#urlencoded-parsing
func form(s string) []Pair {
	out := []Pair{}
	plain := func(s string) string {
		return strings.ToValidUTF8(string(weburl.PercentDecode(strings.ReplaceAll(s, "+", " "))), "\ufffd")
	}
	for p := range strings.SplitSeq(s, "&") {
		if p == "" {
			continue
		}
		n, v, _ := strings.Cut(p, "=")
		out = append(out, Pair{plain(n), plain(v)})
	}
	return out
}

// upgrade is what developer tools show of a request that was never sent, because it was known that
// the host wants https: a redirect that the browser made itself.
func upgrade(to, by string) Response {
	return Response{Status: 307, StatusText: "Internal Redirect", HTTPVersion: "HTTP/1.1", Cookies: []Cookie{}, RedirectURL: to, HeadersSize: -1, BodySize: 0,
		Headers: []Pair{{"Location", to}, {"Non-Authoritative-Reason", by}}, Content: Content{MimeType: "x-unknown"}}
}

func response(x *explain.Exchange) Response {
	if x.Upgraded != "" {
		return upgrade(x.Upgraded, x.UpgradedBy)
	}
	first, fields := split(x.ResponseHead)
	r := Response{Status: x.Status, HTTPVersion: "HTTP/1.1", Cookies: []Cookie{}, Headers: fields, HeadersSize: sizeOf(x.ResponseHead), BodySize: -1,
		Content: Content{MimeType: "x-unknown"}}
	if proto, rest, ok := strings.Cut(first, " "); ok {
		r.HTTPVersion = proto
		_, r.StatusText, _ = strings.Cut(rest, " ")
	}
	for _, f := range fields {
		switch {
		case strings.EqualFold(f.Name, "set-cookie"):
			r.Cookies = append(r.Cookies, setCookie(f.Value))
		case strings.EqualFold(f.Name, "location"):
			r.RedirectURL = f.Value
		case strings.EqualFold(f.Name, "content-type"):
			r.Content.MimeType = f.Value
		case strings.EqualFold(f.Name, "content-length"):
			if n, err := strconv.ParseInt(f.Value, 10, 63); err == nil {
				r.BodySize = n // of a response whose body was not read: a redirect
			}
		}
	}
	return r
}

// setCookie reads a Set-Cookie as the format wants it.
func setCookie(v string) Cookie {
	var c Cookie
	no1, no2 := false, false
	c.HTTPOnly, c.Secure = &no1, &no2
	for i, a := range strings.Split(v, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(a), "=")
		if i == 0 {
			c.Name, c.Value = k, v
			continue
		}
		switch strings.ToLower(k) {
		case "path":
			c.Path = v
		case "domain":
			c.Domain = v
		case "httponly":
			*c.HTTPOnly = true
		case "secure":
			*c.Secure = true
		case "samesite":
			c.SameSite = v
		case "expires":
			if t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", v); err == nil {
				c.Expires = t.Format("2006-01-02T15:04:05.000Z")
			}
		}
	}
	return c
}

// sizeOf is the size of a head on the wire, with the empty line that ends it.
func sizeOf(head string) int {
	if head == "" {
		return -1
	}
	return len(strings.TrimRight(head, "\r\n")) + len("\r\n\r\n")
}

// split takes a head apart.
func split(head string) (first string, fields []Pair) {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(head, "\r\n", "\n"), "\n"), "\n")
	fields = []Pair{}
	for _, l := range lines[1:] {
		if n, v, ok := cutField(l); ok {
			fields = append(fields, Pair{n, v})
		}
	}
	return lines[0], fields
}

// cutField reads "Name: value", where names of HTTP/2 may begin with a colon.
func cutField(l string) (name, value string, ok bool) {
	if l == "" {
		return "", "", false
	}
	i := strings.IndexByte(l[1:], ':')
	if i < 0 {
		return "", "", false
	}
	return l[:i+1], strings.TrimSpace(l[i+2:]), true
}

func content(b []byte, typ string) Content {
	if typ == "" {
		typ = "x-unknown"
	}
	c := Content{Size: int64(len(b)), MimeType: typ}
	if utf8.Valid(b) {
		c.Text = string(b)
	} else {
		c.Text, c.Encoding = base64.StdEncoding.EncodeToString(b), "base64"
	}
	return c
}

// Write writes the archive as JSON.
func (a *Archive) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(a)
}

// Read reads an archive, of any program that writes HAR.
func Read(r io.Reader) (*Archive, error) {
	var a Archive
	l := &io.LimitedReader{R: r, N: maxArchive}
	if err := json.NewDecoder(l).Decode(&a); err != nil {
		if l.N <= 0 {
			err = fmt.Errorf("larger than %d bytes", maxArchive)
		}
		return nil, fmt.Errorf("not an HTTP archive: %w", err)
	}
	if len(a.Log.Entries) == 0 {
		return nil, errors.New("not an HTTP archive: no entries")
	}
	return &a, nil
}

// URL gives the address of the page: that of the first entry.
func (a *Archive) URL() string { return a.Log.Entries[0].Request.URL }

// ErrNotRecorded is the cause of fetches of what an archive does not hold.
var ErrNotRecorded = errors.New("not in the recording")

const http304 = 304

// phases are those that errors of our own archives may name.
var phases = []fetch.Phase{fetch.PhaseURL, fetch.PhaseScheme, fetch.PhaseName, fetch.PhaseConnect, fetch.PhaseTLS, fetch.PhaseRequest,
	fetch.PhaseResponse, fetch.PhaseRedirect, fetch.PhasePolicy, fetch.PhaseBody}

// recordedError makes an error of its text, so that it fails again as it did: our own texts are
// "fetch URL: phase cause".
func recordedError(url, text string) error {
	rest, ok := strings.CutPrefix(text, "fetch "+url+": ")
	u, err := weburl.Parse(url)
	if !ok || err != nil {
		return errors.New(text)
	}
	for _, p := range phases {
		if cause, ok := strings.CutPrefix(rest, string(p)); ok && cause != "" && (cause[0] == ' ' || cause[0] == ':') {
			return &fetch.Error{URL: u, Phase: p, Err: recordedCause(strings.TrimPrefix(strings.TrimPrefix(cause, ":"), " "))}
		}
	}
	return errors.New(text)
}

// recordedCause is the cause of an error that was recorded.
type recordedCause string

func (c recordedCause) Error() string { return string(c) }

// Timeout reports whether it was one of the client's time limits that was recorded.
func (c recordedCause) Timeout() bool {
	for _, s := range []string{"took too long", "no answer within", "timed out", " bytes came in "} {
		if strings.Contains(string(c), s) {
			return true
		}
	}
	return false
}

// replay answers from an archive.
type replay struct {
	mu      sync.Mutex
	entries map[string][]*Entry // method and URL → in the order of the recording
}

// Replay gives a Replayer for fetch.Config. A request that was made several times gets the
// recorded answers in their order, the last one for good.
func (a *Archive) Replay() fetch.Replayer {
	r := &replay{entries: map[string][]*Entry{}}
	for i := range a.Log.Entries {
		e := &a.Log.Entries[i]
		k := e.Request.Method + " " + canonical(e.Request.URL)
		r.entries[k] = append(r.entries[k], e)
	}
	return r
}

// canonical writes a URL as our parser does: other programs may write it otherwise.
func canonical(s string) string {
	if u, err := weburl.Parse(s); err == nil {
		return u.WithoutFragment().String()
	}
	return s
}

// Replay implements fetch.Replayer.
func (r *replay) Replay(method, url string) (*fetch.Recorded, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := method + " " + url
	list := r.entries[k]
	if len(list) == 0 {
		return nil, ErrNotRecorded
	}
	e := list[0]
	if len(list) > 1 {
		r.entries[k] = list[1:]
	}
	if e.Response.Status < 100 || e.Response.Status > 999 {
		if e.Error != "" {
			return nil, recordedError(e.Request.URL, e.Error)
		}
		return nil, ErrNotRecorded
	}
	status := e.Response.Status
	if status == http304 && e.Response.Content.Text != "" {
		status = 200 // the recording browser had the body already; here it comes
	}
	out := &fetch.Recorded{Status: status, StatusText: e.Response.StatusText, Body: []byte(e.Response.Content.Text)}
	if e.Response.Content.Encoding == "base64" {
		b, err := base64.StdEncoding.DecodeString(e.Response.Content.Text)
		if err != nil {
			return nil, fmt.Errorf("recording of %s: %w", url, err)
		}
		out.Body = b
	}
	for _, h := range e.Response.Headers {
		if header.ValidName(h.Name) {
			out.Header = append(out.Header, header.Field{Name: h.Name, Value: h.Value})
		}
	}
	return out, nil
}
