package cache

import (
	"container/list"
	"strings"
	"sync"
	"time"

	"vitrine/net/header"
)

// Mode says how a request may use the cache.
//
// https://fetch.spec.whatwg.org/#concept-request-cache-mode
type Mode uint8

const (
	Default      Mode = iota // by the rules
	NoStore                  // neither read nor written
	Reload                   // not read, but written: a hard reload
	NoCache                  // always asked back, used when unchanged: a reload
	ForceCache               // used however old
	OnlyIfCached             // used however old; else no response
)

var modeNames = [...]string{"default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"}

// String returns the standard's name.
func (m Mode) String() string { return modeNames[m] }

// ParseMode finds a mode by the standard's name.
func ParseMode(s string) (Mode, bool) {
	for i, n := range modeNames {
		if n == s {
			return Mode(i), true
		}
	}
	return Default, s == ""
}

// Limits bound a cache. Zero fields take the numbers of DefaultLimits. Sizes are bytes.
type Limits struct {
	Memory   int64 // bodies and heads kept in memory
	Disk     int64 // files in the folder
	Entry    int64 // one body; larger ones are not kept
	Writing  int64 // bodies that are coming in, together
	Variants int   // responses to one URL that differ by Vary or by range
}

// DefaultLimits are what a zero Limits means.
var DefaultLimits = Limits{Memory: 64 << 20, Disk: 512 << 20, Entry: 16 << 20, Writing: 64 << 20, Variants: 16}

// Config says how a Cache works.
type Config struct {
	Dir    string // "": in memory only
	Limits Limits
	Now    func() time.Time // nil: time.Now
}

// Cache stores responses. It is safe for concurrent use, and its folder may be shared with
// other processes.
type Cache struct {
	lim Limits
	now func() time.Time
	dir *folder

	mu      sync.Mutex
	urls    map[string][]*list.Element // by slot, of *Entry, newest last
	used    *list.List                 // of *Entry, the last used in front
	size    int64
	writing int64
}

// New returns a cache. Its folder is made when the first response is stored.
func New(cfg Config) *Cache {
	c := &Cache{lim: cfg.Limits, now: cfg.Now, urls: map[string][]*list.Element{}, used: list.New()}
	if c.now == nil {
		c.now = time.Now
	}
	d := DefaultLimits
	for _, f := range []struct {
		v   *int64
		def int64
	}{{&c.lim.Memory, d.Memory}, {&c.lim.Disk, d.Disk}, {&c.lim.Entry, d.Entry}, {&c.lim.Writing, d.Writing}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	if c.lim.Variants <= 0 {
		c.lim.Variants = d.Variants
	}
	if cfg.Dir != "" {
		c.dir = &folder{dir: cfg.Dir, limit: c.lim.Disk}
	}
	return c
}

// Request is a request as far as a cache looks at it.
type Request struct {
	Method string
	URL    string // without fragment
	Header header.List
	Mode   Mode
	// Partition names on whose behalf the request is made, "" for nobody's. What is stored for one
	// is not there for another, so that no site learns from the cache what others have loaded.
	//
	// https://fetch.spec.whatwg.org/#http-cache-partitions
	Partition string
}

// slot is where the responses to a URL lie, for one partition.
func slot(partition, url string) string {
	if partition == "" {
		return url
	}
	return partition + " " + url // neither has a space
}

func (q *Request) slot() string { return slot(q.Partition, q.URL) }

// Action says what to do for a request.
type Action uint8

const (
	Fetch      Action = iota // ask the server
	Use                      // answer with the entry
	Background               // answer with the entry, and validate it afterwards
	Validate                 // ask the server whether the entry is still good
	Complete                 // ask the server for what the entry lacks, see Join
	Fail                     // nothing may be asked, and nothing is here
)

// Decision is the answer of Lookup.
type Decision struct {
	Action Action
	Entry  *Entry      // for Use, Background, Validate and Complete
	Add    header.List // for Validate and Complete: the fields that ask
	Rule   string      // why, in words
}

// safe reports methods that change nothing.
//
// https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods
func safe(method string) bool {
	return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE"
}

// Lookup decides about a request.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-constructing-responses-from
func (c *Cache) Lookup(q *Request) Decision {
	cc := parseControl(q.Header)
	if cc == (directives{}) && !q.Header.Has("Cache-Control") && q.Header.HasToken("Pragma", "no-cache") {
		cc.noCache = true
	}
	only := q.Mode == OnlyIfCached || cc.onlyIfCached
	miss := func(rule string) Decision {
		if only {
			return Decision{Action: Fail, Rule: rule}
		}
		return Decision{Rule: rule}
	}
	switch {
	case q.Method != "GET" && q.Method != "HEAD":
		return miss("method " + q.Method)
	case q.Mode == NoStore:
		return miss("mode no-store")
	case q.Mode == Reload:
		return miss("mode reload")
	case cc.noStore:
		return miss("request: no-store")
	case q.Header.Has("If-Match") || q.Header.Has("If-Unmodified-Since") || q.Header.Has("If-Range"):
		return miss("request has a precondition of its own")
	}
	e := c.find(q)
	if e == nil {
		if e := c.beginning(q); e != nil && !only && !cc.noCache && q.Mode == Default {
			return Decision{Action: Complete, Entry: e, Add: e.restOf(), Rule: "a part is stored"}
		}
		return miss("not stored")
	}
	now := c.now()
	if q.Mode == ForceCache || q.Mode == OnlyIfCached {
		return Decision{Action: Use, Entry: e, Rule: "mode " + q.Mode.String()}
	}
	d := c.judge(q, e, &cc, now)
	if d.Action == Validate || d.Action == Fetch {
		if only {
			return Decision{Action: Fail, Rule: d.Rule}
		}
		if q.Header.Has("If-None-Match") || q.Header.Has("If-Modified-Since") {
			d.Add = nil // the request asks by itself
		}
	}
	return d
}

// judge decides about a request that e could answer.
func (c *Cache) judge(q *Request, e *Entry, cc *directives, now time.Time) Decision {
	age := e.Age(now)
	life, rule := e.Lifetime()
	left := life - age
	validate := func(why string) Decision {
		if !e.validators() || (e.partial() && !strongETag(e)) {
			return Decision{Rule: why + ", and nothing to ask by", Entry: e}
		}
		return Decision{Action: Validate, Entry: e, Add: e.questions(), Rule: why}
	}
	switch {
	case q.Mode == NoCache && e.cc.immutable && left > 0:
		return Decision{Action: Use, Entry: e, Rule: "immutable"}
	case q.Mode == NoCache:
		return validate("mode no-cache")
	case cc.noCache:
		return validate("request: no-cache")
	case e.alwaysAsk() != "":
		return validate(e.alwaysAsk())
	case cc.maxAge.set && age > cc.maxAge.duration():
		return validate("request: max-age")
	case cc.maxAge.set && cc.maxAge.n == 0:
		return validate("request: max-age=0")
	case cc.minFresh.set && left < cc.minFresh.duration():
		return validate("request: min-fresh")
	case left > 0:
		return Decision{Action: Use, Entry: e, Rule: "fresh by " + rule}
	case e.cc.mustRevalidate:
		return validate("stale: must-revalidate")
	case cc.maxStale.set && -left <= cc.maxStale.duration():
		return Decision{Action: Use, Entry: e, Rule: "stale, but the request allows it: max-stale"}
	case e.cc.whileRevalidate.set && -left < e.cc.whileRevalidate.duration():
		return Decision{Action: Background, Entry: e, Add: e.questions(), Rule: "stale-while-revalidate"}
	}
	return validate("stale: " + rule)
}

// IfError reports whether a stale entry may answer when the server cannot. status is 0 when it
// could not be reached at all.
//
// https://www.rfc-editor.org/rfc/rfc5861#section-4
func (c *Cache) IfError(q *Request, e *Entry, status int) bool {
	if e == nil || e.cc.mustRevalidate || e.cc.noCache || q.Mode == NoCache {
		return false
	}
	switch status {
	case 0, 500, 502, 503, 504:
	default:
		return false
	}
	now := c.now()
	life, _ := e.Lifetime()
	allowed := e.cc.ifError
	if r := parseControl(q.Header).ifError; r.set {
		allowed = r
	}
	return allowed.set && e.Age(now)-life <= allowed.duration()
}

// Disconnected reports whether a stale entry may answer because the server cannot be reached at
// all: nothing may forbid stale answers, be it only to shared caches, and the request must not ask
// for a fresh one.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-serving-stale-responses
func (c *Cache) Disconnected(q *Request, e *Entry) bool {
	if e == nil || e.partial() || q.Mode == NoCache || e.cc.mustRevalidate || e.cc.proxyRevalidate || e.cc.sharedMaxAge || e.alwaysAsk() != "" {
		return false
	}
	r := parseControl(q.Header)
	life, _ := e.Lifetime()
	stale := e.Age(c.now()) - life
	if r.noCache || r.maxAge.set || r.minFresh.set || r.maxStale.set && stale > r.maxStale.duration() {
		return false
	}
	return stale <= maxDisconnected
}

// maxDisconnected is how stale an answer may be that takes the place of an error.
const maxDisconnected = 30 * 24 * time.Hour

func strongETag(e *Entry) bool {
	v := e.Header.First("ETag")
	return v != "" && !strings.HasPrefix(v, "W/")
}

// questions returns the fields that ask whether e is still good.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-sending-a-validation-reques
func (e *Entry) questions() header.List {
	var h header.List
	if v := e.Header.First("ETag"); v != "" {
		h.Add("If-None-Match", v)
	}
	if v := e.Header.First("Last-Modified"); v != "" {
		h.Add("If-Modified-Since", v)
	}
	return h
}

// find returns the newest entry that answers q, or nil.
func (c *Cache) find(q *Request) *Entry {
	if e := c.pick(q); e != nil {
		return e
	}
	if c.dir != nil {
		for _, e := range c.dir.load(q.Partition, q.URL) {
			c.remember(e)
		}
		return c.pick(q)
	}
	return nil
}

// pick is find in memory.
func (c *Cache) pick(q *Request) *Entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	var best *list.Element
	for _, el := range c.urls[q.slot()] {
		e := el.Value.(*Entry)
		if !e.matches(q.Header) || (e.partial() && !e.covers(q.Header.First("Range"))) {
			continue
		}
		if best == nil || !e.date().Before(best.Value.(*Entry).date()) {
			best = el
		}
	}
	if best == nil {
		return nil
	}
	c.used.MoveToFront(best)
	e := best.Value.(*Entry)
	if c.dir != nil {
		c.dir.touch(e.file, c.now())
	}
	return e
}

// entrySize is what an entry counts for.
func entrySize(e *Entry) int64 { return int64(len(e.Body)+e.Header.Size()+len(e.URL)) + 512 }

// remember puts e into memory in place of an older one of the same request.
func (c *Cache) remember(e *Entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.urls[e.slot()]
	for i, el := range l {
		if el.Value.(*Entry).same(e) {
			l = append(l[:i:i], l[i+1:]...)
			c.forget(el)
			break
		}
	}
	if len(l) >= c.lim.Variants {
		c.forget(l[0])
		l = l[1:]
	}
	c.urls[e.slot()] = append(l[:len(l):len(l)], c.used.PushFront(e))
	c.size += entrySize(e)
	for c.size > c.lim.Memory && c.used.Len() > 1 {
		c.remove(c.used.Back())
	}
}

// same reports whether two entries answer the same requests.
func (e *Entry) same(f *Entry) bool {
	return e.partial() == f.partial() && e.First == f.First && !(e.partial() && len(e.Body) != len(f.Body)) && e.sameFields(f)
}

// sameFields reports whether Vary leads to both entries alike.
func (e *Entry) sameFields(f *Entry) bool {
	if len(e.Vary) != len(f.Vary) {
		return false
	}
	for i := range e.Vary {
		if e.Vary[i] != f.Vary[i] {
			return false
		}
	}
	return true
}

// forget takes an element off the list of use. c.mu is held.
func (c *Cache) forget(el *list.Element) {
	c.used.Remove(el)
	c.size -= entrySize(el.Value.(*Entry))
}

// remove takes an element away altogether. c.mu is held.
func (c *Cache) remove(el *list.Element) {
	e := el.Value.(*Entry)
	l := c.urls[e.slot()]
	for i := range l {
		if l[i] == el {
			l = append(l[:i:i], l[i+1:]...)
			break
		}
	}
	if len(l) == 0 {
		delete(c.urls, e.slot())
	} else {
		c.urls[e.slot()] = l
	}
	c.forget(el)
}

// Forget removes everything that is stored for a URL in a partition.
func (c *Cache) Forget(partition, url string) {
	at := slot(partition, url)
	c.mu.Lock()
	for _, el := range c.urls[at] {
		c.forget(el)
	}
	delete(c.urls, at)
	c.mu.Unlock()
	if c.dir != nil {
		c.dir.remove(at)
	}
}

// Unsafe reports whether a response to q makes what is stored for its URL, and for the URLs
// that Location and Content-Location name in the same origin, untrustworthy.
//
// https://www.rfc-editor.org/rfc/rfc9111#name-invalidating-stored-respons
func Unsafe(method string, status int) bool { return !safe(method) && status >= 200 && status < 400 }

// Stats are the contents in memory.
type Stats struct {
	Entries int
	Bytes   int64
}

// Stats returns the counts of this moment.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Stats{c.used.Len(), c.size}
}
