package res

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// errNoFrame says that a GIF ends before its first frame begins.
var errNoFrame = errors.New("there is no frame")

// The parts of a GIF, by their first byte, and the bits of its packed fields.
// https://www.w3.org/Graphics/GIF/spec-gif89a.txt
const (
	gifHeader     = 13 // signature, screen descriptor
	gifExtension  = 0x21
	gifControl    = 0xf9
	gifFrame      = 0x2c
	gifTable      = 1 << 7
	gifInterlaced = 1 << 6
)

// decodeGIF returns the first frame of a GIF on its canvas. It is as lenient as browsers are: a frame
// may reach past the screen, which grows for it, have more data than pixels, or name colours that no
// table has, which are black; where its data is damaged or ends early, the rest stays transparent
// and partial is set.
func decodeGIF(data []byte, limits Limits) (m *image.RGBA, partial bool, err error) {
	if len(data) < gifHeader {
		return nil, false, io.ErrUnexpectedEOF
	}
	w, h := int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
	packed := data[10]
	data = data[gifHeader:]
	var colors [256][3]byte
	data = gifColors(data, packed, &colors)
	transparent := -1
	for {
		if len(data) == 0 {
			return nil, false, errNoFrame
		}
		kind := data[0]
		data = data[1:]
		switch kind {
		case gifExtension:
			if len(data) == 0 {
				return nil, false, errNoFrame
			}
			label := data[0]
			var block []byte
			block, data = gifBlocks(data[1:])
			if label == gifControl && len(block) >= 4 {
				transparent = -1
				if block[0]&1 != 0 {
					transparent = int(block[3])
				}
			}
			continue
		case gifFrame:
		default:
			return nil, false, errNoFrame
		}
		break
	}
	if len(data) < 9 {
		return nil, false, errNoFrame
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint16(data[2*i:])) }
	frame := image.Rect(at(0), at(1), at(0)+at(2), at(1)+at(3))
	packed = data[8]
	w, h = max(w, frame.Max.X), max(h, frame.Max.Y)
	if err := limits.check(w, h); err != nil {
		return nil, false, err
	}
	data = gifColors(data[9:], packed, &colors)
	m = image.NewRGBA(image.Rect(0, 0, w, h))
	if len(data) == 0 || data[0] < 2 || data[0] > 8 {
		return m, true, nil
	}
	pixels, _ := gifBlocks(data[1:])
	r := lzw.NewReader(bytes.NewReader(pixels), lzw.LSB, int(data[0]))
	defer r.Close()
	row := make([]byte, frame.Dx())
	for y := range gifRows(frame.Dy(), packed&gifInterlaced != 0) {
		n, err := io.ReadFull(r, row)
		out := m.Pix[m.PixOffset(frame.Min.X, frame.Min.Y+y):]
		for i, c := range row[:n] {
			if int(c) != transparent {
				p := colors[c]
				out[4*i], out[4*i+1], out[4*i+2], out[4*i+3] = p[0], p[1], p[2], 255
			}
		}
		if err != nil {
			return m, true, nil
		}
	}
	return m, false, nil
}

// gifColors reads the colour table that a packed field announces, and returns what follows.
func gifColors(data []byte, packed byte, colors *[256][3]byte) []byte {
	if packed&gifTable == 0 {
		return data
	}
	*colors = [256][3]byte{}
	for i := range 2 << (packed & 7) {
		if len(data) < 3 {
			return nil
		}
		colors[i] = [3]byte(data)
		data = data[3:]
	}
	return data
}

// gifBlocks joins data sub-blocks up to the empty one that ends them, or to the end of the file.
func gifBlocks(data []byte) (joined, rest []byte) {
	for len(data) > 0 {
		n := min(int(data[0]), len(data)-1)
		if data[0] == 0 {
			return joined, data[1:]
		}
		joined = append(joined, data[1:1+n]...)
		data = data[1+n:]
	}
	return joined, nil
}

// gifRows gives the rows of a frame in the order of its data.
func gifRows(height int, interlaced bool) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		passes := [][2]int{{0, 1}} // first row, step
		if interlaced {
			passes = [][2]int{{0, 8}, {4, 8}, {2, 4}, {1, 2}}
		}
		for _, p := range passes {
			for y := p[0]; y < height; y += p[1] {
				if !yield(y) {
					return
				}
			}
		}
	}
}
