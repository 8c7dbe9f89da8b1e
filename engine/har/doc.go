// Package har writes and reads HTTP archives (HAR 1.2), and plays them.
//
//	explain.Story + bodies (Capture) ──Write──▶ load.har ──Read──▶ Replay, a fetch.Replayer
//
// The format is http://www.softwareishard.com/blog/har-12-spec/. An archive holds one entry
// per request on the wire, redirects included, and one per response of the cache; content is
// decoded. Cookies and posted data are part of it: an archive is as private as what it shows.
package har
