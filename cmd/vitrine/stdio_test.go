package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestInput reads through an input as from what is behind it, until the context ends.
func TestInput(t *testing.T) {
	if err := iotest.TestReader(newInput(context.Background(), strings.NewReader("some text")), []byte("some text")); err != nil {
		t.Error(err)
	}
	broken := errors.New("broken")
	if b, err := io.ReadAll(newInput(context.Background(), io.MultiReader(strings.NewReader("a"), iotest.ErrReader(broken)))); string(b) != "a" || err != broken {
		t.Errorf("%q, %v", b, err)
	}
	ctx, end := context.WithCancelCause(context.Background())
	silent, _ := io.Pipe()
	stopped := errors.New("stopped")
	end(stopped)
	if _, err := newInput(ctx, silent).Read(make([]byte, 1)); err != stopped {
		t.Errorf("a read that waits: %v", err)
	}
}

// TestInterrupted ends commands that wait for a line.
func TestInterrupted(t *testing.T) {
	for _, args := range [][]string{{"batch", "-offline"}, {"fetch", "-jsonl", "-offline"}} {
		ctx, end := context.WithCancelCause(context.Background())
		silent, _ := io.Pipe()
		end(errors.New("a signal"))
		var out, errs bytes.Buffer
		if code := run(ctx, stdio{newInput(ctx, silent), &out, &errs}, args); code != 1 || errs.String() != "vitrine: a signal\n" {
			t.Errorf("%s: exit %d, %s", args, code, errs.String())
		}
	}
}

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space") }

// TestFullDisk fails every command whose output does not arrive, also those that print line by line.
func TestFullDisk(t *testing.T) {
	for _, args := range []string{"help", "version", "help dump", "dns -lab www.vitrine.test", "dump -embedded-fonts dom data:,x", "explain -embedded-fonts data:,x"} {
		var errs bytes.Buffer
		if code := run(context.Background(), stdio{strings.NewReader(""), fullDisk{}, &errs}, strings.Fields(args)); code != 1 || errs.String() != "vitrine: no space\n" {
			t.Errorf("%s: exit %d, %s", args, code, errs.String())
		}
	}
}
