package main

import (
	"crypto/sha256"
	"fmt"
	"image"
)

// The size of the pictures that reftests compare, in px.
const testW, testH = 800, 600

// A thumbnail holds the mean colour of cells of 16x16 px; the last 8 rows are left out.
const (
	cell   = 16
	thumbW = testW / cell
	thumbH = testH / cell
)

// picture is what is kept of one rendered page.
type picture struct {
	err     error
	img     *image.RGBA // dropped once it is no longer needed
	sum     [32]byte
	uniform string // "#rrggbb" when every pixel is equal
	thumb   []byte
}

func newPicture(m *image.RGBA, err error) *picture {
	if err != nil {
		return &picture{err: err}
	}
	if b := m.Bounds(); b.Dx() != testW || b.Dy() != testH {
		return &picture{err: fmt.Errorf("picture is %dx%d", b.Dx(), b.Dy())}
	}
	return &picture{img: m, sum: sha256.Sum256(m.Pix), uniform: uniform(m), thumb: thumbnail(m)}
}

// uniform returns the one colour of an opaque picture, or "".
func uniform(m *image.RGBA) string {
	p := m.Pix
	for i := 4; i < len(p); i += 4 {
		if p[i] != p[0] || p[i+1] != p[1] || p[i+2] != p[2] {
			return ""
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", p[0], p[1], p[2])
}

func absDiff(a, b byte) int {
	if a > b {
		return int(a - b)
	}
	return int(b - a)
}

// difference returns the largest difference of a channel and the number of differing pixels.
func difference(a, b *image.RGBA) (largest, pixels int) {
	for i := 0; i+3 < len(a.Pix); i += 4 {
		d := max(absDiff(a.Pix[i], b.Pix[i]), absDiff(a.Pix[i+1], b.Pix[i+1]), absDiff(a.Pix[i+2], b.Pix[i+2]))
		if d > 0 {
			pixels++
			largest = max(largest, d)
		}
	}
	return largest, pixels
}

func thumbnail(m *image.RGBA) []byte {
	t := make([]byte, 0, thumbW*thumbH*3)
	for y := 0; y < thumbH; y++ {
		for x := 0; x < thumbW; x++ {
			var sum [3]int
			for j := 0; j < cell; j++ {
				row := m.Pix[m.PixOffset(x*cell, y*cell+j):]
				for i := 0; i < cell*4; i += 4 {
					sum[0] += int(row[i])
					sum[1] += int(row[i+1])
					sum[2] += int(row[i+2])
				}
			}
			for _, s := range sum {
				t = append(t, byte(s/(cell*cell)))
			}
		}
	}
	return t
}

// alike says whether two thumbnails show roughly the same: of the cells where either has ink,
// at most 15 % and never more than 60 differ by more than 64 in a channel.
func alike(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	ink, bad := 0, 0
	for i := 0; i < len(a); i += 3 {
		white, worst := true, 0
		for c := i; c < i+3; c++ {
			white = white && a[c] >= 250 && b[c] >= 250
			worst = max(worst, absDiff(a[c], b[c]))
		}
		if white {
			continue
		}
		ink++
		if worst > 64 {
			bad++
		}
	}
	return bad*100 <= 15*ink && bad <= 60
}
