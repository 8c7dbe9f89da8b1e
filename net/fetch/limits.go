package fetch

import "time"

// Limits bound one fetch. A zero field takes the number of DefaultLimits; a negative one
// removes the bound. Those of connecting are conn.Limits, those of the wire format http1.Limits.
type Limits struct {
	Redirects int // redirects followed, 20 by the Fetch standard

	Response time.Duration // from the request being sent to the end of the response head
	Answer   time.Duration // all connecting and waiting until the last response head, redirects included
	Progress time.Duration // a body must bring ProgressBytes in every such span
	Total    time.Duration // the whole fetch, redirects and body

	ProgressBytes int64 // see Progress

	BodyBytes   int64 // decoded bytes of a body
	WireBytes   int64 // bytes of a body before decoding
	Ratio       int64 // decoded / wire, judged once a body is larger than RatioFloor
	RatioFloor  int64
	Codings     int // stacked content codings
	FileListing int // entries shown of a folder
}

// DefaultLimits are what a zero Limits means.
//
// Answer bounds what a chain of slow servers can take. Response and Progress are far from what a working server needs, and short enough that a
// person sees an error page rather than a window that never answers. Ratio: prose compresses
// 3 to 5 times, generated tables 50 times, nothing but a bomb 1,000 times.
var DefaultLimits = Limits{
	Redirects:     20,
	Response:      15 * time.Second,
	Answer:        17 * time.Second,
	Progress:      8 * time.Second,
	ProgressBytes: 4 << 10,
	Total:         5 * time.Minute,
	BodyBytes:     128 << 20,
	WireBytes:     128 << 20,
	Ratio:         600,
	RatioFloor:    16 << 20,
	Codings:       4,
	FileListing:   10000,
}

// withDefaults fills the zero fields; negative ones become the largest value.
func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	num := func(v *int, def int) {
		if *v == 0 {
			*v = def
		} else if *v < 0 {
			*v = int(^uint(0) >> 1)
		}
	}
	big := func(v *int64, def int64) {
		if *v == 0 {
			*v = def
		} else if *v < 0 {
			*v = 1<<63 - 1
		}
	}
	span := func(v *time.Duration, def time.Duration) {
		if *v == 0 {
			*v = def
		} else if *v < 0 {
			*v = 100 * 365 * 24 * time.Hour
		}
	}
	num(&l.Redirects, d.Redirects)
	num(&l.Codings, d.Codings)
	num(&l.FileListing, d.FileListing)
	big(&l.ProgressBytes, d.ProgressBytes)
	big(&l.BodyBytes, d.BodyBytes)
	big(&l.WireBytes, d.WireBytes)
	big(&l.Ratio, d.Ratio)
	big(&l.RatioFloor, d.RatioFloor)
	span(&l.Response, d.Response)
	span(&l.Answer, d.Answer)
	span(&l.Progress, d.Progress)
	span(&l.Total, d.Total)
	return l
}
