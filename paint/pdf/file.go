package pdf

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"before.libraries/later"
	"github.com/klauspost/compress/zlib"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// ref is the number of an object.
type ref int

// to returns the reference to the object.
func (r ref) to() types.IndirectRef { return *types.NewIndirectRef(int(r), 0) }

// refs returns an array of references.
func refs(list []ref) types.Array {
	a := make(types.Array, len(list))
	for i, r := range list {
		a[i] = r.to()
	}
	return a
}

// file hands objects over to the library, which writes them section by section: each is an
// incremental update with a table of its own, so that only the objects of one section are in memory.
// https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, 7.5.6
type file struct {
	ctx     *model.Context
	out     *counter
	err     error
	z       *zlib.Writer
	packed  *types.ObjectStreamDict // where objects go that are no streams; nil when there are none
	inside  ref                     // its number
	pending int                     // bytes of the section so far
	section int                     // how many bytes end a section
}

const (
	// sectionSize is how many bytes of objects are collected before they are written.
	sectionSize = 4 << 20
	// packSize is how many objects are compressed together.
	packSize = 200
)

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

func newFile(w io.Writer) *file {
	later.PDF()
	f := &file{out: &counter{w: w}, section: sectionSize}
	// A configuration of its own: that of the library would come from a file of the user's.
	ctx, err := model.NewContext(bytes.NewReader(nil), &model.Configuration{Eol: "\n", WriteXRefStream: true})
	if err != nil {
		return &file{err: err}
	}
	version, size := model.V17, 1
	ctx.HeaderVersion, ctx.Size = &version, &size
	ctx.Table[0] = model.NewFreeHeadXRefTableEntry()
	ctx.Write.Writer = bufio.NewWriter(f.out)
	_, f.err = ctx.Write.WriteString("%PDF-" + version.String() + "\n%\xe2\xe3\xcf\xd3\n")
	f.ctx = ctx
	return f
}

// reserve returns the number of an object that is written later.
func (f *file) reserve() ref {
	if f.err != nil {
		return 0
	}
	return ref(f.ctx.InsertNew(*model.NewXRefTableEntryGen0(nil)))
}

// object writes an object that was reserved and is no stream: these are compressed together.
// https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, 7.5.7
func (f *file) object(r ref, o types.Object) {
	if f.err != nil {
		return
	}
	if f.packed == nil {
		f.packed, f.inside = types.NewObjectStreamDict(), f.reserve()
	}
	at, in := f.packed.ObjCount, int(f.inside)
	e := f.ctx.Table[int(r)]
	e.Compressed, e.ObjectStream, e.ObjectStreamInd = true, &in, &at
	f.ctx.Write.SetWriteOffset(int(r)) // it is in the table; the place is that of the stream
	n := len(f.packed.Content)
	f.err = f.packed.AddObject(int(r), o.PDFString()+"\n")
	f.pending += len(f.packed.Content) - n
	if f.packed.ObjCount == packSize {
		f.pack()
	}
}

// pack ends the objects that are compressed together.
func (f *file) pack() {
	if f.packed == nil {
		return
	}
	p, r := f.packed, f.inside
	f.packed = nil
	p.Finalize()
	f.stream(r, types.Dict{"Type": types.Name("ObjStm"), "N": types.Integer(p.ObjCount), "First": types.Integer(p.FirstObjOffset)}, p.Content)
}

// add writes an object that is no stream.
func (f *file) add(o types.Object) ref {
	r := f.reserve()
	f.object(r, o)
	return r
}

// stream writes a compressed stream; dict holds the entries besides Length and Filter. Objects that
// it refers to have to be of the same section.
func (f *file) stream(r ref, dict types.Dict, data []byte) {
	if f.err != nil {
		return
	}
	var z bytes.Buffer
	if f.z == nil {
		f.z, f.err = zlib.NewWriterLevel(&z, zlib.BestSpeed)
	} else {
		f.z.Reset(&z)
	}
	if f.err == nil {
		_, f.err = f.z.Write(data)
	}
	if f.err == nil {
		f.err = f.z.Close()
	}
	if f.err != nil {
		return
	}
	n := int64(z.Len())
	dict["Filter"], dict["Length"] = types.Name("FlateDecode"), types.Integer(n)
	f.ctx.Table[int(r)].Object = types.StreamDict{Dict: dict, Raw: z.Bytes(), StreamLength: &n}
	f.ctx.Write.ObjNrs = append(f.ctx.Write.ObjNrs, int(r))
	f.pending += z.Len()
}

// rest ends the section when it is large enough. It is called where no stream will refer to an
// object before.
func (f *file) rest() {
	if f.pending >= f.section {
		f.flush()
	}
}

// flush writes the objects so far, and a table of them.
func (f *file) flush() {
	f.pack()
	if f.err != nil {
		return
	}
	w := f.ctx.Write
	if f.err = w.Flush(); f.err != nil {
		return
	}
	w.Offset = f.out.n
	table := *f.ctx.Size // the number that the table gets
	if f.err = pdfcpu.WriteIncrement(f.ctx); f.err != nil {
		return
	}
	prev := w.Table[table]
	w.Increment, w.OffsetPrevXRef = true, &prev
	for n := range w.Table {
		delete(f.ctx.Table, n)
	}
	clear(w.Table)
	w.ObjNrs, f.pending = w.ObjNrs[:0], 0
	f.err = w.Flush()
}

// finish writes what is left.
func (f *file) finish() error {
	f.flush()
	return f.err
}

// begin says which objects are the catalog and the information about the document.
func (f *file) begin(root, info ref) {
	if f.err != nil {
		return
	}
	a, b := root.to(), info.to()
	f.ctx.Root, f.ctx.Info = &a, &b
}

// textString returns a string for people: UTF-16 with a mark.
func textString(s string) types.Object {
	return types.NewHexLiteral([]byte(types.EncodeUTF16String(s)))
}

// literal returns a byte string.
func literal(s string) types.StringLiteral {
	return types.StringLiteral(strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`, "\n", `\n`).Replace(s))
}

// number returns a number as an object.
func number(v float64) types.Object {
	v = bounded(v)
	if v == math.Trunc(v) {
		return types.Integer(v)
	}
	return types.Float(v)
}

// numbers returns an array of numbers.
func numbers(list ...float64) types.Array {
	a := make(types.Array, len(list))
	for i, v := range list {
		a[i] = number(v)
	}
	return a
}

// bounded returns the number that readers are sure to take.
func bounded(v float64) float64 {
	if v != v {
		return 0
	}
	return max(-maxNumber, min(maxNumber, v))
}

// num writes a number of a content stream: without an exponent, with few digits.
func num(v float64) string {
	s := strconv.FormatFloat(bounded(v), 'f', 4, 64)
	s = strings.TrimRight(s, "0")
	s = strings.TrimRight(s, ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

// maxNumber is the largest number that readers are sure to take.
const maxNumber = 1e7

// name returns the name of a resource: a letter and the number of the object.
func (r ref) name(letter string) string { return fmt.Sprintf("%s%d", letter, int(r)) }
