package res

import "encoding/binary"

// stillWebP returns a WebP file of the first frame of an animated one, and where on the canvas
// that frame is; data itself when it is not animated. ok is false when the file has no frame that
// is whole. https://developers.google.com/speed/webp/docs/riff_container#animation
func stillWebP(data []byte) (still []byte, frame webpFrame, ok bool) {
	const animated = 2 // flag of the VP8X chunk
	if len(data) < 30 || string(data[12:16]) != "VP8X" || data[20]&animated == 0 {
		return data, webpFrame{}, true
	}
	frame.canvasW, frame.canvasH = uint24(data[24:])+1, uint24(data[27:])+1
	for rest := data[12:]; ; {
		name, body, next := riffChunk(rest)
		switch {
		case name == "":
			return nil, frame, false
		case name == "ANMF" && len(body) >= 16:
			frame.x, frame.y = 2*uint24(body), 2*uint24(body[3:])
			frame.w, frame.h = uint24(body[6:])+1, uint24(body[9:])+1
			return stillOf(body[16:], frame), frame, true
		}
		rest = next
	}
}

// webpFrame is the place of a frame on its canvas, in px; all zero for a picture that has no frames.
type webpFrame struct{ x, y, w, h, canvasW, canvasH int }

// stillOf wraps the chunks of one frame as a file of their own.
func stillOf(chunks []byte, f webpFrame) []byte {
	var alpha, picture []byte
	for rest := chunks; ; {
		name, body, next := riffChunk(rest)
		if name == "" {
			break
		}
		whole := rest[:8+len(body)]
		if len(body)%2 == 1 {
			whole = append(append([]byte(nil), whole...), 0)
		}
		switch name {
		case "ALPH":
			alpha = whole
		case "VP8 ", "VP8L":
			if picture == nil {
				picture = whole
			}
		}
		rest = next
	}
	out := []byte("RIFF\x00\x00\x00\x00WEBP")
	if alpha != nil {
		const hasAlpha = 0x10
		head := []byte{'V', 'P', '8', 'X', 10, 0, 0, 0, hasAlpha, 0, 0, 0}
		head = append(head, byte(f.w-1), byte((f.w-1)>>8), byte((f.w-1)>>16), byte(f.h-1), byte((f.h-1)>>8), byte((f.h-1)>>16))
		out = append(append(out, head...), alpha...)
	}
	out = append(out, picture...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

// riffChunk splits off the first chunk; one that is cut short ends with the data. name is "" at the end.
func riffChunk(b []byte) (name string, body, next []byte) {
	if len(b) < 8 {
		return "", nil, nil
	}
	n := int(binary.LittleEndian.Uint32(b[4:]))
	body = b[8:]
	if n < 0 || n > len(body) {
		return string(b[:4]), body, nil
	}
	return string(b[:4]), body[:n], body[min(n+n%2, len(body)):]
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
