package main

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"vitrine/css/paged"
	"vitrine/engine"
)

var pdfCommand = command{name: "pdf", args: "URL -o FILE.pdf", short: "print a page to a PDF file",
	long: `Loads a page as for paper (media type print), breaks it into pages and writes a PDF: text that can
be selected, fonts embedded as subsets, boxes and paths as such, links kept. Sizes and margins of
@page rules count; without them the paper and margins of the flags do.`}

func init() { pdfCommand.run = runPDF }

// paper is a flag: a name such as a4, or WIDTHxHEIGHT with units, turned by "landscape".
type paper struct{ w, h float64 }

func (p *paper) String() string { return fmt.Sprintf("%.0fx%.0fpx", p.w, p.h) }

func (p *paper) Set(s string) error {
	s, turned := strings.CutSuffix(strings.ToLower(strings.TrimSpace(s)), " landscape")
	w, h, ok := paged.Paper(s)
	if !ok {
		ws, hs, both := strings.Cut(s, "x")
		if both && strings.HasPrefix(hs, "x") { // the unit "px" ends in an x
			ws, hs = ws+"x", hs[1:]
		}
		var err1, err2 error
		w, err1 = lengthFlag(ws)
		h, err2 = lengthFlag(hs)
		if !both || err1 != nil || err2 != nil || w < 1 || h < 1 {
			return fmt.Errorf("want a name such as a4 or letter, or WIDTHxHEIGHT such as 210mmx297mm")
		}
	}
	if turned {
		w, h = h, w
	}
	p.w, p.h = w, h
	return nil
}

// margin is a flag: one length for all sides, of whole points as in Chromium.
type margin float64

func (m *margin) String() string { return fmt.Sprintf("%.4gpx", float64(*m)) }

func (m *margin) Set(s string) error {
	v, err := lengthFlag(s)
	*m = margin(wholePoints(v))
	return err
}

// wholePoints returns a length in CSS px without what it has beyond whole points.
func wholePoints(px float64) float64 {
	const point = 96. / 72
	return math.Floor(px/point+1e-6) * point
}

// lengthFlag reads a length in CSS px: 10mm, 1in, 12pt; a plain number is px.
func lengthFlag(s string) (float64, error) {
	s = strings.TrimSpace(s)
	scale := 1.0
	for unit, px := range map[string]float64{"mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "pt": 96. / 72, "px": 1} {
		if v, ok := strings.CutSuffix(s, unit); ok {
			s, scale = v, px
			break
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0 && v*scale <= 1e5) {
		return 0, fmt.Errorf("want a length such as 1cm or 0.4in")
	}
	return v * scale, nil
}

func runPDF(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(pdfCommand, sio)
	o := options{desktop: onDesk}
	o.register(f.FlagSet)
	o.registerRecord(f.FlagSet)
	sheet := paper{816, 1056}
	sides := margin(wholePoints(96 / 2.54))
	f.Var(&sheet, "paper", "`size`: a name (a4, letter …, also \"a4 landscape\") or WIDTHxHEIGHT with units")
	f.Var(&sides, "margin", "`length` of all margins that no @page rule gives")
	ignore := f.Bool("ignore-page-size", false, "keep the paper whatever size @page asks for")
	out := f.String("o", "", "`file` to write; - is stdout")
	args, err := parseFlags(f, args)
	switch {
	case err != nil:
		return err
	case len(args) != 1:
		return usagef("want one URL or file, got %d", len(args))
	case *out == "":
		return usagef("-o FILE is missing")
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
	rec := o.recorder(client, sio)
	m := float64(sides)
	how := engine.Print{Paper: paged.Page{W: sheet.w, H: sheet.h, Top: m, Right: m, Bottom: m, Left: m}, IgnoreSize: *ignore}
	w, h := how.Paper.Inside(1)
	o.viewport, o.print = viewport{int(w), int(h)}, &how
	e, err := o.newEngine(rec.fetch, o.newTrace(sio, rec.sinks()...))
	if err != nil {
		return err
	}
	p, err := load(ctx, e, url, o.timeout)
	if recErr := rec.finish(titleOf(p.Frame())); err == nil {
		err = recErr
	}
	if err != nil {
		return err
	}
	err = writeFile(*out, sio, func(b *bufio.Writer) error {
		_, err := p.PDF(ctx, b)
		return err
	})
	if cut := p.Cut(ctx); err == nil && cut != nil {
		err = fmt.Errorf("only a part of the page is in the file: %w", cut)
	}
	return err
}
