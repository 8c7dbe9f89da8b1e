// Package anim is the arithmetic of animations and transitions: how far an effect has come at a
// time, and what lies between two computed values.
//
//	Timing + local time ──Timing.At──▶ progress ──Easing.At──▶ eased progress
//	two computed values + progress ──Mix──▶ a value for style.Builder
//
// Everything here is a function of its arguments. Which effects an element has, when they began and
// how they enter the cascade is the business of package cascade; the clock is that of the engine.
//
// https://www.w3.org/TR/css-animations-1/ https://www.w3.org/TR/css-transitions-2/
// https://www.w3.org/TR/web-animations-1/ https://www.w3.org/TR/css-easing-2/
package anim
