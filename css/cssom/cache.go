package cssom

import (
	"container/list"
	"sync"

	"vitrine/css/syntax"
	"vitrine/engine/trace"
)

// MaxCached is how many bytes of sheet text a Cache keeps. A parsed sheet takes about ten times
// the memory of its text; this is room for the sheets of a few sites.
const MaxCached = 1 << 20

// leastCached is how many bytes a sheet counts at least: parsed, even one rule takes that much
// tenfold, and pages with a short sheet each would fill the memory.
const leastCached = 2 << 10

// cost returns how many bytes of MaxCached a text takes.
func cost(text string) int { return leastCached + len(text) }

// Cache gives the same Sheet for the same text, address and options, so that a sheet used by many
// pages is parsed once. The zero Cache is ready for use by many goroutines.
type Cache struct {
	mu    sync.Mutex
	by    map[cacheKey]*list.Element
	order list.List // of *cacheEntry, most recently used first
	bytes int       // by cost
}

type cacheKey struct {
	url, text string
	line, col int
	o         Options
}

type cacheEntry struct {
	key   cacheKey
	sheet *Sheet
}

// Parse is the package's Parse with the cache in front of it. What was dropped is reported again
// for every page that uses the sheet.
func (c *Cache) Parse(sp *trace.Span, src *syntax.Source, o Options) *Sheet {
	if o.Base == "" {
		o.Base = src.URL
	}
	k := cacheKey{src.URL, src.Text, src.FirstLine, src.FirstCol, o}
	c.mu.Lock()
	e := c.by[k]
	if e != nil {
		c.order.MoveToFront(e)
	}
	c.mu.Unlock()
	if e != nil {
		s := e.Value.(*cacheEntry).sheet
		s.Report(sp)
		return s
	}
	s := Parse(sp, src, o)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		c.by = map[cacheKey]*list.Element{}
	}
	if c.by[k] == nil {
		c.by[k] = c.order.PushFront(&cacheEntry{k, s})
		c.bytes += cost(src.Text)
	}
	for c.bytes > MaxCached && c.order.Len() > 1 {
		last := c.order.Back()
		old := c.order.Remove(last).(*cacheEntry)
		delete(c.by, old.key)
		c.bytes -= cost(old.key.text)
	}
	return s
}
