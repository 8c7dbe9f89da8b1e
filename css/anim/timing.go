package anim

import (
	"math"

	"vitrine/css/value"
)

// Timing says how an effect runs over its local time; times are in seconds.
// https://www.w3.org/TR/web-animations-1/#timing-model
type Timing struct {
	Delay, Duration float64
	Iterations      float64       // math.Inf(1) for ever
	Direction       value.Keyword // normal, reverse, alternate, alternate-reverse
	Fill            value.Keyword // none, forwards, backwards, both
}

// Phase is where in its life an effect is.
type Phase uint8

// The phases.
const (
	Before Phase = iota
	Active
	After
)

// Active returns how long the effect is active.
func (t *Timing) Active() float64 {
	if t.Duration == 0 || t.Iterations == 0 {
		return 0
	}
	return t.Duration * t.Iterations
}

// End returns the local time at which the effect ends; math.Inf(1) when it never does.
func (t *Timing) End() float64 { return max(0, t.Delay+t.Active()) }

// Phase returns the phase at a local time.
func (t *Timing) Phase(local float64) Phase {
	end := t.End()
	switch {
	case local < max(min(t.Delay, end), 0):
		return Before
	case local >= max(min(t.Delay+t.Active(), end), 0):
		return After
	}
	return Active
}

// At returns the directed progress of an effect at a local time, from 0 to 1; ok is false when it
// has no say then. before tells that the progress is that of the phase before a step.
// https://www.w3.org/TR/web-animations-1/#calculating-the-directed-progress
func (t *Timing) At(local float64) (progress float64, before, ok bool) {
	active := 0.0
	phase := t.Phase(local)
	switch phase {
	case Before:
		if t.Fill != value.KwBackwards && t.Fill != value.KwBoth {
			return 0, false, false
		}
		active = max(local-t.Delay, 0)
	case Active:
		active = local - t.Delay
	case After:
		if t.Fill != value.KwForwards && t.Fill != value.KwBoth {
			return 0, false, false
		}
		active = max(min(local-t.Delay, t.Active()), 0)
	}
	overall := 0.0
	switch {
	case t.Duration > 0:
		overall = active / t.Duration
	case phase != Before:
		overall = t.Iterations
	}
	simple := math.Mod(overall, 1)
	if math.IsInf(overall, 0) {
		simple = 0
	}
	if simple == 0 && (phase == Active || phase == After) && active == t.Active() && t.Iterations != 0 {
		simple = 1
	}
	current := math.Floor(overall)
	switch {
	case phase == After && math.IsInf(t.Iterations, 1):
		current = math.Inf(1)
	case simple == 1:
		current--
	}
	reverse := false
	switch t.Direction {
	case value.KwReverse:
		reverse = true
	case value.KwAlternate:
		reverse = odd(current)
	case value.KwAlternateReverse:
		reverse = !odd(current)
	}
	if reverse {
		simple = 1 - simple
	}
	before = phase == Before && !reverse || phase == After && reverse
	return simple, before, true
}

func odd(x float64) bool { return !math.IsInf(x, 0) && math.Mod(x, 2) == 1 }
