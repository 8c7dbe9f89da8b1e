package window

import "github.com/atotto/clipboard"

// copied is what was copied last, for machines whose clipboard cannot be reached.
var copied string

// setClipboard gives a text to the system's clipboard; it waits for nothing.
func setClipboard(s string) {
	if s == "" {
		return
	}
	copied = s
	go clipboard.WriteAll(s)
}

// fromClipboard returns the text of the system's clipboard, or what was copied here last.
func fromClipboard() string {
	if s, err := clipboard.ReadAll(); err == nil && s != "" {
		return s
	}
	return copied
}
