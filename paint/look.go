package paint

import (
	"image/color"

	"vitrine/css/style"
	"vitrine/css/value"
)

// Colours that drawn controls share.
var (
	white       = color.NRGBA{255, 255, 255, 255}
	black       = color.NRGBA{0, 0, 0, 255}
	lightButton = color.NRGBA{239, 239, 239, 255} // ButtonFace
	darkButton  = color.NRGBA{107, 107, 107, 255}
	darkFace    = color.NRGBA{59, 59, 59, 255}
)

// look are the colours of drawn controls in a colour scheme, enabled or disabled.
type look struct {
	edge, face   color.NRGBA // of fields and marks
	button, line color.NRGBA // the face of a button, when it is not its background, and its edge
	accent, on   color.NRGBA // of what is chosen, and of what is on that
	track, rim   color.NRGBA // of bars; the rim lies over what is filled
	gauge        color.NRGBA // the rim of a meter
	meters       [3]color.NRGBA
}

func gray(v, alpha uint8) color.NRGBA { return color.NRGBA{v, v, v, alpha} }

// The looks, as Chromium's on Linux.
var (
	lightMeters = [3]color.NRGBA{{16, 124, 16, 255}, {255, 185, 0, 255}, {216, 59, 1, 255}}
	darkMeters  = [3]color.NRGBA{{116, 179, 116, 255}, {242, 200, 18, 255}, {233, 143, 109, 255}}

	lightLook = look{edge: gray(118, 255), face: white, line: gray(118, 255), accent: color.NRGBA{0, 117, 255, 255}, on: white,
		track: lightButton, rim: gray(118, 128), gauge: gray(118, 77), meters: lightMeters}
	lightOff = look{edge: gray(118, 77), face: gray(248, 255), button: gray(238, 255), line: gray(118, 77), accent: gray(203, 255), on: gray(248, 255),
		track: gray(250, 255), rim: gray(118, 77), gauge: gray(118, 77), meters: lightMeters}
	darkLook = look{edge: gray(133, 255), face: darkFace, line: darkButton, accent: color.NRGBA{153, 200, 255, 255}, on: darkFace,
		track: darkFace, rim: gray(133, 255), gauge: gray(133, 255), meters: darkMeters}
	darkOff = look{edge: gray(98, 255), face: darkFace, button: gray(54, 255), line: gray(54, 255), accent: gray(117, 255), on: darkFace,
		track: gray(54, 255), rim: gray(98, 255), gauge: gray(133, 255), meters: darkMeters}
)

// leastContrast is what an accent colour needs with the faces of a scheme; with less the control is
// drawn as in the other scheme.
const leastContrast = 3

// platformLook is the look of a scheme.
func platformLook(dark, disabled bool) look {
	switch {
	case dark && disabled:
		return darkOff
	case dark:
		return darkLook
	case disabled:
		return lightOff
	}
	return lightLook
}

// lookOf returns the colours of a control of a style, in which accent-color counts.
func lookOf(s *style.Style, disabled bool) look {
	c, custom := s.AccentColor().(value.Color)
	if !custom {
		return platformLook(s.Dark(), disabled)
	}
	accent := c.RGBA(s.Color())
	dark := s.Dark() != (contrast(accent, platformLook(s.Dark(), false).face) < leastContrast)
	out := platformLook(dark, disabled)
	if !disabled {
		out.accent = accent
	}
	return out
}

// contrast is the contrast ratio of two colours.
// https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x/y, y/x)
}
