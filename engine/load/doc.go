// Package load decides which other resources a page needs, in what order, and which of them the
// page must wait for.
//
//	DOM, CSSOM, styles ──▶ Loader ──fetch──▶ sheets, images, faces ──Post──▶ the page's goroutine
//	preload hints ───────────┘
//
// Every URL is fetched once per page and kind, however many elements name it. Fetching, parsing
// of sheets and decoding of images happen on other goroutines; what they made is handed over as
// a task, so the page's goroutine never waits and nothing of a page needs a lock. A resource that
// fails is a diagnostic, and the page goes on without it.
//
// What the page's policies forbid is not fetched and not used: CSP in the head or in <meta>, for
// resources, <style> and style attributes alike, CORS, integrity and referrers (fetch.Page and
// rules.go). Bodies that arrive are bounded together (memory.go).
//
// https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet
// https://html.spec.whatwg.org/multipage/images.html#updating-the-image-data
// https://www.w3.org/TR/css-fonts-4/#font-fetching-requirements
package load
