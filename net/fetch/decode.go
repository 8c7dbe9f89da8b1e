package fetch

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"vitrine/engine/trace"
	"vitrine/net/header"
	"vitrine/net/http1"
	"vitrine/net/http2"
)

// acceptEncoding is what we offer: all that decode knows.
const acceptEncoding = "gzip, deflate, br, zstd"

// zstdWindow is the largest window that a zstd body may need: the number of RFC 9659.
const zstdWindow = 8 << 20

// drainWait and drainBytes bound what is read behind the end of a coded body, so that its
// connection can be used again.
const (
	drainWait  = 2 * time.Second
	drainBytes = 64 << 10
)

// decoders is a stack of content codings over the wire.
type decoders struct {
	io.Reader // the innermost
	span      *trace.Span
	wire      *wire
	coding    string
	closers   []func()
	busy      time.Duration
	drained   bool
}

// decoded returns the reader of a body's real bytes.
//
// https://fetch.spec.whatwg.org/#handle-content-codings
func (c *Client) decoded(b *Body, w *wire, h header.List) io.Reader {
	var src io.Reader = w
	codings := contentCodings(h)
	if len(codings) == 0 {
		return &limited{src: src, lim: &c.lim, what: "the body"}
	}
	if len(codings) > c.lim.Codings {
		return failing{fmt.Errorf("%w: %d codings on top of each other", ErrCoding, len(codings))}
	}
	d := &decoders{wire: w, coding: strings.Join(codings, ", ")}
	for _, name := range codings {
		open, ok := coding(name)
		if !ok {
			b.x.span.Note(trace.Warning, "broken", trace.Pos{URL: traceURL(b.r.URL)}, trace.Str("what", "unknown Content-Encoding "+name+" ignored"))
			break // as browsers do: what follows is shown as it is
		}
		l := &layer{d: d, src: src, open: open, name: name}
		src = &limited{src: l, lim: &c.lim, wire: w, what: "the decoded body"}
	}
	d.Reader = src
	if b.span != nil {
		d.span = b.span.Fork("decode", trace.Str("coding", d.coding))
	}
	return d
}

// Read implements io.Reader. After the end of the coded data the rest of the wire is taken, so
// that a cut wire is noticed and a whole one leaves its connection usable.
func (d *decoders) Read(p []byte) (int, error) {
	if d.span != nil {
		start := time.Now()
		defer func() { d.busy += time.Since(start) }()
	}
	n, err := d.Reader.Read(p)
	if err == io.EOF && !d.drained {
		d.drained = true
		d.wire.src.SetReadDeadline(time.Now().Add(drainWait))
		_, werr := io.CopyN(io.Discard, rest{d.wire}, drainBytes)
		if errors.Is(werr, http1.ErrTruncated) || errors.Is(werr, http2.ErrTruncated) {
			err = ErrTruncated
		} // else the data is whole, and Reusable decides about the connection
	}
	return n, err
}

func (d *decoders) end(b *Body) {
	for _, f := range d.closers {
		f()
	}
	d.closers = nil
	if d.span != nil {
		d.span.Set(trace.Int("wire", int(b.wire.src.Taken())), trace.Int("bytes", int(b.count)), trace.Dur("busy", d.busy))
		d.span.End()
	}
}

// failing is a reader that only fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// opener starts a decoder over src and returns it with what gives it back.
type opener func(src *bufio.Reader) (r io.Reader, done func(), err error)

// layer is one coding, opened at the first read: a body without a byte is empty, not broken.
type layer struct {
	d    *decoders
	src  io.Reader
	open opener
	name string
	r    io.Reader
	err  error
}

// Read implements io.Reader.
func (l *layer) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	if l.r == nil {
		br := bufReaders.Get().(*bufio.Reader)
		br.Reset(l.src)
		l.d.closers = append(l.d.closers, func() { br.Reset(nil); bufReaders.Put(br) })
		if _, err := br.Peek(1); err != nil {
			l.err = err
			return 0, err
		}
		r, done, err := l.open(br)
		if err != nil {
			l.err = l.cause(err)
			return 0, l.err
		}
		l.r = r
		if done != nil {
			l.d.closers = append(l.d.closers, done)
		}
	}
	n, err := l.r.Read(p)
	if err != nil && err != io.EOF {
		err = l.cause(err)
		l.err = err
	}
	return n, err
}

func (l *layer) cause(err error) error {
	switch {
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrBomb), errors.Is(err, ErrCoding), errors.Is(err, ErrTruncated):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%w (%s)", ErrCodingCut, l.name)
	}
	return fmt.Errorf("%w (%s): %v", ErrCoding, l.name, err)
}

var (
	bufReaders  = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 8<<10) }}
	gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }}
	brReaders   = sync.Pool{New: func() any { return brotli.NewReader(nil) }}
	zstdReaders = sync.Pool{New: func() any {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			panic(err) // only for options that contradict each other
		}
		return d
	}}
)

// coding returns how to undo a content coding.
func coding(name string) (opener, bool) {
	switch strings.ToLower(name) {
	case "gzip", "x-gzip":
		return func(src *bufio.Reader) (io.Reader, func(), error) {
			z := gzipReaders.Get().(*gzip.Reader)
			done := func() { gzipReaders.Put(z) }
			if err := z.Reset(src); err != nil {
				return nil, nil, err
			}
			z.Multistream(false) // browsers stop after the first member
			return z, done, nil
		}, true
	case "deflate":
		return func(src *bufio.Reader) (io.Reader, func(), error) {
			// The coding is zlib's, but many servers send bare deflate, and browsers take both.
			h, err := src.Peek(2)
			if err == nil && h[0]&0x0F == 8 && (int(h[0])<<8|int(h[1]))%31 == 0 {
				z, err := zlib.NewReader(src)
				return z, nil, err
			}
			return flate.NewReader(src), nil, nil
		}, true
	case "br":
		return func(src *bufio.Reader) (io.Reader, func(), error) {
			z := brReaders.Get().(*brotli.Reader)
			err := z.Reset(src)
			return z, func() { brReaders.Put(z) }, err
		}, true
	case "zstd":
		return func(src *bufio.Reader) (io.Reader, func(), error) {
			z := zstdReaders.Get().(*zstd.Decoder)
			err := z.Reset(src)
			return z, func() {
				if z.Reset(nil) == nil {
					zstdReaders.Put(z)
				}
			}, err
		}, true
	}
	return nil, false
}
