package main

import (
	"bufio"
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"vitrine/net/lab"
)

// processLab is the internet of the flag -lab: one for the process, as long as it lives.
var processLab = sync.OnceValues(func() (*lab.Internet, error) { return lab.Start(lab.World(lab.WorldLinks{})) })

var labCommand = command{name: "lab", args: "", short: "run a small internet until stopped",
	long: `Starts a whole small internet on loopback and prints where everything listens: root, registry
and name servers, a provider's resolver (UDP, TCP, TLS, HTTPS), a certificate authority, and
two sites: www.vitrine.test, and www.example.test with a CDN edge, a reverse proxy and load
balancer, two web servers, an application server with a login (hong, "correct horse"), and a
database. It runs until it is stopped.

Any client can be pointed at the addresses; for this program every command takes -lab.`}

func init() { labCommand.run = runLab }

func runLab(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(labCommand, sio)
	rtt := f.Duration("rtt", 0, "round-trip `time` to every host")
	app := f.Duration("app", 0, "`time` the application works for a request")
	db := f.Duration("db", 0, "`time` the database works for a request")
	bps := f.Int("bandwidth", 0, "`bytes` per second of the web hosts; 0: unlimited")
	ca := f.String("ca-out", "", "write the certificate authority to this PEM `file`")
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if len(args) != 0 {
		return usagef("takes no arguments")
	}
	in, err := lab.Start(lab.World(lab.WorldLinks{RTT: *rtt, Application: *app, Database: *db, Bandwidth: *bps}))
	if err != nil {
		return err
	}
	defer in.Close()
	if *ca != "" {
		err := writeAtomic(*ca, func(w *bufio.Writer) error { _, err := w.Write(in.Authority().PEM()); return err })
		if err != nil {
			return err
		}
	}
	for _, h := range in.Hosts() {
		var addrs []string
		for _, a := range h.Addrs {
			addrs = append(addrs, a.String())
		}
		fmt.Fprintf(sio.out, "%-22s %s\n", strings.TrimSuffix(h.Name, "."), strings.Join(addrs, " "))
		for _, a := range h.Addrs {
			for _, end := range in.Ends(a) {
				fmt.Fprintf(sio.out, "  %-3s %-28s at %s\n", end.Network, netip.AddrPortFrom(a, end.Port), end.Real)
			}
		}
	}
	fmt.Fprintf(sio.out, "running; try vitrine explain -lab https://www.example.test/\n")
	<-ctx.Done()
	return nil
}
