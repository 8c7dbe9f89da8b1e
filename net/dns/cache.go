package dns

import (
	"sync"
	"time"
)

// rank orders what is known by how far it can be trusted (RFC 2181 §5.4.1). Only rankAnswer
// and above may answer a question; the rest only leads to servers.
type rank uint8

const (
	rankGlue     rank = iota + 1 // the additional section of a referral
	rankReferral                 // the authority section of a referral
	rankAnswer                   // an answer that did not claim authority, or of a recursive server
	rankAuth                     // an authoritative answer
)

// Cache keeps record sets and proofs of absence until their TTL runs out. It is bounded in
// entries and in bytes, evicts what was not used for longest, and may be shared by
// resolvers that ask the same servers. All methods are safe for concurrent use.
type Cache struct {
	mu       sync.Mutex
	lim      CacheLimits
	m        map[cacheKey]*entry
	newest   *entry // ends of the list in order of use
	oldest   *entry
	bytes    int
	now      func() time.Time
	evicted  int
	inserted int
	stale    time.Duration // how long after their end entries are kept for getStale
}

// CacheStats counts what a Cache holds and did.
type CacheStats struct{ Entries, Bytes, Inserted, Evicted int }

// CacheLimits bounds a Cache. A zero field means the default.
type CacheLimits struct {
	Entries     int           // default 20,000
	Bytes       int           // default 8 MiB, counted as names and data plus a fixed part per record
	MaxTTL      time.Duration // longest life of records; default 24 h (RFC 8767 §4 suggests days at most)
	MaxNegative time.Duration // longest life of a negative answer; default 15 min (RFC 2308 §5 suggests at most 3 h)
	MinTTL      time.Duration // shortest life; default 0: a TTL of 0 is not kept
}

func (l CacheLimits) withDefaults() CacheLimits {
	def := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	def(&l.Entries, 20_000)
	def(&l.Bytes, 8<<20)
	if l.MaxTTL == 0 {
		l.MaxTTL = 24 * time.Hour
	}
	if l.MaxNegative == 0 {
		l.MaxNegative = 15 * time.Minute
	}
	return l
}

type cacheKey struct {
	name string
	typ  Type
}

// entry is one record set, or the proof that it is empty.
type entry struct {
	cacheKey
	rank       rank
	rcode      RCode
	recs       []Record // shared and never changed; empty for a negative entry
	soa        []Record
	sigs       []Record // signatures of recs
	denial     []Record // proofs of a negative entry, with their signatures
	security   Security
	flaw       *flaw // why it is not secure, if there is more to say
	stored     time.Time
	ttl        time.Duration
	size       int
	prev, next *entry
}

// negative reports whether the entry says that there is nothing.
func (e *entry) negative() bool { return len(e.recs) == 0 }

// recordCost is what a record is counted as beyond its strings.
const recordCost = 96

// NewCache makes an empty cache.
func NewCache(lim CacheLimits) *Cache {
	return &Cache{lim: lim.withDefaults(), m: make(map[cacheKey]*entry), now: time.Now}
}

// get gives the live entry for a record set, with its age, or nil.
func (c *Cache) get(name string, t Type, least rank) (*entry, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.m[cacheKey{name, t}]
	if e == nil {
		return nil, 0
	}
	age := c.now().Sub(e.stored)
	if age >= e.ttl {
		if age >= e.ttl+c.stale {
			c.remove(e)
		}
		return nil, 0
	}
	if e.rank < least {
		return nil, 0
	}
	c.unlink(e)
	c.pushNewest(e)
	return e, age
}

// put keeps a record set of one owner and type. Data of lower rank never replaces live data
// of higher rank (RFC 2181 §5.4.1).
func (c *Cache) put(recs []Record, rk rank) {
	if len(recs) > 0 {
		c.putAs(cacheKey{recs[0].Name, recs[0].Type}, recs, rk)
	}
}

// putAs is put under another key than the records' own.
func (c *Cache) putAs(k cacheKey, recs []Record, rk rank) {
	ttl := c.lim.MaxTTL
	size := recordCost
	for _, r := range recs {
		ttl = min(ttl, time.Duration(r.TTL)*time.Second)
		size += recordCost + len(r.Data)
	}
	ttl = max(ttl, c.lim.MinTTL)
	c.insert(&entry{cacheKey: k, rank: rk, recs: recs, ttl: ttl, size: size + len(recs[0].Name)})
}

// putHop keeps a record set of an answer, with what it was validated by.
func (c *Cache) putHop(recs []Record, h *hop) {
	if len(recs) == 0 {
		return
	}
	e := &entry{cacheKey: cacheKey{recs[0].Name, recs[0].Type}, rank: h.rank, recs: recs, security: h.security, flaw: h.flaw, size: recordCost + len(recs[0].Name), denial: h.denial}
	e.ttl = c.lim.MaxTTL
	for _, r := range recs {
		e.ttl = min(e.ttl, time.Duration(r.TTL)*time.Second)
		e.size += recordCost + len(r.Data)
	}
	for _, r := range h.sigs {
		if s, ok := parseSignature(r); ok && r.Name == e.name && s.covered == e.typ {
			e.sigs = append(e.sigs, r)
		}
	}
	e.finish(c, h)
}

// putNegative keeps the fact that name has no records of type t, or with t 0 does not exist
// (RFC 2308 §5). Without a SOA there is no TTL to go by, and nothing is kept.
func (c *Cache) putNegative(name string, t Type, h *hop) {
	if len(h.soa) == 0 {
		return
	}
	e := &entry{cacheKey: cacheKey{name, t}, rank: h.rank, rcode: h.rcode, soa: h.soa[:1], security: h.security, flaw: h.flaw, denial: h.denial, size: 2*recordCost + len(name) + len(h.soa[0].Data)}
	e.ttl = min(time.Duration(min(h.soa[0].TTL, h.soa[0].minimum()))*time.Second, c.lim.MaxNegative)
	e.finish(c, h)
}

// finish counts what came with the records, and stores the entry.
func (e *entry) finish(c *Cache, h *hop) {
	if h.security == Secure { // not beyond its signatures (RFC 4035 §5.3.3)
		e.ttl = min(e.ttl, time.Duration(h.until)*time.Second)
	}
	e.ttl = max(e.ttl, c.lim.MinTTL)
	for _, rs := range [...][]Record{e.sigs, e.denial} {
		for _, r := range rs {
			e.size += recordCost + len(r.Name) + len(r.Data)
		}
	}
	c.insert(e)
}

func (c *Cache) insert(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.ttl <= 0 || e.size > c.lim.Bytes {
		return
	}
	e.stored = c.now()
	if old := c.m[e.cacheKey]; old != nil {
		live := e.stored.Sub(old.stored) < old.ttl
		if live && (old.rank > e.rank || old.security != Unchecked && e.security == Unchecked) {
			return
		}
		c.remove(old)
	}
	c.m[e.cacheKey] = e
	c.pushNewest(e)
	c.bytes += e.size
	c.inserted++
	for len(c.m) > c.lim.Entries || c.bytes > c.lim.Bytes {
		c.remove(c.oldest)
		c.evicted++
	}
}

func (c *Cache) remove(e *entry) {
	delete(c.m, e.cacheKey)
	c.bytes -= e.size
	c.unlink(e)
}

func (c *Cache) unlink(e *entry) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		c.newest = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		c.oldest = e.prev
	}
	e.prev, e.next = nil, nil
}

func (c *Cache) pushNewest(e *entry) {
	e.next = c.newest
	if c.newest != nil {
		c.newest.prev = e
	}
	c.newest = e
	if c.oldest == nil {
		c.oldest = e
	}
}

// Counts gives what the cache holds now and did so far.
func (c *Cache) Counts() CacheStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return CacheStats{Entries: len(c.m), Bytes: c.bytes, Inserted: c.inserted, Evicted: c.evicted}
}

// Clear forgets everything.
func (c *Cache) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.m)
	c.newest, c.oldest, c.bytes = nil, nil, 0
}

// aged copies records with what is left of their TTL after age, clamped to the entry's life.
func aged(recs []Record, e *entry, age time.Duration) []Record {
	out := make([]Record, len(recs))
	left := uint32((e.ttl - age + time.Second - 1) / time.Second)
	for i, r := range recs {
		r.TTL = min(left, r.TTL)
		out[i] = r
	}
	return out
}

// Failures are remembered for a moment, so that a page with many parts does not wait for the
// same dead servers again and again (RFC 9520 §3.2: one second at least, five minutes at most).
const (
	failureLife = 3 * time.Second
	maxFailures = 1024
)

// failures remembers questions that could not be answered.
type failures struct {
	mu sync.Mutex
	m  map[cacheKey]failure
}

type failure struct {
	err   *Error
	until time.Time
}

func (f *failures) get(name string, t Type) *Error {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := cacheKey{name, t}
	v, ok := f.m[k]
	if !ok {
		return nil
	}
	if !time.Now().Before(v.until) {
		delete(f.m, k)
		return nil
	}
	return v.err
}

// put remembers err unless it says nothing about the servers: who was canceled or has no
// network finds out anew at no cost.
func (f *failures) put(name string, t Type, err *Error) {
	if err.Kind == Canceled || err.Kind == Network || err.Kind == NoServers {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.m == nil || len(f.m) >= maxFailures {
		f.m = map[cacheKey]failure{}
	}
	f.m[cacheKey{name, t}] = failure{err, time.Now().Add(failureLife)}
}
