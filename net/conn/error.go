package conn

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
)

type timeoutError string

func (t timeoutError) Error() string { return string(t) }
func (timeoutError) Timeout() bool   { return true }

var (
	errTimeout    = timeoutError("no answer in time")
	errNoAddress  = errors.New("no address")
	errBadAddress = errors.New("only addresses that no host can have")

	// ErrPoolClosed is the cause of every Get after Close.
	ErrPoolClosed = errors.New("the connection pool is closed")
)

// NameError says that a host has no usable address. Its text is "host: cause".
type NameError struct {
	Host string
	Err  error
}

func (e *NameError) Error() string {
	s := strings.TrimPrefix(e.Err.Error(), "resolve ")
	if strings.Contains(s, e.Host) {
		return s // the resolver already names it
	}
	return e.Host + ": " + s
}

// Unwrap returns the resolver's error.
func (e *NameError) Unwrap() error { return e.Err }

// Attempt is one address that did not answer, and why.
type Attempt struct {
	Address netip.AddrPort
	Err     error
}

// ConnectError says that none of a host's addresses let us connect. Its text is
// "192.0.2.1:443: refused", with one part per address.
type ConnectError struct {
	Target   Target
	Attempts []Attempt
}

func (e *ConnectError) Error() string {
	if len(e.Attempts) == 0 {
		return e.Target.String() + ": no attempt was made"
	}
	var b strings.Builder
	for i, a := range e.Attempts {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(a.Address.String() + ": " + reason(a.Err))
	}
	return b.String()
}

// Unwrap returns the causes.
func (e *ConnectError) Unwrap() []error {
	out := make([]error, len(e.Attempts))
	for i, a := range e.Attempts {
		out[i] = a.Err
	}
	return out
}

// Timeout reports whether every address that was tried stayed silent.
func (e *ConnectError) Timeout() bool {
	for _, a := range e.Attempts {
		if !isTimeout(a.Err) {
			return false
		}
	}
	return len(e.Attempts) > 0
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.Is(err, errTimeout) || errors.Is(err, os.ErrDeadlineExceeded) ||
		errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &t) && t.Timeout())
}

// reason says in a word or two why a transport failed.
func reason(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "reset"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "unreachable"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return "not allowed"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "too many open files"
	case errors.Is(err, context.Canceled):
		return "canceled"
	case isTimeout(err):
		return "timeout"
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}
