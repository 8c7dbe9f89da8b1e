package dom

import (
	"fmt"
	"testing"
)

func TestNamespaces(t *testing.T) {
	a, b := NamespaceOf("urn:a"), NamespaceOf("urn:b")
	if a == b || a != NamespaceOf("urn:a") || a.URI() != "urn:a" || NamespaceOf(SVG.URI()) != SVG || NamespaceOf("") != NoNS {
		t.Error("namespaces are mixed up")
	}
	for i := range 300 {
		NamespaceOf(fmt.Sprint("urn:many:", i))
	}
	if n := NamespaceOf("urn:one too many"); n != OtherNS || n.URI() != "" {
		t.Errorf("past the last number: %d", n)
	}
	if NamespaceOf("urn:b") != b {
		t.Error("a number changed")
	}
}
