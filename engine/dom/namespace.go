package dom

import (
	"math"
	"slices"
	"sync"
)

// otherNS numbers the namespaces that are not well known, for all documents of the process: XML
// documents and @namespace rules must agree on them. The type leaves room for a few hundred.
var otherNS namespaces

type namespaces struct {
	mu   sync.RWMutex
	uris []string
}

func (t *namespaces) uri(n Namespace) string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if i := int(n - OtherNS - 1); i < len(t.uris) {
		return t.uris[i]
	}
	return ""
}

func (t *namespaces) of(uri string) Namespace {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.Index(t.uris, uri)
	if i < 0 {
		if i = len(t.uris); i >= math.MaxUint8-int(OtherNS) {
			return OtherNS
		}
		t.uris = append(t.uris, uri)
	}
	return OtherNS + 1 + Namespace(i)
}
