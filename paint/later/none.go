//go:build !go1.26 || go1.27

package later

// How this release of Go marks packages was not looked up: nothing is put off.

// Window does nothing.
func Window() {}

// PDF does nothing.
func PDF() {}
