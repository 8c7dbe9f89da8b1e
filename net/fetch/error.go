package fetch

import (
	"context"
	"errors"
	"fmt"
	"os"

	"vitrine/net/weburl"
)

// Phase names the step of a fetch that failed.
type Phase string

// The phases, in the order of a fetch.
const (
	PhaseURL      Phase = "url"      // not a URL, or one that must not be fetched (blocked port)
	PhaseScheme   Phase = "scheme"   // a scheme that is unknown or not allowed here, or offline mode
	PhaseFile     Phase = "file"     // file: could not be read
	PhaseName     Phase = "name"     // the host's name has no address
	PhaseConnect  Phase = "connect"  // no address answered
	PhaseTLS      Phase = "tls"      // handshake or certificate
	PhaseRequest  Phase = "request"  // the request could not be made or sent
	PhaseResponse Phase = "response" // no response head, or a broken one
	PhaseRedirect Phase = "redirect" // a loop, too many, or a target that is not allowed
	PhasePolicy   Phase = "policy"   // the page that asks, or the server, does not allow it
	PhaseBody     Phase = "body"     // cut short, badly coded, or over a limit
)

// Error is why a fetch failed. Its text is one line: "fetch URL: phase cause".
type Error struct {
	URL   *weburl.URL // what was being fetched when it failed, after redirects
	Phase Phase
	Err   error // the cause; never nil
}

// maxErrorURL bounds how much of a URL an error repeats; data: URLs are long.
const maxErrorURL = 300

func (e *Error) Error() string {
	u := ""
	if e.URL != nil {
		u = e.URL.String()
	}
	if len(u) > maxErrorURL {
		u = u[:maxErrorURL] + "…"
	}
	sep := ": "
	switch e.Phase {
	case PhaseName, PhaseConnect, PhaseTLS:
		sep = " " // the cause starts with the name or address
	}
	return "fetch " + u + ": " + string(e.Phase) + sep + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Timeout reports whether the fetch failed because something took too long.
func (e *Error) Timeout() bool {
	var t interface{ Timeout() bool }
	return errors.Is(e.Err, os.ErrDeadlineExceeded) || errors.Is(e.Err, context.DeadlineExceeded) ||
		(errors.As(e.Err, &t) && t.Timeout())
}

// Canceled reports whether the fetch was given up by its caller.
func (e *Error) Canceled() bool { return errors.Is(e.Err, context.Canceled) }

// Causes that callers tell apart with errors.Is.
var (
	ErrOffline          = errors.New("offline mode: the network is not used")
	ErrScheme           = errors.New("unknown scheme")
	ErrBlockedPort      = errors.New("a port that browsers do not connect to")
	ErrFileAccess       = errors.New("a page from the network may not read files")
	ErrRedirectLoop     = errors.New("redirects in a circle")
	ErrTooManyRedirects = errors.New("too many redirects")
	ErrRedirectTarget   = errors.New("redirect to a URL that is not http or https")
	ErrTooLarge         = errors.New("larger than the limit")
	ErrBomb             = errors.New("decompression bomb")
	ErrCoding           = errors.New("broken content coding")
	ErrTruncated        = errors.New("cut short")
	ErrCodingCut        = fmt.Errorf("%w within its content coding", ErrTruncated) // though all came that was announced
	ErrTimeout          = timeoutError("took too long")
	ErrClosed           = errors.New("the client is closed")
)

// timeoutError is a cause that reports Timeout.
type timeoutError string

func (t timeoutError) Error() string { return string(t) }
func (timeoutError) Timeout() bool   { return true }

func fail(u *weburl.URL, p Phase, err error) *Error {
	var fe *Error
	if errors.As(err, &fe) {
		return fe
	}
	return &Error{URL: u, Phase: p, Err: err}
}
