package text

import (
	"encoding/binary"
	"testing"
)

// colrV1 returns a COLR table whose glyph 1 has the paint at the start of paints.
func colrV1(paints []byte) []byte {
	b := make([]byte, 34)
	b[1] = 1
	binary.BigEndian.PutUint32(b[14:], 34)          // BaseGlyphList
	b = append(b, 0, 0, 0, 1, 0, 1, 0, 0, 0, 4+2+4) // one record
	return append(b, paints...)
}

// Paints that lead to themselves, and such that fan out without end, stop at a limit.
func TestHostileColors(t *testing.T) {
	// Each PaintComposite has the next one as its source and as its backdrop.
	var doubling []byte
	for range 60 {
		doubling = append(doubling, 32, 0, 0, 8, 3, 0, 0, 8)
	}
	doubling = append(doubling, 2, 0, 0, 0x40, 0)
	for name, paints := range map[string][]byte{
		"a glyph that is itself":      {11, 0, 1},
		"a transform of itself":       {14, 0, 0, 0, 0, 1, 0, 1},
		"doubling":                    doubling,
		"cut off":                     {32, 0, 0, 8},
		"an offset beyond the table":  {10, 0xFF, 0xFF, 0xFF, 0, 1},
		"a gradient without end":      {4, 0, 0, 16, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9, 0, 0xFF, 0xFF},
		"layers without a list":       {1, 255, 0xFF, 0xFF, 0xFF, 0xFF},
		"variations without deltas":   {3, 0, 0, 0x40, 0, 0, 0, 0, 7},
		"an unknown format":           {77},
		"an unknown composite mode":   {32, 0, 0, 8, 99, 0, 0, 8, 2, 0, 0, 0x40, 0},
		"a radius below 0 and points": {6, 0, 0, 16, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9, 0, 0, 0},
	} {
		w := colrWalk{t: newCOLR(colrV1(paints))}
		steps, ok := w.glyph(1)
		if !ok || len(steps) > 8*maxColorPaints {
			t.Errorf("%s: %d steps, %v", name, len(steps), ok)
		}
		depth := 0
		for _, s := range steps {
			switch s.Op {
			case StepClip, StepGroup:
				depth++
			case StepEnd:
				depth--
			}
			if depth < 0 {
				break
			}
		}
		if depth != 0 {
			t.Errorf("%s: ends %d deep", name, depth)
		}
	}
}

func TestPalettes(t *testing.T) {
	// Version 1: two palettes of one colour each, the second for dark backgrounds.
	b := []byte{0, 1, 0, 1, 0, 2, 0, 2, 0, 0, 0, 28, 0, 0, 0, 1, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 2, 3, 255, 4, 5, 6, 128, 0, 0, 0, 0, 0, 0, 0, 2}
	p := newCPAL(b)
	if len(p.colors) != 2 || p.colors[1][0].R != 6 || p.colors[1][0].A != 128 || p.of(paletteDark) != 1 || p.of(paletteLight) != 0 {
		t.Errorf("%+v", p)
	}
	for n := range b {
		newCPAL(b[:n])
	}
}
