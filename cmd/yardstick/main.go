package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"vitrine/layout/text"
)

const usage = `usage: yardstick wpt [-prefix P,P…] [-update] [-v]
       yardstick pages [-v] [ID…]

wpt    draws the public reftests and prints a table per directory; -update writes the lists
       of expected failures in testdata/suite/wpt anew, -v names what does not pass
pages  draws the real pages and prints how close they come to the oracle; -v a line per page
`

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Print(usage)
			return
		}
		fmt.Fprintln(os.Stderr, "yardstick:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("name a suite: wpt or pages")
	}
	f := flag.NewFlagSet(args[0], flag.ContinueOnError)
	f.SetOutput(io.Discard)
	verbose := f.Bool("v", false, "")
	prefix := f.String("prefix", "", "")
	update := f.Bool("update", false, "")
	if err := f.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "wpt":
		return runWPT(out, *prefix, *update, *verbose)
	case "pages":
		return runPages(out, f.Args(), *verbose)
	case "help", "-h", "-help", "--help":
		return flag.ErrHelp
	}
	return fmt.Errorf("no suite %q: want wpt or pages", args[0])
}

func runWPT(out io.Writer, prefix string, update, verbose bool) error {
	var prefixes []string
	if prefix != "" {
		prefixes = strings.Split(prefix, ",")
	}
	tests, outs, err := suiteWPT(prefixes, drawReftests, func(done, all int) {
		if done%500 == 0 {
			fmt.Fprintf(os.Stderr, "%d of %d\n", done, all)
		}
	})
	if err != nil {
		return err
	}
	if verbose {
		for i, o := range outs {
			if o.status != "PASS" {
				fmt.Fprintln(out, o.status, tests[i].Test, o.reason)
			}
		}
	}
	writeTable(out, tests, outs)
	if !update {
		return nil
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	return updateWPT(filepath.Join(root, wptLists), tests, outs)
}

func runPages(out io.Writer, ids []string, verbose bool) error {
	want := map[string]bool{}
	for _, id := range ids {
		want[id] = true
	}
	d := newDrawer(pageW, pageH, text.Config{System: true})
	defer d.close()
	var all, plain meanScore
	err := suitePages(func(p *realPage) bool { return len(want) == 0 || want[p.ID] }, d.pictureAndGeometry, func(s pageScore) {
		if s.err != nil {
			fmt.Fprintln(out, s.err)
		} else if verbose {
			fmt.Fprintf(out, "%s visual %5.1f geom %5.1f %s\n", s.page.ID, s.visual, s.geom, s.page.Path)
		}
		all.add(s)
		if !s.page.Features.Flex && !s.page.Features.Grid {
			plain.add(s)
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "all pages               %s\nwithout flex and grid   %s\n", all, plain)
	return nil
}

// meanScore is the mean over pages; a page that failed counts as 0.
type meanScore struct {
	n            int
	visual, geom float64
}

func (m *meanScore) add(s pageScore) {
	m.n++
	m.visual += s.visual
	m.geom += s.geom
}

func (m meanScore) String() string {
	n := float64(max(1, m.n))
	return fmt.Sprintf("%4d pages: VISUAL %5.2f GEOM %5.2f OVERALL %5.2f", m.n, m.visual/n, m.geom/n, (m.visual+m.geom)/2/n)
}
