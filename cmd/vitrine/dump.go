package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"vitrine/css/selector"
	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/dump"
)

var dumpCommand = command{name: "dump", args: "STAGE URL", short: "print a value of the line",
	long: `Loads a page and prints what one stage of the line made of it. STAGE is one of

  dom        the document tree: elements with their attributes, text in quotes
  cssom      the style sheets as they were understood; what was not is left out
  styles     computed styles of elements, each with its place in the tree (1/0 is the first child
             of the second child of the root), as far as they differ from the initial values, and
             below it those of its pseudo-elements that rules mention
  resolved   the same as getComputedStyle gives it after layout: sizes, tracks of grids and so on in px
  cascade    why each property has its value: the declarations for it with selector, origin and
             place, the winner first, the others with the step of the cascade that they lost by;
             or the ancestor that the value is inherited from
  boxes      the box tree: what display: none leaves over; "inlines" marks boxes whose content
             is lines of text, "float" and the like how they are laid out
  fragments  where every piece of the page is: [x,y width×height] in CSS px of the page
  display    what is drawn, from the back to the front: kind, x,y width×height, node, details
  requests   what was fetched: status, what for, bytes, address

The text is stable, one thing a line; -json prints the same as JSON. With -select only the
elements that match the selector, and what is inside of them, are shown (dom, styles, resolved,
cascade, boxes, fragments). Pages that load other things, what was wrong with them, and all times:
vitrine explain.`}

func init() { dumpCommand.run = runDump }

func runDump(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(dumpCommand, sio)
	var o options
	o.register(f.FlagSet)
	asJSON := f.Bool("json", false, "print JSON")
	sel := f.String("select", "", "only elements that match this `selector`")
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if len(args) != 2 {
		return usagef("want a stage and one URL or file, got %d arguments", len(args))
	}
	stage, ok := dumpStages[args[0]]
	if !ok {
		return usagef("unknown stage %q; there are %s", args[0], strings.Join(slices.Sorted(maps.Keys(dumpStages)), ", "))
	}
	var list selector.List
	if *sel != "" {
		var bad *selector.Error
		if list, bad = selector.ParseString(*sel); bad != nil {
			return usagef("-select: %s", bad.Msg)
		}
	}
	url, err := o.address(args[1], sio.in)
	if err != nil {
		return err
	}
	client, err := o.newClient()
	if err != nil {
		return err
	}
	defer client.Close()
	var log dump.RequestLog
	e, err := o.newEngine(client, o.newTrace(sio, &log))
	if err != nil {
		return err
	}
	p, loadErr := load(ctx, e, url, o.timeout)
	if p != nil {
		defer p.Close()
	}
	if loadErr != nil && args[0] != "requests" {
		return loadErr
	}
	w := bufio.NewWriter(sio.out)
	err = p.Do(ctx, func(d *dom.Document) {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("bug in dump: %v", v)
			}
		}()
		v := view{frame: p.Frame(), doc: d, requests: log.Requests(), json: *asJSON}
		if list != nil && d != nil {
			v.keep = keeper(d, list)
		}
		err = stage(w, v)
	})
	if e := w.Flush(); err == nil {
		err = e
	}
	if err == nil {
		err = loadErr
	}
	return err
}

// keeper returns a test for the elements that a selector matches.
func keeper(d *dom.Document, list selector.List) dump.Keep {
	match := make([]bool, d.Len())
	for _, n := range selector.NewContext(d).Select(list, d.Root()) {
		match[n.ID()] = true
	}
	return func(n *dom.Node) bool { return match[n.ID()] }
}

// view is what a stage of dump prints from.
type view struct {
	frame    *engine.Frame
	doc      *dom.Document
	requests []dump.Request
	keep     dump.Keep
	json     bool
}

var dumpStages = map[string]func(io.Writer, view) error{
	"dom":       dumpDOM,
	"cssom":     dumpCSSOM,
	"styles":    dumpStyles,
	"resolved":  dumpResolved,
	"cascade":   dumpCascade,
	"boxes":     dumpBoxes,
	"fragments": dumpFragments,
	"display":   dumpDisplay,
	"requests":  dumpRequests,
}

func dumpCSSOM(w io.Writer, v view) error {
	if v.json {
		return dump.SheetsJSON(w, v.frame.Sheets)
	}
	return dump.Sheets(w, v.frame.Sheets)
}

func dumpStyles(w io.Writer, v view) error {
	if v.json {
		return dump.StylesJSON(w, v.doc, v.frame.Styles, v.keep)
	}
	return dump.Styles(w, v.doc, v.frame.Styles, v.keep)
}

func dumpResolved(w io.Writer, v view) error {
	values := engine.NewResolved(v.frame.Styles, v.frame.Frags)
	if v.json {
		return dump.ResolvedJSON(w, v.doc, v.frame.Styles, values, v.keep)
	}
	return dump.Resolved(w, v.doc, v.frame.Styles, values, v.keep)
}

func dumpCascade(w io.Writer, v view) error {
	if v.json {
		return dump.CascadeJSON(w, v.doc, v.frame.Styles, v.keep)
	}
	return dump.Cascade(w, v.doc, v.frame.Styles, v.keep)
}

func dumpDisplay(w io.Writer, v view) error {
	if v.json {
		return dump.DisplayJSON(w, v.frame.Display)
	}
	return v.frame.Display.Write(w)
}

func dumpDOM(w io.Writer, v view) error {
	write := dump.DOM
	if v.json {
		write = dump.DOMJSON
	}
	if v.keep == nil {
		return write(w, v.doc.Root())
	}
	root := v.doc.Root()
	for n := root.First(); n != nil; {
		if v.keep(n) {
			if err := write(w, n); err != nil {
				return err
			}
			n = n.Skip(root)
			continue
		}
		n = n.After(root)
	}
	return nil
}

func dumpBoxes(w io.Writer, v view) error {
	if v.json {
		return dump.BoxesJSON(w, v.frame.Boxes, v.keep)
	}
	return dump.Boxes(w, v.frame.Boxes, v.keep)
}

func dumpFragments(w io.Writer, v view) error {
	if v.json {
		return dump.FragmentsJSON(w, v.frame.Frags, v.keep)
	}
	return dump.Fragments(w, v.frame.Frags, v.keep)
}

func dumpRequests(w io.Writer, v view) error {
	if v.json {
		return dump.RequestsJSON(w, v.requests)
	}
	return dump.Requests(w, v.requests)
}
