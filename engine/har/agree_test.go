package har

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"vitrine/engine/explain"
	"vitrine/engine/trace"
	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// TestTimesAgree loads for real and holds the exports against each other: story, archive and
// trace-event JSON tell the same moments.
func TestTimesAgree(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/there", http.StatusFound)
			return
		}
		time.Sleep(20 * time.Millisecond)
		w.Header().Set("Server-Timing", `app;dur=20;desc="slow, \"very\""`)
		fmt.Fprint(w, "there")
	}))
	defer srv.Close()
	c := fetch.New(fetch.Config{})
	defer c.Close()
	var rec trace.Recorder
	ctx := trace.With(context.Background(), trace.New("t", &rec))
	ctx, nav := trace.Start(ctx, "navigate", trace.Str("url", srv.URL+"/"))
	r, err := c.Fetch(ctx, &fetch.Request{URL: weburl.MustParse(srv.URL + "/"), Destination: fetch.Document})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Bytes(0); err != nil {
		t.Fatal(err)
	}
	nav.End()
	events := rec.Events()
	s := explain.Build(events, explain.English)
	if len(s.Resources) != 1 || len(s.Resources[0].Exchanges) != 2 {
		t.Fatalf("%d resources", len(s.Resources))
	}
	parts := s.Resources[0].Exchanges[1].Server
	if len(parts) != 1 || parts[0].Took != 20*time.Millisecond || parts[0].Description != `slow, "very"` {
		t.Errorf("server timing: %+v", parts)
	}
	var b bytes.Buffer
	if err := explain.ChromeTrace(&b, events, s.Start); err != nil {
		t.Fatal(err)
	}
	var chrome struct {
		TraceEvents []struct {
			Name, Ph string
			TS, Dur  float64 // µs
			Args     map[string]string
		}
	}
	if err := json.Unmarshal(b.Bytes(), &chrome); err != nil {
		t.Fatal(err)
	}
	near := func(what string, a, b float64) { // ms
		t.Helper()
		if math.Abs(a-b) > 0.002 { // each is rounded to a microsecond
			t.Errorf("%s: %v ms and %v ms", what, a, b)
		}
	}
	// Spans of a kind, in the order of their beginnings, are those of the exchanges.
	spans := map[string][][2]float64{}
	for _, e := range chrome.TraceEvents {
		if e.Ph == "X" {
			spans[e.Name] = append(spans[e.Name], [2]float64{e.TS / 1000, e.Dur / 1000})
		}
	}
	a := New(s, "t", func(string) []byte { return nil })
	if len(a.Log.Entries) != 2 || len(spans["request"]) != 2 || len(spans["wait"]) != 2 {
		t.Fatalf("%d entries, %d requests", len(a.Log.Entries), len(spans["request"]))
	}
	for i, e := range a.Log.Entries {
		x := s.Resources[0].Exchanges[i]
		at, err := time.Parse(time.RFC3339Nano, e.Started)
		if err != nil {
			t.Fatal(err)
		}
		near("start, archive and trace", float64(at.Sub(s.Start))/1e6, spans["request"][i][0])
		near("start, story and trace", float64(x.Start)/1e6, spans["request"][i][0])
		near("wait, archive and trace", e.Timings.Wait, spans["wait"][i][1])
		near("wait, archive and story", e.Timings.Wait, float64(x.Wait)/1e6)
		near("total, archive and story", e.Time, float64(x.Total())/1e6)
	}
	last := a.Log.Entries[1]
	if last.Timings.Wait < 20 || last.Time > float64(s.Total)/1e6 {
		t.Errorf("%+v of %s", last.Timings, s.Total)
	}
	near("first byte", float64(s.Totals.FirstByte)/1e6, spans["wait"][1][0]+spans["wait"][1][1])
	var sum time.Duration
	for _, p := range s.Phases {
		sum += p.Took
	}
	if sum != s.Total || s.Totals.Finish != s.Total {
		t.Errorf("phases %s, finished %s, total %s", sum, s.Totals.Finish, s.Total)
	}
	near("loaded, archive and story", a.Log.Pages[0].PageTimings.OnLoad, float64(s.Total)/1e6)
}
