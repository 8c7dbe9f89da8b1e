//go:build !avif

package res

import "image"

// HasAVIF tells whether AVIF is decoded: only in builds with the tag avif.
const HasAVIF = false

func decodeAVIF([]byte, Limits) (*image.RGBA, error) { return nil, ErrFormat }
