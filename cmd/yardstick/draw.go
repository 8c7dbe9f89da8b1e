package main

import (
	"bytes"
	"context"
	"image"
	"time"

	"vitrine/engine"
	"vitrine/engine/dom"
	"vitrine/engine/dump"
	"vitrine/layout/text"
	"vitrine/net/fetch"
)

// pageTimeout bounds one page. It is far above what any page needs, so that a busy machine
// does not change an outcome.
const pageTimeout = 60 * time.Second

// drawer draws pages with one engine at one viewport.
type drawer struct {
	client *fetch.Client
	engine *engine.Engine
}

// newDrawer returns a drawer. Without system fonts the pictures are the same on every machine.
func newDrawer(w, h int, fonts text.Config) *drawer {
	d := &drawer{client: fetch.New(fetch.Config{})}
	d.engine = engine.New(engine.Config{Fetch: d.client, Fonts: text.NewFonts(fonts), Width: w, Height: h})
	return d
}

func (d *drawer) close() {
	d.engine.Close()
	d.client.Close()
}

// open loads a page, waits until it is complete and hands it to use.
func (d *drawer) open(url string, use func(context.Context, *engine.Page) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), pageTimeout)
	defer cancel()
	p, err := d.engine.Load(ctx, url)
	if p != nil {
		defer p.Close()
	}
	if err == nil {
		err = p.Idle(ctx)
	}
	if err != nil {
		return err
	}
	return use(ctx, p)
}

func (d *drawer) picture(url string) (img *image.RGBA, err error) {
	err = d.open(url, func(_ context.Context, p *engine.Page) error {
		img = p.Frame().Image(engine.Shot{})
		return nil
	})
	return img, err
}

func (d *drawer) pictureAndGeometry(url string) (img *image.RGBA, geom []byte, err error) {
	err = d.open(url, func(ctx context.Context, p *engine.Page) error {
		fr := p.Frame()
		img = fr.Image(engine.Shot{})
		var b bytes.Buffer
		var dumpErr error
		err := p.Do(ctx, func(doc *dom.Document) { dumpErr = dump.Geometry(&b, doc, fr) })
		geom = b.Bytes()
		if err != nil {
			return err
		}
		return dumpErr
	})
	return img, geom, err
}

// drawReftests is what suiteWPT draws with: embedded fonts and the suite's own.
func drawReftests(fontDir string) (renderer, func(), error) {
	d := newDrawer(testW, testH, text.Config{Dirs: []string{fontDir}})
	return d.picture, d.close, nil
}
