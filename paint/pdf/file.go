package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

// ref is the number of an object.
type ref int

func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

// file writes the objects of a PDF file one after the other.
// https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, 7.5
type file struct {
	w       io.Writer
	at      int64
	offsets []int64 // of each object; 0 while it is not written
	err     error
	z       *zlib.Writer
}

func (f *file) write(b []byte) {
	if f.err != nil {
		return
	}
	n, err := f.w.Write(b)
	f.at += int64(n)
	f.err = err
}

func (f *file) printf(format string, a ...any) { f.write(fmt.Appendf(nil, format, a...)) }

func newFile(w io.Writer) *file {
	f := &file{w: w, offsets: []int64{0}}
	f.write([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	return f
}

// reserve returns the number of an object that is written later.
func (f *file) reserve() ref {
	f.offsets = append(f.offsets, 0)
	return ref(len(f.offsets) - 1)
}

// object writes an object that was reserved.
func (f *file) object(r ref, body string) {
	f.offsets[r] = f.at
	f.printf("%d 0 obj\n%s\nendobj\n", int(r), body)
}

// add writes an object.
func (f *file) add(body string) ref {
	r := f.reserve()
	f.object(r, body)
	return r
}

// stream writes a compressed stream; dict holds the entries besides Length and Filter.
func (f *file) stream(r ref, dict string, data []byte) {
	var z bytes.Buffer
	var err error
	if f.z == nil {
		f.z, err = zlib.NewWriterLevel(&z, zlib.BestSpeed)
	} else {
		f.z.Reset(&z)
	}
	if err == nil {
		_, err = f.z.Write(data)
	}
	if err == nil {
		err = f.z.Close()
	}
	if err != nil && f.err == nil {
		f.err = err
	}
	f.offsets[r] = f.at
	f.printf("%d 0 obj\n<<%s /Filter /FlateDecode /Length %d>>\nstream\n", int(r), dict, z.Len())
	f.write(z.Bytes())
	f.write([]byte("\nendstream\nendobj\n"))
}

// finish writes the table of objects and the trailer.
func (f *file) finish(root, info ref) error {
	at := f.at
	var b bytes.Buffer
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets))
	for _, o := range f.offsets[1:] {
		if o == 0 {
			b.WriteString("0000000000 00000 f \n")
			continue
		}
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %v /Info %v>>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets), root, info, at)
	f.write(b.Bytes())
	return f.err
}

// textString returns a string for people: UTF-16 with a mark.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// literal returns a byte string.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`, "\n", `\n`).Replace(s) + ")"
}

// num writes a number as PDF wants it: without an exponent, with few digits.
func num(v float64) string {
	switch {
	case v != v:
		v = 0
	case v > maxNumber:
		v = maxNumber
	case v < -maxNumber:
		v = -maxNumber
	}
	s := strconv.FormatFloat(v, 'f', 4, 64)
	s = strings.TrimRight(s, "0")
	s = strings.TrimRight(s, ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

// maxNumber is the largest number that readers are sure to take.
const maxNumber = 1e7
