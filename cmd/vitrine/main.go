// Command vitrine shows web pages, and everything that happens on the way to them.
//
//	vitrine demo                     a whole small internet in one process, browsed
//	vitrine open [URL|FILE]          the window
//	vitrine shot URL -o out.png      a picture of a page
//	vitrine pdf URL -o out.pdf       the page printed
//	vitrine dump STAGE URL           any value of the line, as text or JSON
//	vitrine fetch URL                our HTTP without the page
//	vitrine batch                    pictures and geometry for a list of pages
//	vitrine explain URL              the whole journey of one load
//	vitrine replay FILE.har -o …     a picture from an HTTP archive
//	vitrine dns NAME [TYPE]          resolve a name and tell how
//	vitrine lab                      a small internet until stopped
//	vitrine dnsd -listen ADDRESS     serve names to others
//	vitrine version                  which build this is
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"vitrine/css/prop"
)

// command is one subcommand.
type command struct {
	name, args string
	short      string // one line
	window     bool   // it may open a window, which needs the process's first thread
	long       string // what help adds
	run        func(ctx context.Context, io stdio, args []string) error
}

// stdio is where a command reads and writes, so that tests can run it in their process.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// commands in the order of the help. It is a function because help refers to the list.
func commands() []command {
	return []command{demoCommand, openCommand, shotCommand, pdfCommand, dumpCommand, batchCommand, fetchCommand, explainCommand, replayCommand, dnsCommand, dnsdCommand, labCommand, helpCommand, versionCommand}
}

func main() {
	roomyHeap()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, stdio{newInput(ctx, os.Stdin), os.Stdout, os.Stderr}, os.Args[1:]))
}

// usageError is a mistake on the command line: exit code 2.
type usageError struct{ msg string }

func (e usageError) Error() string { return e.msg }

func usagef(format string, a ...any) error { return usageError{fmt.Sprintf(format, a...)} }

// errReported ends a command whose problems are already printed.
var errReported = errors.New("")

// run executes one command line and returns the exit code: 0 done, 1 failed, 2 wrong usage, or
// that of an exitError.
func run(ctx context.Context, sio stdio, args []string) int {
	if len(args) == 0 {
		overview(sio.err)
		return 2
	}
	out := &checkedWriter{w: sio.out}
	sio.out = out
	name := args[0]
	switch name {
	case "-h", "-help", "--help":
		name = helpCommand.name
		args = args[:1]
	case "-version", "--version":
		name = versionCommand.name
	}
	for _, c := range commands() {
		if c.name != name {
			continue
		}
		if !c.window {
			// A goroutine that is bound to a thread waits for that thread at every turn, and
			// package later binds the first one.
			runtime.UnlockOSThread()
		}
		err := c.run(ctx, sio, args[1:])
		if err == nil || errors.Is(err, flag.ErrHelp) {
			err = out.err
		}
		var ue usageError
		var xe *exitError
		switch {
		case err == nil:
			return 0
		case errors.Is(err, errReported):
			return 1
		case errors.As(err, &ue):
			fmt.Fprintf(sio.err, "vitrine: %s: %s (vitrine help %s)\n", name, ue.msg, name)
			return 2
		case errors.As(err, &xe):
			if !xe.quiet {
				fmt.Fprintf(sio.err, "vitrine: %s\n", oneLine(err.Error()))
			}
			return xe.code
		}
		fmt.Fprintf(sio.err, "vitrine: %s\n", oneLine(err.Error()))
		return 1
	}
	fmt.Fprintf(sio.err, "vitrine: unknown command %q (vitrine help)\n", name)
	return 2
}

// oneLine keeps an error message on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var helpCommand = command{name: "help", args: "[COMMAND|properties]", short: "explain a command; list the CSS properties"}

func init() { helpCommand.run = runHelp }

func runHelp(_ context.Context, sio stdio, args []string) error {
	if len(args) == 0 || args[0] == helpCommand.name {
		overview(sio.out)
		return nil
	}
	if args[0] == "properties" {
		fmt.Fprint(sio.out, prop.Support())
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(context.Background(), sio, []string{"-h"})
		}
	}
	return usagef("unknown command %q", args[0])
}

func overview(w io.Writer) {
	fmt.Fprint(w, `vitrine turns an address into a picture, and shows every step on the way.

usage: vitrine COMMAND [FLAGS] [ARGUMENTS]

`)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-6s %-32s %s\n", c.name, c.args, c.short)
	}
	fmt.Fprint(w, `
Addresses are URLs (file, data, about, http, https), host names or paths of files.
A page on standard input is "-"; so is a file to write that goes to standard output.
Flags may stand before or after the arguments. "vitrine help COMMAND" lists them.
Exit codes: 0 done, 1 failed, 2 wrong usage; fetch has those of curl. Failures are one line on stderr.
HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name proxies; SSLKEYLOGFILE names a file for TLS secrets.
`)
}

// flags is the flag set of a command, with its help.
type flags struct {
	*flag.FlagSet
	help func()
}

func newFlags(c command, sio stdio) flags {
	f := flags{FlagSet: flag.NewFlagSet(c.name, flag.ContinueOnError)}
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	f.help = func() {
		fmt.Fprintf(sio.out, "usage: vitrine %s [FLAGS] %s\n\n%s\n", c.name, c.args, strings.TrimSpace(c.long))
		n := 0
		f.VisitAll(func(*flag.Flag) { n++ })
		if n > 0 {
			fmt.Fprintln(sio.out, "\nflags:")
			f.SetOutput(sio.out)
			f.PrintDefaults()
			f.SetOutput(io.Discard)
		}
	}
	return f
}

// parseFlags parses flags that may stand before, between and after the arguments, and returns
// the arguments.
func parseFlags(f flags, args []string) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				f.help()
				return nil, err
			}
			return nil, usageError{err.Error()}
		}
		if f.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, f.Arg(0))
		used := len(args) - f.NArg()
		if used > 0 && args[used-1] == "--" {
			return append(rest, f.Args()[1:]...), nil
		}
		args = f.Args()[1:]
	}
}
