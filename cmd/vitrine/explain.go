package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/dump"
	"vitrine/engine/explain"
	"vitrine/engine/lang"
	"vitrine/engine/trace"
	"vitrine/paint/display"
)

var explainCommand = command{name: "explain", args: "URL", short: "tell the whole journey of one load",
	long: `Loads a page and tells every step from the address to the pixels: what was asked, what came
back, why, how long it took and how much time had passed; then a waterfall of all resources
and a table of phases whose times add up to the whole.

-har, -chrome-trace and -html write the same load for other programs and for people; when one of
them is -, it goes to standard output in place of the story. With -d
the page is asked for by a POST, as a form does:

  vitrine explain -lab -d 'user=hong&password=correct+horse' https://www.example.test/login`}

func init() { explainCommand.run = runExplain }

func runExplain(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(explainCommand, sio)
	var o options
	o.register(f.FlagSet)
	f.TextVar(&o.lang, "lang", lang.English, "`language` of the story: en or ko")
	asJSON := f.Bool("json", false, "print the story as JSON")
	harOut := f.String("har", "", "write an HTTP archive (HAR 1.2) to this `file`")
	chromeOut := f.String("chrome-trace", "", "write Chrome trace events, for Perfetto, to this `file`")
	htmlOut := f.String("html", "", "write one self-contained page to this `file`")
	out := f.String("o", "", "write the picture to this `file`")
	f.BoolVar(&o.live, "live", false, "draw while the page still loads, as the window does: tells how often and why the layout runs again")
	data := f.String("d", "", "send these form `data` with a POST")
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return usagef("want one URL or file, got %d", len(args))
	}
	url, err := o.address(args[0], sio.in)
	if err != nil {
		return err
	}
	client, err := o.newClient()
	if err != nil {
		return err
	}
	defer client.Close()
	rec := newRecording(client, *harOut, sio)
	sp := o.newTrace(sio, &rec.events)
	e, err := o.newEngine(rec.fetch, sp)
	if err != nil {
		return err
	}
	defer e.Close()
	if args[0] != url {
		sp.Note(trace.Info, "input", trace.Pos{}, trace.Str("typed", args[0]), trace.Str("url", url))
	}
	visit := engine.Visit{URL: url}
	if *data != "" {
		visit.Method, visit.Body, visit.ContentType = "POST", []byte(*data), "application/x-www-form-urlencoded"
	}
	p, loadErr := loadVisit(ctx, e, visit, o.timeout)
	frame := p.Frame()
	if frame != nil && frame.Display != nil {
		rsp := sp.Fork("raster")
		img := frame.Image(engine.Shot{})
		w, h := img.Rect.Dx(), img.Rect.Dy()
		rsp.Set(trace.Int("width", w), trace.Int("height", h), trace.Int("tiles", tiles(w)*tiles(h)))
		rsp.End()
		if *out != "" {
			if err := writeFile(*out, sio, func(w *bufio.Writer) error { return frame.WritePNG(w, engine.Shot{}) }); err != nil {
				return err
			}
		}
	}
	s := explain.Build(rec.events.Events(), o.lang)
	if *harOut != "" {
		if err := rec.write(s, titleOf(frame)); err != nil {
			return err
		}
	}
	if *chromeOut != "" {
		err := writeFile(*chromeOut, sio, func(w *bufio.Writer) error { return explain.ChromeTrace(w, rec.events.Events(), s.Start) })
		if err != nil {
			return err
		}
	}
	if *htmlOut != "" {
		r := explain.Report{Width: o.viewport.w, Height: o.viewport.h}
		if frame != nil && frame.Frags != nil {
			if err := addPictures(ctx, p, &r); err != nil {
				return err
			}
			if err := addTrees(ctx, p, frame, &r); err != nil {
				return err
			}
		}
		if err := writeFile(*htmlOut, sio, func(w *bufio.Writer) error { return s.HTML(w, r) }); err != nil {
			return err
		}
	}
	if *out == "-" || *harOut == "-" || *chromeOut == "-" || *htmlOut == "-" {
		return loadErr
	}
	if *asJSON {
		b, err := s.JSON()
		if err != nil {
			return err
		}
		fmt.Fprintf(sio.out, "%s\n", b)
	} else if err := s.Text(sio.out); err != nil {
		return err
	}
	return loadErr
}

// tiles is how many tiles a side of so many px has.
func tiles(px int) int { return (px + display.TileSize - 1) / display.TileSize }

func titleOf(f *engine.Frame) string {
	if f == nil {
		return ""
	}
	return f.Title
}

// addPictures adds the picture after each stage to a report.
func addPictures(ctx context.Context, p *engine.Page, r *explain.Report) error {
	list, err := p.Pictures(ctx)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.Stage == "paint" { // the layout comes before it: its boxes are drawn
			r.Shots = append(r.Shots, explain.Shot{Stage: "layout"})
		}
		var b bytes.Buffer
		if err := engine.WritePNG(&b, x.Image); err != nil {
			return err
		}
		r.Shots = append(r.Shots, explain.Shot{Stage: x.Stage, PNG: b.Bytes(), Ops: x.Ops, Of: x.Of})
	}
	return nil
}

// addTrees adds the values of the line to a report.
func addTrees(ctx context.Context, p *engine.Page, f *engine.Frame, r *explain.Report) error {
	var err error
	doErr := p.Do(ctx, func(d *dom.Document) {
		add := func(name string, write func(*bytes.Buffer) error) {
			var b bytes.Buffer
			if e := write(&b); e != nil && err == nil {
				err = e
			}
			r.Trees = append(r.Trees, explain.Tree{Name: name, Text: b.String()})
		}
		add("DOM", func(b *bytes.Buffer) error { return dump.DOM(b, d.Root()) })
		add("CSSOM", func(b *bytes.Buffer) error { return dump.Sheets(b, f.Sheets) })
		add("styles", func(b *bytes.Buffer) error { return dump.Styles(b, d, f.Styles, nil) })
		add("cascade", func(b *bytes.Buffer) error { return dump.Cascade(b, d, f.Styles, nil) })
		add("boxes", func(b *bytes.Buffer) error { return dump.Boxes(b, f.Boxes, nil) })
		add("fragments", func(b *bytes.Buffer) error { return dump.Fragments(b, f.Frags, nil) })
		add("display list", func(b *bytes.Buffer) error { return f.Display.Write(b) })
		rects, _ := engine.Rects(f.Frags)
		root := d.Root()
		for n := root.First(); n != nil; n = n.After(root) {
			if n.Type != dom.ElementNode || int(n.ID()) >= len(rects) {
				continue
			}
			q := rects[n.ID()]
			b := explain.Box{X: q.X.Px() - f.Scroll.X.Px(), Y: q.Y.Px() - f.Scroll.Y.Px(), W: q.W.Px(), H: q.H.Px(), Name: n.Name()}
			if b.W <= 0 || b.H <= 0 || b.X >= float64(r.Width) || b.Y >= float64(r.Height) || b.X+b.W < 0 || b.Y+b.H < 0 {
				continue
			}
			for a := n.ParentElement(); a != nil; a = a.ParentElement() {
				b.Depth++
			}
			r.Boxes = append(r.Boxes, b)
		}
	})
	if doErr != nil {
		return doErr
	}
	return err
}
