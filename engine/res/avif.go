//go:build avif

package res

import (
	"bytes"
	"image"

	"github.com/gen2brain/avif"
)

// HasAVIF tells whether AVIF is decoded: only in builds with the tag avif, because the decoder, a
// WebAssembly module that runs inside of the process, is as large as the rest of the formats
// together. With the tag nodynamic too, no library of the system is looked for.
const HasAVIF = true

func decodeAVIF(data []byte, limits Limits) (*image.RGBA, error) {
	cfg, err := avif.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if err := limits.check(cfg.Width, cfg.Height); err != nil {
		return nil, err
	}
	m, err := avif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return toRGBA(m), nil
}
