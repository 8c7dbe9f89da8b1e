package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"vitrine/engine/trace"
	"vitrine/net/dns"
)

var dnsdCommand = command{name: "dnsd", args: "-listen ADDRESS", short: "serve names to others over UDP and TCP",
	long: `Runs a recursive name server until it is stopped. It has no access control: whoever reaches the
address can use it. Without -dns it asks from the root servers down by itself. With -dnssec it
validates: what is genuine has the AD bit, what is not is refused with an extended error that says
why (RFC 8914), and a client that sets the CD bit gets it all the same.`}

func init() { dnsdCommand.run = runDNSD }

func runDNSD(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(dnsdCommand, sio)
	var n naming
	n.register(f.FlagSet, "iterative")
	listen := f.String("listen", "127.0.0.1:53", "`address` to listen on, with or without a port")
	ahead := onOff(true)
	f.Var(&ahead, "prefetch", "`on|off`: ask again for what is asked for at the end of its TTL")
	verbose := f.Bool("v", false, "tell of every question on stderr")
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if len(args) != 0 {
		return usagef("takes no arguments")
	}
	n.ahead = bool(ahead)
	at, err := parseServer(*listen, dns.Port)
	if err != nil {
		return usagef("-listen: %q is no address", *listen)
	}
	r, err := n.resolver()
	if err != nil {
		return err
	}
	defer r.Close()
	pc, l, err := listenBoth(ctx, at)
	if err != nil {
		return err
	}
	defer pc.Close()
	defer l.Close()
	fmt.Fprintf(sio.out, "listening on %s, udp and tcp\n", pc.LocalAddr())
	if *verbose {
		ctx = trace.With(ctx, trace.New("dnsd", &console{w: sio.err, least: trace.Info}))
	}
	srv := &dns.Server{Resolver: r}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx, l) }()
	err = srv.ServePacket(ctx, pc)
	l.Close()
	if e := <-done; err == nil {
		err = e
	}
	return err
}

// portTries bounds how many ports are looked at for one that is free for both UDP and TCP.
const portTries = 20

// listenBoth listens on the same port for UDP and TCP. Port 0 is one that is free for both: the
// system chooses for one of them at a time.
func listenBoth(ctx context.Context, at netip.AddrPort) (net.PacketConn, net.Listener, error) {
	var lc net.ListenConfig
	for try := 1; ; try++ {
		pc, err := lc.ListenPacket(ctx, "udp", at.String())
		if err != nil {
			return nil, nil, err
		}
		l, err := lc.Listen(ctx, "tcp", pc.LocalAddr().String())
		if err == nil {
			return pc, l, nil
		}
		pc.Close()
		if at.Port() != 0 || try == portTries {
			return nil, nil, err
		}
	}
}
