package http1

import (
	"io"
	"strings"
	"testing"

	"vitrine/engine/ratchet"
)

// TestContentLengths reads a body of 42 bytes after each set of fields, as far as they say.
func TestContentLengths(t *testing.T) {
	type Case struct {
		Input  string
		Output *int
	}
	failed := map[string]string{}
	cases := ratchet.Cases[Case](t, "net/suites/fetch/content-lengths.json")
	for _, c := range cases {
		conn := play("HTTP/1.1 200 OK\r\n"+c.Input+"\r\n\r\n"+strings.Repeat("x", 42), false, Limits{})
		r, err := conn.Receive("GET")
		got := 0
		if err == nil {
			var b []byte
			b, err = io.ReadAll(r.Body)
			got = len(b)
		}
		if (err == nil) != (c.Output != nil) || (err == nil && got != *c.Output) {
			failed[c.Input] = "wrong"
		}
	}
	ratchet.Hold(t, "lengths.expect", len(cases), failed)
}
