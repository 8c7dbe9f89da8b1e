package style

import (
	"math"

	"vitrine/css/value"
)

// The functions below turn a declared value into a field of a group; one per prop.Store, and one
// per row of the table that names its own. They report false for a value that the grammar of the
// property cannot give.

func computeKeyword(v value.Value, _ *Context) (value.Keyword, bool) {
	k, ok := v.(value.Keyword)
	return k, ok
}

func computeLength(v value.Value, c *Context) (value.Length, bool) {
	return value.ComputeLength(v, &c.Context)
}

func computeNumber(v value.Value, c *Context) (float32, bool) {
	switch v := value.Compute(v, &c.Context).(type) {
	case value.Number:
		return clamp32(float64(v)), true
	case value.Integer:
		return float32(v), true
	case value.Percentage:
		return clamp32(float64(v) / 100), true
	}
	return 0, false
}

func clamp32(f float64) float32 {
	switch {
	case f != f:
		return 0
	case f > math.MaxFloat32:
		return math.MaxFloat32
	case f < -math.MaxFloat32:
		return -math.MaxFloat32
	}
	return float32(f)
}

func computeInteger(v value.Value, c *Context) (int32, bool) {
	switch v := value.Compute(v, &c.Context).(type) {
	case value.Integer:
		return int32(v), true
	case value.Number:
		return value.RoundInteger(float64(v)), true
	}
	return 0, false
}

func computeAutoInteger(v value.Value, c *Context) (value.AutoInteger, bool) {
	if v == value.Value(value.KwAuto) {
		return value.AutoInteger{Auto: true}, true
	}
	n, ok := computeInteger(v, c)
	return value.AutoInteger{N: n}, ok
}

func computeColor(v value.Value, c *Context) (value.Color, bool) {
	if v == value.Value(value.KwAuto) {
		return value.CurrentColor, true
	}
	return value.ComputeColor(v, &c.Context)
}

func computePair(v value.Value, c *Context) (value.LengthPair, bool) {
	return value.ComputePair(v, &c.Context)
}

func computeValue(v value.Value, c *Context) (value.Value, bool) {
	return value.Compute(v, &c.Context), v != nil
}
