package text

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/go-text/typesetting/font/cff"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// cffBytes writes an INDEX.
func cffBytes(items ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(items)))
	if len(items) == 0 {
		return b
	}
	b = append(b, 2)
	at := 1
	b = binary.BigEndian.AppendUint16(b, uint16(at))
	for _, it := range items {
		at += len(it)
		b = binary.BigEndian.AppendUint16(b, uint16(at))
	}
	for _, it := range items {
		b = append(b, it...)
	}
	return b
}

// num writes an operand of three bytes.
func num(n int) []byte { return []byte{28, byte(n >> 8), byte(n)} }

func join(parts ...[]byte) []byte {
	var b []byte
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

func ops(codes ...byte) []byte { return codes }

// testCFF returns a table of three glyphs that draw by themselves, by a local and by a global
// subroutine. selects is its FDSelect, nil for a font with one dictionary.
func testCFF(selects []byte) []byte {
	line := join(num(30), num(40), ops(5, 11))                                // rlineto return
	curve := join(num(1), num(2), num(3), num(4), num(5), num(6), ops(8, 11)) // rrcurveto return
	globals := cffBytes(curve)
	locals := [][]byte{cffBytes(line), cffBytes(join(num(7), ops(6, 11)))} // hlineto return
	glyphs := cffBytes(
		join(num(100), num(200), ops(21), num(10), ops(6), num(20), ops(7, 14)), // rmoveto hlineto vlineto endchar
		join(num(5), ops(22), num(-107), ops(10), num(-107), ops(10, 14)),       // hmoveto callsubr callsubr endchar
		join(num(9), ops(4), num(-107), ops(29), num(-107), ops(10, 14)),        // vmoveto callgsubr callsubr endchar
	)
	// Two rounds: offsets are written with as many bytes in both.
	var at struct{ glyphs, selects, fonts, private [2]int }
	var out []byte
	for range 2 {
		private := join(num(6), ops(10), num(7), ops(19)) // StdHW, then Subrs after these 8 bytes
		var top []byte
		var dicts [][]byte
		if selects == nil {
			top = join(num(at.glyphs[0]), ops(17), num(len(private)), num(at.private[0]), ops(18))
		} else {
			top = join(num(391), num(392), num(0), ops(12, 30), num(at.glyphs[0]), ops(17), num(at.selects[0]), ops(12, 37), num(at.fonts[0]), ops(12, 36))
			for i := range 2 {
				dicts = append(dicts, join(num(len(private)), num(at.private[i]), ops(18)))
			}
		}
		private[6] = byte(len(private))
		out = join(ops(1, 0, 4, 2), cffBytes([]byte("A")), cffBytes(top), cffBytes([]byte("x"), []byte("y")), globals)
		at.glyphs[0] = len(out)
		out = append(out, glyphs...)
		at.selects[0] = len(out)
		out = append(out, selects...)
		if dicts != nil {
			at.fonts[0] = len(out)
			out = append(out, cffBytes(dicts...)...)
		}
		for i := range locals {
			at.private[i] = len(out)
			out = join(out, private, locals[i])
		}
	}
	return out
}

func cffTables() map[string][]byte {
	return map[string][]byte{
		"one dictionary":     testCFF(nil),
		"dictionary by byte": testCFF(ops(0, 0, 1, 0)),
		"dictionary by range": testCFF(ops(3, 0, 2, // ranges
			0, 0, 0, 0, 1, 1, 0, 3)),
	}
}

// sameOutlines compares the outlines of a table with those that the library finds in it. The
// library wants more of a table to be right.
func sameOutlines(t *testing.T, b []byte) {
	t.Helper()
	lib, err := cff.Parse(b)
	if err != nil {
		return
	}
	own, err := openCFF(b)
	if err != nil {
		t.Fatalf("%v, and the library reads it", err)
	}
	for gid := range len(lib.Charstrings) {
		got, err1 := own.outline(gid)
		want, _, err2 := lib.LoadGlyph(tables.GlyphID(gid))
		if err2 == nil && (err1 != nil || fmt.Sprint(got) != fmt.Sprint(want)) {
			t.Errorf("glyph %d: %v, %v; the library draws %v", gid, got, err1, want)
		}
	}
}

func TestCFF(t *testing.T) {
	for name, b := range cffTables() {
		t.Run(name, func(t *testing.T) {
			if _, err := cff.Parse(b); err != nil {
				t.Fatalf("the library says %v", err)
			}
			sameOutlines(t, b)
			c, err := openCFF(b)
			if err != nil {
				t.Fatal(err)
			}
			for gid, most := range []int{0: 8, 1: 8, 2: 8} {
				if segs, err := c.outline(gid); err != nil || len(segs) < 3 || len(segs) > most {
					t.Errorf("glyph %d: %v, %v", gid, segs, err)
				}
			}
			if segs, err := c.outline(3); err == nil {
				t.Errorf("a glyph that is not there: %v", segs)
			}
		})
	}
	if c, err := openCFF([]byte{1, 2, 3}); err == nil {
		t.Errorf("three bytes give %v", c)
	}
}

// A glyph whose subroutines call each other many times ends.
func TestCFFSteps(t *testing.T) {
	var locals [][]byte
	for i := range 9 {
		var b []byte
		for range 60 {
			b = join(b, num(i+1-107), ops(10))
		}
		locals = append(locals, append(b, 11))
	}
	locals = append(locals, join(num(1), ops(6, 11)))
	x := cffBytes(locals...)
	c := &cffTable{data: append(cffBytes(join(num(-107), ops(10, 14))), x...)}
	var err error
	if c.glyphs, _, err = c.index(0); err != nil {
		t.Fatal(err)
	}
	c.fonts = []*cffPrivate{{}}
	c.fonts[0].once.Do(func() {}) // it needs no dictionary
	if c.fonts[0].subrs, _, err = c.index(len(c.data) - len(x)); err != nil {
		t.Fatal(err)
	}
	if segs, err := c.outline(0); err == nil {
		t.Errorf("%d segments", len(segs))
	}
}

func FuzzCFF(f *testing.F) {
	for _, b := range cffTables() {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := openCFF(b)
		if err != nil {
			return
		}
		for gid := range min(c.glyphs.count, 50) {
			c.outline(gid)
		}
	})
}
