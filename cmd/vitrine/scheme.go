package main

import (
	"errors"

	"vitrine/css/media"
)

// scheme is the flag that says which colour scheme the person prefers: light, dark or auto.
type scheme struct{ name string }

func (s *scheme) String() string {
	if s.name == "" {
		return "light"
	}
	return s.name
}

func (s *scheme) Set(v string) error {
	switch v {
	case "light", "dark", "auto":
		s.name = v
		return nil
	}
	return errors.New("want light, dark or auto")
}

// used returns the preference: with auto that of the desktop, and light where it tells none.
func (s *scheme) used() media.Scheme {
	return schemeOf(s.name == "dark" || s.name == "auto" && desktopIsDark())
}

func schemeOf(dark bool) media.Scheme {
	if dark {
		return media.Dark
	}
	return media.Light
}
