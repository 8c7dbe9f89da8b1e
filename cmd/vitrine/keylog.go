package main

import (
	"fmt"
	"io"
	"os"
	"sync"
)

// keyLog is the file that SSLKEYLOGFILE names, for the secrets of TLS connections: with them a
// packet analyser reads what was said over the wire. It is nil when the variable is not set, and
// stays open as long as the process runs.
//
// https://www.rfc-editor.org/rfc/rfc9850.html
var keyLog = sync.OnceValues(func() (io.Writer, error) {
	name := os.Getenv("SSLKEYLOGFILE")
	if name == "" {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("SSLKEYLOGFILE %s: %w", name, unwrapPath(err))
	}
	return f, nil
})
