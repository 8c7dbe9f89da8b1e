package main

import (
	"context"
	"io"
)

// checkedWriter remembers the first error of a writer, so that a full disk fails a command that
// prints line by line.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(b []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.w.Write(b)
	c.err = err
	return n, err
}

// input is a reader that ends with its context: who waits for a line on standard input can be
// interrupted.
type input struct {
	ctx   context.Context
	from  io.Reader
	parts chan part // read but not yet handed out; nil until the first read
	rest  part
}

// part is what one read of the system gave.
type part struct {
	b   []byte
	err error
}

// inputPart is how much is read at a time, in bytes.
const inputPart = 64 << 10

func newInput(ctx context.Context, from io.Reader) *input { return &input{ctx: ctx, from: from} }

func (i *input) Read(b []byte) (int, error) {
	if i.parts == nil {
		i.parts = make(chan part)
		go i.pump()
	}
	for len(i.rest.b) == 0 {
		if i.rest.err != nil {
			return 0, i.rest.err
		}
		select {
		case i.rest = <-i.parts:
		case <-i.ctx.Done():
			return 0, context.Cause(i.ctx)
		}
	}
	n := copy(b, i.rest.b)
	i.rest.b = i.rest.b[n:]
	return n, nil
}

// pump reads ahead by one part. It stays behind in a read that never returns.
func (i *input) pump() {
	for {
		b := make([]byte, inputPart)
		n, err := i.from.Read(b)
		select {
		case i.parts <- part{b[:n], err}:
		case <-i.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}
