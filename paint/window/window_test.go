package window

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"vitrine/layout/geom"
	"vitrine/layout/text"
	"vitrine/paint/display"
	"vitrine/paint/raster"
)

const helperEnv = "VITRINE_WINDOW_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(helperEnv) != "" {
		// The window needs the main goroutine, which tests do not run on.
		err := Run(newFakePage(), Options{Title: "fake", Width: 400, Height: 300, Fonts: text.NewFonts(text.Config{})})
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fakePage is a page of coloured bands, 2000 px high, whose top left corner is a link to
// another one. It prints every event.
type fakePage struct {
	mu     sync.Mutex
	at     int
	frame  *Frame
	notify func()
}

func newFakePage() *fakePage {
	p := &fakePage{}
	p.show(0, 0)
	return p
}

var bands = [2][2]color.NRGBA{{{200, 60, 60, 255}, {60, 60, 200, 255}}, {{60, 160, 60, 255}, {220, 220, 80, 255}}}

func bandList(n int) *display.List {
	b := display.NewBuilder(geom.Size{W: geom.Int(400), H: geom.Int(2000)})
	for i := range 20 {
		b.Rect(px(0, float64(i*100), 400, 100), display.Solid(bands[n][i%2]))
	}
	return b.Finish(color.NRGBA{})
}

func (p *fakePage) show(n int, y float64) {
	y = min(max(y, 0), 1700)
	f := &Frame{URL: fmt.Sprintf("https://fake.test/%d", n), Title: fmt.Sprintf("page %d", n), CanBack: n > 0, CanNext: n == 0,
		Content: px(0, 0, 400, 2000), Scroll: geom.Point{Y: geom.FromPx(y)}}
	if p.frame != nil && p.at == n {
		f.List = p.frame.List
	} else {
		f.List = bandList(n)
	}
	p.at, p.frame = n, f
	if p.notify != nil {
		p.notify()
	}
}

func (p *fakePage) Frame() *Frame    { p.mu.Lock(); defer p.mu.Unlock(); return p.frame }
func (p *fakePage) OnFrame(f func()) { p.mu.Lock(); defer p.mu.Unlock(); p.notify = f }

func (p *fakePage) Send(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	y := p.frame.Scroll.Y.Px()
	switch e.Kind {
	case Wheel:
		p.show(p.at, y+e.Y)
	case Key:
		if d, ok := map[string]float64{KeyDown: 40, KeyUp: -40, KeySpace: 250, KeyEnd: 1e6, KeyHome: -1e6}[e.Name]; ok {
			p.show(p.at, y+d)
		}
	case MouseUp:
		if e.X < 100 && e.Y < 100 {
			p.show(1, 0)
		}
	case Back:
		p.show(0, 0)
	case Navigate:
		fmt.Println("navigate", e.Name)
	case Scheme:
		fmt.Println("dark", e.Dark)
	}
	fmt.Println("state", p.at, p.frame.Scroll.Y.Px())
}

func TestNoDisplay(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if os.Getenv("OS") == "Windows_NT" {
		t.Skip("only X11 and Wayland can be missing")
	}
	var e *Error
	if err := Run(newFakePage(), Options{}); !errors.Is(err, ErrNoDisplay) || !errors.As(err, &e) {
		t.Errorf("Run without a display: %v", err)
	}
}

func TestBarRemembersNothingItDoesNotShow(t *testing.T) {
	b := bar{fonts: text.NewFonts(text.Config{})}
	s := barState{width: 600, text: "https://www.vitrine.test/", focused: true, caret: 8, anchor: 8}
	l := b.draw(s)
	if len(l.Ops) == 0 {
		t.Fatal("an empty toolbar")
	}
	x := buttonRect(address, 600).X.Px() + addressPad
	for _, n := range []int{0, 8, len(s.text)} {
		if got := b.caretAt(s.text, x+b.widthTo(s.text, n), 600); got != n {
			t.Errorf("a click at byte %d puts the caret at %d", n, got)
		}
	}
	if got := buttonAt(20, 20, 600); got != backButton {
		t.Errorf("button at 20,20 is %d", got)
	}
}

func TestScrollbar(t *testing.T) {
	f := &Frame{Content: px(0, 0, 400, 2000), Scroll: geom.Point{Y: geom.Int(1700)}}
	s := scrollbarOf(f, 300, 1)
	if !s.show || s.size != 45 || s.thumb != 255 {
		t.Errorf("scrollbar %+v", s)
	}
	if s := scrollbarOf(&Frame{Content: px(0, 0, 400, 300)}, 300, 1); s.show {
		t.Errorf("a page that fits has a scrollbar: %+v", s)
	}
}

func TestScrollbarSideways(t *testing.T) {
	f := &Frame{Content: px(0, 0, 2000, 300), Scroll: geom.Point{X: geom.Int(100)}}
	if s := innerBars(f, 400, 300, 1); len(s) != 1 || s[0].vertical || s[0].bar.ID != nil || s[0].track.Y != geom.Int(300-innerBar) {
		t.Errorf("a page of 2000 px has the scrollbars %+v", s)
	}
	if s := innerBars(f, 2000, 300, 1); len(s) != 0 {
		t.Errorf("a page that fits has the scrollbars %+v", s)
	}
}

func TestMenu(t *testing.T) {
	b := bar{fonts: text.NewFonts(text.Config{})}
	m := &menu{items: []menuItem{{label: "Back", off: true}, {}, {label: "Reload"}}, at: px(10, 20, 100, 2*menuEdge+2*menuRow+menuGap), over: 2}
	if l := m.draw(&b); len(l.Ops) == 0 {
		t.Error("nothing is drawn")
	}
	for y, want := range map[float64]int{25 + 1: -1, 25 + menuRow + 2: -1, 25 + menuRow + menuGap + 1: 2, 25 + 2*menuRow + menuGap + 2: -1} {
		if got := m.rowAt(50, y); got != want {
			t.Errorf("row %d at %v, want %d", got, y, want)
		}
	}
}

func TestStatus(t *testing.T) {
	g := &game{bar: bar{fonts: text.NewFonts(text.Config{})}, w: 400, h: 344, frame: &Frame{Link: "https://a.test/"}}
	s := g.statusNow()
	if s.text != "https://a.test/" || s.x != 0 {
		t.Errorf("told %+v", s)
	}
	if l := g.statusList(s); len(l.Ops) == 0 {
		t.Error("nothing is drawn")
	}
	g.mouse = [2]float64{10, 340}
	if s := g.statusNow(); s.x == 0 {
		t.Error("it is under the pointer")
	}
	g.frame.Link = "https://a.test/" + strings.Repeat("가", 9000)
	if s := g.statusNow(); s.width > 400*statusShare || !strings.HasPrefix(s.text, "https://a.test/가") || !strings.HasSuffix(s.text, "…") {
		t.Errorf("told of a long address: %q, %v px", s.text, s.width)
	}
}

// patience is far longer than a window takes to show what it was asked to.
const patience = time.Minute

// TestWindow drives a real window: it shows the page, scrolls, follows a link, goes back and
// takes an address.
func TestWindow(t *testing.T) {
	if os.Getenv("DISPLAY") == "" {
		t.Skip("DISPLAY is not set: no window to test")
	}
	for _, tool := range []string{"xdotool", "import"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: nothing to drive the window with", tool)
		}
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperEnv+"=1")
	var out safeBuffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	xdo := func(args ...string) string {
		b, err := exec.Command("xdotool", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("xdotool %v: %v %s\n%s", args, err, b, out.String())
		}
		return strings.TrimSpace(string(b))
	}
	id := strings.Fields(xdo("search", "--sync", "--onlyvisible", "--name", "page 0"))[0]
	shows := func(what string, list *display.List, y int) {
		t.Helper()
		want := raster.Draw(list, px(0, float64(y), 400, 300), raster.Options{})
		var diff int
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			if diff = different(t, id, want); diff == 0 {
				return
			}
		}
		t.Errorf("%s: %d pixels differ\n%s", what, diff, out.String())
	}
	move := func(x, y int) { xdo("mousemove", "--window", id, fmt.Sprint(x), fmt.Sprint(y)) }
	xdo("windowfocus", id)
	shows("the page", bandList(0), 0)
	move(200, 200)
	xdo("key", "Down")
	shows("an arrow key scrolls", bandList(0), 40)
	xdo("key", "Home")
	shows("Home goes to the top", bandList(0), 0)
	xdo("click", "5")
	shows("the wheel scrolls", bandList(0), wheelStep)
	xdo("key", "Home")
	shows("Home again", bandList(0), 0)
	move(50, barHeight+50)
	xdo("click", "1")
	shows("a link is followed", bandList(1), 0)
	move(20, 20)
	xdo("click", "1")
	shows("the back button", bandList(0), 0)
	said := func(what string) {
		t.Helper()
		for end := time.Now().Add(patience); !strings.Contains(out.String(), what); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("the page was not told %q\n%s", what, out.String())
			}
		}
	}
	xdo("key", "ctrl+shift+d")
	said("dark true")
	barIs(t, id, darkTheme.paper)
	move(400-barPad-buttonSize/2, 20)
	xdo("click", "1")
	said("dark false")
	barIs(t, id, lightTheme.paper)
	xdo("key", "ctrl+l")
	xdo("type", "--delay", "30", "ab.test/x")
	xdo("key", "Return")
	said("navigate ab.test/x")
}

// barIs waits until the toolbar has a colour.
func barIs(t *testing.T, id string, want color.NRGBA) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		b, err := exec.Command("import", "-window", id, "png:-").Output()
		if err != nil {
			t.Fatal("import: ", err)
		}
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, b, _ := m.At(2, 2).RGBA(); uint8(r>>8) == want.R && uint8(g>>8) == want.G && uint8(b>>8) == want.B {
			return
		}
	}
	t.Errorf("the toolbar did not become %v", want)
}

// different counts the pixels of the window below the toolbar, the scrollbar left out, that
// are not those of a picture.
func different(t *testing.T, id string, want *image.RGBA) int {
	b, err := exec.Command("import", "-window", id, "png:-").Output()
	if err != nil {
		t.Fatal("import: ", err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for y := range 300 {
		for x := range 400 - barWidth {
			r, g, b, _ := m.At(x, y+barHeight).RGBA()
			c := want.RGBAAt(x, y)
			if uint8(r>>8) != c.R || uint8(g>>8) != c.G || uint8(b>>8) != c.B {
				n++
			}
		}
	}
	return n
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }
