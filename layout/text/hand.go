package text

import (
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// maxHands is how many goroutines can shape with one face at a time: layout, and what prepares text
// for it.
const maxHands = 2

// hand is what one goroutine shapes with: the library's faces and buffers are not for concurrent use.
type hand struct {
	face    *font.Face
	hb      *harfbuzz.Font
	bounded *harfbuzz.Font // with the bounds of glyphs, made when marks are placed by them
	buf     *harfbuzz.Buffer
}

// newHand makes a hand. Nobody shapes with the face meanwhile: the font's tables are changed for a
// moment.
func newHand(f *Face) *hand {
	face := newLibraryFace(f.font)
	if c := f.hbFace.Coords(); c != nil {
		face.SetCoords(c)
	}
	return &hand{face: face, hb: shapingFont(face), buf: harfbuzz.NewBuffer()}
}

// shaping returns the library's font for a text. Without anchors in the font a mark is placed by
// the bounds of the letter below it, and the bounds of all glyphs cost more than all else in a
// font: they are read for texts that need them.
func (h *hand) shaping(f *Face, text string, script language.Script) *harfbuzz.Font {
	if f.glyf == nil || !f.marksByBounds(script) || strings.IndexFunc(text, unicode.IsMark) < 0 {
		return h.hb
	}
	if h.bounded == nil {
		h.bounded = h.hb
		if glyf, loca, ok := f.glyf.bounds(); ok {
			if whole, err := f.openLibrary([]newTable{{tagOf("glyf"), glyf}, {tagOf("loca"), loca}}); err == nil {
				h.bounded = shapingFont(newLibraryFace(whole))
			}
		}
	}
	return h.bounded
}

// hands lends the hands of a face. The second one is made when it was missed and the first one is
// back.
type hands struct {
	idle    [maxHands]atomic.Pointer[hand]
	waiting atomic.Int32

	mu   sync.Mutex // guards what follows
	back sync.Cond
	made int
}

// start makes the first hand.
func (h *hands) start(f *Face) {
	h.back.L = &h.mu
	h.made = 1
	h.idle[0].Store(newHand(f))
}

// take lends a hand, which must be given back.
func (h *hands) take() *hand {
	if x := h.find(); x != nil {
		return x
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting.Add(1)
	defer h.waiting.Add(-1)
	for {
		if x := h.find(); x != nil {
			return x
		}
		h.back.Wait()
	}
}

// give takes a hand back.
func (h *hands) give(f *Face, x *hand) {
	if h.waiting.Load() == 0 {
		h.put(x)
		if h.waiting.Load() == 0 {
			return
		}
		if x = h.find(); x == nil {
			return // who waits has it
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.made == 1 { // it is here, so that nobody shapes
		h.made++
		h.put(newHand(f))
	}
	h.put(x)
	h.back.Broadcast()
}

func (h *hands) find() *hand {
	for i := range h.idle {
		if x := h.idle[i].Swap(nil); x != nil {
			return x
		}
	}
	return nil
}

func (h *hands) put(x *hand) {
	for i := range h.idle {
		if h.idle[i].CompareAndSwap(nil, x) {
			return
		}
	}
}
