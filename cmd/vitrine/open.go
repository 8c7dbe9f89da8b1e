package main

import (
	"context"
	"flag"
	"os"
	"os/exec"

	"vitrine/engine"
	"vitrine/engine/lang"
	"vitrine/net/lab"
)

var openCommand = command{name: "open", window: true, args: "[URL|FILE]", short: "open the window on a page",
	long: `Opens a window with an address bar, back, forward, reload and stop. Without an argument it
shows the start page of the demo, from the small internet that "vitrine demo" explains.

Cookies, HSTS, the HTTP cache and visited links are remembered in the folders that the system
keeps for programs, or in that of -profile; with -private nothing is. What cannot be shown is
saved in the downloads folder.

keys: arrows, space, page keys, home and end scroll; Alt+Left and Alt+Right go back and
forward; Ctrl+L goes to the address bar; F5 loads again, with Shift or Ctrl from scratch; Escape stops.
Tab moves the focus, Ctrl+F finds, F3 or Ctrl+G goes to the next place. Ctrl+Plus, Ctrl+Minus and
Ctrl+0 zoom, Ctrl+A, C, X and V select, copy, cut and paste, Ctrl+Z and Ctrl+Y take back and make
again. Ctrl+Shift+D, or the button at the end of the address bar, changes between light and dark.
F11 fills the screen, Ctrl+W closes the window.
Alt with a character goes to what the page gave it to (accesskey). Dates and times are filled in part
by part: digits, arrows, and Space for a calendar; a colour or a file is chosen in what opens below
its field. A link that is clicked with Ctrl or the middle button opens in a window of its own; the
right button opens a menu.
F12 looks into the page: it shows what the box under the pointer is made of, and which rules of the
page gave its values (all of them: vitrine dump cascade). Ctrl+U shows the source,
Ctrl+J (about:journey) how the page came: every step with its time, and the picture after each stage.`}

// another returns what opens an address in a window of its own: a process with these flags.
func another(given []string) func(url string) {
	return func(url string) {
		self, err := os.Executable()
		if err != nil {
			return
		}
		c := exec.Command(self, append(append([]string{openCommand.name}, given...), "--", url)...)
		c.Stderr = os.Stderr
		if c.Start() == nil {
			go c.Wait()
		}
	}
}

// given returns the flags that were set, for another window like this one.
func given(f flags) (out []string) {
	f.Visit(func(k *flag.Flag) {
		if k.Name == "record" { // one process writes one file
			return
		}
		values := []string{k.Value.String()}
		if l, ok := k.Value.(*list); ok {
			values = *l
		}
		for _, v := range values {
			out = append(out, "-"+k.Name+"="+v)
		}
	})
	return out
}

// inLab is the flag of a window that lives in the small internet of the demo.
const inLab = "-lab"

func init() { openCommand.run = runOpen }

func runOpen(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(openCommand, sio)
	o := options{desktop: onDesk, scheme: scheme{name: "auto"}}
	o.register(f.FlagSet)
	o.registerRecord(f.FlagSet)
	o.profile.registerWindow(f.FlagSet)
	f.TextVar(&o.lang, "lang", lang.English, "`language` of the window and of about:journey: en or ko")
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if len(args) > 1 {
		return usagef("want at most one URL or file, got %d", len(args))
	}
	way := &journey{lang: o.lang}
	o.about = way.about
	client, err := o.newClient()
	if err != nil {
		return err
	}
	start := lab.DemoURL
	if len(args) == 1 {
		if start, err = address(args[0]); err != nil {
			return err
		}
	} else {
		s, err := startInternet(way.about)
		if err != nil {
			return err
		}
		defer s.Close()
		client = s.client
	}
	defer client.Close()
	fonts, err := o.newFonts()
	if err != nil {
		return err
	}
	rec := o.recorder(client, sio)
	links, err := o.profile.links(sio.err)
	if err != nil {
		return err
	}
	files, folder := allFiles()
	elsewhere := another(given(f))
	if len(args) == 0 {
		elsewhere = another(append(given(f), inLab))
	}
	e := engine.New(engine.Config{Lang: o.lang, NewWindow: elsewhere, Files: files, Folder: folder, Fetch: rec.fetch, Fonts: fonts, Width: o.viewport.w, Height: o.viewport.h,
		Progressive: true, Animation: o.at.live(), ColorScheme: o.scheme.used(), History: links, Download: saveTo(downloads()), Trace: o.newTrace(sio, append(rec.sinks(), &way.events)...)})
	defer e.Close()
	p := way.of(e.NewPage())
	err = openWindow(ctx, p, start, &o, fonts, way, elsewhere)
	if recErr := rec.finish(titleOf(p.Frame())); err == nil {
		err = recErr
	}
	return err
}
