//go:build headless

package main

import (
	"context"
	"errors"

	"vitrine/engine"
	"vitrine/layout/text"
)

// A build with the tag headless has every command but the window: for servers and containers,
// where the smaller program starts sooner. Ebiten reads a table of game pads and compiles shaders
// while a program starts, before anything of ours runs and whether a window is wanted or not.

// openWindow says that there is no window.
func openWindow(context.Context, *engine.Page, string, *options, *text.Fonts, *journey, func(string)) error {
	return errors.New("open: built without the window (-tags headless): use vitrine shot for a picture")
}

// hasDisplay reports that no window can be opened.
func hasDisplay() bool { return false }

// desktopIsDark reports that no desktop is asked: it takes the window's library to ask one.
func desktopIsDark() bool { return false }
