package har

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
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
	Pages   []Page  `json:"pages"`
	Entries []Entry `json:"entries"`
}

// Creator says who wrote an archive.
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
	Error    string   `json:"_error,omitempty"`
	Kind     string   `json:"_resourceType,omitempty"`
	From     string   `json:"_fromCache,omitempty"`
}

// Pair is a name and a value.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Request is the request object.
type Request struct {
	Method      string `json:"method"`
	URL         string `json:"url"`
	HTTPVersion string `json:"httpVersion"`
	Cookies     []Pair `json:"cookies"`
	Headers     []Pair `json:"headers"`
	QueryString []Pair `json:"queryString"`
	HeadersSize int    `json:"headersSize"`
	BodySize    int64  `json:"bodySize"`
}

// Response is the response object.
type Response struct {
	Status      int     `json:"status"`
	StatusText  string  `json:"statusText"`
	HTTPVersion string  `json:"httpVersion"`
	Cookies     []Pair  `json:"cookies"`
	Headers     []Pair  `json:"headers"`
	Content     Content `json:"content"`
	RedirectURL string  `json:"redirectURL"`
	HeadersSize int     `json:"headersSize"`
	BodySize    int64   `json:"bodySize"`
}

// Content is a decoded body: text, or base64 when it is no UTF-8.
type Content struct {
	Size     int64  `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"encoding,omitempty"`
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
	a := &Archive{Log{Version: "1.2", Creator: Creator{"Vitrine", version}, Entries: []Entry{},
		Pages: []Page{{Started: when(0), ID: "page_1", Title: title, PageTimings: PageTimings{OnContentLoad: -1, OnLoad: ms(s.Total)}}}}}
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
			e := Entry{PageRef: "page_1", Started: when(x.Start), Time: ms(x.Total()), Kind: r.Destination, Server: hostOf(x.Address)}
			e.Timings = Timings{Blocked: ms(x.Blocked), DNS: ms(x.DNS), Connect: ms(x.Connect), SSL: ms(x.TLS),
				Send: ms(max(x.Send, 0)), Wait: ms(max(x.Wait, 0)), Receive: ms(max(x.Receive, 0))}
			if x.TLS >= 0 && x.Connect >= 0 {
				e.Timings.Connect = ms(x.Connect + x.TLS)
			}
			e.Request = request(x)
			e.Response = response(x)
			if last {
				e.Error, e.From = r.Error, r.Cache
				b := body(r.URL)
				e.Response.Content = content(b, r.Type)
				e.Response.BodySize = r.Wire
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
	return a
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
	q := Request{Method: x.Method, URL: url, HTTPVersion: proto, Cookies: []Pair{}, Headers: fields, QueryString: []Pair{},
		HeadersSize: sizeOf(x.RequestHead), BodySize: 0}
	for _, f := range fields {
		if strings.EqualFold(f.Name, "cookie") {
			for c := range strings.SplitSeq(f.Value, ";") {
				n, v, _ := strings.Cut(strings.TrimSpace(c), "=")
				q.Cookies = append(q.Cookies, Pair{n, v})
			}
		}
	}
	if u, err := weburl.Parse(x.URL); err == nil {
		if _, query, ok := strings.Cut(u.RequestTarget(), "?"); ok {
			for p := range strings.SplitSeq(query, "&") {
				n, v, _ := strings.Cut(p, "=")
				q.QueryString = append(q.QueryString, Pair{n, v})
			}
		}
	}
	return q
}

func response(x *explain.Exchange) Response {
	first, fields := split(x.ResponseHead)
	r := Response{Status: x.Status, HTTPVersion: "HTTP/1.1", Cookies: []Pair{}, Headers: fields, HeadersSize: sizeOf(x.ResponseHead), BodySize: -1,
		Content: Content{MimeType: "x-unknown"}}
	if proto, rest, ok := strings.Cut(first, " "); ok {
		r.HTTPVersion = proto
		_, r.StatusText, _ = strings.Cut(rest, " ")
	}
	for _, f := range fields {
		switch {
		case strings.EqualFold(f.Name, "set-cookie"):
			c, _, _ := strings.Cut(f.Value, ";")
			n, v, _ := strings.Cut(c, "=")
			r.Cookies = append(r.Cookies, Pair{strings.TrimSpace(n), v})
		case strings.EqualFold(f.Name, "location"):
			r.RedirectURL = f.Value
		case strings.EqualFold(f.Name, "content-type"):
			r.Content.MimeType = f.Value
		}
	}
	return r
}

func sizeOf(head string) int {
	if head == "" {
		return -1
	}
	return len(head)
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
			return nil, errors.New(e.Error)
		}
		return nil, ErrNotRecorded
	}
	out := &fetch.Recorded{Status: e.Response.Status, StatusText: e.Response.StatusText, Body: []byte(e.Response.Content.Text)}
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
