package explain

import (
	"cmp"
	"fmt"
	"time"
)

// Totals are the sums of a load and its milestones, as developer tools and curl -w give them.
// Milestones are counted from the start of the load; -1 was not reached.
type Totals struct {
	Requests  int   `json:"requests"`   // fetches, those from the cache included
	Cached    int   `json:"cached"`     // of them answered by the HTTP cache
	Failed    int   `json:"failed"`     // of them without a response
	Redirects int   `json:"redirects"`  // that were followed for the document
	Wire      int64 `json:"wire_bytes"` // body bytes off the wire
	Bytes     int64 `json:"bytes"`      // after decoding

	NameLookup time.Duration `json:"name_lookup_ns"` // of the document's last exchange, as what follows
	Connected  time.Duration `json:"connected_ns"`
	Secured    time.Duration `json:"secured_ns"`
	Sent       time.Duration `json:"sent_ns"`
	FirstByte  time.Duration `json:"first_byte_ns"`
	Document   time.Duration `json:"document_ns"` // its last byte
	DOM        time.Duration `json:"dom_ns"`
	Picture    time.Duration `json:"first_picture_ns"` // the first display list is there
	Load       time.Duration `json:"load_ns"`          // the last resource came
	Finish     time.Duration `json:"finish_ns"`
}

// totals sums up.
func (b *builder) totals(all []*span, document *span, end time.Time) {
	s := b.s
	t := &s.Totals
	t.NameLookup, t.Connected, t.Secured, t.Sent, t.FirstByte, t.Document, t.DOM, t.Picture, t.Load = -1, -1, -1, -1, -1, -1, -1, -1, -1
	t.Finish = b.since(end)
	for _, sp := range all {
		if sp.begin.Before(s.Start) {
			continue
		}
		switch sp.name {
		case "parse":
			t.DOM = max(t.DOM, b.since(sp.end))
		case "paint":
			if t.Picture < 0 {
				t.Picture = b.since(sp.end)
			}
		}
	}
	for _, r := range s.Resources {
		t.Requests++
		if r.Cache != "" {
			t.Cached++
		}
		if r.Error != "" {
			t.Failed++
		}
		t.Wire += r.Wire
		t.Bytes += r.Bytes
		t.Load = max(t.Load, r.End)
		if r.AfterRender = t.Picture >= 0 && r.Start > t.Picture; r.AfterRender {
			b.afterRender(r)
		}
	}
	if document == nil || len(s.Resources) == 0 {
		return
	}
	t.Document = b.since(document.end)
	for _, n := range document.notes {
		if n.Name == "redirect" {
			t.Redirects++
		}
	}
	for _, r := range s.Resources {
		if r.Destination != "document" || len(r.Exchanges) == 0 {
			continue
		}
		x := r.Exchanges[len(r.Exchanges)-1]
		at := x.Start + x.Blocked
		for _, m := range []struct {
			to *time.Duration
			d  time.Duration
		}{{&t.NameLookup, x.DNS}, {&t.Connected, x.Connect}, {&t.Secured, x.TLS}, {&t.Sent, x.Send}, {&t.FirstByte, x.Wait}} {
			if m.d >= 0 {
				at += m.d
				*m.to = at
			}
		}
		break
	}
}

// afterRender tells at the step of a resource that it came after the first picture.
func (b *builder) afterRender(r *Resource) {
	for i := range b.s.Steps {
		if st := &b.s.Steps[i]; st.Stage == StageResource && st.URL == r.URL && st.At == r.Start {
			st.Detail = append(st.Detail, b.say("after-render"))
		}
	}
}

// Row is one line of the table of totals.
type Row struct{ Name, Value string }

// TotalRows words the totals that are known.
func (s *Story) TotalRows() []Row {
	t := &s.Totals
	rows := []Row{}
	add := func(key, value string) { rows = append(rows, Row{say(s.lang, "total-"+key), value}) }
	add("requests", fmt.Sprint(t.Requests))
	for _, c := range []struct {
		key string
		n   int
	}{{"cached", t.Cached}, {"failed", t.Failed}, {"redirects", t.Redirects}} {
		if c.n > 0 {
			add(c.key, fmt.Sprint(c.n))
		}
	}
	add("wire", grouped(t.Wire))
	add("bytes", grouped(t.Bytes))
	for _, m := range []struct {
		key string
		d   time.Duration
	}{{"name", t.NameLookup}, {"connect", t.Connected}, {"tls", t.Secured}, {"sent", t.Sent}, {"first", t.FirstByte},
		{"document", t.Document}, {"dom", t.DOM}, {"load", t.Load}, {"picture", t.Picture}, {"finish", t.Finish}} {
		if cmp.Compare(m.d, 0) >= 0 {
			add(m.key, millis(m.d))
		}
	}
	return rows
}

// grouped writes a number with its thousands apart.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
