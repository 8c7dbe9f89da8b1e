package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"vitrine/engine"
	"vitrine/engine/explain"
	"vitrine/engine/lang"
	"vitrine/engine/trace"
	"vitrine/net/dns"
	"vitrine/net/fetch"
	"vitrine/net/lab"
)

var demoCommand = command{name: "demo", window: true, args: "", short: "start a small internet and browse it",
	long: `Starts name servers, a certificate authority and an HTTPS server in this process, resolves
the demo's host from the root down, fetches its page over TLS, renders it, prints every step
with its time, and writes the picture. With a display it also opens the window on the page.`}

func init() { demoCommand.run = runDemo }

// smallInternet is a running lab and a client that lives in it.
type smallInternet struct {
	net      *lab.Internet
	resolver *dns.Resolver
	client   *fetch.Client
}

func startInternet(about fetch.AboutFunc) (*smallInternet, error) {
	in, err := lab.Start(lab.Demo())
	if err != nil {
		return nil, err
	}
	r := dns.New(dns.Config{Dialer: in.Dialer(), Mode: dns.Iterative, Hints: in.Hints(), Hosts: in.HostsFile(), DNSSEC: true, Anchors: in.Anchors()})
	c := fetch.New(fetch.Config{Dialer: in.Dialer(), Resolver: fetch.DNS(r), RootCAs: in.Roots(), About: about})
	return &smallInternet{in, r, c}, nil
}

func (s *smallInternet) Close() {
	s.client.Close()
	s.resolver.Close()
	s.net.Close()
}

// demoWords are the words of the demo around its story, by language. Roles say what the hosts are for.
var demoWords = [...]struct {
	up, opened, done string
	roles            map[string]string
}{
	explain.English: {
		up:     "A small internet is up, on the loopback of this machine:\n",
		opened: "\nIn it the page %s is opened, one step a line:\n\n",
		done: `
The picture of %q is in %s.
  vitrine explain -lab %[3]s               the same journey with reasons and header fields
  vitrine explain -lab -html report.html %[3]s   as a page, with the picture after each stage
  vitrine dump -lab boxes %[3]s            any value on the way
  vitrine lab                                              a larger internet: proxy, login, database
`,
		roles: map[string]string{
			"a.root":           "a root name server: knows who serves test",
			"ns.nic.test":      "the registry of test (TLD): knows who serves vitrine.test",
			"ns1.vitrine.test": "the authoritative name server of vitrine.test",
			"web.vitrine.test": "the web server of www.vitrine.test, HTTPS",
		},
	},
	explain.Korean: {
		up:     "이 컴퓨터 안(루프백)에 작은 인터넷을 띄웠습니다:\n",
		opened: "\n그 안에서 %s 페이지를 엽니다. 한 줄이 한 단계입니다:\n\n",
		done: `
%q의 화면을 %s에 저장했습니다.
  vitrine explain -lab -lang ko %[3]s               같은 여정을 이유와 헤더까지
  vitrine explain -lab -lang ko -html report.html %[3]s   단계별 화면이 있는 보고서로
  vitrine dump -lab boxes %[3]s                     중간 단계의 값 보기
  vitrine lab                                                       더 큰 인터넷: 프록시, 로그인, 데이터베이스
`,
		roles: map[string]string{
			"a.root":           "루트 네임 서버: test를 맡은 서버를 압니다",
			"ns.nic.test":      "test의 TLD 네임 서버: vitrine.test를 맡은 서버를 압니다",
			"ns1.vitrine.test": "vitrine.test의 권한 있는 네임 서버",
			"web.vitrine.test": "www.vitrine.test의 웹 서버 (HTTPS)",
		},
	},
}

func runDemo(ctx context.Context, sio stdio, args []string) error {
	f := newFlags(demoCommand, sio)
	o := options{desktop: onDesk}
	o.register(f.FlagSet)
	out := f.String("o", "demo.png", "picture `file` to write")
	f.TextVar(&o.lang, "lang", lang.English, "`language` of the steps: en or ko")
	noWindow := f.Bool("no-window", false, "do not open the window, even with a display")
	args, err := parseFlags(f, args)
	if err != nil {
		return err
	}
	if len(args) != 0 {
		return usagef("takes no arguments")
	}
	way := &journey{lang: o.lang}
	s, err := startInternet(way.about)
	if err != nil {
		return err
	}
	defer s.Close()
	var events trace.Recorder
	sp := o.newTrace(sio, &events)
	e, err := o.newEngine(s.client, sp)
	if err != nil {
		return err
	}
	defer e.Close()
	words := &demoWords[o.lang]
	fmt.Fprint(sio.out, words.up)
	for _, h := range s.net.Hosts() {
		var addrs []string
		for _, a := range h.Addrs {
			addrs = append(addrs, a.String())
		}
		name := strings.TrimSuffix(h.Name, ".")
		fmt.Fprintf(sio.out, "  %-18s %-32s %s\n", name, strings.Join(addrs, " "), words.roles[name])
	}
	fmt.Fprintf(sio.out, words.opened, lab.DemoURL)
	tell := func() error { return explain.Build(events.Events(), o.lang).Lines(sio.out) }
	p, err := load(ctx, e, lab.DemoURL, o.timeout)
	if err != nil {
		tell()
		return err
	}
	rsp := sp.Fork("raster")
	img := p.Frame().Image(engine.Shot{})
	rsp.Set(trace.Int("width", img.Rect.Dx()), trace.Int("height", img.Rect.Dy()))
	rsp.End()
	if err := writeFile(*out, sio, func(w *bufio.Writer) error { return engine.WritePNG(w, img) }); err != nil {
		return err
	}
	if err := tell(); err != nil {
		return err
	}
	fmt.Fprintf(sio.out, words.done, p.Frame().Title, *out, lab.DemoURL)
	if *noWindow || !hasDisplay() {
		return nil
	}
	fonts, err := o.newFonts()
	if err != nil {
		return err
	}
	elsewhere := another([]string{inLab})
	w := engine.New(engine.Config{Lang: o.lang, NewWindow: elsewhere, Fetch: s.client, Fonts: fonts, Width: o.viewport.w, Height: o.viewport.h, Progressive: true, Animation: o.at.live(), ColorScheme: o.scheme.used(), Trace: o.newTrace(sio, &way.events)})
	defer w.Close()
	return openWindow(ctx, way.of(w.NewPage()), lab.DemoURL, &o, fonts, way, elsewhere)
}
