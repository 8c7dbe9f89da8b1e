package explain

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"vitrine/engine/trace"
)

// chromeEvent is one event of the Trace Event Format that Perfetto and chrome://tracing read.
type chromeEvent struct {
	Name string            `json:"name"`
	Cat  string            `json:"cat"`
	Ph   string            `json:"ph"`
	TS   float64           `json:"ts"`            // µs since the start of the load
	Dur  *float64          `json:"dur,omitempty"` // µs, of ph X
	PID  int               `json:"pid"`
	TID  int               `json:"tid"`
	S    string            `json:"s,omitempty"`
	Args map[string]string `json:"args,omitempty"`
}

// ChromeTrace writes the events as Chrome trace-event JSON: a complete event per span, an
// instant event per note. Spans that overlap get lanes of their own. Times are those of Story.
func ChromeTrace(w io.Writer, events []trace.Event, start time.Time) error {
	_, all := tree(events)
	us := func(d time.Duration) float64 { return float64(d) / 1e3 }
	out := []chromeEvent{}
	lane := map[*span]int{}
	free := []time.Time{} // per lane: until when it is taken by spans without a parent in it
	for _, s := range all {
		tid, ok := lane[s.parent]
		if ok { // inside its parent, unless a sibling is still open there
			for _, k := range s.parent.kids {
				if k == s {
					break
				}
				if lane[k] == tid && k.end.After(s.begin) {
					ok = false
					break
				}
			}
		}
		if !ok {
			tid = -1
			for i, until := range free {
				if !until.After(s.begin) {
					tid = i
					break
				}
			}
			if tid < 0 {
				tid = len(free)
				free = append(free, time.Time{})
			}
		}
		if free[tid].Before(s.end) {
			free[tid] = s.end
		}
		lane[s] = tid
		d := us(s.took())
		out = append(out, chromeEvent{Name: s.name, Cat: "span", Ph: "X", TS: us(s.begin.Sub(start)), Dur: &d, PID: 1, TID: tid + 1, Args: s.facts})
		for _, n := range s.notes {
			args := map[string]string{}
			for _, a := range n.Attrs {
				args[a.Key] = a.String()
			}
			out = append(out, chromeEvent{Name: n.Name, Cat: n.Kind.String(), Ph: "i", S: "t", TS: us(n.At.Sub(start)), PID: 1, TID: tid + 1, Args: args})
		}
	}
	// Names of the lanes.
	meta := func(kind, name string, tid int) chromeEvent {
		return chromeEvent{Name: kind, Ph: "M", PID: 1, TID: tid, Args: map[string]string{"name": name}}
	}
	out = append(out, meta("process_name", "Vitrine", 0))
	for i := range free {
		name := "page"
		if i > 0 {
			name = fmt.Sprintf("beside it %d", i)
		}
		out = append(out, meta("thread_name", name, i+1))
	}
	return json.NewEncoder(w).Encode(map[string]any{"displayTimeUnit": "ms", "traceEvents": out})
}
