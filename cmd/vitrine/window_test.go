package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// asCommand makes the test binary be the command: a window needs a process of its own.
const asCommand = "VITRINE_TEST_AS_COMMAND"

const (
	windowW, windowH = 400, 300 // the page's part of the window, px
	scrollbarW       = 20       // at the right edge, left out of comparisons
)

const firstPage = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>First page</title>
<style>body { margin: 0; font: 16px sans-serif } a { display: block; height: 60px; background: #cde; color: teal }
div { height: 90px; border-top: 3px solid teal }</style>
<a href="second.html">to the second page</a>
<div>one</div><div>둘, two</div><div>three</div><div>four</div><div>five</div><div>six</div><div>seven</div>`

const secondPage = `<!DOCTYPE html><html lang="en"><title>Second page</title>
<style>body { margin: 0; background: #fed; font: 20px serif }</style><h1>The second page</h1><p>It is short.`

// patience is far longer than a window takes to show what it was asked to.
const patience = time.Minute

// windowDriver steers one window of vitrine open.
type windowDriver struct {
	t  *testing.T
	id string
}

func (w *windowDriver) do(args ...string) string {
	w.t.Helper()
	out, err := exec.Command("xdotool", args...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("xdotool %v: %v %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w *windowDriver) click(x, y int) {
	w.t.Helper()
	w.do("mousemove", "--window", w.id, fmt.Sprint(x), fmt.Sprint(y))
	// A person moves, presses, and lets go.
	time.Sleep(100 * time.Millisecond)
	w.do("mousedown", "1")
	time.Sleep(80 * time.Millisecond)
	w.do("mouseup", "1")
}

// screen returns the window's picture and the height of the toolbar above the page.
func (w *windowDriver) screen() (m image.Image, bar int) {
	w.t.Helper()
	out, err := exec.Command("import", "-window", w.id, "png:-").Output()
	if err != nil {
		w.t.Fatal("import: ", err)
	}
	m, err = png.Decode(bytes.NewReader(out))
	if err != nil {
		w.t.Fatal(err)
	}
	return m, m.Bounds().Dy() - windowH
}

// waitFor waits until the window shows the page's picture at one of the scroll offsets, and
// returns that offset.
func (w *windowDriver) waitFor(what string, page image.Image, offsets ...int) int {
	w.t.Helper()
	best := -1
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		m, bar := w.screen()
		for _, y := range offsets {
			d := differing(m, bar, page, y)
			if d == 0 {
				return y
			}
			if best < 0 || d < best {
				best = d
			}
		}
	}
	w.t.Fatalf("%s: at best %d pixels differ from the PNG", what, best)
	return 0
}

// differing counts the pixels below the toolbar that are not those of the page from y down.
func differing(m image.Image, bar int, page image.Image, y int) int {
	n := 0
	for j := range windowH {
		for i := range windowW - scrollbarW {
			r, g, b, _ := m.At(i, bar+j).RGBA()
			pr, pg, pb, _ := page.At(i, y+j).RGBA()
			if r>>8 != pr>>8 || g>>8 != pg>>8 || b>>8 != pb>>8 {
				n++
			}
		}
	}
	return n
}

// TestOpen drives a real window on real pages: it shows what the PNG shows, scrolls, follows a
// link and goes back.
func TestOpen(t *testing.T) {
	if os.Getenv("DISPLAY") == "" {
		t.Skip("DISPLAY is not set: no window to test")
	}
	for _, tool := range []string{"xdotool", "import"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: nothing to drive the window with", tool)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"first.html": firstPage, "second.html": secondPage} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	vitrine := func(args ...string) *exec.Cmd {
		c := exec.Command(os.Args[0], args...)
		c.Env = append(os.Environ(), asCommand+"=1")
		c.Dir, c.Stderr = dir, os.Stderr
		return c
	}
	viewport := fmt.Sprintf("%dx%d", windowW, windowH)
	picture := func(name string) image.Image {
		if err := vitrine("shot", name+".html", "-o", name+".png", "-full-page", "-embedded-fonts", "-viewport", viewport).Run(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	first, second := picture("first"), picture("second")

	open := vitrine("open", "first.html", "-embedded-fonts", "-viewport", viewport)
	if err := open.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { open.Process.Kill(); open.Wait() }()
	w := &windowDriver{t: t}
	w.id = strings.Fields(w.do("search", "--sync", "--onlyvisible", "--name", "First page"))[0]
	w.do("windowfocus", w.id)
	w.do("mousemove", "--window", w.id, "200", "200")
	w.waitFor("the first page", first, 0)
	end := first.Bounds().Dy() - windowH
	w.do("key", "End")
	w.waitFor("the end", first, end)
	w.do("key", "Home")
	w.waitFor("the start", first, 0)
	w.do("click", "5")
	var below []int
	for y := 1; y < end; y++ {
		below = append(below, y)
	}
	w.waitFor("the wheel", first, below...)
	w.do("key", "Home")
	w.waitFor("the start again", first, 0)
	_, bar := w.screen()
	w.click(100, bar+30)
	w.waitFor("the link", second, 0)
	w.do("search", "--sync", "--onlyvisible", "--name", "Second page")
	w.do("mousemove", "--window", w.id, "200", fmt.Sprint(bar+200)) // off the link, whose address is told at the bottom
	w.do("key", "alt+Left")
	w.waitFor("back", first, 0)
	if err := open.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := open.Wait(); err != nil {
		t.Errorf("an interrupt did not close the window in order: %v", err)
	}
}
