package load

import (
	"strings"

	"vitrine/engine/dom"
	"vitrine/net/fetch"
)

// want is how an element asks for its resource. The zero value is what style sheets ask with.
type want struct {
	cors      fetch.CORS
	referrer  fetch.ReferrerPolicy
	nonce     string
	integrity string
	object    bool // the image of an object or embed element, for which other rules hold
}

// key tells apart what must not share an answer.
func (w want) key() string {
	if w == (want{}) {
		return ""
	}
	object := ""
	if w.object {
		object = "\x00"
	}
	return object + "\x00" + string(rune('0'+w.cors)) + string(rune('0'+w.referrer)) + w.nonce + "\x00" + w.integrity
}

// wantOf reads the attributes of an element.
//
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#fetching-resources
func wantOf(n *dom.Node) want { return wanted(n.Attr) }

func wanted(attr func(string) (string, bool)) (w want) {
	if v, ok := attr("crossorigin"); ok {
		w.cors = fetch.ParseCORS(v)
	}
	if v, ok := attr("referrerpolicy"); ok {
		if p, known := fetch.ParseReferrerPolicy(v); known && !strings.Contains(v, ",") {
			w.referrer = p
		}
	}
	w.nonce, _ = attr("nonce")
	w.integrity, _ = attr("integrity")
	return w
}

// forImage leaves out what has no meaning for images.
func (w want) forImage() want {
	w.nonce, w.integrity = "", ""
	return w
}
